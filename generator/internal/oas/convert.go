package oas

import (
	"regexp"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"gopkg.in/yaml.v3"

	"github.com/connectorgen/connectorgen/generator/internal/diag"
	"github.com/connectorgen/connectorgen/generator/internal/source"
	"github.com/connectorgen/connectorgen/generator/internal/strict"
)

// A converter turns what kin-openapi read into a Document. It walks the tree
// beside it, which knows order, places and the spelling of numbers.
type converter struct {
	tree     *tree
	api      *openapi3.T
	problems *diag.List

	doc   *Document
	named map[string]string // JSON pointer of a schema outside components to the name it got
}

func (c *converter) document() *Document {
	root := c.tree.root
	c.named = make(map[string]string)
	c.doc = &Document{
		File:        c.tree.file,
		OpenAPI:     c.api.OpenAPI,
		Title:       c.api.Info.Title,
		Version:     c.api.Info.Version,
		Description: c.api.Info.Description,
		Servers:     c.servers(c.api.Servers, child(root, "servers")),
		Security:    c.requirements(c.api.Security, child(root, "security")),
		Pos:         c.tree.pos(root),
	}
	if contact := c.api.Info.Contact; contact != nil {
		c.doc.ContactEmail = contact.Email
	}
	for _, tag := range c.api.Tags {
		c.doc.Tags = append(c.doc.Tags, Tag{Name: tag.Name, Description: tag.Description})
	}
	if c.api.Components != nil {
		c.components(child(root, "components"))
	}
	c.paths(child(root, "paths"))
	c.webhooks(child(root, "webhooks"))
	return c.doc
}

// components reads the named schemas and the security schemes.
func (c *converter) components(n *yaml.Node) {
	schemas := child(n, "schemas")
	for key, value := range entries(schemas) {
		ref := c.api.Components.Schemas[key.Value]
		if ref == nil {
			continue
		}
		s := c.schema(ref, value)
		s.Name, s.Pos = key.Value, c.tree.pos(key)
		c.doc.Schemas = append(c.doc.Schemas, s)
	}
	for key := range entries(child(n, "securitySchemes")) {
		if ref := c.api.Components.SecuritySchemes[key.Value]; ref != nil && ref.Value != nil {
			c.doc.SecuritySchemes = append(c.doc.SecuritySchemes, securityScheme(key.Value, ref.Value, c.tree.pos(key)))
		}
	}
}

// entries iterates over the keys and values of a mapping.
func entries(n *yaml.Node) func(yield func(key, value *yaml.Node) bool) {
	return func(yield func(key, value *yaml.Node) bool) {
		if n == nil || n.Kind != yaml.MappingNode {
			return
		}
		for i := 0; i+1 < len(n.Content); i += 2 {
			if !yield(n.Content[i], n.Content[i+1]) {
				return
			}
		}
	}
}

// deref follows local references of the tree, so that it stays beside kin-openapi's values.
func (c *converter) deref(n *yaml.Node) *yaml.Node {
	for range 100 {
		ref, ok := refOf(n)
		if !ok {
			return n
		}
		n = lookup(c.tree.root, strings.TrimPrefix(unescapeFragment(ref.Value), "#"))
	}
	return nil
}

func (c *converter) paths(n *yaml.Node) {
	for key, value := range entries(n) {
		item := c.api.Paths.Value(key.Value)
		if item == nil {
			continue // an extension
		}
		value = c.deref(value)
		for methodKey, opNode := range entries(value) {
			if !isMethod(methodKey.Value) {
				continue
			}
			op := item.GetOperation(strings.ToUpper(methodKey.Value))
			if op == nil {
				continue
			}
			c.doc.Operations = append(c.doc.Operations, c.operation(key, methodKey, item, value, op, opNode))
		}
	}
}

func (c *converter) operation(pathKey, methodKey *yaml.Node, item *openapi3.PathItem, itemNode *yaml.Node, op *openapi3.Operation, n *yaml.Node) Operation {
	o := Operation{
		ID:          op.OperationID,
		Method:      strings.ToUpper(methodKey.Value),
		Path:        pathKey.Value,
		Tags:        op.Tags,
		Summary:     op.Summary,
		Description: op.Description,
		Deprecated:  op.Deprecated,
		Pos:         c.tree.pos(methodKey),
		PathPos:     c.tree.pos(pathKey),
	}
	o.Parameters = c.parameters(item.Parameters, child(itemNode, "parameters"), nil)
	o.Parameters = c.parameters(op.Parameters, child(n, "parameters"), o.Parameters)
	c.pathParameters(&o)
	if op.RequestBody != nil && op.RequestBody.Value != nil {
		o.Body = c.body(op.RequestBody.Value, n)
	}
	o.Responses = c.responses(op.Responses, child(n, "responses"))
	if op.Security != nil {
		reqs := c.requirements(*op.Security, child(n, "security"))
		o.Security = &reqs
	}
	if op.Servers != nil {
		o.Servers = c.servers(*op.Servers, child(n, "servers"))
	} else {
		o.Servers = c.servers(item.Servers, child(itemNode, "servers"))
	}
	o.Callbacks = c.callbacks(op.Callbacks, child(n, "callbacks"))
	return o
}

