package strict_test

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/connectorgen/connectorgen/generator/internal/strict"
)

type thing struct {
	Name, Text, Size string
	Tags             []string
	On               bool
	Count, Capped    int
	Codes            []int
	Pairs            [][2]string
	Inner            string
}

func (x *thing) keys() strict.Keys {
	return strict.Keys{
		strict.Must("name", strict.Line(&x.Name)),
		strict.May("text", strict.Text(&x.Text)),
		strict.May("size", strict.OneOf(&x.Size, "small", "large")),
		strict.May("tags", strict.Lines(&x.Tags)),
		strict.May("on", strict.Bool(&x.On)),
		strict.May("count", strict.Int(&x.Count, 1, math.MaxInt)),
		strict.May("capped", strict.Int(&x.Capped, 0, 10)),
		strict.May("codes", strict.Ints(&x.Codes, 100, 599)),
		strict.May("pairs", strict.Pairs(func(r *strict.Reader, v strict.Value) {
			var s string
			strict.Line(&s)(r, v)
			x.Pairs = append(x.Pairs, [2]string{v.Name, s})
		})),
		strict.May("inner", func(r *strict.Reader, v strict.Value) {
			r.Mapping(v, "an inner thing", strict.Keys{strict.Must("a", strict.Line(&x.Inner))})
		}),
	}
}

func read(text string) (thing, *strict.Reader) {
	var x thing
	r := strict.New("f", "x")
	if root, ok := r.Parse([]byte(text)); ok {
		r.Mapping(root, "the thing", x.keys())
	}
	return x, r
}

func TestRead(t *testing.T) {
	got, r := read(`
name: n
text: |
  one
  two

size: large
tags: [a, "1"]
on: true
count: 7
capped: 0
codes: [200, 404]
pairs: {b: x, a: y}
inner: {a: z}
`)
	want := thing{
		Name: "n", Text: "one\ntwo", Size: "large", Tags: []string{"a", "1"}, On: true, Count: 7,
		Codes: []int{200, 404}, Pairs: [][2]string{{"b", "x"}, {"a", "y"}}, Inner: "z",
	}
	if diff := cmp.Diff(want, got); diff != "" || len(r.Problems) > 0 {
		t.Error(diff, r.Problems)
	}
}

