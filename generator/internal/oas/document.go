// Package oas reads OpenAPI documents and the overlays that correct them.
//
// It gives a [Document]: the document as it is written, references checked,
// what is commonly broken repaired and said, everything in document order and
// with its place. It does not say what the document means; that is package
// lower. It is the only package that knows kin-openapi.
package oas

import (
	"encoding/json"

	"github.com/connectorgen/connectorgen/generator/internal/source"
)

// A Document is an OpenAPI document.
type Document struct {
	File            string
	OpenAPI         string // version, such as "3.0.0"
	Title           string
	Version         string
	Description     string           `json:",omitempty"`
	ContactEmail    string           `json:",omitempty"`
	Servers         []Server         `json:",omitempty"`
	Tags            []Tag            `json:",omitempty"`
	Security        []Requirement    // alternatives; nil: not stated
	SecuritySchemes []SecurityScheme `json:",omitempty"`
	Operations      []Operation
	Webhooks        []Event   `json:",omitempty"` // what the API calls by itself
	Schemas         []*Schema // named schemas; Name is set and unique
	Pos             source.Pos
}

// A Server is a base URL. URL keeps its {variables}.
type Server struct {
	URL         string
	Description string     `json:",omitempty"`
	Variables   []Variable `json:",omitempty"`
	Pos         source.Pos
}

// A Variable is a part of a server's URL.
type Variable struct {
	Name, Default string
	Enum          []string `json:",omitempty"`
	Description   string   `json:",omitempty"`
	Pos           source.Pos
}

// A Tag groups operations.
type Tag struct {
	Name        string
	Description string `json:",omitempty"`
}

// A Requirement names the security schemes that together let a call through.
// An empty one lets anybody through.
type Requirement []RequiredScheme

// A RequiredScheme is one scheme of a Requirement.
type RequiredScheme struct {
	Name   string
	Scopes []string `json:",omitempty"`
}

// A SecurityScheme is an entry of components.securitySchemes.
type SecurityScheme struct {
	Name             string // its key
	Type             string // apiKey, http, oauth2, openIdConnect or mutualTLS
	Description      string `json:",omitempty"`
	ParamName        string `json:",omitempty"` // apiKey
	In               string `json:",omitempty"` // apiKey
	Scheme           string `json:",omitempty"` // http
	BearerFormat     string `json:",omitempty"` // http
	OpenIDConnectURL string `json:",omitempty"`
	Flows            []Flow `json:",omitempty"` // oauth2
	Pos              source.Pos
}

// A Flow is an OAuth 2 flow.
type Flow struct {
	Grant            string   // clientCredentials, authorizationCode, password or implicit
	AuthorizationURL string   `json:",omitempty"`
	TokenURL         string   `json:",omitempty"`
	RefreshURL       string   `json:",omitempty"`
	Scopes           []string `json:",omitempty"` // sorted
}

// An Operation is one method of one path.
type Operation struct {
	ID          string         // as written; "" if the document gives none
	Method      string         // upper case
	Path        string         // every parameter as {name}
	Tags        []string       `json:",omitempty"`
	Summary     string         `json:",omitempty"`
	Description string         `json:",omitempty"`
	Deprecated  bool           `json:",omitempty"`
	Parameters  []Parameter    `json:",omitempty"`
	Body        *Body          `json:",omitempty"`
	Responses   []Response     `json:",omitempty"`
	Security    *[]Requirement `json:",omitempty"` // nil: the document's
	Servers     []Server       `json:",omitempty"`
	Callbacks   []Event        `json:",omitempty"` // what the API calls after this
	Pos         source.Pos     // the method's key
	PathPos     source.Pos     // the path's key
}

// An Event is a request that the API sends: a webhook or a callback.
type Event struct {
	Name        string      // its key
	URL         string      `json:",omitempty"` // of a callback: the expression that says where it is sent to
	Method      string      // upper case
	Summary     string      `json:",omitempty"`
	Description string      `json:",omitempty"`
	Deprecated  bool        `json:",omitempty"`
	Parameters  []Parameter `json:",omitempty"`
	Body        *Body       `json:",omitempty"`
	Pos         source.Pos
}

// A Link says that what an answer holds is input of another operation.
type Link struct {
	Name         string
	OperationID  string          `json:",omitempty"`
	OperationRef string          `json:",omitempty"`
	Parameters   []LinkParameter `json:",omitempty"`
	Description  string          `json:",omitempty"`
	Pos          source.Pos
}

// A LinkParameter is a value for a parameter: a runtime expression or a constant.
type LinkParameter struct{ Name, Value string }

