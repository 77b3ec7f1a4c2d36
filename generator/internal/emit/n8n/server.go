package n8n

import (
	"encoding/json"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/connectorgen/connectorgen/generator/internal/ir"
)

var variable = regexp.MustCompile(`\{([^{}]+)\}`)

// baseURL is where requests go, as a constant or an expression.
func (b *builder) baseURL(servers []ir.Server) string {
	switch {
	case len(servers) == 0:
		return "={{ " + trimmed(credential(b.serverKey("base_url"))) + " }}"
	case len(servers) == 1 && !variable.MatchString(servers[0].URL):
		return constant(strings.TrimRight(servers[0].URL, "/"))
	}
	from := quoted(servers[0].URL)
	if len(servers) > 1 {
		from = credential(b.serverKey("server"))
	}
	seen := map[string]bool{}
	var filledIn strings.Builder
	filledIn.WriteString(from)
	for _, s := range servers {
		for _, m := range variable.FindAllStringSubmatch(s.URL, -1) {
			if !seen[m[1]] {
				seen[m[1]] = true
				filledIn.WriteString(".split(" + quoted(m[0]) + ").join(" + credential(b.serverKey(m[1])) + ")")
			}
		}
	}
	return "={{ " + trimmed(filledIn.String()) + " }}"
}

// trimmed takes the slashes off the end of an expression's value.
func trimmed(expression string) string { return expression + `.replace(/\/+$/, "")` }

// serverKey is the key of a field about the server, unlike those of the credentials.
func (b *builder) serverKey(name string) string {
	name = strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' {
			return r
		}
		return '_'
	}, name)
	if b.method != nil && slices.ContainsFunc(b.fields(b.method), func(f ir.Field) bool { return f.Key == name }) {
		return "server_" + name
	}
	return name
}

// serverFields ask which server, and for what its address is made of.
func (b *builder) serverFields() []ir.Field {
	if len(b.c.Servers) == 0 {
		return []ir.Field{{Key: b.serverKey("base_url"), Label: "Base URL", Type: "url", Required: true, Pos: b.in.Pos}}
	}
	var fields []ir.Field
	if len(b.c.Servers) > 1 {
		choice := ir.Field{Key: b.serverKey("server"), Label: "Server", Type: "enum", Required: true, Pos: b.in.Pos}
		for _, s := range b.c.Servers {
			choice.Enum = append(choice.Enum, s.URL)
		}
		if safe(choice.Enum[0]) {
			choice.Default = choice.Enum[0]
		}
		fields = append(fields, choice)
	}
	seen := map[string]bool{}
	all := slices.Clone(b.c.Servers)
	for i := range b.c.Operations {
		all = append(all, b.c.Operations[i].Servers[:min(1, len(b.c.Operations[i].Servers))]...)
	}
	for _, s := range all {
		for _, v := range s.Variables {
			if v.Key = b.serverKey(v.Key); !seen[v.Key] {
				seen[v.Key] = true
				fields = append(fields, v)
			}
		}
	}
	return fields
}

// test is the call that proves that the credential works; without one, a GET of the
// server, which every n8n credential must have.
func (b *builder) test() testRequest {
	made := testRequest{BaseURL: b.baseURL(b.c.Servers), URL: "/", Method: "GET", Headers: b.headers()}
	if b.c.Test == nil {
		b.lost.Warnf(b.in.Pos, "n8n-no-test", "", "the connector has no test call, so n8n tries credentials on the address of the server, which may accept anything")
		return made
	}
	op := b.c.Operation(b.c.Test.Operation)
	made.Method, made.URL = op.Method, op.Path
	query := url.Values{}
	for _, arg := range b.c.Test.Input {
		text := string(arg.Value)
		if unquoted := ""; json.Unmarshal(arg.Value, &unquoted) == nil {
			text = unquoted
		}
		for _, p := range op.Params {
			switch {
			case p.Name != arg.Name:
			case p.In == ir.InPath:
				made.URL = strings.ReplaceAll(made.URL, "{"+p.Name+"}", url.PathEscape(text))
			case p.In == ir.InQuery:
				query.Set(p.Name, text)
			case p.In == ir.InHeader:
				made.Headers[p.Name] = constant(text)
			}
		}
	}
	if len(query) > 0 {
		made.URL += "?" + query.Encode()
	}
	made.URL = constant(made.URL)
	return made
}

func (b *builder) headers() map[string]string {
	made := map[string]string{}
	for _, h := range b.c.Headers {
		made[h.Name] = constant(h.Value)
	}
	return made
}
