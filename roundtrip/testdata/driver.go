package client

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"reflect"
	"strings"
)

// A roundTripCall says which method to call with what.
type roundTripCall struct {
	ID     string
	Method string                     // as the runtime names it, such as "Shipments.Get"
	Path   []json.RawMessage          // in order
	Params map[string]json.RawMessage // by place and name, such as "query page"
	Body   json.RawMessage            // nil: none
	Bytes  []byte                     // in place of Body where the method takes a reader
}

// A roundTripAnswer says what came of a call.
type roundTripAnswer struct {
	ID       string
	Error    string
	Result   json.RawMessage // encoded again; nil: the method returns none
	Bytes    []byte          // of a download
	Problems []string        // what was decoded without being understood
}

// RoundTrip makes the calls that come in, one JSON text after the other, against
// the server at the host and writes their answers.
func RoundTrip(host string) error {
	credentials := Credentials{}
	v := reflect.ValueOf(&credentials).Elem()
	for i := range v.NumField() {
		v.Field(i).SetString("secret")
	}
	var warnings bytes.Buffer
	client, err := New(credentials, WithHTTPClient(&http.Client{Transport: roundTripDetour(host)}),
		WithLogger(slog.New(slog.NewTextHandler(&warnings, &slog.HandlerOptions{Level: slog.LevelWarn}))),
		WithRetryPolicy(RetryPolicy{MaxAttempts: 1}),
		WithTokenSource(func(context.Context) (string, error) { return "secret", nil }))
	if err != nil {
		return err
	}
	in := json.NewDecoder(bufio.NewReader(os.Stdin))
	out := json.NewEncoder(os.Stdout)
	for {
		var c roundTripCall
		if err := in.Decode(&c); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
		a := roundTripAnswer{ID: c.ID}
		if err := c.do(client, &a); err != nil {
			a.Error = err.Error()
		}
		if warnings.Len() > 0 {
			a.Problems = append(a.Problems, warnings.String())
			warnings.Reset()
		}
		if err := out.Encode(a); err != nil {
			return err
		}
	}
}

// A roundTripDetour sends every request to one server, and tells it where it
// was meant to go.
type roundTripDetour string

func (d roundTripDetour) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.Header.Set("X-Round-Trip-Server", r.URL.Scheme+"://"+r.URL.Host)
	r.URL.Scheme, r.URL.Host = "http", string(d)
	return http.DefaultTransport.RoundTrip(r)
}

func (c *roundTripCall) do(client *Client, a *roundTripAnswer) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v", r)
		}
	}()
	service, name, _ := strings.Cut(c.Method, ".")
	method := reflect.ValueOf(client).Elem().FieldByName(service).MethodByName(name)
	if !method.IsValid() {
		return fmt.Errorf("there is no method %s", c.Method)
	}
	args, err := c.arguments(method.Type(), a)
	if err != nil {
		return err
	}
	results := method.Call(args)
	if err, failed := results[len(results)-1].Interface().(error); failed {
		return err
	}
	if len(results) == 1 {
		return nil
	}
	return a.take(results[0])
}

// take encodes the result.
func (a *roundTripAnswer) take(v reflect.Value) (err error) {
	if d, ok := v.Interface().(io.Reader); ok {
		a.Bytes, err = io.ReadAll(d)
		return err
	}
	if v.Kind() == reflect.Pointer && strings.HasPrefix(v.Type().Elem().Name(), "Page[") {
		v = v.Elem().FieldByName("Items")
	}
	roundTripWalk(v, "result", false, &a.Problems)
	a.Result, err = json.Marshal(v.Interface())
	return err
}

// arguments are those of the method, without the call options that are not needed.
func (c *roundTripCall) arguments(t reflect.Type, a *roundTripAnswer) ([]reflect.Value, error) {
	args := []reflect.Value{reflect.ValueOf(context.Background())}
	for i, data := range c.Path {
		arg := reflect.New(t.In(1 + i))
		if err := json.Unmarshal(data, arg.Interface()); err != nil {
			return nil, fmt.Errorf("path argument %d: %w", i, err)
		}
		args = append(args, arg.Elem())
	}
	for i := len(args); i < t.NumIn()-1; i++ {
		arg := reflect.New(t.In(i)).Elem()
		var err error
		switch {
		case roundTripIsParams(arg.Type()):
			arg.Set(reflect.New(arg.Type().Elem()))
			err = c.fill(arg.Elem(), a)
		case arg.Type() == reflect.TypeFor[io.Reader]():
			if c.Bytes != nil {
				arg.Set(reflect.ValueOf(bytes.NewReader(c.Bytes)))
			}
		case c.Body != nil:
			err = roundTripBody(arg, c.Body)
			roundTripWalk(arg, "body", true, &a.Problems)
		}
		if err != nil {
			return nil, err
		}
		args = append(args, arg)
	}
	args = append(args, reflect.ValueOf(WithHeader("X-Round-Trip", c.ID)))
	if option, ok := roundTripOptions[c.Method]; ok {
		params := option()
		if err := c.fill(reflect.ValueOf(params).Elem(), a); err != nil {
			return nil, err
		}
		args = append(args, reflect.ValueOf(params))
	}
	return args, nil
}

