package client

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"time"
)

// A decoder reads JSON into Go values and tolerates what does not fit: such a
// value is converted if it can be, else left zero, noted in odd, and kept as
// raw JSON by the model around it.
type decoder struct {
	cursor
	path []pathStep
	odd  []mismatch // the first maxMismatches
	more int        // mismatches beyond those
	keep bool       // the value just read does not say all that its JSON says
	err  error      // from a type that is not of this package's making
}

const maxMismatches = 20

type pathStep struct {
	name  string
	index int
}

// A mismatch is a place where JSON of another type came than was declared.
type mismatch struct {
	path      string // such as "legs[2].id"; "" is the whole
	want, got string
	lost      bool // the Go value was left zero
}

func (m mismatch) String() string {
	if m.path == "" {
		return fmt.Sprintf("%s instead of %s", m.got, m.want)
	}
	return fmt.Sprintf("%s: %s instead of %s", m.path, m.got, m.want)
}

// unmarshalObject is UnmarshalJSON of every model.
func unmarshalObject(data []byte, x any) error { return unmarshal(data, x) }

// unmarshal decodes data into what x points to. Only the whole has to be of the right type.
func unmarshal(data []byte, x any) error {
	d, err := newDecoder(data)
	if err != nil {
		return err
	}
	if d.peek() == 'n' {
		return nil
	}
	v := reflect.ValueOf(x).Elem()
	if !d.value(v) {
		return fmt.Errorf("%s cannot be decoded into %s", d.odd[0].got, v.Type())
	}
	return d.err
}

func newDecoder(data []byte) (*decoder, error) {
	if !json.Valid(data) {
		var v json.RawMessage
		return nil, json.Unmarshal(data, &v)
	}
	return &decoder{cursor: cursor{data: data}}, nil
}

// value decodes the next value into v, which must be settable, and reports
// whether it fits or could be converted.
func (d *decoder) value(v reflect.Value) bool {
	p := planOf(v.Type())
	if d.peek() == 'n' {
		d.skip()
		d.null(v, p)
		return true
	}
	switch p.shape {
	case shapeModel:
		return d.model(v, p)
	case shapeUnion:
		return unions.decode(d, v, p)
	case shapeOpt:
		o := v.Addr().Interface().(optional)
		if !d.value(o.target()) {
			return false
		}
		o.mark(present)
		return true
	case shapeRaw:
		v.SetBytes(bytes.Clone(d.skip()))
		return true
	case shapeTime, shapeDate, shapeBytes:
		return d.formatted(v, p.shape)
	case shapeForeign:
		if err := json.Unmarshal(d.skip(), v.Addr().Interface()); err != nil && d.err == nil {
			d.err = err
		}
		return true
	case shapeKind, shapeDecimal, shapeNumber:
		return d.kind(v, p.shape)
	}
	return d.unfit(v)
}

func (d *decoder) null(v reflect.Value, p *typePlan) {
	v.SetZero()
	switch p.shape {
	case shapeOpt:
		v.Addr().Interface().(optional).mark(presentNull)
	case shapeRaw:
		v.SetBytes([]byte("null"))
	case shapeUnion, shapeBytes:
	default:
		switch v.Kind() {
		case reflect.Pointer, reflect.Interface, reflect.Map, reflect.Slice:
		default:
			d.keep = true
		}
	}
}

func (d *decoder) model(v reflect.Value, p *typePlan) bool {
	if d.peek() != '{' {
		return d.unfit(v)
	}
	f := Fields{plan: p, came: make([]presence, len(p.fields))}
	for name := range d.members() {
		i, ok := p.byName[string(name)]
		if !ok {
			d.undeclared(v, p, &f, string(name))
			continue
		}
		field := v.Field(p.fields[i].index)
		f.came[i] = present
		if d.peek() == 'n' {
			f.came[i] = presentNull
		}
		field.SetZero()
		if raw, odd := d.part(p.fields[i].name, field); odd && f.came[i] == present {
			f.keep(p.fields[i].name, raw)
		} else {
			delete(f.raw, p.fields[i].name)
		}
	}
	*v.Field(p.state).Addr().Interface().(*Fields) = f
	return true
}

