package serve_test

import (
	"bufio"
	"context"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/connectorgen/connectorgen/generator/internal/serve"
)

// start serves h until the test ends, and returns the address.
func start(t *testing.T, h http.Handler) (addr string, stop func() error) {
	t.Helper()
	l, err := serve.Listen(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- serve.Serve(ctx, l, h) }()
	t.Cleanup(cancel)
	return l.Addr().String(), func() error {
		cancel()
		return <-ended
	}
}

func ask(t *testing.T, method, url, host string) *http.Response {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Host = host
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = answer.Body.Close() })
	return answer
}

func TestGuard(t *testing.T) {
	live := serve.NewLive()
	live.Show([]byte("the page"), "1")
	addr, _ := start(t, live)
	for _, c := range []struct {
		method, path, host string
		status             int
		body               string
	}{
		{"GET", "/", addr, 200, "the page"},
		{"GET", "/", "localhost:1", 200, "the page"},
		{"GET", "/", "[::1]", 200, "the page"},
		{"HEAD", "/", "127.0.0.1", 200, ""},
		{"HEAD", "/events", "127.0.0.1", 200, ""},
		{"GET", "/other", addr, 404, "404 page not found\n"},
		{"GET", "/", "evil.example", 421, "this is for the machine that it runs on: use 127.0.0.1\n"},
		{"GET", "/", "127.0.0.1.evil.example:80", 421, "this is for the machine that it runs on: use 127.0.0.1\n"},
		{"GET", "/events", "192.168.0.1", 421, "this is for the machine that it runs on: use 127.0.0.1\n"},
		{"POST", "/", addr, 405, "only GET and HEAD are answered\n"},
	} {
		answer := ask(t, c.method, "http://"+addr+c.path, c.host)
		body, err := io.ReadAll(answer.Body)
		if err != nil {
			t.Fatal(err)
		}
		if answer.StatusCode != c.status || string(body) != c.body {
			t.Errorf("%s %s of %s: %d %q, want %d %q", c.method, c.path, c.host, answer.StatusCode, body, c.status, c.body)
		}
		for name, want := range map[string]string{
			"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "Cross-Origin-Resource-Policy": "same-origin",
			"Content-Security-Policy": "frame-ancestors 'none'",
		} {
			if got := answer.Header.Get(name); got != want {
				t.Errorf("%s %s: %s is %q, want %q", c.method, c.path, name, got, want)
			}
		}
	}
}

func TestListenRefuses(t *testing.T) {
	taken, _ := start(t, serve.NewLive())
	want := map[string]string{
		"0.0.0.0:0":      `"0.0.0.0:0" is not an address of this machine alone: use 127.0.0.1:PORT`,
		":8080":          `":8080" is not an address of this machine alone: use 127.0.0.1:PORT`,
		"8080":           `"8080" is no address: use HOST:PORT, such as 127.0.0.1:0`,
		"example.com:80": `"example.com:80" is not an address of this machine alone: use 127.0.0.1:PORT`,
		taken:            taken + " cannot be listened on: bind: address already in use; use another port, or 0 for any that is free",
	}
	for addr, text := range want {
		_, err := serve.Listen(t.Context(), addr)
		if err == nil {
			t.Errorf("%s is listened on", addr)
		} else if diff := cmp.Diff(text, err.Error()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", addr, diff)
		}
	}
}

// TestEvents: whoever listens hears of the page that is there, of the next one, and
// is let go at the end.
func TestEvents(t *testing.T) {
	live := serve.NewLive()
	live.Show([]byte("one"), "1")
	addr, stop := start(t, live)
	answer := ask(t, "GET", "http://"+addr+"/events", addr)
	events := bufio.NewReader(answer.Body)
	next := func() string {
		t.Helper()
		line, err := events.ReadString('\n')
		if err != nil {
			t.Fatal(err)
		}
		if _, err := events.ReadString('\n'); err != nil {
			t.Fatal(err)
		}
		return strings.TrimSpace(line)
	}
	if got := next(); got != "data: 1" {
		t.Errorf("first event is %q", got)
	}
	live.Show([]byte("the same"), "1")
	live.Show([]byte("two"), "2")
	if got := next(); got != "data: 2" {
		t.Errorf("second event is %q", got)
	}
	if err := stop(); err != nil {
		t.Errorf("the end: %v", err)
	}
	if _, err := events.ReadString('\n'); err == nil {
		t.Error("the events go on after the end")
	}
}
