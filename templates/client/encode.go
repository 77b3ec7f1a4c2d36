package client

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"reflect"
	"slices"
	"strconv"
	"time"
	"unicode/utf8"
)

// An encoder writes Go values as JSON: fields in their order, maps by key,
// HTML not escaped.
type encoder struct {
	buf   []byte
	depth int
	parts *[]upload // where uploads go, in a multipart body
	err   error     // the first one

	request bool // for the API, which is not told what only it can say
}

// An upload is a file in a multipart body, under its field name.
type upload struct {
	name string
	Upload
}

const maxDepth = 10000

// marshalObject is MarshalJSON of every model.
func marshalObject(x any) ([]byte, error) { return marshal(x) }

func marshal(x any) ([]byte, error) {
	var e encoder
	e.value(reflect.ValueOf(x))
	return e.buf, e.err
}

func (e *encoder) fail(format string, args ...any) {
	if e.err == nil {
		e.err = fmt.Errorf(format, args...)
	}
}

func (e *encoder) null() { e.buf = append(e.buf, "null"...) }

func (e *encoder) value(v reflect.Value) {
	if e.depth++; e.depth > maxDepth {
		e.fail("value nested more than %d deep", maxDepth)
	}
	defer func() { e.depth-- }()
	if e.err != nil {
		return
	}
	if !v.IsValid() {
		e.null()
		return
	}
	p := planOf(v.Type())
	switch p.shape {
	case shapeModel:
		e.model(v, p)
	case shapeUnion:
		unions.encode(e, v, p)
	case shapeOpt:
		e.value(reflect.ValueOf(v.Interface().(optionalValue).content()))
	case shapeTime:
		e.time(v.Interface().(time.Time))
	case shapeDate:
		e.date(v.Interface().(Date))
	case shapeNumber:
		e.raw([]byte(v.String()), "number")
	case shapeRaw:
		e.raw(v.Bytes(), "raw message")
	case shapeBytes:
		e.text(base64.StdEncoding.EncodeToString(v.Bytes()))
	case shapeUpload:
		e.fail("an upload cannot stand in JSON")
	case shapeForeign:
		e.foreign(v.Interface())
	default:
		e.kind(v)
	}
}

func (e *encoder) kind(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		e.value(v.Elem())
	case reflect.Slice:
		e.slice(v)
	case reflect.Map:
		e.dictionary(v)
	case reflect.String:
		e.text(v.String())
	case reflect.Bool:
		e.buf = strconv.AppendBool(e.buf, v.Bool())
	case reflect.Float32, reflect.Float64:
		if math.IsNaN(v.Float()) || math.IsInf(v.Float(), 0) {
			e.fail("JSON has no number %v", v.Float())
			return
		}
		e.buf = appendFloat(e.buf, v.Float(), v.Type().Bits())
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		e.buf = strconv.AppendUint(e.buf, v.Uint(), 10)
	default:
		e.buf = strconv.AppendInt(e.buf, v.Int(), 10)
	}
}

func (e *encoder) slice(v reflect.Value) {
	if v.IsNil() {
		e.null()
		return
	}
	e.buf = append(e.buf, '[')
	for i := range v.Len() {
		if i > 0 {
			e.buf = append(e.buf, ',')
		}
		e.value(v.Index(i))
	}
	e.buf = append(e.buf, ']')
}

func (e *encoder) dictionary(v reflect.Value) {
	if v.IsNil() {
		e.null()
		return
	}
	e.buf = append(e.buf, '{')
	for _, key := range sortedKeys(v) {
		e.name(key.String())
		e.value(v.MapIndex(key))
	}
	e.buf = append(e.buf, '}')
}

func sortedKeys(m reflect.Value) []reflect.Value {
	return slices.SortedFunc(slices.Values(m.MapKeys()), func(a, b reflect.Value) int {
		return bytes.Compare([]byte(a.String()), []byte(b.String()))
	})
}

// name starts a member of an object.
func (e *encoder) name(name string) {
	if e.buf[len(e.buf)-1] != '{' {
		e.buf = append(e.buf, ',')
	}
	e.text(name)
	e.buf = append(e.buf, ':')
}

func (e *encoder) model(v reflect.Value, p *typePlan) {
	f := v.Field(p.state).Interface().(Fields)
	for _, name := range slices.Sorted(maps.Keys(f.asked)) {
		if _, ok := p.byName[name]; !ok {
			e.fail("%s has no property %q", v.Type().Name(), name)
		}
	}
	if f.whole != nil && f.untouched(v, p) {
		e.raw(f.whole, "item")
		return
	}
	e.buf = append(e.buf, '{')
	for i := range p.fields {
		if _, replaced := f.Extra[p.fields[i].name]; !replaced {
			e.property(v.Field(p.fields[i].index), &p.fields[i], i, &f)
		}
	}
	if p.further >= 0 {
		further := v.Field(p.further)
		for _, key := range sortedKeys(further) {
			name := key.String()
			_, replaced := f.Extra[name]
			if _, declared := p.byName[name]; declared {
				e.fail("%s declares property %q: it cannot be set beside it", v.Type().Name(), name)
			} else if !replaced {
				e.name(name)
				e.kept(further.MapIndex(key), f.raw[name])
			}
		}
	}
	for _, key := range sortedKeys(reflect.ValueOf(f.Extra)) {
		e.name(key.String())
		e.raw(f.Extra[key.String()], "property "+strconv.Quote(key.String()))
	}
	e.buf = append(e.buf, '}')
}

