package generator_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/connectorgen/connectorgen/generator"
)

// published are the documents that every target is held against: Flexport, and one
// for each way to authenticate and each version of OpenAPI.
var published = []string{
	"flexport",
	"adyen-checkout.json", // API key or basic, 3.1
	"twilio.json",         // basic
	"spotify.yaml",        // authorization code
	"traintravel31.yaml",  // 3.1
	"sendgrid-oai.json",   // Swagger 2.0
}

// large is the size in bytes above which a document is left out where all are
// wanted: it takes its time, and holds what the others hold.
const large = 2 << 20

// everyPublished are all documents that there are but the large ones, Flexport first.
//
// Without the folder that holds them they are the list above, each to be skipped.
func everyPublished(t *testing.T) []string {
	t.Helper()
	if os.Getenv("CONNECTORGEN_SHARED") == "" {
		return published
	}
	entries, err := os.ReadDir(filepath.Join(shared(t), "corpus"))
	if err != nil {
		t.Fatal(err)
	}
	list := []string{"flexport"}
	for _, e := range entries {
		info, err := e.Info()
		if err != nil {
			t.Fatal(err)
		}
		if filepath.Ext(e.Name()) != ".tsv" && info.Size() <= large {
			list = append(list, e.Name())
		}
	}
	return list
}

// shared is the folder of published documents.
func shared(t *testing.T) string {
	t.Helper()
	dir := os.Getenv("CONNECTORGEN_SHARED")
	if dir == "" {
		t.Skip("CONNECTORGEN_SHARED is not set: the folder of published documents is not here")
	}
	return dir
}

// A madeTarget is what one target made of one connector.
type madeTarget struct {
	dir      string // folder of the target, which is not there if it is unsupported
	problems generator.Problems
}

// read returns a file of the target.
func (m *madeTarget) read(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(m.dir, filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// makeTarget makes one target of a published document, and nothing else.
func makeTarget(t *testing.T, document, target string) *madeTarget {
	t.Helper()
	dir := t.TempDir()
	if document == "flexport" {
		copyFlexport(t, dir, onlyTarget, target)
	} else {
		copyPublished(t, dir, document, target)
	}
	return generateTarget(t, dir, target)
}

// generateTarget makes what the connector file in dir asks for.
func generateTarget(t *testing.T, dir, target string) *madeTarget {
	t.Helper()
	results, err := generator.Generate(t.Context(), generator.Options{Connectors: []string{filepath.Join(dir, "connector.yaml")}})
	if err != nil {
		t.Fatal(err)
	}
	if results[0].Failed() {
		t.Fatal(results[0].Problems)
	}
	return &madeTarget{dir: filepath.Join(dir, "out", "targets", target), problems: results[0].Problems}
}

// onlyTarget is the output that consists of one target.
const onlyTarget = "output: {dir: out, client: false, manifest: false, listing: false, targets: [%s]}\n"

// copyFlexport copies Flexport's inputs, with another output.
func copyFlexport(t *testing.T, dir, output, target string) {
	t.Helper()
	for _, name := range []string{"connector.yaml", "openapi.yaml", "overlay.yaml", "auth.yaml", "icon.svg", "icon.png"} {
		data, err := os.ReadFile(filepath.Join("..", "specs", "flexport", name))
		if err != nil {
			t.Fatal(err)
		}
		if name == "connector.yaml" {
			before, after, ok := strings.Cut(string(data), "\noutput:\n")
			_, names, _ := strings.Cut(after, "\nnames:\n")
			if !ok || names == "" {
				t.Fatal("Flexport's connector file has no output followed by names")
			}
			data = []byte(before + "\n" + fmt.Sprintf(output, target) + "names:\n" + names)
		}
		write(t, filepath.Join(dir, name), data)
	}
}

func copyPublished(t *testing.T, dir, document, target string) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(shared(t), "corpus", document))
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, document), data)
	name, _, _ := strings.Cut(document, ".")
	write(t, filepath.Join(dir, "connector.yaml"), fmt.Appendf(nil, `id: com.example/%s
name: %s
version: 1.0.0
description: Made of a published document, to see what becomes of it.
vendor: {name: Example}
publisher: {name: Example}
openapi: %s
`+onlyTarget, name, name[:min(len(name), 30)], document, target))
}

func write(t *testing.T, name string, data []byte) {
	t.Helper()
	if err := os.WriteFile(name, data, 0o644); err != nil {
		t.Fatal(err)
	}
}
