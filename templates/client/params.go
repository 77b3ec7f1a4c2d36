package client

import (
	"errors"
	"fmt"
	"iter"
	"net/url"
	"reflect"
	"strconv"
	"strings"
)

// A queryPair is a parameter whose value is escaped already.
type queryPair struct{ name, value string }

// A paramStyle says how a value becomes parameters.
type paramStyle struct {
	style   string
	explode bool
	escape  func(string) string
}

// params puts the fields of a params struct into the query, headers and
// cookies, as their tags say. Zero values are left out unless they are required
// or asked for with WithEmpty; asked takes note of these.
func (o *outgoing) params(params any, asked map[string]bool) error {
	v := reflect.ValueOf(params)
	if !v.IsValid() || v.IsNil() {
		return nil
	}
	v = v.Elem()
	for i := range v.NumField() {
		field, tag := v.Field(i), v.Type().Field(i).Tag
		name := tag.Get("query") + tag.Get("header") + tag.Get("cookie") // one of them
		_, empty := asked[name]
		if empty {
			asked[name] = true
		}
		required := tag.Get("required") == "true" || empty
		if isZero(field) && !required {
			continue
		}
		if err := o.param(tag, field, required); err != nil {
			return fmt.Errorf("%s: %w", v.Type().Field(i).Name, err)
		}
	}
	return nil
}

func (o *outgoing) param(tag reflect.StructTag, v reflect.Value, required bool) error {
	e := encoder{}
	e.value(v)
	if e.err != nil {
		return e.err
	}
	s := paramStyle{style: tag.Get("style"), escape: escapeQuery}
	query, cookie := tag.Get("query"), tag.Get("cookie")
	name := query
	switch {
	case tag.Get("header") != "":
		name, s.escape, s.style = tag.Get("header"), plainText, "simple"
	case cookie != "":
		name, s.escape = cookie, escapeCookie
	case tag.Get("reserved") == "true":
		s.escape = escapeReserved
	}
	s.explode = s.style == "" || s.style == "form"
	if explode := tag.Get("explode"); explode != "" {
		s.explode = explode == "true"
	}
	var pairs []queryPair
	switch media := tag.Get("media"); {
	case isJSON(media):
		pairs = []queryPair{{name, s.escape(string(e.buf))}}
	case s.style == "simple":
		if text := s.simple(e.buf); text != "" {
			pairs = []queryPair{{name, text}}
		}
	default:
		pairs = s.spread(name, e.buf)
	}
	if len(pairs) == 0 && required {
		pairs = []queryPair{{name, ""}}
	}
	switch {
	case query != "":
		o.query = append(o.query, pairs...)
	case cookie != "":
		o.cookies = append(o.cookies, pairs...)
	default:
		o.header.Del(name) // the client's own
		for _, p := range pairs {
			o.header.Add(p.name, p.value)
		}
	}
	return nil
}

func plainText(s string) string { return s }

// A formField is one field of a form, its value in JSON.
type formField struct {
	name  string
	value []byte
}

// brackets yields what is in a list or object, however deep, each under a name
// such as "a[b][0]"; no nulls.
func brackets(name string, data []byte) iter.Seq[formField] {
	return func(yield func(formField) bool) {
		c := &cursor{data: data}
		inside := func(key string) bool {
			for field := range brackets(name+"["+key+"]", c.skip()) {
				if !yield(field) {
					return false
				}
			}
			return true
		}
		switch c.peek() {
		case '[':
			for i := range c.elements() {
				if !inside(strconv.Itoa(i)) {
					return
				}
			}
		case '{':
			for member := range c.members() {
				if !inside(string(member)) {
					return
				}
			}
		case 'n':
		default:
			yield(formField{name, data})
		}
	}
}

// spread turns the JSON of a value into parameters.
func (s paramStyle) spread(name string, data []byte) []queryPair {
	c := &cursor{data: data}
	var pairs []queryPair
	if s.style == "deepObject" {
		for field := range brackets(name, data) {
			pairs = append(pairs, queryPair{field.name, s.escape(textOf(field.value))})
		}
		return pairs
	}
	var list []string
	switch c.peek() {
	case '[':
		for range c.elements() {
			value := s.escape(textOf(c.skip()))
			pairs = append(pairs, queryPair{name, value})
			list = append(list, value)
		}
		if s.explode || len(list) == 0 {
			return pairs
		}
	case '{':
		before, after, open := placeholder(name)
		for member := range c.members() {
			key, value := string(member), c.skip()
			switch {
			case open:
				one := paramStyle{style: "form", explode: true, escape: s.escape}
				pairs = append(pairs, one.spread(before+key+after, value)...)
			default:
				pairs = append(pairs, queryPair{key, s.escape(textOf(value))})
				list = append(list, s.escape(key), s.escape(textOf(value)))
			}
		}
		if s.explode || open || len(list) == 0 {
			return pairs
		}
	default:
		return []queryPair{{name, s.escape(textOf(data))}}
	}
	return []queryPair{{name, strings.Join(list, s.separator())}}
}

