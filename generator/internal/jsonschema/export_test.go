package jsonschema

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"

	validator "github.com/santhosh-tekuri/jsonschema/v6"
	"pgregory.net/rapid"
)

// A Trial is a schema of a manifest and a value for it, drawn at random.
type Trial struct {
	schema *Schema
	Value  json.RawMessage
}

// DrawTrial draws a trial.
func DrawTrial(t *rapid.T) Trial {
	return Trial{drawSchema(t, 3), drawValue(t, 3)}
}

func drawSchema(t *rapid.T, depth int) *Schema {
	number := rapid.SampledFrom([]json.Number{"", "", "", "0", "1", "-1.5", "2e0", "1e400"})
	size := rapid.SampledFrom([]*uint64{nil, nil, nil, new(uint64), ptr(1), ptr(2)})
	names := rapid.SliceOfN(rapid.SampledFrom([]string{"a", "b"}), 0, 2)
	j := &Schema{
		Type:        rapid.SliceOfN(rapid.SampledFrom([]string{"string", "integer", "number", "boolean", "null", "array", "object"}), 0, 2).Draw(t, "type"),
		Required:    names.Draw(t, "required"),
		Minimum:     number.Draw(t, "minimum"),
		Maximum:     number.Draw(t, "maximum"),
		MultipleOf:  rapid.SampledFrom([]json.Number{"", "", "", "", "", "1", "1e400", "0"}).Draw(t, "multipleOf"),
		MinLength:   size.Draw(t, "minLength"),
		MaxLength:   size.Draw(t, "maxLength"),
		MinItems:    size.Draw(t, "minItems"),
		MaxItems:    size.Draw(t, "maxItems"),
		UniqueItems: rapid.Bool().Draw(t, "uniqueItems"),
		Pattern:     rapid.SampledFrom([]string{"", "", "^a", "(?!a)b"}).Draw(t, "pattern"),

		ExclusiveMinimum: number.Draw(t, "exclusiveMinimum"), ExclusiveMaximum: number.Draw(t, "exclusiveMaximum"),
		MinProperties: size.Draw(t, "minProperties"), MaxProperties: size.Draw(t, "maxProperties"),
		Ref: rapid.SampledFrom([]string{"", "", "", "#/$defs/named"}).Draw(t, "ref"),
	}
	if rapid.Bool().Draw(t, "enum?") {
		j.Enum = []json.RawMessage{drawValue(t, 1), drawValue(t, 0)}
	}
	if depth == 0 {
		return j
	}
	if rapid.Bool().Draw(t, "anyOf?") {
		j.AnyOf = []*Schema{drawSchema(t, depth-1), drawSchema(t, 0)}
	}
	if rapid.Bool().Draw(t, "items?") {
		j.Items = drawSchema(t, depth-1)
	}
	for _, name := range names.Draw(t, "properties") {
		j.Properties = append(j.Properties, Member{name, drawSchema(t, depth-1)})
	}
	switch rapid.IntRange(0, 3).Draw(t, "more") {
	case 0:
		j.AdditionalProperties = false
	case 1:
		j.AdditionalProperties = drawSchema(t, depth-1)
	}
	return j
}

func ptr(n uint64) *uint64 { return &n }

func drawValue(t *rapid.T, depth int) json.RawMessage {
	leaves := []string{`null`, `true`, `0`, `1`, `1.0`, `-1.5`, `2e0`, `"a"`, `"ab"`, `"ä"`, `""`, `[]`, `{}`}
	kind := rapid.IntRange(0, 2+min(depth, 1)*2).Draw(t, "kind")
	switch {
	case kind <= 2:
		return json.RawMessage(rapid.SampledFrom(leaves).Draw(t, "leaf"))
	case kind == 3:
		return fmt.Appendf(nil, `[%s,%s]`, drawValue(t, depth-1), drawValue(t, 0))
	default:
		return fmt.Appendf(nil, `{"a":%s,"c":%s}`, drawValue(t, depth-1), drawValue(t, 0))
	}
}

// Decode reads a value as Fits wants it.
func Decode(text string) (any, error) { return validator.UnmarshalJSON(strings.NewReader(text)) }

// everything is a pattern that is not in Go's dialect: as in manifests, it matches.
type everything string

func (p everything) MatchString(string) bool { return true }
func (p everything) String() string          { return string(p) }

// Judge says what the quick looks make of a trial, and what the library does.
func (r Trial) Judge() (sound, fits bool, schemaErr, valueErr error) {
	named := &Schema{Type: Types{"string"}}
	value, err := validator.UnmarshalJSON(bytes.NewReader(r.Value))
	if err != nil {
		return false, false, err, err
	}
	f := NewFitter(map[string]*Schema{"#/$defs/named": named})
	sound, fits = r.schema.Sound(), f.Fits(r.schema, value)
	text, err := Encode(map[string]any{"$defs": map[string]any{"named": named}, "allOf": []any{r.schema}})
	if err != nil {
		return sound, fits, err, err
	}
	schema, err := validator.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		return sound, fits, err, err
	}
	c := validator.NewCompiler()
	c.UseRegexpEngine(func(pattern string) (validator.Regexp, error) {
		if re, err := regexp.Compile(pattern); err == nil {
			return re, nil
		}
		return everything(pattern), nil
	})
	if err := c.AddResource("urn:trial", schema); err != nil {
		return sound, fits, err, err
	}
	compiled, err := c.Compile("urn:trial")
	if err != nil {
		return sound, fits, err, err
	}
	return sound, fits, nil, compiled.Validate(value)
}
