package powerplatform

import (
	"net/url"
	"strings"

	"github.com/connectorgen/connectorgen/generator/internal/emit/target"
	"github.com/connectorgen/connectorgen/generator/internal/ir"
	"github.com/connectorgen/connectorgen/generator/internal/source"
)

// An oauthSettings says how the platform gets a token: identityProvider "oauth2generic"
// with templates over what a person enters, written {key}.
type oauthSettings struct {
	IdentityProvider string                 `json:"identityProvider"`
	ClientID         string                 `json:"clientId"`
	Scopes           []string               `json:"scopes"`
	RedirectMode     string                 `json:"redirectMode"`
	Properties       map[string]string      `json:"properties"`
	CustomParameters target.Object[setting] `json:"customParameters"`
}

type setting struct {
	Value string `json:"value"`
}

// A policy changes every request.
type policy struct {
	TemplateID string           `json:"templateId"`
	Title      string           `json:"title"`
	Parameters policyParameters `json:"parameters"`
}

type policyParameters map[string]string

// security is how the definition says what the first method puts into a request. What a
// policy puts in needs no words there.
func (b *builder) security() (target.Object[securityDefinition], []map[string][]string) {
	if len(b.c.Auth) == 0 {
		return nil, nil
	}
	m := &b.c.Auth[0]
	var one securityDefinition
	switch {
	case m.Type == ir.AuthBasic:
		one.Type = "basic"
	case m.Token != nil:
		one = securityDefinition{Type: "oauth2", Flow: "application", TokenURL: defaults(m, m.Token.URL), Scopes: &map[string]string{}}
	case plainKey(m):
		one = securityDefinition{Type: "apiKey", Name: m.Apply[0].Name, In: string(m.Apply[0].In)}
	default:
		return nil, nil
	}
	return target.Object[securityDefinition]{{Name: m.Key, Value: one}}, []map[string][]string{{m.Key: {}}}
}

// apiKey is the name by which the platform knows what a request carries as it is.
const apiKey = "api_key"

// plainKey reports whether a request carries one field as it is.
func plainKey(m *ir.AuthMethod) bool {
	return m.Token == nil && len(m.Apply) == 1 && len(m.Fields) == 1 && m.Apply[0].In != ir.InCookie && m.Apply[0].Value == "${"+m.Fields[0].Key+"}"
}

// defaults fills the fields of a template with their defaults, or their own names.
func defaults(m *ir.AuthMethod, template string) string {
	for _, f := range m.Fields {
		value := f.Default
		if value == "" {
			value = f.Key
		}
		template = strings.ReplaceAll(template, "${"+f.Key+"}", value)
	}
	return template
}

// connection is what a person enters for the method, and the policies that put it into
// each request.
func (b *builder) connection(m *ir.AuthMethod) (target.Object[connectionParameter], []policy) {
	var made target.Object[connectionParameter]
	prefix := ""
	switch {
	case m.Type == ir.AuthNone:
		return nil, nil
	case m.Token != nil:
		prefix = "token:"
		made.Add("token", connectionParameter{Type: "oauthSetting", OAuthSettings: b.oauth(m)})
	case m.Type == ir.AuthAuthorizationCode:
		b.losses.Warnf(m.Pos, "powerplatform-authorization-code", m.Key, "the page on which a person grants access is not known, so the token itself is asked for")
	}
	for i, f := range m.Fields {
		key := prefix + f.Key
		if plainKey(m) {
			key = apiKey
		}
		made.Add(key, b.field(f, i))
	}
	if m.Type == ir.AuthBasic || m.Token != nil || plainKey(m) {
		return made, nil
	}
	var policies []policy
	for _, a := range m.Apply {
		policies = append(policies, b.apply(m, a)...)
	}
	return made, policies
}

// apply is the policy that puts one credential into each request.
func (b *builder) apply(m *ir.AuthMethod, a ir.Apply) []policy {
	switch a.In {
	case ir.InQuery:
		value, ok := b.expression(a.Pos, m.Key, a.Value, m.Fields)
		if !ok {
			return nil
		}
		return []policy{{
			TemplateID: "setqueryparameter", Title: "Credential in the query",
			Parameters: policyParameters{"x-ms-apimTemplateParameter.name": a.Name, "x-ms-apimTemplateParameter.value": value, "x-ms-apimTemplateParameter.existsAction": "override"},
		}}
	case ir.InCookie:
		return b.setHeader(a.Pos, m.Key, "Cookie", a.Name+"="+a.Value, m.Fields)
	default:
		return b.setHeader(a.Pos, m.Key, a.Name, a.Value, m.Fields)
	}
}

