package generator_test

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// zapierTools is the folder of Zapier's own schema and runtime.
const zapierTools = "../tools/npm/zapier"

// node is a command that runs a program of a folder of tools/npm.
func node(t *testing.T, dir, program string, args ...string) *exec.Cmd {
	t.Helper()
	if _, err := exec.LookPath("node"); err != nil {
		t.Skip("node is not installed")
	}
	if _, err := os.Stat(filepath.Join(dir, "node_modules")); err != nil {
		t.Skip("make npm was not run: the packages of " + dir + " are not installed")
	}
	for i, arg := range args {
		if abs, err := filepath.Abs(arg); err == nil && i == 0 {
			args[i] = abs
		}
	}
	cmd := exec.CommandContext(t.Context(), "node", append([]string{program}, args...)...)
	cmd.Dir = dir
	return cmd
}

// checkZapier returns what Zapier's schema refuses.
func checkZapier(t *testing.T, dir string) string {
	t.Helper()
	out, err := node(t, zapierTools, "check.js", dir).CombinedOutput()
	if err == nil && len(out) > 0 {
		t.Errorf("check.js is content, and prints %s", out)
	}
	if err != nil && len(out) == 0 {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(out))
}

// TestZapierPublished holds what is made of every published document against
// Zapier's own schema.
func TestZapierPublished(t *testing.T) {
	for _, document := range everyPublished(t) {
		t.Run(document, func(t *testing.T) {
			made := makeTarget(t, document, "zapier")
			if problems := checkZapier(t, made.dir); problems != "" {
				t.Error(problems)
			}
			if size := len(made.read(t, "definition.json")); size > 5<<20 {
				t.Errorf("definition.json has %d bytes", size)
			}
		})
	}
}

// TestZapierSpoiled shows that the check bites.
func TestZapierSpoiled(t *testing.T) {
	for _, tt := range []struct{ old, new, want string }{
		{`"type": "session"`, `"type": "magic"`, "instance.authentication.type is not one of enum values"},
		{`"noun": "Booking"`, `"nuon": "Booking"`, `requires property "noun"`},
		{`"type": "password"`, `"type": "hidden"`, "instance.type is not one of enum values: string,number"},
		{`"version": "0.1.0"`, `"version": "one"`, "instance.version does not match pattern"},
	} {
		made := makeTarget(t, "flexport", "zapier")
		whole := made.read(t, "definition.json")
		if problems := checkZapier(t, made.dir); problems != "" {
			t.Fatal(problems)
		}
		spoiled := bytes.Replace(whole, []byte(tt.old), []byte(tt.new), 1)
		if bytes.Equal(spoiled, whole) {
			t.Fatalf("%q is not in the definition", tt.old)
		}
		write(t, filepath.Join(made.dir, "definition.json"), spoiled)
		if problems := checkZapier(t, made.dir); !strings.Contains(problems, tt.want) {
			t.Errorf("with %q the check says %q, not %q", tt.new, problems, tt.want)
		}
	}
}

// A zapierStep is one call that Zapier makes of the app.
type zapierStep struct {
	Method string         `json:"method"`
	Bundle map[string]any `json:"bundle"`
	want   string         // result or error
}

func perform(action string, input map[string]any) zapierStep {
	return zapierStep{Method: action + ".operation.perform", Bundle: map[string]any{"inputData": input}}
}

func (s zapierStep) gives(want string) zapierStep {
	s.want = want
	return s
}

