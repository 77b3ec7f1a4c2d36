package page_test

import (
	"bytes"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/connectorgen/connectorgen/generator/internal/page"
)

const flexport = "../../../generated/flexport/"

func draw(t *testing.T, manifest []byte, o page.Options) string {
	t.Helper()
	html, err := page.Connector(manifest, o)
	if err != nil {
		t.Fatal(err)
	}
	return string(html)
}

func read(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// find gives what the group of the expression matches, each time.
func find(expression, text string) (all []string) {
	for _, m := range regexp.MustCompile(expression).FindAllStringSubmatch(text, -1) {
		all = append(all, m[1])
	}
	return all
}

func TestFlexport(t *testing.T) {
	html := draw(t, read(t, flexport+"connector.json"), page.Options{File: func(name string) []byte { return read(t, flexport+name) }})
	want := []string{
		"Client secret: required", "Client ID: required", "Scope: required, may stay empty",
		"Grant type: leave as it is", "Response authentication token key: leave as it is", "Audience: leave as it is",
	}
	fields := regexp.MustCompile(`<label for="auth-0-\w+">([^<]+)</label><span class="mark[^"]*" id="[^"]+">([^<]+)<`).FindAllStringSubmatch(html, -1)
	var got []string
	for _, f := range fields {
		got = append(got, f[1]+": "+f[2])
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("fields (-want +got):\n%s", diff)
	}
	for _, part := range []string{
		`src="data:image/svg&#43;xml;base64,`, "10 per day, of token requests", "Show my company (<code>networkCompanyMe</code>), good if the answer is 200",
		"what <code>expires_in</code> says (else 24 hours)", "in pages, by the next page&#39;s URL in the answer, 100 at most on each",
	} {
		if !strings.Contains(html, part) {
			t.Errorf("the page has no %q", part)
		}
	}
	if n := len(find(`(<details class="op")`, html)); n != 56 {
		t.Errorf("the page has %d operations, want 56", n)
	}
	if again := draw(t, read(t, flexport+"connector.json"), page.Options{File: func(name string) []byte { return read(t, flexport+name) }}); again != html {
		t.Error("the same manifest gives another page")
	}
}

// TestLoadsNothing holds a page against the promise that it is one file.
func TestLoadsNothing(t *testing.T) {
	html := draw(t, read(t, flexport+"connector.json"), page.Options{})
	for _, bad := range []string{"<script", "<link", "@import", "url(", "src=", "<iframe", "<object"} {
		if strings.Contains(html, bad) {
			t.Errorf("the page has %q", bad)
		}
	}
	policy := find(`Content-Security-Policy" content="([^"]*)"`, html)
	want := []string{"default-src &#39;none&#39;; style-src &#39;unsafe-inline&#39;; img-src data:; base-uri &#39;none&#39;; form-action &#39;none&#39;"}
	if diff := cmp.Diff(want, policy); diff != "" {
		t.Errorf("policy (-want +got):\n%s", diff)
	}
}

const attack = `\"'><script>alert(1)</script><img src=x onerror=alert(1)></style></textarea>{{.}}`

// hostile has the worst text everywhere that a manifest has text.
var hostile = strings.NewReplacer("ATTACK", attack, "URL", "javascript:alert(1)//https://").Replace(`{
 "id": "ATTACK", "name": "ATTACK", "version": "ATTACK", "apiVersion": "ATTACK", "summary": "ATTACK", "description": "ATTACK", "license": "ATTACK",
 "categories": ["ATTACK"], "entityTypes": ["ATTACK"], "vendor": {"name": "ATTACK", "url": "URL"}, "publisher": {"name": "ATTACK", "url": "URL"},
 "links": {"ATTACK": "URL", "website": "URL"}, "branding": {"iconBrandColor": "#fff}</style><script>alert(1)</script>", "icons": [{"path": "x", "mediaType": "text/html"}, {"path": "y", "mediaType": "image/svg+xml"}]},
 "servers": [{"url": "URL", "name": "ATTACK", "environment": "ATTACK", "variables": [{"key": "ATTACK", "label": "ATTACK", "type": "string"}]}, {"url": "ATTACK"}],
 "defaults": {"headers": {"ATTACK": "ATTACK"}},
 "auth": [{"key": "ATTACK", "type": "ATTACK", "label": "ATTACK", "description": "ATTACK", "apply": [{"in": "ATTACK", "name": "ATTACK", "value": "ATTACK"}],
  "token": {"request": {"method": "ATTACK", "url": "URL", "encoding": "ATTACK", "headers": [{"name": "ATTACK", "value": "ATTACK"}], "params": [{"name": "ATTACK", "value": "ATTACK"}]},
   "response": {"accessTokenPath": "ATTACK", "expiresInPath": "ATTACK", "refreshTokenPath": "ATTACK"}, "limits": {"requests": 1, "unit": "ATTACK"}},
  "fields": [
   {"key": "ATTACK", "label": "ATTACK", "type": "string", "default": "ATTACK", "placeholder": "ATTACK", "pattern": "ATTACK", "help": "ATTACK", "helpUrl": "URL", "fixed": true},
   {"key": "ATTACK", "label": "ATTACK", "type": "enum", "enum": ["ATTACK"], "default": "ATTACK"},
   {"key": "ATTACK", "label": "ATTACK", "type": "text", "default": "ATTACK", "placeholder": "ATTACK"},
   {"key": "ATTACK", "label": "ATTACK", "type": "boolean", "visibility": "advanced"},
   {"key": "ATTACK", "label": "ATTACK", "type": "string", "default": "ATTACK", "visibility": "hidden"}]},
  {"key": "two", "label": "ATTACK", "type": "none", "fields": [], "apply": []}],
 "testConnection": {"action": "ATTACK"}, "rateLimits": [{"limit": 1, "unit": "ATTACK", "scope": "ATTACK"}], "retry": {"retryAfterHeader": "ATTACK", "idempotencyHeader": "ATTACK"},
 "resources": [{"key": "r", "name": "ATTACK", "description": "ATTACK"}],
 "actions": [{"key": "ATTACK", "label": "ATTACK", "description": "ATTACK", "effect": "ATTACK", "resource": "r", "request": {"method": "ATTACK", "path": "ATTACK"},
  "input": {"type": "object", "properties": {"ATTACK": {"type": ["ATTACK"], "format": "ATTACK", "description": "ATTACK"}, "e": {"enum": ["ATTACK", 1, null]}, "r": {"$ref": "#/schemas/ATTACK"}, "t": true}},
  "output": {"contentType": "ATTACK", "payloadPath": "ATTACK", "schema": {"$ref": "#/schemas/loop"}}, "pagination": {"style": "ATTACK"}, "samples": {"input": {"ATTACK": "ATTACK"}, "output": "ATTACK"}}],
 "schemas": {"loop": {"$ref": "#/schemas/loop"}},
 "triggers": [{"key": "ATTACK", "label": "ATTACK", "description": "ATTACK", "kind": "ATTACK", "webhook": {"event": "ATTACK", "subscribeAction": "ATTACK"}, "output": false}],
 "compatibility": {"ATTACK": {"status": "ATTACK", "losses": ["ATTACK"]}}, "diagnostics": [{"severity": "ATTACK", "code": "ATTACK", "message": "ATTACK", "place": "ATTACK"}],
 "source": {"generator": {"name": "ATTACK", "version": "ATTACK"}}}`)

func TestHostileText(t *testing.T) {
	svg := []byte(`<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`)
	html := draw(t, []byte(hostile), page.Options{
		File: func(string) []byte { return svg }, Problems: []string{`"'><script>alert(1)</script>`}, Seal: `"'><script>alert(1)</script>`, Back: "javascript:alert(1)",
	})
	for _, bad := range []string{"<script", "<img src=x", "onerror=alert(1)>", `href="javascript`, "text/html;base64"} {
		if i := strings.Index(html, bad); i >= 0 {
			t.Errorf("the page has %q: …%s…", bad, html[max(0, i-200):min(len(html), i+100)])
		}
	}
	if n := strings.Count(html, "</style>"); n != 1 {
		t.Errorf("the page has %d ends of a style sheet", n)
	}
	// The attack closes no attribute: every element is one of the template's.
	known := "a b body br button code dd details div dl doctype dt fieldset footer form h1 h2 h3 h4 head header html img input label legend li main meta nav option p pre section select span style summary table tbody td textarea th thead title tr ul "
	for _, element := range find(`<!?([a-zA-Z0-9]+)`, html) {
		if !strings.Contains(known, element+" ") {
			t.Errorf("the page has an element %q", element)
		}
	}
}

// TestVisible: text is shown in the order in which it stands.
func TestVisible(t *testing.T) {
	html := draw(t, []byte(`{"name": "\u202eeman\u0000\u001b[2J\r \u2028 \ufeff \u0646\u200c\u0627"}`), page.Options{})
	if diff := cmp.Diff([]string{"\ufffdeman\ufffd\ufffd[2J\ufffd \ufffd \ufffd \u0646\u200c\u0627"}, find(`<h1>([^<]*)</h1>`, html)); diff != "" {
		t.Errorf("name (-want +got):\n%s", diff)
	}
}

func TestProblems(t *testing.T) {
	html := draw(t, nil, page.Options{Problems: []string{"auth.yaml:1:1: error: <b> is odd"}, Script: "go()"})
	if diff := cmp.Diff([]string{"auth.yaml:1:1: error: &lt;b&gt; is odd"}, find(`<li><code>([^<]+)</code>`, html)); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
	if !strings.Contains(html, "<script>go()</script>") || !strings.Contains(html, "connect-src &#39;self&#39;; script-src &#39;sha256-") {
		t.Errorf("the script may not run:\n%s", html)
	}
}

func TestNotAManifest(t *testing.T) {
	_, err := page.Connector([]byte(`{"auth": 1}`), page.Options{})
	want := "read the manifest: json: cannot unmarshal number into Go struct field manifest.Auth of type []page.method"
	if err == nil || err.Error() != want {
		t.Errorf("error is %v, want %s", err, want)
	}
}

func FuzzConnector(f *testing.F) {
	f.Add([]byte(hostile))
	f.Add([]byte(`{"actions": [{"input": {"properties": null}}]}`))
	f.Fuzz(func(t *testing.T, manifest []byte) {
		html, err := page.Connector(manifest, page.Options{})
		if err == nil && bytes.Contains(html, []byte("<script")) {
			t.Error("the page has a script")
		}
	})
}

func TestHostileCatalog(t *testing.T) {
	const text = `"'><script>alert(1)</script><img src=x onerror=alert(1)>`
	card := page.Card{ID: text, Name: text, Version: text, Summary: text, Categories: []string{text}, Vendor: text}
	html, err := page.Catalog([]page.Tile{{Card: card, Page: "javascript:alert(1)", Seal: text}}, []page.Refusal{{Where: text, Reasons: []string{text}}})
	if err != nil {
		t.Fatal(err)
	}
	for _, bad := range []string{"<script>alert", "<img", `href="javascript`} {
		if bytes.Contains(html, []byte(bad)) {
			t.Errorf("the list has %q", bad)
		}
	}
	if n := bytes.Count(html, []byte("<script>")); n != 1 {
		t.Errorf("the list has %d scripts, want its own", n)
	}
}
