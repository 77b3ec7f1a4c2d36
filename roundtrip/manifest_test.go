package roundtrip_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/connectorgen/connectorgen/roundtrip/manifestclient"
)

// A sent is a request as it came.
type sent struct {
	method, uri, server string
	header              http.Header
	body                []byte
}

// again is the header of a request that a manifest's client makes.
const again = "X-Round-Trip-Again"

// A detour sends every request to one server, and tells it where it was meant to go.
type detour string

func (d detour) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.Header.Set("X-Round-Trip-Server", r.URL.Scheme+"://"+r.URL.Host)
	r.URL.Scheme, r.URL.Host = "http", string(d)
	return http.DefaultTransport.RoundTrip(r)
}

// runManifest makes the requests of all exchanges again, from the manifest alone.
// Where a request differs from the Go client's, the exchange has an error.
func (c *client) runManifest(ctx context.Context, host string, all map[string]*exchange) error {
	data, err := os.ReadFile(filepath.Join(c.dir, "api", "connector.json"))
	if err != nil {
		return err
	}
	manifest, err := manifestclient.Read(data)
	if err != nil {
		return err
	}
	mc := &manifestclient.Client{
		Manifest: manifest, HTTP: &http.Client{Transport: detour(host)},
		Fields: map[string]string{}, Tokens: map[string]string{},
	}
	if len(manifest.Servers) == 0 {
		mc.BaseURL = "http://localhost" // as the test of the Go client has it
	}
	for _, m := range manifest.Auth {
		if m.Token != nil {
			mc.Tokens[m.Key] = "secret"
		}
		for _, f := range m.Fields {
			mc.Fields[f.Key] = "secret"
		}
	}
	actions := map[string]*manifestclient.Action{}
	for i := range manifest.Actions {
		a := &manifest.Actions[i]
		actions[a.Request.Method+" "+a.Request.Path] = a
	}
	for _, id := range slices.Sorted(maps.Keys(all)) {
		e := all[id]
		if err := e.runManifest(ctx, mc, actions[e.row.method+" "+e.row.path], id); err != nil {
			e.errs = append(e.errs, fmt.Errorf("manifest: %w", err))
		}
	}
	return nil
}

func (e *exchange) runManifest(ctx context.Context, c *manifestclient.Client, a *manifestclient.Action, id string) error {
	if a == nil {
		return errors.New("there is no action for the operation")
	}
	input, err := e.input(c.Manifest, a)
	if err != nil {
		return err
	}
	if _, err := c.Run(ctx, a, input, http.Header{"X-Round-Trip": {id}, again: {"1"}}); err != nil {
		return err
	}
	if e.fromClient == nil || e.fromManifest == nil {
		return nil // what did not come is a failure already
	}
	return e.fromClient.differs(e.fromManifest)
}

// input is the exchange as the action's one flat input.
func (e *exchange) input(m *manifestclient.Manifest, a *manifestclient.Action) (map[string]any, error) {
	input := map[string]any{}
	for _, p := range a.Request.Params {
		if v, ok := e.params[p.In+" "+p.Name]; ok {
			input[p.InputKey] = numbers(v)
		}
	}
	switch {
	case e.call.Bytes != nil && e.row.body != "" && !isJSON(e.row.body):
		input[a.Request.BodyKey] = base64.StdEncoding.EncodeToString(e.call.Bytes)
		if !c64(a) {
			input[a.Request.BodyKey] = string(e.call.Bytes)
		}
	case e.call.Bytes != nil:
		var v any
		if err := json.Unmarshal(e.call.Bytes, &v); err != nil {
			return nil, err
		}
		input[a.Request.BodyKey] = numbers(v)
		if c64(a) {
			input[a.Request.BodyKey] = base64.StdEncoding.EncodeToString(e.call.Bytes)
		}
	case e.body != nil && a.Request.BodyKey != "":
		input[a.Request.BodyKey] = numbers(e.body)
		if object, ok := numbers(e.body).(map[string]any); ok {
			input[a.Request.BodyKey] = encodeFiles(m, a, object)
		}
	case e.body != nil:
		object, _ := numbers(e.body).(map[string]any)
		object = encodeFiles(m, a, object)
		for _, part := range a.Request.Body {
			if v, ok := object[part.Name]; ok {
				input[part.InputKey] = v
				delete(object, part.Name)
			}
		}
		if len(object) > 0 {
			return nil, fmt.Errorf("it has no input for the properties %q", slices.Sorted(maps.Keys(object)))
		}
	}
	return input, nil
}

// c64 reports whether the body is one input of base64 text.
func c64(a *manifestclient.Action) bool {
	s := a.Input.Properties[a.Request.BodyKey]
	return s != nil && s.ContentEncoding == "base64"
}

// encodeFiles puts the files of a multipart body into base64.
func encodeFiles(m *manifestclient.Manifest, a *manifestclient.Action, body map[string]any) map[string]any {
	if !strings.HasPrefix(a.Request.ContentType, "multipart/") {
		return body
	}
	encode := func(v any) any { return base64.StdEncoding.EncodeToString([]byte(text(v))) }
	out := maps.Clone(body)
	for name, v := range body {
		if !m.IsFile(a, name) {
			continue
		}
		list, ok := v.([]any)
		if !ok {
			out[name] = encode(v)
			continue
		}
		files := make([]any, len(list))
		for i := range list {
			files[i] = encode(list[i])
		}
		out[name] = files
	}
	return out
}

