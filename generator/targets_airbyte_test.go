package generator_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"gopkg.in/yaml.v3"
)

// TestAirbyteSchema holds the sources made of published documents against
// Airbyte's own schema, and shows that it refuses one that is spoiled.
func TestAirbyteSchema(t *testing.T) {
	data, err := os.ReadFile(filepath.Join(shared(t), "targets", "schemas", "airbyte-declarative-component.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	doc, _ := yamlDocument(t, data).(map[string]any)
	delete(doc, "$id") // a web page, to which its references do not lead
	c := jsonschema.NewCompiler()
	if err := c.AddResource("urn:marketplace", doc); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile("urn:marketplace")
	if err != nil {
		t.Fatal(err)
	}
	for _, document := range published {
		t.Run(document, func(t *testing.T) {
			made := makeTarget(t, document, "airbyte")
			data, err := os.ReadFile(filepath.Join(made.dir, "manifest.yaml"))
			if err != nil {
				if !strings.Contains(made.problems.Err().Error()+fmt.Sprint(made.problems), "airbyte-nothing-to-read") {
					t.Fatal(err)
				}
				return
			}
			manifest := yamlDocument(t, data)
			manifest = resolved(t, manifest, manifest)
			if err := schema.Validate(manifest); err != nil {
				t.Error(err)
			}
			streams, _ := manifest.(map[string]any)["streams"].([]any)
			retriever, _ := streams[0].(map[string]any)["retriever"].(map[string]any)
			requester, _ := retriever["requester"].(map[string]any)
			requester["http_method"] = "FETCH"
			if err := schema.Validate(manifest); err == nil {
				t.Error("the method FETCH is accepted")
			}
		})
	}
}

// yamlDocument reads YAML as JSON has it.
func yamlDocument(t *testing.T, data []byte) any {
	t.Helper()
	var doc any
	if err := yaml.Unmarshal(data, &doc); err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(doc)
	if err != nil {
		t.Fatal(err)
	}
	return jsonDocument(t, text)
}

// resolved follows references as Airbyte does: every text that begins with #/ is
// one, and keys beside $ref go before those that it brings.
func resolved(t *testing.T, node, root any) any {
	t.Helper()
	switch node := node.(type) {
	case string:
		if path, ok := strings.CutPrefix(node, "#/"); ok {
			at := root
			for step := range strings.SplitSeq(path, "/") {
				switch v := at.(type) {
				case map[string]any:
					at = v[step]
				case []any:
					i, err := strconv.Atoi(step)
					if err != nil || i >= len(v) {
						t.Fatalf("%s leads nowhere", node)
					}
					at = v[i]
				}
			}
			if at == nil {
				t.Fatalf("%s leads nowhere", node)
			}
			return resolved(t, at, root)
		}
	case []any:
		made := make([]any, len(node))
		for i, item := range node {
			made[i] = resolved(t, item, root)
		}
		return made
	case map[string]any:
		made := map[string]any{}
		if to, ok := node["$ref"]; ok {
			brought, _ := resolved(t, to, root).(map[string]any)
			maps.Copy(made, brought)
		}
		for key, value := range node {
			if key != "$ref" {
				made[key] = resolved(t, value, root)
			}
		}
		return made
	}
	return node
}

// Flexport's six fields are in the form in their order, and its token request is
// the one that its descriptor describes.
func TestAirbyteFlexport(t *testing.T) {
	var manifest struct {
		Check struct {
			Stream []string `yaml:"stream_names"`
		}
		Definitions struct {
			Authenticator struct {
				Type  string
				Path  []string `yaml:"session_token_path"`
				Login struct {
					URL  string
					Body struct {
						Type  string
						Value yaml.Node
					} `yaml:"request_body"`
				} `yaml:"login_requester"`
			}
			Requester struct {
				Headers map[string]string `yaml:"request_headers"`
			}
		}
		Spec struct {
			Connection struct {
				Required   []string
				Properties yaml.Node
			} `yaml:"connection_specification"`
		}
	}
	if err := yaml.Unmarshal(makeTarget(t, "flexport", "airbyte").read(t, "manifest.yaml"), &manifest); err != nil {
		t.Fatal(err)
	}
	want := []string{"client_secret", "client_id", "scope", "grant_type", "response_token_key", "audience"}
	if diff := cmp.Diff(want, keysOf(manifest.Spec.Connection.Properties)); diff != "" {
		t.Errorf("fields (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"client_secret", "client_id", "grant_type", "response_token_key", "audience"}, manifest.Spec.Connection.Required); diff != "" {
		t.Errorf("required (-want +got):\n%s", diff)
	}
	a := manifest.Definitions.Authenticator
	var body map[string]string
	if err := a.Login.Body.Value.Decode(&body); err != nil {
		t.Fatal(err)
	}
	wantBody := map[string]string{
		"client_id": "{{ config['client_id'] }}", "client_secret": "{{ config['client_secret'] }}", "audience": "{{ config['audience'] }}",
		"grant_type": "{{ config['grant_type'] }}", "scope": "{{ config.get('scope') or none }}",
	}
	if diff := cmp.Diff(wantBody, body); diff != "" || a.Login.Body.Type != "RequestBodyJsonObject" || a.Login.URL != "https://api.flexport.com/oauth/token" {
		t.Errorf("token request %s to %s (-want +got):\n%s", a.Login.Body.Type, a.Login.URL, diff)
	}
	if diff := cmp.Diff([]string{"access_token"}, a.Path); diff != "" || a.Type != "SessionTokenAuthenticator" {
		t.Errorf("%s takes the token from (-want +got):\n%s", a.Type, diff)
	}
	if got := manifest.Definitions.Requester.Headers["Flexport-Version"]; got != "2" {
		t.Errorf("Flexport-Version is %q", got)
	}
	if diff := cmp.Diff([]string{"networkCompanyMe"}, manifest.Check.Stream); diff != "" {
		t.Errorf("checked (-want +got):\n%s", diff)
	}
}

func keysOf(mapping yaml.Node) []string {
	var keys []string
	for i := 0; i < len(mapping.Content); i += 2 {
		keys = append(keys, mapping.Content[i].Value)
	}
	return keys
}
