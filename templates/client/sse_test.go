package client

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var opEvents = operation{id: "events", name: "Lists.Events", method: "POST", path: "/events", accept: "application/json"}

// streamed calls an API that answers with text, in pieces of a few bytes.
func streamed[T any](t *testing.T, text string, how sequence, opts ...Option) iter.Seq2[*StreamEvent[T], error] {
	t.Helper()
	f := newFakeAPI(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream; charset=utf-8")
		for i := 0; i < len(text); i += 3 {
			_, _ = io.WriteString(w, text[i:min(i+3, len(text))])
			w.(http.Flusher).Flush()
		}
	})
	how.accept = "text/event-stream"
	return serverSent[T](background(t), newTestClient(t, f, opts...).core, &opEvents, request{}, how, nil)
}

// shown is every event on a line of its own, and the error at last.
func shown[T any](seq iter.Seq2[*StreamEvent[T], error]) string {
	var b strings.Builder
	for e, err := range seq {
		if err != nil {
			fmt.Fprintf(&b, "error %v", err)
			continue
		}
		fmt.Fprintf(&b, "%v|%q|%s|%s|%v\n", e.Data, e.Raw, e.Type, e.ID, e.Retry)
	}
	return b.String()
}

func TestServerSentFraming(t *testing.T) {
	tests := map[string]struct{ in, want string }{
		"one":               {"data: a\n\n", "a|\"a\"|||0s\n"},
		"all fields":        {"event: e\nid: 1\nretry: 1500\ndata: a\n\ndata:b\n\n", "a|\"a\"|e|1|1.5s\nb|\"b\"||1|0s\n"},
		"several lines":     {"data: a\ndata:\ndata:  b\n\n", "a\n\n b|\"a\\n\\n b\"|||0s\n"},
		"carriage returns":  {"data: a\r\rdata: b\r\r", "a|\"a\"|||0s\nb|\"b\"|||0s\n"},
		"both":              {"data: a\r\ndata: b\r\n\r\ndata: c\r\n\r\n", "a\nb|\"a\\nb\"|||0s\nc|\"c\"|||0s\n"},
		"byte order mark":   {"\uFEFFdata: a\n\n", "a|\"a\"|||0s\n"},
		"comments":          {": hello\n\n:\ndata: a\n: more\n\n", "a|\"a\"|||0s\n"},
		"no data":           {"event: ping\n\nid: 7\n\ndata\n\ndata: a\n\n", "a|\"a\"||7|0s\n"},
		"unknown fields":    {"data: a\nfoo: b\nbar\n\n", "a|\"a\"|||0s\n"},
		"bad ID and retry":  {"id: 1\ndata: a\n\nid: 2\x00\nretry: x\ndata: b\n\nid\ndata: c\n\n", "a|\"a\"||1|0s\nb|\"b\"||1|0s\nc|\"c\"|||0s\n"},
		"retry by itself":   {"retry: 20\n\ndata: a\n\n", "a|\"a\"|||20ms\n"},
		"no blank line":     {"data: a\n\ndata: b", "a|\"a\"|||0s\nb|\"b\"|||0s\n"},
		"nothing":           {"", ""},
		"done is only text": {"data: [DONE]\n\n", "[DONE]|\"[DONE]\"|||0s\n"},
		"large":             {"data: " + strings.Repeat("x", 1<<17) + "\n\n", strings.Repeat("x", 1<<17) + "|\"" + strings.Repeat("x", 1<<17) + "\"|||0s\n"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, shown(streamed[string](t, tt.in, sequence{text: true}))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// A named is a model.
type named struct {
	Name  string `json:"name,omitempty"`
	Event string `json:"event,omitempty"`
	Data  any    `json:"data,omitempty"`
	JSON  Fields `json:"-"`
}

func (x named) MarshalJSON() ([]byte, error)     { return marshalObject(x) }
func (x *named) UnmarshalJSON(data []byte) error { return unmarshalObject(data, x) }
func (x named) String() string                   { return fmt.Sprintf("{%s %s %v}", x.Name, x.Event, x.Data) }

func TestServerSentData(t *testing.T) {
	tests := map[string]struct {
		in, want string
		how      sequence
		opts     []Option
	}{
		"typed":          {in: "data: {\"name\":\ndata: \"a\"}\n\ndata: [DONE]\n\ndata: {}\n\n", want: "{a  <nil>}|\"{\\\"name\\\":\\n\\\"a\\\"}\"|||0s\n"},
		"does not fit":   {in: "data: [1]\n\ndata: {\"name\":\"b\"}\n\n", want: "{  <nil>}|\"[1]\"|||0s\n{b  <nil>}|\"{\\\"name\\\":\\\"b\\\"}\"|||0s\n"},
		"strictly":       {in: "data: [1]\n\n", opts: []Option{WithStrictDecoding()}, want: "error acme: Lists.Events: item 1: the answer is not of the declared type: an array instead of an object"},
		"not JSON":       {in: "data: {}\n\ndata: {s3cr3t/+value\n\n", want: "{  <nil>}|\"{}\"|||0s\nerror acme: Lists.Events: item 2 is not JSON: \"{[redacted]\""},
		"whole":          {in: "event: e\nid: 7\nretry: 3\ndata: {\"a\":1}\n\n", how: sequence{whole: true}, want: "{ e map[a:1]}|\"{\\\"a\\\":1}\"|e|7|3ms\n"},
		"whole, as text": {in: "event: e\ndata: {\"a\":1}\n\n", how: sequence{whole: true, text: true}, want: "{ e {\"a\":1}}|\"{\\\"a\\\":1}\"|e||0s\n"},
		"whole, no JSON": {in: "event: e\ndata: a\n\n", how: sequence{whole: true}, want: "{ e a}|\"a\"|e||0s\n"},
		"too large":      {in: "data: {}\n\ndata: {\"name\":\"" + strings.Repeat("a", 200) + "\"}\n\n", opts: []Option{WithMaxBody(200)}, want: "{  <nil>}|\"{}\"|||0s\nerror acme: Lists.Events: POST /events: the answer is too large: an event of more than 200 bytes"},
		"too many lines": {in: strings.Repeat("data: {}\n", 29), opts: []Option{WithMaxBody(200)}, want: "error acme: Lists.Events: POST /events: the answer is too large: an event of more than 200 bytes"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, shown(streamed[named](t, tt.in, tt.how, tt.opts...))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestServerSentRequest(t *testing.T) {
	f := newFakeAPI(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.Header.Get("X-Case") {
		case "error":
			w.WriteHeader(http.StatusBadRequest)
			_, _ = io.WriteString(w, `{"error":{"message":"no"}}`)
		case "json":
			w.Header().Set("Content-Type", "application/json")
			_, _ = io.WriteString(w, `{"id":1}`)
		case "none":
			w.WriteHeader(http.StatusNoContent)
		default:
			_, _ = io.WriteString(w, "data: {}\n\n")
		}
	})
	c := newTestClient(t, f)
	stream := func(opts ...CallOption) string {
		return shown(serverSent[map[string]int](background(t), c.core, &opEvents, request{body: map[string]any{"model": "m"}}, sequence{accept: "text/event-stream", flag: "stream"}, opts))
	}
	var resp Response
	if got := stream(WithResponse(&resp)); got != "map[]|\"{}\"|||0s\n" || resp.StatusCode != 200 {
		t.Errorf("it gives %s with %+v", got, resp)
	}
	if r, body := f.last(); r.Header.Get("Accept") != "text/event-stream" || body != `{"model":"m","stream":true}` {
		t.Errorf("sent %s, accepting %s", body, r.Header.Get("Accept"))
	}
	if opEvents.accept != "application/json" {
		t.Error("the operation's row was changed")
	}
	for name, want := range map[string]string{
		"error": `error acme: Lists.Events: POST /events: 400 Bad Request: no`,
		"json":  `error acme: Lists.Events: POST /events: 200 OK: the answer is application/json, not text/event-stream: "{\"id\":1}"`,
		"none":  ``,
	} {
		if got := stream(WithHeader("X-Case", name)); got != want {
			t.Errorf("%s: it gives %s, want %s", name, got, want)
		}
	}
}

// An API that never ends its answer must not keep a caller who has left.
func TestServerSentEndsEarly(t *testing.T) {
	gone := make(chan struct{}, 2)
	f := newFakeAPI(t, func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, "data: {}\n\n")
		w.(http.Flusher).Flush()
		<-r.Context().Done()
		gone <- struct{}{}
	})
	c := newTestClient(t, f)
	how := sequence{accept: "text/event-stream"}
	for range serverSent[map[string]int](background(t), c.core, &opEvents, request{}, how, nil) {
		break
	}
	ctx, cancel := context.WithCancel(background(t))
	defer cancel()
	count := 0
	for _, err := range serverSent[map[string]int](ctx, c.core, &opEvents, request{}, how, nil) {
		if count++; count == 1 {
			cancel()
			continue
		}
		if !errors.Is(err, context.Canceled) {
			t.Errorf("error %v", err)
		}
	}
	if count != 2 {
		t.Errorf("%d turns, want an event and an error", count)
	}
	for range 2 {
		select {
		case <-gone:
		case <-time.After(10 * time.Second):
			t.Fatal("the connection is still open")
		}
	}
}

func TestJSONItems(t *testing.T) {
	tests := map[string]struct {
		in, want string
		how      sequence
		opts     []Option
	}{
		"lines":           {in: "{\"name\":\"a\"}\n\n  {\"name\":\"b\"}\r\n{\"name\":\"c\"}", want: "a b c "},
		"records":         {in: "\x1e{\"name\":\n\"a\"}\n\x1e{\"name\":\"b\"}\n", how: sequence{record: true}, want: "a b "},
		"does not fit":    {in: "[]\n{\"name\":\"b\"}\n", want: " b "},
		"not JSON":        {in: "{\"name\":\"a\"}\n{\n", want: "a acme: Lists.Events: item 2 is not JSON: \"{\""},
		"too large":       {in: "{\"name\":\"" + strings.Repeat("a", 9000) + "\"}\n", opts: []Option{WithMaxBody(5000)}, want: "acme: Lists.Events: POST /events: the answer is too large: an item of more than 5000 bytes"},
		"longer than ...": {in: "{\"name\":\"" + strings.Repeat("a", 9000) + "\"}\n", want: strings.Repeat("a", 9000) + " "},
		"nothing":         {in: "\n"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			f := newFakeAPI(t, func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", "application/x-ndjson")
				_, _ = io.WriteString(w, tt.in)
			})
			tt.how.accept = "application/x-ndjson"
			var b strings.Builder
			for v, err := range jsonItems[named](background(t), newTestClient(t, f, tt.opts...).core, &opEvents, request{}, tt.how, nil) {
				if err != nil {
					b.WriteString(err.Error())
					continue
				}
				b.WriteString(v.Name + " ")
			}
			if diff := cmp.Diff(tt.want, b.String()); diff != "" {
				t.Error(diff)
			}
		})
	}
}
