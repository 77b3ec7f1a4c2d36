package manifest_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/connectorgen/connectorgen/generator/internal/emit/manifest"
	"github.com/connectorgen/connectorgen/generator/internal/ir"
)

func TestOutputs(t *testing.T) {
	text := &ir.Schema{Kind: ir.String}
	list := &ir.Schema{Kind: ir.Array, Items: text}
	tests := map[string]struct {
		op            ir.Operation
		output, other string
	}{
		"nothing comes back": {
			ir.Operation{Answers: []ir.Answer{{Status: "204"}, {Status: "404", Description: "gone"}}},
			`{"schema":{"type":"null"},"statuses":["204"]}`, `[{"description":"gone","status":"404"}]`,
		},
		"no answer is declared": {ir.Operation{}, `{"schema":{"type":"null"}}`, `null`},
		"the default is the success": {
			ir.Operation{Answers: []ir.Answer{{Status: "404", Contents: jsonOf(list)}, {Status: "default", Contents: jsonOf(text)}}},
			`{"contentType":"application/json","schema":{"type":"string"},"statuses":["default"]}`,
			`[{"contentType":"application/json","schema":{"items":{"type":"string"},"type":"array"},"status":"404"}]`,
		},
		"the default is the rest": {
			ir.Operation{Answers: []ir.Answer{{Status: "2XX", Contents: jsonOf(text)}, {Status: "default", Contents: jsonOf(list)}}},
			`{"contentType":"application/json","schema":{"type":"string"},"statuses":["2XX"]}`,
			`[{"contentType":"application/json","schema":{"items":{"type":"string"},"type":"array"},"status":"default"}]`,
		},
		"two successes": {
			ir.Operation{Answers: []ir.Answer{{Status: "200"}, {Status: "201", Contents: jsonOf(text)}, {Status: "202", Contents: jsonOf(list)}}},
			`{"contentType":"application/json","schema":{"type":"string"},"statuses":["200","201","202"]}`,
			`[{"status":"200"},{"contentType":"application/json","schema":{"items":{"type":"string"},"type":"array"},"status":"202"}]`,
		},
		"the media type that is asked for": {
			ir.Operation{Accept: []string{"text/csv"}, Answers: []ir.Answer{{Status: "200", Contents: []ir.Content{
				{MediaType: "application/vnd.acme+json", Schema: text}, {MediaType: "text/csv"},
			}}}},
			`{"contentType":"text/csv","schema":{"contentEncoding":"base64","contentMediaType":"text/csv","type":"string"},"statuses":["200"]}`,
			`[{"contentType":"application/vnd.acme+json","schema":{"type":"string"},"status":"200"}]`,
		},
		"JSON before the rest": {
			ir.Operation{Answers: []ir.Answer{{Status: "200", Contents: []ir.Content{{MediaType: "text/csv"}, {MediaType: "Application/JSON; charset=utf-8", Schema: text}}}}},
			`{"contentType":"Application/JSON; charset=utf-8","schema":{"type":"string"},"statuses":["200"]}`,
			`[{"contentType":"text/csv","schema":{"contentEncoding":"base64","contentMediaType":"text/csv","type":"string"},"status":"200"}]`,
		},
		"a stream": {
			ir.Operation{Stream: true, Answers: []ir.Answer{{Status: "200", Contents: []ir.Content{{MediaType: "application/pdf", Schema: text}}}}},
			`{"contentType":"application/pdf","schema":{"contentEncoding":"base64","contentMediaType":"application/pdf","type":"string"},"statuses":["200"],"stream":true}`, `null`,
		},
		"headers": {
			ir.Operation{Answers: []ir.Answer{{Status: "200", Headers: []ir.Param{{Name: "X-Total", Description: "D", Schema: &ir.Schema{Kind: ir.Integer}}}}}},
			`{"headers":{"X-Total":{"description":"D","type":"integer"}},"schema":{"type":"null"},"statuses":["200"]}`, `null`,
		},
		"events beside JSON": {
			ir.Operation{Accept: []string{"application/json"}, Result: text, Events: &ir.Events{MediaType: "text/event-stream", Framing: ir.ServerSent, Item: list, Flag: "stream"}, Answers: []ir.Answer{{Status: "200", Contents: jsonOf(text)}}},
			`{"contentType":"application/json","schema":{"type":"string"},"sequence":{"bodyFlag":"stream","contentType":"text/event-stream","framing":"server-sent","schema":{"items":{"type":"string"},"type":"array"}},"statuses":["200"]}`, `null`,
		},
		"events alone": {
			ir.Operation{Accept: []string{"text/event-stream"}, Events: &ir.Events{MediaType: "text/event-stream", Framing: ir.ServerSent, Text: true, Whole: true}, Answers: []ir.Answer{{Status: "200", Contents: []ir.Content{{MediaType: "text/event-stream"}}}}},
			`{"contentType":"text/event-stream","schema":{"type":"string"},"sequence":{"contentType":"text/event-stream","framing":"server-sent","schema":{"type":"string"},"text":true,"whole":true},"statuses":["200"],"stream":true}`, `null`,
		},
		"links": {
			ir.Operation{Answers: []ir.Answer{{Status: "200", Links: []ir.AnswerLink{{Name: "self", Operation: "op", Description: "D", Input: []ir.LinkInput{{Name: "id", Value: "$response.body#/id"}}}}}}},
			`{"links":[{"action":"op","description":"D","input":[{"param":"id","value":"$response.body#/id"}],"name":"self"}],"schema":{"type":"null"},"statuses":["200"]}`, `null`,
		},
		"a list without pages": {
			ir.Operation{Kind: ir.OpList, Answers: []ir.Answer{{Status: "200", Contents: jsonOf(list)}}},
			`{"contentType":"application/json","itemsPath":"","schema":{"items":{"type":"string"},"type":"array"},"statuses":["200"]}`, `null`,
		},
		"a list that is no array": {
			ir.Operation{Kind: ir.OpList, Payload: "data", Answers: []ir.Answer{{Status: "200", Contents: jsonOf(text)}}},
			`{"contentType":"application/json","payloadPath":"data","schema":{"type":"string"},"statuses":["200"]}`, `null`,
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			c := both(text)
			tt.op.ID, tt.op.Method, tt.op.Path = "op", "GET", "/op"
			if tt.op.Kind == "" {
				tt.op.Kind = ir.OpCustom
			}
			c.Operations = []ir.Operation{tt.op}
			a := get(t, emitJSON(t, c, manifest.Input{}), "actions", 0)
			if diff := cmp.Diff(tt.output, compact(t, get(t, a, "output"))); diff != "" {
				t.Errorf("output differs (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tt.other, compact(t, get(t, a, "otherAnswers"))); diff != "" {
				t.Errorf("other answers differ (-want +got):\n%s", diff)
			}
		})
	}
}

