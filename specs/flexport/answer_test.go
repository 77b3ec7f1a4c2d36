package flexport_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/connectorgen/connectorgen/generated/flexport"
)

// failing answers requests for the path with a status, headers and a body.
func (a *api) failing(pattern string, status int, body string, headers ...string) {
	a.handle(pattern, func(w http.ResponseWriter, _ *http.Request) {
		for i := 0; i < len(headers); i += 2 {
			w.Header().Set(headers[i], headers[i+1])
		}
		w.WriteHeader(status)
		write(w, body)
	})
}

// An APIError says what came, whatever it was.
func TestAPIError(t *testing.T) {
	t.Parallel()
	const notFound = `{"_object":"/api/response","version":2,"data":null,"error":{"code":"not_found","message":"no\nsuch shipment"}}`
	const page = `<html><body>Something broke</body></html>`
	api := newAPI(t)
	api.failing("GET /shipments/404", http.StatusNotFound, notFound, "Content-Type", "application/json", "X-Request-Id", "r-1")
	api.failing("GET /shipments/500", http.StatusInternalServerError, page, "Content-Type", "text/html")
	api.failing("GET /shipments/200", http.StatusOK, page, "Content-Type", "text/html")
	api.failing("GET /shipments/202", http.StatusAccepted, "")
	api.failing("GET /shipments/429", http.StatusTooManyRequests, `{"error":"slow"}`, "Retry-After", "3600")
	client := api.client(t)
	for id, want := range map[int64]flexport.APIError{
		404: {Path: "/shipments/404", Code: "not_found", Message: "no\nsuch shipment", RequestID: "r-1", Body: []byte(notFound)},
		500: {Path: "/shipments/500", Body: []byte(page)},
		200: {Path: "/shipments/200", Body: []byte(page)},
		202: {Path: "/shipments/202", Body: []byte{}},
		429: {Path: "/shipments/429", Body: []byte(`{"error":"slow"}`), RetryAfter: time.Hour},
	} {
		shipment, err := client.Shipments.Get(t.Context(), id)
		var got *flexport.APIError
		if shipment != nil || !errors.As(err, &got) {
			t.Fatalf("%d: got %v, %v", id, shipment, err)
		}
		want.Operation, want.Method, want.StatusCode, want.Header = "Shipments.Get", "GET", int(id), got.Header
		if diff := cmp.Diff(want, *got, cmp.FilterPath(isUnexported, cmp.Ignore())); diff != "" {
			t.Errorf("%d (-want +got):\n%s", id, diff)
		}
		texts := map[int64]string{
			404: `flexport: Shipments.Get: GET /shipments/404: 404 Not Found: no such shipment (code not_found, request r-1)`,
			500: `flexport: Shipments.Get: GET /shipments/500: 500 Internal Server Error: "<html><body>Something broke</body></html>"`,
			200: `flexport: Shipments.Get: GET /shipments/200: 200 OK: the answer is text/html, not JSON: "<html><body>Something broke</body></html>"`,
			202: `flexport: Shipments.Get: GET /shipments/202: 202 Accepted: the answer is empty, not JSON`,
			429: `flexport: Shipments.Get: GET /shipments/429: 429 Too Many Requests: "{\"error\":\"slow\"}" (retry after 1h0m0s)`,
		}
		if diff := cmp.Diff(texts[id], err.Error()); diff != "" {
			t.Errorf("%d (-want +got):\n%s", id, diff)
		}
	}
}

// What by HTTP has no content is a success, and told apart from an empty shipment.
func TestNoContent(t *testing.T) {
	t.Parallel()
	api := newAPI(t)
	api.failing("GET /shipments/204", http.StatusNoContent, "")
	var response flexport.Response
	shipment, err := api.client(t).Shipments.Get(t.Context(), 204, flexport.WithResponse(&response))
	if err != nil || shipment == nil || !response.NoResult || response.StatusCode != http.StatusNoContent {
		t.Errorf("got %v, %v with %+v", shipment, err, response)
	}
}

func isUnexported(p cmp.Path) bool {
	field, ok := p.Last().(cmp.StructField)
	return ok && field.Name()[0] >= 'a'
}

