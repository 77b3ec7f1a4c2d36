package jsonschema_test

import (
	"encoding/json"
	"testing"

	"pgregory.net/rapid"

	"github.com/connectorgen/connectorgen/generator/internal/jsonschema"
)

// What the quick looks are sure of, the library agrees with.
func TestQuickLooksAreRight(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		trial := jsonschema.DrawTrial(t)
		sound, fits, schemaErr, valueErr := trial.Judge()
		if sound && schemaErr != nil {
			t.Fatalf("a schema is called sound: %v", schemaErr)
		}
		if schemaErr == nil && fits && valueErr != nil {
			t.Fatalf("%s is said to fit: %v", trial.Value, valueErr)
		}
	})
}

// And they are sure of what examples are like.
func TestQuickLooksAreSure(t *testing.T) {
	pet := &jsonschema.Schema{
		Type: jsonschema.Types{"object"}, Required: []string{"name"},
		Properties: jsonschema.Members{
			{Name: "name", Schema: &jsonschema.Schema{Type: jsonschema.Types{"string", "null"}, Pattern: "^[a-z]+$"}},
			{Name: "age", Schema: &jsonschema.Schema{Type: jsonschema.Types{"integer"}, Minimum: "0"}},
			{Name: "kind", Schema: &jsonschema.Schema{Enum: []json.RawMessage{[]byte(`"cat"`), []byte(`"dog"`)}}},
			{Name: "young", Schema: &jsonschema.Schema{Type: jsonschema.Types{"array"}, Items: &jsonschema.Schema{Ref: "#/schemas/Pet"}}},
		},
	}
	f := jsonschema.NewFitter(map[string]*jsonschema.Schema{"#/schemas/Pet": pet})
	if !pet.Sound() {
		t.Error("the schema is not called sound")
	}
	for text, want := range map[string]bool{
		`{"name":"ada","age":3,"kind":"cat","young":[{"name":null,"more":{}}]}`: true,
		`{"age":3}`:                                  false,
		`{"name":"ada","age":-1}`:                    false,
		`{"name":"Ada"}`:                             false,
		`{"name":"ada","kind":"cow"}`:                false,
		`{"name":"ada","young":[{"name":"b"},true]}`: false,
	} {
		value, err := jsonschema.Decode(text)
		if err != nil {
			t.Fatal(err)
		}
		if got := f.Fits(pet, value); got != want {
			t.Errorf("%s: sure that it fits: %v, want %v", text, got, want)
		}
	}
}
