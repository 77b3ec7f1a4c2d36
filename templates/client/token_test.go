package client

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestOneTokenForManyCalls(t *testing.T) {
	f := newFakeAPI(t, answers(oneShipment))
	f.token = func(w http.ResponseWriter, _ *http.Request) {
		time.Sleep(50 * time.Millisecond)
		_, _ = io.WriteString(w, `{"access_token":"tok"}`)
	}
	c := newTestClient(t, f)
	var wg sync.WaitGroup
	errs := make(chan error, 100)
	for range 100 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			_, err := c.Shipments.Get(background(t), 1)
			errs <- err
		}()
	}
	wg.Wait()
	for range 100 {
		if err := <-errs; err != nil {
			t.Error(err)
		}
	}
	if tokens, calls := f.count(); tokens != 1 || calls != 100 {
		t.Errorf("%d token requests and %d calls, want 1 and 100", tokens, calls)
	}
}

func TestTokenRequest(t *testing.T) {
	f := newFakeAPI(t, answers(oneShipment))
	c := newTestClient(t, f)
	if _, err := c.Shipments.Get(background(t), 1); err != nil {
		t.Fatal(err)
	}
	want := map[string]any{
		"client_id": "id-1", "client_secret": "s3cr3t/+value", "grant_type": "client_credentials",
		"audience": "https://api.acme.example",
	}
	if diff := cmp.Diff(want, f.tokens[0]); diff != "" {
		t.Errorf("token request (-want +got):\n%s", diff)
	}
	r, _ := f.last()
	if got := r.Header.Get("Authorization"); got != "Bearer tok-1" {
		t.Errorf("Authorization is %q", got)
	}
}

func TestTokenRequestForms(t *testing.T) {
	tests := []struct {
		name   string
		change func(*tokenRequest)
		want   string // method, query, headers and body
	}{
		{"json", func(*tokenRequest) {}, `POST ""  yes application/json {"client_id":"id-1","client_secret":"s3cr3t/+value","audience":"https://api.acme.example","grant_type":"client_credentials","scope":"read"}`},
		{"form", func(r *tokenRequest) { r.encoding = "form" }, `POST ""  yes application/x-www-form-urlencoded client_id=id-1&client_secret=s3cr3t%2F%2Bvalue&audience=https%3A%2F%2Fapi.acme.example&grant_type=client_credentials&scope=read`},
		{"query", func(r *tokenRequest) { r.encoding, r.method = "query", "GET" }, `GET "client_id=id-1&client_secret=s3cr3t%2F%2Bvalue&audience=https%3A%2F%2Fapi.acme.example&grant_type=client_credentials&scope=read"  yes  `},
		{"basic", func(r *tokenRequest) { r.clientAuth = "basic" }, `POST "" Basic ` + base64.StdEncoding.EncodeToString([]byte("id-1:s3cr3t%2F%2Bvalue")) + ` yes application/json {"audience":"https://api.acme.example","grant_type":"client_credentials","scope":"read"}`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := newFakeAPI(t, answers(oneShipment))
			got := ""
			f.token = func(w http.ResponseWriter, r *http.Request) {
				h := r.Header
				got = fmt.Sprintf("%s %q %s %s %s %s", r.Method, r.URL.RawQuery, h.Get("Authorization"), h.Get("X-Token"), h.Get("Content-Type"), r.Form.Get("body"))
				_, _ = io.WriteString(w, `{"tokens":[{"jwt":"deep"}],"expires_in":"120"}`)
			}
			changed := api
			changed.auth = append([]authMethod(nil), api.auth...)
			token := *api.auth[0].token
			tt.change(&token)
			changed.auth[0].token = &token
			credentials := testCredentials
			credentials.Scope, credentials.ResponseTokenKey = "read", "tokens.0.jwt"
			c, err := newOf(&changed, credentials, []Option{WithBaseURL(f.URL)})
			if err != nil {
				t.Fatal(err)
			}
			if _, err := c.Shipments.Get(background(t), 1); err != nil {
				t.Fatal(err)
			}
			if got != tt.want {
				t.Errorf("token request\n%s\nwant\n%s", got, tt.want)
			}
			if r, _ := f.last(); r.Header.Get("Authorization") != "Bearer deep" {
				t.Errorf("token %q from the field's path", r.Header.Get("Authorization"))
			}
			if _, err := c.Shipments.Get(background(t), 1); err != nil { // 2 minutes are less than the margin
				t.Fatal(err)
			}
			if tokens, _ := f.count(); tokens != 1 {
				t.Errorf("%d token requests for a short-lived token, want 1", tokens)
			}
		})
	}
}