// A download streams: it begins before the answer ends, and can be closed early.
func TestDownload(t *testing.T) {
	t.Parallel()
	api := newAPI(t)
	const size = 100 << 20 // more than is ever read into memory
	gone := make(chan error, 1)
	chunk := bytes.Repeat([]byte("0123456789abcdef"), 1<<12)
	api.handle("GET /documents/{id}/download", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/pdf; x=y")
		w.Header().Set("Content-Disposition", `attachment; filename="../../etc/B\"L.pdf"`)
		for range size / len(chunk) {
			if _, err := w.Write(chunk); err != nil {
				gone <- err
				return
			}
		}
		gone <- nil
	})
	client := api.client(t)
	d, err := client.Documents.Download(t.Context(), "whole")
	if err != nil {
		t.Fatal(err)
	}
	if d.MediaType != "application/pdf" || d.FileName != `B"L.pdf` || d.Size != -1 {
		t.Errorf("got %q, %q, %d", d.MediaType, d.FileName, d.Size)
	}
	if n, err := io.Copy(io.Discard, d); n != size || err != nil {
		t.Errorf("read %d bytes, %v", n, err)
	}
	if err := errors.Join(d.Close(), <-gone); err != nil {
		t.Error(err)
	}

	if d, err = client.Documents.Download(t.Context(), "left"); err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadFull(d, make([]byte, 10)); err != nil {
		t.Error(err)
	}
	if err := d.Close(); err != nil {
		t.Error(err)
	}
	select {
	case err := <-gone:
		if err == nil {
			t.Error("the whole file was sent to a reader that had gone")
		}
	case <-time.After(10 * time.Second):
		t.Error("the server still sends to a reader that has gone")
	}
}

// A download that fails is an error with the answer in it.
func TestDownloadFails(t *testing.T) {
	t.Parallel()
	api := newAPI(t)
	api.failing("GET /documents/x/download", http.StatusNotFound, `{"error":{"code":"gone","message":"no file"}}`)
	d, err := api.client(t).Documents.Download(t.Context(), "x")
	const want = "flexport: Documents.Download: GET /documents/x/download: 404 Not Found: no file (code gone)"
	if d != nil || err == nil || err.Error() != want {
		t.Errorf("got %v, %v, want %s", d, err, want)
	}
}

// The tag of a thing decides what it becomes.
func TestUnions(t *testing.T) {
	t.Parallel()
	var place flexport.Place
	const details = `{"details":[{"_object":"/trucking/port"},{"_object":"/ocean/port"},{"_object":"/ocean/railport"},{"_object":"/air/port"},` +
		`{"_object":"/space/port","x":1},{"x":null},null,"text"]}`
	if err := json.Unmarshal([]byte(details), &place); err != nil {
		t.Fatal(err)
	}
	d := place.Details
	if len(d) != 8 || d[0].Roadport == nil || d[1].Seaport == nil || d[2].Railport == nil || d[3].Airport == nil ||
		string(d[4].Raw) != `{"_object":"/space/port","x":1}` || string(d[5].Raw) != `{"x":null}` || string(d[7].Raw) != `"text"` {
		t.Errorf("got %+v", d)
	}
	if diff := cmp.Diff(details, string(encode(t, place))); diff != "" {
		t.Errorf("written again (-want +got):\n%s", diff)
	}
}

// A reference comes as such, or as what it refers to.
func TestExpandedReferences(t *testing.T) {
	t.Parallel()
	var plain, expanded flexport.Shipment
	const ref = `{"booking":{"_object":"/api/refs/object","ref_type":"/booking","link":"https://api.flexport.com/bookings/5","id":5},` +
		`"legs":{"_object":"/api/refs/collection","ref_type":"/shipment_leg","link":"https://api.flexport.com/shipment_legs?f.shipment.id=1"}}`
	const full = `{"booking":{"_object":"/booking","id":5,"name":"b","new":true},` +
		`"legs":{"_object":"/api/collections/paginated","next":null,"total_count":1,"data":[{"_object":"/shipment_leg","id":8}]}}`
	if err := errors.Join(json.Unmarshal([]byte(ref), &plain), json.Unmarshal([]byte(full), &expanded)); err != nil {
		t.Fatal(err)
	}
	if plain.Booking.ObjectRef == nil || plain.Booking.Booking != nil || plain.Legs.CollectionRef == nil {
		t.Fatalf("got %+v", plain)
	}
	if r := plain.Booking.ObjectRef; r.RefType != "/booking" || !strings.HasSuffix(r.Link, "/bookings/5") {
		t.Errorf("got %+v", r)
	}
	if expanded.Booking.Booking == nil || expanded.Booking.ObjectRef != nil || expanded.Legs.ShipmentLegCollection == nil {
		t.Fatalf("got %+v", expanded)
	}
	if b, l := expanded.Booking.Booking, expanded.Legs.ShipmentLegCollection.Data; b.ID != 5 || b.Name != "b" || !b.JSON.Has("new") || len(l) != 1 || l[0].ID != 8 {
		t.Errorf("got %+v, %+v", b, l)
	}
	for want, s := range map[string]flexport.Shipment{ref: plain, full: expanded} {
		if lost := losses(decode(t, []byte(want)), decode(t, encode(t, s)), ""); lost != nil {
			t.Error(lost)
		}
	}
}

// A value that the document does not know passes.
func TestUnknownEnumValue(t *testing.T) {
	t.Parallel()
	var s flexport.Shipment
	if err := json.Unmarshal([]byte(`{"status":"on_the_moon"}`), &s); err != nil {
		t.Fatal(err)
	}
	if s.Status != "on_the_moon" || string(encode(t, s)) != `{"status":"on_the_moon"}` {
		t.Errorf("got %+v", s)
	}
}
