package n8n

import (
	"encoding/json"
	"regexp"
	"strings"

	"github.com/connectorgen/connectorgen/generator/internal/emit/target"
	"github.com/connectorgen/connectorgen/generator/internal/markdown"
)

// plain is text on one line that n8n takes for no expression: none begins with an
// equals sign or holds two braces.
func plain(text string) string {
	text = strings.TrimLeft(markdown.OneLine(text), "= ")
	for _, brace := range []string{"{", "}"} {
		for strings.Contains(text, brace+brace) {
			text = strings.ReplaceAll(text, brace+brace, brace+" "+brace)
		}
	}
	return text
}

var tags = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

// help is plain text where n8n reads HTML.
func help(text string) string { return tags.Replace(plain(text)) }

// safe reports whether n8n keeps a value as it is.
func safe(value string) bool { return plain(value) == value }

var harmless = regexp.MustCompile(`^[A-Za-z0-9 _.,:;/?&=%+~@-]*$`)

// quoted is text as a literal of JavaScript that has no brace in it.
func quoted(text string) string {
	data, err := json.Marshal(text)
	if err != nil {
		panic(err) // a string has a form in JSON
	}
	return strings.NewReplacer("{", `\u007b`, "}", `\u007d`).Replace(string(data))
}

// literal is text within an expression.
func literal(text string) string {
	if harmless.MatchString(text) {
		return text
	}
	return "{{ " + quoted(text) + " }}"
}

// constant is text where n8n would evaluate an expression.
func constant(text string) string {
	if safe(text) {
		return text
	}
	return "={{ " + quoted(text) + " }}"
}

// filled is the expression for a template of an auth method.
func filled(template string, field func(key string) string) string {
	return "=" + target.Fill(template, literal, func(key string) string { return "{{ " + field(key) + " }}" })
}

// credential is a field of the credential within an expression. Keys are letters,
// digits and underscores.
func credential(key string) string { return `$credentials["` + key + `"]` }

var words = regexp.MustCompile(`[a-z0-9]+`)

// class is the slug as the name of a class: "shop-eu" is "ShopEu". Nothing but
// letters and digits gets into it.
func class(slug string) string {
	var b strings.Builder
	for _, word := range words.FindAllString(slug, -1) {
		b.WriteString(strings.ToUpper(word[:1]) + word[1:])
	}
	name := b.String()
	if name == "" || name[0] < 'A' {
		return "Connector" + name
	}
	return name
}

// lower begins with a small letter.
func lower(name string) string { return strings.ToLower(name[:1]) + name[1:] }

// inputKey makes an input's key one that is the node's own for nothing else.
func inputKey(key string) string {
	switch key {
	case "resource", "operation", "additionalFields", "returnAll", "limit", "authentication", "requestOptions":
		return "input_" + key
	}
	return key
}
