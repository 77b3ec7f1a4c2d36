package gocode_test

import (
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io/fs"
	"path"
	"strings"
	"sync"
	"testing"

	"github.com/connectorgen/connectorgen/generator/internal/emit/gocode"
	"github.com/connectorgen/connectorgen/generator/internal/goplan"
	"github.com/connectorgen/connectorgen/generator/internal/ir"
	"github.com/connectorgen/connectorgen/generator/internal/output"
	"github.com/connectorgen/connectorgen/templates"
)

// reserved are the names of the runtime.
var reserved = sync.OnceValue(func() map[string]bool {
	names, err := gocode.RuntimeNames(templates.ClientFiles())
	if err != nil {
		panic(err)
	}
	return names
})

// options are those of a user who wants nothing special.
func options() goplan.Options {
	return goplan.Options{Package: "shop", Reserved: reserved(), FilterPrefix: "f."}
}

// emitted are the generated files of c, those of the runtime left out.
func emitted(t fataler, c *ir.Connector, o goplan.Options) []output.File {
	t.Helper()
	p, problems := goplan.New(c, o)
	if problems.HasErrors() {
		t.Fatalf("problems: %v", problems)
	}
	files, err := gocode.Emit(p, templates.ClientFiles())
	if err != nil {
		t.Fatalf("%v", err)
	}
	var own []output.File
	for _, f := range files {
		if _, err := fs.Stat(templates.ClientFiles(), f.Path); err != nil {
			own = append(own, f)
		}
	}
	return own
}

// A fataler is a *testing.T or a *rapid.T.
type fataler interface {
	Helper()
	Fatalf(format string, args ...any)
}

// A checker type-checks generated packages. The runtime is parsed once, without
// the bodies of its functions: what they do is tested where they stand.
type checker struct {
	fset    *token.FileSet
	std     types.Importer
	runtime []*ast.File
}

var sharedChecker = sync.OnceValue(func() *checker {
	c := &checker{fset: token.NewFileSet(), std: importer.Default()}
	names, err := fs.Glob(templates.ClientFiles(), "*.go")
	if err != nil {
		panic(err)
	}
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		text, err := fs.ReadFile(templates.ClientFiles(), name)
		if err != nil {
			panic(err)
		}
		file, err := parser.ParseFile(c.fset, "runtime/"+name, text, parser.SkipObjectResolution)
		if err != nil {
			panic(err)
		}
		file.Name.Name = "shop"
		for _, d := range file.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && f.Type.TypeParams == nil {
				f.Body = nil
			}
		}
		c.runtime = append(c.runtime, file)
	}
	return c
})

// parse parses generated files.
func parse(t fataler, fset *token.FileSet, files []output.File) []*ast.File {
	t.Helper()
	var parsed []*ast.File
	for _, f := range files {
		file, err := parser.ParseFile(fset, f.Path, f.Content, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			t.Fatalf("%v\n%s", err, f.Content)
		}
		parsed = append(parsed, file)
	}
	return parsed
}

// check type-checks generated files together with the runtime.
func (c *checker) check(t fataler, files []output.File) {
	t.Helper()
	var errs []string
	conf := types.Config{Importer: c.std, Error: func(err error) {
		if e, ok := err.(types.Error); ok && path.Dir(c.fset.Position(e.Pos).Filename) != "runtime" { //nolint:errorlint // as go/types hands it over
			errs = append(errs, err.Error())
		}
	}}
	_, _ = conf.Check("shop", c.fset, append(parse(t, c.fset, files), c.runtime...), nil)
	if len(errs) > 0 {
		text := ""
		for _, f := range files {
			if strings.HasPrefix(errs[0], f.Path+":") {
				text = string(f.Content)
			}
		}
		t.Fatalf("the generated package does not compile:\n%s\n%s", strings.Join(errs, "\n"), text)
	}
}

// declared are the names that files declare, methods with their receivers and
// fields with their types.
func declared(t fataler, files []output.File) []string {
	t.Helper()
	var names []string
	for _, file := range parse(t, token.NewFileSet(), files) {
		for _, d := range file.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				receiver := ""
				if d.Recv != nil {
					receiver = types.ExprString(d.Recv.List[0].Type) + "."
				}
				names = append(names, "func "+receiver+d.Name.Name)
			case *ast.GenDecl:
				for _, s := range d.Specs {
					names = append(names, specNames(s)...)
				}
			}
		}
	}
	return names
}

func specNames(spec ast.Spec) []string {
	var names []string
	switch s := spec.(type) {
	case *ast.TypeSpec:
		names = append(names, "type "+s.Name.Name)
		if structure, ok := s.Type.(*ast.StructType); ok {
			for _, f := range structure.Fields.List {
				for _, n := range f.Names {
					names = append(names, fmt.Sprintf("field %s.%s", s.Name.Name, n.Name))
				}
			}
		}
	case *ast.ValueSpec:
		for _, n := range s.Names {
			names = append(names, "value "+n.Name)
		}
	case *ast.ImportSpec:
		names = append(names, "import "+s.Path.Value)
	}
	return names
}

// The checker must be one that can fail.
func TestCheckerFinds(t *testing.T) {
	f := &failure{}
	sharedChecker().check(f, []output.File{{Path: "a.go", Content: []byte("package shop\nvar a int = call\n")}})
	if !strings.Contains(f.text, "does not compile") {
		t.Errorf("it says %q", f.text)
	}
}

// A failure keeps what a test would have failed with.
type failure struct{ text string }

func (*failure) Helper() {}

func (f *failure) Fatalf(format string, args ...any) { f.text += fmt.Sprintf(format, args...) }
