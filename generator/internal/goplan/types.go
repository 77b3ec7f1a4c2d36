package goplan

import (
	"cmp"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"github.com/connectorgen/connectorgen/generator/internal/ir"
	"github.com/connectorgen/connectorgen/generator/internal/naming"
)

// declare plans the types of the named schemas that are reached and have not
// been declared on the way, and sorts all types.
func (p *planner) declare() {
	for _, s := range p.c.Schemas {
		if name, ok := p.typeNames[s.Name]; ok {
			p.declareNamed(s, name)
		}
	}
	slices.SortFunc(p.pkg.Types, func(a, b Type) int { return cmp.Compare(a.Name, b.Name) })
	p.pkg.Models = modelFiles(p.pkg.Types)
}

func (p *planner) declareNamed(s *ir.Schema, name string) {
	if p.declared[s.Name] {
		return
	}
	p.declared[s.Name] = true
	use := usage{name: name, key: s.Name, direction: p.directions[s.Name]}
	use.form = p.forms[s.Name]
	use.patch = p.patched[s.Name] && !p.replaced[s.Name] && !use.received
	p.declareType(s, use)
}

// A usage is where a schema stands, for the name of what it becomes and for the
// way its values travel.
type usage struct {
	name  string      // of the type, if it becomes one
	key   string      // what overrides of properties call it: the schema's name
	short string      // the name that an inline enum shares with others like it
	patch bool        // the body of a PATCH: every optional field has three states
	form  *ir.Content // the form that it is the body of
	direction
}

// below is the usage of something inside.
func (u usage) below(field string) usage {
	u.short = field
	u.name += field
	u.key += "." + field
	u.patch, u.form = false, nil
	return u
}

// declareType adds the type of an object, a union or an enum.
func (p *planner) declareType(s *ir.Schema, u usage) {
	switch {
	case isEnum(s):
		p.declareEnum(s, u.name)
	case s.Kind == ir.Union:
		p.declareUnion(s, u)
	default:
		p.declareStruct(s, u)
	}
}

func (p *planner) declareStruct(s *ir.Schema, u usage) {
	t := Type{Kind: StructType, Name: u.name, Doc: typeDoc(u.name, s)}
	fields := scope{"JSON": true, "MarshalJSON": true, "UnmarshalJSON": true}
	for _, prop := range s.Properties {
		if prop.Schema.ReadOnly && !u.received || prop.Schema.WriteOnly && !u.sent {
			continue
		}
		t.Fields = append(t.Fields, p.structField(prop, fields, u))
	}
	if s.Additional != nil {
		elem := p.typeOf(s.Additional, u.below("Value"))
		t.Fields = append(t.Fields, Field{
			Name: fields.take("additionalProperties", "Extra", "AdditionalProperties"),
			Doc:  "The properties that have no field of their own.",
			Type: apply("map", elem),
			Tags: []FieldTag{{"json", "-"}, {"additional", "true"}},
		})
	}
	p.pkg.Types = append(p.pkg.Types, t)
}

func (p *planner) structField(prop ir.Property, fields scope, u usage) Field {
	name := naming.Exported(prop.Name)
	override := p.o.Properties[u.key+"."+prop.Name]
	f := Field{Name: fields.take(prop.Name, override, name, name+"Value", naming.Spelled(prop.Name)), Doc: p.fieldDoc(prop.Schema)}
	base := p.typeOf(prop.Schema, u.below(name))
	f.Type = p.optional(base, prop, u)
	option := ",omitempty"
	if prop.Required && u.sent {
		option = ""
	}
	if tagSafe(prop.Name) {
		f.Tags = []FieldTag{{"json", prop.Name + option}}
	} else {
		f.Tags = []FieldTag{{"json", "-"}, {"name", prop.Name}}
		if option == "" {
			f.Tags = append(f.Tags, FieldTag{"required", "true"})
		}
	}
	if prop.Schema.ReadOnly && u.sent {
		f.Tags = append(f.Tags, FieldTag{"readonly", "true"})
	}
	if u.form != nil {
		p.formField(&f, prop, u)
	}
	return f
}

