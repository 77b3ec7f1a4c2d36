package source_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gopkg.in/yaml.v3"

	"github.com/connectorgen/connectorgen/generator/internal/source"
)

// TestParseValue compares what is read as JSON, which has every value and the
// order of the keys.
func TestParseValue(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"yaml", "a: 1\nb: [x, 2.50, true, null, ~]\n", `{"a":1,"b":["x",2.50,true,null,null]}`},
		{"yaml numbers", "a: 0x10\nb: 1_000\nc: .5\nd: 1e3\ne: 0o17\n", `{"a":16,"b":1000,"c":0.5,"d":1e3,"e":15}`},
		{"dates stay text", "a: 2020-01-02\n", `{"a":"2020-01-02"}`},
		{"byte order mark and CRLF", "\uFEFFa: 1\r\nb: |\r\n  x\r\n  y\r\n", `{"a":1,"b":"x\ny\n"}`},
		{"json with a byte order mark", "\uFEFF{\"a\": 1}", `{"a":1}`},
		{"json", ` {"b":1,"a":[true,false,null,-0.5e+3,"x"],"c":{}, "d":[]} `, `{"b":1,"a":[true,false,null,-0.5e+3,"x"],"c":{},"d":[]}`},
		{"surrogate pair", `{"a":"\ud83d\ude00"}`, `{"a":"😀"}`},
		{"lone surrogates", `{"a":"\ud83d x \ude00"}`, `{"a":"` + "\uFFFD x \uFFFD" + `"}`},
		{"json not UTF-8", "{\"a\":\"\xff\"}", `{"a":"` + "\uFFFD" + `"}`},
		{"escapes", `{"a\n":"\"\\\/\b\f\n\r\t\u00e9"}`, `{"a\n":"\"\\/\b\f\n\r\té"}`},
		{"large integers", `[18446744073709551615, 123456789012345678901234567890]`, `[18446744073709551615,123456789012345678901234567890]`},
		{"flow YAML", "{a: 1, 'b': [x, y],}", `{"a":1,"b":["x","y"]}`},
		{"flow YAML with a comment", "[1, # one\n 2]", `[1,2]`},
		{"aliases", "a: &x {k: [1]}\nb: *x\nc: [*x]\n", `{"a":{"k":[1]},"b":{"k":[1]},"c":[{"k":[1]}]}`},
		{"scalar alias as key", "a: &x k\n*x : 1\n", `{"a":"k","k":1}`},
		{"merge", "base: &b {x: 1, y: 2}\nd: {<<: *b, y: 3}\n", `{"base":{"x":1,"y":2},"d":{"x":1,"y":3}}`},
		{"merge of several", "a: &a {x: 1}\nb: &b {x: 2, y: 2}\nc: {z: 0, <<: [*a, *b]}\n", `{"a":{"x":1},"b":{"x":2,"y":2},"c":{"z":0,"x":1,"y":2}}`},
		{"merge inside a merge", "a: &a {x: 1}\nb: &b {<<: *a, y: 2}\nc: {<<: *b}\n", `{"a":{"x":1},"b":{"x":1,"y":2},"c":{"x":1,"y":2}}`},
		{"merge sign that is no key", "a: <<\nb: {<<: {c: 1}}\n", `{"a":"<<","b":{"c":1}}`},
		{"quoted merge sign", `"<<": {a: 1}`, `{"<<":{"a":1}}`},
		{"json merge sign", `{"<<": {"a": 1}}`, `{"<<":{"a":1}}`},
		{"document marks", "---\na: 1\n...\n", `{"a":1}`},
		{"a scalar", "text\n", `"text"`},
		{"number keys", "200: a\n\"404\": b\n", `{"200":"a","404":"b"}`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			root, err := source.Parse("f", []byte(tt.in))
			if err != nil {
				t.Fatal(err)
			}
			got, err := source.JSON(root)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, string(got)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestParseProblems(t *testing.T) {
	deep := strings.Repeat("[", 1002) + strings.Repeat("]", 1002)
	lines := []string{"a: &a [1,1,1,1,1,1,1,1,1,1]\n"}
	for c := 'b'; c < 'k'; c++ {
		lines = append(lines, string(c)+": &"+string(c)+" ["+strings.Repeat("*"+string(c-1)+", ", 10)+"]\n")
	}
	bomb := strings.Join(lines, "")
	tests := []struct{ name, file, in, want string }{
		{"nothing", "f", "", "f: the file is empty"},
		{"space", "f", " \n\t\n", "f: the file is empty"},
		{"comments", "f", "# a\n# b\n", "f: the file is empty"},
		{"null", "f", "null\n", "f: the file is empty"},
		{"bare document mark", "f", "---\n", "f: the file is empty"},
		{"two documents", "f", "a: 1\n---\nb: 2\n", "f:2:1: a second document starts here: want one"},
		{"two flow documents", "f", "{a: 1}\n---\n{b: 2}\n", "f:2:1: a second document starts here: want one"},
		{"duplicate", "f", "a: 1\nb: 2\n\"a\": 3\n", `f:3:1: the key "a" stands twice, first at f:1:1`},
		{
			"duplicates, json", "f.json", "{\"a\": {\"x\": 1, \"x\": 2},\n \"a\": 1}",
			"f.json:1:16: the key \"x\" stands twice, first at f.json:1:8\nf.json:2:2: the key \"a\" stands twice, first at f.json:1:2",
		},
		{"duplicate of a number", "f", "{200: a, \"200\": b}", `f:1:10: the key "200" stands twice, first at f:1:2`},
		{"duplicate merge key", "f", "a: {<<: {x: 1}, <<: {y: 1}}", `f:1:17: the key "<<" stands twice, first at f:1:5`},
		{"merge of a scalar", "f", "a:\n  <<: 1\n", "f:2:7: the merge key << wants a mapping or a list of mappings"},
		{"cycle", "f", "a: &a\n  b: [*a]\n", "f:2:7: the alias *a stands inside what it names"},
		{"unknown anchor", "f", "a: 1\nb: *x\n", "f:2:1: unknown anchor 'x' referenced"},
		{"alias bomb", "f", bomb, "f:5:36: the aliases of the file stand for too many values"},
		{"deep json", "f", deep, "f:1:1001: more than 1000 values inside each other"},
		{"deep yaml", "f", "a: " + deep, "f:1:1004: more than 1000 values inside each other"},
		{"mapping as key", "f", "? [a]\n: b\n", "f:1:3: a key must be text, not a mapping or a list"},
		{"no key", "f", "{? : b}\n", "f:1:4: a value without a key"},
		{"NUL", "f", "a: 1\nb: \x00\n", "f:2:4: the control character U+0000 is not allowed"},
		{"not UTF-8", "f", "é: \xff\n", "f:1:4: the byte 0xff is not UTF-8"},
		{"UTF-16", "f", "\xff\xfea\x00:\x00", "f:1:1: the file is UTF-16: save it as UTF-8"},
		{"first line", "f", "a: b: c\n", "f:1:1: mapping values are not allowed in this context"},
		{"nested mapping value", "f", "a:\n  b: 1\n  c: d: e\n", "f:3:3: mapping values are not allowed in this context"},
		{"tab", "f", "a:\n\tb: 1\n", "f:2:1: found character that cannot start any token"},
		{"no colon", "f", "a: 1\nfoo\nb: 2\n", "f:2:1: could not find expected ':'"},
		{"bad indent", "f", "a:\n  b: 1\n  c: 2\n d: 3\ne: 4\n", "f:4:2: did not find expected key"},
		{"bad item", "f", "x:\n  - a\n  - b\n  c: 1\n", "f:4:3: did not find expected '-' indicator"},
		{"open quote", "f", "a: 1\nb: \"x\nc: 2\n", "f:2:1: found unexpected end of stream"},
		{"open list", "f", "a:\n  b: [1,\nc: 2\n", "f:3:1: did not find expected ',' or ']'"},
		{"json that ends", "f", "{\"a\": [1,\n", "f:2:1: the file ends where a value should stand"},
		{"json string that ends", "f", `{"a": "x`, `f:1:9: the file ends where the closing '"' of the string should stand`},
		{"json without comma", "f", "{\"a\": 1\n \"b\": 2}", `f:2:2: want "," or "}", got '"'`},
		{"json escape", "f", `{"a": "\x41" "b"}`, `f:1:9: want an escape that JSON knows, got 'x'`},
		{"json tail", "f", "{}\n{}", "f:2:1: text after the end of the JSON value"},
		{"yaml name, bad flow", "f.yaml", "{a: 1\nb: 2}", "f.yaml:1:1: did not find expected ',' or '}'"},
		{"json, raw tab", "f", "{\"a\": \"\x01\"}", "f:1:8: the control character U+0001 is not allowed"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := source.Parse(tt.file, []byte(tt.in))
			if err == nil {
				t.Fatal("no error")
			}
			if diff := cmp.Diff(tt.want, err.Error()); diff != "" {
				t.Error(diff)
			}
			var all source.SyntaxErrors
			var one *source.SyntaxError
			if !errors.As(err, &all) || !errors.As(err, &one) || all[0] != one {
				t.Errorf("the error %T holds no SyntaxErrors", err)
			}
		})
	}
}