func TestProblems(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"empty", "", "f: the file is empty [x-syntax]"},
		{"syntax", "name: n\n\tb: 1\n", "f:2:1: found a tab character that violates indentation [x-syntax]"},
		{"key twice", "name: n\nname: m\n", `f:2:1: the key "name" stands twice, first at f:1:1 [x-syntax]`},
		{"list for the file", "[]", "f:1:1: the file must be a mapping, not a list [x-wrong-kind]\n\thint: its keys are name, text, size, tags, on, count, capped, codes, pairs, inner"},
		{"unknown key, near", "name: n\ncuont: 1\n", "f:2:1: unknown key \"cuont\" in the thing [x-unknown-key]\n\thint: did you mean \"count\"?"},
		{"unknown key, far", "inner: {a: b, xyz: 1}\nname: n", "f:1:15: unknown key \"xyz\" in an inner thing [x-unknown-key]\n\thint: its keys are a"},
		{"missing key of the file", "size: small\n", `f:1:1: the thing has no "name" [x-missing-key]`},
		{"missing key: at the parent's key", "name: n\ninner:\n  {}\n", `f:2:1: an inner thing has no "a" [x-missing-key]`},
		{"number for text", "name: 2\n", "f:1:7: name must be text, not the number 2 [x-wrong-kind]\n\thint: put it in quotes: \"2\""},
		{"truth for text", "name: yes\n", ""},
		{"date for text", "name: 2020-01-02\n", "f:1:7: name must be text, not the date 2020-01-02 [x-wrong-kind]\n\thint: put it in quotes: \"2020-01-02\""},
		{"mapping for text", "name: {}\n", "f:1:7: name must be text, not a mapping [x-wrong-kind]"},
		{"null for text", "name:\n", "f:1:6: name is empty [x-empty-value]\n\thint: write a value or leave it out"},
		{"blank text", "name: ' '\n", "f:1:7: name is empty [x-empty-value]\n\thint: write a value or leave it out"},
		{"two lines", "name: |\n  a\n  b\n", "f:1:7: name must be one line without control characters [x-bad-value]"},
		{"escape character", `name: "\e[31m"`, "f:1:7: name must be one line without control characters [x-bad-value]"},
		{"word", "name: n\nsize: lagre\n", "f:2:7: size cannot be \"lagre\" [x-bad-value]\n\thint: did you mean \"large\"?"},
		{"far word", "name: n\nsize: huge\n", "f:2:7: size cannot be \"huge\" [x-bad-value]\n\thint: use one of small, large"},
		{"text for truth", "name: n\non: 'true'\n", "f:2:5: on must be true or false, not text [x-wrong-kind]"},
		{"float for int", "name: n\ncount: 1.5\n", "f:2:8: count must be a whole number, not the number 1.5 [x-wrong-kind]"},
		{"huge int", "name: n\ncount: 18446744073709551615\n", "f:2:8: count must be a whole number, not the number 18446744073709551615 [x-wrong-kind]"},
		{"small int", "name: n\ncount: 0\n", "f:2:8: count is 0: want at least 1 [x-bad-value]"},
		{"large int", "name: n\ncapped: 11\n", "f:2:9: capped is 11: want 0 to 10 [x-bad-value]"},
		{"int twice", "name: n\ncodes: [200, 200]\n", "f:2:14: codes has 200 twice [x-bad-value]"},
		{"text for list", "name: n\ntags: a\n", "f:2:7: tags must be a list, not text [x-wrong-kind]\n\thint: put it in brackets, or behind a dash"},
		{"number in list", "name: n\ntags: [a, 1]\n", "f:2:11: tags must be text, not the number 1 [x-wrong-kind]\n\thint: put it in quotes: \"1\""},
		{"list for pairs", "name: n\npairs: []\n", "f:2:8: pairs must be a mapping, not a list [x-wrong-kind]"},
		{"bad key of a pair", "name: n\npairs: {\"a\\nb\": c}\n", `f:2:9: "a\nb" cannot be a key of pairs [x-bad-value]`},
		{"own tag", "name: !mine x\n", "f:1:7: name must be text, not a value with the tag !mine [x-wrong-kind]\n\thint: put it in quotes: \"x\""},
		{
			"all at once", "size: 1\non: 2\n", `f:1:1: the thing has no "name" [x-missing-key]` +
				"\nf:1:7: size must be text, not the number 1 [x-wrong-kind]\n\thint: put it in quotes: \"1\"" +
				"\nf:2:5: on must be true or false, not the number 2 [x-wrong-kind]",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, r := read(tt.in)
			got := ""
			if err := r.Problems.Err(); err != nil {
				got = err.Error()
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestNearest(t *testing.T) {
	known := []string{"audience", "client_id", "clientAuth", "id"}
	for word, want := range map[string]string{
		"audiance": "audience", "clientid": "client_id", "client-auth": "clientAuth", "CLIENT_ID": "client_id",
		"ID": "id", "x": "", "": "", "scope": "",
	} {
		if got := strict.Nearest(word, known); got != want {
			t.Errorf("Nearest(%q) = %q, want %q", word, got, want)
		}
	}
}

func TestURL(t *testing.T) {
	for in, want := range map[string]string{
		"https://example.com":         "",
		"http://example.com:80/a?b#c": "",
		"https://[::1]/":              "",
		"example.com":                 "must begin with https://",
		"ftp://example.com":           "must begin with https://",
		"javascript:alert(1)":         "must begin with https://",
		"https:///a":                  "has no host",
		"https://:80/a":               "has no host",
		"https://u:p@example.com":     "must not hold a user name or password",
		"https://exa mple.com":        "is not a URL",
		"https://example.com/\"><b>":  "is not a URL",
		"https://example.com/{id}":    "is not a URL",
	} {
		if got := strict.CheckURL(in); got != want {
			t.Errorf("CheckURL(%q) = %q, want %q", in, got, want)
		}
	}
	for in, want := range map[string]bool{
		"https://example.com": true, "http://localhost:80/": true, "http://127.0.0.1": true, "http://[::1]:1": true,
		"http://example.com": false, "http://localhost.example.com": false, "%": false,
	} {
		if got := strict.IsPrivate(in); got != want {
			t.Errorf("IsPrivate(%q) = %t", in, got)
		}
	}
}

func TestReadURLAndPath(t *testing.T) {
	r := strict.New("f", "x")
	var page, path string
	root, _ := r.Parse([]byte("page: www\npath: a..b\n"))
	r.Mapping(root, "it", strict.Keys{strict.May("page", strict.URL(&page)), strict.May("path", strict.Path(&path))})
	want := "f:1:7: page must begin with https://: \"www\" [x-bad-url]\n\thint: write it in full, such as https://example.com/page\n" +
		"f:2:7: path is not a dotted path: \"a..b\" [x-bad-path]\n\thint: write names with dots between them, such as data.items"
	if err := r.Problems.Err(); err == nil || cmp.Diff(want, err.Error()) != "" || page != "" || path != "" {
		t.Errorf("got %v, %q, %q", err, page, path)
	}
}

func TestNames(t *testing.T) {
	for in, want := range map[string]bool{"X-Api-Key": true, "a_b": true, "": false, "a b": false, "a:": false, "é": false} {
		if got := strict.IsToken(in); got != want {
			t.Errorf("IsToken(%q) = %t", in, got)
		}
	}
	for in, want := range map[string]bool{"data": true, "data.a-b.c": true, "": false, ".a": false, "a.": false, "a b": false, "${a}": false} {
		if got := strict.IsPath(in); got != want {
			t.Errorf("IsPath(%q) = %t", in, got)
		}
	}
}
