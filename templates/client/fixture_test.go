package client

// This file is what a generated package looks like beside the runtime. The
// other tests use it as a user would.

import (
	"context"
	"encoding/json"
	"io"
	"iter"
	"log/slog"
	"time"
)

// Client is a client of the API.
type Client struct {
	core *core

	Shipments *ShipmentsService
	Bookings  *BookingsService
	Documents *DocumentsService
	Lists     *ListsService
}

var api = spec{
	name: "acme", version: "0.1.0",
	baseURL: "https://api.acme.example",
	headers: []header{{"Acme-Version", "2"}},
	auth: []authMethod{
		{
			key: "oauth2", label: "OAuth 2 (client credentials)",
			fields: []string{"client_secret", "client_id", "scope", "grant_type", "response_token_key", "audience"},
			needs:  []string{"client_secret", "client_id", "grant_type", "response_token_key", "audience"},
			token: &tokenRequest{
				method: "POST", url: "https://api.acme.example/oauth/token", encoding: "json", clientAuth: "body",
				headers: []tokenParam{{name: "X-Token", value: "yes"}},
				params: []tokenParam{
					{name: "client_id", value: "${client_id}"},
					{name: "client_secret", value: "${client_secret}"},
					{name: "audience", value: "${audience}"},
					{name: "grant_type", value: "${grant_type}"},
					{name: "scope", value: "${scope}", omitEmpty: true},
				},
				tokenPath: "${response_token_key}", expiresInPath: "expires_in", expiresInUnit: "second",
				lifetime: 24 * time.Hour, renewBefore: 5 * time.Minute, renewOnStatus: []int{401},
				maxRequests: 10, maxRequestsPer: 24 * time.Hour,
			},
			apply: []application{{in: "header", name: "Authorization", value: "Bearer ${access_token}"}},
		},
		{
			key: "key", label: "API key", fields: []string{"api_key"}, needs: []string{"api_key"},
			apply: []application{{in: "query", name: "api_key", value: "${api_key}"}, {in: "cookie", name: "k", value: "${api_key}"}},
		},
		{
			key: "login", label: "User name and password", fields: []string{"username", "password"}, needs: []string{"username"},
			apply: []application{{in: "header", name: "Authorization", value: "Basic ${basic}"}},
		},
	},
	retry: retryDefaults{
		statuses: []int{429, 502, 503, 504}, retryAfterHeader: "Retry-After", maxAttempts: 3,
		constant: false, idempotencyHeader: "",
	},
	errorCode: "error.code", errorMessage: "error.message",
}

// New makes a client.
func New(credentials Credentials, opts ...Option) (*Client, error) {
	return newOf(&api, credentials, opts)
}

// newOf lets tests change the table.
func newOf(api *spec, credentials Credentials, opts []Option) (*Client, error) {
	c, err := newCore(api, credentials.values(), opts)
	if err != nil {
		return nil, err
	}
	return &Client{
		core: c, Shipments: &ShipmentsService{c}, Bookings: &BookingsService{c},
		Documents: &DocumentsService{c}, Lists: &ListsService{c},
	}, nil
}

// Do calls an endpoint that the document does not know.
func (c *Client) Do(ctx context.Context, method, path string, in, out any, opts ...CallOption) error {
	return c.core.do(ctx, method, path, in, out, opts)
}

// Credentials prove who is calling.
type Credentials struct {
	ClientSecret, ClientID, Scope, GrantType, ResponseTokenKey, Audience string
	APIKey, Username, Password                                           string
}

func (c Credentials) values() []credential {
	return []credential{
		{key: "client_secret", label: "Client secret", value: c.ClientSecret, secret: true},
		{key: "client_id", label: "Client ID", value: c.ClientID},
		{key: "scope", label: "Scope", value: c.Scope},
		{key: "grant_type", label: "Grant type", value: c.GrantType, preset: "client_credentials"},
		{key: "response_token_key", label: "Token key", value: c.ResponseTokenKey, preset: "access_token"},
		{key: "audience", label: "Audience", value: c.Audience, preset: "https://api.acme.example"},
		{key: "api_key", label: "API key", value: c.APIKey, secret: true},
		{key: "username", label: "User name", value: c.Username},
		{key: "password", label: "Password", value: c.Password, secret: true},
	}
}

