package ir

import (
	"encoding/json"

	"github.com/connectorgen/connectorgen/generator/internal/source"
)

// Kind is the shape of a Schema.
type Kind string

// The kinds of schema.
const (
	Any     Kind = "any" // free-form JSON
	Boolean Kind = "boolean"
	Integer Kind = "integer"
	Number  Kind = "number"
	String  Kind = "string"
	Binary  Kind = "binary" // raw bytes outside JSON
	Array   Kind = "array"  // Items is set
	Object  Kind = "object" // Properties, Additional
	Union   Kind = "union"  // Variants, Tag
	Ref     Kind = "ref"    // Ref names a schema of the connector
)

// A Schema is a type of the API: merged, resolved, and as the wire has it.
type Schema struct {
	Name        string            `json:",omitempty"` // set for the connector's named schemas alone
	Kind        Kind              //
	Ref         string            `json:",omitempty"` // Kind Ref: a Schema.Name
	Format      string            `json:",omitempty"`
	Title       string            `json:",omitempty"`
	Description string            `json:",omitempty"`
	Nullable    bool              `json:",omitempty"` // as declared; answers tolerate null anywhere
	Deprecated  bool              `json:",omitempty"`
	ReadOnly    bool              `json:",omitempty"`
	WriteOnly   bool              `json:",omitempty"`
	Enum        []json.RawMessage `json:",omitempty"` // known values, of any JSON type; one value is a constant
	Items       *Schema           `json:",omitempty"`
	Properties  []Property        `json:",omitempty"` // in document order
	Additional  *Schema           `json:",omitempty"` // type of undeclared properties; nil: not stated
	Closed      bool              `json:",omitempty"` // additionalProperties: false
	Variants    []Variant         `json:",omitempty"`
	Tag         string            `json:",omitempty"` // Union: property whose value tells the variants apart
	Limits      Limits            `json:",omitzero"`
	Example     json.RawMessage   `json:",omitempty"` // as the document has it; may not validate
	Default     json.RawMessage   `json:",omitempty"` // what the API takes an absent value for; never sent
	Pos         source.Pos        //
}

// A Property is one member of an object.
type Property struct {
	Name     string
	Required bool `json:",omitempty"`
	Schema   *Schema
}

// A Variant is one alternative of a union.
type Variant struct {
	Schema *Schema           // usually a Ref
	Tags   []json.RawMessage `json:",omitempty"` // scalar values of the union's Tag that choose it
}

// TagTexts are the tags as text: what a mapping has for keys.
func (v *Variant) TagTexts() []string {
	texts := make([]string, len(v.Tags))
	for i, tag := range v.Tags {
		if json.Unmarshal(tag, &texts[i]) != nil {
			texts[i] = string(tag)
		}
	}
	return texts
}

// Limits are the validation keywords. Numbers keep the text of the document.
type Limits struct {
	Minimum          json.Number `json:",omitempty"`
	Maximum          json.Number `json:",omitempty"`
	ExclusiveMinimum json.Number `json:",omitempty"`
	ExclusiveMaximum json.Number `json:",omitempty"`
	MultipleOf       json.Number `json:",omitempty"`
	MinLength        *uint64     `json:",omitempty"`
	MaxLength        *uint64     `json:",omitempty"`
	MinItems         *uint64     `json:",omitempty"`
	MaxItems         *uint64     `json:",omitempty"`
	MinProperties    *uint64     `json:",omitempty"`
	MaxProperties    *uint64     `json:",omitempty"`
	Pattern          string      `json:",omitempty"`
	UniqueItems      bool        `json:",omitempty"`
}

// Property returns the property called name, or nil.
func (s *Schema) Property(name string) *Property {
	for i := range s.Properties {
		if s.Properties[i].Name == name {
			return &s.Properties[i]
		}
	}
	return nil
}