func TestCancelledCallerDoesNotStopTheToken(t *testing.T) {
	asked, release := make(chan bool, 1), make(chan bool)
	f := newFakeAPI(t, answers(oneShipment))
	f.token = func(w http.ResponseWriter, _ *http.Request) {
		asked <- true
		<-release
		_, _ = io.WriteString(w, `{"access_token":"tok"}`)
	}
	c := newTestClient(t, f)
	ctx, cancel := context.WithCancel(context.Background())
	first := make(chan error)
	go func() { _, err := c.Shipments.Get(ctx, 1); first <- err }()
	<-asked
	second := make(chan error)
	go func() { _, err := c.Shipments.Get(background(t), 1); second <- err }()
	cancel()
	if err := <-first; !errors.Is(err, context.Canceled) || err.Error() != "acme: waiting for a token: context canceled" {
		t.Errorf("the cancelled caller got %v", err)
	}
	close(release)
	if err := <-second; err != nil {
		t.Errorf("the other caller got %v", err)
	}
	if tokens, _ := f.count(); tokens != 1 {
		t.Errorf("%d token requests, want 1", tokens)
	}
}

// refusing answers 401 to the tokens given.
func refusing(tokens ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		for _, token := range tokens {
			if r.Header.Get("Authorization") == "Bearer "+token {
				w.WriteHeader(http.StatusUnauthorized)
				_, _ = io.WriteString(w, `{"error":{"code":"unauthorized","message":"token `+token+` is revoked"}}`)
				return
			}
		}
		_, _ = io.WriteString(w, oneShipment)
	}
}

func TestRefusedTokenIsRenewedOnce(t *testing.T) {
	f := newFakeAPI(t, refusing("tok-1"))
	c := newTestClient(t, f)
	if _, err := c.Bookings.Create(background(t), &CreateBooking{Name: "n"}); err != nil {
		t.Fatal(err)
	}
	if tokens, calls := f.count(); tokens != 2 || calls != 2 || f.bodies[0] != f.bodies[1] {
		t.Errorf("%d tokens, %d calls with bodies %q, want the call twice with two tokens", tokens, calls, f.bodies)
	}
}

func TestRefusedRenewalIsNotRenewedAgain(t *testing.T) {
	f := newFakeAPI(t, refusing("tok-1", "tok-2", "tok-3"))
	c := newTestClient(t, f)
	for i := range 3 {
		_, err := c.Shipments.Get(background(t), 1)
		wantError(t, err, `acme: Shipments.Get: GET /shipments/1: 401 Unauthorized: token [redacted] is revoked (code unauthorized)`)
		tokens, calls := f.count()
		if tokens != 2 || calls != 2+i {
			t.Errorf("after call %d: %d tokens and %d requests, want 2 and %d", i+1, tokens, calls, 2+i)
		}
	}
}

func TestAcceptedRenewalCanBeRenewed(t *testing.T) {
	var mu sync.Mutex
	refused := []string{"tok-1"}
	f := newFakeAPI(t, func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		h := refusing(refused...)
		mu.Unlock()
		h(w, r)
	})
	c := newTestClient(t, f)
	for range 2 {
		if _, err := c.Shipments.Get(background(t), 1); err != nil {
			t.Fatal(err)
		}
		mu.Lock()
		refused = append(refused, "tok-2")
		mu.Unlock()
	}
	if tokens, _ := f.count(); tokens != 3 {
		t.Errorf("%d token requests, want 3", tokens)
	}
}

