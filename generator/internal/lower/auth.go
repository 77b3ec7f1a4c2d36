package lower

import (
	"slices"
	"strings"
	"time"

	"github.com/connectorgen/connectorgen/generator/internal/ir"
	"github.com/connectorgen/connectorgen/generator/internal/oas"
	"github.com/connectorgen/connectorgen/generator/internal/strict"
)

// auth takes the methods of the auth descriptor, else makes them of the
// document's security schemes.
func (l *lowerer) auth(methods []ir.AuthMethod, given bool) {
	if given {
		l.out.Auth = methods
		return
	}
	for _, s := range l.doc.SecuritySchemes {
		if m, ok := l.method(s); ok {
			l.out.Auth = append(l.out.Auth, m)
		}
	}
	if len(l.out.Auth) == 0 {
		l.out.Auth = []ir.AuthMethod{{Key: "none", Type: ir.AuthNone, Label: "No authentication", Pos: l.doc.Pos}}
	}
}

// method makes an authentication method of a security scheme.
func (l *lowerer) method(s oas.SecurityScheme) (ir.AuthMethod, bool) {
	m := ir.AuthMethod{Key: l.methodKey(s.Name), Label: s.Name, Description: s.Description, Pos: s.Pos}
	switch {
	case s.Type == "apiKey":
		m.Type = ir.AuthAPIKey
		m.Fields = []ir.Field{secret("api_key", "API key", s)}
		m.Apply = []ir.Apply{{In: ir.In(s.In), Name: s.ParamName, Value: "${api_key}", Pos: s.Pos}}
		if s.In != "query" && !strict.IsToken(s.ParamName) {
			l.problems.Errorf(s.Pos, "auth-bad-name", "%q cannot be the name of a header or cookie", s.ParamName)
		}
	case s.Type == "http" && strings.EqualFold(s.Scheme, "basic"):
		m.Type = ir.AuthBasic
		password := secret("password", "Password", s)
		password.Required = false
		m.Fields = []ir.Field{{Key: "username", Label: "User name", Type: "string", Required: true, Pos: s.Pos}, password}
		m.Apply = []ir.Apply{{In: ir.InHeader, Name: "Authorization", Value: "Basic ${basic}", Pos: s.Pos}}
	case s.Type == "http":
		m.Type = ir.AuthBearer
		scheme := "Bearer"
		if !strings.EqualFold(s.Scheme, "bearer") {
			scheme = s.Scheme
			l.problems.Warnf(s.Pos, "auth-http-scheme", "HTTP scheme %q of security scheme %q is not computed: a token is asked for and sent as it is", s.Scheme, s.Name)
		}
		m.Fields = []ir.Field{secret("token", "Token", s)}
		m.Apply = []ir.Apply{{In: ir.InHeader, Name: "Authorization", Value: scheme + " ${token}", Pos: s.Pos}}
	case s.Type == "oauth2":
		return l.oauth2(m, s)
	case s.Type == "openIdConnect":
		return accessToken(m, s), true
	case s.Type == "mutualTLS":
		l.problems.Warnf(s.Pos, "auth-mutual-tls", "security scheme %q is a client certificate: give the client an HTTP client that has one", s.Name)
		return m, false
	default:
		l.problems.Warnf(s.Pos, "auth-unknown-type", "security scheme %q has type %q, which is not known", s.Name, s.Type)
		return m, false
	}
	return m, true
}

// methodKey is the key of the method made of a scheme, unlike that of any other.
func (l *lowerer) methodKey(scheme string) string {
	k := key(scheme)
	for slices.ContainsFunc(l.out.Auth, func(m ir.AuthMethod) bool { return m.Key == k }) {
		k += "_"
	}
	l.keys[scheme] = k
	return k
}

// oauth2 prefers the grant that a program can use on its own.
func (l *lowerer) oauth2(m ir.AuthMethod, s oas.SecurityScheme) (ir.AuthMethod, bool) {
	i := slices.IndexFunc(s.Flows, func(f oas.Flow) bool { return f.Grant == "clientCredentials" && f.TokenURL != "" })
	if i < 0 {
		return accessToken(m, s), true
	}
	m.Type = ir.AuthClientCredentials
	m.Fields = []ir.Field{
		{Key: "client_id", Label: "Client ID", Type: "string", Required: true, Pos: s.Pos},
		secret("client_secret", "Client secret", s),
		{Key: "scope", Label: "Scope", Type: "string", Default: strings.Join(s.Flows[i].Scopes, " "), Pos: s.Pos},
	}
	m.Token = &ir.Token{
		Method: "POST", URL: s.Flows[i].TokenURL, Encoding: "form", ClientAuth: "body",
		Params: []ir.TokenParam{
			{Name: "grant_type", Value: "client_credentials", Pos: s.Pos},
			{Name: "client_id", Value: "${client_id}", Pos: s.Pos},
			{Name: "client_secret", Value: "${client_secret}", Pos: s.Pos},
			{Name: "scope", Value: "${scope}", OmitEmpty: true, Pos: s.Pos},
		},
		TokenPath: "access_token", ExpiresInPath: "expires_in", ExpiresInUnit: "second",
		Lifetime: time.Hour, RenewBefore: time.Minute, RenewOnStatus: []int{401}, Pos: s.Pos,
	}
	m.Apply = []ir.Apply{{In: ir.InHeader, Name: "Authorization", Value: "Bearer ${access_token}", Pos: s.Pos}}
	return m, true
}

// accessToken is a method for which the person brings a token from elsewhere.
func accessToken(m ir.AuthMethod, s oas.SecurityScheme) ir.AuthMethod {
	m.Type = ir.AuthAuthorizationCode
	m.Fields = []ir.Field{secret("token", "Access token", s)}
	m.Apply = []ir.Apply{{In: ir.InHeader, Name: "Authorization", Value: "Bearer ${token}", Pos: s.Pos}}
	return m
}

func secret(key, label string, s oas.SecurityScheme) ir.Field {
	return ir.Field{Key: key, Label: label, Type: "string", Required: true, Secret: true, Pos: s.Pos}
}

// key makes the name of a scheme fit the form of keys.
func key(name string) string {
	k := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '_' {
			return r
		}
		return '_'
	}, name)
	if k == "" || k[0] >= '0' && k[0] <= '9' || k[0] == '_' {
		k = "auth" + k
	}
	return k
}
