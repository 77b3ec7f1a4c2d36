package roundtrip_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
)

// bracketed reads fields such as a[b][0]=x: mappings, lists where the names are
// indices or left out, and text.
func bracketed(values url.Values) map[string]any {
	root := map[string]any{}
	for _, name := range slices.Sorted(maps.Keys(values)) {
		first, rest, _ := strings.Cut(name, "[")
		path := []string{first}
		if rest != "" {
			path = append(path, strings.Split(strings.TrimSuffix(rest, "]"), "][")...)
		}
		at := root
		for _, step := range path[:len(path)-1] {
			next, ok := at[step].(map[string]any)
			if !ok {
				next = map[string]any{}
				at[step] = next
			}
			at = next
		}
		last := path[len(path)-1]
		if texts := values[name]; len(texts) > 1 || last == "" {
			for i, text := range texts {
				sub, ok := at[last].(map[string]any)
				if !ok {
					sub = map[string]any{}
					at[last] = sub
				}
				sub[strconv.Itoa(i)] = text
			}
		} else {
			at[last] = texts[0]
		}
	}
	for name, v := range root {
		root[name] = listed(v)
	}
	return root
}

// listed turns mappings from indices into lists.
func listed(v any) any {
	object, ok := v.(map[string]any)
	if !ok {
		return v
	}
	list := make([]any, 0, len(object))
	for i := range len(object) {
		item, ok := object[strconv.Itoa(i)]
		if !ok {
			list = nil
			break
		}
		list = append(list, listed(item))
	}
	if list != nil && len(object) > 0 {
		return list
	}
	for name, item := range object {
		object[name] = listed(item)
	}
	return object
}

// asTexts is the value with its numbers and flags spelled out, as a form has them.
func asTexts(v any) any {
	switch v := v.(type) {
	case map[string]any:
		out := map[string]any{}
		for name, item := range v {
			out[name] = asTexts(item)
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, item := range v {
			out[i] = asTexts(item)
		}
		return out
	case nil:
		return ""
	case string:
		return v
	default:
		return text(v)
	}
}

// decodeForm reads a form as the schema has it. That of kin-openapi reads
// neither objects nor lists of them.
func decodeForm(body io.Reader, _ http.Header, schema *openapi3.SchemaRef, _ openapi3filter.EncodingFn) (any, error) {
	data, err := io.ReadAll(body)
	if err != nil {
		return nil, err
	}
	values, err := url.ParseQuery(string(data))
	if err != nil {
		return nil, err
	}
	return typed(schema, bracketed(values)), nil
}

// decodeMultipart reads a form in parts as the schema has it.
func decodeMultipart(body io.Reader, header http.Header, schema *openapi3.SchemaRef, encoding openapi3filter.EncodingFn) (any, error) {
	_, params, err := mime.ParseMediaType(header.Get("Content-Type"))
	if err != nil {
		return nil, err
	}
	values := url.Values{}
	parts := multipart.NewReader(body, params["boundary"])
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return typed(schema, bracketed(values)), nil
		}
		if err != nil {
			return nil, err
		}
		name, media := part.FormName(), part.Header.Get("Content-Type")
		if enc := encoding(name); media != "" && enc != nil && enc.ContentType != "" && !enc.AllowsContentType(media) {
			return nil, fmt.Errorf("part %s is %s, not %s", name, media, enc.ContentType)
		}
		data, err := io.ReadAll(part)
		if err != nil {
			return nil, err
		}
		values.Add(name, string(data))
	}
}

// typed turns the texts of a form into what the schema says they are.
func typed(ref *openapi3.SchemaRef, v any) any {
	if ref == nil || ref.Value == nil {
		return v
	}
	return flatten(ref.Value, nil).typed(v)
}

func (f *flat) typed(v any) any {
	if len(f.unions) > 0 {
		rest := *f
		rest.unions = f.unions[1:]
		for _, variant := range f.unions[0].variants {
			if variant.Value == nil {
				continue
			}
			if t := rest.with(flatten(variant.Value, nil)).typed(v); (&maker{}).valid(variant, t) == nil {
				return t
			}
		}
		return v
	}
	word, isText := v.(string)
	switch f.kind(0) {
	case "integer", "number":
		if n, err := strconv.ParseFloat(word, 64); err == nil {
			return n
		}
	case "boolean":
		if b, err := strconv.ParseBool(word); err == nil {
			return b
		}
	case "array":
		list, ok := v.([]any)
		if !ok {
			list = []any{v}
		}
		out := make([]any, len(list))
		for i, item := range list {
			out[i] = typed(f.Items, item)
		}
		return out
	case "object":
		object, ok := v.(map[string]any)
		if isText && json.Unmarshal([]byte(word), &object) == nil {
			return object
		}
		if !ok {
			return v
		}
		out := map[string]any{}
		for name, item := range object {
			p := f.Properties[name]
			if p == nil {
				p = f.AdditionalProperties.Schema
			}
			out[name] = typed(p, item)
		}
		return out
	}
	return v
}