func TestManyRefusedCallsRenewOnce(t *testing.T) {
	f := newFakeAPI(t, refusing("tok-1"))
	c := newTestClient(t, f)
	var wg sync.WaitGroup
	for range 20 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			if _, err := c.Shipments.Get(background(t), 1); err != nil {
				t.Error(err)
			}
		}()
	}
	wg.Wait()
	if tokens, _ := f.count(); tokens != 2 {
		t.Errorf("%d token requests, want 2", tokens)
	}
}

func TestTokenErrors(t *testing.T) {
	tests := []struct{ name, answer, want string }{
		{"refused", `401{"error":"access_denied","error_description":"s3cr3t/+value is wrong"}`, `acme: token request: POST /oauth/token: 401 Unauthorized: [redacted] is wrong (code access_denied)`},
		{"html", `200<html>s3cr3t/+value</html>`, `acme: token request: POST /oauth/token: 200 OK: the answer has no token at "access_token"`},
		{"elsewhere", `{"token":"tok"}`, `acme: token request: POST /oauth/token: 200 OK: the answer has no token at "access_token"`},
		{"not text", `{"access_token":{"a":1}}`, `acme: token request: POST /oauth/token: 200 OK: the answer has no token at "access_token"`},
		{"broken", `503<h1>busy s3cr3t%2F%2Bvalue</h1>`, `acme: token request: POST /oauth/token: 503 Service Unavailable: "<h1>busy [redacted]</h1>"`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := newFakeAPI(t, answers(oneShipment))
			f.token = answers(tt.answer)
			_, err := newTestClient(t, f).Shipments.Get(background(t), 1)
			wantError(t, err, tt.want)
			var apiErr *APIError
			if !errors.As(err, &apiErr) || apiErr.Operation != "Token" || strings.Contains(string(apiErr.Body), "s3cr3t") {
				t.Errorf("not a token's APIError without secrets: %#v", apiErr)
			}
			if tokens, calls := f.count(); tokens != 1 || calls != 0 {
				t.Errorf("%d token requests and %d calls, want 1 and 0", tokens, calls)
			}
		})
	}
}

func TestTokenLimit(t *testing.T) {
	f := newFakeAPI(t, answers(oneShipment))
	f.token = answers(`500{}`)
	store := NewFileTokenStore(filepath.Join(t.TempDir(), "tokens.json"))
	start := time.Now()
	for i := range 12 {
		c := newTestClient(t, f, WithTokenStore(store)) // as a program that is started again and again
		_, err := c.Shipments.Get(background(t), 1)
		var limit *TokenLimitError
		if errors.As(err, &limit) != (i >= 10) || errors.Is(err, ErrTokenLimit) != (i >= 10) {
			t.Fatalf("request %d: %v", i+1, err)
		}
		if limit != nil {
			if limit.Limit != 10 || limit.Per != 24*time.Hour || limit.Until.Sub(start) < 23*time.Hour || limit.Until.Sub(start) > 24*time.Hour+time.Minute {
				t.Errorf("limit %+v", limit)
			}
			want := "acme: no more token requests allowed: 10 in 24h0m0s were made, the next is possible at " +
				limit.Until.UTC().Format(time.RFC3339) + ": keep tokens with WithTokenStore"
			wantError(t, err, want)
		}
	}
	if tokens, _ := f.count(); tokens != 10 {
		t.Errorf("the host saw %d token requests, want 10", tokens)
	}
}

func TestUnsentTokenRequestIsNotCounted(t *testing.T) {
	gone := httptest.NewServer(nil)
	gone.Close()
	store := NewFileTokenStore(filepath.Join(t.TempDir(), "tokens.json"))
	c, err := New(testCredentials, WithBaseURL(gone.URL), WithTokenStore(store), quick)
	if err != nil {
		t.Fatal(err)
	}
	for range 12 {
		_, err := c.Shipments.Get(background(t), 1)
		if err == nil || errors.Is(err, ErrTokenLimit) || !strings.HasPrefix(err.Error(), "acme: Token: POST /oauth/token: dial tcp") {
			t.Fatalf("error %v", err)
		}
	}
}

