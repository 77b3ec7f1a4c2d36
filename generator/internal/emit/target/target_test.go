package target_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/connectorgen/connectorgen/generator/internal/emit/target"
	"github.com/connectorgen/connectorgen/generator/internal/source"
)

func at(line int) source.Pos { return source.Pos{File: "openapi.yaml", Line: line, Column: 1} }

func TestLosses(t *testing.T) {
	var l target.Losses
	l.Warnf(at(1), "x-many", "a", "parts of %d are left out", 4)
	for line, of := range []string{"b", "a", "c\x1b[2J", "d", "e"} {
		l.Warnf(at(line), "x-many", of, "another text")
	}
	l.Warnf(at(8), "x-one", "only", "one thing is left out")
	l.Warnf(at(9), "x-none", "", "the connector itself lacks something")
	want := `connector.yaml:3:1: warning: parts of 4 are left out: "a", "b", "c\x1b[2J" and 2 more [x-many]
openapi.yaml:8:1: warning: one thing is left out: "only" [x-one]
connector.yaml:3:1: warning: the connector itself lacks something [x-none]
`
	var got strings.Builder
	for _, d := range l.List(source.Pos{File: "connector.yaml", Line: 3, Column: 1}) {
		got.WriteString(d.Error() + "\n")
	}
	if diff := cmp.Diff(want, got.String()); diff != "" {
		t.Error(diff)
	}
}

func TestJSON(t *testing.T) {
	var o target.Object[any]
	o.Add("z", "<a & b>")
	o.Add("a\"", []int{1})
	got, err := target.JSON(o)
	if err != nil {
		t.Fatal(err)
	}
	want := "{\n  \"z\": \"<a & b>\",\n  \"a\\\"\": [\n    1\n  ]\n}\n"
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Error(diff)
	}
	if _, there := o.Get("b"); there {
		t.Error("a key that was not added is there")
	}
}

func TestBound(t *testing.T) {
	for _, test := range []struct {
		inclusive, exclusive, want string
		side                       int
		wantExclusive              bool
	}{
		{"1", "", "1", 1, false},
		{"", "1", "1", 1, true},
		{"1", "1", "1", 1, true},
		{"2", "1", "2", 1, false},
		{"2", "1", "1", -1, true},
		{"1", "1e999999999", "1", -1, false},
	} {
		got, exclusive := target.Bound(number(test.inclusive), number(test.exclusive), test.side)
		if string(got) != test.want || exclusive != test.wantExclusive {
			t.Errorf("Bound(%q, %q, %d) = %q, %v", test.inclusive, test.exclusive, test.side, got, exclusive)
		}
	}
}

func TestComponent(t *testing.T) {
	seen := map[string]string{}
	for _, name := range []string{"Order", "io.k8s.Pod", "List<Order>", "List Order ", "", "_", "ä"} {
		key := target.Component(name)
		if other, taken := seen[key]; taken {
			t.Errorf("%q and %q are both %q", name, other, key)
		}
		seen[key] = name
	}
	if got := target.Component("io.k8s.Pod"); got != "io.k8s.Pod" {
		t.Errorf("a name that is allowed is changed to %q", got)
	}
}

func number(text string) json.Number { return json.Number(text) }
