package config

import (
	"math"
	"strings"

	"github.com/connectorgen/connectorgen/generator/internal/ir"
	"github.com/connectorgen/connectorgen/generator/internal/strict"
)

// rels are the kinds of link, in the order of ir.Listing.Links.
var rels = []string{"apiDocs", "website", "privacyPolicy", "support", "changelog", "repository", "credentialHelp"}

func (p *parser) links(v strict.Value) {
	urls := make([]string, len(rels))
	p.r.Mapping(v, "links", linkKeys(urls))
	for i, rel := range rels {
		if urls[i] != "" {
			p.Listing.Links = append(p.Listing.Links, ir.Link{Rel: rel, URL: urls[i]})
		}
	}
}

func linkKeys(urls []string) strict.Keys {
	keys := make(strict.Keys, len(rels))
	for i, rel := range rels {
		keys[i] = strict.May(rel, strict.URL(&urls[i]))
	}
	return keys
}

func (p *parser) server(v strict.Value) {
	s := ir.Server{}
	p.r.Mapping(v, "a server", serverKeys(&s))
	for _, other := range p.Servers {
		if s.URL == other.URL && s.URL != "" {
			p.r.Errorf(v.Pos, "duplicate", "servers has %q twice", s.URL)
		}
	}
	p.Servers = append(p.Servers, s)
}

func serverKeys(s *ir.Server) strict.Keys {
	return strict.Keys{
		strict.Must("url", serverURL(&s.URL)),
		strict.May("name", strict.Line(&s.Name)),
		strict.May("environment", strict.OneOf(&s.Environment, "production", "sandbox")),
	}
}

func serverURL(to *string) strict.Read {
	return func(r *strict.Reader, v strict.Value) {
		var t Text
		if textOf(&t)(r, v); strings.ContainsAny(t.Value, "{}") {
			r.Errorf(v.Pos, "bad-url", "url has variables: %q", t.Value).Hint = "leave servers out: those of the document, with their variables, are used"
			return
		}
		if t.Value == "" {
			return
		}
		if strict.URL(to)(r, v); *to == "" {
			return
		}
		if strings.ContainsAny(*to, "?#") {
			r.Errorf(v.Pos, "bad-url", "url must end with the path: %q", *to).Hint = "remove what comes from the ? or # on"
		}
		if !strict.IsPrivate(*to) {
			r.Warnf(v.Pos, "insecure-url", "credentials go to %q in the clear", *to).Hint = "write https:// if the API has it"
		}
	}
}

// header takes one of the fixed headers.
func (p *parser) header(v strict.Value) {
	h := ir.Header{Name: v.Name}
	strict.Line(&h.Value)(p.r, v)
	if !strict.IsToken(h.Name) {
		p.r.Errorf(v.Key, "bad-name", "%q cannot be the name of a header", h.Name)
	}
	switch strings.ToLower(h.Name) {
	case "authorization", "cookie", "proxy-authorization":
		p.r.Errorf(v.Key, "bad-header", "the header %q carries credentials", h.Name).Hint = "say in the auth descriptor under apply how it is made"
	case "host", "content-length", "content-type", "transfer-encoding", "connection":
		p.r.Errorf(v.Key, "bad-header", "the header %q is set for every request by itself", h.Name).Hint = "remove it"
	}
	for _, other := range p.Headers {
		if strings.EqualFold(h.Name, other.Name) {
			p.r.Errorf(v.Key, "duplicate", "headers has %q beside %q", h.Name, other.Name)
		}
	}
	p.Headers = append(p.Headers, h)
}

func (p *parser) conventionKeys() strict.Keys {
	c := &p.Conventions
	return strict.Keys{
		strict.May("payload", func(r *strict.Reader, v strict.Value) {
			c.Payload.Pos = v.Pos
			strict.Path(&c.Payload.Value)(r, v)
		}),
		strict.May("paging", func(_ *strict.Reader, v strict.Value) { p.paging(v) }),
		strict.May("errors", mapping("errors", errorKeys(&c.Errors))),
		strict.May("nullableAnswers", strict.Bool(&c.NullableAnswers)),
		strict.May("filterPrefix", textOf(&c.FilterPrefix)),
	}
}

func errorKeys(e *ir.ErrorPaths) strict.Keys {
	return strict.Keys{
		strict.May("code", strict.Path(&e.Code)),
		strict.May("message", strict.Path(&e.Message)),
	}
}

// needs are the keys without which a style of paging cannot go on.
var needs = map[string][]string{
	"page":       {"pageParam"},
	"offset":     {"offsetParam"},
	"cursor":     {"items", "cursor", "cursorParam"},
	"nextUrl":    {"items", "next"},
	"linkHeader": nil,
	"none":       nil,
}

func (p *parser) paging(v strict.Value) {
	paging := &ir.Paging{}
	p.Conventions.Paging, p.Conventions.PagingPos = paging, v.Key
	m := p.r.Mapping(v, "paging", pagingKeys(paging))
	for _, key := range needs[paging.Style] {
		if !m.Has(key) {
			p.r.Errorf(v.Key, "missing-key", "paging of the style %s has no %q", paging.Style, key)
		}
	}
	if paging.Style == "none" && len(m.Node.Content) > 2 {
		p.r.Errorf(v.Key, "unneeded-key", "paging of the style none has other keys").Hint = "remove them"
	}
	if m.Has("maxLimit") && !m.Has("limitParam") {
		p.r.Errorf(m.At("maxLimit"), "missing-key", "maxLimit has no limitParam to send it with")
	}
	switch {
	case m.Has("startPage") && !m.Has("pageParam"):
		p.r.Errorf(m.At("startPage"), "missing-key", "startPage has no pageParam to send it with")
	case m.Has("pageParam") && !m.Has("startPage"):
		paging.StartPage = 1
	}
}

func pagingKeys(p *ir.Paging) strict.Keys {
	return strict.Keys{
		strict.Must("style", strict.OneOf(&p.Style, "page", "offset", "cursor", "nextUrl", "linkHeader", "none")),
		strict.May("items", strict.Path(&p.Items)),
		strict.May("next", strict.Path(&p.Next)),
		strict.May("previous", strict.Path(&p.Previous)),
		strict.May("total", strict.Path(&p.Total)),
		strict.May("cursor", strict.Path(&p.Cursor)),
		strict.May("more", strict.Path(&p.More)),
		strict.May("pageParam", strict.Line(&p.PageParam)),
		strict.May("startPage", strict.Int(&p.StartPage, 0, math.MaxInt)),
		strict.May("offsetParam", strict.Line(&p.OffsetParam)),
		strict.May("limitParam", strict.Line(&p.LimitParam)),
		strict.May("maxLimit", strict.Int(&p.MaxLimit, 1, math.MaxInt)),
		strict.May("cursorParam", strict.Line(&p.CursorParam)),
	}
}
