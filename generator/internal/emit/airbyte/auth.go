package airbyte

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/connectorgen/connectorgen/generator/internal/emit/target"
	"github.com/connectorgen/connectorgen/generator/internal/ir"
)

// method is how the source signs its requests: the connector's first. nil: not at all.
func (b *builder) method() *ir.AuthMethod {
	if len(b.c.Auth) == 0 || b.c.Auth[0].Type == ir.AuthNone || len(b.c.Auth[0].Apply) == 0 {
		return nil
	}
	return &b.c.Auth[0]
}

// extra is what a method puts into requests beside its authenticator, which has
// one place.
func (b *builder) extra(m *ir.AuthMethod) []ir.Apply {
	if len(m.Apply) < 2 {
		return nil
	}
	return m.Apply[1:]
}

func (b *builder) authenticator() component {
	m := b.method()
	if m == nil {
		return of("NoAuth")
	}
	for _, a := range b.extra(m) {
		if m.Token != nil || a.In == ir.InQuery {
			b.lost.extra.Add(a.Name, a.Pos)
		}
	}
	first := m.Apply[0]
	switch {
	case m.Token != nil && b.isOAuth(m):
		return b.oauth(m)
	case m.Token != nil:
		return b.session(m)
	case m.Type == ir.AuthBasic && first.Value == "Basic ${basic}" && isAuthorization(first):
		return of("BasicHttpAuthenticator", entry{"username", "{{ config['username'] }}"}, entry{"password", "{{ config['password'] }}"})
	case isAuthorization(first) && strings.HasPrefix(first.Value, "Bearer "):
		return of("BearerAuthenticator", entry{"api_token", template(m, strings.TrimPrefix(first.Value, "Bearer "), "")})
	}
	name, value := inject(first)
	return of("ApiKeyAuthenticator", entry{"api_token", template(m, value, "")}, entry{"inject_into", place(first.In, name)})
}

func isAuthorization(a ir.Apply) bool {
	return a.In == ir.InHeader && strings.EqualFold(a.Name, "Authorization")
}

// inject is the name and the value of a header or parameter; a cookie is a header.
func inject(a ir.Apply) (name, value string) {
	if a.In == ir.InCookie {
		return "Cookie", a.Name + "=" + a.Value
	}
	return a.Name, a.Value
}

// place is where Airbyte puts a value into requests.
func place(in ir.In, name string) component {
	into := "header"
	if in == ir.InQuery {
		into = "request_parameter"
	}
	return of("RequestOption", entry{"inject_into", into}, entry{"field_name", literal(name)})
}

// isOAuth reports whether Airbyte's OAuth does what the token request wants: it
// sends a form with a client ID and a secret, and its token as a bearer's.
func (b *builder) isOAuth(m *ir.AuthMethod) bool {
	t := m.Token
	id, secret := clientParams(m)
	known := t.ClientAuth == "basic" || id != nil && secret != nil
	return m.Type == ir.AuthClientCredentials && t.Method == http.MethodPost && t.Encoding == "form" && known &&
		isAuthorization(m.Apply[0]) && m.Apply[0].Value == "Bearer ${access_token}"
}

// clientParams are the parameters that carry the client's ID and secret.
func clientParams(m *ir.AuthMethod) (id, secret *ir.TokenParam) {
	for i := range m.Token.Params {
		switch p := &m.Token.Params[i]; {
		case p.Name == "client_id" || target.Reference(p.Value) == "client_id":
			id = p
		case p.Name == "client_secret" || target.Reference(p.Value) == "client_secret":
			secret = p
		}
	}
	return id, secret
}

