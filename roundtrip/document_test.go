package roundtrip_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi2"
	"github.com/getkin/kin-openapi/openapi2conv"
	"github.com/getkin/kin-openapi/openapi3"
	"github.com/speakeasy-api/openapi-overlay/pkg/overlay"
	"gopkg.in/yaml.v3"
)

// An operation is one of the document's, as it is published.
type operation struct {
	id, method, path string

	item   *openapi3.PathItem
	op     *openapi3.Operation
	params []*openapi3.Parameter // its own and those of its path
}

// document reads the published document without help from the generator. It is
// mended only where it could not be read, or satisfied, otherwise:
//   - Swagger 2.0 is converted;
//   - required: true on a property becomes the object's, and goes from any other schema;
//   - a path with /:id has /{id};
//   - a discriminator without a mapping goes where the variants declare other
//     values of it than their own names, which no value could satisfy.
func document(file string) (*openapi3.T, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	return read(data)
}

// corrected is the document with an overlay, applied by the library alone.
func corrected(file, overlayFile string) (*openapi3.T, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var tree yaml.Node
	if err := yaml.Unmarshal(data, &tree); err != nil {
		return nil, err
	}
	o, err := overlay.Parse(overlayFile)
	if err != nil {
		return nil, err
	}
	if err := o.ApplyTo(&tree); err != nil {
		return nil, err
	}
	if data, err = yaml.Marshal(&tree); err != nil {
		return nil, err
	}
	return read(data)
}

func read(data []byte) (*openapi3.T, error) {
	api, err := load(data)
	if err != nil {
		return nil, err
	}
	for name, item := range api.Paths.Map() {
		if mended := colon.ReplaceAllString(name, "/{$1}"); mended != name {
			api.Paths.Delete(name)
			api.Paths.Set(mended, item)
		}
	}
	mend(api)
	return api, nil
}

var colon = regexp.MustCompile(`/:(\w+)`)

func load(data []byte) (*openapi3.T, error) {
	var old openapi2.T
	if json.Unmarshal(data, &old) == nil && old.Swagger != "" {
		return openapi2conv.ToV3(&old)
	}
	api, err := openapi3.NewLoader().LoadFromData(data)
	if err == nil {
		return api, nil
	}
	var tree any
	if yaml.Unmarshal(data, &tree) != nil {
		return nil, err
	}
	liftRequired(tree)
	if data, err = json.Marshal(tree); err != nil {
		return nil, err
	}
	return openapi3.NewLoader().LoadFromData(data)
}

// liftRequired moves required: true from a property to its object.
func liftRequired(v any) {
	switch v := v.(type) {
	case []any:
		for _, item := range v {
			liftRequired(item)
		}
	case map[string]any:
		properties, _ := v["properties"].(map[string]any)
		for _, name := range slices.Sorted(maps.Keys(properties)) {
			property, _ := properties[name].(map[string]any)
			required, flag := property["required"].(bool)
			if !flag {
				continue
			}
			delete(property, "required")
			if list, _ := v["required"].([]any); required {
				v["required"] = append(list, name)
			}
		}
		if _, flag := v["required"].(bool); flag && v["type"] != nil && v["in"] == nil {
			delete(v, "required")
		}
		for _, item := range v {
			liftRequired(item)
		}
	}
}

// operations are those of the document, by method and path, without the header
// parameters that by OpenAPI are none.
func operations(api *openapi3.T) map[string]*operation {
	out := map[string]*operation{}
	for name, item := range api.Paths.Map() {
		for method, op := range item.Operations() {
			o := &operation{id: op.OperationID, method: method, path: name, item: item, op: op}
			for _, ref := range item.Parameters {
				if op.Parameters.GetByInAndName(ref.Value.In, ref.Value.Name) == nil {
					o.params = append(o.params, ref.Value)
				}
			}
			for _, ref := range op.Parameters {
				o.params = append(o.params, ref.Value)
			}
			o.params = slices.DeleteFunc(o.params, func(p *openapi3.Parameter) bool {
				return p.In == "header" && slices.Contains([]string{"accept", "content-type", "authorization"}, strings.ToLower(p.Name))
			})
			if o.id == "" {
				o.id = method + " " + name
			}
			out[method+" "+name] = o
		}
	}
	return out
}

