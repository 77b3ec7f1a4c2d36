package airbyte

import (
	"strconv"
	"strings"

	"github.com/connectorgen/connectorgen/generator/internal/ir"
)

// serverField is the field in which a person chooses the server.
const serverField = "base_url"

// spec is the form that a person fills in.
func (b *builder) spec() spec {
	f := &form{}
	if len(b.c.Servers) != 1 {
		b.askServer(f)
	} else {
		for i := range b.c.Servers[0].Variables {
			f.add(&b.c.Servers[0].Variables[i])
		}
	}
	if m := b.method(); m != nil {
		for i := range m.Fields {
			f.add(&m.Fields[i])
		}
		if m.Token == nil && len(m.Fields) == 0 {
			f.add(&ir.Field{Key: "access_token", Label: "Access token", Type: "string", Secret: true, Required: true})
		}
	}
	for _, field := range b.asked {
		f.add(field)
	}
	made := spec{Type: "Spec", Connection: component{
		{"$schema", "http://json-schema.org/draft-07/schema#"},
		{"title", prose(b.c.Name) + " Spec"},
		{"type", "object"},
		{"additionalProperties", true},
		{"required", append([]string{}, f.required...)},
		{"properties", append(component{}, f.properties...)},
	}}
	for _, l := range b.c.Listing.Links {
		if l.Rel == "apiDocs" {
			made.Documentation = l.URL
		}
	}
	return made
}

func (b *builder) askServer(f *form) {
	field := ir.Field{Key: serverField, Label: "Server", Type: "string", Required: true, Note: "URL under which the API is."}
	for i := range b.c.Servers {
		field.Type = "enum"
		field.Enum = append(field.Enum, strings.TrimRight(b.c.Servers[i].Default(), "/"))
	}
	if len(field.Enum) > 0 {
		field.Default = field.Enum[0]
		b.noteVariables()
	}
	f.add(&field)
}

// noteVariables notes variables of servers that are chosen as a whole.
func (b *builder) noteVariables() {
	for i := range b.c.Servers {
		for _, v := range b.c.Servers[i].Variables {
			b.lost.variables.Add(v.Key, v.Pos)
		}
	}
}

// A form is the properties of a configuration, in the order in which they are asked for.
type form struct {
	properties component
	required   []string
	taken      map[string]bool
}

func (f *form) add(field *ir.Field) {
	if f.taken == nil {
		f.taken = map[string]bool{}
	}
	if f.taken[field.Key] {
		return
	}
	f.taken[field.Key] = true
	p := component{{"type", jsonType(field.Type)}, {"title", prose(field.Label)}}
	if help := strings.TrimSpace(prose(field.Note) + " " + field.HelpURL); help != "" {
		p = append(p, entry{"description", help})
	}
	p = append(p, entry{"order", len(f.properties)})
	if field.Secret {
		p = append(p, entry{"airbyte_secret", true})
	}
	if field.Visibility == "hidden" {
		p = append(p, entry{"airbyte_hidden", true})
	}
	switch value := typed(field); {
	case field.Fixed:
		p = append(p, entry{"const", value}, entry{"default", value})
	case field.Default != "":
		p = append(p, entry{"default", value})
	}
	if len(field.Enum) > 0 {
		p = append(p, entry{"enum", field.Enum})
	}
	if field.Pattern != "" {
		p = append(p, entry{"pattern", field.Pattern})
	}
	if field.Placeholder != "" {
		p = append(p, entry{"examples", []string{field.Placeholder}})
	}
	f.properties = append(f.properties, entry{field.Key, p})
	if field.Required && !field.AllowEmpty { // Airbyte's form does not take an empty value for a required one
		f.required = append(f.required, field.Key)
	}
}

func jsonType(fieldType string) string {
	if fieldType == "integer" || fieldType == "boolean" {
		return fieldType
	}
	return "string"
}

// typed is the default in the field's own type.
func typed(f *ir.Field) any {
	switch f.Type {
	case "integer":
		if n, err := strconv.ParseInt(f.Default, 10, 64); err == nil {
			return n
		}
	case "boolean":
		return f.Default == "true"
	}
	return f.Default
}
