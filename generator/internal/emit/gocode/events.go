package gocode

import (
	"github.com/dave/jennifer/jen"

	"github.com/connectorgen/connectorgen/generator/internal/goplan"
)

// emitEvents adds what the API sends by itself: constants, functions that read a
// body, and the table that they use:
//
//	const EventShipped = "order.shipped"
//
//	func ParseWebhook(body []byte) (*ReceivedEvent, error) { return eventsWebhook.parse(body) }
//
//	var eventsWebhook = eventSet{property: "type", types: []eventType{
//		{EventShipped, func() any { return new(Shipped) }},
//	}}
func emitEvents(f *jen.File, p *goplan.Package) {
	for i := range p.Events {
		s := &p.Events[i]
		emitDoc(f, s.Doc)
		f.Const().DefsFunc(func(g *jen.Group) {
			for _, e := range s.Events {
				emitDoc(g, e.Doc)
				g.Id(e.Const).Op("=").Lit(e.Value)
			}
		})
		f.Line()
		request := jen.Id("r").Op("*").Qual("net/http", "Request")
		body := jen.Id("body").Index().Byte()
		emitReader(f, s.Table, "read", s.Read, []jen.Code{request}, jen.Id("r"))
		emitReader(f, s.Table, "parse", s.Parse, []jen.Code{body}, jen.Id("body"))
		emitReader(f, s.Table, "decode", s.Decode, []jen.Code{jen.Id("event").String(), body}, jen.Id("event"), jen.Id("body"))
		row := entries{}
		row.str("api", p.Connector.Slug())
		row.str("kind", s.Kind)
		row.str("property", s.Property)
		row.add("types", jen.Index().Id("eventType").Values(lines(eventTypes(s))...))
		f.Var().Id(s.Table).Op("=").Id("eventSet").Values(lines(row.list)...)
		f.Line()
	}
}

// emitReader adds a function that reads an event, if there is one.
func emitReader(f *jen.File, table, method string, function goplan.Function, params []jen.Code, args ...jen.Code) {
	if function.Name == "" {
		return
	}
	emitDoc(f, function.Doc)
	f.Func().Id(function.Name).Params(params...).Params(jen.Op("*").Id("ReceivedEvent"), jen.Error()).
		Add(inOneLine(jen.Return(jen.Id(table).Dot(method).Call(args...))))
	f.Line()
}

func eventTypes(s *goplan.EventSet) []jen.Code {
	var rows []jen.Code
	for _, e := range s.Events {
		payload := jen.Nil()
		if e.Payload != (goplan.TypeRef{}) {
			payload = jen.Func().Params().Any().Add(inOneLine(jen.Return(jen.New(typeRef(e.Payload)))))
		}
		rows = append(rows, jen.Values(jen.Id(e.Const), payload))
	}
	return rows
}
