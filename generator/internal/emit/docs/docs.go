// Package docs renders a connector for people, in Markdown: the page with which
// a marketplace presents it, and the table that says from which line of the
// inputs everything comes.
//
// The package knows the connector in the API's words, and the keys under which
// the manifest has its actions. All text of a connector is untrusted: it goes
// through package markdown, and the templates get nothing else.
package docs

import (
	"bytes"
	"fmt"
	"strings"
	"text/template"

	"github.com/connectorgen/connectorgen/generator/internal/ir"
	"github.com/connectorgen/connectorgen/generator/internal/markdown"
	"github.com/connectorgen/connectorgen/generator/internal/output"
	"github.com/connectorgen/connectorgen/templates"
)

// ListingPath is the name of the listing in the output folder.
const ListingPath = "LISTING.md"

type listing struct {
	Name, Description, Documentation string
	Methods                          []method
	Resources                        []resource
}

type method struct {
	Label, Description string
	Fields             []field
}

type field struct{ Label, Required, Note string }

type resource struct{ Name, Operations string }

// Listing renders the page that presents c: what it is, the credentials that
// each method asks for in the order of the form, and what it can do. The error
// is a bug.
func Listing(c *ir.Connector) (output.File, error) {
	page := listing{Name: markdown.Escape(c.Name), Description: markdown.Escape(c.Listing.Description)}
	for _, l := range c.Listing.Links {
		if l.Rel == "apiDocs" {
			page.Documentation = markdown.Link(l.URL, l.URL)
		}
	}
	for i := range c.Auth {
		page.Methods = append(page.Methods, methodOf(&c.Auth[i]))
	}
	for i := range c.Resources {
		r := &c.Resources[i]
		page.Resources = append(page.Resources, resource{Name: markdown.Escape(nameOf(r)), Operations: operationsOf(c, r.Key)})
	}
	content, err := fill(ListingPath, templates.Listing(), page)
	return output.File{Path: ListingPath, Content: content}, err
}

func methodOf(m *ir.AuthMethod) method {
	made := method{Label: markdown.Escape(m.Label), Description: markdown.Escape(m.Description)}
	for _, f := range m.Fields {
		required := "No"
		if f.Required {
			required = "Yes"
		}
		note := markdown.Escape(f.Note)
		if f.HelpURL != "" {
			note = strings.TrimSpace(note + " " + markdown.Link("Help", f.HelpURL))
		}
		made.Fields = append(made.Fields, field{Label: markdown.Escape(f.Label), Required: required, Note: note})
	}
	return made
}

func nameOf(r *ir.Resource) string {
	if r.Plural != "" {
		return r.Plural
	}
	return r.Name
}

// operationsOf lists what can be done to a resource: the kinds of its
// operations, and by their summaries those that are of no kind, or of one that
// is listed already.
func operationsOf(c *ir.Connector, resource string) string {
	var list []string
	listed := map[ir.OpKind]bool{ir.OpCustom: true}
	for i := range c.Operations {
		op := &c.Operations[i]
		if op.Resource != resource {
			continue
		}
		text := string(op.Kind)
		if listed[op.Kind] {
			text = op.ID
			if summary := markdown.OneLine(op.Summary); summary != "" {
				text = strings.TrimSuffix(summary, ".")
			}
		}
		listed[op.Kind] = true
		list = append(list, markdown.Escape(text))
	}
	return strings.Join(list, ", ")
}

// fill executes a template.
func fill(name, text string, data any) ([]byte, error) {
	t, err := template.New(name).Option("missingkey=error").Parse(text)
	if err != nil {
		return nil, fmt.Errorf("parse the template of %s (a bug in connectorgen): %w", name, err)
	}
	var b bytes.Buffer
	if err := t.Execute(&b, data); err != nil {
		return nil, fmt.Errorf("fill in %s (a bug in connectorgen): %w", name, err)
	}
	return b.Bytes(), nil
}
