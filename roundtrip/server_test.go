package roundtrip_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
)

func init() {
	openapi3filter.RegisterBodyDecoder("*/*", openapi3filter.PlainBodyDecoder)
	openapi3filter.RegisterBodyDecoder("application/x-www-form-urlencoded", decodeForm)
	openapi3filter.RegisterBodyDecoder("multipart/form-data", decodeMultipart)
}

// A server checks each request against the document and answers it.
type server struct {
	api         *openapi3.T
	credentials map[string]bool
	exchanges   map[string]*exchange
}

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	e := s.exchanges[r.Header.Get("X-Round-Trip")]
	if e == nil {
		http.Error(w, "no such call", http.StatusTeapot)
		return
	}
	request, err := received(r)
	if err != nil {
		e.errs = append(e.errs, fmt.Errorf("request: %w", err))
	}
	if r.Header.Get(again) != "" {
		e.fromManifest = request
	} else {
		e.arrived, e.fromClient = true, request
	}
	if err := s.check(e, r); err != nil {
		e.errs = append(e.errs, fmt.Errorf("request: %w", err))
	}
	if e.accept != "" {
		w.Header().Set("Content-Type", e.accept)
		if !accepts(r.Header.Get("Accept"), e.accept) {
			e.errs = append(e.errs, fmt.Errorf("request: the answer is %s, the client accepts %s", e.accept, r.Header.Get("Accept")))
		}
	}
	w.WriteHeader(e.status)
	_, _ = w.Write(e.answer)
}

func accepts(accept, media string) bool {
	for one := range strings.SplitSeq(accept, ",") {
		if one = strings.TrimSpace(one); one == "*/*" || one == media {
			return true
		}
	}
	return false
}

