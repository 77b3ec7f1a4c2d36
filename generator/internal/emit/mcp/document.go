package mcp

import (
	"cmp"
	"encoding/base64"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/connectorgen/connectorgen/generator/internal/action"
	"github.com/connectorgen/connectorgen/generator/internal/goplan"
	"github.com/connectorgen/connectorgen/generator/internal/ir"
	"github.com/connectorgen/connectorgen/generator/internal/jsonschema"
)

// The types below are tools.json as templates/mcp reads it.

type document struct {
	Server       implementation                `json:"server"`
	Instructions string                        `json:"instructions,omitempty"`
	Auth         []method                      `json:"auth,omitempty"`
	AccessToken  string                        `json:"accessToken,omitempty"`
	Tools        []tool                        `json:"tools"`
	Schemas      map[string]*jsonschema.Schema `json:"schemas,omitempty"` // encoding/json sorts them
}

type implementation struct {
	Name       string `json:"name"`
	Title      string `json:"title,omitempty"`
	Version    string `json:"version"`
	WebsiteURL string `json:"websiteUrl,omitempty"`
	Icons      []icon `json:"icons,omitempty"`
}

type icon struct {
	Source    string   `json:"src"`
	MediaType string   `json:"mimeType"`
	Sizes     []string `json:"sizes,omitempty"`
}

type method struct {
	Label      string  `json:"label"`
	Needs      []label `json:"needs,omitempty"`
	TakesToken bool    `json:"takesToken,omitempty"`
}

type label struct {
	Name  string `json:"name"`
	Label string `json:"label"`
}

type tool struct {
	Name        string             `json:"name"`
	Title       string             `json:"title"`
	Description string             `json:"description"`
	ReadOnly    bool               `json:"readOnly,omitempty"`
	Destructive bool               `json:"destructive,omitempty"`
	Idempotent  bool               `json:"idempotent,omitempty"`
	InputSchema *jsonschema.Schema `json:"inputSchema"`
	Uses        []string           `json:"uses,omitempty"`
	Send        send               `json:"send"`
}

type send struct {
	Path   []string          `json:"path,omitempty"`
	Params map[string]string `json:"params,omitempty"`
	Body   *body             `json:"body,omitempty"`
}

type body struct {
	Whole    string            `json:"whole,omitempty"`
	Parts    map[string]string `json:"parts,omitempty"`
	Required bool              `json:"required,omitempty"`
	Base64   bool              `json:"base64,omitempty"`
	Uploads  map[string]string `json:"uploads,omitempty"`
}

// document makes tools.json.
func (b *builder) document() *document {
	c := b.c
	d := &document{
		Server:       implementation{Name: c.Slug(), Title: c.Name, Version: c.Version, WebsiteURL: b.website(), Icons: icons(c)},
		Instructions: action.Sentence(cmp.Or(c.Listing.Description, c.Listing.Summary)),
		Auth:         b.methods(),
		Tools:        []tool{},
		Schemas:      map[string]*jsonschema.Schema{},
	}
	if v := b.variable(accessToken); v != nil {
		d.AccessToken = v.name
	}
	n := &namer{b: b, made: d.Schemas, uses: map[string]map[string]bool{}}
	planned := map[string]*goplan.Method{}
	for i := range b.client.Plan.Services {
		for j := range b.client.Plan.Services[i].Methods {
			m := &b.client.Plan.Services[i].Methods[j]
			planned[m.Operation.ID] = m
		}
	}
	for i := range b.set.Actions {
		a := &b.set.Actions[i]
		if m := planned[a.Op.ID]; m != nil {
			d.Tools = b.tool(d.Tools, a, m, n)
		}
	}
	for i := range c.Auth {
		if c.Auth[i].Type == ir.AuthAuthorizationCode {
			b.losses.Warnf(c.Auth[i].Pos, "mcp-authorization-code", c.Auth[i].Key, "the server sends nobody to a page where access is granted: it takes an access token from its environment")
		}
	}
	return d
}

// icons are in the document itself: the server has no address to serve them from.
func icons(c *ir.Connector) []icon {
	var made []icon
	for _, i := range c.Listing.Icons {
		made = append(made, icon{"data:" + i.MediaType + ";base64," + base64.StdEncoding.EncodeToString(i.Content), i.MediaType, []string{i.Size}})
	}
	return made
}

// methods are the ways to authenticate, with what each cannot do without.
func (b *builder) methods() []method {
	var made []method
	for i := range b.c.Auth {
		m := method{Label: b.c.Auth[i].Label, TakesToken: takesToken(&b.c.Auth[i])}
		if v := b.variable(accessToken); v != nil && b.c.Auth[i].Type == ir.AuthAuthorizationCode {
			m.Needs = []label{{v.name, "Access token"}}
			made = append(made, m)
			continue
		}
		for _, f := range b.c.Auth[i].Fields {
			if v := b.ofField(f.Key); v != nil && needed(&f) {
				m.Needs = append(m.Needs, label{v.name, f.Label})
			}
		}
		made = append(made, m)
	}
	return made
}

// maxToolName is how long the names of tools may be where models are told of them.
const maxToolName = 64

