package client

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strings"
)

// A Response is what came beside the result of a call.
type Response struct {
	StatusCode int
	Header     http.Header
	RequestID  string          // "" if no header names it
	Envelope   json.RawMessage // the answer without the result; nil if the result is all of it

	// NoResult says that the answer was a success without the result, which then
	// is zero: one without content, or with another that Envelope holds.
	NoResult bool
}

// An outgoing is a request ready to be sent, but for its credentials.
type outgoing struct {
	op      *operation
	cfg     *callConfig
	url     *url.URL
	query   []queryPair // beside that of url
	cookies []queryPair
	header  http.Header
	body    *content
	shown   string // path and query, for errors
	repeat  bool   // safe to send again
	stream  bool   // the answer is not to be read into memory
	plain   bool   // without credentials
}

// call returns the result of an operation that answers with an object.
func call[T any](ctx context.Context, c *core, op *operation, in request, opts []CallOption) (*T, error) {
	v := new(T)
	if err := c.call(ctx, op, in, opts, v); err != nil {
		return nil, err
	}
	return v, nil
}

// callValue returns the result of an operation that answers with anything else.
func callValue[T any](ctx context.Context, c *core, op *operation, in request, opts []CallOption) (T, error) {
	v, err := call[T](ctx, c, op, in, opts)
	if err != nil {
		return *new(T), err
	}
	return *v, nil
}

// callNone calls an operation that answers with nothing of interest.
func callNone(ctx context.Context, c *core, op *operation, in request, opts []CallOption) error {
	return c.call(ctx, op, in, opts, nil)
}

const doOperation = "Do"

// do calls an endpoint that the document does not know.
func (c *core) do(ctx context.Context, method, path string, in, out any, opts []CallOption) error {
	op := &operation{name: doOperation, method: strings.ToUpper(method), path: path, accept: "application/json"}
	return c.call(ctx, op, request{body: in}, opts, out)
}

// call sends the request and decodes the result into what out points to, nil for nothing.
func (c *core) call(ctx context.Context, op *operation, in request, opts []CallOption, out any) error {
	o, err := c.outgoing(op, in, opts)
	if err != nil {
		return err
	}
	a, err := c.exchange(ctx, o)
	if err != nil || out == nil {
		return err
	}
	if c.withoutResult(o, a) {
		return nil
	}
	if o.cfg.response != nil && json.Valid(a.body) {
		o.cfg.response.Envelope = without(a.body, split(op.payload)...)
	}
	return c.result(ctx, o, a, op.payload, out)
}

// withoutResult reports whether the answer is a success that does not hold the
// result: declared as such, or one that by HTTP has no content.
func (c *core) withoutResult(o *outgoing, a *answer) bool {
	bare := a.status == http.StatusNoContent || a.status == http.StatusResetContent
	if !slices.Contains(o.op.without, a.status) && (!bare || c.conf.strict) {
		return false
	}
	if o.cfg.response != nil {
		*o.cfg.response = a.response()
	}
	return true
}

// response is what there is of an answer without the result.
func (a *answer) response() Response {
	r := Response{StatusCode: a.status, Header: a.header, RequestID: requestID(a.header), NoResult: true}
	if json.Valid(a.body) {
		r.Envelope = a.body
	}
	return r
}

// exchange sends o and makes an error of any status but success.
func (c *core) exchange(ctx context.Context, o *outgoing) (*answer, error) {
	a, err := c.send(ctx, o)
	if err != nil {
		return nil, err
	}
	if o.cfg.response != nil {
		*o.cfg.response = Response{StatusCode: a.status, Header: a.header, RequestID: requestID(a.header)}
	}
	return a, c.check(o, a)
}

func (c *core) check(o *outgoing, a *answer) error {
	if a.status >= 200 && a.status < 300 {
		return nil
	}
	if a.status >= 300 && a.status < 400 {
		if to, err := o.url.Parse(a.header.Get("Location")); err == nil && !sameOrigin(to, o.url) {
			return c.apiError(o, a, "redirect not followed", c.foreign(to))
		}
		return c.apiError(o, a, "redirect not followed", nil)
	}
	return c.apiError(o, a, "", nil)
}

