package gocode

import (
	"cmp"
	"slices"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/connectorgen/connectorgen/generator/internal/goplan"
	"github.com/connectorgen/connectorgen/generator/internal/ir"
)

// emitExamples adds an example for each of the commonest uses that the API has.
// They stand in the package itself, because where it is imported from is the
// business of whoever copies it.
func emitExamples(f *jen.File, p *goplan.Package) {
	e := exampler{f: f, p: p, services: richest(p)}
	e.client()
	e.list()
	e.all()
	e.get()
	e.create()
	e.update()
	e.download()
	e.apiError()
	e.tokenStore()
	e.options()
	e.do()
}

// An exampler adds examples to a file.
type exampler struct {
	f        *jen.File
	p        *goplan.Package
	services []*goplan.Service
}

// example adds one; body starts with a client and a context at hand.
func (e exampler) example(name, doc string, body ...jen.Code) {
	emitDoc(e.f, doc)
	e.f.Func().Id("Example" + name).Params().Block(append([]jen.Code{
		jen.Id("ctx").Op(":=").Qual("context", "Background").Call(),
		jen.Id("client").Op(":=").Id("exampleClient").Call(),
	}, body...)...)
	e.f.Line()
}

// find returns a method that fits, of the service that has the most to show.
func (e exampler) find(fits func(*goplan.Method) bool) (*goplan.Service, *goplan.Method) {
	for _, s := range e.services {
		for i := range s.Methods {
			if m := &s.Methods[i]; fits(m) && madeUp(m) {
				return s, m
			}
		}
	}
	return nil, nil
}

// richest are the services, those first whose parameters have the most fields.
func richest(p *goplan.Package) []*goplan.Service {
	fields := func(s *goplan.Service) int {
		most := 0
		for i := range s.Params {
			most = max(most, len(s.Params[i].Fields))
		}
		return most
	}
	services := make([]*goplan.Service, len(p.Services))
	for i := range p.Services {
		services[i] = &p.Services[i]
	}
	slices.SortStableFunc(services, func(a, b *goplan.Service) int { return cmp.Compare(fields(b), fields(a)) })
	return services
}

// madeUp reports whether an example can make up the path arguments.
func madeUp(m *goplan.Method) bool {
	for _, a := range m.Path {
		if a.Type.Name != "string" && a.Type.Name != "int64" && a.Type.Name != "int32" {
			return false
		}
	}
	return true
}

// invoke is the call of a method on the client.
func invoke(s *goplan.Service, method string, m *goplan.Method, params jen.Code) *jen.Statement {
	args := []jen.Code{jen.Id("ctx")}
	for _, a := range m.Path {
		if a.Type.Name == "string" {
			args = append(args, jen.Lit("abc123"))
			continue
		}
		args = append(args, jen.Lit(738018))
	}
	if m.Body != nil {
		args = append(args, jen.Id("in"))
	}
	if m.Params != "" && !m.AsOption {
		if params == nil {
			params = jen.Nil()
		}
		args = append(args, params)
	}
	return jen.Id("client").Dot(s.Field).Dot(method).Call(args...)
}

func onError() *jen.Statement {
	return jen.If(jen.Err().Op("!=").Nil()).Block(jen.Qual("log", "Fatal").Call(jen.Err()))
}

func show(values ...jen.Code) *jen.Statement { return jen.Qual("fmt", "Println").Call(values...) }

// client adds ExampleNew and the function that the other examples call.
func (e exampler) client() {
	credentials := jen.Id("Credentials").ValuesFunc(func(g *jen.Group) {
		for _, c := range e.p.Credentials {
			if c.Field.Required && !c.Field.AllowEmpty && c.Field.Default == "" {
				g.Line().Id(c.Name).Op(":").Qual("os", "Getenv").Call(jen.Lit(envName(e.p.Connector, c.Field)))
			}
		}
		g.Line()
	})
	emitDoc(e.f, "The credentials come from the environment; what has a fixed value is left out.")
	e.f.Func().Id("ExampleNew").Params().Block(
		jen.List(jen.Id("client"), jen.Err()).Op(":=").Id("New").Call(credentials),
		onError(),
		jen.Id("_").Op("=").Id("client"),
	)
	e.f.Line()
	e.f.Func().Id("exampleClient").Params().Op("*").Id("Client").Block(
		jen.List(jen.Id("client"), jen.Err()).Op(":=").Id("New").Call(jen.Add(credentials)),
		onError(),
		jen.Return(jen.Id("client")),
	)
	e.f.Line()
}

