package gocode

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/connectorgen/connectorgen/generator/internal/goplan"
	"github.com/connectorgen/connectorgen/generator/internal/ir"
	"github.com/connectorgen/connectorgen/generator/internal/output"
)

// runtimePaths are the names of the runtime's sources, tests left out.
func runtimePaths(runtime fs.FS) ([]string, error) {
	all, err := fs.Glob(runtime, "*.go")
	if err != nil {
		return nil, fmt.Errorf("list the runtime: %w", err)
	}
	var paths []string
	for _, file := range all {
		if !strings.HasSuffix(file, "_test.go") {
			paths = append(paths, file)
		}
	}
	return paths, nil
}

// A need is something that not every package needs, and the files of the runtime
// that are there for it alone. Nothing else in the runtime refers to them: they hook
// themselves in.
type need struct {
	files []string
	of    func(*goplan.Package) bool
}

// needs lists them. A file that is not listed is part of every package.
var needs = []need{
	{[]string{"download.go"}, returns(goplan.StreamResult)},
	{[]string{"event.go"}, func(p *goplan.Package) bool { return len(p.Events) > 0 }},
	{[]string{"page.go"}, returns(goplan.PageResult)},
	{[]string{"sequence.go", "sse.go"}, readsItems},
	{[]string{"store.go", "token.go"}, fetchesTokens},
	{[]string{"union.go"}, hasUnions},
}

// leftOut reports whether p needs nothing of a file.
func leftOut(p *goplan.Package, file string) bool {
	return slices.ContainsFunc(needs, func(n need) bool { return slices.Contains(n.files, file) && !n.of(p) })
}

func returns(kind goplan.ResultKind) func(*goplan.Package) bool {
	return func(p *goplan.Package) bool {
		return slices.ContainsFunc(p.Services, func(s goplan.Service) bool {
			return slices.ContainsFunc(s.Methods, func(m goplan.Method) bool { return m.Result.Kind == kind })
		})
	}
}

func readsItems(p *goplan.Package) bool {
	return slices.ContainsFunc(p.Services, func(s goplan.Service) bool {
		return slices.ContainsFunc(s.Methods, func(m goplan.Method) bool { return m.Stream != nil })
	})
}

func fetchesTokens(p *goplan.Package) bool {
	return slices.ContainsFunc(p.Connector.Auth, func(m ir.AuthMethod) bool { return m.Token != nil })
}

func hasUnions(p *goplan.Package) bool {
	return slices.ContainsFunc(p.Types, func(t goplan.Type) bool { return t.Kind == goplan.UnionType })
}

// runtimeFiles copies the sources of the runtime that p needs.
func runtimeFiles(p *goplan.Package, runtime fs.FS) ([]output.File, error) {
	paths, err := runtimePaths(runtime)
	if err != nil {
		return nil, err
	}
	var files []output.File
	for _, file := range paths {
		if leftOut(p, path.Base(file)) {
			continue
		}
		text, err := fs.ReadFile(runtime, file)
		if err != nil {
			return nil, fmt.Errorf("read the runtime's %s: %w", file, err)
		}
		content, ok := replacePackage(string(text), p.Name)
		if !ok {
			return nil, fmt.Errorf("the runtime's %s has no package clause", file)
		}
		files = append(files, output.File{Path: path.Base(file), Content: []byte("// " + Header + "\n\n" + content)})
	}
	return files, nil
}

// replacePackage gives a runtime file another package clause. The package
// comment goes: it speaks of the runtime, and the generated package has its own.
func replacePackage(text, name string) (string, bool) {
	const clause = "package client\n"
	if rest, ok := strings.CutPrefix(text, clause); ok {
		return "package " + name + "\n" + rest, true
	}
	_, rest, ok := strings.Cut(text, "\n"+clause)
	return "package " + name + "\n" + rest, ok
}

// RuntimeNames returns the package-level names that the runtime declares, which
// a plan may not use, in its sources that are copied.
func RuntimeNames(runtime fs.FS) (map[string]bool, error) {
	paths, err := runtimePaths(runtime)
	if err != nil {
		return nil, err
	}
	names := make(map[string]bool)
	for _, file := range paths {
		text, err := fs.ReadFile(runtime, file)
		if err != nil {
			return nil, fmt.Errorf("read the runtime's %s: %w", file, err)
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, text, parser.SkipObjectResolution)
		if err != nil {
			return nil, fmt.Errorf("parse the runtime: %w", err)
		}
		for _, decl := range parsed.Decls {
			declaredNames(decl, names)
		}
		for _, spec := range parsed.Imports {
			names[path.Base(strings.Trim(spec.Path.Value, `"`))] = true
		}
	}
	return names, nil
}

func declaredNames(decl ast.Decl, names map[string]bool) {
	switch d := decl.(type) {
	case *ast.FuncDecl:
		if d.Recv == nil {
			names[d.Name.Name] = true
		}
	case *ast.GenDecl:
		for _, spec := range d.Specs {
			switch s := spec.(type) {
			case *ast.TypeSpec:
				names[s.Name.Name] = true
			case *ast.ValueSpec:
				for _, n := range s.Names {
					names[n.Name] = true
				}
			}
		}
	}
}
