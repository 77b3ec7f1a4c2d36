package generator_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// n8nTools is the folder of n8n's own command line.
const n8nTools = "../tools/npm/n8n"

// n8nNode runs a command of n8n's tool in a package, and returns what it prints if it
// is not content.
func n8nNode(t *testing.T, dir, command string) string {
	t.Helper()
	tools, err := filepath.Abs(filepath.Join(n8nTools, "node_modules"))
	if err != nil {
		t.Fatal(err)
	}
	cmd := node(t, n8nTools, filepath.Join(tools, "@n8n", "node-cli", "bin", "n8n-node.mjs"))
	cmd.Args = append(cmd.Args, command)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "CI=1", "NO_COLOR=1", "FORCE_COLOR=0")
	if err := os.Symlink(tools, filepath.Join(dir, "node_modules")); err != nil && !os.IsExist(err) {
		t.Fatal(err)
	}
	out, err := cmd.CombinedOutput()
	if err == nil {
		return ""
	}
	if refused := new(exec.ExitError); !errors.As(err, &refused) {
		t.Fatal(err)
	}
	return regexp.MustCompile(`\x1b\[[0-9;?]*[a-zA-Z]`).ReplaceAllString(string(out), "")
}

// checkN8n lints and builds a package.
func checkN8n(t *testing.T, dir string) {
	t.Helper()
	for _, command := range []string{"lint", "build"} {
		if problems := n8nNode(t, dir, command); problems != "" {
			t.Errorf("n8n-node %s:\n%s", command, problems)
		}
	}
}

// TestN8nPublished lints and builds what is made of published documents with n8n's own tool.
func TestN8nPublished(t *testing.T) {
	if testing.Short() {
		t.Skip("each document takes n8n's tool some ten seconds")
	}
	for _, document := range published {
		t.Run(document, func(t *testing.T) {
			t.Parallel()
			made := makeTarget(t, document, "n8n")
			checkN8n(t, made.dir)
		})
	}
}

// TestN8nLarge keeps the form of every document within bounds.
func TestN8nLarge(t *testing.T) {
	for _, document := range everyPublished(t) {
		t.Run(document, func(t *testing.T) {
			made := makeTarget(t, document, "n8n")
			files, err := filepath.Glob(filepath.Join(made.dir, "nodes", "*", "properties.json"))
			if err != nil || len(files) != 1 {
				t.Fatal(files, err)
			}
			data := readFile(t, files[0])
			if len(data) > 5<<20 {
				t.Errorf("properties.json has %d bytes", len(data))
			}
			for _, name := range regexp.MustCompile(`"(?:displayName|description|name|action)": "=`).FindAllString(data, -1) {
				t.Errorf("a text begins as an expression: %s", name)
			}
		})
	}
}

// TestN8nSpoiled shows that the checks bite.
func TestN8nSpoiled(t *testing.T) {
	if testing.Short() {
		t.Skip("n8n's tool takes its time")
	}
	for _, tt := range []struct{ command, file, old, new, want string }{
		{"lint", "credentials/FlexportApi.credentials.ts", "class FlexportApi", "class Flexport", "Suffix with '-Api'"},
		{"build", "nodes/Flexport/Flexport.node.ts", "displayName: declared.displayName,", "", "Property 'displayName' is missing"},
		{"lint", "nodes/Flexport/Flexport.node.ts", `name: "flexportApi"`, `name: "other"`, "other"},
		{"build", "nodes/Flexport/Flexport.node.ts", "version: 1", `version: "one"`, "Type 'string' is not assignable"},
		{"build", "credentials/FlexportApi.json", `"params"`, `"parms"`, "Property 'params' is missing"},
	} {
		t.Run(tt.new, func(t *testing.T) {
			t.Parallel()
			dir := makeTarget(t, "flexport", "n8n").dir
			name := filepath.Join(dir, filepath.FromSlash(tt.file))
			whole := readFile(t, name)
			spoiled := strings.Replace(whole, tt.old, tt.new, 1)
			if spoiled == whole {
				t.Fatalf("%q is not in %s", tt.old, tt.file)
			}
			write(t, name, []byte(spoiled))
			if problems := n8nNode(t, dir, tt.command); !strings.Contains(problems, tt.want) {
				t.Errorf("n8n-node %s says %q, not %q", tt.command, problems, tt.want)
			}
		})
	}
}

