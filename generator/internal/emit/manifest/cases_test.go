package manifest_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/connectorgen/connectorgen/generator/internal/emit/manifest"
	"github.com/connectorgen/connectorgen/generator/internal/ir"
)

// compact is the JSON of v on one line, its keys sorted.
func compact(t *testing.T, v any) string {
	t.Helper()
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(b.String())
}

// get follows keys and indexes into generic JSON.
func get(t *testing.T, v any, path ...any) any {
	t.Helper()
	for _, step := range path {
		object, _ := v.(map[string]any)
		list, _ := v.([]any)
		switch step := step.(type) {
		case string:
			v = object[step]
		case int:
			if step >= len(list) {
				t.Fatalf("no item %d of %v", step, path)
			}
			v = list[step]
		}
	}
	return v
}

// both has an operation that sends and returns s.
func both(s *ir.Schema, named ...*ir.Schema) *ir.Connector {
	c := acme()
	c.Test, c.Resources = nil, nil
	c.Schemas = named
	c.Operations = []ir.Operation{{
		ID: "echo", Method: "POST", Path: "/echo", Kind: ir.OpCustom,
		Body:    &ir.Body{Required: true, Contents: jsonOf(&ir.Schema{Kind: ir.Array, Items: s})},
		Answers: []ir.Answer{{Status: "200", Contents: jsonOf(s)}},
	}}
	return c
}

