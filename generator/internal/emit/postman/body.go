package postman

import (
	"encoding/json"
	"strings"

	"github.com/connectorgen/connectorgen/generator/internal/action"
	"github.com/connectorgen/connectorgen/generator/internal/ir"
)

// bodyMode is what Postman calls the form of a body.
func bodyMode(c *ir.Content) string {
	mediaType, _, _ := strings.Cut(strings.ToLower(c.MediaType), ";")
	switch {
	case mediaType == "application/x-www-form-urlencoded":
		return "urlencoded"
	case mediaType == "multipart/form-data":
		return "formdata"
	case action.IsJSON(mediaType) || strings.HasPrefix(mediaType, "text/") || strings.HasSuffix(mediaType, "xml"):
		return "raw"
	case c.Schema == nil || c.Schema.Kind == ir.Binary:
		return "file"
	}
	return "raw"
}

// body is what the action sends, of the document's examples as far as they go.
func (b *builder) body(a *action.Action) *body {
	c := a.Input.Content
	if c == nil {
		return nil
	}
	if len(a.Op.Body.Contents) > 1 {
		b.lost.bodyMedia.Add(a.Op.ID, a.Op.Body.Pos)
	}
	switch mode := bodyMode(c); mode {
	case "file":
		return &body{Mode: mode, File: &file{}}
	case "urlencoded":
		return &body{Mode: mode, URLEncoded: b.fields(c, false)}
	case "formdata":
		return &body{Mode: mode, FormData: b.fields(c, true)}
	}
	if action.IsJSON(c.MediaType) {
		return &body{Mode: "raw", Raw: indented(b.outline(c.Schema)), Options: &options{language{"json"}}}
	}
	raw, ok := literal(text(decoded(b.set.Sample(c.Schema))))
	if !ok {
		b.lost.braces.Add("body of "+a.Op.ID, a.Op.Body.Pos)
	}
	return &body{Mode: "raw", Raw: raw}
}

// fields are the properties of a form; with parts, each may be a file.
func (b *builder) fields(c *ir.Content, parts bool) []pair {
	whole := b.set.Resolve(c.Schema)
	if whole == nil {
		return nil
	}
	var made []pair
	for i := range whole.Properties {
		p := &whole.Properties[i]
		if p.Schema.ReadOnly {
			continue
		}
		list := b.field(c, p, parts)
		for j := range list {
			list[j].Disabled = !p.Required
			list[j].Description = plain(p.Schema.Description)
		}
		made = append(made, list...)
	}
	return made
}

func (b *builder) field(c *ir.Content, p *ir.Property, parts bool) []pair {
	part := c.Part(p.Name)
	if parts && b.isFile(p.Schema) {
		return []pair{{Key: p.Name, Type: "file", Src: []string{}, ContentType: part.MediaType}}
	}
	as := ir.Param{Name: p.Name, In: ir.InQuery, Style: part.Style, Explode: part.Style == "" || part.Explode, Pos: p.Schema.Pos}
	if _, object := decoded(b.set.Sample(p.Schema)).(map[string]any); object && as.Style == "" {
		as.MediaType = "application/json"
	}
	list := b.values(&as, b.set.Sample(p.Schema))
	for i := range list {
		if parts {
			list[i].Type, list[i].ContentType = "text", part.MediaType
		}
	}
	return list
}

// isFile reports whether a property is bytes, or a list of them.
func (b *builder) isFile(s *ir.Schema) bool {
	s = b.set.Resolve(s)
	if s != nil && s.Kind == ir.Array {
		s = b.set.Resolve(s.Items)
	}
	return s != nil && s.Kind == ir.Binary
}

// maxOutline bounds an outline: how deep it goes.
const maxOutline = 6

// outline is JSON that shows what is to be sent: the document's example, or the
// properties that have one and those that are required, empty.
func (b *builder) outline(s *ir.Schema) json.RawMessage {
	if sample := b.set.Sample(s); sample != nil && json.Valid(sample) {
		return sample
	}
	return b.outlineOf(s, maxOutline)
}

func (b *builder) outlineOf(s *ir.Schema, depth int) json.RawMessage {
	s = b.set.Resolve(s)
	if s == nil || depth == 0 {
		return json.RawMessage("null")
	}
	if len(s.Example) > 0 && json.Valid(s.Example) {
		return s.Example
	}
	if len(s.Enum) > 0 {
		return s.Enum[0]
	}
	switch s.Kind {
	case ir.Object:
		return b.outlineObject(s, depth-1)
	case ir.Array:
		return json.RawMessage("[]")
	case ir.Boolean:
		return json.RawMessage("false")
	case ir.Integer, ir.Number:
		return json.RawMessage("0")
	case ir.Union:
		if len(s.Variants) > 0 {
			return b.outlineOf(s.Variants[0].Schema, depth-1)
		}
	case ir.Any:
		return json.RawMessage("{}")
	default:
	}
	return json.RawMessage(`""`)
}

func (b *builder) outlineObject(s *ir.Schema, depth int) json.RawMessage {
	made := []byte("{")
	for _, p := range s.Properties {
		if p.Schema.ReadOnly {
			continue
		}
		value := b.set.Sample(p.Schema)
		if (value == nil || !json.Valid(value)) && p.Required {
			value = b.outlineOf(p.Schema, depth)
		}
		if value == nil {
			continue
		}
		if len(made) > 1 {
			made = append(made, ',')
		}
		made = append(append(append(made, quoted(p.Name)...), ':'), value...)
	}
	return append(made, '}')
}
