package source

import (
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"unicode/utf8"

	"gopkg.in/yaml.v3"
)

// A jsonError stops the reading of JSON.
type jsonError struct {
	SyntaxError
	final bool // YAML would fail as well: the text ends too early or is too deep
}

// A jsonReader reads JSON (RFC 8259) into yaml nodes.
//
// yaml.v3 could nearly do it, but refuses surrogate pairs and takes many times
// as long. As in encoding/json, broken UTF-8 and lone surrogates become U+FFFD.
type jsonReader struct {
	file string
	text string
	pos  int // of the next byte

	line, column int // place of mark
	mark         int // byte whose column is known, so that long lines are counted once

	depth    int
	nodes    int
	slab     []yaml.Node  // nodes are taken from here
	stack    []*yaml.Node // children of the values that are still open
	problems SyntaxErrors
	broken   *jsonError
}

// parseJSON reads data. It returns the value and the keys that stand twice, or
// what stopped it.
func parseJSON(file string, data []byte) (*yaml.Node, SyntaxErrors, *jsonError) {
	r := &jsonReader{file: file, text: string(data), line: 1, column: 1}
	r.space()
	root := r.value()
	if r.broken == nil {
		r.space()
		if r.pos < len(r.text) {
			r.fail("text after the end of the JSON value")
		}
	}
	if r.broken != nil {
		return nil, nil, r.broken
	}
	return root, r.problems, nil
}

// here is the place of the next byte.
func (r *jsonReader) here() Pos {
	r.column += utf8.RuneCountInString(r.text[r.mark:r.pos])
	r.mark = r.pos
	return Pos{r.file, r.line, r.column}
}

// fail stops the reading at the next byte.
func (r *jsonReader) fail(format string, args ...any) {
	if r.broken == nil {
		r.broken = &jsonError{SyntaxError: SyntaxError{r.here(), fmt.Sprintf(format, args...)}}
	}
}

// want fails for the lack of what, whatever stands there instead.
func (r *jsonReader) want(what string) {
	if r.pos >= len(r.text) {
		r.fail("the file ends where %s should stand", what)
		r.broken.final = true
		return
	}
	c, _ := utf8.DecodeRuneInString(r.text[r.pos:])
	r.fail("want %s, got %q", what, c)
}

func (r *jsonReader) space() {
	for ; r.pos < len(r.text); r.pos++ {
		switch r.text[r.pos] {
		case ' ', '\t', '\r':
		case '\n':
			r.line, r.column, r.mark = r.line+1, 1, r.pos+1
		default:
			return
		}
	}
}

// at reports whether c comes next, and passes it.
func (r *jsonReader) at(c byte) bool {
	if r.pos < len(r.text) && r.text[r.pos] == c {
		r.pos++
		return true
	}
	return false
}

func (r *jsonReader) node(kind yaml.Kind, tag string) *yaml.Node {
	if r.nodes++; r.nodes > maxNodes {
		r.fail("more than %d values", maxNodes)
		r.broken.final = true
	}
	if len(r.slab) == 0 {
		r.slab = make([]yaml.Node, min(512, 8+r.nodes))
	}
	n := &r.slab[0]
	r.slab = r.slab[1:]
	pos := r.here()
	n.Kind, n.Tag, n.Line, n.Column = kind, tag, pos.Line, pos.Column
	return n
}

// value reads any value; it returns nil once the reading has stopped.
func (r *jsonReader) value() *yaml.Node {
	if r.pos >= len(r.text) {
		r.want("a value")
		return nil
	}
	switch c := r.text[r.pos]; {
	case c == '{':
		return r.collection(yaml.MappingNode, "!!map", r.members)
	case c == '[':
		return r.collection(yaml.SequenceNode, "!!seq", r.items)
	case c == '"':
		return r.string()
	case c == '-' || '0' <= c && c <= '9':
		return r.number()
	case c == 't':
		return r.word("true", "!!bool")
	case c == 'f':
		return r.word("false", "!!bool")
	case c == 'n':
		return r.word("null", "!!null")
	}
	r.want("a value")
	return nil
}

// collection reads an object or array; inside reads to its end and pushes the
// children on the stack.
func (r *jsonReader) collection(kind yaml.Kind, tag string, inside func()) *yaml.Node {
	n := r.node(kind, tag)
	if r.depth++; r.depth > maxDepth {
		r.fail("more than %d values inside each other", maxDepth)
		r.broken.final = true
	}
	if r.broken != nil {
		return nil
	}
	base := len(r.stack)
	r.pos++
	inside()
	if r.broken != nil {
		return nil
	}
	children := r.stack[base:]
	if kind == yaml.MappingNode {
		children = dropDuplicates(r.file, children, &r.problems)
	}
	if len(children) > 0 {
		n.Content = append(make([]*yaml.Node, 0, len(children)), children...)
	}
	r.stack = r.stack[:base]
	r.depth--
	return n
}

