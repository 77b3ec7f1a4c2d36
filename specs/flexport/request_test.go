package flexport_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/connectorgen/connectorgen/generated/flexport"
)

// The fields of params become the query as Flexport reads it.
func TestListParams(t *testing.T) {
	t.Parallel()
	api := newAPI(t)
	api.answer("GET /shipments", pageOf(`[]`, `null`))
	client := api.client(t)
	for _, test := range []struct {
		params *flexport.ShipmentsListParams
		want   string
	}{
		{nil, "/shipments"},
		{&flexport.ShipmentsListParams{}, "/shipments"},
		{
			&flexport.ShipmentsListParams{Page: 2, Per: 100, Sort: "id", Direction: flexport.DirectionAsc},
			"/shipments?page=2&per=100&sort=id&direction=asc",
		},
		{
			&flexport.ShipmentsListParams{Status: flexport.ShipmentStatusInTransitToArrivalPort, StatusesAny: "new_one", UpdatedAtGT: "2020-01-02T03:04:05+08:00"},
			"/shipments?f.status=in_transit_to_arrival_port&f.statuses.any=new_one&f.updated_at.gt=2020-01-02T03%3A04%3A05%2B08%3A00",
		},
		{
			&flexport.ShipmentsListParams{WantsFlexportFreight: flexport.Ptr(false), WantsImportCustomsService: flexport.Ptr(true)},
			"/shipments?f.wants_flexport_freight=false&f.wants_import_customs_service=true",
		},
		{
			&flexport.ShipmentsListParams{Metadata: map[string]string{"PO #": "a&b=c", "Key": "ü", "empty": ""}, SKU: "a+b c/d"},
			"/shipments?f.sku=a%2Bb%20c%2Fd&f.metadata.Key=%C3%BC&f.metadata.PO%20%23=a%26b%3Dc&f.metadata.empty=",
		},
		{
			&flexport.ShipmentsListParams{Expand: []string{"booking", "legs"}, ContainerNumber: "X"},
			"/shipments?f.container_number=X&expand=booking,legs",
		},
	} {
		if _, err := client.Shipments.List(t.Context(), test.params); err != nil {
			t.Fatal(err)
		}
		got := last(api.received())
		if diff := cmp.Diff(test.want, got.uri); diff != "" {
			t.Errorf("%+v (-want +got):\n%s", test.params, diff)
		}
	}
}

func last[T any](list []T) T { return list[len(list)-1] }

// Two parameters that would have one Go name have two.
func TestParamsThatCollide(t *testing.T) {
	t.Parallel()
	api := newAPI(t)
	api.answer("GET /invoices", pageOf(`[]`, `null`))
	params := &flexport.InvoicesListParams{ShipmentID: flexport.Ptr[int64](1), OldShipmentID: flexport.Ptr[int64](0)} //nolint:staticcheck // the older form of a parameter is what this is about
	if _, err := api.client(t).Invoices.List(t.Context(), params); err != nil {
		t.Fatal(err)
	}
	uri := last(api.received()).uri
	if !strings.Contains(uri, "f.shipment.id=1") || !strings.Contains(uri, "f.shipment_id=0") {
		t.Errorf("sent %s", uri)
	}
}

// Values in paths are escaped, and never change the path.
func TestPathValues(t *testing.T) {
	t.Parallel()
	api := newAPI(t)
	api.answer("GET /documents/{id}", envelope(`{}`))
	client := api.client(t)
	if _, err := client.Documents.Get(t.Context(), "a/b c?d#e%"); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff("/documents/a%2Fb%20c%3Fd%23e%25", last(api.received()).uri); diff != "" {
		t.Errorf("path (-want +got):\n%s", diff)
	}
	for id, want := range map[string]string{
		"":   `flexport: Documents.Get: path parameter "id" is empty`,
		"..": `flexport: Documents.Get: path parameter "id" is "..", which would change the path`,
	} {
		if _, err := client.Documents.Get(t.Context(), id); err == nil || err.Error() != want {
			t.Errorf("%q: got %v, want %s", id, err, want)
		}
	}
	if n := len(api.received()); n != 1 {
		t.Errorf("%d requests, want 1", n)
	}
}

// A change leaves fields out, sets them or sends null for them.
func TestUpdateBody(t *testing.T) {
	t.Parallel()
	api := newAPI(t)
	api.answer("PATCH /products/{id}", envelope(`{"id":7,"name":"new"}`))
	client := api.client(t)
	sendsZero := &flexport.UpdateProduct{}
	sendsZero.JSON.SetNull("sku")
	withExtra := &flexport.UpdateProduct{Name: flexport.Set("<b>&")}
	withExtra.JSON.Extra = map[string]json.RawMessage{"new_field": json.RawMessage(`[1, 2]`)}
	for want, in := range map[string]*flexport.UpdateProduct{
		`{}`:                                  {},
		`{"name":"","client_verified":false}`: {Name: flexport.Set(""), ClientVerified: flexport.Set(false)},
		`{"sku":null,"description":null}`:     {SKU: flexport.Null[string](), Description: flexport.Null[string]()},
		`{"name":"x","sku":null}`:             {Name: flexport.Set("x"), SKU: flexport.Null[string]()},
		`{"suppliers":[]}`:                    {Suppliers: flexport.Set([]flexport.WriteProductSupplier{})},
		`{"suppliers":null}`:                  {Suppliers: flexport.Null[[]flexport.WriteProductSupplier]()},
		`{"sku":null}`:                        sendsZero,
		`{"name":"<b>&","new_field":[1, 2]}`:  withExtra,
	} {
		product, err := client.Products.Update(t.Context(), 7, in)
		if err != nil {
			t.Fatal(err)
		}
		if product.ID != 7 || product.Name != "new" {
			t.Errorf("got %v", product)
		}
		got := last(api.received())
		if diff := cmp.Diff(want, got.body); diff != "" {
			t.Errorf("body (-want +got):\n%s", diff)
		}
		if media := got.header.Get("Content-Type"); media != "application/json" {
			t.Errorf("media type %q", media)
		}
	}
}

