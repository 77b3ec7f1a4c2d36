package mcp

import (
	"bytes"
	"fmt"
	"path"

	"github.com/dave/jennifer/jen"

	"github.com/connectorgen/connectorgen/generator/internal/goplan"
)

// The names under which the program imports the client and the server.
const (
	clientName = "client"
	serverName = "server"
)

// program makes main.go:
//
//	func main() {
//		os.Exit(server.Main(…))
//	}
//
//	func shipments(s *client.ShipmentsService) []server.Operation {
//		return []server.Operation{
//			{Tool: "listShipments", Call: s.List, Params: new(client.ShipmentsListParams)},
//		}
//	}
func (b *builder) program() ([]byte, error) {
	m := &b.client.Module
	server := path.Join(m.ownPath(), serverDir)
	f := jen.NewFile("main")
	f.HeaderComment("// " + header)
	f.ImportAlias(m.importPath(), clientName)
	f.ImportName(server, serverName)
	f.Anon("embed")
	in := jen.Qual
	f.Id("//go:embed " + DocumentPath)
	f.Var().Id("document").Index().Byte()
	f.Func().Id("main").Params().Block(
		jen.List(jen.Id("ctx"), jen.Id("stop")).Op(":=").Qual("os/signal", "NotifyContext").Call(in("context", "Background").Call(), in("os", "Interrupt")),
		jen.Id("code").Op(":=").Qual(server, "Main").Call(jen.Id("ctx"), in("os", "Args").Index(jen.Lit(1), jen.Empty()), in("os", "Stderr"),
			jen.Op("&").Qual("github.com/modelcontextprotocol/go-sdk/mcp", "StdioTransport").Values(),
			in(server, "Connector").Values(jen.Dict{
				jen.Id("Document"): jen.Id("document"), jen.Id("Getenv"): in("os", "Getenv"),
				jen.Id("Connect"): jen.Id("connect"), jen.Id("Failure"): jen.Id("failure"),
			})),
		jen.Id("stop").Call(),
		jen.Qual("os", "Exit").Call(jen.Id("code")),
	)
	f.Line()
	b.connect(f, m.importPath(), server)
	f.Line()
	failure(f, m.importPath(), server)
	for i := range b.client.Plan.Services {
		f.Line()
		b.operations(f, &b.client.Plan.Services[i], m.importPath(), server)
	}
	var buf bytes.Buffer
	if err := f.Render(&buf); err != nil {
		return nil, fmt.Errorf("render %s (a bug in connectorgen): %w", ProgramPath, err)
	}
	return buf.Bytes(), nil
}

// options are the client's options that variables set.
var options = map[role]func(client string, value *jen.Statement) jen.Code{
	accessToken: func(client string, value *jen.Statement) jen.Code {
		return jen.Qual(client, "WithTokenSource").Call(jen.Func().Params(jen.Qual("context", "Context")).Params(jen.String(), jen.Error()).Block(jen.Return(value, jen.Nil())))
	},
	baseURL: func(client string, value *jen.Statement) jen.Code { return jen.Qual(client, "WithBaseURL").Call(value) },
	tokenURL: func(client string, value *jen.Statement) jen.Code {
		return jen.Qual(client, "WithTokenURL").Call(value)
	},
	tokenFile: func(client string, value *jen.Statement) jen.Code {
		return jen.Qual(client, "WithTokenStore").Call(jen.Qual(client, "NewFileTokenStore").Call(value))
	},
}

// connect makes the function that makes the client.
func (b *builder) connect(f *jen.File, client, server string) {
	f.Func().Id("connect").Params(jen.Id("getenv").Func().Params(jen.String()).String()).Params(jen.Index().Qual(server, "Operation"), jen.Error()).BlockFunc(func(g *jen.Group) {
		g.Var().Id("options").Index().Qual(client, "Option")
		credentials := jen.Dict{}
		for i := range b.vars {
			v := &b.vars[i]
			if v.of == credential {
				credentials[jen.Id(v.goes)] = jen.Id("getenv").Call(jen.Lit(v.name))
				continue
			}
			g.If(jen.Id("value").Op(":=").Id("getenv").Call(jen.Lit(v.name)), jen.Id("value").Op("!=").Lit("")).Block(
				jen.Id("options").Op("=").Append(jen.Id("options"), options[v.of](client, jen.Id("value"))),
			)
		}
		g.List(jen.Id("c"), jen.Err()).Op(":=").Qual(client, "New").Call(jen.Qual(client, "Credentials").Values(credentials), jen.Id("options").Op("..."))
		g.If(jen.Err().Op("!=").Nil()).Block(jen.Return(jen.Nil(), jen.Err()))
		g.Return(jen.Qual("slices", "Concat").CallFunc(func(g *jen.Group) {
			for _, s := range b.client.Plan.Services {
				g.Line().Id("tools" + s.Field).Call(jen.Id("c").Dot(s.Field))
			}
			g.Line()
		}), jen.Nil())
	})
}

// failure makes the function that reads the client's errors.
func failure(f *jen.File, client, server string) {
	field := func(name string) *jen.Statement { return jen.Id("answered").Dot(name) }
	f.Func().Id("failure").Params(jen.Err().Error()).Op("*").Qual(server, "Failure").Block(
		jen.Var().Id("answered").Op("*").Qual(client, "APIError"),
		jen.If(jen.Op("!").Qual("errors", "As").Call(jen.Err(), jen.Op("&").Id("answered"))).Block(jen.Return(jen.Nil())),
		jen.Return(jen.Op("&").Qual(server, "Failure").Values(jen.Dict{
			jen.Id("Status"): field("StatusCode"), jen.Id("Code"): field("Code"), jen.Id("Message"): field("Message"),
			jen.Id("RequestID"): field("RequestID"), jen.Id("Answer"): field("Body"),
		})),
	)
}

// operations makes the function with the operations of a service.
func (b *builder) operations(f *jen.File, s *goplan.Service, client, server string) {
	f.Func().Id("tools"+s.Field).Params(jen.Id("s").Op("*").Qual(client, s.Type)).Index().Qual(server, "Operation").Block(
		jen.Return(jen.Index().Qual(server, "Operation").ValuesFunc(func(g *jen.Group) {
			for i := range s.Methods {
				m := &s.Methods[i]
				row := []jen.Code{jen.Id("Tool").Op(":").Lit(b.set.Of(m.Operation.ID).Key), jen.Id("Call").Op(":").Id("s").Dot(m.Name)}
				if m.Params != "" {
					row = append(row, jen.Id("Params").Op(":").New(jen.Qual(client, m.Params)))
				}
				g.Line().Values(row...)
			}
			g.Line()
		})),
	)
}
