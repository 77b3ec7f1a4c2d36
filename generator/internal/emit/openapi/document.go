package openapi

import (
	"encoding/json"

	"github.com/connectorgen/connectorgen/generator/internal/emit/target"
)

// A document is an OpenAPI 3.0.3 document. The order of the fields is the order of its keys.
type document struct {
	OpenAPI      string                  `json:"openapi"`
	Info         info                    `json:"info"`
	ExternalDocs *externalDocs           `json:"externalDocs,omitempty"`
	Servers      []server                `json:"servers"`
	Tags         []tag                   `json:"tags,omitempty"`
	Security     []requirement           `json:"security,omitempty"`
	Paths        target.Object[pathItem] `json:"paths"`
	Components   components              `json:"components"`
	Connector    connector               `json:"x-connector"`
}

type info struct {
	Title       string   `json:"title"`
	Description string   `json:"description,omitempty"`
	Contact     *contact `json:"contact,omitempty"`
	Version     string   `json:"version"`
}

type contact struct {
	Name  string `json:"name"`
	URL   string `json:"url,omitempty"`
	Email string `json:"email,omitempty"`
}

type externalDocs struct {
	URL string `json:"url"`
}

type server struct {
	URL         string                  `json:"url"`
	Description string                  `json:"description,omitempty"`
	Variables   target.Object[variable] `json:"variables,omitempty"`
	Environment string                  `json:"x-environment,omitempty"`
}

type variable struct {
	Default     string   `json:"default"`
	Enum        []string `json:"enum,omitempty"`
	Description string   `json:"description,omitempty"`
	Label       string   `json:"x-label,omitempty"`
}

type tag struct {
	Name        string `json:"name"`
	Description string `json:"description,omitempty"`
}

// A requirement names schemes that are needed together.
type requirement = target.Object[[]string]

// A pathItem is the operations of a path by their method, and the parameters of all of them.
type pathItem = target.Object[any]

type components struct {
	Schemas         target.Object[*schema]        `json:"schemas,omitempty"`
	Parameters      target.Object[parameter]      `json:"parameters,omitempty"`
	SecuritySchemes target.Object[securityScheme] `json:"securitySchemes,omitempty"`
}

type reference struct {
	Ref string `json:"$ref"`
}

type operation struct {
	Tags        []string                `json:"tags,omitempty"`
	Summary     string                  `json:"summary,omitempty"`
	Description string                  `json:"description,omitempty"`
	OperationID string                  `json:"operationId"`
	Parameters  []parameter             `json:"parameters,omitempty"`
	RequestBody *requestBody            `json:"requestBody,omitempty"`
	Responses   target.Object[response] `json:"responses"`
	Deprecated  bool                    `json:"deprecated,omitempty"`
	Security    []requirement           `json:"security,omitempty"`
	Servers     []server                `json:"servers,omitempty"`
	Action      actionInfo              `json:"x-action"`
	Paging      *paging                 `json:"x-paging,omitempty"`
}

type parameter struct {
	Name          string                   `json:"name"`
	In            string                   `json:"in"`
	Description   string                   `json:"description,omitempty"`
	Required      bool                     `json:"required,omitempty"`
	Deprecated    bool                     `json:"deprecated,omitempty"`
	Style         string                   `json:"style,omitempty"`
	Explode       *bool                    `json:"explode,omitempty"`
	AllowReserved bool                     `json:"allowReserved,omitempty"`
	Schema        *schema                  `json:"schema,omitempty"`
	Content       target.Object[mediaType] `json:"content,omitempty"`
	OpenEnded     bool                     `json:"x-open-ended,omitempty"`
}

type requestBody struct {
	Description string                   `json:"description,omitempty"`
	Content     target.Object[mediaType] `json:"content"`
	Required    bool                     `json:"required,omitempty"`
}

type mediaType struct {
	Schema   *schema                 `json:"schema,omitempty"`
	Encoding target.Object[encoding] `json:"encoding,omitempty"`
}

type encoding struct {
	ContentType   string `json:"contentType,omitempty"`
	Style         string `json:"style,omitempty"`
	Explode       *bool  `json:"explode,omitempty"`
	AllowReserved bool   `json:"allowReserved,omitempty"`
}

type response struct {
	Description string                   `json:"description"`
	Headers     target.Object[header]    `json:"headers,omitempty"`
	Content     target.Object[mediaType] `json:"content,omitempty"`
}

type header struct {
	Description string                   `json:"description,omitempty"`
	Required    bool                     `json:"required,omitempty"`
	Deprecated  bool                     `json:"deprecated,omitempty"`
	Explode     *bool                    `json:"explode,omitempty"`
	Schema      *schema                  `json:"schema,omitempty"`
	Content     target.Object[mediaType] `json:"content,omitempty"`
}

// A schema is a schema in the dialect of OpenAPI 3.0. The zero schema allows anything.
type schema struct {
	Ref                  string                 `json:"$ref,omitempty"`
	Title                string                 `json:"title,omitempty"`
	Description          string                 `json:"description,omitempty"`
	Type                 string                 `json:"type,omitempty"`
	Format               string                 `json:"format,omitempty"`
	Nullable             bool                   `json:"nullable,omitempty"`
	Enum                 []any                  `json:"enum,omitempty"`
	Default              any                    `json:"default,omitempty"`
	AllOf                []*schema              `json:"allOf,omitempty"`
	OneOf                []*schema              `json:"oneOf,omitempty"`
	AnyOf                []*schema              `json:"anyOf,omitempty"`
	Discriminator        *discriminator         `json:"discriminator,omitempty"`
	Items                *schema                `json:"items,omitempty"`
	Properties           target.Object[*schema] `json:"properties,omitempty"`
	Required             []string               `json:"required,omitempty"`
	AdditionalProperties any                    `json:"additionalProperties,omitempty"` // bool or *schema
	Minimum              json.Number            `json:"minimum,omitempty"`
	Maximum              json.Number            `json:"maximum,omitempty"`
	ExclusiveMinimum     bool                   `json:"exclusiveMinimum,omitempty"`
	ExclusiveMaximum     bool                   `json:"exclusiveMaximum,omitempty"`
	MultipleOf           json.Number            `json:"multipleOf,omitempty"`
	MinLength            *uint64                `json:"minLength,omitempty"`
	MaxLength            *uint64                `json:"maxLength,omitempty"`
	MinItems             *uint64                `json:"minItems,omitempty"`
	MaxItems             *uint64                `json:"maxItems,omitempty"`
	MinProperties        *uint64                `json:"minProperties,omitempty"`
	MaxProperties        *uint64                `json:"maxProperties,omitempty"`
	Pattern              string                 `json:"pattern,omitempty"`
	UniqueItems          bool                   `json:"uniqueItems,omitempty"`
	ReadOnly             bool                   `json:"readOnly,omitempty"`
	WriteOnly            bool                   `json:"writeOnly,omitempty"`
	Deprecated           bool                   `json:"deprecated,omitempty"`
	Example              json.RawMessage        `json:"example,omitempty"`
}

type discriminator struct {
	PropertyName string                `json:"propertyName"`
	Mapping      target.Object[string] `json:"mapping,omitempty"`
}
