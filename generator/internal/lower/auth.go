package lower

import (
	"cmp"
	"net/url"
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
	apiKeys := 0
	for _, s := range l.doc.SecuritySchemes {
		if s.Type == "apiKey" {
			apiKeys++
		}
	}
	l.manyKeys = apiKeys > 1
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
		f := secret("api_key", "API key", s)
		if l.manyKeys { // each has a value of its own
			f.Key, f.Label = m.Key, s.Name
		}
		m.Fields = []ir.Field{f}
		m.Apply = []ir.Apply{{In: ir.In(s.In), Name: s.ParamName, Value: "${" + f.Key + "}", Pos: s.Pos}}
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
		return l.accessToken(m, s), true
	case s.Type == "mutualTLS":
		l.problems.Warnf(s.Pos, "auth-mutual-tls", "security scheme %q is a client certificate: give the client an HTTP client that has one", s.Name)
		m.Type = ir.AuthMutualTLS
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

// oauth2 prefers the grant that a program can use on its own, then those for which
// it can renew the token.
func (l *lowerer) oauth2(m ir.AuthMethod, s oas.SecurityScheme) (ir.AuthMethod, bool) {
	for _, grant := range []string{"clientCredentials", "authorizationCode", "password"} {
		for _, f := range s.Flows {
			if f.TokenURL = l.absolute(f.TokenURL); f.Grant == grant && f.TokenURL != "" {
				l.grant(&m, s, f)
				return m, true
			}
		}
	}
	return l.accessToken(m, s), true
}

// absolute is the URL, below the server if it is relative; "" if nothing can be
// fetched there.
func (l *lowerer) absolute(text string) string {
	u, err := url.Parse(text)
	if err != nil || text == "" || strings.Contains(text, "${") {
		return ""
	}
	if base, err := url.Parse(l.out.Servers[0].Default()); err == nil && u.Host == "" {
		u = base.ResolveReference(u)
	}
	if u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return ""
	}
	u.Fragment = ""
	return u.String()
}

// grant fills in how the flow's tokens are fetched, and what a person enters for it.
func (l *lowerer) grant(m *ir.AuthMethod, s oas.SecurityScheme, f oas.Flow) {
	param := func(name, value string, omitEmpty bool) ir.TokenParam {
		return ir.TokenParam{Name: name, Value: value, OmitEmpty: omitEmpty, Pos: s.Pos}
	}
	client := []ir.Field{{Key: "client_id", Label: "Client ID", Type: "string", Required: true, Pos: s.Pos}, secret("client_secret", "Client secret", s)}
	scope := ir.Field{Key: "scope", Label: "Scope", Type: "string", Default: strings.Join(f.Scopes, " "), Pos: s.Pos}
	m.Token = &ir.Token{
		Method: "POST", URL: f.TokenURL, Encoding: "form", ClientAuth: "body",
		TokenPath: "access_token", ExpiresInPath: "expires_in", ExpiresInUnit: "second",
		Lifetime: time.Hour, RenewBefore: time.Minute, RenewOnStatus: []int{401}, Pos: s.Pos,
	}
	m.Apply = []ir.Apply{{In: ir.InHeader, Name: "Authorization", Value: "Bearer ${access_token}", Pos: s.Pos}}
	if f.Grant == "clientCredentials" {
		m.Type, m.Fields = ir.AuthClientCredentials, append(client, scope)
		m.Token.Params = []ir.TokenParam{
			param("grant_type", "client_credentials", false), param("client_id", "${client_id}", false),
			param("client_secret", "${client_secret}", false), param("scope", "${scope}", true),
		}
		return
	}
	m.Token.RefreshPath = "refresh_token"
	client[0].Required, client[1].Required = false, false
	if f.Grant == "password" {
		m.Type = ir.AuthPassword
		m.Fields = append([]ir.Field{{Key: "username", Label: "User name", Type: "string", Required: true, Pos: s.Pos}, secret("password", "Password", s)}, append(client, scope)...)
		m.Token.Params = []ir.TokenParam{
			param("grant_type", "password", false), param("username", "${username}", false), param("password", "${password}", false),
			param("client_id", "${client_id}", true), param("client_secret", "${client_secret}", true), param("scope", "${scope}", true),
		}
		return
	}
	refresh := secret("refresh_token", "Refresh token", s)
	refresh.Required = false
	m.Type, m.Authorize, m.Scopes = ir.AuthAuthorizationCode, f.AuthorizationURL, f.Scopes
	m.Fields = append([]ir.Field{secret("token", "Access token", s), refresh}, client...)
	m.Token.URL = cmp.Or(l.absolute(f.RefreshURL), f.TokenURL)
	m.Token.Params = []ir.TokenParam{
		param("grant_type", "refresh_token", false), param("refresh_token", "${refresh_token}", false),
		param("client_id", "${client_id}", true), param("client_secret", "${client_secret}", true),
	}
}

// accessToken is a method for which the person brings a token from elsewhere.
func (l *lowerer) accessToken(m ir.AuthMethod, s oas.SecurityScheme) ir.AuthMethod {
	l.problems.Warnf(s.Pos, "auth-access-token", "security scheme %q does not say how a program gets a token: an access token is asked for", s.Name)
	m.Type = ir.AuthAuthorizationCode
	m.Fields = []ir.Field{secret("token", "Access token", s)}
	m.Apply = []ir.Apply{{In: ir.InHeader, Name: "Authorization", Value: "Bearer ${token}", Pos: s.Pos}}
	for _, f := range s.Flows {
		m.Authorize, m.Scopes = cmp.Or(m.Authorize, f.AuthorizationURL), append(m.Scopes, f.Scopes...)
	}
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
