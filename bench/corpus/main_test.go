package main

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/connectorgen/connectorgen/bench/internal/input"
)

const petshop = `openapi: 3.0.3
info: {title: Petshop, version: "1"}
servers: [{url: https://api.petshop.example}]
paths:
  /pets:
    get: {operationId: listPets, tags: [pets], responses: {"200": {description: Pets}}}
`

func TestCorpus(t *testing.T) {
	if testing.Short() {
		t.Skip("builds connectorgen")
	}
	dir := t.TempDir()
	for name, text := range map[string]string{"pets.yaml": petshop, "torn.json": `{"openapi": "3.0.3",`} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	var out bytes.Buffer
	err := run(t.Context(), []string{"-dir", dir}, &out)
	if err == nil || err.Error() != "1 of 2 documents fall short" {
		t.Errorf("the error is %v", err)
	}
	for _, want := range []string{
		`(?m)^\| pets.yaml +\| +\d+ \| +1 \| yes +\| yes +\| yes +\| yes +\| +\d`,
		`(?m)^\| torn.json +\| +20 \| +\? \| NO +\| - +\| - +\| - +\| +\d`,
		`(?m)^torn.json: generates: no: \d+:\d+: .+ \[.+\]$`,
	} {
		if !regexp.MustCompile(want).MatchString(out.String()) {
			t.Errorf("nothing matches %s in\n%s", want, out.String())
		}
	}
}

func TestReport(t *testing.T) {
	rows := []row{
		{
			document: input.Document{Name: "a.json", Size: 1234}, operations: 5, warnings: 2, seconds: 1.234, peak: 25_900_000,
			lines: 10, passed: []string{generates, builds, vets, same},
		},
		{document: input.Document{Name: "b.json"}, operations: -1, passed: []string{generates}, failed: builds, reason: "x.go:1:1: no"},
	}
	var out bytes.Buffer
	err := report(&out, rows, 0)
	if err == nil || err.Error() != "1 of 2 documents fall short" {
		t.Errorf("the error is %v", err)
	}
	want := `| document | size | operations | generates | builds | vets | same | seconds | peak MB | lines | warnings |
|----------|-----:|-----------:|-----------|--------|------|------|--------:|--------:|------:|---------:|
| a.json   | 1234 |          5 | yes       | yes    | yes  | yes  |    1.23 |      25 |    10 |        2 |
| b.json   |    0 |          ? | yes       | NO     | -    | -    |    0.00 |       ? |     0 |        0 |

2 documents in 0 seconds.
b.json: builds: no: x.go:1:1: no
`
	if out.String() != want {
		t.Errorf("got\n%swant\n%s", out.String(), want)
	}
	if err := report(&out, rows[:1], 0); err != nil {
		t.Error(err)
	}
	if !strings.Contains(out.String(), "1 documents") {
		t.Error(out.String())
	}
}
