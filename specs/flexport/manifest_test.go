package flexport_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/connectorgen/connectorgen/generated/flexport"
	"github.com/connectorgen/connectorgen/roundtrip/manifestclient"
)

// manifestClient runs the connector from connector.json alone, against the server.
func (a *api) manifestClient(t *testing.T) *manifestclient.Client {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(generated, "connector.json"))
	if err != nil {
		t.Fatal(err)
	}
	m, err := manifestclient.Read(text)
	if err != nil {
		t.Fatal(err)
	}
	to, err := url.Parse(a.URL)
	if err != nil {
		t.Fatal(err)
	}
	return &manifestclient.Client{
		Manifest: m, HTTP: &http.Client{Transport: rerouted{to}},
		Fields:  map[string]string{"client_secret": clientSecret, "client_id": "me"},
		BaseURL: a.URL,
	}
}

// rerouted sends what is meant for Flexport to a server.
type rerouted struct{ to *url.URL }

func (r rerouted) RoundTrip(request *http.Request) (*http.Response, error) {
	if request.URL.Host == "api.flexport.com" {
		request = request.Clone(request.Context())
		request.URL.Scheme, request.URL.Host, request.Host = r.to.Scheme, r.to.Host, ""
	}
	return http.DefaultTransport.RoundTrip(request)
}

// Whoever has the manifest alone asks for the token as the Go client does, and
// sends the same requests.
func TestManifestAlone(t *testing.T) {
	t.Parallel()
	api := newAPI(t)
	byManifest := api.manifestClient(t)
	byGo := api.client(t)
	tried := 0
	for pattern, call := range calls {
		var action *manifestclient.Action
		for i := range byManifest.Manifest.Actions {
			if a := &byManifest.Manifest.Actions[i]; a.Request.Method+" "+a.Request.Path == pattern {
				action = a
			}
		}
		if action == nil {
			t.Errorf("the manifest has no action for %s", pattern)
			continue
		}
		api.answer(pattern, pageOf(`[]`, `null`))
		if _, _, err := call(t.Context(), byGo, "7", nil); err != nil {
			t.Fatal(err)
		}
		input := map[string]any{}
		for _, p := range action.Request.Params {
			if p.In == "path" {
				input[p.InputKey] = json.Number("7")
			}
		}
		if answer, err := byManifest.Run(t.Context(), action, input, nil); err != nil || answer.Status != http.StatusOK {
			t.Fatalf("%s: %v, %v", pattern, answer, err)
		}
		all := api.received()
		sent, want := all[len(all)-1], all[len(all)-2]
		for _, name := range []string{"Authorization", "Flexport-Version", "Accept", "Content-Type"} {
			got := sent.header.Get(name)
			if name == "Authorization" {
				got = got[:min(len(got), len("Bearer "+accessToken))] // each client has a token of its own
			}
			if got != want.header.Get(name) {
				t.Errorf("%s: header %s is %q, the Go client's %q", pattern, name, got, want.header.Get(name))
			}
		}
		if sent.method != want.method || sent.uri != want.uri || sent.body != want.body {
			t.Errorf("%s: sent %s %s %q, the Go client %s %s %q", pattern, sent.method, sent.uri, sent.body, want.method, want.uri, want.body)
		}
		tried++
	}
	if tried == 0 || tried != len(calls) {
		t.Errorf("%d of %d operations were tried", tried, len(calls))
	}
	tokens := api.tokenRequests()
	if len(tokens) != 2 {
		t.Fatalf("%d token requests, want one of each client", len(tokens))
	}
	if diff := cmp.Diff(tokens[0], tokens[1]); diff != "" {
		t.Errorf("token requests (-Go client +manifest):\n%s", diff)
	}
}

// The manifest says how pages go on.
func TestManifestPages(t *testing.T) {
	t.Parallel()
	api := newPages(t)
	client := api.manifestClient(t)
	var ids []any
	for items, err := range client.Pages(t.Context(), client.Manifest.Action("shipment_index"), map[string]any{"f_sku": "a b"}) {
		if err != nil {
			t.Fatal(err)
		}
		for _, item := range items {
			shipment, _ := item.(map[string]any)
			ids = append(ids, shipment["id"])
		}
	}
	if diff := cmp.Diff([]any{json.Number("1"), json.Number("2"), json.Number("3")}, ids); diff != "" {
		t.Errorf("items (-want +got):\n%s", diff)
	}
	byManifest := api.received()
	for _, err := range api.client(t).Shipments.All(t.Context(), &flexport.ShipmentsListParams{SKU: "a b"}) {
		if err != nil {
			t.Fatal(err)
		}
	}
	byGo := api.received()[len(byManifest):]
	for i := range max(len(byGo), len(byManifest)) {
		if i >= len(byGo) || i >= len(byManifest) || byGo[i].uri != byManifest[i].uri {
			t.Fatalf("requests differ at %d of %d and %d", i, len(byGo), len(byManifest))
		}
	}
}
