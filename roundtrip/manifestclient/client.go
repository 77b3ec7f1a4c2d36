package manifestclient

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// A Client runs the actions of a manifest. Its fields are set before the first call.
type Client struct {
	Manifest *Manifest
	HTTP     *http.Client
	Fields   map[string]string // credentials and server variables, by key; absent: the default
	Tokens   map[string]string // by method; filled as tokens are fetched
	BaseURL  string            // in place of the servers
}

// An Answer is what came back.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte
}

// Run makes the request of an action. Values of input are JSON, numbers as
// json.Number; bytes are base64 text.
func (c *Client) Run(ctx context.Context, a *Action, input map[string]any, header http.Header) (*Answer, error) {
	r, err := c.request(ctx, a, input)
	if err != nil {
		return nil, err
	}
	if err := c.sign(ctx, a, r); err != nil {
		return nil, err
	}
	maps.Copy(r.Header, header)
	return c.do(r)
}

func (c *Client) do(r *http.Request) (*Answer, error) {
	resp, err := c.HTTP.Do(r)
	if err != nil {
		return nil, err
	}
	defer func() { _ = resp.Body.Close() }() // what was read of it counts
	body, err := io.ReadAll(resp.Body)
	return &Answer{Status: resp.StatusCode, Header: resp.Header, Body: body}, err
}

// request makes the request without credentials.
func (c *Client) request(ctx context.Context, a *Action, input map[string]any) (*http.Request, error) {
	path, _, _ := strings.Cut(a.Request.Path, "#") // documents tell operations of one path apart so; it is not sent
	out := outgoing{address: strings.TrimRight(c.base(a), "/") + path, header: http.Header{}, used: map[string]bool{}}
	for name, value := range c.Manifest.Defaults.Headers {
		out.header.Set(name, value)
	}
	for _, p := range a.Request.Params {
		if err := out.param(p, input); err != nil {
			return nil, err
		}
	}
	media, body, err := c.body(a, input, out.used)
	if err != nil {
		return nil, err
	}
	for key := range input {
		if !out.used[key] {
			return nil, fmt.Errorf("action %s has no input %s", a.Key, key)
		}
	}
	r, err := http.NewRequestWithContext(ctx, a.Request.Method, out.url(), body)
	if err != nil {
		return nil, err
	}
	r.Header = out.header
	if media != "" {
		r.Header.Set("Content-Type", media)
	}
	if len(a.Request.Accept) > 0 && r.Header.Get("Accept") == "" {
		accept := strings.Join(a.Request.Accept, ", ")
		if a.Output.Stream && !slices.Contains(a.Request.Accept, "*/*") {
			accept += ", */*;q=0.1"
		}
		r.Header.Set("Accept", accept)
	}
	if len(out.cookies) > 0 {
		r.Header.Set("Cookie", strings.Join(out.cookies, "; "))
	}
	return r, nil
}

// An outgoing request takes in one parameter after the other.
type outgoing struct {
	address        string
	query, cookies []string
	header         http.Header
	used           map[string]bool // inputs
}

func (o *outgoing) param(p Param, input map[string]any) error {
	o.used[p.InputKey] = true
	value, given := input[p.InputKey]
	switch {
	case !given && p.In == "path":
		return fmt.Errorf("input %s is missing", p.InputKey)
	case !given:
	case p.In == "path":
		o.address = strings.Replace(o.address, "{"+p.Name+"}", p.path(value), 1)
	case p.In == "query":
		o.query = append(o.query, p.query(value)...)
	case p.In == "header":
		o.header.Set(p.Name, p.header(value))
	case p.In == "cookie":
		o.cookies = append(o.cookies, p.cookie(value)...)
	default:
		return fmt.Errorf("parameter %s travels in %q", p.Name, p.In)
	}
	return nil
}

func (o *outgoing) url() string {
	if len(o.query) == 0 {
		return o.address
	}
	separator := "?"
	if strings.Contains(o.address, "?") {
		separator = "&"
	}
	return o.address + separator + strings.Join(o.query, "&")
}

// base is the first server with its variables filled in.
func (c *Client) base(a *Action) string {
	servers := a.Servers
	if len(servers) == 0 {
		servers = c.Manifest.Servers
	}
	if len(a.Servers) == 0 && c.BaseURL != "" || len(servers) == 0 {
		return c.BaseURL
	}
	address := servers[0].URL
	for _, v := range servers[0].Variables {
		address = strings.ReplaceAll(address, "{"+v.Key+"}", c.field(v))
	}
	return address
}

