package config

import (
	"path"
	"strings"

	"github.com/connectorgen/connectorgen/generator/internal/source"
	"github.com/connectorgen/connectorgen/generator/internal/strict"
)

func (p *parser) nameKeys() strict.Keys {
	n := &p.Names
	return strict.Keys{
		strict.May("resources", renames(&n.Resources)),
		strict.May("operations", strict.Pairs(func(r *strict.Reader, v strict.Value) {
			name := OperationName{ID: Text{v.Name, v.Key}}
			m := r.Mapping(v, "the name of an operation", operationKeys(&name))
			if !m.Has("resource") && !m.Has("method") {
				r.Errorf(v.Key, "missing-key", "the name of the operation %q has neither resource nor method", v.Name)
			}
			n.Operations = append(n.Operations, name)
		})),
		strict.May("types", distinct(&n.Types)),
		strict.May("parameters", renames(&n.Parameters)),
		strict.May("properties", strict.Pairs(func(r *strict.Reader, v strict.Value) {
			schema, property, _ := strings.Cut(v.Name, ".")
			if schema == "" || property == "" {
				r.Errorf(v.Key, "bad-value", "%q does not name a property", v.Name).Hint = "write schema and property with a dot between them, such as Shipment.name"
				return
			}
			rename(&n.Properties)(r, v)
		})),
	}
}

func operationKeys(name *OperationName) strict.Keys {
	return strict.Keys{
		strict.May("resource", goName(&name.Resource)),
		strict.May("method", goName(&name.Method)),
	}
}

func renames(to *[]Rename) strict.Read { return strict.Pairs(rename(to)) }

func rename(to *[]Rename) strict.Read {
	return func(r *strict.Reader, v strict.Value) {
		rename := Rename{From: Text{v.Name, v.Key}}
		if goName(&rename.To)(r, v); rename.To.Value != "" {
			*to = append(*to, rename)
		}
	}
}

// distinct takes renames of which no two give the same name.
func distinct(to *[]Rename) strict.Read {
	return func(r *strict.Reader, v strict.Value) {
		renames(to)(r, v)
		first := map[string]Rename{}
		for _, n := range *to {
			if f, ok := first[n.To.Value]; ok {
				r.Errorf(n.To.Pos, "duplicate", "%q and %q are both called %s", f.From.Value, n.From.Value, n.To.Value)
				continue
			}
			first[n.To.Value] = n
		}
	}
}

// checkPlaces reports files that would be read twice in two roles, or written
// over an input.
func (p *parser) checkPlaces() {
	seen := map[string]source.Pos{}
	for _, t := range append([]Text{p.OpenAPI, p.Auth, p.Output.Trace}, p.Overlays...) {
		if t.Value == "" {
			continue
		}
		clean := path.Clean(t.Value)
		if first, ok := seen[clean]; ok {
			p.r.Errorf(t.Pos, "duplicate", "the file %q is named twice, first at %s", t.Value, first)
			continue
		}
		seen[clean] = t.Pos
	}
}
