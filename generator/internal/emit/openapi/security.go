package openapi

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/connectorgen/connectorgen/generator/internal/emit/target"
	"github.com/connectorgen/connectorgen/generator/internal/ir"
)

// A securityScheme is one way, or one part of a way, to sign a request.
type securityScheme struct {
	Type        string             `json:"type"`
	Description string             `json:"description,omitempty"`
	Name        string             `json:"name,omitempty"`
	In          string             `json:"in,omitempty"`
	Scheme      string             `json:"scheme,omitempty"`
	Flows       *map[string]flow   `json:"flows,omitempty"`
	Method      *methodDescription `json:"x-auth,omitempty"`
}

// A flow is the one OAuth 2 flow of a scheme.
type flow struct {
	TokenURL string                `json:"tokenUrl"`
	Scopes   target.Object[string] `json:"scopes"`
}

// securitySchemes are those of every method, under its key. A method that puts several
// things into a request needs as many schemes.
func (b *builder) securitySchemes() target.Object[securityScheme] {
	var made target.Object[securityScheme]
	for i := range b.c.Auth {
		m := &b.c.Auth[i]
		if m.Type == ir.AuthNone {
			b.schemes[m.Key] = []string{}
			continue
		}
		parts := b.parts(m)
		parts[0].Description = m.Description
		parts[0].Method = describe(m)
		for j, part := range parts {
			key := m.Key
			for n := j + 1; j > 0; n++ {
				key = m.Key + "_" + strconv.Itoa(n)
				if !b.taken(made, key) {
					break
				}
			}
			made.Add(key, part)
			b.schemes[m.Key] = append(b.schemes[m.Key], key)
		}
	}
	return made
}

func (b *builder) taken(made target.Object[securityScheme], key string) bool {
	_, there := made.Get(key)
	return there || slices.ContainsFunc(b.c.Auth, func(m ir.AuthMethod) bool { return m.Key == key })
}

// parts are the schemes of one method, at least one.
func (b *builder) parts(m *ir.AuthMethod) []securityScheme {
	switch m.Type {
	case ir.AuthClientCredentials:
		return b.oauth2(m, "clientCredentials")
	case ir.AuthPassword:
		return b.oauth2(m, "password")
	case ir.AuthBasic:
		return []securityScheme{{Type: "http", Scheme: "basic"}}
	case ir.AuthAuthorizationCode:
		b.losses.Warnf(m.Pos, "openapi-authorization-code", m.Key, "the page on which a person grants access is not known, so the token itself is asked for")
	default: // what stands in the request says it all
		if m.Token != nil {
			b.losses.Warnf(m.Pos, "openapi-token", m.Key, "tokens that are fetched by anything but OAuth 2 are asked for")
		}
	}
	var made []securityScheme
	for _, a := range m.Apply {
		made = append(made, b.part(m, a))
	}
	if made == nil {
		made = []securityScheme{{Type: "http", Scheme: "bearer"}}
	}
	return made
}

// part is the scheme for one credential in a request.
func (b *builder) part(m *ir.AuthMethod, a ir.Apply) securityScheme {
	prefix, rest, _ := strings.Cut(a.Value, "${")
	_, after, _ := strings.Cut(rest, "}")
	scheme, spaced := strings.CutSuffix(prefix, " ")
	if a.In == ir.InHeader && strings.EqualFold(a.Name, "Authorization") && spaced && after == "" && isToken(scheme) {
		if strings.EqualFold(scheme, "bearer") {
			scheme = "bearer"
		}
		return securityScheme{Type: "http", Scheme: scheme}
	}
	if prefix != "" || after != "" {
		b.losses.Warnf(a.Pos, "openapi-credential-text", m.Key, "text around a credential has to be entered with it")
	}
	return securityScheme{Type: "apiKey", In: string(a.In), Name: a.Name}
}

func isToken(text string) bool {
	return text != "" && !strings.ContainsFunc(text, func(r rune) bool {
		return r <= ' ' || r >= 0x7f || strings.ContainsRune(`()<>@,;:\"/[]?={}`, r)
	})
}

func (b *builder) oauth2(m *ir.AuthMethod, grant string) []securityScheme {
	one := flow{TokenURL: m.Token.URL, Scopes: target.Object[string]{}}
	for _, f := range m.Fields {
		value := f.Default
		if value == "" {
			value = f.Key
		}
		if strings.Contains(one.TokenURL, "${"+f.Key+"}") {
			b.losses.Warnf(m.Pos, "openapi-token-url", m.Key, "addresses of tokens have no variables, so their values are filled in")
			one.TokenURL = strings.ReplaceAll(one.TokenURL, "${"+f.Key+"}", url.PathEscape(value))
		}
	}
	for _, scope := range scopes(m) {
		if _, twice := one.Scopes.Get(scope); !twice {
			one.Scopes.Add(scope, "")
		}
	}
	if !standard(m) {
		b.losses.Warnf(m.Pos, "openapi-token-request", m.Key, "a token request that is not a plain form with client ID, secret and scope stands whole in x-auth alone")
	}
	if bearer := m.Apply; len(bearer) != 1 || bearer[0].In != ir.InHeader || bearer[0].Value != "Bearer ${access_token}" || !strings.EqualFold(bearer[0].Name, "Authorization") {
		b.losses.Warnf(m.Pos, "openapi-token-use", m.Key, "a token that is not sent as a bearer token in the header Authorization is told in x-auth alone")
	}
	return []securityScheme{{Type: "oauth2", Flows: &map[string]flow{grant: one}}}
}

// scopes are those that the method asks for unless somebody changes them.
func scopes(m *ir.AuthMethod) []string {
	for _, p := range m.Token.Params {
		if p.Name != "scope" {
			continue
		}
		value := p.Value
		for _, f := range m.Fields {
			value = strings.ReplaceAll(value, "${"+f.Key+"}", f.Default)
		}
		return strings.Fields(value)
	}
	return nil
}

// standard reports whether a client that knows OAuth 2 and nothing else sends the
// same token request and finds the token in its answer.
func standard(m *ir.AuthMethod) bool {
	t := m.Token
	path := t.TokenPath
	for _, f := range m.Fields {
		path = strings.ReplaceAll(path, "${"+f.Key+"}", f.Default)
	}
	usual := []string{"grant_type", "client_id", "client_secret", "scope", "username", "password"}
	return t.Method == "POST" && t.Encoding == "form" && len(t.Headers) == 0 && path == "access_token" &&
		!slices.ContainsFunc(t.Params, func(p ir.TokenParam) bool { return !slices.Contains(usual, p.Name) })
}

// anyMethod is what an operation needs that says nothing of its own.
func (b *builder) anyMethod() []requirement {
	var made []requirement
	for i := range b.c.Auth {
		made = append(made, b.together([]string{b.c.Auth[i].Key}))
	}
	return made
}

// security are the alternatives of an operation; nil: any method.
func (b *builder) security(op *ir.Operation) []requirement {
	var made []requirement
	for _, keys := range op.Security {
		made = append(made, b.together(keys))
	}
	return made
}

func (b *builder) together(methods []string) requirement {
	needed := requirement{}
	for _, key := range methods {
		for _, scheme := range b.schemes[key] {
			if _, twice := needed.Get(scheme); !twice {
				needed.Add(scheme, []string{})
			}
		}
	}
	return needed
}
