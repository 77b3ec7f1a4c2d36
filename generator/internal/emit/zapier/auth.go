package zapier

import (
	"slices"
	"strings"

	"github.com/connectorgen/connectorgen/generator/internal/ir"
	"github.com/connectorgen/connectorgen/generator/internal/markdown"
)

type authentication struct {
	Type          string         `json:"type"`
	Test          function       `json:"test"`
	Fields        []authField    `json:"fields"`
	SessionConfig *sessionConfig `json:"sessionConfig,omitempty"`
}

type sessionConfig struct {
	Perform function `json:"perform"`
}

type authField struct {
	Key         string   `json:"key"`
	Label       string   `json:"label"`
	Type        string   `json:"type"`
	Required    bool     `json:"required"`
	Default     string   `json:"default,omitempty"`
	Placeholder string   `json:"placeholder,omitempty"`
	HelpText    string   `json:"helpText,omitempty"`
	Choices     []string `json:"choices,omitempty"`
	IsNoSecret  bool     `json:"isNoSecret,omitempty"` // may be shown in logs
}

// authentication is the form of the first method, then of the server.
func (b *builder) authentication() authentication {
	made := authentication{Type: "custom", Test: function{code}, Fields: []authField{}}
	for _, m := range b.c.Auth[min(1, len(b.c.Auth)):] {
		b.lost.Warnf(m.Pos, "zapier-auth-methods", m.Key, "Zapier takes one authentication method, %q; others are left out", b.method.Key)
	}
	for _, f := range b.credentials() {
		made.Fields = append(made.Fields, b.authField(f))
	}
	for _, f := range b.serverFields() {
		made.Fields = append(made.Fields, b.authField(f))
	}
	switch {
	case b.method == nil:
	case b.method.Token != nil:
		made.Type = "session"
		made.SessionConfig = &sessionConfig{function{code}}
	case b.method.Type == ir.AuthBasic:
		made.Type = "basic"
	}
	return made
}

// credentials are the fields of the method. A hidden one with a default is not asked for.
func (b *builder) credentials() []ir.Field {
	if b.method == nil {
		return nil
	}
	fields := slices.DeleteFunc(slices.Clone(b.method.Fields), func(f ir.Field) bool {
		return f.Visibility == "hidden" && f.Default != ""
	})
	if b.method.Token == nil && brings(b.method) {
		fields = append(fields, ir.Field{Key: "access_token", Label: "Access token", Secret: true, Required: true, Pos: b.method.Pos})
	}
	return fields
}

// brings reports whether the program brings the token of a method.
func brings(m *ir.AuthMethod) bool {
	return slices.ContainsFunc(m.Apply, func(a ir.Apply) bool { return strings.Contains(a.Value, "${access_token}") })
}

func (b *builder) authField(f ir.Field) authField {
	made := authField{
		Key: f.Key, Label: plain(f.Label), Type: fieldType(f),
		Required: f.Required && !f.AllowEmpty,
		Default:  plain(f.Default), Placeholder: plain(f.Placeholder),
		HelpText: b.fieldHelp(f), IsNoSecret: !f.Secret && !sensitive(f.Key),
	}
	for _, v := range f.Enum {
		made.Choices = append(made.Choices, plain(v))
	}
	if f.Fixed || f.Visibility == "advanced" || f.Visibility == "hidden" {
		b.lost.Warnf(f.Pos, "zapier-field-mark", f.Key, "Zapier's form has no mark for what is advanced or fixed; such fields look like the others, with what they are set to")
	}
	if f.Required && f.AllowEmpty {
		b.lost.Warnf(f.Pos, "zapier-field-empty", f.Key, "Zapier lets nobody leave a required field empty, so those that may be are optional")
	}
	if f.Pattern != "" {
		b.lost.Warnf(f.Pos, "zapier-field-pattern", f.Key, "Zapier does not hold values of fields against patterns")
	}
	return made
}

func fieldType(f ir.Field) string {
	switch {
	case f.Secret:
		return "password"
	case f.Type == "integer" || f.Type == "boolean" || f.Type == "text":
		return f.Type
	}
	return "string"
}

// fieldHelp is the note, what to leave the field set to, and where help is.
func (b *builder) fieldHelp(f ir.Field) string {
	var parts []string
	if f.Note != "" {
		parts = append(parts, help(f.Note))
	}
	if f.Fixed && !strings.Contains(f.Note, f.Default) {
		parts = append(parts, "Leave set to "+help(f.Default))
	}
	if f.HelpURL != "" {
		parts = append(parts, plain(markdown.Link("Help", f.HelpURL)))
	}
	text := strings.Join(parts, ". ")
	if len([]rune(text)) > maxText { // a link that is cut is none
		text = string([]rune(help(f.Note))[:min(maxText, len([]rune(help(f.Note))))])
	}
	return text
}

// sensitive are the parts of keys that Zapier takes for secrets, whatever is said of them.
func sensitive(key string) bool {
	key = strings.ToLower(key)
	return slices.ContainsFunc([]string{
		"access_token", "accesstoken", "api_key", "apikey", "auth", "jwt", "passwd", "password", "pswd",
		"refresh_token", "refreshtoken", "secret", "set_cookie", "setcookie", "signature", "token",
	}, func(part string) bool { return strings.Contains(key, part) })
}
