package oas

// A kind is what a value in an OpenAPI document has to be.
type kind int

const (
	anything kind = iota + 1
	text
	flag
	number
	count    // a whole number that is not negative
	texts    // a sequence of text
	scopes   // a sequence of text that may not be left out
	values   // a sequence of anything
	object   // of the shape
	list     // a sequence of objects of the shape
	named    // a mapping from names to objects of the shape
	flagOr   // true, false or an object of the shape
	numberOr // a number, true or false
	types    // text or a sequence of text
)

// A want says what the value of a key has to be.
type want struct {
	kind  kind
	shape string // of object, list, named and flagOr: a key of shapes
}

// shapes are the objects of an OpenAPI document, as far as they are read. A key
// that is not listed is left alone; * stands for every other key.
var shapes = map[string]map[string]want{
	"document": {
		"openapi": {kind: text}, "info": {object, "info"}, "servers": {list, "server"}, "paths": {named, "path"},
		"webhooks": {named, "path"}, "components": {object, "components"}, "security": {list, "requirement"}, "tags": {list, "tag"},
		"externalDocs": {object, "externalDocs"},
	},
	"info": {
		"title": {kind: text}, "version": {kind: text}, "description": {kind: text}, "summary": {kind: text}, "termsOfService": {kind: text},
		"contact": {object, "contact"}, "license": {object, "contact"},
	},
	"contact":      {"name": {kind: text}, "url": {kind: text}, "email": {kind: text}, "identifier": {kind: text}},
	"externalDocs": {"url": {kind: text}, "description": {kind: text}},
	"tag":          {"name": {kind: text}, "description": {kind: text}, "externalDocs": {object, "externalDocs"}},
	"server":       {"url": {kind: text}, "description": {kind: text}, "variables": {named, "variable"}},
	"variable":     {"default": {kind: text}, "enum": {kind: texts}, "description": {kind: text}},
	"components": {
		"schemas": {named, "schema"}, "parameters": {named, "parameter"}, "headers": {named, "parameter"}, "requestBodies": {named, "body"},
		"responses": {named, "response"}, "securitySchemes": {named, "security"}, "examples": {named, "example"},
		"links": {named, "link"}, "callbacks": {named, "callback"},
	},
	"path": {
		"summary": {kind: text}, "description": {kind: text}, "servers": {list, "server"}, "parameters": {list, "parameter"},
		"get": {object, "operation"}, "put": {object, "operation"}, "post": {object, "operation"}, "delete": {object, "operation"},
		"options": {object, "operation"}, "head": {object, "operation"}, "patch": {object, "operation"}, "trace": {object, "operation"},
	},
	"operation": {
		"operationId": {kind: text}, "summary": {kind: text}, "description": {kind: text}, "tags": {kind: texts}, "deprecated": {kind: flag},
		"parameters": {list, "parameter"}, "requestBody": {object, "body"}, "responses": {named, "response"}, "security": {list, "requirement"},
		"servers": {list, "server"}, "callbacks": {named, "callback"}, "externalDocs": {object, "externalDocs"},
	},
	"callback": {"*": {object, "path"}},
	"parameter": {
		"name": {kind: text}, "in": {kind: text}, "description": {kind: text}, "required": {kind: flag}, "deprecated": {kind: flag},
		"allowEmptyValue": {kind: flag}, "style": {kind: text}, "explode": {kind: flag}, "allowReserved": {kind: flag},
		"schema": {flagOr, "schema"}, "content": {named, "media"}, "examples": {named, "example"},
	},
	"body":     {"description": {kind: text}, "required": {kind: flag}, "content": {named, "media"}},
	"response": {"description": {kind: text}, "content": {named, "media"}, "headers": {named, "parameter"}, "links": {named, "link"}},
	"media":    {"schema": {flagOr, "schema"}, "itemSchema": {flagOr, "schema"}, "encoding": {named, "encoding"}, "examples": {named, "example"}},
	"encoding": {"contentType": {kind: text}, "style": {kind: text}, "explode": {kind: flag}, "allowReserved": {kind: flag}, "headers": {named, "parameter"}},
	"example":  {"summary": {kind: text}, "description": {kind: text}, "externalValue": {kind: text}},
	"security": {
		"type": {kind: text}, "description": {kind: text}, "name": {kind: text}, "in": {kind: text}, "scheme": {kind: text},
		"bearerFormat": {kind: text}, "openIdConnectUrl": {kind: text}, "flows": {object, "flows"},
	},
	"flows": {"clientCredentials": {object, "flow"}, "authorizationCode": {object, "flow"}, "password": {object, "flow"}, "implicit": {object, "flow"}},
	"flow":  {"authorizationUrl": {kind: text}, "tokenUrl": {kind: text}, "refreshUrl": {kind: text}, "scopes": {object, "texts"}},
	"schema": {
		"type": {kind: types}, "format": {kind: text}, "title": {kind: text}, "description": {kind: text}, "pattern": {kind: text},
		"nullable": {kind: flag}, "readOnly": {kind: flag}, "writeOnly": {kind: flag}, "deprecated": {kind: flag}, "uniqueItems": {kind: flag},
		"minimum": {kind: number}, "maximum": {kind: number}, "multipleOf": {kind: number},
		"exclusiveMinimum": {kind: numberOr}, "exclusiveMaximum": {kind: numberOr},
		"minLength": {kind: count}, "maxLength": {kind: count}, "minItems": {kind: count}, "maxItems": {kind: count},
		"minProperties": {kind: count}, "maxProperties": {kind: count}, "minContains": {kind: count}, "maxContains": {kind: count},
		"required": {kind: texts}, "enum": {kind: values}, "examples": {kind: values},
		"allOf": {list, "schema"}, "oneOf": {list, "schema"}, "anyOf": {list, "schema"}, "prefixItems": {list, "schema"},
		"not": {flagOr, "schema"}, "items": {flagOr, "schema"}, "contains": {flagOr, "schema"}, "propertyNames": {flagOr, "schema"},
		"if": {flagOr, "schema"}, "then": {flagOr, "schema"}, "else": {flagOr, "schema"}, "contentSchema": {flagOr, "schema"},
		"additionalProperties": {flagOr, "schema"}, "unevaluatedProperties": {flagOr, "schema"}, "unevaluatedItems": {flagOr, "schema"},
		"properties": {named, "schema"}, "patternProperties": {named, "schema"}, "dependentSchemas": {named, "schema"}, "$defs": {named, "schema"},
		"dependentRequired": {kind: anything}, "$dynamicAnchor": {kind: text}, "discriminator": {object, "discriminator"}, "xml": {object, "xml"},
		"externalDocs": {object, "externalDocs"}, "contentMediaType": {kind: text}, "contentEncoding": {kind: text},
		"$comment": {kind: text}, "$schema": {kind: text}, "$id": {kind: text}, "$anchor": {kind: text},
	},
	"discriminator": {"propertyName": {kind: text}, "mapping": {object, "texts"}},
	"texts":         {"*": {kind: text}},
	"requirement":   {"*": {kind: scopes}},
	"link":          {"operationRef": {kind: text}, "operationId": {kind: text}, "description": {kind: text}, "parameters": {object, "anything"}, "server": {object, "server"}},
	"xml":           {"name": {kind: text}, "namespace": {kind: text}, "prefix": {kind: text}, "attribute": {kind: flag}, "wrapped": {kind: flag}},
}
