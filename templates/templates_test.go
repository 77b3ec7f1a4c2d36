package templates_test

import (
	"encoding/json"
	"io/fs"
	"testing"
	"text/template"

	"github.com/connectorgen/connectorgen/templates"
)

func TestDocuments(t *testing.T) {
	for name, text := range map[string]string{"listing": templates.Listing(), "trace": templates.Trace(), "patchworks": templates.Patchworks()} {
		if _, err := template.New(name).Parse(text); err != nil {
			t.Error(err)
		}
	}
}

func TestSchemas(t *testing.T) {
	if !json.Valid(templates.ManifestSchema()) {
		t.Error("the manifest's schema is not JSON")
	}
	names, err := fs.Glob(templates.Schemas(), "*.json")
	if err != nil || len(names) == 0 {
		t.Errorf("schemas are %q: %v", names, err)
	}
}

func TestClientFiles(t *testing.T) {
	names, err := fs.Glob(templates.ClientFiles(), "*.go")
	if err != nil || len(names) == 0 {
		t.Errorf("client files are %q: %v", names, err)
	}
}
