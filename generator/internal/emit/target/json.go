package target

import (
	"bytes"
	"encoding/json"
)

// An Object is a JSON object whose keys stand in the order in which they were added.
type Object[T any] []Member[T]

// A Member is one key of an [Object].
type Member[T any] struct {
	Name  string
	Value T
}

// Add puts name at the end of the object. It must not be there yet.
func (o *Object[T]) Add(name string, value T) {
	*o = append(*o, Member[T]{name, value})
}

// Get returns the value of name, and whether it is there.
func (o Object[T]) Get(name string) (T, bool) {
	for _, m := range o {
		if m.Name == name {
			return m.Value, true
		}
	}
	var none T
	return none, false
}

// MarshalJSON implements [json.Marshaler].
func (o Object[T]) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	b.WriteByte('{')
	for i, m := range o {
		if i > 0 {
			b.WriteByte(',')
		}
		if err := e.Encode(m.Name); err != nil {
			return nil, err
		}
		b.WriteByte(':')
		if err := e.Encode(m.Value); err != nil {
			return nil, err
		}
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// JSON writes v as people read it: indented, without the escaping meant for HTML,
// and with a line feed at its end.
func JSON(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	err := e.Encode(v)
	return b.Bytes(), err
}
