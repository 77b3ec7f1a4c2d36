package lower

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/connectorgen/connectorgen/generator/internal/naming"
)

// sentence joins words as in running text: "Booking line item".
func sentence(words []string) string {
	var b strings.Builder
	for i, w := range words {
		if i > 0 {
			b.WriteByte(' ')
		}
		switch {
		case i == 0:
			b.WriteString(upperFirst(w))
		case strings.ToUpper(w) == w:
			b.WriteString(w) // an acronym
		default:
			b.WriteString(strings.ToLower(w))
		}
	}
	return b.String()
}

func upperFirst(w string) string {
	r, size := utf8.DecodeRuneInString(w)
	return string(unicode.ToUpper(r)) + w[size:]
}

// singularWords and pluralWords change the last word of a name.
func singularWords(name string) []string { return changeLast(naming.Words(name), naming.Singular) }

func pluralWords(name string) []string { return changeLast(naming.Words(name), naming.Plural) }

func changeLast(words []string, change func(string) string) []string {
	if n := len(words); n > 0 {
		words[n-1] = change(words[n-1])
	}
	return words
}

// camel joins words as a key: "bookingLineItem".
func camel(words []string) string {
	var b strings.Builder
	for i, w := range words {
		lower := strings.ToLower(w)
		if i > 0 {
			lower = upperFirst(lower)
		}
		for _, r := range lower {
			if r < 0x80 {
				b.WriteRune(r)
			} else {
				fmt.Fprintf(&b, "u%x", r) // left out, it could make two keys the same
			}
		}
	}
	k := b.String()
	if k == "" || k[0] >= '0' && k[0] <= '9' {
		k = "x" + k
	}
	return k
}