// String leaves the secrets out.
func (c Credentials) String() string { return redact(c.values()) }

// GoString leaves the secrets out.
func (c Credentials) GoString() string { return c.String() }

// LogValue leaves the secrets out.
func (c Credentials) LogValue() slog.Value { return slog.StringValue(c.String()) }

type ShipmentsService struct{ core *core }

var (
	opShipmentsGet = operation{
		id: "shipment_show", name: "Shipments.Get", method: "GET", path: "/shipments/{id}",
		accept: "application/json", payload: "data",
	}
	opShipmentsList = operation{
		id: "shipment_index", name: "Shipments.List", method: "GET", path: "/shipments", accept: "application/json",
		page: &paging{
			style: "nextUrl", items: "data.data", next: "data.next", prev: "data.prev", total: "data.total_count",
			pageParam: "page", limitParam: "per",
		},
	}
	opShipmentsUpdate = operation{
		id: "shipment_update", name: "Shipments.Update", method: "PATCH", path: "/shipments/{id}",
		accept: "application/json", body: "application/json", payload: "data",
	}
	opShipmentsDelete = operation{id: "shipment_delete", name: "Shipments.Delete", method: "DELETE", path: "/shipments/{id}"}
	opShipmentsTags   = operation{
		id: "shipment_tags", name: "Shipments.Tags", method: "GET", path: "/shipments/{id}/tags/{kind}",
		accept: "application/json", payload: "data",
	}
)

func (s *ShipmentsService) Get(ctx context.Context, id int64, opts ...CallOption) (*Shipment, error) {
	return call[Shipment](ctx, s.core, &opShipmentsGet, request{path: []any{id}}, opts)
}

func (s *ShipmentsService) List(ctx context.Context, params *ShipmentsListParams, opts ...CallOption) (*Page[Shipment], error) {
	return list[Shipment](ctx, s.core, &opShipmentsList, request{params: params}, opts)
}

func (s *ShipmentsService) All(ctx context.Context, params *ShipmentsListParams, opts ...CallOption) iter.Seq2[*Shipment, error] {
	return all[Shipment](ctx, s.core, &opShipmentsList, request{params: params}, opts)
}

func (s *ShipmentsService) Update(ctx context.Context, id int64, in *Shipment, opts ...CallOption) (*Shipment, error) {
	return call[Shipment](ctx, s.core, &opShipmentsUpdate, request{path: []any{id}, body: in}, opts)
}

func (s *ShipmentsService) Delete(ctx context.Context, id int64, opts ...CallOption) error {
	return callNone(ctx, s.core, &opShipmentsDelete, request{path: []any{id}}, opts)
}

func (s *ShipmentsService) Tags(ctx context.Context, id int64, kind string, opts ...CallOption) ([]string, error) {
	return callValue[[]string](ctx, s.core, &opShipmentsTags, request{path: []any{id, kind}}, opts)
}

type ShipmentsGetParams struct {
	Expand []string `query:"expand" style:"form" explode:"false"`
	Trace  string   `header:"X-Trace"`
}

func (p *ShipmentsGetParams) applyCall(c *callConfig) error { return c.setParams("Shipments.Get", p) }

type ShipmentsListParams struct {
	Page     *int64            `query:"page"`
	Per      *int64            `query:"per"`
	Status   ShipmentStatus    `query:"f.status"`
	Late     *bool             `query:"f.late"`
	Since    time.Time         `query:"f.since"`
	Ready    Date              `query:"f.ready"`
	Metadata map[string]string `query:"f.metadata.<KEY>"`
	Sets     map[string][]int  `query:"f.set.<KEY>.any"`
	Expand   []string          `query:"expand" style:"form" explode:"false"`
	IDs      []int64           `query:"ids"`
	Spaced   []string          `query:"spaced" style:"spaceDelimited" explode:"false"`
	Piped    []string          `query:"piped" style:"pipeDelimited" explode:"false"`
	Filter   *Filter           `query:"filter" style:"deepObject"`
	Flat     *Filter           `query:"flat"`
	Joined   *Filter           `query:"joined" explode:"false"`
	Where    string            `query:"where" reserved:"true"`
	JSON     *Filter           `query:"json" media:"application/json"`
	Trace    []string          `header:"X-Trace"`
	Session  string            `cookie:"session"`
}

