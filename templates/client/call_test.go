package client

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"mime"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestGet(t *testing.T) {
	f := newFakeAPI(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("X-Request-Id", "req-1")
		_, _ = io.WriteString(w, oneShipment)
	})
	c := newTestClient(t, f)
	var resp Response
	s, err := c.Shipments.Get(background(t), 738018, &ShipmentsGetParams{Expand: []string{"legs", "a,b"}, Trace: "t"}, nil, WithResponse(&resp))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(&Shipment{Object: "/shipment", ID: 1, Name: "a"}, s); diff != "" {
		t.Errorf("shipment (-want +got):\n%s", diff)
	}
	if string(resp.Envelope) != `{"_object":"/api/response","version":2,"error":null}` || resp.StatusCode != 200 || resp.RequestID != "req-1" || resp.Header == nil {
		t.Errorf("response %+v", resp)
	}
	r, body := f.last()
	got := fmt.Sprintf("%s %s %q %s %s %s %s", r.Method, r.RequestURI, body, r.Header.Get("Acme-Version"), r.Header.Get("Accept"), r.UserAgent(), r.Header.Get("X-Trace"))
	if want := `GET /shipments/738018?expand=legs,a%2Cb "" 2 application/json acme-go/0.1.0 t`; got != want {
		t.Errorf("sent %s, want %s", got, want)
	}
}

func TestParams(t *testing.T) {
	f := newFakeAPI(t, answers(`{"data":{"data":[]}}`))
	c := newTestClient(t, f)
	filter := &Filter{Min: 1.5, Names: []string{"x", "y"}, Sub: map[string]string{"k": "v&"}}
	params := &ShipmentsListParams{
		Page: Ptr(int64(0)), Status: ShipmentStatusDelivered, Late: Ptr(false),
		Since: time.Date(2020, 1, 2, 3, 4, 5, 0, time.FixedZone("", 3600)), Ready: Date{2020, 1, 31},
		Metadata: map[string]string{"b #&<": "v/1", "a": ""}, Sets: map[string][]int{"s": {1, 2}},
		Expand: []string{"a", "b"}, IDs: []int64{1, 2}, Spaced: []string{"a b", "c"}, Piped: []string{"a|b", "c"},
		Filter: filter, Flat: filter, Joined: &Filter{Min: 1}, Where: "a=b/c:d&e f", JSON: &Filter{Min: 2},
		Trace: []string{"t1", "t2"}, Session: "s;1",
	}
	if _, err := c.Shipments.List(background(t), params, WithQuery("extra", "1", "ä")); err != nil {
		t.Fatal(err)
	}
	r, _ := f.last()
	want := []string{
		"page=0", "f.status=delivered", "f.late=false", "f.since=2020-01-02T03%3A04%3A05%2B01%3A00", "f.ready=2020-01-31",
		"f.metadata.a=", "f.metadata.b%20%23%26%3C=v%2F1", "f.set.s.any=1", "f.set.s.any=2", "expand=a,b", "ids=1", "ids=2",
		"spaced=a%20b%20c", "piped=a%7Cb%7Cc",
		"filter%5Bmin%5D=1.5", "filter%5Bnames%5D%5B0%5D=x", "filter%5Bnames%5D%5B1%5D=y", "filter%5Bsub%5D%5Bk%5D=v%26",
		"min=1.5", "names=%5B%22x%22%2C%22y%22%5D", "sub=%7B%22k%22%3A%22v%26%22%7D", "joined=min,1",
		"where=a=b/c:d%26e%20f", "json=%7B%22min%22%3A2%7D", "extra=1", "extra=%C3%A4",
	}
	if diff := cmp.Diff(want, strings.Split(r.URL.RawQuery, "&")); diff != "" {
		t.Errorf("query (-want +got):\n%s", diff)
	}
	if r.Header.Get("X-Trace") != "t1,t2" || r.Header.Get("Cookie") != "session=s%3B1" {
		t.Errorf("header %q, cookie %q", r.Header["X-Trace"], r.Header["Cookie"])
	}
	if _, err := c.Shipments.List(background(t), nil); err != nil {
		t.Fatal(err)
	}
	if r, _ := f.last(); r.RequestURI != "/shipments" {
		t.Errorf("without params it is %s", r.RequestURI)
	}
}

