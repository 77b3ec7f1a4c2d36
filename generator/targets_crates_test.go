package generator_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// A crateServer is an API whose descriptor and document are in crates: what a
// target made of them is run against it.
type crateServer struct {
	*httptest.Server
	mu   sync.Mutex
	seen []string // method, URL and body of each request that was signed
}

// newCrateServer starts the API. Its token is answered for the one right request alone.
func newCrateServer(t *testing.T) *crateServer {
	t.Helper()
	s := &crateServer{}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		data, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		w.Header().Set("Content-Type", "application/json")
		if r.URL.Path == "/token" {
			if got := string(data); got != `{"client_secret":"s3\"cret","audience":"https://crates.test"}` {
				w.WriteHeader(http.StatusBadRequest)
				t.Errorf("the token was asked for with %s", got)
			}
			fmt.Fprint(w, `{"nested":{"tok":"abc"}}`)
			return
		}
		if r.Header.Get("Authorization") != "Bearer abc" || r.Header.Get("X-Version") != "3" {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		s.mu.Lock()
		s.seen = append(s.seen, strings.TrimSpace(r.Method+" "+r.URL.String()+" "+string(data)))
		s.mu.Unlock()
		s.answer(w, r)
	}))
	t.Cleanup(s.Close)
	return s
}

func (s *crateServer) answer(w http.ResponseWriter, r *http.Request) {
	switch {
	case r.Method == "DELETE":
		w.WriteHeader(http.StatusNoContent)
	case r.Method == "POST":
		fmt.Fprint(w, `{"data":{"id":9}}`)
	case r.URL.Path == "/crates" && r.URL.Query().Get("state") == "elsewhere":
		fmt.Fprint(w, `{"data":{"next":"https://evil.test/crates","data":[{"id":1}]}}`)
	case r.URL.Path == "/crates" && r.URL.Query().Get("page") == "2":
		fmt.Fprint(w, `{"data":{"next":null,"data":[{"id":3}]}}`)
	case r.URL.Path == "/crates":
		fmt.Fprintf(w, `{"data":{"next":"%s/crates?page=2","data":[{"id":1},{"id":2}]}}`, s.URL)
	case r.URL.Path == "/crates/404":
		w.WriteHeader(http.StatusNotFound)
	case r.URL.Path == "/crates/500":
		w.WriteHeader(http.StatusInternalServerError)
		fmt.Fprint(w, `{"error":{"code":"E1","message":"no such luck"}}`)
	default:
		fmt.Fprint(w, `{"data":{"id":7,"name":"a"}}`)
	}
}

// requests are those that came so far.
func (s *crateServer) requests() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.seen...)
}

// crates writes the inputs of the connector into a folder, with one target.
func crates(t *testing.T, server, target string) string {
	t.Helper()
	dir := t.TempDir()
	write(t, filepath.Join(dir, "connector.yaml"), fmt.Appendf(nil, `id: com.example/crates
name: Crates
version: 1.2.3
description: Crates keeps track of crates, and of where they are.
color: '#1a2b3c'
vendor: {name: Crates}
publisher: {name: Example}
openapi: openapi.yaml
auth: auth.yaml
servers: [{url: %q}]
headers: {X-Version: '3'}
conventions:
  payload: data
  paging: {style: nextUrl, items: data.data, next: data.next, pageParam: page}
  errors: {code: error.code, message: error.message}
rateLimits: [{scope: connection, limit: 5, unit: second}]
test: {operation: listCrates, input: {state: open}, expect: [200]}
`+onlyTarget, server, target))
	write(t, filepath.Join(dir, "auth.yaml"), fmt.Appendf(nil, cratesAuth, server+"/token"))
	write(t, filepath.Join(dir, "openapi.yaml"), []byte(cratesDocument))
	return dir
}

const cratesAuth = `
methods:
  - key: oauth2
    type: oauth2ClientCredentials
    label: OAuth 2
    fields:
      - {key: client_secret, label: Client secret, required: true, secret: true, note: 'Made in {{bundle.authData.x}} <b>', helpUrl: 'https://crates.test/help'}
      - {key: audience, label: Audience, type: url, required: true, fixed: 'https://crates.test', visibility: advanced, note: 'Leave set to https://crates.test'}
      - {key: scope, label: Scope, required: true, allowEmpty: true}
      - {key: token_key, label: Token key, required: true, fixed: nested.tok, visibility: advanced}
    token:
      request:
        url: %q
        encoding: json
        params:
          - {name: client_secret, value: '${client_secret}'}
          - {name: audience, value: '${audience}'}
          - {name: scope, value: '${scope}', omitEmpty: true}
      response: {token: '${token_key}'}
      lifetime: 1h
      renewOn: [401]
      limit: {requests: 10, per: day}
    apply: [{in: header, name: Authorization, value: 'Bearer ${access_token}'}]
`

// cratesDocument has texts that do harm where a format takes them for code.
const cratesDocument = `
openapi: 3.0.3
info: {title: Crates, version: '1'}
paths:
  /crates:
    get:
      operationId: listCrates
      tags: [Crates]
      summary: "={{ $env.HOME }} {{bundle.authData.client_secret}} '; process.exit(1); //"
      description: "*/ ${process.exit(1)} {{process.env.SECRET}} [x](javascript:alert(1)) <script>"
      parameters:
        - {name: state, in: query, description: "={{ 1 }}", schema: {type: string, enum: [open, shut, elsewhere, "={{ 1+1 }}"]}}
        - {name: ids, in: query, style: form, explode: false, schema: {type: array, items: {type: integer}}}
        - {name: f, in: query, style: deepObject, explode: true, schema: {type: object, properties: {from: {type: string}, to: {type: string}}}}
        - {name: page, in: query, schema: {type: integer, minimum: 1}}
      responses:
        '200':
          description: ok
          content:
            application/json:
              schema:
                type: object
                properties:
                  data:
                    type: object
                    properties:
                      next: {type: string, nullable: true}
                      data: {type: array, items: {$ref: '#/components/schemas/Crate'}}
    post:
      operationId: createCrate
      tags: [Crates]
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              required: [name]
              properties:
                name: {type: string, title: "={{ $json }}"}
                size: {type: integer}
                open: {type: boolean}
                labels: {type: array, items: {type: string}}
                address: {type: object, properties: {street: {type: string}, geo: {type: object, properties: {lat: {type: number}}}}}
                lines: {type: array, items: {type: object, properties: {sku: {type: string}, count: {type: integer}}}}
                extra: {}
      responses:
        '201': {description: made, content: {application/json: {schema: {type: object, properties: {data: {$ref: '#/components/schemas/Crate'}}}}}}
  /crates/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    get:
      operationId: getCrate
      tags: [Crates]
      responses:
        '200': {description: ok, content: {application/json: {schema: {type: object, properties: {data: {$ref: '#/components/schemas/Crate'}}}}}}
    delete:
      operationId: deleteCrate
      tags: [Crates]
      responses: {'204': {description: gone}}
components:
  schemas:
    Crate:
      type: object
      properties:
        id: {type: integer, example: 7}
        name: {type: string, example: "{{bundle.authData.client_secret}}"}
        hook: {type: object, example: {require: child_process}}
        code: {type: object, example: {source: "return process.exit(1)"}}
`

func toJSON(t *testing.T, v any) string {
	t.Helper()
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}
