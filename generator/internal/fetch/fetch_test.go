package fetch_test

import (
	"compress/gzip"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/connectorgen/connectorgen/generator/internal/fetch"
)

const document = "openapi: 3.0.3\n"

// handler is a server that does what the path says.
func handler(elsewhere string) http.Handler {
	mux := http.NewServeMux()
	answer := func(path string, f func(w http.ResponseWriter, r *http.Request)) { mux.HandleFunc("GET "+path, f) }
	redirect := func(path, to string) {
		answer(path, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, to, http.StatusMovedPermanently) })
	}
	text := func(path, contentType, body string) {
		answer(path, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", contentType)
			_, _ = w.Write([]byte(body))
		})
	}
	text("/doc", "application/yaml", document)
	text("/named-page", "text/html; charset=utf-8", document)
	text("/page", "text/plain", "\ufeff\n<html>")
	text("/blank", "application/yaml", " \n\t")
	text("/large", "application/yaml", strings.Repeat("x", 1<<20+1))
	answer("/nothing", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
	answer("/odd", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(599) })
	answer("/denied", func(w http.ResponseWriter, _ *http.Request) { http.Error(w, document, http.StatusUnauthorized) })
	answer("/slow", func(w http.ResponseWriter, r *http.Request) {
		_, _ = w.Write([]byte(document))
		_ = http.NewResponseController(w).Flush()
		<-r.Context().Done()
		panic(http.ErrAbortHandler) // else the end could still arrive while the client hangs up
	})
	answer("/short", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "100")
		_, _ = w.Write([]byte(document))
	})
	answer("/bomb", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		z := gzip.NewWriter(w)
		for range 1 << 10 {
			_, _ = z.Write(make([]byte, 1<<20)) // a gigabyte in a megabyte
		}
		_ = z.Close()
	})
	answer("/headers", func(w http.ResponseWriter, r *http.Request) {
		for name := range r.Header {
			switch name {
			case "Accept", "User-Agent", "Accept-Encoding":
			default:
				w.WriteHeader(http.StatusTeapot)
			}
		}
		_, _ = w.Write([]byte(document))
	})
	redirect("/moved", "/doc?signed=secret")
	redirect("/asked", "/headers")
	redirect("/round", "/round")
	redirect("/http", elsewhere+"/doc?signed=secret")
	redirect("/file", "file:///etc/passwd")
	redirect("/user", "https://user:secret@example.com/")
	redirect("/metadata", "http://169.254.169.254/latest")
	return mux
}

// ask fetches path from the server through its own certificate.
func ask(server *httptest.Server, path string) (fetch.Document, error) {
	f := fetch.Fetcher{Transport: server.Client().Transport, Time: time.Second, Size: 1 << 20}
	return f.Get(context.Background(), server.URL+path)
}

func TestGet(t *testing.T) {
	plain := httptest.NewServer(handler(""))
	defer plain.Close()
	server := httptest.NewTLSServer(handler(plain.URL))
	defer server.Close()
	for path, want := range map[string]fetch.Document{
		"/doc":               {Data: []byte(document)},
		"/doc?key=secret":    {Data: []byte(document)},
		"/headers":           {Data: []byte(document)},
		"/moved":             {Data: []byte(document), From: server.URL + "/doc"},
		"/asked?key=secret#": {Data: []byte(document), From: server.URL + "/headers"},
	} {
		got, err := ask(server, path)
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Errorf("%s: %v (-want +got):\n%s", path, err, diff)
		}
	}
	if got, err := ask(plain, "/doc"); err != nil || string(got.Data) != document {
		t.Errorf("without TLS, on this machine: %q, %v", got.Data, err)
	}
}

