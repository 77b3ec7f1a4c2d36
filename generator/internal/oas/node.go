package oas

import (
	"encoding/json"
	"strconv"

	"gopkg.in/yaml.v3"

	"github.com/connectorgen/connectorgen/generator/internal/source"
)

// A tree is the document as nodes, before kin-openapi sees it.
type tree struct {
	file   string
	root   *yaml.Node
	fileOf map[*yaml.Node]string // nodes that came from another file: an overlay, or one referred to
	copies int                   // made of nodes so far
}

// pos is the place of n.
func (t *tree) pos(n *yaml.Node) source.Pos {
	if n == nil {
		return source.Pos{File: t.file}
	}
	file, ok := t.fileOf[n]
	if !ok {
		file = t.file
	}
	return source.Pos{File: file, Line: n.Line, Column: n.Column}
}

// field returns the key and the value of a mapping's entry, or nils.
func field(n *yaml.Node, name string) (key, value *yaml.Node) {
	if n == nil || n.Kind != yaml.MappingNode {
		return nil, nil
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == name {
			return n.Content[i], n.Content[i+1]
		}
	}
	return nil, nil
}

// child returns the value of a mapping's entry, or nil.
func child(n *yaml.Node, names ...string) *yaml.Node {
	for _, name := range names {
		_, n = field(n, name)
	}
	return n
}

// item returns the i-th item of a sequence, or nil.
func item(n *yaml.Node, i int) *yaml.Node {
	if n == nil || n.Kind != yaml.SequenceNode || i >= len(n.Content) {
		return nil
	}
	return n.Content[i]
}

// setField sets an entry of a mapping that has it already or gets it at the end.
func setField(n *yaml.Node, key, value *yaml.Node) {
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key.Value {
			n.Content[i+1] = value
			return
		}
	}
	n.Content = append(n.Content, key, value)
}

// refOf returns the text of n's $ref.
func refOf(n *yaml.Node) (*yaml.Node, bool) {
	ref := child(n, "$ref")
	if ref == nil || ref.Kind != yaml.ScalarNode {
		return nil, false
	}
	return ref, true
}

// lookup finds the node at a JSON pointer, or nil.
func lookup(n *yaml.Node, pointer string) *yaml.Node {
	for _, part := range source.Names(pointer) {
		switch {
		case n == nil:
			return nil
		case n.Kind == yaml.MappingNode:
			n = child(n, part)
		case n.Kind == yaml.SequenceNode:
			i, err := strconv.Atoi(part)
			if err != nil || i < 0 {
				return nil
			}
			n = item(n, i)
		default:
			return nil
		}
	}
	return n
}

// raw returns n as JSON, or nil if there is no n or it is nothing that JSON can say.
func raw(n *yaml.Node) json.RawMessage {
	if n == nil {
		return nil
	}
	text, err := source.JSON(n)
	if err != nil {
		return nil
	}
	return text
}
