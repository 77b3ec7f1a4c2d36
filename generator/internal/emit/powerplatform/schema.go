package powerplatform

import (
	"slices"
	"strings"
	"unicode"

	"github.com/connectorgen/connectorgen/generator/internal/action"
	"github.com/connectorgen/connectorgen/generator/internal/emit/target"
	"github.com/connectorgen/connectorgen/generator/internal/ir"
)

// definitions are the named schemas that the paths need, in the order of the connector.
func (b *builder) definitions() target.Object[*schema] {
	made := map[string]*schema{}
	for len(b.queue) > 0 {
		name := b.queue[0]
		b.queue = b.queue[1:]
		made[name] = &schema{}
		if s := b.set.Schema(name); s != nil {
			b.of = name
			made[name] = b.schema(s)
		}
	}
	var list target.Object[*schema]
	for _, s := range b.c.Schemas {
		if one := made[s.Name]; one != nil {
			list.Add(target.Component(s.Name), one)
		}
	}
	return list
}

// schema says what s says, in the dialect of Swagger 2.0.
func (b *builder) schema(s *ir.Schema) *schema {
	made := &schema{Title: s.Title, Description: s.Description, Nullable: s.Nullable, ReadOnly: s.ReadOnly, Example: s.Example}
	if s.WriteOnly {
		b.losses.Warnf(s.Pos, "powerplatform-write-only", b.of, "properties that are only sent are shown in answers too")
	}
	b.limits(made, s)
	switch s.Kind {
	case ir.Ref:
		if !b.wanted[s.Ref] {
			b.wanted[s.Ref] = true
			b.queue = append(b.queue, s.Ref)
		}
		made.Ref = "#/definitions/" + target.Component(s.Ref)
	case ir.Boolean, ir.Integer, ir.Number, ir.String:
		made.Type, made.Format = string(s.Kind), b.format(s)
	case ir.Binary:
		made.Type, made.Format = "string", "binary"
	case ir.Array:
		made.Type, made.Items = "array", &schema{}
		if s.Items != nil {
			made.Items = b.schema(s.Items)
		}
	case ir.Object:
		b.object(made, s)
	case ir.Union:
		b.union(made, s)
	case ir.Any: // no type, so nothing is refused
	}
	made.Enum = target.Values(s)
	return made
}

func (b *builder) limits(made *schema, s *ir.Schema) {
	l := s.Limits
	made.Minimum, made.ExclusiveMinimum = target.Bound(l.Minimum, l.ExclusiveMinimum, 1)
	made.Maximum, made.ExclusiveMaximum = target.Bound(l.Maximum, l.ExclusiveMaximum, -1)
	made.MultipleOf = l.MultipleOf
	made.MinLength, made.MaxLength = l.MinLength, l.MaxLength
	made.MinItems, made.MaxItems = l.MinItems, l.MaxItems
	made.MinProperties, made.MaxProperties = l.MinProperties, l.MaxProperties
	made.Pattern, made.UniqueItems = l.Pattern, l.UniqueItems
}

// formats are those that the platform knows.
var formats = []string{"int32", "int64", "float", "double", "byte", "binary", "date", "date-time", "password", "email", "html", "uri", "uuid"}

func (b *builder) format(s *ir.Schema) string {
	if s.Format == "" || slices.Contains(formats, s.Format) {
		return s.Format
	}
	b.losses.Warnf(s.Pos, "powerplatform-format", s.Format, "formats that the platform does not know are left out")
	return ""
}

func (b *builder) object(made *schema, s *ir.Schema) {
	made.Type = "object"
	for _, p := range s.Properties {
		if _, twice := made.Properties.Get(p.Name); twice {
			continue
		}
		one := b.schema(p.Schema)
		one.Summary = title(p.Name)
		made.Properties.Add(p.Name, one)
		if p.Required {
			made.Required = append(made.Required, p.Name)
		}
	}
	switch {
	case s.Additional != nil:
		made.AdditionalProperties = b.schema(s.Additional)
	case s.Closed:
		made.AdditionalProperties = false
	}
}

// union is one object that has the properties of all alternatives, or anything where
// one of them is no object.
func (b *builder) union(made *schema, s *ir.Schema) {
	b.losses.Warnf(s.Pos, "powerplatform-union", b.of, "of several alternatives the properties are put together, or anything is allowed")
	var whole ir.Schema
	for _, v := range s.Variants {
		one := b.set.Resolve(v.Schema)
		if one == nil || one.Kind != ir.Object {
			return
		}
		for _, p := range one.Properties {
			at := whole.Property(p.Name)
			if at == nil {
				whole.Properties = append(whole.Properties, ir.Property{Name: p.Name, Schema: p.Schema})
				continue
			}
			if at.Schema.Kind != p.Schema.Kind || at.Schema.Ref != p.Schema.Ref || len(at.Schema.Enum)+len(p.Schema.Enum) > 0 {
				at.Schema = &ir.Schema{Kind: loosest(at.Schema, p.Schema), Description: at.Schema.Description, Pos: p.Schema.Pos}
			}
		}
	}
	b.object(made, &whole)
}

// loosest is the kind of both, if they are of one simple kind, or any.
func loosest(a, b *ir.Schema) ir.Kind {
	if a.Kind == b.Kind && slices.Contains([]ir.Kind{ir.String, ir.Integer, ir.Number, ir.Boolean}, a.Kind) {
		return a.Kind
	}
	return ir.Any
}

// title is a name in words for a person: "f.shipment_id" is "F Shipment Id".
func title(name string) string {
	var spaced strings.Builder
	var before rune
	for _, r := range name {
		if unicode.IsUpper(r) && unicode.IsLower(before) {
			spaced.WriteByte(' ')
		}
		spaced.WriteRune(r)
		before = r
	}
	words := strings.Fields(action.Plain(spaced.String()))
	for i, w := range words {
		words[i] = action.Capital(w)
	}
	if len(words) == 0 {
		return name
	}
	return action.Cut(strings.Join(words, " "), 80)
}
