package lower

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"

	"github.com/connectorgen/connectorgen/generator/internal/ir"
	"github.com/connectorgen/connectorgen/generator/internal/oas"
)

// maxSchemas is far above what any real document stands for. A few lines of unions
// of unions could otherwise take the machine's memory.
const maxSchemas = 300_000

// schema says what s means. References stay references, so recursion ends.
func (l *lowerer) schema(s *oas.Schema) *ir.Schema {
	if l.lowered++; l.lowered > maxSchemas {
		if l.lowered == maxSchemas+1 {
			l.problems.Errorf(s.Pos, "oas-too-large", "the document stands for more than %d schemas once its unions and allOf are written out", maxSchemas)
		}
		return &ir.Schema{Kind: ir.Any, Pos: s.Pos}
	}
	out := &ir.Schema{
		Title: s.Title, Description: s.Description, Format: s.Format,
		Nullable: s.Nullable, Deprecated: s.Deprecated, ReadOnly: s.ReadOnly, WriteOnly: s.WriteOnly,
		Example: s.Example, Default: s.Default, Limits: limits(s), Pos: s.Pos,
	}
	switch {
	case s.Ref != "":
		out.Kind, out.Ref = ir.Ref, s.Ref
	case len(s.AllOf)+len(s.Cases) > 0:
		l.allOf(out, s)
	case len(s.OneOf) > 0:
		l.union(out, s, s.OneOf)
	case len(s.AnyOf) > 0:
		l.union(out, s, s.AnyOf)
	default:
		l.plain(out, s)
	}
	return out
}

func limits(s *oas.Schema) ir.Limits {
	return ir.Limits{
		Minimum: s.Minimum, Maximum: s.Maximum, ExclusiveMinimum: s.ExclusiveMinimum, ExclusiveMaximum: s.ExclusiveMaximum,
		MultipleOf: s.MultipleOf, MinLength: s.MinLength, MaxLength: s.MaxLength, MinItems: s.MinItems, MaxItems: s.MaxItems,
		MinProperties: s.MinProperties, MaxProperties: s.MaxProperties, Pattern: s.Pattern, UniqueItems: s.UniqueItems,
	}
}

// plain lowers a schema that is not composed of others.
func (l *lowerer) plain(out *ir.Schema, s *oas.Schema) {
	out.Enum = s.Enum
	if s.Const != nil {
		out.Enum = []json.RawMessage{s.Const}
	}
	if i := slices.IndexFunc(out.Enum, func(v json.RawMessage) bool { return string(v) == "null" }); i >= 0 {
		out.Enum = slices.Delete(slices.Clone(out.Enum), i, i+1)
		out.Nullable = true
	}
	types := s.Types
	if len(types) == 0 {
		types = impliedTypes(s, out.Enum)
	}
	if len(types) == 1 && types[0] == "string" {
		out.Enum = l.textEnum(s, out.Enum)
	}
	switch {
	case len(types) == 0:
		out.Kind = ir.Any
	case len(types) == 1:
		l.typed(out, s, types[0])
	case len(types) == 2 && slices.Contains(types, "integer") && slices.Contains(types, "number"):
		out.Kind = ir.Number
	default:
		out.Kind = ir.Union
		for _, t := range types {
			v := &ir.Schema{Pos: s.Pos}
			if hasFormat(t, s.Format) {
				v.Format = s.Format
			}
			for _, value := range out.Enum {
				if of := jsonType(value); of == t || of == "integer" && t == "number" {
					v.Enum = append(v.Enum, value)
				}
			}
			l.typed(v, s, t)
			out.Variants = append(out.Variants, ir.Variant{Schema: v})
		}
		out.Enum, out.Format = nil, ""
	}
}

// hasFormat reports whether a format is one of the JSON type: numbers have theirs,
// the others are those of text.
func hasFormat(typ, format string) bool {
	switch format {
	case "int32", "int64", "uint64", "float", "double":
		return typ == "integer" || typ == "number"
	default:
		return typ == "string"
	}
}

