package postman

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"github.com/connectorgen/connectorgen/generator/internal/ir"
)

// values writes a parameter in its style: one pair, or several for an exploded
// list or object. A sample of nil gives an empty value.
func (b *builder) values(p *ir.Param, sample json.RawMessage) []pair {
	if p.MediaType != "" {
		return []pair{b.pair(p, p.Name, text(decoded(sample)))}
	}
	switch v := decoded(sample).(type) {
	case []any:
		return b.listValues(p, v)
	case map[string]any:
		return b.objectValues(p, v)
	default:
		return []pair{b.pair(p, p.Name, text(v))}
	}
}

func (b *builder) listValues(p *ir.Param, list []any) []pair {
	separator := ","
	switch {
	case p.Style == "pipeDelimited":
		separator = "|"
	case p.Style == "spaceDelimited":
		separator = " "
	case p.In == ir.InQuery && p.Explode && len(list) > 0:
		var made []pair
		for _, v := range list {
			made = append(made, b.pair(p, p.Name, text(v)))
		}
		return made
	}
	var words []string
	for _, v := range list {
		words = append(words, text(v))
	}
	return []pair{b.pair(p, p.Name, strings.Join(words, separator))}
}

func (b *builder) objectValues(p *ir.Param, object map[string]any) []pair {
	var made []pair
	var words []string
	for _, key := range slices.Sorted(maps.Keys(object)) {
		value := text(object[key])
		switch {
		case p.Style == "deepObject":
			made = append(made, b.pair(p, p.Name+"["+key+"]", value))
		case p.Explode && p.In == ir.InQuery:
			made = append(made, b.pair(p, key, value))
		case p.Explode:
			words = append(words, key+"="+value)
		default:
			words = append(words, key, value)
		}
	}
	if made == nil {
		made = []pair{b.pair(p, p.Name, strings.Join(words, ","))}
	}
	return made
}

// pair is a name and a value in which Postman finds no variables.
func (b *builder) pair(p *ir.Param, key, value string) pair {
	value, ok := literal(value)
	name, okName := literal(key)
	if !okName {
		name = strings.ReplaceAll(key, "{{", "%7B%7B")
	}
	if !ok || !okName {
		b.lost.braces.Add("parameter "+p.Name, p.Pos)
	}
	return pair{Key: name, Value: &value}
}

// decoded is a JSON value with its numbers as they are written; nil for none.
func decoded(value json.RawMessage) any {
	if len(value) == 0 {
		return nil
	}
	d := json.NewDecoder(bytes.NewReader(value))
	d.UseNumber()
	var v any
	if d.Decode(&v) != nil {
		return nil
	}
	return v
}

// text is a value as it travels outside of JSON.
func text(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		return v
	}
	made, err := json.Marshal(v)
	if err != nil {
		return ""
	}
	return string(made)
}