func TestFileStoreAcrossClients(t *testing.T) {
	f := newFakeAPI(t, answers(oneShipment))
	f.token = func(w http.ResponseWriter, r *http.Request) {
		time.Sleep(50 * time.Millisecond)
		_, _ = io.WriteString(w, `{"access_token":"tok-`+r.Form.Get("n")+`","expires_in":86400}`)
	}
	path := filepath.Join(t.TempDir(), "sub", "tokens.json")
	var wg sync.WaitGroup
	for range 5 {
		c := newTestClient(t, f, WithTokenStore(NewFileTokenStore(path)))
		wg.Add(1)
		go func() {
			defer wg.Done()
			if _, err := c.Shipments.Get(background(t), 1); err != nil {
				t.Error(err)
			}
		}()
	}
	wg.Wait()
	if tokens, calls := f.count(); tokens != 1 || calls != 5 {
		t.Errorf("%d token requests and %d calls of five clients, want 1 and 5", tokens, calls)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file is %v, %v", info.Mode(), err)
	}
	left, err := filepath.Glob(filepath.Join(filepath.Dir(path), "*"))
	if diff := cmp.Diff([]string{path}, left); diff != "" || err != nil {
		t.Errorf("files left (-want +got):\n%s%v", diff, err)
	}
	data, err := os.ReadFile(path)
	if err != nil || strings.Contains(string(data), "s3cr3t") || strings.Contains(string(data), "id-1") || !strings.Contains(string(data), "tok-1") {
		t.Errorf("the file holds %s, %v", data, err)
	}
	other := testCredentials
	other.ClientID = "id-2"
	c, err := New(other, WithBaseURL(f.URL), WithTokenStore(NewFileTokenStore(path)))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Shipments.Get(background(t), 1); err != nil {
		t.Fatal(err)
	}
	if tokens, _ := f.count(); tokens != 2 {
		t.Errorf("%d token requests for two credentials, want 2", tokens)
	}
	var stored map[string]StoredToken
	data, _ = os.ReadFile(path) // an error leaves stored empty
	if err := json.Unmarshal(data, &stored); err != nil || len(stored) != 2 {
		t.Errorf("%d tokens stored, %v", len(stored), err)
	}
}

func TestFileStoreErrors(t *testing.T) {
	f := newFakeAPI(t, answers(oneShipment))
	path := filepath.Join(t.TempDir(), "tokens.json")
	if err := os.WriteFile(path, []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	c := newTestClient(t, f, WithTokenStore(NewFileTokenStore(path)))
	_, err := c.Shipments.Get(background(t), 1)
	wantError(t, err, "acme: token store: "+path+": unexpected end of JSON input")
	if tokens, _ := f.count(); tokens != 0 {
		t.Error("a token was asked for that cannot be counted")
	}
}

func TestLocks(t *testing.T) {
	s := fileStore{filepath.Join(t.TempDir(), "tokens.json")}
	unlock, err := s.Lock(background(t), "0123456789")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 60*time.Millisecond)
	defer cancel()
	if _, err := s.Lock(ctx, "0123456789"); err == nil || err.Error() != "waiting for "+s.path+".01234567.lock: context deadline exceeded" {
		t.Errorf("a second lock: %v", err)
	}
	old := time.Now().Add(-2 * lockStale)
	if err := os.Chtimes(s.path+".01234567.lock", old, old); err != nil {
		t.Fatal(err)
	}
	again, err := s.Lock(background(t), "0123456789") // of an owner that died
	if err != nil {
		t.Fatal(err)
	}
	unlock() // not its own any more
	if _, err := os.Stat(s.path + ".01234567.lock"); err != nil {
		t.Errorf("the lock of another was removed: %v", err)
	}
	again()
	if _, err := os.Stat(s.path + ".01234567.lock"); !os.IsNotExist(err) {
		t.Errorf("the lock was left: %v", err)
	}
}

