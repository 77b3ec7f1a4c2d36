package manifestclient

import (
	"bytes"
	"cmp"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"mime"
	"mime/multipart"
	"net/textproto"
	"net/url"
	"slices"
	"strings"
)

// escape escapes a value of a query.
func escape(s string) string { return strings.ReplaceAll(url.QueryEscape(s), "+", "%20") }

// text is a value as it stands in a parameter.
func text(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		return v
	case json.Number:
		return v.String()
	}
	return compact(v)
}

// compact is v as JSON.
func compact(v any) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		panic(err) // v was read from JSON
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// members are the names of an object in a fixed order: JSON has none.
func members(o map[string]any) []string { return slices.Sorted(maps.Keys(o)) }

// flat is the list of texts that a list or object becomes where it is not exploded.
func flat(v any, explode bool) []string {
	switch v := v.(type) {
	case []any:
		var list []string
		for _, item := range v {
			list = append(list, text(item))
		}
		return list
	case map[string]any:
		var list []string
		for _, name := range members(v) {
			if explode {
				list = append(list, name+"="+text(v[name]))
			} else {
				list = append(list, name, text(v[name]))
			}
		}
		return list
	}
	return []string{text(v)}
}

func (p *Param) path(v any) string {
	if p.ContentType != "" {
		return url.PathEscape(text(v))
	}
	list := flat(v, p.Explode)
	for i, one := range list {
		list[i] = url.PathEscape(one)
	}
	separator, prefix := ",", ""
	switch {
	case p.Style == "label" && p.Explode:
		separator, prefix = ".", "."
	case p.Style == "label":
		prefix = "."
	case p.Style == "matrix" && p.Explode:
		separator, prefix = ";"+p.Name+"=", ";"+p.Name+"="
		if _, object := v.(map[string]any); object {
			separator, prefix = ";", ";"
		}
	case p.Style == "matrix":
		prefix = ";" + p.Name + "="
	}
	return prefix + strings.Join(list, separator)
}

func (p *Param) header(v any) string {
	if p.ContentType != "" {
		return compact(v)
	}
	return strings.Join(flat(v, p.Explode), ",")
}

func (p *Param) cookie(v any) []string {
	var list []string
	for _, pair := range p.pairs(v) {
		list = append(list, pair[0]+"="+escapeCookie(pair[1]))
	}
	return list
}

// escapeCookie escapes what may not stand in a cookie's value.
func escapeCookie(s string) string {
	var b strings.Builder
	for _, c := range []byte(s) {
		if c <= ' ' || c >= 0x7f || strings.ContainsRune(`",;\%`, rune(c)) {
			fmt.Fprintf(&b, "%%%02X", c)
		} else {
			b.WriteByte(c)
		}
	}
	return b.String()
}

var reserved = strings.NewReplacer("%3A", ":", "%2F", "/", "%3F", "?", "%5B", "[", "%5D", "]", "%40", "@", "%21", "!",
	"%24", "$", "%27", "'", "%28", "(", "%29", ")", "%2A", "*", "%2C", ",", "%3B", ";", "%3D", "=")

func (p *Param) query(v any) []string {
	var list []string
	for _, pair := range p.pairs(v) {
		value := escape(pair[1])
		if p.AllowReserved {
			value = reserved.Replace(value)
		}
		if pair[2] != "" {
			value = strings.ReplaceAll(value, escape(pair[2]), pair[2]) // the separator stands as it is
		}
		list = append(list, escape(pair[0])+"="+value)
	}
	return list
}

// pairs are the names and values that a parameter becomes; the third is the
// separator of a list in the value.
func (p *Param) pairs(v any) [][3]string {
	if p.ContentType != "" {
		return [][3]string{{p.Name, compact(v)}}
	}
	if p.OpenEnded {
		before, rest, _ := strings.Cut(p.Name, "<")
		_, after, _ := strings.Cut(rest, ">")
		var list [][3]string
		object, _ := v.(map[string]any)
		for _, name := range members(object) {
			one := Param{Name: before + name + after, Style: "form", Explode: true}
			list = append(list, one.pairs(object[name])...)
		}
		return list
	}
	if p.Style == "deepObject" {
		return brackets(p.Name, v)
	}
	switch x := v.(type) {
	case []any:
		if !p.Explode {
			break
		}
		var list [][3]string
		for _, item := range x {
			list = append(list, [3]string{p.Name, text(item)})
		}
		return list
	case map[string]any:
		if !p.Explode {
			break
		}
		var list [][3]string
		for _, name := range members(x) {
			list = append(list, [3]string{name, text(x[name])})
		}
		return list
	default:
		return [][3]string{{p.Name, text(v)}}
	}
	list := flat(v, false)
	if len(list) == 0 {
		return nil
	}
	separator := map[string]string{"spaceDelimited": " ", "pipeDelimited": "|", "tabDelimited": "\t"}[p.Style]
	if separator != "" {
		return [][3]string{{p.Name, strings.Join(list, separator)}}
	}
	return [][3]string{{p.Name, strings.Join(list, ","), ","}}
}