// Filter is a parameter that is an object.
type Filter struct {
	Min   float64           `json:"min,omitempty"`
	Names []string          `json:"names,omitempty"`
	Sub   map[string]string `json:"sub,omitempty"`
	JSON  Fields            `json:"-"`
}

func (x Filter) MarshalJSON() ([]byte, error)     { return marshalObject(x) }
func (x *Filter) UnmarshalJSON(data []byte) error { return unmarshalObject(data, x) }

type BookingsService struct{ core *core }

var (
	opBookingsCreate = operation{
		id: "booking_create", name: "Bookings.Create", method: "POST", path: "/bookings", accept: "application/json", payload: "data",
	}
	opBookingsSearch = operation{
		id: "booking_search", name: "Bookings.Search", method: "GET", path: "/bookings/search", accept: "application/json",
		security: [][]string{{"login"}, {"oauth2", "key"}},
	}
	opBookingsPublic = operation{
		id: "booking_public", name: "Bookings.Public", method: "GET", path: "/bookings/public", accept: "text/plain",
		security: [][]string{{}},
	}
)

func (s *BookingsService) Create(ctx context.Context, in *CreateBooking, opts ...CallOption) (*CreateBooking, error) {
	return call[CreateBooking](ctx, s.core, &opBookingsCreate, request{body: in}, opts)
}

func (s *BookingsService) Search(ctx context.Context, params *BookingsSearchParams, opts ...CallOption) (json.RawMessage, error) {
	return callValue[json.RawMessage](ctx, s.core, &opBookingsSearch, request{params: params}, opts)
}

func (s *BookingsService) Public(ctx context.Context, opts ...CallOption) (string, error) {
	return callValue[string](ctx, s.core, &opBookingsPublic, request{}, opts)
}

type BookingsSearchParams struct {
	Q    string   `query:"q" required:"true"`
	List []string `query:"list" required:"true"`
}

// CreateBooking is a request body.
type CreateBooking struct {
	Name   string           `json:"name"`
	Ready  Opt[Date]        `json:"ready,omitempty"`
	Weight Decimal          `json:"weight,omitempty"`
	Lines  []string         `json:"lines"`
	Note   Opt[string]      `json:"note,omitempty"`
	Extra  map[string]int64 `json:"-" additional:"true"`
	JSON   Fields           `json:"-"`
}

func (x CreateBooking) MarshalJSON() ([]byte, error)     { return marshalObject(x) }
func (x *CreateBooking) UnmarshalJSON(data []byte) error { return unmarshalObject(data, x) }

type DocumentsService struct{ core *core }

var (
	opDocumentsDownload = operation{id: "document_download", name: "Documents.Download", method: "GET", path: "/documents/{id}/download", accept: "*/*"}
	opDocumentsUpload   = operation{id: "document_upload", name: "Documents.Upload", method: "POST", path: "/documents", accept: "application/json", body: "multipart/form-data"}
	opDocumentsForm     = operation{id: "document_form", name: "Documents.Form", method: "PUT", path: "/form", body: "application/x-www-form-urlencoded"}
	opDocumentsRaw      = operation{id: "document_raw", name: "Documents.Raw", method: "PUT", path: "/raw", body: "application/pdf"}
)

func (s *DocumentsService) Download(ctx context.Context, id string, opts ...CallOption) (*Download, error) {
	return callStream(ctx, s.core, &opDocumentsDownload, request{path: []any{id}}, opts)
}

func (s *DocumentsService) Upload(ctx context.Context, in *UploadDocument, opts ...CallOption) (json.RawMessage, error) {
	return callValue[json.RawMessage](ctx, s.core, &opDocumentsUpload, request{body: in}, opts)
}

