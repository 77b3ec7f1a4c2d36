package client

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"reflect"
	"time"
)

// An Option changes how a client works.
type Option interface{ applyClient(*clientConfig) error }

// A CallOption changes a single call.
type CallOption interface{ applyCall(*callConfig) error }

// A SharedOption is for a client, or for a single call and then wins over the client's.
type SharedOption interface {
	Option
	CallOption
}

// A clientConfig gathers what the Options say.
type clientConfig struct {
	http        *http.Client
	baseURL     string
	tokenURL    string
	userAgent   string
	header      http.Header
	retry       RetryPolicy
	store       any // a TokenStore, where tokens are fetched
	tokenSource func(context.Context) (string, error)
	interval    time.Duration // between requests
	logger      *slog.Logger
	middleware  []func(http.RoundTripper) http.RoundTripper
	maxBody     int64
	strict      bool
}

// A callConfig gathers what the CallOptions of one call say.
type callConfig struct {
	operation string
	params    any // of an operation whose params are an option
	query     []queryPair
	header    http.Header
	empty     map[string]bool // parameters to be sent although they are empty, and whether they were
	fields    []bodyField
	media     string // of the body that takes the place of the method's own; "" for none
	body      any
	response  *Response
	key       string // idempotency key
	retry     *RetryPolicy
}

// A bodyField is a body property that the document does not know.
type bodyField struct {
	name  string
	value any
}

type (
	clientOption func(*clientConfig) error
	callOption   func(*callConfig) error
	sharedOption struct {
		clientOption
		callOption
	}
)

func (o clientOption) applyClient(c *clientConfig) error { return o(c) }
func (o callOption) applyCall(c *callConfig) error       { return o(c) }

// setParams takes the params struct of an operation, nil or not.
func (c *callConfig) setParams(operation string, params any) error {
	if v := reflect.ValueOf(params); !v.IsValid() || v.IsNil() {
		return nil
	}
	if operation != c.operation {
		return fmt.Errorf("the parameters are those of %s", operation)
	}
	if c.params != nil {
		return errors.New("parameters given twice")
	}
	c.params = params
	return nil
}

func configure(op *operation, opts []CallOption) (*callConfig, error) {
	c := &callConfig{operation: op.name, header: http.Header{}}
	for _, o := range opts {
		if o == nil {
			continue
		}
		if err := o.applyCall(c); err != nil {
			return nil, err
		}
	}
	return c, nil
}

// WithHTTPClient makes requests go through h, whose redirect policy, jar,
// timeout and transport are kept. The default has no timeout: use a context.
func WithHTTPClient(h *http.Client) Option {
	return clientOption(func(c *clientConfig) error { c.http = h; return nil })
}

// WithBaseURL sends requests to another server than the declared one, such as
// a sandbox. A token URL on the declared server's host follows.
func WithBaseURL(url string) Option {
	return clientOption(func(c *clientConfig) error { c.baseURL = url; return nil })
}

// WithUserAgent replaces the User-Agent header.
func WithUserAgent(agent string) Option {
	return clientOption(func(c *clientConfig) error { c.userAgent = agent; return nil })
}

// WithTokenSource takes access tokens from f, for grants that need a person.
// f is called for each request, by several goroutines at once, and once more
// when a token was refused; it keeps its token itself.
func WithTokenSource(f func(context.Context) (string, error)) Option {
	return clientOption(func(c *clientConfig) error { c.tokenSource = f; return nil })
}

// WithRateLimit spaces requests so that no more than perSecond are started in a second.
func WithRateLimit(perSecond float64) Option {
	return clientOption(func(c *clientConfig) error {
		if !(perSecond > 0) {
			return fmt.Errorf("rate limit of %v requests a second", perSecond)
		}
		c.interval = time.Duration(float64(time.Second) / perSecond)
		return nil
	})
}

// WithLogger logs each request at debug level, and at warn level each retry
// and each answer that is not of its declared type. Neither headers, bodies
// nor credentials are logged.
func WithLogger(l *slog.Logger) Option {
	return clientOption(func(c *clientConfig) error { c.logger = l; return nil })
}

