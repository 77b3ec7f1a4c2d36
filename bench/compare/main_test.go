package main

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/connectorgen/connectorgen/bench/internal/input"
)

func TestMedian(t *testing.T) {
	for _, test := range []struct {
		values []int64
		want   int64
	}{{nil, 0}, {[]int64{3}, 3}, {[]int64{9, 1}, 1}, {[]int64{9, 1, 5}, 5}, {[]int64{4, 3, 2, 1}, 2}} {
		given := slices.Clone(test.values)
		if got := median(test.values); got != test.want || !slices.Equal(given, test.values) {
			t.Errorf("median(%v) = %d, want %d", given, got, test.want)
		}
	}
}

func TestChoose(t *testing.T) {
	chosen, err := choose("ogen,connectorgen")
	if err != nil || len(chosen) != 2 || chosen[0].name != oursName || chosen[1].name != "ogen" {
		t.Errorf("got %v, %v", chosen, err)
	}
	if none, err := choose(""); err != nil || len(none) != 0 {
		t.Errorf("got %v, %v", none, err)
	}
	want := `-tools names "swagger"; use connectorgen, load, oapi-codegen, ogen, oapi-codegen-dd`
	if _, err := choose("swagger"); err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

func TestParse(t *testing.T) {
	if _, err := parse([]string{"-runs", "0"}); err == nil || err.Error() != "-runs is 0: it must be at least 1" {
		t.Errorf("got %v", err)
	}
}

// measured has one document of each size that a limit tells apart, and what the
// limits say of it: kept, broken, and nothing to compare with.
func measured(t *testing.T, file string) *state {
	t.Helper()
	s, err := openState(file)
	if err != nil {
		t.Fatal(err)
	}
	keep := func(name string, document string, size int64, f figures) {
		f.Runs = 1
		for _, tool := range tools() {
			if tool.name == name {
				if err := s.keep(tool, input.Document{Name: document, Size: size}, f); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	made := figures{Generates: true, Compiles: true, Vets: true}
	with := func(f figures, change func(*figures)) figures { change(&f); return f }
	keep(oursName, "big.json", 2e6, with(made, func(f *figures) {
		f.Seconds, f.CPU, f.Again, f.Peak, f.Lines, f.Build, f.BuildCPU = 3, 4.5, 0.1, 40e6, 100, 1, 1.8
	}))
	keep(loadName, "big.json", 2e6, figures{Generates: true, Seconds: 1, Peak: 20e6})
	keep("oapi-codegen", "big.json", 2e6, with(made, func(f *figures) { f.Seconds, f.Peak, f.Lines, f.Build = 5, 60e6, 250, 1.6 }))
	keep("ogen", "big.json", 2e6, figures{Seconds: 7, Peak: 80e6, Reason: "line 1: `a` | \x00b"})
	keep(oursName, "mid.yaml", 300e3, with(made, func(f *figures) { f.Seconds, f.Again, f.Peak, f.Lines, f.Build = 1, 1, 10e6, 10, 1 }))
	keep("oapi-codegen", "mid.yaml", 300e3, figures{Generates: true, Seconds: 1, Lines: 5, Reason: "x.go:1:1: no"})
	keep(oursName, "small.yaml", 100, with(made, func(f *figures) { f.Seconds, f.Again = 1, 0.01 }))
	return s
}

func TestJudge(t *testing.T) {
	s := measured(t, "")
	var got []string
	for _, l := range limits() {
		v := l.judge(s)
		got = append(got, strings.Join([]string{v.answer(), list(v.kept), list(v.broken), list(v.unknown)}, "; "))
	}
	want := []string{
		"no; none; big.json 3.00; none",
		"yes; big.json; none; none",
		"no; big.json, small.yaml; mid.yaml 1.00; none",
		"yes; big.json; none; mid.yaml",
		"no; none; big.json 0.62; mid.yaml",
	}
	for i := range want {
		if i >= len(got) || got[i] != want[i] {
			t.Errorf("limit %d: got %q, want %q", i, got[i], want[i])
		}
	}
}

func TestFigures(t *testing.T) {
	want := strings.TrimPrefix(`
| document   |   MB | tool                | generates | compiles | vets | seconds | cpu s | peak MB | lines | build s | build cpu s | s / load | peak / load | again / first | lines / best | build / best |
|------------|-----:|---------------------|-----------|----------|------|--------:|------:|--------:|------:|--------:|------------:|---------:|------------:|--------------:|-------------:|-------------:|
| big.json   | 2.00 | connectorgen        | yes       | yes      | yes  |    3.00 |  4.50 |      40 |   100 |    1.00 |        1.80 |     3.00 |        2.00 |          0.03 |         0.40 |         0.62 |
| big.json   | 2.00 | load                | yes       |          |      |    1.00 |  0.00 |      20 |       |         |             |          |             |               |              |              |
| big.json   | 2.00 | oapi-codegen v2.8.2 | yes       | yes      | yes  |    5.00 |  0.00 |      60 |   250 |    1.60 |        0.00 |          |             |               |              |              |
| big.json   | 2.00 | ogen v1.24.0        | NO        | -        | -    |    7.00 |  0.00 |      80 |     - |       - |           - |          |             |               |              |              |
| mid.yaml   | 0.30 | connectorgen        | yes       | yes      | yes  |    1.00 |  0.00 |      10 |    10 |    1.00 |        0.00 |        - |           - |          1.00 |            - |            - |
| mid.yaml   | 0.30 | oapi-codegen v2.8.2 | yes       | NO       | -    |    1.00 |  0.00 |       ? |     5 |       - |           - |          |             |               |              |              |
| small.yaml | 0.00 | connectorgen        | yes       | yes      | yes  |    1.00 |  0.00 |       ? |     0 |    0.00 |        0.00 |        - |           - |          0.01 |            - |            - |
`, "\n")
	if got := measured(t, "").figures().String(); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}

func TestReport(t *testing.T) {
	s := measured(t, "")
	again, _ := s.of(loadTool(), "big.json")
	again.Runs = 3
	if err := s.keep(loadTool(), input.Document{Name: "other.json", Size: 1}, again); err != nil {
		t.Fatal(err)
	}
	page := s.report()
	for _, want := range []string{
		"| connectorgen            |      1 | `generate --spec",
		"| load                    | 1 to 3 | reads the document",
		"| generation holds at most twice the memory of loading           | over 1 MB    | yes  |       1 | none           | none                    |\n",
		"| ogen v1.24.0        | big.json | generate | `line 1:  a  \\|  b` |\n",
		"| oapi-codegen v2.8.2 | mid.yaml | compile  | `x.go:1:1: no`      |\n",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("%q is not in\n%s", want, page)
		}
	}
}

func TestStateIsKept(t *testing.T) {
	file := filepath.Join(t.TempDir(), "state.json")
	want := measured(t, file).report()
	s, err := openState(file)
	if err != nil {
		t.Fatal(err)
	}
	if got := s.report(); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	// A document of another size is another document.
	if err := s.keep(ourTool(), input.Document{Name: "big.json", Size: 5}, figures{}); err != nil {
		t.Fatal(err)
	}
	if _, ok := s.of(loadTool(), "big.json"); ok {
		t.Error("the figures of the document before are still there")
	}
}
