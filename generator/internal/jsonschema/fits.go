package jsonschema

import (
	"encoding/json"
	"math/big"
	"regexp"
	"slices"
	"unicode/utf8"
)

// maxFitting bounds how deep a sample is looked into.
const maxFitting = 100

// A Fitter tells which values satisfy a schema beyond doubt, without what it takes
// to compile the schema and all that it refers to.
type Fitter struct {
	named    map[string]*Schema
	patterns map[string]*regexp.Regexp // nil for what is no pattern of Go's: it lets everything pass
}

// NewFitter returns a Fitter that knows the named schemas by the references to them.
func NewFitter(named map[string]*Schema) *Fitter {
	return &Fitter{named: named, patterns: map[string]*regexp.Regexp{}}
}

// Fits reports whether v satisfies s, v being as a decoder with UseNumber gives it.
// False says nothing: v may satisfy s nevertheless.
func (f *Fitter) Fits(s *Schema, v any) bool { return f.fits(s, v, 0) }

func (f *Fitter) fits(j *Schema, v any, depth int) bool {
	if depth > maxFitting {
		return false
	}
	if j.Ref != "" {
		if named := f.named[j.Ref]; named == nil || !f.fits(named, v, depth+1) {
			return false
		}
	}
	if len(j.AnyOf) > 0 && !slices.ContainsFunc(j.AnyOf, func(s *Schema) bool { return f.fits(s, v, depth+1) }) {
		return false
	}
	return fitsType(j.Type, v) && fitsEnum(j.Enum, v) && f.fitsInside(j, v, depth)
}

// fitsInside looks at what the type of v brings with it.
func (f *Fitter) fitsInside(j *Schema, v any, depth int) bool {
	switch v := v.(type) {
	case map[string]any:
		return within64(len(v), j.MinProperties, j.MaxProperties) && f.fitsObject(j, v, depth)
	case []any:
		if j.UniqueItems && len(v) > 1 || !within64(len(v), j.MinItems, j.MaxItems) {
			return false
		}
		return j.Items == nil || !slices.ContainsFunc(v, func(item any) bool { return !f.fits(j.Items, item, depth+1) })
	case string:
		return within64(utf8.RuneCountInString(v), j.MinLength, j.MaxLength) && f.matches(j.Pattern, v)
	case json.Number:
		return fitsNumber(j, string(v))
	}
	return true
}

func (f *Fitter) fitsObject(j *Schema, v map[string]any, depth int) bool {
	for _, name := range j.Required {
		if _, ok := v[name]; !ok {
			return false
		}
	}
	declared := make(map[string]bool, len(j.Properties))
	for _, p := range j.Properties {
		declared[p.Name] = true
		if value, ok := v[p.Name]; ok && !f.fits(p.Schema, value, depth+1) {
			return false
		}
	}
	if j.AdditionalProperties == nil {
		return true
	}
	more, ok := j.AdditionalProperties.(*Schema)
	for name, value := range v {
		if !declared[name] && (!ok || !f.fits(more, value, depth+1)) {
			return false
		}
	}
	return true
}

func (f *Fitter) matches(pattern, s string) bool {
	if pattern == "" {
		return true
	}
	re, ok := f.patterns[pattern]
	if !ok {
		re, _ = regexp.Compile(pattern) // what cannot be tried here matches, as in a manifest that is checked
		f.patterns[pattern] = re
	}
	return re == nil || re.MatchString(s)
}

func fitsType(t Types, v any) bool {
	if len(t) == 0 {
		return true
	}
	name := "null"
	switch v := v.(type) {
	case bool:
		name = "boolean"
	case string:
		name = "string"
	case []any:
		name = "array"
	case map[string]any:
		name = "object"
	case json.Number:
		name = "number"
		if r, ok := exact(string(v)); ok && r.IsInt() && slices.Contains(t, "integer") {
			return true
		}
	}
	return slices.Contains(t, name)
}

// fitsEnum compares texts, so that 1.0 is not known to be 1.
func fitsEnum(list []json.RawMessage, v any) bool {
	if len(list) == 0 {
		return true
	}
	text, err := Encode(v)
	return err == nil && slices.ContainsFunc(list, func(value json.RawMessage) bool { return string(value) == string(text) })
}

func fitsNumber(j *Schema, number string) bool {
	limits := [...]json.Number{j.Minimum, j.ExclusiveMinimum, j.Maximum, j.ExclusiveMaximum}
	if limits == [4]json.Number{} && j.MultipleOf == "" {
		return true
	}
	v, ok := exact(number)
	if !ok || j.MultipleOf != "" {
		return false
	}
	fit := [...]func(c int) bool{
		func(c int) bool { return c >= 0 }, func(c int) bool { return c > 0 },
		func(c int) bool { return c <= 0 }, func(c int) bool { return c < 0 },
	}
	for i, text := range limits {
		var limit *big.Rat
		if text != "" {
			if limit, ok = exact(string(text)); !ok || !fit[i](v.Cmp(limit)) {
				return false
			}
		}
	}
	return true
}

func within64(n int, least, most *uint64) bool {
	return (least == nil || uint64(n) >= *least) && (most == nil || uint64(n) <= *most) //nolint:gosec // a length
}
