package manifest_test

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/connectorgen/connectorgen/generator/internal/emit/manifest"
	"github.com/connectorgen/connectorgen/generator/internal/ir"
)

func TestSamples(t *testing.T) {
	text := func(example string) *ir.Schema {
		return &ir.Schema{Kind: ir.String, Example: json.RawMessage(example)}
	}
	object := func(example string, properties ...ir.Property) *ir.Schema {
		return &ir.Schema{Kind: ir.Object, Properties: properties, Example: json.RawMessage(example)}
	}
	loop := &ir.Schema{Name: "Loop", Kind: ir.Object, Properties: []ir.Property{
		{Name: "self", Schema: ref("Loop")}, {Name: "name", Schema: text(`"n"`)},
	}}
	tests := map[string]struct {
		op            ir.Operation
		want, warning string
	}{
		"none": {ir.Operation{Params: []ir.Param{{Name: "q", In: ir.InQuery, Schema: &ir.Schema{Kind: ir.String}}}}, `null`, ""},
		"parameters": {
			ir.Operation{Params: []ir.Param{{Name: "f.q", In: ir.InQuery, Schema: text(`"x"`)}, {Name: "other", In: ir.InQuery}}},
			`{"input":{"f_q":"x"}}`, "",
		},
		"a required one is missing": {
			ir.Operation{Params: []ir.Param{{Name: "q", In: ir.InQuery, Schema: text(`"x"`)}, {Name: "id", Required: true, In: ir.InPath}}},
			`null`, "",
		},
		"the body's own example goes first": {
			ir.Operation{Body: &ir.Body{Required: true, Contents: jsonOf(object(`{"a":"whole","z":1}`,
				ir.Property{Name: "a", Required: true, Schema: text(`"own"`)}, ir.Property{Name: "b", Schema: text(`"b"`)}))}},
			`{"input":{"a":"whole","b":"b"}}`, "",
		},
		"a body that stays whole": {
			ir.Operation{Body: &ir.Body{Required: true, Contents: jsonOf(&ir.Schema{Kind: ir.Array, Items: text(`"x"`)})}},
			`{"input":{"body":["x"]}}`, "",
		},
		"the first value of an enum": {
			ir.Operation{Answers: []ir.Answer{{Status: "200", Contents: jsonOf(&ir.Schema{Kind: ir.Integer, Enum: raw(`3`, `4`)})}}},
			`{"output":3}`, "",
		},
		"a schema that holds itself": {
			ir.Operation{Answers: []ir.Answer{{Status: "200", Contents: jsonOf(ref("Loop"))}}},
			`{"output":{"name":"n"}}`, "",
		},
		"an example that breaks its schema": {
			ir.Operation{Answers: []ir.Answer{{Status: "200", Contents: jsonOf(object("", ir.Property{Name: "a", Schema: text(`7`)}))}}},
			`null`, `in/openapi.yaml:10:3: warning: examples of operation "op" do not make a valid output: a: is number, not string [manifest-sample]`,
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			c := both(&ir.Schema{Kind: ir.Any}, loop)
			tt.op.ID, tt.op.Method, tt.op.Path, tt.op.Kind, tt.op.Pos = "op", "POST", "/op", ir.OpCustom, at("in/openapi.yaml", 10)
			c.Operations = []ir.Operation{tt.op}
			got, problems, err := emit(c, manifest.Input{GeneratorVersion: "0.1.0"})
			if err != nil || problems.HasErrors() {
				t.Fatal(err, problems)
			}
			var m map[string]any
			if err := json.Unmarshal(got.Content, &m); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, compact(t, get(t, m, "actions", 0, "samples"))); diff != "" {
				t.Errorf("samples differ (-want +got):\n%s", diff)
			}
			warning := ""
			if len(problems) > 0 {
				warning = problems[0].Error()
			}
			if diff := cmp.Diff(tt.warning, warning); diff != "" {
				t.Errorf("warning differs (-want +got):\n%s", diff)
			}
		})
	}
}

// A schema whose every property has every other cannot make a sample grow without bound.
func TestSampleSize(t *testing.T) {
	var named []*ir.Schema
	names := "ABCDEFGHIJ"
	for _, n := range names {
		s := &ir.Schema{Name: string(n), Kind: ir.Object, Properties: []ir.Property{{Name: "leaf", Schema: &ir.Schema{Kind: ir.Integer, Example: json.RawMessage(`1`)}}}}
		for _, m := range names {
			s.Properties = append(s.Properties, ir.Property{Name: string(m), Schema: ref(string(m))})
		}
		named = append(named, s)
	}
	m := emitJSON(t, both(ref("A"), named...), manifest.Input{})
	if size := len(compact(t, get(t, m, "actions", 0, "samples", "output"))); size > 2000 {
		t.Errorf("the sample has %d bytes", size)
	}
}
