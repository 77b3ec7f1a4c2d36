package generator_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dlclark/regexp2"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

// The files of the target, and Microsoft's schemas for them.
var powerPlatformFiles = map[string]string{
	"apiDefinition.swagger.json": "powerplatform-apiDefinition.json",
	"apiProperties.json":         "powerplatform-apiProperties.json",
}

// powerPlatformSchema compiles Microsoft's schema for a file, which has lookahead.
func powerPlatformSchema(t *testing.T, file string) *jsonschema.Schema {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(shared(t), "targets", "schemas", powerPlatformFiles[file]))
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	c.UseRegexpEngine(func(pattern string) (jsonschema.Regexp, error) {
		re, err := regexp2.Compile(pattern, regexp2.ECMAScript)
		return ecmaPattern{re}, err
	})
	const url = "urn:powerplatform"
	if err := c.AddResource(url, doc); err != nil {
		t.Fatal(err)
	}
	return c.MustCompile(url)
}

func satisfies(t *testing.T, s *jsonschema.Schema, data []byte) error {
	t.Helper()
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	return s.Validate(value)
}

func TestPowerPlatformGolden(t *testing.T) {
	goldenTarget(t, "powerplatform", "apiDefinition.swagger.json", "apiProperties.json")
}

// A definition that is larger than the platform takes is not written, and a loss says so.
func TestPowerPlatformPublished(t *testing.T) {
	for _, document := range everyPublished(t) {
		t.Run(document, func(t *testing.T) {
			definition := powerPlatformSchema(t, "apiDefinition.swagger.json")
			settings := powerPlatformSchema(t, "apiProperties.json")
			made := makeTarget(t, document, "powerplatform")
			if _, err := os.Stat(made.dir); os.IsNotExist(err) {
				if !tooLarge(made) {
					t.Errorf("nothing was made, and nothing says why: %v", made.problems)
				}
				return
			}
			data := made.read(t, "apiDefinition.swagger.json")
			if len(data) > 1<<20 {
				t.Errorf("the definition has %d bytes", len(data))
			}
			if err := satisfies(t, definition, data); err != nil {
				t.Errorf("%#v", err)
			}
			if err := satisfies(t, settings, made.read(t, "apiProperties.json")); err != nil {
				t.Errorf("%#v", err)
			}
			if satisfies(t, definition, bytes.Replace(data, []byte(`"operationId"`), []byte(`"operationID"`), 1)) == nil {
				t.Error("a spoiled definition satisfies the schema")
			}
			if satisfies(t, settings, bytes.Replace(made.read(t, "apiProperties.json"), []byte(`"iconBrandColor"`), []byte(`"color"`), 1)) == nil {
				t.Error("spoiled properties satisfy the schema")
			}
		})
	}
}

func tooLarge(made *madeTarget) bool {
	for _, p := range made.problems {
		if p.Code == "powerplatform-size" && strings.Contains(p.Msg, "1048576") {
			return true
		}
	}
	return false
}