// TestParseKeepsFirst shows that a key that stands twice does not hide the rest
// of the file.
func TestParseKeepsFirst(t *testing.T) {
	root, err := source.Parse("f", []byte("a: 1\na: 2\nb: 3\n"))
	if err == nil || root == nil {
		t.Fatalf("got %v, %v", root, err)
	}
	got, err := source.JSON(root)
	if diff := cmp.Diff(`{"a":1,"b":3}`, string(got)); diff != "" || err != nil {
		t.Error(diff, err)
	}
}

// TestParseAgreesOnJSON reads the same text as JSON and, behind a comment, as
// YAML: tags, styles and places must be the same.
func TestParseAgreesOnJSON(t *testing.T) {
	const doc = `{"é": ["x", 1, -0, 1.5, 1e3, 18446744073709551616, true, null],
  "b": {"c": "\"quoted\"", "d": []}}`
	type node struct {
		Kind         yaml.Kind
		Tag, Value   string
		Line, Column int
	}
	list := func(root *yaml.Node) (nodes []node) {
		var walk func(n *yaml.Node)
		walk = func(n *yaml.Node) {
			nodes = append(nodes, node{n.Kind, n.Tag, n.Value, n.Line, n.Column})
			for _, c := range n.Content {
				walk(c)
			}
		}
		walk(root)
		return nodes
	}
	fromJSON, err := source.Parse("f", []byte("\n"+doc))
	if err != nil {
		t.Fatal(err)
	}
	fromYAML, err := source.Parse("f", []byte("#\n"+doc))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(list(fromYAML), list(fromJSON)); diff != "" {
		t.Error(diff)
	}
	if style := fromJSON.Content[0].Style; style != yaml.DoubleQuotedStyle {
		t.Errorf("the style of a JSON string is %d", style)
	}
}

