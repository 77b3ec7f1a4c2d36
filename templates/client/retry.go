package client

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"log/slog"
	"math/rand/v2"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"time"
)

// A RetryPolicy says how often and after what wait failed requests are
// repeated. A zero field stands for its default.
//
// Repeated is what is safe to repeat, idempotent methods and what has an
// idempotency key, after a connection error or an answer that says to try
// again. A wait grows from MinWait to MaxWait, is jittered, is no shorter than
// the answer's Retry-After, and is never begun if it would outlast the context.
type RetryPolicy struct {
	MaxAttempts   int           // the first included: 1 never repeats. Default: the API's, or 3
	MinWait       time.Duration // default 500 ms
	MaxWait       time.Duration // default 30 s
	MaxRetryAfter time.Duration // an answer that asks for more is not repeated. Default 2 min
	Statuses      []int         // default: the API's, or 429, 502, 503 and 504
}

// or fills zero fields of p.
func (p RetryPolicy) or(q RetryPolicy) RetryPolicy {
	if p.MaxAttempts == 0 {
		p.MaxAttempts = q.MaxAttempts
	}
	if p.MinWait == 0 {
		p.MinWait = q.MinWait
	}
	if p.MaxWait == 0 {
		p.MaxWait = q.MaxWait
	}
	if p.MaxRetryAfter == 0 {
		p.MaxRetryAfter = q.MaxRetryAfter
	}
	if p.Statuses == nil {
		p.Statuses = q.Statuses
	}
	return p
}

var usualRetries = RetryPolicy{
	MaxAttempts: 3, MinWait: 500 * time.Millisecond, MaxWait: 30 * time.Second, MaxRetryAfter: 2 * time.Minute,
	Statuses: []int{http.StatusTooManyRequests, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout},
}

func (c *core) policy(o *outgoing) RetryPolicy {
	var p RetryPolicy
	if o.cfg.retry != nil {
		p = *o.cfg.retry
	}
	declared := RetryPolicy{MaxAttempts: c.api.retry.maxAttempts, Statuses: c.api.retry.statuses}
	return p.or(c.conf.retry).or(declared).or(usualRetries)
}

// An answer is what came back. The body is read, unless it is to be streamed.
type answer struct {
	status int
	header http.Header
	body   []byte
	stream io.ReadCloser // nil: body has it all
	length int64         // of the stream; -1: not known
	grants []grant       // what the request was signed with
}

// mediaType is that of the body, "" if the answer does not name it.
func (a *answer) mediaType() string {
	media, _, err := mime.ParseMediaType(a.header.Get("Content-Type"))
	if err != nil {
		return ""
	}
	return media
}

// send sends o until it is answered for good: once more with a new token if
// the API refuses the one it had, and as often as the policy allows if it is
// safe to repeat. The answer may have any status.
func (c *core) send(ctx context.Context, o *outgoing) (*answer, error) {
	ctx = context.WithValue(ctx, operationKey{}, o.op.name)
	policy := c.policy(o)
	var refusal *answer // by which a token was refused
	for n := 1; ; {
		var refused []grant
		if refusal != nil {
			refused = refusal.grants
		}
		s, err := c.sign(ctx, o, refused)
		if err != nil {
			return nil, err
		}
		if refusal != nil && slices.Equal(s.grants, refused) {
			return refusal, nil
		}
		a, err := c.attempt(ctx, o, s, n)
		if a != nil && c.refuses(a) && refusal == nil && o.body.replayable() {
			refusal = a
			continue
		}
		wait, again := c.wait(ctx, o, policy, n, a, err)
		if !again {
			return a, err
		}
		if a != nil {
			err = c.apiError(o, a, "", nil)
		}
		c.log().LogAttrs(ctx, slog.LevelWarn, "repeating a request", slog.String("operation", o.op.name),
			slog.Int("attempt", n), slog.Duration("wait", wait), slog.Any("error", err))
		n++
		if err := sleep(ctx, wait); err != nil {
			return nil, c.lost(ctx, o, err)
		}
	}
}