func (s *DocumentsService) Form(ctx context.Context, in *Filter, opts ...CallOption) error {
	return callNone(ctx, s.core, &opDocumentsForm, request{body: in}, opts)
}

func (s *DocumentsService) Raw(ctx context.Context, in io.Reader, opts ...CallOption) error {
	return callNone(ctx, s.core, &opDocumentsRaw, request{body: in}, opts)
}

// UploadDocument is a multipart body.
type UploadDocument struct {
	Title string   `json:"title,omitempty"`
	Tags  []string `json:"tags,omitempty"`
	Meta  *Filter  `json:"meta,omitempty"`
	File  Upload   `json:"file" media:"image/png"`
	More  []Upload `json:"more,omitempty"`
	JSON  Fields   `json:"-"`
}

func (x UploadDocument) MarshalJSON() ([]byte, error)     { return marshalObject(x) }
func (x *UploadDocument) UnmarshalJSON(data []byte) error { return unmarshalObject(data, x) }

// ListsService has a list of each paging style.
type ListsService struct{ core *core }

var (
	opListsLink   = operation{id: "link", name: "Lists.Link", method: "GET", path: "/link", accept: "application/json", page: &paging{style: "linkHeader"}}
	opListsCursor = operation{id: "cursor", name: "Lists.Cursor", method: "GET", path: "/cursor", accept: "application/json", page: &paging{style: "cursor", items: "items", cursor: "meta.next", more: "meta.more", cursorParam: "after"}}
	opListsPage   = operation{id: "page", name: "Lists.Page", method: "GET", path: "/page", accept: "application/json", page: &paging{style: "page", items: "items", total: "total", pageParam: "page", startPage: 1, limitParam: "per"}}
	opListsOffset = operation{id: "offset", name: "Lists.Offset", method: "GET", path: "/offset", accept: "application/json", page: &paging{style: "offset", items: "items", total: "total", offsetParam: "skip"}}
)

func (s *ListsService) Link(ctx context.Context, opts ...CallOption) iter.Seq2[*int64, error] {
	return all[int64](ctx, s.core, &opListsLink, request{}, opts)
}

func (s *ListsService) Cursor(ctx context.Context, opts ...CallOption) iter.Seq2[*int64, error] {
	return all[int64](ctx, s.core, &opListsCursor, request{}, opts)
}

func (s *ListsService) Page(ctx context.Context, opts ...CallOption) iter.Seq2[*int64, error] {
	return all[int64](ctx, s.core, &opListsPage, request{}, opts)
}

func (s *ListsService) Offset(ctx context.Context, opts ...CallOption) iter.Seq2[*int64, error] {
	return all[int64](ctx, s.core, &opListsOffset, request{}, opts)
}

// Shipment is a shipment.
type Shipment struct {
	Object     string              `json:"_object,omitempty"`
	ID         int64               `json:"id,omitempty"`
	Name       string              `json:"name,omitempty"`
	Status     ShipmentStatus      `json:"status,omitempty"`
	Priority   string              `json:"priority,omitempty"`
	Pieces     int64               `json:"pieces,omitempty"`
	Late       bool                `json:"late,omitempty"`
	Weight     *Weight             `json:"calculated_weight,omitempty"`
	CreatedAt  time.Time           `json:"created_date,omitempty"`
	UpdatedAt  time.Time           `json:"updated_at,omitempty"`
	CargoReady Date                `json:"cargo_ready_date,omitempty"`
	Metadata   map[string][]string `json:"metadata,omitempty"`
	Tags       []string            `json:"tags,omitempty"`
	Price      Decimal             `json:"price,omitempty"`
	Items      []Item              `json:"items,omitempty"`
	Legs       *LegsOrRef          `json:"legs,omitempty"`
	Origin     *Node               `json:"origin,omitempty"`
	Odd        string              `json:"-" name:"a,b"`
	Free       json.RawMessage     `json:"free,omitempty"`
	Any        any                 `json:"any,omitempty"`
	JSON       Fields              `json:"-"`
}

func (x Shipment) MarshalJSON() ([]byte, error)     { return marshalObject(x) }
func (x *Shipment) UnmarshalJSON(data []byte) error { return unmarshalObject(data, x) }

