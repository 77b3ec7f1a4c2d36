package flexport_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/connectorgen/connectorgen/generated/flexport"
)

// One token is asked for, however many calls wait for it.
func TestOneTokenForManyCalls(t *testing.T) {
	t.Parallel()
	api := newAPI(t)
	api.answer("GET /shipments/{id}", envelope(`{"_object":"/shipment","id":7}`))
	client := api.client(t)
	var calls sync.WaitGroup
	for range 100 {
		calls.Go(func() {
			if s, err := client.Shipments.Get(t.Context(), 7); err != nil || s.ID != 7 {
				t.Errorf("got %v, %v", s, err)
			}
		})
	}
	calls.Wait()
	if n := len(api.tokenRequests()); n != 1 {
		t.Errorf("%d token requests, want 1", n)
	}
	if n := len(api.received()); n != 100 {
		t.Errorf("%d requests, want 100", n)
	}
}

// The token request is JSON with the credentials; a scope is sent if there is one.
func TestTokenRequest(t *testing.T) {
	t.Parallel()
	for _, scope := range []string{"", "read write"} {
		api := newAPI(t)
		api.answer("GET /network/me/companies", envelope(`{}`))
		client := api.clientOf(t, flexport.Credentials{ClientSecret: clientSecret, ClientID: "me", Scope: scope})
		if _, err := client.Companies.Me(t.Context()); err != nil {
			t.Fatal(err)
		}
		want := map[string]any{
			"client_id": "me", "client_secret": clientSecret,
			"audience": "https://api.flexport.com", "grant_type": "client_credentials",
		}
		if scope != "" {
			want["scope"] = scope
		}
		if diff := cmp.Diff([]map[string]any{want}, api.tokenRequests()); diff != "" {
			t.Errorf("scope %q: token requests (-want +got):\n%s", scope, diff)
		}
	}
}

// The credential fields say where the token stands and what is sent.
func TestTokenFields(t *testing.T) {
	t.Parallel()
	api := newAPI(t)
	api.tokenKey = "id_token"
	api.answer("GET /network/me/companies", envelope(`{"name":"mine"}`))
	credentials := flexport.Credentials{
		ClientSecret: clientSecret, ClientID: "me",
		ResponseTokenKey: "id_token", GrantType: "other", Audience: "https://example.com",
	}
	company, err := api.clientOf(t, credentials).Companies.Me(t.Context())
	if err != nil || company.Name != "mine" {
		t.Fatalf("got %v, %v", company, err)
	}
	if sent := api.tokenRequests()[0]; sent["grant_type"] != "other" || sent["audience"] != "https://example.com" {
		t.Errorf("sent %v", sent)
	}

	_, err = api.client(t).Companies.Me(t.Context())
	const want = `flexport: token request: POST /oauth/token: 200 OK: the answer has no token at "access_token"`
	if err == nil || err.Error() != want {
		t.Errorf("got error %v, want %s", err, want)
	}
}

// Everything that is missing is named at once, as the form names it.
func TestMissingCredentials(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		credentials flexport.Credentials
		want        string
	}{
		{flexport.Credentials{}, "flexport: missing credentials: Client secret, Client ID"},
		{flexport.Credentials{ClientID: "me"}, "flexport: missing credentials: Client secret"},
		{flexport.Credentials{ClientSecret: clientSecret}, "flexport: missing credentials: Client ID"},
	} {
		client, err := flexport.New(test.credentials)
		if client != nil || err == nil || err.Error() != test.want {
			t.Errorf("got %v, %v, want %s", client, err, test.want)
		}
	}
}

// The eleventh token request of a day is not sent.
func TestTokenLimit(t *testing.T) {
	t.Parallel()
	api := newAPI(t)
	api.mux.HandleFunc("GET /shipments/1", func(w http.ResponseWriter, _ *http.Request) {
		http.Error(w, "{}", http.StatusUnauthorized)
	})
	store := flexport.NewFileTokenStore(filepath.Join(t.TempDir(), "tokens"))
	var limit *flexport.TokenLimitError
	for run := range 12 { // each is a short run of a program whose token is refused
		_, err := api.client(t, flexport.WithTokenStore(store)).Shipments.Get(t.Context(), 1)
		var apiErr *flexport.APIError
		if !errors.As(err, &limit) && !errors.As(err, &apiErr) {
			t.Fatalf("run %d: %v", run, err)
		}
	}
	if n := len(api.tokenRequests()); n != 10 {
		t.Errorf("%d token requests, want 10", n)
	}
	if limit == nil {
		t.Fatal("the limit was not reported")
	}
	if !errors.Is(limit, flexport.ErrTokenLimit) || limit.Limit != 10 || limit.Per != 24*time.Hour ||
		time.Until(limit.Until) < 23*time.Hour || time.Until(limit.Until) > 24*time.Hour {
		t.Errorf("got %#v", limit)
	}
	want := "flexport: no more token requests allowed: 10 in 24h0m0s were made, the next is possible at " +
		limit.Until.UTC().Format(time.RFC3339) + ": keep tokens with WithTokenStore"
	if limit.Error() != want {
		t.Errorf("got error %s, want %s", limit, want)
	}
}

