package roundtrip_test

import (
	"errors"
	"fmt"
	"math"
	"path"
	"slices"
	"unicode/utf8"

	"github.com/getkin/kin-openapi/openapi3"
)

// valid says why a made value does not satisfy the schema. It is what the maker
// chooses variants by; what the client sends is for openapi3filter to judge.
func (m *maker) valid(ref *openapi3.SchemaRef, v any) error {
	if ref == nil || ref.Value == nil {
		return nil
	}
	s := ref.Value
	if s.Always != nil {
		if !*s.Always {
			return errors.New("nothing is allowed")
		}
		return nil
	}
	if v == nil && s.Nullable {
		return nil
	}
	if s.Type != nil && !slices.ContainsFunc(s.Type.Slice(), func(t string) bool { return isA(v, t) }) {
		return fmt.Errorf("%s is not a %v", text(v), s.Type.Slice())
	}
	if len(s.Enum) > 0 && !slices.ContainsFunc(s.Enum, func(one any) bool { return same(one, v) }) || s.Const != nil && !same(s.Const, v) {
		return fmt.Errorf("%s is not one of the values", text(v))
	}
	if err := m.composed(s, v); err != nil {
		return err
	}
	switch v := v.(type) {
	case string:
		return validText(s, v)
	case float64:
		return validNumber(s, v)
	case []any:
		return m.validList(s, v)
	case map[string]any:
		return m.validObject(s, v)
	}
	return nil
}

func isA(v any, typ string) bool {
	switch v := v.(type) {
	case nil:
		return typ == "null"
	case string:
		return typ == "string"
	case bool:
		return typ == "boolean"
	case float64:
		return typ == "number" || typ == "integer" && v == math.Trunc(v)
	case []any:
		return typ == "array"
	}
	return typ == "object"
}

func (m *maker) composed(s *openapi3.Schema, v any) error {
	for _, part := range s.AllOf {
		if err := m.valid(part, v); err != nil {
			return err
		}
	}
	fitting := func(variants openapi3.SchemaRefs) (n int, last error) {
		for _, variant := range variants {
			if err := m.valid(variant, v); err == nil {
				n++
			} else {
				last = err
			}
		}
		return n, last
	}
	if n, last := fitting(s.AnyOf); len(s.AnyOf) > 0 && n == 0 {
		return fmt.Errorf("no variant fits, the last since %w", last)
	}
	if object, ok := v.(map[string]any); ok && s.Discriminator != nil {
		return m.tagged(s, object)
	}
	if n, last := fitting(s.OneOf); len(s.OneOf) > 0 && n != 1 {
		if n == 0 {
			return fmt.Errorf("no variant fits, the last since %w", last)
		}
		return fmt.Errorf("%d variants of a oneOf fit", n)
	}
	if s.Not != nil && m.valid(s.Not, v) == nil {
		return fmt.Errorf("%s is forbidden", text(v))
	}
	return nil
}

// tagged is composed for a union with a discriminator.
func (m *maker) tagged(s *openapi3.Schema, v map[string]any) error {
	tag, _ := v[s.Discriminator.PropertyName].(string)
	target := tag
	if to, ok := s.Discriminator.Mapping[tag]; ok {
		target = to.Ref
	}
	for _, variant := range slices.Concat(s.OneOf, s.AnyOf) {
		if variant.Ref == target || path.Base(variant.Ref) == target {
			return m.valid(variant, v)
		}
	}
	if len(s.OneOf)+len(s.AnyOf) == 0 {
		return nil
	}
	return fmt.Errorf("%q chooses no variant", tag)
}

func validText(s *openapi3.Schema, v string) error {
	length := utf8.RuneCountInString(v)
	if length < int(s.MinLength) || s.MaxLength != nil && length > int(*s.MaxLength) {
		return fmt.Errorf("%q has %d characters", v, length)
	}
	if pattern, err := lenient(s.Pattern); s.Pattern != "" && err == nil && !pattern.MatchString(v) {
		return fmt.Errorf("%q does not match %s", v, s.Pattern)
	}
	return nil
}

func validNumber(s *openapi3.Schema, v float64) error {
	above := func(e openapi3.ExclusiveBound) bool { return e.Bool != nil && *e.Bool }
	switch {
	case s.Min != nil && (v < *s.Min || v == *s.Min && above(s.ExclusiveMin)),
		s.Max != nil && (v > *s.Max || v == *s.Max && above(s.ExclusiveMax)),
		s.ExclusiveMin.Value != nil && v <= *s.ExclusiveMin.Value,
		s.ExclusiveMax.Value != nil && v >= *s.ExclusiveMax.Value,
		s.MultipleOf != nil && math.Abs(math.Remainder(v, *s.MultipleOf)) > 1e-9:
		return fmt.Errorf("%v is out of range", v)
	}
	return nil
}

func (m *maker) validList(s *openapi3.Schema, v []any) error {
	if len(v) < int(s.MinItems) || s.MaxItems != nil && len(v) > int(*s.MaxItems) {
		return fmt.Errorf("there are %d items", len(v))
	}
	for i, item := range v {
		schema := s.Items
		if i < len(s.PrefixItems) {
			schema = s.PrefixItems[i]
		}
		if err := m.valid(schema, item); err != nil {
			return fmt.Errorf("[%d]: %w", i, err)
		}
		if s.UniqueItems && slices.ContainsFunc(v[:i], func(before any) bool { return same(before, item) }) {
			return fmt.Errorf("[%d] is there twice", i)
		}
	}
	return nil
}

func (m *maker) validObject(s *openapi3.Schema, v map[string]any) error {
	for _, name := range s.Required {
		p := s.Properties[name]
		if _, there := v[name]; !there && (p == nil || p.Value == nil || !m.hidden(p.Value)) {
			return fmt.Errorf("%s is missing", name)
		}
	}
	if len(v) < int(s.MinProps) || s.MaxProps != nil && len(v) > int(*s.MaxProps) {
		return fmt.Errorf("there are %d properties", len(v))
	}
	closed := s.AdditionalProperties.Has != nil && !*s.AdditionalProperties.Has
	for name, item := range v {
		schema, declared := s.Properties[name]
		if !declared {
			if schema = s.AdditionalProperties.Schema; closed {
				return fmt.Errorf("%s is not declared", name)
			}
		}
		if err := m.valid(schema, item); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}
