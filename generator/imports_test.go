package generator_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/connectorgen/connectorgen/"

// layers names, for each folder, what its packages may import beyond the standard
// library: folders of this module, and other modules with all their packages.
// A folder that is not listed may not hold Go files; test files are free.
var layers = map[string][]string{
	"cmd/connectorgen": {"generator", "github.com/spf13/cobra", "github.com/spf13/pflag"},
	"generator": {
		"generator/internal/source", "generator/internal/diag", "generator/internal/config", "generator/internal/authspec",
		"generator/internal/oas", "generator/internal/ir", "generator/internal/lower", "generator/internal/goplan", "templates",
		"generator/internal/action", "generator/internal/icon", "generator/internal/lint", "generator/internal/emit/gocode",
		"generator/internal/emit/manifest", "generator/internal/emit/docs", "generator/internal/emit/target",
		"generator/internal/emit/mcp", "golang.org/x/mod", "generator/internal/emit/openapi",
		"generator/internal/emit/powerplatform", "generator/internal/emit/postman", "generator/internal/emit/patchworks",
		"generator/internal/emit/airbyte", "generator/internal/emit/zapier", "generator/internal/emit/n8n",
		"generator/internal/fetch", "generator/internal/output", "generator/internal/pack", "generator/internal/registry",
		"generator/internal/attest", "github.com/opencontainers/image-spec", "generator/internal/runs", "generator/internal/page",
		"generator/internal/serve", "generator/internal/catalog",
	},
	"generator/internal/source":   {"gopkg.in/yaml.v3"},
	"generator/internal/diag":     {"generator/internal/source"},
	"generator/internal/fetch":    {"generator/internal/strict"},
	"generator/internal/strict":   {"generator/internal/source", "generator/internal/diag", "gopkg.in/yaml.v3"},
	"generator/internal/config":   {"generator/internal/source", "generator/internal/diag", "generator/internal/strict", "generator/internal/ir", "gopkg.in/yaml.v3"},
	"generator/internal/authspec": {"generator/internal/source", "generator/internal/diag", "generator/internal/strict", "generator/internal/ir", "gopkg.in/yaml.v3"},
	"generator/internal/oas": {
		"generator/internal/source", "generator/internal/diag", "generator/internal/strict",
		"github.com/getkin/kin-openapi", "github.com/speakeasy-api/openapi-overlay", "gopkg.in/yaml.v3",
	},
	"generator/internal/ir": {"generator/internal/source"},
	"generator/internal/lower": {
		"generator/internal/source", "generator/internal/diag", "generator/internal/oas", "generator/internal/authspec",
		"generator/internal/config", "generator/internal/ir", "generator/internal/naming", "generator/internal/strict",
	},
	"generator/internal/emit/powerplatform": {
		"generator/internal/source", "generator/internal/ir", "generator/internal/action", "generator/internal/emit/target",
		"generator/internal/output",
	},
	"generator/internal/naming":          {},
	"generator/internal/goplan":          {"generator/internal/source", "generator/internal/diag", "generator/internal/ir", "generator/internal/naming"},
	"generator/internal/emit/gocode":     {"generator/internal/ir", "generator/internal/goplan", "generator/internal/output", "templates", "github.com/dave/jennifer"},
	"generator/internal/emit/manifest":   {"generator/internal/source", "generator/internal/diag", "generator/internal/ir", "generator/internal/output", "generator/internal/action", "generator/internal/jsonschema", "templates", "github.com/santhosh-tekuri/jsonschema/v6"},
	"generator/internal/emit/docs":       {"generator/internal/source", "generator/internal/diag", "generator/internal/ir", "generator/internal/keys", "generator/internal/markdown", "generator/internal/output", "templates"},
	"generator/internal/emit/target":     {"generator/internal/source", "generator/internal/diag", "generator/internal/ir", "generator/internal/action", "generator/internal/output"},
	"generator/internal/emit/openapi":    {"generator/internal/source", "generator/internal/ir", "generator/internal/action", "generator/internal/emit/target", "generator/internal/output", "github.com/santhosh-tekuri/jsonschema/v6"},
	"generator/internal/action":          {"generator/internal/source", "generator/internal/diag", "generator/internal/ir", "generator/internal/keys", "generator/internal/jsonschema"},
	"generator/internal/jsonschema":      {"generator/internal/ir"},
	"generator/internal/icon":            {},
	"generator/internal/lint":            {"generator/internal/source", "generator/internal/diag", "generator/internal/ir", "generator/internal/action"},
	"generator/internal/keys":            {"generator/internal/ir"},
	"generator/internal/output":          {"github.com/rogpeppe/go-internal/diff"},
	"generator/internal/page":            {"templates"},
	"generator/internal/catalog":         {"generator/internal/output", "generator/internal/page", "golang.org/x/mod"},
	"generator/internal/serve":           {},
	"generator/internal/runs":            {"generator/internal/diag"},
	"templates":                          {},
	"templates/client":                   {},
	"specs/*":                            {}, // the go:generate line
	"generator/internal/emit/targettest": {"generator/internal/source", "generator/internal/ir", "generator/internal/action", "generator/internal/emit/target", "github.com/google/go-cmp"},
	"generator/internal/emit/postman": {
		"generator/internal/source", "generator/internal/diag", "generator/internal/ir", "generator/internal/action", "generator/internal/emit/target",
		"generator/internal/markdown", "generator/internal/output",
	},
	"generator/internal/emit/patchworks": {
		"generator/internal/source", "generator/internal/diag", "generator/internal/ir", "generator/internal/action", "generator/internal/emit/target",
		"generator/internal/markdown", "generator/internal/output", "templates",
	},
	"generator/internal/emit/airbyte": {
		"generator/internal/source", "generator/internal/diag", "generator/internal/ir", "generator/internal/action", "generator/internal/emit/target",
		"generator/internal/markdown", "generator/internal/output", "gopkg.in/yaml.v3",
	},
	"generator/internal/emit/n8n": {
		"generator/internal/source", "generator/internal/ir", "generator/internal/action", "generator/internal/emit/target",
		"generator/internal/markdown", "generator/internal/output", "templates",
	},
	"generator/internal/emit/zapier": {
		"generator/internal/source", "generator/internal/ir", "generator/internal/action", "generator/internal/emit/target",
		"generator/internal/markdown", "generator/internal/output", "templates",
	},
	"generator/internal/emit/mcp": {
		"generator/internal/source", "generator/internal/ir", "generator/internal/action", "generator/internal/jsonschema", "generator/internal/goplan",
		"generator/internal/emit/target", "generator/internal/output", "templates", "github.com/dave/jennifer", "golang.org/x/mod",
	},
	"templates/mcp":               {"github.com/modelcontextprotocol/go-sdk", "github.com/google/jsonschema-go"},
	"generator/internal/markdown": {},
	"generated/*":                 {},
	"generator/internal/pack":     {"generator/internal/source", "generator/internal/diag", "generator/internal/output", "github.com/opencontainers"},
	"generator/internal/registry": {"generator/internal/diag", "generator/internal/pack", "github.com/opencontainers", "oras.land/oras-go/v2"},
	"generator/internal/attest":   {},
}