func TestSchemaForms(t *testing.T) {
	min1 := uint64(1)
	inner := &ir.Schema{Name: "In/ner ~", Kind: ir.String, Nullable: true}
	tests := map[string]struct {
		schema                        *ir.Schema
		request, answer, nullAnywhere string
	}{
		"any":     {&ir.Schema{Kind: ir.Any}, `{}`, `{}`, `{}`},
		"integer": {&ir.Schema{Kind: ir.Integer, Format: "int64"}, `{"format":"int64","type":"integer"}`, `{"format":"int64","type":"integer"}`, `{"format":"int64","type":["integer","null"]}`},
		"limits": {
			&ir.Schema{Kind: ir.Number, Limits: ir.Limits{Minimum: "0.50", ExclusiveMaximum: "1e3", MultipleOf: "0.5"}},
			`{"exclusiveMaximum":1e3,"minimum":0.50,"multipleOf":0.5,"type":"number"}`,
			`{"exclusiveMaximum":1e3,"minimum":0.50,"multipleOf":0.5,"type":"number"}`,
			`{"exclusiveMaximum":1e3,"minimum":0.50,"multipleOf":0.5,"type":["number","null"]}`,
		},
		"pattern that Go does not have": {
			&ir.Schema{Kind: ir.String, Limits: ir.Limits{Pattern: `^(?!x)`, MinLength: &min1}},
			`{"minLength":1,"pattern":"^(?!x)","type":"string"}`,
			`{"minLength":1,"pattern":"^(?!x)","type":"string"}`,
			`{"minLength":1,"pattern":"^(?!x)","type":["string","null"]}`,
		},
		"nullable": {&ir.Schema{Kind: ir.Boolean, Nullable: true}, `{"type":["boolean","null"]}`, `{"type":["boolean","null"]}`, `{"type":["boolean","null"]}`},
		"enum": {
			&ir.Schema{Kind: ir.String, Enum: raw(`"a"`, `"b"`)},
			`{"enum":["a","b"],"type":"string"}`,
			`{"type":"string","x-knownValues":["a","b"]}`,
			`{"type":["string","null"],"x-knownValues":["a","b"]}`,
		},
		"nullable enum": {
			&ir.Schema{Kind: ir.String, Nullable: true, Enum: raw(`"a"`)},
			`{"enum":["a",null],"type":["string","null"]}`,
			`{"type":["string","null"],"x-knownValues":["a"]}`,
			`{"type":["string","null"],"x-knownValues":["a"]}`,
		},
		"enum with null": {
			&ir.Schema{Kind: ir.String, Nullable: true, Enum: raw(`"a"`, ` null `)},
			`{"enum":["a",null],"type":["string","null"]}`,
			`{"type":["string","null"],"x-knownValues":["a",null]}`,
			`{"type":["string","null"],"x-knownValues":["a",null]}`,
		},
		"binary": {
			&ir.Schema{Kind: ir.Binary, Format: "binary"},
			`{"contentEncoding":"base64","type":"string"}`,
			`{"contentEncoding":"base64","contentMediaType":"application/json","type":"string"}`,
			`{"contentEncoding":"base64","contentMediaType":"application/json","type":["string","null"]}`,
		},
		"ref": {
			ref("In/ner ~"), `{"$ref":"#/inputSchemas/In~1ner%20~0"}`, `{"$ref":"#/schemas/In~1ner%20~0"}`, `{"$ref":"#/schemas/In~1ner%20~0"}`,
		},
		"nullable ref": {
			&ir.Schema{Kind: ir.Ref, Ref: "In/ner ~", Nullable: true, Description: "D"},
			`{"anyOf":[{"$ref":"#/inputSchemas/In~1ner%20~0"},{"type":"null"}],"description":"D"}`,
			`{"anyOf":[{"$ref":"#/schemas/In~1ner%20~0"},{"type":"null"}],"description":"D"}`,
			`{"$ref":"#/schemas/In~1ner%20~0","description":"D"}`,
		},
		"closed object": {
			&ir.Schema{Kind: ir.Object, Closed: true, Properties: []ir.Property{
				{Name: "r", Required: true, Schema: &ir.Schema{Kind: ir.String, ReadOnly: true}},
				{Name: "w", Required: true, Schema: &ir.Schema{Kind: ir.String, WriteOnly: true}},
			}},
			`{"additionalProperties":false,"properties":{"w":{"type":"string"}},"required":["w"],"type":"object"}`,
			`{"properties":{"r":{"type":"string"}},"required":["r"],"type":"object"}`,
			`{"properties":{"r":{"type":["string","null"]}},"required":["r"],"type":["object","null"]}`,
		},
		"map": {
			&ir.Schema{Kind: ir.Object, Additional: &ir.Schema{Kind: ir.Integer}},
			`{"additionalProperties":{"type":"integer"},"type":"object"}`,
			`{"additionalProperties":{"type":"integer"},"type":"object"}`,
			`{"additionalProperties":{"type":["integer","null"]},"type":["object","null"]}`,
		},
		"union": {
			&ir.Schema{Kind: ir.Union, Tag: "type", Variants: []ir.Variant{
				{Schema: ref("In/ner ~"), Tags: []json.RawMessage{json.RawMessage(`"in"`)}}, {Schema: &ir.Schema{Kind: ir.Integer}},
			}},
			`{"anyOf":[{"$ref":"#/inputSchemas/In~1ner%20~0","x-tags":["in"]},{"type":"integer"}],"x-tag":"type"}`,
			`{"anyOf":[{"$ref":"#/schemas/In~1ner%20~0","x-tags":["in"]},{"type":"integer"}],"x-tag":"type"}`,
			`{"anyOf":[{"$ref":"#/schemas/In~1ner%20~0","x-tags":["in"]},{"type":["integer","null"]},{"type":"null"}],"x-tag":"type"}`,
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			strict := emitJSON(t, both(tt.schema, inner), manifest.Input{})
			tolerant := emitJSON(t, both(tt.schema, inner), manifest.Input{NullableAnswers: true})
			got := []string{
				compact(t, get(t, strict, "actions", 0, "input", "properties", "body", "items")),
				compact(t, get(t, strict, "actions", 0, "output", "schema")),
				compact(t, get(t, tolerant, "actions", 0, "output", "schema")),
			}
			if diff := cmp.Diff([]string{tt.request, tt.answer, tt.nullAnywhere}, got); diff != "" {
				t.Errorf("schemas differ (-want +got):\n%s", diff)
			}
		})
	}
}

