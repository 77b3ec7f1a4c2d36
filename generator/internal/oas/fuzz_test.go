package oas_test

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/connectorgen/connectorgen/generator/internal/diag"
	"github.com/connectorgen/connectorgen/generator/internal/oas"
)

const (
	maxFuzzed = 8 << 10          // bytes of one input
	maxTime   = 20 * time.Second // far more than any input of that size may take on a busy machine
)

// addSeeds gives f every document of testdata.
func addSeeds(f *testing.F, wanted func(name string) bool) {
	f.Helper()
	for _, pattern := range []string{"testdata/*.txtar", "testdata/tables/*.txtar"} {
		names, err := filepath.Glob(pattern)
		if err != nil || len(names) == 0 {
			f.Fatal(names, err)
		}
		for _, name := range names {
			archive, err := txtar.ParseFile(name)
			if err != nil {
				f.Fatal(err)
			}
			for _, file := range archive.Files {
				if wanted(file.Name) {
					f.Add(file.Data)
				}
			}
			if filepath.Base(name) == "mends.txtar" && wanted("api.yaml") {
				for _, file := range archive.Files {
					f.Add([]byte(head + string(file.Data)))
				}
			}
		}
	}
}

// checkLoaded checks what Load promises of any input.
func checkLoaded(t *testing.T, d *oas.Document, problems diag.List, began time.Time) {
	t.Helper()
	if took := time.Since(began); took > maxTime {
		t.Errorf("it took %v", took)
	}
	if (d == nil) != problems.HasErrors() {
		t.Fatalf("document %v, problems:\n%s", d, texts(problems))
	}
	for _, p := range problems {
		if p.Msg == "" || p.Code == "" || p.Pos.File == "" {
			t.Errorf("a problem without message, code or place: %+v", p)
		}
	}
	if d == nil {
		return
	}
	if _, err := json.Marshal(d); err != nil {
		t.Errorf("the document cannot be printed: %v", err)
	}
	names := make(map[string]bool)
	for _, s := range d.Schemas {
		if s.Name == "" && names[""] || names[s.Name] {
			t.Errorf("the schema %q stands twice", s.Name)
		}
		names[s.Name] = true
	}
	for _, s := range d.Schemas {
		checkRefs(t, s, names)
	}
	for i := range d.Operations {
		for _, r := range d.Operations[i].Responses {
			for _, c := range r.Contents {
				checkRefs(t, c.Schema, names)
			}
		}
	}
}

// checkRefs checks that every reference below s names a schema.
func checkRefs(t *testing.T, s *oas.Schema, names map[string]bool) {
	t.Helper()
	if s == nil {
		return
	}
	if s.Ref != "" && !names[s.Ref] {
		t.Errorf("%s: reference to %q, which is no schema", s.Pos, s.Ref)
	}
	for _, list := range [][]*oas.Schema{s.AllOf, s.OneOf, s.AnyOf, s.PrefixItems, {s.Items, s.Not, s.Additional}} {
		for _, c := range list {
			checkRefs(t, c, names)
		}
	}
	for _, p := range s.Properties {
		checkRefs(t, p.Schema, names)
	}
}

// FuzzLoad holds Load to its word for any document, which may refer to one other file.
func FuzzLoad(f *testing.F) {
	addSeeds(f, func(name string) bool {
		return filepath.Ext(name) == ".yaml" || filepath.Ext(name) == "" && name != "want"
	})
	f.Add([]byte(`{"openapi":"3.0.0","paths":{"/a":{"$ref":"#/paths/~1a"}}}`))
	f.Add([]byte("openapi: 3.0.0\npaths: {/a: {get: {responses: {'200': {$ref: '#/components/responses/A'}}}}}\ncomponents: {responses: {A: {$ref: '#/components/responses/A'}}, schemas: {A: {$ref: '#/components/schemas/A'}, B: {allOf: [{$ref: '#/components/schemas/B'}]}}}\n"))
	f.Add([]byte("openapi: 3.0.0\npaths: {/a: {get: {responses: {'200': {$ref: 'other.yaml'}}}}, /b: {$ref: 'other.yaml#/paths'}}\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > maxFuzzed {
			t.Skip("too long")
		}
		began := time.Now()
		d, _, problems := oas.Load(oas.File{Name: "api.yaml", Data: data}, nil, func(name string) ([]byte, error) {
			if name == "other.yaml" {
				return data, nil
			}
			return nil, os.ErrNotExist
		})
		checkLoaded(t, d, problems, began)
	})
}

// FuzzOverlay holds Load to its word for any overlay.
func FuzzOverlay(f *testing.F) {
	addSeeds(f, func(name string) bool {
		return filepath.Base(name) != "api.yaml" && name != "want"
	})
	f.Add([]byte("overlay: 1.0.0\ninfo: {title: O, version: '1'}\nactions: [{target: '$..*', update: {a: [1]}}, {target: '$..*', remove: true}]\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > maxFuzzed {
			t.Skip("too long")
		}
		began := time.Now()
		d, _, problems := oas.Load(oas.File{Name: "api.yaml", Data: []byte(overlaid)}, []oas.File{{Name: "overlay.yaml", Data: data}},
			func(string) ([]byte, error) { return nil, errors.New("there is no such file") })
		checkLoaded(t, d, problems, began)
	})
}
