package manifest

import (
	"bytes"
	"encoding/json"
	"net/url"
	"slices"
	"strings"

	"github.com/connectorgen/connectorgen/generator/internal/ir"
)

// A jsonSchema is a JSON Schema 2020-12. The zero jsonSchema allows anything.
type jsonSchema struct {
	Ref                  string            `json:"$ref,omitempty"`
	Title                string            `json:"title,omitempty"`
	Description          string            `json:"description,omitempty"`
	Type                 types             `json:"type,omitempty"`
	Format               string            `json:"format,omitempty"`
	ContentEncoding      string            `json:"contentEncoding,omitempty"`
	ContentMediaType     string            `json:"contentMediaType,omitempty"`
	Enum                 []json.RawMessage `json:"enum,omitempty"`
	KnownValues          []json.RawMessage `json:"x-knownValues,omitempty"` // answers: the values of today
	AnyOf                []*jsonSchema     `json:"anyOf,omitempty"`
	Tag                  string            `json:"x-tag,omitempty"`  // the property that tells the alternatives apart
	Tags                 []string          `json:"x-tags,omitempty"` // the values of that property for this alternative
	Items                *jsonSchema       `json:"items,omitempty"`
	Properties           members           `json:"properties,omitempty"`
	Required             []string          `json:"required,omitempty"`
	AdditionalProperties any               `json:"additionalProperties,omitempty"` // false or *jsonSchema
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
	UniqueItems          bool              `json:"uniqueItems,omitempty"`
	Deprecated           bool              `json:"deprecated,omitempty"`
}

// types is one type as a string, or several as an array.
type types []string

func (t types) MarshalJSON() ([]byte, error) {
	if len(t) == 1 {
		return json.Marshal(t[0])
	}
	return json.Marshal([]string(t))
}

// members are the properties of an object, in the order in which a form shows them.
type members []member

type member struct {
	name   string
	schema *jsonSchema
}

func (m members) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, p := range m {
		if i > 0 {
			b.WriteByte(',')
		}
		for j, part := range []any{p.name, p.schema} {
			if j > 0 {
				b.WriteByte(':')
			}
			text, err := encode(part)
			if err != nil {
				return nil, err
			}
			b.Write(text)
		}
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// encode is json.Marshal without the escaping meant for HTML.
func encode(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// A converter turns schemas of the API into JSON Schema, in one of two forms.
//
// In an answer, null stands where the API sends it, values and properties of
// tomorrow are allowed, and write-only properties do not come. In a request
// everything is as strict as the document, and read-only properties are not asked for.
type converter struct {
	answers  bool
	nullable bool            // answers: null may stand anywhere
	section  string          // where the named schemas are
	used     map[string]bool // the named schemas that were referred to
}

// refTo is the reference to the named schema.
func (v *converter) refTo(name string) string {
	return "#/" + v.section + "/" + url.PathEscape(strings.NewReplacer("~", "~0", "/", "~1").Replace(name))
}

func (v *converter) convert(s *ir.Schema) *jsonSchema {
	j := &jsonSchema{Title: s.Title, Description: s.Description, Format: s.Format, Deprecated: s.Deprecated}
	v.limits(j, s)
	switch s.Kind {
	case ir.Any: // no type, so nothing is refused
	case ir.Ref:
		v.used[s.Ref] = true
		j.Ref = v.refTo(s.Ref)
	case ir.Boolean, ir.Integer, ir.Number, ir.String:
		j.Type = types{string(s.Kind)}
	case ir.Binary:
		j.Type = types{"string"}
		j.Format, j.ContentEncoding = "", "base64"
	case ir.Array:
		j.Type = types{"array"}
		if s.Items != nil {
			j.Items = v.convert(s.Items)
		}
	case ir.Object:
		v.object(j, s)
	case ir.Union:
		v.union(j, s)
	}
	v.values(j, s)
	return v.orNull(j, s)
}

func (v *converter) limits(j *jsonSchema, s *ir.Schema) {
	l := s.Limits
	j.Minimum, j.Maximum = l.Minimum, l.Maximum
	j.ExclusiveMinimum, j.ExclusiveMaximum = l.ExclusiveMinimum, l.ExclusiveMaximum
	j.MultipleOf = l.MultipleOf
	j.MinLength, j.MaxLength = l.MinLength, l.MaxLength
	j.MinItems, j.MaxItems = l.MinItems, l.MaxItems
	j.MinProperties, j.MaxProperties = l.MinProperties, l.MaxProperties
	j.Pattern, j.UniqueItems = l.Pattern, l.UniqueItems
}

func (v *converter) object(j *jsonSchema, s *ir.Schema) {
	j.Type = types{"object"}
	for _, p := range s.Properties {
		if v.hidden(p.Schema) {
			continue
		}
		j.Properties = append(j.Properties, member{p.Name, v.convert(p.Schema)})
		if p.Required {
			j.Required = append(j.Required, p.Name)
		}
	}
	switch {
	case s.Additional != nil:
		j.AdditionalProperties = v.convert(s.Additional)
	case s.Closed && !v.answers:
		j.AdditionalProperties = false
	}
}

// hidden reports whether a property does not travel in this direction.
func (v *converter) hidden(s *ir.Schema) bool {
	return v.answers && s.WriteOnly || !v.answers && s.ReadOnly
}

func (v *converter) union(j *jsonSchema, s *ir.Schema) {
	j.Tag = s.Tag
	for _, variant := range s.Variants {
		alternative := v.convert(variant.Schema)
		alternative.Tags = variant.Tags
		j.AnyOf = append(j.AnyOf, alternative)
	}
}

// values closes the list of values in a request, and only tells it in an answer.
func (v *converter) values(j *jsonSchema, s *ir.Schema) {
	if v.answers {
		j.KnownValues = s.Enum
		return
	}
	j.Enum = s.Enum
	if s.Nullable && len(s.Enum) > 0 && !slices.ContainsFunc(s.Enum, isNull) {
		j.Enum = append(slices.Clone(s.Enum), json.RawMessage("null"))
	}
}

func isNull(value json.RawMessage) bool { return string(bytes.TrimSpace(value)) == "null" }

// orNull lets j be null where the schema or the API says so. A reference needs
// nothing if all answers may be null: then its target may be.
func (v *converter) orNull(j *jsonSchema, s *ir.Schema) *jsonSchema {
	everywhere := v.answers && v.nullable
	if !s.Nullable && !everywhere {
		return j
	}
	switch {
	case len(j.Type) > 0:
		j.Type = append(j.Type, "null")
	case j.Ref != "" && !everywhere:
		ref := &jsonSchema{Ref: j.Ref}
		j.Ref = ""
		j.AnyOf = []*jsonSchema{ref, {Type: types{"null"}}}
	case j.AnyOf != nil:
		j.AnyOf = append(j.AnyOf, &jsonSchema{Type: types{"null"}})
	}
	return j
}
