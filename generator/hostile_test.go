package generator_test

import (
	"bytes"
	"encoding/json"
	"maps"
	"net/url"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gopkg.in/yaml.v3"

	"github.com/connectorgen/connectorgen/generator"
	"github.com/connectorgen/connectorgen/generator/internal/output"
)

// hostileTexts are texts that want to become something else than text.
var hostileTexts = map[string]string{
	"end of comment":        "*/ func init() { panic(1) } /*",
	"end of line":           "x\nfunc init() { panic(1) }\n//",
	"other ends of lines":   "x\rfunc init() {}\u2028func init() {}\u0085func init() {}\v\f",
	"build constraint":      "//go:build ignore",
	"old build constraint":  "+build ignore\n\n// +build ignore",
	"constraint further on": strings.Repeat("word ", 19) + "+build ignore",
	"generate":              "go:generate rm -rf /\n//go:generate rm -rf /\n\n\ngo:generate x",
	"linkname":              "//go:linkname a os.Exit\ngo:embed /etc/passwd\n//go:noescape",
	"line":                  "line /etc/passwd:1\n//line x.go:1\n/*line x.go:1*/",
	"cgo":                   "#cgo LDFLAGS: -lx\n#include <stdlib.h>\nexport Evil\n//export Evil\nimport \"C\"",
	"backtick":              "` + panic(1) + `",
	"quote":                 "\" + panic(1) + \"",
	"backslash":             "\\",
	"escapes":               "\\x00\\u0000\\n\\\"\\`",
	"struct tag":            "x\" json:\"-\" y:\"` /*",
	"format verbs":          "%s%d%!%n%[9]*.*f",
	"template":              "{{.}} ${access_token} {{template \"x\"}} <% %> #{}",
	"parentheses":           ") } ] ; func init() { (",
	"NUL":                   "a\x00b",
	"control characters":    "\x01\x1b[2J\x7f\u0090",
	"turned text":           "\u202eevil\u2066\u200f\u061c",
	"byte order mark":       "\ufeffx\ufffe",
	"replacement":           "\ufffd",
	"HTML":                  "</td></table><script>alert(1)</script><img src=x onerror=alert(1)>",
	"HTML comment":          "--> <!-- x --!> <?php ?> <![CDATA[ x ]]>",
	"entities":              "&lt;script&gt; &#60;script&#62; &Tab;",
	"link":                  "[x](javascript:alert(1)) ![x](http://evil.example.com/x.png) <javascript:alert(1)> [x]: javascript:alert(1)",
	"autolink":              "http://evil.example.com www.evil.example.com a@evil.example.com",
	"table":                 "a | b \\| c\n|---|---|\n| d |",
	"headings":              "# x\n\nx\n===\n---\n- a\n1. b\n> c\n```\nd\n```\n\tx",
	"path":                  "../../../../etc/passwd",
	"Windows path":          "..\\..\\x:y",
	"absolute path":         "/etc/passwd",
	"dots":                  "..",
	"device":                "CON",
	"device with end":       "aux.go",
	"another device":        "NUL",
	"test file":             "x_test",
	"system":                "pets_windows",
	"architecture":          "pets_linux_amd64",
	"hidden":                ".git/hooks/post-commit",
	"own file":              "client",
	"own file, runtime":     "retry.go",
	"keyword":               "func",
	"init":                  "init",
	"predeclared":           "error nil string",
	"own type":              "Client",
	"prototype":             "__proto__",
	"reference":             "#/components/schemas/Pet",
	"pointer":               "a~1b~0c%2Fd%00",
	"nothing":               "",
	"space":                 " ",
	"emoji":                 "🦀\u200d🦀",
	"letters of others":     "ǅ ß ſ İ ı Ａ 数 ² ٣ ª",
	"combining":             "e\u0301\u0301\u0301",
	"digits":                "0123",
	"number":                "1e999999",
	"long":                  strings.Repeat("long ", 2000),
	"one long word":         strings.Repeat("w", 10_000),
}