// result decodes what stands at the path in the answer.
func (c *core) result(ctx context.Context, o *outgoing, a *answer, path string, out any) error {
	v := reflect.ValueOf(out)
	if v.Kind() != reflect.Pointer || v.IsNil() {
		return c.wrap(o, fmt.Errorf("a result cannot be stored in %T, which is not a pointer", out))
	}
	v = v.Elem()
	if v.Kind() == reflect.String && path == "" && o.op.accept != "" && !isJSON(o.op.accept) && !isJSON(a.mediaType()) {
		v.SetString(string(a.body))
		return nil
	}
	if err := c.wantJSON(o, a); err != nil {
		return err
	}
	found := lookup(a.body, path)
	nilable := v.Kind() == reflect.Slice || v.Kind() == reflect.Map || v.Kind() == reflect.Pointer || v.Kind() == reflect.Interface
	switch {
	case found == nil && (!nilable || c.conf.strict):
		return c.apiError(o, a, fmt.Sprintf("the answer has no %q", path), nil)
	case found == nil:
		return nil
	case string(found) == "null" && !nilable && planOf(v.Type()).shape != shapeOpt:
		return c.apiError(o, a, orAnswer(path)+" is null", nil)
	}
	return c.decode(ctx, o, a, path, found, v)
}

func orAnswer(path string) string {
	if path == "" {
		return "the answer"
	}
	return fmt.Sprintf("%q in the answer", path)
}

// wantJSON makes an error of a success without JSON.
func (c *core) wantJSON(o *outgoing, a *answer) error {
	if json.Valid(a.body) {
		return nil
	}
	if len(bytes.TrimSpace(a.body)) == 0 {
		return c.apiError(o, a, "the answer is empty, not JSON", nil)
	}
	if media := a.mediaType(); media != "" && !isJSON(media) {
		return c.apiError(o, a, "the answer is "+media+", not JSON", nil)
	}
	return c.apiError(o, a, "the answer is not valid JSON", nil)
}

// decode decodes valid JSON from the path of the answer into v.
func (c *core) decode(ctx context.Context, o *outgoing, a *answer, path string, data []byte, v reflect.Value) error {
	d := &decoder{cursor: cursor{data: data}}
	for _, name := range split(path) {
		d.path = append(d.path, pathStep{name: name})
	}
	fits := d.value(v)
	if d.err != nil {
		return c.apiError(o, a, "the answer cannot be decoded", d.err)
	}
	if len(d.odd) == 0 {
		return nil
	}
	odd := &typeError{d.odd, d.more}
	if !fits || c.conf.strict {
		return c.apiError(o, a, odd.Error(), odd)
	}
	c.log().LogAttrs(ctx, slog.LevelWarn, odd.Error(), slog.String("operation", o.op.name))
	return nil
}

// outgoing builds a request.
func (c *core) outgoing(op *operation, in request, opts []CallOption) (*outgoing, error) {
	o := &outgoing{op: op, header: http.Header{}, repeat: idempotent(op.method)}
	err := c.fill(o, in, opts)
	if err != nil {
		return nil, c.wrap(o, err)
	}
	return o, nil
}

func (c *core) fill(o *outgoing, in request, opts []CallOption) (err error) {
	if o.cfg, err = configure(o.op, opts); err != nil {
		return err
	}
	path, err := expandPath(o.op.path, in.path, o.op.args)
	if o.op.name == doOperation { // the user's own path
		path, err = o.op.path, nil
	}
	if err != nil {
		return err
	}
	base, err := c.baseOf(o.op)
	if err != nil {
		return err
	}
	if o.url, err = c.resolve(base, path); err != nil {
		return err
	}
	c.headers(o)
	for _, params := range []any{in.params, o.cfg.params} {
		if err := o.params(params, o.cfg.empty); err != nil {
			return err
		}
	}
	for _, name := range slices.Sorted(maps.Keys(o.cfg.empty)) {
		if !o.cfg.empty[name] {
			return fmt.Errorf("WithEmpty names %q, which is none of the parameters given", name)
		}
	}
	o.query = append(o.query, o.cfg.query...)
	for name, values := range o.cfg.header {
		o.header[name] = values
	}
	media, body := o.op.body, in.body
	if o.cfg.media != "" {
		if v := reflect.ValueOf(body); v.IsValid() && !v.IsZero() {
			return errors.New("the body is given twice, as an argument and with WithBody")
		}
		media, body = o.cfg.media, o.cfg.body
	}
	if o.body, err = newContent(media, body, o.cfg.fields); err != nil {
		return err
	}
	o.shown = o.location(nil).RequestURI()
	return checkHeader(o.header)
}

