package openapi

import (
	"github.com/connectorgen/connectorgen/generator/internal/emit/target"
	"github.com/connectorgen/connectorgen/generator/internal/ir"
	"github.com/connectorgen/connectorgen/generator/internal/source"
)

// A place is what a loss is about.
type place struct {
	pos source.Pos
	of  string
}

// schema says what s says, in the dialect of OpenAPI 3.0.
func (b *builder) schema(s *ir.Schema) *schema {
	made := &schema{
		Title: s.Title, Description: s.Description, Format: s.Format,
		Nullable: s.Nullable, ReadOnly: s.ReadOnly, WriteOnly: s.WriteOnly, Deprecated: s.Deprecated,
	}
	if made.ReadOnly && made.WriteOnly {
		made.WriteOnly = false
		b.losses.Warnf(b.where.pos, "openapi-read-write-only", b.where.of, "what is read-only and write-only at once is read-only alone")
	}
	limits(made, s.Limits)
	switch s.Kind {
	case ir.Ref:
		return b.reference(made, s)
	case ir.Boolean, ir.Integer, ir.Number, ir.String:
		made.Type = string(s.Kind)
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
	b.example(made, s)
	return made
}

// reference is a plain one if nothing is said beside it: what stands beside $ref
// is passed over by readers of OpenAPI 3.0.
func (b *builder) reference(made *schema, s *ir.Schema) *schema {
	ref := &schema{Ref: b.ref(s.Ref)}
	b.example(made, s)
	if s.Title == "" && s.Description == "" && !s.Nullable && !s.ReadOnly && !s.WriteOnly && !s.Deprecated && made.Example == nil {
		return ref
	}
	made.AllOf = []*schema{ref}
	return made
}

func (b *builder) ref(name string) string { return "#/components/schemas/" + b.names[name] }

func (b *builder) object(made *schema, s *ir.Schema) {
	made.Type = "object"
	for _, p := range s.Properties {
		if _, twice := made.Properties.Get(p.Name); twice {
			continue
		}
		made.Properties.Add(p.Name, b.schema(p.Schema))
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

// union is any of the alternatives, or one of them where a property tells which.
// Only references can be told apart by a discriminator.
func (b *builder) union(made *schema, s *ir.Schema) {
	var alternatives []*schema
	named := s.Tag != ""
	for _, v := range s.Variants {
		alternative := b.schema(v.Schema)
		named = named && alternative.Ref != ""
		alternatives = append(alternatives, alternative)
	}
	if !named {
		made.AnyOf = alternatives
		if s.Tag != "" {
			b.losses.Warnf(b.where.pos, "openapi-discriminator", b.where.of, "a property tells alternatives apart that have no name, which a discriminator cannot")
		}
		return
	}
	made.OneOf = alternatives
	made.Discriminator = &discriminator{PropertyName: s.Tag}
	for i, v := range s.Variants {
		for _, value := range v.TagTexts() {
			if _, taken := made.Discriminator.Mapping.Get(value); !taken {
				made.Discriminator.Mapping.Add(value, alternatives[i].Ref)
			}
		}
	}
}

// limits takes the validation keywords. In OpenAPI 3.0 a bound is exclusive or not,
// so that of two the narrower one stays, which says it all.
func limits(made *schema, l ir.Limits) {
	made.Minimum, made.ExclusiveMinimum = target.Bound(l.Minimum, l.ExclusiveMinimum, 1)
	made.Maximum, made.ExclusiveMaximum = target.Bound(l.Maximum, l.ExclusiveMaximum, -1)
	made.MultipleOf = l.MultipleOf
	made.MinLength, made.MaxLength = l.MinLength, l.MaxLength
	made.MinItems, made.MaxItems = l.MinItems, l.MaxItems
	made.MinProperties, made.MaxProperties = l.MinProperties, l.MaxProperties
	made.Pattern, made.UniqueItems = l.Pattern, l.UniqueItems
}
