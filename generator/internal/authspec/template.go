package authspec

import (
	"regexp"
	"slices"
	"strings"

	"github.com/connectorgen/connectorgen/generator/internal/ir"
	"github.com/connectorgen/connectorgen/generator/internal/source"
	"github.com/connectorgen/connectorgen/generator/internal/strict"
)

// placeholder is a reference in a template.
var placeholder = regexp.MustCompile(`\$\{([a-zA-Z][a-zA-Z0-9_]*)\}`)

// A template is text with references that is checked once all fields are known.
type template struct {
	text   string
	pos    source.Pos
	signed bool // it signs requests, so it may use the token
}

// template takes a template and keeps it for checkTemplates.
func (m *method) template(to *string, signed bool) strict.Read {
	return func(r *strict.Reader, v strict.Value) {
		if strict.Line(to)(r, v); *to != "" {
			m.templates = append(m.templates, template{*to, v.Pos, signed})
		}
	}
}

func (m *method) fieldByKey(key string) *ir.Field {
	for i := range m.Fields {
		if m.Fields[i].Key == key {
			return &m.Fields[i]
		}
	}
	return nil
}

// checkTemplates reports references to nothing, and fields and tokens to which
// nothing refers.
func (m *method) checkTemplates() {
	used := map[string]bool{}
	for _, t := range m.templates {
		for _, match := range placeholder.FindAllStringSubmatch(t.text, -1) {
			used[match[1]] = true
			m.checkReference(t, match[1])
		}
		if rest := placeholder.ReplaceAllString(t.text, ""); strings.Contains(rest, "${") {
			m.r.Errorf(t.pos, "bad-template", "the template %q has a ${ that does not begin a reference", t.text).Hint = "write ${field} with the key of a field"
		}
	}
	if m.Type == ir.AuthBasic || m.Type == ir.AuthNone {
		return // what they may have has been checked, and needs no template
	}
	if m.Token != nil && m.Token.ClientAuth == basic {
		used["client_id"], used["client_secret"] = true, true
	}
	for _, f := range m.Fields {
		if f.Key != "" && !used[f.Key] {
			m.r.Warnf(f.Pos, "unused-field", "nothing uses the field %q", f.Key).Hint = "refer to it as ${" + f.Key + "}, or remove it"
		}
	}
	if m.Token != nil && len(m.Apply) > 0 && !used[accessToken] {
		m.r.Warnf(m.Token.Pos, "unused-token", "a token is fetched that no request carries").Hint = "refer to it in apply as ${" + accessToken + "}"
	}
}

// checkReference reports a reference that will have no value.
func (m *method) checkReference(t template, name string) {
	if name == accessToken && t.signed {
		if m.Token == nil && m.Type != ir.AuthAuthorizationCode {
			m.r.Errorf(t.pos, "missing-token", "the template %q uses ${%s}, but no token is fetched", t.text, name).Hint = "say under token how it is fetched"
		}
		return
	}
	if m.fieldByKey(name) != nil {
		return
	}
	var known []string
	for _, f := range m.Fields {
		known = append(known, f.Key)
	}
	if t.signed && m.Token != nil {
		known = append(known, accessToken)
	}
	known = slices.DeleteFunc(known, func(k string) bool { return k == "" })
	m.r.Errorf(t.pos, "unknown-field", "the template %q names the field %q, which is not there", t.text, name).
		Hint = strict.DidYouMean(name, "the fields are", known)
}
