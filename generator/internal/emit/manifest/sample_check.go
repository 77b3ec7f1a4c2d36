package manifest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	validator "github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/connectorgen/connectorgen/generator/internal/ir"
	"github.com/connectorgen/connectorgen/generator/internal/jsonschema"
)

// checkSamples takes out the samples that break their own schema, with a warning:
// examples in documents often do.
func (b *builder) checkSamples(d *document) error {
	schemas, err := sampleSchemas(d)
	if err != nil {
		return err
	}
	const url = "urn:connector-manifest:samples"
	c := newCompiler()
	if err := c.AddResource(url, schemas); err != nil {
		return err
	}
	for i := range d.Actions {
		a := &d.Actions[i]
		if a.Samples == nil {
			continue
		}
		op, place := &b.c.Operations[i], fmt.Sprintf("%s#/$defs/%d/$defs/", url, i)
		a.Samples.Input = b.sample(c, op, a.Samples.Input, place, "input")
		a.Samples.Output = b.sample(c, op, a.Samples.Output, place, "output")
		if a.Samples.Input == nil && a.Samples.Output == nil {
			a.Samples = nil
		}
	}
	return nil
}

// sampleSchemas holds all schemas of d in one: the compiler reads what stands
// under $defs at once, and what a reference leads to elsewhere each time anew.
func sampleSchemas(d *document) (any, error) {
	type defs map[string]any
	all := defs{
		"schemas":      defs{"$defs": d.Schemas},
		"inputSchemas": defs{"$defs": d.InputSchemas},
	}
	for i := range d.Actions {
		a := &d.Actions[i]
		all[strconv.Itoa(i)] = defs{"$defs": defs{"input": a.Input, "output": a.Output.Schema}}
	}
	content, err := jsonschema.Encode(defs{"$defs": all})
	if err != nil {
		return nil, err
	}
	schemas, err := validator.UnmarshalJSON(bytes.NewReader(content))
	moveRefs(schemas)
	return schemas, err
}

// moveRefs makes every "#/section/name" in v "#/$defs/section/$defs/name".
func moveRefs(v any) {
	switch v := v.(type) {
	case map[string]any:
		if ref, ok := v["$ref"].(string); ok {
			section, name, _ := strings.Cut(strings.TrimPrefix(ref, "#/"), "/")
			v["$ref"] = "#/$defs/" + section + "/$defs/" + name
		}
		for _, item := range v {
			moveRefs(item)
		}
	case []any:
		for _, item := range v {
			moveRefs(item)
		}
	}
}

// sample returns the sample if it satisfies the schema of that name at place, else nil.
func (b *builder) sample(c *validator.Compiler, op *ir.Operation, sample json.RawMessage, place, name string) json.RawMessage {
	if sample == nil {
		return nil
	}
	s, err := c.Compile(place + name)
	if err != nil {
		return sample // a schema that is wrong is found when the whole is checked
	}
	value, err := validator.UnmarshalJSON(bytes.NewReader(sample))
	if err == nil {
		err = s.Validate(value)
	}
	if err == nil {
		return sample
	}
	why := err.Error()
	if list, unexpected := found(err); unexpected == nil && len(list) > 0 {
		why = strings.TrimPrefix(strings.Join(list[0].path, ".")+": "+list[0].msg, ": ")
	}
	b.problems.Warnf(op.Pos, "manifest-sample", "examples of operation %q do not make a valid %s: %s", op.ID, name, why)
	return nil
}
