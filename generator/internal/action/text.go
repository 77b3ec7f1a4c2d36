package action

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/connectorgen/connectorgen/generator/internal/ir"
	"github.com/connectorgen/connectorgen/generator/internal/source"
)

// How long texts may be, in characters. A label is as short as marketplaces want
// it; a description is whole, and a target that wants less shortens it.
const (
	maxLabel       = 80
	maxDescription = 5000
)

// label is the summary with nothing but letters, digits, spaces and parentheses,
// or else what the operation does, in words.
func (s *Set) label(op *ir.Operation) string {
	return s.labelOf("operation", op.ID, op.Pos, op.Summary, s.doing(op), spaced(op.ID), op.Method+" "+op.Path, "Operation")
}

// labelOf is the first of texts that can be a label. The last one can.
func (s *Set) labelOf(what, id string, pos source.Pos, texts ...string) string {
	for _, text := range texts {
		label := Plain(text)
		if !strings.ContainsFunc(label, isWordRune) {
			continue
		}
		short := Cut(label, maxLabel)
		if short != label {
			s.Problems.Warnf(pos, "manifest-label-cut", "summary of %s %q is longer than %d characters", what, id, maxLabel)
		}
		return short
	}
	return ""
}

// doing says what the operation does to its resource, such as "List shipments".
func (s *Set) doing(op *ir.Operation) string {
	if op.Kind == ir.OpCustom {
		return ""
	}
	for i := range s.Connector.Resources {
		r := &s.Connector.Resources[i]
		if r.Key != op.Resource {
			continue
		}
		name := r.Name
		if op.Kind == ir.OpList && r.Plural != "" {
			name = r.Plural
		}
		return Capital(string(op.Kind)) + " " + strings.ToLower(name)
	}
	return ""
}

// description is what the document says of the operation, as sentences.
func (s *Set) description(op *ir.Operation) string {
	if text := s.descriptionOf("operation", op.ID, op.Pos, op.Description, op.Summary); text != "" {
		return text
	}
	return Sentence(s.label(op))
}

// descriptionOf is the first of texts that says something, "" if none does.
func (s *Set) descriptionOf(what, id string, pos source.Pos, texts ...string) string {
	for _, text := range texts {
		text = Sentence(text)
		if text == "" {
			continue
		}
		short := Sentences(text, maxDescription)
		if short != text {
			s.Problems.Warnf(pos, "manifest-description-cut", "description of %s %q is longer than %d characters", what, id, maxDescription)
		}
		return short
	}
	return ""
}

// Plain keeps letters, digits, spaces and parentheses. Apostrophes go; every
// other run of characters is a space.
func Plain(text string) string {
	var b strings.Builder
	for _, r := range strings.ToValidUTF8(text, " ") {
		switch {
		case isWordRune(r) || unicode.IsMark(r) || r == '(' || r == ')':
			b.WriteRune(r)
		case r == '\'' || r == '’':
		default:
			b.WriteByte(' ')
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

func isWordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) }

// spaced puts spaces between the words of an identifier: "getUser_byId" is "get User by Id".
func spaced(id string) string {
	var b strings.Builder
	var before rune
	for _, r := range id {
		if unicode.IsUpper(r) && unicode.IsLower(before) {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
		before = r
	}
	return Capital(Plain(b.String()))
}

// Sentence puts text on one line, with a capital first and a mark at its end.
func Sentence(text string) string {
	text = Capital(strings.Join(strings.Fields(strings.ToValidUTF8(text, " ")), " "))
	if text == "" || endsSentence(text) {
		return text
	}
	return text + "."
}

func endsSentence(text string) bool {
	last, _ := utf8.DecodeLastRuneInString(strings.TrimRight(text, `)"'”’`))
	return strings.ContainsRune(".!?…。", last)
}

// Sentences is as many whole sentences of text as fit into limit characters; if
// not even one does, as many words.
func Sentences(text string, limit int) string {
	if utf8.RuneCountInString(text) <= limit {
		return text
	}
	head := string([]rune(text)[:limit])
	if end := max(strings.LastIndex(head, ". "), strings.LastIndex(head, "! "), strings.LastIndex(head, "? ")); end > 0 {
		return head[:end+1]
	}
	return Cut(text, limit-1) + "…"
}

// Cut is as many whole words of text as fit into limit characters, or the
// beginning of the first.
func Cut(text string, limit int) string {
	if utf8.RuneCountInString(text) <= limit {
		return text
	}
	head := string([]rune(text)[:limit+1])
	if end := strings.LastIndexByte(head, ' '); end > 0 {
		return head[:end]
	}
	return string([]rune(text)[:limit])
}

// Capital makes the first letter a capital.
func Capital(text string) string {
	first, size := utf8.DecodeRuneInString(text)
	if size == 0 {
		return ""
	}
	return string(unicode.ToUpper(first)) + text[size:]
}
