package server

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/big"
	"reflect"
	"strings"
)

// call calls the function with the inputs in their places, and returns its results but
// for the error.
func (t *tool) call(ctx context.Context, inputs map[string]json.RawMessage) ([]reflect.Value, error) {
	f := reflect.ValueOf(t.operation.Call)
	takes := f.Type()
	args := []reflect.Value{reflect.ValueOf(ctx)}
	for _, name := range t.row.Send.Path {
		v, err := valueOf(inputs[name], takes.In(len(args)))
		if err != nil {
			return nil, fmt.Errorf("invalid input: %s: %w", name, err)
		}
		args = append(args, v)
	}
	if b := t.row.Send.Body; b != nil {
		v, err := b.value(inputs, takes.In(len(args)))
		if err != nil {
			return nil, fmt.Errorf("invalid input: body: %w", err)
		}
		args = append(args, v)
	}
	if t.operation.Params != nil {
		params, err := t.params(inputs)
		if err != nil {
			return nil, err
		}
		args = append(args, params) // in the signature, or the first of the options
	}
	out := f.Call(args)
	last := len(out) - 1
	if err, failed := reflect.TypeAssert[error](out[last]); failed {
		return nil, err
	}
	return out[:last], nil
}

// params fills a params struct.
func (t *tool) params(inputs map[string]json.RawMessage) (reflect.Value, error) {
	p := reflect.New(reflect.TypeOf(t.operation.Params).Elem())
	for name, field := range t.row.Send.Params {
		raw, given := inputs[name]
		if !given {
			continue
		}
		f := p.Elem().FieldByName(field)
		v, err := valueOf(raw, f.Type())
		if err != nil {
			return p, fmt.Errorf("invalid input: %s: %w", name, err)
		}
		f.Set(v)
	}
	return p, nil
}

// value is the body; nil if nothing is given that would be in it.
func (b *body) value(inputs map[string]json.RawMessage, to reflect.Type) (reflect.Value, error) {
	raw, given := inputs[b.Whole]
	if b.Whole == "" {
		object := map[string]json.RawMessage{}
		for input, property := range b.Parts {
			if value, ok := inputs[input]; ok {
				object[property] = value
			}
		}
		var err error
		if raw, err = json.Marshal(object); err != nil {
			return reflect.Value{}, err
		}
		given = len(object) > 0 || b.Required
	}
	if !given {
		return reflect.Zero(to), nil
	}
	if to == reflect.TypeFor[io.Reader]() {
		return b.reader(raw)
	}
	if len(b.Uploads) > 0 {
		return b.form(raw, to)
	}
	return valueOf(raw, to)
}

// reader is a body of bytes or text.
func (b *body) reader(raw json.RawMessage) (reflect.Value, error) {
	var text string
	if err := json.Unmarshal(raw, &text); err != nil {
		return reflect.Value{}, err
	}
	if !b.Base64 {
		return reflect.ValueOf(strings.NewReader(text)), nil
	}
	data, err := base64.StdEncoding.DecodeString(text)
	return reflect.ValueOf(bytes.NewReader(data)), err
}

// form is a body with files in it.
func (b *body) form(raw json.RawMessage, to reflect.Type) (reflect.Value, error) {
	var object map[string]json.RawMessage
	if err := json.Unmarshal(raw, &object); err != nil {
		return reflect.Value{}, err
	}
	files := map[string]json.RawMessage{}
	for property := range b.Uploads {
		if value, ok := object[property]; ok {
			files[property] = value
			delete(object, property)
		}
	}
	rest, err := json.Marshal(object)
	if err != nil {
		return reflect.Value{}, err
	}
	v, err := valueOf(rest, to)
	if err != nil {
		return v, err
	}
	for property, value := range files {
		if err := setFiles(reflect.Indirect(v).FieldByName(b.Uploads[property]), value); err != nil {
			return v, fmt.Errorf("%s: %w", property, err)
		}
	}
	return v, nil
}

// setFiles sets a field that is an upload or a list of them.
func setFiles(field reflect.Value, value json.RawMessage) error {
	var files [][]byte
	upload := field
	if field.Kind() == reflect.Slice {
		if err := json.Unmarshal(value, &files); err != nil {
			return err
		}
		field.Set(reflect.MakeSlice(field.Type(), len(files), len(files)))
	} else {
		files = make([][]byte, 1)
		if err := json.Unmarshal(value, &files[0]); err != nil {
			return err
		}
	}
	for i, data := range files {
		if field.Kind() == reflect.Slice {
			upload = field.Index(i)
		}
		upload.FieldByName("Reader").Set(reflect.ValueOf(bytes.NewReader(data)))
	}
	return nil
}

// valueOf reads JSON into a value of the type, as encoding/json does but for numbers:
// those of no declared type keep all their digits, and 1.0 is an integer, as JSON
// Schema has it.
func valueOf(raw json.RawMessage, to reflect.Type) (reflect.Value, error) {
	v := reflect.New(to)
	if len(raw) == 0 {
		return v.Elem(), errors.New("it is missing")
	}
	of := to
	for of.Kind() == reflect.Pointer {
		of = of.Elem()
	}
	if kind := of.Kind(); kind >= reflect.Int && kind <= reflect.Uint64 && bytes.ContainsAny(raw, ".eE") {
		if n, _, err := big.ParseFloat(string(raw), 10, 256, big.ToNearestEven); err == nil && n.IsInt() && n.MantExp(nil) <= 64 {
			raw = json.RawMessage(n.Text('f', 0))
		}
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	err := d.Decode(v.Interface())
	return v.Elem(), err
}
