package generator_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

// TestPostmanSchema holds the collections of published documents against Postman's
// own schema, and shows that it refuses one that is spoiled.
func TestPostmanSchema(t *testing.T) {
	schema := marketplaceSchema(t, "postman-collection-v2.1.0.json")
	for _, document := range published {
		t.Run(document, func(t *testing.T) {
			text := makeTarget(t, document, "postman").read(t, "collection.json")
			if err := schema.Validate(jsonDocument(t, text)); err != nil {
				t.Error(err)
			}
			spoiled, _ := jsonDocument(t, text).(map[string]any)
			spoiled["variable"] = []any{map[string]any{"key": "a", "type": "secret"}}
			if err := schema.Validate(spoiled); err == nil {
				t.Error("a variable of the type secret is accepted")
			}
		})
	}
}

// marketplaceSchema compiles a schema that a marketplace publishes.
func marketplaceSchema(t *testing.T, name string) *jsonschema.Schema {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(shared(t), "targets", "schemas", name))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("urn:marketplace", jsonDocument(t, data)); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile("urn:marketplace")
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

func jsonDocument(t *testing.T, data []byte) any {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// TestPostmanLoads loads the collections with Postman's own library, which counts
// their requests.
func TestPostmanLoads(t *testing.T) {
	modules := npmModules(t, "postman")
	const count = `const {Collection} = require("postman-collection"), fs = require("fs");
let n = 0;
new Collection(JSON.parse(fs.readFileSync(process.argv[1]))).forEachItem((item) => { n++; item.request.toCurl?.(); item.request.url.toString(); });
console.log(n);`
	for _, document := range published {
		t.Run(document, func(t *testing.T) {
			made := makeTarget(t, document, "postman")
			want := strings.Count(string(made.read(t, "collection.json")), "\n\t\t\t\t\t\"request\": {") +
				strings.Count(string(made.read(t, "collection.json")), "\n\t\t\t\"request\": {")
			got := strings.TrimSpace(npmRun(t, modules, "node", "-e", count, filepath.Join(made.dir, "collection.json")))
			if got != strconv.Itoa(want) || want == 0 {
				t.Errorf("%s requests are loaded, want %d", got, want)
			}
		})
	}
}

// npmModules is the folder of the packages of one target, which `make npm` installs.
func npmModules(t *testing.T, target string) string {
	t.Helper()
	dir, err := filepath.Abs(filepath.Join("..", "tools", "npm", target, "node_modules"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(dir); err != nil {
		t.Skip("the packages of tools/npm/" + target + " are not installed: make npm does it")
	}
	if _, err := exec.LookPath("node"); err != nil {
		t.Skip("node is not here")
	}
	return dir
}

// npmRun runs a program beside the packages and returns what it prints.
func npmRun(t *testing.T, modules, name string, args ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), name, args...)
	cmd.Dir = filepath.Dir(modules)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return string(out)
}

// TestPostmanRuns gets a token and calls the API with it, in Postman's own runner
// against a real server.
func TestPostmanRuns(t *testing.T) {
	modules := npmModules(t, "postman")
	for name, encoding := range map[string]string{"json": "json", "form": "form", "nested token": "json"} {
		t.Run(name, func(t *testing.T) {
			path := []string{"access_token"}
			if name == "nested token" {
				path = []string{"result", "token"}
			}
			api := &fakeFlexport{encoding: encoding, path: path}
			server := httptest.NewServer(api)
			defer server.Close()
			made := makePostmanFor(t, server.URL, encoding, strings.Join(path, "."))
			npmRun(t, modules, "node", filepath.Join(modules, "newman", "bin", "newman.js"), "run", filepath.Join(made.dir, "collection.json"),
				"--folder", "Get token", "--folder", "Show my company", "--reporters", "cli", "--color", "off",
				"--env-var", `client_secret=a "quoted" \ secret&more`, "--env-var", "client_id=me")
			want := []string{
				"token " + encoding + ` {"audience":"https://api.flexport.com","client_id":"me","client_secret":"a \"quoted\" \\ secret\u0026more","grant_type":"client_credentials"}`,
				"GET /network/me/companies Bearer t0 version 2",
			}
			if diff := cmp.Diff(want, api.seen); diff != "" {
				t.Errorf("requests (-want +got):\n%s", diff)
			}
		})
	}
}

// makePostmanFor makes Flexport's collection for a server of the test.
func makePostmanFor(t *testing.T, url, encoding, tokenKey string) *madeTarget {
	t.Helper()
	dir := t.TempDir()
	copyFlexport(t, dir, onlyTarget, "postman")
	replace(t, filepath.Join(dir, "auth.yaml"), "url: https://api.flexport.com/oauth/token", "url: "+url+"/oauth/token",
		"encoding: json", "encoding: "+encoding, "fixed: access_token", "fixed: "+tokenKey)
	replace(t, filepath.Join(dir, "connector.yaml"), "{url: https://api.flexport.com,", "{url: "+url+",")
	return generateTarget(t, dir, "postman")
}

// replace replaces pairs of texts in a file, each of which is there.
func replace(t *testing.T, name string, pairs ...string) {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(pairs); i += 2 {
		if !bytes.Contains(data, []byte(pairs[i])) {
			t.Fatalf("%s has no %q", name, pairs[i])
		}
	}
	write(t, name, []byte(strings.NewReplacer(pairs...).Replace(string(data))))
}

// A fakeFlexport gives a token to everybody, and remembers what it is asked.
type fakeFlexport struct {
	encoding string
	path     []string // of the token in the answer
	seen     []string
}

func (f *fakeFlexport) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	if r.URL.Path != "/oauth/token" {
		f.seen = append(f.seen, fmt.Sprintf("%s %s %s version %s", r.Method, r.URL, r.Header.Get("Authorization"), r.Header.Get("Flexport-Version")))
		fmt.Fprint(w, `{"data": {}}`)
		return
	}
	params := map[string]string{}
	if f.encoding == "json" {
		data, _ := io.ReadAll(r.Body)
		if err := json.Unmarshal(data, &params); err != nil {
			f.seen = append(f.seen, err.Error())
		}
	} else if err := r.ParseForm(); err == nil {
		for key := range r.PostForm {
			params[key] = r.PostForm.Get(key)
		}
	}
	asked, _ := json.Marshal(params)
	f.seen = append(f.seen, "token "+f.encoding+" "+string(asked))
	var answer any = "t0"
	for _, step := range slices.Backward(f.path) {
		answer = map[string]any{step: answer}
	}
	_ = json.NewEncoder(w).Encode(answer)
}
