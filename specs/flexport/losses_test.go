package flexport_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// decode reads JSON with numbers as they are written.
func decode(t *testing.T, text []byte) any {
	t.Helper()
	dec := json.NewDecoder(strings.NewReader(string(text)))
	dec.UseNumber()
	var v any
	if err := dec.Decode(&v); err != nil {
		t.Fatalf("%v in %.200s", err, text)
	}
	return v
}

// encode writes what decode reads.
func encode(t *testing.T, v any) []byte {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// put sets the value at a dotted path of an answer.
func put(answer any, path string, value any) any {
	name, rest, more := strings.Cut(path, ".")
	object, ok := answer.(map[string]any)
	if !ok {
		object = map[string]any{}
	}
	if more {
		value = put(object[name], rest, value)
	}
	object[name] = value
	return object
}

// losses names what want has, null apart, and got has not, or has otherwise.
func losses(want, got any, path string) []string {
	switch w := want.(type) {
	case nil:
		return nil
	case map[string]any:
		g, ok := got.(map[string]any)
		if !ok {
			return []string{fmt.Sprintf("%s: object became %v", path, got)}
		}
		var all []string
		for _, name := range slices.Sorted(maps.Keys(w)) {
			all = append(all, losses(w[name], g[name], path+"."+name)...)
		}
		return all
	case []any:
		g, ok := got.([]any)
		if !ok || len(g) != len(w) {
			return []string{fmt.Sprintf("%s: array of %d became %v", path, len(w), got)}
		}
		var all []string
		for i := range w {
			all = append(all, losses(w[i], g[i], path+"["+strconv.Itoa(i)+"]")...)
		}
		return all
	default:
		if same(want, got) {
			return nil
		}
		return []string{fmt.Sprintf("%s: %#v became %#v", path, want, got)}
	}
}

// same compares leaves: numbers by value, times by instant.
func same(want, got any) bool {
	switch w := want.(type) {
	case json.Number:
		g, ok := got.(json.Number)
		if !ok || w == g {
			return ok
		}
		a, okA := new(big.Rat).SetString(w.String())
		b, okB := new(big.Rat).SetString(g.String())
		return okA && okB && a.Cmp(b) == 0
	case string:
		g, ok := got.(string)
		if !ok {
			return false
		}
		a, errA := time.Parse(time.RFC3339Nano, w)
		b, errB := time.Parse(time.RFC3339Nano, g)
		return w == g || errA == nil && errB == nil && a.Equal(b)
	default:
		return want == got
	}
}

// TestLossesBite shows that the comparison sees what it is there to see.
func TestLossesBite(t *testing.T) {
	const want = `{"a":[{"n":1.50,"s":"x","t":"2020-01-01T00:00:00.000+08:00","f":false,"e":{},"z":null}]}`
	for got, count := range map[string]int{
		`{"a":[{"n":1.5,"s":"x","t":"2019-12-31T16:00:00Z","f":false,"e":{}}]}`:  0,
		`{"a":[{"n":1.51,"s":"x","t":"2019-12-31T16:00:00Z","f":false,"e":{}}]}`: 1,
		`{"a":[{"n":"1.5","s":"y","t":"2019-12-31T16:00:01Z","e":null}]}`:        5,
		`{"a":[]}`: 1,
		`{}`:       1,
	} {
		if lost := losses(decode(t, []byte(want)), decode(t, []byte(got)), ""); len(lost) != count {
			t.Errorf("%s: %d losses, want %d: %v", got, len(lost), count, lost)
		}
	}
}
