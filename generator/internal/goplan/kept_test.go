package goplan_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/connectorgen/connectorgen/generator/internal/goplan"
	"github.com/connectorgen/connectorgen/generator/internal/ir"
)

// kept plans a connector with the named object schemas, each used by a list of
// its own.
func kept(t *testing.T, names map[string]string, schemas ...string) map[string]string {
	t.Helper()
	c := &ir.Connector{ID: "x/x", Resources: []ir.Resource{{Key: "thing", Name: "Thing", Plural: "Things"}}}
	for _, name := range schemas {
		c.Schemas = append(c.Schemas, &ir.Schema{Name: name, Kind: ir.Object, Properties: []ir.Property{{Name: "id", Schema: &ir.Schema{Kind: ir.String}}}})
		c.Operations = append(c.Operations, ir.Operation{
			ID: "list_" + name, Method: "GET", Path: "/" + name, Resource: "thing", Kind: ir.OpList,
			Result: &ir.Schema{Kind: ir.Array, Items: &ir.Schema{Kind: ir.Ref, Ref: name}},
		})
	}
	p, problems := goplan.New(c, goplan.Options{Package: "x", Kept: names})
	if err := problems.Err(); err != nil {
		t.Fatal(err)
	}
	return p.Names
}

// A name once given stays, whatever the document gets beside it.
func TestNamesAreKept(t *testing.T) {
	before := kept(t, nil, "user_name")
	want := map[string]string{"type user_name": "UserName", "method list_user_name": "List"}
	if diff := cmp.Diff(want, before); diff != "" {
		t.Fatalf("names at first (-want +got):\n%s", diff)
	}
	// Without the lock, a schema spelled as Go has it would take the name, and
	// no list would be the plainest any more.
	after := kept(t, before, "UserName", "user_name")
	for id, name := range before {
		if after[id] != name {
			t.Errorf("%s was %s and is now %s", id, name, after[id])
		}
	}
	if fresh := kept(t, nil, "UserName", "user_name"); fresh["type user_name"] == "UserName" || fresh["method list_user_name"] == "List" {
		t.Errorf("without names of an earlier run: %v; the test shows nothing", fresh)
	}
}

// The method that streams keeps its name, whoever comes and wants it.
func TestKeptStreamNames(t *testing.T) {
	ask := get("ask", "/things/ask", text())
	ask.Kind = ir.OpCustom
	ask.Events = &ir.Events{MediaType: "text/event-stream", Framing: ir.ServerSent, Text: true}
	askStream := get("askStream", "/things/ask-stream", text())
	askStream.Kind = ir.OpCustom
	names := func(kept map[string]string, ops ...ir.Operation) map[string]string {
		p, _ := goplan.New(shop(nil, ops...), goplan.Options{Package: "shop", Reserved: reserved, Kept: kept})
		return p.Names
	}
	alone := names(nil, ask)
	for _, kept := range []map[string]string{nil, alone} {
		got := names(kept, askStream, ask)
		want := map[string]string{"method ask": "Ask", "method askStream": "AskStream", "stream ask": "AskEvents"}
		if kept != nil {
			want["method askStream"], want["stream ask"] = "GetAskStream", "AskStream"
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
	}
}