// WithMiddleware puts wrap around the transport; the last one given is
// outermost. It sees every attempt, token requests too; OperationName tells
// them apart.
func WithMiddleware(wrap func(http.RoundTripper) http.RoundTripper) Option {
	return clientOption(func(c *clientConfig) error { c.middleware = append(c.middleware, wrap); return nil })
}

// WithMaxBody limits the answers that are read into memory; the default is 64 MiB.
// Downloads have no limit.
func WithMaxBody(bytes int64) Option {
	return clientOption(func(c *clientConfig) error { c.maxBody = bytes; return nil })
}

// WithStrictDecoding makes an answer of another type than declared an error.
func WithStrictDecoding() Option {
	return clientOption(func(c *clientConfig) error { c.strict = true; return nil })
}

// WithRetryPolicy says how often and after what wait failed requests are repeated.
func WithRetryPolicy(p RetryPolicy) SharedOption {
	return sharedOption{
		func(c *clientConfig) error { c.retry = p; return nil },
		func(c *callConfig) error { c.retry = &p; return nil },
	}
}

// WithHeader sets a header. It wins over those that the client sets itself,
// Authorization among them.
func WithHeader(name, value string) SharedOption {
	return sharedOption{
		func(c *clientConfig) error { c.header.Set(name, value); return nil },
		func(c *callConfig) error { c.header.Set(name, value); return nil },
	}
}

// WithQuery adds query parameters that the document does not know.
func WithQuery(name string, values ...string) CallOption {
	return callOption(func(c *callConfig) error {
		for _, v := range values {
			c.query = append(c.query, queryPair{name, escapeQuery(v)})
		}
		return nil
	})
}

// WithEmpty sends optional parameters of the call although the fields hold
// nothing: an empty text, false or 0. Names are those of the API; the struct of
// the parameters is given as well.
func WithEmpty(names ...string) CallOption {
	return callOption(func(c *callConfig) error {
		if c.empty == nil {
			c.empty = make(map[string]bool, len(names))
		}
		for _, name := range names {
			c.empty[name] = false
		}
		return nil
	})
}

// WithBody sends body as the media type in place of the method's own body, which
// is nil then. As JSON or as a form it can be any value that JSON has, a model
// above all; as another media type an io.Reader, []byte, string or Upload.
func WithBody(mediaType string, body any) CallOption {
	return callOption(func(c *callConfig) error {
		if mediaType == "" {
			return errors.New("WithBody needs a media type")
		}
		c.media, c.body = mediaType, body
		return nil
	})
}

// WithBodyField sets a property of the body, in place of one with that name.
func WithBodyField(name string, value any) CallOption {
	return callOption(func(c *callConfig) error { c.fields = append(c.fields, bodyField{name, value}); return nil })
}

// WithResponse stores what came beside the result in r, for errors too.
func WithResponse(r *Response) CallOption {
	return callOption(func(c *callConfig) error { c.response = r; return nil })
}

// WithIdempotencyKey sends key, which makes it safe to repeat a POST or PATCH
// that failed.
func WithIdempotencyKey(key string) CallOption {
	return callOption(func(c *callConfig) error { c.key = key; return nil })
}

type operationKey struct{}

// OperationName returns the name of the operation that a request belongs to,
// such as "Shipments.Get", "Do" for an undeclared one and "Token" for a token
// request. Use it in middleware, with the request's context.
func OperationName(ctx context.Context) string {
	name, _ := ctx.Value(operationKey{}).(string)
	return name
}

// silent is a logger's handler that drops everything.
type silent struct{}

func (silent) Enabled(context.Context, slog.Level) bool  { return false }
func (silent) Handle(context.Context, slog.Record) error { return nil }
func (s silent) WithAttrs([]slog.Attr) slog.Handler      { return s }
func (s silent) WithGroup(string) slog.Handler           { return s }
