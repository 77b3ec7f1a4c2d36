package templates_test

import (
	"bytes"
	"io/fs"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"gopkg.in/yaml.v3"

	"github.com/connectorgen/connectorgen/templates"
)

const (
	goodAuth = `
methods:
  - key: oauth2
    type: oauth2ClientCredentials
    label: OAuth 2
    fields:
      - {key: id, label: ID, required: true}
      - {key: area, label: Area, type: enum, enum: [eu, us], default: eu}
    token:
      request: {url: "https://${area}.example.com/token", params: [{name: id, value: "${id}", omitEmpty: true}]}
      lifetime: 1d12h
    apply: [{in: header, name: Authorization, value: "Bearer ${access_token}"}]
`
	goodConnector = `
id: com.example/shop
name: Shop
version: 0.1.0
description: Shop keeps the orders of a shop.
vendor: {name: Shop}
openapi: ../openapi.yaml
output: {dir: ../../generated/shop}
conventions: {paging: {style: page, pageParam: page, limitParam: per, maxLimit: 100}}
test: {operation: list, input: {per: 1}}
`
	goodOverlay = `
overlay: 1.0.0
info: {title: Corrections, version: "1"}
extends: openapi.yaml
actions:
  - {target: $.info, description: Why, update: {title: Shop}}
  - {target: "$.paths['/old']", remove: true, x-optional: true}
`
)

// TestInputSchemas changes one thing of a file that is right.
func TestInputSchemas(t *testing.T) {
	const auth, connector, overlay = "auth.schema.json", "connector-file.schema.json", "overlay.schema.json"
	tests := []struct {
		schema, name, old, new string
		ok                     bool
	}{
		{auth, "right", "", "", true},
		{auth, "basic", "oauth2ClientCredentials", "basic", false},
		{auth, "bearer with a token", "oauth2ClientCredentials", "bearer", true},
		{auth, "unknown type", "oauth2ClientCredentials", "magic", false},
		{auth, "unknown key", "omitEmpty", "omit", false},
		{auth, "field without label", "label: ID, ", "", false},
		{auth, "taken key", "key: id,", "key: access_token,", false},
		{auth, "fixed and default", "default: eu", "default: eu, fixed: eu", false},
		{auth, "secret with a default", "default: eu", "default: eu, secret: true", false},
		{auth, "enum without values", "enum: [eu, us], ", "", false},
		{auth, "values without enum", "type: enum, ", "", false},
		{auth, "bare duration", "1d12h", "36", false},
		{auth, "bad duration", "1d12h", "a day", false},
		{auth, "no apply", "    apply:", "    description:", false},
		{connector, "right", "", "", true},
		{connector, "no name", "name: Shop\n", "", false},
		{connector, "no vendor name", "{name: Shop}", "{}", false},
		{connector, "unknown key", "openapi:", "spec: x\nopenapi:", false},
		{connector, "number as version", "version: 0.1.0", "version: 1", false},
		{connector, "short description", "Shop keeps the orders of a shop.", "Short.", false},
		{connector, "URL for a file", "../openapi.yaml", "https://example.com/openapi.yaml", false},
		{connector, "absolute path", "../openapi.yaml", "/openapi.yaml", false},
		{connector, "drive", "../openapi.yaml", "c:openapi.yaml", false},
		{connector, "page without parameter", "pageParam: page, ", "", false},
		{connector, "limit without parameter", "limitParam: per, ", "", false},
		{connector, "cursor", "style: page", "style: cursor", false},
		{connector, "test without operation", "operation: list, ", "", false},
		{overlay, "right", "", "", true},
		{overlay, "extension", "extends:", "x-note: 1\nextends:", true},
		{overlay, "version", "1.0.0", "2.0.0", false},
		{overlay, "no title", "title: Corrections, ", "", false},
		{overlay, "no effect", ", remove: true", "", false},
		{overlay, "remove and update", "remove: true", "remove: true, update: {}", false},
		{overlay, "remove nothing", "remove: true", "remove: false", false},
		{overlay, "unknown key", "description: Why", "why: Why", false},
		{overlay, "no path", "$.info", "info", false},
	}
	good := map[string]string{auth: goodAuth, connector: goodConnector, overlay: goodOverlay}
	schemas := map[string]*jsonschema.Schema{}
	for name := range good {
		schemas[name] = compile(t, name)
	}
	for _, tt := range tests {
		t.Run(tt.schema+"/"+tt.name, func(t *testing.T) {
			text := strings.Replace(good[tt.schema], tt.old, tt.new, 1)
			if tt.name != "right" && text == good[tt.schema] {
				t.Fatalf("%q is not in the file", tt.old)
			}
			var doc any
			if err := yaml.Unmarshal([]byte(text), &doc); err != nil {
				t.Fatal(err)
			}
			if err := schemas[tt.schema].Validate(doc); (err == nil) != tt.ok {
				t.Errorf("accepted: %t, want %t: %v", err == nil, tt.ok, err)
			}
		})
	}
}

// TestInputSchemasDescribe shows that an editor has something to say about every
// key.
func TestInputSchemasDescribe(t *testing.T) {
	for _, name := range []string{"auth.schema.json", "connector-file.schema.json", "overlay.schema.json"} {
		doc, ok := load(t, name).(map[string]any)
		if !ok {
			t.Fatalf("%s is no object", name)
		}
		described := map[string]bool{}
		if defs, ok := doc["$defs"].(map[string]any); ok {
			for def, d := range defs {
				described["#/$defs/"+def] = hasText(d)
				checkDescribed(t, name+" "+def, d, described)
			}
		}
		checkDescribed(t, name, doc, described)
	}
}

func checkDescribed(t *testing.T, where string, schema any, described map[string]bool) {
	t.Helper()
	object, _ := schema.(map[string]any)
	properties, _ := object["properties"].(map[string]any)
	for key, p := range properties {
		property, _ := p.(map[string]any)
		ref, isRef := property["$ref"].(string)
		if !hasText(p) && !isRef {
			t.Errorf("%s: the key %s has no description", where, key)
		}
		if known, seen := described[ref]; isRef && seen && !known && !hasText(p) {
			t.Errorf("%s: the key %s refers to %s, which has no description", where, key, ref)
		}
	}
}

func hasText(schema any) bool {
	object, _ := schema.(map[string]any)
	text, _ := object["description"].(string)
	return text != ""
}

func load(t *testing.T, name string) any {
	t.Helper()
	data, err := fs.ReadFile(templates.Schemas(), name)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func compile(t *testing.T, name string) *jsonschema.Schema {
	t.Helper()
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource("urn:test", load(t, name)); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile("urn:test")
	if err != nil {
		t.Fatal(err)
	}
	return schema
}