func TestJSONRefuses(t *testing.T) {
	for in, want := range map[string]string{
		"a: 1\nb: .inf\n":    "json: unsupported value: +Inf",
		"a: !!int '[1]'\n":   "line 1: yaml: cannot decode !!str `[1]` as a !!int",
		"a:\n  - !!bool x\n": "line 2: yaml: cannot decode !!str `x` as a !!bool",
	} {
		root, err := source.Parse("f", []byte(in))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := source.JSON(root); err == nil || err.Error() != want {
			t.Errorf("JSON(%q) = %v, want %s", in, err, want)
		}
	}
}

// FuzzParse holds Parse to its word for any text, and to what encoding/json
// makes of the same text.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		"", "a: 1\n", `{"a": [1, "x\ud83d", null]}`, "{a: 1}", "a: &a [*a]", "a: &a {b: 1}\nc: {<<: *a}", "{\"a\":\"\xff\"}",
		"[[[[", "a: 1\n---\nb", "? [a]\n: b", "a: 1\na: 2", "- |\n x\n", "[1e400,-0,0.10]", "%YAML 1.1\n---\n", "a: !!int x",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		root, err := source.Parse("f", data)
		var problems source.SyntaxErrors
		if root == nil && !errors.As(err, &problems) {
			t.Fatalf("neither a value nor a problem: %v", err)
		}
		if root != nil {
			checkPlain(t, root, 0)
		}
		compareJSON(t, data, root, problems)
	})
}

// checkPlain checks the promises that Parse makes for every node.
func checkPlain(t *testing.T, n *yaml.Node, depth int) {
	t.Helper()
	if depth > 1001 || n.Line < 1 || n.Column < 1 || n.Tag == "" || n.Alias != nil || n.Anchor != "" {
		t.Fatalf("at depth %d: %+v", depth, n)
	}
	keys := map[string]bool{}
	for i, c := range n.Content {
		checkPlain(t, c, depth+1)
		if n.Kind != yaml.MappingNode || i%2 == 1 {
			continue
		}
		if c.Kind != yaml.ScalarNode || keys[c.Value] {
			t.Fatalf("bad key %+v", c)
		}
		keys[c.Value] = true
	}
}

// compareJSON checks that what encoding/json reads has the same value here.
func compareJSON(t *testing.T, data []byte, root *yaml.Node, problems source.SyntaxErrors) {
	t.Helper()
	trimmed := bytes.TrimLeft(data, " \t\r\n")
	if len(trimmed) == 0 || trimmed[0] != '{' && trimmed[0] != '[' {
		return
	}
	var want, got any
	if decodeNumbers(data, &want) != nil {
		return
	}
	if len(problems) > 0 { // ours alone are the bounds and the keys that stand twice
		if !strings.Contains(problems.Error(), "stands twice") && !strings.Contains(problems.Error(), "more than") {
			t.Fatalf("encoding/json reads it, Parse says: %v", problems)
		}
		return
	}
	text, err := source.JSON(root)
	if err != nil {
		t.Fatal(err)
	}
	if err := decodeNumbers(text, &got); err != nil || !reflect.DeepEqual(want, got) {
		t.Fatalf("Parse reads %s (%v)", text, err)
	}
}

func decodeNumbers(data []byte, v any) error {
	if !json.Valid(data) {
		return errors.New("not JSON")
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	return d.Decode(v)
}