// tool adds the tool of one action, unless its body cannot be given as JSON.
func (b *builder) tool(tools []tool, a *action.Action, m *goplan.Method, n *namer) []tool {
	if len(a.Key) > maxToolName {
		b.losses.Warnf(a.Op.Pos, "mcp-long-name", a.Op.ID, "hosts refuse names of tools that are longer than %d characters: give the operation a shorter ID", maxToolName)
	}
	t := tool{
		Name: a.Key, Title: a.Label, Description: a.Description, ReadOnly: a.Effect == "read",
		// That nothing is overwritten is a promise that only a new thing keeps.
		Destructive: a.Effect == "destructive" || a.Effect == "write" && a.Op.Kind != ir.OpCreate,
		Idempotent:  a.Idempotent,
	}
	used := map[string]bool{}
	t.InputSchema = a.Input.Schema(&jsonschema.Converter{Section: "$defs", Used: used})
	if !b.send(&t, a, m) {
		b.losses.Warnf(a.Op.Pos, "mcp-body", a.Op.ID, "operations whose body is neither JSON, a form, text nor bytes are left out")
		return tools
	}
	b.plain(t.InputSchema, a.Op.Pos, a.Op.ID)
	t.Uses = n.all(used)
	return append(tools, t)
}

// send says where the inputs go, and reports whether all of them can.
func (b *builder) send(t *tool, a *action.Action, m *goplan.Method) bool {
	in := a.Input
	fields := b.paramFields(m)
	for i, p := range a.Op.Params {
		if p.In == ir.InPath {
			t.Send.Path = append(t.Send.Path, in.ParamKey[i])
			continue
		}
		if t.Send.Params == nil {
			t.Send.Params = map[string]string{}
		}
		t.Send.Params[in.ParamKey[i]] = fields[string(p.In)+" "+p.Name]
	}
	if m.Body == nil {
		return true
	}
	made := &body{Whole: in.BodyKey, Parts: map[string]string{}, Required: a.Op.Body.Required}
	for i, p := range in.Parts {
		made.Parts[in.PartKey[i]] = p.Name
	}
	t.Send.Body = made
	if m.Body.Type.Pkg == "io" {
		return b.rawBody(made, in)
	}
	b.uploads(t, made, m)
	return true
}

// rawBody reports whether a body that is sent as it is can be given as text.
func (b *builder) rawBody(made *body, in *action.Input) bool {
	if in.BodyKey == "" {
		return false
	}
	schema := b.set.Resolve(in.Content.Schema)
	made.Base64 = in.Content.Schema == nil || schema != nil && schema.Kind == ir.Binary
	return made.Base64 || schema != nil && schema.Kind == ir.String
}

// uploads makes base64 of the files in a form.
func (b *builder) uploads(t *tool, made *body, m *goplan.Method) {
	at := m.Body.Type
	for at.Elem != nil {
		at = *at.Elem
	}
	i := slices.IndexFunc(b.client.Plan.Types, func(t goplan.Type) bool { return t.Name == at.Name && t.Kind == goplan.StructType })
	if i < 0 || at.Pkg != "" {
		return
	}
	for _, f := range b.client.Plan.Types[i].Fields {
		list := f.Type.Op == "[]"
		if f.Type.Name != "Upload" && (!list || f.Type.Elem.Name != "Upload") {
			continue
		}
		property := propertyOf(f.Tags)
		if made.Uploads == nil {
			made.Uploads = map[string]string{}
		}
		made.Uploads[property] = f.Name
		t.Description += fmt.Sprintf(" Give %q in base64.", property)
		for _, p := range t.InputSchema.Properties {
			if p.Name == made.Whole {
				asBase64(p.Schema, property, list)
			}
		}
		for input, of := range made.Parts {
			if of == property {
				asBase64(t.InputSchema, input, list)
			}
		}
	}
}

// asBase64 makes the property a file, or a list of them.
func asBase64(s *jsonschema.Schema, property string, list bool) {
	for i, p := range s.Properties {
		if p.Name != property {
			continue
		}
		file := &jsonschema.Schema{Type: jsonschema.Types{"string"}, ContentEncoding: "base64"}
		if list {
			file = &jsonschema.Schema{Type: jsonschema.Types{"array"}, Items: file}
		}
		file.Title, file.Description = p.Schema.Title, p.Schema.Description
		s.Properties[i].Schema = file
	}
}

// propertyOf is the property that a field of a model holds.
func propertyOf(tags []goplan.FieldTag) string {
	name := ""
	for _, tag := range tags {
		switch tag.Key {
		case "name":
			return tag.Value
		case "json":
			name, _, _ = strings.Cut(tag.Value, ",")
		}
	}
	return name
}

// paramFields are the fields of the params struct, by place and name of the parameter.
func (b *builder) paramFields(m *goplan.Method) map[string]string {
	fields := map[string]string{}
	for _, s := range b.client.Plan.Services {
		for _, t := range s.Params {
			if t.Name != m.Params {
				continue
			}
			for _, f := range t.Fields {
				fields[f.Tags[0].Key+" "+f.Tags[0].Value] = f.Name
			}
		}
	}
	return fields
}

// A namer converts the named schemas that tools use, each once.
type namer struct {
	b    *builder
	made map[string]*jsonschema.Schema
	uses map[string]map[string]bool
}

// all are the names in used and those that their schemas use in turn, sorted.
func (n *namer) all(used map[string]bool) []string {
	found := map[string]bool{}
	queue := slices.Sorted(maps.Keys(used))
	for len(queue) > 0 {
		name := queue[0]
		queue = queue[1:]
		if found[name] {
			continue
		}
		found[name] = true
		if _, done := n.made[name]; !done {
			n.uses[name] = map[string]bool{}
			schema := n.b.set.Schema(name)
			n.made[name] = (&jsonschema.Converter{Section: "$defs", Used: n.uses[name]}).Convert(schema)
			n.b.plain(n.made[name], schema.Pos, name)
		}
		queue = append(queue, slices.Sorted(maps.Keys(n.uses[name]))...)
	}
	return slices.Sorted(maps.Keys(found))
}
