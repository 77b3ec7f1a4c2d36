package flexport_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// A mutator changes an answer into one that nobody declared. It is the same
// for the same seed.
type mutator struct {
	*rand.Rand
	things []map[string]any // objects that stand in answers, to be put in place of references
	done   []string         // what was changed
}

// odd are values that stand in for any other.
var odd = []any{
	nil, true, false, "", " ", "0", "-1", "1.50", "true", "null", "[]", "{}", "text", "NEW_VALUE", "new value",
	"Ünï\u2028\u0000 <script>&amp;\"\\/", strings.Repeat("long ", 300),
	json.Number("0"), json.Number("-0"), json.Number("1"), json.Number("-1"), json.Number("1.0"), json.Number("1.50"), json.Number("1e2"), json.Number("1E-7"),
	json.Number("9007199254740993"), json.Number("9223372036854775808"), json.Number("-9223372036854775809"),
	json.Number("123456789012345678901234567890"), json.Number("0.1234567890123456789"), json.Number("1e400"), json.Number("-1e-400"),
	[]any{},
	[]any{nil},
	[]any{"text"},
	[]any{[]any{}, map[string]any{}, nil, true, json.Number("7")},
	map[string]any{},
	map[string]any{"": "empty name"},
	map[string]any{"_object": nil},
	map[string]any{"_object": json.Number("1"), "x": "y"},
	map[string]any{"_object": "/new/thing", "id": json.Number("1"), "deep": []any{map[string]any{"x": []any{nil, "y"}}}},
	map[string]any{"_object": "/api/refs/object", "id": "text", "ref_type": nil, "link": json.Number("1")},
}

// dates are what may stand where a time or a day was declared.
var dates = []any{
	"", "2020-02-30", "2020-01-02", "20200102", "2020-1-2", "2020-01-02T03:04", "2020-01-02T03:04:05", "2020-01-02 03:04:05 UTC", "2020-01-02 03:04:05",
	"01/02/2020", "Thu, 02 Jan 2020 03:04:05 GMT", "2020-W01", "0000-00-00", "0000-01-01", "0001-01-01", "9999-12-31", "0001-01-01T00:00:00Z",
	"0000-01-01T00:00:00Z", "9999-12-31T23:59:59.999999999Z", "2020-01-02T24:00:00Z", "2020-12-31T23:59:60Z",
	"2020-01-02T03:04:05.123456789123Z", "2020-01-02T03:04:05.000+08:00", "2020-01-02T03:04:05-00:00", "2020-01-02T03:04:05+0800",
	"2020-01-02 03:04:05 +0800", "2020-01-02t03:04:05z", json.Number("1577934245"), json.Number("1577934245123"), json.Number("1577934245.5"),
}