// TestZapierCalls runs the app in Zapier's own runtime against a server.
func TestZapierCalls(t *testing.T) {
	server := newCrateServer(t)
	made := generateTarget(t, crates(t, server.URL, "zapier"), "zapier")
	if problems := checkZapier(t, made.dir); problems != "" {
		t.Fatal(problems)
	}
	steps := []zapierStep{
		{
			Method: "authentication.sessionConfig.perform",
			Bundle: map[string]any{"authData": map[string]any{"client_secret": `s3"cret`, "scope": ""}},
			want:   `{"result":{"access_token":"abc"}}`,
		},
		zapierStep{Method: "authentication.test"}.gives(`{"result":{"value":[{"id":1},{"id":2}]}}`),
		perform("triggers.listCrates", map[string]any{"ids": []int{1, 2}, "f__from": "a b"}).gives(`{"result":[{"id":1},{"id":2}]}`),
		{
			Method: "triggers.listCrates.operation.perform",
			Bundle: map[string]any{"meta": map[string]any{"page": 1}},
			want:   `{"result":[{"id":3}]}`,
		},
		perform("searches.listCrates", map[string]any{}).gives(`{"result":{"paging_token":"` + server.URL + `/crates?page=2","results":[{"id":1},{"id":2}]}}`),
		{
			Method: "searches.listCrates.operation.perform",
			Bundle: map[string]any{"meta": map[string]any{"paging_token": server.URL + "/crates?page=2"}},
			want:   `{"result":{"paging_token":null,"results":[{"id":3}]}}`,
		},
		{
			Method: "searches.listCrates.operation.perform",
			Bundle: map[string]any{"meta": map[string]any{"paging_token": "https://evil.test/crates"}},
			want:   `The next page is on another host: https://evil.test`,
		},
		perform("searches.getCrate", map[string]any{"id": "a/b"}).gives(`{"result":[{"id":7,"name":"a"}]}`),
		perform("searches.getCrate", map[string]any{"id": "404"}).gives(`{"result":[]}`),
		perform("searches.getCrate", map[string]any{"id": "500"}).gives(`no such luck`),
		perform("searches.getCrate", map[string]any{"id": ".."}).gives(`An input leads out of the path: /crates/..`),
		perform("creates.createCrate", map[string]any{
			"name": "x", "size": 2, "open": false, "labels": []string{"a"}, "address__street": "s", "address__geo": `{"lat":1.5}`,
			"lines": []any{map[string]any{"lines__sku": "k", "lines__count": 3}}, "extra": `[1]`,
		}).gives(`{"result":{"id":9}}`),
		perform("creates.createCrate", map[string]any{"name": "x", "extra": "{"}).gives(`extra\\\" is not JSON`),
		perform("creates.deleteCrate", map[string]any{"id": "7"}).gives(`{"result":{"status":204}}`),
	}
	out, err := node(t, zapierTools, "run.js", made.dir, toJSON(t, steps)).Output()
	if err != nil {
		t.Fatal(err)
	}
	var results []json.RawMessage
	if err := json.Unmarshal(out, &results); err != nil || len(results) != len(steps) {
		t.Fatalf("%v: %s", err, out)
	}
	for i, step := range steps {
		if !strings.Contains(sorted(t, results[i]), step.want) {
			t.Errorf("%s %s gives\n%s, not\n%s", step.Method, toJSON(t, step.Bundle), results[i], step.want)
		}
	}
	want := []string{
		"GET /crates?state=open",
		"GET /crates?ids=1%2C2&f%5Bfrom%5D=a%20b",
		"GET /crates?page=2",
		"GET /crates",
		"GET /crates?page=2",
		"GET /crates/a%2Fb",
		"GET /crates/404",
		"GET /crates/500",
		`POST /crates {"name":"x","size":2,"open":false,"labels":["a"],"address":{"geo":{"lat":1.5},"street":"s"},"lines":[{"count":3,"sku":"k"}],"extra":[1]}`,
		"DELETE /crates/7",
	}
	if diff := cmp.Diff(want, server.requests()); diff != "" {
		t.Errorf("requests (-want +got):\n%s", diff)
	}
}

// sorted is JSON with its members in order.
func sorted(t *testing.T, data json.RawMessage) string {
	t.Helper()
	var v any
	if err := json.Unmarshal(data, &v); err != nil {
		t.Fatal(err)
	}
	return toJSON(t, v)
}

// TestZapierHostile shows that no text of a document is code or a reference to
// Zapier: the whole definition of the crates is compared.
func TestZapierHostile(t *testing.T) {
	made := generateTarget(t, crates(t, "https://api.crates.test", "zapier"), "zapier")
	for _, name := range []string{"definition.json", "calls.json"} {
		got := made.read(t, name)
		if bytes.Contains(got, []byte("{{")) || name == "definition.json" && (bytes.Contains(got, []byte("child_process")) || bytes.Contains(got, []byte("return process"))) {
			t.Errorf("%s has what Zapier would run", name)
		}
		golden := filepath.Join("testdata", "zapier", name+".golden")
		if *update {
			write(t, golden, got)
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), string(got)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	var losses []string
	for _, p := range made.problems {
		if strings.HasPrefix(p.Code, "zapier-") {
			losses = append(losses, p.Code+": "+p.Msg)
		}
	}
	want := []string{
		`zapier-field-empty: Zapier lets nobody leave a required field empty, so those that may be are optional: "scope"`,
		`zapier-token-limit: Zapier does not count token requests, of which 10 are allowed per day: "oauth2"`,
		`zapier-token-renewal: Zapier fetches a token once the last one is refused, not before it ends, and with no refresh token: "oauth2"`,
		`zapier-field-mark: Zapier's form has no mark for what is advanced or fixed; such fields look like the others, with what they are set to: "audience", "token_key"`,
		"zapier-retry: Zapier repeats a refused call after the status 429 alone",
		`zapier-input-limits: limits of inputs are left to the API: "listCrates"`,
		`zapier-input-json: inputs that are nested too deep for a form are entered as JSON: "createCrate"`,
	}
	if diff := cmp.Diff(want, losses); diff != "" {
		t.Errorf("losses (-want +got):\n%s", diff)
	}
}
