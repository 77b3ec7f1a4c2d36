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
	if u.form != nil {
		p.formField(&f, prop, u)
	}
	return f
}

// formField makes a field one of a form: what is bytes is an upload, and tags
// say how the others are sent.
func (p *planner) formField(f *Field, prop ir.Property, u usage) {
	multipart := strings.HasPrefix(u.form.MediaType, "multipart/")
	if s := p.resolve(prop.Schema); multipart && !p.inJSON[u.key] && s != nil {
		switch items := p.resolve(s.Items); {
		case isBytes(s):
			f.Type = named("Upload")
		case s.Kind == ir.Array && isBytes(items):
			f.Type = apply("[]", named("Upload"))
		default:
		}
	}
	if media := u.form.PartTypes[prop.Name]; media != "" && multipart {
		f.Tags = append(f.Tags, FieldTag{"media", media})
	}
	if style := u.form.PartStyles[prop.Name]; style == "deepObject" {
		f.Tags = append(f.Tags, FieldTag{"style", style})
	}
}

// isBytes reports whether outside JSON a value is bytes rather than text.
func isBytes(s *ir.Schema) bool {
	return s != nil && s.Kind == ir.String && s.Format == "binary"
}

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
		return apply("Opt", base)
	case p.isStruct(prop.Schema):
		return apply("*", base)
	case !prop.Required && u.sent && p.zeroIsMeant(prop.Schema):
		return apply("*", base)
	default:
		return base
	}
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
	default:
		return false
	}
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

// typeOf is the Go type of a value of s, without what says that it is absent.
func (p *planner) typeOf(s *ir.Schema, u usage) TypeRef {
	return p.typeOfAt(s, u, 0)
}

const maxNesting = 50 // of arrays and maps without a type of their own

func (p *planner) typeOfAt(s *ir.Schema, u usage, depth int) TypeRef {
	if depth > maxNesting {
		p.problems.Warnf(s.Pos, "go-recursive", "an array or map of itself is kept as raw JSON")
		return p.anyType(u)
	}
	if s.Kind == ir.Ref {
		if name, ok := p.typeNames[s.Ref]; ok {
			return named(name)
		}
		if target := p.schemas[s.Ref]; target != nil {
			return p.typeOfAt(target, u, depth+1)
		}
		return p.anyType(u)
	}
	switch s.Kind {
	case ir.Boolean:
		return named("bool")
	case ir.Integer:
		if s.Format == "int32" || s.Format == "uint64" {
			return named(s.Format)
		}
		return named("int64")
	case ir.Number:
		return named("float64")
	case ir.String:
		return p.stringType(s, u)
	case ir.Array:
		return apply("[]", p.typeOfAt(s.Items, u.item(), depth+1))
	case ir.Object:
		if len(s.Properties) > 0 {
			return p.inline(s, u)
		}
		if s.Additional != nil {
			return apply("map", p.typeOfAt(s.Additional, u.item(), depth+1))
		}
		return apply("map", p.anyType(u))
	case ir.Union:
		return p.inline(s, u)
	default:
		return p.anyType(u)
	}
}

// item is the usage of an item of an array or map: what "tags" holds is a "tag".
func (u usage) item() usage {
	u.patch, u.form = false, nil
	u.name = naming.Singular(u.name)
	return u
}

// anyType holds any JSON. What is received keeps its text, so that nothing is
// lost; what is only sent is whatever the caller has.
func (p *planner) anyType(u usage) TypeRef {
	if u.received {
		return imported("encoding/json", "RawMessage")
	}
	return named("any")
}

func (p *planner) stringType(s *ir.Schema, u usage) TypeRef {
	if isEnum(s) {
		return p.inlineEnum(s, u)
	}
	switch s.Format {
	case "date-time":
		return imported("time", "Time")
	case "date":
		return named("Date")
	case "decimal":
		return named("Decimal")
	case "byte":
		return apply("[]", named("byte"))
	default:
		return named("string")
	}
}

