// Package authspec reads the auth descriptor, auth.yaml: how a connector proves
// who is calling.
//
// It gives [ir.AuthMethod] values that later stages can take as they are: every
// template names a field that exists, every URL is absolute, every default fits
// its field. It knows nothing of the API's document.
package authspec

import (
	"regexp"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/connectorgen/connectorgen/generator/internal/diag"
	"github.com/connectorgen/connectorgen/generator/internal/ir"
	"github.com/connectorgen/connectorgen/generator/internal/source"
	"github.com/connectorgen/connectorgen/generator/internal/strict"
)

// Names that templates know without a field.
const (
	accessToken = "access_token" // the token that was fetched
	basic       = "basic"        // base64 of username:password
)

var types = []ir.AuthType{
	ir.AuthNone, ir.AuthAPIKey, ir.AuthBasic, ir.AuthBearer,
	ir.AuthClientCredentials, ir.AuthAuthorizationCode, ir.AuthPassword, ir.AuthMutualTLS,
}

var keyPattern = regexp.MustCompile(`^[a-zA-Z][a-zA-Z0-9_]*$`)

// Parse reads a descriptor; file is used in every Pos. It reports every problem
// it finds, at the place in file where the user must change something. If a
// problem is an error the methods are not to be used.
func Parse(file string, data []byte) ([]ir.AuthMethod, diag.List) {
	r := strict.New(file, "auth")
	root, ok := r.Parse(data)
	if !ok {
		return nil, r.Problems
	}
	var methods []ir.AuthMethod
	r.Mapping(root, "the auth descriptor", fileKeys(&methods))
	checkMethods(r, methods)
	return methods, r.Problems
}

func fileKeys(methods *[]ir.AuthMethod) strict.Keys {
	return strict.Keys{
		strict.Must("methods", func(r *strict.Reader, v strict.Value) {
			strict.Each(func(r *strict.Reader, v strict.Value) {
				m := &method{r: r, place: v.Pos}
				m.Pos = v.Pos
				m.mapping = r.Mapping(v, "an auth method", m.keys())
				m.check()
				*methods = append(*methods, m.AuthMethod)
			})(r, v)
			if isEmptyList(v) {
				r.Errorf(v.Pos, "no-methods", "there is no auth method").Hint = "an API that asks for nothing has one of type none"
			}
		}),
	}
}

// checkMethods reports keys and labels that two methods share.
func checkMethods(r *strict.Reader, methods []ir.AuthMethod) {
	for i, m := range methods {
		for _, first := range methods[:i] {
			if m.Key == first.Key && m.Key != "" {
				r.Errorf(m.Pos, "duplicate-method", "the method %q is there twice, first at %s", m.Key, first.Pos)
			}
			if m.Label == first.Label && m.Label != "" {
				r.Errorf(m.Pos, "duplicate-label", "the method %q has the label %q of the method %q at %s", m.Key, m.Label, first.Key, first.Pos)
			}
		}
	}
}

// A method is an auth method while it is read.
type method struct {
	ir.AuthMethod
	r         *strict.Reader
	place     source.Pos
	mapping   strict.Mapping
	templates []template
}

func (m *method) keys() strict.Keys {
	return strict.Keys{
		strict.Must("key", identifier(&m.Key)),
		strict.Must("type", strict.OneOf(&m.Type, types...)),
		strict.Must("label", strict.Line(&m.Label)),
		strict.May("description", strict.Text(&m.Description)),
		strict.May("fields", strict.Each(func(_ *strict.Reader, v strict.Value) { m.field(v) })),
		strict.May("token", func(_ *strict.Reader, v strict.Value) { m.token(v) }),
		strict.May("apply", strict.Each(func(r *strict.Reader, v strict.Value) {
			a := ir.Apply{Pos: v.Pos}
			r.Mapping(v, "an entry of apply", m.applyKeys(&a))
			m.Apply = append(m.Apply, a)
		})),
	}
}

func (m *method) applyKeys(a *ir.Apply) strict.Keys {
	return strict.Keys{
		strict.Must("in", strict.OneOf(&a.In, ir.InHeader, ir.InQuery, ir.InCookie)),
		strict.Must("name", strict.Line(&a.Name)),
		strict.Must("value", m.template(&a.Value, true)),
	}
}