func roundTripIsParams(t reflect.Type) bool {
	if t.Kind() != reflect.Pointer || t.Elem().Kind() != reflect.Struct || !strings.HasSuffix(t.Elem().Name(), "Params") {
		return false
	}
	_, model := t.Elem().FieldByName("JSON")
	_, union := t.Elem().FieldByName("Raw")
	return !model && !union
}

// fill sets the fields of a params struct.
func (c *roundTripCall) fill(params reflect.Value, a *roundTripAnswer) error {
	set := 0
	for i := range params.NumField() {
		f := params.Type().Field(i)
		for _, in := range []string{"query", "header", "cookie"} {
			data, ok := c.Params[in+" "+f.Tag.Get(in)]
			if !ok || f.Tag.Get(in) == "" {
				continue
			}
			if err := json.Unmarshal(data, params.Field(i).Addr().Interface()); err != nil {
				return fmt.Errorf("parameter %s: %w", f.Name, err)
			}
			roundTripWalk(params.Field(i), f.Name, true, &a.Problems)
			set++
		}
	}
	if set < len(c.Params) {
		return fmt.Errorf("%s takes %d of %d parameters", params.Type().Name(), set, len(c.Params))
	}
	return nil
}

// roundTripBody decodes the body; what stands for a file becomes an Upload.
func roundTripBody(arg reflect.Value, data []byte) error {
	t := arg.Type()
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	uploads := map[int][]string{}
	var members map[string]json.RawMessage
	if t.Kind() == reflect.Struct && json.Unmarshal(data, &members) == nil {
		for i := range t.NumField() {
			f := t.Field(i)
			name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			value, ok := members[name]
			if !ok {
				continue
			}
			var one string
			switch f.Type {
			case reflect.TypeFor[Upload](), reflect.TypeFor[*Upload]():
				if err := json.Unmarshal(value, &one); err != nil {
					return err
				}
				uploads[i] = []string{one}
			case reflect.TypeFor[[]Upload]():
				var many []string
				if err := json.Unmarshal(value, &many); err != nil {
					return err
				}
				uploads[i] = many
			default:
				continue
			}
			delete(members, name)
		}
		data, _ = json.Marshal(members)
	}
	if err := json.Unmarshal(data, arg.Addr().Interface()); err != nil {
		return fmt.Errorf("body: %w", err)
	}
	for i, texts := range uploads {
		field := reflect.Indirect(arg).Field(i)
		for _, text := range texts {
			u := Upload{Reader: strings.NewReader(text)}
			switch field.Kind() {
			case reflect.Struct:
				field.Set(reflect.ValueOf(u))
			case reflect.Pointer:
				field.Set(reflect.ValueOf(&u))
			default:
				field.Set(reflect.Append(field, reflect.ValueOf(u)))
			}
		}
	}
	return nil
}

// roundTripWalk notes what was kept as raw JSON. With forget, models forget what
// came, as if a user had filled them in.
func roundTripWalk(v reflect.Value, path string, forget bool, problems *[]string) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			roundTripWalk(v.Elem(), path, forget, problems)
		}
	case reflect.Slice:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			return
		}
		for i := range v.Len() {
			roundTripWalk(v.Index(i), fmt.Sprintf("%s[%d]", path, i), forget, problems)
		}
	case reflect.Map:
		for _, key := range v.MapKeys() {
			item := reflect.New(v.Type().Elem()).Elem()
			item.Set(v.MapIndex(key))
			roundTripWalk(item, path+"."+key.String(), forget, problems)
			v.SetMapIndex(key, item)
		}
	case reflect.Struct:
		roundTripStruct(v, path, forget, problems)
	}
}

func roundTripStruct(v reflect.Value, path string, forget bool, problems *[]string) {
	if v.CanAddr() {
		if o, ok := v.Addr().Interface().(optional); ok {
			roundTripWalk(o.target(), path, forget, problems)
			return
		}
	}
	union := false
	for i := range v.NumField() {
		_, variant := v.Type().Field(i).Tag.Lookup("union")
		union = union || variant
	}
	for i := range v.NumField() {
		f := v.Type().Field(i)
		if !f.IsExported() {
			return // time.Time
		}
		if f.Type == fieldsType {
			for name := range v.Field(i).Interface().(Fields).Extra {
				if name == "" {
					continue // no tag of Go names a property that has no name: it is kept here
				}
				*problems = append(*problems, path+"."+name+" has no field in "+v.Type().Name())
			}
			if forget {
				v.Field(i).SetZero()
			}
			continue
		}
		if union && f.Name == "Raw" && v.Field(i).Len() > 0 {
			*problems = append(*problems, path+" fits no variant of "+v.Type().Name())
			continue
		}
		roundTripWalk(v.Field(i), path+"."+f.Name, forget, problems)
	}
}
