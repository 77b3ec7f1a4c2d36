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
	targets := b.targets(d)
	doubted := doubtful(d, targets)
	if len(doubted) == 0 {
		return nil
	}
	schemas, err := sampleSchemas(d, doubted, targets)
	if err != nil {
		return err
	}
	const url = "urn:connector-manifest:samples"
	c := newCompiler()
	if err := c.AddResource(url, schemas); err != nil {
		return err
	}
	for _, i := range doubted {
		a := &d.Actions[i]
		op, place := &b.c.Operations[i], fmt.Sprintf("%s#/$defs/%d/$defs/", url, i)
		a.Samples.Input = b.sample(c, op, a.Samples.Input, place, "input")
		a.Samples.Output = b.sample(c, op, a.Samples.Output, place, "output")
		if a.Samples.Input == nil && a.Samples.Output == nil {
			a.Samples = nil
		}
	}
	return nil
}

// doubtful are the actions of d that have a sample of which a Fitter is not sure.
func doubtful(d *document, targets map[string]target) []int {
	named := make(map[string]*jsonschema.Schema, len(targets))
	for ref, t := range targets {
		named[ref] = t.schema
	}
	f := jsonschema.NewFitter(named)
	sure := func(j *jsonschema.Schema, sample json.RawMessage) bool {
		if sample == nil {
			return true
		}
		value, err := validator.UnmarshalJSON(bytes.NewReader(sample))
		return err == nil && f.Fits(j, value)
	}
	var list []int
	for i := range d.Actions {
		a := &d.Actions[i]
		if a.Samples != nil && (!sure(a.Input, a.Samples.Input) || !sure(a.Output.Schema, a.Samples.Output)) {
			list = append(list, i)
		}
	}
	return list
}

// sampleSchemas holds the schemas of some actions, and all that those refer to, in
// one: the compiler reads what stands under $defs at once, and what a reference
// leads to elsewhere each time anew.
func sampleSchemas(d *document, actions []int, targets map[string]target) (any, error) {
	type defs map[string]any
	sections := map[string]map[string]*jsonschema.Schema{"schemas": {}, "inputSchemas": {}}
	all := defs{}
	for section, named := range sections {
		all[section] = defs{"$defs": named}
	}
	var reach func(*jsonschema.Schema)
	reach = func(j *jsonschema.Schema) {
		if t, ok := targets[j.Ref]; ok && sections[t.section][t.name] == nil {
			sections[t.section][t.name] = t.schema
			t.schema.Each(reach)
		}
	}
	for _, i := range actions {
		a := &d.Actions[i]
		all[strconv.Itoa(i)] = defs{"$defs": defs{"input": a.Input, "output": a.Output.Schema}}
		a.Input.Each(reach)
		a.Output.Schema.Each(reach)
	}
	content, err := jsonschema.Encode(defs{"$defs": all})
	if err != nil {
		return nil, err
	}
	schemas, err := validator.UnmarshalJSON(bytes.NewReader(content))
	moveRefs(schemas)
	return schemas, err
}

// A target is a named schema, and where it stands.
type target struct {
	section, name string
	schema        *jsonschema.Schema
}

// targets are the named schemas of d by the references to them.
func (b *builder) targets(d *document) map[string]target {
	all := make(map[string]target, len(d.Schemas)+len(d.InputSchemas))
	for name, s := range d.Schemas {
		all[b.answers.RefTo(name)] = target{b.answers.Section, name, s}
	}
	for name, s := range d.InputSchemas {
		all[b.requests.RefTo(name)] = target{b.requests.Section, name, s}
	}
	return all
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