func (s *server) check(e *exchange, r *http.Request) error {
	if r.Method != e.op.method {
		return fmt.Errorf("the method is %s", r.Method)
	}
	template, _, _ := strings.Cut(e.op.path, "#")
	template, query, _ := strings.Cut(template, "?")
	if !strings.HasPrefix(r.URL.RawQuery, query) {
		return fmt.Errorf("the query is %s", r.URL.RawQuery)
	}
	base := s.base(e.op)
	if to := r.Header.Get("X-Round-Trip-Server"); to != base.Scheme+"://"+base.Host {
		return fmt.Errorf("it went to %s, not to %s", to, base)
	}
	path, err := pathParams(strings.TrimRight(base.Path, "/")+template, r.URL.EscapedPath())
	if err != nil {
		return err
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return err
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	op, item := *e.op.op, *e.op.item
	item.Parameters = nil
	op.Parameters = nil
	for _, p := range e.op.params {
		if err := s.param(e, p, r, path); err != nil {
			return fmt.Errorf("parameter %q: %w", p.Name, err)
		}
		if !undecodable(p) {
			op.Parameters = append(op.Parameters, &openapi3.ParameterRef{Value: p})
		}
	}
	if err := s.undeclared(e, r); err != nil {
		return err
	}
	input := &openapi3filter.RequestValidationInput{
		Request: r, PathParams: path,
		Route: &routers.Route{Spec: s.api, Path: e.op.path, PathItem: &item, Method: r.Method, Operation: &op},
		Options: &openapi3filter.Options{
			AuthenticationFunc: openapi3filter.NoopAuthenticationFunc, SkipSettingDefaults: true,
			RejectWhenRequestBodyNotSpecified: true, RegexCompiler: lenient,
			SchemaValidationOptions: []openapi3.SchemaValidationOption{lenientPatterns},
		},
	}
	if err := e.sameBody(r.Header.Get("Content-Type"), body); err != nil {
		return err
	}
	if object, ok := e.body.(map[string]any); ok && len(object) == 0 && isForm(e.media) {
		input.Options.ExcludeRequestBody = true // a form without fields is no bytes
	}
	if err := openapi3filter.ValidateRequest(context.Background(), input); err != nil {
		return explain(err)
	}
	return nil
}

// base is the first server with an absolute URL that the document declares for
// the operation, its variables at their defaults; without any it is this host.
func (s *server) base(o *operation) *url.URL {
	servers := s.api.Servers
	if o.op.Servers != nil {
		servers = *o.op.Servers
	} else if len(o.item.Servers) > 0 {
		servers = o.item.Servers
	}
	for _, list := range []openapi3.Servers{servers, s.api.Servers} {
		for _, one := range list {
			address := one.URL
			for name, v := range one.Variables {
				address = strings.ReplaceAll(address, "{"+name+"}", v.Default)
			}
			if u, err := url.Parse(address); err == nil && u.Host != "" {
				return u
			}
		}
	}
	return &url.URL{Scheme: "http", Host: "localhost"}
}

// explain shortens the error of a validation.
func explain(err error) error {
	var request *openapi3filter.RequestError
	if !errors.As(err, &request) {
		return short(err)
	}
	what := "body"
	if request.Parameter != nil {
		what = "parameter " + request.Parameter.Name
	}
	cause := errors.New(request.Reason)
	if request.Err != nil {
		cause = short(request.Err)
	}
	return fmt.Errorf("%s: %s: %w", what, request.Reason, cause)
}

// pathParams are the values in the path, which must be the template filled in.
func pathParams(template, path string) (map[string]string, error) {
	names := placeholders(template)
	pattern := "^" + regexp.QuoteMeta((&url.URL{Path: template}).EscapedPath()) + "$"
	for _, name := range names {
		placeholder := (&url.URL{Path: "{" + name + "}"}).EscapedPath()
		pattern = strings.Replace(pattern, regexp.QuoteMeta(placeholder), "([^/]+)", 1)
	}
	found := regexp.MustCompile(pattern).FindStringSubmatch(path)
	if found == nil {
		return nil, fmt.Errorf("the path is %s", path)
	}
	out := map[string]string{}
	for i, name := range names {
		value, err := url.PathUnescape(found[i+1])
		if err != nil {
			return nil, err
		}
		out[name] = value
	}
	return out, nil
}

// undeclared reports what was sent beside the parameters.
func (s *server) undeclared(e *exchange, r *http.Request) error {
	_, fixed, _ := strings.Cut(e.op.path, "?")
	for name := range r.URL.Query() {
		known := s.credentials["query "+name] || strings.HasPrefix(fixed, name+"=")
		for _, p := range e.op.params {
			v, sent := e.params["query "+p.Name]
			object, _ := v.(map[string]any)
			_, member := object[name]
			known = known || sent && (p.Name == name || member || strings.HasPrefix(name, p.Name+"["))
		}
		if !known {
			return fmt.Errorf("query parameter %q was not asked for", name)
		}
	}
	for _, p := range e.op.params {
		_, sent := e.params[p.In+" "+p.Name]
		usual := slices.Contains(ownHeaders, strings.ToLower(p.Name))
		if p.In == "header" && !sent && !usual && r.Header.Get(p.Name) != "" && !s.credentials["header "+p.Name] {
			return fmt.Errorf("header %q was not asked for", p.Name)
		}
	}
	return nil
}

// undecodable reports whether a parameter is one that kin-openapi cannot read: a
// union, or a list in brackets. Like every other it is compared with the value
// that was meant to be sent, which satisfies its schema.
func undecodable(p *openapi3.Parameter) bool {
	if p.Schema == nil || p.Schema.Value == nil {
		return false
	}
	f := flatten(p.Schema.Value, nil)
	if len(f.unions) > 0 || p.Style == "deepObject" {
		return true
	}
	if f.Items == nil || f.Items.Value == nil {
		return false
	}
	item := flatten(f.Items.Value, nil)
	return len(item.unions) > 0 || item.Type.Is("object")
}

// param compares a parameter with the value that was meant to be sent.
func (s *server) param(e *exchange, p *openapi3.Parameter, r *http.Request, path map[string]string) error {
	v, sent := e.params[p.In+" "+p.Name]
	if !sent {
		return nil
	}
	var got []string
	switch p.In {
	case "path":
		got = []string{path[p.Name]}
	case "query":
		return queryParam(p, v, r.URL.Query())
	case "header":
		got = r.Header.Values(p.Name)
	case "cookie":
		c, err := r.Cookie(p.Name)
		if err != nil {
			return err
		}
		got = []string{c.Value}
	}
	if _, object := v.(map[string]any); object && len(got) > 0 && len(p.Content) == 0 {
		return nil // its form is for the validation
	}
	want := text(v)
	if list, ok := v.([]any); ok && len(p.Content) == 0 {
		want = strings.Join(textsOf(list), ",")
	}
	return sameTexts(got, []string{want})
}

// sameTexts compares the texts of a parameter; JSON in them may be spelled otherwise.
func sameTexts(got, want []string) error {
	equal := slices.EqualFunc(got, want, func(a, b string) bool {
		var x, y any
		return a == b || json.Unmarshal([]byte(a), &x) == nil && json.Unmarshal([]byte(b), &y) == nil && same(x, y)
	})
	if !equal {
		return fmt.Errorf("it is %q, not %q", got, want)
	}
	return nil
}

func textsOf(list []any) []string {
	out := make([]string, len(list))
	for i, v := range list {
		out[i] = text(v)
	}
	return out
}

func queryParam(p *openapi3.Parameter, v any, query url.Values) error {
	got := query[p.Name]
	want := []string{text(v)}
	explode := p.Explode == nil && (p.Style == "" || p.Style == "form") || p.Explode != nil && *p.Explode
	list, isList := v.([]any)
	object, isObject := v.(map[string]any)
	switch {
	case len(p.Content) > 0:
		return sameTexts(got, want)
	case p.Style == "deepObject":
		if d := difference("", plain(asTexts(v)), plain(bracketed(query)[p.Name])); d != "" {
			return errors.New(d)
		}
		return nil
	case isList && explode:
		want = textsOf(list)
	case isList:
		separator := map[string]string{"spaceDelimited": " ", "pipeDelimited": "|"}[p.Style]
		if separator == "" {
			separator = ","
		}
		want = []string{strings.Join(textsOf(list), separator)}
	case isObject && explode:
		for name, member := range object {
			if query.Get(name) != text(member) {
				return fmt.Errorf("%s is %q, not %q", name, query.Get(name), text(member))
			}
		}
		return nil
	case isObject:
		if len(got) != 1 {
			return fmt.Errorf("it is %q, not %q", got, want)
		}
		return nil // its form is for the validation
	}
	return sameTexts(got, want)
}

// sameForm compares the fields of a form with what was meant to be sent. An
// object can be written as JSON, or with its names in brackets.
func (e *exchange) sameForm(values url.Values) error {
	got := typed(e.op.op.RequestBody.Value.Content.Get(e.media).Schema, bracketed(values))
	if d := difference("", plain(asTexts(e.body)), plain(asTexts(got))); d != "" {
		return errors.New("body: " + d)
	}
	return nil
}

// sameBody compares a body with the one that was meant to be sent.
func (e *exchange) sameBody(media string, body []byte) error {
	if e.call.Bytes != nil && !bytes.Equal(body, e.call.Bytes) {
		return fmt.Errorf("the body is %q, not %q", body, e.call.Bytes)
	}
	if values, err := url.ParseQuery(string(body)); err == nil && isForm(media) && !strings.HasPrefix(media, "multipart/") {
		return e.sameForm(values)
	}
	if e.body == nil || !isJSON(media) {
		return nil
	}
	var got any
	if err := json.Unmarshal(body, &got); err != nil {
		return err
	}
	if d := difference("", plain(e.body), got); d != "" {
		return errors.New("body: " + d)
	}
	return nil
}
