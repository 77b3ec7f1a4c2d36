package oas

import (
	"encoding/json"
	"math"
	"slices"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/connectorgen/connectorgen/generator/internal/diag"
)

// A shaper makes a document have the shapes that kin-openapi insists on: a
// scalar of another type is converted where nothing is lost, and what cannot be
// meant is left out, with a warning.
type shaper struct {
	tree     *tree
	problems *diag.List
	swagger  bool // of version 2.0, in which a discriminator is text
}

// mendShapes mends the whole document.
func mendShapes(t *tree, problems *diag.List) {
	m := &shaper{tree: t, problems: problems}
	m.object(t.root, "document")
}

// object mends the fields of n, an object of the shape.
func (m *shaper) object(n *yaml.Node, shape string) {
	if n.Kind != yaml.MappingNode {
		return
	}
	if _, isRef := refOf(n); isRef && shape != "path" && shape != "schema" {
		return
	}
	if shape == "schema" {
		m.requiredFlags(n)
		m.besideRef(n)
	}
	fields := shapes[shape]
	kept := n.Content[:0:0]
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		want, known := fields[key.Value]
		if !known {
			want, known = fields["*"]
		}
		if known && value.ShortTag() == "!!null" && key.Value != "example" && want.kind != scopes {
			continue // an empty value is as good as none
		}
		if known && !m.value(key, value, want) {
			continue
		}
		kept = append(kept, key, value)
	}
	n.Content = kept
}

// value mends one value and reports whether it may stay.
func (m *shaper) value(key, n *yaml.Node, w want) bool {
	switch w.kind {
	case text:
		return m.text(key, n)
	case flag:
		return m.flag(key, n)
	case number:
		return m.number(key, n)
	case count:
		return m.count(key, n)
	case numberOr:
		return n.ShortTag() == "!!bool" || m.number(key, n)
	case texts:
		return m.texts(key, n)
	case scopes:
		return m.scopes(key, n)
	case types:
		return n.Kind == yaml.ScalarNode && m.text(key, n) || n.Kind == yaml.SequenceNode && m.texts(key, n)
	case values:
		return n.Kind == yaml.SequenceNode || m.drop(key, "a sequence")
	case list:
		return m.list(key, n, w.shape)
	case named:
		return m.named(key, n, w.shape)
	case flagOr:
		if n.ShortTag() == "!!bool" {
			return true
		}
		if key.Value == "items" && n.Kind == yaml.SequenceNode {
			return m.tuple(key, n)
		}
		return m.one(key, n, w.shape)
	case object:
		if m.swagger && w.shape == "discriminator" {
			return m.text(key, n)
		}
		return m.one(key, n, w.shape)
	default:
		return true
	}
}

func (m *shaper) drop(key *yaml.Node, wanted string) bool {
	m.problems.Warnf(m.tree.pos(key), "oas-shape", "%s is not %s: it is left out", key.Value, wanted)
	return false
}

func (m *shaper) text(key, n *yaml.Node) bool {
	if n.Kind != yaml.ScalarNode {
		return m.drop(key, "text")
	}
	n.Tag = "!!str" // a version that is written 1.0 is text all the same
	return true
}

func (m *shaper) flag(key, n *yaml.Node) bool {
	if n.ShortTag() == "!!bool" {
		return true
	}
	if lower := strings.ToLower(n.Value); n.Kind == yaml.ScalarNode && (lower == "true" || lower == "false") {
		m.problems.Warnf(m.tree.pos(key), "oas-shape", "%s is the text %q: it is read as %s", key.Value, n.Value, lower)
		n.Tag, n.Value, n.Style = "!!bool", lower, 0
		return true
	}
	return m.drop(key, "true or false")
}

func (m *shaper) number(key, n *yaml.Node) bool {
	if tag := n.ShortTag(); tag == "!!int" || tag == "!!float" {
		var f float64
		if n.Decode(&f) == nil && !math.IsInf(f, 0) && !math.IsNaN(f) {
			return true
		}
	} else if _, err := strconv.ParseFloat(n.Value, 64); err == nil && n.Kind == yaml.ScalarNode && json.Valid([]byte(n.Value)) {
		m.problems.Warnf(m.tree.pos(key), "oas-shape", "%s is the text %q: it is read as a number", key.Value, n.Value)
		n.Tag, n.Style = "!!float", 0
		return true
	}
	return m.drop(key, "a number")
}

