package n8n

import (
	"slices"
	"strconv"
	"strings"

	"github.com/connectorgen/connectorgen/generator/internal/emit/target"
	"github.com/connectorgen/connectorgen/generator/internal/ir"
	"github.com/connectorgen/connectorgen/generator/internal/source"
)

// credentialFile is <class>Api.json: what a person enters, and what becomes of it.
type credentialFile struct {
	DisplayName  string         `json:"displayName"`
	Properties   []property     `json:"properties"`
	Authenticate map[string]any `json:"authenticate"`
	Test         credentialTest `json:"test"`
	Token        *token         `json:"token,omitempty"`
}

type credentialTest struct {
	Request testRequest `json:"request"`
}

type testRequest struct {
	BaseURL string            `json:"baseURL"`
	URL     string            `json:"url"`
	Method  string            `json:"method"`
	Headers map[string]string `json:"headers"`
}

type token struct {
	Method     string            `json:"method"`
	URL        string            `json:"url"`
	Encoding   string            `json:"encoding"`
	ClientAuth string            `json:"clientAuth"`
	Headers    []tokenParam      `json:"headers"`
	Params     []tokenParam      `json:"params"`
	Path       string            `json:"path"`
	Property   string            `json:"property"`
	Defaults   map[string]string `json:"defaults"`
}

type tokenParam struct {
	Name      string `json:"name"`
	Value     string `json:"value"`
	OmitEmpty bool   `json:"omitEmpty"`
}

// credential is the credential of the first method; nil if nothing is to be entered.
func (b *builder) credential() *credentialFile {
	made := &credentialFile{DisplayName: b.label() + " API", Properties: []property{}, Authenticate: map[string]any{}}
	if m := b.method; m != nil {
		if m.Token != nil {
			made.Token = b.token(m)
			made.Properties = append(made.Properties, property{
				DisplayName: "Access Token", Name: tokenKey(m), Type: "hidden", Default: "",
				TypeOptions: map[string]any{"expirable": true, "password": true},
			})
		}
		for _, f := range b.fields(m) {
			made.Properties = append(made.Properties, b.field(f))
		}
		b.apply(made, m)
	}
	for _, f := range b.serverFields() {
		made.Properties = append(made.Properties, b.field(f))
	}
	if len(made.Properties) == 0 {
		return nil
	}
	made.Test = credentialTest{b.test()}
	return made
}

// fields are those of the method, and the token if the program brings it.
func (b *builder) fields(m *ir.AuthMethod) []ir.Field {
	fields := slices.Clone(m.Fields)
	if m.Token == nil && slices.ContainsFunc(m.Apply, func(a ir.Apply) bool { return strings.Contains(a.Value, "${access_token}") }) {
		fields = append(fields, ir.Field{Key: "access_token", Label: "Access token", Secret: true, Required: true, Pos: m.Pos})
	}
	return fields
}

func (b *builder) field(f ir.Field) property {
	made := property{
		DisplayName: plain(f.Label), Name: f.Key, Type: "string", Required: f.Required && !f.AllowEmpty,
		Default: b.defaultOf(f), Placeholder: plain(f.Placeholder), Description: fieldHelp(f),
	}
	switch {
	case f.Secret:
		made.TypeOptions = map[string]any{"password": true}
	case f.Type == "text":
		made.TypeOptions = map[string]any{"rows": 4}
	case f.Type == "boolean":
		made.Type, made.Default = "boolean", f.Default == "true"
	case f.Type == "integer":
		made.Type = "number"
		if n, err := strconv.ParseInt(f.Default, 10, 64); err == nil {
			made.Default = n
		}
	case f.Type == "enum":
		made.Type = "options"
		for _, v := range f.Enum {
			if !safe(v) {
				b.formula(f.Key, f.Pos)
				continue
			}
			made.Options = append(made.Options, option{Name: v, Value: v})
			if made.Default == "" && f.Required {
				made.Default = v
			}
		}
	}
	if f.Visibility == "hidden" && f.Default != "" {
		made.Type, made.TypeOptions, made.Options = "hidden", nil, nil
	}
	b.fieldLosses(f)
	return made
}

