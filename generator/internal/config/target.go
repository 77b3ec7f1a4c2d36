package config

import "github.com/connectorgen/connectorgen/generator/internal/strict"

// Targets are the formats of marketplaces that output.targets can name.
func Targets() []string {
	return []string{"airbyte", "mcp", "n8n", "openapi", "patchworks", "postman", "powerplatform", "zapier"}
}

// target takes the name of a target.
func target(to *Text) strict.Read {
	return func(r *strict.Reader, v strict.Value) {
		to.Pos = v.Pos
		strict.OneOf(&to.Value, Targets()...)(r, v)
	}
}
