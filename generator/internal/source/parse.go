package source

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"gopkg.in/yaml.v3"
)

// Bounds on what one file may hold. They are far above any real document and
// keep a hostile one from taking the machine's memory.
const (
	maxDepth = 1000       // mappings and lists inside each other
	maxNodes = 10_000_000 // values, copies made for aliases included
)

// A SyntaxError is one reason why a file cannot be read as YAML or JSON.
type SyntaxError struct {
	Pos Pos
	Msg string // lower case, no full stop
}

// Error formats e as "file:line:column: message".
func (e *SyntaxError) Error() string { return e.Pos.String() + ": " + e.Msg }

// SyntaxErrors is every syntax problem of a file in order of place, never empty.
// It is what an error of Parse holds.
type SyntaxErrors []*SyntaxError

// Error lists the problems, one a line.
func (l SyntaxErrors) Error() string { return errors.Join(l.Unwrap()...).Error() }

// Unwrap returns the single problems.
func (l SyntaxErrors) Unwrap() []error {
	errs := make([]error, len(l))
	for i, e := range l {
		errs[i] = e
	}
	return errs
}

func (l *SyntaxErrors) add(pos Pos, format string, args ...any) {
	*l = append(*l, &SyntaxError{Pos: pos, Msg: fmt.Sprintf(format, args...)})
}

// err returns the list in order of place, or nil if it is empty.
func (l SyntaxErrors) err() error {
	if len(l) == 0 {
		return nil
	}
	slices.SortStableFunc(l, func(a, b *SyntaxError) int {
		return cmp.Or(cmp.Compare(a.Pos.Line, b.Pos.Line), cmp.Compare(a.Pos.Column, b.Pos.Column))
	})
	return l
}

// Parse reads one YAML or JSON document; file is used in every Pos.
//
// It returns the document's outermost value: never a document node, never an
// alias, no merge key, no key twice in a mapping, every key a scalar. Each node
// has its line, column and tag. Text that begins with { or [ is read as JSON,
// and as YAML if it is no JSON.
//
// The error is a [SyntaxErrors]. Beside it the value is nil, unless the problems
// are keys that stand twice: then it is the document with the first of each.
func Parse(file string, data []byte) (*yaml.Node, error) {
	data = bytes.TrimPrefix(data, []byte("\uFEFF"))
	if !looksLikeJSON(data) {
		return parseYAML(file, data)
	}
	root, problems, broken := parseJSON(file, data)
	if broken == nil {
		return root, problems.err()
	}
	if broken.final {
		return nil, SyntaxErrors{&broken.SyntaxError}
	}
	root, err := parseYAML(file, data)
	var grammar *grammarError
	if errors.As(err, &grammar) && !isYAMLName(file) {
		return nil, SyntaxErrors{&broken.SyntaxError}
	}
	return root, err
}

// looksLikeJSON reports whether data begins as a JSON object or array.
func looksLikeJSON(data []byte) bool {
	data = bytes.TrimLeft(data, " \t\r\n")
	return len(data) > 0 && (data[0] == '{' || data[0] == '[')
}

func isYAMLName(file string) bool {
	return strings.HasSuffix(file, ".yaml") || strings.HasSuffix(file, ".yml")
}

// checkText returns the first place that is not the text YAML allows, or nil.
func checkText(file string, data []byte) *SyntaxError {
	if bytes.HasPrefix(data, []byte("\xff\xfe")) || bytes.HasPrefix(data, []byte("\xfe\xff")) {
		return &SyntaxError{Pos{file, 1, 1}, "the file is UTF-16: save it as UTF-8"}
	}
	line, column := 1, 1
	for i := 0; i < len(data); {
		r, size := rune(data[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRune(data[i:])
		}
		switch {
		case r == utf8.RuneError && size == 1:
			return &SyntaxError{Pos{file, line, column}, fmt.Sprintf("the byte 0x%02x is not UTF-8", data[i])}
		case !printable(r):
			return &SyntaxError{Pos{file, line, column}, fmt.Sprintf("the control character U+%04X is not allowed", r)}
		}
		i, column = i+size, column+1
		if r == '\n' {
			line, column = line+1, 1
		}
	}
	return nil
}

// printable reports whether YAML allows r.
func printable(r rune) bool {
	switch {
	case r == '\t', r == '\n', r == '\r', r == 0x85:
		return true
	case r < ' ', r >= 0x7F && r < 0xA0, r == 0xFFFE, r == 0xFFFF:
		return false
	}
	return true
}

// dropDuplicates reports the keys that stand twice among the pairs of a mapping
// and returns the pairs without the later ones.
func dropDuplicates(file string, pairs []*yaml.Node, problems *SyntaxErrors) []*yaml.Node {
	const few = 32 // up to here comparing is faster than hashing
	var seen map[string]*yaml.Node
	if len(pairs) > 2*few {
		seen = make(map[string]*yaml.Node, len(pairs)/2)
	}
	kept := pairs[:0]
	for i := 0; i+1 < len(pairs); i += 2 {
		key := pairs[i]
		first := seen[key.Value]
		if seen == nil {
			first = findKey(kept, key.Value)
		} else if first == nil {
			seen[key.Value] = key
		}
		if first != nil {
			problems.add(Pos{file, key.Line, key.Column}, "the key %q stands twice, first at %s",
				key.Value, Pos{file, first.Line, first.Column})
			continue
		}
		kept = append(kept, key, pairs[i+1])
	}
	return kept
}

// findKey returns the key called name among the pairs of a mapping, or nil.
func findKey(pairs []*yaml.Node, name string) *yaml.Node {
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i].Value == name {
			return pairs[i]
		}
	}
	return nil
}
