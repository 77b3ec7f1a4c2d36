// Package openapi renders a connector as one OpenAPI 3.0.3 document: the form that
// API gateways and most marketplaces import.
//
// It is the document that the connector was made from, corrected, in one file and in
// the older dialect that all of them read. What OpenAPI has no words for (how a token
// is fetched, how a list goes on, what may be repeated) stands in extensions, in the
// words of the manifest.
package openapi

import (
	"fmt"

	"github.com/connectorgen/connectorgen/generator/internal/action"
	"github.com/connectorgen/connectorgen/generator/internal/emit/target"
	"github.com/connectorgen/connectorgen/generator/internal/ir"
	"github.com/connectorgen/connectorgen/generator/internal/output"
)

// Path is the name of the document in the target's folder.
const Path = "openapi.json"

// Emit renders the document. The error is a bug.
func Emit(in target.Input) (*target.Result, error) {
	b := &builder{
		c: in.Actions.Connector, set: in.Actions, nullable: in.NullableAnswers,
		names: componentNames(in.Actions.Connector), schemes: map[string][]string{},
	}
	doc := b.document()
	if err := b.checkExamples(doc.Components.Schemas); err != nil {
		return nil, fmt.Errorf("check the examples: %w", err)
	}
	content, err := target.JSON(doc)
	if err != nil {
		return nil, err
	}
	return &target.Result{
		Files:  []output.File{{Path: Path, Content: content}},
		Losses: b.losses.List(in.Pos),
	}, nil
}

// A builder makes one document.
type builder struct {
	c        *ir.Connector
	set      *action.Set
	nullable bool                // null may stand anywhere in an answer
	names    map[string]string   // of the named schemas in the document, by their own
	schemes  map[string][]string // security schemes that a method needs all of, by its key
	examples []exampled
	where    place // what is being worked on
	losses   target.Losses
}

func (b *builder) document() *document {
	c := b.c
	d := &document{
		OpenAPI: "3.0.3",
		Info:    b.info(),
		Servers: b.servers(c.Servers),
		Tags:    tags(c.Resources),
	}
	for _, l := range c.Listing.Links {
		if l.Rel == "apiDocs" {
			d.ExternalDocs = &externalDocs{URL: l.URL}
		}
	}
	d.Components.SecuritySchemes = b.securitySchemes()
	d.Security = b.anyMethod()
	for _, s := range c.Schemas {
		b.where = place{s.Pos, s.Name}
		if b.names[s.Name] != s.Name {
			b.losses.Warnf(s.Pos, "openapi-schema-name", s.Name, "names of schemas hold letters, digits, dots, hyphens and underscores alone, so others are changed")
		}
		d.Components.Schemas.Add(b.names[s.Name], b.schema(s))
	}
	d.Paths = b.paths()
	d.Components.Parameters = defaultHeaders(c.Headers)
	d.Connector = b.connector()
	return d
}

func (b *builder) info() info {
	c := b.c
	made := info{Title: c.Name, Description: c.Listing.Description, Version: c.APIVersion}
	if made.Title == "" {
		made.Title = c.Slug()
	}
	if made.Description == "" {
		made.Description = c.Listing.Summary
	}
	if made.Version == "" {
		made.Version = c.Version
	}
	if v := c.Listing.Vendor; v.Name != "" {
		made.Contact = &contact{Name: v.Name, URL: v.URL, Email: v.Email}
	}
	return made
}

// tags are what the document says of the resources whose name is a tag.
func tags(resources []ir.Resource) []tag {
	var made []tag
	seen := map[string]bool{}
	for _, r := range resources {
		if r.Tag == "" || seen[r.Tag] {
			continue
		}
		seen[r.Tag] = true
		made = append(made, tag{Name: r.Tag, Description: r.Description})
	}
	return made
}

func (b *builder) servers(list []ir.Server) []server {
	var made []server
	for _, s := range list {
		one := server{URL: s.URL, Description: s.Name, Environment: s.Environment}
		for _, v := range s.Variables {
			value := variable{Default: v.Default, Enum: v.Enum, Description: v.Note, Label: v.Label}
			if value.Default == "" {
				value.Default = v.Key
				b.losses.Warnf(v.Pos, "openapi-server-default", v.Key, "a variable of a server must have a default, so those without one have their own name for it")
			}
			one.Variables.Add(v.Key, value)
		}
		made = append(made, one)
	}
	return made
}

// defaultHeaders are parameters that every path refers to, each with one value.
func defaultHeaders(headers []ir.Header) target.Object[parameter] {
	var made target.Object[parameter]
	for _, h := range headers {
		value := quoted(h.Value)
		made.Add(target.Component(h.Name), parameter{
			Name: h.Name, In: string(ir.InHeader), Required: true,
			Schema: &schema{Type: "string", Enum: []any{value}, Default: value},
		})
	}
	return made
}
