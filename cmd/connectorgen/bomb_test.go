package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// A bomb is a small program for a large document, and the one problem that it
// gives; "" if connectorgen makes what it asks for.
type bomb struct {
	text string
	want string // code of the only error
}

const (
	bombTime   = 3 * time.Minute // on a machine that does something else too
	bombMemory = 4 << 30         // bytes
)

const bombHead = "openapi: 3.1.0\ninfo: {title: Bomb, version: '1'}\nservers: [{url: 'https://example.com'}]\n"

// bombs are documents that are cheap to write and dear to read.
func bombs() map[string]bomb {
	operation := "paths: {/a: {get: {operationId: a, responses: {'200': {description: A, content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}}}}}}\n"
	schemas := bombHead + operation + "components:\n  schemas:\n"
	many := func(n int, format string) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, format, i)
		}
		return b.String()
	}
	const deep = 100_000
	return map[string]bomb{
		"lists in each other":    {strings.Repeat("[", deep), "oas-syntax"},
		"mappings in each other": {strings.Repeat("{a: ", deep) + strings.Repeat("}", deep), "oas-syntax"},
		"deep JSON":              {strings.Repeat(`{"a":`, deep) + "1" + strings.Repeat("}", deep), "oas-syntax"},
		"deep blocks":            {many(2000, "%[1]*[1]s%[1]d:\n"), "oas-syntax"},
		"deep schema":            {schemas + "    A: " + strings.Repeat("{type: array, items: ", 900) + "{}" + strings.Repeat("}", 900), ""},
		"aliases": {schemas + "    A: {}\nx-0: &a0 [0, 0, 0, 0, 0, 0, 0, 0, 0, 0]\n" +
			many(9, "x-1%[1]d: &a1%[1]d [*a0, *a0, *a0, *a0, *a0, *a0, *a0, *a0, *a0, *a0]\n"), ""},
		"aliases of aliases":   {schemas + "    A: {}\n" + aliases(), "oas-syntax"},
		"open quotes":          {strings.Repeat("\"\n", 1<<20), "oas-syntax"},
		"anchors":              {schemas + "    A: {}\nx-a:\n" + many(deep, "  - &a%d x\n"), ""},
		"the same key":         {schemas + "    A: {}\nx-a: {" + strings.Repeat("a: 1, ", deep) + "}\n", ""},
		"long text":            {schemas + "    A: {type: object, description: '" + strings.Repeat("long ", 4<<20) + "'}\n", ""},
		"long word":            {schemas + "    A: {type: object, description: " + strings.Repeat("l", 20<<20) + "}\n", ""},
		"long name":            {schemas + "    A: \n      properties:\n        ? " + strings.Repeat("l", 1<<20) + "\n        : {type: string}\n", ""},
		"long number":          {schemas + "    A: {type: number, maximum: " + strings.Repeat("9", 1<<20) + ", minimum: -1e999999999}\n", ""},
		"properties":           {schemas + "    A:\n      type: object\n      properties:\n" + many(deep, "        p%d: {type: string}\n"), ""},
		"properties, required": {schemas + "    A:\n      type: object\n      required: [" + many(deep, "p%d, ") + "]\n      properties:\n" + many(deep, "        p%d: {type: string}\n"), ""},
		"enum":                 {schemas + "    A: {type: string, enum: [" + many(deep, "v%d, ") + "]}\n", ""},
		"operations":           {bombHead + "paths:\n" + many(5000, "  /a%[1]d: {get: {operationId: a%[1]d, responses: {'204': {description: A}}}}\n"), ""},
		"operations of one ID": {bombHead + "paths:\n" + many(5000, "  /a%[1]d: {get: {operationId: a, responses: {'204': {description: A}}}}\n"), ""},
		"placeholders":         {bombHead + "paths:\n  ? " + many(2000, "/{a%d}") + "\n  : {get: {operationId: a, responses: {'204': {description: A}}}}\n", ""},
		"parameters":           {bombHead + "paths: {/a: {get: {operationId: a, responses: {'204': {description: A}}, parameters: [" + many(5000, "{name: p%d, in: query, schema: {type: string}}, ") + "]}}}\n", ""},
		"ring of references":   {schemas + "    A: {$ref: '#/components/schemas/B0'}\n" + many(5000, "    B%[1]d: {$ref: '#/components/schemas/B%[1]d1'}\n"), "ref-nothing"},
		"chain of allOf":       {schemas + "    A: {$ref: '#/components/schemas/B0'}\n" + chain(2000, "    B%d: {allOf: [{$ref: '#/components/schemas/B%d'}, {type: object, properties: {p%d: {type: string}}}]}\n") + "    B2000: {type: object}\n", "oas-too-large"},
		"doubling allOf":       {schemas + "    A: {$ref: '#/components/schemas/B0'}\n" + chain(60, "    B%d: {allOf: [{$ref: '#/components/schemas/B%[2]d'}, {$ref: '#/components/schemas/B%[2]d'}]}\n") + "    B60: {type: object}\n", ""},
		"doubling oneOf":       {schemas + "    A: {$ref: '#/components/schemas/B0'}\n" + chain(60, "    B%d: {oneOf: [{$ref: '#/components/schemas/B%[2]d'}, {oneOf: [{$ref: '#/components/schemas/B%[2]d'}, {type: string}]}]}\n") + "    B60: {type: object}\n", ""},
		"doubling properties":  {schemas + "    A: {$ref: '#/components/schemas/B0'}\n" + chain(60, "    B%d: {type: object, properties: {a: {$ref: '#/components/schemas/B%[2]d'}, b: {$ref: '#/components/schemas/B%[2]d'}}}\n") + "    B60: {type: object}\n", ""},
		"cycle of allOf":       {schemas + "    A: {allOf: [{$ref: '#/components/schemas/B'}]}\n    B: {allOf: [{$ref: '#/components/schemas/A'}]}\n", ""},
		"cycle of references":  {schemas + "    A: {$ref: '#/components/schemas/B'}\n    B: {$ref: '#/components/schemas/A'}\n", ""},
		"cycle of path items":  {bombHead + "paths: {/a: {$ref: '#/paths/~1b'}, /b: {$ref: '#/paths/~1a'}}\n", "oas-no-operations"},
		"pattern":              {schemas + "    A: {type: string, pattern: '" + strings.Repeat("(a*)*", 1000) + strings.Repeat("a{1000}", 100) + "$'}\n", ""},
	}
}

