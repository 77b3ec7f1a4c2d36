package powerplatform

import (
	"encoding/json"

	"github.com/connectorgen/connectorgen/generator/internal/emit/target"
)

// A definition is apiDefinition.swagger.json, a Swagger 2.0 document with Microsoft's
// extensions. The order of the fields is the order of its keys.
type definition struct {
	Swagger             string                                  `json:"swagger"`
	Info                info                                    `json:"info"`
	Host                string                                  `json:"host"`
	BasePath            string                                  `json:"basePath"`
	Schemes             []string                                `json:"schemes"`
	Consumes            []string                                `json:"consumes"`
	Produces            []string                                `json:"produces"`
	Paths               target.Object[target.Object[operation]] `json:"paths"`
	Definitions         target.Object[*schema]                  `json:"definitions,omitempty"`
	SecurityDefinitions target.Object[securityDefinition]       `json:"securityDefinitions,omitempty"`
	Security            []map[string][]string                   `json:"security,omitempty"`
	Tags                []tag                                   `json:"tags,omitempty"`
	Capabilities        *capabilities                           `json:"x-ms-capabilities,omitempty"`
	Metadata            []metadata                              `json:"x-ms-connector-metadata,omitempty"`
}

type info struct {
	Title       string   `json:"title"`
	Description string   `json:"description,omitempty"`
	Version     string   `json:"version"`
	Contact     *contact `json:"contact,omitempty"`
}

type contact struct {
	Name  string `json:"name"`
	URL   string `json:"url,omitempty"`
	Email string `json:"email,omitempty"`
}

type tag struct {
	Name        string `json:"name"`
	Description string `json:"description,omitempty"`
}

type metadata struct {
	Name  string `json:"propertyName"`
	Value string `json:"propertyValue"`
}

type capabilities struct {
	TestConnection testConnection `json:"testConnection"`
}

type testConnection struct {
	OperationID string                         `json:"operationId"`
	Parameters  target.Object[json.RawMessage] `json:"parameters,omitempty"`
}

type securityDefinition struct {
	Type     string             `json:"type"`
	Name     string             `json:"name,omitempty"`
	In       string             `json:"in,omitempty"`
	Flow     string             `json:"flow,omitempty"`
	TokenURL string             `json:"tokenUrl,omitempty"`
	Scopes   *map[string]string `json:"scopes,omitempty"`
}

type operation struct {
	Tags        []string                `json:"tags,omitempty"`
	Summary     string                  `json:"summary"`
	Description string                  `json:"description"`
	OperationID string                  `json:"operationId"`
	Consumes    []string                `json:"consumes,omitempty"`
	Produces    []string                `json:"produces,omitempty"`
	Parameters  []parameter             `json:"parameters,omitempty"`
	Responses   target.Object[response] `json:"responses"`
	Deprecated  bool                    `json:"deprecated,omitempty"`
	Pageable    *pageable               `json:"x-ms-pageable,omitempty"`
	Visibility  string                  `json:"x-ms-visibility,omitempty"`
}

type pageable struct {
	NextLinkName string `json:"nextLinkName"`
}

// A parameter is a value outside the body, or the body. Its schema's keywords stand
// beside its own, but for those of the body.
type parameter struct {
	Name        string `json:"name"`
	In          string `json:"in"`
	Required    bool   `json:"required,omitempty"`
	Description string `json:"description,omitempty"`
	Summary     string `json:"x-ms-summary,omitempty"`
	Visibility  string `json:"x-ms-visibility,omitempty"`
	URLEncoding string `json:"x-ms-url-encoding,omitempty"`
	primitive
	Schema *schema `json:"schema,omitempty"` // of the body
}

// A primitive is a value that is not an object.
type primitive struct {
	Type             string      `json:"type,omitempty"`
	Format           string      `json:"format,omitempty"`
	Items            *primitive  `json:"items,omitempty"`
	CollectionFormat string      `json:"collectionFormat,omitempty"`
	Enum             []any       `json:"enum,omitempty"`
	Minimum          json.Number `json:"minimum,omitempty"`
	Maximum          json.Number `json:"maximum,omitempty"`
	ExclusiveMinimum bool        `json:"exclusiveMinimum,omitempty"`
	ExclusiveMaximum bool        `json:"exclusiveMaximum,omitempty"`
	MinLength        *uint64     `json:"minLength,omitempty"`
	MaxLength        *uint64     `json:"maxLength,omitempty"`
	MinItems         *uint64     `json:"minItems,omitempty"`
	MaxItems         *uint64     `json:"maxItems,omitempty"`
	Pattern          string      `json:"pattern,omitempty"`
}

type response struct {
	Description string                `json:"description"`
	Schema      *schema               `json:"schema,omitempty"`
	Headers     target.Object[header] `json:"headers,omitempty"`
}

type header struct {
	Description string `json:"description,omitempty"`
	primitive
}

// A schema is a schema in the dialect of Swagger 2.0. The zero schema allows anything.
type schema struct {
	Ref                  string                 `json:"$ref,omitempty"`
	Title                string                 `json:"title,omitempty"`
	Description          string                 `json:"description,omitempty"`
	Summary              string                 `json:"x-ms-summary,omitempty"`
	Type                 string                 `json:"type,omitempty"`
	Format               string                 `json:"format,omitempty"`
	Nullable             bool                   `json:"x-nullable,omitempty"`
	Enum                 []any                  `json:"enum,omitempty"`
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
	Example              json.RawMessage        `json:"example,omitempty"`
}