func (b *builder) fieldLosses(f ir.Field) {
	if f.Fixed || f.Visibility == "advanced" {
		b.lost.Warnf(f.Pos, "n8n-field-mark", f.Key, "n8n's form has no mark for what is advanced or fixed; such fields look like the others, with what they are set to")
	}
	if f.Required && f.AllowEmpty {
		b.lost.Warnf(f.Pos, "n8n-field-empty", f.Key, "n8n wants a value in a required field, so those that may be empty are optional")
	}
	if f.Pattern != "" {
		b.lost.Warnf(f.Pos, "n8n-field-pattern", f.Key, "n8n does not hold values of fields against patterns")
	}
}

// defaultOf is what the field is set to, unless n8n would evaluate it.
func (b *builder) defaultOf(f ir.Field) any {
	if !safe(f.Default) {
		b.formula(f.Key, f.Pos)
		return ""
	}
	return f.Default
}

func (b *builder) formula(of string, pos source.Pos) {
	b.lost.Warnf(pos, "n8n-formula", of, "n8n would evaluate values that begin as expressions do: such defaults are left out, and a choice with such a value is free text")
}

// fieldHelp is the note, what to leave the field set to, and where help is.
func fieldHelp(f ir.Field) string {
	var parts []string
	if f.Note != "" {
		parts = append(parts, help(f.Note))
	}
	if f.Fixed && !strings.Contains(f.Note, f.Default) {
		parts = append(parts, "Leave set to "+help(f.Default))
	}
	if f.HelpURL != "" {
		parts = append(parts, help(f.HelpURL))
	}
	return strings.Join(parts, ". ")
}

func (b *builder) token(m *ir.AuthMethod) *token {
	t := m.Token
	made := &token{
		Method: t.Method, URL: t.URL, Encoding: t.Encoding, ClientAuth: t.ClientAuth,
		Headers: tokenParams(t.Headers), Params: tokenParams(t.Params), Path: t.TokenPath, Property: tokenKey(m),
		Defaults: map[string]string{},
	}
	for _, f := range m.Fields {
		if f.Default != "" {
			made.Defaults[f.Key] = f.Default
		}
	}
	return made
}

func tokenParams(list []ir.TokenParam) []tokenParam {
	made := []tokenParam{}
	for _, p := range list {
		made = append(made, tokenParam{Name: p.Name, Value: p.Value, OmitEmpty: p.OmitEmpty})
	}
	return made
}

// apply says how a request is signed.
func (b *builder) apply(made *credentialFile, m *ir.AuthMethod) {
	if m.Type == ir.AuthBasic {
		made.Authenticate["auth"] = map[string]string{
			"username": "={{ " + credential("username") + " }}", "password": "={{ " + credential("password") + " }}",
		}
		return
	}
	parts := map[ir.In]map[string]string{ir.InHeader: {}, ir.InQuery: {}}
	var cookies []string
	for _, a := range m.Apply {
		value := filled(a.Value, b.signed)
		if a.In == ir.InCookie {
			cookies = append(cookies, literal(a.Name+"=")+target.Fill(a.Value, literal, func(key string) string {
				return "{{ encodeURIComponent(" + b.signed(key) + ") }}"
			}))
			continue
		}
		parts[a.In][a.Name] = value
	}
	if len(cookies) > 0 {
		parts[ir.InHeader]["Cookie"] = "=" + strings.Join(cookies, "; ")
	}
	for in, name := range map[ir.In]string{ir.InHeader: "headers", ir.InQuery: "qs"} {
		if len(parts[in]) > 0 {
			made.Authenticate[name] = parts[in]
		}
	}
}

// signed is the field that a reference of an auth template means.
func (b *builder) signed(key string) string {
	if key == "access_token" && b.method.Token != nil {
		key = tokenKey(b.method)
	}
	return credential(key)
}

// tokenKey is the hidden field that keeps the token, unlike those of the method.
func tokenKey(m *ir.AuthMethod) string {
	key := "accessToken"
	for slices.ContainsFunc(m.Fields, func(f ir.Field) bool { return f.Key == key }) {
		key += "_"
	}
	return key
}