func TestPagination(t *testing.T) {
	tests := map[string]struct {
		paging ir.Paging
		want   string
	}{
		"page":        {ir.Paging{Style: "page", PageParam: "p", LimitParam: "n", MaxLimit: 100}, `{"limitParam":"n","maxLimit":100,"pageParam":"p","startPage":0,"stop":"empty-items","style":"page"}`},
		"offset":      {ir.Paging{Style: "offset", OffsetParam: "o", Total: "total"}, `{"offsetParam":"o","stop":"total-reached","style":"offset","totalPath":"total"}`},
		"cursor":      {ir.Paging{Style: "cursor", CursorParam: "c", Cursor: "meta.next"}, `{"cursorParam":"c","cursorPath":"meta.next","stop":"missing-next","style":"cursor"}`},
		"flag":        {ir.Paging{Style: "cursor", CursorParam: "c", Cursor: "next", More: "more"}, `{"cursorParam":"c","cursorPath":"next","morePath":"more","stop":"no-more","style":"cursor"}`},
		"link header": {ir.Paging{Style: "linkHeader"}, `{"linkHeader":"Link","stop":"missing-next","style":"linkHeader"}`},
		"next URL":    {ir.Paging{Style: "nextUrl", Next: "next", Previous: "prev"}, `{"nextUrlPath":"next","previousUrlPath":"prev","stop":"missing-next","style":"nextUrl"}`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			c := acme()
			c.Operations[0].Paging = &tt.paging
			got := compact(t, get(t, emitJSON(t, c, manifest.Input{}), "actions", 0, "pagination"))
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("pagination differs (-want +got):\n%s", diff)
			}
		})
	}
}

