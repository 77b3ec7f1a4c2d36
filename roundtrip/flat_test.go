package roundtrip_test

import (
	"cmp"
	"maps"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
)

// A flat is a schema with all of its allOf in one.
type flat struct {
	openapi3.Schema
	unions []union
}

// A union is a oneOf or an anyOf, of the schema.
type union struct {
	schema   *openapi3.Schema
	variants openapi3.SchemaRefs
}

// flatten merges what the schema's allOf says into it; path is where it stands in
// others', to end recursion.
func flatten(s *openapi3.Schema, path []*openapi3.Schema) *flat {
	f := &flat{Schema: *s}
	f.AllOf, f.OneOf, f.AnyOf = nil, nil, nil
	if slices.Contains(path, s) {
		return f
	}
	for _, variants := range []openapi3.SchemaRefs{s.OneOf, s.AnyOf} {
		if len(variants) > 0 {
			f.unions = append(f.unions, union{s, variants})
		}
	}
	for _, part := range s.AllOf {
		if part.Value != nil {
			f = f.with(flatten(part.Value, append(path, s)))
		}
	}
	return f
}

// with is what satisfies both.
func (f *flat) with(g *flat) *flat {
	out := *f
	out.unions = slices.Concat(f.unions, g.unions)
	out.Required = slices.Concat(f.Required, g.Required)
	out.properties(g)
	if f.Type == nil {
		out.Type = g.Type
	} else if g.Type != nil {
		out.Type = narrowed(f.Type, g.Type)
	}
	if len(f.Enum) > 0 && len(g.Enum) > 0 {
		out.Enum = slices.DeleteFunc(slices.Clone(f.Enum), func(v any) bool { return !slices.Contains(g.Enum, v) })
	} else {
		out.Enum = slices.Concat(f.Enum, g.Enum)
	}
	if out.Const == nil {
		out.Const = g.Const
	}
	if out.Example == nil {
		out.Example = g.Example
	}
	out.ReadOnly, out.WriteOnly = f.ReadOnly || g.ReadOnly, f.WriteOnly || g.WriteOnly
	out.Format, out.Pattern = cmp.Or(f.Format, g.Format), cmp.Or(f.Pattern, g.Pattern)
	out.MinLength, out.MinItems, out.MinProps = max(f.MinLength, g.MinLength), max(f.MinItems, g.MinItems), max(f.MinProps, g.MinProps)
	out.MaxLength, out.MaxItems, out.MaxProps = cmp.Or(f.MaxLength, g.MaxLength), cmp.Or(f.MaxItems, g.MaxItems), cmp.Or(f.MaxProps, g.MaxProps)
	out.Min, out.Max, out.MultipleOf = cmp.Or(f.Min, g.Min), cmp.Or(f.Max, g.Max), cmp.Or(f.MultipleOf, g.MultipleOf)
	return &out
}

// properties adds those of g, and what g says of items and further properties.
func (f *flat) properties(g *flat) {
	properties := maps.Clone(f.Properties)
	if properties == nil && g.Properties != nil {
		properties = openapi3.Schemas{}
	}
	for name, p := range g.Properties {
		if have, ok := properties[name]; ok && have.Value != p.Value {
			p = bothOf(have, p)
		}
		properties[name] = p
	}
	f.Properties = properties
	if f.Items == nil {
		f.Items = g.Items
	} else if g.Items != nil && g.Items.Value != f.Items.Value {
		f.Items = bothOf(f.Items, g.Items)
	}
	if f.AdditionalProperties.Schema == nil && f.AdditionalProperties.Has == nil {
		f.AdditionalProperties = g.AdditionalProperties
	}
}

func bothOf(a, b *openapi3.SchemaRef) *openapi3.SchemaRef {
	return openapi3.NewSchemaRef("", &openapi3.Schema{AllOf: openapi3.SchemaRefs{a, b}})
}

// narrowed are the types in both: an integer is a number.
func narrowed(a, b *openapi3.Types) *openapi3.Types {
	var both openapi3.Types
	for _, t := range a.Slice() {
		switch {
		case b.Permits(t):
			both = append(both, t)
		case t == "number" && b.Permits("integer"):
			both = append(both, "integer")
		}
	}
	if len(both) == 0 {
		return a
	}
	return &both
}
