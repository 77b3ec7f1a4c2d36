// Package markdown makes plain Markdown of untrusted text.
package markdown

import (
	"net/url"
	"strings"
	"unicode"
)

// Escape makes untrusted text plain Markdown on one line: nothing in it is
// markup or HTML, or ends the table cell it stands in.
func Escape(text string) string {
	text = OneLine(text)
	var b strings.Builder
	for i, r := range text {
		switch {
		case r == '<':
			b.WriteString("&lt;")
		case r == '>':
			b.WriteString("&gt;")
		case r == '&':
			b.WriteString("&amp;")
		case strings.ContainsRune("\\`*_[]|~#!$", r), opensBlock(text, i, r):
			b.WriteByte('\\')
			b.WriteRune(r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// opensBlock reports whether r, the character of text at i, would begin a list,
// a rule or an underline: "- x", "12. x".
func opensBlock(text string, i int, r rune) bool {
	switch r {
	case '-', '+', '=', ':':
		return i == 0
	case '.', ')':
		return i > 0 && strings.Trim(text[:i], "0123456789") == ""
	}
	return false
}

// OneLine joins the words of text with single spaces. Control characters, and
// those that turn the direction of writing, go.
func OneLine(text string) string {
	text = strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Bidi_Control, r) || unicode.IsControl(r) && !unicode.IsSpace(r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(text, "\ufffd"))
	return strings.Join(strings.Fields(text), " ")
}

// Link makes a link of untrusted text and target. A target that is not an
// http or https URL is shown, but not linked.
func Link(text, target string) string {
	u, err := url.Parse(target)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return strings.TrimSpace(Escape(text) + " (" + Escape(target) + ")")
	}
	return "[" + Escape(text) + "](" + Destination(target) + ")"
}

// Destination is a link target with everything percent-encoded that could end it.
func Destination(target string) string {
	const hex = "0123456789ABCDEF"
	var b strings.Builder
	for _, c := range []byte(target) {
		if c <= ' ' || c >= 0x7f || strings.IndexByte("()<>[]\\|`\"'*_~$!", c) >= 0 {
			b.Write([]byte{'%', hex[c>>4], hex[c&15]})
			continue
		}
		b.WriteByte(c)
	}
	return b.String()
}