// TestN8nCalls runs the built package against a server: its credential as it is, its
// routing with n8n's own expressions.
func TestN8nCalls(t *testing.T) {
	server := newCrateServer(t)
	dir := generateTarget(t, crates(t, server.URL, "n8n"), "n8n").dir
	checkN8n(t, dir)
	steps := []struct {
		step map[string]any
		want string
	}{
		{
			map[string]any{"credential": map[string]any{"client_secret": `s3"cret`}},
			`{"accessToken":"abc","audience":"https://crates.test","client_secret":"s3\"cret","scope":"","token_key":"nested.tok"}`,
		},
		{map[string]any{"test": true}, `{"data":{"data":[{"id":1},{"id":2}],"next":"` + server.URL + `/crates?page=2"}}`},
		{n8nCall("listCrates", map[string]any{"returnAll": false, "limit": 1, "additionalFields": map[string]any{"ids": []int{1, 2}, "f": `{"from":"a b"}`}}), `[{"id":1}]`},
		{n8nCall("listCrates", map[string]any{"returnAll": true, "additionalFields": map[string]any{"ids": []int{1}}}), `[{"id":1},{"id":2},{"id":3}]`},
		{n8nCall("listCrates", map[string]any{"returnAll": true, "additionalFields": map[string]any{"state": "elsewhere"}}), `{"error":"the-next-page-is-on-another-host.invalid: fetch failed"}`},
		{n8nCall("getCrate", map[string]any{"id": "a/b"}), `[{"id":7,"name":"a"}]`},
		{n8nCall("getCrate", map[string]any{"id": ".."}), `[{"id":7,"name":"a"}]`},
		{n8nCall("createCrate", map[string]any{"name": "x", "additionalFields": map[string]any{
			"size": 2, "open": false, "labels": []string{"a"}, "address": `{"street":"s"}`, "extra": `[1]`,
		}}), `[{"id":9}]`},
		{n8nCall("deleteCrate", map[string]any{"id": "7"}), `[{"success":true}]`},
	}
	var sent []map[string]any
	for _, s := range steps {
		sent = append(sent, s.step)
	}
	cmd := node(t, n8nTools, "run.js", dir, toJSON(t, sent))
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v: %s", err, stderr.String())
	}
	var results []json.RawMessage
	if err := json.Unmarshal(out, &results); err != nil || len(results) != len(steps) {
		t.Fatalf("%v: %s", err, out)
	}
	for i, s := range steps {
		if got := sorted(t, results[i]); got != s.want {
			t.Errorf("%s gives\n%s, not\n%s", toJSON(t, s.step), got, s.want)
		}
	}
	want := []string{
		"GET /crates?state=open",
		"GET /crates?ids=1%2C2&f%5Bfrom%5D=a%20b",
		"GET /crates?ids=1",
		"GET /crates?page=2",
		"GET /crates?state=elsewhere",
		"GET /crates/a%2Fb",
		"GET /crates/%252E.",
		`POST /crates {"name":"x","size":2,"open":false,"labels":["a"],"address":{"street":"s"},"extra":[1]}`,
		"DELETE /crates/7",
	}
	if diff := cmp.Diff(want, server.requests()); diff != "" {
		t.Errorf("requests (-want +got):\n%s", diff)
	}
}

// TestN8nPages goes through a list whose pages are counted, to its end.
func TestN8nPages(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		switch page := r.URL.Query().Get("page"); {
		case r.URL.Path == "/token":
			fmt.Fprint(w, `{"nested":{"tok":"abc"}}`)
		case page == "1" || page == "2":
			fmt.Fprintf(w, `{"data":{"data":[{"id":%s}]}}`, page)
		default:
			fmt.Fprint(w, `{"data":{"data":[]}}`)
		}
	}))
	defer server.Close()
	in := crates(t, server.URL, "n8n")
	file := filepath.Join(in, "connector.yaml")
	counted := strings.Replace(readFile(t, file), "{style: nextUrl, items: data.data, next: data.next, pageParam: page}",
		"{style: page, items: data.data, pageParam: page, startPage: 1}", 1)
	write(t, file, []byte(counted))
	dir := generateTarget(t, in, "n8n").dir
	if problems := n8nNode(t, dir, "build"); problems != "" {
		t.Fatal(problems)
	}
	out, err := node(t, n8nTools, "run.js", dir, toJSON(t, []any{
		map[string]any{"credential": map[string]any{"client_secret": "s"}},
		n8nCall("listCrates", map[string]any{"returnAll": true}),
	})).Output()
	if err != nil || !strings.HasSuffix(string(out), `,[{"id":1},{"id":2}]]`) {
		t.Errorf("%v: %s", err, out)
	}
}

// n8nCall is one execution of the node.
func n8nCall(operation string, parameters map[string]any) map[string]any {
	parameters["resource"], parameters["operation"] = "crate", operation
	return map[string]any{"parameters": parameters}
}

// TestN8nHostile compares the whole package of the crates, in which no text of the
// document is code or an expression, and what is lost.
func TestN8nHostile(t *testing.T) {
	made := generateTarget(t, crates(t, "https://api.crates.test", "n8n"), "n8n")
	for _, name := range []string{
		"package.json", "credentials/CratesApi.json", "credentials/CratesApi.credentials.ts",
		"nodes/Crates/Crates.node.ts", "nodes/Crates/properties.json",
	} {
		got := made.read(t, name)
		for _, bad := range []string{"{{ $env", "{{ 1", "{{process", "{{bundle", "<script", "<b>"} {
			if bytes.Contains(got, []byte(bad)) {
				t.Errorf("%s has %s", name, bad)
			}
		}
		golden(t, "n8n."+filepath.Base(name), got)
	}
	var losses []string
	for _, p := range made.problems {
		if strings.HasPrefix(p.Code, "n8n-") {
			losses = append(losses, p.Code+": "+p.Msg)
		}
	}
	golden(t, "n8n.losses", []byte(strings.Join(losses, "\n")+"\n"))
}