// everything is a document that has one of each.
func everything(t *testing.T) map[string]any {
	t.Helper()
	text, err := os.ReadFile("testdata/hostile/everything.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var doc map[string]any
	if err := yaml.Unmarshal(text, &doc); err != nil {
		t.Fatal(err)
	}
	return doc
}

// render makes everything of a document.
func render(t *testing.T, doc any) ([]output.File, generator.Problems) {
	t.Helper()
	text, err := json.Marshal(doc)
	if err != nil {
		t.Fatal(err)
	}
	files, problems, err := generator.Render(generator.Options{Spec: "-", Stdin: bytes.NewReader(text), Out: "testdata/nowhere", Package: "p"})
	if err != nil {
		t.Fatal(err)
	}
	return files, problems
}

// Where the document only speaks, what it says changes nothing.
func TestHostileTexts(t *testing.T) {
	clean, problems := render(t, everything(t))
	if problems != nil {
		t.Fatal(problems)
	}
	checkHarmless(t, clean)
	want := shape(t, clean)
	for name, text := range hostileTexts {
		t.Run(name, func(t *testing.T) {
			doc := everything(t)
			replaceTexts(doc, text)
			files, problems := render(t, doc)
			if problems.HasErrors() {
				t.Fatal(problems)
			}
			got := shape(t, files)
			if strings.TrimSpace(text) == "" {
				got["LISTING.md"] = want["LISTING.md"] // it has a paragraph less
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("the text changes what is declared, or the pages (-want +got):\n%s", diff)
			}
		})
	}
}

// replaceTexts puts text wherever a document describes something.
func replaceTexts(v any, text string) {
	switch v := v.(type) {
	case []any:
		for _, item := range v {
			replaceTexts(item, text)
		}
	case map[string]any:
		for key, value := range v {
			_, isText := value.(string)
			switch key {
			case "summary", "description", "title", "pattern", "example":
				if isText {
					v[key] = text
					continue
				}
			}
			replaceTexts(value, text)
		}
	}
}

// What is called by a hostile name gets a harmless one, or is refused.
func TestHostileNames(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes long with the race detector: make test runs it without")
	}
	for name, text := range hostileTexts {
		for where, rename := range map[string]func(string) string{
			"instead": func(string) string { return text },
			"before":  func(old string) string { return text + old },
		} {
			t.Run(name+" "+where, func(t *testing.T) {
				files, problems := render(t, renamed(everything(t), rename, ""))
				if (files == nil) != problems.HasErrors() {
					t.Fatalf("%d files, problems %v", len(files), problems)
				}
				for _, p := range problems {
					if p.Severity == "error" && where != "instead" {
						t.Error(p)
					}
				}
				checkHarmless(t, files)
			})
		}
	}
}

// What the compiler and vet say of a package in which all hostile texts are at once.
func TestHostileVet(t *testing.T) {
	all := slices.Sorted(maps.Values(hostileTexts))
	all = slices.DeleteFunc(all, func(text string) bool { return len(text) > 1000 })
	doc := everything(t)
	replaceTexts(doc, strings.Join(all, "\n"))
	files, problems := render(t, renamed(doc, func(old string) string { return old + all[len(old)*7%len(all)] }, ""))
	if problems.HasErrors() {
		t.Fatal(problems)
	}
	dir := t.TempDir()
	if _, err := output.Write(dir, append(files, output.File{Path: "go.mod", Content: []byte("module example.com/p\n\ngo 1.23\n")}), output.Options{}); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("go", "vet", "./...")
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOFLAGS=-mod=mod -trimpath", "GOWORK=off")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

// renamed is a part of a document, which is under key, with everything called anew:
// operations, tags, parameters, properties, schemas, security schemes, values.
func renamed(v any, rename func(string) string, key string) any {
	switch v := v.(type) {
	case []any:
		list := make([]any, len(v))
		for i, item := range v {
			list[i] = renamed(item, rename, key)
		}
		return list
	case map[string]any:
		made := make(map[string]any, len(v))
		for k, value := range v {
			name := k
			switch key {
			case "schemas", "properties", "securitySchemes", "security", "variables", "scopes", "mapping", "headers":
				name = rename(k)
			case "paths":
				name = k + "/" + url.PathEscape(rename("x"))
			}
			made[name] = renamed(value, rename, k)
		}
		if ref, ok := made["$ref"].(string); ok {
			made["$ref"] = renamedRef(ref, rename)
		}
		if in, ok := made["in"].(string); ok && in != "path" && made["type"] == nil {
			made["name"] = rename(v["name"].(string)) //nolint:errcheck // everything.yaml has it
		}
		return made
	case string:
		switch key {
		case "operationId", "tags", "enum", "const", "default", "required", "propertyName":
			return rename(v)
		case "mapping":
			return renamedRef(v, rename)
		}
	}
	return v
}

func renamedRef(ref string, rename func(string) string) string {
	const schemas = "#/components/schemas/"
	name := strings.NewReplacer("~", "~0", "/", "~1").Replace(rename(strings.TrimPrefix(ref, schemas)))
	return schemas + url.PathEscape(name)
}
