package roundtrip_test

import (
	"encoding/json"
	"maps"
	"math"
	"path"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/getkin/kin-openapi/openapi3"
)

// A maker makes values that satisfy a schema. It gives up on a value, rather
// than on the whole, where a schema cannot be satisfied or does not end.
type maker struct {
	response bool   // for an answer: without what is only written, and not without what is only read
	all      bool   // optional properties too, down to depth
	round    int    // which variant of each union
	form     bool   // an object has a property: a form cannot say that it is empty
	text     string // what a string without a form says
	depth    int

	level int // of objects and arrays around the value
	left  int // how many values may still be made
	stack []*openapi3.Schema
}

// The limits of a made value: values in it, and objects and arrays around each other.
const (
	mostValues = 1500
	mostDepth  = 8
)

// make makes a value with optional properties as deep as the limits allow, and
// at least on the outermost object.
func (m maker) make(ref *openapi3.SchemaRef) (any, bool) {
	var best any
	for m.depth = 1; m.depth <= mostDepth; m.depth++ {
		m.left = mostValues
		v, ok := m.value(ref, 0)
		if m.depth == 1 && !ok {
			return nil, false
		}
		if !ok || m.left < 0 && m.depth > 1 {
			break
		}
		same := m.depth > 1 && reflect.DeepEqual(v, best)
		best = v
		if same || m.left < 0 || !m.all {
			break
		}
	}
	return best, true
}

// value makes a value; n tells it from others in the same array.
func (m *maker) value(ref *openapi3.SchemaRef, n int) (any, bool) {
	if ref == nil || ref.Value == nil {
		return m.text, true
	}
	m.left--
	before := 0
	for _, s := range m.stack {
		if s == ref.Value {
			before++
		}
	}
	if before > 1 || before > 0 && m.level > m.depth || len(m.stack) > 100 {
		return nil, false
	}
	m.stack = append(m.stack, ref.Value)
	defer func() { m.stack = m.stack[:len(m.stack)-1] }()
	return m.flat(flatten(ref.Value, nil), n)
}

func (m *maker) flat(f *flat, n int) (any, bool) {
	if len(f.unions) > 0 {
		return m.union(f, n)
	}
	if f.Const != nil {
		return f.Const, true
	}
	if len(f.Enum) > 0 {
		return pick(f.values(), n+m.round)
	}
	switch kind := f.kind(m.round); kind {
	case "object":
		return m.object(f)
	case "array":
		return m.array(f)
	case "string":
		return m.string(f, n)
	case "integer", "number":
		return number(f, kind == "integer", n), true
	case "boolean":
		return true, true
	case "null":
		return nil, true
	}
	return m.text, true
}

// values are those of the enum that have the type.
func (f *flat) values() []any {
	if f.Type == nil {
		return f.Enum
	}
	return slices.DeleteFunc(slices.Clone(f.Enum), func(v any) bool {
		return !slices.ContainsFunc(f.Type.Slice(), func(t string) bool { return isA(v, t) })
	})
}

// pick is one of the values, one that says something if there is one.
func pick(values []any, n int) (any, bool) {
	telling := slices.DeleteFunc(slices.Clone(values), func(v any) bool { return v == nil || v == "" || v == 0.0 })
	if len(telling) > 0 {
		return telling[n%len(telling)], true
	}
	for _, v := range values {
		return v, v != nil
	}
	return nil, false
}

// kind is one of the types, or what the schema says without one.
func (f *flat) kind(round int) string {
	kinds := slices.DeleteFunc(slices.Clone(f.Type.Slice()), func(t string) bool { return t == "null" })
	switch {
	case len(kinds) > 0:
		return kinds[round%len(kinds)]
	case len(f.Type.Slice()) > 0:
		return "null"
	case len(f.Properties) > 0 || len(f.Required) > 0 || f.AdditionalProperties.Schema != nil || f.AdditionalProperties.Has != nil:
		return "object"
	case f.Items != nil || len(f.PrefixItems) > 0:
		return "array"
	case f.Pattern != "" || f.MinLength > 0 || f.MaxLength != nil || f.Format != "":
		return "string"
	case f.Min != nil || f.Max != nil:
		return "number"
	}
	return ""
}

// union makes one of the variants: the one whose turn it is, or else the next
// with which the whole is valid.
func (m *maker) union(f *flat, n int) (any, bool) {
	rest := *f
	rest.unions = f.unions[1:]
	var first any
	made := false
	for _, other := range []bool{false, true} {
		for i := range f.unions[0].variants {
			v, valid, ok := m.variant(f.unions[0], &rest, m.round+i, n, other)
			if ok && valid {
				return v, true
			}
			if ok && !made {
				first, made = v, true
			}
		}
	}
	return first, made
}

// variant makes one variant of the union and says whether it is valid. With
// other, it has its optional properties if it had none, and the other way round.
func (m *maker) variant(u union, rest *flat, i, n int, other bool) (v any, valid, ok bool) {
	ref := u.variants[i%len(u.variants)]
	if ref == nil || ref.Value == nil || ref.Value.Type.Is("null") || slices.Contains(m.stack, ref.Value) && m.level > m.depth {
		return nil, false, false
	}
	was := *m
	if other && m.all && m.level < m.depth {
		m.all = false
	} else if other {
		m.all, m.depth = true, m.level+1
	}
	m.stack = append(m.stack, ref.Value)
	v, ok = m.flat(rest.with(flatten(ref.Value, nil)), n)
	left := m.left
	*m = was
	m.left = left
	if !ok {
		return nil, false, false
	}
	u.tag(v, ref)
	valid = m.valid(openapi3.NewSchemaRef("", u.schema), v) == nil && m.valid(openapi3.NewSchemaRef("", &rest.Schema), v) == nil
	return v, valid && v != "", true // "" says nothing
}

