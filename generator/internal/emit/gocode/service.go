package gocode

import (
	"slices"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/connectorgen/connectorgen/generator/internal/goplan"
	"github.com/connectorgen/connectorgen/generator/internal/ir"
)

// emitService adds a service with its methods, the parameters and the table of
// its operations.
func emitService(f *jen.File, s *goplan.Service) {
	emitDoc(f, s.Doc)
	f.Type().Id(s.Type).Struct(jen.Id("core").Op("*").Id("core"))
	f.Line()
	for i := range s.Methods {
		emitMethod(f, s, &s.Methods[i])
	}
	emitTypes(f, s.Params)
	f.Var().DefsFunc(func(g *jen.Group) {
		for i := range s.Methods {
			m := &s.Methods[i]
			g.Id(m.Table).Op("=").Id("operation").Values(operationRow(s, m)...)
		}
	})
}

// emitMethod adds the method m, and for a list the one that iterates:
//
//	func (s *ShipmentsService) Get(ctx context.Context, id int64, opts ...CallOption) (*Shipment, error) {
//		return call[Shipment](ctx, s.core, &opShipmentsGet, request{path: []any{id}}, opts)
//	}
func emitMethod(f *jen.File, s *goplan.Service, m *goplan.Method) {
	if m.Result.Kind != goplan.SequenceResult {
		emitDoc(f, m.Doc)
		function, returns := call(m)
		f.Func().Params(jen.Id("s").Op("*").Id(s.Type)).Id(m.Name).Params(arguments(m)...).Params(returns...).
			Block(jen.Return(function.Call(passed(m)...)))
		f.Line()
	}
	if m.Stream != nil {
		emitStream(f, s, m)
	}
	if m.All == "" {
		return
	}
	item := typeRef(m.Result.Type)
	emitDoc(f, m.All+" goes through the items of all pages of ["+s.Type+"."+m.Name+"], fetching each page when it is reached.\n"+
		"An error ends it and comes with a nil item.")
	f.Func().Params(jen.Id("s").Op("*").Id(s.Type)).Id(m.All).Params(arguments(m)...).
		Qual("iter", "Seq2").Types(jen.Op("*").Add(item), jen.Error()).
		Block(jen.Return(jen.Id("all").Types(typeRef(m.Result.Type)).Call(passed(m)...)))
	f.Line()
}

// emitStream adds the method that reads the answer of m as it comes:
//
//	func (s *ChatService) CreateStream(ctx context.Context, in *Question, opts ...CallOption) iter.Seq2[*StreamEvent[Chunk], error] {
//		return serverSent[Chunk](ctx, s.core, &opChatCreate, request{body: in}, sequence{accept: "text/event-stream", flag: "stream"}, opts)
//	}
func emitStream(f *jen.File, s *goplan.Service, m *goplan.Method) {
	doc := m.Stream.Doc
	if doc == "" {
		doc = m.Doc
	}
	emitDoc(f, doc)
	e := m.Stream.Events
	item := typeRef(m.Stream.Item)
	function, yields := jen.Id("jsonItems"), item
	if e.Framing == ir.ServerSent {
		function, yields = jen.Id("serverSent"), jen.Id("StreamEvent").Types(item)
	}
	row := entries{}
	row.str("accept", e.MediaType)
	row.str("flag", e.Flag)
	row.flag("text", e.Text)
	row.flag("whole", e.Whole)
	row.flag("record", e.Framing == ir.Records)
	args := passed(m)
	args = append(args[:len(args)-1:len(args)-1], jen.Id("sequence").Values(row.list...), args[len(args)-1])
	f.Func().Params(jen.Id("s").Op("*").Id(s.Type)).Id(m.Stream.Name).Params(arguments(m)...).
		Qual("iter", "Seq2").Types(jen.Op("*").Add(yields), jen.Error()).
		Block(jen.Return(function.Types(item).Call(args...)))
	f.Line()
}

// call is the runtime's function for the kind of result, and what it returns.
func call(m *goplan.Method) (function *jen.Statement, returns []jen.Code) {
	t := m.Result.Type
	switch m.Result.Kind {
	case goplan.NoResult:
		return jen.Id("callNone"), []jen.Code{jen.Error()}
	case goplan.StreamResult:
		return jen.Id("callStream"), []jen.Code{jen.Op("*").Id("Download"), jen.Error()}
	case goplan.PageResult:
		return jen.Id("list").Types(typeRef(t)), []jen.Code{jen.Op("*").Id("Page").Types(typeRef(t)), jen.Error()}
	case goplan.ObjectResult:
		return jen.Id("call").Types(typeRef(t)), []jen.Code{jen.Op("*").Add(typeRef(t)), jen.Error()}
	default:
		return jen.Id("callValue").Types(typeRef(t)), []jen.Code{typeRef(t), jen.Error()}
	}
}