// credentialNames are the query parameters and headers that prove who is calling.
func credentialNames(api *openapi3.T) map[string]bool {
	out := map[string]bool{}
	if api.Components == nil {
		return out
	}
	for _, ref := range api.Components.SecuritySchemes {
		if ref.Value != nil && ref.Value.Type == "apiKey" {
			out[ref.Value.In+" "+ref.Value.Name] = true
		}
	}
	return out
}

// success is the answer that a caller hopes for, and its status.
func (o *operation) success() (status int, r *openapi3.Response) {
	responses := o.op.Responses.Map()
	for _, bodies := range []bool{true, false} {
		for _, code := range slices.Sorted(maps.Keys(responses)) {
			ref := responses[code]
			if ref.Value == nil || code[0] != '2' || bodies && len(ref.Value.Content) == 0 {
				continue
			}
			if _, err := fmt.Sscan(code, &status); err != nil || status < 200 {
				status = 200
			}
			return status, ref.Value
		}
	}
	if ref := responses["default"]; ref != nil && ref.Value != nil {
		return 200, ref.Value
	}
	return 204, nil
}

func isJSON(mediaType string) bool {
	base, _, _ := strings.Cut(mediaType, ";")
	base = strings.TrimSpace(base)
	return strings.HasSuffix(base, "/json") || strings.HasSuffix(base, "+json")
}

// mend visits every schema.
func mend(api *openapi3.T) {
	v := visitor{}
	if api.Components != nil {
		for _, ref := range api.Components.Schemas {
			v.schema(ref)
		}
	}
	for _, item := range api.Paths.Map() {
		v.params(item.Parameters)
		for _, op := range item.Operations() {
			v.params(op.Parameters)
			if op.RequestBody != nil && op.RequestBody.Value != nil {
				v.content(op.RequestBody.Value.Content)
			}
			for _, r := range op.Responses.Map() {
				if r.Value != nil {
					v.content(r.Value.Content)
				}
			}
		}
	}
}

type visitor map[*openapi3.Schema]bool

func (v visitor) params(params openapi3.Parameters) {
	for _, p := range params {
		v.schema(p.Value.Schema)
		v.content(p.Value.Content)
	}
}

func (v visitor) content(c openapi3.Content) {
	for _, media := range c {
		v.schema(media.Schema)
	}
}

func (v visitor) schema(ref *openapi3.SchemaRef) {
	if ref == nil || ref.Value == nil || v[ref.Value] {
		return
	}
	s := ref.Value
	v[s] = true
	if s.Discriminator != nil && len(s.Discriminator.Mapping) == 0 && contradicted(s) {
		s.Discriminator = nil
	}
	for _, list := range []openapi3.SchemaRefs{s.AllOf, s.OneOf, s.AnyOf, {s.Items, s.AdditionalProperties.Schema}} {
		for _, sub := range list {
			v.schema(sub)
		}
	}
	for _, sub := range s.Properties {
		v.schema(sub)
	}
}

// contradicted reports whether a variant declares the discriminator's values,
// and its own name is not among them.
func contradicted(s *openapi3.Schema) bool {
	return slices.ContainsFunc(slices.Concat(s.OneOf, s.AnyOf), func(variant *openapi3.SchemaRef) bool {
		if variant.Value == nil {
			return false
		}
		p := flatten(variant.Value, nil).Properties[s.Discriminator.PropertyName]
		if p == nil || p.Value == nil {
			return false
		}
		f := flatten(p.Value, nil)
		name := path.Base(variant.Ref)
		return f.Const != nil && f.Const != name || len(f.Enum) > 0 && !slices.Contains(f.Enum, any(name))
	})
}
