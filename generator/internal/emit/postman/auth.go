package postman

import (
	"slices"
	"strings"

	"github.com/connectorgen/connectorgen/generator/internal/ir"
)

var noAuth = &auth{Type: "noauth"}

// defaultAuth is how the collection signs requests: the connector's first method.
func (b *builder) defaultAuth() (*auth, []ir.Apply) {
	if len(b.c.Auth) == 0 {
		return noAuth, nil
	}
	return b.helper(&b.c.Auth[0])
}

// helper is Postman's own form of the method, and what that leaves out: it puts a
// credential into one place of a request.
func (b *builder) helper(m *ir.AuthMethod) (*auth, []ir.Apply) {
	if m.Type == ir.AuthNone || len(m.Apply) == 0 {
		return noAuth, nil
	}
	first, rest := m.Apply[0], m.Apply[1:]
	authorization := first.In == ir.InHeader && strings.EqualFold(first.Name, "Authorization")
	prefix, carriesToken := strings.CutSuffix(first.Value, "${"+accessToken+"}")
	_, isBearer := strings.CutPrefix(first.Value, "Bearer ${")
	switch {
	case m.Type == ir.AuthBasic && authorization && first.Value == "Basic ${basic}":
		return b.basic(m), rest
	case authorization && isOAuth(m) && (carriesToken && !strings.Contains(prefix, "${") || isBearer):
		return b.oauth2(m, first.Value), rest
	case authorization && isBearer:
		token, _ := strings.CutPrefix(first.Value, "Bearer ")
		return &auth{Type: "bearer", Bearer: attributes("token", b.template(m, token))}, rest
	case first.In == ir.InHeader || first.In == ir.InQuery:
		return &auth{Type: "apikey", APIKey: attributes("key", first.Name, "value", b.template(m, first.Value), "in", string(first.In))}, rest
	}
	return noAuth, m.Apply
}

func attributes(keysAndValues ...string) []attribute {
	var list []attribute
	for one := range slices.Chunk(keysAndValues, 2) {
		list = append(list, attribute{Key: one[0], Value: one[1], Type: "string"})
	}
	return list
}

func (b *builder) basic(m *ir.AuthMethod) *auth {
	return &auth{Type: "basic", Basic: attributes("username", "{{"+b.variable(m, "username")+"}}", "password", "{{"+b.variable(m, "password")+"}}")}
}

// grants are OAuth's in Postman's words.
var grants = map[ir.AuthType]string{
	ir.AuthClientCredentials: "client_credentials",
	ir.AuthAuthorizationCode: "authorization_code",
	ir.AuthPassword:          "password_credentials",
}

func isOAuth(m *ir.AuthMethod) bool { return grants[m.Type] != "" }

// oauth2 is Postman's helper for OAuth 2. It carries the token that the request
// "Get token" found; a token that is got from the helper itself replaces it.
func (b *builder) oauth2(m *ir.AuthMethod, value string) *auth {
	scheme, token, _ := strings.Cut(value, "${")
	list := attributes("grant_type", grants[m.Type], "accessToken", b.template(m, "${"+token), "addTokenTo", "header", "headerPrefix", scheme)
	if m.Token == nil {
		b.lost.signIn.Add(m.Key, m.Pos)
		return &auth{Type: "oauth2", OAuth2: list}
	}
	t := m.Token
	clientAuth := "body"
	if t.ClientAuth == "basic" {
		clientAuth = "header"
	}
	list = append(list, attributes("accessTokenUrl", b.template(m, t.URL), "client_authentication", clientAuth)...)
	if t.ClientAuth == "basic" {
		list = append(list, attributes("clientId", "{{"+b.variable(m, "client_id")+"}}", "clientSecret", "{{"+b.variable(m, "client_secret")+"}}")...)
	}
	var extra []tokenParam
	for _, p := range t.Params {
		if name := oauthAttributes[p.Name]; name != "" {
			list = append(list, attributes(name, b.template(m, p.Value))...)
		} else if p.Name != "grant_type" { // the helper sends its own
			extra = append(extra, tokenParam{Key: p.Name, Value: b.template(m, p.Value), Enabled: true, SendAs: "request_body"})
		}
	}
	for _, h := range t.Headers {
		extra = append(extra, tokenParam{Key: h.Name, Value: b.template(m, h.Value), Enabled: true, SendAs: "request_header"})
	}
	if extra != nil {
		list = append(list, attribute{Key: "tokenRequestParams", Value: extra, Type: "any"})
	}
	return &auth{Type: "oauth2", OAuth2: list}
}

// oauthAttributes are the parameters that Postman's helper has a field for.
var oauthAttributes = map[string]string{
	"client_id": "clientId", "client_secret": "clientSecret", "scope": "scope", "username": "username", "password": "password",
}

// authOf is how one request is signed: nil if as the collection is. Postman has
// one helper a request; what else it takes becomes headers and parameters.
func (b *builder) authOf(op *ir.Operation) (*auth, []signed) {
	methods := b.methodsOf(op)
	if len(methods) == 0 {
		if len(op.Security) == 0 && len(b.c.Auth) == 0 {
			return nil, nil
		}
		return noAuth, nil
	}
	helper, rest := b.helper(methods[0])
	signs := sign(methods[0], rest)
	for _, m := range methods[1:] {
		signs = append(signs, sign(m, m.Apply)...)
	}
	if methods[0] == &b.c.Auth[0] {
		helper = nil
	}
	return helper, signs
}

// methodsOf are the methods that a request uses together: those of the first
// alternative that the operation has, else the connector's first.
func (b *builder) methodsOf(op *ir.Operation) []*ir.AuthMethod {
	if len(op.Security) == 0 {
		if len(b.c.Auth) == 0 {
			return nil
		}
		return []*ir.AuthMethod{&b.c.Auth[0]}
	}
	chosen := op.Security[0]
	for _, alternative := range op.Security {
		if len(b.c.Auth) > 0 && len(alternative) == 1 && alternative[0] == b.c.Auth[0].Key {
			chosen = alternative
		}
	}
	var methods []*ir.AuthMethod
	for _, key := range chosen {
		for i := range b.c.Auth {
			if b.c.Auth[i].Key == key {
				methods = append(methods, &b.c.Auth[i])
			}
		}
	}
	return methods
}

// signed is a credential that goes into a request without a helper.
type signed struct {
	method *ir.AuthMethod
	ir.Apply
}

func sign(m *ir.AuthMethod, list []ir.Apply) []signed {
	var made []signed
	for _, a := range list {
		made = append(made, signed{m, a})
	}
	return made
}
