package client

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

func TestRetryAfterIsHonoured(t *testing.T) {
	var times []time.Time
	f := newFakeAPI(t, func(w http.ResponseWriter, _ *http.Request) {
		if times = append(times, time.Now()); len(times) == 1 {
			w.Header().Set("Retry-After", "1")
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		_, _ = io.WriteString(w, oneShipment)
	})
	var log bytes.Buffer
	c := newTestClient(t, f, WithLogger(slog.New(slog.NewTextHandler(&log, nil))))
	if _, err := c.Shipments.Get(background(t), 1); err != nil {
		t.Fatal(err)
	}
	if len(times) != 2 || times[1].Sub(times[0]) < time.Second {
		t.Errorf("tries at %v, want two, a second apart", times)
	}
	if !strings.Contains(log.String(), `level=WARN msg="repeating a request" operation=Shipments.Get attempt=1 wait=1s error="acme: Shipments.Get: GET /shipments/1: 503`) {
		t.Errorf("logged %s", log.String())
	}
}

func TestRetryAfterDate(t *testing.T) {
	c := newTestClient(t, newFakeAPI(t, answers("{}")))
	for value, want := range map[string]time.Duration{
		"2": 2 * time.Second, "0.5": 500 * time.Millisecond, "-1": 0, "soon": 0, "": 0, "1e300": 0,
		time.Now().Add(-time.Hour).UTC().Format(http.TimeFormat): 0,
	} {
		if got := c.core.retryAfter(http.Header{"Retry-After": {value}}); got != want {
			t.Errorf("%q is %v, want %v", value, got, want)
		}
	}
	date := time.Now().Add(time.Hour).UTC().Format(http.TimeFormat)
	if got := c.core.retryAfter(http.Header{"Retry-After": {date}}); got < 59*time.Minute || got > time.Hour {
		t.Errorf("%s is %v", date, got)
	}
}

func TestWhatIsRepeated(t *testing.T) {
	withKey := api
	withKey.retry.idempotencyHeader = "X-Key"
	get := func(c *Client) error { _, err := c.Shipments.Get(background(t), 1); return err }
	create := func(opts ...CallOption) func(c *Client) error {
		return func(c *Client) error {
			_, err := c.Bookings.Create(background(t), &CreateBooking{Name: "n"}, opts...)
			return err
		}
	}
	raw := func(r io.Reader) func(c *Client) error {
		return func(c *Client) error { return c.Documents.Raw(background(t), r) }
	}
	tests := []struct {
		name  string
		api   *spec
		first string
		call  func(*Client) error
		calls int
		fails bool
	}{
		{"GET 503", &api, "503", get, 3, true},
		{"GET 429", &api, "429", get, 3, true},
		{"GET 500", &api, "500", get, 1, true},
		{"GET 404", &api, "404", get, 1, true},
		{"POST 503", &api, "503", create(), 1, true},
		{"POST 503 with a key", &api, "503", create(WithIdempotencyKey("k")), 3, true},
		{"POST 503 where the API has keys", &withKey, "503", create(), 3, true},
		{"PUT of a reader that seeks", &api, "503", raw(strings.NewReader("abc")), 3, true},
		{"PUT of a reader that does not", &api, "503", raw(onlyReader{strings.NewReader("abc")}), 1, true},
		{"one attempt", &api, "503", func(c *Client) error {
			_, err := c.Shipments.Get(background(t), 1, WithRetryPolicy(RetryPolicy{MaxAttempts: 1}))
			return err
		}, 1, true},
		{"other statuses", &api, "500", func(c *Client) error {
			_, err := c.Shipments.Get(background(t), 1, WithRetryPolicy(RetryPolicy{Statuses: []int{500}, MaxAttempts: 2}))
			return err
		}, 2, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := newFakeAPI(t, answers(tt.first))
			c, err := newOf(tt.api, testCredentials, []Option{WithBaseURL(f.URL), quick})
			if err != nil {
				t.Fatal(err)
			}
			if err := tt.call(c); (err != nil) != tt.fails {
				t.Errorf("error %v", err)
			}
			if _, calls := f.count(); calls != tt.calls {
				t.Errorf("%d calls, want %d", calls, tt.calls)
			}
			for i := range f.bodies {
				if f.bodies[i] != f.bodies[0] || f.calls[i].Header.Get("X-Key") != f.calls[0].Header.Get("X-Key") || tt.api == &withKey && len(f.calls[i].Header.Get("X-Key")) != 32 {
					t.Errorf("try %d has body %q and key %q", i+1, f.bodies[i], f.calls[i].Header.Get("X-Key"))
				}
			}
		})
	}
}