// A named schema stands where it travels: in requests, in answers, or both; what
// is not used at all, with the answers.
func TestSchemaSections(t *testing.T) {
	c := acme()
	c.Test, c.Resources = nil, nil
	loop := func(name string) *ir.Schema {
		return &ir.Schema{Name: name, Kind: ir.Object, Properties: []ir.Property{{Name: "self", Schema: ref(name)}}}
	}
	c.Schemas = []*ir.Schema{loop("In"), loop("Out"), loop("Both"), loop("Unused")}
	c.Operations = []ir.Operation{{
		ID: "op", Method: "POST", Path: "/op", Kind: ir.OpCustom,
		Params:  []ir.Param{{Name: "p", In: ir.InQuery, Schema: ref("Both")}},
		Body:    &ir.Body{Required: true, Contents: jsonOf(ref("In"))},
		Answers: []ir.Answer{{Status: "200", Contents: jsonOf(ref("Out"))}, {Status: "400", Contents: jsonOf(ref("Both"))}},
	}}
	m := emitJSON(t, c, manifest.Input{})
	object := func(section, name string) string {
		return fmt.Sprintf(`"%s":{"properties":{"self":{"$ref":"#/%s/%s"}},"type":"object"}`, name, section, name)
	}
	want := "{" + object("schemas", "Both") + "," + object("schemas", "Out") + "," + object("schemas", "Unused") + "}"
	if diff := cmp.Diff(want, compact(t, m["schemas"])); diff != "" {
		t.Errorf("schemas differ (-want +got):\n%s", diff)
	}
	want = "{" + object("inputSchemas", "Both") + "," + object("inputSchemas", "In") + "}"
	if diff := cmp.Diff(want, compact(t, m["inputSchemas"])); diff != "" {
		t.Errorf("input schemas differ (-want +got):\n%s", diff)
	}
}

