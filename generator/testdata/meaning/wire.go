// Package wire writes down what a client sends, and what it makes of the answers.
package wire

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
)

// A Recorder is a server that writes down every request.
type Recorder struct {
	*httptest.Server

	mu      sync.Mutex
	out     strings.Builder
	answers []answer
}

type answer struct {
	status          int
	mediaType, body string
}

// New starts a server that answers {} with status 200, but for what Answer says.
func New() *Recorder {
	r := &Recorder{}
	r.Server = httptest.NewServer(r)
	return r
}

// Answer is what the next request gets that has no answer yet.
func (r *Recorder) Answer(status int, mediaType, body string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.answers = append(r.answers, answer{status, mediaType, body})
}

// JSON is what the next request gets with status 200.
func (r *Recorder) JSON(body string) { r.Answer(http.StatusOK, "application/json", body) }

// Show writes down values as JSON, and errors as they are.
func (r *Recorder) Show(values ...any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, v := range values {
		switch v := v.(type) {
		case nil:
		case error:
			fmt.Fprintf(&r.out, "error: %s\n", strings.ReplaceAll(v.Error(), r.URL, "http://server"))
		default:
			var b bytes.Buffer
			e := json.NewEncoder(&b)
			e.SetEscapeHTML(false)
			if err := e.Encode(v); err != nil {
				fmt.Fprintf(&b, "not JSON: %v\n", err)
			}
			fmt.Fprintf(&r.out, "%T %s", v, b.String())
		}
	}
}

// String is everything that was written down.
func (r *Recorder) String() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.out.String()
}

// usual are headers that say nothing about the document.
var usual = []string{"Accept", "Accept-Encoding", "Content-Length", "User-Agent"}

func (r *Recorder) ServeHTTP(w http.ResponseWriter, q *http.Request) {
	body, err := io.ReadAll(q.Body)
	r.mu.Lock()
	defer r.mu.Unlock()
	fmt.Fprintf(&r.out, "%s %s\n", q.Method, q.RequestURI)
	boundary := ""
	var names []string
	for name := range q.Header {
		if !slices.Contains(usual, name) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for _, name := range names {
		for _, value := range q.Header[name] {
			if _, params, err := mime.ParseMediaType(value); err == nil && name == "Content-Type" && params["boundary"] != "" {
				boundary = params["boundary"]
			}
			fmt.Fprintf(&r.out, "  %s: %s\n", name, r.plain(value, boundary))
		}
	}
	if err != nil {
		fmt.Fprintf(&r.out, "  reading the body: %v\n", err)
	}
	for line := range strings.Lines(r.plain(string(body), boundary)) {
		fmt.Fprintf(&r.out, "  | %s\n", strings.TrimRight(line, "\r\n"))
	}
	a := answer{http.StatusOK, "application/json", "{}"}
	if len(r.answers) > 0 {
		a, r.answers = r.answers[0], r.answers[1:]
	}
	w.Header().Set("Content-Type", a.mediaType)
	w.WriteHeader(a.status)
	_, _ = io.WriteString(w, a.body)
}

// plain is text without what differs from run to run or cannot be seen.
func (r *Recorder) plain(text, boundary string) string {
	if boundary != "" {
		text = strings.ReplaceAll(text, boundary, "BOUNDARY")
	}
	var b strings.Builder
	for _, c := range []byte(text) {
		if c < ' ' && c != '\n' && c != '\r' || c >= 0x7f {
			fmt.Fprintf(&b, "\\x%02x", c)
		} else {
			b.WriteByte(c)
		}
	}
	return b.String()
}
