package oas

import (
	"encoding/json"
	"net/url"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"gopkg.in/yaml.v3"

	"github.com/connectorgen/connectorgen/generator/internal/source"
)

const schemasPrefix = "#/components/schemas/"

// unescapeFragment undoes the percent encoding of a reference.
func unescapeFragment(ref string) string {
	if plain, err := url.PathUnescape(ref); err == nil {
		return plain
	}
	return ref
}

// schema converts one schema. A reference stays one, so that recursion ends.
func (c *converter) schema(ref *openapi3.SchemaRef, n *yaml.Node) *Schema {
	if target, ok := refOf(n); ok {
		return c.schemaRef(ref, n, target.Value)
	}
	v := ref.Value
	if v == nil {
		return &Schema{Pos: c.tree.pos(n)}
	}
	s := &Schema{
		Format: v.Format, Title: v.Title, Description: v.Description,
		Nullable: v.Nullable, Deprecated: v.Deprecated, ReadOnly: v.ReadOnly, WriteOnly: v.WriteOnly,
		Required: v.Required, Always: v.Always,
		ContentType: v.ContentMediaType, Encoding: v.ContentEncoding,
		Const: raw(child(n, "const")), Example: c.example(n), Default: raw(child(n, "default")),
		Pos: c.tree.pos(n),
	}
	c.types(s, v)
	if enum := child(n, "enum"); enum != nil {
		for _, value := range enum.Content {
			s.Enum = append(s.Enum, raw(value))
		}
	}
	s.AllOf = c.schemas(v.AllOf, child(n, "allOf"))
	s.OneOf = c.schemas(v.OneOf, child(n, "oneOf"))
	s.AnyOf = c.schemas(v.AnyOf, child(n, "anyOf"))
	s.PrefixItems = c.schemas(v.PrefixItems, child(n, "prefixItems"))
	if v.Not != nil {
		s.Not = c.schema(v.Not, child(n, "not"))
	}
	switch {
	case v.Items != nil:
		s.Items = c.schema(v.Items, child(n, "items"))
	case v.UnevaluatedItems.Schema != nil:
		s.Items = c.schema(v.UnevaluatedItems.Schema, child(n, "unevaluatedItems"))
	default:
	}
	c.cases(s, v, n)
	c.object(s, v, n)
	c.limits(s, v, n)
	c.discriminator(s, v, n)
	return s
}

// unchecked are the keywords that limit values without giving them a shape, and
// that nothing made of the document says.
var unchecked = []string{"not", "if", "contains", "propertyNames", "dependentRequired", "dependentSchemas", "contentSchema"}

// cases reads what holds in some cases only.
func (c *converter) cases(s *Schema, v *openapi3.Schema, n *yaml.Node) {
	for _, keyword := range unchecked {
		if key, _ := field(n, keyword); key != nil {
			c.problems.Warnf(c.tree.pos(key), "oas-unchecked", "what %s asks of a value is not carried over", keyword)
		}
	}
	if v.Then != nil {
		s.Cases = append(s.Cases, c.schema(v.Then, child(n, "then")))
	}
	if v.Else != nil {
		s.Cases = append(s.Cases, c.schema(v.Else, child(n, "else")))
	}
	for key, value := range entries(child(n, "dependentSchemas")) {
		if ref := v.DependentSchemas[key.Value]; ref != nil {
			s.Cases = append(s.Cases, c.schema(ref, value))
		}
	}
}

func (c *converter) schemas(refs openapi3.SchemaRefs, n *yaml.Node) []*Schema {
	var out []*Schema
	for i, ref := range refs {
		out = append(out, c.schema(ref, item(n, i)))
	}
	return out
}

// schemaRef keeps a reference, with what may stand beside it.
func (c *converter) schemaRef(ref *openapi3.SchemaRef, n *yaml.Node, target string) *Schema {
	s := &Schema{Ref: c.refName(ref, target), Pos: c.tree.pos(n)}
	if d := child(n, "description"); d != nil {
		s.Description = d.Value
	}
	for key, flag := range map[string]*bool{"nullable": &s.Nullable, "deprecated": &s.Deprecated, "readOnly": &s.ReadOnly, "writeOnly": &s.WriteOnly} {
		if v := child(n, key); v != nil {
			*flag = v.Value == "true"
		}
	}
	return s
}

// refName is the name of the schema that target leads to. A schema that stands
// elsewhere than in components is given a name.
func (c *converter) refName(ref *openapi3.SchemaRef, target string) string {
	plain := unescapeFragment(target)
	if rest, ok := strings.CutPrefix(plain, schemasPrefix); ok && !strings.Contains(rest, "/") {
		return source.Unescape(rest)
	}
	pointer := strings.TrimPrefix(plain, "#")
	if name, ok := c.named[pointer]; ok {
		return name
	}
	name := c.pointerName(pointer)
	c.named[pointer] = name
	s := c.schema(&openapi3.SchemaRef{Value: ref.Value}, lookup(c.tree.root, pointer))
	s.Name = name
	c.doc.Schemas = append(c.doc.Schemas, s)
	return name
}