// arguments are the method's parameters: the context, the path, the body, the
// rest, call options.
func arguments(m *goplan.Method) []jen.Code {
	args := []jen.Code{jen.Id("ctx").Qual("context", "Context")}
	for _, a := range m.Path {
		args = append(args, jen.Id(a.Name).Add(typeRef(a.Type)))
	}
	if m.Body != nil {
		args = append(args, jen.Id(m.Body.Name).Add(typeRef(m.Body.Type)))
	}
	if m.Params != "" && !m.AsOption {
		args = append(args, jen.Id("params").Op("*").Id(m.Params))
	}
	return append(args, jen.Id("opts").Op("...").Id("CallOption"))
}

// passed are the arguments of the runtime's function.
func passed(m *goplan.Method) []jen.Code {
	return []jen.Code{
		jen.Id("ctx"), jen.Id("s").Dot("core"), jen.Op("&").Id(m.Table),
		jen.Id("request").ValuesFunc(func(g *jen.Group) {
			if len(m.Path) > 0 {
				g.Id("path").Op(":").Index().Any().ValuesFunc(func(g *jen.Group) {
					for _, a := range m.Path {
						g.Id(a.Name)
					}
				})
			}
			if m.Params != "" && !m.AsOption {
				g.Id("params").Op(":").Id("params")
			}
			if m.Body != nil {
				g.Id("body").Op(":").Id(m.Body.Name)
			}
		}),
		jen.Id("opts"),
	}
}

// operationRow is the row of the table that the runtime reads.
func operationRow(s *goplan.Service, m *goplan.Method) []jen.Code {
	op := m.Operation
	row := entries{}
	row.str("id", op.ID)
	row.str("name", s.Field+"."+m.Name)
	row.str("method", op.Method)
	row.str("path", op.Path)
	row.str("server", m.Server)
	if len(op.Accept) > 0 {
		row.str("accept", accept(op))
	}
	row.str("body", m.BodyMedia)
	row.str("payload", op.Payload)
	row.add("args", pathArguments(op))
	if len(op.Without) > 0 {
		row.add("without", without(op.Without))
	}
	if op.Security != nil {
		row.add("security", jen.Index().Index().String().ValuesFunc(func(g *jen.Group) {
			for _, keys := range op.Security {
				g.ValuesFunc(func(g *jen.Group) {
					for _, key := range keys {
						g.Lit(key)
					}
				})
			}
		}))
	}
	if op.Paging != nil {
		row.add("page", jen.Op("&").Id("paging").Values(pagingRow(op.Paging)...))
	}
	return row.list
}

// pathArguments say how values stand in the path, if one does otherwise than usual:
//
//	args: []argument{{}, {style: "matrix", explode: true}}
func pathArguments(op *ir.Operation) jen.Code {
	var args []jen.Code
	odd := false
	for _, p := range op.Params {
		if p.In != ir.InPath {
			continue
		}
		row := entries{}
		if p.Style != "simple" {
			row.str("style", p.Style)
		}
		row.flag("explode", p.Explode)
		row.str("media", p.MediaType)
		odd = odd || len(row.list) > 0
		args = append(args, jen.Values(row.list...))
	}
	if !odd {
		return nil
	}
	return jen.Index().Id("argument").Values(args...)
}

// accept is the header that asks for the answer. Bytes are taken as they are, so
// any are better than none: documents do not list every type of file.
func accept(op *ir.Operation) string {
	if op.Stream && !slices.Contains(op.Accept, "*/*") {
		return strings.Join(op.Accept, ", ") + ", */*;q=0.1"
	}
	return op.Accept[0]
}

func without(list []ir.Without) *jen.Statement {
	statuses := make([]int, len(list))
	for i, w := range list {
		statuses[i] = w.Status
	}
	return numbers(statuses)
}

func pagingRow(p *ir.Paging) []jen.Code {
	row := entries{}
	row.str("style", p.Style)
	row.str("items", p.Items)
	row.str("next", p.Next)
	row.str("prev", p.Previous)
	row.str("total", p.Total)
	row.str("cursor", p.Cursor)
	row.str("more", p.More)
	row.str("pageParam", p.PageParam)
	if p.StartPage != 0 && p.PageParam != "" {
		row.add("startPage", jen.Lit(p.StartPage))
	}
	row.str("offsetParam", p.OffsetParam)
	row.str("limitParam", p.LimitParam)
	row.str("cursorParam", p.CursorParam)
	return row.list
}

// entries are the keyed values of a composite literal; zero values are left out.
type entries struct{ list []jen.Code }

func (e *entries) add(key string, value jen.Code) {
	if value == nil {
		return
	}
	e.list = append(e.list, jen.Id(key).Op(":").Add(value))
}

func (e *entries) str(key, value string) {
	if value != "" {
		e.add(key, jen.Lit(value))
	}
}

func (e *entries) flag(key string, value bool) {
	if value {
		e.add(key, jen.True())
	}
}

func (e *entries) number(key string, value int) {
	if value != 0 {
		e.add(key, jen.Lit(value))
	}
}

// texts is a literal of strings.
func texts(list []string) *jen.Statement {
	return jen.Index().String().ValuesFunc(func(g *jen.Group) {
		for _, s := range list {
			g.Lit(s)
		}
	})
}