// A token is kept from one program to the next in a file that is its owner's alone.
func TestTokenKept(t *testing.T) {
	t.Parallel()
	api := newAPI(t)
	api.answer("GET /network/me/companies", envelope(`{}`))
	name := filepath.Join(t.TempDir(), "folder", "tokens")
	for range 2 {
		client := api.client(t, flexport.WithTokenStore(flexport.NewFileTokenStore(name)))
		if _, err := client.Companies.Me(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if n := len(api.tokenRequests()); n != 1 {
		t.Errorf("%d token requests, want 1", n)
	}
	info, err := os.Stat(name)
	if err != nil {
		t.Fatal(err)
	}
	if mode := info.Mode().Perm(); mode != 0o600 {
		t.Errorf("the file has mode %o", mode)
	}
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(text), accessToken) || strings.Contains(string(text), "hush") {
		t.Errorf("the file holds %s", text)
	}

	other := api.clientOf(t, flexport.Credentials{ClientSecret: clientSecret, ClientID: "me", Scope: "other"},
		flexport.WithTokenStore(flexport.NewFileTokenStore(name)))
	if _, err := other.Companies.Me(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := len(api.tokenRequests()); n != 2 {
		t.Errorf("%d token requests, want 2: other credentials have another token", n)
	}
}

// Neither printing, nor errors, nor the log show a secret.
func TestNoSecretShown(t *testing.T) {
	t.Parallel()
	api := newAPI(t)
	echo := func(w http.ResponseWriter, r *http.Request) { // a server that gives away what it got
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusBadRequest)
		text, _ := json.Marshal(map[string]any{"error": map[string]any{
			"code": clientSecret, "message": r.Header.Get("Authorization") + " " + r.RequestURI + clientSecret,
		}})
		write(w, string(text))
	}
	api.mux.HandleFunc("GET /shipments/{id}", echo)
	var log bytes.Buffer
	credentials := flexport.Credentials{ClientSecret: clientSecret, ClientID: "me"}
	logger := slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	client := api.clientOf(t, credentials, flexport.WithLogger(logger))
	_, err := client.Shipments.Get(t.Context(), 1, flexport.WithQuery("leak", clientSecret))
	var apiErr *flexport.APIError
	if !errors.As(err, &apiErr) {
		t.Fatal(err)
	}
	refused := api.clientOf(t, flexport.Credentials{ClientSecret: "wrong hush", ClientID: "me"})
	_, denied := refused.Shipments.Get(t.Context(), 1)
	if denied == nil {
		t.Fatal("wrong credentials were not refused")
	}
	logger.Info("credentials", "value", credentials, "pointer", &credentials)
	shown := map[string]string{
		"%v": fmt.Sprintf("%v", credentials), "%+v": fmt.Sprintf("%+v", credentials), "%#v": fmt.Sprintf("%#v", credentials),
		"pointer": fmt.Sprintf("%v %+v %#v", &credentials, &credentials, &credentials),
		"error":   err.Error(), "error %+v": fmt.Sprintf("%+v", err), "body": string(apiErr.Body),
		"fields": apiErr.Code + apiErr.Message + apiErr.Path, "log": log.String(), "token error": fmt.Sprintf("%v %+v", denied, denied),
	}
	for what, text := range shown {
		for _, secret := range []string{"hush", accessToken} {
			if strings.Contains(text, secret) {
				t.Errorf("%s shows %q: %s", what, secret, text)
			}
		}
	}
	if !strings.Contains(log.String(), "Shipments.Get") {
		t.Errorf("the log does not tell of the call: %s", log.String())
	}
}

// A caller that gives up does not stop the token request that others wait for.
func TestTokenOutlivesCaller(t *testing.T) {
	t.Parallel()
	api := newAPI(t)
	api.answer("GET /network/me/companies", envelope(`{}`))
	started, release := make(chan struct{}), make(chan struct{})
	slow := flexport.WithMiddleware(func(next http.RoundTripper) http.RoundTripper {
		return roundTripper(func(r *http.Request) (*http.Response, error) {
			if flexport.OperationName(r.Context()) == "Token" {
				close(started)
				<-release
			}
			return next.RoundTrip(r)
		})
	})
	client := api.client(t, slow)
	ctx, cancel := context.WithCancel(t.Context())
	gaveUp := make(chan error)
	go func() {
		_, err := client.Companies.Me(ctx)
		gaveUp <- err
	}()
	<-started
	cancel()
	if err := <-gaveUp; !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	close(release)
	if _, err := client.Companies.Me(t.Context()); err != nil {
		t.Error(err)
	}
	if n := len(api.tokenRequests()); n != 1 {
		t.Errorf("%d token requests, want 1", n)
	}
}

// A roundTripper is a function that is a transport.
type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }
