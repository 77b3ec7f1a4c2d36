package mcp

import (
	"cmp"
	"slices"
	"strings"

	"github.com/connectorgen/connectorgen/generator/internal/action"
	"github.com/connectorgen/connectorgen/generator/internal/ir"
	"github.com/connectorgen/connectorgen/generator/internal/source"
)

// The schema that server.json follows, and how long texts in it may be.
const (
	registrationSchema = "https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json"
	maxText            = 100
)

// A registration is server.json.
type registration struct {
	Schema      string      `json:"$schema"`
	Name        string      `json:"name"`
	Title       string      `json:"title,omitempty"`
	Description string      `json:"description"`
	Version     string      `json:"version"`
	WebsiteURL  string      `json:"websiteUrl,omitempty"`
	Packages    []goPackage `json:"packages"`
}

// A goPackage says what to run.
type goPackage struct {
	RegistryType string             `json:"registryType"`
	Identifier   string             `json:"identifier"`
	Version      string             `json:"version"`
	Transport    map[string]string  `json:"transport"`
	Variables    []registeredInput  `json:"environmentVariables,omitempty"`
	Arguments    []registeredOption `json:"packageArguments"`
}

// A registeredInput is a variable that a person sets.
type registeredInput struct {
	Name        string   `json:"name"`
	Description string   `json:"description,omitempty"`
	Format      string   `json:"format,omitempty"`
	IsRequired  bool     `json:"isRequired"`
	IsSecret    bool     `json:"isSecret"`
	Default     string   `json:"default,omitempty"`
	Value       string   `json:"value,omitempty"` // nobody is asked
	Placeholder string   `json:"placeholder,omitempty"`
	Choices     []string `json:"choices,omitempty"`
}

// A registeredOption is a flag of the program.
type registeredOption struct {
	Type        string `json:"type"`
	Name        string `json:"name"`
	Description string `json:"description"`
	Format      string `json:"format"`
	ValueHint   string `json:"valueHint,omitempty"`
}

func (b *builder) registration() *registration {
	c := b.c
	text := cmp.Or(c.Listing.Summary, c.Listing.Description, c.Name)
	short := action.Cut(text, maxText)
	if short != text {
		b.losses.Warnf(source.Pos{}, "mcp-description-cut", "", "server.json takes %d characters of description", maxText)
	}
	return &registration{
		Schema: registrationSchema, Name: c.ID, Title: action.Cut(c.Name, maxText), Description: short, Version: c.Version,
		WebsiteURL: b.website(),
		Packages: []goPackage{{
			RegistryType: "go", Identifier: b.client.Module.ownPath(), Version: c.Version,
			Transport: map[string]string{"type": "stdio"},
			Variables: b.inputs(), Arguments: []registeredOption{
				{"named", "-read-only", "Offer only tools that change nothing.", "boolean", ""},
				{"named", "-tools", "Offer only these tools: names with commas between them.", "string", "names"},
			},
		}},
	}
}

// website is the connector's page, or its vendor's.
func (b *builder) website() string {
	for _, rel := range []string{"website", "apiDocs"} {
		for _, l := range b.c.Listing.Links {
			if l.Rel == rel {
				return l.URL
			}
		}
	}
	return b.c.Listing.Vendor.URL
}

func (b *builder) inputs() []registeredInput {
	var made []registeredInput
	for i := range b.vars {
		v := &b.vars[i]
		in := registeredInput{Name: v.name}
		switch v.of {
		case credential:
			in = b.credential(v)
		case accessToken:
			in.IsRequired = len(b.c.Auth) == 1 && b.c.Auth[0].Type == ir.AuthAuthorizationCode
			in.IsSecret, in.Description = true, "An access token to use in place of one that the server fetches."
		case baseURL:
			in.Description = "Base URL of the API, if it is not the declared one."
			if len(b.c.Servers) > 0 {
				in.Placeholder = b.c.Servers[0].Default()
			}
		case tokenURL:
			in.Description = "URL that access tokens are fetched from, if it is not the declared one."
		case tokenFile:
			in.Format, in.Description = "filepath", "File to keep access tokens in from one start of the server to the next, readable by its owner alone."
			for i := range b.c.Auth {
				if t := b.c.Auth[i].Token; t != nil && t.MaxRequests > 0 {
					in.Description += " Set it: the API gives few tokens."
					break
				}
			}
		}
		made = append(made, in)
	}
	return made
}

// credential is the variable of one field of the form.
func (b *builder) credential(v *variable) registeredInput {
	f := &v.field
	in := registeredInput{
		Name: v.name, Description: b.help(f), IsSecret: f.Secret, IsRequired: needed(f) && b.always(f.Key),
		Placeholder: f.Placeholder, Choices: f.Enum,
	}
	switch f.Type {
	case "integer":
		in.Format = "number"
	case "boolean":
		in.Format = "boolean"
	}
	in.Default = f.Default
	if f.Fixed {
		in.Default, in.Value = "", escapeBraces(f.Default)
	}
	return in
}

// escapeBraces is the value if no host would put a variable into it.
func escapeBraces(value string) string {
	if strings.ContainsAny(value, "{}") {
		return "" // the server knows the value itself
	}
	return value
}

// help is what a form says of a field.
func (b *builder) help(f *ir.Field) string {
	texts := []string{action.Sentence(f.Label), action.Sentence(f.Note)}
	if f.AllowEmpty {
		texts = append(texts, "It may be left empty.")
	}
	if f.Pattern != "" {
		texts = append(texts, "It matches "+f.Pattern+" .")
	}
	if f.HelpURL != "" {
		texts = append(texts, "See "+f.HelpURL+" .")
	}
	return strings.Join(slices.DeleteFunc(texts, func(s string) bool { return s == "" }), " ")
}

// always reports whether every way to authenticate needs the field.
func (b *builder) always(key string) bool {
	return !slices.ContainsFunc(b.c.Auth, func(m ir.AuthMethod) bool {
		return m.Type == ir.AuthAuthorizationCode || !slices.ContainsFunc(m.Fields, func(f ir.Field) bool { return f.Key == key })
	})
}
