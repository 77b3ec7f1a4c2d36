package zapier

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/connectorgen/connectorgen/generator/internal/action"
	"github.com/connectorgen/connectorgen/generator/internal/ir"
)

// How much of an answer a made-up sample shows.
const (
	maxSampleDepth = 3
	maxSampleWidth = 20
)

type outputField struct {
	Key     string `json:"key"`
	Label   string `json:"label,omitempty"`
	Type    string `json:"type,omitempty"`
	List    bool   `json:"list,omitempty"`
	Primary bool   `json:"primary,omitempty"`
}

// result is the schema of what an action gives: an item of a list, else the payload.
func (b *builder) result(a *action.Action) *ir.Schema {
	if a.Answer.Content == nil || a.Op.Stream {
		return nil
	}
	if a.ItemsPath == nil {
		return b.set.At(a.Answer.Content.Schema, a.Op.Payload)
	}
	list := b.set.At(a.Answer.Content.Schema, *a.ItemsPath)
	if list != nil && list.Kind == ir.Array {
		return b.set.Resolve(list.Items)
	}
	return list
}

// outputs are the single values of the result; Zapier learns the rest from the sample.
func outputs(set *action.Set, op *ir.Operation, s *ir.Schema) []outputField {
	if op.Stream {
		return []outputField{{Key: "file", Label: "File", Type: "file"}}
	}
	if s == nil || s.Kind != ir.Object {
		return nil
	}
	var made []outputField
	for _, p := range s.Properties {
		value := set.Resolve(p.Schema)
		if value == nil || value.WriteOnly || p.Schema.WriteOnly || p.Name == "" || plain(p.Name) != p.Name {
			continue
		}
		field := outputField{Key: p.Name, Label: label(p.Name, value)}
		if value.Kind == ir.Array {
			field.List = true
			value = set.Resolve(value.Items)
		}
		if field.Type = scalar(value); field.Type != "" {
			made = append(made, field)
		}
	}
	return made
}

// primary marks what tells the items of a list apart; where that is not known,
// what call.js makes of the whole item does.
func (b *builder) primary(op *ir.Operation, made *call, item *ir.Schema, fields []outputField) []outputField {
	var keys []string
	for i := range b.c.Resources {
		if b.c.Resources[i].Key == op.Resource {
			keys = b.c.Resources[i].PrimaryKey
		}
	}
	has := func(key string) bool {
		p := (*ir.Property)(nil)
		if item != nil {
			p = item.Property(key)
		}
		return p != nil && scalar(b.set.Resolve(p.Schema)) != ""
	}
	if len(keys) == 0 || slices.ContainsFunc(keys, func(k string) bool { return !has(k) }) {
		if !has("id") {
			b.lost.Warnf(op.Pos, "zapier-no-id", op.ID, "items have no known key, so a changed one looks like a new one")
		}
		return fields
	}
	made.Primary = true
	fields = slices.Clone(fields)
	for i := range fields {
		fields[i].Primary = slices.Contains(keys, fields[i].Key)
	}
	return fields
}

// sample is an example of the result, and whether it is the document's own.
func (b *builder) sample(a *action.Action, result *ir.Schema) (json.RawMessage, bool) {
	if a.Op.Stream {
		return json.RawMessage(`{"file":"https://example.com/file"}`), true
	}
	if result == nil {
		return json.RawMessage(`{"status":204}`), true
	}
	var whole any
	if example := b.set.OutputSample(a); example != nil && unmarshal(example, &whole) == nil {
		path := a.Op.Payload
		if a.ItemsPath != nil {
			path = *a.ItemsPath
		}
		at := follow(whole, path)
		if list, ok := at.([]any); ok && a.ItemsPath != nil && len(list) > 0 {
			at = list[0]
		}
		if object, ok := harmless(at).(map[string]any); ok && len(object) > 0 {
			return marshal(object), true
		}
	}
	made := harmless(b.madeUp(result, 0))
	object, ok := made.(map[string]any)
	if !ok || len(object) == 0 {
		object = map[string]any{"value": made}
	}
	return marshal(object), false
}

func unmarshal(data []byte, to any) error {
	d := json.NewDecoder(strings.NewReader(string(data)))
	d.UseNumber()
	return d.Decode(to)
}

func marshal(v any) json.RawMessage {
	data, err := json.Marshal(v)
	if err != nil { // what was unmarshalled can be marshalled
		return json.RawMessage(`{"value":""}`)
	}
	return data
}

func follow(v any, path string) any {
	if path == "" {
		return v
	}
	for name := range strings.SplitSeq(path, ".") {
		object, _ := v.(map[string]any)
		v = object[name]
	}
	return v
}

// harmless takes out of a sample what Zapier would run: it reads an object of one
// or two members with "require" or "source" as a function.
func harmless(v any) any {
	switch v := v.(type) {
	case map[string]any:
		made := make(map[string]any, len(v))
		for name, value := range v {
			if text, ok := value.(string); ok && len(v) <= 2 && (name == "require" || name == "source" && strings.Contains(text, "return")) {
				continue
			}
			made[name] = harmless(value)
		}
		return made
	case []any:
		made := make([]any, len(v))
		for i, value := range v {
			made[i] = harmless(value)
		}
		return made
	case string:
		return plain(v)
	}
	return v
}

// madeUp is a value of the schema's type.
func (b *builder) madeUp(s *ir.Schema, depth int) any {
	s = b.set.Resolve(s)
	if s == nil {
		return nil
	}
	for _, known := range append([]json.RawMessage{s.Example}, s.Enum...) {
		var v any
		if len(known) > 0 && unmarshal(known, &v) == nil {
			return v
		}
	}
	switch s.Kind {
	case ir.Boolean:
		return true
	case ir.Integer, ir.Number:
		return 1
	case ir.String, ir.Binary:
		return text(s.Format)
	case ir.Array:
		if depth < maxSampleDepth {
			if item := b.madeUp(s.Items, depth+1); item != nil {
				return []any{item}
			}
		}
		return []any{}
	case ir.Object:
		made := map[string]any{}
		for _, p := range s.Properties {
			if depth >= maxSampleDepth || len(made) >= maxSampleWidth {
				break
			}
			if v := b.madeUp(p.Schema, depth+1); v != nil {
				made[p.Name] = v
			}
		}
		return made
	case ir.Union:
		if len(s.Variants) > 0 && depth < maxSampleDepth {
			return b.madeUp(s.Variants[0].Schema, depth+1)
		}
	default:
	}
	return nil
}

// text is a text of a format.
func text(format string) string {
	switch format {
	case "date-time":
		return "2024-01-31T12:00:00Z"
	case "date":
		return "2024-01-31"
	case "email":
		return "person@example.com"
	case "uri", "url":
		return "https://example.com"
	case "uuid":
		return "3f2b8c1e-5d4a-4b6f-9e0d-1a2b3c4d5e6f"
	}
	return "text"
}