func TestActionFacts(t *testing.T) {
	tests := map[string]struct {
		op   ir.Operation
		want string
	}{
		"safe":        {ir.Operation{Method: "HEAD"}, `"receive" "read" true null`},
		"replace":     {ir.Operation{Method: "PUT"}, `"send" "write" true null`},
		"remove":      {ir.Operation{Method: "DELETE"}, `"send" "destructive" true null`},
		"remove post": {ir.Operation{Method: "POST", Kind: ir.OpDelete}, `"send" "destructive" null null`},
		"public":      {ir.Operation{Method: "PATCH", Security: [][]string{nil, {"oauth2"}}}, `"send" "write" null [[],["oauth2"]]`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			c := both(&ir.Schema{Kind: ir.Any})
			tt.op.ID, tt.op.Path = "op", "/op"
			if tt.op.Kind == "" {
				tt.op.Kind = ir.OpCustom
			}
			c.Operations = []ir.Operation{tt.op}
			a := get(t, emitJSON(t, c, manifest.Input{}), "actions", 0)
			var got []string
			for _, key := range []string{"direction", "effect", "idempotent", "auth"} {
				got = append(got, compact(t, get(t, a, key)))
			}
			if diff := cmp.Diff(tt.want, strings.Join(got, " ")); diff != "" {
				t.Errorf("action differs (-want +got):\n%s", diff)
			}
		})
	}
}

func TestTexts(t *testing.T) {
	long := strings.Repeat("word ", 70)
	longer := strings.Repeat("word ", 1010)
	tests := map[string]struct {
		op                 ir.Operation
		label, description string
		warnings           string
	}{
		"as given":           {ir.Operation{Summary: "List crates (all)", Description: "Lists them."}, "List crates (all)", "Lists them.", ""},
		"the label is plain": {ir.Operation{Summary: "The crate's state: <b>open</b>/shut!"}, "The crates state b open b shut", "The crate's state: <b>open</b>/shut!", ""},
		"in several lines":   {ir.Operation{Description: "first\n\n  second\tthird"}, "Do It", "First second third.", ""},
		"kind and resource":  {ir.Operation{Kind: ir.OpList, Resource: "crate"}, "List crates", "List crates.", ""},
		"nothing said":       {ir.Operation{}, "Do It", "Do It.", ""},
		"no letter at all":   {ir.Operation{Summary: "()", Description: "…"}, "Do It", "…", ""},
		"bad text":           {ir.Operation{Summary: "a\xffb\x00c"}, "a b c", "A b\x00c.", ""},
		"other scripts":      {ir.Operation{Summary: "संख्या 数量"}, "संख्या 数量", "संख्या 数量.", ""},
		"long label": {
			ir.Operation{Summary: long, Description: "Short."},
			strings.TrimSpace(long[:80]), "Short.",
			`warning: summary of operation "doIt" is longer than 80 characters [manifest-label-cut]`,
		},
		"long word": {
			ir.Operation{Summary: strings.Repeat("ä", 81), Description: "Short."},
			strings.Repeat("ä", 80), "Short.",
			`warning: summary of operation "doIt" is longer than 80 characters [manifest-label-cut]`,
		},
		"long description, of sentences": {
			ir.Operation{Summary: "S", Description: "One. Two! " + longer},
			"S", "One. Two!",
			`warning: description of operation "doIt" is longer than 5000 characters [manifest-description-cut]`,
		},
		"long description, of words": {
			ir.Operation{Summary: "S", Description: longer},
			"S", "W" + strings.TrimSpace(longer[:4999])[1:] + "…",
			`warning: description of operation "doIt" is longer than 5000 characters [manifest-description-cut]`,
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			c := acme()
			c.Test = nil
			tt.op.ID, tt.op.Method, tt.op.Path = "doIt", "GET", "/"
			if tt.op.Kind == "" {
				tt.op.Kind = ir.OpCustom
			}
			c.Operations = []ir.Operation{tt.op}
			got, problems, err := emit(c, manifest.Input{GeneratorVersion: "0.1.0"})
			if err != nil || problems.HasErrors() {
				t.Fatal(err, problems)
			}
			var m map[string]any
			if err := json.Unmarshal(got.Content, &m); err != nil {
				t.Fatal(err)
			}
			a := get(t, m, "actions", 0)
			want := []any{tt.label, tt.description}
			if diff := cmp.Diff(want, []any{get(t, a, "label"), get(t, a, "description")}); diff != "" {
				t.Errorf("texts differ (-want +got):\n%s", diff)
			}
			var warnings []string
			for _, p := range problems {
				warnings = append(warnings, strings.TrimPrefix(p.Error(), ": "))
			}
			if diff := cmp.Diff(tt.warnings, strings.Join(warnings, "\n")); diff != "" {
				t.Errorf("warnings differ (-want +got):\n%s", diff)
			}
			if listed, _ := m["diagnostics"].([]any); len(listed) != len(warnings) {
				t.Errorf("%d of %d warnings are listed", len(listed), len(warnings))
			}
		})
	}
}
