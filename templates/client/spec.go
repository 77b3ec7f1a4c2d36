// Package client is the runtime of every generated client: the JSON codec, the
// call path, tokens, retries and paging. The generator copies it into each
// generated package, beside the tables that describe one API.
//
// It knows no API, and imports nothing outside the standard library.
package client

import "time"

// A spec is what the generated package says about its API.
//
// Templates hold ${key} for the credential of that key, ${access_token} for
// the token that was fetched, and ${basic} for username:password in base64.
type spec struct {
	name, version           string
	baseURL                 string // template
	headers                 []header
	auth                    []authMethod
	retry                   retryDefaults
	errorCode, errorMessage string // dotted paths in an error answer
}

// A header is sent with every request.
type header struct{ name, value string }

// An authMethod is one way to prove who is calling.
type authMethod struct {
	key, label string
	fields     []string      // keys of its credentials
	needs      []string      // those without which it cannot be used
	token      *tokenRequest // nil: nothing is fetched
	apply      []application
}

// A tokenRequest says how an access token is fetched, read and kept.
type tokenRequest struct {
	method, url    string // the URL is a template
	encoding       string // json, form or query
	clientAuth     string // body, basic or none
	headers        []tokenParam
	params         []tokenParam
	tokenPath      string // template of a dotted path
	expiresInPath  string
	expiresInUnit  string // second, millisecond or minute
	refreshPath    string
	lifetime       time.Duration // when the answer does not tell; 0: until it is refused
	renewBefore    time.Duration
	renewOnStatus  []int
	maxRequests    int // in maxRequestsPer; 0: no limit known
	maxRequestsPer time.Duration
}

// A tokenParam is a parameter or header of the token request.
type tokenParam struct {
	name, value string // the value is a template
	omitEmpty   bool
}

// An application puts a credential into a request.
type application struct {
	in          string // header, query or cookie
	name, value string // the value is a template
}

// A credential is one value that the user gave.
type credential struct {
	key, label, value, preset string
	secret                    bool
}

// retryDefaults say what may be repeated and how.
type retryDefaults struct {
	statuses          []int
	retryAfterHeader  string
	maxAttempts       int
	constant          bool   // the same wait each time
	idempotencyHeader string // makes a repeated POST safe
}

// An operation is one HTTP call of the API.
type operation struct {
	id, name     string // as in the document, and as in Go, such as "Shipments.Get"
	method, path string
	server       string     // base URL of its own; "" for the API's
	accept       string     // media type
	body         string     // media type; "" is application/json
	payload      string     // dotted path in the answer to what the caller gets
	args         []argument // how the path's placeholders are filled; nil: the usual way
	without      []int      // success statuses whose answers do not hold it
	security     [][]string // alternatives of authMethod keys; nil: any
	page         *paging
}

// An argument says how a value stands in the path.
type argument struct {
	style   string // label or matrix; "" is simple
	explode bool
	media   string // of a value that is sent as a document of its own
}

// A paging says how a list goes on. Paths are dotted and start at the whole answer.
type paging struct {
	style       string // page, offset, cursor, nextUrl or linkHeader
	items       string // path; "": the answer is the list
	next, prev  string // paths of URLs
	total       string // path
	cursor      string // path
	more        string // path of a flag
	pageParam   string
	startPage   int
	offsetParam string
	limitParam  string
	cursorParam string
}

// A request is what a generated method passes on.
type request struct {
	path   []any // values of the path's placeholders, in order
	params any   // nil or a pointer to a params struct
	body   any
}
