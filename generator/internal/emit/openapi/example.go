package openapi

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strconv"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/connectorgen/connectorgen/generator/internal/emit/target"
	"github.com/connectorgen/connectorgen/generator/internal/ir"
)

// An exampled is a schema with an example that is still to be tried.
type exampled struct {
	*schema
	where place
}

func (b *builder) example(made *schema, s *ir.Schema) {
	if len(s.Example) == 0 {
		return
	}
	made.Example = s.Example
	b.examples = append(b.examples, exampled{made, b.where})
}

// checkExamples takes out the examples that do not satisfy their own schema: those
// who import the document refuse them.
func (b *builder) checkExamples(named target.Object[*schema]) error {
	if len(b.examples) == 0 {
		return nil
	}
	type object = map[string]any
	schemas, tried := object{}, object{}
	for _, m := range named {
		schemas[m.Name] = plain(m.Value)
	}
	for i, e := range b.examples {
		tried[strconv.Itoa(i)] = plain(e.schema)
	}
	c := newCompiler()
	const url = "urn:openapi:examples"
	whole, err := json.Marshal(object{"$defs": object{"schemas": object{"$defs": schemas}, "tried": object{"$defs": tried}}})
	if err != nil {
		return err
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(whole))
	if err != nil {
		return err
	}
	if err := c.AddResource(url, doc); err != nil {
		return err
	}
	for i, e := range b.examples {
		s, err := c.Compile(fmt.Sprintf("%s#/$defs/tried/$defs/%d", url, i))
		if err == nil {
			err = satisfies(s, e.Example)
		}
		if err != nil { // or its schema is none, such as one that wants multiples of 0
			e.Example = nil
			b.losses.Warnf(e.where.pos, "openapi-example", e.where.of, "examples that do not satisfy their own schema are left out")
		}
	}
	return nil
}

func satisfies(s *jsonschema.Schema, example json.RawMessage) error {
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(example))
	if err != nil {
		return err
	}
	return s.Validate(value)
}

// newCompiler returns a compiler that loads nothing, checks formats and lets a
// pattern pass that is not in Go's dialect.
func newCompiler() *jsonschema.Compiler {
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	c.RegisterFormat(&jsonschema.Format{Name: "byte", Validate: isBase64})
	c.UseLoader(jsonschema.SchemeURLLoader{})
	c.UseRegexpEngine(func(pattern string) (jsonschema.Regexp, error) {
		if re, err := regexp.Compile(pattern); err == nil {
			return re, nil
		}
		return foreignPattern(pattern), nil
	})
	return c
}

var base64Text = regexp.MustCompile(`^[a-zA-Z0-9+/_-]*=*$`)

// isBase64 checks the one format that OpenAPI 3.0 has and JSON Schema has not.
func isBase64(v any) error {
	if text, ok := v.(string); ok && !base64Text.MatchString(text) {
		return errors.New("it is not base64")
	}
	return nil
}

// A foreignPattern cannot be tried here, so everything matches.
type foreignPattern string

func (p foreignPattern) MatchString(string) bool { return true }
func (p foreignPattern) String() string          { return string(p) }

// plain is the schema in JSON Schema 2020-12.
func plain(s *schema) map[string]any {
	made := map[string]any{}
	if s.Ref != "" {
		made["$ref"] = "#/$defs/schemas/$defs/" + s.Ref[len("#/components/schemas/"):]
		return made
	}
	if s.Type != "" {
		made["type"] = s.Type
	}
	if s.Format != "" {
		made["format"] = s.Format
	}
	if s.Enum != nil {
		made["enum"] = s.Enum
	}
	for key, list := range map[string][]*schema{"allOf": s.AllOf, "anyOf": s.AnyOf, "oneOf": s.OneOf} {
		var all []any
		for _, one := range list {
			all = append(all, plain(one))
		}
		if all != nil {
			made[key] = all
		}
	}
	if s.Items != nil {
		made["items"] = plain(s.Items)
	}
	plainObject(made, s)
	plainLimits(made, s)
	if s.Discriminator != nil {
		told(made, s)
	}
	if s.Nullable {
		return map[string]any{"anyOf": []any{map[string]any{"type": "null"}, made}}
	}
	return made
}

func plainObject(made map[string]any, s *schema) {
	if s.Properties != nil {
		properties := map[string]any{}
		for _, p := range s.Properties {
			properties[p.Name] = plain(p.Value)
		}
		made["properties"] = properties
	}
	if s.Required != nil {
		made["required"] = s.Required
	}
	switch additional := s.AdditionalProperties.(type) {
	case *schema:
		made["additionalProperties"] = plain(additional)
	case bool:
		made["additionalProperties"] = additional
	}
}

func plainLimits(made map[string]any, s *schema) {
	number := func(key string, value json.Number) {
		if value != "" {
			made[key] = value
		}
	}
	lower, upper := "minimum", "maximum"
	if s.ExclusiveMinimum {
		lower = "exclusiveMinimum"
	}
	if s.ExclusiveMaximum {
		upper = "exclusiveMaximum"
	}
	number(lower, s.Minimum)
	number(upper, s.Maximum)
	number("multipleOf", s.MultipleOf)
	for key, value := range map[string]*uint64{
		"minLength": s.MinLength, "maxLength": s.MaxLength, "minItems": s.MinItems, "maxItems": s.MaxItems,
		"minProperties": s.MinProperties, "maxProperties": s.MaxProperties,
	} {
		if value != nil {
			made[key] = *value
		}
	}
	if s.Pattern != "" {
		made["pattern"] = s.Pattern
	}
	if s.UniqueItems {
		made["uniqueItems"] = true
	}
}

// told makes the alternatives those that the discriminator tells apart: the value
// must name one, and that one alone counts.
func told(made map[string]any, s *schema) {
	tag := s.Discriminator.PropertyName
	var known, rules []any
	for _, m := range s.Discriminator.Mapping {
		known = append(known, m.Name)
		rules = append(rules, map[string]any{
			"if":   map[string]any{"properties": map[string]any{tag: map[string]any{"const": m.Name}}},
			"then": plain(&schema{Ref: m.Value}),
		})
	}
	made["required"] = append([]string{tag}, s.Required...)
	made["allOf"] = rules
	delete(made, "oneOf")
	if known != nil {
		made["properties"] = map[string]any{tag: map[string]any{"enum": known}}
	}
}
