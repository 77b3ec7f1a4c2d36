package manifest_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/connectorgen/connectorgen/generator/internal/action"
	"github.com/connectorgen/connectorgen/generator/internal/diag"
	"github.com/connectorgen/connectorgen/generator/internal/emit/manifest"
	"github.com/connectorgen/connectorgen/generator/internal/ir"
	"github.com/connectorgen/connectorgen/generator/internal/output"
	"github.com/connectorgen/connectorgen/generator/internal/source"
)

var update = flag.Bool("update", false, "rewrite golden files")

// emit makes the manifest of c, with two files beside it.
func emit(c *ir.Connector, in manifest.Input) (output.File, diag.List, error) {
	draft, problems, err := manifest.New(action.New(c), in)
	if draft == nil {
		return output.File{}, problems, err
	}
	return draft.Emit(acmeFiles(), nil)
}

func acmeFiles() []output.File {
	return []output.File{{Path: "client.go", Content: []byte("package acme\n")}, {Path: "LISTING.md", Content: []byte("# Acme\n")}}
}

func acmeInput() manifest.Input {
	var problems diag.List
	problems.Warnf(at("in/openapi.yaml", 12), "oas-second", "second")
	problems.Warnf(at("in/openapi.yaml", 12), "oas-first", "first")
	problems.Warnf(source.Pos{File: "/home/me/elsewhere.yaml"}, "oas-else", "from elsewhere")
	problems.Warnf(at("in/openapi.yaml", 12), "oas-first", "first")
	return manifest.Input{
		GeneratorVersion: "0.1.0",
		Problems:         problems,
		NullableAnswers:  true,
	}
}

func TestEmit(t *testing.T) {
	got, problems, err := emit(acme(), acmeInput())
	if err != nil || len(problems) > 0 {
		t.Fatal(err, problems)
	}
	if got.Path != "connector.json" {
		t.Errorf("path is %q", got.Path)
	}
	golden(t, "acme.json", got.Content)
}

func TestEmitTwice(t *testing.T) {
	first, _, err := emit(acme(), acmeInput())
	if err != nil {
		t.Fatal(err)
	}
	in := acmeInput()
	in.Problems[0], in.Problems[2] = in.Problems[2], in.Problems[0]
	draft, _, err := manifest.New(action.New(acme()), in)
	if err != nil {
		t.Fatal(err)
	}
	files := acmeFiles()
	slices.Reverse(files)
	second, _, err := draft.Emit(files, nil)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(first.Content), string(second.Content)); diff != "" {
		t.Errorf("the order of files and problems matters:\n%s", diff)
	}
}

// What is wrong in the user's files is told at its place, and nothing is made.
func TestEmitProblems(t *testing.T) {
	tests := map[string]struct {
		spoil func(*ir.Connector)
		want  string
	}{
		"description too short": {
			func(c *ir.Connector) { c.Listing.Description = "Crates." },
			`in/connector.yaml: description: has 7 characters, at least 30 are needed [manifest-rule]`,
		},
		"name too long": {
			func(c *ir.Connector) { c.Name = strings.Repeat("ä", 31) },
			`in/connector.yaml: name: has 31 characters, at most 30 are allowed [manifest-rule]`,
		},
		"no vendor": {
			func(c *ir.Connector) { c.Listing.Vendor.Name = "" },
			`in/connector.yaml: vendor.name: must not be empty [manifest-rule]`,
		},
		"version": {
			func(c *ir.Connector) { c.Version = "one" },
			`in/connector.yaml: version: "one" does not match ^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*)?(\+[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*)?$ [manifest-rule]`,
		},
		"link that is no web page": {
			func(c *ir.Connector) { c.Listing.Links[0].URL = "javascript:alert(1)" },
			`in/connector.yaml: links.apiDocs: "javascript:alert(1)" does not match ^https?://[^/] [manifest-rule]`,
		},
		"link of an unknown kind": {
			func(c *ir.Connector) { c.Listing.Links[0].Rel = "home" },
			`in/connector.yaml: links: does not have a property "home" [manifest-rule]`,
		},
		"link given twice": {
			func(c *ir.Connector) { c.Listing.Links = append(c.Listing.Links, c.Listing.Links[0]) },
			`in/connector.yaml: link "apiDocs" is given twice [manifest-link-twice]`,
		},
		"header given twice": {
			func(c *ir.Connector) { c.Headers = append(c.Headers, ir.Header{Name: "x-version", Value: "2"}) },
			`in/connector.yaml: header "x-version" is given twice [manifest-header-twice]`,
		},
		"bad email": {
			func(c *ir.Connector) { c.Listing.Publisher.Email = "nobody" },
			`in/connector.yaml: publisher.email: "nobody" is not a valid email [manifest-rule]`,
		},
		"no server": {
			func(c *ir.Connector) { c.Servers = nil },
			`in/connector.yaml: servers: has 0 items, at least 1 are needed [manifest-rule]`,
		},
		"no auth": {
			func(c *ir.Connector) { c.Auth = nil },
			`in/connector.yaml: auth: has 0 items, at least 1 are needed [manifest-rule]`,
		},
		"no operation": {
			func(c *ir.Connector) { c.Operations, c.Test = nil, nil },
			`in/connector.yaml: actions: has 0 items, at least 1 are needed [manifest-rule]`,
		},
		"secret with a default": {
			func(c *ir.Connector) { c.Auth[0].Fields[0].Default = "s3cret" },
			`in/auth.yaml:4:3: field "client_secret": default: is not allowed here [manifest-rule]`,
		},
		"default of another type": {
			func(c *ir.Connector) { c.Auth[0].Fields[1].Type, c.Auth[0].Fields[1].Default = "integer", "many" },
			`in/auth.yaml:9:3: default "many" of field "scope" does not have the type integer [manifest-default-type]`,
		},
		"unknown field type": {
			func(c *ir.Connector) { c.Auth[0].Fields[1].Type = "date" },
			`in/auth.yaml:9:3: field "scope": type: "date" is none of "string", "integer", "boolean", "enum", "url", "text" [manifest-rule]`,
		},
		"no token": {
			func(c *ir.Connector) { c.Auth[0].Token = nil },
			`in/auth.yaml:2:3: method "oauth2": lacks token [manifest-rule]`,
		},
		"test of an unknown operation": {
			func(c *ir.Connector) { c.Test.Operation = "nothing" },
			`in/connector.yaml:30:3: test operation "nothing" is not an operation of the connector [manifest-test-operation]`,
		},
		"test that writes": {
			func(c *ir.Connector) { c.Test.Operation, c.Test.Input = "crate_create", nil },
			`in/connector.yaml:30:3: test operation "crate_create" is a POST, not a GET [manifest-test-operation]`,
		},
		"test with an unknown input": {
			func(c *ir.Connector) { c.Test.Input[0].Name = "f_state" },
			`in/connector.yaml:30:3: test operation "crate_index" has no input "f_state" [manifest-test-input]`,
		},
		"limit that no schema has": {
			func(c *ir.Connector) { c.Schemas[1].Properties[1].Schema.Limits.MultipleOf = "0" },
			`in/openapi.yaml:20:3: operation "crate_create": input.properties.name.multipleOf: exclusiveMinimum: got 0, want 0 [manifest-rule]
in/openapi.yaml:50:3: schema Crate.properties.name.multipleOf: exclusiveMinimum: got 0, want 0 [manifest-rule]`,
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			c := acme()
			tt.spoil(c)
			got, problems, err := emit(c, manifest.Input{GeneratorVersion: "0.1.0"})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, problems.Err().Error()); diff != "" {
				t.Errorf("problems differ (-want +got):\n%s", diff)
			}
			if got.Path != "" || got.Content != nil {
				t.Errorf("there is a manifest all the same: %s", got.Content)
			}
		})
	}
}

