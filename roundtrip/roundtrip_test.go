// Package roundtrip proves generated clients against the documents they were
// made of: each operation is called through the client, a server checks the
// request by the document and answers with a body that satisfies it, and what
// the client makes of the answer is the same JSON again.
package roundtrip_test

import (
	"bufio"
	_ "embed"
	"fmt"
	"maps"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/connectorgen/connectorgen/generator"
)

//go:embed testdata/listed.tsv
var list string

const notHere = "CONNECTORGEN_SHARED is not set: the folder of published documents is not here"

// TestRoundTrip needs the published documents.
func TestRoundTrip(t *testing.T) {
	if testing.Short() {
		t.Skip("it generates and builds a client for each published document")
	}
	if raceEnabled {
		t.Skip("the clients run in programs of their own, which the race detector does not see: make roundtrip runs it")
	}
	shared := os.Getenv("CONNECTORGEN_SHARED")
	if shared == "" {
		t.Skip(notHere)
	}
	files, err := filepath.Glob(filepath.Join(shared, "corpus", "*.*"))
	if err != nil {
		t.Fatal(err)
	}
	files = slices.DeleteFunc(files, func(name string) bool { return filepath.Ext(name) == ".tsv" })
	flexport, err := filepath.Glob(filepath.Join(shared, "flexport", "upstream", "*.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	if len(files) == 0 || len(flexport) == 0 {
		t.Fatalf("%s has no documents", shared)
	}
	files = append(files, flexport[len(flexport)-1]) // the last one published
	var table figures
	t.Run("documents", func(t *testing.T) {
		for _, file := range files {
			name := strings.TrimSuffix(filepath.Base(file), filepath.Ext(file))
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				api, err := document(file)
				if err != nil {
					t.Fatal(err)
				}
				table.add(roundTrip(t, name, file, api, alone))
			})
		}
	})
	t.Log(table.String())
	if sum := table.sum(); sum.passed*100 < sum.operations*99 {
		t.Errorf("%d of %d operations go round: less than 99 percent", sum.passed, sum.operations)
	}
	left := 0
	leftOut.Range(func(any, any) bool { left++; return true })
	t.Logf("%d optional properties have schemas that no made value satisfies, and were left out", left)
}

// TestFlexport takes the connector of this repository round, with its overlay,
// auth descriptor and connector file.
func TestFlexport(t *testing.T) {
	if testing.Short() || raceEnabled {
		t.Skip("the client runs in a program of its own, which takes time to build and which the race detector does not see: make roundtrip runs it")
	}
	const file = "../specs/flexport/openapi.yaml"
	api, err := corrected(file, "../specs/flexport/overlay.yaml")
	if err != nil {
		t.Fatal(err)
	}
	f := roundTrip(t, "connector of flexport", file, api, connector)
	if f.operations != 56 || f.passed != f.operations {
		t.Errorf("%d of %d operations go round, want 56 of 56", f.passed, f.operations)
	}
}

// connector is a copy of the connector file beside the document, with other output
// and without the formats of marketplaces.
func connector(file, pkg string) (generator.Options, error) {
	dir := filepath.Join(filepath.Dir(pkg), "spec")
	if err := os.CopyFS(dir, os.DirFS(filepath.Dir(file))); err != nil {
		return generator.Options{}, err
	}
	name := filepath.Join(dir, "connector.yaml")
	text, err := os.ReadFile(name)
	if err != nil {
		return generator.Options{}, err
	}
	for _, change := range [][2]string{
		{`dir: \.\./\.\./generated/flexport`, "dir: ../api"},
		{`go: \{package: flexport\}`, "go: {package: api}"},
		{`trace: \S+`, "trace: trace/api.md"},
		{`targets: \[.*\]`, "targets: []"},
	} {
		text = regexp.MustCompile(change[0]).ReplaceAll(text, []byte(change[1]))
	}
	return generator.Options{Connectors: []string{name}}, os.WriteFile(name, text, 0o600)
}

// A figure says how a document did.
type figure struct {
	name                       string
	operations, passed, listed int
}

type figures struct {
	mu   sync.Mutex
	rows []figure
}

func (f *figures) add(row figure) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.rows = append(f.rows, row)
}

