package manifest

import (
	"maps"
	"slices"

	"github.com/connectorgen/connectorgen/generator/internal/jsonschema"
)

// bare returns a copy of d whose schemas are empty, for d to be held against the
// schema of manifests in a fraction of the time: the schemas are nearly all of a
// manifest. ok is false if one of them is not a JSON Schema beyond doubt, so that
// d itself has to be held against it.
func (d *document) bare() (bare *document, ok bool) {
	ok = allSound(d.Schemas) && allSound(d.InputSchemas)
	empty := new(jsonschema.Schema)
	copied := *d
	copied.Schemas, copied.InputSchemas = nil, nil
	copied.Actions = slices.Clone(d.Actions)
	for i := range copied.Actions {
		a := &copied.Actions[i]
		ok = ok && a.Input.Sound() && a.Output.Schema.Sound() && allSound(a.Output.Headers)
		a.Input, a.Output.Schema, a.Output.Headers = empty, empty, maps.Clone(a.Output.Headers)
		for name := range a.Output.Headers {
			a.Output.Headers[name] = empty // the names have a rule of their own
		}
		a.OtherAnswers = slices.Clone(a.OtherAnswers)
		for j := range a.OtherAnswers {
			ok = ok && a.OtherAnswers[j].Schema.Sound()
			a.OtherAnswers[j].Schema = nil
		}
		if a.Samples != nil {
			a.Samples = &samples{Input: a.Samples.Input}
		}
	}
	return &copied, ok
}

func allSound(schemas map[string]*jsonschema.Schema) bool {
	for _, s := range schemas {
		if !s.Sound() {
			return false
		}
	}
	return true
}
