package flexport_test

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/connectorgen/connectorgen/generated/flexport"
)

// A recording is an answer of the real API.
type recording struct {
	File, Method, Path, Template, Query string
	body                                []byte
}

// shared is the folder of third-party data, "" if it is not here.
func shared(t *testing.T) string {
	t.Helper()
	dir := os.Getenv("CONNECTORGEN_SHARED")
	if dir == "" {
		return ""
	}
	if _, err := os.Stat(dir); errors.Is(err, fs.ErrNotExist) {
		t.Fatalf("CONNECTORGEN_SHARED names %s, which does not exist", dir)
	}
	return filepath.Join(dir, "flexport")
}

const notHere = "CONNECTORGEN_SHARED is not set: the folder of published documents and recorded answers is not here"

// recordings are the recorded answers; none if they are not here.
func recordings(t *testing.T) (list []recording) {
	t.Helper()
	if shared(t) == "" {
		return nil
	}
	dir := filepath.Join(shared(t), "recorded")
	index, err := os.ReadFile(filepath.Join(dir, "index.json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(index, &list); err != nil {
		t.Fatal(err)
	}
	if len(list) == 0 {
		t.Fatal("the index names no recording")
	}
	for i := range list {
		if list[i].body, err = os.ReadFile(filepath.Join(dir, list[i].File)); err != nil {
			t.Fatal(err)
		}
	}
	return list
}

// TestRecordedAnswers sends every recorded answer through the client, from a
// server on this machine, encodes what came out again, and names every leaf that
// is missing or changed.
func TestRecordedAnswers(t *testing.T) {
	t.Parallel()
	list := recordings(t)
	if list == nil {
		t.Skip(notHere)
	}
	for _, r := range list {
		t.Run(strings.TrimSuffix(r.File, ".json"), func(t *testing.T) {
			t.Parallel()
			call, ok := calls[r.Method+" "+r.Template]
			if !ok {
				t.Fatalf("no method for %s %s", r.Method, r.Template)
			}
			api := newAPI(t)
			api.handle(r.Path, func(w http.ResponseWriter, req *http.Request) {
				if query, _ := url.QueryUnescape(req.URL.RawQuery); query != r.Query {
					t.Errorf("query %q, want %q", query, r.Query)
				}
				w.Header().Set("Content-Type", "application/json; charset=utf-8")
				write(w, string(r.body))
			})
			var opts []flexport.CallOption
			for _, pair := range strings.FieldsFunc(r.Query, func(c rune) bool { return c == '&' }) {
				name, value, _ := strings.Cut(pair, "=")
				opts = append(opts, flexport.WithQuery(name, value))
			}
			id := r.Path[strings.LastIndexByte(r.Path, '/')+1:]
			for _, lost := range roundTrip(t, call, api.client(t), id, r.body, opts) {
				t.Error(lost)
			}
		})
	}
}

// roundTrip makes a call that is answered with want, encodes what comes out, and
// names what is lost.
func roundTrip(t *testing.T, call call, client *flexport.Client, id string, want []byte, opts []flexport.CallOption) []string {
	t.Helper()
	var response flexport.Response
	payload, at, err := call(t.Context(), client, id, append(opts, flexport.WithResponse(&response)))
	if err != nil {
		return []string{err.Error()}
	}
	encoded, err := json.Marshal(payload)
	if err != nil {
		return []string{err.Error()}
	}
	got := put(decode(t, response.Envelope), at, decode(t, encoded))
	return losses(decode(t, want), got, "")
}

// A transport answers requests without a network.
type transport func(*http.Request) *http.Response

func (f transport) RoundTrip(r *http.Request) (*http.Response, error) { return f(r), nil }

// answering returns a client whose every call is answered with what body returns.
func answering(t *testing.T, body func() []byte) *flexport.Client {
	t.Helper()
	client, err := flexport.New(flexport.Credentials{},
		flexport.WithTokenSource(func(context.Context) (string, error) { return accessToken, nil }),
		flexport.WithHTTPClient(&http.Client{Transport: transport(func(*http.Request) *http.Response {
			return jsonResponse(body())
		})}))
	if err != nil {
		t.Fatal(err)
	}
	return client
}
