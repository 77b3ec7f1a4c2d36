package postman

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"

	"github.com/connectorgen/connectorgen/generator/internal/action"
	"github.com/connectorgen/connectorgen/generator/internal/ir"
)

// item is the request of one action, with an example of its answer.
func (b *builder) item(a *action.Action) item {
	op := a.Op
	r := request{Method: op.Method, Description: b.describe(a)}
	var signs []signed
	r.Auth, signs = b.authOf(op)
	r.URL = b.address(a)
	for _, s := range signs {
		if s.In == ir.InQuery {
			r.URL.Query = append(r.URL.Query, pair{Key: s.Name, Value: ptr(b.template(s.method, s.Value))})
		}
	}
	r.URL.Raw += queryText(r.URL.Query)
	r.Header = b.headers(a, signs)
	r.Body = b.body(a)
	made := item{Name: named(a.Label, a.Key), Request: r, Response: b.responses(a, r)}
	if r.Body != nil && (op.Method == http.MethodGet || op.Method == http.MethodHead) {
		made.Behavior = &behavior{DisableBodyPruning: true}
	}
	if t := b.c.Test; t != nil && t.Operation == op.ID && len(t.Expect) > 0 {
		made.Event = []event{scripted("test", testScript(t.Expect))}
	}
	return made
}

// testScript tells whether the connection works.
func testScript(expect []int) string {
	return "pm.test(\"the connection works\", () => {\n  pm.expect(pm.response.code).to.be.oneOf(" + quoted(expect) + ");\n});"
}

// address is the URL without the text of its query.
func (b *builder) address(a *action.Action) address {
	base := baseURL
	if len(a.Op.Servers) > 0 {
		base = b.server(a.Op.Servers)
	}
	made := address{Host: []string{"{{" + base + "}}"}}
	for segment := range strings.SplitSeq(strings.TrimPrefix(a.Op.Path, "/"), "/") {
		made.Path = append(made.Path, b.segment(a, segment, &made))
	}
	made.Raw = made.Host[0] + "/" + strings.Join(made.Path, "/")
	for i := range a.Op.Params {
		if a.Op.Params[i].In == ir.InQuery {
			made.Query = append(made.Query, b.param(a, i)...)
		}
	}
	return made
}

// server is the variable for servers that an operation has in place of the
// connector's. The same servers have one variable.
func (b *builder) server(list []ir.Server) string {
	id := [2]string{"server", list[0].URL}
	if b.variables.field[id] == "" {
		b.variables.field[id] = b.variables.key("other", baseURL)
		b.variables.servers(b.variables.field[id], list)
	}
	return b.variables.field[id]
}

// segment is one part of a path. Postman fills in whole segments only; elsewhere
// a variable of the collection stands in.
func (b *builder) segment(a *action.Action, segment string, to *address) string {
	var inside []string
	for i := range a.Op.Params {
		p := &a.Op.Params[i]
		if p.In != ir.InPath || !strings.Contains(segment, "{"+p.Name+"}") {
			continue
		}
		key := a.Input.ParamKey[i]
		if segment == "{"+p.Name+"}" {
			to.Variable = append(to.Variable, variable{Key: key, Value: b.pathValue(p), Type: "string", Description: plain(p.Description)})
			return ":" + key
		}
		inside = append(inside, "{"+p.Name+"}", "{{"+b.pathVariable(key, p)+"}}")
	}
	return strings.NewReplacer(inside...).Replace(literalPath(segment))
}

// pathVariable is the collection's variable for a parameter that is only a part
// of a segment. Requests share it.
func (b *builder) pathVariable(key string, p *ir.Param) string {
	b.lost.pathPart.Add(p.Name, p.Pos)
	id := [2]string{"path", key}
	if b.variables.field[id] == "" {
		b.variables.field[id] = b.variables.key("path", key)
		b.variables.add(b.variables.field[id], b.pathValue(p), paragraphs("A part of paths.", plain(p.Description)))
	}
	return b.variables.field[id]
}

func (b *builder) pathValue(p *ir.Param) string {
	list := b.values(p, b.set.Sample(p.Schema))
	if len(list) == 0 {
		return ""
	}
	return *list[0].Value
}

