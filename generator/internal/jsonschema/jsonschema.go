// Package jsonschema turns schemas of the API into JSON Schema, as the manifest
// and most marketplaces want them.
package jsonschema

import (
	"bytes"
	"encoding/json"
	"net/url"
	"slices"
	"strings"

	"github.com/connectorgen/connectorgen/generator/internal/ir"
)

// A Schema is a JSON Schema 2020-12. The zero Schema allows anything.
type Schema struct {
	Ref                  string            `json:"$ref,omitempty"`
	Title                string            `json:"title,omitempty"`
	Description          string            `json:"description,omitempty"`
	Type                 Types             `json:"type,omitempty"`
	Format               string            `json:"format,omitempty"`
	ContentEncoding      string            `json:"contentEncoding,omitempty"`
	ContentMediaType     string            `json:"contentMediaType,omitempty"`
	Enum                 []json.RawMessage `json:"enum,omitempty"`
	KnownValues          []json.RawMessage `json:"x-knownValues,omitempty"` // answers: the values of today
	AnyOf                []*Schema         `json:"anyOf,omitempty"`
	Tag                  string            `json:"x-tag,omitempty"`  // the property that tells the alternatives apart
	Tags                 []json.RawMessage `json:"x-tags,omitempty"` // the values of that property for this alternative
	Items                *Schema           `json:"items,omitempty"`
	Properties           Members           `json:"properties,omitempty"`
	Required             []string          `json:"required,omitempty"`
	AdditionalProperties any               `json:"additionalProperties,omitempty"` // false or *Schema
	Minimum              json.Number       `json:"minimum,omitempty"`
	Maximum              json.Number       `json:"maximum,omitempty"`
	ExclusiveMinimum     json.Number       `json:"exclusiveMinimum,omitempty"`
	ExclusiveMaximum     json.Number       `json:"exclusiveMaximum,omitempty"`
	MultipleOf           json.Number       `json:"multipleOf,omitempty"`
	MinLength            *uint64           `json:"minLength,omitempty"`
	MaxLength            *uint64           `json:"maxLength,omitempty"`
	MinItems             *uint64           `json:"minItems,omitempty"`
	MaxItems             *uint64           `json:"maxItems,omitempty"`
	MinProperties        *uint64           `json:"minProperties,omitempty"`
	MaxProperties        *uint64           `json:"maxProperties,omitempty"`
	Pattern              string            `json:"pattern,omitempty"`
	Default              json.RawMessage   `json:"default,omitempty"`
	UniqueItems          bool              `json:"uniqueItems,omitempty"`
	Deprecated           bool              `json:"deprecated,omitempty"`
}

// Types is one type as a string, or several as an array.
type Types []string

// MarshalJSON implements [json.Marshaler].
func (t Types) MarshalJSON() ([]byte, error) {
	if len(t) == 1 {
		return json.Marshal(t[0])
	}
	return json.Marshal([]string(t))
}

// Members are the properties of an object, in the order in which a form shows them.
type Members []Member

// A Member is one property.
type Member struct {
	Name   string
	Schema *Schema
}

