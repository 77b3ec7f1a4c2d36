package postman

import (
	"bytes"
	"encoding/json"
	"strings"

	"github.com/connectorgen/connectorgen/generator/internal/ir"
	"github.com/connectorgen/connectorgen/generator/internal/markdown"
)

// literal is text in which Postman finds no variable. Postman has no escape for
// its braces; where there are two in a row, all is left out and ok is false.
func literal(text string) (_ string, ok bool) {
	if strings.Contains(text, "{{") {
		return "", false
	}
	return text, true
}

// literalJSON is JSON in which Postman finds no variable: two braces in a row
// stand only within a string, where the second can be spelled out.
func literalJSON(text []byte) []byte {
	return bytes.ReplaceAll(text, []byte("{{"), []byte(`{\u007b`))
}

// literalPath is a part of a path that is neither a variable nor the
// placeholder of one.
func literalPath(segment string) string {
	segment = strings.ReplaceAll(segment, "{{", "%7B%7B")
	if rest, ok := strings.CutPrefix(segment, ":"); ok {
		return "%3A" + rest
	}
	return segment
}

// indented is JSON as people read it, with no variable in it.
func indented(value []byte) string {
	var b bytes.Buffer
	if err := json.Indent(&b, literalJSON(value), "", "  "); err != nil {
		return ""
	}
	return b.String()
}

// plain is untrusted text as Markdown without markup, and without variables.
func plain(text string) string {
	return strings.ReplaceAll(markdown.Escape(text), "{{", `\{\{`)
}

// paragraphs puts an empty line between the parts that say something.
func paragraphs(parts ...string) string {
	var said []string
	for _, p := range parts {
		if p != "" {
			said = append(said, p)
		}
	}
	return strings.Join(said, "\n\n")
}

// documentation links to the pages about the API and its credentials.
func documentation(c *ir.Connector) string {
	var pages []string
	for _, l := range c.Listing.Links {
		switch l.Rel {
		case "apiDocs":
			pages = append(pages, link("API documentation", l.URL))
		case "credentialHelp":
			pages = append(pages, link("How to get credentials", l.URL))
		}
	}
	return strings.Join(pages, " · ")
}

func link(text, target string) string {
	return strings.ReplaceAll(markdown.Link(text, target), "{{", "%7B%7B")
}