func TestRefreshToken(t *testing.T) {
	f := newFakeAPI(t, answers(oneShipment))
	var bodies []string
	f.token = func(w http.ResponseWriter, r *http.Request) {
		bodies = append(bodies, r.Form.Get("body"))
		if len(bodies) == 3 {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		fmt.Fprintf(w, `{"access_token":"tok-%d","refresh_token":"ref-%d","expires_in":0.02}`, len(bodies), len(bodies))
	}
	changed := api
	changed.auth = append([]authMethod(nil), api.auth...)
	token := *api.auth[0].token
	token.refreshPath = "refresh_token"
	changed.auth[0].token = &token
	c, err := newOf(&changed, testCredentials, []Option{WithBaseURL(f.URL)})
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		if _, err := c.Shipments.Get(background(t), 1); err != nil {
			t.Fatal(err)
		}
		time.Sleep(30 * time.Millisecond)
	}
	full := `{"client_id":"id-1","client_secret":"s3cr3t/+value","audience":"https://api.acme.example","grant_type":"client_credentials"}`
	refresh := `{"client_id":"id-1","client_secret":"s3cr3t/+value","grant_type":"refresh_token","refresh_token":"ref-%d"}`
	want := []string{full, fmt.Sprintf(refresh, 1), fmt.Sprintf(refresh, 2), full}
	if diff := cmp.Diff(want, bodies); diff != "" {
		t.Errorf("token requests (-want +got):\n%s", diff)
	}
}

func TestTokenThatCannotBeRenewedIsUsedToTheEnd(t *testing.T) {
	f := newFakeAPI(t, answers(oneShipment))
	f.token = answers(`{"access_token":"tok","expires_in":1.5}`, `500`)
	c := newTestClient(t, f)
	start := time.Now()
	for time.Since(start) < 1200*time.Millisecond {
		if _, err := c.Shipments.Get(background(t), 1); err != nil {
			t.Fatalf("after %v: %v", time.Since(start), err)
		}
		time.Sleep(20 * time.Millisecond)
	}
	if tokens, _ := f.count(); tokens < 2 || tokens > 6 {
		t.Errorf("%d token requests, want a few", tokens)
	}
	time.Sleep(400 * time.Millisecond)
	if _, err := c.Shipments.Get(background(t), 1); err == nil {
		t.Error("an expired token was used")
	}
}

