package client

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"sync"
	"testing"
	"time"
)

// A fakeAPI is an HTTP server that hands out tokens tok-1, tok-2 and so on,
// and leaves all else to its handler.
type fakeAPI struct {
	*httptest.Server

	mu     sync.Mutex
	tokens []map[string]any // bodies of the token requests
	calls  []*http.Request  // all other requests, with their bodies read
	bodies []string
	token  http.HandlerFunc // in place of the usual answer
}

func newFakeAPI(t *testing.T, handler http.HandlerFunc) *fakeAPI {
	t.Helper()
	f := &fakeAPI{}
	f.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body) // a client that gives up is no fault here
		f.mu.Lock()
		if r.URL.Path == "/oauth/token" {
			var in map[string]any
			_ = json.Unmarshal(body, &in) // forms leave it nil
			f.tokens = append(f.tokens, in)
			n, answer := len(f.tokens), f.token
			f.mu.Unlock()
			if answer != nil {
				r.Form = map[string][]string{"n": {strconv.Itoa(n)}, "body": {string(body)}}
				answer(w, r)
				return
			}
			fmt.Fprintf(w, `{"access_token":"tok-%d","expires_in":86400,"token_type":"Bearer"}`, n)
			return
		}
		f.calls = append(f.calls, r)
		f.bodies = append(f.bodies, string(body))
		f.mu.Unlock()
		handler(w, r)
	}))
	t.Cleanup(f.Close)
	return f
}

func (f *fakeAPI) count() (tokens, calls int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.tokens), len(f.calls)
}

func (f *fakeAPI) last() (*http.Request, string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.calls[len(f.calls)-1], f.bodies[len(f.bodies)-1]
}

var testCredentials = Credentials{ClientID: "id-1", ClientSecret: "s3cr3t/+value"}

// quick keeps the waits of tests short.
var quick = WithRetryPolicy(RetryPolicy{MinWait: time.Millisecond, MaxWait: 2 * time.Millisecond})

func newTestClient(t *testing.T, f *fakeAPI, opts ...Option) *Client {
	t.Helper()
	c, err := New(testCredentials, append([]Option{WithBaseURL(f.URL), quick}, opts...)...)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// answers replies with the texts in turn, and then with the last one. A text
// that starts with a number is an error of that status.
func answers(texts ...string) http.HandlerFunc {
	var mu sync.Mutex
	return func(w http.ResponseWriter, _ *http.Request) {
		mu.Lock()
		text := texts[0]
		if len(texts) > 1 {
			texts = texts[1:]
		}
		mu.Unlock()
		status := 0
		if n, _ := fmt.Sscanf(text, "%d", &status); n == 1 && status >= 200 {
			text = text[3:]
			w.WriteHeader(status)
		}
		_, _ = io.WriteString(w, text)
	}
}

const oneShipment = `{"_object":"/api/response","version":2,"data":{"_object":"/shipment","id":1,"name":"a"},"error":null}`

func wantError(t *testing.T, err error, want string) {
	t.Helper()
	if err == nil || err.Error() != want {
		t.Errorf("error:\n%v\nwant:\n%s", err, want)
	}
}

func background(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	t.Cleanup(cancel)
	return ctx
}
