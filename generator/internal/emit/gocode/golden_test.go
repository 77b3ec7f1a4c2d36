package gocode_test

import (
	"encoding/json"
	"flag"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/connectorgen/connectorgen/generator/internal/goplan"
	"github.com/connectorgen/connectorgen/generator/internal/ir"
)

var update = flag.Bool("update", false, "write what came out into testdata")

func planned(t *testing.T, c *ir.Connector) *goplan.Package {
	t.Helper()
	p, problems := goplan.New(c, options())
	if problems.HasErrors() {
		t.Fatal(problems)
	}
	return p
}

func ref(name string) *ir.Schema { return &ir.Schema{Kind: ir.Ref, Ref: name} }

func texts(values ...string) *ir.Schema {
	s := &ir.Schema{Kind: ir.String}
	for _, v := range values {
		s.Enum = append(s.Enum, quoted(v))
	}
	return s
}

func simple(ops []ir.Operation, schemas ...*ir.Schema) *ir.Connector {
	for i := range ops {
		ops[i].Resource = "crate"
		if ops[i].Result != nil {
			ops[i].Accept = []string{"application/json"}
		}
	}
	return &ir.Connector{
		ID: "com.example/shop", Name: "Shop", Version: "0.1.0", Servers: []ir.Server{{URL: "https://{area}.example.com", Variables: []ir.Field{{Key: "area", Default: "eu"}}}},
		Retry:     ir.Retry{Statuses: []int{429}, RetryAfterHeader: "Retry-After", MaxAttempts: 3},
		Auth:      []ir.AuthMethod{{Key: "key", Type: ir.AuthAPIKey, Label: "Key", Fields: []ir.Field{{Key: "api_key", Label: "API key", Required: true, Secret: true}}, Apply: []ir.Apply{{In: ir.InHeader, Name: "X-Key", Value: "${api_key}"}}}},
		Resources: []ir.Resource{{Key: "crate", Name: "Crate", Plural: "Crates"}}, Operations: ops, Schemas: schemas,
	}
}

var id = ir.Param{Name: "id", In: ir.InPath, Required: true, Style: "simple", Schema: &ir.Schema{Kind: ir.Integer}}

