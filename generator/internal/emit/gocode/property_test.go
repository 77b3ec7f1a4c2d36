package gocode_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"go/token"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/connectorgen/connectorgen/generator/internal/goplan"
	"github.com/connectorgen/connectorgen/generator/internal/ir"
)

// awkward are names that get into each other's way, or into that of the runtime
// or of Go.
var awkward = strings.Split("User|user|USER|users|user_|_user|user-name|userName|user name|user.name|user_name|UserName|UserStatus|Status|status|"+
	"Client|Page|Response|Error|APIError|Credentials|New|Option|CallOption|Date|Decimal|Opt|Set|Fields|Download|core|api|spec|request|"+
	"type|func|range|string|error|any|nil|int64|time|json|io|iter|context|slog|log|os|fmt|http|errors|Time|JSON|Raw|Extra|additionalProperties|"+
	"MarshalJSON|UnmarshalJSON|String|GoString|applyCall|Get|List|All|Create|Update|Delete|Do|ctx|s|in|params|opts|x|X|_|-|+|+1|-1|1|01|1_2|12|"+
	"UsersService|UsersListParams|UserModel|UserValue|UsersGetBody|UsersGetResult|opUsersGet|日本|é|É|ß|a/b|a.b|a_b|aB|AB|Ab|<KEY>|f.<KEY>|f.a|f.|a`b|a\"b|a,b|a|'|\\|\n|\x00|\u2028|"+
	"linux|test|doc|models|client|_test|windows|Variant|VariantA|UserA|UserList|StringList|items|Items|Item|exampleClient|ExampleNew", "|")

func name(t *rapid.T, what string) string {
	if rapid.IntRange(0, 9).Draw(t, what+" kind") == 0 {
		return strings.ToValidUTF8(rapid.StringN(0, 8, 24).Draw(t, what), "")
	}
	return rapid.SampledFrom(awkward).Draw(t, what)
}

// A drawer draws a connector.
type drawer struct {
	t     *rapid.T
	names []string // of schemas
}

func (d drawer) schema(depth int) *ir.Schema {
	kinds := []ir.Kind{ir.Ref, ir.Ref, ir.String, ir.String, ir.Integer, ir.Boolean, ir.Number, ir.Any, ir.Array, ir.Object, ir.Object, ir.Union}
	if depth == 0 {
		kinds = kinds[:8]
	}
	kind := rapid.SampledFrom(kinds).Draw(d.t, "kind")
	if kind == ir.Ref && len(d.names) == 0 {
		kind = ir.String
	}
	s := &ir.Schema{Kind: kind, Nullable: rapid.Bool().Draw(d.t, "nullable"), ReadOnly: rapid.IntRange(0, 9).Draw(d.t, "read only") == 0}
	switch kind {
	case ir.Ref:
		s.Ref = rapid.SampledFrom(d.names).Draw(d.t, "ref")
	case ir.String:
		s.Format = rapid.SampledFrom([]string{"", "", "date", "date-time", "byte", "decimal", "binary", "odd"}).Draw(d.t, "format")
		for _, v := range d.distinct("enum value", 0, 4) {
			text, err := json.Marshal(v)
			if err != nil {
				d.t.Fatal(err)
			}
			s.Enum = append(s.Enum, text)
		}
	case ir.Integer:
		s.Format = rapid.SampledFrom([]string{"", "int32", "int64", "uint64", "odd"}).Draw(d.t, "format")
	case ir.Array:
		s.Items = d.schema(depth - 1)
	case ir.Object:
		for _, n := range d.distinct("property", 0, 5) {
			s.Properties = append(s.Properties, ir.Property{Name: n, Required: rapid.Bool().Draw(d.t, "required"), Schema: d.schema(depth - 1)})
		}
		if rapid.IntRange(0, 3).Draw(d.t, "additional") == 0 {
			s.Additional = d.schema(depth - 1)
		}
	case ir.Union:
		s.Tag = rapid.SampledFrom([]string{"", "kind", "type", "a\"b"}).Draw(d.t, "tag")
		for range rapid.IntRange(1, 3).Draw(d.t, "variants") {
			v := ir.Variant{Schema: d.schema(depth - 1)}
			if s.Tag != "" {
				for _, tag := range d.distinct("tag", 0, 2) {
					v.Tags = append(v.Tags, quoted(tag))
				}
			}
			s.Variants = append(s.Variants, v)
		}
		s.Variants[0].Schema.Title = name(d.t, "title")
	default:
	}
	return s
}

