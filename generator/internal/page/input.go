package page

import (
	"encoding/json"
	"net/url"
	"slices"
	"strings"
)

// An input is one row of the inputs of an action.
type input struct {
	Name, Type, Description string
	Required, Deprecated    bool
}

// rows lists the properties of a schema.
func (m *manifest) rows(s *schema) []input {
	s = m.resolve(s)
	var rows []input
	for _, p := range s.Properties {
		described := p.Schema
		if described.Description == "" {
			described = m.resolve(described)
		}
		rows = append(rows, input{
			Name: p.Name, Type: m.typeOf(p.Schema, 0), Description: described.Description, Deprecated: p.Schema.Deprecated,
			Required: slices.Contains(s.Required, p.Name),
		})
	}
	return rows
}

// Bounds of how far references are followed and a type is spelled out.
const (
	maxReferences   = 100
	maxTypeDepth    = 3
	maxAlternatives = 8
)

// resolve follows references; one to nothing is an empty schema.
func (m *manifest) resolve(s *schema) *schema {
	for range maxReferences {
		if s == nil {
			break
		}
		if s.Ref == "" {
			return s
		}
		section, name := s.target()
		if section == "inputSchemas" {
			s = m.InputSchemas[name]
		} else {
			s = m.Schemas[name]
		}
	}
	return &schema{}
}

// target is where a reference leads: the section of the manifest and the name in it.
func (s *schema) target() (section, name string) {
	section, name, _ = strings.Cut(strings.TrimPrefix(s.Ref, "#/"), "/")
	if unescaped, err := url.PathUnescape(name); err == nil {
		name = strings.NewReplacer("~1", "/", "~0", "~").Replace(unescaped)
	}
	return section, name
}

// typeOf says in words what a value is.
func (m *manifest) typeOf(s *schema, depth int) string {
	named := s
	s = m.resolve(s)
	if named == nil {
		named = s
	}
	if len(s.Enum) > 0 && len(s.Enum) <= maxAlternatives {
		values := make([]string, len(s.Enum))
		for i, v := range s.Enum {
			values[i] = literal(v)
		}
		return "one of " + strings.Join(values, ", ")
	}
	words := m.alternatives(s, depth)
	if named.Ref != "" && slices.Equal(words, []string{"object"}) {
		_, name := named.target()
		return name + " object"
	}
	text := strings.Join(words, " or ")
	switch {
	case text == "" && len(s.Type) > 0:
		return "null"
	case text == "":
		return "anything"
	case s.Format != "":
		text += " (" + s.Format + ")"
	}
	return text
}

// alternatives are the types that a value may have, but for null.
func (m *manifest) alternatives(s *schema, depth int) (words []string) {
	for _, kind := range s.Type {
		switch {
		case kind == "null":
			continue
		case kind == "array" && s.Items != nil && depth < maxTypeDepth:
			kind = "list of " + m.typeOf(s.Items, depth+1)
		case kind == "array":
			kind = "list"
		}
		words = append(words, kind)
	}
	if depth == maxTypeDepth {
		return words
	}
	for i, one := range s.AnyOf {
		if i == maxAlternatives {
			return append(words, "more")
		}
		if word := m.typeOf(one, depth+1); word != "null" && !slices.Contains(words, word) {
			words = append(words, word)
		}
	}
	return words
}

// literal is a value of JSON as people write it.
func literal(v json.RawMessage) string {
	var text string
	if json.Unmarshal(v, &text) == nil {
		return text
	}
	return string(v)
}
