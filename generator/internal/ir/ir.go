// Package ir describes a connector in the words of the API, not of Go.
//
// Every later stage reads only this package. It therefore holds no type of
// kin-openapi, yaml.v3 or jennifer, no map whose order could leak into the
// output, and no method that renders anything. All text in it comes from the
// user's files and is untrusted: emitters escape it.
package ir

import (
	"encoding/json"
	"strings"
	"time"

	"github.com/connectorgen/connectorgen/generator/internal/source"
)

// A Connector is everything the emitters need to know about one API.
type Connector struct {
	ID         string // reverse-DNS namespace and slug, such as "com.flexport/flexport"
	Name       string // as people know it, such as "Flexport"
	Version    string // semantic version of the connector
	APIVersion string `json:",omitempty"`
	Listing    Listing
	Servers    []Server
	Headers    []Header     `json:",omitempty"` // sent with every request
	Auth       []AuthMethod // in the order of the descriptor; the first is the default
	Test       *Test        `json:",omitempty"`
	RateLimits []RateLimit  `json:",omitempty"`
	Retry      Retry
	Errors     ErrorPaths
	Payload    string      `json:",omitempty"` // dotted path to the payload in an enveloped answer; "" if answers have no envelope
	Resources  []Resource  // in order of first use
	Operations []Operation // in document order
	Events     []Event     `json:",omitempty"` // what the API sends by itself: webhooks in document order, then callbacks in that of Operations
	Schemas    []*Schema   // named schemas in document order; Name is unique
	Sources    []Source    // the inputs, in the order in which they were read
}

// Slug is the last part of the connector's ID, such as "flexport".
func (c *Connector) Slug() string {
	for i := len(c.ID) - 1; i >= 0; i-- {
		if c.ID[i] == '/' {
			return c.ID[i+1:]
		}
	}
	return c.ID
}

// Schema returns the named schema, or nil.
func (c *Connector) Schema(name string) *Schema {
	for _, s := range c.Schemas {
		if s.Name == name {
			return s
		}
	}
	return nil
}

// Operation returns the operation with the ID, or nil.
func (c *Connector) Operation(id string) *Operation {
	for i := range c.Operations {
		if c.Operations[i].ID == id {
			return &c.Operations[i]
		}
	}
	return nil
}

// A Listing is what a marketplace shows of a connector.
type Listing struct {
	Summary     string   `json:",omitempty"`
	Description string   `json:",omitempty"`
	Categories  []string `json:",omitempty"`
	EntityTypes []string `json:",omitempty"`
	License     string   `json:",omitempty"`
	Color       string   `json:",omitempty"` // "#rrggbb"
	Vendor      Party
	Publisher   Party
	Links       []Link `json:",omitempty"` // in a fixed order
	Icons       []Icon `json:",omitempty"` // in the order of the connector file
}

// An Icon is a picture that stands for the connector. It has been checked: it
// runs nothing and loads nothing.
type Icon struct {
	Path      string // in the output folder, such as "icons/shop.svg"
	MediaType string // image/svg+xml or image/png
	Size      string // "any", or such as "230x230" in pixels
	Opaque    bool   `json:",omitempty"` // of a PNG: nothing shines through
	Content   []byte `json:"-"`
	Pos       source.Pos
}

// A Party is a company or person.
type Party struct {
	Name  string
	URL   string `json:",omitempty"`
	Email string `json:",omitempty"`
}

// A Link is a page about the connector. Rel is one of apiDocs, website,
// privacyPolicy, support, changelog, repository, credentialHelp.
type Link struct{ Rel, URL string }

// A Server is a base URL of the API.
type Server struct {
	URL         string
	Name        string `json:",omitempty"`
	Environment string `json:",omitempty"` // "production" or "sandbox"
	Variables   []Field
}

// A Header is a fixed header.
type Header struct{ Name, Value string }

// AuthType names a way to authenticate, in the words of the manifest.
type AuthType string

