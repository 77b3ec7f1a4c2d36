package gocode

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/dave/jennifer/jen"

	"github.com/connectorgen/connectorgen/generator/internal/goplan"
)

// docWidth is where lines of comments are broken, in runes.
const docWidth = 96

// A commenter takes comment lines: a file, a block or a list of fields.
type commenter interface {
	Comment(string) *jen.Statement
}

// emitDoc adds text as // lines. The text is untrusted: for several lines
// jen.Comment would switch to /* */, and a "*/" in a summary would then end the
// comment and become code.
func emitDoc(to commenter, text string) {
	for _, line := range docLines(text) {
		to.Comment(line)
	}
}

// docLines makes comment lines of text: valid UTF-8, nothing that ends a line or
// may not stand in Go source, no line that a tool would take for a directive.
func docLines(text string) []string {
	var lines []string
	text = strings.TrimSpace(strings.ToValidUTF8(text, "\uFFFD"))
	for line := range strings.Lines(text) {
		line = strings.TrimRightFunc(strings.Map(printable, line), unicode.IsSpace)
		if strings.TrimSpace(line) == "" {
			if len(lines) > 0 && lines[len(lines)-1] != "//" {
				lines = append(lines, "//")
			}
			continue
		}
		lines = append(lines, wrapped(strings.TrimLeftFunc(line, unicode.IsSpace))...)
	}
	return lines
}

// printable maps runes that may not stand in a comment line to spaces.
func printable(r rune) rune {
	if r == '\uFEFF' || unicode.IsControl(r) || r == '\u2028' || r == '\u2029' || unicode.Is(unicode.Bidi_Control, r) {
		return ' '
	}
	return r
}

// wrapped breaks a line at spaces. A word longer than a line stays whole.
func wrapped(line string) []string {
	var out []string
	var b strings.Builder
	for word := range strings.FieldsSeq(line) {
		if b.Len() > 0 && utf8.RuneCountInString(b.String())+1+utf8.RuneCountInString(word) > docWidth {
			out = append(out, "// "+b.String())
			b.Reset()
		}
		if b.Len() > 0 {
			b.WriteByte(' ')
		} else if rest, found := strings.CutPrefix(word, "+build"); found {
			word = "+ build" + rest // not a build constraint
		}
		b.WriteString(word)
	}
	return append(out, "// "+b.String())
}

// tag renders a struct tag, its keys in order. Keys are ours, values are not.
func tag(tags ...goplan.FieldTag) *jen.Statement {
	parts := make([]string, len(tags))
	for i, t := range tags {
		parts[i] = t.Key + ":" + strconv.Quote(t.Value)
	}
	text := strings.Join(parts, " ")
	if strconv.CanBackquote(text) {
		return jen.Op("`" + text + "`")
	}
	return jen.Op(strconv.Quote(text))
}
