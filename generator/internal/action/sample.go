package action

import (
	"bytes"
	"encoding/json"
	"slices"

	"github.com/connectorgen/connectorgen/generator/internal/ir"
	"github.com/connectorgen/connectorgen/generator/internal/jsonschema"
)

// maxSample bounds a sample: the number of values that are put together for it.
const maxSample = 100

// InputSample puts examples of the document together to an input of what is
// required or has an example; nil where that is not possible.
func (s *Set) InputSample(in *Input) json.RawMessage {
	p := &sampler{named: s.named, left: maxSample}
	var properties []ir.Property
	for i, param := range in.Op.Params {
		schema := param.Schema
		if param.OpenEnded {
			schema = nil // what stands in place of the placeholder is not known
		}
		properties = append(properties, ir.Property{Name: in.ParamKey[i], Required: param.Required, Schema: schema})
	}
	for i, part := range in.Parts {
		properties = append(properties, ir.Property{Name: in.PartKey[i], Required: part.Required, Schema: part.Schema})
	}
	if in.BodyKey != "" {
		properties = append(properties, ir.Property{Name: in.BodyKey, Required: in.Op.Body.Required, Schema: in.Content.Schema})
	}
	if len(properties) == 0 {
		return nil
	}
	return p.object(properties, s.wholeExample(in))
}

// OutputSample puts examples of the document together to an answer; nil where
// that is not possible.
func (s *Set) OutputSample(a *Action) json.RawMessage {
	content := a.Answer.Content
	if content == nil || content.Schema == nil || a.Op.Stream || !IsJSON(content.MediaType) {
		return nil
	}
	return (&sampler{named: s.named, answers: true, left: maxSample}).of(content.Schema)
}

// Sample puts examples of the document together to a value that is sent; nil
// where that is not possible.
func (s *Set) Sample(schema *ir.Schema) json.RawMessage {
	return (&sampler{named: s.named, left: maxSample}).of(schema)
}

// wholeExample is the example of a body that is taken apart, by input key.
func (s *Set) wholeExample(in *Input) map[string]json.RawMessage {
	if len(in.Parts) == 0 {
		return nil
	}
	whole := s.Resolve(in.Content.Schema)
	var example map[string]json.RawMessage
	if len(whole.Example) == 0 || json.Unmarshal(whole.Example, &example) != nil {
		return nil
	}
	byKey := map[string]json.RawMessage{}
	for i, p := range in.Parts {
		if value, ok := example[p.Name]; ok {
			byKey[in.PartKey[i]] = value
		}
	}
	return byKey
}

// A sampler puts one sample together.
type sampler struct {
	named   map[string]*ir.Schema
	answers bool     // else a request: which properties travel
	stack   []string // the named schemas that are being sampled
	left    int      // values that may still be added
}

// hidden reports whether a property does not travel in this direction.
func (p *sampler) hidden(s *ir.Schema) bool {
	return p.answers && s.WriteOnly || !p.answers && s.ReadOnly
}

// of returns a sample of s, or nil.
func (p *sampler) of(s *ir.Schema) json.RawMessage {
	if s == nil || p.left == 0 {
		return nil
	}
	p.left--
	if len(s.Example) > 0 {
		return s.Example
	}
	switch s.Kind {
	case ir.Ref:
		return p.ofNamed(s.Ref)
	case ir.Object:
		return p.object(s.Properties, nil)
	case ir.Array:
		if item := p.of(s.Items); item != nil {
			return bytes.Join([][]byte{[]byte("["), item, []byte("]")}, nil)
		}
	default: // a value of no known example
	}
	if len(s.Enum) > 0 {
		return s.Enum[0]
	}
	return nil
}

func (p *sampler) ofNamed(name string) json.RawMessage {
	if slices.Contains(p.stack, name) {
		return nil
	}
	p.stack = append(p.stack, name)
	sample := p.of(p.named[name])
	p.stack = p.stack[:len(p.stack)-1]
	return sample
}

// object returns a sample with the properties that have one, or nil if there is
// none or a required one is missing. A value of known goes before the property's own.
func (p *sampler) object(properties []ir.Property, known map[string]json.RawMessage) json.RawMessage {
	var made []byte
	for _, property := range properties {
		value := known[property.Name]
		if value == nil && property.Schema != nil && !p.hidden(property.Schema) {
			value = p.of(property.Schema)
		}
		if value == nil {
			if property.Required && (property.Schema == nil || !p.hidden(property.Schema)) {
				return nil
			}
			continue
		}
		name, err := jsonschema.Encode(property.Name)
		if err != nil {
			return nil
		}
		made = append(append(append(append(made, ','), name...), ':'), value...)
	}
	if made == nil {
		return nil
	}
	made[0] = '{'
	return append(made, '}')
}