// The authentication types.
const (
	AuthNone              AuthType = "none"
	AuthAPIKey            AuthType = "apiKey"
	AuthBasic             AuthType = "basic"
	AuthBearer            AuthType = "bearer"
	AuthClientCredentials AuthType = "oauth2ClientCredentials" //nolint:gosec // the name of a grant
	AuthAuthorizationCode AuthType = "oauth2AuthorizationCode"
	AuthPassword          AuthType = "oauth2Password"
	AuthMutualTLS         AuthType = "mutualTLS" // no fields: the program's HTTP client has the certificate
)

// An AuthMethod is one way to prove who is calling.
type AuthMethod struct {
	Key         string
	Type        AuthType
	Label       string
	Description string   `json:",omitempty"`
	Fields      []Field  // in the order in which a form asks for them
	Authorize   string   `json:",omitempty"` // AuthAuthorizationCode: where a person lets the program in
	Scopes      []string `json:",omitempty"` // AuthAuthorizationCode: what it can be let into
	Token       *Token   `json:",omitempty"` // nil: nothing is fetched
	Apply       []Apply  // how a request is signed
	Pos         source.Pos
}

// A Field is one value that a person enters: a credential or a server variable.
type Field struct {
	Key         string // unique in its method: ^[a-zA-Z][a-zA-Z0-9_]*$
	Label       string
	Type        string   // string, integer, boolean, enum, url or text
	Enum        []string `json:",omitempty"` // for Type "enum"
	Secret      bool     `json:",omitempty"`
	Required    bool     `json:",omitempty"` // the form asks for it
	AllowEmpty  bool     `json:",omitempty"` // required by the form, yet an empty value works
	Default     string   `json:",omitempty"`
	Fixed       bool     `json:",omitempty"` // leave set to Default
	Visibility  string   `json:",omitempty"` // normal, advanced or hidden
	Pattern     string   `json:",omitempty"`
	Placeholder string   `json:",omitempty"`
	Note        string   `json:",omitempty"` // shown to the person
	HelpURL     string   `json:",omitempty"`
	Pos         source.Pos
}

// A Token says how an access token is fetched, read and kept.
// Templates are text with ${field} references to the method's fields.
type Token struct {
	Method         string // POST or GET
	URL            string // template
	Encoding       string // json, form or query
	ClientAuth     string // body, basic or none
	Headers        []TokenParam
	Params         []TokenParam
	TokenPath      string        // template; dotted path in the answer
	ExpiresInPath  string        `json:",omitempty"`
	ExpiresInUnit  string        `json:",omitempty"` // second (default), millisecond or minute
	RefreshPath    string        `json:",omitempty"`
	Lifetime       time.Duration // used when the answer does not tell
	RenewBefore    time.Duration
	RenewOnStatus  []int
	MaxRequests    int    // token requests allowed per MaxRequestsPer; 0: no limit known
	MaxRequestsPer string // second, minute, hour or day
	Pos            source.Pos
}

// A TokenParam is one parameter or header of the token request.
type TokenParam struct {
	Name      string
	Value     string // template
	OmitEmpty bool   `json:",omitempty"`
	Pos       source.Pos
}

// An Apply puts a credential into a request.
type Apply struct {
	In    In     // header, query or cookie
	Name  string // such as "Authorization"
	Value string // template; ${access_token} is the token that was fetched
	Pos   source.Pos
}

// A Test is the call that proves a connection works: a safe GET.
type Test struct {
	Operation string // Operation.ID
	Input     []TestInput
	Expect    []int // status codes
	Pos       source.Pos
}

// A TestInput is one argument of the test call.
type TestInput struct {
	Name  string
	Value json.RawMessage
}

// A RateLimit is a documented limit.
type RateLimit struct {
	Scope string // connection, token-request or action
	Limit int
	Unit  string // second, minute, hour or day
}

// Retry says what may be repeated and how.
type Retry struct {
	Statuses         []int
	RetryAfterHeader string
	MaxAttempts      int
	Backoff          string // constant or exponential
	IdempotencyKey   string `json:",omitempty"` // header that makes a repeated POST safe
}

// ErrorPaths says where an error answer keeps its code and message: dotted paths.
type ErrorPaths struct {
	Code    string `json:",omitempty"`
	Message string `json:",omitempty"`
}

