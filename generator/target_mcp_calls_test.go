package generator_test

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/modelcontextprotocol/go-sdk/mcp"
)

// A standIn is a server in the place of an API. It keeps what it is asked.
type standIn struct {
	*httptest.Server
	mu    sync.Mutex
	asked []string
}

// stand serves the answers by method and path with query. Their status is 200, unless
// they begin with another; a media type may come first.
func stand(t *testing.T, answers map[string]string) *standIn {
	t.Helper()
	s := &standIn{}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		what := r.Method + " " + r.URL.RequestURI()
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		text := string(body)
		if strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/") {
			_, boundary, _ := strings.Cut(r.Header.Get("Content-Type"), "boundary=")
			text = strings.ReplaceAll(strings.ReplaceAll(text, boundary, "B"), "\r", "")
		}
		s.mu.Lock()
		s.asked = append(s.asked, fmt.Sprintf("%s [%s] %s", what, r.Header.Get("Authorization"), text))
		s.mu.Unlock()
		answer, known := answers[what]
		status := http.StatusOK
		switch {
		case !known:
			status, answer = http.StatusNotFound, `{"error":{"code":"not_found","message":"There is no such thing <b>."}}`
		case strings.HasPrefix(answer, "image/png "):
			answer = strings.TrimPrefix(answer, "image/png ")
			w.Header().Set("Content-Disposition", `attachment; filename="a b.png"`)
			w.Header().Set("Content-Type", "image/png")
		case strings.HasPrefix(answer, "text/csv "):
			answer = strings.TrimPrefix(answer, "text/csv ")
			w.Header().Set("Content-Type", "text/csv")
		case answer == "":
			status = http.StatusNoContent
		}
		if w.Header().Get("Content-Type") == "" {
			w.Header().Set("Content-Type", "application/json")
		}
		w.WriteHeader(status)
		if _, err := io.WriteString(w, answer); err != nil {
			t.Error(err)
		}
	}))
	t.Cleanup(s.Close)
	return s
}

// calls returns what was asked since the last time.
func (s *standIn) calls() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	text := strings.Join(s.asked, "\n")
	s.asked = nil
	return text
}

var flexportAnswers = map[string]string{
	"POST /oauth/token":                           `{"access_token":"tok-1","expires_in":86400}`,
	"GET /shipments?page=2&per=1":                 `{"_object":"/api/response","code":200,"version":2,"data":{"_object":"/api/collections/paginated","prev":"https://api/shipments?page=1","next":"https://api/shipments?page=3","total_count":12345678901,"data":[{"_object":"/shipment","id":7,"name":"<one>","of_tomorrow":{"a":1.50}}]}}`,
	"GET /shipments/9007199254740993?expand=legs": `{"_object":"/api/response","code":200,"data":{"_object":"/shipment","id":9007199254740993,"name":null}}`,
	"POST /network/contacts":                      `{"_object":"/api/response","code":200,"data":{"_object":"/network/contact","id":"c1","name":"Ann"}}`,
	"GET /documents/d1/download":                  "image/png \x89PNG\x00",
	"GET /documents/d2/download":                  "text/csv a,b\n",
}