// canBeSent refuses a header or cookie whose name HTTP does not allow.
func (c *converter) canBeSent(p Parameter) bool {
	if p.In == "path" || p.In == "query" || strict.IsToken(p.Name) {
		return true
	}
	c.problems.Warnf(p.Pos, "oas-header-name", "%q cannot be the name of a header or cookie: it is left out", p.Name)
	return false
}

// ownHeaders are those that by OpenAPI follow from the rest of the document.
var ownHeaders = []string{"Accept", "Content-Type", "Authorization"}

// parameters adds to have; one of the same name and place takes the place of the earlier.
func (c *converter) parameters(params openapi3.Parameters, n *yaml.Node, have []Parameter) []Parameter {
	for i, ref := range params {
		if ref == nil || ref.Value == nil {
			continue
		}
		p := c.parameter(ref.Value, c.deref(item(n, i)))
		if p.Name == "" {
			c.problems.Warnf(p.Pos, "oas-shape", "a parameter has no name: it is left out")
			continue
		}
		if p.In != "path" && p.In != "query" && p.In != "header" && p.In != "cookie" {
			c.problems.Warnf(p.Pos, "oas-parameter-in", "parameter %q is in %q: only path, query, header and cookie can be sent", p.Name, p.In)
			continue
		}
		if p.In == "header" && slices.ContainsFunc(ownHeaders, func(own string) bool { return strings.EqualFold(own, p.Name) }) {
			c.problems.Warnf(p.Pos, "oas-parameter-header", "header parameter %q is not one by OpenAPI: it is left out", p.Name)
			continue
		}
		if !c.canBeSent(p) {
			continue
		}
		same := slices.IndexFunc(have, func(h Parameter) bool { return h.Name == p.Name && h.In == p.In })
		if same >= 0 {
			have[same] = p
			continue
		}
		have = append(have, p)
	}
	return have
}

func (c *converter) parameter(v *openapi3.Parameter, n *yaml.Node) Parameter {
	p := Parameter{
		Name:          v.Name,
		In:            v.In,
		Description:   v.Description,
		Required:      v.Required || v.In == "path",
		Deprecated:    v.Deprecated,
		Style:         v.Style,
		AllowReserved: v.AllowReserved,
		AllowEmpty:    v.AllowEmptyValue,
		Pos:           c.tree.pos(n),
	}
	if name := child(n, "name"); name != nil {
		p.Pos = c.tree.pos(name)
	}
	if p.Style == "" {
		p.Style = map[string]string{"path": "simple", "header": "simple"}[v.In]
		if p.Style == "" {
			p.Style = "form"
		}
	}
	p.Explode = p.Style == "form"
	if v.Explode != nil {
		p.Explode = *v.Explode
	}
	if v.Schema != nil {
		p.Schema = c.schema(v.Schema, child(n, "schema"))
	}
	p.Contents = c.contents(v.Content, child(n, "content"))
	return p
}

var placeholder = regexp.MustCompile(`\{([^{}]*)\}`)

// pathParameters makes the parameters in the path agree with its placeholders.
func (c *converter) pathParameters(o *Operation) {
	inPath := make(map[string]bool)
	for _, m := range placeholder.FindAllStringSubmatch(o.Path, -1) {
		name := m[1]
		inPath[name] = true
		declared := slices.ContainsFunc(o.Parameters, func(p Parameter) bool { return p.In == "path" && p.Name == name })
		if declared {
			continue
		}
		c.problems.Warnf(o.Pos, "oas-path-undeclared", "%s %s does not declare its path parameter %s: it is taken as a string", o.Method, o.Path, name)
		o.Parameters = append(o.Parameters, Parameter{Name: name, In: "path", Required: true, Style: "simple", Schema: &Schema{Types: []string{"string"}, Pos: o.Pos}, Pos: o.Pos})
	}
	o.Parameters = slices.DeleteFunc(o.Parameters, func(p Parameter) bool {
		if p.In != "path" || inPath[p.Name] {
			return false
		}
		c.problems.Warnf(p.Pos, "oas-path-no-placeholder", "path parameter %q does not stand in %s: it is left out", p.Name, o.Path)
		return true
	})
}

func (c *converter) body(v *openapi3.RequestBody, op *yaml.Node) *Body {
	key, n := field(op, "requestBody")
	n = c.deref(n)
	return &Body{
		Description: v.Description,
		Required:    v.Required,
		Contents:    c.contents(v.Content, child(n, "content")),
		Pos:         c.tree.pos(key),
	}
}