func TestBrokenConnections(t *testing.T) {
	var n atomic.Int32
	f := newFakeAPI(t, func(w http.ResponseWriter, _ *http.Request) {
		switch n.Add(1) {
		case 1:
			panic(http.ErrAbortHandler) // before an answer
		case 2:
			w.Header().Set("Content-Length", "1000") // within one
			_, _ = io.WriteString(w, oneShipment[:20])
			w.(http.Flusher).Flush()
			panic(http.ErrAbortHandler)
		}
		_, _ = io.WriteString(w, oneShipment)
	})
	c := newTestClient(t, f)
	if _, err := c.Shipments.Get(background(t), 1); err != nil {
		t.Fatal(err)
	}
	if n.Load() != 3 {
		t.Errorf("%d tries, want 3", n.Load())
	}
	n.Store(0)
	_, err := c.Bookings.Create(background(t), &CreateBooking{})
	if err == nil || n.Load() != 1 {
		t.Errorf("a POST was sent %d times, %v", n.Load(), err)
	}
}

func TestContextBounds(t *testing.T) {
	f := newFakeAPI(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/shipments/2" {
			select {
			case <-r.Context().Done():
			case <-time.After(10 * time.Second):
			}
			return
		}
		w.Header().Set("Retry-After", "60")
		w.WriteHeader(http.StatusServiceUnavailable)
	})
	c := newTestClient(t, f)
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	start := time.Now()
	_, err := c.Shipments.Get(ctx, 1)
	var apiErr *APIError
	if !errors.As(err, &apiErr) || apiErr.RetryAfter != time.Minute || time.Since(start) > 2*time.Second {
		t.Errorf("a wait beyond the deadline: %v after %v", err, time.Since(start))
	}
	short, cancelShort := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancelShort()
	_, err = c.Shipments.Get(short, 2)
	if !errors.Is(err, context.DeadlineExceeded) || err.Error() != "acme: Shipments.Get: GET /shipments/2: context deadline exceeded" {
		t.Errorf("error %v", err)
	}
	stopped, stop := context.WithCancel(context.Background())
	time.AfterFunc(100*time.Millisecond, stop)
	_, err = c.Shipments.Get(stopped, 1) // while it waits
	if !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
	_, err = c.Shipments.Get(background(t), 1, WithRetryPolicy(RetryPolicy{MaxRetryAfter: time.Second}))
	if !errors.As(err, &apiErr) {
		t.Errorf("error %v", err)
	}
	if time.Since(start) > 5*time.Second {
		t.Errorf("took %v", time.Since(start))
	}
}

func TestRateLimit(t *testing.T) {
	f := newFakeAPI(t, answers(`{}`))
	c := newTestClient(t, f, WithRateLimit(20))
	start := time.Now()
	for range 5 {
		if err := c.Shipments.Delete(background(t), 1); err != nil {
			t.Fatal(err)
		}
	}
	if took := time.Since(start); took < 250*time.Millisecond { // with the token request, six
		t.Errorf("six requests took %v, want 250ms", took)
	}
	slow := newTestClient(t, f, WithRateLimit(0.01))
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	start = time.Now()
	if err := slow.Shipments.Delete(ctx, 1); !errors.Is(err, context.DeadlineExceeded) || time.Since(start) > 900*time.Millisecond {
		t.Errorf("error %v after %v", err, time.Since(start))
	}
}

func TestBackoffGrows(t *testing.T) {
	c := newTestClient(t, newFakeAPI(t, answers("{}")))
	o := &outgoing{op: &opShipmentsGet, cfg: &callConfig{}, repeat: true}
	p := RetryPolicy{MinWait: 100 * time.Millisecond, MaxWait: 300 * time.Millisecond}.or(usualRetries)
	p.MaxAttempts = 10
	for n, most := range map[int]time.Duration{1: 100 * time.Millisecond, 2: 200 * time.Millisecond, 3: 300 * time.Millisecond, 9: 300 * time.Millisecond} {
		for range 20 {
			if wait, again := c.core.wait(context.Background(), o, p, n, nil, io.EOF); !again || wait < most/2 || wait > most {
				t.Fatalf("after try %d it waits %v, want %v to %v", n, wait, most/2, most)
			}
		}
	}
}