// brackets are the values in a list or object, each under a name such as a[b][0].
func brackets(name string, v any) [][3]string {
	var list [][3]string
	switch v := v.(type) {
	case nil:
	case []any:
		for i, item := range v {
			list = append(list, brackets(fmt.Sprintf("%s[%d]", name, i), item)...)
		}
	case map[string]any:
		for _, member := range members(v) {
			list = append(list, brackets(name+"["+member+"]", v[member])...)
		}
	default:
		list = append(list, [3]string{name, text(v)})
	}
	return list
}

// A form is the body of a form while it is made.
type form struct {
	manifest *Manifest
	request  *Request
	schema   func(name string) *Schema // of a property
}

// body makes the body of the request and its media type, and notes the inputs used.
func (c *Client) body(a *Action, input map[string]any, used map[string]bool) (string, io.Reader, error) {
	r := &a.Request
	if r.ContentType == "" {
		return "", nil, nil
	}
	whole, schema := a.whole(c.Manifest, input, used)
	if whole == nil {
		return "", nil, nil
	}
	base, _, err := mime.ParseMediaType(r.ContentType)
	if err != nil {
		return "", nil, err
	}
	object, isObject := whole.(map[string]any)
	f := form{c.Manifest, r, schema}
	switch {
	case base == "application/x-www-form-urlencoded" && isObject:
		var list []string
		for _, pair := range f.fields(object) {
			list = append(list, escape(pair.name)+"="+escape(pair.text))
		}
		return r.ContentType, strings.NewReader(strings.Join(list, "&")), nil
	case base == "multipart/form-data" && isObject:
		return f.multipart(object)
	case c.Manifest.bytes(a.Input.Properties[r.BodyKey]):
		data, err := base64.StdEncoding.DecodeString(text(whole))
		if err != nil {
			return "", nil, fmt.Errorf("the body is not base64: %w", err)
		}
		return r.ContentType, bytes.NewReader(data), nil
	case strings.HasSuffix(base, "json"):
		return r.ContentType, strings.NewReader(compact(whole)), nil
	}
	return r.ContentType, strings.NewReader(text(whole)), nil
}

// whole is the value that the body has, nil for no body, and the schema of each
// of its properties.
func (a *Action) whole(m *Manifest, input map[string]any, used map[string]bool) (any, func(name string) *Schema) {
	r := &a.Request
	if r.BodyKey != "" {
		used[r.BodyKey] = true
		return input[r.BodyKey], func(name string) *Schema { return m.property(a.Input.Properties[r.BodyKey], name) }
	}
	object, key := map[string]any{}, map[string]string{}
	for _, part := range r.Body {
		used[part.InputKey] = true
		key[part.Name] = part.InputKey
		if value, given := input[part.InputKey]; given {
			object[part.Name] = value
		}
	}
	if len(object) == 0 && !r.BodyRequired {
		return nil, nil
	}
	return object, func(name string) *Schema { return a.Input.Properties[key[name]] }
}

// A field is one of a form; the media type is that of an object in a multipart body.
type field struct{ name, text, media string }

// fields are those of a form: lists repeated, objects as JSON, or as the part says.
func (f *form) fields(object map[string]any) []field {
	var list []field
	one := func(name string, v any) {
		made := field{name: name, text: text(v)}
		switch v.(type) {
		case []any, map[string]any:
			made.media = "application/json"
		}
		list = append(list, made)
	}
	for _, name := range members(object) {
		value := object[name]
		items, isList := value.([]any)
		switch {
		case value == nil:
		case f.part(name).Style != "":
			part := f.part(name)
			as := Param{Name: name, Style: part.Style, Explode: part.Explode}
			for _, pair := range as.pairs(value) {
				list = append(list, field{name: pair[0], text: pair[1]})
			}
		case isList:
			for _, item := range items {
				one(name, item)
			}
		default:
			one(name, value)
		}
	}
	return list
}

// part is what the manifest says of one property of the body.
func (f *form) part(name string) Part {
	for _, p := range f.request.Body {
		if p.Name == name {
			return p
		}
	}
	return f.request.Parts[name]
}

func (f *form) multipart(object map[string]any) (string, io.Reader, error) {
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for _, pair := range f.fields(object) {
		name, value := pair.name, pair.text
		disposition, media := map[string]string{"name": name}, cmp.Or(f.part(name).ContentType, pair.media)
		if f.manifest.bytes(f.schema(name)) {
			disposition["filename"] = name
			data, err := base64.StdEncoding.DecodeString(value)
			if err != nil {
				return "", nil, fmt.Errorf("part %s is not base64: %w", name, err)
			}
			value = string(data)
			if media == "" {
				media = "application/octet-stream"
			}
		}
		h := textproto.MIMEHeader{"Content-Disposition": {mime.FormatMediaType("form-data", disposition)}}
		if media != "" {
			h.Set("Content-Type", media)
		}
		part, err := w.CreatePart(h)
		if err != nil {
			return "", nil, err
		}
		if _, err := io.WriteString(part, value); err != nil {
			return "", nil, err
		}
	}
	return w.FormDataContentType(), &b, w.Close()
}
