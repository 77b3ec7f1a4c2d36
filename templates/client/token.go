package client

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// A tokenKeeper fetches the tokens of one authMethod, one at a time.
type tokenKeeper struct {
	core   *core
	method *authMethod
	url    *url.URL
	store  TokenStore

	mu         sync.Mutex
	held       StoredToken
	flight     *tokenFlight // nil: no request is under way
	doubted    string       // a token that replaced a refused one, and was not accepted yet
	doubtUntil time.Time
}

// A tokenFlight is a token request that several callers wait for.
type tokenFlight struct {
	done  chan struct{}
	token StoredToken
	err   error
}

const (
	tokenTimeout = time.Minute
	doubtTime    = 10 * time.Minute // before a refused renewal is renewed again
)

func init() { fetchTokens = newTokenKeeper }

func newTokenKeeper(c *core, m *authMethod, declared *url.URL) (tokenSource, error) {
	k := &tokenKeeper{core: c, method: m, store: &memoryStore{}}
	if s, ok := c.conf.store.(TokenStore); ok {
		k.store = s
	}
	u, err := parseBase(c.expand(m.token.url, ""))
	switch {
	case err != nil:
		return nil, fmt.Errorf("token: %w", err)
	case c.conf.tokenURL != "":
		if u, err = parseBase(c.conf.tokenURL); err != nil {
			return nil, err
		}
	case sameOrigin(u, declared):
		u.Scheme, u.Host = c.base.Scheme, c.base.Host
	}
	k.url = u
	return k, nil
}

// get returns a token other than the refused one. A caller that gives up does
// not stop the request that others wait for.
func (k *tokenKeeper) get(ctx context.Context, refused string) (string, error) {
	k.mu.Lock()
	if k.usable(k.held, refused) {
		defer k.mu.Unlock()
		return k.held.AccessToken, nil
	}
	f := k.flight
	if f == nil {
		f = &tokenFlight{done: make(chan struct{})}
		k.flight = f
		go k.fly(context.WithoutCancel(ctx), f, refused)
	}
	k.mu.Unlock()
	select {
	case <-f.done:
		return f.token.AccessToken, f.err
	case <-ctx.Done():
		return "", fmt.Errorf("%s: waiting for a token: %w", k.core.api.name, ctx.Err())
	}
}

// fly ends in time, whoever still waits: a token that was asked for is worth keeping.
func (k *tokenKeeper) fly(ctx context.Context, f *tokenFlight, refused string) {
	ctx, cancel := context.WithTimeout(ctx, tokenTimeout)
	defer cancel()
	f.token, f.err = k.fetch(ctx, refused)
	k.mu.Lock()
	defer k.mu.Unlock()
	k.flight = nil
	if f.err == nil {
		k.held = f.token
		if refused != "" {
			k.doubted, k.doubtUntil = f.token.AccessToken, time.Now().Add(doubtTime)
		}
	}
	close(f.done)
}

// usable reports whether t can be sent. Short-lived tokens are used for half their life at least.
func (k *tokenKeeper) usable(t StoredToken, refused string) bool {
	if t.AccessToken == "" || t.AccessToken == refused {
		return false
	}
	margin := k.method.token.renewBefore
	if n := len(t.Requests); n > 0 {
		margin = min(margin, t.Expiry.Sub(t.Requests[n-1])/2)
	}
	return t.Expiry.IsZero() || time.Now().Before(t.Expiry.Add(-margin))
}

// renews reports whether an answer of this status to a request with this token
// calls for a new one. A new one that was refused at once does not: token
// requests are few.
func (k *tokenKeeper) renews(status int, token string) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	if !slices.Contains(k.method.token.renewOnStatus, status) {
		if k.doubted == token && status < http.StatusInternalServerError {
			k.doubted = ""
		}
		return false
	}
	return k.canAsk() && (k.doubted != token || time.Now().After(k.doubtUntil))
}

