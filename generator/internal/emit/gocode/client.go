package gocode

import (
	"strings"
	"time"

	"github.com/dave/jennifer/jen"

	"github.com/connectorgen/connectorgen/generator/internal/goplan"
	"github.com/connectorgen/connectorgen/generator/internal/ir"
)

// emitClient adds the package comment, Client, New, Credentials and the table
// that describes the API to the runtime.
func emitClient(f *jen.File, p *goplan.Package) {
	c := p.Connector
	for _, line := range docLines(packageDoc(p)) {
		f.PackageComment(line)
	}
	emitDoc(f, "Client calls the API of "+c.Name+". Make one with [New]; it is safe for concurrent use.")
	f.Type().Id("Client").StructFunc(func(g *jen.Group) {
		g.Id("core").Op("*").Id("core")
		g.Line()
		for _, s := range p.Services {
			g.Id(s.Field).Op("*").Id(s.Type)
		}
	})
	f.Line()
	emitDoc(f, "New returns a client that proves with the credentials who is calling.\nIt reports every required credential that is missing, and touches no network.")
	f.Func().Id("New").Params(jen.Id("credentials").Id("Credentials"), jen.Id("opts").Op("...").Id("Option")).Params(jen.Op("*").Id("Client"), jen.Error()).Block(
		jen.List(jen.Id("c"), jen.Err()).Op(":=").Id("newCore").Call(jen.Op("&").Id("api"), jen.Id("credentials").Dot("values").Call(), jen.Id("opts")),
		jen.If(jen.Err().Op("!=").Nil()).Block(jen.Return(jen.Nil(), jen.Err())),
		jen.Return(jen.Op("&").Id("Client").ValuesFunc(func(g *jen.Group) {
			g.Line().Id("core").Op(":").Id("c")
			for _, s := range p.Services {
				g.Line().Id(s.Field).Op(":").Op("&").Id(s.Type).Values(jen.Id("c"))
			}
			g.Line()
		}), jen.Nil()),
	)
	f.Line()
	emitDo(f)
	emitCredentials(f, p)
	f.Var().Id("api").Op("=").Id("spec").Values(lines(apiTable(p))...)
}

func packageDoc(p *goplan.Package) string {
	c := p.Connector
	paragraphs := []string{"Package " + p.Name + " is a client for the API of " + c.Name + "."}
	if c.Listing.Description != "" {
		paragraphs = append(paragraphs, c.Listing.Description)
	}
	for _, link := range c.Listing.Links {
		if link.Rel == "apiDocs" {
			paragraphs = append(paragraphs, "The API is described at "+link.URL+" .")
		}
	}
	return strings.Join(paragraphs, "\n\n")
}

// emitDo adds the way to an endpoint that the document does not know.
func emitDo(f *jen.File) {
	emitDoc(f, "Do calls an endpoint that has no method here. The path is relative to the base URL;\n"+
		"in, if not nil, is sent as JSON, and the whole answer is decoded into out, if not nil.")
	f.Func().Params(jen.Id("c").Op("*").Id("Client")).Id("Do").Params(
		jen.Id("ctx").Qual("context", "Context"), jen.List(jen.Id("method"), jen.Id("path")).String(),
		jen.List(jen.Id("in"), jen.Id("out")).Any(), jen.Id("opts").Op("...").Id("CallOption"),
	).Error().Block(jen.Return(jen.Id("c").Dot("core").Dot("do").Call(
		jen.Id("ctx"), jen.Id("method"), jen.Id("path"), jen.Id("in"), jen.Id("out"), jen.Id("opts"))))
	f.Line()
}

// emitCredentials adds the struct that the user fills in.
func emitCredentials(f *jen.File, p *goplan.Package) {
	emitDoc(f, "Credentials prove who is calling. Printing them shows no secret.")
	f.Type().Id("Credentials").StructFunc(func(g *jen.Group) {
		for _, c := range p.Credentials {
			emitDoc(g, credentialDoc(c))
			g.Id(c.Name).String()
		}
	})
	f.Line()
	f.Func().Params(jen.Id("c").Id("Credentials")).Id("values").Params().Index().Id("credential").Block(
		jen.Return(jen.Index().Id("credential").ValuesFunc(func(g *jen.Group) {
			for _, c := range p.Credentials {
				row := entries{}
				row.str("key", c.Field.Key)
				row.str("label", c.Field.Label)
				row.add("value", jen.Id("c").Dot(c.Name))
				row.str("preset", c.Field.Default)
				row.flag("secret", c.Field.Secret)
				g.Line().Values(row.list...)
			}
			g.Line()
		})),
	)
	f.Line()
	values := jen.Id("redact").Call(jen.Id("c").Dot("values").Call())
	emitDoc(f, "String shows which credentials are set, and no secret.")
	f.Func().Params(jen.Id("c").Id("Credentials")).Id("String").Params().String().Block(jen.Return(values))
	f.Line()
	emitDoc(f, "GoString is String, so that %#v shows no secret either.")
	f.Func().Params(jen.Id("c").Id("Credentials")).Id("GoString").Params().String().Block(jen.Return(values))
	f.Line()
	emitDoc(f, "MarshalJSON is String as JSON: a log that is written as JSON shows no secret.")
	f.Func().Params(jen.Id("c").Id("Credentials")).Id("MarshalJSON").Params().Params(jen.Index().Byte(), jen.Error()).
		Block(jen.Return(jen.Qual("encoding/json", "Marshal").Call(values)))
	f.Line()
	emitDoc(f, "LogValue is String for a structured log.")
	f.Func().Params(jen.Id("c").Id("Credentials")).Id("LogValue").Params().Qual("log/slog", "Value").
		Block(jen.Return(jen.Qual("log/slog", "StringValue").Call(values)))
	f.Line()
}