func (b *builder) oauth(m *ir.AuthMethod) component {
	t := m.Token
	made := of("OAuthAuthenticator", entry{"token_refresh_endpoint", template(m, t.URL, "")})
	id, secret := clientParams(m)
	var headers, body component
	if t.ClientAuth == "basic" {
		made = append(made, entry{"client_id", "{{ config['client_id'] }}"}, entry{"client_secret", "{{ config['client_secret'] }}"})
		headers = component{{"Authorization", "Basic {{ (config['client_id'] ~ ':' ~ config['client_secret']) | base64encode }}"}}
	} else {
		made = append(made,
			entry{"client_id_name", literal(id.Name)}, entry{"client_id", template(m, id.Value, "")},
			entry{"client_secret_name", literal(secret.Name)}, entry{"client_secret", template(m, secret.Value, "")})
	}
	grant := "client_credentials"
	for i := range t.Params {
		switch p := &t.Params[i]; {
		case p == id || p == secret:
		case p.Name == "grant_type":
			grant = template(m, p.Value, "")
		default:
			body = append(body, entry{literal(p.Name), optional(m, p)})
		}
	}
	for _, h := range t.Headers {
		headers = append(headers, entry{literal(h.Name), template(m, h.Value, "")})
	}
	made = append(made, entry{"grant_type", grant})
	if body != nil {
		made = append(made, entry{"refresh_request_body", body})
	}
	if headers != nil {
		made = append(made, entry{"refresh_request_headers", headers})
	}
	// Airbyte looks for these names at every depth of the answer.
	made = append(made, entry{"access_token_name", lastStep(tokenPath(m))})
	if t.ExpiresInPath != "" && t.ExpiresInUnit != "second" && t.ExpiresInUnit != "" {
		b.lost.expiry.Add(m.Key, t.Pos)
		return made
	}
	if t.ExpiresInPath != "" {
		made = append(made, entry{"expires_in_name", literal(lastStep(t.ExpiresInPath))})
	}
	return made
}

func lastStep(path string) string { return path[strings.LastIndexByte(path, '.')+1:] }

// tokenPath is the dotted path of the token in the answer: a field that it is
// taken from stands at its default.
func tokenPath(m *ir.AuthMethod) string {
	return target.Fill(m.Token.TokenPath, func(s string) string { return s }, func(key string) string {
		for _, f := range m.Fields {
			if f.Key == key {
				return f.Default
			}
		}
		return ""
	})
}

// optional is the value of a parameter; one that is left out while it is empty
// is none, which Airbyte leaves out.
func optional(m *ir.AuthMethod, p *ir.TokenParam) string {
	if key := target.Reference(p.Value); key != "" && p.OmitEmpty {
		return "{{ config.get(" + jinjaString(key) + ") or none }}"
	}
	return template(m, p.Value, "")
}

// session logs in with a request of any form, and keeps what stands at a path of
// the answer.
func (b *builder) session(m *ir.AuthMethod) component {
	t := m.Token
	login := of("HttpRequester", entry{"url", template(m, t.URL, "")}, entry{"http_method", t.Method})
	if t.ClientAuth == "basic" {
		login = append(login, entry{"authenticator", of("BasicHttpAuthenticator", entry{"username", "{{ config['client_id'] }}"}, entry{"password", "{{ config['client_secret'] }}"})})
	}
	headers := component{{"Accept", "application/json"}}
	for _, h := range t.Headers {
		headers = append(headers, entry{literal(h.Name), template(m, h.Value, "")})
	}
	login = append(login, entry{"request_headers", headers})
	var params component
	for i := range t.Params {
		params = append(params, entry{literal(t.Params[i].Name), optional(m, &t.Params[i])})
	}
	switch {
	case params == nil:
	case t.Encoding == "query":
		login = append(login, entry{"request_parameters", params})
	case t.Encoding == "json":
		login = append(login, entry{"request_body", of("RequestBodyJsonObject", entry{"value", params})})
	default:
		login = append(login, entry{"request_body", of("RequestBodyUrlEncodedForm", entry{"value", params})})
	}
	b.noteSession(m)
	first := m.Apply[0]
	use := of("Bearer")
	if !isAuthorization(first) || first.Value != "Bearer ${access_token}" {
		name, value := inject(first)
		use = of("ApiKey", entry{"inject_into", place(first.In, name)}, entry{"api_token", template(m, value, "session_token")})
	}
	return of("SessionTokenAuthenticator",
		entry{"login_requester", login}, entry{"session_token_path", strings.Split(tokenPath(m), ".")},
		entry{"expiration_duration", duration(t)}, entry{"request_authentication", use})
}

// noteSession notes what a session does not do: it keeps to a lifetime.
func (b *builder) noteSession(m *ir.AuthMethod) {
	if m.Token.ExpiresInPath != "" || len(m.Token.RenewOnStatus) > 0 {
		b.lost.session.Add(m.Key, m.Token.Pos)
	}
	if key := target.Reference(m.Token.TokenPath); key != "" {
		for _, f := range m.Fields {
			if f.Key == key && !f.Fixed {
				b.lost.tokenKey.Add(key, f.Pos)
			}
		}
	}
}

// duration is how long a token is kept, in ISO 8601.
func duration(t *ir.Token) string {
	kept := t.Lifetime - t.RenewBefore
	if t.Lifetime <= 0 || kept <= 0 {
		kept = max(t.Lifetime, 10*time.Minute)
	}
	return fmt.Sprintf("PT%dS", int64(kept/time.Second))
}
