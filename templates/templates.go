// Package templates holds what is copied or filled in: the client runtime, the
// JSON Schemas of the manifest and of the inputs, and the document templates.
// It knows nothing of who uses them.
package templates

import (
	"embed"
	"io/fs"
)

//go:embed schemas/*.json *.tmpl *.css *.js
var documents embed.FS

//go:embed client/*.go
var client embed.FS

//go:embed zapier/*.js
var zapier embed.FS

//go:embed mcp/*.go mcp/go.sum mcp/requirements.mod
var mcp embed.FS

//go:embed n8n/*
var n8n embed.FS

// ManifestSchema returns the JSON Schema that every connector.json satisfies.
func ManifestSchema() []byte { return read("schemas/connector.schema.json") }

// Listing returns the text/template of LISTING.md. Its values come in escaped.
func Listing() string { return string(read("listing.md.tmpl")) }

// Trace returns the text/template of the table from outputs to input lines. Its
// values come in escaped.
func Trace() string { return string(read("trace.md.tmpl")) }

// Patchworks returns the text/template of the checklist for Patchworks. Its values
// come in escaped.
func Patchworks() string { return string(read("patchworks.md.tmpl")) }

// ConnectorPage returns the html/template of a connector's page.
func ConnectorPage() string { return string(read("connector.html.tmpl")) }

// CatalogPage returns the html/template of the list of connectors.
func CatalogPage() string { return string(read("catalog.html.tmpl")) }

// CatalogScript returns the script that searches the list.
func CatalogScript() string { return string(read("catalog.js")) }

// PageStyle returns the style sheet of all pages, which stands in each.
func PageStyle() string { return string(read("page.css")) }

// Schemas returns the JSON Schemas, by file name.
func Schemas() fs.FS { return sub(documents, "schemas") }

// ClientFiles returns the Go sources of the client runtime, its tests among
// them, by file name.
func ClientFiles() fs.FS { return sub(client, "client") }

// MCPFiles returns the Go sources of the part of an MCP server that knows nothing of
// the connector, its tests among them, and what its module requires, by file name.
func MCPFiles() fs.FS { return sub(mcp, "mcp") }

// ZapierFiles returns the JavaScript that a Zapier app is run by, by file name.
func ZapierFiles() fs.FS { return sub(zapier, "zapier") }

// N8nFiles returns what the code of an n8n node is made of, by file name. Templates
// (text/template, .tmpl) have the function json, by which all their text goes.
func N8nFiles() fs.FS { return sub(n8n, "n8n") }

// read returns an embedded file. That it is there is known when this is compiled
// and tested, so its absence is a bug.
func read(name string) []byte {
	content, err := documents.ReadFile(name)
	if err != nil {
		panic(err)
	}
	return content
}

func sub(files embed.FS, dir string) fs.FS {
	under, err := fs.Sub(files, dir)
	if err != nil {
		panic(err)
	}
	return under
}
