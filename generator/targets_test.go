package generator_test

import (
	"encoding/json"
	"os"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/connectorgen/connectorgen/generator"
	"github.com/connectorgen/connectorgen/generator/internal/config"
)

// TestTargets keeps the names that the connector file takes, those that its schema
// offers and those that there is an emitter for the same.
func TestTargets(t *testing.T) {
	known := slices.Sorted(slices.Values(config.Targets()))
	if diff := cmp.Diff(known, generator.EmittedTargets()); diff != "" {
		t.Errorf("targets of the connector file and of the facade differ (-file +facade):\n%s", diff)
	}
	data, err := os.ReadFile("../templates/schemas/connector-file.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	var schema struct {
		Defs struct {
			Output struct {
				Properties struct {
					Targets struct {
						Items struct{ Enum []string }
					}
				}
			}
		} `json:"$defs"`
	}
	if err := json.Unmarshal(data, &schema); err != nil {
		t.Fatal(err)
	}
	offered := slices.Sorted(slices.Values(schema.Defs.Output.Properties.Targets.Items.Enum))
	if diff := cmp.Diff(known, offered); diff != "" {
		t.Errorf("targets of the connector file and of its schema differ (-file +schema):\n%s", diff)
	}
}