// envName is the environment variable that an example reads a credential from.
func envName(c *ir.Connector, f ir.Field) string {
	name := c.Slug() + "_" + f.Key
	return strings.ToUpper(strings.NewReplacer("-", "_", ".", "_").Replace(name))
}

func (e exampler) list() {
	s, m := e.find(func(m *goplan.Method) bool { return m.Result.Kind == goplan.PageResult && m.Body == nil })
	if m == nil {
		return
	}
	e.example(s.Type+"_"+m.Name, "One page, and whether there are more.",
		jen.List(jen.Id("page"), jen.Err()).Op(":=").Add(invoke(s, m.Name, m, nil)),
		onError(),
		jen.For(jen.Id("i").Op(":=").Range().Id("page").Dot("Items")).Block(show(jen.Id("page").Dot("Items").Index(jen.Id("i")))),
		show(jen.Id("page").Dot("Total"), jen.Id("page").Dot("HasNext").Call()),
	)
}

func (e exampler) all() {
	s, m := e.find(func(m *goplan.Method) bool { return m.Result.Kind == goplan.PageResult && m.Body == nil })
	if m == nil {
		return
	}
	e.example(s.Type+"_"+m.All, "Everything that fits a filter, page after page.",
		jen.For(jen.List(jen.Id("item"), jen.Err()).Op(":=").Range().Add(invoke(s, m.All, m, e.filter(s, m)))).Block(
			onError(),
			show(jen.Id("item")),
		),
	)
}

// filter is a params literal with the first enum that there is.
func (e exampler) filter(s *goplan.Service, m *goplan.Method) jen.Code {
	for _, t := range s.Params {
		if t.Name != m.Params {
			continue
		}
		for _, f := range t.Fields {
			for _, enum := range e.p.Types {
				if enum.Kind == goplan.EnumType && enum.Name == f.Type.Name && len(enum.Values) > 0 && f.Name != "Sort" && f.Name != "Direction" {
					return jen.Op("&").Id(t.Name).Values(jen.Id(f.Name).Op(":").Id(enum.Values[0].Name))
				}
			}
		}
		return jen.Op("&").Id(t.Name).Values()
	}
	return jen.Nil()
}

func (e exampler) get() {
	s, m := e.find(func(m *goplan.Method) bool {
		return m.Name == "Get" && m.Result.Kind == goplan.ObjectResult && m.Body == nil
	})
	if m == nil {
		return
	}
	e.example(s.Type+"_"+m.Name, "One thing by its identity.",
		jen.List(jen.Id("thing"), jen.Err()).Op(":=").Add(invoke(s, m.Name, m, nil)),
		onError(),
		show(jen.Id("thing")),
	)
}

// sends reports whether a method of the kind sends a model.
func sends(m *goplan.Method, kind ir.OpKind) bool {
	return m.Operation.Kind == kind && m.Body != nil && m.Body.Type.Op == "*" && m.Result.Kind == goplan.ObjectResult
}

func (e exampler) create() {
	s, m := e.find(func(m *goplan.Method) bool { return sends(m, ir.OpCreate) })
	if m == nil {
		return
	}
	e.example(s.Type+"_"+m.Name, "A new thing. A call that creates is never repeated on its own.",
		jen.Id("in").Op(":=").Op("&").Add(typeRef(*m.Body.Type.Elem)).Values(e.bodyValues(m)...),
		jen.List(jen.Id("created"), jen.Err()).Op(":=").Add(invoke(s, m.Name, m, nil)),
		onError(),
		show(jen.Id("created")),
	)
}

func (e exampler) update() {
	s, m := e.find(func(m *goplan.Method) bool { return sends(m, ir.OpUpdate) })
	if m == nil {
		return
	}
	e.example(s.Type+"_"+m.Name, "A change. What is not set stays as it is.",
		jen.Id("in").Op(":=").Op("&").Add(typeRef(*m.Body.Type.Elem)).Values(e.bodyValues(m)...),
		jen.List(jen.Id("updated"), jen.Err()).Op(":=").Add(invoke(s, m.Name, m, nil)),
		onError(),
		show(jen.Id("updated")),
	)
}

