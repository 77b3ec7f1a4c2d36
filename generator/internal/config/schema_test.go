package config_test

import (
	"bytes"
	"encoding/json"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/connectorgen/connectorgen/generator/internal/config"
	"github.com/connectorgen/connectorgen/generator/internal/source"
)

const schemaFile = "../../../templates/schemas/connector-file.schema.json"

// TestSchemaKeys keeps the keys that editors offer and those that the reader
// knows the same, and the required ones among them.
func TestSchemaKeys(t *testing.T) {
	type mapping struct {
		Properties map[string]json.RawMessage `json:"properties"`
		Required   []string                   `json:"required"`
	}
	var schema struct {
		mapping
		Defs map[string]mapping `json:"$defs"`
	}
	data, err := os.ReadFile(schemaFile)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, &schema); err != nil {
		t.Fatal(err)
	}
	schema.Defs[""] = schema.mapping
	known := map[string][]string{}
	for def, m := range schema.Defs {
		for key := range m.Properties {
			if slices.Contains(m.Required, key) {
				key += ", required"
			}
			known[def] = append(known[def], key)
		}
		slices.Sort(known[def])
	}
	read := map[string][]string{}
	for def, keys := range config.Tables() {
		for _, key := range keys {
			name := key.Name
			if key.Required {
				name += ", required"
			}
			read[def] = append(read[def], name)
		}
		slices.Sort(read[def])
	}
	if diff := cmp.Diff(known, read); diff != "" {
		t.Errorf("schema and reader differ: %s", diff)
	}
}

// checkSchema shows that the schema has nothing against what the reader takes.
func checkSchema(t *testing.T, text string) {
	t.Helper()
	root, err := source.Parse("f", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	data, err := source.JSON(root)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	schema, err := jsonschema.NewCompiler().Compile(schemaFile)
	if err != nil {
		t.Fatal(err)
	}
	if err := schema.Validate(doc); err != nil {
		t.Error(err)
	}
}

// TestDocumentation reads the worked example of the user's page and looks for
// every key that the reader knows.
func TestDocumentation(t *testing.T) {
	page, err := os.ReadFile("../../../docs/connector-file.md")
	if err != nil {
		t.Fatal(err)
	}
	_, example, _ := strings.Cut(string(page), "## An example\n\n```yaml\n")
	example, _, _ = strings.Cut(example, "```")
	_, problems := config.Parse("example", []byte(example))
	if len(problems) > 0 {
		t.Error(problems)
	}
	checkSchema(t, example)
	for _, keys := range config.Tables() {
		for _, key := range keys.Names() {
			if !regexp.MustCompile("`[^`\n]*\\b" + key + "\\b[^`\n]*`").Match(page) {
				t.Errorf("the page does not name the key %s", key)
			}
		}
	}
}