// goldens are connectors that have one thing each, and the file that shows it.
var goldens = map[string]struct {
	file string
	c    *ir.Connector
}{
	"client": {"client.gen.go", simple([]ir.Operation{{ID: "get", Method: "GET", Path: "/crates/{id}", Kind: ir.OpGet, Params: []ir.Param{id}}})},
	"struct": {"models.gen.go", simple([]ir.Operation{{ID: "get", Method: "GET", Path: "/crates/{id}", Kind: ir.OpGet, Params: []ir.Param{id}, Result: ref("Crate")}},
		&ir.Schema{Name: "Crate", Kind: ir.Object, Description: "A crate of things", Deprecated: true, Additional: texts(), Properties: []ir.Property{
			{Name: "id", Required: true, Schema: &ir.Schema{Kind: ir.Integer, Limits: ir.Limits{Minimum: "1", Maximum: "9"}}},
			{Name: "a\"b", Schema: &ir.Schema{Kind: ir.String, Description: "has a name that no tag can hold"}},
			{Name: "inside", Schema: &ir.Schema{Kind: ir.Object, Properties: []ir.Property{{Name: "at", Schema: &ir.Schema{Kind: ir.String, Format: "date-time"}}}}},
		}})},
	"enum": {"models.gen.go", simple([]ir.Operation{{ID: "get", Method: "GET", Path: "/crates/{id}", Kind: ir.OpGet, Params: []ir.Param{id}, Result: ref("State")}},
		&ir.Schema{Name: "State", Kind: ir.String, Enum: []json.RawMessage{quoted("open"), quoted("IN_TRANSIT"), quoted("")}})},
	"union": {"models.gen.go", simple([]ir.Operation{{ID: "get", Method: "GET", Path: "/crates/{id}", Kind: ir.OpGet, Params: []ir.Param{id}, Result: ref("Either")}},
		&ir.Schema{Name: "Either", Kind: ir.Union, Tag: "kind", Variants: []ir.Variant{{Schema: ref("One"), Tags: []json.RawMessage{quoted("one"), quoted("a|b\\")}}, {Schema: &ir.Schema{Kind: ir.Array, Items: ref("One")}}, {Schema: texts()}}},
		&ir.Schema{Name: "One", Kind: ir.Object, Properties: []ir.Property{{Name: "kind", Schema: texts()}}})},
	"patch": {"models.gen.go", simple([]ir.Operation{{ID: "change", Method: "PATCH", Path: "/crates/{id}", Kind: ir.OpUpdate, Params: []ir.Param{id}, Body: &ir.Body{Contents: []ir.Content{{MediaType: "application/json", Schema: ref("Change")}}}}},
		&ir.Schema{Name: "Change", Kind: ir.Object, Properties: []ir.Property{{Name: "name", Schema: texts()}, {Name: "again", Schema: ref("Change")}}})},
	"list": {"crates.gen.go", simple([]ir.Operation{{
		ID: "list", Method: "GET", Path: "/crates", Kind: ir.OpList, Summary: "List crates", Result: texts(), Payload: "data", Params: []ir.Param{{Name: "q", In: ir.InQuery, Style: "form", Explode: true, Schema: texts("a", "b")}},
		Paging: &ir.Paging{Style: "page", Items: "data", Total: "total", PageParam: "page", StartPage: 1},
	}})},
	"body": {"crates.gen.go", simple([]ir.Operation{
		{ID: "create", Method: "POST", Path: "/crates", Kind: ir.OpCreate, Body: &ir.Body{Contents: []ir.Content{{MediaType: "multipart/form-data", Schema: &ir.Schema{Kind: ir.Object, Properties: []ir.Property{{Name: "f", Schema: &ir.Schema{Kind: ir.Binary}}}}}}}},
		{ID: "upload", Method: "PUT", Path: "/crates/{id}/file", Params: []ir.Param{id}, Body: &ir.Body{Contents: []ir.Content{{MediaType: "application/pdf"}}}},
		{ID: "download", Method: "GET", Path: "/crates/{id}/file", Params: []ir.Param{id}, Stream: true, Accept: []string{"application/pdf"}},
		{ID: "count", Method: "GET", Path: "/crates/count", Result: &ir.Schema{Kind: ir.Integer}, Security: [][]string{{}}, Params: []ir.Param{{Name: "X-Odd", In: ir.InHeader, Style: "simple", Schema: texts()}}},
	})},
	"stream": {"crates.gen.go", simple([]ir.Operation{
		{ID: "ask", Method: "POST", Path: "/crates/ask", Result: ref("Crate"), Without: []ir.Without{{Status: 202, Schema: ref("Later")}, {Status: 204}}, Events: &ir.Events{MediaType: "text/event-stream", Framing: ir.ServerSent, Item: ref("Crate"), Flag: "stream"}, Body: &ir.Body{Contents: []ir.Content{{MediaType: "application/json", Schema: ref("Crate")}}}},
		{ID: "watch", Method: "GET", Path: "/crates/watch", Accept: []string{"text/event-stream"}, Events: &ir.Events{MediaType: "text/event-stream", Framing: ir.ServerSent, Text: true}},
		{ID: "export", Method: "GET", Path: "/crates/export", Accept: []string{"application/x-ndjson"}, Events: &ir.Events{MediaType: "application/x-ndjson", Framing: ir.Lines, Item: &ir.Schema{Kind: ir.Object, Properties: []ir.Property{{Name: "n", Schema: texts()}}}}},
	}, &ir.Schema{Name: "Crate", Kind: ir.Object, Properties: []ir.Property{{Name: "name", Schema: texts()}}}, &ir.Schema{Name: "Later", Kind: ir.Object, Properties: []ir.Property{{Name: "message", Schema: texts()}}})},
	"events": {"received_events.gen.go", func() *ir.Connector {
		c := simple([]ir.Operation{{ID: "subscribe", Method: "POST", Path: "/crates/hooks"}}, &ir.Schema{Name: "Crate", Kind: ir.Object, Properties: []ir.Property{{Name: "type", Schema: texts()}}})
		c.Events = []ir.Event{
			{Name: "crateOpened", Method: "POST", Summary: "A crate was opened", Payload: ref("Crate"), Property: "type", Value: "crate.opened"},
			{Name: "crateShut", Method: "POST", Deprecated: true, Payload: &ir.Schema{Kind: ir.Object, Properties: []ir.Property{{Name: "at", Schema: texts()}}}, Property: "type", Value: "crate.shut"},
			{Name: "done", Operation: "subscribe", Method: "POST", Payload: &ir.Schema{Kind: ir.Array, Items: texts()}},
			{Name: "raw", Operation: "subscribe", Method: "POST"},
		}
		return c
	}()},
	"example": {"example_test.go", simple([]ir.Operation{
		{ID: "list", Method: "GET", Path: "/crates", Kind: ir.OpList, Result: ref("Crate"), Paging: &ir.Paging{Style: "page", PageParam: "page"}},
		{ID: "get", Method: "GET", Path: "/crates/{id}", Kind: ir.OpGet, Params: []ir.Param{id}, Result: ref("Crate")},
		{ID: "create", Method: "POST", Path: "/crates", Kind: ir.OpCreate, Result: ref("Crate"), Body: &ir.Body{Contents: []ir.Content{{MediaType: "application/json", Schema: ref("Crate")}}}},
	}, &ir.Schema{Name: "Crate", Kind: ir.Object, Properties: []ir.Property{{Name: "name", Schema: texts()}}})},
}

func TestGoldens(t *testing.T) {
	for name, test := range goldens {
		t.Run(name, func(t *testing.T) {
			files := emitted(t, test.c, options())
			sharedChecker().check(t, files)
			for _, f := range files {
				if f.Path == test.file {
					compareGolden(t, "testdata/"+name+".txtar", f.Path, f.Content)
					return
				}
			}
			t.Errorf("%s is missing", test.file)
		})
	}
}

func compareGolden(t *testing.T, golden, name string, got []byte) {
	t.Helper()
	if *update {
		if err := os.WriteFile(golden, txtar.Format(&txtar.Archive{Files: []txtar.File{{Name: name, Data: got}}}), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := txtar.ParseFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want.Files[0].Data), string(got)); diff != "" {
		t.Error(diff)
	}
}
