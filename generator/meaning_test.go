package generator_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/connectorgen/connectorgen/generator"
)

const meaningFolder = "testdata/meaning"

// A meaningCase is a small document (openapi.yaml), what is called through its
// client (calls.go), what then went over the wire (wire), and the problems that
// are reported (problems).
type meaningCase struct {
	name, path string
	archive    *txtar.Archive
}

func (c *meaningCase) file(name string) string {
	for _, f := range c.archive.Files {
		if f.Name == name {
			return string(f.Data)
		}
	}
	return ""
}

func meaningCases(t *testing.T) []meaningCase {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(meaningFolder, "*.txtar"))
	if err != nil {
		t.Fatal(err)
	}
	var cases []meaningCase
	for _, path := range paths {
		archive, err := txtar.ParseFile(path)
		if err != nil {
			t.Fatal(err)
		}
		cases = append(cases, meaningCase{strings.TrimSuffix(filepath.Base(path), ".txtar"), path, archive})
	}
	return cases
}

// TestMeaning generates the client of every case, builds all of them into one
// program, runs it, and compares what each client sent and gave back.
func TestMeaning(t *testing.T) {
	if testing.Short() {
		t.Skip("it builds and runs the generated clients")
	}
	dir := t.TempDir()
	cases := meaningCases(t)
	problems := make(map[string]string)
	for i := range cases {
		problems[cases[i].name] = cases[i].generate(t, dir)
	}
	said := run(t, dir, cases)
	for i := range cases {
		c := &cases[i]
		t.Run(c.name, func(t *testing.T) {
			if *update {
				c.write(t, said[c.name], problems[c.name])
				return
			}
			if diff := cmp.Diff(c.file("wire"), said[c.name]); diff != "" {
				t.Errorf("wire (- wanted, + got):\n%s", diff)
			}
			if diff := cmp.Diff(c.file("problems"), problems[c.name]); diff != "" {
				t.Errorf("problems (- wanted, + got):\n%s", diff)
			}
		})
	}
}

// generate writes the case's client below dir and returns the problems.
func (c *meaningCase) generate(t *testing.T, dir string) string {
	t.Helper()
	folder := filepath.Join(dir, c.name)
	for _, f := range c.archive.Files {
		if f.Name == "wire" || f.Name == "problems" {
			continue
		}
		writeFile(t, filepath.Join(folder, f.Name), f.Data)
	}
	results, err := generator.Generate(t.Context(), generator.Options{Spec: filepath.Join(folder, "openapi.yaml"), Out: filepath.Join(folder, "api"), Package: "api"})
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, p := range results[0].Problems {
		fmt.Fprintf(&b, "%s\n", strings.ReplaceAll(p.Error(), filepath.ToSlash(folder)+"/", ""))
	}
	if results[0].Failed() {
		t.Fatalf("%s: %s", c.name, b.String())
	}
	return b.String()
}

// run builds the cases with a program that calls them, and returns what each said.
func run(t *testing.T, dir string, cases []meaningCase) map[string]string {
	t.Helper()
	wire, err := os.ReadFile(filepath.Join(meaningFolder, "wire.go"))
	if err != nil {
		t.Fatal(err)
	}
	var imports, calls strings.Builder
	for _, c := range cases {
		fmt.Fprintf(&imports, "\t%q\n", "cases/"+c.name)
		fmt.Fprintf(&calls, "\tr = wire.New()\n\t%s.Run(r)\n\tfmt.Printf(\"\\x00%s\\x00%%s\", r)\n", c.name, c.name)
	}
	main := "package main\n\nimport (\n\t\"fmt\"\n\n\t\"cases/wire\"\n" + imports.String() + ")\n\nfunc main() {\n\tvar r *wire.Recorder\n" + calls.String() + "}\n"
	writeFile(t, filepath.Join(dir, "go.mod"), []byte("module cases\n\ngo 1.24\n"))
	writeFile(t, filepath.Join(dir, "wire", "wire.go"), wire)
	writeFile(t, filepath.Join(dir, "main.go"), []byte(main))
	program := exec.CommandContext(t.Context(), "go", "run", "-gcflags=-N -l", ".")
	program.Dir = dir
	program.Env = append(os.Environ(), "GOFLAGS=-mod=mod", "GOWORK=off")
	var stderr strings.Builder
	program.Stderr = &stderr
	out, err := program.Output()
	if err != nil {
		t.Fatalf("go run: %v\n%s", err, stderr.String())
	}
	said := make(map[string]string)
	parts := strings.Split(string(out), "\x00")
	for i := 1; i+1 < len(parts); i += 2 {
		said[parts[i]] = parts[i+1]
	}
	return said
}

// write puts what came out into the case.
func (c *meaningCase) write(t *testing.T, wire, problems string) {
	t.Helper()
	c.archive.Files = slices.DeleteFunc(c.archive.Files, func(f txtar.File) bool { return f.Name == "wire" || f.Name == "problems" })
	c.archive.Files = append(c.archive.Files, txtar.File{Name: "wire", Data: []byte(wire)})
	if problems != "" {
		c.archive.Files = append(c.archive.Files, txtar.File{Name: "problems", Data: []byte(problems)})
	}
	if err := os.WriteFile(c.path, txtar.Format(c.archive), 0o600); err != nil {
		t.Fatal(err)
	}
}
