package manifest

import (
	"bytes"
	"encoding/json"
	"slices"

	"github.com/connectorgen/connectorgen/generator/internal/ir"
)

// maxSample bounds a sample: the number of values that are put together for it.
const maxSample = 100

// samples puts examples of the document together: an input of what is required
// or has an example, and an answer. Where that is not possible there is none.
func (b *builder) samples(in *input, answer chosen) *samples {
	made := &samples{Input: b.inputSample(in)}
	if answer.content != nil && answer.content.Schema != nil && !in.op.Stream && isJSON(answer.content.MediaType) {
		s := &sampler{named: b.named, v: b.answers, left: maxSample}
		made.Output = s.of(answer.content.Schema)
	}
	if made.Input == nil && made.Output == nil {
		return nil
	}
	return made
}

func (b *builder) inputSample(in *input) json.RawMessage {
	s := &sampler{named: b.named, v: b.requests, left: maxSample}
	var properties []ir.Property
	for i, p := range in.op.Params {
		schema := p.Schema
		if p.OpenEnded {
			schema = nil // what stands in place of the placeholder is not known
		}
		properties = append(properties, ir.Property{Name: in.paramKey[i], Required: p.Required, Schema: schema})
	}
	for i, p := range in.parts {
		properties = append(properties, ir.Property{Name: in.partKey[i], Required: p.Required, Schema: p.Schema})
	}
	if in.bodyKey != "" {
		properties = append(properties, ir.Property{Name: in.bodyKey, Required: in.op.Body.Required, Schema: in.content.Schema})
	}
	if len(properties) == 0 {
		return nil
	}
	whole := b.wholeExample(in)
	return s.object(properties, whole)
}

// wholeExample is the example of a body that is taken apart, by input key.
func (b *builder) wholeExample(in *input) map[string]json.RawMessage {
	if !in.apart {
		return nil
	}
	s := b.resolve(in.content.Schema)
	var example map[string]json.RawMessage
	if len(s.Example) == 0 || json.Unmarshal(s.Example, &example) != nil {
		return nil
	}
	byKey := map[string]json.RawMessage{}
	for i, p := range in.parts {
		if value, ok := example[p.Name]; ok {
			byKey[in.partKey[i]] = value
		}
	}
	return byKey
}

// A sampler puts one sample together.
type sampler struct {
	named map[string]*ir.Schema
	v     *converter // which properties travel
	stack []string   // the named schemas that are being sampled
	left  int        // values that may still be added
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
		if value == nil && property.Schema != nil && !p.v.hidden(property.Schema) {
			value = p.of(property.Schema)
		}
		if value == nil {
			if property.Required && (property.Schema == nil || !p.v.hidden(property.Schema)) {
				return nil
			}
			continue
		}
		name, err := encode(property.Name)
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