// setHeader is the policy that sets a header to a template over the fields.
func (b *builder) setHeader(pos source.Pos, of, name, value string, fields []ir.Field) []policy {
	value, ok := b.expression(pos, of, value, fields)
	if !ok {
		return nil
	}
	return []policy{{
		TemplateID: "setheader", Title: "Header " + name,
		Parameters: policyParameters{
			"x-ms-apimTemplateParameter.name": name, "x-ms-apimTemplateParameter.value": value,
			"x-ms-apimTemplateParameter.existsAction": "override", "x-ms-apimTemplate-policySection": "Request",
		},
	}}
}

// expression is a template in the words of a policy. Text in which the policy would
// see an expression of its own has none.
func (b *builder) expression(pos source.Pos, of, template string, fields []ir.Field) (string, bool) {
	if strings.Contains(template, "@") {
		b.losses.Warnf(pos, "powerplatform-policy", of, "what a policy would take for an expression of its own is left out")
		return "", false
	}
	for _, f := range fields {
		template = strings.ReplaceAll(template, "${"+f.Key+"}", "@connectionParameters('"+f.Key+"')")
	}
	return template, true
}

// oauth is the token request as templates. Microsoft has no grant for clients alone: a
// certified connector sends it in the place of the exchange of a code.
func (b *builder) oauth(m *ir.AuthMethod) *oauthSettings {
	t := m.Token
	b.losses.Warnf(m.Pos, "powerplatform-token", m.Key, "the platform has no grant without a person, so the token request stands in the template of another one, which certified connectors can use")
	b.tokenLosses(m)
	var body []string
	for _, p := range t.Params {
		if p.OmitEmpty {
			b.losses.Warnf(p.Pos, "powerplatform-omit-empty", p.Name, "parameters of the token request that are left out when empty are sent all the same")
		}
		body = append(body, url.QueryEscape(p.Name)+"="+templated(p.Value, url.QueryEscape))
	}
	made := &oauthSettings{
		IdentityProvider: "oauth2generic", ClientID: "", Scopes: []string{}, RedirectMode: "Global",
		Properties: map[string]string{"IsFirstParty": "False"},
	}
	address, params := templated(t.URL, func(text string) string { return text }), strings.Join(body, "&")
	query, form := "", params
	if t.Method == "GET" || t.Encoding == "query" {
		query, form = "?"+params, ""
	}
	for _, s := range []struct{ name, value string }{
		{"authorizationUrlTemplate", address},
		{"authorizationUrlQueryStringTemplate", ""},
		{"tokenUrlTemplate", address},
		{"tokenUrlQueryStringTemplate", query},
		{"tokenBodyTemplate", form},
		{"refreshUrlTemplate", address},
		{"refreshUrlQueryStringTemplate", query},
		{"refreshBodyTemplate", form},
		{"scopeListDelimiter", " "},
	} {
		made.CustomParameters.Add(s.name, setting{s.value})
	}
	return made
}

func (b *builder) tokenLosses(m *ir.AuthMethod) {
	t := m.Token
	lose := func(said bool, what string) {
		if said {
			b.losses.Warnf(m.Pos, "powerplatform-token-request", what, "what the platform's token request has no place for is left out")
		}
	}
	lose(t.Encoding == "json", "the body as JSON, which is a form instead")
	lose(len(t.Headers) > 0, "headers")
	lose(t.ClientAuth == "basic", "the client's ID and secret in a header")
	lose(defaults(m, t.TokenPath) != "access_token" || strings.Contains(t.TokenPath, "${"), "the path of the token in the answer, which is access_token")
	lose(t.MaxRequests > 0, "the number of tokens allowed")
	if len(m.Apply) != 1 || m.Apply[0].In != ir.InHeader || !strings.EqualFold(m.Apply[0].Name, "Authorization") || m.Apply[0].Value != "Bearer ${access_token}" {
		b.losses.Warnf(m.Pos, "powerplatform-token-use", m.Key, "a token that is not sent as a bearer token in the header Authorization is sent as one")
	}
}

// templated is a template in the platform's words: the fields in braces, all other text
// as escape makes it.
func templated(template string, escape func(string) string) string {
	var made strings.Builder
	for template != "" {
		before, rest, found := strings.Cut(template, "${")
		made.WriteString(escape(before))
		if !found {
			break
		}
		key, after, _ := strings.Cut(rest, "}")
		made.WriteString("{" + key + "}")
		template = after
	}
	return made.String()
}
