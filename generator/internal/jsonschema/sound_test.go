package jsonschema_test

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/connectorgen/connectorgen/generator/internal/jsonschema"
)

// What the quick looks are sure of, the library agrees with. And they are sure
// often enough to be worth having.
func TestQuickLooksAreRight(t *testing.T) {
	var trials, sure, right int
	rapid.Check(t, func(t *rapid.T) {
		trial := jsonschema.DrawTrial(t)
		sound, fits, schemaErr, valueErr := trial.Judge()
		if sound && schemaErr != nil {
			t.Fatalf("a schema is called sound: %v", schemaErr)
		}
		if schemaErr != nil {
			return
		}
		if fits && valueErr != nil {
			t.Fatalf("%s is said to fit: %v", trial.Value, valueErr)
		}
		trials++
		if valueErr == nil {
			right++
			if fits {
				sure++
			}
		}
	})
	if trials == 0 || right == 0 || sure*2 < right {
		t.Errorf("of %d trials %d are right, and of those the quick look is sure of %d", trials, right, sure)
	}
}