// A Resource is a kind of thing the API deals in.
type Resource struct {
	Key         string // camelCase singular, unique, such as "bookingLineItem"
	Name        string // such as "Booking line item"
	Plural      string // such as "Booking line items"
	Tag         string `json:",omitempty"` // the tag it came from, as written
	Description string `json:",omitempty"`
	PrimaryKey  []string
	Schema      string `json:",omitempty"` // Schema.Name of the thing itself
}

// OpKind says what an operation does to its resource.
type OpKind string

// The kinds of operation.
const (
	OpList   OpKind = "list"
	OpGet    OpKind = "get"
	OpCreate OpKind = "create"
	OpUpdate OpKind = "update"
	OpDelete OpKind = "delete"
	OpCustom OpKind = "custom"
)

// An Operation is one HTTP call of the API.
//
// Path keeps its {placeholders}; each has a Param with In == InPath.
type Operation struct {
	ID          string // unique, as written in the document (made up, with a warning, where it has none)
	Method      string // upper case
	Path        string
	Resource    string // Resource.Key
	Kind        OpKind
	Summary     string     `json:",omitempty"`
	Description string     `json:",omitempty"`
	Deprecated  bool       `json:",omitempty"`
	Params      []Param    `json:",omitempty"`
	Body        *Body      `json:",omitempty"`
	Answers     []Answer   // every declared one, in order of status
	Payload     string     `json:",omitempty"` // dotted path in the success answer to what the caller gets; "" is the whole answer
	Result      *Schema    `json:",omitempty"` // what stands at Payload; for a list, one item; nil: nothing comes back, or a stream
	Stream      bool       `json:",omitempty"` // the answer is bytes, to be streamed
	Events      *Events    `json:",omitempty"` // the answer may be, or is, a sequence that is read as it comes
	Without     []Without  `json:",omitempty"` // success statuses whose answers do not hold Result, by status
	Accept      []string   `json:",omitempty"` // media types of the success answer
	Paging      *Paging    `json:",omitempty"` // set for a list that comes in pages
	Security    [][]string `json:",omitempty"` // alternatives of AuthMethod.Keys; nil: any method; [[]]: none needed
	Servers     []Server   `json:",omitempty"` // in place of the connector's
	Pos         source.Pos // the operation's key in the OpenAPI file
}

// Framing says how the items of a sequence are told apart.
type Framing string

// The framings.
const (
	ServerSent Framing = "server-sent" // server-sent events
	Lines      Framing = "lines"       // one JSON value a line
	Records    Framing = "records"     // JSON text sequences, RFC 7464
)

// Events are an answer that comes item by item. An operation without Result and
// Stream has no other.
type Events struct {
	MediaType string
	Framing   Framing
	Item      *Schema `json:",omitempty"` // nil: text
	Whole     bool    `json:",omitempty"` // server-sent: Item has event, data, id and retry as properties; else it is what data holds
	Text      bool    `json:",omitempty"` // server-sent: the data is text, not JSON
	Flag      string  `json:",omitempty"` // boolean property of the body that asks for this answer; "" if none does
}

// An Event is a request that the API sends: a webhook, or the callback of an operation.
type Event struct {
	Name        string     // as in the document; unique among the webhooks, or among the callbacks of the operation
	Operation   string     `json:",omitempty"` // Operation.ID, of a callback
	URL         string     `json:",omitempty"` // of a callback: the expression that says where it is sent to
	Method      string     // upper case
	Summary     string     `json:",omitempty"`
	Description string     `json:",omitempty"`
	Deprecated  bool       `json:",omitempty"`
	Headers     []Param    `json:",omitempty"`
	Payload     *Schema    `json:",omitempty"` // nil: not JSON
	Property    string     `json:",omitempty"` // of Payload, whose value tells the events apart; "" if none does; the same for all of a kind
	Value       string     `json:",omitempty"` // of Property, for this event
	Pos         source.Pos // its key in the OpenAPI file
}

// A Without is a success status whose answer is not the Result of its operation.
type Without struct {
	Status int
	Schema *Schema `json:",omitempty"` // what comes instead; nil: nothing, or bytes
}