// headers sets those that every request has.
func (c *core) headers(o *outgoing) {
	o.header.Set("User-Agent", c.conf.userAgent)
	if o.op.accept != "" {
		o.header.Set("Accept", o.op.accept)
	}
	for _, h := range c.api.headers {
		o.header.Set(h.name, h.value)
	}
	for name, values := range c.conf.header {
		o.header[name] = values
	}
	name := c.api.retry.idempotencyHeader
	if o.cfg.key == "" && (o.repeat || name == "") {
		return
	}
	if name == "" {
		name = "Idempotency-Key"
	}
	if o.cfg.key == "" {
		var key [16]byte
		_, _ = rand.Read(key[:]) // never fails
		o.cfg.key = hex.EncodeToString(key[:])
	}
	o.header.Set(name, o.cfg.key)
	o.repeat = true
}

func checkHeader(h http.Header) error {
	for name, values := range h {
		for _, v := range values {
			if strings.ContainsAny(v, "\r\n\x00") {
				return fmt.Errorf("header %s has a line break in its value", name)
			}
		}
	}
	return nil
}

// baseOf is the base URL of an operation: the user's if there is one, else that
// which the document declares for the operation or for all.
func (c *core) baseOf(op *operation) (*url.URL, error) {
	if op.server == "" || c.conf.baseURL != "" {
		return c.base, nil
	}
	return parseBase(op.server)
}

// resolve makes a URL of a path below the base URL, or of a URL on the same host.
func (c *core) resolve(base *url.URL, path string) (*url.URL, error) {
	if strings.HasPrefix(path, "//") || strings.Contains(strings.SplitN(path, "/", 2)[0], ":") {
		u, err := base.Parse(path)
		if err != nil {
			return nil, errors.New("invalid URL")
		}
		return c.own(u, base)
	}
	u, err := url.Parse(strings.TrimRight(base.String(), "/") + "/" + strings.TrimLeft(path, "/"))
	if err != nil {
		return nil, fmt.Errorf("invalid path: %w", errors.Unwrap(err))
	}
	u.Fragment, u.RawFragment = "", ""
	return u, nil
}

// own refuses a URL that is not the API's own: on another host than base.
func (c *core) own(u, base *url.URL) (*url.URL, error) {
	if !sameOrigin(u, base) {
		return nil, c.foreign(u)
	}
	u.User, u.Fragment, u.RawFragment = nil, "", ""
	return u, nil
}

// location is the URL with its query.
func (o *outgoing) location(secret []queryPair) *url.URL {
	u := *o.url
	var b strings.Builder
	b.WriteString(u.RawQuery)
	for _, pairs := range [][]queryPair{o.query, secret} {
		for _, p := range pairs {
			if b.Len() > 0 {
				b.WriteByte('&')
			}
			b.WriteString(escapeQuery(p.name) + "=" + p.value)
		}
	}
	u.RawQuery = b.String()
	return &u
}

// request makes what net/http sends, for one attempt.
func (o *outgoing) request(ctx context.Context, s *signature) (*http.Request, error) {
	r, err := http.NewRequestWithContext(ctx, o.op.method, o.location(s.query).String(), nil)
	if err != nil {
		return nil, err
	}
	r.Header = o.header.Clone()
	for name, values := range s.header {
		r.Header[name] = values
	}
	var cookies []string
	for _, p := range append(o.cookies[:len(o.cookies):len(o.cookies)], s.cookies...) {
		cookies = append(cookies, p.name+"="+p.value)
	}
	if len(cookies) > 0 {
		r.Header["Cookie"] = append(r.Header["Cookie"], strings.Join(cookies, "; "))
	}
	if o.body != nil && r.Header.Get("Content-Type") == "" {
		r.Header.Set("Content-Type", o.body.mediaType)
	}
	if o.body != nil && o.body.length != 0 {
		if r.Body, err = o.body.open(); err != nil {
			return nil, err
		}
		r.ContentLength = o.body.length
		if o.body.replayable() {
			r.GetBody = o.body.open
		}
	}
	return r, nil
}