// numbers is v as it comes out of JSON, numbers as they are spelled.
func numbers(v any) any {
	data, err := json.Marshal(v)
	if err != nil {
		return err
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	var out any
	if err := d.Decode(&out); err != nil {
		return err
	}
	return out
}

func received(r *http.Request) (*sent, error) {
	body, err := io.ReadAll(r.Body)
	r.Body = io.NopCloser(bytes.NewReader(body))
	return &sent{r.Method, r.RequestURI, r.Header.Get("X-Round-Trip-Server"), r.Header.Clone(), body}, err
}

// differs says how the manifest's request differs from the Go client's: in
// anything but the order of names, the boundary of a multipart body and what
// programs say of themselves.
func (s *sent) differs(m *sent) error {
	if s.method != m.method || s.server != m.server {
		return fmt.Errorf("it sends %s to %s, the Go client %s to %s", m.method, m.server, s.method, s.server)
	}
	path, query, _ := strings.Cut(s.uri, "?")
	mPath, mQuery, _ := strings.Cut(m.uri, "?")
	if path != mPath {
		return fmt.Errorf("it asks for %s, the Go client for %s", mPath, path)
	}
	if !sameSet(pairsOf(query), pairsOf(mQuery)) {
		return fmt.Errorf("its query is %s, the Go client's %s", mQuery, query)
	}
	if err := sameHeader(s.header, m.header); err != nil {
		return err
	}
	return sameContent(s.header.Get("Content-Type"), s.body, m.header.Get("Content-Type"), m.body)
}

// pairsOf are the pairs of a query; JSON in a value has its members in one order.
func pairsOf(query string) []string {
	pairs := strings.Split(query, "&")
	for i, pair := range pairs {
		name, value, _ := strings.Cut(pair, "=")
		plain, err := url.QueryUnescape(value)
		var object map[string]any
		if err != nil || json.Unmarshal([]byte(plain), &object) != nil {
			continue
		}
		if sorted, err := json.Marshal(object); err == nil {
			pairs[i] = name + "=" + string(sorted)
		}
	}
	return pairs
}

func sameSet(a, b []string) bool {
	slices.Sort(a)
	slices.Sort(b)
	return slices.Equal(a, b)
}

// programs are headers in which programs say something of themselves.
var programs = []string{"User-Agent", "Accept-Encoding", "Content-Length", "Idempotency-Key", "X-Round-Trip", again, "Content-Type"}

func sameHeader(a, b http.Header) error {
	for _, h := range []http.Header{a, b} {
		for name := range h {
			if !slices.Contains(programs, name) && !slices.Equal(a[name], b[name]) {
				return fmt.Errorf("its header %s is %q, the Go client's %q", name, b[name], a[name])
			}
		}
	}
	return nil
}

func sameContent(aType string, a []byte, bType string, b []byte) error {
	aBase, aParams, aErr := mime.ParseMediaType(aType)
	bBase, bParams, bErr := mime.ParseMediaType(bType)
	if (aErr == nil) != (bErr == nil) || aBase != bBase {
		return fmt.Errorf("its body is %s, the Go client's %s", bType, aType)
	}
	switch {
	case isJSON(aBase):
		var x, y any
		if json.Unmarshal(a, &x) != nil || json.Unmarshal(b, &y) != nil {
			break
		}
		if d := difference("", x, y); d != "" {
			return fmt.Errorf("its body, against the Go client's: %s", d)
		}
		return nil
	case aBase == "multipart/form-data":
		x, err := partsOf(a, aParams["boundary"])
		if err != nil {
			return err
		}
		y, err := partsOf(b, bParams["boundary"])
		if err != nil {
			return err
		}
		if !sameSet(x, y) {
			return fmt.Errorf("its parts are %q, the Go client's %q", y, x)
		}
		return nil
	case aBase == "application/x-www-form-urlencoded":
		x, err := url.ParseQuery(string(a))
		if err != nil {
			return err
		}
		y, err := url.ParseQuery(string(b))
		if err != nil {
			return err
		}
		if d := difference("", plain(x), plain(y)); d != "" && !maps.EqualFunc(x, y, equalJSON) {
			return fmt.Errorf("its form, against the Go client's: %s", d)
		}
		return nil
	}
	if !bytes.Equal(a, b) {
		return fmt.Errorf("its body is %q, the Go client's %q", b, a)
	}
	return nil
}

// equalJSON compares the values of a field; JSON in them may be spelled otherwise.
func equalJSON(a, b []string) bool { return sameTexts(a, b) == nil }

// partsOf are the parts of a multipart body, each as one text.
func partsOf(body []byte, boundary string) ([]string, error) {
	var list []string
	r := multipart.NewReader(bytes.NewReader(body), boundary)
	for {
		p, err := r.NextRawPart()
		if errors.Is(err, io.EOF) {
			return list, nil
		} else if err != nil {
			return nil, err
		}
		data, err := io.ReadAll(p)
		if err != nil {
			return nil, err
		}
		var v any
		if json.Unmarshal(data, &v) == nil {
			if data, err = json.Marshal(v); err != nil {
				return nil, err
			}
		}
		list = append(list, fmt.Sprintf("%s, file %q, %s: %s", p.FormName(), p.FileName(), p.Header.Get("Content-Type"), data))
	}
}