// textEnum makes the values of a text enum text: what YAML reads as a number or
// as true was meant as it is spelled.
func (l *lowerer) textEnum(s *oas.Schema, enum []json.RawMessage) []json.RawMessage {
	out := make([]json.RawMessage, 0, len(enum))
	for _, v := range enum {
		if v[0] != '"' && v[0] != '{' && v[0] != '[' {
			l.problems.Warnf(s.Pos, "oas-enum-value", "enum value %s of a text is not text: it is read as %q", v, v)
			quoted, err := json.Marshal(string(v))
			if err != nil {
				continue // text always marshals
			}
			v = quoted
		}
		out = append(out, v)
	}
	return out
}

// impliedTypes are the types that a schema without any has all the same.
func impliedTypes(s *oas.Schema, enum []json.RawMessage) []string {
	switch {
	case len(s.Properties) > 0 || s.Additional != nil || s.Closed || s.Open || len(s.Required) > 0:
		return []string{"object"}
	case s.Items != nil || len(s.PrefixItems) > 0:
		return []string{"array"}
	case len(enum) > 0:
		return enumTypes(enum)
	case s.ContentType != "" || s.Encoding != "" || s.Pattern != "" || s.MinLength != nil || s.MaxLength != nil || s.Format == "date-time" || s.Format == "date" || s.Format == "uuid" || s.Format == "uri" || s.Format == "binary":
		return []string{"string"}
	case s.Format == "int32" || s.Format == "int64":
		return []string{"integer"}
	default:
		return nil
	}
}

// enumTypes is the one JSON type that all values have, or none.
func enumTypes(enum []json.RawMessage) []string {
	var found string
	for _, v := range enum {
		t := jsonType(v)
		if found != "" && t != found {
			return nil
		}
		found = t
	}
	return []string{found}
}

func jsonType(v json.RawMessage) string {
	switch v[0] {
	case '"':
		return "string"
	case '{':
		return "object"
	case '[':
		return "array"
	case 't', 'f':
		return "boolean"
	default:
		var i json.Number
		if json.Unmarshal(v, &i) == nil {
			if _, err := i.Int64(); err == nil {
				return "integer"
			}
		}
		return "number"
	}
}

// typed lowers a schema that has the one type.
func (l *lowerer) typed(out *ir.Schema, s *oas.Schema, typ string) {
	switch typ {
	case "boolean":
		out.Kind = ir.Boolean
	case "integer":
		out.Kind = ir.Integer
	case "number":
		out.Kind = ir.Number
	case "string", "file":
		out.Kind = ir.String
		out.Format = cmp.Or(out.Format, encodedFormat(s))
	case "array":
		out.Kind = ir.Array
		out.Items = &ir.Schema{Kind: ir.Any, Pos: s.Pos}
		if items := s.Items; len(s.PrefixItems) > 0 {
			out.Items = l.schema(&oas.Schema{AnyOf: tuple(s), Pos: s.Pos})
		} else if items != nil {
			out.Items = l.schema(items)
		}
	case "object":
		l.object(out, s)
	default:
		l.problems.Warnf(s.Pos, "oas-type", "type %q is not known: the value is kept as raw JSON", typ)
		out.Kind = ir.Any
	}
}

// tuple are the schemas that the items of an array with prefixItems can have.
func tuple(s *oas.Schema) []*oas.Schema {
	if s.Items == nil || s.Items.Always != nil {
		return s.PrefixItems
	}
	return append(slices.Clip(s.PrefixItems), s.Items)
}

// encodedFormat is the format that OpenAPI 3.0 would have had for the text of 3.1.
// What is encoded stays the text that it is, be it base64: documents say so of
// data URLs too.
func encodedFormat(s *oas.Schema) string {
	base, _, _ := strings.Cut(s.ContentType, ";")
	isText := strings.HasPrefix(base, "text/") || isJSON(s.ContentType) || strings.HasSuffix(base, "xml")
	switch {
	case s.Encoding == "binary", s.Encoding == "" && base != "" && !isText:
		return "binary"
	default:
		return ""
	}
}

