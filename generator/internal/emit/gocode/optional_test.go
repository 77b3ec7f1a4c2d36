package gocode_test

import (
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io/fs"
	"slices"
	"strings"
	"testing"

	"github.com/connectorgen/connectorgen/generator/internal/emit/gocode"
	"github.com/connectorgen/connectorgen/templates"
)

// TestOptionalFiles compiles the runtime with every choice of what a package can
// need: no file may refer to one that can be missing.
func TestOptionalFiles(t *testing.T) {
	fset, runtime := token.NewFileSet(), templates.ClientFiles()
	names, err := fs.Glob(runtime, "*.go")
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]*ast.File{}
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		text, err := fs.ReadFile(runtime, name)
		if err != nil {
			t.Fatal(err)
		}
		if files[name], err = parser.ParseFile(fset, name, text, parser.SkipObjectResolution); err != nil {
			t.Fatal(err)
		}
	}
	needs := gocode.Needs()
	for _, list := range needs {
		for _, name := range list {
			if files[name] == nil {
				t.Errorf("%s is optional, and there is no such file", name)
			}
		}
	}
	config := types.Config{Importer: importer.Default()}
	for choice := range 1 << len(needs) {
		var left []string
		for i, list := range needs {
			if choice&(1<<i) != 0 {
				left = append(left, list...)
			}
		}
		var chosen []*ast.File
		for name, f := range files {
			if !slices.Contains(left, name) {
				chosen = append(chosen, f)
			}
		}
		if _, err := config.Check("client", fset, chosen, nil); err != nil {
			t.Errorf("without %s: %v", strings.Join(left, ", "), err)
		}
	}
}
