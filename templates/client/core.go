package client

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// A core is what all services of a client share. It is safe for concurrent use.
type core struct {
	api    *spec
	conf   clientConfig
	base   *url.URL
	http   *http.Client
	values map[string]string // credentials by key
	secret *strings.Replacer
	tokens map[string]tokenSource // by authMethod key
	ready  map[string]bool        // authMethods whose credentials are all there
	pace   pace
}

// newCore reports every missing credential at once, by its label.
func newCore(api *spec, credentials []credential, opts []Option) (*core, error) {
	c := &core{api: api, values: map[string]string{}, tokens: map[string]tokenSource{}, ready: map[string]bool{}}
	c.conf = clientConfig{header: http.Header{}, maxBody: 64 << 20, userAgent: api.name + "-go/" + api.version}
	for _, o := range opts {
		if o == nil {
			continue
		}
		if err := o.applyClient(&c.conf); err != nil {
			return nil, fmt.Errorf("%s: %w", api.name, err)
		}
	}
	if err := c.credentials(credentials); err != nil {
		return nil, err
	}
	if err := c.addresses(); err != nil {
		return nil, fmt.Errorf("%s: %w", api.name, err)
	}
	c.pace.interval = c.conf.interval
	c.transport()
	return c, nil
}

// credentials takes the values, and finds the methods that can be used.
func (c *core) credentials(credentials []credential) error {
	var secrets []string
	given := map[string]credential{}
	for _, f := range credentials {
		given[f.key] = f
		if f.value == "" {
			f.value = f.preset
		}
		c.values[f.key] = f.value
		if f.secret {
			secrets = append(secrets, f.value)
		}
	}
	c.values["basic"] = basic(c.values["username"], c.values["password"])
	c.secret = hider(append(secrets, c.values["basic"]))
	var missing []string
	most := -1
	for _, m := range c.api.auth {
		labels, there := c.lacks(&m, given)
		c.ready[m.key] = len(labels) == 0 || c.conf.tokenSource != nil && m.takesToken()
		if there > most {
			most, missing = there, labels
		}
	}
	for _, ready := range c.ready {
		if ready {
			return nil
		}
	}
	if len(missing) > 0 {
		return fmt.Errorf("%s: missing credentials: %s", c.api.name, strings.Join(missing, ", "))
	}
	return nil
}

// lacks are the labels of what the method needs and was not given, and how much
// of it was given.
func (c *core) lacks(m *authMethod, given map[string]credential) (labels []string, there int) {
	for _, key := range m.fields {
		if key == "token" && m.token != nil && c.values["refresh_token"] != "" {
			continue // it can be had
		}
		if slices.Contains(m.needs, key) && c.values[key] == "" {
			labels = append(labels, given[key].label)
		}
		if given[key].value != "" {
			there++
		}
	}
	return labels, there
}

// addresses sets up the base URL and the token requests.
func (c *core) addresses() error {
	declared, err := parseBase(c.expand(c.api.baseURL, ""))
	if err != nil {
		return err
	}
	if c.base = declared; c.conf.baseURL != "" {
		if c.base, err = parseBase(c.conf.baseURL); err != nil {
			return err
		}
	}
	if c.base.RawQuery != "" {
		return errors.New("a base URL cannot have a query")
	}
	for i := range c.api.auth {
		m := &c.api.auth[i]
		switch {
		case !m.takesToken():
		case c.conf.tokenSource != nil:
			c.tokens[m.key] = &givenTokens{c, m}
		case m.token != nil:
			if c.tokens[m.key], err = fetchTokens(c, m, declared); err != nil {
				return err
			}
		}
	}
	return nil
}

// transport builds the HTTP client: the user's, with the middleware around its
// transport, that follows redirects to the API's own host alone.
func (c *core) transport() {
	var own http.Client
	if c.conf.http != nil {
		own = *c.conf.http
	}
	if own.Transport == nil {
		own.Transport = http.DefaultTransport
	}
	for _, wrap := range c.conf.middleware {
		own.Transport = wrap(own.Transport)
	}
	users := own.CheckRedirect
	own.CheckRedirect = func(r *http.Request, via []*http.Request) error {
		changed := r.Method != via[0].Method && r.Response.StatusCode != http.StatusSeeOther
		if len(via) >= maxRedirects || changed || !sameOrigin(r.URL, via[0].URL) {
			return http.ErrUseLastResponse
		}
		if users != nil {
			return users(r, via)
		}
		return nil
	}
	c.http = &own
}

const maxRedirects = 10

// parseBase reads a base URL or a token URL.
func parseBase(text string) (*url.URL, error) {
	u, err := url.Parse(text)
	if err != nil {
		return nil, fmt.Errorf("invalid URL: %w", errors.Unwrap(err))
	}
	if u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.Fragment != "" {
		return nil, fmt.Errorf("%q is not an http or https URL", u.Redacted())
	}
	u.User = nil
	return u, nil
}

// sameOrigin reports whether two URLs have the same scheme, host and port.
func sameOrigin(a, b *url.URL) bool {
	return a.Scheme == b.Scheme && strings.EqualFold(a.Hostname(), b.Hostname()) && port(a) == port(b)
}

func port(u *url.URL) string {
	if p := u.Port(); p != "" {
		return p
	}
	return map[string]string{"http": "80", "https": "443"}[u.Scheme]
}

func (c *core) log() *slog.Logger {
	if c.conf.logger == nil {
		return slog.New(silent{})
	}
	return c.conf.logger
}
