package flexport_test

import (
	"go/ast"
	"go/parser"
	"go/printer"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// exported are the exported declarations of the package in the folder, as Go
// without comments, in alphabetical order.
func exported(t *testing.T, dir string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, exportedIn(t, string(text))...)
	}
	slices.Sort(list)
	if len(list) == 0 {
		t.Fatalf("%s declares nothing", dir)
	}
	return list
}

// exportedIn are the exported declarations of a file.
func exportedIn(t *testing.T, text string) (list []string) {
	t.Helper()
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, "", text, parser.SkipObjectResolution) // no comments
	if err != nil {
		t.Fatal(err)
	}
	if !ast.FileExports(file) {
		return nil
	}
	for _, d := range file.Decls {
		group, ok := d.(*ast.GenDecl)
		if !ok {
			if method, ok := d.(*ast.FuncDecl); ok {
				method.Body = nil
			}
			list = append(list, declaration(t, d))
			continue
		}
		for _, spec := range group.Specs {
			if group.Tok != token.IMPORT {
				list = append(list, declaration(t, &ast.GenDecl{Tok: group.Tok, Specs: []ast.Spec{spec}}))
			}
		}
	}
	return list
}

// declaration is a declaration in one spelling, wherever its parts stood.
func declaration(t *testing.T, node ast.Node) string {
	t.Helper()
	var b strings.Builder
	if err := (&printer.Config{Mode: printer.RawFormat}).Fprint(&b, token.NewFileSet(), node); err != nil {
		t.Fatal(err)
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// TestExportedBites shows that a change of the API is seen, and one of words is not.
func TestExportedBites(t *testing.T) {
	t.Parallel()
	const before = `package p

// T is a thing.
type T struct {
	// A is set.
	A int ` + "`json:\"a\"`" + `
	b int
}

// Do does.
func (t *T) Do(x int) error { return nil }

const C T2 = "c"

func private() {}
`
	for change, same := range map[string]bool{
		"// T is a thing.|// T is another thing.": true,
		"// A is set.\n|":                         true,
		"return nil|panic(1)":                     true,
		"b int|b string":                          true,
		"func private() {}|":                      true,
		"A int|A int64":                           false,
		`json:"a"|json:"b"`:                       false,
		"Do(x int)|Do(x, y int)":                  false,
		"(t *T) Do|(t T) Do":                      false,
		`C T2 = "c"|C T2 = "d"`:                   false,
		"func private() {}|func Private() {}":     false,
		"b int|B int":                             false,
		"const C|const D":                         false,
	} {
		from, to, _ := strings.Cut(change, "|")
		if !strings.Contains(before, from) {
			t.Fatalf("%q is not in the example", from)
		}
		after := exportedIn(t, strings.Replace(before, from, to, 1))
		if got := cmp.Equal(exportedIn(t, before), after); got != same {
			t.Errorf("%s: same %v, want %v: %q", change, got, same, after)
		}
	}
}
