package flexport_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/connectorgen/connectorgen/generated/flexport"
)

// newPages has three pages of shipments, whose next links keep the filter.
func newPages(t *testing.T) *api {
	t.Helper()
	api := newAPI(t)
	api.handle("GET /shipments", func(w http.ResponseWriter, r *http.Request) {
		next := func(page string) string { return `"` + api.URL + `/shipments?f.sku=a%20b&page=` + page + `"` }
		switch r.URL.Query().Get("page") {
		case "", "1":
			write(w, pageOf(`[{"id":1},{"id":2}]`, next("2")))
		case "2":
			write(w, pageOf(`[]`, next("3"))) // an empty page is not the last one
		case "3":
			write(w, pageOf(`[{"id":3}]`, `null`))
		}
	})
	return api
}

var filtered = &flexport.ShipmentsListParams{SKU: "a b"}

// All goes over all pages, and stops where the caller does.
func TestAll(t *testing.T) {
	t.Parallel()
	api := newPages(t)
	client := api.client(t)
	var ids []int64
	for s, err := range client.Shipments.All(t.Context(), filtered) {
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, s.ID)
	}
	if diff := cmp.Diff([]int64{1, 2, 3}, ids); diff != "" {
		t.Errorf("items (-want +got):\n%s", diff)
	}
	var uris []string
	for _, r := range api.received() {
		uris = append(uris, r.uri)
	}
	want := []string{"/shipments?f.sku=a%20b", "/shipments?f.sku=a%20b&page=2", "/shipments?f.sku=a%20b&page=3"}
	if diff := cmp.Diff(want, uris); diff != "" {
		t.Errorf("requests (-want +got):\n%s", diff)
	}

	for _, err := range client.Shipments.All(t.Context(), filtered) {
		if err != nil {
			t.Error(err)
		}
		break
	}
	if n := len(api.received()); n != 4 {
		t.Errorf("%d requests, want 4: a page was fetched that nobody asked for", n)
	}
}

// A context that ends ends the iteration, with one error.
func TestAllStopsWithContext(t *testing.T) {
	t.Parallel()
	client := newPages(t).client(t)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var items int
	var failures []error
	for s, err := range client.Shipments.All(ctx, filtered) {
		if err != nil {
			failures = append(failures, err)
			if s != nil {
				t.Errorf("an item came with the error")
			}
			continue
		}
		items++
		cancel()
	}
	if items != 1 || len(failures) != 1 || !errors.Is(failures[0], context.Canceled) {
		t.Errorf("%d items, then %v", items, failures)
	}
}

// Next turns pages by hand, up to the last.
func TestNext(t *testing.T) {
	t.Parallel()
	api := newPages(t)
	page, err := api.client(t).Shipments.List(t.Context(), filtered)
	if err != nil {
		t.Fatal(err)
	}
	if page.Total != 3 || !page.HasNext() || page.NextURL != api.URL+"/shipments?f.sku=a%20b&page=2" || page.PrevURL != "" {
		t.Errorf("got %+v", page)
	}
	for range 2 {
		if page, err = page.Next(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if len(page.Items) != 1 || page.Items[0].ID != 3 || page.HasNext() {
		t.Errorf("got %+v", page)
	}
	if after, err := page.Next(t.Context()); after != nil || !errors.Is(err, flexport.ErrLastPage) {
		t.Errorf("got %v, %v after the last page", after, err)
	}
}

// A next link that leads in a circle ends in an error.
func TestAllInCircles(t *testing.T) {
	t.Parallel()
	api := newAPI(t)
	api.handle("GET /events", func(w http.ResponseWriter, _ *http.Request) {
		write(w, pageOf(`[{"id":1}]`, `"`+api.URL+`/events?page=2"`))
	})
	var failure error
	for _, err := range api.client(t).Events.All(t.Context(), nil) {
		failure = err
	}
	want := "flexport: Events.List: the next page is one that was here before: " + api.URL + "/events?page=2"
	if failure == nil || failure.Error() != want {
		t.Errorf("got %v, want %s", failure, want)
	}
}

// A link to another host gets nothing, least of all the token.
func TestForeignNextLink(t *testing.T) {
	t.Parallel()
	foreign := make(chan *http.Request, 10)
	elsewhere := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		foreign <- r
		write(w, pageOf(`[]`, `null`))
	}))
	defer elsewhere.Close()
	for _, link := range []string{
		elsewhere.URL + "/shipments?page=2",
		strings.Replace(elsewhere.URL, "http://", "http://user:pass@", 1) + "/shipments?page=2",
		strings.Replace(elsewhere.URL, "http:", "", 1) + "/shipments?page=2",
	} {
		api := newAPI(t)
		api.handle("GET /shipments", func(w http.ResponseWriter, _ *http.Request) { write(w, pageOf(`[{"id":1}]`, `"`+link+`"`)) })
		client := api.client(t)
		page, err := client.Shipments.List(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		want := "flexport: Shipments.List: flexport: " + elsewhere.URL + "/shipments is not the API's own host"
		var foreignErr *flexport.ForeignHostError
		if _, err = page.Next(t.Context()); !errors.As(err, &foreignErr) || !errors.Is(err, flexport.ErrForeignHost) || err.Error() != want {
			t.Errorf("%s: got %v, want %s", link, err, want)
		}
		var items int
		err = nil
		for s, failure := range client.Shipments.All(t.Context(), nil) {
			if err = failure; s != nil {
				items++
			}
		}
		if items != 1 || !errors.Is(err, flexport.ErrForeignHost) {
			t.Errorf("%s: %d items, then %v", link, items, err)
		}
		if err := client.Do(t.Context(), "GET", link, nil, nil); !errors.Is(err, flexport.ErrForeignHost) {
			t.Errorf("%s: Do gave %v", link, err)
		}
	}
	close(foreign)
	for r := range foreign {
		t.Errorf("%s %s was sent elsewhere, authorization %q", r.Method, r.URL, r.Header.Get("Authorization"))
	}
}

// A redirect to another host is not followed with the token.
func TestForeignRedirect(t *testing.T) {
	t.Parallel()
	elsewhere := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		t.Errorf("%s was sent elsewhere", r.URL)
	}))
	defer elsewhere.Close()
	api := newAPI(t)
	api.handle("GET /shipments/1", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, elsewhere.URL+"/shipments/1", http.StatusFound)
	})
	_, err := api.client(t).Shipments.Get(t.Context(), 1)
	if !errors.Is(err, flexport.ErrForeignHost) {
		t.Errorf("got %v", err)
	}
}