// part decodes the next value, a property, into v. It returns its JSON, and
// whether that says more than v.
func (d *decoder) part(name string, v reflect.Value) (raw []byte, odd bool) {
	outer := d.keep
	d.keep = false
	d.peek()
	start := d.pos
	d.item(pathStep{name: name}, v)
	odd, d.keep = d.keep, outer
	return d.data[start:d.pos], odd
}

// item decodes the next value, a step down the path, into v, which is left
// zero if the value does not fit; a model keeps what came in its place.
func (d *decoder) item(step pathStep, v reflect.Value) {
	d.path = append(d.path, step)
	null := d.peek() == 'n'
	start := d.pos
	fits := d.value(v)
	if !fits {
		v.SetZero()
	}
	if p := planOf(v.Type()); p.shape == shapeModel && (!fits || null) {
		v.Field(p.state).Addr().Interface().(*Fields).whole = bytes.Clone(d.data[start:d.pos])
	}
	d.path = d.path[:len(d.path)-1]
}

// undeclared takes a property that the model has no field for.
func (d *decoder) undeclared(v reflect.Value, p *typePlan, f *Fields, name string) {
	if p.further < 0 {
		if f.Extra == nil {
			f.Extra = map[string]json.RawMessage{}
		}
		f.Extra[name] = bytes.Clone(d.skip())
		return
	}
	further := v.Field(p.further)
	if further.IsNil() {
		further.Set(reflect.MakeMap(further.Type()))
	}
	item := reflect.New(further.Type().Elem()).Elem()
	raw, odd := d.part(name, item)
	if odd {
		f.keep(name, raw)
	}
	further.SetMapIndex(reflect.ValueOf(name).Convert(further.Type().Key()), item)
}

// kind decodes into a type without a form of its own.
func (d *decoder) kind(v reflect.Value, s shape) bool {
	switch v.Kind() {
	case reflect.Pointer:
		item := reflect.New(v.Type().Elem())
		if !d.value(item.Elem()) {
			return false
		}
		v.Set(item)
		return true
	case reflect.Interface:
		dec := json.NewDecoder(bytes.NewReader(d.skip()))
		dec.UseNumber()
		return dec.Decode(v.Addr().Interface()) == nil
	case reflect.Slice:
		return d.slice(v)
	case reflect.Map:
		return d.dictionary(v)
	default:
		return d.scalar(v, s)
	}
}

func (d *decoder) slice(v reflect.Value) bool {
	if d.peek() != '[' {
		return d.unfit(v)
	}
	out := reflect.MakeSlice(v.Type(), 0, 0)
	for i := range d.elements() {
		out = reflect.Append(out, reflect.Zero(v.Type().Elem()))
		d.item(pathStep{index: i}, out.Index(i))
	}
	v.Set(out)
	return true
}

func (d *decoder) dictionary(v reflect.Value) bool {
	if d.peek() != '{' {
		return d.unfit(v)
	}
	out := reflect.MakeMap(v.Type())
	for name := range d.members() {
		key := string(name)
		item := reflect.New(v.Type().Elem()).Elem()
		d.item(pathStep{name: key}, item)
		out.SetMapIndex(reflect.ValueOf(key).Convert(v.Type().Key()), item)
	}
	v.Set(out)
	return true
}

