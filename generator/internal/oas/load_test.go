package oas_test

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/connectorgen/connectorgen/generator/internal/diag"
	"github.com/connectorgen/connectorgen/generator/internal/oas"
)

var update = flag.Bool("update", false, "write what came out into testdata")

// texts are the problems in the order in which they are shown, one a line or two.
func texts(problems diag.List) string {
	var b strings.Builder
	for _, p := range problems.Sorted() {
		fmt.Fprintln(&b, p.Error())
	}
	return b.String()
}

// load reads a document of one file that may refer to nothing else.
func load(name, text string, overlays ...string) (*oas.Document, diag.List) {
	var files []oas.File
	for i, o := range overlays {
		files = append(files, oas.File{Name: fmt.Sprintf("overlay%d.yaml", i+1), Data: []byte(o)})
	}
	d, _, problems := oas.Load(oas.File{Name: name, Data: []byte(text)}, files, func(string) ([]byte, error) {
		return nil, errors.New("there is no such file")
	})
	return d, problems
}

// compact is v as one line of JSON without places.
func compact(t *testing.T, v any) string {
	t.Helper()
	return places.ReplaceAllString(compactPlaced(t, v), "")
}

var places = regexp.MustCompile(`,?"(Path)?Pos":"[^"]*"`)

func compactPlaced(t *testing.T, v any) string {
	t.Helper()
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		t.Fatal(err)
	}
	return strings.ReplaceAll(strings.TrimSpace(b.String()), `{,`, `{`)
}

// withSchema is a document that has the schema S alone.
func withSchema(version, yaml string) string {
	return "openapi: " + version + "\ninfo: {title: T, version: '1'}\npaths: {/a: {get: {responses: {}}}}\ncomponents:\n  schemas:\n    S: " +
		strings.ReplaceAll(strings.TrimSpace(yaml), "\n", "\n      ") + "\n"
}

// outline is a document with one thing a line, places included.
func outline(t *testing.T, d *oas.Document) string {
	t.Helper()
	if d == nil {
		return "none\n"
	}
	var b strings.Builder
	top := *d
	top.Operations, top.Webhooks, top.Schemas, top.SecuritySchemes = nil, nil, nil, nil
	fmt.Fprintf(&b, "document %s\n", compactPlaced(t, top))
	for _, s := range d.SecuritySchemes {
		fmt.Fprintf(&b, "security %s\n", compactPlaced(t, s))
	}
	for i := range d.Operations {
		op := d.Operations[i]
		params, responses, body := op.Parameters, op.Responses, op.Body
		op.Parameters, op.Responses, op.Body = nil, nil, nil
		fmt.Fprintf(&b, "operation %s\n", compactPlaced(t, op))
		for _, p := range params {
			fmt.Fprintf(&b, "  parameter %s\n", compactPlaced(t, p))
		}
		if body != nil {
			fmt.Fprintf(&b, "  body %s\n", compactPlaced(t, body))
		}
		for _, r := range responses {
			fmt.Fprintf(&b, "  response %s\n", compactPlaced(t, r))
		}
	}
	for _, e := range d.Webhooks {
		fmt.Fprintf(&b, "webhook %s\n", compactPlaced(t, e))
	}
	for _, s := range d.Schemas {
		fmt.Fprintf(&b, "schema %s\n", compactPlaced(t, s))
	}
	return b.String()
}

// TestLoad reads the archives of testdata. In each the first file is the
// document, those called overlay are applied to it, the others can be referred to.
func TestLoad(t *testing.T) {
	names, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(names) == 0 {
		t.Fatal(names, err)
	}
	for _, name := range names {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			compareArchive(t, name, archive)
		})
	}
}

func compareArchive(t *testing.T, name string, archive *txtar.Archive) {
	t.Helper()
	files := make(map[string][]byte)
	var overlays []oas.File
	for _, f := range archive.Files {
		files[f.Name] = f.Data
		if strings.HasPrefix(filepath.Base(f.Name), "overlay") {
			overlays = append(overlays, oas.File(f))
		}
	}
	asked := make(map[string]int)
	d, read, problems := oas.Load(oas.File(archive.Files[0]), overlays, func(name string) ([]byte, error) {
		asked[name]++
		if data, ok := files[name]; ok {
			return data, nil
		}
		return nil, errors.New("there is no such file")
	})
	for name, times := range asked {
		if times > 1 {
			t.Errorf("%s was read %d times", name, times)
		}
	}
	var b strings.Builder
	for _, f := range read {
		fmt.Fprintf(&b, "%s\n", f.Name)
	}
	got := map[string]string{"want/problems": texts(problems), "want/document": outline(t, d), "want/read": b.String()}
	if *update {
		updateArchive(t, name, archive, got)
		return
	}
	want := make(map[string]string)
	for _, key := range slices.Sorted(maps.Keys(got)) {
		want[key] = string(files[key])
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func updateArchive(t *testing.T, name string, archive *txtar.Archive, got map[string]string) {
	t.Helper()
	archive.Files = slices.DeleteFunc(archive.Files, func(f txtar.File) bool { return strings.HasPrefix(f.Name, "want/") })
	for _, key := range slices.Sorted(maps.Keys(got)) {
		if got[key] != "" {
			archive.Files = append(archive.Files, txtar.File{Name: key, Data: []byte(got[key])})
		}
	}
	if err := os.WriteFile(name, txtar.Format(archive), 0o600); err != nil {
		t.Fatal(err)
	}
}