func TestPathParameters(t *testing.T) {
	f := newFakeAPI(t, answers(`{"data":["a"]}`))
	c := newTestClient(t, f)
	if _, err := c.Shipments.Tags(background(t), 1, "a/b?c#d e%é"); err != nil {
		t.Fatal(err)
	}
	if r, _ := f.last(); r.RequestURI != "/shipments/1/tags/a%2Fb%3Fc%23d%20e%25%C3%A9" {
		t.Errorf("path %s", r.RequestURI)
	}
	for kind, want := range map[string]string{
		"":   `acme: Shipments.Tags: path parameter "kind" is empty`,
		"..": `acme: Shipments.Tags: path parameter "kind" is "..", which would change the path`,
	} {
		_, err := c.Shipments.Tags(background(t), 1, kind)
		wantError(t, err, want)
	}
	if _, calls := f.count(); calls != 1 {
		t.Errorf("%d calls, want 1", calls)
	}
}

func TestCallOptionErrors(t *testing.T) {
	f := newFakeAPI(t, answers(oneShipment))
	c := newTestClient(t, f)
	_, err := c.Shipments.Tags(background(t), 1, "x", &ShipmentsGetParams{})
	wantError(t, err, "acme: Shipments.Tags: the parameters are those of Shipments.Get")
	_, err = c.Shipments.Get(background(t), 1, &ShipmentsGetParams{}, &ShipmentsGetParams{})
	wantError(t, err, "acme: Shipments.Get: parameters given twice")
	_, err = c.Shipments.Get(background(t), 1, WithHeader("X-A", "a\r\nX-B: b"))
	wantError(t, err, "acme: Shipments.Get: header X-A has a line break in its value")
	if _, err = c.Shipments.Get(background(t), 1, (*ShipmentsGetParams)(nil)); err != nil {
		t.Errorf("nil params: %v", err)
	}
	err = c.Documents.Raw(background(t), strings.NewReader("x"), WithBodyField("a", 1))
	wantError(t, err, "acme: Documents.Raw: a body of bytes cannot take further fields")
	err = c.Do(background(t), "POST", "/x", []int{1}, nil, WithBodyField("a", 1))
	wantError(t, err, `acme: Do: a body that is an array cannot take field "a"`)
	err = c.Do(background(t), "POST", "/x", make(chan int), nil)
	wantError(t, err, "acme: Do: json: unsupported type: chan int")
	err = c.Do(background(t), "GET", "/x", nil, Shipment{})
	wantError(t, err, "acme: Do: a result cannot be stored in client.Shipment, which is not a pointer")
}

func TestJSONBodies(t *testing.T) {
	f := newFakeAPI(t, answers(`{"data":{"name":"n","lines":["<a>"]}}`))
	c := newTestClient(t, f)
	got, err := c.Bookings.Create(background(t), &CreateBooking{Name: "<&>", Lines: []string{"l"}},
		WithBodyField("name", "other"), WithBodyField("new", map[string]any{"a": 1}), WithBodyField("a.b", nil))
	if err != nil {
		t.Fatal(err)
	}
	if got.Name != "n" || got.Lines[0] != "<a>" {
		t.Errorf("answer %+v", got)
	}
	r, body := f.last()
	if want := `{"lines":["l"],"name":"other","new":{"a":1},"a.b":null}`; body != want || r.Header.Get("Content-Type") != "application/json" || r.ContentLength != int64(len(want)) {
		t.Errorf("body %s of type %s, want %s", body, r.Header.Get("Content-Type"), want)
	}
	if _, err := c.Bookings.Create(background(t), nil); err != nil {
		t.Fatal(err)
	}
	if r, body := f.last(); body != "" || r.Header.Get("Content-Type") != "" {
		t.Errorf("no body is %q of type %q", body, r.Header.Get("Content-Type"))
	}
	if _, err := c.Bookings.Create(background(t), nil, WithBodyField("only", true)); err != nil {
		t.Fatal(err)
	}
	if _, body := f.last(); body != `{"only":true}` {
		t.Errorf("body %s", body)
	}
}