// inline declares the type of an object or union that has no name in the document.
func (p *planner) inline(s *ir.Schema, u usage) TypeRef {
	u.name = p.name("type "+u.key, u.name, u.name+"Value")
	p.declareType(s, u)
	return named(u.name)
}

// inlineEnum declares an enum that has no name in the document, once for all
// places that share it.
func (p *planner) inlineEnum(s *ir.Schema, u usage) TypeRef {
	key := u.short + "\x00" + enumKey(s)
	name, ok := p.shared[key]
	if !ok {
		name = p.name("type "+u.key, u.name, u.name+"Value")
		p.declareEnum(s, name)
		return named(name)
	}
	if !p.declared["enum "+name] {
		p.declared["enum "+name] = true
		p.declareEnum(&ir.Schema{Kind: s.Kind, Enum: s.Enum, Pos: s.Pos}, name)
	}
	return named(name)
}

func (p *planner) declareEnum(s *ir.Schema, name string) {
	t := Type{Kind: EnumType, Name: name, Doc: enumDoc(name, s)}
	for _, value := range s.Enum {
		var text string
		if json.Unmarshal(value, &text) != nil {
			p.problems.Warnf(s.Pos, "go-enum-value", "enum value %s is not text: it has no constant", value)
			continue
		}
		suffix := naming.Exported(text)
		if text == "" {
			suffix = "Empty"
		}
		suffix = digitsLast(suffix, text)
		t.Values = append(t.Values, Const{
			Name:  p.scope.take(name+"."+text, name+suffix, name+naming.Spelled(text)),
			Value: text,
		})
	}
	p.pkg.Types = append(p.pkg.Types, t)
}

// digitsLast drops the X that keeps a leading digit from starting an identifier:
// behind the name of the type it may stand.
func digitsLast(suffix, text string) string {
	if bare, ok := strings.CutPrefix(suffix, "X"); ok && bare != "" && bare[0] >= '0' && bare[0] <= '9' && !strings.HasPrefix(strings.ToUpper(text), "X") {
		return bare
	}
	return suffix
}

func (p *planner) declareUnion(s *ir.Schema, u usage) {
	t := Type{Kind: UnionType, Name: u.name, Doc: unionDoc(u.name, s), Tag: s.Tag}
	fields := scope{"Raw": true, "MarshalJSON": true, "UnmarshalJSON": true}
	for i, v := range s.Variants {
		base := p.typeOf(v.Schema, u.below("Variant"+ordinal(i)))
		name := fields.take(u.name+ordinal(i), variantName(base, v.Schema), "Variant"+ordinal(i))
		f := Field{Name: name, Type: apply("*", base), Tags: []FieldTag{{"union", strings.Join(v.Tags, "|")}}}
		if base.Op == "[]" || base.Op == "map" {
			f.Type = base
		}
		if len(v.Tags) > 0 {
			f.Doc = name + " is set if " + s.Tag + " is " + strings.Join(v.Tags, " or ") + "."
		}
		t.Fields = append(t.Fields, f)
	}
	p.pkg.Types = append(p.pkg.Types, t)
}

// ordinal is a letter for a place: A, B, ... Z, then A26 and so on.
func ordinal(i int) string {
	const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	if i < len(letters) {
		return letters[i : i+1]
	}
	return "A" + strconv.Itoa(i)
}

// variantName is what a variant is called: its type, or its kind.
func variantName(t TypeRef, s *ir.Schema) string {
	switch {
	case s.Title != "" && t.Elem == nil && t.Pkg == "" && s.Kind != ir.Ref && s.Kind != ir.Object && s.Kind != ir.Union:
		return naming.Exported(s.Title)
	case t.Elem != nil && t.Op == "[]":
		return variantName(*t.Elem, s) + "List"
	case t.Elem != nil:
		return variantName(*t.Elem, s) + "Map"
	default:
		return naming.Exported(t.Name)
	}
}
