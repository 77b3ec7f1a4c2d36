package airbyte

import (
	"slices"

	"github.com/connectorgen/connectorgen/generator/internal/action"
	"github.com/connectorgen/connectorgen/generator/internal/ir"
)

// Airbyte has no references within a schema, so everything is written out: as deep
// as destinations make columns of, and no more than so many properties.
const (
	maxDepth      = 4
	maxProperties = 300
)

// schemaOf is the schema of a stream's records.
func (b *builder) schemaOf(a *action.Action) *schema {
	w := &writer{b: b, left: maxProperties}
	made := w.write(b.record(a), 0, false)
	made.Type, made.Dialect, made.Additional = []string{"object"}, "http://json-schema.org/draft-07/schema#", true
	made.Description = ""
	if w.cut {
		b.lost.schemas.Add(a.Op.ID, a.Op.Pos)
	}
	return made
}

// A writer writes one schema out.
type writer struct {
	b     *builder
	stack []string
	left  int
	cut   bool // something is not written out
}

func (w *writer) write(s *ir.Schema, depth int, certain bool) *schema {
	made := &schema{Description: prose(s.Description)}
	nullable := !certain || s.Nullable || w.b.in.NullableAnswers
	if s.Kind == ir.Ref {
		if slices.Contains(w.stack, s.Ref) {
			w.cut = true
			return made
		}
		w.stack = append(w.stack, s.Ref)
		defer func() { w.stack = w.stack[:len(w.stack)-1] }()
		described := made.Description
		if s = w.b.set.Schema(s.Ref); s == nil {
			return made
		}
		made = w.write(s, depth, !nullable)
		if described != "" {
			made.Description = described
		}
		return made
	}
	switch s.Kind {
	case ir.Boolean, ir.Integer, ir.Number:
		made.Type = []string{string(s.Kind)}
	case ir.String, ir.Binary:
		made.Type = []string{"string"}
		formatted(made, s.Format)
	case ir.Array:
		made.Type = []string{"array"}
		if s.Items != nil && w.deeper(depth) {
			made.Items = w.write(s.Items, depth+1, false)
		}
	case ir.Object, ir.Union:
		made.Type, made.Additional = []string{"object"}, true
		w.properties(made, s, depth)
	default:
		return made // anything
	}
	if s.Kind == ir.Union && !w.allObjects(s) {
		return &schema{Description: made.Description}
	}
	if nullable {
		made.Type = append([]string{"null"}, made.Type...)
	}
	return made
}

// deeper reports whether there is room below.
func (w *writer) deeper(depth int) bool {
	if depth >= maxDepth || w.left <= 0 {
		w.cut = true
		return false
	}
	return true
}

// properties writes the properties of an object, or of all variants of a union;
// of two with one name, the first.
func (w *writer) properties(made *schema, s *ir.Schema, depth int) {
	if (len(s.Properties) > 0 || len(s.Variants) > 0) && !w.deeper(depth) {
		return
	}
	for _, p := range s.Properties {
		known := slices.ContainsFunc(made.Properties, func(e entry) bool { return e.key == p.Name })
		switch {
		case p.Schema.WriteOnly || known:
		case p.Name == "$ref" || p.Name == "$parameters": // they mean something to Airbyte
			w.b.lost.properties.Add(p.Name, p.Schema.Pos)
		case w.left <= 0:
			w.cut = true
		default:
			w.left--
			made.Properties = append(made.Properties, entry{p.Name, w.write(p.Schema, depth+1, p.Required && s.Kind == ir.Object)})
		}
	}
	for _, v := range s.Variants {
		if variant := w.b.set.Resolve(v.Schema); variant != nil && variant.Kind == ir.Object {
			w.properties(made, variant, depth)
		}
	}
}

func (w *writer) allObjects(s *ir.Schema) bool {
	return !slices.ContainsFunc(s.Variants, func(v ir.Variant) bool {
		variant := w.b.set.Resolve(v.Schema)
		return variant == nil || variant.Kind != ir.Object && variant.Kind != ir.Union
	})
}

// formatted says of text what Airbyte makes another column of.
func formatted(s *schema, format string) {
	switch format {
	case "date-time":
		s.Format, s.AirbyteType = "date-time", "timestamp_with_timezone"
	case "date":
		s.Format = "date"
	}
}