func (m *shaper) count(key, n *yaml.Node) bool {
	f, err := strconv.ParseFloat(n.Value, 64)
	if n.Kind != yaml.ScalarNode || err != nil || f < 0 || f != float64(uint64(f)) {
		return m.drop(key, "a whole number that is not negative")
	}
	if _, err := strconv.ParseUint(n.Value, 10, 64); err != nil || n.ShortTag() != "!!int" {
		n.Value = strconv.FormatUint(uint64(f), 10)
		n.Tag, n.Style = "!!int", 0
	}
	return true
}

func (m *shaper) texts(key, n *yaml.Node) bool {
	if n.ShortTag() == "!!bool" {
		return m.drop(key, "a sequence of text")
	}
	if n.Kind == yaml.ScalarNode {
		m.problems.Warnf(m.tree.pos(key), "oas-shape", "%s is not a sequence: it is read as one with the item %q", key.Value, n.Value)
		item := *n
		*n = yaml.Node{Kind: yaml.SequenceNode, Tag: "!!seq", Line: n.Line, Column: n.Column, Content: []*yaml.Node{&item}}
	}
	if n.Kind != yaml.SequenceNode {
		return m.drop(key, "a sequence of text")
	}
	n.Content = slices.DeleteFunc(n.Content, func(item *yaml.Node) bool {
		if item.Kind == yaml.ScalarNode && (item.ShortTag() != "!!null" || key.Value == "type") {
			return false
		}
		m.problems.Warnf(m.tree.pos(item), "oas-shape", "an item of %s is not text: it is left out", key.Value)
		return true
	})
	for _, item := range n.Content {
		if item.ShortTag() == "!!null" {
			item.Value = "null" // type: [string, null]
		}
		item.Tag = "!!str"
	}
	return true
}

// scopes mends those of a security requirement. They are never left out: what is
// left of the requirement would let anybody through.
func (m *shaper) scopes(key, n *yaml.Node) bool {
	if n.Kind == yaml.SequenceNode {
		return m.texts(key, n)
	}
	m.problems.Warnf(m.tree.pos(key), "oas-shape", "%s is not a sequence of scopes: it is read as an empty one", key.Value)
	*n = yaml.Node{Kind: yaml.SequenceNode, Tag: "!!seq", Line: n.Line, Column: n.Column}
	return true
}

func (m *shaper) list(key, n *yaml.Node, shape string) bool {
	if n.Kind != yaml.SequenceNode {
		return m.drop(key, "a sequence")
	}
	kept := n.Content[:0:0]
	for _, item := range n.Content {
		if m.isObject(item, shape) {
			m.object(item, shape)
			kept = append(kept, item)
			continue
		}
		m.problems.Warnf(m.tree.pos(item), "oas-shape", "an item of %s is not a mapping: it is left out", key.Value)
	}
	n.Content = kept
	return true
}

func (m *shaper) named(key, n *yaml.Node, shape string) bool {
	if n.Kind != yaml.MappingNode {
		return m.drop(key, "a mapping")
	}
	kept := n.Content[:0:0]
	for i := 0; i+1 < len(n.Content); i += 2 {
		name, value := n.Content[i], n.Content[i+1]
		switch {
		case strings.HasPrefix(name.Value, "x-") && shape != "schema":
		case value.ShortTag() == "!!null" && (shape == "schema" || shape == "media" || shape == "path"):
			*value = yaml.Node{Kind: yaml.MappingNode, Tag: "!!map", Line: value.Line, Column: value.Column} // nothing is said of it
		case !m.isObject(value, shape):
			m.problems.Warnf(m.tree.pos(name), "oas-shape", "%s in %s is not a mapping: it is left out", name.Value, key.Value)
			continue
		default:
			m.object(value, shape)
		}
		kept = append(kept, name, value)
	}
	n.Content = kept
	return true
}