func (f *figures) sum() figure {
	sum := figure{name: "all"}
	for _, r := range f.rows {
		sum.operations, sum.passed, sum.listed = sum.operations+r.operations, sum.passed+r.passed, sum.listed+r.listed
	}
	return sum
}

// String is the figures as a table.
func (f *figures) String() string {
	slices.SortFunc(f.rows, func(a, b figure) int { return strings.Compare(a.name, b.name) })
	var b strings.Builder
	fmt.Fprintf(&b, "\n%-16s %10s %8s %8s %8s\n", "document", "operations", "passed", "listed", "percent")
	for _, r := range append(slices.Clone(f.rows), f.sum()) {
		fmt.Fprintf(&b, "%-16s %10d %8d %8d %8.2f\n", r.name, r.operations, r.passed, r.listed, 100*float64(r.passed)/float64(max(r.operations, 1)))
	}
	return b.String()
}

// roundTrip calls every operation of one document.
func roundTrip(t *testing.T, name, file string, api *openapi3.T, options func(file, pkg string) (generator.Options, error)) figure {
	t.Helper()
	ctx := t.Context()
	c, err := generate(ctx, file, t.TempDir(), options)
	if err != nil {
		t.Fatal(err)
	}
	ops := operations(api)
	failed := map[string][]error{}
	all := map[string]*exchange{}
	s := &server{api: api, credentials: credentialNames(api), exchanges: all}
	var calls []call
	seen := map[string]bool{}
	for _, r := range c.rows {
		o := ops[r.method+" "+r.path]
		if o == nil {
			t.Errorf("%s %s is not in the document", r.method, r.path)
			continue
		}
		seen[r.method+" "+r.path] = true
		list, err := exchanges(o, r)
		if err != nil {
			failed[o.id] = append(failed[o.id], err)
		}
		for i, e := range list {
			e.call.ID = fmt.Sprintf("%s#%d", r.name, i)
			all[e.call.ID] = e
			calls = append(calls, e.call)
		}
	}
	for key, o := range ops {
		if !seen[key] {
			failed[o.id] = append(failed[o.id], fmt.Errorf("there is no method for %s", key))
		}
	}
	srv := httptest.NewServer(s)
	defer srv.Close()
	outcomes, err := c.run(ctx, srv.Listener.Addr().String(), calls)
	if err != nil {
		t.Fatal(err)
	}
	if err := c.runManifest(ctx, srv.Listener.Addr().String(), all); err != nil {
		t.Fatal(err)
	}
	for _, id := range slices.Sorted(maps.Keys(all)) {
		e := all[id]
		e.outcome = outcomes[id]
		failed[e.op.id] = append(failed[e.op.id], e.check()...)
	}
	return report(t, name, ops, failed)
}

// report compares what failed with what is listed.
func report(t *testing.T, name string, ops map[string]*operation, failed map[string][]error) figure {
	t.Helper()
	f := figure{name: name, operations: len(ops)}
	known := allowed(t)[name]
	for _, id := range slices.Sorted(maps.Keys(failed)) {
		if len(failed[id]) == 0 {
			continue
		}
		f.listed++
		if known[id] == "" {
			t.Errorf("%s: %v", id, failed[id][0])
		}
	}
	for _, id := range slices.Sorted(maps.Keys(known)) {
		if len(failed[id]) == 0 {
			t.Errorf("%s is listed (%s), and passes or is not there: take it from the list", id, known[id])
		}
	}
	f.passed = f.operations - f.listed
	return f
}

// allowed are the operations that are known to fail, with the reason, by document.
func allowed(t *testing.T) map[string]map[string]string {
	t.Helper()
	out := map[string]map[string]string{}
	lines := bufio.NewScanner(strings.NewReader(list))
	for lines.Scan() {
		line := lines.Text()
		if line == "" || line[0] == '#' {
			continue
		}
		parts := strings.Split(line, "\t")
		if len(parts) != 3 || parts[2] == "" {
			t.Fatalf("the list has a line without document, operation and reason: %q", line)
		}
		if out[parts[0]] == nil {
			out[parts[0]] = map[string]string{}
		}
		out[parts[0]][parts[1]] = parts[2]
	}
	return out
}
