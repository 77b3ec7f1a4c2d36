package goplan

import (
	"encoding/json"
	"strconv"
	"strings"

	"github.com/connectorgen/connectorgen/generator/internal/ir"
	"github.com/connectorgen/connectorgen/generator/internal/naming"
)

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
		tags := v.TagTexts()
		escaped := make([]string, len(tags))
		for i, tag := range tags {
			escaped[i] = escapeTag.Replace(tag)
		}
		f := Field{Name: name, Type: apply("*", base), Tags: []FieldTag{{"union", strings.Join(escaped, "|")}}}
		if base.Op == "[]" || base.Op == "map" {
			f.Type = base
		}
		if len(v.Tags) > 0 {
			f.Doc = name + " is set if " + s.Tag + " is " + strings.Join(tags, " or ") + "."
		}
		t.Fields = append(t.Fields, f)
	}
	p.pkg.Types = append(p.pkg.Types, t)
}

// escapeTag lets a tag stand in a list with | between.
var escapeTag = strings.NewReplacer(`\`, `\\`, `|`, `\|`)

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