// distinct draws names that are not the same.
func (d drawer) distinct(what string, least, most int) []string {
	var names []string
	for range rapid.IntRange(least, most).Draw(d.t, what+"s") {
		if n := name(d.t, what); !slices.Contains(names, n) {
			names = append(names, n)
		}
	}
	return names
}

func (d drawer) operation(id, resource string) ir.Operation {
	op := ir.Operation{
		ID: id, Resource: resource,
		Method: rapid.SampledFrom([]string{"GET", "POST", "PUT", "PATCH", "DELETE"}).Draw(d.t, "method"),
		Kind:   rapid.SampledFrom([]ir.OpKind{ir.OpList, ir.OpGet, ir.OpCreate, ir.OpUpdate, ir.OpDelete, ir.OpCustom}).Draw(d.t, "operation kind"),
		Path:   "/" + rapid.SampledFrom([]string{"a", "a/b", "users"}).Draw(d.t, "path"),
	}
	for _, n := range d.distinct("path parameter", 0, 3) {
		op.Path += "/{" + n + "}"
		op.Params = append(op.Params, ir.Param{Name: n, In: ir.InPath, Required: true, Style: "simple", Schema: d.schema(1)})
	}
	for _, in := range []ir.In{ir.InQuery, ir.InHeader, ir.InCookie} {
		for _, n := range d.distinct("parameter", 0, 2) {
			op.Params = append(op.Params, ir.Param{
				Name: n, In: in, Required: rapid.Bool().Draw(d.t, "required"), OpenEnded: strings.Contains(n, "<KEY>"),
				Style: "form", Explode: rapid.Bool().Draw(d.t, "explode"), Schema: d.schema(1), Deprecated: rapid.Bool().Draw(d.t, "deprecated"),
			})
		}
	}
	if rapid.Bool().Draw(d.t, "has body") {
		media := rapid.SampledFrom([]string{"application/json", "multipart/form-data", "text/plain", "a/b\"c`"}).Draw(d.t, "media type")
		op.Body = &ir.Body{Contents: []ir.Content{{MediaType: media, Schema: d.schema(2)}}}
	}
	switch rapid.IntRange(0, 3).Draw(d.t, "result") {
	case 0:
		op.Stream = true
	case 1:
		op.Result, op.Accept = d.schema(2), []string{"application/json"}
	case 2:
		op.Result, op.Accept = d.schema(2), []string{"application/json"}
		op.Paging = &ir.Paging{Style: "page", Items: "a.b", PageParam: "page"}
	default:
	}
	if op.Result == nil && op.Method == "GET" || rapid.Bool().Draw(d.t, "has events") {
		op.Events = &ir.Events{MediaType: "text/event-stream", Framing: rapid.SampledFrom([]ir.Framing{ir.ServerSent, ir.Lines}).Draw(d.t, "framing"), Flag: "a\"b"}
		if op.Events.Text = rapid.Bool().Draw(d.t, "text"); !op.Events.Text {
			op.Events.Item = d.schema(2)
		}
	}
	return op
}

// events are webhooks, and callbacks of one operation.
func (d drawer) events(operation string) []ir.Event {
	var events []ir.Event
	told := rapid.Bool().Draw(d.t, "events are told apart")
	for _, n := range d.distinct("event", 0, 3) {
		e := ir.Event{Name: n, Operation: operation, Method: "POST", Summary: name(d.t, "summary")}
		if rapid.Bool().Draw(d.t, "has payload") {
			e.Payload = d.schema(2)
		}
		if told {
			e.Property, e.Value = "type", n
		}
		events = append(events, e)
	}
	return events
}

