package postman

import (
	"strings"

	"github.com/connectorgen/connectorgen/generator/internal/emit/target"
	"github.com/connectorgen/connectorgen/generator/internal/ir"
)

const (
	baseURL     = "baseUrl"
	accessToken = "access_token"
)

// variables are those of the collection, in the order in which a form would ask:
// the server, then the credentials of each method, then what requests put there.
type variables struct {
	list  []variable
	taken map[string]bool
	field map[[2]string]string // by method and field: the variable's key
}

// of makes the variables for what the connector knows before its requests.
func (v *variables) of(c *ir.Connector) {
	v.taken = map[string]bool{baseURL: true, accessToken: true}
	v.field = map[[2]string]string{}
	v.servers(baseURL, c.Servers)
	for i := range c.Auth {
		m := &c.Auth[i]
		for j := range m.Fields {
			f := &m.Fields[j]
			key := v.key(m.Key, f.Key)
			v.field[[2]string{m.Key, f.Key}] = key
			v.add(key, f.Default, aboutField(f))
		}
		if usesToken(m) {
			key := accessToken
			if _, first := v.field[[2]string{"", accessToken}]; first {
				key = v.key(m.Key, accessToken)
			}
			v.field[[2]string{"", accessToken}] = key
			v.field[[2]string{m.Key, accessToken}] = key
			v.add(key, "", aboutToken(c, m))
		}
	}
}

// usesToken reports whether requests carry a token that is not one of the fields.
func usesToken(m *ir.AuthMethod) bool {
	if m.Token != nil {
		return true
	}
	for _, a := range m.Apply {
		if strings.Contains(a.Value, "${"+accessToken+"}") {
			return true
		}
	}
	return false
}

func aboutToken(c *ir.Connector, m *ir.AuthMethod) string {
	if m.Token == nil {
		return "An access token from elsewhere. Secret: keep it as a current value only."
	}
	return "Set by the request \"" + tokenName(c, m) + "\"."
}

// key is the name if it is free, else the name with what it belongs to before it.
func (v *variables) key(owner, name string) string {
	key := name
	for v.taken[key] {
		key = owner + "_" + key
	}
	v.taken[key] = true
	return key
}

func (v *variables) add(key, value, description string) {
	value, _ = literal(value)
	v.list = append(v.list, variable{Key: key, Value: value, Type: "string", Description: description})
}

// servers makes the variable of the first server's URL. The others follow under
// the same name, switched off.
func (v *variables) servers(key string, list []ir.Server) {
	if len(list) == 0 {
		v.add(key, "", "Base URL of the API: fill it in.")
		return
	}
	for i := range list {
		s := &list[i]
		url, names := s.URL, map[string]string{}
		for j := range s.Variables {
			f := &s.Variables[j]
			name := v.key(key, f.Key)
			names[f.Key] = name
			v.add(name, f.Default, aboutField(f))
		}
		v.add(key, "", plain(s.Name))
		made := &v.list[len(v.list)-1]
		made.Value, made.Disabled = placeholders(url, names), i > 0
	}
}

// placeholders writes the {variables} of a server's URL as Postman's.
func placeholders(url string, names map[string]string) string {
	url, _ = literal(strings.TrimRight(url, "/"))
	var pairs []string
	for key, name := range names {
		pairs = append(pairs, "{"+key+"}", "{{"+name+"}}")
	}
	return strings.NewReplacer(pairs...).Replace(url)
}

// aboutField says of a field what a variable has no mark for.
func aboutField(f *ir.Field) string {
	marks := []string{plain(f.Label) + "."}
	if f.Note != "" {
		marks = append(marks, sentence(plain(f.Note)))
	}
	switch {
	case f.Fixed:
		marks = append(marks, "Required: leave it as it is.")
	case f.Required && f.AllowEmpty:
		marks = append(marks, "Required, but may be empty.")
	case f.Required:
		marks = append(marks, "Required.")
	default:
		marks = append(marks, "Optional.")
	}
	if f.Secret {
		marks = append(marks, "Secret: keep it as a current value only.")
	}
	if f.Visibility == "advanced" || f.Visibility == "hidden" {
		marks = append(marks, "Advanced.")
	}
	if len(f.Enum) > 0 {
		marks = append(marks, "One of: "+plain(strings.Join(f.Enum, ", "))+".")
	}
	if f.HelpURL != "" {
		marks = append(marks, link("Help", f.HelpURL))
	}
	return strings.Join(marks, " ")
}

func sentence(text string) string {
	if text == "" {
		return ""
	}
	if strings.HasSuffix(text, ".") || strings.HasSuffix(text, "!") || strings.HasSuffix(text, "?") {
		return text
	}
	return text + "."
}

// template writes a template of the method with Postman's variables.
func (b *builder) template(m *ir.AuthMethod, text string) string {
	return target.Fill(text, func(s string) string {
		s, ok := literal(s)
		if !ok {
			b.lost.braces.Add("method "+m.Key, m.Pos)
		}
		return s
	}, func(key string) string { return "{{" + b.variable(m, key) + "}}" })
}

// variable is the key of the variable for a reference in a template.
func (b *builder) variable(m *ir.AuthMethod, key string) string {
	id := [2]string{m.Key, key}
	if b.variables.field[id] == "" { // of what is computed: base64 of user name and password
		b.variables.field[id] = b.variables.key(m.Key, key)
		b.variables.add(b.variables.field[id], "", "Base64 of user name, colon and password.")
	}
	return b.variables.field[id]
}