func (r *jsonReader) members() {
	for r.space(); !r.at('}'); r.space() {
		if r.pos >= len(r.text) || r.text[r.pos] != '"' {
			r.want("a key in double quotes")
			return
		}
		key := r.string()
		r.space()
		if r.broken == nil && !r.at(':') {
			r.want(`":" after the key`)
		}
		if r.broken != nil {
			return
		}
		r.space()
		r.stack = append(r.stack, key, r.value())
		if r.broken != nil || !r.next('}') {
			return
		}
	}
}

func (r *jsonReader) items() {
	for r.space(); !r.at(']'); r.space() {
		r.stack = append(r.stack, r.value())
		if r.broken != nil || !r.next(']') {
			return
		}
	}
}

// next passes the comma before another child. It returns false after the closing
// bracket, which it passes too.
func (r *jsonReader) next(closing byte) bool {
	r.space()
	if r.at(closing) {
		return false
	}
	if !r.at(',') {
		r.want(fmt.Sprintf(`"," or %q`, string(closing)))
		return false
	}
	r.space()
	if r.pos < len(r.text) && r.text[r.pos] == closing {
		r.fail(`want a value after ",", got %q`, closing)
		return false
	}
	return true
}

func (r *jsonReader) word(word, tag string) *yaml.Node {
	n := r.node(yaml.ScalarNode, tag)
	for i := range len(word) {
		if !r.at(word[i]) {
			r.want("the word " + word)
			return nil
		}
	}
	n.Value = word
	return n
}

// number reads a number and keeps its text.
func (r *jsonReader) number() *yaml.Node {
	n, start, tag := r.node(yaml.ScalarNode, ""), r.pos, "!!int"
	r.at('-')
	if !r.at('0') && !r.digits() {
		return nil
	}
	if r.at('.') {
		tag = "!!float"
		if !r.digits() {
			return nil
		}
	}
	if r.at('e') || r.at('E') {
		tag = "!!float"
		if !r.at('-') {
			r.at('+')
		}
		if !r.digits() {
			return nil
		}
	}
	n.Value = r.text[start:r.pos]
	n.Tag = tag
	if tag == "!!int" && len(n.Value) > len(strconv.Itoa(math.MaxInt64))-1 && !fitsInt(n.Value) {
		n.Tag = "!!float" // as yaml.v3 has it: decoding an !!int beyond 64 bits fails
	}
	return n
}

func fitsInt(s string) bool {
	if _, err := strconv.ParseInt(s, 10, 64); err == nil {
		return true
	}
	_, err := strconv.ParseUint(s, 10, 64)
	return err == nil
}

// digits passes at least one digit.
func (r *jsonReader) digits() bool {
	start := r.pos
	for r.pos < len(r.text) && '0' <= r.text[r.pos] && r.text[r.pos] <= '9' {
		r.pos++
	}
	if r.pos == start {
		r.want("a digit")
	}
	return r.pos > start
}

// string reads a string. Without escapes it shares the file's memory.
func (r *jsonReader) string() *yaml.Node {
	n, start, plain := r.node(yaml.ScalarNode, "!!str"), r.pos, true
	n.Style = yaml.DoubleQuotedStyle
	for r.pos++; r.pos < len(r.text); r.pos++ {
		switch c := r.text[r.pos]; {
		case c == '"':
			r.pos++
			n.Value = r.unquote(r.text[start:r.pos], plain)
			return n
		case c == '\\':
			plain = false
			if !r.escape() {
				return nil
			}
		case c < ' ':
			r.fail("the control character U+%04X must be escaped in a string", c)
			return nil
		case c >= utf8.RuneSelf:
			plain = false
		}
	}
	r.want(`the closing '"' of the string`)
	return nil
}

// escape passes all but the last byte of an escape sequence.
func (r *jsonReader) escape() bool {
	r.pos++
	if r.pos >= len(r.text) {
		r.want("the rest of the escape")
		return false
	}
	switch r.text[r.pos] {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		return true
	case 'u':
		for range 4 {
			r.pos++
			if r.pos >= len(r.text) || !isHex(r.text[r.pos]) {
				r.want(`four hexadecimal digits after \u`)
				return false
			}
		}
		return true
	}
	r.want("an escape that JSON knows")
	return false
}

func isHex(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
}

// unquote returns the text of a string literal that is known to be well formed.
func (r *jsonReader) unquote(literal string, plain bool) string {
	inner := literal[1 : len(literal)-1]
	if plain {
		return inner
	}
	var s string
	if err := json.Unmarshal([]byte(literal), &s); err != nil {
		r.fail("%v", err) // not reached: the literal was checked byte by byte
	}
	return s
}
