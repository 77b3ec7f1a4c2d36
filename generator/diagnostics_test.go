package generator_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const diagnosticsPage = "../docs/diagnostics.md"

// prefixes are what stands before the codes that a package hands to a reader: the
// package strict serves both files, and parse in oas both kinds of document.
var prefixes = map[string][]string{
	"internal/strict":   {"config-", "auth-"},
	"internal/config":   {"config-"},
	"internal/authspec": {"auth-"},
	"internal/oas":      {"oas-", "overlay-"},
}

// reporters are the functions that take a code, and where among their arguments.
var reporters = map[string]int{"Errorf": 1, "Warnf": 1, "errorf": 1, "checked": 1, "refuseRef": 0, "Refuse": 1}

// TestDiagnosticsPage compares the codes in the sources with those on the page:
// each one is on it once, with the severity it can have, and no other is.
func TestDiagnosticsPage(t *testing.T) {
	inCode := make(map[string]string)
	for code, severities := range codesInSources(t) {
		inCode[code] = strings.Join(slices.Sorted(maps.Keys(severities)), ", ")
	}
	if len(inCode) < 50 {
		t.Errorf("only %d codes were found in the sources", len(inCode))
	}
	page, err := os.ReadFile(diagnosticsPage)
	if err != nil {
		t.Fatal(err)
	}
	onPage := make(map[string]string)
	for _, row := range regexp.MustCompile("(?m)^\\| `([^`]+)` \\| ([^|]+) \\| [^|]+ \\| [^|]+ \\|$").FindAllStringSubmatch(string(page), -1) {
		if _, twice := onPage[row[1]]; twice {
			t.Errorf("%s is on the page twice", row[1])
		}
		onPage[row[1]] = row[2]
	}
	if diff := cmp.Diff(inCode, onPage); diff != "" {
		t.Errorf("codes of the sources (-) and of the page (+):\n%s", diff)
	}
}

// codesInSources returns the severities of every code that the generator reports.
func codesInSources(t *testing.T) map[string]map[string]bool {
	t.Helper()
	codes := make(map[string]map[string]bool)
	err := fs.WalkDir(os.DirFS("."), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path.Ext(name) != ".go" || strings.HasSuffix(name, "_test.go") {
			return err
		}
		return codesInFile(t, name, codes)
	})
	if err != nil {
		t.Fatal(err)
	}
	return codes
}

func codesInFile(t *testing.T, name string, codes map[string]map[string]bool) error {
	t.Helper()
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, filepath.FromSlash(name), nil, parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	ast.Inspect(file, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		function, receiver := called(call)
		at, known := reporters[function]
		if !known || receiver == "fmt" || receiver == "t" || at >= len(call.Args) {
			return true
		}
		found, ok := codesOf(call.Args[at], path.Dir(name))
		if !ok {
			if !forwards(call.Args[at]) {
				t.Errorf("%s: the code is not written out", fset.Position(call.Pos()))
			}
			return true
		}
		severity := "error"
		if function == "Warnf" {
			severity = "warning"
		}
		for _, code := range found {
			if codes[code] == nil {
				codes[code] = make(map[string]bool)
			}
			codes[code][severity] = true
		}
		return true
	})
	return nil
}

// called is the name of the function and what stands before its dot.
func called(call *ast.CallExpr) (function, receiver string) {
	switch f := call.Fun.(type) {
	case *ast.Ident:
		return f.Name, ""
	case *ast.SelectorExpr:
		if x, ok := f.X.(*ast.Ident); ok {
			receiver = x.Name
		}
		return f.Sel.Name, receiver
	}
	return "", ""
}

// codesOf are the codes that an argument can be: a literal, or a prefix and a literal.
func codesOf(arg ast.Expr, dir string) ([]string, bool) {
	prefixed := false
	if sum, ok := arg.(*ast.BinaryExpr); ok && sum.Op == token.ADD {
		arg, prefixed = sum.Y, true
	}
	lit, ok := arg.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return nil, false
	}
	code, err := strconv.Unquote(lit.Value)
	if err != nil {
		return nil, false
	}
	before := prefixes[dir]
	if dir == "internal/oas" && !prefixed || before == nil {
		return []string{code}, true
	}
	var codes []string
	for _, p := range before {
		codes = append(codes, p+strings.TrimPrefix(code, "-"))
	}
	return codes, true
}

// forwards reports whether the argument is a function's own code parameter, or
// that with a prefix: whoever calls the function is looked at instead.
func forwards(arg ast.Expr) bool {
	if sum, ok := arg.(*ast.BinaryExpr); ok {
		arg = sum.Y
	}
	name, ok := arg.(*ast.Ident)
	return ok && name.Name == "code"
}
