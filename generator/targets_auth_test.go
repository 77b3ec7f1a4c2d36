package generator_test

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// ways are ways to authenticate, as auth descriptors, and what becomes of each.
var ways = map[string]struct {
	descriptor    string
	openapi       string // security schemes without their x-auth, and the requirement
	powerplatform string // security definitions, and what a person enters and policies do
}{
	"key in a header": {
		`{key: k, type: apiKey, label: Key, fields: [{key: mine, label: Key, required: true, secret: true}], apply: [{in: header, name: X-Key, value: '${mine}'}]}`,
		`{"k":{"type":"apiKey","name":"X-Key","in":"header"}} [{"k":[]}]`,
		`{"k":{"type":"apiKey","name":"X-Key","in":"header"}} api_key:securestring`,
	},
	"key with text around it": {
		`{key: k, type: apiKey, label: Key, fields: [{key: mine, label: Key, required: true, secret: true}], apply: [{in: header, name: X-Key, value: 'key=${mine}'}]}`,
		`{"k":{"type":"apiKey","name":"X-Key","in":"header"}} [{"k":[]}]`,
		`null mine:securestring setheader(X-Key: key=@connectionParameters('mine'))`,
	},
	"two keys": {
		`{key: k, type: apiKey, label: Key, fields: [{key: id, label: ID}, {key: mine, label: Key, secret: true}], apply: [{in: query, name: id, value: '${id}'}, {in: cookie, name: c, value: '${mine}'}]}`,
		`{"k":{"type":"apiKey","name":"id","in":"query"},"k_2":{"type":"apiKey","name":"c","in":"cookie"}} [{"k":[],"k_2":[]}]`,
		`null id:string mine:securestring setqueryparameter(id: @connectionParameters('id')) setheader(Cookie: c=@connectionParameters('mine'))`,
	},
	"bearer": {
		`{key: b, type: bearer, label: Token, fields: [{key: token, label: Token, secret: true}], apply: [{in: header, name: Authorization, value: 'Bearer ${token}'}]}`,
		`{"b":{"type":"http","scheme":"bearer"}} [{"b":[]}]`,
		`null token:securestring setheader(Authorization: Bearer @connectionParameters('token'))`,
	},
	"another scheme": {
		`{key: b, type: bearer, label: Token, fields: [{key: token, label: Token, secret: true}], apply: [{in: header, name: Authorization, value: 'Token ${token}'}]}`,
		`{"b":{"type":"http","scheme":"Token"}} [{"b":[]}]`,
		`null token:securestring setheader(Authorization: Token @connectionParameters('token'))`,
	},
	"basic": {
		`{key: b, type: basic, label: Name, fields: [{key: username, label: User}, {key: password, label: Password, secret: true}]}`,
		`{"b":{"type":"http","scheme":"basic"}} [{"b":[]}]`,
		`{"b":{"type":"basic"}} username:string password:securestring`,
	},
	"none": {
		`{key: none, type: none, label: None}`,
		`null [{}]`,
		`null`,
	},
	"what a policy would evaluate": {
		`{key: b, type: bearer, label: Token, fields: [{key: token, label: Token, secret: true}], apply: [{in: header, name: Authorization, value: '@(System.Exit()) ${token}'}]}`,
		`{"b":{"type":"apiKey","name":"Authorization","in":"header"}} [{"b":[]}]`,
		`null token:securestring`,
	},
}

func TestTargetAuth(t *testing.T) {
	for name, way := range ways {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			acme(t, dir, "openapi, powerplatform")
			write(t, filepath.Join(dir, "auth.yaml"), []byte("methods:\n  - "+way.descriptor+"\n"))
			config := strings.Replace(readFile(t, filepath.Join(dir, "connector.yaml")), "headers: {X-Version: '3'}\n", "", 1)
			write(t, filepath.Join(dir, "connector.yaml"), []byte(config))
			if diff := cmp.Diff(way.openapi, openAPIAuth(t, generateTarget(t, dir, "openapi"))); diff != "" {
				t.Errorf("openapi:\n%s", diff)
			}
			if diff := cmp.Diff(way.powerplatform, powerPlatformAuth(t, generateTarget(t, dir, "powerplatform"))); diff != "" {
				t.Errorf("powerplatform:\n%s", diff)
			}
		})
	}
}

func openAPIAuth(t *testing.T, made *madeTarget) string {
	t.Helper()
	type scheme struct {
		Type   string `json:"type"`
		Name   string `json:"name,omitempty"`
		In     string `json:"in,omitempty"`
		Scheme string `json:"scheme,omitempty"`
	}
	var doc struct {
		Security   []map[string][]string
		Components struct{ SecuritySchemes map[string]scheme }
	}
	decode(t, made.read(t, "openapi.json"), &doc)
	return encode(t, doc.Components.SecuritySchemes) + " " + encode(t, doc.Security)
}

