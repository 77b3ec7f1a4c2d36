package flexport_test

import (
	"bytes"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/connectorgen/connectorgen/generated/flexport"
)

const (
	accessToken  = "a.signed.token" // the first; those after it end in their number
	clientSecret = "hush & \"never\" told"
)

// An api is a server with Flexport's behaviour: a token for the right
// credentials, nothing without it.
type api struct {
	*httptest.Server
	mux *http.ServeMux

	mu       sync.Mutex
	tokens   []map[string]any // bodies of the token requests
	tokenKey string           // property of the token in the answer
	requests []received       // what came for the handled paths, with a token or not
}

// A received is a request as it came.
type received struct {
	method, uri, body string
	header            http.Header
	at                time.Time
}

// newAPI starts a server that ends with the test.
func newAPI(t *testing.T) *api {
	t.Helper()
	a := &api{mux: http.NewServeMux(), tokenKey: "access_token"}
	a.mux.HandleFunc("POST /oauth/token", a.token)
	a.Server = httptest.NewServer(a.mux)
	t.Cleanup(a.Close)
	return a
}

func (a *api) token(w http.ResponseWriter, r *http.Request) {
	var body map[string]any
	text, err := io.ReadAll(r.Body)
	if err != nil || r.Header.Get("Content-Type") != "application/json" || json.Unmarshal(text, &body) != nil ||
		body["client_secret"] != clientSecret || body["client_id"] != "me" {
		http.Error(w, `{"error":"access_denied"}`, http.StatusUnauthorized)
		return
	}
	a.mu.Lock()
	a.tokens = append(a.tokens, body)
	token := accessToken
	if n := len(a.tokens); n > 1 {
		token += "." + strconv.Itoa(n)
	}
	a.mu.Unlock()
	w.Header().Set("Content-Type", "application/json")
	write(w, `{"`+a.tokenKey+`":"`+token+`","expires_in":86400,"token_type":"Bearer"}`)
}

// tokenRequests are the bodies of the token requests so far.
func (a *api) tokenRequests() []map[string]any {
	a.mu.Lock()
	defer a.mu.Unlock()
	return slices.Clone(a.tokens)
}

// handle answers requests for the path that carry the token and the version.
func (a *api) handle(pattern string, h http.HandlerFunc) {
	a.mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		a.mu.Lock()
		a.requests = append(a.requests, received{r.Method, r.RequestURI, string(body), maps.Clone(r.Header), time.Now()})
		a.mu.Unlock()
		if !strings.HasPrefix(r.Header.Get("Authorization"), "Bearer "+accessToken) || r.Header.Get("Flexport-Version") != "2" {
			http.Error(w, `{"error":{"code":"unauthorized","message":"token or version is missing"}}`, http.StatusUnauthorized)
			return
		}
		h(w, r)
	})
}

// answer answers requests for the path with JSON.
func (a *api) answer(pattern, body string) {
	a.handle(pattern, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		write(w, body)
	})
}

// received are the requests for handled paths so far.
func (a *api) received() []received {
	a.mu.Lock()
	defer a.mu.Unlock()
	return slices.Clone(a.requests)
}

// client calls the server.
func (a *api) client(t *testing.T, opts ...flexport.Option) *flexport.Client {
	t.Helper()
	return a.clientOf(t, flexport.Credentials{ClientSecret: clientSecret, ClientID: "me"}, opts...)
}

// clientOf calls the server with these credentials.
func (a *api) clientOf(t *testing.T, credentials flexport.Credentials, opts ...flexport.Option) *flexport.Client {
	t.Helper()
	c, err := flexport.New(credentials, append([]flexport.Option{flexport.WithBaseURL(a.URL)}, opts...)...)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// envelope is an answer with the payload, as Flexport sends it.
func envelope(data string) string {
	return `{"_object":"/api/response","self":"https://api.flexport.com/x","version":2,"data":` + data + `,"error":null}`
}

// pageOf is an answer with a page of items; next is JSON.
func pageOf(items, next string) string {
	return envelope(`{"_object":"/api/collections/paginated","prev":null,"next":` + next + `,"total_count":3,"data":` + items + `}`)
}

// write sends text. That the client may be gone already is no concern of a server.
func write(w io.Writer, text string) { _, _ = io.WriteString(w, text) }

// jsonResponse is a success without a server.
func jsonResponse(body []byte) *http.Response {
	return &http.Response{
		StatusCode: http.StatusOK, Header: http.Header{"Content-Type": {"application/json"}},
		Body: io.NopCloser(bytes.NewReader(body)), ContentLength: int64(len(body)),
	}
}