// TestMCPFlexport speaks to Flexport's server as a host does.
func TestMCPFlexport(t *testing.T) {
	made := makeServer(t, "flexport")
	program := buildServer(t, made.dir)
	api := stand(t, flexportAnswers)
	env := []string{"FLEXPORT_BASE_URL=" + api.URL, "FLEXPORT_CLIENT_ID=id", "FLEXPORT_CLIENT_SECRET=secret"}
	session := connectServer(t, program, env)

	about := session.InitializeResult().ServerInfo
	if about.Name != "flexport" || about.Title != "Flexport" || len(about.Icons) == 0 || session.InitializeResult().Instructions == "" {
		t.Errorf("the server says of itself: %s", encode(t, session.InitializeResult()))
	}
	t.Run("list", func(t *testing.T) { annotated(t, toolsOf(t, session), documentOf(t, made)) })
	for _, test := range []struct{ name, tool, arguments, want, asked string }{
		{
			"a list", "listShipments", `{"page": 2.0, "per": 1}`,
			`text {"items":[{"_object":"/shipment","id":7,"name":"<one>","of_tomorrow":{"a":1.50}}],"hasNext":true,"total":12345678901,"nextUrl":"https://api/shipments?page=3","envelope":{"_object":"/api/response","code":200,"version":2,"data":{"_object":"/api/collections/paginated","prev":"https://api/shipments?page=1","next":"https://api/shipments?page=3","total_count":12345678901}}}
structured {"envelope":{"_object":"/api/response","code":200,"data":{"_object":"/api/collections/paginated","next":"https://api/shipments?page=3","prev":"https://api/shipments?page=1","total_count":12345678901},"version":2},"hasNext":true,"items":[{"_object":"/shipment","id":7,"name":"\u003cone\u003e","of_tomorrow":{"a":1.5}}],"nextUrl":"https://api/shipments?page=3","total":12345678901}
`,
			`POST /oauth/token [] {"client_id":"id","client_secret":"secret","audience":"https://api.flexport.com","grant_type":"client_credentials"}
GET /shipments?page=2&per=1 [Bearer tok-1] `,
		},
		{
			"a number of many digits", "getShipment", `{"id": 9007199254740993, "expand": ["legs"]}`,
			"text {\"_object\":\"/shipment\",\"id\":9007199254740993,\"name\":null}\nstructured {\"_object\":\"/shipment\",\"id\":9007199254740992,\"name\":null}\n",
			"GET /shipments/9007199254740993?expand=legs [Bearer tok-1] ",
		},
		{
			"a new thing", "createContact", `{"name": "Ann", "email": "", "phone_number": "1"}`,
			"text {\"_object\":\"/network/contact\",\"id\":\"c1\",\"name\":\"Ann\"}\nstructured {\"_object\":\"/network/contact\",\"id\":\"c1\",\"name\":\"Ann\"}\n",
			`POST /network/contacts [Bearer tok-1] {"name":"Ann","email":"","phone_number":"1"}`,
		},
		{
			"a file", "downloadDocument", `{"id": "d1"}`,
			"text 5 bytes, image/png a b.png\nresource download:///downloadDocument/a%20b.png image/png \"\" \"\\x89PNG\\x00\"\nstructured {\"fileName\":\"a b.png\",\"mediaType\":\"image/png\",\"size\":5}\n",
			"GET /documents/d1/download [Bearer tok-1] ",
		},
		{
			"a text", "downloadDocument", `{"id": "d2"}`,
			"text 4 bytes, text/csv \nresource download:///downloadDocument text/csv \"a,b\\n\" \"\"\nstructured {\"fileName\":\"\",\"mediaType\":\"text/csv\",\"size\":4}\n",
			"GET /documents/d2/download [Bearer tok-1] ",
		},
		{
			"an error of the API", "getShipment", `{"id": 1}`,
			"error\ntext flexport: Shipments.Get: GET /shipments/1: 404 Not Found: There is no such thing <b>. (code not_found)\n" +
				`structured {"answer":{"error":{"code":"not_found","message":"There is no such thing \u003cb\u003e."}},"code":"not_found","message":"There is no such thing \u003cb\u003e.","status":404}` + "\n",
			"GET /shipments/1 [Bearer tok-1] ",
		},
		{
			"a value of another type", "getShipment", `{"id": "x"}`,
			"error\ntext invalid input: validating root: validating /properties/id: type: x has type \"string\", want \"integer\"\n", "",
		},
		{
			"an input that there is not", "getShipment", `{"id": 1, "ids": 2}`,
			"error\ntext invalid input: validating root: unexpected additional properties [\"ids\"]\n", "",
		},
		{
			"nothing", "getShipment", ``,
			"error\ntext invalid input: validating root: required: missing properties: [\"id\"]\n", "",
		},
		{
			"a path that would leave its place", "downloadDocument", `{"id": ".."}`,
			"error\ntext flexport: Documents.Download: path parameter \"id\" is \"..\", which would change the path\n", "",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, callTool(t, session, test.tool, test.arguments)); diff != "" {
				t.Errorf("answer:\n%s", diff)
			}
			if diff := cmp.Diff(test.asked, api.calls()); diff != "" {
				t.Errorf("requests:\n%s", diff)
			}
		})
	}
	t.Run("flags", func(t *testing.T) { flagged(t, program, env) })
	t.Run("refusals", func(t *testing.T) { refusals(t, program) })
}

