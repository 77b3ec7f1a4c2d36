package postman

import (
	"encoding/json"
	"strings"

	"github.com/connectorgen/connectorgen/generator/internal/emit/target"
	"github.com/connectorgen/connectorgen/generator/internal/ir"
)

// tokenRequests are plain requests that fetch a token, for those who do not use
// Postman's helper, and for APIs whose token request that helper cannot make.
func (b *builder) tokenRequests() []any {
	var made []any
	for i := range b.c.Auth {
		m := &b.c.Auth[i]
		if m.Token == nil {
			continue
		}
		b.lost.renewal.Add(m.Key, m.Token.Pos)
		made = append(made, b.tokenRequest(m))
	}
	return made
}

// tokenName is the name of the request that fetches the method's token.
func tokenName(c *ir.Connector, m *ir.AuthMethod) string {
	for i := range c.Auth {
		if other := &c.Auth[i]; other != m && other.Token != nil {
			return "Get token (" + named(m.Label, m.Key) + ")"
		}
	}
	return "Get token"
}

func (b *builder) tokenRequest(m *ir.AuthMethod) item {
	t := m.Token
	r := request{
		Auth: noAuth, Method: t.Method, URL: parse(b.template(m, t.URL)),
		Header:      []pair{header("Accept", "application/json")},
		Description: paragraphs(sentence(plain(m.Description)), tokenHelp),
	}
	if t.ClientAuth == "basic" {
		r.Auth = &auth{Type: "basic", Basic: attributes("username", "{{"+b.variable(m, "client_id")+"}}", "password", "{{"+b.variable(m, "client_secret")+"}}")}
	}
	for _, h := range t.Headers {
		r.Header = append(r.Header, header(h.Name, b.template(m, h.Value)))
	}
	params := b.tokenParams(m)
	switch t.Encoding {
	case "json":
		r.Header = append(r.Header, header("Content-Type", "application/json"))
		r.Body = &body{Mode: "raw", Raw: tokenJSON(params), Options: &options{language{"json"}}}
	case "query":
		r.URL.Query = params
		r.URL.Raw += queryText(params)
	default:
		r.Body = &body{Mode: "urlencoded", URLEncoded: params}
	}
	return item{
		Name: tokenName(b.c, m), Request: r, Response: []response{},
		Event: []event{scripted("prerequest", b.fillScript(m)), scripted("test", b.keepScript(m))},
	}
}

const tokenHelp = "Its script keeps the token that it gets in a variable, with which all other requests are signed. " +
	"A parameter that may be left out is sent only if its variable has a value."

// tokenParams are the parameters of the token request; those that are left out
// while they are empty are switched off while they are.
func (b *builder) tokenParams(m *ir.AuthMethod) []pair {
	var made []pair
	for _, p := range m.Token.Params {
		value := b.template(m, p.Value)
		made = append(made, pair{Key: p.Name, Value: &value, Disabled: p.OmitEmpty && b.isEmpty(m, p.Value)})
	}
	return made
}

// isEmpty reports whether a template is empty as long as nobody fills in its fields.
func (b *builder) isEmpty(m *ir.AuthMethod, template string) bool {
	return target.Fill(template, func(s string) string { return s }, func(key string) string {
		for _, f := range m.Fields {
			if f.Key == key {
				return f.Default
			}
		}
		return ""
	}) == ""
}

// tokenJSON is the body as it is without the script: the parameters that are on.
func tokenJSON(params []pair) string {
	var lines []string
	for _, p := range params {
		if !p.Disabled {
			lines = append(lines, "  "+quoted(p.Key)+": "+quoted(*p.Value))
		}
	}
	return "{\n" + strings.Join(lines, ",\n") + "\n}"
}

// quoted is text as JSON, which is JavaScript too: what could end a script or a
// line is escaped.
func quoted(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err) // strings, and lists of them, always are JSON
	}
	return string(text)
}

func scripted(listen, text string) event {
	return event{Listen: listen, Script: script{Type: "text/javascript", Exec: strings.Split(text, "\n")}}
}

// filler is script that fills a template of the method with the values of variables.
func (b *builder) filler(m *ir.AuthMethod) string {
	byField := map[string]string{}
	for _, f := range m.Fields {
		byField[f.Key] = b.variable(m, f.Key)
	}
	return "const variables = " + quoted(byField) + `;
const fill = (template) => template.replace(/\$\{([a-zA-Z][a-zA-Z0-9_]*)\}/g, (_, field) => pm.variables.get(variables[field]) ?? "");
`
}

// fillScript makes the parameters anew before they are sent: quotes in a value
// stay what they are, and what may be left out while it is empty is left out.
func (b *builder) fillScript(m *ir.AuthMethod) string {
	params := make([][]any, 0, len(m.Token.Params)) // name, template, whether it may be left out
	for _, p := range m.Token.Params {
		params = append(params, []any{p.Name, p.Value, p.OmitEmpty})
	}
	send := sendForm
	switch m.Token.Encoding {
	case "json":
		send = sendJSON
	case "query":
		send = sendQuery
	}
	return b.filler(m) + "const params = " + quoted(params) + `
  .map(([key, value, omitEmpty]) => ({key, value: fill(value), omitEmpty}))
  .filter(({value, omitEmpty}) => value !== "" || !omitEmpty);
` + send
}

// How each encoding puts the parameters into the request.
const (
	sendJSON = `pm.request.body.update({
  mode: "raw",
  raw: JSON.stringify(Object.fromEntries(params.map(({key, value}) => [key, value]))),
});`
	sendForm = `pm.request.body.update({
  mode: "urlencoded",
  urlencoded: params.map(({key, value}) => ({key, value})),
});`
	sendQuery = `pm.request.url.query.clear();
pm.request.addQueryParams(params.map(({key, value}) => ({key, value: encodeURIComponent(value)})));`
)

// keepScript keeps the token that stands in the answer at the method's path.
func (b *builder) keepScript(m *ir.AuthMethod) string {
	return b.filler(m) + "const path = fill(" + quoted(m.Token.TokenPath) + `).split(".");
pm.test("the answer holds a token", () => {
  let token = pm.response.json();
  for (const name of path) {
    token = token !== null && typeof token === "object" && Object.hasOwn(token, name) ? token[name] : undefined;
  }
  pm.expect(token, "what stands at " + path.join(".")).to.be.a("string").that.is.not.empty;
  pm.collectionVariables.set(` + quoted(b.variable(m, accessToken)) + `, token);
});`
}
