package client

import (
	"encoding/json"
	"reflect"
)

// Opt is a value that can be left out, set, or null, for bodies in which the
// API tells these three apart. The zero value is left out.
type Opt[T any] struct {
	value  T
	status presence
}

// Set returns an Opt that holds v.
func Set[T any](v T) Opt[T] { return Opt[T]{value: v, status: present} }

// Null returns an Opt that is sent as null.
func Null[T any]() Opt[T] { return Opt[T]{status: presentNull} }

// Ptr returns a pointer to v, for optional parameters.
func Ptr[T any](v T) *T { return &v }

// Get returns the value, and whether there is one.
func (o Opt[T]) Get() (T, bool) { return o.value, o.status == present }

// IsNull reports whether o is null.
func (o Opt[T]) IsNull() bool { return o.status == presentNull }

// IsZero reports whether o is left out.
func (o Opt[T]) IsZero() bool { return o.status == absent }

// MarshalJSON writes the value, or null if there is none.
func (o Opt[T]) MarshalJSON() ([]byte, error) { return marshal(o) }

// UnmarshalJSON reads a value or null.
func (o *Opt[T]) UnmarshalJSON(data []byte) error {
	if string(data) == "null" {
		*o = Null[T]()
		return nil
	}
	return unmarshal(data, o)
}

// optional is *Opt[T] for any T; optionalValue is Opt[T].
type (
	optional interface {
		json.Unmarshaler
		target() reflect.Value
		mark(presence)
	}
	optionalValue interface{ content() any }
)

func (o *Opt[T]) target() reflect.Value { return reflect.ValueOf(&o.value).Elem() }

func (o *Opt[T]) mark(p presence) { o.status = p }

func (o Opt[T]) content() any {
	if o.status != present {
		return nil
	}
	return o.value
}
