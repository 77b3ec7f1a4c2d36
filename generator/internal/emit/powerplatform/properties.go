package powerplatform

import (
	"cmp"
	"strings"

	"github.com/connectorgen/connectorgen/generator/internal/emit/target"
	"github.com/connectorgen/connectorgen/generator/internal/ir"
	"github.com/connectorgen/connectorgen/generator/internal/source"
)

// A propertiesFile is apiProperties.json.
type propertiesFile struct {
	Properties properties `json:"properties"`
}

type properties struct {
	ConnectionParameters    target.Object[connectionParameter] `json:"connectionParameters"`
	IconBrandColor          string                             `json:"iconBrandColor"`
	Capabilities            []string                           `json:"capabilities"`
	Publisher               string                             `json:"publisher,omitempty"`
	StackOwner              string                             `json:"stackOwner,omitempty"`
	PolicyTemplateInstances []policy                           `json:"policyTemplateInstances,omitempty"`
}

// A connectionParameter is what a person enters for a connection.
type connectionParameter struct {
	Type          string         `json:"type"`
	OAuthSettings *oauthSettings `json:"oAuthSettings,omitempty"`
	AllowedValues []allowedValue `json:"allowedValues,omitempty"`
	DefaultValue  string         `json:"defaultValue,omitempty"`
	UIDefinition  *uiDefinition  `json:"uiDefinition,omitempty"`
}

type allowedValue struct {
	Value string `json:"value"`
}

type uiDefinition struct {
	DisplayName string      `json:"displayName"`
	Description string      `json:"description,omitempty"`
	Tooltip     string      `json:"tooltip,omitempty"`
	TabIndex    int         `json:"tabIndex"`
	Constraints constraints `json:"constraints"`
}

type constraints struct {
	TabIndex      int             `json:"tabIndex"`
	ClearText     bool            `json:"clearText"`
	Required      string          `json:"required"`
	Hidden        string          `json:"hidden"`
	AllowedValues []allowedChoice `json:"allowedValues,omitempty"`
}

type allowedChoice struct {
	Text  string `json:"text"`
	Value string `json:"value"`
}

// defaultColor is the one that the platform gives a connector without any.
const defaultColor = "#007ee5"

func (b *builder) properties() *propertiesFile {
	c := b.c
	made := properties{
		IconBrandColor: cmp.Or(c.Listing.Color, defaultColor), Capabilities: []string{"actions"},
		Publisher: c.Listing.Publisher.Name, StackOwner: c.Listing.Vendor.Name,
	}
	if c.Listing.Color == "" {
		b.losses.Warnf(source.Pos{}, "powerplatform-color", "", "a connector needs a colour, so one without any has that of the platform")
	}
	if len(c.Auth) > 0 {
		made.ConnectionParameters, made.PolicyTemplateInstances = b.connection(&c.Auth[0])
		for i := range c.Auth[1:] {
			m := &c.Auth[i+1]
			b.losses.Warnf(m.Pos, "powerplatform-auth", m.Key, "a connector has one way to authenticate, so all but the first are left out")
		}
	}
	if made.ConnectionParameters == nil {
		made.ConnectionParameters = target.Object[connectionParameter]{}
	}
	b.variables(&made)
	for _, h := range c.Headers {
		made.PolicyTemplateInstances = append(made.PolicyTemplateInstances, b.setHeader(source.Pos{}, h.Name, h.Name, h.Value, nil)...)
	}
	b.behaviour()
	return &propertiesFile{made}
}

// variables are the parts of the server's address that a person enters. A policy puts
// them in.
func (b *builder) variables(p *properties) {
	base := b.base()
	if len(base.Variables) == 0 {
		return
	}
	address, ok := b.expression(source.Pos{}, base.URL, base.URL, nil)
	for _, v := range base.Variables {
		key := "server_" + v.Key
		p.ConnectionParameters.Add(key, b.field(v, len(p.ConnectionParameters)))
		address = strings.ReplaceAll(address, "{"+v.Key+"}", "@connectionParameters('"+key+"')")
	}
	if ok {
		p.PolicyTemplateInstances = append(p.PolicyTemplateInstances, policy{
			TemplateID: "dynamichosturl", Title: "Address of the API",
			Parameters: policyParameters{"x-ms-apimTemplateParameter.urlTemplate": address},
		})
	}
}

// behaviour lists what the platform decides by itself.
func (b *builder) behaviour() {
	lose := func(said bool, what string) {
		if said {
			b.losses.Warnf(source.Pos{}, "powerplatform-behaviour", what, "what the format has no place for is left out")
		}
	}
	lose(len(b.c.RateLimits) > 0, "rate limits")
	lose(b.c.Retry.IdempotencyKey != "", "what makes a repeated write safe")
	lose(b.c.Errors != (ir.ErrorPaths{}), "where errors stand in an answer")
	keys := false
	for _, r := range b.c.Resources {
		keys = keys || len(r.PrimaryKey) > 0
	}
	lose(keys, "primary keys")
}

// field is one entry of the form, at its place.
func (b *builder) field(f ir.Field, place int) connectionParameter {
	made := connectionParameter{Type: "string", DefaultValue: f.Default}
	switch {
	case f.Secret:
		made.Type = "securestring"
	case f.Type == "integer":
		made.Type = "int"
	case f.Type == "boolean":
		made.Type = "bool"
	}
	help := f.Note
	if f.HelpURL != "" {
		help = strings.TrimSpace(help + " (" + f.HelpURL + ")")
	}
	made.UIDefinition = &uiDefinition{
		DisplayName: f.Label, Description: cmp.Or(help, f.Label), Tooltip: cmp.Or(f.Note, f.Placeholder, f.Label), TabIndex: place + 1,
		Constraints: constraints{
			TabIndex: place + 1, ClearText: !f.Secret,
			Required: truth(f.Required && !f.AllowEmpty), Hidden: truth(f.Visibility == "hidden"),
		},
	}
	for _, value := range f.Enum {
		made.AllowedValues = append(made.AllowedValues, allowedValue{value})
		made.UIDefinition.Constraints.AllowedValues = append(made.UIDefinition.Constraints.AllowedValues, allowedChoice{value, value})
	}
	if f.Fixed || f.Visibility == "advanced" || f.Pattern != "" || f.AllowEmpty {
		b.losses.Warnf(f.Pos, "powerplatform-field", f.Key, "fields of the form cannot be fixed, advanced, checked by a pattern or both required and empty")
	}
	return made
}

func truth(yes bool) string {
	if yes {
		return "true"
	}
	return "false"
}
