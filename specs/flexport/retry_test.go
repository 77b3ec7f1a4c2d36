package flexport_test

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/connectorgen/connectorgen/generated/flexport"
)

// A refused token is replaced once, and the call made again.
func TestRefusedToken(t *testing.T) {
	t.Parallel()
	api := newAPI(t)
	api.handle("GET /shipments/{id}", func(w http.ResponseWriter, r *http.Request) {
		if r.PathValue("id") == "2" || r.Header.Get("Authorization") == "Bearer "+accessToken {
			http.Error(w, "{}", http.StatusUnauthorized)
			return
		}
		write(w, envelope(`{"id":1}`))
	})
	client := api.client(t)
	s, err := client.Shipments.Get(t.Context(), 1)
	if err != nil || s.ID != 1 {
		t.Errorf("got %v, %v", s, err)
	}
	if tokens, requests := len(api.tokenRequests()), len(api.received()); tokens != 2 || requests != 2 {
		t.Errorf("%d tokens, %d requests, want 2 and 2", tokens, requests)
	}
	var apiErr *flexport.APIError
	for range 5 { // something else than the token is refused: no tokens are wasted on it
		if _, err := client.Shipments.Get(t.Context(), 2); !errors.As(err, &apiErr) || apiErr.StatusCode != http.StatusUnauthorized {
			t.Errorf("got %v", err)
		}
	}
	if tokens := len(api.tokenRequests()); tokens > 3 {
		t.Errorf("%d tokens, want 3 at most", tokens)
	}
}

// What is safe to repeat is repeated, after the time that the server asks for.
func TestRetryAfter(t *testing.T) {
	t.Parallel()
	api := newAPI(t)
	tries := 0
	api.handle("GET /shipments/1", func(w http.ResponseWriter, _ *http.Request) {
		if tries++; tries == 1 {
			w.Header().Set("Retry-After", "1")
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		write(w, envelope(`{"id":1}`))
	})
	s, err := api.client(t).Shipments.Get(t.Context(), 1)
	if err != nil || s.ID != 1 {
		t.Fatalf("got %v, %v", s, err)
	}
	got := api.received()
	if len(got) != 2 {
		t.Fatalf("%d requests, want 2", len(got))
	}
	if wait := got[1].at.Sub(got[0].at); wait < time.Second || wait > 10*time.Second {
		t.Errorf("the second came after %v", wait)
	}
}

// A wait that would outlast the context is not begun.
func TestRetryWithinContext(t *testing.T) {
	t.Parallel()
	api := newAPI(t)
	api.failing("GET /shipments/1", http.StatusServiceUnavailable, "", "Retry-After", "60")
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	start := time.Now()
	_, err := api.client(t).Shipments.Get(ctx, 1)
	var apiErr *flexport.APIError
	if !errors.As(err, &apiErr) || apiErr.StatusCode != http.StatusServiceUnavailable || apiErr.RetryAfter != time.Minute {
		t.Errorf("got %v", err)
	}
	if took := time.Since(start); took > 10*time.Second || len(api.received()) != 1 {
		t.Errorf("%d requests in %v", len(api.received()), took)
	}
}

// What creates or changes is sent once, unless it has an idempotency key.
func TestNoSecondPost(t *testing.T) {
	t.Parallel()
	api := newAPI(t)
	api.failing("POST /network/companies", http.StatusServiceUnavailable, "", "Retry-After", "0")
	api.failing("PATCH /network/companies/9", http.StatusServiceUnavailable, "", "Retry-After", "0")
	client := api.client(t, flexport.WithRetryPolicy(flexport.RetryPolicy{MinWait: time.Millisecond}))
	for name, try := range map[string]func(...flexport.CallOption) error{
		"create": func(opts ...flexport.CallOption) error {
			_, err := client.Companies.Create(t.Context(), &flexport.CreateCompany{Name: "x"}, opts...)
			return err
		},
		"update": func(opts ...flexport.CallOption) error {
			_, err := client.Companies.Update(t.Context(), "9", &flexport.UpdateCompany{}, opts...)
			return err
		},
	} {
		before := len(api.received())
		if err := try(); err == nil {
			t.Errorf("%s: no error", name)
		}
		if n := len(api.received()) - before; n != 1 {
			t.Errorf("%s: %d requests, want 1", name, n)
		}
		if err := try(flexport.WithIdempotencyKey("k")); err == nil {
			t.Errorf("%s: no error", name)
		}
		if n := len(api.received()) - before; n != 1+3 {
			t.Errorf("%s: %d requests, want 1, and 3 with a key", name, n)
		}
	}
}
