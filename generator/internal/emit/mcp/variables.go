package mcp

import (
	"strconv"
	"strings"
	"unicode"

	"github.com/connectorgen/connectorgen/generator/internal/ir"
)

// A variable is one of the environment that the server reads.
type variable struct {
	name  string
	of    role
	field ir.Field // role credential
	goes  string   // role credential: to this field of the client's Credentials
}

// A role is what a variable is for.
type role int

// The roles.
const (
	credential role = iota + 1
	accessToken
	baseURL
	tokenURL
	tokenFile
)

// variables names the variables: the credentials in order, then what changes how the
// client works.
func (b *builder) variables() {
	taken := map[string]bool{}
	add := func(of role, key string, c ir.Field, goes string) {
		name := variableName(b.c.Slug() + "_" + key)
		for n := 2; taken[name]; n++ {
			name = variableName(b.c.Slug()+"_"+key) + "_" + strconv.Itoa(n)
		}
		taken[name] = true
		b.vars = append(b.vars, variable{name, of, c, goes})
	}
	for _, c := range b.client.Plan.Credentials {
		add(credential, c.Field.Key, c.Field, c.Name)
	}
	token, fetched := false, false
	for i := range b.c.Auth {
		token = token || takesToken(&b.c.Auth[i])
		fetched = fetched || b.c.Auth[i].Token != nil
	}
	if token {
		add(accessToken, "access_token", ir.Field{}, "")
	}
	add(baseURL, "base_url", ir.Field{}, "")
	if fetched {
		add(tokenURL, "token_url", ir.Field{}, "")
		add(tokenFile, "token_file", ir.Field{}, "")
	}
}

// takesToken reports whether an access token is all that the method needs.
func takesToken(m *ir.AuthMethod) bool {
	if m.Token != nil {
		return true
	}
	for _, a := range m.Apply {
		if strings.Contains(a.Value, "${access_token}") || strings.Contains(a.Value, "${token}") {
			return true
		}
	}
	return false
}

// variable is the first with the role; nil if there is none.
func (b *builder) variable(of role) *variable {
	for i := range b.vars {
		if b.vars[i].of == of {
			return &b.vars[i]
		}
	}
	return nil
}

// ofField is the variable of a credential.
func (b *builder) ofField(key string) *variable {
	for i := range b.vars {
		if v := &b.vars[i]; v.of == credential && v.field.Key == key {
			return v
		}
	}
	return nil
}

// variableName is text in upper snake case: "shop-eu_clientId" is SHOP_EU_CLIENT_ID.
func variableName(text string) string {
	var made strings.Builder
	var before rune
	for _, r := range text {
		switch {
		case r > unicode.MaxASCII || !unicode.IsLetter(r) && !unicode.IsDigit(r):
			r = '_'
		case unicode.IsUpper(r) && (unicode.IsLower(before) || unicode.IsDigit(before)):
			made.WriteByte('_')
		}
		if made.Len() == 0 && unicode.IsDigit(r) {
			made.WriteByte('_') // no variable starts with a digit
		}
		made.WriteRune(unicode.ToUpper(r))
		before = r
	}
	return made.String()
}

// needed reports whether nothing works without a value of the field.
func needed(f *ir.Field) bool { return f.Required && !f.AllowEmpty && f.Default == "" }