func credentialDoc(c goplan.Credential) string {
	text := c.Name + " is the " + c.Field.Label + "."
	switch {
	case c.Field.Default != "":
		text += " Left empty, it is " + c.Field.Default + "."
	case c.Field.AllowEmpty || !c.Field.Required:
		text += " It may be left empty."
	default:
	}
	if c.Field.Note != "" && !c.Field.Fixed {
		text += "\n" + c.Field.Note
	}
	if c.Field.HelpURL != "" {
		text += "\nSee " + c.Field.HelpURL + " ."
	}
	return text
}

// apiTable is the description of the API for the runtime.
func apiTable(p *goplan.Package) []jen.Code {
	c := p.Connector
	row := entries{}
	row.str("name", c.Slug())
	row.str("version", c.Version)
	row.str("baseURL", baseURL(c))
	if len(c.Headers) > 0 {
		row.add("headers", jen.Index().Id("header").ValuesFunc(func(g *jen.Group) {
			for _, h := range c.Headers {
				g.Values(jen.Lit(h.Name), jen.Lit(h.Value))
			}
		}))
	}
	row.add("auth", jen.Index().Id("authMethod").ValuesFunc(func(g *jen.Group) {
		for i := range c.Auth {
			if c.Auth[i].Type != ir.AuthNone {
				g.Values(lines(authRow(&c.Auth[i]))...)
			}
		}
	}))
	row.add("retry", jen.Id("retryDefaults").Values(retryRow(c.Retry)...))
	row.str("errorCode", c.Errors.Code)
	row.str("errorMessage", c.Errors.Message)
	return row.list
}

// baseURL is the first server's, its variables at their defaults.
func baseURL(c *ir.Connector) string {
	return c.Servers[0].Default()
}

func retryRow(r ir.Retry) []jen.Code {
	row := entries{}
	row.add("statuses", numbers(r.Statuses))
	row.str("retryAfterHeader", r.RetryAfterHeader)
	row.number("maxAttempts", r.MaxAttempts)
	row.flag("constant", r.Backoff == "constant")
	row.str("idempotencyHeader", r.IdempotencyKey)
	return row.list
}

func authRow(m *ir.AuthMethod) []jen.Code {
	keys := make([]string, len(m.Fields))
	var needs []string
	for i, f := range m.Fields {
		keys[i] = f.Key
		if f.Required && !f.AllowEmpty {
			needs = append(needs, f.Key)
		}
	}
	row := entries{}
	row.str("key", m.Key)
	row.str("label", m.Label)
	row.add("fields", texts(keys))
	if len(needs) > 0 {
		row.add("needs", texts(needs))
	}
	if m.Token != nil {
		row.add("token", jen.Op("&").Id("tokenRequest").Values(lines(tokenRow(m.Token))...))
	}
	row.add("apply", jen.Index().Id("application").ValuesFunc(func(g *jen.Group) {
		for _, a := range m.Apply {
			apply := entries{}
			apply.str("in", string(a.In))
			apply.str("name", a.Name)
			apply.str("value", a.Value)
			g.Values(apply.list...)
		}
	}))
	return row.list
}

func tokenRow(t *ir.Token) []jen.Code {
	row := entries{}
	row.str("method", t.Method)
	row.str("url", t.URL)
	row.str("encoding", t.Encoding)
	row.str("clientAuth", t.ClientAuth)
	if len(t.Headers) > 0 {
		row.add("headers", tokenParams(t.Headers))
	}
	row.add("params", tokenParams(t.Params))
	row.str("tokenPath", t.TokenPath)
	row.str("expiresInPath", t.ExpiresInPath)
	row.str("expiresInUnit", t.ExpiresInUnit)
	row.str("refreshPath", t.RefreshPath)
	row.duration("lifetime", t.Lifetime)
	row.duration("renewBefore", t.RenewBefore)
	row.add("renewOnStatus", numbers(t.RenewOnStatus))
	if t.MaxRequests > 0 {
		row.number("maxRequests", t.MaxRequests)
		row.duration("maxRequestsPer", units[t.MaxRequestsPer])
	}
	return row.list
}

var units = map[string]time.Duration{"second": time.Second, "minute": time.Minute, "hour": time.Hour, "day": 24 * time.Hour}

func tokenParams(params []ir.TokenParam) *jen.Statement {
	return jen.Index().Id("tokenParam").ValuesFunc(func(g *jen.Group) {
		for _, p := range params {
			row := entries{}
			row.str("name", p.Name)
			row.str("value", p.Value)
			row.flag("omitEmpty", p.OmitEmpty)
			g.Line().Values(row.list...)
		}
		g.Line()
	})
}

func numbers(list []int) *jen.Statement {
	return jen.Index().Int().ValuesFunc(func(g *jen.Group) {
		for _, n := range list {
			g.Lit(n)
		}
	})
}

// duration writes a duration in the largest unit that divides it.
func (e *entries) duration(key string, d time.Duration) {
	if d == 0 {
		return
	}
	for _, u := range []struct {
		unit time.Duration
		name string
	}{{time.Hour, "Hour"}, {time.Minute, "Minute"}, {time.Second, "Second"}, {time.Millisecond, "Millisecond"}} {
		if d%u.unit == 0 {
			e.add(key, jen.Lit(int(d/u.unit)).Op("*").Qual("time", u.name))
			return
		}
	}
	e.add(key, jen.Lit(int(d)).Op("*").Qual("time", "Nanosecond"))
}

// lines puts each value on a line of its own.
func lines(values []jen.Code) []jen.Code {
	out := make([]jen.Code, 0, len(values)+1)
	for _, v := range values {
		out = append(out, jen.Line().Add(v))
	}
	return append(out, jen.Line())
}