// tag sets the discriminator of an object to what stands for the variant.
func (u union) tag(value any, variant *openapi3.SchemaRef) {
	object, ok := value.(map[string]any)
	d := u.schema.Discriminator
	if d == nil || !ok || variant.Ref == "" {
		return
	}
	for _, key := range slices.Sorted(maps.Keys(d.Mapping)) {
		if to := d.Mapping[key]; to.Ref == variant.Ref || to.Ref == path.Base(variant.Ref) {
			object[d.PropertyName] = key
			return
		}
	}
	if len(d.Mapping) == 0 {
		object[d.PropertyName] = path.Base(variant.Ref)
	}
}

func (m *maker) object(f *flat) (any, bool) {
	out := map[string]any{}
	m.level++
	defer func() { m.level-- }()
	for _, name := range slices.Sorted(maps.Keys(f.Properties)) {
		p := f.Properties[name]
		if p.Value == nil || p.Value.Always != nil && !*p.Value.Always || m.hidden(p.Value) {
			continue
		}
		required := slices.Contains(f.Required, name)
		wanted := len(out) < int(f.MinProps)-len(f.Required) || m.form && len(out) == 0
		if !required && !wanted && (!m.all || m.level > m.depth) {
			continue
		}
		v, ok := m.value(p, 0)
		if ok && !required && m.valid(p, v) != nil {
			ok = false
			unsatisfied(p.Value)
		}
		if !ok && required {
			return nil, false
		}
		if ok {
			out[name] = v
		}
	}
	for _, name := range f.Required {
		if _, declared := f.Properties[name]; declared {
			continue
		}
		v, ok := m.value(f.AdditionalProperties.Schema, 0)
		if !ok {
			return nil, false
		}
		out[name] = v
	}
	m.further(f, out)
	return out, true
}

// further adds properties that are not declared, where they may stand.
func (m *maker) further(f *flat, out map[string]any) {
	closed := f.AdditionalProperties.Has != nil && !*f.AdditionalProperties.Has
	typed := f.AdditionalProperties.Schema != nil
	want := int(f.MinProps) - len(out)
	if m.form && len(out) == 0 && !closed {
		want = max(want, 1)
	}
	if m.all && !closed && (typed || f.Properties == nil) && m.level <= m.depth {
		want = max(want, 1)
	}
	if f.MaxProps != nil {
		want = min(want, int(*f.MaxProps)-len(out))
	}
	for i := range max(want, 0) {
		if v, ok := m.value(f.AdditionalProperties.Schema, i); ok {
			out["key"+strconv.Itoa(i)] = v
		}
	}
}

// leftOut are the optional properties for which no value was found.
var leftOut sync.Map // *openapi3.Schema to true

func unsatisfied(s *openapi3.Schema) { leftOut.Store(s, true) }

// hidden reports whether a property is not for this direction.
func (m *maker) hidden(s *openapi3.Schema) bool {
	f := flatten(s, nil)
	return m.response && f.WriteOnly || !m.response && f.ReadOnly
}

func (m *maker) array(f *flat) (any, bool) {
	out := []any{}
	m.level++
	defer func() { m.level-- }()
	want := max(int(f.MinItems), 1)
	if f.MaxItems != nil {
		want = min(want, int(*f.MaxItems))
	}
	for i := range want {
		item := f.Items
		if i < len(f.PrefixItems) {
			item = f.PrefixItems[i]
		}
		v, ok := m.value(item, i)
		ok = ok && (f.MinItems > 0 || m.valid(item, v) == nil)
		switch {
		case ok:
			out = append(out, v)
		case f.MinItems > 0:
			return nil, false
		}
	}
	return out, true
}

func number(f *flat, whole bool, n int) any {
	step := 1.0
	if !whole && f.MultipleOf == nil {
		step = 0.5
	}
	if f.MultipleOf != nil {
		step = *f.MultipleOf
	}
	low, high := math.Inf(-1), math.Inf(1)
	if f.Min != nil {
		low = *f.Min
	}
	if f.Max != nil {
		high = *f.Max
	}
	if e := f.ExclusiveMin; e.Value != nil {
		low = *e.Value + step
	} else if e.Bool != nil && *e.Bool {
		low += step
	}
	if e := f.ExclusiveMax; e.Value != nil {
		high = *e.Value - step
	} else if e.Bool != nil && *e.Bool {
		high -= step
	}
	v := math.Max(low, math.Min(high, 7*step))
	v = math.Ceil(v/step) * step
	if more := v + float64(n)*step; more <= high {
		v = more
	}
	return v
}

// same reports whether two JSON texts are the same value.
func same(a, b any) bool {
	if reflect.DeepEqual(a, b) {
		return true
	}
	return reflect.DeepEqual(plain(a), plain(b))
}

// plain is the value as JSON has it, so that numbers are equal however they are spelled.
func plain(v any) any {
	data, err := json.Marshal(v)
	if err != nil {
		return err
	}
	var out any
	if err := json.NewDecoder(strings.NewReader(string(data))).Decode(&out); err != nil {
		return err
	}
	return out
}
