package diag_test

import (
	"encoding/json"
	"errors"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/connectorgen/connectorgen/generator/internal/diag"
	"github.com/connectorgen/connectorgen/generator/internal/source"
)

func at(file string, line, column int) source.Pos {
	return source.Pos{File: file, Line: line, Column: column}
}

// problems are in the order in which they are to be shown.
func problems() diag.List {
	var l diag.List
	l.Errorf(source.Pos{File: "a.yaml"}, "syntax", "the file is empty")
	l.Errorf(at("a.yaml", 1, 2), "a-code", "bad %q", "x")
	l.Hintf("try %s", "y")
	l.Warnf(at("a.yaml", 1, 2), "b-code", "odd")
	l.Warnf(at("a.yaml", 1, 10), "a-code", "a")
	l.Warnf(at("a.yaml", 1, 10), "a-code", "b")
	l.Warnf(at("a.yaml", 2, 1), "a-code", "a")
	l.Errorf(at("b.yaml", 1, 1), "a-code", "a")
	return l
}

func TestErrors(t *testing.T) {
	want := []string{
		"a.yaml: the file is empty [syntax]",
		"a.yaml:1:2: bad \"x\" [a-code]\n\thint: try y",
		"a.yaml:1:2: warning: odd [b-code]",
		"a.yaml:1:10: warning: a [a-code]",
		"a.yaml:1:10: warning: b [a-code]",
		"a.yaml:2:1: warning: a [a-code]",
		"b.yaml:1:1: a [a-code]",
	}
	var got []string
	for _, p := range problems() {
		got = append(got, p.Error())
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestSorted(t *testing.T) {
	want := problems()
	for range 50 {
		mixed := append(problems(), problems()...) // each of them twice
		rand.Shuffle(len(mixed), func(i, j int) { mixed[i], mixed[j] = mixed[j], mixed[i] })
		before := append(diag.List(nil), mixed...)
		if diff := cmp.Diff(want, mixed.Sorted()); diff != "" {
			t.Fatal(diff)
		}
		if diff := cmp.Diff(before, mixed); diff != "" {
			t.Fatalf("it changed the list itself:\n%s", diff)
		}
	}
	if got := diag.List(nil).Sorted(); len(got) != 0 {
		t.Errorf("of nothing it made %v", got)
	}
}

// The same words at the same place are not the same problem if one is an error.
func TestSortedKeepsTheError(t *testing.T) {
	var l diag.List
	l.Warnf(at("a", 1, 1), "c", "m")
	l.Errorf(at("a", 1, 1), "c", "m")
	if got := l.Sorted(); len(got) != 2 || !got.HasErrors() {
		t.Errorf("it made %v", got)
	}
}

func TestStrict(t *testing.T) {
	var l diag.List
	l.Warnf(at("a", 1, 1), "c", "m")
	l.Hintf("h")
	strict := l.Strict()
	if got, want := strict[0].Error(), "a:1:1: m [c]\n\thint: h"; got != want {
		t.Error(cmp.Diff(want, got))
	}
	if l.HasErrors() || !strict.HasErrors() {
		t.Errorf("errors in the list %v, in the strict one %v", l.HasErrors(), strict.HasErrors())
	}
}

func TestErr(t *testing.T) {
	var l diag.List
	l.Warnf(at("a", 1, 1), "c", "m")
	if err := l.Err(); err != nil {
		t.Errorf("an error without errors: %v", err)
	}
	l.Errorf(at("b", 2, 1), "c", "second")
	l.Errorf(at("b", 1, 1), "c", "first")
	err := l.Err()
	if got, want := err.Error(), "b:1:1: first [c]\nb:2:1: second [c]"; got != want {
		t.Error(cmp.Diff(want, got))
	}
	var d diag.Diagnostic
	if !errors.As(err, &d) || d.Msg != "first" {
		t.Errorf("the first problem is %v", d)
	}
}

func TestJSON(t *testing.T) {
	got, err := json.Marshal(problems()[1])
	if err != nil {
		t.Fatal(err)
	}
	want := `{"Pos":"a.yaml:1:2","Severity":"error","Code":"a-code","Msg":"bad \"x\"","Hint":"try y"}`
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Error(diff)
	}
}
