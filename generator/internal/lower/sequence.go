package lower

import (
	"encoding/json"
	"slices"

	"github.com/connectorgen/connectorgen/generator/internal/ir"
	"github.com/connectorgen/connectorgen/generator/internal/oas"
)

// framings are the media types whose items are read one by one.
var framings = map[string]ir.Framing{
	"text/event-stream":       ir.ServerSent,
	"application/x-ndjson":    ir.Lines,
	"application/ndjson":      ir.Lines,
	"application/jsonl":       ir.Lines,
	"application/x-jsonl":     ir.Lines,
	"application/jsonlines":   ir.Lines,
	"application/x-jsonlines": ir.Lines,
	"application/json-seq":    ir.Records,
}

// sequence takes the first answer that comes item by item, and returns the other
// contents. Lines of which nothing is known stay bytes.
func (l *lowerer) sequence(out *ir.Operation, contents []ir.Content) []ir.Content {
	i := slices.IndexFunc(contents, func(c ir.Content) bool {
		framing := framings[baseType(c.MediaType)]
		return framing == ir.ServerSent || framing != "" && (c.Item != nil || isItem(c.Schema))
	})
	if i < 0 {
		return contents
	}
	c := contents[i]
	e := &ir.Events{MediaType: c.MediaType, Framing: framings[baseType(c.MediaType)], Item: c.Item}
	if e.Item == nil && isItem(c.Schema) {
		e.Item = c.Schema
		if list := l.resolved(c.Schema); list != nil && list.Kind == ir.Array {
			e.Item = list.Items
		}
	}
	if e.Framing == ir.ServerSent {
		if text := l.resolved(e.Item); text != nil && text.Kind == ir.String {
			e.Item = nil
		}
		e.Whole, e.Text = l.wholeEvent(e.Item, nil)
		e.Text = e.Text || e.Item == nil
	}
	if body := out.Body; body != nil && preference(body.Contents[0].MediaType) < preference("*/*") {
		s := l.resolved(body.Contents[0].Schema)
		if s != nil && s.Kind == ir.Object {
			if p := s.Property("stream"); p != nil && l.isBoolean(p.Schema) {
				e.Flag = p.Name
			}
		}
	}
	out.Events = e
	return slices.DeleteFunc(slices.Clone(contents), func(c ir.Content) bool { return framings[baseType(c.MediaType)] != "" })
}

// isItem reports whether a schema describes items rather than text.
func isItem(s *ir.Schema) bool {
	return s != nil && s.Kind != ir.String && s.Kind != ir.Binary && s.Kind != ir.Any
}

func (l *lowerer) isBoolean(s *ir.Schema) bool {
	s = l.resolved(s)
	return s != nil && s.Kind == ir.Boolean
}

// wholeEvent reports whether a schema describes a whole server-sent event, its
// data beside its name or ID and nothing else, and whether the data is text.
func (l *lowerer) wholeEvent(s *ir.Schema, within []*ir.Schema) (whole, text bool) {
	s = l.resolved(s)
	if s == nil || slices.Contains(within, s) {
		return false, false
	}
	if s.Kind == ir.Union {
		within = append(within, s)
		text = true
		for _, v := range s.Variants {
			whole, isText := l.wholeEvent(v.Schema, within)
			if !whole {
				return false, false
			}
			text = text && isText
		}
		return true, text
	}
	data := s.Property("data")
	if s.Kind != ir.Object || data == nil || slices.ContainsFunc(s.Properties, func(p ir.Property) bool {
		return !slices.Contains([]string{"event", "data", "id", "retry"}, p.Name)
	}) {
		return false, false
	}
	value := l.resolved(data.Schema)
	text = value != nil && value.Kind == ir.String
	return len(s.Properties) > 1 || text, text
}

// events lowers webhooks, or the callbacks of the operation with the ID.
func (l *lowerer) events(operation string, list []oas.Event) {
	start := len(l.out.Events)
	taken := make(map[string]bool)
	for _, e := range list {
		out := ir.Event{
			Name: e.Name, Operation: operation, URL: e.URL, Method: e.Method,
			Summary: e.Summary, Description: e.Description, Deprecated: e.Deprecated, Pos: e.Pos,
		}
		for taken[out.Name] {
			out.Name += "_" + e.Method
		}
		taken[out.Name] = true
		for i := range e.Parameters {
			if e.Parameters[i].In == "header" {
				out.Headers = append(out.Headers, l.param(&e.Parameters[i]))
			}
		}
		if e.Body != nil {
			contents := l.contents(e.Body.Contents)
			if i := slices.IndexFunc(contents, func(c ir.Content) bool { return isJSON(c.MediaType) && c.Schema != nil }); i >= 0 {
				out.Payload = contents[i].Schema
			}
		}
		if out.Payload == nil {
			l.problems.Warnf(e.Pos, "oas-event-body", "event %s has no JSON body that is described: its payload is kept as bytes", out.Name)
		}
		l.out.Events = append(l.out.Events, out)
	}
	l.tellApart(l.out.Events[start:])
}

// tellApart finds the property whose value names the event: every payload has it
// with one value, which no other has.
func (l *lowerer) tellApart(events []ir.Event) {
	if len(events) == 0 {
		return
	}
	first := l.resolved(events[0].Payload)
	if first == nil {
		return
	}
	for _, p := range first.Properties {
		values := make([]string, 0, len(events))
		for i := range events {
			value, ok := l.constant(events[i].Payload, p.Name)
			if !ok || slices.Contains(values, value) {
				break
			}
			values = append(values, value)
		}
		if len(values) < len(events) {
			continue
		}
		for i := range events {
			events[i].Property, events[i].Value = p.Name, values[i]
		}
		return
	}
}

// constant is the only value that a property of s can have, if it is text.
func (l *lowerer) constant(s *ir.Schema, property string) (string, bool) {
	s = l.resolved(s)
	if s == nil {
		return "", false
	}
	p := s.Property(property)
	if p == nil {
		return "", false
	}
	if s = l.resolved(p.Schema); s == nil || s.Kind != ir.String || len(s.Enum) != 1 {
		return "", false
	}
	var value string
	return value, json.Unmarshal(s.Enum[0], &value) == nil
}