// MarshalJSON implements [json.Marshaler].
func (m Members) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, p := range m {
		if i > 0 {
			b.WriteByte(',')
		}
		for j, part := range []any{p.Name, p.Schema} {
			if j > 0 {
				b.WriteByte(':')
			}
			text, err := Encode(part)
			if err != nil {
				return nil, err
			}
			b.Write(text)
		}
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// Encode is json.Marshal without the escaping meant for HTML.
func Encode(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// A Converter turns schemas of the API into JSON Schema, in one of two forms.
//
// In an answer, null stands where the API sends it, values and properties of
// tomorrow are allowed, and write-only properties do not come. In a request
// everything is as strict as the document, and read-only properties are not asked for.
type Converter struct {
	Answers  bool
	Nullable bool            // answers: null may stand anywhere
	Section  string          // where the named schemas are: "schemas" for #/schemas/Order
	Used     map[string]bool // not nil; filled with the named schemas that are referred to
}

// RefTo is the reference to the named schema.
func (v *Converter) RefTo(name string) string {
	return "#/" + v.Section + "/" + url.PathEscape(escapePointer.Replace(name))
}

var escapePointer = strings.NewReplacer("~", "~0", "/", "~1")

// Convert returns s in the form of v. References go to the named schemas in v.Section.
func (v *Converter) Convert(s *ir.Schema) *Schema {
	j := &Schema{Title: s.Title, Description: s.Description, Format: s.Format, Deprecated: s.Deprecated}
	v.limits(j, s)
	switch s.Kind {
	case ir.Any: // no type, so nothing is refused
	case ir.Ref:
		v.Used[s.Ref] = true
		j.Ref = v.RefTo(s.Ref)
	case ir.Boolean, ir.Integer, ir.Number, ir.String:
		j.Type = Types{string(s.Kind)}
	case ir.Binary:
		j.Type = Types{"string"}
		j.Format, j.ContentEncoding = "", "base64"
	case ir.Array:
		j.Type = Types{"array"}
		if s.Items != nil {
			j.Items = v.Convert(s.Items)
		}
	case ir.Object:
		v.object(j, s)
	case ir.Union:
		v.union(j, s)
	}
	v.values(j, s)
	return v.orNull(j, s)
}

func (v *Converter) limits(j *Schema, s *ir.Schema) {
	l := s.Limits
	j.Minimum, j.Maximum = l.Minimum, l.Maximum
	j.ExclusiveMinimum, j.ExclusiveMaximum = l.ExclusiveMinimum, l.ExclusiveMaximum
	j.MultipleOf = l.MultipleOf
	j.MinLength, j.MaxLength = l.MinLength, l.MaxLength
	j.MinItems, j.MaxItems = l.MinItems, l.MaxItems
	j.MinProperties, j.MaxProperties = l.MinProperties, l.MaxProperties
	j.Pattern, j.UniqueItems = l.Pattern, l.UniqueItems
}

func (v *Converter) object(j *Schema, s *ir.Schema) {
	j.Type = Types{"object"}
	for _, p := range s.Properties {
		if v.Hidden(p.Schema) {
			continue
		}
		j.Properties = append(j.Properties, Member{p.Name, v.Convert(p.Schema)})
		if p.Required {
			j.Required = append(j.Required, p.Name)
		}
	}
	switch {
	case s.Additional != nil:
		j.AdditionalProperties = v.Convert(s.Additional)
	case s.Closed && !v.Answers:
		j.AdditionalProperties = false
	}
}

// Hidden reports whether a property does not travel in this direction.
func (v *Converter) Hidden(s *ir.Schema) bool {
	return v.Answers && s.WriteOnly || !v.Answers && s.ReadOnly
}

func (v *Converter) union(j *Schema, s *ir.Schema) {
	j.Tag = s.Tag
	for _, variant := range s.Variants {
		alternative := v.Convert(variant.Schema)
		alternative.Tags = variant.Tags
		j.AnyOf = append(j.AnyOf, alternative)
	}
}

// values closes the list of values in a request, and only tells it in an answer.
func (v *Converter) values(j *Schema, s *ir.Schema) {
	if v.Answers {
		j.KnownValues = s.Enum
		return
	}
	j.Enum, j.Default = s.Enum, s.Default
	if s.Nullable && len(s.Enum) > 0 && !slices.ContainsFunc(s.Enum, isNull) {
		j.Enum = append(slices.Clone(s.Enum), json.RawMessage("null"))
	}
}

func isNull(value json.RawMessage) bool { return string(bytes.TrimSpace(value)) == "null" }

// orNull lets j be null where the schema or the API says so. A reference needs
// nothing if all answers may be null: then its target may be.
func (v *Converter) orNull(j *Schema, s *ir.Schema) *Schema {
	everywhere := v.Answers && v.Nullable
	if !s.Nullable && !everywhere {
		return j
	}
	switch {
	case len(j.Type) > 0:
		j.Type = append(j.Type, "null")
	case j.Ref != "" && !everywhere:
		ref := &Schema{Ref: j.Ref}
		j.Ref = ""
		j.AnyOf = []*Schema{ref, {Type: Types{"null"}}}
	case j.AnyOf != nil:
		j.AnyOf = append(j.AnyOf, &Schema{Type: Types{"null"}})
	}
	return j
}
