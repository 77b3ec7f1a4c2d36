package oas

import (
	"net/url"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/connectorgen/connectorgen/generator/internal/diag"
)

// isSwagger reports whether the tree is a Swagger 2.0 document.
func isSwagger(t *tree) bool { return child(t.root, "swagger") != nil }

// upgrade turns a Swagger 2.0 document into an OpenAPI 3.0 one. Nodes are moved
// rather than made, so that they keep their order, their spelling and their
// places; what has to be made has the place of what it is made of.
func upgrade(t *tree, problems *diag.List) {
	shapes := &shaper{tree: t, problems: problems, swagger: true}
	for name, shape := range map[string]string{"definitions": "schema", "paths": "path", "parameters": "parameter", "responses": "response"} {
		if key, value := field(t.root, name); value != nil && !shapes.named(key, value, shape) {
			setField(t.root, key, mapping(key))
		}
	}
	u := &upgrader{tree: t, problems: problems, consumes: child(t.root, "consumes"), produces: child(t.root, "produces")}
	u.document()
}

// An upgrader holds what one upgrade needs.
type upgrader struct {
	tree               *tree
	problems           *diag.List
	consumes, produces *yaml.Node
	parameters         *yaml.Node // of the document, as Swagger has them
}

func (u *upgrader) document() {
	root := u.tree.root
	u.parameters = child(root, "parameters")
	components := mapping(root)
	made := mapping(root)
	for key, value := range entries(root) {
		switch key.Value {
		case "swagger":
			add(made, scalar(key, "openapi"), scalar(value, "3.0.3"))
		case "host":
			add(made, scalar(key, "servers"), u.servers(value))
		case "definitions":
			u.schemas(value)
			add(components, scalar(key, "schemas"), value)
		case "parameters":
			add(components, key, u.shared(value))
		case "responses":
			for _, r := range entries(value) {
				u.response(r, nil)
			}
			add(components, key, value)
		case "securityDefinitions":
			for _, s := range entries(value) {
				security(s)
			}
			add(components, scalar(key, "securitySchemes"), value)
		case "paths":
			u.paths(value)
			add(made, key, value)
		case "basePath", "schemes", "consumes", "produces":
		default:
			add(made, key, value)
		}
	}
	add(made, scalar(root, "components"), components)
	root.Content = made.Content
	retarget(root)
}

func (u *upgrader) servers(host *yaml.Node) *yaml.Node {
	list := sequence(host)
	schemes := child(u.tree.root, "schemes")
	if schemes == nil || len(schemes.Content) == 0 {
		schemes = sequence(host, scalar(host, "https"))
	}
	base := ""
	if b := child(u.tree.root, "basePath"); b != nil {
		base = b.Value
	}
	for _, scheme := range schemes.Content {
		address := url.URL{Scheme: scheme.Value, Host: host.Value, Path: base}
		list.Content = append(list.Content, mapping(host, scalar(host, "url"), scalar(host, address.String())))
	}
	return list
}

// shared are the document's parameters that stay parameters.
func (u *upgrader) shared(n *yaml.Node) *yaml.Node {
	kept := mapping(n)
	for key, value := range entries(n) {
		if in := textOf(child(value, "in")); in != "body" && in != "formData" {
			add(kept, key, u.parameter(value))
		}
	}
	return kept
}

// security makes a scheme of OpenAPI 3 of n.
func security(n *yaml.Node) {
	switch textOf(child(n, "type")) {
	case "basic":
		setField(n, scalar(n, "type"), scalar(n, "http"))
		add(n, scalar(n, "scheme"), scalar(n, "basic"))
	case "oauth2":
		flow := mapping(n)
		names := map[string]string{"application": "clientCredentials", "accessCode": "authorizationCode"}
		name := textOf(child(n, "flow"))
		if now, ok := names[name]; ok {
			name = now
		}
		kept := n.Content[:0:0]
		for key, value := range entries(n) {
			switch key.Value {
			case "flow":
			case "authorizationUrl", "tokenUrl", "scopes":
				add(flow, key, value)
			default:
				kept = append(kept, key, value)
			}
		}
		n.Content = kept
		add(n, scalar(n, "flows"), mapping(n, scalar(n, name), flow))
	default:
	}
}

// schemas mends all schemas below n that Swagger spells in its own way.
func (u *upgrader) schemas(n *yaml.Node) {
	if n == nil {
		return
	}
	for key, value := range entries(n) {
		switch {
		case key.Value == "x-nullable" && value.ShortTag() == "!!bool":
			key.Value = "nullable"
		case key.Value == "discriminator" && value.Kind == yaml.ScalarNode:
			name := *value
			*value = *mapping(value, scalar(value, "propertyName"), &name)
		case key.Value == "type" && value.Value == "file":
			value.Value = "string"
			add(n, scalar(value, "format"), scalar(value, "binary"))
		case key.Value == "example", key.Value == "default", key.Value == "enum":
			continue
		default:
		}
		u.schemas(value)
	}
	if n.Kind == yaml.SequenceNode {
		for _, c := range n.Content {
			u.schemas(c)
		}
	}
}

// retarget turns references to where things stand now.
func retarget(n *yaml.Node) {
	if ref, ok := refOf(n); ok {
		for old, now := range map[string]string{
			"#/definitions/": schemasPrefix, "#/parameters/": "#/components/parameters/", "#/responses/": "#/components/responses/",
		} {
			if rest, ok := strings.CutPrefix(ref.Value, old); ok {
				ref.Value = now + rest
			}
		}
	}
	for _, c := range n.Content {
		retarget(c)
	}
}

// scalar is text at the place of at.
func scalar(at *yaml.Node, text string) *yaml.Node {
	return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: text, Line: at.Line, Column: at.Column}
}

// mapping is one of keys and values, at the place of at.
func mapping(at *yaml.Node, content ...*yaml.Node) *yaml.Node {
	return &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map", Line: at.Line, Column: at.Column, Content: content}
}

func sequence(at *yaml.Node, items ...*yaml.Node) *yaml.Node {
	return &yaml.Node{Kind: yaml.SequenceNode, Tag: "!!seq", Line: at.Line, Column: at.Column, Content: items}
}

func add(n, key, value *yaml.Node) { n.Content = append(n.Content, key, value) }

// textOf is the text of a scalar, "" for anything else.
func textOf(n *yaml.Node) string {
	if n == nil || n.Kind != yaml.ScalarNode {
		return ""
	}
	return n.Value
}