// Safe reports whether the operation changes nothing.
func (o *Operation) Safe() bool {
	return o.Method == "GET" || o.Method == "HEAD" || o.Method == "OPTIONS"
}

// In says where a parameter travels.
type In string

// The places of a parameter.
const (
	InPath   In = "path"
	InQuery  In = "query"
	InHeader In = "header"
	InCookie In = "cookie"
)

// A Param is one input of an Operation that is not its body.
type Param struct {
	Name          string // as sent; for an open-ended name with its <placeholder>
	OpenEnded     bool   `json:",omitempty"` // Name holds one <placeholder> that the caller fills in, any number of times
	In            In
	Required      bool `json:",omitempty"`
	Style         string
	Explode       bool
	AllowReserved bool   `json:",omitempty"`
	AllowEmpty    bool   `json:",omitempty"` // the empty text is a value of its own
	MediaType     string `json:",omitempty"` // for a content-typed parameter
	Description   string `json:",omitempty"`
	Deprecated    bool   `json:",omitempty"`
	Schema        *Schema
	Pos           source.Pos
}

// A Body is what an operation sends. Contents has at least one item; the first is preferred.
type Body struct {
	Required    bool
	Description string `json:",omitempty"`
	Contents    []Content
	Pos         source.Pos
}

// A Content is one media type of a body or an answer.
type Content struct {
	MediaType string
	Schema    *Schema `json:",omitempty"` // nil: raw bytes
	Item      *Schema `json:",omitempty"` // of one item of a sequence
	Parts     []Part  `json:",omitempty"` // forms: the properties that are not sent in the usual way
	Pos       source.Pos
}

// A Part says how one property of a form is sent.
type Part struct {
	Name          string // of the property
	MediaType     string `json:",omitempty"` // may list several, and have wildcards
	Style         string `json:",omitempty"` // as of a query parameter; "": lists are repeated, objects are JSON
	Explode       bool   `json:",omitempty"`
	AllowReserved bool   `json:",omitempty"`
}

// Part is how the property called name is sent.
func (c *Content) Part(name string) Part {
	for _, p := range c.Parts {
		if p.Name == name {
			return p
		}
	}
	return Part{Name: name}
}

// An Answer is a declared response.
type Answer struct {
	Status      string // "200", "2XX" or "default"
	Description string `json:",omitempty"`
	Contents    []Content
	Headers     []Param      `json:",omitempty"`
	Links       []AnswerLink `json:",omitempty"`
	Pos         source.Pos
}

// An AnswerLink says that what an answer holds is input of another operation.
type AnswerLink struct {
	Name        string
	Operation   string      // Operation.ID
	Input       []LinkInput `json:",omitempty"`
	Description string      `json:",omitempty"`
}

// A LinkInput is a value for a parameter: a runtime expression of OpenAPI or a constant.
type LinkInput struct{ Name, Value string }

// Paging says how a list goes on. Paths are dotted and start at the whole answer;
// the empty Items path means that the answer itself is the array.
type Paging struct {
	Style       string // page, offset, cursor, nextUrl or linkHeader
	Items       string
	Next        string `json:",omitempty"` // path of the next URL
	Previous    string `json:",omitempty"`
	Total       string `json:",omitempty"`
	Cursor      string `json:",omitempty"` // path of the next cursor
	More        string `json:",omitempty"` // path of a flag that says whether there is more
	PageParam   string `json:",omitempty"`
	StartPage   int    `json:",omitempty"`
	OffsetParam string `json:",omitempty"`
	LimitParam  string `json:",omitempty"`
	MaxLimit    int    `json:",omitempty"`
	CursorParam string `json:",omitempty"`
}

// A Source is one input file of the connector.
type Source struct {
	Role   string // connector, openapi, reference (a file that the document refers to), overlay, auth or icon
	File   string `json:"-"` // as it stands in every Pos; depends on where the tool was started
	Path   string // relative to the connector file's folder, slash-separated
	SHA256 string // lower-case hex
}

// Default is the server's URL with its variables at their defaults.
func (s *Server) Default() string {
	url := s.URL
	for _, v := range s.Variables {
		url = strings.ReplaceAll(url, "{"+v.Key+"}", v.Default)
	}
	return url
}
