package powerplatform

import (
	"slices"
	"strings"

	"github.com/connectorgen/connectorgen/generator/internal/emit/target"
	"github.com/connectorgen/connectorgen/generator/internal/ir"
)

// parameters are those outside the body. An object that is sent as several
// parameters stands as these.
func (b *builder) parameters(op *ir.Operation) []parameter {
	var made []parameter
	for i := range op.Params {
		p := &op.Params[i]
		switch {
		case p.OpenEnded:
			b.losses.Warnf(p.Pos, "powerplatform-open-ended", p.Name, "parameters with a part of their name for the caller to fill in are left out")
			continue
		case p.In == ir.InCookie:
			b.losses.Warnf(p.Pos, "powerplatform-cookie", p.Name, "cookies are left out")
			continue
		case isHeaderOfAll(b.c.Headers, p):
			continue
		}
		made = append(made, b.parameter(op, p)...)
	}
	return made
}

// isHeaderOfAll reports whether a policy sets the header in every request.
func isHeaderOfAll(headers []ir.Header, p *ir.Param) bool {
	return p.In == ir.InHeader && slices.ContainsFunc(headers, func(h ir.Header) bool { return strings.EqualFold(h.Name, p.Name) })
}

func (b *builder) parameter(op *ir.Operation, p *ir.Param) []parameter {
	whole := b.set.Resolve(p.Schema)
	if p.In == ir.InQuery && p.MediaType == "" && whole != nil && whole.Kind == ir.Object && len(whole.Properties) > 0 && whole.Additional == nil && p.Explode {
		var made []parameter
		for _, property := range whole.Properties {
			one := ir.Param{
				Name: property.Name, In: p.In, Required: p.Required && property.Required, Style: "form", Explode: true,
				Description: property.Schema.Description, Schema: property.Schema, Pos: p.Pos,
			}
			if p.Style == "deepObject" {
				one.Name = p.Name + "[" + property.Name + "]"
			}
			made = append(made, b.single(op, &one))
		}
		return made
	}
	return []parameter{b.single(op, p)}
}

func (b *builder) single(op *ir.Operation, p *ir.Param) parameter {
	made := parameter{
		Name: p.Name, In: string(p.In), Required: p.Required || p.In == ir.InPath, Description: description(p), Summary: title(p.Name),
		primitive: b.primitive(p, p.Schema, collection(p)),
	}
	switch {
	case made.Required:
		made.Visibility = "important"
	case pages(op.Paging, p.Name) || p.Deprecated:
		made.Visibility = "advanced"
	}
	if p.In == ir.InPath {
		made.URLEncoding = "single"
	}
	return made
}

func description(p *ir.Param) string {
	if p.Description == "" && p.Schema != nil {
		return p.Schema.Description
	}
	return p.Description
}

// pages reports whether the parameter is about the page that is wanted.
func pages(p *ir.Paging, name string) bool {
	return p != nil && slices.Contains([]string{p.PageParam, p.OffsetParam, p.LimitParam, p.CursorParam}, name)
}

// collection is how the items of an array are put together.
func collection(p *ir.Param) string {
	switch {
	case p.Style == "spaceDelimited":
		return "ssv"
	case p.Style == "pipeDelimited":
		return "pipes"
	case p.In == ir.InQuery && p.Explode:
		return "multi"
	}
	return "csv"
}

// primitive is the value of p where there can be no object: objects and alternatives
// are text.
func (b *builder) primitive(p *ir.Param, s *ir.Schema, collection string) primitive {
	s = b.set.Resolve(s)
	if s == nil {
		return primitive{Type: "string"}
	}
	l := s.Limits
	made := primitive{MinLength: l.MinLength, MaxLength: l.MaxLength, MinItems: l.MinItems, MaxItems: l.MaxItems, Pattern: l.Pattern, Enum: target.Values(s)}
	made.Minimum, made.ExclusiveMinimum = target.Bound(l.Minimum, l.ExclusiveMinimum, 1)
	made.Maximum, made.ExclusiveMaximum = target.Bound(l.Maximum, l.ExclusiveMaximum, -1)
	switch {
	case p.MediaType == "" && slices.Contains([]ir.Kind{ir.Boolean, ir.Integer, ir.Number, ir.String}, s.Kind):
		made.Type, made.Format = string(s.Kind), b.format(s)
	case p.MediaType == "" && s.Kind == ir.Array:
		made.Type, made.CollectionFormat, made.Enum = "array", collection, nil
		items := &ir.Schema{Kind: ir.String}
		if s.Items != nil {
			items = s.Items
		}
		item := b.primitive(p, items, "csv")
		made.Items = &item
	case s.Kind == ir.Any:
		made.Type = "string"
	default:
		made = primitive{Type: "string"}
		b.losses.Warnf(p.Pos, "powerplatform-parameter", p.Name, "objects and alternatives outside a body are entered as they are sent")
	}
	return made
}

// body is the one parameter of a document, or a parameter for each field of a form.
func (b *builder) body(body *ir.Body) []parameter {
	content := body.Contents[0]
	if len(body.Contents) > 1 {
		b.losses.Warnf(body.Pos, "powerplatform-body", b.of, "bodies are sent in the first of their media types")
	}
	whole := b.set.Resolve(content.Schema)
	form := strings.HasPrefix(content.MediaType, "multipart/form-data") || strings.HasPrefix(content.MediaType, "application/x-www-form-urlencoded")
	if form && whole != nil && whole.Kind == ir.Object {
		return b.form(body, whole)
	}
	made := parameter{Name: "body", In: "body", Required: body.Required, Description: body.Description, Summary: "Body", Schema: &schema{Type: "string", Format: "binary"}}
	if content.Schema != nil {
		made.Schema = b.schema(content.Schema)
	}
	if made.Required {
		made.Visibility = "important"
	}
	return []parameter{made}
}

// form is the fields of a form; bytes are files.
func (b *builder) form(body *ir.Body, whole *ir.Schema) []parameter {
	var made []parameter
	for _, p := range whole.Properties {
		if p.Schema.ReadOnly {
			continue
		}
		field := ir.Param{Name: p.Name, In: "formData", Required: body.Required && p.Required, Style: "form", Explode: true, Description: p.Schema.Description, Schema: p.Schema, Pos: body.Pos}
		one := parameter{Name: p.Name, In: "formData", Required: field.Required, Description: description(&field), Summary: title(p.Name)}
		if s := b.set.Resolve(p.Schema); s != nil && (s.Kind == ir.Binary || s.Kind == ir.String && s.Format == "binary") {
			one.primitive = primitive{Type: "file"}
		} else {
			one.primitive = b.primitive(&field, p.Schema, "multi")
		}
		if one.Required {
			one.Visibility = "important"
		}
		made = append(made, one)
	}
	if whole.Additional != nil {
		b.losses.Warnf(body.Pos, "powerplatform-form", b.of, "forms with fields of any name have the declared ones alone")
	}
	return made
}