// isObject reports whether n can be an object of the shape; a schema can be
// true or false too.
func (m *shaper) isObject(n *yaml.Node, shape string) bool {
	return n.Kind == yaml.MappingNode || shape == "schema" && n.ShortTag() == "!!bool"
}

func (m *shaper) one(key, n *yaml.Node, shape string) bool {
	if n.Kind != yaml.MappingNode {
		return m.drop(key, "a mapping")
	}
	m.object(n, shape)
	return true
}

// tuple reads items: [a, b], as JSON Schema once had it: each item is one of these.
func (m *shaper) tuple(key, n *yaml.Node) bool {
	m.problems.Warnf(m.tree.pos(key), "oas-shape", "items is a sequence: each item is read as one of these")
	each := *n
	*n = yaml.Node{Kind: yaml.MappingNode, Tag: "!!map", Line: n.Line, Column: n.Column}
	if len(each.Content) > 0 {
		setField(n, &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: "anyOf", Line: key.Line, Column: key.Column}, &each)
	}
	m.object(n, "schema")
	return true
}

// structure are the keywords that say more than what may stand beside a reference.
var structure = []string{
	"properties", "required", "additionalProperties", "patternProperties", "items", "prefixItems", "allOf", "oneOf", "anyOf",
	"enum", "const", "then", "else", "dependentSchemas", "unevaluatedProperties",
}

// besideRef moves a reference that has a structure beside it into an allOf, which
// is what OpenAPI 3.1 means by it. Before 3.1 the structure means nothing.
func (m *shaper) besideRef(n *yaml.Node) {
	key, ref := field(n, "$ref")
	if key == nil || ref.Kind != yaml.ScalarNode {
		return
	}
	beside, _ := field(n, structure[0])
	for _, name := range structure {
		if beside == nil {
			beside, _ = field(n, name)
		}
	}
	if beside == nil {
		return
	}
	if version := child(m.tree.root, "openapi"); m.swagger || version == nil || strings.HasPrefix(version.Value, "3.0") {
		m.problems.Warnf(m.tree.pos(beside), "oas-beside-ref", "%s stands beside $ref, where it means nothing before OpenAPI 3.1: it is left out", beside.Value)
		return
	}
	n.Content = slices.DeleteFunc(n.Content, func(c *yaml.Node) bool { return c == key || c == ref })
	part := &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map", Line: key.Line, Column: key.Column, Content: []*yaml.Node{key, ref}}
	if all := child(n, "allOf"); all != nil && all.Kind == yaml.SequenceNode {
		all.Content = append([]*yaml.Node{part}, all.Content...)
		return
	}
	setField(n, &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: "allOf", Line: key.Line, Column: key.Column},
		&yaml.Node{Kind: yaml.SequenceNode, Tag: "!!seq", Line: key.Line, Column: key.Column, Content: []*yaml.Node{part}})
}

// requiredFlags moves required: true, which JSON Schema once had on a property,
// to the list of the object that the property belongs to.
func (m *shaper) requiredFlags(n *yaml.Node) {
	for name, property := range entries(child(n, "properties")) {
		key, value := field(property, "required")
		if key == nil || value.ShortTag() != "!!bool" && value.Value != "true" && value.Value != "false" {
			continue
		}
		m.problems.Warnf(m.tree.pos(key), "oas-required-flag", "required is %s on the property %s: it is read as the object's", value.Value, name.Value)
		property.Content = slices.DeleteFunc(property.Content, func(c *yaml.Node) bool { return c == key || c == value })
		if value.Value != "true" {
			continue
		}
		list := child(n, "required")
		if list == nil {
			list = &yaml.Node{Kind: yaml.SequenceNode, Tag: "!!seq", Line: value.Line, Column: value.Column}
			setField(n, &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: "required", Line: key.Line, Column: key.Column}, list)
		}
		list.Content = append(list.Content, &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: name.Value, Line: key.Line, Column: key.Column})
	}
}