func TestErrors(t *testing.T) {
	plain := httptest.NewServer(handler(""))
	defer plain.Close()
	server := httptest.NewTLSServer(handler(plain.URL))
	defer server.Close()
	for path, want := range map[string]string{
		"/gone":       "the server answered 404 Not Found",
		"/denied":     "the server answered 401 Unauthorized",
		"/odd":        "the server answered 599",
		"/nothing":    "the answer is empty",
		"/blank":      "the answer is empty",
		"/page":       "the answer is a web page, not a document",
		"/named-page": "the answer is a web page, not a document",
		"/large":      "it is larger than 1 MiB",
		"/bomb":       "it is larger than 1 MiB",
		"/slow":       "it did not come within 1s",
		"/short":      "unexpected EOF",
		"/round":      "it is redirected more than 5 times",
		"/http":       `it is redirected to "` + plain.URL + `/doc": only https is followed, without a user`,
		"/metadata":   `it is redirected to "http://169.254.169.254/latest": only https is followed, without a user`,
		"/file":       `it is redirected to "file:///etc/passwd": only https is followed, without a user`,
		"/user":       `it is redirected to "https://example.com/": only https is followed, without a user`,
	} {
		d, err := ask(server, path+"?key=secret")
		if err == nil || err.Error() != want || d.Data != nil {
			t.Errorf("%s: %q, error %v, want %s", path, d.Data, err, want)
		}
	}
}

// Nothing is asked of a URL that is refused as it stands.
func TestRefusedURLs(t *testing.T) {
	asked := errors.New("the network was asked")
	f := fetch.Fetcher{Transport: refusing{asked}, Time: time.Second, Size: 1}
	for url, want := range map[string]string{
		"http://example.com/a.yaml":          "anybody on the way could change what http:// brings",
		"http://127.0.0.1.example.com/":      "anybody on the way could change what http:// brings",
		"http://localhost.example.com/":      "anybody on the way could change what http:// brings",
		"http://169.254.169.254/":            "anybody on the way could change what http:// brings",
		"https://user@example.com/a.yaml":    "its URL must not hold a user name or password",
		"https:///a.yaml":                    "its URL has no host",
		"https://example.com/%zz":            "its URL is not a URL",
		"https://example.com/a b":            "its URL is not a URL",
		"gopher://example.com/":              "its URL must begin with https://",
		"file:///etc/passwd":                 "its URL must begin with https://",
		"https://example.com/reaches/it.yml": asked.Error(),
		"http://127.0.0.1:1/a":               asked.Error(),
		"http://[::1]:1/a":                   asked.Error(),
	} {
		_, err := f.Get(context.Background(), url)
		if err == nil || err.Error() != want {
			t.Errorf("%s: error %v, want %s", url, err, want)
		}
	}
}

type refusing struct{ err error }

func (r refusing) RoundTrip(*http.Request) (*http.Response, error) { return nil, r.err }

// A certificate that nobody vouches for is no https.
func TestCertificate(t *testing.T) {
	server := httptest.NewUnstartedServer(handler(""))
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.StartTLS()
	defer server.Close()
	f := fetch.Fetcher{Transport: &http.Transport{TLSClientConfig: &tls.Config{MinVersion: tls.VersionTLS12}}, Time: time.Minute, Size: 1 << 20}
	_, err := f.Get(context.Background(), server.URL+"/doc")
	if err == nil || !strings.HasPrefix(err.Error(), "tls: failed to verify certificate: ") {
		t.Errorf("error is %v", err)
	}
}

func TestInterrupt(t *testing.T) {
	server := httptest.NewServer(handler(""))
	defer server.Close()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := fetch.Default.Get(ctx, server.URL+"/slow"); err == nil || err.Error() != "it was interrupted" {
		t.Errorf("error is %v", err)
	}
}

func TestLabel(t *testing.T) {
	for url, want := range map[string]string{
		"https://example.com/a.yaml":                      "https://example.com/a.yaml",
		"https://user:secret@example.com/a.yaml?k=v#frag": "https://example.com/a.yaml",
		"https://example.com?":                            "https://example.com",
		"https://user:secret@%zz/":                        "https://...",
	} {
		if got := fetch.Label(url); got != want {
			t.Errorf("Label(%q) = %q, want %q", url, got, want)
		}
	}
}
