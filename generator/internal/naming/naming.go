// Package naming turns names found in documents into Go identifiers. Every
// function is total and has no state: any input, even an empty one, gives an
// identifier that the compiler accepts, and always the same one.
package naming

import (
	"fmt"
	"go/token"
	"strings"
	"unicode"
	"unicode/utf8"
)

// initialisms are the words that Go writes in one case.
var initialisms = func() map[string]bool {
	set := make(map[string]bool)
	for word := range strings.FieldsSeq("acl api ascii aws cpu css csv dns eof gid gps guid html http https iam id ip isbn iso jpeg json jwt " +
		"lhs llm mcp md5 oauth2 oidc os pdf pgp php pin png qps ram rhs rpc saml sdk sha sku sla smtp sms sql ssh ssl sso svg tcp tls totp ttl " +
		"udp ui uid unix uri url us utc utf8 uuid vat vm vpc xml xmpp xss yaml hs cbp iata icao imo scac gt gte lt lte") {
		set[word] = true
	}
	// These are words too, or read better as words.
	for _, word := range []string{"unix", "us"} {
		delete(set, word)
	}
	return set
}()

// Words splits a name at punctuation, at the humps of camel case, and leaves
// digits with the word before them: "HTTPServer_v2Id" is HTTP, Server, v2, Id.
func Words(name string) []string {
	var words []string
	runes := []rune(name)
	start := -1
	flush := func(end int) {
		if start >= 0 && end > start {
			words = append(words, string(runes[start:end]))
		}
		start = -1
	}
	for i, r := range runes {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			flush(i)
			continue
		}
		if start >= 0 && unicode.IsUpper(r) {
			prev := runes[i-1]
			next := i+1 < len(runes) && unicode.IsLower(runes[i+1])
			plural := next && runes[i+1] == 's' && (i+2 == len(runes) || !unicode.IsLower(runes[i+2])) // "IDs"
			if unicode.IsLower(prev) || unicode.IsDigit(prev) && !unicode.IsUpper(runes[start]) || unicode.IsUpper(prev) && next && !plural {
				flush(i)
			}
		}
		if start < 0 {
			start = i
		}
	}
	flush(len(runes))
	return words
}

// Exported returns an exported Go identifier for name: "user_id" is UserID.
func Exported(name string) string {
	if isSigned(name) {
		return Spelled(name) // +1 and -1 stand beside each other in many an API
	}
	var b strings.Builder
	words := Words(name)
	for _, word := range words {
		if len(words) > 1 && isAllUpper(name) {
			word = strings.ToLower(word) // IN_TRANSIT is shouted, not an acronym
		}
		w := capital(word)
		if b.Len() > 0 && startsWithDigit(w) && endsWithDigit(b.String()) {
			b.WriteByte('_') // 1_2 is not 12
		}
		b.WriteString(w)
	}
	id := b.String()
	first, _ := utf8.DecodeRuneInString(id)
	if id == "" || !unicode.IsUpper(first) {
		id = "X" + id
	}
	return id
}

// isSigned reports whether name is a number with its sign.
func isSigned(name string) bool {
	return len(name) > 1 && (name[0] == '+' || name[0] == '-') && strings.Trim(name[1:], "0123456789") == ""
}

// Unexported returns an unexported Go identifier for name, never a keyword or a
// predeclared name: "Type" is type_.
func Unexported(name string) string {
	words := Words(name)
	if len(words) == 0 {
		return "x"
	}
	id := strings.ToLower(words[0])
	for _, word := range words[1:] {
		w := capital(word)
		if startsWithDigit(w) && endsWithDigit(id) {
			id += "_"
		}
		id += w
	}
	first, _ := utf8.DecodeRuneInString(id)
	if !unicode.IsLetter(first) || unicode.IsUpper(first) {
		id = "x" + id
	}
	if token.IsKeyword(id) || predeclared[id] {
		id += "_"
	}
	return id
}

// Spelled returns an exported identifier in which punctuation and case are
// spelled out, for names that Exported cannot tell apart: "+1" is Plus1,
// "f.shipment_id" is FDotShipmentUnderscoreID.
func Spelled(name string) string {
	var b strings.Builder
	for _, r := range name {
		switch word, ok := spelling[r]; {
		case ok:
			b.WriteString(" " + word + " ")
		case unicode.IsLetter(r), unicode.IsDigit(r):
			b.WriteRune(r)
		default:
			fmt.Fprintf(&b, " x%x ", r)
		}
	}
	return Exported(b.String())
}

// Exact returns an exported identifier that no other name has: every rune that
// is not a lower-case letter or digit is written as its number.
func Exact(name string) string {
	var b strings.Builder
	b.WriteString("X")
	for _, r := range name {
		if r < 0x80 && (unicode.IsLower(r) || unicode.IsDigit(r)) {
			b.WriteRune(r)
			continue
		}
		fmt.Fprintf(&b, "_%X_", r)
	}
	return b.String()
}

var spelling = map[rune]string{
	'+': "plus", '-': "minus", '.': "dot", '_': "underscore", '/': "slash", ':': "colon", '*': "star", '%': "percent",
	'&': "and", '|': "or", '!': "not", '=': "equals", '<': "less", '>': "greater", '#': "hash", '@': "at", '$': "dollar",
	'~': "tilde", '?': "question", ',': "comma", ';': "semicolon", '(': "open", ')': "close", '[': "left", ']': "right",
	'{': "brace", '}': "unbrace", '\'': "quote", '"': "doublequote", '\\': "backslash", '^': "caret", '`': "backtick", ' ': "space",
}

// predeclared are the names that a parameter or variable had better not hide.
var predeclared = func() map[string]bool {
	set := make(map[string]bool)
	for word := range strings.FieldsSeq("any append bool byte cap clear close comparable complex complex64 complex128 copy delete error false " +
		"float32 float64 imag int int8 int16 int32 int64 iota len make max min new nil panic print println real recover rune string true " +
		"uint uint8 uint16 uint32 uint64 uintptr") {
		set[word] = true
	}
	return set
}()

// capital writes a word as Go does inside an exported name.
func capital(word string) string {
	lower := strings.ToLower(word)
	if initialisms[lower] {
		return strings.ToUpper(word)
	}
	if plural, ok := strings.CutSuffix(lower, "s"); ok && len(plural) > 1 && initialisms[plural] && !initialisms[lower] {
		return strings.ToUpper(plural) + "s"
	}
	first, size := utf8.DecodeRuneInString(word)
	rest := word[size:]
	if isAllUpper(word) && utf8.RuneCountInString(word) > 4 {
		rest = strings.ToLower(rest) // SHOUTED words are lowered, short ones are acronyms
	}
	return string(unicode.ToUpper(first)) + rest
}

func isAllUpper(s string) bool {
	return strings.ToUpper(s) == s && strings.ToLower(s) != s
}

func startsWithDigit(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsDigit(r)
}

func endsWithDigit(s string) bool {
	r, _ := utf8.DecodeLastRuneInString(s)
	return unicode.IsDigit(r)
}
