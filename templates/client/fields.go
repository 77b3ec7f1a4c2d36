package client

import (
	"bytes"
	"encoding/json"
	"maps"
	"reflect"
)

// A presence says how a property came, or how it is to be sent.
type presence uint8

const (
	absent presence = iota
	present
	presentNull
)

// Fields remembers what an answer held beside the plain values of a model, so
// that a model can be sent back as it came, and says what to send beyond them.
// A property that came is sent again even if it is zero or null, one that did
// not come is left out while it is zero, and a field that was changed since
// is sent as it is now.
//
// The zero value is ready to use.
type Fields struct {
	// Extra holds the properties that the model does not declare. What is put
	// here is sent, in place of a declared field of the same name too.
	Extra map[string]json.RawMessage

	plan  *typePlan                  // set when decoded
	came  []presence                 // by field of plan
	raw   map[string]json.RawMessage // of properties whose value does not say all
	asked map[string]presence        // by Send and SetNull
	whole json.RawMessage            // what came in place of an object, as an item of a list
}

// Has reports whether the property came in the answer, even as null.
func (f Fields) Has(name string) bool {
	_, extra := f.Extra[name]
	_, raw := f.raw[name]
	return extra || raw || f.presence(name) != absent
}

// IsNull reports whether the property came as null.
func (f Fields) IsNull(name string) bool {
	return f.presence(name) == presentNull || bytes.Equal(f.Raw(name), []byte("null"))
}

// Raw returns the JSON of a property that the model does not declare, or whose
// JSON does not fit the declared type; nil for any other.
func (f Fields) Raw(name string) json.RawMessage {
	if raw, ok := f.Extra[name]; ok {
		return raw
	}
	return f.raw[name]
}

// Send makes the named properties be sent even if they are zero.
func (f *Fields) Send(names ...string) { f.ask(present, names) }

// SetNull makes the named properties be sent as null, whatever the fields
// hold. Send takes it back.
func (f *Fields) SetNull(names ...string) { f.ask(presentNull, names) }

// Equal reports whether f and other hold the same undeclared properties. Which
// declared ones came makes no difference, so that models compare by their values.
func (f Fields) Equal(other Fields) bool {
	return maps.EqualFunc(f.Extra, other.Extra, func(a, b json.RawMessage) bool { return bytes.Equal(a, b) })
}

func (f *Fields) ask(p presence, names []string) {
	asked := maps.Clone(f.asked) // a copy of the model keeps its own
	if asked == nil {
		asked = make(map[string]presence, len(names))
	}
	for _, name := range names {
		asked[name] = p
	}
	f.asked = asked
}

func (f Fields) presence(name string) presence {
	if f.plan == nil {
		return absent
	}
	if i, ok := f.plan.byName[name]; ok {
		return f.came[i]
	}
	return absent
}

// keep remembers raw for a property.
func (f *Fields) keep(name string, raw []byte) {
	if f.raw == nil {
		f.raw = map[string]json.RawMessage{}
	}
	f.raw[name] = bytes.Clone(raw)
}

// untouched reports whether nothing was set in the model v since it took what is
// no object.
func (f Fields) untouched(v reflect.Value, p *typePlan) bool {
	for i := range p.fields {
		if !v.Field(p.fields[i].index).IsZero() {
			return false
		}
	}
	return len(f.Extra) == 0 && len(f.asked) == 0 && (p.further < 0 || v.Field(p.further).IsZero())
}