// A body to create holds what is set, and what has to be there.
func TestCreateBody(t *testing.T) {
	t.Parallel()
	api := newAPI(t)
	api.answer("POST /network/companies", envelope(`{"id":"9","name":"x"}`))
	api.answer("PATCH /shipments/{id}", envelope(`{"id":3,"metadata":{"PO #":["1","2"]}}`))
	client := api.client(t)
	company, err := client.Companies.Create(t.Context(), &flexport.CreateCompany{Name: "x", Ref: "r"})
	if err != nil || company.Name != "x" {
		t.Fatalf("got %v, %v", company, err)
	}
	if got := last(api.received()).body; got != `{"name":"x","ref":"r"}` {
		t.Errorf("sent %s", got)
	}
	metadata := flexport.Set(map[string][]string{"PO #": {"1", "2"}, "none": {}})
	shipment, err := client.Shipments.Update(t.Context(), 3, &flexport.UpdateShipment{Metadata: metadata})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(map[string][]string{"PO #": {"1", "2"}}, shipment.Metadata); diff != "" {
		t.Errorf("metadata (-want +got):\n%s", diff)
	}
	if got := last(api.received()).body; got != `{"metadata":{"PO #":["1","2"],"none":[]}}` {
		t.Errorf("sent %s", got)
	}
}

// What the document does not know can be sent all the same.
func TestExtras(t *testing.T) {
	t.Parallel()
	api := newAPI(t)
	api.answer("POST /network/companies", envelope(`{}`))
	var response flexport.Response
	_, err := api.client(t, flexport.WithHeader("X-Client", "1"), flexport.WithUserAgent("mine/1")).Companies.Create(t.Context(),
		&flexport.CreateCompany{Name: "x"},
		flexport.WithQuery("new param", "a", "b&c"), flexport.WithHeader("X-Call", "2"),
		flexport.WithBodyField("new", []int{1}), flexport.WithBodyField("name", nil),
		flexport.WithIdempotencyKey("key-1"), flexport.WithResponse(&response))
	if err != nil {
		t.Fatal(err)
	}
	got := last(api.received())
	if got.uri != "/network/companies?new%20param=a&new%20param=b%26c" {
		t.Errorf("sent %s", got.uri)
	}
	if got.body != `{"new":[1],"name":null}` {
		t.Errorf("sent %s", got.body)
	}
	for name, want := range map[string]string{
		"X-Client": "1", "X-Call": "2", "User-Agent": "mine/1", "Flexport-Version": "2", "Idempotency-Key": "key-1", "Accept": "application/json",
	} {
		if value := got.header.Get(name); value != want {
			t.Errorf("header %s is %q, want %q", name, value, want)
		}
	}
	if response.StatusCode != http.StatusOK || !strings.Contains(string(response.Envelope), `"version":2`) {
		t.Errorf("got %+v", response)
	}
}

// Do reaches an endpoint that the document does not know, with token and version.
func TestDo(t *testing.T) {
	t.Parallel()
	api := newAPI(t)
	api.answer("PUT /new/endpoint", `{"a":{"b":[1,2]}}`)
	var out struct{ A struct{ B []int } }
	in := map[string]any{"x": nil}
	if err := api.client(t).Do(t.Context(), "put", "/new/endpoint?q=1", in, &out); err != nil {
		t.Fatal(err)
	}
	got := last(api.received())
	if got.method != "PUT" || got.uri != "/new/endpoint?q=1" || got.body != `{"x":null}` {
		t.Errorf("sent %s %s %s", got.method, got.uri, got.body)
	}
	if diff := cmp.Diff([]int{1, 2}, out.A.B); diff != "" {
		t.Errorf("answer (-want +got):\n%s", diff)
	}
}

// Middleware sees every request with the name of its operation.
func TestMiddleware(t *testing.T) {
	t.Parallel()
	api := newAPI(t)
	api.answer("GET /shipments", pageOf(`[]`, `null`))
	api.answer("GET /documents/x/download", `bytes`)
	api.answer("GET /other", `{}`)
	var mu sync.Mutex
	var seen []string
	spy := func(name string) flexport.Option {
		return flexport.WithMiddleware(func(next http.RoundTripper) http.RoundTripper {
			return roundTripper(func(r *http.Request) (*http.Response, error) {
				mu.Lock()
				seen = append(seen, name+" "+flexport.OperationName(r.Context()))
				mu.Unlock()
				return next.RoundTrip(r)
			})
		})
	}
	client := api.client(t, spy("inner"), spy("outer"))
	if _, err := client.Shipments.List(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	download, err := client.Documents.Download(t.Context(), "x")
	if err != nil {
		t.Fatal(err)
	}
	if err := download.Close(); err != nil {
		t.Error(err)
	}
	if err := client.Do(t.Context(), "GET", "/other", nil, nil); err != nil {
		t.Fatal(err)
	}
	want := []string{"outer Token", "inner Token", "outer Shipments.List", "inner Shipments.List", "outer Documents.Download", "inner Documents.Download", "outer Do", "inner Do"}
	if diff := cmp.Diff(want, slices.Clone(seen)); diff != "" {
		t.Errorf("seen (-want +got):\n%s", diff)
	}
}
