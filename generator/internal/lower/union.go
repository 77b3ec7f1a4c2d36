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
		both := base
		l.mergeUnions(&both, &oas.Schema{OneOf: s.OneOf, Pos: s.Pos})
		l.mergeUnions(&both, &oas.Schema{AnyOf: s.AnyOf, Pos: s.Pos})
		s, variants = &both, append(slices.Clip(both.OneOf), both.AnyOf...)
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

// maxProduct is how many variants two unions at once may stand for.
const maxProduct = 40

// mergeUnions makes a value of into one of what part says too. If both say that
// it is one of several things, it is one of each: of two times three, one of six.
func (l *lowerer) mergeUnions(into, part *oas.Schema) {
	have, more := append(slices.Clip(into.OneOf), into.AnyOf...), append(slices.Clip(part.OneOf), part.AnyOf...)
	switch {
	case slices.IndexFunc(more, isShape) < 0 && len(have) > 0:
		// it restricts what there is, and adds no shape
	case slices.IndexFunc(have, isShape) < 0:
		into.OneOf, into.AnyOf = part.OneOf, part.AnyOf
	default:
		product := l.product(have, more)
		if len(product) == 0 || len(product) > maxProduct {
			l.problems.Warnf(part.Pos, "oas-two-unions", "a value is one of several things in two ways at once, which leaves %d: it is read as one of the first", len(product))
			return
		}
		into.OneOf, into.AnyOf = product, nil
	}
}

// product are the schemas that are one of each, but for those that nothing can be.
func (l *lowerer) product(some, others []*oas.Schema) []*oas.Schema {
	var all []*oas.Schema
	for _, a := range some {
		for _, b := range others {
			both := &oas.Schema{AllOf: []*oas.Schema{a, b}, Pos: b.Pos}
			x, y := l.typesOf(a), l.typesOf(b)
			if len(x) == 0 || len(y) == 0 || slices.ContainsFunc(x, func(t string) bool { return slices.Contains(y, t) }) {
				all = append(all, both)
			}
		}
	}
	return all
}

// typesOf are the JSON types of s as far as they are known; an integer is a number.
func (l *lowerer) typesOf(s *oas.Schema) []string {
	merged, _ := l.merged(s)
	types := slices.Clone(merged.Types)
	if len(types) == 0 {
		types = impliedTypes(merged, merged.Enum)
	}
	if slices.Contains(types, "integer") || slices.Contains(types, "number") {
		types = append(types, "integer", "number")
	}
	return types
}

func isShape(s *oas.Schema) bool { return !isConstraint(s) }

func isNull(s *oas.Schema) bool {
	return string(s.Const) == "null" || s.Ref == "" && len(s.Types) == 0 && s.Nullable && len(s.Properties) == 0 && len(s.AllOf)+len(s.OneOf)+len(s.AnyOf) == 0 ||
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
		tags := make([][]json.RawMessage, len(variants))
		seen := make(map[string]bool)
		apart := true
		for i, v := range variants {
			tags[i] = l.tagValues(v, candidate, constant)
			for _, tag := range tags[i] {
				apart = apart && !seen[string(tag)]
				seen[string(tag)] = true
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
func (l *lowerer) mapped(s, v *oas.Schema, ref string) []json.RawMessage {
	var tags []json.RawMessage
	for _, m := range s.Mapping {
		if ref != "" && m.Ref == ref {
			tags = append(tags, quoted(m.Value))
		}
	}
	declared := l.tagValues(v, s.Tag, values)
	if len(tags) == 0 {
		tags = declared
	}
	for i, tag := range tags { // a mapping has text for keys, whatever the property is
		for _, value := range declared {
			if value[0] != '"' && string(quoted(string(value))) == string(tag) {
				tags[i] = value
			}
		}
	}
	if len(tags) == 0 && ref != "" {
		tags = []json.RawMessage{quoted(ref)}
	}
	return tags
}

func quoted(text string) json.RawMessage {
	value, err := json.Marshal(text)
	if err != nil {
		return nil // text always marshals
	}
	return value
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

// tagValues are the values that the property called name has in s, as of reads
// them; for a union those of all its variants.
func (l *lowerer) tagValues(s *oas.Schema, name string, of func(*oas.Schema) []json.RawMessage, path ...*oas.Schema) []json.RawMessage {
	if slices.Contains(path, s) || len(path) > maxUnions {
		return nil
	}
	path = append(path, s)
	merged, _ := l.merged(s)
	for _, p := range merged.Properties {
		if p.Name == name {
			return of(l.target(p.Schema))
		}
	}
	var tags []json.RawMessage
	for _, v := range slices.Concat(merged.OneOf, merged.AnyOf) {
		more := l.tagValues(v, name, of, path...)
		if len(more) == 0 {
			return nil
		}
		tags = append(tags, more...)
	}
	return tags
}

// target is what s refers to, or s.
func (l *lowerer) target(s *oas.Schema) *oas.Schema {
	for range 100 {
		if l.schemas[s.Ref] == nil {
			break
		}
		s = l.schemas[s.Ref]
	}
	return s
}

// values are the scalars that s can have, if it says so.
func values(s *oas.Schema) []json.RawMessage {
	var list []json.RawMessage
	for _, value := range append([]json.RawMessage{s.Const}, s.Enum...) {
		if len(value) > 0 && value[0] != '{' && value[0] != '[' && value[0] != 'n' {
			list = append(list, value)
		}
	}
	return list
}

// constant is the one scalar that s can have.
func constant(s *oas.Schema) []json.RawMessage {
	if s.Const == nil && len(s.Enum) != 1 {
		return nil
	}
	return values(s)
}