// identifier takes the key of a method or field.
func identifier(to *string) strict.Read {
	return func(r *strict.Reader, v strict.Value) {
		var s string
		strict.Line(&s)(r, v)
		switch {
		case s == "":
		case !keyPattern.MatchString(s):
			r.Errorf(v.Pos, "bad-key", "%q cannot be a key", s).Hint = "use letters, digits and underscores, a letter first"
		default:
			*to = s
		}
	}
}

// check looks at the method as a whole.
func (m *method) check() {
	m.checkFields()
	m.checkType()
	m.checkApply()
	m.checkTemplates()
}

// checkType reports what the method's type needs and lacks, or has no use for.
func (m *method) checkType() {
	switch m.Type {
	case ir.AuthNone, ir.AuthMutualTLS:
		m.refuse("fields", "token", "apply")
		return
	case ir.AuthBasic:
		m.refuse("token", "apply")
		m.completeBasic()
		return
	case ir.AuthClientCredentials, ir.AuthPassword:
		if !m.mapping.Has("token") {
			m.r.Errorf(m.place, "missing-token", "the method %q of type %s has no token", m.Key, m.Type).Hint = "say under token how it is fetched"
		}
	case ir.AuthAPIKey, ir.AuthBearer, ir.AuthAuthorizationCode:
	default:
		return // an unknown type has been reported
	}
	if m.lacks("fields") && m.Type != ir.AuthAuthorizationCode {
		m.r.Errorf(m.place, "missing-fields", "the method %q of type %s has no fields", m.Key, m.Type).Hint = "list under fields what a person enters"
	}
	if m.lacks("apply") {
		m.r.Errorf(m.mapping.At("apply"), "missing-apply", "the method %q does not say how a request is signed", m.Key).Hint = "write " + m.sampleApply()
	}
}

// lacks reports whether a list of the method is missing or empty.
func (m *method) lacks(key string) bool {
	v, ok := m.mapping.Get(key)
	return !ok || isEmptyList(v)
}

func isEmptyList(v strict.Value) bool {
	return v.Node.Kind == yaml.SequenceNode && len(v.Node.Content) == 0
}

// refuse reports keys that the method's type has no use for.
func (m *method) refuse(keys ...string) {
	for _, key := range keys {
		if v, ok := m.mapping.Get(key); ok {
			m.r.Errorf(v.Key, "unneeded-key", "a method of type %s has no %s", m.Type, key).Hint = "remove it"
		}
	}
}

// completeBasic checks the two fields of a basic method and says how it signs.
func (m *method) completeBasic() {
	var keys []string
	for _, f := range m.Fields {
		keys = append(keys, f.Key)
	}
	slices.Sort(keys)
	if !slices.Equal(keys, []string{"password", "username"}) {
		m.r.Errorf(m.mapping.At("fields"), "basic-fields", "a method of type basic needs the fields username and password and no other").
			Hint = "what the API calls them goes into their labels"
	}
	m.Apply = []ir.Apply{{In: ir.InHeader, Name: "Authorization", Value: "Basic ${" + basic + "}", Pos: m.place}}
}

// sampleApply is an entry for apply that would suit the method.
func (m *method) sampleApply() string {
	field := accessToken
	if m.Token == nil && m.Type != ir.AuthAuthorizationCode {
		field = "api_key"
		for _, f := range slices.Backward(m.Fields) {
			if f.Secret || field == "api_key" {
				field = f.Key
			}
		}
	}
	if m.Type == ir.AuthAPIKey {
		return "apply: [{in: header, name: X-Api-Key, value: \"${" + field + "}\"}]"
	}
	return "apply: [{in: header, name: Authorization, value: \"Bearer ${" + field + "}\"}]"
}

// checkApply reports entries of apply that cannot be sent, or overwrite another.
func (m *method) checkApply() {
	for i, a := range m.Apply {
		if a.Name == "" {
			continue
		}
		if (a.In == ir.InHeader || a.In == ir.InCookie) && !strict.IsToken(a.Name) {
			m.r.Errorf(a.Pos, "bad-name", "%q cannot be the name of a %s", a.Name, a.In)
		}
		for _, first := range m.Apply[:i] {
			same := a.Name == first.Name || a.In == ir.InHeader && strings.EqualFold(a.Name, first.Name)
			if same && a.In == first.In {
				m.r.Errorf(a.Pos, "duplicate-apply", "the %s %q is set twice, first at %s", a.In, a.Name, first.Pos)
			}
		}
	}
}