// simple is the text of a value in a path or header: items and members with commas between.
func (s paramStyle) simple(data []byte) string { return strings.Join(s.parts("", data), ",") }

// parts are the pieces of a value that the styles of paths put separators between.
func (s paramStyle) parts(name string, data []byte) []string {
	named := s.explode && len(data) > 0 && data[0] == '{'
	var parts []string
	for _, p := range (paramStyle{explode: s.explode, escape: s.escape}).spread(name, data) {
		if named {
			p.value = s.escape(p.name) + "=" + p.value
		}
		parts = append(parts, p.value)
	}
	return parts
}

// inPath is the text of a value in the path, for the placeholder called name.
func (s paramStyle) inPath(name string, data []byte) string {
	parts := s.parts(name, data)
	text := strings.Join(parts, ",")
	switch {
	case text == "":
		return ""
	case s.style == "label" && s.explode:
		return "." + strings.Join(parts, ".")
	case s.style == "label":
		return "." + text
	case s.style == "matrix" && s.explode && data[0] == '{':
		return ";" + strings.Join(parts, ";")
	case s.style == "matrix" && s.explode:
		return ";" + name + "=" + strings.Join(parts, ";"+name+"=")
	case s.style == "matrix":
		return ";" + name + "=" + text
	}
	return text
}

func (s paramStyle) separator() string {
	switch s.style {
	case "spaceDelimited":
		return s.escape(" ")
	case "tabDelimited": // of Swagger 2.0
		return s.escape("\t")
	case "pipeDelimited":
		return s.escape("|")
	}
	return ","
}

// placeholder splits an open-ended name, such as "f.metadata.<KEY>".
func placeholder(name string) (before, after string, open bool) {
	before, rest, found := strings.Cut(name, "<")
	_, after, closed := strings.Cut(rest, ">")
	return before, after, found && closed
}

// textOf is a JSON value as a parameter: strings without quotes, nothing for null.
func textOf(data []byte) string {
	if len(data) == 0 || string(data) == "null" {
		return ""
	}
	if data[0] == '"' {
		b, _ := (&cursor{data: data}).text()
		return string(b)
	}
	return string(data)
}

// textAt is what stands at the dotted path in valid JSON, as text; "" for no path.
func textAt(data []byte, path string) string {
	if path == "" {
		return ""
	}
	return textOf(lookup(data, path))
}

func escapeQuery(s string) string { return strings.ReplaceAll(url.QueryEscape(s), "+", "%20") }

var unreserve = strings.NewReplacer("%3A", ":", "%2F", "/", "%3F", "?", "%5B", "[", "%5D", "]", "%40", "@",
	"%21", "!", "%24", "$", "%27", "'", "%28", "(", "%29", ")", "%2A", "*", "%2C", ",", "%3B", ";", "%3D", "=")

// escapeReserved leaves reserved characters, but for those that would end the value.
func escapeReserved(s string) string { return unreserve.Replace(escapeQuery(s)) }

// escapeCookie escapes what may not stand in a cookie's value.
func escapeCookie(s string) string {
	var b strings.Builder
	for i := range len(s) {
		if c := s[i]; c <= ' ' || c >= 0x7f || c == '"' || c == ',' || c == ';' || c == '\\' || c == '%' {
			fmt.Fprintf(&b, "%%%02X", c)
		} else {
			b.WriteByte(c)
		}
	}
	return b.String()
}

// expandPath fills the placeholders of a path, in order. args say how, as far as
// they are there; the usual way is style simple.
func expandPath(path string, values []any, args []argument) (string, error) {
	var b strings.Builder
	for i, v := range values {
		before, rest, found := strings.Cut(path, "{")
		name, after, closed := strings.Cut(rest, "}")
		if !found || !closed {
			return "", fmt.Errorf("path %s has fewer parameters than values", path)
		}
		data, err := marshal(v)
		if err != nil {
			return "", fmt.Errorf("path parameter %q: %w", name, err)
		}
		s := paramStyle{escape: url.PathEscape}
		var text string
		if i < len(args) {
			s.style, s.explode = args[i].style, args[i].explode
		}
		if i < len(args) && isJSON(args[i].media) {
			text = s.escape(string(data))
		} else {
			text = s.inPath(name, data)
		}
		switch text {
		case "":
			return "", fmt.Errorf("path parameter %q is empty", name)
		case ".", "..":
			return "", fmt.Errorf("path parameter %q is %q, which would change the path", name, text)
		}
		b.WriteString(before + text)
		path = after
	}
	if strings.Contains(path, "{") {
		return "", errors.New("path parameter without a value")
	}
	return b.String() + path, nil
}