func TestRequests(t *testing.T) {
	one := uint64(1)
	text := &ir.Schema{Kind: ir.String}
	named := func(required bool) *ir.Schema {
		return &ir.Schema{Kind: ir.Object, Properties: []ir.Property{{Name: "id", Schema: text}, {Name: "name", Required: required, Schema: text}}}
	}
	with := func(s *ir.Schema, change func(*ir.Schema)) *ir.Schema { change(s); return s }
	whole := `{"bodyKey":"body","contentType":"application/json","method":"POST","path":"/op"}`
	tests := map[string]struct {
		op              ir.Operation
		request, inputs string // inputs: the names and which are required
	}{
		"nothing": {ir.Operation{}, `{"method":"POST","path":"/op"}`, `null null`},
		"a body taken apart": {
			ir.Operation{Params: []ir.Param{{Name: "id", In: ir.InPath, Required: true, Style: "simple", Schema: text}}, Body: &ir.Body{Required: true, Contents: jsonOf(named(true))}},
			`{"body":[{"inputKey":"body_id","name":"id"},{"inputKey":"name","name":"name"}],"bodyRequired":true,"contentType":"application/json","method":"POST",` +
				`"params":[{"explode":false,"in":"path","inputKey":"id","name":"id","style":"simple"}],"path":"/op"}`,
			`{"body_id":{"type":"string"},"id":{"type":"string"},"name":{"type":"string"}} ["id","name"]`,
		},
		"an optional body": {
			ir.Operation{Body: &ir.Body{Contents: jsonOf(named(false))}},
			`{"body":[{"inputKey":"id","name":"id"},{"inputKey":"name","name":"name"}],"contentType":"application/json","method":"POST","path":"/op"}`,
			`{"id":{"type":"string"},"name":{"type":"string"}} null`,
		},
		"an optional body that needs something": {
			ir.Operation{Body: &ir.Body{Description: "A crate", Contents: jsonOf(named(true))}},
			whole,
			`{"body":{"description":"A crate","properties":{"id":{"type":"string"},"name":{"type":"string"}},"required":["name"],"type":"object"}} null`,
		},
		"a body that may be null": {
			ir.Operation{Body: &ir.Body{Contents: jsonOf(with(named(false), func(s *ir.Schema) { s.Nullable = true }))}},
			whole,
			`{"body":{"properties":{"id":{"type":"string"},"name":{"type":"string"}},"type":["object","null"]}} null`,
		},
		"a body with other properties": {
			ir.Operation{Body: &ir.Body{Contents: jsonOf(with(named(false), func(s *ir.Schema) { s.Additional = text }))}},
			whole,
			`{"body":{"additionalProperties":{"type":"string"},"properties":{"id":{"type":"string"},"name":{"type":"string"}},"type":"object"}} null`,
		},
		"a body with a least size": {
			ir.Operation{Body: &ir.Body{Contents: jsonOf(with(named(false), func(s *ir.Schema) { s.Limits.MinProperties = &one }))}},
			whole,
			`{"body":{"minProperties":1,"properties":{"id":{"type":"string"},"name":{"type":"string"}},"type":"object"}} null`,
		},
		"a body of raw bytes": {
			ir.Operation{Body: &ir.Body{Required: true, Contents: []ir.Content{{MediaType: "application/pdf"}, {MediaType: "text/plain", Schema: text}}}},
			`{"bodyKey":"body","bodyRequired":true,"contentType":"application/pdf","method":"POST","otherContentTypes":["text/plain"],"path":"/op"}`,
			`{"body":{"contentEncoding":"base64","contentMediaType":"application/pdf","type":"string"}} ["body"]`,
		},
		"a form": {
			ir.Operation{Body: &ir.Body{Required: true, Contents: []ir.Content{{
				MediaType: "multipart/form-data", Parts: []ir.Part{{Name: "file", MediaType: "image/png"}},
				Schema: &ir.Schema{Kind: ir.Object, Properties: []ir.Property{{Name: "file", Schema: &ir.Schema{Kind: ir.Binary}}}},
			}}}},
			`{"body":[{"contentType":"image/png","inputKey":"file","name":"file"}],"bodyRequired":true,"contentType":"multipart/form-data","method":"POST","path":"/op"}`,
			`{"file":{"contentEncoding":"base64","type":"string"}} null`,
		},
		"an open-ended parameter": {
			ir.Operation{Params: []ir.Param{{Name: "f.metadata.<KEY>", OpenEnded: true, In: ir.InQuery, Description: "D", Deprecated: true, Schema: text}}},
			`{"method":"POST","params":[{"explode":false,"in":"query","inputKey":"f_metadata_KEY","name":"f.metadata.<KEY>","openEnded":true}],"path":"/op"}`,
			`{"f_metadata_KEY":{"additionalProperties":{"type":"string"},"deprecated":true,"description":"D","type":"object"}} null`,
		},
		"a parameter that is a document": {
			ir.Operation{Params: []ir.Param{{Name: "q", In: ir.InQuery, AllowReserved: true, MediaType: "application/json"}}},
			`{"method":"POST","params":[{"allowReserved":true,"contentType":"application/json","explode":false,"in":"query","inputKey":"q","name":"q"}],"path":"/op"}`,
			`{"q":{}} null`,
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			c := both(text)
			tt.op.ID, tt.op.Method, tt.op.Path, tt.op.Kind = "op", "POST", "/op", ir.OpCustom
			c.Operations = []ir.Operation{tt.op}
			a := get(t, emitJSON(t, c, manifest.Input{}), "actions", 0)
			if diff := cmp.Diff(tt.request, compact(t, get(t, a, "request"))); diff != "" {
				t.Errorf("request differs (-want +got):\n%s", diff)
			}
			inputs := compact(t, get(t, a, "input", "properties")) + " " + compact(t, get(t, a, "input", "required"))
			if diff := cmp.Diff(tt.inputs, inputs); diff != "" {
				t.Errorf("input differs (-want +got):\n%s", diff)
			}
		})
	}
}
