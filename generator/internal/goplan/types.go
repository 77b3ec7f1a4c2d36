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

// maxInFile is how many types stand in one file before they are split by their
// first letter, so that no file gets larger than people and tools like.
const maxInFile = 250

// modelFiles splits types, which are sorted by name, into files.
func modelFiles(types []Type) []ModelFile {
	if len(types) <= maxInFile {
		return []ModelFile{{Path: "models.gen.go", Types: types}}
	}
	var files []ModelFile
	for start := 0; start < len(types); {
		letter := fileLetter(types[start].Name)
		end := start
		for end < len(types) && fileLetter(types[end].Name) == letter {
			end++
		}
		files = append(files, ModelFile{Path: "models_" + letter + ".gen.go", Types: types[start:end]})
		start = end
	}
	return files
}

// fileLetter is the first letter of a name, z for all that are not of the alphabet:
// those are sorted behind it.
func fileLetter(name string) string {
	if c := name[0]; c >= 'A' && c <= 'Z' {
		return string(c + 'a' - 'A')
	}
	return "z"
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
	for range 100 {
		if s == nil || s.Kind != ir.Ref {
			break
		}
		again, s = s.Ref, p.schemas[s.Ref]
	}
	seen[again] = true
	return again != "" && holds(s)
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
	return p.typeWithin(s, u, nil)
}

// typeWithin is typeOf inside the named schemas that are being written out.
func (p *planner) typeWithin(s *ir.Schema, u usage, within []string) TypeRef {
	if s.Kind == ir.Ref {
		if name, ok := p.typeNames[s.Ref]; ok {
			return named(name)
		}
		if p.endless(s) {
			p.problems.Warnf(s.Pos, "go-recursive", "an array or map of itself is kept as raw JSON")
			return p.anyType(u)
		}
		if slices.Contains(within, s.Ref) {
			p.problems.Warnf(s.Pos, "go-recursive", "an array or map of itself is kept as raw JSON")
			return p.anyType(u)
		}
		if target := p.schemas[s.Ref]; target != nil {
			return p.typeWithin(target, u, append(slices.Clip(within), s.Ref))
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
		return apply("[]", p.typeWithin(s.Items, u.item(), within))
	case ir.Object:
		if len(s.Properties) > 0 {
			return p.inline(s, u)
		}
		if s.Additional != nil {
			return apply("map", p.typeWithin(s.Additional, u.item(), within))
		}
		return apply("map", p.anyType(u))
	case ir.Union:
		return p.inline(s, u)
	default:
		return p.anyType(u)
	}
}

// endless reports whether s leads back to itself through references, arrays and
// maps alone, none of which has a type of its own.
func (p *planner) endless(s *ir.Schema) bool {
	seen := make(map[string]bool)
	for s != nil {
		switch {
		case s.Kind == ir.Ref && seen[s.Ref]:
			return true
		case s.Kind == ir.Ref:
			seen[s.Ref] = true
			s = p.schemas[s.Ref]
		case isDeclared(s):
			return false
		case s.Kind == ir.Array:
			s = s.Items
		default:
			s = s.Additional
		}
	}
	return false
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
	if len(s.Enum) == 1 {
		return named("string") // whatever its format, the value is what it is
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
		} else if len(naming.Words(text)) == 0 {
			suffix = naming.Spelled(text) // + and - tell nothing apart once they are left out
		}
		suffix = digitsLast(suffix, text)
		t.Values = append(t.Values, Const{
			Name:  p.scope.take(name+"."+text, name+suffix, name+naming.Spelled(text), name+suffix+"Value", name+naming.Exact(text)),
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
