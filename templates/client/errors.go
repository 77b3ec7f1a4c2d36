package client

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
	"unicode"
)

var (
	// ErrLastPage is returned by Page.Next when there is no further page.
	ErrLastPage = errors.New("this is the last page")
	// ErrForeignHost is in every ForeignHostError.
	ErrForeignHost = errors.New("not the API's own host")
	// ErrTokenLimit is in every TokenLimitError.
	ErrTokenLimit = errors.New("no more token requests allowed")
)

// An APIError is an answer that is not what was asked for: an error status, a
// redirect that was not followed, or a success without the promised body.
type APIError struct {
	Operation  string // such as "Shipments.Get", or "Token" for the token request
	Method     string
	Path       string // of the URL, with its query
	StatusCode int
	RequestID  string        // as the answer's headers name it, if they do
	Code       string        // from the body, if it has one
	Message    string        // from the body, if it has one
	RetryAfter time.Duration // how long the API asks to wait; 0 if it does not
	Header     http.Header   // of the answer
	Body       []byte        // of the answer, with credentials blotted out

	api, reason string
	cause       error
}

// Error describes the answer in one line, without credentials.
func (e *APIError) Error() string {
	var b strings.Builder
	operation := e.Operation
	if operation == tokenOperation {
		operation = "token request"
	}
	fmt.Fprintf(&b, "%s: %s: %s %s: %d", e.api, operation, e.Method, e.Path, e.StatusCode)
	if text := http.StatusText(e.StatusCode); text != "" {
		b.WriteString(" " + text)
	}
	if e.reason != "" {
		b.WriteString(": " + e.reason)
	}
	if e.Message != "" {
		b.WriteString(": " + oneLine(e.Message))
	} else if text := oneLine(string(e.Body)); text != "" {
		fmt.Fprintf(&b, ": %q", text)
	}
	var notes []string
	if e.Code != "" {
		notes = append(notes, "code "+oneLine(e.Code))
	}
	if e.RequestID != "" {
		notes = append(notes, "request "+oneLine(e.RequestID))
	}
	if e.RetryAfter > 0 {
		notes = append(notes, "retry after "+e.RetryAfter.String())
	}
	if len(notes) > 0 {
		b.WriteString(" (" + strings.Join(notes, ", ") + ")")
	}
	return b.String()
}

// Unwrap returns what is behind the error, such as a ForeignHostError; mostly nil.
func (e *APIError) Unwrap() error { return e.cause }

// A ForeignHostError is a link or redirect that leads away from the API's own
// scheme, host and port. Nothing was sent there.
type ForeignHostError struct {
	URL string // without user, query and fragment

	api string
}

// Error names the place.
func (e *ForeignHostError) Error() string {
	return fmt.Sprintf("%s: %s is %v", e.api, e.URL, ErrForeignHost)
}

// Unwrap returns ErrForeignHost.
func (e *ForeignHostError) Unwrap() error { return ErrForeignHost }

func (c *core) foreign(u *url.URL) error {
	return &ForeignHostError{URL: (&url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path}).String(), api: c.api.name}
}

// A TokenLimitError is a token request that was not sent since the API allows no more.
type TokenLimitError struct {
	Limit int // token requests allowed
	Per   time.Duration
	Until time.Time // when one is allowed again

	api string
}

// Error says when a token request is allowed again.
func (e *TokenLimitError) Error() string {
	return fmt.Sprintf("%s: %v: %d in %v were made, the next is possible at %s: keep tokens with WithTokenStore",
		e.api, ErrTokenLimit, e.Limit, e.Per, e.Until.UTC().Format(time.RFC3339))
}

// Unwrap returns ErrTokenLimit.
func (e *TokenLimitError) Unwrap() error { return ErrTokenLimit }

const tokenOperation = "Token"

// apiError makes an error of an answer.
func (c *core) apiError(o *outgoing, a *answer, reason string, cause error) *APIError {
	hide := func(s string) string {
		for _, g := range a.grants {
			if g.token == "" {
				continue
			}
			s = strings.ReplaceAll(s, g.token, redacted)
		}
		return c.secret.Replace(s)
	}
	e := &APIError{
		Operation: o.op.name, Method: o.op.method, Path: hide(o.shown),
		StatusCode: a.status, RequestID: requestID(a.header), RetryAfter: c.retryAfter(a.header),
		Header: a.header, Body: []byte(hide(string(a.body))),
		api: c.api.name, reason: hide(reason), cause: cause,
	}
	if json.Valid(a.body) {
		e.Code = hide(textAt(a.body, c.api.errorCode))
		e.Message = hide(textAt(a.body, c.api.errorMessage))
		if o.op.name == tokenOperation && e.Code == "" && e.Message == "" { // RFC 6749
			e.Code, e.Message = hide(textAt(a.body, "error")), hide(textAt(a.body, "error_description"))
		}
	}
	return e
}

// wrap says which operation an error belongs to.
func (c *core) wrap(o *outgoing, err error) error {
	return fmt.Errorf("%s: %s: %w", c.api.name, o.op.name, err)
}

// lost makes an error of a request without an answer. net/http puts the URL
// into its own, and with it credentials.
func (c *core) lost(ctx context.Context, o *outgoing, err error) error {
	var withURL *url.Error
	if errors.As(err, &withURL) {
		err = withURL.Err
	}
	if ctx.Err() != nil {
		err = ctx.Err()
	}
	return fmt.Errorf("%s: %s: %s %s: %w", c.api.name, o.op.name, o.op.method, c.secret.Replace(o.shown), err)
}

func requestID(h http.Header) string {
	for _, name := range []string{"X-Request-Id", "Request-Id", "X-Correlation-Id", "X-Amzn-Requestid"} {
		if id := h.Get(name); id != "" {
			return id
		}
	}
	return ""
}

// oneLine shortens text and takes line breaks and control characters out.
func oneLine(s string) string {
	const most = 300
	if len(s) > 4*most {
		s = s[:4*most]
	}
	s = strings.Join(strings.FieldsFunc(strings.ToValidUTF8(s, "?"), func(r rune) bool {
		return unicode.IsSpace(r) || !unicode.IsPrint(r)
	}), " ")
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}

var errTooLarge = errors.New("the answer is too large")

// readLimited reads all of r, or an errTooLarge and what fits.
func readLimited(r io.Reader, limit int64) ([]byte, error) {
	body, err := io.ReadAll(io.LimitReader(r, limit+1))
	if int64(len(body)) > limit {
		return body[:limit], fmt.Errorf("%w: more than %d bytes", errTooLarge, limit)
	}
	return body, err
}
