// Package strict reads YAML mappings by a table of their keys and reports whatever
// the table does not provide for: unknown and missing keys, values of the wrong kind.
//
// A reader of a file format writes one table per kind of mapping:
//
//	func server(s *ir.Server) strict.Keys {
//		return strict.Keys{
//			strict.Must("url", strict.Line(&s.URL)),
//			strict.May("name", strict.Line(&s.Name)),
//		}
//	}
//
// It knows no file format. The codes of its problems begin with the reader's
// prefix: -syntax, -unknown-key, -missing-key, -wrong-kind, -empty-value, -bad-url,
// -bad-path, -bad-value.
package strict

import (
	"errors"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/connectorgen/connectorgen/generator/internal/diag"
	"github.com/connectorgen/connectorgen/generator/internal/source"
)

// A Reader gathers the problems of one file.
type Reader struct {
	file, prefix string
	Problems     diag.List
}

// New returns a Reader of file. prefix begins the code of every problem, "auth"
// for "auth-unknown-key".
func New(file, prefix string) *Reader { return &Reader{file: file, prefix: prefix} }

// Errorf reports an error at pos; code comes without the prefix.
// The problem is returned for its Hint.
func (r *Reader) Errorf(pos source.Pos, code, format string, args ...any) *diag.Diagnostic {
	r.Problems.Errorf(pos, r.prefix+"-"+code, format, args...)
	return &r.Problems[len(r.Problems)-1]
}

// Warnf reports a warning, as Errorf does an error.
func (r *Reader) Warnf(pos source.Pos, code, format string, args ...any) *diag.Diagnostic {
	r.Problems.Warnf(pos, r.prefix+"-"+code, format, args...)
	return &r.Problems[len(r.Problems)-1]
}

// Pos is the place of n.
func (r *Reader) Pos(n *yaml.Node) source.Pos {
	return source.Pos{File: r.file, Line: n.Line, Column: n.Column}
}

// A Value is one value of the file.
type Value struct {
	Node *yaml.Node
	Pos  source.Pos // its own place
	Key  source.Pos // the place of its key; for an item and for the whole file its own
	Name string     // the key; for an item that of the list
}

// Parse reads data. It returns the file's outermost value and whether there is
// one; if not, the reason is among the problems.
func (r *Reader) Parse(data []byte) (Value, bool) {
	root, err := source.Parse(r.file, data)
	var syntax source.SyntaxErrors
	if errors.As(err, &syntax) {
		for _, e := range syntax {
			r.Errorf(e.Pos, "syntax", "%s", e.Msg)
		}
	} else if err != nil {
		r.Errorf(source.Pos{File: r.file}, "syntax", "%v", err)
	}
	if root == nil {
		return Value{}, false
	}
	return Value{Node: root, Pos: r.Pos(root), Key: r.Pos(root), Name: "the file"}, true
}

// A Read takes a value over, or reports why it cannot.
type Read func(r *Reader, v Value)

// A Key is one key that a mapping may have.
type Key struct {
	Name     string
	Required bool
	Read     Read
}

// Must is a key that must be there.
func Must(name string, read Read) Key { return Key{name, true, read} }

// May is a key that may be left out.
func May(name string, read Read) Key { return Key{name, false, read} }

// Keys is the table of a mapping. Keys are read in its order, not the file's.
type Keys []Key

// Names returns the names of the keys.
func (k Keys) Names() []string {
	names := make([]string, len(k))
	for i, key := range k {
		names[i] = key.Name
	}
	return names
}

// A Mapping is a mapping that was read, for checks across its keys.
type Mapping struct {
	Value
	reader *Reader
}

// Mapping reads v, which is called what in messages ("an auth field"), by its table.
func (r *Reader) Mapping(v Value, what string, keys Keys) Mapping {
	m := Mapping{v, r}
	if v.Node.Kind != yaml.MappingNode {
		r.WrongKind(v, "a mapping").Hint = "its keys are " + strings.Join(keys.Names(), ", ")
		return m
	}
	names := keys.Names()
	for i := 0; i+1 < len(v.Node.Content); i += 2 {
		if key := v.Node.Content[i]; !slices.Contains(names, key.Value) {
			r.Errorf(r.Pos(key), "unknown-key", "unknown key %q in %s", key.Value, what).Hint = DidYouMean(key.Value, "its keys are", names)
		}
	}
	for _, key := range keys {
		if child, ok := m.Get(key.Name); ok {
			key.Read(r, child)
		} else if key.Required {
			r.Errorf(v.Key, "missing-key", "%s has no %q", what, key.Name)
		}
	}
	return m
}

// Get returns the value of a key, if it is there.
func (m Mapping) Get(name string) (Value, bool) {
	if m.Node.Kind != yaml.MappingNode {
		return Value{}, false
	}
	for i := 0; i+1 < len(m.Node.Content); i += 2 {
		if key := m.Node.Content[i]; key.Value == name {
			value := m.Node.Content[i+1]
			return Value{value, m.reader.Pos(value), m.reader.Pos(key), name}, true
		}
	}
	return Value{}, false
}

// Has reports whether a key is there.
func (m Mapping) Has(name string) bool {
	_, ok := m.Get(name)
	return ok
}

// At is the place of a key's value, or, where the key is missing, that of the
// mapping itself.
func (m Mapping) At(name string) source.Pos {
	if v, ok := m.Get(name); ok {
		return v.Pos
	}
	return m.Key
}

// WrongKind reports that v is not what is wanted.
func (r *Reader) WrongKind(v Value, want string) *diag.Diagnostic {
	return r.Errorf(v.Pos, "wrong-kind", "%s must be %s, not %s", v.Name, want, kindOf(v.Node))
}

// kindOf says what n is, with its text where that helps to find it.
func kindOf(n *yaml.Node) string {
	switch n.Kind {
	case yaml.MappingNode:
		return "a mapping"
	case yaml.SequenceNode:
		return "a list"
	default: // a scalar: its tag says more
	}
	switch n.Tag {
	case "!!str":
		return "text"
	case "!!int", "!!float":
		return "the number " + n.Value
	case "!!bool":
		return "the truth value " + n.Value
	case "!!null":
		return "empty"
	case "!!timestamp":
		return "the date " + n.Value
	}
	return "a value with the tag " + n.Tag
}