func TestFilesThatCannotBe(t *testing.T) {
	for want, files := range map[string][]output.File{
		`make connector.json (a bug in connectorgen): path "../client.go" leads out of the output folder`: {{Path: "../client.go"}},
		`make connector.json (a bug in connectorgen): file "a.go" is rendered twice`:                      {{Path: "a.go"}, {Path: "a.go"}},
	} {
		draft, _, err := manifest.New(action.New(acme()), acmeInput())
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := draft.Emit(files, nil); err == nil || err.Error() != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

// What no input should be able to cause is called a bug.
func TestEmitBugs(t *testing.T) {
	tests := map[string]struct {
		spoil func(*ir.Connector, *manifest.Input)
		want  string
	}{
		"unknown schema": {
			func(c *ir.Connector, _ *manifest.Input) { c.Resources[0].Schema = "Box" },
			`make connector.json (a bug in connectorgen): no schema is called "Box"`,
		},
		"unknown kind": {
			func(c *ir.Connector, _ *manifest.Input) { c.Operations[0].Kind = "peek" },
			`make connector.json (a bug in connectorgen): it does not satisfy its schema: /actions/0/kind: "peek" is none of "list", "get", "search", "create", "update", "upsert", "delete", "custom"`,
		},
		"unknown source": {
			func(c *ir.Connector, _ *manifest.Input) { c.Sources[0].Role = "lock" },
			`make connector.json (a bug in connectorgen): source connector.yaml has the unknown role "lock"`,
		},
		"no version": {
			func(_ *ir.Connector, in *manifest.Input) { in.GeneratorVersion = "" },
			`make connector.json (a bug in connectorgen): it does not satisfy its schema: /source/generator/version: must not be empty`,
		},
		"absolute path": {
			func(c *ir.Connector, _ *manifest.Input) { c.Sources[1].Path = "/home/me/openapi.yaml" },
			`make connector.json (a bug in connectorgen): it does not satisfy its schema: /source/openapi/path: "/home/me/openapi.yaml" does not match ^([^/\\]|[^/\\][^:\\][^\\]*)$`,
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			c, in := acme(), manifest.Input{GeneratorVersion: "0.1.0"}
			tt.spoil(c, &in)
			got, _, err := emit(c, in)
			if err == nil {
				t.Fatalf("no error, and %s", got.Content)
			}
			if diff := cmp.Diff(tt.want, err.Error()); diff != "" {
				t.Errorf("error differs (-want +got):\n%s", diff)
			}
		})
	}
}

// golden compares got with testdata/<name>.golden; with -update it rewrites it.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name+".golden")
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v (run go test -update)", err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s differs (-want +got):\n%s", path, diff)
	}
}

// emitJSON returns the manifest of c as generic JSON.
func emitJSON(t *testing.T, c *ir.Connector, in manifest.Input) map[string]any {
	t.Helper()
	in.GeneratorVersion = "0.1.0"
	got, problems, err := emit(c, in)
	if err != nil || problems.HasErrors() {
		t.Fatal(err, problems)
	}
	var m map[string]any
	d := json.NewDecoder(bytes.NewReader(got.Content))
	d.UseNumber()
	if err := d.Decode(&m); err != nil {
		t.Fatal(err)
	}
	return m
}
