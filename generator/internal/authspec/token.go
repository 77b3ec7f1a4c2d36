package authspec

import (
	"math"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/connectorgen/connectorgen/generator/internal/ir"
	"github.com/connectorgen/connectorgen/generator/internal/strict"
)

func (m *method) token(v strict.Value) {
	t := &ir.Token{
		Method: http.MethodPost, ClientAuth: "body",
		TokenPath: "access_token", ExpiresInUnit: "second",
		RenewBefore: 5 * time.Minute, RenewOnStatus: []int{http.StatusUnauthorized},
		Pos: v.Key,
	}
	m.Token = t
	mapping := m.r.Mapping(v, "the token", m.tokenKeys(t))
	if t.Lifetime > 0 && t.RenewBefore >= t.Lifetime {
		m.r.Errorf(mapping.At("lifetime"), "bad-duration", "the token lives no longer than renewBefore, %s", t.RenewBefore).
			Hint = "it would be fetched again for every request: make renewBefore shorter"
	}
}

func (m *method) tokenKeys(t *ir.Token) strict.Keys {
	return strict.Keys{
		strict.Must("request", func(r *strict.Reader, v strict.Value) {
			mapping := r.Mapping(v, "the token request", m.requestKeys(t))
			m.checkRequest(mapping, t)
		}),
		strict.May("response", func(r *strict.Reader, v strict.Value) {
			r.Mapping(v, "the token response", m.responseKeys(t))
		}),
		strict.May("lifetime", duration(&t.Lifetime)),
		strict.May("renewBefore", duration(&t.RenewBefore)),
		strict.May("renewOn", strict.Ints(&t.RenewOnStatus, 400, 599)),
		strict.May("limit", func(r *strict.Reader, v strict.Value) {
			r.Mapping(v, "the limit", limitKeys(t))
		}),
	}
}

func (m *method) requestKeys(t *ir.Token) strict.Keys {
	return strict.Keys{
		strict.May("method", strict.OneOf(&t.Method, http.MethodPost, http.MethodGet)),
		strict.Must("url", m.tokenURL(&t.URL)),
		strict.May("encoding", strict.OneOf(&t.Encoding, "form", "json", "query")),
		strict.May("clientAuth", strict.OneOf(&t.ClientAuth, "body", basic, "none")),
		strict.May("headers", m.params(&t.Headers, "a header of the token request")),
		strict.May("params", m.params(&t.Params, "a parameter of the token request")),
	}
}

func (m *method) responseKeys(t *ir.Token) strict.Keys {
	return strict.Keys{
		strict.May("token", m.tokenPath(&t.TokenPath)),
		strict.May("expiresIn", strict.Path(&t.ExpiresInPath)),
		strict.May("expiresInUnit", strict.OneOf(&t.ExpiresInUnit, "second", "millisecond", "minute")),
		strict.May("refreshToken", strict.Path(&t.RefreshPath)),
	}
}

func limitKeys(t *ir.Token) strict.Keys {
	return strict.Keys{
		strict.Must("requests", strict.Int(&t.MaxRequests, 1, math.MaxInt)),
		strict.Must("per", strict.OneOf(&t.MaxRequestsPer, "second", "minute", "hour", "day")),
	}
}

func (m *method) paramKeys(p *ir.TokenParam) strict.Keys {
	return strict.Keys{
		strict.Must("name", strict.Line(&p.Name)),
		strict.Must("value", m.template(&p.Value, false)),
		strict.May("omitEmpty", strict.Bool(&p.OmitEmpty)),
	}
}

func (m *method) params(to *[]ir.TokenParam, what string) strict.Read {
	return strict.Each(func(r *strict.Reader, v strict.Value) {
		p := ir.TokenParam{Pos: v.Pos}
		r.Mapping(v, what, m.paramKeys(&p))
		for _, first := range *to {
			if p.Name == first.Name && p.Name != "" {
				r.Errorf(p.Pos, "duplicate-param", "%s, %q, is there twice, first at %s", what, p.Name, first.Pos)
			}
		}
		*to = append(*to, p)
	})
}