func drawConnector(t *rapid.T) *ir.Connector {
	d := drawer{t: t}
	d.names = d.distinct("schema", 0, 6)
	c := &ir.Connector{ID: "com.example/shop", Name: "Shop", Version: "0.1.0", Servers: []ir.Server{{URL: "https://example.com"}}}
	for _, n := range d.names {
		s := d.schema(2)
		s.Name = n
		c.Schemas = append(c.Schemas, s)
	}
	for i, n := range d.distinct("resource", 1, 3) {
		c.Resources = append(c.Resources, ir.Resource{Key: fmt.Sprintf("r%d", i), Name: n, Plural: name(t, "plural")})
	}
	for _, id := range d.distinct("operation", 1, 6) {
		c.Operations = append(c.Operations, d.operation(id, rapid.SampledFrom(c.Resources).Draw(t, "resource").Key))
	}
	c.Events = append(d.events(""), d.events(c.Operations[0].ID)...)
	m := ir.AuthMethod{Key: "m", Type: ir.AuthBearer, Label: "L"}
	for _, n := range []string{"token", "string", "String", "values", "type", "format", "log_value", "LogValue", "marshal_json"}[:rapid.IntRange(0, 9).Draw(t, "fields")] {
		m.Fields = append(m.Fields, ir.Field{Key: n, Label: n, Required: true})
	}
	c.Auth = []ir.AuthMethod{m}
	return c
}

// Whatever things are called, every one has a name of its own, and what is made
// of them compiles.
func TestPlansCompile(t *testing.T) {
	if checks := flag.Lookup("rapid.checks"); checks.Value.String() == checks.DefValue {
		if err := flag.Set("rapid.checks", "40"); err != nil { // each of them compiles a package
			t.Fatal(err)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		c := drawConnector(t)
		o := options()
		p, problems := goplan.New(c, o)
		if problems.HasErrors() {
			t.Fatalf("problems: %v", problems)
		}
		checkNames(t, p)
		files := emitted(t, c, o)
		sharedChecker().check(t, files)
		if diff := cmp.Diff(emitted(t, c, o), files); diff != "" {
			t.Fatalf("the second time it is something else:\n%s", diff)
		}
	})
}

// checkNames checks that names are exported identifiers, and unique where they stand.
func checkNames(t *rapid.T, p *goplan.Package) {
	t.Helper()
	scopes := make(map[string]map[string]bool)
	take := func(scope, name string) {
		if scopes[scope] == nil {
			scopes[scope] = make(map[string]bool)
		}
		if scopes[scope][name] {
			t.Fatalf("%s has the name %s twice", scope, name)
		}
		if !token.IsIdentifier(name) {
			t.Fatalf("%q in %s is no identifier", name, scope)
		}
		scopes[scope][name] = true
	}
	types := slices.Clone(p.Types)
	for _, s := range p.Services {
		take("the package", s.Type)
		take("Client", s.Field)
		if scopes[s.File] != nil {
			t.Fatalf("the file %s stands twice", s.File)
		}
		scopes[s.File] = map[string]bool{}
		types = append(types, s.Params...)
		for _, m := range s.Methods {
			take(s.Type, m.Name)
			take("the package", m.Table)
			if m.All != "" {
				take(s.Type, m.All)
			}
			if m.Stream != nil && m.Stream.Name != m.Name {
				take(s.Type, m.Stream.Name)
			}
			for _, a := range m.Path {
				take(s.Type+"."+m.Name, a.Name)
			}
		}
	}
	for _, s := range p.Events {
		for _, f := range []goplan.Function{s.Read, s.Parse, s.Decode} {
			if f.Name != "" {
				take("the package", f.Name)
			}
		}
		take("the package", s.Table)
		for _, e := range s.Events {
			take("the package", e.Const)
		}
	}
	for _, typ := range types {
		take("the package", typ.Name)
		for _, v := range typ.Values {
			take("the package", v.Name)
		}
		for _, f := range typ.Fields {
			take(typ.Name, f.Name)
			if !token.IsExported(f.Name) {
				t.Fatalf("%s.%s is not exported", typ.Name, f.Name)
			}
		}
		if !token.IsExported(typ.Name) {
			t.Fatalf("%s is not exported", typ.Name)
		}
	}
	for name := range scopes["the package"] {
		if reserved()[name] {
			t.Fatalf("%s is a name of the runtime", name)
		}
	}
}