// fetch takes a token from the store, or asks for one.
func (k *tokenKeeper) fetch(ctx context.Context, refused string) (StoredToken, error) {
	key := k.key()
	if l, ok := k.store.(tokenLocker); ok {
		unlock, err := l.Lock(ctx, key)
		if err != nil {
			return StoredToken{}, k.storeError(err)
		}
		defer unlock()
	}
	stored, err := k.store.Load(ctx, key)
	if err != nil {
		return StoredToken{}, k.storeError(err)
	}
	if k.usable(stored, refused) {
		return stored, nil
	}
	if own := (StoredToken{AccessToken: k.own()}); stored.AccessToken == "" && k.usable(own, refused) {
		return own, nil
	}
	var fresh StoredToken
	if stored.RefreshToken != "" {
		fresh, err = k.ask(ctx, key, &stored, stored.RefreshToken)
	}
	var refusal *APIError
	if stored.RefreshToken == "" || errors.As(err, &refusal) && refusal.StatusCode < http.StatusInternalServerError {
		fresh, err = k.ask(ctx, key, &stored, "")
	}
	if err != nil && refused == "" && stored.AccessToken != "" && time.Now().Before(stored.Expiry) {
		k.core.log().Warn("token not renewed in time", "error", err)
		return stored, nil // good for a little longer
	}
	if err != nil {
		return StoredToken{}, err
	}
	fresh.Requests = stored.Requests
	if err := k.store.Save(ctx, key, fresh); err != nil {
		k.core.log().Warn("token not stored", "error", err)
	}
	return fresh, nil
}

// own is the access token among the credentials: the first one, until it is refused.
func (k *tokenKeeper) own() string {
	if slices.Contains(k.method.fields, "token") {
		return k.core.values["token"]
	}
	return ""
}

// canAsk reports whether a token can be asked for: not with a refresh token that is not there.
func (k *tokenKeeper) canAsk() bool {
	if k.core.conf.tokenSource != nil || k.method.token == nil || k.held.RefreshToken != "" {
		return true
	}
	return !slices.ContainsFunc(k.method.token.params, func(p tokenParam) bool {
		return p.value == "${refresh_token}" && k.core.values["refresh_token"] == ""
	})
}

func (k *tokenKeeper) storeError(err error) error {
	return fmt.Errorf("%s: token store: %w", k.core.api.name, err)
}

// ask sends one token request, counted before it is sent so that a program
// that crashes cannot forget it.
func (k *tokenKeeper) ask(ctx context.Context, key string, stored *StoredToken, refresh string) (StoredToken, error) {
	t := k.method.token
	now := time.Now()
	before := slices.DeleteFunc(slices.Clone(stored.Requests), func(r time.Time) bool {
		return t.maxRequests == 0 || now.Sub(r) >= t.maxRequestsPer
	})
	if n := len(before); t.maxRequests > 0 && n >= t.maxRequests {
		return StoredToken{}, &TokenLimitError{
			Limit: t.maxRequests, Per: t.maxRequestsPer,
			Until: before[n-t.maxRequests].Add(t.maxRequestsPer), api: k.core.api.name,
		}
	}
	stored.Requests = append(before, now)
	if err := k.store.Save(ctx, key, *stored); err != nil {
		return StoredToken{}, k.storeError(err)
	}
	fresh, err := k.request(ctx, refresh)
	var dial *net.OpError
	if errors.As(err, &dial) && dial.Op == "dial" { // the host never saw it
		stored.Requests = before
		if saveErr := k.store.Save(ctx, key, *stored); saveErr != nil {
			return StoredToken{}, errors.Join(err, k.storeError(saveErr))
		}
	}
	return fresh, err
}

// request sends the token request and reads the answer.
func (k *tokenKeeper) request(ctx context.Context, refresh string) (StoredToken, error) {
	t := k.method.token
	o := k.outgoing(refresh)
	a, err := k.core.send(ctx, o)
	if err != nil {
		return StoredToken{}, err
	}
	if err := k.core.check(o, a); err != nil {
		return StoredToken{}, err
	}
	path := k.core.expand(t.tokenPath, "")
	var fresh StoredToken
	if !json.Valid(a.body) || json.Unmarshal(lookup(a.body, path), &fresh.AccessToken) != nil || fresh.AccessToken == "" {
		a.body = nil // it may hold a token elsewhere
		return StoredToken{}, k.core.apiError(o, a, fmt.Sprintf("the answer has no token at %q", path), nil)
	}
	if fresh.RefreshToken = textAt(a.body, t.refreshPath); fresh.RefreshToken == "" {
		fresh.RefreshToken = refresh
	}
	if life := t.life(a.body); life > 0 {
		fresh.Expiry = time.Now().Add(life)
	}
	return fresh, nil
}