// chain writes a line for each of n links, with its number and that of the next.
func chain(n int, format string) string {
	var b strings.Builder
	for i := range n {
		line := fmt.Sprintf(format, i, i+1, i)
		line, _, _ = strings.Cut(line, "%!(EXTRA")
		b.WriteString(strings.TrimSuffix(line, "\n") + "\n")
	}
	return b.String()
}

// aliases are ten lines that stand for a hundred million values.
func aliases() string {
	var b strings.Builder
	b.WriteString("x-0: &a0 [0, 0, 0, 0, 0, 0, 0, 0, 0, 0]\n")
	for i := range 8 {
		fmt.Fprintf(&b, "x-%d: &a%d [%s]\n", i+1, i+1, strings.Repeat(fmt.Sprintf("*a%d, ", i), 10))
	}
	return b.String()
}

var errorCode = regexp.MustCompile(`(?m)^[^\t].* \[([a-z-]+)\]$`)

// TestBombs lets each document go off in a process of its own, and measures it.
func TestBombs(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes a minute")
	}
	for name, b := range bombs() {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			spec := filepath.Join(dir, "openapi.yaml")
			if err := os.WriteFile(spec, []byte(b.text), 0o644); err != nil {
				t.Fatal(err)
			}
			explode(t, b.want, "generate", "--spec", spec, "--out", filepath.Join(dir, "gen"))
		})
	}
}

// Overlays are bombs too: each of a few actions can double the document.
func TestOverlayBombs(t *testing.T) {
	action := func(n int, line string) string {
		return "overlay: 1.0.0\ninfo: {title: O, version: '1'}\nactions:\n" + strings.Repeat("  - "+line+"\n", n)
	}
	for name, b := range map[string]bomb{
		"everything, everywhere": {action(60, "{target: '$..*', update: {x-a: {}, x-b: {}}}"), "overlay-too-large"},
		"lists that grow":        {action(60, "{target: '$..tags', update: [a, b, [c, [d]], {tags: [a]}]}"), "overlay-too-large"},
		"queries in queries":     {action(50, "{target: '$..*..*..*..*..*', update: {x-a: {}}}"), "overlay-target"},
		"deep path":              {action(1, "{target: '$"+strings.Repeat(".a", 100_000)+"', update: {}, x-optional: true}"), ""},
		"deep filter":            {action(1, "{target: '$[?"+strings.Repeat("(", 50_000)+"@.a"+strings.Repeat(")", 50_000)+"]', update: {}, x-optional: true}"), ""},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			spec, over := filepath.Join(dir, "openapi.yaml"), filepath.Join(dir, "overlay.yaml")
			text := bombHead + "paths: {/a: {get: {operationId: a, tags: [a], summary: " + strings.Repeat("a", 5000) + ", responses: {'204': {description: A}}}}}\n"
			for file, content := range map[string]string{spec: text, over: b.text} {
				if err := os.WriteFile(file, []byte(content), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			explode(t, b.want, "generate", "--spec", spec, "--overlay", over, "--out", filepath.Join(dir, "gen"))
		})
	}
}

// explode runs connectorgen: it ends in time, does not take the machine's memory,
// and says what is wrong, or nothing.
func explode(t *testing.T, want string, args ...string) {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), bombTime)
	defer cancel()
	cmd := exec.CommandContext(ctx, exe, args...)
	cmd.Args[0] = "connectorgen"
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	began := time.Now()
	err = cmd.Run()
	if ctx.Err() != nil {
		t.Fatalf("it was not done after %v", bombTime)
	}
	memory := peakMemory(cmd.ProcessState)
	t.Logf("%.1fs, %d MiB, %d bytes of problems", time.Since(began).Seconds(), memory>>20, stderr.Len())
	if memory > bombMemory && !underRace {
		t.Errorf("it took %d MiB", memory>>20)
	}
	code := cmd.ProcessState.ExitCode()
	var found []string
	for _, m := range errorCode.FindAllStringSubmatch(stderr.String(), -1) {
		if !strings.Contains(m[0], ": warning: ") {
			found = append(found, m[1])
		}
	}
	if text := stderr.String(); want == "" && code != exitDone || want != "" && (code != exitProblem || !onlyIn(found, want)) {
		t.Errorf("exit code %d, %v, want problem %q:\n%.2000s", code, err, want, text)
	}
}

func onlyIn(found []string, want string) bool {
	for _, code := range found {
		if code != want {
			return false
		}
	}
	return len(found) > 0
}