func TestDo(t *testing.T) {
	f := newFakeAPI(t, answers(`{"x":{"id":"7"}}`))
	c := newTestClient(t, f)
	var out struct {
		X struct{ ID string }
	}
	if err := c.Do(background(t), "post", "new/{thing}?a=1", map[string]any{"b": Item{ID: 2}}, &out, WithQuery("c", "d")); err != nil {
		t.Fatal(err)
	}
	r, body := f.last()
	if out.X.ID != "7" || r.Method != "POST" || r.RequestURI != "/new/%7Bthing%7D?a=1&c=d" || body != `{"b":{"id":2}}` {
		t.Errorf("got %+v for %s %s %s", out, r.Method, r.RequestURI, body)
	}
	if err := c.Do(background(t), "GET", f.URL+"/abs", nil, nil); err != nil {
		t.Error(err)
	}
	if err := c.Do(background(t), "PUT", "/raw", json.RawMessage(`[1]`), nil); err != nil {
		t.Error(err)
	}
	if _, body := f.last(); body != `[1]` {
		t.Errorf("raw JSON became %s", body)
	}
	var number int
	err := c.Do(background(t), "GET", "/x", nil, &number)
	wantError(t, err, `acme: Do: GET /x: 200 OK: the answer is not of the declared type: an object instead of an integer: "{\"x\":{\"id\":\"7\"}}"`)
	for _, path := range []string{"https://evil.example/x?secret=1", "//evil.example/x"} {
		err = c.Do(background(t), "GET", path, nil, nil)
		var foreign *ForeignHostError
		if !errors.Is(err, ErrForeignHost) || !errors.As(err, &foreign) || !strings.HasSuffix(foreign.URL, "//evil.example/x") {
			t.Errorf("%s: error %v", path, err)
		}
	}
	if _, calls := f.count(); calls != 4 {
		t.Errorf("%d calls, want 4", calls)
	}
}

func TestSuccessWithoutResult(t *testing.T) {
	declared := api
	opShipmentsGetOr202 := opShipmentsGet
	opShipmentsGetOr202.without = []int{202, 204}
	opShipmentsListOr202 := opShipmentsList
	opShipmentsListOr202.without = []int{202}
	tests := []struct {
		name, answer, envelope string
		op                     *operation
		opts                   []Option
	}{
		{name: "no content", answer: "204", op: &opShipmentsGet},
		{name: "reset content", answer: "205", op: &opShipmentsGet},
		{name: "declared, read strictly", answer: "204", op: &opShipmentsGetOr202, opts: []Option{WithStrictDecoding()}},
		{name: "declared without content", answer: "202", op: &opShipmentsGetOr202},
		{name: "declared with other content", answer: `202{"data":{"id":7}}`, envelope: `{"data":{"id":7}}`, op: &opShipmentsGetOr202},
		{name: "declared with a list", answer: `202["later"]`, envelope: `["later"]`, op: &opShipmentsGetOr202},
		{name: "declared with text", answer: `202later`, op: &opShipmentsGetOr202},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c, err := newOf(&declared, testCredentials, append([]Option{WithBaseURL(newFakeAPI(t, answers(tt.answer)).URL), quick}, tt.opts...))
			if err != nil {
				t.Fatal(err)
			}
			var resp Response
			got, err := call[Shipment](background(t), c.core, tt.op, request{path: []any{1}}, []CallOption{WithResponse(&resp)})
			if err != nil || got == nil || got.ID != 0 {
				t.Fatalf("result %+v, error %v", got, err)
			}
			if !resp.NoResult || string(resp.Envelope) != tt.envelope || resp.Header == nil || !strings.HasPrefix(tt.answer, strconv.Itoa(resp.StatusCode)) {
				t.Errorf("response %+v", resp)
			}
		})
	}
	f := newFakeAPI(t, answers(`202{"message":"later"}`, "204", "204"))
	c := newTestClient(t, f)
	page, err := list[Shipment](background(t), c.core, &opShipmentsListOr202, request{}, nil)
	if err != nil || len(page.Items) != 0 || page.HasNext() || !page.Response.NoResult || string(page.Response.Envelope) != `{"message":"later"}` {
		t.Errorf("page %+v, error %v", page, err)
	}
	for item, err := range c.Shipments.All(background(t), nil) {
		t.Errorf("no content gives %v, %v", item, err)
	}
	strict := newTestClient(t, f, WithStrictDecoding())
	_, err = strict.Shipments.Get(background(t), 1)
	wantError(t, err, `acme: Shipments.Get: GET /shipments/1: 204 No Content: the answer is empty, not JSON`)
}