func (c *converter) contents(v openapi3.Content, n *yaml.Node) []Content {
	var out []Content
	for key, value := range entries(n) {
		m := v[key.Value]
		if m == nil {
			continue
		}
		content := Content{MediaType: key.Value, Pos: c.tree.pos(key)}
		if m.Schema != nil {
			content.Schema = c.schema(m.Schema, child(value, "schema"))
		}
		if m.ItemSchema != nil {
			content.Item = c.schema(m.ItemSchema, child(value, "itemSchema"))
		}
		for name, part := range entries(child(value, "encoding")) {
			if e := m.Encoding[name.Value]; e != nil {
				content.Parts = append(content.Parts, c.part(name.Value, e, part))
			}
		}
		out = append(out, content)
	}
	return out
}

func (c *converter) part(name string, e *openapi3.Encoding, n *yaml.Node) Part {
	p := Part{Name: name, MediaType: e.ContentType, Style: e.Style, AllowReserved: e.AllowReserved}
	if p.Style == "" && (e.Explode != nil || e.AllowReserved) {
		p.Style = "form"
	}
	if p.Explode = p.Style == "form"; e.Explode != nil {
		p.Explode = *e.Explode
	}
	if key, headers := field(n, "headers"); headers != nil && len(headers.Content) > 0 {
		c.problems.Warnf(c.tree.pos(key), "oas-part-headers", "the headers of part %q are left out", name)
		c.problems.Hintf("a body that needs them can be sent as bytes, with WithBody")
	}
	return p
}

func (c *converter) responses(v *openapi3.Responses, n *yaml.Node) []Response {
	var out []Response
	for key, value := range entries(n) {
		if v == nil || v.Value(key.Value) == nil || v.Value(key.Value).Value == nil {
			continue // an extension
		}
		r := v.Value(key.Value).Value
		value = c.deref(value)
		response := Response{Status: key.Value, Contents: c.contents(r.Content, child(value, "content")), Pos: c.tree.pos(key)}
		if r.Description != nil {
			response.Description = *r.Description
		}
		for name, header := range entries(child(value, "headers")) {
			h := r.Headers[name.Value]
			if h == nil || h.Value == nil {
				continue
			}
			if p := c.header(name, h.Value, c.deref(header)); c.canBeSent(p) {
				response.Headers = append(response.Headers, p)
			}
		}
		response.Links = c.links(r.Links, child(value, "links"))
		out = append(out, response)
	}
	return out
}

func (c *converter) header(name *yaml.Node, v *openapi3.Header, n *yaml.Node) Parameter {
	p := c.parameter(&v.Parameter, n)
	p.Name, p.In, p.Style, p.Pos = name.Value, "header", "simple", c.tree.pos(name)
	p.Explode = v.Explode != nil && *v.Explode
	return p
}

func (c *converter) servers(v openapi3.Servers, n *yaml.Node) []Server {
	var out []Server
	for i, s := range v {
		at := item(n, i)
		server := Server{URL: s.URL, Description: s.Description, Pos: c.tree.pos(at)}
		for key := range entries(child(at, "variables")) {
			if variable := s.Variables[key.Value]; variable != nil {
				server.Variables = append(server.Variables, Variable{
					Name: key.Value, Default: variable.Default, Enum: variable.Enum,
					Description: variable.Description, Pos: c.tree.pos(key),
				})
			}
		}
		out = append(out, server)
	}
	return out
}

// requirements keeps the order of the document; nil says that nothing is stated.
func (c *converter) requirements(v openapi3.SecurityRequirements, n *yaml.Node) []Requirement {
	if n == nil {
		return nil
	}
	out := []Requirement{}
	for i, req := range v {
		r := Requirement{}
		for key := range entries(item(n, i)) {
			r = append(r, RequiredScheme{Name: key.Value, Scopes: req[key.Value]})
		}
		out = append(out, r)
	}
	return out
}

func securityScheme(name string, v *openapi3.SecurityScheme, pos source.Pos) SecurityScheme {
	s := SecurityScheme{
		Name: name, Type: v.Type, Description: v.Description, ParamName: v.Name, In: v.In,
		Scheme: v.Scheme, BearerFormat: v.BearerFormat, OpenIDConnectURL: v.OpenIdConnectUrl, Pos: pos,
	}
	if v.Flows == nil {
		return s
	}
	for _, f := range []struct {
		grant string
		flow  *openapi3.OAuthFlow
	}{
		{"clientCredentials", v.Flows.ClientCredentials},
		{"authorizationCode", v.Flows.AuthorizationCode},
		{"password", v.Flows.Password},
		{"implicit", v.Flows.Implicit},
	} {
		if f.flow == nil {
			continue
		}
		flow := Flow{Grant: f.grant, AuthorizationURL: f.flow.AuthorizationURL, TokenURL: f.flow.TokenURL, RefreshURL: f.flow.RefreshURL}
		for scope := range f.flow.Scopes {
			flow.Scopes = append(flow.Scopes, scope)
		}
		slices.Sort(flow.Scopes)
		s.Flows = append(s.Flows, flow)
	}
	return s
}