// bodyValues sets the first text of a body.
func (e exampler) bodyValues(m *goplan.Method) []jen.Code {
	for _, t := range e.p.Types {
		if t.Name != m.Body.Type.Elem.Name {
			continue
		}
		for _, f := range t.Fields {
			switch {
			case f.Type.Name == "string":
				return []jen.Code{jen.Id(f.Name).Op(":").Lit("example")}
			case f.Type.Op == "Opt" && f.Type.Elem.Name == "string":
				return []jen.Code{jen.Id(f.Name).Op(":").Id("Set").Call(jen.Lit("example"))}
			default:
			}
		}
	}
	return nil
}

func (e exampler) download() {
	s, m := e.find(func(m *goplan.Method) bool { return m.Result.Kind == goplan.StreamResult && m.Body == nil })
	if m == nil {
		return
	}
	e.example(s.Type+"_"+m.Name, "A file, streamed to disk.",
		jen.List(jen.Id("download"), jen.Err()).Op(":=").Add(invoke(s, m.Name, m, nil)),
		onError(),
		jen.Defer().Id("download").Dot("Close").Call(),
		jen.List(jen.Id("file"), jen.Err()).Op(":=").Qual("os", "CreateTemp").Call(jen.Lit(""), jen.Lit("download-*")),
		onError(),
		jen.Defer().Id("file").Dot("Close").Call(),
		jen.If(jen.List(jen.Id("_"), jen.Err()).Op(":=").Qual("io", "Copy").Call(jen.Id("file"), jen.Id("download")), jen.Err().Op("!=").Nil()).
			Block(jen.Qual("log", "Print").Call(jen.Err())),
	)
}

func (e exampler) apiError() {
	e.example("APIError", "What the API refused, and why.",
		jen.Err().Op(":=").Id("client").Dot("Do").Call(jen.Id("ctx"), jen.Qual("net/http", "MethodGet"), jen.Lit("/nothing/here"), jen.Nil(), jen.Nil()),
		jen.Var().Id("apiErr").Op("*").Id("APIError"),
		jen.If(jen.Qual("errors", "As").Call(jen.Err(), jen.Op("&").Id("apiErr")).Op("&&").Id("apiErr").Dot("StatusCode").Op("==").Qual("net/http", "StatusNotFound")).
			Block(show(jen.Id("apiErr").Dot("Message"), jen.Id("apiErr").Dot("RequestID"))),
	)
}

func (e exampler) tokenStore() {
	fetches := false
	for _, m := range e.p.Connector.Auth {
		fetches = fetches || m.Token != nil
	}
	if !fetches {
		return
	}
	emitDoc(e.f, "A token kept in a file is used by the next run of the program too.")
	e.f.Func().Id("ExampleNewFileTokenStore").Params().Block(
		jen.List(jen.Id("client"), jen.Err()).Op(":=").Id("New").Call(jen.Id("Credentials").Values(), jen.Id("WithTokenStore").Call(jen.Id("NewFileTokenStore").Call(jen.Lit("tokens.json")))),
		onError(),
		jen.Id("_").Op("=").Id("client"),
	)
	e.f.Line()
}

func (e exampler) options() {
	emitDoc(e.f, "A log of every call, an HTTP client with a limit, and a header for all requests.")
	e.f.Func().Id("ExampleOption").Params().Block(
		jen.List(jen.Id("client"), jen.Err()).Op(":=").Id("New").Call(jen.Id("Credentials").Values(),
			jen.Line().Id("WithHTTPClient").Call(jen.Op("&").Qual("net/http", "Client").Values(jen.Id("Timeout").Op(":").Qual("time", "Minute"))),
			jen.Line().Id("WithLogger").Call(jen.Qual("log/slog", "Default").Call()),
			jen.Line().Id("WithHeader").Call(jen.Lit("X-Team"), jen.Lit("integrations")),
			jen.Line()),
		onError(),
		jen.Id("_").Op("=").Id("client"),
	)
	e.f.Line()
}

func (e exampler) do() {
	e.example("Client_Do", "An endpoint that has no method here.",
		jen.Var().Id("out").Map(jen.String()).Any(),
		jen.If(jen.Err().Op(":=").Id("client").Dot("Do").Call(jen.Id("ctx"), jen.Qual("net/http", "MethodGet"), jen.Lit("/new/endpoint"), jen.Nil(), jen.Op("&").Id("out")), jen.Err().Op("!=").Nil()).
			Block(jen.Qual("log", "Fatal").Call(jen.Err())),
		show(jen.Id("out")),
	)
}
