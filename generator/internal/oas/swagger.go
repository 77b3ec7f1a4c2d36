package oas

import (
	"encoding/json"
	"strings"

	"github.com/getkin/kin-openapi/openapi2"
	"github.com/getkin/kin-openapi/openapi2conv"
	"github.com/getkin/kin-openapi/openapi3"
	"gopkg.in/yaml.v3"

	"github.com/connectorgen/connectorgen/generator/internal/diag"
	"github.com/connectorgen/connectorgen/generator/internal/source"
)

// isSwagger reports whether the tree is a Swagger 2.0 document.
func isSwagger(t *tree) bool { return child(t.root, "swagger") != nil }

// upgrade turns a Swagger 2.0 document into an OpenAPI 3.0 one. What it makes
// has the place of what it was made of, or else of what that stands in.
func upgrade(t *tree, problems *diag.List) *tree {
	shapes := &shaper{tree: t, problems: problems, swagger: true}
	if key, definitions := field(t.root, "definitions"); definitions != nil {
		shapes.named(key, definitions, "schema")
	}
	if key, paths := field(t.root, "paths"); paths != nil {
		shapes.named(key, paths, "path") // what both versions have has the same shape
	}
	text, err := source.JSON(t.root)
	if err != nil {
		problems.Errorf(t.pos(t.root), "oas-read", "%v", err)
		return nil
	}
	var old openapi2.T
	if err := json.Unmarshal(text, &old); err != nil {
		problems.Errorf(t.pos(t.root), "oas-read", "%v", err)
		return nil
	}
	api, err := guarded(func() (*openapi3.T, error) { return openapi2conv.ToV3(&old) })
	if err != nil {
		problems.Errorf(t.pos(t.root), "oas-read", "%v", err)
		return nil
	}
	made, err := json.Marshal(api)
	if err != nil {
		problems.Errorf(t.pos(t.root), "oas-read", "%v", err)
		return nil
	}
	root, err := source.Parse(t.file, made)
	if err != nil {
		problems.Errorf(t.pos(t.root), "oas-read", "%v", err)
		return nil
	}
	up := &tree{file: t.file, root: root, fileOf: make(map[*yaml.Node]string)}
	p := placer{from: t, to: up}
	p.place(root, t.root, t.root)
	for name, old := range map[string]string{"schemas": "definitions", "parameters": "parameters", "responses": "responses", "securitySchemes": "securityDefinitions"} {
		if was := child(t.root, old); was != nil {
			p.place(child(root, "components", name), was, was)
		}
	}
	retarget(root)
	sortLike(child(root, "components", "schemas"), child(t.root, "definitions"))
	sortLike(child(root, "components", "securitySchemes"), child(t.root, "securityDefinitions"))
	sortLike(child(root, "paths"), child(t.root, "paths"))
	return up
}

// retarget turns what references the conversion has left as they were.
func retarget(n *yaml.Node) {
	if ref, ok := refOf(n); ok {
		for old, now := range map[string]string{"#/definitions/": schemasPrefix, "#/parameters/": "#/components/parameters/", "#/responses/": "#/components/responses/"} {
			if rest, ok := strings.CutPrefix(ref.Value, old); ok {
				ref.Value = now + rest
			}
		}
	}
	for _, c := range n.Content {
		retarget(c)
	}
}

// A placer gives the nodes of a converted tree the places of the original.
type placer struct{ from, to *tree }

// place places n and all below it. was is the node that n was made of, or nil;
// in is the nearest node that is known.
func (p placer) place(n, was, in *yaml.Node) {
	if n == nil {
		return
	}
	if was != nil {
		in = was
	}
	p.at(n, in)
	for i, c := range n.Content {
		switch {
		case n.Kind == yaml.SequenceNode:
			p.place(c, item(was, i), in)
		case i%2 == 1:
			key, old := field(was, n.Content[i-1].Value)
			if key != nil {
				p.at(n.Content[i-1], key)
			} else {
				p.at(n.Content[i-1], in)
			}
			p.place(c, old, in)
		default:
		}
	}
}

func (p placer) at(n, was *yaml.Node) {
	n.Line, n.Column = was.Line, was.Column
	if file, ok := p.from.fileOf[was]; ok {
		p.to.fileOf[n] = file
	}
}

// sortLike puts the entries of a mapping, which the conversion sorts by name, in
// the order of the original, and the properties of schemas below it too.
func sortLike(n, was *yaml.Node) {
	if n == nil || was == nil || n.Kind != was.Kind {
		return
	}
	if n.Kind == yaml.SequenceNode {
		for i, c := range n.Content {
			sortLike(c, item(was, i))
		}
		return
	}
	if n.Kind != yaml.MappingNode {
		return
	}
	sorted := make([]*yaml.Node, 0, len(n.Content))
	for key, old := range entries(was) {
		if k, v := field(n, key.Value); k != nil {
			sortLike(v, old)
			sorted = append(sorted, k, v)
		}
	}
	for k, v := range entries(n) {
		if old, _ := field(was, k.Value); old == nil {
			sorted = append(sorted, k, v)
		}
	}
	n.Content = sorted
}