// property writes one field of a model, or nothing.
func (e *encoder) property(v reflect.Value, p *fieldPlan, i int, f *Fields) {
	if e.parts != nil && e.depth == 1 && e.upload(v, p.name) {
		return
	}
	came := absent
	if f.plan != nil {
		came = f.came[i]
	}
	asked := f.asked[p.name]
	if p.readOnly && e.request && asked != present {
		return
	}
	_, odd := f.raw[p.name]
	switch {
	case asked == presentNull:
		e.name(p.name)
		e.null()
	case !isZero(v) || odd && f.unchanged(p.name, v):
		e.name(p.name)
		e.kept(v, f.raw[p.name])
	case planOf(v.Type()).shape == shapeOpt:
	case came == presentNull && asked == absent:
		e.name(p.name)
		e.null()
	case asked == present || came == present && isPlain(v) || f.plan == nil && p.always:
		e.name(p.name)
		e.zero(v)
	}
}

// kept writes v, or the JSON it came from if v was not changed since.
func (e *encoder) kept(v reflect.Value, raw json.RawMessage) {
	f := Fields{raw: map[string]json.RawMessage{"": raw}}
	if raw != nil && f.unchanged("", v) {
		e.raw(raw, "property")
		return
	}
	e.value(v)
}

// unchanged reports whether v is still what the raw property decodes to.
func (f *Fields) unchanged(name string, v reflect.Value) bool {
	fresh := reflect.New(v.Type()).Elem()
	d := &decoder{cursor: cursor{data: f.raw[name]}}
	if !d.value(fresh) {
		fresh.SetZero()
	}
	return reflect.DeepEqual(fresh.Interface(), v.Interface())
}

// zero writes a zero value that is to be sent: an empty list or map is one
// without items, not null.
func (e *encoder) zero(v reflect.Value) {
	switch {
	case v.Kind() == reflect.Map:
		e.buf = append(e.buf, "{}"...)
	case v.Kind() == reflect.Slice && planOf(v.Type()).shape == shapeKind:
		e.buf = append(e.buf, "[]"...)
	default:
		e.value(v)
	}
}

// isZero reports whether v says nothing. An empty list or map that is not nil does.
func isZero(v reflect.Value) bool {
	if v.Type() == timeType {
		return v.Interface().(time.Time).IsZero()
	}
	return v.IsZero()
}

// isPlain reports whether the zero v is a value in its own right.
func isPlain(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface, reflect.Map, reflect.Slice, reflect.Struct:
		return false
	}
	return true
}

func (e *encoder) time(t time.Time) {
	if t.IsZero() {
		e.null()
		return
	}
	if _, offset := t.Zone(); offset%60 != 0 { // RFC 3339 has no seconds there
		t = t.UTC()
	}
	if t.Year() < 0 || t.Year() > 9999 {
		e.fail("the year of time %v is not in 0 to 9999", t)
	}
	e.text(t.Format(time.RFC3339Nano))
}

func (e *encoder) date(d Date) {
	if d.IsZero() {
		e.null()
		return
	}
	e.text(d.String())
}

func (e *encoder) raw(raw []byte, what string) {
	switch {
	case len(raw) == 0 && what == "number":
		e.buf = append(e.buf, '0')
	case raw == nil:
		e.null()
	case !json.Valid(raw):
		e.fail("%s holds invalid JSON", what)
	default:
		e.buf = append(e.buf, raw...)
	}
}

func (e *encoder) foreign(x any) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(x); err != nil {
		e.err = err
		return
	}
	e.buf = append(e.buf, bytes.TrimSuffix(b.Bytes(), []byte("\n"))...)
}

// text writes a string. Bad UTF-8 becomes U+FFFD.
func (e *encoder) text(s string) {
	const hex = "0123456789abcdef"
	e.buf = append(e.buf, '"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			e.buf = append(e.buf, '\\', byte(r))
		case r == '\n':
			e.buf = append(e.buf, `\n`...)
		case r == '\t':
			e.buf = append(e.buf, `\t`...)
		case r == '\r':
			e.buf = append(e.buf, `\r`...)
		case r < ' ':
			e.buf = append(e.buf, `\u00`...)
			e.buf = append(e.buf, hex[r>>4], hex[r&15])
		default:
			e.buf = utf8.AppendRune(e.buf, r)
		}
	}
	e.buf = append(e.buf, '"')
}

// appendFloat spells f as encoding/json does, without an exponent where one can do without.
func appendFloat(b []byte, f float64, bits int) []byte {
	format := byte('f')
	if abs := math.Abs(f); abs != 0 && (abs < 1e-6 || abs >= 1e21) {
		format = 'e'
	}
	return strconv.AppendFloat(b, f, format, -1, bits)
}

// upload notes a field that holds files, and reports whether it does.
func (e *encoder) upload(v reflect.Value, name string) bool {
	switch x := v.Interface().(type) {
	case Upload:
		if x.Reader != nil {
			*e.parts = append(*e.parts, upload{name, x})
		}
	case *Upload:
		if x != nil {
			*e.parts = append(*e.parts, upload{name, *x})
		}
	case []Upload:
		for _, u := range x {
			*e.parts = append(*e.parts, upload{name, u})
		}
	default:
		return false
	}
	return true
}