// headers are the connector's own, those of the body and the parameters'.
func (b *builder) headers(a *action.Action, signs []signed) []pair {
	op := a.Op
	list := []pair{}
	for _, h := range b.c.Headers {
		value, ok := literal(h.Value)
		if !ok {
			b.lost.braces.Add("header "+h.Name, b.in.Pos)
		}
		list = append(list, header(h.Name, value))
	}
	if len(op.Accept) > 0 {
		list = append(list, header("Accept", strings.Join(op.Accept, ", ")))
	}
	if c := a.Input.Content; c != nil && bodyMode(c) != "formdata" {
		list = append(list, header("Content-Type", c.MediaType))
	}
	cookies, off := []string{}, true
	for i := range op.Params {
		switch p := &op.Params[i]; p.In {
		case ir.InHeader:
			list = append(list, b.param(a, i)...)
		case ir.InCookie:
			for _, c := range b.param(a, i) {
				cookies, off = append(cookies, c.Key+"="+*c.Value), off && c.Disabled
			}
		default: // the URL has them
		}
	}
	for _, s := range signs {
		switch s.In {
		case ir.InHeader:
			list = append(list, header(s.Name, b.template(s.method, s.Value)))
		case ir.InCookie:
			cookies, off = append(cookies, s.Name+"="+b.template(s.method, s.Value)), false
		default: // the URL has them
		}
	}
	if len(cookies) > 0 {
		list = append(list, pair{Key: "Cookie", Value: ptr(strings.Join(cookies, "; ")), Disabled: off})
	}
	return list
}

func header(key, value string) pair { return pair{Key: key, Value: &value} }

// param is a parameter that is not in the path: one pair, or several for a list
// or an object. What is optional is switched off, unless the test needs it.
func (b *builder) param(a *action.Action, i int) []pair {
	p := &a.Op.Params[i]
	sample, off := b.set.Sample(p.Schema), !p.Required
	if t := b.c.Test; t != nil && t.Operation == a.Op.ID {
		for _, in := range t.Input {
			if in.Name == p.Name {
				sample, off = in.Value, false
			}
		}
	}
	list := b.values(p, sample)
	for j := range list {
		list[j].Disabled = off
		list[j].Description = plain(p.Description)
	}
	return list
}

// queryText is the query as it stands in a URL: what is switched off does not.
func queryText(list []pair) string {
	var parts []string
	for _, p := range list {
		if !p.Disabled {
			parts = append(parts, p.Key+"="+*p.Value)
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return "?" + strings.Join(parts, "&")
}

// responses are the examples of an answer: one, where the document has what is
// needed for it.
func (b *builder) responses(a *action.Action, r request) []response {
	sample := b.set.OutputSample(a)
	if sample == nil || !json.Valid(sample) {
		return []response{}
	}
	code, err := strconv.Atoi(a.Answer.Declared.Status)
	if err != nil {
		code = http.StatusOK // of 2XX or the default
	}
	asked := request{Method: r.Method, Header: []pair{}, URL: address{Raw: r.URL.Raw, Host: r.URL.Host, Path: r.URL.Path, Variable: r.URL.Variable}}
	asked.URL.Raw, _, _ = strings.Cut(asked.URL.Raw, "?")
	return []response{{
		Name: strings.TrimSpace(strconv.Itoa(code) + " " + http.StatusText(code)), OriginalRequest: asked,
		Status: http.StatusText(code), Code: code, Language: "json",
		Header: []pair{header("Content-Type", a.Answer.Content.MediaType)},
		Body:   indented(sample),
	}}
}

// parse takes a URL apart as Postman has it.
func parse(raw string) address {
	made := address{Raw: raw}
	rest := raw
	if scheme, after, ok := strings.Cut(raw, "://"); ok {
		made.Protocol, rest = scheme, after
	}
	rest, query, _ := strings.Cut(rest, "?")
	host, path, _ := strings.Cut(rest, "/")
	if i := strings.LastIndexByte(host, ':'); i > 0 && strings.Trim(host[i+1:], "0123456789") == "" {
		host, made.Port = host[:i], host[i+1:]
	}
	made.Host = strings.Split(host, ".")
	if path != "" {
		made.Path = strings.Split(path, "/")
	}
	if query != "" {
		for part := range strings.SplitSeq(query, "&") {
			key, value, _ := strings.Cut(part, "=")
			made.Query = append(made.Query, pair{Key: key, Value: &value})
		}
	}
	return made
}

func ptr(text string) *string { return &text }
