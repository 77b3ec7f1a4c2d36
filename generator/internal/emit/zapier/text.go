package zapier

import (
	"strings"

	"github.com/connectorgen/connectorgen/generator/internal/markdown"
)

// plain is text on one line in which Zapier finds no {{reference}} to fill in.
func plain(text string) string {
	text = markdown.OneLine(text)
	for strings.Contains(text, "{{") {
		text = strings.ReplaceAll(text, "{{", "{ {")
	}
	for strings.Contains(text, "}}") {
		text = strings.ReplaceAll(text, "}}", "} }")
	}
	return text
}

// help is plain text where Zapier reads Markdown.
func help(text string) string { return plain(markdown.Escape(text)) }