func (l *lowerer) object(out *ir.Schema, s *oas.Schema) {
	out.Kind = ir.Object
	out.Closed = s.Closed
	undeclared := make(map[string]bool, len(s.Required))
	for _, name := range s.Required {
		undeclared[name] = true
	}
	for _, p := range s.Properties {
		if p.Schema.Always != nil && !*p.Schema.Always {
			continue // false: it is never there
		}
		out.Properties = append(out.Properties, ir.Property{
			Name: p.Name, Required: undeclared[p.Name], Schema: l.schema(p.Schema),
		})
		delete(undeclared, p.Name)
	}
	if s.Additional != nil {
		out.Additional = l.schema(s.Additional)
	} else if s.Open && len(s.Properties) == 0 {
		out.Additional = &ir.Schema{Kind: ir.Any, Pos: s.Pos}
	}
	for _, name := range s.Required {
		if len(s.Properties) > 0 && undeclared[name] {
			delete(undeclared, name) // it may be named twice
			l.undeclared(out, s, name)
		}
	}
}

// undeclared adds a property that is required and not declared: without a field
// it could not be sent.
func (l *lowerer) undeclared(out *ir.Schema, s *oas.Schema, name string) {
	l.problems.Warnf(s.Pos, "oas-required-undeclared", "required names %q, which is not a property", name)
	if out.Additional == nil && !out.Closed {
		out.Properties = append(out.Properties, ir.Property{Name: name, Required: true, Schema: &ir.Schema{Kind: ir.Any, Pos: s.Pos}})
	}
}

// allOf merges the parts. A single reference with nothing beside it is that reference.
func (l *lowerer) allOf(out *ir.Schema, s *oas.Schema) {
	bare := len(s.Properties) == 0 && len(s.Types) < 2 && s.Additional == nil && len(s.Required) == 0 && len(s.OneOf) == 0 && len(s.AnyOf) == 0 && len(s.Enum) == 0 && len(s.Cases) == 0
	if bare && len(s.AllOf) == 1 {
		one := l.schema(s.AllOf[0])
		overlay(one, out)
		*out = *one
		return
	}
	own := *s
	own.AllOf = nil
	merged, refs := l.merged(append(slices.Clip(s.AllOf), &own)...)
	merged.Pos = s.Pos
	for name := range refs {
		refs[name] = !l.open[name]
		l.open[name] = true
	}
	whole := l.schema(merged)
	for name, opened := range refs {
		if opened {
			delete(l.open, name)
		}
	}
	overlay(whole, out)
	*out = *whole
}

// merged is a schema that says what all the parts say, and the names of those
// that they refer to.
func (l *lowerer) merged(parts ...*oas.Schema) (*oas.Schema, map[string]bool) {
	into, refs := &oas.Schema{}, make(map[string]bool)
	for _, part := range parts {
		l.merge(into, part, refs)
	}
	return into, refs
}

// overlay gives s what is said about it at the place where it is used.
func overlay(s, use *ir.Schema) {
	if use.Description != "" {
		s.Description = use.Description
	}
	if use.Title != "" {
		s.Title = use.Title
	}
	if use.Example != nil {
		s.Example = use.Example
	}
	if use.Default != nil {
		s.Default = use.Default
	}
	s.Nullable = s.Nullable || use.Nullable
	s.Deprecated = s.Deprecated || use.Deprecated
	s.ReadOnly = s.ReadOnly || use.ReadOnly
	s.WriteOnly = s.WriteOnly || use.WriteOnly
	s.Pos = use.Pos
}

