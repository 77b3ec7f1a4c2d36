package flexport_test

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/connectorgen/connectorgen/generator"
)

// published are the published documents, oldest first; none if they are not here.
func published(t *testing.T) []string {
	t.Helper()
	if shared(t) == "" {
		return nil
	}
	list, err := filepath.Glob(filepath.Join(shared(t), "upstream", "*.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	if len(list) < 15 {
		t.Fatalf("%d published documents, want 15", len(list))
	}
	return list
}

// TestPublishedDocuments makes a client of each published document, with the
// connector's own overlay, descriptor and connector file, and with none of them.
func TestPublishedDocuments(t *testing.T) {
	t.Parallel()
	list := published(t)
	if list == nil {
		t.Skip(notHere)
	}
	module := newModule(t, "1.25")
	var options []generator.Options
	for _, document := range list {
		name := "v" + filepath.Base(document)[:2]
		options = append(options,
			generator.Options{Connectors: []string{connectorFor(t, filepath.Join(module, name), document)}},
			generator.Options{Spec: document, Out: filepath.Join(module, "alone", name)})
	}
	generate(t, options...)
	packages := runGo(t, module, nil, "list", "./...")
	if n := len(strings.Fields(packages)); n != 2*len(list) {
		t.Errorf("%d packages, want %d:\n%s", n, 2*len(list), packages)
	}
	runGo(t, module, nil, "vet", "./...")
}

// TestOwnDocumentIsThePublished holds what is made of the document here against
// what is made of the newest published one: the same Go API, and the same
// manifest but for texts and places.
func TestOwnDocumentIsThePublished(t *testing.T) {
	t.Parallel()
	list := published(t)
	if list == nil {
		t.Skip(notHere)
	}
	const own, newest, older = 0, 1, 2
	var options []generator.Options
	var apis [3][]string
	var manifests [3]any
	dirs := [3]string{t.TempDir(), t.TempDir(), t.TempDir()}
	for i, document := range []string{"openapi.yaml", list[len(list)-1], list[len(list)-4]} {
		options = append(options, generator.Options{Connectors: []string{connectorFor(t, dirs[i], document)}})
	}
	generate(t, options...)
	for i, dir := range dirs {
		out := filepath.Join(dir, "generated", "flexport")
		apis[i], manifests[i] = exported(t, out), bare(t, out)
	}
	if diff := cmp.Diff(apis[newest], apis[own]); diff != "" {
		t.Errorf("Go API (-published +own):\n%s", diff)
	}
	if diff := cmp.Diff(manifests[newest], manifests[own]); diff != "" {
		t.Errorf("manifest (-published +own):\n%s", diff)
	}
	// The older one lacks four parameters.
	if cmp.Equal(apis[older], apis[own]) || cmp.Equal(manifests[older], manifests[own]) {
		t.Error("an older document makes no difference")
	}
}

// connectorFor lays out the connector's files with another document in a folder,
// as they stand here but for the formats of marketplaces, and returns the connector file.
func connectorFor(t *testing.T, dir, document string) string {
	t.Helper()
	specs := filepath.Join(dir, "specs", "flexport")
	for _, name := range []string{"overlay.yaml", "auth.yaml", "icon.svg", "icon.png"} {
		copyFile(t, name, filepath.Join(specs, name))
	}
	text, err := os.ReadFile("connector.yaml")
	if err != nil {
		t.Fatal(err)
	}
	writeFile(t, filepath.Join(specs, "connector.yaml"), targetsLine.ReplaceAllString(string(text), ""))
	copyFile(t, document, filepath.Join(specs, "openapi.yaml"))
	return filepath.Join(specs, "connector.yaml")
}

var targetsLine = regexp.MustCompile(`(?m)^  targets: .*\n`)

func copyFile(t *testing.T, from, to string) {
	t.Helper()
	text, err := os.ReadFile(from)
	if err != nil {
		t.Fatal(err)
	}
	writeFile(t, to, string(text))
}

func writeFile(t *testing.T, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// newModule returns the folder of an empty Go module that ends with the test.
func newModule(t *testing.T, version string) string {
	t.Helper()
	dir := t.TempDir()
	writeFile(t, filepath.Join(dir, "go.mod"), "module example.com/made\n\ngo "+version+"\n")
	return dir
}

// runGo runs the go command, which must succeed, and returns what it prints.
func runGo(t *testing.T, dir string, env []string, args ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", args...)
	cmd.Dir = dir
	cmd.Env = append(append(os.Environ(), "GOFLAGS=-mod=mod", "GOWORK=off"), env...)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil {
		t.Fatalf("go %s: %v\n%s%s", strings.Join(args, " "), err, out.String(), errs.String())
	}
	return out.String()
}

// generate generates everything twice, in a program of its own; the second time
// nothing changes.
func generate(t *testing.T, options ...generator.Options) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", "run", "./testdata/generate")
	cmd.Stdin = bytes.NewReader(encode(t, options))
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
}

// bare is a manifest without texts, samples, places, digests and the files' sizes.
func bare(t *testing.T, dir string) any {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, "connector.json"))
	if err != nil {
		t.Fatal(err)
	}
	return strip(decode(t, text))
}

var digest = regexp.MustCompile(`^[0-9a-f]{64}$`)

// strip leaves out what one may say in other words.
func strip(v any) any {
	switch v := v.(type) {
	case map[string]any:
		out := map[string]any{}
		for name, value := range v {
			text, isText := value.(string)
			_, isNumber := value.(json.Number)
			switch {
			case name == "default" && !isField(v): // the published document writes examples there
			case name == "samples": // made of the document's examples
			case isText && (digest.MatchString(text) || name == "description" || name == "label" || name == "summary" || name == "place"):
			case isNumber && name == "size":
			default:
				out[name] = strip(value)
			}
		}
		return out
	case []any:
		out := []any{}
		for _, item := range v {
			if !aboutTexts(item) {
				out = append(out, strip(item))
			}
		}
		return out
	}
	return v
}

// isField reports whether an object is a field of a form, whose default counts.
func isField(v map[string]any) bool {
	_, field := v["label"]
	return field
}

// aboutTexts reports whether v is a diagnostic about texts or examples.
func aboutTexts(v any) bool {
	problem, _ := v.(map[string]any)
	return problem["code"] == "manifest-sample" || problem["code"] == "manifest-label-cut"
}

// TestStripBites shows that what matters stays.
func TestStripBites(t *testing.T) {
	t.Parallel()
	got := string(encode(t, strip(decode(t, []byte(`{"description":"x","properties":{"description":{"type":"string","description":"y"},"size":{"label":"z"}},"required":["label"]}`)))))
	if want := `{"properties":{"description":{"type":"string"},"size":{}},"required":["label"]}`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