// pointerName makes a name of the telling parts of a JSON pointer.
func (c *converter) pointerName(pointer string) string {
	var parts []string
	for part := range strings.SplitSeq(strings.TrimPrefix(pointer, "/"), "/") {
		if slices.Contains([]string{"components", "schemas", "paths", "properties", "content", "schema", "items", "responses", "allOf", "oneOf", "anyOf"}, part) {
			continue
		}
		parts = append(parts, componentName(source.Unescape(part)))
	}
	name := strings.Join(parts, "_")
	taken := func() bool {
		if c.api.Components != nil && c.api.Components.Schemas[name] != nil {
			return true
		}
		return slices.ContainsFunc(c.doc.Schemas, func(s *Schema) bool { return s.Name == name })
	}
	for name == "" || taken() {
		name += "_"
	}
	return name
}

func (c *converter) types(s *Schema, v *openapi3.Schema) {
	if v.Type == nil {
		return
	}
	for _, t := range *v.Type {
		if t == "null" {
			s.Nullable = true
			continue
		}
		s.Types = append(s.Types, t)
	}
}

func (c *converter) object(s *Schema, v *openapi3.Schema, n *yaml.Node) {
	for key, value := range entries(child(n, "properties")) {
		if key.Value == "" {
			c.problems.Warnf(c.tree.pos(key), "oas-shape", "a property has no name: it is left out")
			continue
		}
		if ref := v.Properties[key.Value]; ref != nil {
			p := c.schema(ref, value)
			p.Pos = c.tree.pos(key)
			s.Properties = append(s.Properties, Property{Name: key.Value, Schema: p})
		}
	}
	additional := child(n, "additionalProperties")
	switch {
	case v.AdditionalProperties.Schema != nil:
		s.Additional = c.schema(v.AdditionalProperties.Schema, additional)
	case v.AdditionalProperties.Has != nil:
		s.Open, s.Closed = *v.AdditionalProperties.Has, !*v.AdditionalProperties.Has
	case v.UnevaluatedProperties.Schema != nil:
		s.Additional = c.schema(v.UnevaluatedProperties.Schema, child(n, "unevaluatedProperties"))
	default:
	}
	if len(v.PatternProperties) > 0 {
		c.patterns(s, v, child(n, "patternProperties"))
	}
}

// patterns makes what is said of properties by their names the schema of all
// undeclared ones.
func (c *converter) patterns(s *Schema, v *openapi3.Schema, n *yaml.Node) {
	var all []*Schema
	for key, value := range entries(n) {
		if ref := v.PatternProperties[key.Value]; ref != nil {
			all = append(all, c.schema(ref, value))
		}
	}
	if s.Additional != nil {
		all = append(all, s.Additional)
	}
	if s.Closed = false; s.Open {
		return // the others can be anything
	}
	s.Additional = &Schema{AnyOf: all, Pos: c.tree.pos(n)}
	if len(all) == 1 {
		s.Additional = all[0]
	}
}

// limits reads the validation keywords; numbers keep their spelling.
func (c *converter) limits(s *Schema, v *openapi3.Schema, n *yaml.Node) {
	number := func(key string, declared bool) json.Number {
		if x := child(n, key); declared && x != nil {
			return json.Number(raw(x))
		}
		return ""
	}
	s.Minimum = number("minimum", v.Min != nil)
	s.Maximum = number("maximum", v.Max != nil)
	s.MultipleOf = number("multipleOf", v.MultipleOf != nil)
	s.ExclusiveMinimum = number("exclusiveMinimum", v.ExclusiveMin.Value != nil)
	s.ExclusiveMaximum = number("exclusiveMaximum", v.ExclusiveMax.Value != nil)
	if b := v.ExclusiveMin.Bool; b != nil && *b {
		s.Minimum, s.ExclusiveMinimum = "", s.Minimum
	}
	if b := v.ExclusiveMax.Bool; b != nil && *b {
		s.Maximum, s.ExclusiveMaximum = "", s.Maximum
	}
	s.MinLength = nonZero(v.MinLength)
	s.MinItems = nonZero(v.MinItems)
	s.MinProperties = nonZero(v.MinProps)
	s.MaxLength, s.MaxItems, s.MaxProperties = v.MaxLength, v.MaxItems, v.MaxProps
	s.Pattern, s.UniqueItems = v.Pattern, v.UniqueItems
}

func nonZero(n uint64) *uint64 {
	if n == 0 {
		return nil
	}
	return &n
}

func (c *converter) discriminator(s *Schema, v *openapi3.Schema, n *yaml.Node) {
	if v.Discriminator == nil {
		return
	}
	s.Tag = v.Discriminator.PropertyName
	for key, value := range entries(child(n, "discriminator", "mapping")) {
		name := value.Value
		if rest, ok := strings.CutPrefix(unescapeFragment(name), schemasPrefix); ok {
			name = source.Unescape(rest)
		}
		s.Mapping = append(s.Mapping, Mapping{Value: key.Value, Ref: name})
	}
}

// example is the schema's example, or the first of its examples.
func (c *converter) example(n *yaml.Node) json.RawMessage {
	if x := child(n, "example"); x != nil {
		return raw(x)
	}
	return raw(item(child(n, "examples"), 0))
}
