// Package powerplatform renders a connector as a custom connector of Microsoft's Power
// Platform: a Swagger 2.0 document with Microsoft's extensions, and the properties of
// the connection beside it.
package powerplatform

import (
	"cmp"
	"encoding/json"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/connectorgen/connectorgen/generator/internal/action"
	"github.com/connectorgen/connectorgen/generator/internal/emit/target"
	"github.com/connectorgen/connectorgen/generator/internal/ir"
	"github.com/connectorgen/connectorgen/generator/internal/output"
	"github.com/connectorgen/connectorgen/generator/internal/source"
)

// The names of the files in the target's folder, as Microsoft's tools want them.
const (
	DefinitionPath = "apiDefinition.swagger.json"
	PropertiesPath = "apiProperties.json"
	IconPath       = "icon.png"
)

// maxSize is how large the platform lets a definition be, in bytes.
const maxSize = 1 << 20

// Emit renders the connector. The error is a bug.
func Emit(in target.Input) (*target.Result, error) {
	b := &builder{c: in.Actions.Connector, set: in.Actions, wanted: map[string]bool{}}
	d := b.definition()
	p := b.properties()
	content, err := target.JSON(d)
	if err == nil && len(content) > maxSize {
		content, err = json.Marshal(d)
	}
	if err != nil {
		return nil, err
	}
	if len(content) > maxSize {
		var whole target.Losses
		whole.Warnf(source.Pos{}, "powerplatform-size", "", "the definition has %d bytes, and the platform takes %d: ignore operations in the connector file to make a smaller one", len(content), maxSize)
		return &target.Result{Losses: whole.List(in.Pos)}, nil
	}
	settings, err := target.JSON(p)
	if err != nil {
		return nil, err
	}
	files := []output.File{{Path: DefinitionPath, Content: content}, {Path: PropertiesPath, Content: settings}}
	if icon := b.icon(); icon != nil {
		files = append(files, output.File{Path: IconPath, Content: icon})
	}
	return &target.Result{Files: files, Losses: b.losses.List(in.Pos)}, nil
}

// A builder makes one connector.
type builder struct {
	c      *ir.Connector
	set    *action.Set
	wanted map[string]bool // named schemas that are referred to
	queue  []string        // those of them that are still to be made
	of     string          // the operation or named schema that is being worked on
	losses target.Losses
}

func (b *builder) definition() *definition {
	c := b.c
	d := &definition{
		Swagger: "2.0", Info: b.info(),
		Consumes: []string{"application/json"}, Produces: []string{"application/json"},
		Tags: tags(c.Resources), Metadata: b.metadata(),
	}
	b.server(d)
	d.SecurityDefinitions, d.Security = b.security()
	d.Paths = b.paths()
	d.Definitions = b.definitions()
	d.Capabilities = b.test()
	return d
}

func (b *builder) info() info {
	c := b.c
	made := info{Title: cmp.Or(c.Name, c.Slug()), Description: cmp.Or(c.Listing.Description, c.Listing.Summary), Version: cmp.Or(c.APIVersion, c.Version)}
	if v := c.Listing.Vendor; v.Name != "" {
		made.Contact = &contact{Name: v.Name, URL: v.URL, Email: v.Email}
	}
	return made
}

func tags(resources []ir.Resource) []tag {
	var made []tag
	for _, r := range resources {
		if r.Tag != "" && !slices.ContainsFunc(made, func(t tag) bool { return t.Name == r.Tag }) {
			made = append(made, tag{Name: r.Tag, Description: r.Description})
		}
	}
	return made
}

// categories are those that the platform files connectors under.
var categories = []string{
	"AI", "Business Management", "Business Intelligence", "Collaboration", "Commerce", "Communication", "Content and Files", "Finance",
	"Data", "Human Resources", "Internet of Things", "IT Operations", "Lifestyle and Entertainment", "Marketing", "Productivity",
	"Sales and CRM", "Security", "Social Media", "Website",
}

// metadata is the website, the privacy policy and at most two categories.
func (b *builder) metadata() []metadata {
	var made []metadata
	for _, l := range b.c.Listing.Links {
		switch l.Rel {
		case "website":
			made = append(made, metadata{"Website", l.URL})
		case "privacyPolicy":
			made = append(made, metadata{"Privacy policy", l.URL})
		}
	}
	const most = 2
	var filed []string
	for _, name := range b.c.Listing.Categories {
		i := slices.IndexFunc(categories, func(known string) bool { return strings.EqualFold(known, name) })
		if i < 0 || len(filed) == most {
			b.losses.Warnf(source.Pos{}, "powerplatform-category", name, "a connector has at most two categories out of the platform's own list, so others are left out")
			continue
		}
		filed = append(filed, categories[i])
	}
	if filed != nil {
		made = append(made, metadata{"Categories", strings.Join(filed, ";")})
	}
	return made
}

// base is the server that requests go to: the connector's first, or that of the first
// operation if every operation has one of its own.
func (b *builder) base() ir.Server {
	own := func(op ir.Operation) bool { return len(op.Servers) > 0 }
	if len(b.c.Operations) > 0 && !slices.ContainsFunc(b.c.Operations, func(op ir.Operation) bool { return !own(op) }) {
		return b.c.Operations[0].Servers[0]
	}
	if len(b.c.Servers) == 0 {
		return ir.Server{URL: "http://localhost"}
	}
	return b.c.Servers[0]
}

// server is where requests go, with its variables at their defaults. A policy puts in
// what a person enters for them.
func (b *builder) server(d *definition) {
	base := b.base()
	for _, s := range b.c.Servers {
		if s.URL != base.URL {
			b.losses.Warnf(source.Pos{}, "powerplatform-server", s.URL, "a connector has one server, so the others are left out")
		}
	}
	d.Host, d.BasePath, d.Schemes = "localhost", "/", []string{"https"}
	u, err := url.Parse(base.Default())
	if err != nil || u.Host == "" || strings.ContainsAny(u.Host, "{}/ \\") {
		b.losses.Warnf(source.Pos{}, "powerplatform-host", base.URL, "an address that has no host until a person enters it is localhost until then")
		return
	}
	d.Host, d.BasePath = u.Host, "/"+strings.Trim(u.EscapedPath(), "/")
	if u.Scheme == "http" {
		d.Schemes = []string{"http"}
	}
}

// icon is the connector's picture in the one form that the platform takes, or nil.
func (b *builder) icon() []byte {
	for _, i := range b.c.Listing.Icons {
		if i.MediaType == "image/png" && i.Size == "230x230" && i.Opaque {
			return i.Content
		}
	}
	b.losses.Warnf(source.Pos{}, "powerplatform-icon", "", "the icon (icon.png, 230 by 230 pixels, opaque) has to be added by hand: the connector has none")
	return nil
}

// test is the call that proves a connection works.
func (b *builder) test() *capabilities {
	if b.c.Test == nil {
		return nil
	}
	made := testConnection{OperationID: b.operationID(b.c.Test.Operation)}
	for _, i := range b.c.Test.Input {
		made.Parameters.Add(i.Name, i.Value)
	}
	return &capabilities{made}
}

// operationID is the action's key with a capital first.
func (b *builder) operationID(id string) string {
	key := b.set.Of(id).Key
	capital := action.Capital(key)
	for i := range b.set.Actions {
		if a := &b.set.Actions[i]; a.Key == capital && a.Key != key {
			return capital + "_" + strconv.Itoa(i) // both forms are keys
		}
	}
	return capital
}