// A Parameter is a path, query, header or cookie parameter.
type Parameter struct {
	Name          string
	In            string
	Description   string    `json:",omitempty"`
	Required      bool      `json:",omitempty"`
	Deprecated    bool      `json:",omitempty"`
	Style         string    // never empty: the default of In where none is given
	Explode       bool      // the default of Style where none is given
	AllowReserved bool      `json:",omitempty"`
	AllowEmpty    bool      `json:",omitempty"` // allowEmptyValue
	Schema        *Schema   `json:",omitempty"`
	Contents      []Content `json:",omitempty"` // in place of Schema
	Pos           source.Pos
}

// A Body is a request body.
type Body struct {
	Description string `json:",omitempty"`
	Required    bool   `json:",omitempty"`
	Contents    []Content
	Pos         source.Pos
}

// A Content is one media type.
type Content struct {
	MediaType string
	Schema    *Schema `json:",omitempty"`
	Item      *Schema `json:",omitempty"` // of one item of a sequence
	Parts     []Part  `json:",omitempty"` // encoding
	Pos       source.Pos
}

// A Part says how one property of a form is sent.
type Part struct {
	Name          string // of the property
	MediaType     string `json:",omitempty"` // contentType
	Style         string `json:",omitempty"` // "" unless style, explode or allowReserved is given
	Explode       bool   `json:",omitempty"` // the default of Style where none is given
	AllowReserved bool   `json:",omitempty"`
}

// A Response is a declared answer.
type Response struct {
	Status      string      // "200", "2XX" or "default"
	Description string      `json:",omitempty"`
	Contents    []Content   `json:",omitempty"`
	Headers     []Parameter `json:",omitempty"`
	Links       []Link      `json:",omitempty"`
	Pos         source.Pos
}

// A Schema is a schema as written. With Ref set, only Name, Description,
// Nullable and Deprecated of the others may be set: what stands beside the reference.
type Schema struct {
	Name        string            `json:",omitempty"` // of a named schema
	Ref         string            `json:",omitempty"` // name of the schema referred to
	Types       []string          `json:",omitempty"` // without "null"
	Nullable    bool              `json:",omitempty"` // nullable: true, or "null" among the types
	Format      string            `json:",omitempty"`
	Title       string            `json:",omitempty"`
	Description string            `json:",omitempty"`
	Deprecated  bool              `json:",omitempty"`
	ReadOnly    bool              `json:",omitempty"`
	WriteOnly   bool              `json:",omitempty"`
	Enum        []json.RawMessage `json:",omitempty"`
	Const       json.RawMessage   `json:",omitempty"`
	Example     json.RawMessage   `json:",omitempty"`
	Default     json.RawMessage   `json:",omitempty"`
	AllOf       []*Schema         `json:",omitempty"`
	OneOf       []*Schema         `json:",omitempty"`
	AnyOf       []*Schema         `json:",omitempty"`
	Not         *Schema           `json:",omitempty"`
	Items       *Schema           `json:",omitempty"`
	PrefixItems []*Schema         `json:",omitempty"`
	Cases       []*Schema         `json:",omitempty"` // then, else and dependentSchemas: what holds in some cases
	Properties  []Property        `json:",omitempty"`
	Required    []string          `json:",omitempty"`
	Additional  *Schema           `json:",omitempty"` // schema of additionalProperties, patternProperties and unevaluatedProperties; of several, anyOf
	Closed      bool              `json:",omitempty"` // additionalProperties: false
	Open        bool              `json:",omitempty"` // additionalProperties: true
	Tag         string            `json:",omitempty"` // discriminator.propertyName
	Mapping     []Mapping         `json:",omitempty"` // discriminator.mapping
	Always      *bool             `json:",omitempty"` // a boolean schema
	ContentType string            `json:",omitempty"` // contentMediaType
	Encoding    string            `json:",omitempty"` // contentEncoding

	Minimum, Maximum                   json.Number `json:",omitempty"`
	ExclusiveMinimum, ExclusiveMaximum json.Number `json:",omitempty"`
	MultipleOf                         json.Number `json:",omitempty"`
	MinLength, MaxLength               *uint64     `json:",omitempty"`
	MinItems, MaxItems                 *uint64     `json:",omitempty"`
	MinProperties, MaxProperties       *uint64     `json:",omitempty"`
	Pattern                            string      `json:",omitempty"`
	UniqueItems                        bool        `json:",omitempty"`

	Pos source.Pos
}

// A Property is one entry of properties.
type Property struct {
	Name   string
	Schema *Schema
}

// A Mapping is one entry of a discriminator's mapping.
type Mapping struct {
	Value string
	Ref   string // name of the schema
}
