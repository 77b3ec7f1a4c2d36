package action

import (
	"strings"

	"github.com/connectorgen/connectorgen/generator/internal/ir"
	"github.com/connectorgen/connectorgen/generator/internal/jsonschema"
	"github.com/connectorgen/connectorgen/generator/internal/keys"
)

// wholeBody is the name of a body that is one input rather than several.
const wholeBody = "body"

// An Input is the one flat object that an action takes: its parameters, then
// the properties of its body, or the body as a whole.
type Input struct {
	Op       *ir.Operation
	Content  *ir.Content   // what the body is sent as; nil without a body
	Parts    []ir.Property // of a body that is taken apart
	ParamKey []string      // by parameter
	PartKey  []string      // by part
	BodyKey  string        // of a body that is not taken apart
}

func (s *Set) inputOf(op *ir.Operation) *Input {
	in := &Input{Op: op}
	var names []string
	apart := false
	if op.Body != nil && len(op.Body.Contents) > 0 {
		in.Content = &op.Body.Contents[0]
		in.Parts, apart = s.takeApart(op.Body)
		for _, p := range in.Parts {
			names = append(names, p.Name)
		}
		if !apart {
			names = []string{wholeBody}
		}
	}
	var body []string
	in.ParamKey, body = keys.Inputs(op.Params, names)
	if in.Content != nil && !apart {
		in.BodyKey = body[0]
	} else {
		in.PartKey = body
	}
	return in
}

// takeApart returns the properties of the body, if an object of exactly these
// says all that the body's schema says.
func (s *Set) takeApart(body *ir.Body) ([]ir.Property, bool) {
	whole := s.Resolve(body.Contents[0].Schema)
	if whole == nil || whole.Kind != ir.Object || whole.Nullable || whole.Additional != nil || len(whole.Enum) > 0 ||
		whole.Limits.MinProperties != nil || whole.Limits.MaxProperties != nil {
		return nil, false
	}
	var parts []ir.Property
	for _, p := range whole.Properties {
		if p.Schema.ReadOnly {
			continue
		}
		if p.Required && !body.Required {
			return nil, false // needed only if there is a body at all
		}
		parts = append(parts, p)
	}
	return parts, len(parts) > 0
}

// Key returns the input for a name of the document: of a parameter, else of a
// property of the body, else the body itself.
func (in *Input) Key(name string) (string, bool) {
	for i, p := range in.Op.Params {
		if p.Name == name {
			return in.ParamKey[i], true
		}
	}
	for i, p := range in.Parts {
		if p.Name == name {
			return in.PartKey[i], true
		}
	}
	if in.BodyKey != "" && name == wholeBody {
		return in.BodyKey, true
	}
	return "", false
}

// Schema is the input as one flat JSON Schema, in the form of v. Nothing but its
// properties is allowed, since nothing else would be sent.
func (in *Input) Schema(v *jsonschema.Converter) *jsonschema.Schema {
	j := &jsonschema.Schema{Type: jsonschema.Types{"object"}, AdditionalProperties: false}
	add := func(key string, required bool, s *jsonschema.Schema) {
		j.Properties = append(j.Properties, jsonschema.Member{Name: key, Schema: s})
		if required {
			j.Required = append(j.Required, key)
		}
	}
	for i := range in.Op.Params {
		add(in.ParamKey[i], in.Op.Params[i].Required, ParamSchema(v, &in.Op.Params[i]))
	}
	for i, p := range in.Parts {
		add(in.PartKey[i], p.Required, v.Convert(p.Schema))
	}
	if in.BodyKey != "" {
		s := ContentSchema(v, in.Content)
		if s.Description == "" {
			s.Description = in.Op.Body.Description
		}
		add(in.BodyKey, in.Op.Body.Required, s)
	}
	return j
}

// ParamSchema is the value of a parameter; of an open-ended one, an object from
// what stands in place of the placeholder to the value.
func ParamSchema(v *jsonschema.Converter, p *ir.Param) *jsonschema.Schema {
	s := &jsonschema.Schema{}
	if p.Schema != nil {
		s = v.Convert(p.Schema)
	}
	if p.OpenEnded {
		s = &jsonschema.Schema{Type: jsonschema.Types{"object"}, AdditionalProperties: s}
	}
	if p.Description != "" {
		s.Description = p.Description
	}
	s.Deprecated = s.Deprecated || p.Deprecated
	return s
}

// ContentSchema is the schema of a body or an answer; raw bytes are base64 text.
func ContentSchema(v *jsonschema.Converter, c *ir.Content) *jsonschema.Schema {
	if c.Schema == nil {
		return &jsonschema.Schema{Type: jsonschema.Types{"string"}, ContentEncoding: "base64", ContentMediaType: c.MediaType}
	}
	s := v.Convert(c.Schema)
	if s.ContentEncoding != "" && s.ContentMediaType == "" {
		s.ContentMediaType = c.MediaType
	}
	return s
}

// IsJSON reports whether a media type is JSON or built on it.
func IsJSON(mediaType string) bool {
	mediaType, _, _ = strings.Cut(strings.ToLower(mediaType), ";")
	mediaType = strings.TrimSpace(mediaType)
	return mediaType == "application/json" || mediaType == "text/json" || strings.HasSuffix(mediaType, "+json")
}
