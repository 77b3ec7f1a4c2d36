package manifest

import (
	"strings"

	"github.com/connectorgen/connectorgen/generator/internal/ir"
	"github.com/connectorgen/connectorgen/generator/internal/keys"
)

// wholeBody is the name of a body that is one input rather than several.
const wholeBody = "body"

// An input is the one flat object that an action takes: its parameters, then
// the properties of its body, or the body as a whole.
type input struct {
	op       *ir.Operation
	content  *ir.Content   // what the body is sent as; nil without a body
	parts    []ir.Property // of a body that is taken apart
	apart    bool
	paramKey []string // by parameter
	partKey  []string // by part
	bodyKey  string   // of a body that is not taken apart
}

func (b *builder) inputOf(op *ir.Operation) *input {
	in := &input{op: op}
	var names []string
	if op.Body != nil && len(op.Body.Contents) > 0 {
		in.content = &op.Body.Contents[0]
		in.parts, in.apart = b.takeApart(op.Body)
		for _, p := range in.parts {
			names = append(names, p.Name)
		}
		if !in.apart {
			names = []string{wholeBody}
		}
	}
	var body []string
	in.paramKey, body = keys.Inputs(op.Params, names)
	if in.content != nil && !in.apart {
		in.bodyKey = body[0]
	} else {
		in.partKey = body
	}
	return in
}

// takeApart returns the properties of the body, if an object of exactly these
// says all that the body's schema says.
func (b *builder) takeApart(body *ir.Body) ([]ir.Property, bool) {
	s := b.resolve(body.Contents[0].Schema)
	if s == nil || s.Kind != ir.Object || s.Nullable || s.Additional != nil || len(s.Enum) > 0 ||
		s.Limits.MinProperties != nil || s.Limits.MaxProperties != nil {
		return nil, false
	}
	var parts []ir.Property
	for _, p := range s.Properties {
		if b.requests.hidden(p.Schema) {
			continue
		}
		if p.Required && !body.Required {
			return nil, false // needed only if there is a body at all
		}
		parts = append(parts, p)
	}
	return parts, len(parts) > 0
}

// resolve follows references to a schema that is none. It returns nil for nil,
// and for references that go round in a circle.
func (b *builder) resolve(s *ir.Schema) *ir.Schema {
	for range len(b.named) + 1 {
		if s == nil || s.Kind != ir.Ref {
			return s
		}
		s = b.named[s.Ref]
	}
	return nil
}

// key returns the input for a name of the document: of a parameter, else of a
// property of the body, else the body itself.
func (in *input) key(name string) (string, bool) {
	for i, p := range in.op.Params {
		if p.Name == name {
			return in.paramKey[i], true
		}
	}
	for i, p := range in.parts {
		if p.Name == name {
			return in.partKey[i], true
		}
	}
	if in.bodyKey != "" && name == wholeBody {
		return in.bodyKey, true
	}
	return "", false
}

// schema is the input as one flat JSON Schema. Nothing but its properties is
// allowed, since nothing else would be sent.
func (b *builder) inputSchema(in *input) *jsonSchema {
	j := &jsonSchema{Type: types{"object"}, AdditionalProperties: false}
	add := func(key string, required bool, s *jsonSchema) {
		j.Properties = append(j.Properties, member{key, s})
		if required {
			j.Required = append(j.Required, key)
		}
	}
	for i := range in.op.Params {
		add(in.paramKey[i], in.op.Params[i].Required, b.paramSchema(&in.op.Params[i]))
	}
	for i, p := range in.parts {
		add(in.partKey[i], p.Required, b.requests.convert(p.Schema))
	}
	if in.bodyKey != "" {
		s := b.contentSchema(b.requests, in.content)
		if s.Description == "" {
			s.Description = in.op.Body.Description
		}
		add(in.bodyKey, in.op.Body.Required, s)
	}
	return j
}

// paramSchema is the value of a parameter; of an open-ended one, an object from
// what stands in place of the placeholder to the value.
func (b *builder) paramSchema(p *ir.Param) *jsonSchema {
	s := &jsonSchema{}
	if p.Schema != nil {
		s = b.requests.convert(p.Schema)
	}
	if p.OpenEnded {
		s = &jsonSchema{Type: types{"object"}, AdditionalProperties: s}
	}
	if p.Description != "" {
		s.Description = p.Description
	}
	s.Deprecated = s.Deprecated || p.Deprecated
	return s
}

// contentSchema is the schema of a body or an answer; raw bytes are base64 text.
func (b *builder) contentSchema(v *converter, c *ir.Content) *jsonSchema {
	if c.Schema == nil {
		return &jsonSchema{Type: types{"string"}, ContentEncoding: "base64", ContentMediaType: c.MediaType}
	}
	s := v.convert(c.Schema)
	if s.ContentEncoding != "" && s.ContentMediaType == "" {
		s.ContentMediaType = c.MediaType
	}
	return s
}

// request says how the input becomes an HTTP request.
func (in *input) request() request {
	op := in.op
	r := request{Method: op.Method, Path: op.Path, Accept: op.Accept, BodyKey: in.bodyKey}
	for i, p := range op.Params {
		r.Params = append(r.Params, param{
			Name: p.Name, In: string(p.In), InputKey: in.paramKey[i], OpenEnded: p.OpenEnded,
			Style: p.Style, Explode: p.Explode, AllowReserved: p.AllowReserved, ContentType: p.MediaType,
		})
	}
	if in.content == nil {
		return r
	}
	r.BodyRequired = op.Body.Required
	r.ContentType = in.content.MediaType
	for _, c := range op.Body.Contents[1:] {
		r.OtherContentTypes = append(r.OtherContentTypes, c.MediaType)
	}
	for i, p := range in.parts {
		r.Body = append(r.Body, bodyPart{Name: p.Name, InputKey: in.partKey[i], ContentType: in.content.PartTypes[p.Name]})
	}
	return r
}

// isJSON reports whether a media type is JSON or built on it.
func isJSON(mediaType string) bool {
	mediaType, _, _ = strings.Cut(strings.ToLower(mediaType), ";")
	mediaType = strings.TrimSpace(mediaType)
	return mediaType == "application/json" || mediaType == "text/json" || strings.HasSuffix(mediaType, "+json")
}