func TestErrors(t *testing.T) {
	long := strings.Repeat("x", 400)
	tests := []struct{ name, answer, want string }{
		{"code and message", `404{"error":{"code":"not_found","message":"no such\nshipment"}}`, `404 Not Found: no such shipment (code not_found)`},
		{"number as code", `400{"error":{"code":17,"message":null}}`, `400 Bad Request: "{\"error\":{\"code\":17,\"message\":null}}" (code 17)`},
		{"html", `404<html>` + "\n" + `gone</html>`, `404 Not Found: "<html> gone</html>"`},
		{"long", `500` + long, `500 Internal Server Error: "` + long[:300] + `…"`},
		{"empty", `500`, `500 Internal Server Error`},
		{"secret", `400{"error":{"message":"bad tok-1 for s3cr3t/+value"}}`, `400 Bad Request: bad [redacted] for [redacted]`},
		{"html as success", `200<html>hello</html>`, `200 OK: the answer is text/html, not JSON: "<html>hello</html>"`},
		{"empty as success", `200`, `200 OK: the answer is empty, not JSON`},
		{"broken", `{"data":{`, `200 OK: the answer is text/plain, not JSON: "{\"data\":{"`},
		{"no payload", `{"id":1}`, `200 OK: the answer has no "data": "{\"id\":1}"`},
		{"null", `{"data":null,"error":{"message":"gone"}}`, `200 OK: "data" in the answer is null: gone`},
		{"wrong type", `{"data":"x"}`, `200 OK: the answer is not of the declared type: data: a string instead of an object: "{\"data\":\"x\"}"`},
		{"odd status", `418{}`, `418 I'm a teapot: "{}"`},
		{"redirect to nowhere", `304`, `304 Not Modified: redirect not followed`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := newFakeAPI(t, answers(tt.answer))
			_, err := newTestClient(t, f).Shipments.Get(background(t), 1, WithQuery("a", "b"))
			wantError(t, err, "acme: Shipments.Get: GET /shipments/1?a=b: "+tt.want)
			var apiErr *APIError
			if !errors.As(err, &apiErr) || apiErr.Operation != "Shipments.Get" || apiErr.Method != "GET" || apiErr.Path != "/shipments/1?a=b" || apiErr.Header == nil {
				t.Errorf("error %#v", err)
			}
		})
	}
}

func TestErrorHasBodyAndNotes(t *testing.T) {
	f := newFakeAPI(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("X-Request-ID", "r1")
		w.Header().Set("Retry-After", "7")
		w.WriteHeader(http.StatusConflict)
		_, _ = io.WriteString(w, `{"detail":"x"}`)
	})
	var resp Response
	err := newTestClient(t, f).Shipments.Delete(background(t), 1, WithResponse(&resp))
	wantError(t, err, `acme: Shipments.Delete: DELETE /shipments/1: 409 Conflict: "{\"detail\":\"x\"}" (request r1, retry after 7s)`)
	var apiErr *APIError
	if !errors.As(err, &apiErr) || string(apiErr.Body) != `{"detail":"x"}` || apiErr.RetryAfter != 7*time.Second || apiErr.StatusCode != 409 || resp.StatusCode != 409 {
		t.Errorf("error %#v, response %+v", apiErr, resp)
	}
}

