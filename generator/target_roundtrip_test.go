package generator_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// withoutHeaders takes out the parameters that the document has for the headers of
// every request: the connector file says them already.
const withoutHeaders = `overlay: 1.0.0
info: {title: Headers of every request, version: 1.0.0}
actions:
  - {target: '$.paths.*.parameters', remove: true}
`

// TestOpenAPIRoundTrip makes Flexport's connector of the document that was made of it:
// the client and what the manifest says of every operation are those of the first.
func TestOpenAPIRoundTrip(t *testing.T) {
	const all = "output: {dir: out, client: true, manifest: true, listing: false, targets: [%s]}\n"
	first, second := t.TempDir(), t.TempDir()
	copyFlexport(t, first, all, "openapi")
	made := generateTarget(t, first, "openapi")
	copyFlexport(t, second, all, "")
	write(t, filepath.Join(second, "openapi.yaml"), made.read(t, "openapi.json"))
	write(t, filepath.Join(second, "overlay.yaml"), []byte(withoutHeaders))
	again := generateTarget(t, second, "")
	for _, p := range again.problems {
		t.Errorf("the document that was made has a problem: %v", p)
	}
	files, err := filepath.Glob(filepath.Join(first, "out", "*.go"))
	if err != nil || len(files) < 10 {
		t.Fatalf("%d Go files, %v", len(files), err)
	}
	for _, name := range files {
		want, got := readFile(t, name), readFile(t, filepath.Join(second, "out", filepath.Base(name)))
		if diff := cmp.Diff(strings.Split(want, "\n"), strings.Split(got, "\n")); diff != "" {
			t.Errorf("%s differs:\n%s", filepath.Base(name), diff)
		}
	}
	for _, part := range []string{"servers", "defaults", "auth", "testConnection", "resources", "actions", "schemas", "inputSchemas"} {
		want, got := manifestOf(t, first)[part], manifestOf(t, second)[part]
		if diff := cmp.Diff(want, got); diff != "" || want == nil {
			t.Errorf("%s of the manifest differs:\n%s", part, diff)
		}
	}
}

func readFile(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func manifestOf(t *testing.T, dir string) map[string]any {
	t.Helper()
	var m map[string]any
	if err := json.Unmarshal([]byte(readFile(t, filepath.Join(dir, "out", "connector.json"))), &m); err != nil {
		t.Fatal(err)
	}
	return m
}