func powerPlatformAuth(t *testing.T, made *madeTarget) string {
	t.Helper()
	type definition struct {
		Type string `json:"type"`
		Name string `json:"name,omitempty"`
		In   string `json:"in,omitempty"`
	}
	var doc struct{ SecurityDefinitions map[string]definition }
	decode(t, made.read(t, "apiDefinition.swagger.json"), &doc)
	told := []string{encode(t, doc.SecurityDefinitions)}
	var settings struct {
		Properties struct {
			ConnectionParameters    json.RawMessage
			PolicyTemplateInstances []struct {
				TemplateID string
				Parameters map[string]string
			}
		}
	}
	decode(t, made.read(t, "apiProperties.json"), &settings)
	told = append(told, entered(t, settings.Properties.ConnectionParameters)...)
	for _, p := range settings.Properties.PolicyTemplateInstances {
		const prefix = "x-ms-apimTemplateParameter."
		if p.TemplateID != "dynamichosturl" {
			told = append(told, p.TemplateID+"("+p.Parameters[prefix+"name"]+": "+p.Parameters[prefix+"value"]+")")
		}
	}
	return strings.Join(told, " ")
}

// entered are the connection parameters in their order, but for the server's, each
// with its type.
func entered(t *testing.T, parameters json.RawMessage) []string {
	t.Helper()
	d := json.NewDecoder(strings.NewReader(string(parameters)))
	if _, err := d.Token(); err != nil {
		t.Fatal(err)
	}
	var list []string
	for d.More() {
		key, err := d.Token()
		if err != nil {
			t.Fatal(err)
		}
		var one struct{ Type string }
		if err := d.Decode(&one); err != nil {
			t.Fatal(err)
		}
		if name := fmt.Sprint(key); !strings.HasPrefix(name, "server_") {
			list = append(list, name+":"+one.Type)
		}
	}
	return list
}

// TestTargetFlexportFields finds all six fields of Flexport's form in their order, and
// the whole token request, in both formats.
func TestTargetFlexportFields(t *testing.T) {
	var doc struct {
		Components struct {
			SecuritySchemes map[string]struct {
				XAuth struct {
					Fields []struct{ Key string }
					Token  struct {
						Encoding, AccessTokenPath string
						Params                    []struct {
							Name, Value string
							OmitEmpty   bool
						}
					}
				} `json:"x-auth"`
			}
		}
	}
	decode(t, makeTarget(t, "flexport", "openapi").read(t, "openapi.json"), &doc)
	auth := doc.Components.SecuritySchemes["oauth2"].XAuth
	want := `{"Fields":[{"Key":"client_secret"},{"Key":"client_id"},{"Key":"scope"},{"Key":"grant_type"},{"Key":"response_token_key"},{"Key":"audience"}],` +
		`"Token":{"Encoding":"json","AccessTokenPath":"${response_token_key}","Params":[{"Name":"client_id","Value":"${client_id}","OmitEmpty":false},` +
		`{"Name":"client_secret","Value":"${client_secret}","OmitEmpty":false},{"Name":"audience","Value":"${audience}","OmitEmpty":false},` +
		`{"Name":"grant_type","Value":"${grant_type}","OmitEmpty":false},{"Name":"scope","Value":"${scope}","OmitEmpty":true}]}}`
	if diff := cmp.Diff(want, encode(t, auth)); diff != "" {
		t.Errorf("openapi:\n%s", diff)
	}
	var settings struct {
		Properties struct{ ConnectionParameters json.RawMessage }
	}
	made := makeTarget(t, "flexport", "powerplatform")
	data := made.read(t, "apiProperties.json")
	decode(t, data, &settings)
	wantFields := "token:oauthSetting token:client_secret:securestring token:client_id:string token:scope:string token:grant_type:string token:response_token_key:string token:audience:string"
	if diff := cmp.Diff(wantFields, strings.Join(entered(t, settings.Properties.ConnectionParameters), " ")); diff != "" {
		t.Errorf("powerplatform:\n%s", diff)
	}
	if diff := cmp.Diff(readFile(t, "../specs/flexport/icon.png"), string(made.read(t, "icon.png"))); diff != "" {
		t.Error("the icon is not the connector's")
	}
	for _, part := range []string{
		`"value": "client_id={client_id}&client_secret={client_secret}&audience={audience}&grant_type={grant_type}&scope={scope}"`,
		`"x-ms-apimTemplateParameter.name": "Flexport-Version"`,
	} {
		if !strings.Contains(string(data), part) {
			t.Errorf("the properties lack %s", part)
		}
	}
}

func decode(t *testing.T, data []byte, to any) {
	t.Helper()
	if err := json.Unmarshal(data, to); err != nil {
		t.Fatal(err)
	}
}

func encode(t *testing.T, v any) string {
	t.Helper()
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}
