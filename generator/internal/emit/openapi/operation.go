package openapi

import (
	"slices"

	"github.com/connectorgen/connectorgen/generator/internal/emit/target"
	"github.com/connectorgen/connectorgen/generator/internal/ir"
)

// operation is one operation; renamed are the path parameters that go by another name.
func (b *builder) operation(op *ir.Operation, renamed map[string]string) operation {
	b.where = place{op.Pos, op.ID}
	made := operation{
		Summary: op.Summary, Description: op.Description, OperationID: op.ID, Deprecated: op.Deprecated,
		Security: b.security(op), Servers: b.servers(op.Servers),
		Action: b.action(op), Paging: pagingOf(op.Paging),
	}
	for _, r := range b.c.Resources {
		if r.Key == op.Resource && r.Tag != "" {
			made.Tags = []string{r.Tag}
		}
	}
	for i := range op.Params {
		made.Parameters = append(made.Parameters, b.parameter(&op.Params[i], renamed))
	}
	if op.Body != nil {
		made.RequestBody = &requestBody{
			Description: op.Body.Description, Required: op.Body.Required, Content: b.contents(op.Body.Contents),
		}
	}
	for _, a := range op.Answers {
		if _, twice := made.Responses.Get(a.Status); twice {
			continue
		}
		made.Responses.Add(a.Status, b.answer(a))
	}
	if len(made.Responses) == 0 {
		made.Responses.Add("default", response{})
	}
	return made
}

func (b *builder) parameter(p *ir.Param, renamed map[string]string) parameter {
	made := parameter{
		Name: p.Name, In: string(p.In), Description: p.Description, Required: p.Required, Deprecated: p.Deprecated,
		AllowReserved: p.AllowReserved, OpenEnded: p.OpenEnded,
	}
	if name, ok := renamed[p.Name]; ok && p.In == ir.InPath {
		made.Name = name
	}
	if p.In == ir.InPath {
		made.Required = true
	}
	if p.OpenEnded {
		b.losses.Warnf(p.Pos, "openapi-open-ended", p.Name, "names of parameters cannot have a part that the caller fills in, so it is sent as it stands")
	}
	made.Schema, made.Content = b.value(p)
	if made.Content == nil {
		made.Style, made.Explode = b.style(p)
	}
	return made
}

// value is the schema of a parameter or header, or the document that it travels as.
func (b *builder) value(p *ir.Param) (*schema, target.Object[mediaType]) {
	made := &schema{}
	if p.Schema != nil {
		made = b.schema(p.Schema)
	}
	if p.MediaType == "" {
		return made, nil
	}
	return nil, target.Object[mediaType]{{Name: p.MediaType, Value: mediaType{Schema: made}}}
}

// styles are those that each place can have; the first is the default.
var styles = map[ir.In][]string{
	ir.InPath:   {"simple", "label", "matrix"},
	ir.InQuery:  {"form", "spaceDelimited", "pipeDelimited", "deepObject"},
	ir.InHeader: {"simple"},
	ir.InCookie: {"form"},
}

// style is how the value is written, where that is not the default of its place.
func (b *builder) style(p *ir.Param) (string, *bool) {
	known := styles[p.In]
	if p.Style != "" && !slices.Contains(known, p.Style) {
		b.losses.Warnf(p.Pos, "openapi-style", p.Name, "styles that the place of a parameter does not have are its default")
		return "", nil
	}
	style := p.Style
	if style == "" || style == known[0] {
		style = ""
	}
	return style, explode(p.Style, p.Explode)
}

// explode is nil where the style says it already. A deepObject is always exploded.
func explode(style string, is bool) *bool {
	if style == "deepObject" {
		is = true
	}
	if is == (style == "form" || style == "") {
		return nil
	}
	return &is
}

// contents are the media types; raw bytes are binary text.
func (b *builder) contents(list []ir.Content) target.Object[mediaType] {
	var made target.Object[mediaType]
	for i := range list {
		c := &list[i]
		if _, twice := made.Get(c.MediaType); twice {
			b.losses.Warnf(c.Pos, "openapi-media-type-twice", b.where.of, "of several schemas for one media type only the first can stand")
			continue
		}
		one := mediaType{Schema: &schema{Type: "string", Format: "binary"}}
		if c.Schema != nil {
			one.Schema = b.schema(c.Schema)
		}
		one.Encoding = b.encoding(c)
		made.Add(c.MediaType, one)
	}
	return made
}

// encoding says how the properties of a form are written, in the order of the schema.
func (b *builder) encoding(c *ir.Content) target.Object[encoding] {
	whole := b.set.Resolve(c.Schema)
	if whole == nil || len(c.Parts) == 0 {
		return nil
	}
	var made target.Object[encoding]
	for _, p := range whole.Properties {
		part := c.Part(p.Name)
		one := encoding{ContentType: part.MediaType, Style: part.Style, AllowReserved: part.AllowReserved}
		if one == (encoding{}) {
			continue
		}
		if explode := part.Explode || part.Style == "deepObject"; explode != (part.Style == "form") {
			one.Explode = &explode
		}
		if _, twice := made.Get(p.Name); !twice {
			made.Add(p.Name, one)
		}
	}
	return made
}

func (b *builder) answer(a ir.Answer) response {
	made := response{Description: a.Description, Content: b.contents(a.Contents)}
	for i := range a.Headers {
		h := &a.Headers[i]
		if _, twice := made.Headers.Get(h.Name); twice {
			continue
		}
		one := header{Description: h.Description, Required: h.Required, Deprecated: h.Deprecated}
		one.Schema, one.Content = b.value(h)
		if h.Explode && one.Content == nil {
			one.Explode = &h.Explode
		}
		made.Headers.Add(h.Name, one)
	}
	return made
}
