package lower

import (
	"encoding/json"
	"slices"

	"github.com/connectorgen/connectorgen/generator/internal/ir"
	"github.com/connectorgen/connectorgen/generator/internal/oas"
)

// union lowers oneOf and anyOf.
func (l *lowerer) union(out *ir.Schema, s *oas.Schema, variants []*oas.Schema) {
	base := *s
	base.OneOf, base.AnyOf = nil, nil
	if len(s.OneOf) > 0 && len(s.AnyOf) > 0 {
		l.twoUnions(s)
	}
	var shaped []*oas.Schema
	for _, v := range variants {
		switch {
		case isNull(v):
			out.Nullable = true
		case isConstraint(v):
			// it restricts the base ("one of these is required") and adds no shape
		default:
			shaped = append(shaped, v)
		}
	}
	switch {
	case len(shaped) == 0:
		l.plain(out, &base)
		return
	case len(shaped) == 1 && len(base.Properties) == 0:
		one := l.schema(shaped[0])
		overlay(one, out)
		*out = *one
		return
	default:
	}
	refs := slices.Clone(shaped)
	if len(base.Properties) > 0 {
		for i, v := range shaped {
			if l.extends(v) {
				continue
			}
			shaped[i] = &oas.Schema{AllOf: []*oas.Schema{&base, v}, Pos: v.Pos}
		}
	}
	lowered := make([]*ir.Schema, len(shaped))
	for i, v := range shaped {
		lowered[i] = l.schema(v)
	}
	if sameScalar(out, lowered) {
		return
	}
	out.Kind = ir.Union
	for _, v := range lowered {
		out.Variants = append(out.Variants, ir.Variant{Schema: v})
	}
	l.tags(out, s, shaped, refs)
}

// extends reports whether v refers to a schema that has the one being worked out
// as its base: it says already what the base says.
func (l *lowerer) extends(v *oas.Schema) bool {
	if v.Ref == "" || l.open[v.Ref] || len(l.open) != 1 {
		return false
	}
	_, refs := l.merged(v)
	for name := range l.open {
		return refs[name]
	}
	return false
}

func isNull(s *oas.Schema) bool {
	return s.Ref == "" && len(s.Types) == 0 && s.Nullable && len(s.Properties) == 0 && len(s.AllOf)+len(s.OneOf)+len(s.AnyOf) == 0 ||
		len(s.Enum) == 1 && string(s.Enum[0]) == "null"
}

// isConstraint reports whether s says nothing about the shape.
func isConstraint(s *oas.Schema) bool {
	return s.Ref == "" && len(s.Types) == 0 && len(s.Properties) == 0 && s.Items == nil && s.Additional == nil &&
		len(s.AllOf)+len(s.OneOf)+len(s.AnyOf) == 0 && len(s.Enum) == 0 && s.Const == nil && s.Format == "" &&
		(len(s.Required) > 0 || s.Not != nil)
}

// sameScalar makes one scalar of variants that are all of one kind: constants
// become an enum, and an enum beside its open type is that open enum.
func sameScalar(out *ir.Schema, variants []*ir.Schema) bool {
	first := variants[0]
	if first.Kind != ir.String && first.Kind != ir.Integer && first.Kind != ir.Number && first.Kind != ir.Boolean {
		return false
	}
	var enum []json.RawMessage
	for _, v := range variants {
		if v.Kind != first.Kind || v.Format != first.Format {
			return false
		}
		for _, value := range v.Enum {
			if !slices.ContainsFunc(enum, func(have json.RawMessage) bool { return string(have) == string(value) }) {
				enum = append(enum, value)
			}
		}
		out.Nullable = out.Nullable || v.Nullable
	}
	out.Kind, out.Format, out.Enum = first.Kind, first.Format, enum
	return true
}

// tags finds the property that tells the variants apart: the discriminator, or
// else a property that is a different constant in each of them.
//
// refs are the variants as the document has them, without their base.
func (l *lowerer) tags(out *ir.Schema, s *oas.Schema, variants, refs []*oas.Schema) {
	if s.Tag != "" {
		out.Tag = s.Tag
		for i, v := range variants {
			out.Variants[i].Tags = l.mapped(s, v, refs[i].Ref)
		}
		return
	}
	for _, candidate := range l.constants(variants[0], nil) {
		tags := make([][]string, len(variants))
		seen := make(map[string]bool)
		apart := true
		for i, v := range variants {
			tags[i] = l.tagValues(v, candidate, nil)
			for _, tag := range tags[i] {
				apart = apart && !seen[tag]
				seen[tag] = true
			}
			apart = apart && len(tags[i]) > 0
		}
		if !apart {
			continue
		}
		out.Tag = candidate
		for i := range out.Variants {
			out.Variants[i].Tags = tags[i]
		}
		return
	}
}

// mapped are the discriminator values that choose v, which the document calls ref.
func (l *lowerer) mapped(s, v *oas.Schema, ref string) []string {
	var tags []string
	for _, m := range s.Mapping {
		if ref != "" && m.Ref == ref {
			tags = append(tags, m.Value)
		}
	}
	if len(tags) == 0 {
		tags = l.tagValues(v, s.Tag, nil)
	}
	if len(tags) == 0 && ref != "" {
		tags = []string{ref}
	}
	return tags
}

// constants are the names of the properties of s that have one value.
func (l *lowerer) constants(s *oas.Schema, path []*oas.Schema) []string {
	if slices.Contains(path, s) {
		return nil
	}
	path = append(path, s)
	var names []string
	merged, _ := l.merged(s)
	for _, p := range merged.Properties {
		if len(constant(p.Schema)) > 0 {
			names = append(names, p.Name)
		}
	}
	for _, v := range slices.Concat(merged.OneOf, merged.AnyOf) {
		return append(names, l.constants(v, path)...) // a union among the variants has the constants of its own variants
	}
	return names
}

// maxUnions is how deep unions inside unions are looked through for tags.
const maxUnions = 8

// tagValues are the values that the property called name has in s; for a union
// those of all its variants.
func (l *lowerer) tagValues(s *oas.Schema, name string, path []*oas.Schema) []string {
	if slices.Contains(path, s) || len(path) > maxUnions {
		return nil
	}
	path = append(path, s)
	merged, _ := l.merged(s)
	for _, p := range merged.Properties {
		if p.Name == name {
			return constant(p.Schema)
		}
	}
	var tags []string
	for _, v := range slices.Concat(merged.OneOf, merged.AnyOf) {
		more := l.tagValues(v, name, path)
		if len(more) == 0 {
			return nil
		}
		tags = append(tags, more...)
	}
	return tags
}

// constant is the text of the one value that s can have.
func constant(s *oas.Schema) []string {
	value := s.Const
	if value == nil && len(s.Enum) == 1 {
		value = s.Enum[0]
	}
	var text string
	switch {
	case value == nil || value[0] == '{' || value[0] == '[':
		return nil
	case json.Unmarshal(value, &text) != nil:
		text = string(value) // a number, true or false tells variants apart as well
	}
	return []string{text}
}