// TestImports keeps the layers apart. It reads the files itself instead of
// running go list, because the test cache sees only what the test opens.
func TestImports(t *testing.T) {
	root := os.DirFS("..")
	checked := 0
	for _, top := range []string{"cmd", "generator", "templates", "specs", "generated"} {
		err := fs.WalkDir(root, top, func(name string, d fs.DirEntry, err error) error {
			switch {
			case err != nil && name == top && os.IsNotExist(err):
				return nil // a tree without output
			case err != nil:
				return err
			case d.IsDir() && (d.Name() == "testdata" || isModule(root, name)):
				return fs.SkipDir
			case d.IsDir() || path.Ext(name) != ".go" || strings.HasSuffix(name, "_test.go"):
				return nil
			}
			checked++
			return checkImports(t, name)
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if checked == 0 {
		t.Error("no Go file was found")
	}
}

// isModule reports whether a folder is a module of its own, which has imports of its own.
func isModule(root fs.FS, dir string) bool {
	_, err := fs.Stat(root, path.Join(dir, "go.mod"))
	return err == nil
}

// checkImports reports every import of one file that its folder may not have.
func checkImports(t *testing.T, name string) error {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), filepath.Join("..", filepath.FromSlash(name)), nil, parser.ImportsOnly)
	if err != nil {
		return err
	}
	allowed, ok := layer(path.Dir(name))
	if !ok {
		t.Errorf("%s: its folder is not in the table of layers", name)
	}
	for _, spec := range file.Imports {
		imported, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			return err
		}
		if !mayImport(allowed, imported) {
			t.Errorf("%s imports %s; its folder may import only the standard library and %q", name, imported, allowed)
		}
	}
	return nil
}

// layer returns what the packages of dir may import, and whether dir is known.
func layer(dir string) ([]string, bool) {
	if allowed, ok := layers[dir]; ok {
		return allowed, true
	}
	allowed, ok := layers[path.Dir(dir)+"/*"]
	return allowed, ok
}

// mayImport reports whether a folder that may import allowed may import imported.
func mayImport(allowed []string, imported string) bool {
	if own, ok := strings.CutPrefix(imported, module); ok {
		return slices.Contains(allowed, own)
	}
	first, _, _ := strings.Cut(imported, "/")
	return !strings.Contains(first, ".") || slices.ContainsFunc(allowed, func(a string) bool {
		return imported == a || strings.HasPrefix(imported, a+"/")
	})
}

func TestMayImport(t *testing.T) {
	allowed := []string{"generator/internal/ir", "gopkg.in/yaml.v3", "github.com/getkin/kin-openapi"}
	for imported, want := range map[string]bool{
		"fmt":                                    true,
		"encoding/json":                          true,
		module + "generator/internal/ir":         true,
		module + "generator/internal/ir/x":       false,
		module + "generator/internal/oas":        false,
		"gopkg.in/yaml.v3":                       true,
		"gopkg.in/yaml.v3x":                      false,
		"github.com/getkin/kin-openapi/openapi3": true,
		"github.com/dave/jennifer/jen":           false,
	} {
		if got := mayImport(allowed, imported); got != want {
			t.Errorf("mayImport(%q) = %v, want %v", imported, got, want)
		}
	}
}