// ShipmentStatus is where a shipment is.
type ShipmentStatus string

// The known statuses.
const ShipmentStatusDelivered ShipmentStatus = "delivered"

// Weight is a weight.
type Weight struct {
	Object string  `json:"_object,omitempty"`
	Value  float64 `json:"value,omitempty"`
	Unit   string  `json:"unit,omitempty"`
	JSON   Fields  `json:"-"`
}

func (x Weight) MarshalJSON() ([]byte, error)     { return marshalObject(x) }
func (x *Weight) UnmarshalJSON(data []byte) error { return unmarshalObject(data, x) }

// Item is a thing in a shipment.
type Item struct {
	ID   int64  `json:"id,omitempty"`
	Name string `json:"name,omitempty"`
	JSON Fields `json:"-"`
}

func (x Item) MarshalJSON() ([]byte, error)     { return marshalObject(x) }
func (x *Item) UnmarshalJSON(data []byte) error { return unmarshalObject(data, x) }

// Node is a stop.
type Node struct {
	Object string   `json:"_object,omitempty"`
	Tags   []string `json:"tags,omitempty"`
	Place  *Place   `json:"place,omitempty"`
	JSON   Fields   `json:"-"`
}

func (x Node) MarshalJSON() ([]byte, error)     { return marshalObject(x) }
func (x *Node) UnmarshalJSON(data []byte) error { return unmarshalObject(data, x) }

// Place is a place.
type Place struct {
	Object  string        `json:"_object,omitempty"`
	Name    string        `json:"name,omitempty"`
	Details []PlaceDetail `json:"details,omitempty"`
	JSON    Fields        `json:"-"`
}

func (x Place) MarshalJSON() ([]byte, error)     { return marshalObject(x) }
func (x *Place) UnmarshalJSON(data []byte) error { return unmarshalObject(data, x) }

// PlaceDetail is a union told apart by a tag.
type PlaceDetail struct {
	Airport *Airport `union:"/air/port"`
	Seaport *Seaport `union:"/ocean/port|/trucking/port"`
	Maker   *Item    `union:""`
	Raw     json.RawMessage
}

func (x PlaceDetail) MarshalJSON() ([]byte, error)     { return marshalUnion(x) }
func (x *PlaceDetail) UnmarshalJSON(data []byte) error { return unmarshalUnion(data, x, "_object") }

// Airport is an airport.
type Airport struct {
	Object string `json:"_object,omitempty"`
	IATA   string `json:"iata_code,omitempty"`
	JSON   Fields `json:"-"`
}

func (x Airport) MarshalJSON() ([]byte, error)     { return marshalObject(x) }
func (x *Airport) UnmarshalJSON(data []byte) error { return unmarshalObject(data, x) }

// Seaport is a seaport.
type Seaport struct {
	Object string `json:"_object,omitempty"`
	Code   string `json:"port_code,omitempty"`
	JSON   Fields `json:"-"`
}

func (x Seaport) MarshalJSON() ([]byte, error)     { return marshalObject(x) }
func (x *Seaport) UnmarshalJSON(data []byte) error { return unmarshalObject(data, x) }

// LegsOrRef is a union told apart by shape.
type LegsOrRef struct {
	Ref    *Ref       `union:""`
	Items  []Item     `union:""`
	Count  *int64     `union:""`
	Moment *time.Time `union:""`
	Text   *string    `union:""`
	Raw    json.RawMessage
}

func (x LegsOrRef) MarshalJSON() ([]byte, error)     { return marshalUnion(x) }
func (x *LegsOrRef) UnmarshalJSON(data []byte) error { return unmarshalUnion(data, x, "") }

// Ref stands for another resource.
type Ref struct {
	Object  string `json:"_object,omitempty"`
	RefType string `json:"ref_type"`
	Link    string `json:"link"`
	ID      int64  `json:"id,omitempty"`
	JSON    Fields `json:"-"`
}

func (x Ref) MarshalJSON() ([]byte, error)     { return marshalObject(x) }
func (x *Ref) UnmarshalJSON(data []byte) error { return unmarshalObject(data, x) }