// annotated compares what is said of the tools with what the document says of them.
func annotated(t *testing.T, tools map[string]*mcp.Tool, d toolsDocument) {
	t.Helper()
	if len(tools) != 56 || len(d.Tools) != 56 {
		t.Errorf("%d tools are listed, and %d are in the document", len(tools), len(d.Tools))
	}
	for _, want := range d.Tools {
		tool := tools[want.Name]
		if tool == nil || tool.Title == "" || tool.Description == "" {
			t.Errorf("%s is %v", want.Name, tool)
			continue
		}
		a := tool.Annotations
		if a.ReadOnlyHint != want.ReadOnly || *a.DestructiveHint != want.Destructive || a.IdempotentHint != want.Idempotent || !*a.OpenWorldHint {
			t.Errorf("%s is annotated with %s", want.Name, encode(t, a))
		}
	}
	for name, want := range map[string]string{
		"listShipments":  "true false true",
		"createBooking":  "false false false",
		"updateShipment": "false true false",
	} {
		a := tools[name].Annotations
		if got := fmt.Sprint(a.ReadOnlyHint, *a.DestructiveHint, a.IdempotentHint); got != want {
			t.Errorf("%s is %s, want %s", name, got, want)
		}
	}
}

func flagged(t *testing.T, program string, env []string) {
	t.Helper()
	for _, test := range []struct {
		args []string
		want int
	}{
		{[]string{"-read-only"}, 39},
		{[]string{"-tools", "getShipment, createBooking"}, 2},
		{[]string{"-read-only", "-tools", "getShipment,createBooking"}, 1},
	} {
		tools := toolsOf(t, connectServer(t, program, env, test.args...))
		if len(tools) != test.want {
			t.Errorf("%v offers %d tools, want %d", test.args, len(tools), test.want)
		}
		for name, tool := range tools {
			if slices.Contains(test.args, "-read-only") && !tool.Annotations.ReadOnlyHint {
				t.Errorf("%v offers %s", test.args, name)
			}
		}
	}
}

func refusals(t *testing.T, program string) {
	t.Helper()
	for _, test := range []struct {
		args, env []string
		want      string
	}{
		{nil, nil, "flexport: missing environment variables: FLEXPORT_CLIENT_SECRET (Client secret), FLEXPORT_CLIENT_ID (Client ID)\n"},
		{nil, []string{"FLEXPORT_CLIENT_ID=x"}, "flexport: missing environment variables: FLEXPORT_CLIENT_SECRET (Client secret)\n"},
		{nil, []string{"FLEXPORT_ACCESS_TOKEN=x", "FLEXPORT_BASE_URL=api"}, "flexport: flexport: \"api\" is not an http or https URL\n"},
		{[]string{"-tools", "b,getShipment,a"}, nil, "flexport: unknown tools: a, b\n"},
		{[]string{"now"}, nil, "flexport: unknown argument \"now\"\n"},
	} {
		cmd := exec.CommandContext(t.Context(), program, test.args...)
		cmd.Env = append([]string{"HOME=/"}, test.env...)
		var stderr bytes.Buffer
		cmd.Stderr = &stderr
		out, err := cmd.Output()
		if diff := cmp.Diff(test.want, stderr.String()); diff != "" || cmd.ProcessState.ExitCode() != 2 || len(out) > 0 {
			t.Errorf("%v %v: %v, exit code %d, output %q:\n%s", test.args, test.env, err, cmd.ProcessState.ExitCode(), out, diff)
		}
	}
}

