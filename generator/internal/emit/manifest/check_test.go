package manifest_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/connectorgen/connectorgen/generator/internal/emit/manifest"
)

func TestCheckAccepts(t *testing.T) {
	got, _, err := emit(acme(), acmeInput())
	if err != nil {
		t.Fatal(err)
	}
	if err := manifest.Check(got.Content); err != nil {
		t.Error(err)
	}
}

// Every way to spoil a manifest is found, at its place.
func TestCheckRefuses(t *testing.T) {
	type object = map[string]any
	type list = []any
	part := func(m object, path ...any) object {
		found, ok := get(t, m, path...).(object)
		if !ok {
			t.Fatalf("no object at %v", path)
		}
		return found
	}
	action := func(m object, path ...any) object { return part(m, append([]any{"actions", 0}, path...)...) }
	method := func(m object) object { return part(m, "auth", 0) }
	field := func(m object, i int) object { return part(m, "auth", 0, "fields", i) }
	tests := map[string]struct {
		spoil func(object)
		want  string
	}{
		"unknown key":          {func(m object) { m["extra"] = 1 }, `/: does not have a property "extra"`},
		"unknown key in depth": {func(m object) { action(m, "request")["extra"] = 1 }, `/actions/0/request: does not have a property "extra"`},
		"no id":                {func(m object) { delete(m, "id") }, `/: lacks id`},
		"another version":      {func(m object) { m["manifestVersion"] = "v2" }, `/manifestVersion: value must be 'v1alpha1'`},
		"key of an action":     {func(m object) { action(m)["key"] = "list-crates" }, `/actions/0/key: "list-crates" does not match ^[a-zA-Z][a-zA-Z0-9_]*$`},
		"label":                {func(m object) { action(m)["label"] = "List <crates>" }, `/actions/0/label: "List <crates>" does not match ^[\p{L}\p{M}\p{N}() ]+$`},
		"long description":     {func(m object) { action(m)["description"] = strings.Repeat("x", 5001) }, `/actions/0/description: has 5001 characters, at most 5000 are allowed`},
		"no output schema":     {func(m object) { delete(action(m, "output"), "schema") }, `/actions/0/output: lacks schema`},
		"input is no schema":   {func(m object) { action(m, "input")["type"] = "thing" }, `/actions/0/input/type: "thing" is none of "array", "boolean", "integer", "null", "number", "object", "string"` + "\n\t/actions/0/input/type: is string, not array"},
		"schema is none":       {func(m object) { part(m, "schemas", "Crate")["required"] = "id" }, `/schemas/Crate/required: is string, not array`},
		"path without slash":   {func(m object) { action(m, "request")["path"] = "crates" }, `/actions/0/request/path: "crates" does not match ^/`},
		"two sorts of body": {
			func(m object) {
				r := action(m, "request")
				r["bodyKey"], r["body"] = "body", list{object{"name": "a", "inputKey": "a"}}
			}, `/actions/0/request: 'not' failed`,
		},
		"secret with default":   {func(m object) { field(m, 0)["default"] = "x" }, `/auth/0/fields/0/default: is not allowed here`},
		"fixed without default": {func(m object) { delete(field(m, 2), "default") }, `/auth/0/fields/2: lacks default`},
		"enum without values":   {func(m object) { field(m, 1)["type"] = "enum" }, `/auth/0/fields/1: lacks enum`},
		"order from zero":       {func(m object) { field(m, 0)["order"] = 0 }, `/auth/0/fields/0/order: minimum: got 0, want 1`},
		"no token":              {func(m object) { delete(method(m), "token") }, `/auth/0: lacks token`},
		"link":                  {func(m object) { part(m, "links")["apiDocs"] = "https://a b" }, `/links/apiDocs: "https://a b" is not a valid uri`},
		"digest": {
			func(m object) { part(m, "source", "openapi")["sha256"] = "00" },
			`/source/openapi/sha256: "00" does not match ^[0-9a-f]{64}$`,
		},
		"absolute place": {
			func(m object) { part(m, "diagnostics", 0)["place"] = "/home/x:1:1" },
			`/diagnostics/0/place: "/home/x:1:1" does not match ^[^/\\]`,
		},
		"absolute file": {
			func(m object) { part(m, "files", 0)["path"] = `C:\x` },
			`/files/0/path: "C:\\x" does not match ^([^/\\]|[^/\\][^:\\][^\\]*)$`,
		},
		"role":   {func(m object) { part(m, "files", 0)["role"] = "junk" }, `/files/0/role: "junk" is none of "openapi", "go-client", "target", "icon", "docs", "sbom", "other"`},
		"status": {func(m object) { action(m, "output")["statuses"] = list{"600"} }, `/actions/0/output/statuses/0: "600" does not match ^([1-5]([0-9]{2}|XX)|default)$`},
	}
	good, _, err := emit(acme(), acmeInput())
	if err != nil {
		t.Fatal(err)
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			var m object
			if err := json.Unmarshal(good.Content, &m); err != nil {
				t.Fatal(err)
			}
			tt.spoil(m)
			content, err := json.Marshal(m)
			if err != nil {
				t.Fatal(err)
			}
			err = manifest.Check(content)
			if err == nil {
				t.Fatal("it is accepted")
			}
			if diff := cmp.Diff("the manifest does not satisfy its schema:\n\t"+tt.want, err.Error()); diff != "" {
				t.Errorf("error differs (-want +got):\n%s", diff)
			}
		})
	}
}

func TestCheckNotJSON(t *testing.T) {
	if err := manifest.Check([]byte("{")); err == nil || err.Error() != "read the manifest: unexpected EOF" {
		t.Errorf("error is %v", err)
	}
}
