package manifest_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/connectorgen/connectorgen/generator/internal/emit/manifest"
	"github.com/connectorgen/connectorgen/generator/internal/ir"
)

func TestTriggers(t *testing.T) {
	text := &ir.Schema{Kind: ir.String}
	c := both(text)
	c.Events = []ir.Event{
		{Name: "order_new", Method: "POST", Summary: "New order!", Description: "it came", Payload: text, Property: "type", Value: "order.new"},
		{Name: "done", Operation: "echo", URL: "{$request.body#/url}", Method: "PUT", Deprecated: true, Headers: []ir.Param{{Name: "X-Kind", Schema: text}}},
		{Name: "order-new", Operation: "echo", URL: "https://example.com/{$response.body#/id}", Method: "POST", Payload: text},
	}
	want := `[` +
		`{"description":"It came.","key":"webhookOrderNew","kind":"webhook","label":"New order","output":{"type":"string"},"webhook":{"event":"order.new","eventTypePath":"type","method":"POST"}},` +
		`{"deprecated":true,"key":"done","kind":"webhook","label":"Done","output":{"contentEncoding":"base64","type":"string"},"webhook":{"event":"done","headers":{"X-Kind":{"type":"string"}},"method":"PUT","subscribeAction":"echo","urlExpression":"{$request.body#/url}"}},` +
		`{"key":"echoOrderNew","kind":"webhook","label":"Order new","output":{"type":"string"},"webhook":{"event":"order-new","method":"POST","urlExpression":"https://example.com/{$response.body#/id}"}}]`
	if diff := cmp.Diff(want, compact(t, get(t, emitJSON(t, c, manifest.Input{}), "triggers"))); diff != "" {
		t.Errorf("triggers differ (-want +got):\n%s", diff)
	}
}