// scalar decodes a string, number or boolean; a number in a string, and the
// other way round, is converted.
func (d *decoder) scalar(v reflect.Value, s shape) bool {
	c := d.peek()
	start := d.pos
	isString := v.Kind() == reflect.String && s != shapeNumber
	switch {
	case c == '"':
		text, exact := d.text()
		if isString {
			v.SetString(string(text))
			d.keep = d.keep || !exact
			return true
		}
		if v.Kind() != reflect.Bool && isNumber(text) && d.number(v, string(text)) {
			d.note(start, v, false)
			return true
		}
	case c == '-' || c >= '0' && c <= '9':
		text := string(d.skip())
		if isString {
			v.SetString(text)
			d.note(start, v, false)
			return true
		}
		if v.Kind() != reflect.Bool && d.number(v, text) {
			return true
		}
	case (c == 't' || c == 'f') && v.Kind() == reflect.Bool:
		d.skip()
		v.SetBool(c == 't')
		return true
	}
	d.pos = start
	return d.unfit(v)
}

// number sets v to the number that text spells, and reports whether v can hold it.
func (d *decoder) number(v reflect.Value, text string) bool {
	switch v.Kind() {
	case reflect.String:
		v.SetString(text)
		return true
	case reflect.Float32, reflect.Float64:
		f, err := strconv.ParseFloat(text, v.Type().Bits())
		if err != nil {
			return false
		}
		v.SetFloat(f)
		d.keep = d.keep || !sameNumber(text, string(appendFloat(nil, f, v.Type().Bits())))
		return true
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		n, err := strconv.ParseUint(wholeNumber(text), 10, v.Type().Bits())
		v.SetUint(n)
		return err == nil
	default:
		n, err := strconv.ParseInt(wholeNumber(text), 10, v.Type().Bits())
		v.SetInt(n)
		return err == nil
	}
}

var timeLayouts = []string{time.RFC3339, "2006-01-02T15:04:05Z0700", "2006-01-02 15:04:05Z07:00", "2006-01-02 15:04:05Z0700", "2006-01-02 15:04:05 Z0700"}

// formatted decodes a string whose text has a form.
func (d *decoder) formatted(v reflect.Value, s shape) bool {
	if d.peek() != '"' {
		return d.unfit(v)
	}
	start := d.pos
	b, _ := d.text()
	text := string(b)
	switch s {
	case shapeDate:
		if date, err := ParseDate(text); err == nil {
			v.Set(reflect.ValueOf(date))
			return true
		}
	case shapeBytes:
		if b, err := base64.StdEncoding.DecodeString(text); err == nil {
			v.SetBytes(b)
			return true
		}
	default:
		for _, layout := range timeLayouts {
			if t, err := time.Parse(layout, text); err == nil {
				v.Set(reflect.ValueOf(t))
				d.keep = d.keep || t.IsZero() || t.Format(time.RFC3339Nano) != text // what is written is what came
				return true
			}
		}
	}
	d.pos = start
	return d.unfit(v)
}

// unfit skips a value that v cannot hold.
func (d *decoder) unfit(v reflect.Value) bool {
	d.peek()
	start := d.pos
	d.skip()
	d.note(start, v, true)
	return false
}

// note remembers that the value at start is not of v's type.
func (d *decoder) note(start int, v reflect.Value, lost bool) {
	d.keep = true
	if len(d.odd) == maxMismatches {
		d.more++
		return
	}
	var path strings.Builder
	for _, s := range d.path {
		switch {
		case s.name == "":
			fmt.Fprintf(&path, "[%d]", s.index)
		case path.Len() > 0:
			path.WriteString("." + s.name)
		default:
			path.WriteString(s.name)
		}
	}
	d.odd = append(d.odd, mismatch{path: path.String(), want: typeName(v.Type()), got: jsonName(d.data[start]), lost: lost})
}

// typeError says that an answer is not of the promised type.
type typeError struct {
	odd  []mismatch
	more int
}

func (e *typeError) Error() string {
	texts := make([]string, len(e.odd))
	for i, m := range e.odd {
		texts[i] = m.String()
	}
	s := "the answer is not of the declared type: " + strings.Join(texts, "; ")
	if e.more > 0 {
		s += fmt.Sprintf("; and %d more", e.more)
	}
	return s
}