func (c *Client) field(f Field) string {
	if v, ok := c.Fields[f.Key]; ok {
		return v
	}
	if f.Default == nil {
		return ""
	}
	return fmt.Sprint(f.Default)
}

var reference = regexp.MustCompile(`\$\{([a-zA-Z][a-zA-Z0-9_]*)\}`)

// fill fills in a template with the fields of a method.
func (c *Client) fill(m *Method, template, token string) string {
	return reference.ReplaceAllStringFunc(template, func(ref string) string {
		key := ref[2 : len(ref)-1]
		switch key {
		case "access_token":
			return token
		case "basic":
			pair := c.fill(m, "${username}:${password}", "")
			return base64.StdEncoding.EncodeToString([]byte(pair))
		}
		for _, f := range m.Fields {
			if f.Key == key {
				return c.field(f)
			}
		}
		return ref
	})
}

// methods are those of the first alternative; one that needs no credentials is for
// those who have none.
func (c *Client) methods(a *Action) []string {
	alternatives := a.Auth
	if a.Auth == nil {
		for i := range c.Manifest.Auth {
			alternatives = append(alternatives, []string{c.Manifest.Auth[i].Key})
		}
	}
	for _, keys := range alternatives {
		if slices.ContainsFunc(keys, func(key string) bool { m := c.Manifest.Method(key); return m == nil || len(m.Fields) > 0 }) {
			return keys
		}
	}
	return nil
}

// sign puts the credentials into the request.
func (c *Client) sign(ctx context.Context, a *Action, r *http.Request) error {
	for _, key := range c.methods(a) {
		m := c.Manifest.Method(key)
		if m == nil {
			return fmt.Errorf("action %s wants the method %s, which is not there", a.Key, key)
		}
		token, err := c.token(ctx, m)
		if err != nil {
			return err
		}
		for _, apply := range m.Apply {
			value := c.fill(m, apply.Value, token)
			switch apply.In {
			case "header":
				r.Header.Set(apply.Name, value)
			case "query":
				addQuery(r.URL, apply.Name, value)
			case "cookie":
				r.AddCookie(&http.Cookie{Name: apply.Name, Value: value}) //nolint:gosec // sent, not set: it has no attributes
			}
		}
	}
	return nil
}

func addQuery(u *url.URL, name, value string) {
	pair := escape(name) + "=" + escape(value)
	if u.RawQuery != "" {
		pair = u.RawQuery + "&" + pair
	}
	u.RawQuery = pair
}

// token returns the token of a method, fetched once; "" if it needs none.
func (c *Client) token(ctx context.Context, m *Method) (string, error) {
	if token, ok := c.Tokens[m.Key]; ok || m.Token == nil {
		return token, nil
	}
	t := m.Token
	values := map[string]string{}
	form := url.Values{}
	for _, p := range t.Request.Params {
		value := c.fill(m, p.Value, "")
		if value == "" && p.OmitEmpty {
			continue
		}
		values[p.Name] = value
		form.Set(p.Name, value)
	}
	body, media := []byte(form.Encode()), "application/x-www-form-urlencoded"
	if t.Request.Encoding == "json" {
		var err error
		if body, err = json.Marshal(values); err != nil {
			return "", err
		}
		media = "application/json"
	}
	r, err := http.NewRequestWithContext(ctx, t.Request.Method, c.fill(m, t.Request.URL, ""), bytes.NewReader(body))
	if err != nil {
		return "", err
	}
	r.Header.Set("Content-Type", media)
	for _, h := range t.Request.Headers {
		r.Header.Set(h.Name, c.fill(m, h.Value, ""))
	}
	answer, err := c.do(r)
	if err != nil {
		return "", err
	}
	token, _ := at(answer.Body, c.fill(m, t.Response.AccessTokenPath, "")).(string)
	if token == "" {
		return "", fmt.Errorf("token request: %d: %s", answer.Status, answer.Body)
	}
	if c.Tokens == nil {
		c.Tokens = map[string]string{}
	}
	c.Tokens[m.Key] = token
	return token, nil
}

// at is the value at a dotted path of a JSON text; nil for none.
func at(data []byte, path string) any {
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	var v any
	if d.Decode(&v) != nil {
		return nil
	}
	if path == "" {
		return v
	}
	for name := range strings.SplitSeq(path, ".") {
		object, _ := v.(map[string]any)
		v = object[name]
	}
	return v
}