// merge adds what part says to into. What it refers to is merged once.
//
// A base class that lists its subclasses is merged without the list when it is
// one of them that is being worked out.
func (l *lowerer) merge(into, part *oas.Schema, refs map[string]bool) {
	if part.Ref != "" {
		target := l.schemas[part.Ref]
		if target == nil || refs[part.Ref] {
			return
		}
		refs[part.Ref] = true
		if l.open[part.Ref] || slices.ContainsFunc(slices.Concat(target.OneOf, target.AnyOf), func(v *oas.Schema) bool { return l.open[v.Ref] }) {
			bare := *target
			bare.OneOf, bare.AnyOf, bare.Tag, bare.Mapping = nil, nil, "", nil
			target = &bare
		}
		l.merge(into, target, refs)
		return
	}
	for _, p := range part.AllOf {
		l.merge(into, p, refs)
	}
	for _, p := range part.Properties {
		i := slices.IndexFunc(into.Properties, func(have oas.Property) bool { return have.Name == p.Name })
		if i < 0 {
			into.Properties = append(into.Properties, p)
			continue
		}
		into.Properties[i].Schema = narrower(into.Properties[i].Schema, p.Schema)
	}
	l.mergeCases(into, part)
	into.Required = append(into.Required, part.Required...)
	into.Open = into.Open || part.Open
	l.mergeUnions(into, part)
	into.Nullable = into.Nullable || part.Nullable
	into.PrefixItems = append(into.PrefixItems, part.PrefixItems...)
	into.Deprecated = into.Deprecated || part.Deprecated
	into.ReadOnly, into.WriteOnly = into.ReadOnly || part.ReadOnly, into.WriteOnly || part.WriteOnly
	mergeSingle(into, part)
	mergeLimits(into, part)
}

// mergeCases adds the properties that part has in some cases. None of them is required.
func (l *lowerer) mergeCases(into, part *oas.Schema) {
	for _, c := range part.Cases {
		some, _ := l.merged(c)
		for _, p := range some.Properties {
			if !slices.ContainsFunc(into.Properties, func(have oas.Property) bool { return have.Name == p.Name }) {
				into.Properties = append(into.Properties, p)
			}
		}
	}
}

// mergeLimits takes the limits that part sets.
func mergeLimits(into, part *oas.Schema) {
	for _, f := range []struct {
		into *json.Number
		part json.Number
	}{
		{&into.Minimum, part.Minimum},
		{&into.Maximum, part.Maximum},
		{&into.MultipleOf, part.MultipleOf},
		{&into.ExclusiveMinimum, part.ExclusiveMinimum},
		{&into.ExclusiveMaximum, part.ExclusiveMaximum},
	} {
		if f.part != "" {
			*f.into = f.part
		}
	}
	for _, f := range []struct {
		into **uint64
		part *uint64
	}{
		{&into.MinLength, part.MinLength},
		{&into.MaxLength, part.MaxLength},
		{&into.MinItems, part.MinItems},
		{&into.MaxItems, part.MaxItems},
		{&into.MinProperties, part.MinProperties},
		{&into.MaxProperties, part.MaxProperties},
	} {
		if f.part != nil {
			*f.into = f.part
		}
	}
	into.UniqueItems = into.UniqueItems || part.UniqueItems
}

// mergeSingle takes what only one part can say.
func mergeSingle(into, part *oas.Schema) {
	if len(into.Types) == 0 {
		into.Types = part.Types
	}
	if len(part.Enum) > 0 {
		into.Enum = part.Enum
	}
	if part.Const != nil {
		into.Const = part.Const
	}
	if part.Items != nil {
		into.Items = part.Items
	}
	if part.Additional != nil {
		into.Additional = part.Additional
	}
	if part.Tag != "" {
		into.Tag, into.Mapping = part.Tag, part.Mapping
	}
	for _, f := range []struct {
		into *string
		part string
	}{
		{&into.Format, part.Format}, {&into.Title, part.Title}, {&into.Description, part.Description}, {&into.Pattern, part.Pattern},
	} {
		if f.part != "" {
			*f.into = f.part
		}
	}
	if part.Example != nil {
		into.Example = part.Example
	}
	if part.Default != nil {
		into.Default = part.Default
	}
}

// narrower is the one of two schemas for the same property that says more, or
// both where each declares properties.
func narrower(a, b *oas.Schema) *oas.Schema {
	if len(a.Properties) > 0 && len(b.Properties) > 0 {
		return &oas.Schema{AllOf: []*oas.Schema{a, b}, Pos: b.Pos}
	}
	if len(b.Types) == 0 && b.Ref == "" && len(b.Properties) == 0 && len(b.AllOf)+len(b.OneOf)+len(b.AnyOf) == 0 && b.Const == nil && len(b.Enum) == 0 {
		return a
	}
	return b
}