// life is how long the token in the answer lives.
func (t *tokenRequest) life(body []byte) time.Duration {
	unit := map[string]time.Duration{"millisecond": time.Millisecond, "minute": time.Minute}[t.expiresInUnit]
	if unit == 0 {
		unit = time.Second
	}
	n, err := strconv.ParseFloat(textAt(body, t.expiresInPath), 64)
	if err == nil && n > 0 && n < float64(1<<62)/float64(unit) {
		return time.Duration(n * float64(unit))
	}
	return t.lifetime
}

// outgoing builds the token request.
func (k *tokenKeeper) outgoing(refresh string) *outgoing {
	t := k.method.token
	u := *k.url
	o := &outgoing{
		op:  &operation{name: tokenOperation, method: t.method},
		cfg: &callConfig{}, url: &u, plain: true, shown: u.EscapedPath(),
		header: http.Header{"Accept": {"application/json"}, "User-Agent": {k.core.conf.userAgent}},
		repeat: t.maxRequests == 0,
	}
	params := k.params(o.header, refresh)
	for _, h := range t.headers {
		if v := k.core.expand(h.value, ""); v != "" || !h.omitEmpty {
			o.header.Set(h.name, v)
		}
	}
	switch t.encoding {
	case "query":
		for _, p := range params {
			o.query = append(o.query, queryPair{p.name, escapeQuery(p.value)})
		}
	case "json":
		e := encoder{buf: []byte{'{'}}
		for _, p := range params {
			e.name(p.name)
			e.text(p.value)
		}
		o.body = bytesBody("application/json", append(e.buf, '}'))
	default:
		var b bytes.Buffer
		for i, p := range params {
			if i > 0 {
				b.WriteByte('&')
			}
			b.WriteString(url.QueryEscape(p.name) + "=" + url.QueryEscape(p.value))
		}
		o.body = bytesBody("application/x-www-form-urlencoded", b.Bytes())
	}
	return o
}

// params are what the token request sends, filled in. A refresh sends the
// client's credentials alone beside the refresh token.
func (k *tokenKeeper) params(h http.Header, refresh string) []tokenParam {
	t := k.method.token
	id, secret := k.core.values["client_id"], k.core.values["client_secret"]
	var params []tokenParam
	for _, p := range t.params {
		p.value = k.core.expand(p.value, "")
		switch {
		case t.clientAuth == "basic" && p.name == "client_id":
			id = p.value
		case t.clientAuth == "basic" && p.name == "client_secret":
			secret = p.value
		case p.value == "" && p.omitEmpty:
		case refresh != "" && !strings.HasPrefix(p.name, "client_"):
		default:
			params = append(params, p)
		}
	}
	if t.clientAuth == "basic" {
		h.Set("Authorization", "Basic "+basic(url.QueryEscape(id), url.QueryEscape(secret)))
	}
	if refresh != "" {
		params = append(params, tokenParam{name: "grant_type", value: "refresh_token"}, tokenParam{name: "refresh_token", value: refresh})
	}
	return params
}

// key names these credentials in a store. It cannot be turned back into them.
func (k *tokenKeeper) key() string {
	h := sha256.New()
	fmt.Fprintf(h, "%q %q %q", k.core.api.name, k.method.key, k.url)
	for _, field := range k.method.fields {
		fmt.Fprintf(h, " %q=%q", field, k.core.values[field])
	}
	return hex.EncodeToString(h.Sum(nil))
}

// WithTokenURL fetches tokens from another URL than the declared one.
func WithTokenURL(url string) Option {
	return clientOption(func(c *clientConfig) error { c.tokenURL = url; return nil })
}

// WithTokenStore keeps tokens, and the count of token requests, in s instead
// of the client's memory.
func WithTokenStore(s TokenStore) Option {
	return clientOption(func(c *clientConfig) error { c.store = s; return nil })
}
