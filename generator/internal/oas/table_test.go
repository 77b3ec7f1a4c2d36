package oas_test

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/connectorgen/connectorgen/generator/internal/oas"
)

// head stands before the documents of the tables, so that line 1 of a case is line 3.
const head = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\n"

// TestTables runs the tables of testdata/tables: after each case stands, as
// "want", what comes of it, problems first.
func TestTables(t *testing.T) {
	for file, run := range map[string]func(t *testing.T, in string) string{
		"documents.txtar": func(t *testing.T, in string) string {
			t.Helper()
			return documentResult(t, in)
		},
		"mends.txtar": func(t *testing.T, in string) string {
			t.Helper()
			return documentResult(t, head+in)
		},
		"schemas.txtar": func(t *testing.T, in string) string {
			t.Helper()
			d, problems := load("s.yaml", withSchema("3.1.0", in))
			out := texts(problems)
			if d != nil {
				out += compact(t, d.Schemas[0]) + "\n"
			}
			return out
		},
		"overlays.txtar": overlayResult,
	} {
		t.Run(strings.TrimSuffix(file, ".txtar"), func(t *testing.T) { runTable(t, "testdata/tables/"+file, run) })
	}
}

func runTable(t *testing.T, name string, run func(t *testing.T, in string) string) {
	t.Helper()
	archive, err := txtar.ParseFile(name)
	if err != nil {
		t.Fatal(err)
	}
	var kept []txtar.File
	for i, f := range archive.Files {
		if f.Name == "want" {
			continue
		}
		t.Run(f.Name, func(t *testing.T) {
			got := run(t, string(f.Data))
			kept = append(kept, f, txtar.File{Name: "want", Data: []byte(got)})
			if *update {
				return
			}
			if i+1 >= len(archive.Files) || archive.Files[i+1].Name != "want" {
				t.Fatalf("nothing is wanted; got:\n%s", got)
			}
			if diff := cmp.Diff(string(archive.Files[i+1].Data), got); diff != "" {
				t.Error(diff)
			}
		})
	}
	if len(kept) == 0 {
		t.Error("the table is empty")
	}
	if *update {
		archive.Files = kept
		if err := os.WriteFile(name, txtar.Format(archive), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

func documentResult(t *testing.T, in string) string {
	t.Helper()
	d, problems := load("d.yaml", in)
	if d == nil && !problems.HasErrors() {
		t.Error("no document, and no error")
	}
	out := texts(problems)
	if d != nil {
		out += shortOutline(t, d)
	}
	return out
}

// shortOutline is outline without places and without the first line.
func shortOutline(t *testing.T, d *oas.Document) string {
	t.Helper()
	_, rest, _ := strings.Cut(outline(t, d), "\n")
	return strings.ReplaceAll(places.ReplaceAllString(rest, ""), "{,", "{")
}

// overlaid is what the overlays of the table are applied to.
const overlaid = `openapi: 3.0.3
info: {title: T, version: '1', description: D}
tags: [{name: a}, {name: b}]
paths:
  /a: {get: {operationId: a, tags: [x], parameters: [{name: p, in: query, schema: {type: string}}], responses: {}}}
  /b: {get: {operationId: b, responses: {}}, post: {operationId: c, responses: {}}}
`

func overlayResult(t *testing.T, in string) string {
	t.Helper()
	d, problems := load("d.yaml", overlaid, in)
	out := texts(problems)
	if d != nil {
		out += strings.TrimSuffix(outline(t, d), "\n") + "\n"
		out = strings.ReplaceAll(places.ReplaceAllString(out, ""), "{,", "{")
	}
	return out
}
