package generator_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/build"
	"go/format"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/renderer/html"

	"github.com/connectorgen/connectorgen/generator/internal/output"
)

// checkHarmless checks what is promised of the output whatever the input: paths
// that every system can write and that Go builds everywhere, Go that is formatted,
// compiles and tells no tool anything, and pages without anything active.
func checkHarmless(t *testing.T, files []output.File) {
	t.Helper()
	if _, err := output.Plan(filepath.Join("testdata", "nowhere"), files, output.Options{}); err != nil {
		t.Error(err)
	}
	for _, f := range files {
		switch path.Ext(f.Path) {
		case ".go":
			checkBuilt(t, f)
			checkSource(t, f)
		case ".json":
			if !json.Valid(f.Content) {
				t.Errorf("%s is not JSON", f.Path)
			}
		case ".md":
			checkPage(t, f)
		}
		if i := bytes.IndexFunc(f.Content, invisible); i >= 0 && path.Ext(f.Path) != ".json" {
			t.Errorf("%s has a control character: %q", f.Path, f.Content[max(i-20, 0):min(i+4, len(f.Content))])
		}
	}
	compile(t, files)
}

// invisible reports whether a character changes how what follows is shown.
func invisible(r rune) bool {
	return r != '\n' && r != '\t' && unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r)
}

// checkBuilt checks that the name of a file keeps it out of no build: Go leaves
// out x_windows.go everywhere else.
func checkBuilt(t *testing.T, f output.File) {
	t.Helper()
	for _, system := range [][2]string{{"linux", "amd64"}, {"windows", "arm64"}, {"js", "wasm"}} {
		c := build.Default
		c.GOOS, c.GOARCH = system[0], system[1]
		c.OpenFile = func(string) (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(f.Content)), nil }
		if match, err := c.MatchFile("", f.Path); err != nil || !match {
			t.Errorf("%s is not built for %s: %v", f.Path, system[0], err)
		}
	}
}

// directive matches a comment that a tool would obey.
var directive = regexp.MustCompile(`^(//(go:|line |export |extern |[ \t]*\+build)|/\*line )`)

func checkSource(t *testing.T, f output.File) {
	t.Helper()
	if formatted, err := format.Source(f.Content); err != nil || !bytes.Equal(formatted, f.Content) {
		t.Errorf("%s is not formatted: %v", f.Path, err)
		return
	}
	file, err := parser.ParseFile(token.NewFileSet(), f.Path, f.Content, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		t.Error(err)
		return
	}
	for _, group := range file.Comments {
		for _, c := range group.List {
			if directive.MatchString(c.Text) {
				t.Errorf("%s has a directive: %s", f.Path, c.Text)
			}
		}
	}
	for _, i := range file.Imports {
		if imported := strings.Trim(i.Path.Value, `"`); slices.Contains(dangerous, imported) {
			t.Errorf("%s imports %s", f.Path, imported)
		}
	}
}

// dangerous are packages that nothing generated has a use for.
var dangerous = []string{"C", "embed", "os/exec", "plugin", "runtime", "syscall", "unsafe"}

// A compiler type-checks generated packages. What it knows of the standard
// library is kept between packages.
type compiler struct {
	mu  sync.Mutex
	std types.Importer
}

var theCompiler = sync.OnceValue(func() *compiler { return &compiler{std: importer.Default()} })

func compile(t *testing.T, files []output.File) {
	t.Helper()
	c := theCompiler()
	c.mu.Lock()
	defer c.mu.Unlock()
	fset := token.NewFileSet()
	var parsed []*ast.File
	for _, f := range files {
		if path.Ext(f.Path) != ".go" || strings.HasSuffix(f.Path, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(fset, f.Path, f.Content, parser.SkipObjectResolution)
		if err != nil {
			return // said already
		}
		parsed = append(parsed, file)
	}
	var errs []string
	conf := types.Config{Importer: c.std, Error: func(err error) { errs = append(errs, err.Error()) }}
	if _, _ = conf.Check("p", fset, parsed, nil); len(errs) > 0 {
		t.Errorf("the package does not compile:\n%s", strings.Join(errs[:min(len(errs), 10)], "\n"))
	}
}

var markdown = goldmark.New(goldmark.WithExtensions(extension.GFM), goldmark.WithRendererOptions(html.WithUnsafe()))

var (
	tags     = regexp.MustCompile(`(?s)<!--.*?-->|<[^>]*>`)
	autolink = regexp.MustCompile(`<a href="(?:http://|https://|mailto:)?([^"]*)">(?:https?://)?([^<]*)</a>`)
	targets  = regexp.MustCompile(`^<a href="(https?://|\.\./)[^"]*">$`)
)

// pageTags renders a page as GitHub does and returns its tags, links without
// their targets. URLs in plain text, which GitHub makes links that say where they
// lead, do not count.
func pageTags(f output.File) ([]string, error) {
	var b bytes.Buffer
	if err := markdown.Convert(f.Content, &b); err != nil {
		return nil, err
	}
	page := autolink.ReplaceAllStringFunc(b.String(), func(link string) string {
		if m := autolink.FindStringSubmatch(link); m[1] == m[2] {
			return m[2]
		}
		return link
	})
	list := tags.FindAllString(page, -1)
	for i, tag := range list {
		if targets.MatchString(tag) {
			list[i] = "<a>"
		}
	}
	return list, nil
}

// checkPage checks that a page has only the tags of our templates.
func checkPage(t *testing.T, f output.File) {
	t.Helper()
	list, err := pageTags(f)
	if err != nil {
		t.Error(err)
	}
	allowed := "<!-- Generated by connectorgen. DO NOT EDIT. --> <h1> <h2> <h3> <p> <a> <table> <thead> <tbody> <tr> <th> <td>"
	for _, tag := range list {
		if !strings.Contains(" "+allowed+" ", " "+strings.Replace(tag, "</", "<", 1)+" ") {
			t.Errorf("%s has a tag %s", f.Path, tag)
		}
	}
}

// shape is what does not depend on the texts of a document: what the files import,
// declare and call, and the tags of the pages.
func shape(t *testing.T, files []output.File) map[string][]string {
	t.Helper()
	shapes := make(map[string][]string)
	for _, f := range files {
		switch path.Ext(f.Path) {
		case ".md":
			list, err := pageTags(f)
			if err != nil {
				t.Error(err)
			}
			shapes[f.Path] = list
		case ".go":
			file, err := parser.ParseFile(token.NewFileSet(), f.Path, f.Content, parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			ast.Inspect(file, func(n ast.Node) bool {
				if text := kind(n); text != "" {
					shapes[f.Path] = append(shapes[f.Path], text)
				}
				return true
			})
		}
	}
	return shapes
}

func kind(n ast.Node) string {
	switch n := n.(type) {
	case *ast.FuncDecl:
		return "func " + n.Name.Name
	case *ast.TypeSpec:
		return "type " + n.Name.Name
	case *ast.ValueSpec:
		return "value " + n.Names[0].Name
	case *ast.ImportSpec:
		return "import " + n.Path.Value
	case *ast.Field:
		return "field " + fmt.Sprint(n.Names)
	case *ast.CallExpr:
		return "call " + types.ExprString(n.Fun)
	default:
		return ""
	}
}