// TestMCPAcme is about what Flexport does not have: files in forms, parameters that are
// objects, names that the caller fills in, answers without content.
func TestMCPAcme(t *testing.T) {
	api := stand(t, map[string]string{
		"POST /oauth/token":      `{"access_token":"tok-1"}`,
		"PUT /v3/crates/5/photo": "",
		"GET /v3/crates/5/photo": "image/png \x01",
		"POST /v3/crates":        `{"name": "A", "weight": 1.50}`,
		"GET /v3/crates?f.state=open&f.metadata.a=1&where%5Bcity%5D=Ulm": `{"data":[]}`,
	})
	env := []string{"ACME_BASE_URL=" + api.URL + "/v3", "ACME_TOKEN_URL=" + api.URL + "/oauth/token", "ACME_CLIENT_ID=id", "ACME_CLIENT_SECRET=secret"}
	session := connectServer(t, buildServer(t, makeServer(t, "acme").dir), env)
	for _, test := range []struct{ tool, arguments, want, asked string }{
		{
			"updateCrate", `{"id": 5, "body": {"photo": "AAEC", "about": {"title": "x"}}}`,
			"text Done. There is nothing to return.\n",
			`POST /oauth/token [] {"grant_type":"client_credentials","client_id":"id","client_secret":"secret","audience":"https://api.acme.test"}` +
				"\nPUT /v3/crates/5/photo [Bearer tok-1] --B\nContent-Disposition: form-data; name=\"about\"\nContent-Type: application/json\n\n{\"title\":\"x\"}\n" +
				"--B\nContent-Disposition: form-data; name=\"photo\"; filename=\"photo\"\nContent-Type: application/octet-stream\n\n\x00\x01\x02\n--B--\n",
		},
		{
			"listCrates", `{"f_state": ["open"], "f_metadata_KEY": {"a": "1"}, "where": {"city": "Ulm"}}`,
			"text {\"items\":[],\"hasNext\":false}\nstructured {\"hasNext\":false,\"items\":[]}\n",
			"GET /v3/crates?f.state=open&f.metadata.a=1&where%5Bcity%5D=Ulm [Bearer tok-1] ",
		},
		{
			"createCrate", `{"name": "A", "state": null, "weight": 1.50, "mark": 1}`,
			"text {\"name\":\"A\",\"weight\":1.5}\nstructured {\"name\":\"A\",\"weight\":1.5}\n",
			`POST /v3/crates [Bearer tok-1] {"name":"A","state":null,"weight":1.5,"mark":1}`,
		},
		{
			"cratePhotoShow", `{"id": 5}`,
			"text 1 bytes, image/png a b.png\nresource download:///cratePhotoShow/a%20b.png image/png \"\" \"\\x01\"\nstructured {\"fileName\":\"a b.png\",\"mediaType\":\"image/png\",\"size\":1}\n",
			"GET /v3/crates/5/photo [Bearer tok-1] ",
		},
		{"updateCrate", `{"id": 5, "body": {"photo": "!"}}`, "error\ntext invalid input: body: photo: illegal base64 data at input byte 0\n", ""},
	} {
		if diff := cmp.Diff(test.want, callTool(t, session, test.tool, test.arguments)); diff != "" {
			t.Errorf("answer of %s:\n%s", test.tool, diff)
		}
		if diff := cmp.Diff(test.asked, api.calls()); diff != "" {
			t.Errorf("requests of %s:\n%s", test.tool, diff)
		}
	}
}
