package patchworks

import (
	"unicode/utf8"

	"github.com/connectorgen/connectorgen/generator/internal/emit/target"
	"github.com/connectorgen/connectorgen/generator/internal/ir"
)

// authTypes are the ways to authenticate in the platform's words.
var authTypes = map[ir.AuthType]string{
	ir.AuthNone: "None", ir.AuthAPIKey: "API key", ir.AuthBasic: "Basic", ir.AuthBearer: "Token",
	ir.AuthClientCredentials: "OAuth 2 (client credentials)",
	ir.AuthAuthorizationCode: "OAuth 2 (authorization code)",
	ir.AuthPassword:          "OAuth 2 (password)",
}

func (b *builder) authentication(m *ir.AuthMethod) authentication {
	made := authentication{Name: m.Label, Type: authTypes[m.Type], Variables: []variable{}, Apply: []place{}}
	for i := range m.Fields {
		f := &m.Fields[i]
		v := b.fieldVariable(m.Key, f, alias(m, f.Key))
		b.field[[2]string{m.Key, f.Key}] = v.Key
		made.Variables = append(made.Variables, v)
	}
	if m.Type == ir.AuthAuthorizationCode {
		b.lost.signIn.Add(m.Key, m.Pos)
	}
	if m.Token != nil {
		made.Token = b.token(m)
	}
	for _, a := range m.Apply {
		made.Apply = append(made.Apply, place{In: string(a.In), Name: a.Name, Value: b.template(m, a.Value)})
	}
	return made
}

// alias is the API's own name for a field: that under which the token request or
// every request sends it, else its key.
func alias(m *ir.AuthMethod, key string) string {
	if m.Token != nil {
		for _, p := range m.Token.Params {
			if target.Reference(p.Value) == key {
				return p.Name
			}
		}
	}
	for _, a := range m.Apply {
		if target.Reference(a.Value) == key {
			return a.Name
		}
	}
	return key
}

func (b *builder) token(m *ir.AuthMethod) *token {
	t := m.Token
	made := &token{
		Method: t.Method, URL: b.template(m, t.URL), Encoding: t.Encoding, ClientAuth: t.ClientAuth, Body: []pair{},
		TokenPath: b.template(m, t.TokenPath), ExpiresPath: t.ExpiresInPath,
	}
	for _, h := range t.Headers {
		made.Headers = append(made.Headers, pair{h.Name, b.template(m, h.Value)})
	}
	for _, p := range t.Params {
		if p.OmitEmpty && b.empty(m, p.Value) {
			b.lost.omitted.Add(p.Name, p.Pos)
			continue
		}
		made.Body = append(made.Body, pair{p.Name, b.template(m, p.Value)})
	}
	return made
}

// empty reports whether a template has no value until someone fills in its fields.
func (b *builder) empty(m *ir.AuthMethod, template string) bool {
	return target.Fill(template, func(s string) string { return s }, func(key string) string {
		for _, f := range m.Fields {
			if f.Key == key {
				return f.Default
			}
		}
		return ""
	}) == ""
}

// template writes a template of the method with the platform's variables.
func (b *builder) template(m *ir.AuthMethod, text string) string {
	return target.Fill(text, func(s string) string {
		s, ok := literal(s)
		if !ok {
			b.lost.braces.Add("method "+m.Key, m.Pos)
		}
		return s
	}, func(key string) string {
		if k := b.field[[2]string{m.Key, key}]; k != "" {
			key = k
		}
		return "{{" + key + "}}"
	})
}

// fieldVariable is what a person enters for a field.
func (b *builder) fieldVariable(owner string, f *ir.Field, alias string) variable {
	return variable{
		Key: b.key(owner, f.Key), Label: f.Label, Alias: alias, Value: b.short(f.Default, f.Key),
		Secret: f.Secret, Required: f.Required, Locked: f.Fixed, Configurable: !f.Fixed,
		Advanced: f.Visibility == "advanced" || f.Visibility == "hidden",
		Help:     f.Note, HelpURL: f.HelpURL,
	}
}

// maxValue is how many characters the value of a variable may have.
const maxValue = 1024

// short is the value if the platform takes it.
func (b *builder) short(value, name string) string {
	if utf8.RuneCountInString(value) > maxValue {
		b.lost.long.Add(name, b.in.Pos)
		return ""
	}
	return value
}
