package client

import (
	"cmp"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// A signature is what proves who is calling, for one attempt.
type signature struct {
	header  http.Header
	query   []queryPair
	cookies []queryPair
	grants  []grant
}

// A grant is a token in use, and where it came from.
type grant struct {
	keeper tokenSource
	token  string
}

// A tokenSource gives access tokens for one authMethod.
type tokenSource interface {
	// get returns a token other than the refused one.
	get(ctx context.Context, refused string) (string, error)
	// renews reports whether an answer of this status to a request with this token
	// calls for a new one.
	renews(status int, token string) bool
}

// fetchTokens makes the tokenSource of a method whose tokens are fetched; nil in a
// package that has no such method. The URL is the declared server's.
var fetchTokens func(*core, *authMethod, *url.URL) (tokenSource, error)

// A givenTokens is a tokenSource that asks the user's function.
type givenTokens struct {
	core   *core
	method *authMethod
}

func (g *givenTokens) get(ctx context.Context, _ string) (string, error) {
	token, err := g.core.conf.tokenSource(ctx)
	if err == nil && token == "" {
		err = errors.New("it gave none")
	}
	if err != nil {
		return "", fmt.Errorf("%s: token source: %w", g.core.api.name, err)
	}
	return token, nil
}

func (g *givenTokens) renews(status int, _ string) bool {
	if g.method.token == nil {
		return status == http.StatusUnauthorized
	}
	return slices.Contains(g.method.token.renewOnStatus, status)
}

// sign gathers the credentials for a request. refused are tokens that the API
// did not take just now.
func (c *core) sign(ctx context.Context, o *outgoing, refused []grant) (*signature, error) {
	s := &signature{header: http.Header{}}
	if o.plain {
		return s, nil
	}
	methods, err := c.methodsFor(o.op)
	if err != nil {
		return nil, c.wrap(o, err)
	}
	for _, m := range methods {
		apply := slices.DeleteFunc(slices.Clone(m.apply), func(a application) bool {
			return a.in == "header" && o.header.Get(a.name) != "" // the user's own
		})
		token := ""
		if keeper := c.tokens[m.key]; keeper != nil && len(apply) > 0 {
			if token, err = keeper.get(ctx, refusedBy(keeper, refused)); err != nil {
				return nil, err
			}
			s.grants = append(s.grants, grant{keeper, token})
		}
		for _, a := range apply {
			value := c.expand(a.value, token)
			switch a.in {
			case "query":
				s.query = append(s.query, queryPair{a.name, escapeQuery(value)})
			case "cookie":
				s.cookies = append(s.cookies, queryPair{a.name, escapeCookie(value)})
			default:
				s.header.Set(a.name, value)
			}
		}
	}
	return s, nil
}

func refusedBy(k tokenSource, refused []grant) string {
	for _, g := range refused {
		if g.keeper == k {
			return g.token
		}
	}
	return ""
}

// methodsFor picks the first alternative of the operation whose credentials are all
// there. One that needs none, such as a client certificate, comes last.
func (c *core) methodsFor(op *operation) (picked []*authMethod, err error) {
	if op.security == nil {
		for i := range c.api.auth {
			if m := &c.api.auth[i]; c.ready[m.key] && (picked == nil || len(picked[0].fields) == 0 && len(m.fields) > 0) {
				picked = []*authMethod{m}
			}
		}
		return picked, nil
	}
	var wanted []string
	anybody := false
	for _, alternative := range op.security {
		var methods []*authMethod
		var labels []string
		for i := range c.api.auth {
			m := &c.api.auth[i]
			if slices.Contains(alternative, m.key) {
				labels = append(labels, m.label)
				if c.ready[m.key] {
					methods = append(methods, m)
				}
			}
		}
		switch {
		case len(methods) != len(alternative):
			wanted = append(wanted, strings.Join(labels, " and "))
		case slices.ContainsFunc(methods, func(m *authMethod) bool { return len(m.fields) > 0 }):
			return methods, nil
		case !anybody:
			anybody, picked = true, methods
		}
	}
	if anybody {
		return picked, nil
	}
	return nil, fmt.Errorf("needs the credentials of %s", strings.Join(wanted, ", or "))
}

// takesToken reports whether the method can use a token from WithTokenSource.
func (m *authMethod) takesToken() bool {
	return m.token != nil || slices.ContainsFunc(m.apply, func(a application) bool {
		return strings.Contains(a.value, "${access_token}") || strings.Contains(a.value, "${token}")
	})
}

// expand fills in a template. A credential is never itself a template.
func (c *core) expand(template, token string) string {
	var b strings.Builder
	for {
		before, after, found := strings.Cut(template, "${")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		key, rest, _ := strings.Cut(after, "}")
		if token != "" && (key == "access_token" || key == "token") {
			b.WriteString(token)
		} else {
			b.WriteString(c.values[key])
		}
		template = rest
	}
}

func basic(user, password string) string {
	if user == "" && password == "" {
		return ""
	}
	return base64.StdEncoding.EncodeToString([]byte(user + ":" + password))
}

const redacted = "[redacted]"

// hider replaces secrets, also as they stand in URLs and in JSON.
func hider(secrets []string) *strings.Replacer {
	var forms []string
	for _, s := range secrets {
		if len(s) >= 4 { // hiding less would garble all text
			quoted := strconv.Quote(s)
			html, _ := json.Marshal(s) // a string is never refused
			forms = append(forms, s, url.QueryEscape(s), escapeQuery(s), url.PathEscape(s),
				quoted[1:len(quoted)-1], string(html[1:len(html)-1]))
		}
	}
	slices.SortStableFunc(forms, func(a, b string) int { return cmp.Compare(len(b), len(a)) })
	var pairs []string
	for _, f := range forms {
		pairs = append(pairs, f, redacted)
	}
	return strings.NewReplacer(pairs...)
}

// redact prints credentials without their secrets.
func redact(credentials []credential) string {
	texts := make([]string, len(credentials))
	for i, f := range credentials {
		value := strconv.Quote(f.value)
		if f.secret && f.value != "" {
			value = redacted
		}
		texts[i] = f.label + ": " + value
	}
	return "{" + strings.Join(texts, ", ") + "}"
}