func TestNoGoroutinesAreLeft(t *testing.T) {
	before := runtime.NumGoroutine()
	f := newFakeAPI(t, answers(oneShipment, "500", oneShipment))
	transport := &http.Transport{}
	c := newTestClient(t, f, WithHTTPClient(&http.Client{Transport: transport}))
	for range 20 {
		_, _ = c.Shipments.Get(background(t), 1) // errors are looked at elsewhere
		if d, err := c.Documents.Download(background(t), "x"); err == nil {
			if err := d.Close(); err != nil {
				t.Error(err)
			}
		}
	}
	transport.CloseIdleConnections()
	f.Close()
	for range 100 {
		if runtime.NumGoroutine() <= before {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Errorf("%d goroutines, %d before", runtime.NumGoroutine(), before)
}

func TestTokenSource(t *testing.T) {
	f := newFakeAPI(t, refusing("mine-1"))
	n := 0
	c, err := New(Credentials{}, WithBaseURL(f.URL), WithTokenSource(func(context.Context) (string, error) {
		n++
		return fmt.Sprintf("mine-%d", n), nil
	}))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Shipments.Get(background(t), 1); err != nil {
		t.Fatal(err)
	}
	if tokens, calls := f.count(); tokens != 0 || calls != 2 || n != 2 {
		t.Errorf("%d token requests, %d calls, %d tokens from the source, want 0, 2, 2", tokens, calls, n)
	}

	same, err := New(Credentials{}, WithBaseURL(f.URL), WithTokenSource(func(context.Context) (string, error) { return "mine-1", nil }))
	if err != nil {
		t.Fatal(err)
	}
	_, err = same.Shipments.Get(background(t), 1)
	wantError(t, err, "acme: Shipments.Get: GET /shipments/1: 401 Unauthorized: token [redacted] is revoked (code unauthorized)")
	if _, calls := f.count(); calls != 3 {
		t.Errorf("%d calls, want 3: a token that was refused is not sent again", calls)
	}

	broken, err := New(Credentials{}, WithBaseURL(f.URL), WithTokenSource(func(context.Context) (string, error) { return "", errors.New("not logged in") }))
	if err != nil {
		t.Fatal(err)
	}
	_, err = broken.Shipments.Get(background(t), 1)
	wantError(t, err, "acme: token source: not logged in")
}

func TestMissingCredentials(t *testing.T) {
	tests := []struct {
		in   Credentials
		want string
	}{
		{Credentials{}, "acme: missing credentials: Client secret, Client ID"},
		{Credentials{ClientID: "x"}, "acme: missing credentials: Client secret"},
		{Credentials{Password: "x"}, "acme: missing credentials: User name"},
	}
	for _, tt := range tests {
		_, err := New(tt.in)
		wantError(t, err, tt.want)
	}
	for _, good := range []Credentials{testCredentials, {APIKey: "k"}, {Username: "u"}} {
		if _, err := New(good); err != nil {
			t.Error(err)
		}
	}
}

func TestOtherCredentials(t *testing.T) {
	f := newFakeAPI(t, answers(`{"data":{"id":1}}`))
	c, err := New(Credentials{APIKey: "key/1;x"}, WithBaseURL(f.URL))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Shipments.Get(background(t), 1); err != nil {
		t.Fatal(err)
	}
	if r, _ := f.last(); r.URL.RawQuery != "api_key=key%2F1%3Bx" || r.Header.Get("Cookie") != "k=key/1%3Bx" {
		t.Errorf("query %q, cookie %q", r.URL.RawQuery, r.Header.Get("Cookie"))
	}
	if c, err = New(Credentials{Username: "u", Password: "p:w"}, WithBaseURL(f.URL)); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Shipments.Get(background(t), 1); err != nil {
		t.Fatal(err)
	}
	r, _ := f.last()
	if user, password, _ := r.BasicAuth(); user != "u" || password != "p:w" {
		t.Errorf("basic auth %q %q", user, password)
	}
}

func TestSecurityOfOperation(t *testing.T) {
	f := newFakeAPI(t, answers(`"public" {`))
	credentials := testCredentials
	c := newTestClient(t, f)
	_, err := c.Bookings.Search(background(t), &BookingsSearchParams{})
	wantError(t, err, "acme: Bookings.Search: needs the credentials of User name and password, or OAuth 2 (client credentials) and API key")
	if text, err := c.Bookings.Public(background(t)); err != nil || text != `"public" {` {
		t.Errorf("public: %q, %v", text, err)
	}
	if r, _ := f.last(); r.Header.Get("Authorization") != "" {
		t.Error("credentials were sent where none are needed")
	}
	credentials.APIKey = "key1"
	f = newFakeAPI(t, answers(`{}`))
	if c, err = New(credentials, WithBaseURL(f.URL)); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Bookings.Search(background(t), &BookingsSearchParams{Q: "x"}); err != nil {
		t.Fatal(err)
	}
	if r, _ := f.last(); r.Header.Get("Authorization") != "Bearer tok-1" || r.URL.RawQuery != "q=x&list=&api_key=key1" {
		t.Errorf("sent %q and %q", r.Header.Get("Authorization"), r.URL.RawQuery)
	}
}

func TestCredentialsDoNotPrint(t *testing.T) {
	var log strings.Builder
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "credentials", testCredentials)
	for _, text := range []string{
		fmt.Sprint(testCredentials), fmt.Sprintf("%+v", testCredentials), fmt.Sprintf("%#v", testCredentials), log.String(),
		fmt.Sprintf("%v %+v %#v", StoredToken{AccessToken: "s3cr3t"}, StoredToken{AccessToken: "s3cr3t"}, StoredToken{RefreshToken: "s3cr3t"}),
	} {
		if strings.Contains(text, "s3cr3t") {
			t.Errorf("printed %s", text)
		}
	}
	want := `{Client secret: [redacted], Client ID: "id-1", Scope: "", Grant type: "", Token key: "", Audience: "", API key: "", User name: "", Password: ""}`
	if got := testCredentials.String(); got != want {
		t.Errorf("printed %s, want %s", got, want)
	}
}
