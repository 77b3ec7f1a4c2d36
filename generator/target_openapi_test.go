package generator_test

import (
	"encoding/json"
	"regexp"
	"testing"

	"github.com/dlclark/regexp2"
	"github.com/getkin/kin-openapi/openapi3"
)

// An ecmaPattern is a pattern in the dialect that OpenAPI has.
type ecmaPattern struct{ *regexp2.Regexp }

func (p ecmaPattern) MatchString(text string) bool {
	ok, err := p.Regexp.MatchString(text)
	return err == nil && ok
}

// validOpenAPI holds a document against the rules of OpenAPI 3.0, those about
// examples and defaults included.
func validOpenAPI(t *testing.T, data []byte) error {
	t.Helper()
	doc, err := openapi3.NewLoader().LoadFromData(data)
	if err != nil {
		return err
	}
	return doc.Validate(t.Context(), openapi3.EnableMultiError(), openapi3.EnableExamplesValidation(), openapi3.EnableSchemaDefaultsValidation(),
		openapi3.ProhibitExtensionsWithRef(), openapi3.SetRegexCompiler(func(pattern string) (openapi3.RegexMatcher, error) {
			if re, err := regexp.Compile(pattern); err == nil {
				return re, nil
			}
			re, err := regexp2.Compile(pattern, regexp2.ECMAScript)
			return ecmaPattern{re}, err
		}))
}

func TestOpenAPIGolden(t *testing.T) {
	made := goldenTarget(t, "openapi", "openapi.json")
	if err := validOpenAPI(t, made.read(t, "openapi.json")); err != nil {
		t.Error(err)
	}
}

func TestOpenAPIPublished(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes long with the race detector: make test runs it without")
	}
	for _, document := range everyPublished(t) {
		t.Run(document, func(t *testing.T) {
			made := makeTarget(t, document, "openapi")
			data := made.read(t, "openapi.json")
			if err := validOpenAPI(t, data); err != nil {
				t.Fatal(err)
			}
			if err := validOpenAPI(t, spoiled(t, data)); err == nil {
				t.Error("a document with a schema of an unknown type is valid")
			}
		})
	}
}

// spoiled adds a schema of a type that there is not.
func spoiled(t *testing.T, data []byte) []byte {
	t.Helper()
	var doc, components, schemas map[string]json.RawMessage
	decode(t, data, &doc)
	decode(t, doc["components"], &components)
	decode(t, components["schemas"], &schemas)
	schemas["Spoiled"] = json.RawMessage(`{"type": "text"}`)
	components["schemas"] = json.RawMessage(encode(t, schemas))
	doc["components"] = json.RawMessage(encode(t, components))
	return []byte(encode(t, doc))
}
