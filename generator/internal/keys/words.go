package keys

import (
	"fmt"
	"strings"
	"unicode"
)

// words splits text into its words of ASCII letters and digits, in lower case:
// at everything else, and where the case changes ("getHTTPBody" is get, http, body).
func words(text string) []string {
	var list []string
	var word []rune
	flush := func() {
		if len(word) > 0 {
			list = append(list, strings.ToLower(string(word)))
		}
		word = nil
	}
	runes := []rune(text)
	for i, r := range runes {
		if !isAlnum(r) {
			flush()
			continue
		}
		if i > 0 && unicode.IsUpper(r) && startsWord(runes, i) {
			flush()
		}
		word = append(word, r)
	}
	flush()
	return list
}

// startsWord reports whether the upper-case letter at i begins a word: it
// follows a lower-case letter or digit, or ends a run of capitals.
func startsWord(runes []rune, i int) bool {
	if !unicode.IsUpper(runes[i-1]) {
		return true
	}
	return i+1 < len(runes) && isAlnum(runes[i+1]) && unicode.IsLower(runes[i+1])
}

func isAlnum(r rune) bool {
	return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9'
}

// camel joins words as camelCase. What would begin with a digit begins with "n".
func camel(words []string) string {
	var b strings.Builder
	for i, w := range words {
		if i > 0 {
			w = strings.ToUpper(w[:1]) + w[1:]
		}
		b.WriteString(w)
	}
	return fromLetter(b.String())
}

// flat keeps the letters, digits and underscores of a name, and makes every run
// of other characters one underscore: "f.cargo_ready_date.gt" is f_cargo_ready_date_gt.
func flat(name string) string {
	var b strings.Builder
	gap := false
	for _, r := range name {
		if !isAlnum(r) && r != '_' {
			gap = true
			continue
		}
		if gap {
			b.WriteByte('_')
		}
		gap = false
		b.WriteRune(r)
	}
	return fromLetter(strings.Trim(b.String(), "_"))
}

// spelled is flat with the other characters spelled out: "f.id" is f_dot_id.
func spelled(name string) string {
	var b strings.Builder
	for _, r := range name {
		if isAlnum(r) || r == '_' {
			b.WriteRune(r)
			continue
		}
		b.WriteString("_" + spelling(r) + "_")
	}
	return fromLetter(strings.Trim(strings.ReplaceAll(b.String(), "__", "_"), "_"))
}

func spelling(r rune) string {
	switch r {
	case '.':
		return "dot"
	case '-':
		return "dash"
	case '[', ']':
		return "bracket"
	case ' ':
		return "space"
	case '$':
		return "dollar"
	case '#':
		return "hash"
	case '/':
		return "slash"
	case ':':
		return "colon"
	}
	return fmt.Sprintf("u%04x", r)
}

// fromLetter makes key begin with a letter; the empty key stays empty.
func fromLetter(key string) string {
	if key != "" && '0' <= key[0] && key[0] <= '9' {
		return "n" + key
	}
	return key
}