// refuses reports whether the answer calls for another token.
func (c *core) refuses(a *answer) bool {
	again := false
	for _, g := range a.grants {
		again = g.keeper.renews(a.status, g.token) || again
	}
	return again
}

// attempt sends o once.
func (c *core) attempt(ctx context.Context, o *outgoing, s *signature, n int) (*answer, error) {
	if err := c.pace.wait(ctx); err != nil {
		return nil, c.lost(ctx, o, err)
	}
	r, err := o.request(ctx, s)
	if err != nil {
		return nil, c.wrap(o, err)
	}
	start := time.Now()
	resp, err := c.http.Do(r)
	if err != nil {
		return nil, c.lost(ctx, o, err)
	}
	c.log().LogAttrs(ctx, slog.LevelDebug, "request", slog.String("operation", o.op.name), slog.String("method", o.op.method),
		slog.String("path", c.secret.Replace(o.shown)), slog.Int("status", resp.StatusCode), slog.Int("attempt", n),
		slog.Duration("took", time.Since(start)))
	a := &answer{status: resp.StatusCode, header: resp.Header, grants: s.grants, length: resp.ContentLength}
	if o.stream && a.status < http.StatusMultipleChoices {
		a.stream = resp.Body
		return a, nil
	}
	defer func() { _ = resp.Body.Close() }() // all that is wanted of it has been read
	a.body, err = readLimited(resp.Body, c.conf.maxBody)
	if err != nil && (a.status < http.StatusBadRequest || !errors.Is(err, errTooLarge)) {
		return nil, c.lost(ctx, o, err)
	}
	return a, nil
}

// wait says how long to wait before o is sent again, if it is.
func (c *core) wait(ctx context.Context, o *outgoing, p RetryPolicy, n int, a *answer, err error) (time.Duration, bool) {
	if !o.repeat || !o.body.replayable() || n >= p.MaxAttempts || ctx.Err() != nil {
		return 0, false
	}
	var untrusted *tls.CertificateVerificationError
	if errors.Is(err, errTooLarge) || errors.As(err, &untrusted) {
		return 0, false
	}
	wait := p.MinWait
	for i := 1; i < n && wait < p.MaxWait && !c.api.retry.constant; i++ {
		wait *= 2
	}
	wait = min(wait, p.MaxWait)
	wait = wait/2 + rand.N(wait/2+1) //nolint:gosec // spreads retries, and is no secret
	if a != nil {
		asked := c.retryAfter(a.header)
		if !slices.Contains(p.Statuses, a.status) || asked > p.MaxRetryAfter {
			return 0, false
		}
		wait = max(wait, asked)
	}
	deadline, ok := ctx.Deadline()
	return wait, !ok || time.Until(deadline) > wait
}

// retryAfter is how long the answer asks to wait: seconds or a date.
func (c *core) retryAfter(h http.Header) time.Duration {
	name := c.api.retry.retryAfterHeader
	if name == "" {
		name = "Retry-After"
	}
	value := h.Get(name)
	if seconds, err := strconv.ParseFloat(value, 64); err == nil && seconds >= 0 && seconds < 1e9 {
		return time.Duration(seconds * float64(time.Second))
	}
	if date, err := http.ParseTime(value); err == nil {
		return max(0, time.Until(date))
	}
	return 0
}

// idempotent reports whether a method can be repeated without harm.
func idempotent(method string) bool {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodOptions, http.MethodPut, http.MethodDelete:
		return true
	}
	return false
}

func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// A pace spaces requests out.
type pace struct {
	interval time.Duration // 0: as they come
	mu       sync.Mutex
	next     time.Time
}

func (p *pace) wait(ctx context.Context) error {
	if p.interval == 0 {
		return nil
	}
	p.mu.Lock()
	now := time.Now()
	at := p.next
	if at.Before(now) {
		at = now
	}
	if deadline, ok := ctx.Deadline(); ok && deadline.Before(at) {
		p.mu.Unlock()
		return context.DeadlineExceeded
	}
	p.next = at.Add(p.interval)
	p.mu.Unlock()
	return sleep(ctx, at.Sub(now))
}
