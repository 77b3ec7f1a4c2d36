package lower_test

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/connectorgen/connectorgen/generator/internal/config"
	"github.com/connectorgen/connectorgen/generator/internal/diag"
	"github.com/connectorgen/connectorgen/generator/internal/ir"
	"github.com/connectorgen/connectorgen/generator/internal/lower"
	"github.com/connectorgen/connectorgen/generator/internal/oas"
)

var update = flag.Bool("update", false, "write what came out into testdata")

// A table is a file of testdata: after each case stands, as "want", what comes
// of it, problems first. A case is what differs from base; what stands behind a
// line "---" is added to the connector file.
type table struct {
	base string // of the document
	show func(t *testing.T, c *ir.Connector) string
}

const head = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\n"

var tables = map[string]table{
	"schemas":    {head + "servers: [{url: https://example.com}]\npaths: {/a: {get: {operationId: a, responses: {}}}}\ncomponents:\n  schemas:\n", showSchemas},
	"operations": {head + "servers: [{url: https://example.com}]\n", showOperations},
	"paging":     {head + "servers: [{url: https://example.com}]\n", showPaging},
	"connector":  {head, showConnector},
}

func TestTables(t *testing.T) {
	for name, table := range tables {
		t.Run(name, func(t *testing.T) { table.run(t, "testdata/"+name+".txtar") })
	}
}

func (table table) run(t *testing.T, name string) {
	t.Helper()
	archive, err := txtar.ParseFile(name)
	if err != nil {
		t.Fatal(err)
	}
	var kept []txtar.File
	for i, f := range archive.Files {
		if f.Name == "want" {
			continue
		}
		t.Run(f.Name, func(t *testing.T) {
			got := table.result(t, string(f.Data))
			kept = append(kept, f, txtar.File{Name: "want", Data: []byte(got)})
			if *update {
				return
			}
			if i+1 >= len(archive.Files) || archive.Files[i+1].Name != "want" {
				t.Fatalf("nothing is wanted; got:\n%s", got)
			}
			if diff := cmp.Diff(string(archive.Files[i+1].Data), got); diff != "" {
				t.Error(diff)
			}
		})
	}
	if len(kept) == 0 {
		t.Error("the table is empty")
	}
	if *update {
		archive.Files = kept
		if err := os.WriteFile(name, txtar.Format(archive), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

func (table table) result(t *testing.T, in string) string {
	t.Helper()
	document, extra, _ := strings.Cut(in, "---\n")
	if strings.HasSuffix(table.base, "schemas:\n") {
		document = "    " + strings.ReplaceAll(strings.TrimSpace(document), "\n", "\n    ") + "\n"
	}
	c, problems := connector(t, table.base+document, extra)
	var b strings.Builder
	for _, p := range problems.Sorted() {
		fmt.Fprintln(&b, p.Error())
	}
	if c != nil {
		b.WriteString(table.show(t, c))
	}
	return b.String()
}

// connector lowers a document with a connector file that has the extra keys.
func connector(t *testing.T, document, extra string) (*ir.Connector, diag.List) {
	t.Helper()
	d, _, problems := oas.Load(oas.File{Name: "api.yaml", Data: []byte(document)}, nil, func(string) ([]byte, error) {
		return nil, errors.New("there is no such file")
	})
	if d == nil {
		t.Fatalf("the document cannot be read:\n%v", problems)
	}
	cfg, found := config.Parse("connector.yaml", []byte(connectorFile+extra))
	problems = append(problems, found...)
	if found.HasErrors() {
		t.Fatalf("the connector file cannot be read:\n%v", found)
	}
	c, found := lower.Connector(lower.Input{Document: d, Config: cfg})
	if (c == nil) != found.HasErrors() {
		t.Errorf("connector %v, problems %v", c, found)
	}
	return c, append(problems, found...)
}

const connectorFile = `id: com.example/shop
name: Shop
version: 0.1.0
description: Shop keeps the orders of a shop and all that belongs to them.
vendor: {name: Shop}
openapi: api.yaml
output: {dir: out}
`

// compact is v as one line of JSON without places.
func compact(t *testing.T, v any) string {
	t.Helper()
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		t.Fatal(err)
	}
	return strings.ReplaceAll(places.ReplaceAllString(strings.TrimSpace(b.String()), ""), "{,", "{")
}

var places = regexp.MustCompile(`,?"Pos":"[^"]*"`)

func showSchemas(t *testing.T, c *ir.Connector) string {
	t.Helper()
	var b strings.Builder
	for _, s := range c.Schemas {
		fmt.Fprintln(&b, compact(t, s))
	}
	return strings.ReplaceAll(b.String(), "api.yaml:5:", "")
}

func showOperations(t *testing.T, c *ir.Connector) string {
	t.Helper()
	var b strings.Builder
	for _, r := range c.Resources {
		fmt.Fprintf(&b, "resource %s\n", compact(t, r))
	}
	for i := range c.Operations {
		op := c.Operations[i]
		answers := op.Answers
		op.Answers = nil
		fmt.Fprintf(&b, "operation %s\n", strings.Replace(compact(t, op), `,"Answers":null`, "", 1))
		for _, a := range answers {
			for _, l := range a.Links {
				fmt.Fprintf(&b, "  link %s\n", compact(t, l))
			}
		}
	}
	for _, e := range c.Events {
		fmt.Fprintf(&b, "event %s\n", compact(t, e))
	}
	return b.String()
}

func showPaging(t *testing.T, c *ir.Connector) string {
	t.Helper()
	var b strings.Builder
	for i := range c.Operations {
		op := &c.Operations[i]
		fmt.Fprintf(&b, "%s %s payload %q result %s %s\n", op.ID, op.Kind, op.Payload, compact(t, op.Result), compact(t, op.Paging))
	}
	return b.String()
}

func showConnector(t *testing.T, c *ir.Connector) string {
	t.Helper()
	var b strings.Builder
	for _, s := range c.Servers {
		fmt.Fprintf(&b, "server %s default %s\n", compact(t, s), s.Default())
	}
	for _, m := range c.Auth {
		fmt.Fprintf(&b, "auth %s\n", compact(t, m))
	}
	for i := range c.Operations {
		fmt.Fprintf(&b, "operation %s security %s servers %s\n", c.Operations[i].ID, compact(t, c.Operations[i].Security), compact(t, c.Operations[i].Servers))
	}
	fmt.Fprintf(&b, "test %s\n", compact(t, c.Test))
	return b.String()
}
