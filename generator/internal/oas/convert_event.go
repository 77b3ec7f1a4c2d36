package oas

import (
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"gopkg.in/yaml.v3"
)

// webhooks reads what the API calls by itself.
func (c *converter) webhooks(n *yaml.Node) {
	for key, value := range entries(n) {
		if item := c.api.Webhooks[key.Value]; item != nil {
			c.doc.Webhooks = c.events(c.doc.Webhooks, Event{Name: key.Value, Pos: c.tree.pos(key)}, item, c.deref(value))
		}
	}
}

// callbacks reads what the API calls after an operation.
func (c *converter) callbacks(v openapi3.Callbacks, n *yaml.Node) []Event {
	var out []Event
	for key, value := range entries(n) {
		callback := v[key.Value]
		if callback == nil || callback.Value == nil {
			continue
		}
		for expression, itemNode := range entries(c.deref(value)) {
			if item := callback.Value.Value(expression.Value); item != nil {
				out = c.events(out, Event{Name: key.Value, URL: expression.Value, Pos: c.tree.pos(key)}, item, c.deref(itemNode))
			}
		}
	}
	return out
}

// events adds one event for each method of a path item.
func (c *converter) events(out []Event, e Event, item *openapi3.PathItem, n *yaml.Node) []Event {
	for key, value := range entries(n) {
		if !isMethod(key.Value) {
			continue
		}
		op := item.GetOperation(strings.ToUpper(key.Value))
		if op == nil {
			continue
		}
		e.Method = strings.ToUpper(key.Value)
		e.Summary, e.Description, e.Deprecated = op.Summary, op.Description, op.Deprecated
		e.Parameters = c.parameters(item.Parameters, child(n, "parameters"), nil)
		e.Parameters = c.parameters(op.Parameters, child(value, "parameters"), e.Parameters)
		e.Body = nil
		if op.RequestBody != nil && op.RequestBody.Value != nil {
			e.Body = c.body(op.RequestBody.Value, value)
		}
		out = append(out, e)
	}
	return out
}

func (c *converter) links(v openapi3.Links, n *yaml.Node) []Link {
	var out []Link
	for key, value := range entries(n) {
		ref := v[key.Value]
		if ref == nil || ref.Value == nil {
			continue
		}
		value = c.deref(value)
		link := Link{Name: key.Value, OperationID: ref.Value.OperationID, OperationRef: ref.Value.OperationRef, Description: ref.Value.Description, Pos: c.tree.pos(key)}
		for name, expression := range entries(child(value, "parameters")) {
			given := expression.Value
			if expression.Kind != yaml.ScalarNode {
				given = string(raw(expression))
			}
			link.Parameters = append(link.Parameters, LinkParameter{Name: name.Value, Value: given})
		}
		out = append(out, link)
	}
	return out
}