func TestTransportErrorsHoldNoSecrets(t *testing.T) {
	gone := httptest.NewServer(nil)
	gone.Close()
	c, err := New(Credentials{APIKey: "topsecret"}, WithBaseURL(gone.URL), quick)
	if err != nil {
		t.Fatal(err)
	}
	_, err = c.Shipments.Get(background(t), 1)
	if err == nil || strings.Contains(err.Error(), "topsecret") || !strings.HasPrefix(err.Error(), "acme: Shipments.Get: GET /shipments/1: dial tcp") {
		t.Errorf("error %v", err)
	}
}

func TestMaxBody(t *testing.T) {
	f := newFakeAPI(t, answers(`{"data":{"name":"`+strings.Repeat("x", 1000)+`"}}`, `400`+strings.Repeat("y", 1000)))
	c := newTestClient(t, f, WithMaxBody(500))
	_, err := c.Shipments.Get(background(t), 1)
	wantError(t, err, "acme: Shipments.Get: GET /shipments/1: the answer is too large: more than 500 bytes")
	_, err = c.Shipments.Get(background(t), 1)
	var apiErr *APIError
	if !errors.As(err, &apiErr) || len(apiErr.Body) != 500 {
		t.Errorf("error %v", err)
	}
}

func TestOptions(t *testing.T) {
	f := newFakeAPI(t, answers(oneShipment))
	var names []string
	var log bytes.Buffer
	c := newTestClient(t, f,
		WithHTTPClient(&http.Client{Timeout: 10 * time.Second}), WithUserAgent("mine/1"), WithHeader("X-Both", "client"), WithHeader("Acme-Version", "3"),
		WithLogger(slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))), nil,
		WithMiddleware(func(next http.RoundTripper) http.RoundTripper {
			return roundTripper(func(r *http.Request) (*http.Response, error) {
				names = append(names, OperationName(r.Context()))
				return next.RoundTrip(r)
			})
		}))
	if _, err := c.Shipments.Get(background(t), 1, WithHeader("X-Both", "call"), WithIdempotencyKey("k")); err != nil {
		t.Fatal(err)
	}
	r, _ := f.last()
	got := []string{r.UserAgent(), r.Header.Get("X-Both"), r.Header.Get("Acme-Version"), r.Header.Get("Idempotency-Key")}
	if diff := cmp.Diff([]string{"mine/1", "call", "3", "k"}, got); diff != "" {
		t.Errorf("headers (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"Token", "Shipments.Get"}, names); diff != "" {
		t.Errorf("operations seen (-want +got):\n%s", diff)
	}
	if text := log.String(); !strings.Contains(text, "operation=Shipments.Get method=GET path=/shipments/1 status=200 attempt=1") || strings.Contains(text, "s3cr3t") || strings.Contains(text, "tok-1") {
		t.Errorf("logged %s", text)
	}
	if err := c.Do(background(t), "GET", "/x", nil, nil, WithHeader("Authorization", "Mine")); err != nil {
		t.Fatal(err)
	}
	if r, _ := f.last(); r.Header.Get("Authorization") != "Mine" || r.Header.Get("X-Both") != "client" {
		t.Errorf("headers %v", r.Header)
	}
	if OperationName(context.Background()) != "" {
		t.Error("an operation without a call")
	}
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func TestOptionErrors(t *testing.T) {
	tests := []struct {
		option Option
		want   string
	}{
		{WithBaseURL("ftp://x"), `acme: "ftp://x" is not an http or https URL`},
		{WithBaseURL("https://"), `acme: "https:" is not an http or https URL`},
		{WithBaseURL("https://user:pw@%zz"), `acme: invalid URL: invalid URL escape "%zz"`},
		{WithBaseURL("https://x/?q=1"), `acme: a base URL cannot have a query`},
		{WithTokenURL("/oauth"), `acme: "/oauth" is not an http or https URL`},
		{WithRateLimit(0), "acme: rate limit of 0 requests a second"},
	}
	for _, tt := range tests {
		_, err := New(testCredentials, tt.option)
		wantError(t, err, tt.want)
	}
}

func TestBaseURLAndTokenURL(t *testing.T) {
	f := newFakeAPI(t, answers(oneShipment))
	other := newFakeAPI(t, answers(`{}`))
	c, err := New(testCredentials, WithBaseURL(f.URL+"/v1/"), WithTokenURL(other.URL+"/oauth/token"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Shipments.Get(background(t), 1); err != nil {
		t.Fatal(err)
	}
	if r, _ := f.last(); r.RequestURI != "/v1/shipments/1" {
		t.Errorf("asked for %s", r.RequestURI)
	}
	if tokens, _ := other.count(); tokens != 1 {
		t.Errorf("%d token requests, want 1", tokens)
	}
}

func TestOddAnswers(t *testing.T) {
	f := newFakeAPI(t, answers(`{"data":{"id":"12","late":"yes","items":[{"id":"x"}]}}`))
	var log bytes.Buffer
	lax := newTestClient(t, f, WithLogger(slog.New(slog.NewTextHandler(&log, nil))))
	s, err := lax.Shipments.Get(background(t), 1)
	if err != nil || s.ID != 12 {
		t.Fatalf("got %v, %v", s, err)
	}
	const odd = `the answer is not of the declared type: data.id: a string instead of an integer; data.late: a string instead of a boolean; data.items[0].id: a string instead of an integer`
	if text := log.String(); !strings.Contains(text, `level=WARN msg="`+odd+`" operation=Shipments.Get`) {
		t.Errorf("logged %s", text)
	}
	_, err = newTestClient(t, f, WithStrictDecoding()).Shipments.Get(background(t), 1)
	wantError(t, err, `acme: Shipments.Get: GET /shipments/1: 200 OK: `+odd+`: "{\"data\":{\"id\":\"12\",\"late\":\"yes\",\"items\":[{\"id\":\"x\"}]}}"`)
}

func TestValues(t *testing.T) {
	f := newFakeAPI(t, answers(`{"data":null}`, `{}`, `{"data":["a",2]}`))
	c := newTestClient(t, f)
	for _, want := range [][]string{nil, nil, {"a", "2"}} {
		got, err := c.Shipments.Tags(background(t), 1, "k")
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("%v (-want +got):\n%s", err, diff)
		}
	}
	f = newFakeAPI(t, answers(`{}`))
	_, err := newTestClient(t, f, WithStrictDecoding()).Shipments.Tags(background(t), 1, "k")
	wantError(t, err, `acme: Shipments.Tags: GET /shipments/1/tags/k: 200 OK: the answer has no "data": "{}"`)
	f = newFakeAPI(t, answers(`hello`))
	if text, err := newTestClient(t, f).Bookings.Public(background(t)); text != "hello" || err != nil {
		t.Errorf("text %q, %v", text, err)
	}
	if err := newTestClient(t, f).Shipments.Delete(background(t), 1); err != nil {
		t.Errorf("a deletion that answers with text: %v", err)
	}
}

// onlyReader hides that a reader can seek.
type onlyReader struct{ io.Reader }

func TestMultipart(t *testing.T) {
	var parts []string
	f := newFakeAPI(t, answers(`{}`))
	c := newTestClient(t, f)
	for _, r := range []io.Reader{strings.NewReader("data"), onlyReader{strings.NewReader("data")}} {
		_, err := c.Documents.Upload(background(t), &UploadDocument{
			Title: "t\"", Tags: []string{"a", "b"}, Meta: &Filter{Min: 1},
			File: Upload{Reader: r, FileName: "a\"b\r\n.png"},
			More: []Upload{{Reader: strings.NewReader("1")}, {Reader: strings.NewReader("2"), FileName: "2.txt", MediaType: "text/plain"}},
		}, WithBodyField("late", true))
		if err != nil {
			t.Fatal(err)
		}
		r, body := f.last()
		_, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
		if err != nil {
			t.Fatal(err)
		}
		parts = nil
		reader := multipart.NewReader(strings.NewReader(body), params["boundary"])
		for p, err := reader.NextPart(); err == nil; p, err = reader.NextPart() {
			data, _ := io.ReadAll(p) // a short part shows in the comparison
			parts = append(parts, fmt.Sprintf("%s|%s|%s|%s", p.FormName(), p.FileName(), p.Header.Get("Content-Type"), data))
		}
		want := []string{
			`title|||t"`, "tags|||a", "tags|||b", `meta||application/json|{"min":1}`, "late|||true",
			`file|a"b%0D%0A.png|image/png|data`, "more|more|application/octet-stream|1", "more|2.txt|text/plain|2",
		}
		if diff := cmp.Diff(want, parts); diff != "" {
			t.Errorf("parts (-want +got):\n%s", diff)
		}
	}
	if f.calls[0].ContentLength != int64(len(f.bodies[0])) || f.calls[1].ContentLength != -1 {
		t.Errorf("lengths %d and %d", f.calls[0].ContentLength, f.calls[1].ContentLength)
	}
	_, err := c.Documents.Upload(background(t), &UploadDocument{More: []Upload{{}}})
	wantError(t, err, `acme: Documents.Upload: upload "more" has no reader`)
}

func TestFormAndRawBodies(t *testing.T) {
	f := newFakeAPI(t, answers(`{}`))
	c := newTestClient(t, f)
	if err := c.Documents.Form(background(t), &Filter{Min: 1, Names: []string{"a b", "&"}, Sub: map[string]string{"k": "v"}}); err != nil {
		t.Fatal(err)
	}
	if r, body := f.last(); body != "min=1&names=a%20b&names=%26&sub=%7B%22k%22%3A%22v%22%7D" || r.Header.Get("Content-Type") != "application/x-www-form-urlencoded" {
		t.Errorf("form %s", body)
	}
	if err := c.Documents.Raw(background(t), strings.NewReader("%PDF")); err != nil {
		t.Fatal(err)
	}
	if r, body := f.last(); body != "%PDF" || r.Header.Get("Content-Type") != "application/pdf" || r.ContentLength != 4 {
		t.Errorf("raw %s of type %s", body, r.Header.Get("Content-Type"))
	}
	err := callNone(background(t), c.core, &opDocumentsRaw, request{body: 5}, nil)
	wantError(t, err, "acme: Documents.Raw: a body of type application/pdf must be an io.Reader, []byte, string or Upload, not int")
	err = callNone(background(t), c.core, &opDocumentsForm, request{body: 5}, nil)
	wantError(t, err, "acme: Documents.Form: a form must be an object")
	for _, body := range []any{"text", []byte("text"), Upload{Reader: strings.NewReader("text"), MediaType: "text/plain"}} {
		if err := callNone(background(t), c.core, &opDocumentsRaw, request{body: body}, nil); err != nil {
			t.Error(err)
		}
		if _, got := f.last(); got != "text" {
			t.Errorf("%T became %q", body, got)
		}
	}
}

func TestDownload(t *testing.T) {
	var storage *httptest.Server
	f := newFakeAPI(t, func(w http.ResponseWriter, r *http.Request) {
		switch {
		case strings.Contains(r.URL.Path, "direct"):
			w.Header().Set("Content-Type", "application/pdf; x=y")
			w.Header().Set("Content-Disposition", `attachment; filename="../../etc/pass\\wd.pdf"`)
			_, _ = io.WriteString(w, "bytes")
		case strings.Contains(r.URL.Path, "missing"):
			http.Error(w, `{"error":{"message":"gone"}}`, http.StatusNotFound)
		case strings.Contains(r.URL.Path, "downgrade"):
			w.Header().Set("Location", "ftp://x/y")
			w.WriteHeader(http.StatusFound)
		default:
			http.Redirect(w, r, storage.URL+"/file?signature=sig", http.StatusFound)
		}
	})
	var got *http.Request
	storage = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		got = r
		if strings.HasSuffix(r.URL.Path, "file") {
			http.Redirect(w, r, "/moved?signature=sig", http.StatusSeeOther)
			return
		}
		w.Header().Set("Content-Disposition", "attachment; filename*=UTF-8''%C3%A4.txt")
		w.(http.Flusher).Flush()
		_, _ = io.WriteString(w, "stored")
	}))
	defer storage.Close()
	c := newTestClient(t, f, WithHeader("X-Api", "secret"))
	tests := []struct {
		id, body, media, name string
		size                  int64
	}{
		{"direct", "bytes", "application/pdf", "wd.pdf", 5},
		{"stored", "stored", "text/plain", "ä.txt", -1},
	}
	for _, tt := range tests {
		d, err := c.Documents.Download(background(t), tt.id)
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(d)
		if string(data) != tt.body || err != nil || d.FileName != tt.name || d.Size != tt.size {
			t.Errorf("got %q, %v, %q, %d bytes", data, err, d.FileName, d.Size)
		}
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	}
	if got.Header.Get("Authorization") != "" || got.Header.Get("X-Api") != "" || got.Header.Get("Acme-Version") != "" || got.URL.RawQuery != "signature=sig" {
		t.Errorf("the storage got %v and %s", got.Header, got.URL.RawQuery)
	}
	_, err := c.Documents.Download(background(t), "missing")
	wantError(t, err, "acme: Documents.Download: GET /documents/missing/download: 404 Not Found: gone")
	_, err = c.Documents.Download(background(t), "downgrade")
	if !errors.Is(err, ErrForeignHost) {
		t.Errorf("error %v", err)
	}
	storage.Close()
	_, err = c.Documents.Download(background(t), "stored")
	if err == nil || strings.Contains(err.Error(), "sig") {
		t.Errorf("error %v", err)
	}
}

