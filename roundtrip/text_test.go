package roundtrip_test

import (
	"regexp"
	"regexp/syntax"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/getkin/kin-openapi/openapi3"
)

// formats are texts of the forms that a schema can ask for.
var formats = map[string]string{
	"date-time": "2024-05-06T07:08:09Z",
	"date":      "2024-05-06",
	"time":      "07:08:09Z",
	"duration":  "P3D",
	"uuid":      "6e3a1c5e-8a4b-4f0e-9d5f-2f4b6c8d0e1a",
	"email":     "someone@example.com",
	"uri":       "https://example.com/a",
	"url":       "https://example.com/a",
	"hostname":  "example.com",
	"ipv4":      "192.0.2.1",
	"ipv6":      "2001:db8::1",
	"byte":      "aGVsbG8h",
	"decimal":   "12.50",
}

// string makes a text; n tells it from others.
func (m *maker) string(f *flat, n int) (any, bool) {
	text, fixed := formats[f.Format]
	if f.Pattern != "" {
		return matching(f, n)
	}
	if !fixed {
		text = m.text
		if n > 0 {
			text = strconv.Itoa(n) + text
		}
	}
	if short := int(f.MinLength) - utf8.RuneCountInString(text); short > 0 {
		text += strings.Repeat("x", short)
	}
	if f.MaxLength != nil && utf8.RuneCountInString(text) > int(*f.MaxLength) {
		text = string([]rune(text)[:*f.MaxLength])
	}
	return text, true
}

// matching makes a text that matches the pattern, or takes the example where
// the pattern is not one of Go's.
func matching(f *flat, n int) (any, bool) {
	compiled, err := regexp.Compile(f.Pattern)
	if err != nil {
		if text, ok := f.Example.(string); ok {
			return text, true
		}
		return "text", true
	}
	fits := func(text string) bool {
		length := utf8.RuneCountInString(text)
		return compiled.MatchString(text) && length >= int(f.MinLength) && (f.MaxLength == nil || length <= int(*f.MaxLength))
	}
	for _, candidate := range []any{f.Example, formats[f.Format]} {
		if text, ok := candidate.(string); ok && text != "" && n == 0 && fits(text) {
			return text, true
		}
	}
	tree, err := syntax.Parse(f.Pattern, syntax.Perl)
	if err != nil {
		return nil, false
	}
	last := ""
	for more := range 300 {
		if last = spell(tree, more+n, n); fits(last) && last != "" {
			return last, true
		}
	}
	return last, fits(last)
}

// spell writes a text that the expression matches: what may repeat is repeated
// more times, and the nth character of a class is taken.
func spell(e *syntax.Regexp, more, n int) string {
	var b strings.Builder
	switch e.Op {
	case syntax.OpLiteral:
		b.WriteString(string(e.Rune))
	case syntax.OpCharClass:
		b.WriteRune(charOf(e.Rune, n))
	case syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		b.WriteByte('a' + byte(n%26))
	case syntax.OpCapture:
		return spell(e.Sub[0], more, n)
	case syntax.OpConcat:
		for _, sub := range e.Sub {
			b.WriteString(spell(sub, more, n))
		}
	case syntax.OpAlternate:
		return spell(e.Sub[n%len(e.Sub)], more, n)
	case syntax.OpStar, syntax.OpPlus, syntax.OpQuest, syntax.OpRepeat:
		low, high := e.Min, e.Max
		switch e.Op {
		case syntax.OpStar:
			low, high = 0, -1
		case syntax.OpPlus:
			low, high = 1, -1
		case syntax.OpQuest:
			low, high = 0, 1
		default:
		}
		times := low + more
		if high >= 0 {
			times = min(times, high)
		}
		for range times {
			b.WriteString(spell(e.Sub[0], 0, n))
		}
	default:
	}
	return b.String()
}

// charOf is the nth character of a class, a letter or digit if there is one.
func charOf(ranges []rune, n int) rune {
	var usual []rune
	for i := 0; i+1 < len(ranges); i += 2 {
		for r := ranges[i]; r <= ranges[i+1] && r < 128; r++ {
			if r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' {
				usual = append(usual, r)
			}
		}
	}
	if len(usual) > 0 {
		return usual[n%len(usual)]
	}
	for i := 0; i+1 < len(ranges); i += 2 {
		if ranges[i+1] > ' ' {
			return max(ranges[i], '!')
		}
	}
	if len(ranges) > 0 {
		return ranges[0]
	}
	return 'x'
}

// lenientPatterns lets anything match a pattern that is not one of Go's.
var lenientPatterns = openapi3.SetSchemaRegexCompiler(lenient)

func lenient(expr string) (openapi3.RegexMatcher, error) {
	if known, ok := patterns.Load(expr); ok {
		if matcher, ok := known.(openapi3.RegexMatcher); ok {
			return matcher, nil
		}
	}
	var matcher openapi3.RegexMatcher = anything{}
	if compiled, err := regexp.Compile(expr); err == nil {
		matcher = compiled
	}
	patterns.Store(expr, matcher)
	return matcher, nil
}

var patterns sync.Map // string to openapi3.RegexMatcher

type anything struct{}

func (anything) MatchString(string) bool { return true }