// formField makes a field one of a form: what is bytes is an upload, and tags
// say how the others are sent.
func (p *planner) formField(f *Field, prop ir.Property, u usage) {
	multipart := strings.HasPrefix(u.form.MediaType, "multipart/")
	part := u.form.Part(prop.Name)
	if s := p.resolve(prop.Schema); multipart && s != nil {
		switch items := p.resolve(s.Items); {
		case isBytes(s):
			f.Type = named("Upload")
		case s.Kind == ir.Array && isBytes(items):
			f.Type = apply("[]", named("Upload"))
		default:
		}
	}
	if part.Style != "" {
		f.Tags = append(f.Tags, FieldTag{"style", part.Style})
		if part.Explode != (part.Style == "form") {
			f.Tags = append(f.Tags, FieldTag{"explode", strconv.FormatBool(part.Explode)})
		}
		if part.AllowReserved {
			f.Tags = append(f.Tags, FieldTag{"reserved", "true"})
		}
	} else if part.MediaType != "" {
		f.Tags = append(f.Tags, FieldTag{"media", part.MediaType})
	}
}

// isBytes reports whether a value is bytes outside JSON.
func isBytes(s *ir.Schema) bool { return s != nil && s.Kind == ir.Binary }

// tagSafe reports whether encoding/json takes the name in a struct tag.
func tagSafe(name string) bool {
	return name != "" && name != "-" && !strings.ContainsFunc(name, func(r rune) bool {
		return r == ',' || r == '"' || r == '\\' || r == '`' || r == '\'' || r < ' ' || r == 0x7f || r == 0xFFFD
	})
}

// optional is how a field of the type base says that it is absent: a zero value
// where it cannot be meant, a pointer where it can, three states where the API
// knows three.
func (p *planner) optional(base TypeRef, prop ir.Property, u usage) TypeRef {
	threeStates := u.patch || p.nullable(prop.Schema) && u.sent && !u.received
	switch {
	case threeStates && (!prop.Required || p.nullable(prop.Schema)):
		if p.recursive(prop.Schema) {
			base = apply("*", base)
		}
		return apply("Opt", base)
	case p.isStruct(prop.Schema):
		return apply("*", base)
	case !prop.Required && u.sent && p.zeroIsMeant(prop.Schema):
		return apply("*", base)
	default:
		return base
	}
}

// recursive reports whether s names a schema whose values hold others of it other
// than in arrays and maps: Go has no struct that holds itself.
func (p *planner) recursive(s *ir.Schema) bool {
	seen := make(map[string]bool)
	again := ""
	var holds func(s *ir.Schema) bool
	holds = func(s *ir.Schema) bool {
		if s == nil {
			return false
		}
		if s.Kind == ir.Ref {
			if seen[s.Ref] {
				return s.Ref == again
			}
			seen[s.Ref] = true
			return holds(p.schemas[s.Ref])
		}
		return slices.ContainsFunc(s.Properties, func(prop ir.Property) bool { return holds(prop.Schema) }) ||
			slices.ContainsFunc(s.Variants, func(v ir.Variant) bool { return holds(v.Schema) })
	}
	if s == nil || s.Kind != ir.Ref {
		return false
	}
	for range 100 {
		if s == nil || s.Kind != ir.Ref {
			break
		}
		again, s = s.Ref, p.schemas[s.Ref]
	}
	seen[again] = true
	return holds(s)
}

// nullable reports whether the document lets the value be null.
func (p *planner) nullable(s *ir.Schema) bool {
	if s.Nullable {
		return true
	}
	target := p.resolve(s)
	return target != nil && target.Nullable
}

// zeroIsMeant reports whether the zero value of a scalar is one that somebody
// may want to send.
func (p *planner) zeroIsMeant(s *ir.Schema) bool {
	s = p.resolve(s)
	if s == nil {
		return false
	}
	switch s.Kind {
	case ir.Boolean:
		return true
	case ir.Integer, ir.Number:
		for _, limit := range []json.Number{s.Limits.Minimum, s.Limits.ExclusiveMinimum} {
			if f, err := limit.Float64(); err == nil && (f > 0 || f == 0 && limit == s.Limits.ExclusiveMinimum) {
				return false
			}
		}
		return true
	case ir.String:
		return slices.ContainsFunc(s.Enum, func(v json.RawMessage) bool { return string(v) == `""` }) && len(s.Enum) > 1
	default:
		return false
	}
}

// isText reports whether s is text that Go has as a string.
func (p *planner) isText(s *ir.Schema) bool {
	s = p.resolve(s)
	return s != nil && s.Kind == ir.String && s.Format != "byte"
}

// isStruct reports whether s becomes a struct or a union, which fields point to.
func (p *planner) isStruct(s *ir.Schema) bool {
	s = p.resolve(s)
	return s != nil && (s.Kind == ir.Object && len(s.Properties) > 0 || s.Kind == ir.Union)
}

// resolve follows references.
func (p *planner) resolve(s *ir.Schema) *ir.Schema {
	for range 100 {
		if s == nil || s.Kind != ir.Ref {
			return s
		}
		s = p.schemas[s.Ref]
	}
	return nil
}