func TestFileNames(t *testing.T) {
	for in, want := range map[string]string{
		"a.txt": "a.txt", "/a/b.txt": "b.txt", `C:\x\y.txt`: "y.txt", "..": "", "": "", "/": "", "a\x00\n.txt": "a.txt", `..\..`: "",
	} {
		if got := baseName(in); got != want {
			t.Errorf("%q is %q, want %q", in, got, want)
		}
	}
}

func TestRedirects(t *testing.T) {
	evil := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("the other host was asked") }))
	defer evil.Close()
	f := newFakeAPI(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/shipments/1":
			http.Redirect(w, r, evil.URL+"/x?token=y", http.StatusFound)
		case "/shipments/2":
			http.Redirect(w, r, "/shipments/3", http.StatusMovedPermanently)
		case "/shipments/3":
			_, _ = io.WriteString(w, oneShipment)
		case "/bookings":
			http.Redirect(w, r, "/moved", http.StatusTemporaryRedirect)
		case "/moved":
			_, _ = io.WriteString(w, `{"data":{"name":"moved","lines":[]}}`)
		default:
			http.Redirect(w, r, r.URL.Path, http.StatusFound)
		}
	})
	c := newTestClient(t, f)
	_, err := c.Shipments.Get(background(t), 1)
	var foreign *ForeignHostError
	var apiErr *APIError
	if !errors.As(err, &foreign) || !errors.As(err, &apiErr) || apiErr.StatusCode != 302 || foreign.URL != evil.URL+"/x" || !errors.Is(err, ErrForeignHost) {
		t.Errorf("a redirect elsewhere: %v", err)
	}
	if foreign != nil {
		wantError(t, foreign, "acme: "+evil.URL+"/x is not the API's own host")
	}
	if _, err := c.Shipments.Get(background(t), 2); err != nil {
		t.Errorf("a redirect on the same host: %v", err)
	}
	if b, err := c.Bookings.Create(background(t), &CreateBooking{Name: "n"}); err != nil || b.Name != "moved" {
		t.Errorf("a POST redirected: %v, %v", b, err)
	}
	if _, body := f.last(); body != `{"name":"n","lines":[]}` {
		t.Errorf("its body is %s", body)
	}
	err = c.Shipments.Delete(background(t), 9) // must not become a GET
	wantError(t, err, "acme: Shipments.Delete: DELETE /shipments/9: 302 Found: redirect not followed")
	_, err = c.Shipments.Get(background(t), 9)
	if !errors.As(err, &apiErr) || apiErr.StatusCode != 302 || errors.Is(err, ErrForeignHost) {
		t.Errorf("a redirect to itself: %v", err)
	}
	own := errors.New("no redirects here")
	c = newTestClient(t, f, WithHTTPClient(&http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return own }}), WithRetryPolicy(RetryPolicy{MaxAttempts: 1}))
	if _, err := c.Shipments.Get(background(t), 2); !errors.Is(err, own) {
		t.Errorf("the user's policy: %v", err)
	}
}
