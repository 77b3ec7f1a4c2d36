package oas

import (
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

const (
	urlencoded = "application/x-www-form-urlencoded"
	multipart  = "multipart/form-data"
)

// paths upgrades every operation.
func (u *upgrader) paths(n *yaml.Node) {
	for _, item := range entries(n) {
		key, value := field(item, "parameters")
		var inBody []*yaml.Node
		if value != nil {
			inBody = u.split(value)
		}
		if key != nil && len(value.Content) == 0 {
			item.Content = slices.DeleteFunc(item.Content, func(c *yaml.Node) bool { return c == key || c == value })
		}
		for method, op := range entries(item) {
			if isMethod(method.Value) {
				u.operation(op, inBody)
			}
		}
	}
}

// split leaves the parameters in n that stay such, and returns those of the body.
func (u *upgrader) split(n *yaml.Node) []*yaml.Node {
	var kept, inBody []*yaml.Node
	for _, p := range n.Content {
		target := p
		if ref, ok := refOf(p); ok {
			if name, local := strings.CutPrefix(unescapeFragment(ref.Value), "#/parameters/"); local {
				if found := lookup(u.parameters, "/"+name); found != nil {
					target = found
				}
			}
		}
		switch in := textOf(child(target, "in")); {
		case in == "body" || in == "formData":
			inBody = append(inBody, target)
		case target != p:
			kept = append(kept, p) // the document's own list has it
		default:
			kept = append(kept, u.parameter(p))
		}
	}
	n.Content = kept
	return inBody
}

func (u *upgrader) operation(op *yaml.Node, shared []*yaml.Node) {
	inBody := slices.Clone(shared)
	if params := child(op, "parameters"); params != nil {
		for _, own := range u.split(params) {
			inBody = slices.DeleteFunc(inBody, func(p *yaml.Node) bool { return textOf(child(p, "name")) == textOf(child(own, "name")) })
			inBody = append(inBody, own)
		}
	}
	consumes, produces := child(op, "consumes"), child(op, "produces")
	for _, r := range entries(child(op, "responses")) {
		u.response(r, produces)
	}
	kept := op.Content[:0:0]
	for key, value := range entries(op) {
		if key.Value != "consumes" && key.Value != "produces" && key.Value != "schemes" {
			kept = append(kept, key, value)
		}
	}
	op.Content = kept
	if len(inBody) > 0 {
		add(op, scalar(inBody[0], "requestBody"), u.body(inBody, mediaTypes(consumes, u.consumes)))
	}
}

// mediaTypes is the first list that is there.
func mediaTypes(lists ...*yaml.Node) []string {
	for _, list := range lists {
		if list == nil || list.Kind != yaml.SequenceNode {
			continue
		}
		var types []string
		for _, item := range list.Content {
			types = append(types, item.Value)
		}
		return types
	}
	return nil
}

// own are the keys of a parameter that are not those of its schema.
var own = []string{"name", "in", "description", "required", "allowEmptyValue", "collectionFormat"}

// parts are what a Swagger parameter or header says, the schema in one and the
// rest in the other.
func (u *upgrader) parts(n *yaml.Node) (schema, rest *yaml.Node) {
	schema, rest = mapping(n), mapping(n)
	for key, value := range entries(n) {
		if slices.Contains(own, key.Value) || strings.HasPrefix(key.Value, "x-") && key.Value != "x-nullable" {
			add(rest, key, value)
		} else {
			copied := *value
			k := *key
			add(schema, &k, &copied)
		}
	}
	u.schemas(schema)
	return schema, rest
}

// styles are the collection formats of queries and forms, as OpenAPI 3 has them;
// it has no name for tabs.
var styles = map[string]string{"csv": "form", "ssv": "spaceDelimited", "tsv": "tabDelimited", "pipes": "pipeDelimited", "multi": "form"}

// style adds to n how the items of an array are sent; without a word, with commas.
func (u *upgrader) style(n, param, schema *yaml.Node) {
	key, format := field(param, "collectionFormat")
	if textOf(child(schema, "type")) != "array" {
		return
	}
	if key == nil {
		key, format = scalar(param, "collectionFormat"), scalar(param, "csv")
	}
	in := textOf(child(param, "in"))
	style, known := styles[format.Value]
	if !known || in != "query" && in != "formData" && format.Value != "csv" {
		u.problems.Warnf(u.tree.pos(key), "oas-collection-format", "collectionFormat %q is not one of a parameter in %s: it is read as csv", format.Value, in)
		style = "form"
	}
	if in == "query" || in == "formData" {
		multi := map[bool]string{true: "true", false: "false"}[format.Value == "multi"]
		explode := &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!bool", Value: multi, Line: key.Line, Column: key.Column}
		n.Content = append(n.Content, scalar(key, "style"), scalar(key, style), scalar(key, "explode"), explode)
	}
}

// parameter moves what is said of the values into a schema.
func (u *upgrader) parameter(n *yaml.Node) *yaml.Node {
	if _, isRef := refOf(n); isRef || child(n, "schema") != nil {
		return n
	}
	schema, rest := u.parts(n)
	key, value := field(rest, "collectionFormat")
	rest.Content = slices.DeleteFunc(rest.Content, func(c *yaml.Node) bool { return c == key || c == value })
	u.style(rest, n, schema)
	if len(schema.Content) > 0 {
		add(rest, scalar(n, "schema"), schema)
	}
	*n = *rest
	return n
}

// body makes a request body of the parameters that are in it.
func (u *upgrader) body(params []*yaml.Node, consumes []string) *yaml.Node {
	at := params[0]
	body, content := mapping(at), mapping(at)
	if i := slices.IndexFunc(params, func(p *yaml.Node) bool { return textOf(child(p, "in")) == "body" }); i >= 0 {
		at = params[i]
		for key, value := range entries(at) {
			if key.Value == "description" || key.Value == "required" {
				add(body, key, value)
			}
		}
		schema := child(at, "schema")
		u.schemas(schema)
		if len(consumes) == 0 {
			consumes = []string{"application/json"}
		}
		for _, media := range consumes {
			entry := mapping(at)
			if schema != nil {
				add(entry, scalar(at, "schema"), schema)
			}
			add(content, scalar(at, media), entry)
		}
	} else {
		form, required := u.form(params)
		for _, media := range formTypes(params, consumes) {
			add(content, scalar(at, media), form)
		}
		if required {
			add(body, scalar(at, "required"), &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!bool", Value: "true", Line: at.Line, Column: at.Column})
		}
	}
	add(body, scalar(at, "content"), content)
	return body
}

// formTypes are the media types of a form; one with a file has one.
func formTypes(params []*yaml.Node, consumes []string) []string {
	if slices.ContainsFunc(params, func(p *yaml.Node) bool { return textOf(child(p, "type")) == "file" }) {
		return []string{multipart}
	}
	types := slices.DeleteFunc(slices.Clone(consumes), func(media string) bool {
		return !strings.HasPrefix(media, multipart) && !strings.HasPrefix(media, urlencoded)
	})
	if len(types) == 0 {
		return []string{urlencoded}
	}
	return types
}

// form is the media type object of the fields, and whether one of them is required.
func (u *upgrader) form(params []*yaml.Node) (media *yaml.Node, anyRequired bool) {
	at := params[0]
	properties, required, encoding := mapping(at), sequence(at), mapping(at)
	for _, p := range params {
		name := child(p, "name")
		if textOf(name) == "" {
			continue
		}
		schema, _ := u.parts(p)
		if key, description := field(p, "description"); key != nil {
			add(schema, key, description)
		}
		add(properties, name, schema)
		if textOf(child(p, "required")) == "true" {
			required.Content = append(required.Content, name)
		}
		part := mapping(p)
		u.style(part, p, schema)
		if len(part.Content) > 0 && textOf(child(p, "collectionFormat")) != "multi" {
			add(encoding, name, part)
		}
	}
	schema := mapping(at, scalar(at, "type"), scalar(at, "object"), scalar(at, "properties"), properties)
	if len(required.Content) > 0 {
		add(schema, scalar(at, "required"), required)
	}
	media = mapping(at, scalar(at, "schema"), schema)
	if len(encoding.Content) > 0 {
		add(media, scalar(at, "encoding"), encoding)
	}
	return media, len(required.Content) > 0
}

// response moves the schema into the media types, and what is said of headers
// into their schemas.
func (u *upgrader) response(n, produces *yaml.Node) {
	if _, isRef := refOf(n); isRef {
		return
	}
	for _, header := range entries(child(n, "headers")) {
		u.parameter(header)
	}
	key, schema := field(n, "schema")
	examplesKey, examples := field(n, "examples")
	n.Content = slices.DeleteFunc(n.Content, func(c *yaml.Node) bool {
		return c == key || c == schema || c == examplesKey || c == examples
	})
	if key == nil {
		return
	}
	types := mediaTypes(produces, u.produces)
	switch file := textOf(child(schema, "type")) == "file"; {
	case file && (len(types) == 0 || slices.Equal(types, []string{"application/json"})):
		types = []string{"application/octet-stream"}
	case len(types) == 0:
		types = []string{"application/json"}
	default:
	}
	u.schemas(schema)
	content := mapping(key)
	for _, media := range types {
		entry := mapping(key, scalar(key, "schema"), schema)
		if example := child(examples, media); example != nil {
			add(entry, scalar(key, "example"), example)
		}
		add(content, scalar(key, media), entry)
	}
	add(n, scalar(key, "content"), content)
}