// checkRequest checks the keys of a token request against each other. A request
// without an encoding has the one that suits its method.
func (m *method) checkRequest(mapping strict.Mapping, t *ir.Token) {
	switch {
	case t.Encoding == "" && t.Method == http.MethodGet:
		t.Encoding = "query"
	case t.Encoding == "":
		t.Encoding = "form"
	case t.Method == http.MethodGet && t.Encoding != "query":
		m.r.Errorf(mapping.At("encoding"), "bad-encoding", "a GET request has no body to be sent as %s", t.Encoding).Hint = "write encoding: query, or method: POST"
	}
	if t.ClientAuth == basic {
		for _, key := range []string{"client_id", "client_secret"} {
			if m.fieldByKey(key) == nil {
				m.r.Errorf(mapping.At("clientAuth"), "client-fields", "clientAuth basic needs a field called %q", key)
			}
		}
	}
	for _, h := range t.Headers {
		if h.Name != "" && !strict.IsToken(h.Name) {
			m.r.Errorf(h.Pos, "bad-name", "%q cannot be the name of a header", h.Name)
		}
	}
}

// tokenURL takes the template of an absolute URL to which secrets may be sent.
func (m *method) tokenURL(to *string) strict.Read {
	return func(r *strict.Reader, v strict.Value) {
		m.template(to, false)(r, v)
		if *to == "" {
			return
		}
		filled := placeholder.ReplaceAllString(*to, "1") // a digit may stand in a port too
		problem := strict.CheckURL(filled)
		switch {
		case problem != "":
		case !strict.IsPrivate(filled):
			problem = "must begin with https://"
		case strings.Contains(filled, "#"):
			problem = "must not have a fragment"
		default:
			return
		}
		r.Errorf(v.Pos, "bad-url", "%s %s: %q", v.Name, problem, *to).Hint = "write it in full, such as https://example.com/oauth/token; http is for this machine alone"
	}
}

// tokenPath takes the template of a dotted path.
func (m *method) tokenPath(to *string) strict.Read {
	return func(r *strict.Reader, v strict.Value) {
		var s string
		if m.template(&s, false)(r, v); s == "" {
			return
		}
		if !strict.IsPath(placeholder.ReplaceAllString(s, "1")) {
			r.Errorf(v.Pos, "bad-path", "%s is not a dotted path: %q", v.Name, s).Hint = "write names with dots between them, such as data.access_token"
			return
		}
		*to = s
	}
}

var days = regexp.MustCompile(`^([0-9]{1,4})d(.*)$`)

// duration takes a positive duration: those of Go, and days before them, "1d12h".
func duration(to *time.Duration) strict.Read {
	const hint = "write a number and a unit, such as 90s, 5m, 24h or 30d"
	return func(r *strict.Reader, v strict.Value) {
		if v.Node.Tag == "!!int" || v.Node.Tag == "!!float" {
			r.Errorf(v.Pos, "bad-duration", "%s has no unit: %s", v.Name, v.Node.Value).Hint = hint
			return
		}
		var s string
		if strict.Line(&s)(r, v); s == "" {
			return
		}
		d, err := parseDuration(s)
		if err != nil || d <= 0 {
			r.Errorf(v.Pos, "bad-duration", "%s is not a duration: %q", v.Name, s).Hint = hint
			return
		}
		*to = d
	}
}

func parseDuration(s string) (time.Duration, error) {
	m := days.FindStringSubmatch(s)
	if m == nil {
		return time.ParseDuration(s)
	}
	n, err := strconv.Atoi(m[1])
	if err != nil {
		return 0, err
	}
	d := time.Duration(n) * 24 * time.Hour
	if m[2] == "" {
		return d, nil
	}
	rest, err := time.ParseDuration(m[2])
	return d + rest, err
}