// mutate returns v with one in odds of its parts replaced, left out or added to.
func (m *mutator) mutate(v any, path string, odds int) any {
	if m.IntN(odds) == 0 {
		return m.replace(v, path)
	}
	switch v := v.(type) {
	case map[string]any:
		out := make(map[string]any, len(v))
		for _, name := range slices.Sorted(maps.Keys(v)) {
			if m.IntN(4*odds) == 0 {
				m.note(path+"."+name, "left out")
				continue
			}
			out[name] = m.mutate(v[name], path+"."+name, odds)
		}
		if m.IntN(odds) == 0 {
			m.add(out, path)
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i := range v {
			out[i] = m.mutate(v[i], fmt.Sprintf("%s[%d]", path, i), odds)
		}
		return out
	}
	return v
}

// replace returns what stands in place of v.
func (m *mutator) replace(v any, path string) any {
	out := odd[m.IntN(len(odd))]
	text, isText := v.(string)
	_, err := time.Parse(time.DateOnly, text[:min(len(text), len(time.DateOnly))])
	switch object, isObject := v.(map[string]any); {
	case isText && err == nil && m.IntN(4) > 0:
		out = dates[m.IntN(len(dates))]
	case isObject && isReference(object) && m.IntN(4) > 0:
		out = m.expand(object)
	case m.IntN(8) == 0:
		out = []any{v}
	case m.IntN(8) == 0:
		out = map[string]any{"wrapped": v}
	}
	m.note(path, "became "+brief(out))
	return out
}

func isReference(object map[string]any) bool {
	tag, _ := object["_object"].(string)
	return strings.HasPrefix(tag, "/api/refs/")
}

// expand returns what a reference may be expanded to: a thing, or a page of things.
func (m *mutator) expand(reference map[string]any) any {
	thing := m.things[m.IntN(len(m.things))]
	for range 20 { // mostly one of the right kind
		if thing["_object"] == reference["ref_type"] {
			break
		}
		thing = m.things[m.IntN(len(m.things))]
	}
	if reference["_object"] == "/api/refs/object" {
		return thing
	}
	return map[string]any{
		"_object": "/api/collections/paginated", "prev": nil, "next": reference["link"], "total_count": json.Number("2"),
		"data": []any{thing, nil, m.things[m.IntN(len(m.things))]},
	}
}

// add gives an object a property that nobody declared, or another case of one.
func (m *mutator) add(object map[string]any, path string) {
	name := []string{"", "new", "new.dotted", "<KEY>", "JSON", "Extra", "Raw", "$ref", "Ünï #1 "}[m.IntN(9)]
	if names := slices.Sorted(maps.Keys(object)); len(names) > 0 && m.IntN(3) == 0 {
		name = strings.ToUpper(names[m.IntN(len(names))])
	}
	object[name] = odd[m.IntN(len(odd))]
	m.note(path+"."+name, "added "+brief(object[name]))
}

// brief is v as it is reported.
func brief(v any) string { return fmt.Sprintf("%.200q", fmt.Sprint(v)) }

func (m *mutator) note(path, what string) { m.done = append(m.done, path+": "+what) }

// collect gathers the tagged objects in v, in their order.
func (m *mutator) collect(v any) {
	switch v := v.(type) {
	case map[string]any:
		if _, ok := v["_object"].(string); ok && !isReference(v) && v["_object"] != "/api/response" {
			m.things = append(m.things, v)
		}
		for _, name := range slices.Sorted(maps.Keys(v)) {
			m.collect(v[name])
		}
	case []any:
		for _, item := range v {
			m.collect(item)
		}
	}
}

// TestMutatedAnswers changes answers in ways that nobody declared: nulls,
// other types, unknown properties, tags and values, expanded references, odd
// dates and numbers. The client takes every one of them, and loses nothing.
// Only that the payload is an object, or a list of objects, is left alone.
func TestMutatedAnswers(t *testing.T) {
	t.Parallel()
	list := answers(t)
	decoded := make([]any, len(list))
	var things mutator
	for i, a := range list {
		decoded[i] = decode(t, a.body)
		things.collect(decoded[i])
	}
	var changes atomic.Int64
	t.Cleanup(func() {
		if n := changes.Load(); n < int64(10*len(list)) {
			t.Errorf("only %d changes in %d answers", n, len(list))
		}
	})
	for i, a := range list {
		t.Run(a.name, func(t *testing.T) {
			t.Parallel()
			var body []byte
			client := answering(t, func() []byte { return body })
			for _, odds := range []int{2, 8, 60} {
				m := &mutator{Rand: rand.New(rand.NewPCG(uint64(i), uint64(odds))), things: things.things}
				body = encode(t, m.answer(decoded[i], odds))
				changes.Add(int64(len(m.done)))
				if lost := roundTrip(t, a.call, client, "1", body, nil); len(lost) > 0 {
					t.Errorf("lost\n\t%s\nafter\n\t%s", strings.Join(lost[:min(5, len(lost))], "\n\t"),
						strings.Join(m.done[:min(20, len(m.done))], "\n\t"))
				}
			}
		})
	}
}

// answer mutates an answer, but for what leads to its payload.
func (m *mutator) answer(v any, odds int) any {
	whole, ok := v.(map[string]any)
	if !ok {
		return v
	}
	out := maps.Clone(whole)
	if page, ok := out["data"].(map[string]any); ok && page["_object"] == "/api/collections/paginated" {
		page = maps.Clone(page)
		items, _ := page["data"].([]any)
		items = slices.Clone(items)
		for i := range items {
			items[i] = m.within(items[i], fmt.Sprintf(".data.data[%d]", i), odds)
		}
		if page["data"] != nil {
			page["data"] = items
		}
		page["next"], page["new"] = nil, "new"
		page["total_count"] = odd[m.IntN(len(odd))]
		out["data"] = page
	} else {
		out["data"] = m.within(out["data"], ".data", odds)
	}
	m.add(out, "")
	return out
}

// within mutates the inside of an object.
func (m *mutator) within(v any, path string, odds int) any {
	object, ok := v.(map[string]any)
	if !ok {
		return v
	}
	out := map[string]any{}
	for _, name := range slices.Sorted(maps.Keys(object)) {
		out[name] = m.mutate(object[name], path+"."+name, odds)
	}
	if m.IntN(2) == 0 {
		m.add(out, path)
	}
	return out
}
