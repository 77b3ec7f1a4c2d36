package roundtrip_test

import (
	"bytes"
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/connectorgen/connectorgen/generator"
)

//go:embed testdata/driver.go
var driver string

// A row is what the generated package says of an operation.
type row struct {
	name, method, path string
	body               string // media type; "" is JSON
	payload            string // path of the result in the answer
	page               bool
}

// A client is a generated package and the program around it.
type client struct {
	dir     string
	program string
	rows    []row
	options map[string]string // params structs that are call options, by row.name
}

const moduleFile = "module client\n\ngo 1.25\n"

// alone is a document without a connector file.
func alone(file, pkg string) (generator.Options, error) {
	return generator.Options{Spec: file, Out: pkg, Package: "api"}, nil
}

// generate writes the client that options speak of into dir, with a program that
// makes the calls it is told to.
func generate(ctx context.Context, file, dir string, options func(file, pkg string) (generator.Options, error)) (*client, error) {
	pkg := filepath.Join(dir, "api")
	o, err := options(file, pkg)
	if err != nil {
		return nil, err
	}
	results, err := generator.Generate(ctx, o)
	if err != nil {
		return nil, err
	}
	if results[0].Failed() {
		return nil, fmt.Errorf("generate: %v", results[0].Problems)
	}
	c := &client{dir: dir, options: map[string]string{}}
	if err := c.read(pkg); err != nil {
		return nil, err
	}
	main := "package main\n\nimport (\n\t\"log\"\n\t\"os\"\n\n\t\"client/api\"\n)\n\n" +
		"func main() {\n\tif err := api.RoundTrip(os.Args[1]); err != nil {\n\t\tlog.Fatal(err)\n\t}\n}\n"
	for name, text := range map[string]string{"go.mod": moduleFile, "main.go": main, "api/roundtrip.go": c.driver()} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			return nil, err
		}
	}
	c.program = filepath.Join(dir, "program")
	build := exec.CommandContext(ctx, "go", "build", "-gcflags=client/api=-N -l", "-o", c.program, ".") // quick to build, not to run
	build.Dir = dir
	build.Env = append(os.Environ(), "GOFLAGS=-mod=mod", "GOWORK=off")
	if out, err := build.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("go build: %w\n%s", err, out)
	}
	return c, nil
}

// driver is the file that makes calls through reflection.
func (c *client) driver() string {
	var b strings.Builder
	b.WriteString(strings.Replace(driver, "package client", "package api", 1))
	b.WriteString("\nvar roundTripOptions = map[string]func() CallOption{\n")
	for name, typ := range c.options {
		fmt.Fprintf(&b, "\t%q: func() CallOption { return &%s{} },\n", name, typ)
	}
	b.WriteString("}\n")
	return b.String()
}

// read finds the tables and the call options in the generated source.
func (c *client) read(pkg string) error {
	files, err := filepath.Glob(filepath.Join(pkg, "*.gen.go"))
	if err != nil {
		return err
	}
	for _, name := range files {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		for _, decl := range file.Decls {
			switch d := decl.(type) {
			case *ast.GenDecl:
				c.tables(d)
			case *ast.FuncDecl:
				c.option(d)
			}
		}
	}
	if len(c.rows) == 0 {
		return errors.New("the generated package has no operation")
	}
	slices.SortFunc(c.rows, func(a, b row) int { return strings.Compare(a.name, b.name) })
	return nil
}

// tables takes the rows: opX = operation{id: ..., page: &paging{...}}
func (c *client) tables(d *ast.GenDecl) {
	for _, spec := range d.Specs {
		v, ok := spec.(*ast.ValueSpec)
		if !ok || len(v.Values) != 1 {
			continue
		}
		typ, values := literal(v.Values[0])
		if typ != "operation" {
			continue
		}
		r := row{
			name: str(values["name"]), method: str(values["method"]), path: str(values["path"]),
			body: str(values["body"]), payload: str(values["payload"]),
		}
		if _, page := literal(values["page"]); page != nil {
			r.page, r.payload = true, str(page["items"])
		}
		c.rows = append(c.rows, r)
	}
}

// literal takes a keyed literal apart, behind an & or not.
func literal(e ast.Expr) (typ string, values map[string]ast.Expr) {
	if u, ok := e.(*ast.UnaryExpr); ok {
		e = u.X
	}
	lit, ok := e.(*ast.CompositeLit)
	if !ok {
		return "", nil
	}
	if id, ok := lit.Type.(*ast.Ident); ok {
		typ = id.Name
	}
	values = map[string]ast.Expr{}
	for _, e := range lit.Elts {
		if kv, ok := e.(*ast.KeyValueExpr); ok {
			if key, ok := kv.Key.(*ast.Ident); ok {
				values[key.Name] = kv.Value
			}
		}
	}
	return typ, values
}

// str is the text of a string literal, "" for none.
func str(e ast.Expr) string {
	if lit, ok := e.(*ast.BasicLit); ok {
		if text, err := strconv.Unquote(lit.Value); err == nil {
			return text
		}
	}
	return ""
}

// option takes: func (p *T) applyCall(c *callConfig) error { return c.setParams("Name", p) }
func (c *client) option(d *ast.FuncDecl) {
	if d.Recv == nil || d.Name.Name != "applyCall" {
		return
	}
	receiver, ok := d.Recv.List[0].Type.(*ast.StarExpr)
	if !ok {
		return
	}
	ast.Inspect(d.Body, func(n ast.Node) bool {
		lit, ok := n.(*ast.BasicLit)
		if typ, named := receiver.X.(*ast.Ident); ok && named {
			c.options[str(lit)] = typ.Name
		}
		return true
	})
}

// A call and an outcome are what goes to and comes from the program.
type (
	call struct {
		ID     string
		Method string
		Path   []any
		Params map[string]any `json:",omitempty"`
		Body   any            `json:",omitempty"`
		Bytes  []byte
	}
	outcome struct {
		ID       string
		Error    string
		Result   json.RawMessage
		Bytes    []byte
		Problems []string
	}
)

// run makes the calls against the server and returns what came of each.
func (c *client) run(ctx context.Context, host string, calls []call) (map[string]outcome, error) {
	var in, errs bytes.Buffer
	enc := json.NewEncoder(&in)
	for _, one := range calls {
		if err := enc.Encode(one); err != nil {
			return nil, fmt.Errorf("%s: %w", one.ID, err)
		}
	}
	cmd := exec.CommandContext(ctx, c.program, host)
	cmd.Stdin, cmd.Stderr = &in, &errs
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("%w: %s", err, errs.Bytes())
	}
	outcomes := map[string]outcome{}
	dec := json.NewDecoder(bytes.NewReader(out))
	for {
		var o outcome
		if err := dec.Decode(&o); errors.Is(err, io.EOF) {
			return outcomes, nil
		} else if err != nil {
			return nil, err
		}
		outcomes[o.ID] = o
	}
}
