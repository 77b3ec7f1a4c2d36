package authspec_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/connectorgen/connectorgen/generator/internal/authspec"
	"github.com/connectorgen/connectorgen/generator/internal/ir"
	"github.com/connectorgen/connectorgen/generator/internal/source"
)

const oauth = `methods:
  - key: oauth2
    type: oauth2ClientCredentials
    label: OAuth 2
    description: |
      Two
      lines.
    fields:
      - {key: client_id, label: Client ID, required: true}
      - {key: client_secret, label: Client secret, required: true, secret: true, helpUrl: "https://example.com/help#keys"}
      - {key: scope, label: Scope, required: true, allowEmpty: true}
      - {key: token_key, label: Token key, fixed: access_token, visibility: advanced, note: Leave it., placeholder: x, pattern: "^a"}
    token:
      request:
        url: https://example.com/oauth/token
        encoding: json
        headers:
          - {name: X-A, value: b}
        params:
          - {name: client_id, value: "${client_id}"}
          - {name: client_secret, value: "${client_secret}"}
          - {name: scope, value: "${scope}", omitEmpty: true}
      response: {token: "${token_key}", expiresIn: expires_in, expiresInUnit: minute, refreshToken: refresh_token}
      lifetime: 1d
      renewBefore: 10m
      renewOn: [401, 403]
      limit: {requests: 10, per: day}
    apply:
      - {in: header, name: Authorization, value: "Bearer ${access_token}"}
`

func at(line, column int) source.Pos {
	return source.Pos{File: "auth.yaml", Line: line, Column: column}
}

func TestParse(t *testing.T) {
	got, problems := authspec.Parse("auth.yaml", []byte(oauth))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	checkSchema(t, oauth)
	want := []ir.AuthMethod{{
		Key: "oauth2", Type: ir.AuthClientCredentials, Label: "OAuth 2", Description: "Two\nlines.",
		Fields: []ir.Field{
			{Key: "client_id", Label: "Client ID", Type: "string", Required: true, Visibility: "normal", Pos: at(9, 9)},
			{Key: "client_secret", Label: "Client secret", Type: "string", Required: true, Secret: true, Visibility: "normal", HelpURL: "https://example.com/help#keys", Pos: at(10, 9)},
			{Key: "scope", Label: "Scope", Type: "string", Required: true, AllowEmpty: true, Visibility: "normal", Pos: at(11, 9)},
			{
				Key: "token_key", Label: "Token key", Type: "string", Default: "access_token", Fixed: true, Visibility: "advanced",
				Note: "Leave it.", Placeholder: "x", Pattern: "^a", Pos: at(12, 9),
			},
		},
		Token: &ir.Token{
			Method: "POST", URL: "https://example.com/oauth/token", Encoding: "json", ClientAuth: "body",
			Headers: []ir.TokenParam{{Name: "X-A", Value: "b", Pos: at(18, 13)}},
			Params: []ir.TokenParam{
				{Name: "client_id", Value: "${client_id}", Pos: at(20, 13)},
				{Name: "client_secret", Value: "${client_secret}", Pos: at(21, 13)},
				{Name: "scope", Value: "${scope}", OmitEmpty: true, Pos: at(22, 13)},
			},
			TokenPath: "${token_key}", ExpiresInPath: "expires_in", ExpiresInUnit: "minute", RefreshPath: "refresh_token",
			Lifetime: 24 * time.Hour, RenewBefore: 10 * time.Minute, RenewOnStatus: []int{401, 403},
			MaxRequests: 10, MaxRequestsPer: "day", Pos: at(13, 5),
		},
		Apply: []ir.Apply{{In: ir.InHeader, Name: "Authorization", Value: "Bearer ${access_token}", Pos: at(29, 9)}},
		Pos:   at(2, 5),
	}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestParseDefaults(t *testing.T) {
	got, problems := authspec.Parse("auth.yaml", []byte(`methods:
  - {key: none, type: none, label: Nothing}
  - key: basic
    type: basic
    label: Basic
    fields: [{key: username, label: User}, {key: password, label: Password, secret: true}]
  - key: code
    type: oauth2AuthorizationCode
    label: Sign in
    apply: [{in: query, name: token, value: "${access_token}"}]
  - key: session
    type: bearer
    label: Session
    fields:
      - {key: port, label: Port, type: integer, default: 8080}
      - {key: beta, label: Beta, type: boolean, default: True}
      - {key: area, label: Area, type: enum, enum: [eu, us], default: eu}
      - {key: site, label: Site, type: url, default: "https://example.com"}
      - {key: memo, label: Memo, type: text, default: "a\nb"}
    token: {request: {method: GET, url: "https://${area}.example.com:${port}/${beta}/${site}/${memo}"}}
    apply: [{in: cookie, name: session, value: "${access_token}"}]
`))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	if diff := cmp.Diff([]ir.Apply{{In: ir.InHeader, Name: "Authorization", Value: "Basic ${basic}", Pos: at(3, 5)}}, got[1].Apply); diff != "" {
		t.Error(diff)
	}
	token := &ir.Token{
		Method: "GET", URL: "https://${area}.example.com:${port}/${beta}/${site}/${memo}", Encoding: "query", ClientAuth: "body",
		TokenPath: "access_token", ExpiresInUnit: "second", RenewBefore: 5 * time.Minute, RenewOnStatus: []int{401}, Pos: at(20, 5),
	}
	if diff := cmp.Diff(token, got[3].Token); diff != "" {
		t.Error(diff)
	}
	var defaults []string
	for _, f := range got[3].Fields {
		defaults = append(defaults, f.Default)
	}
	if diff := cmp.Diff([]string{"8080", "true", "eu", "https://example.com", "a\nb"}, defaults); diff != "" {
		t.Error(diff)
	}
}

// TestParseProblems changes one thing of a descriptor that is right.
func TestParseProblems(t *testing.T) {
	tests := []struct{ name, old, new, want string }{
		{"unknown key", "secret: true", "secrets: true", "auth.yaml:10:68: unknown key \"secrets\" in an auth field [auth-unknown-key]\n\thint: did you mean \"secret\"?"},
		{"unknown key of the file", "methods:", "method: 1\nmethods:", "auth.yaml:1:1: unknown key \"method\" in the auth descriptor [auth-unknown-key]\n\thint: did you mean \"methods\"?"},
		{"missing key", "label: Client ID, ", "", `auth.yaml:9:9: an auth field has no "label" [auth-missing-key]`},
		{"missing key of the token", "        url: https://example.com/oauth/token\n", "", `auth.yaml:14:7: the token request has no "url" [auth-missing-key]`},
		{"unknown type", "oauth2ClientCredentials", "oauth2ClientCredential", "auth.yaml:3:11: type cannot be \"oauth2ClientCredential\" [auth-bad-value]\n\thint: did you mean \"oauth2ClientCredentials\"?"},
		{"bad key", "key: oauth2", "key: oauth-2", "auth.yaml:2:10: \"oauth-2\" cannot be a key [auth-bad-key]\n\thint: use letters, digits and underscores, a letter first"},
		{"field twice", "key: scope, label: Scope", "key: client_id, label: Scope", "auth.yaml:11:9: the field \"client_id\" is there twice, first at auth.yaml:9:9 [auth-duplicate-field]\n" +
			"auth.yaml:22:34: the template \"${scope}\" names the field \"scope\", which is not there [auth-unknown-field]\n\thint: the fields are client_id, client_secret, client_id, token_key"},
		{"label twice", "label: Scope", "label: Client ID", `auth.yaml:11:9: the field "scope" has the label "Client ID" of the field "client_id" at auth.yaml:9:9 [auth-duplicate-label]`},
		{"reserved key", "- {key: scope, label: Scope", "- {key: basic, label: Basic}\n      - {key: scope, label: Scope", "auth.yaml:11:9: a field cannot be called \"basic\" [auth-reserved-key]\n\thint: templates have ${basic} already: choose another key\n" +
			"auth.yaml:11:9: warning: nothing uses the field \"basic\" [auth-unused-field]\n\thint: refer to it as ${basic}, or remove it"},
		{"fixed and default", "fixed: access_token", "fixed: access_token, default: access_token", "auth.yaml:12:65: the field \"token_key\" has both fixed and default [auth-fixed-default]\n\thint: fixed is a default that people leave as it is"},
		{"fixed and secret", "fixed: access_token", "fixed: access_token, secret: true", "auth.yaml:12:44: the secret field \"token_key\" has a fixed value [auth-fixed-secret]\n\thint: a value that is the same for everyone is no secret"},
		{"default and secret", "fixed: access_token", "default: access_token, secret: true", "auth.yaml:12:44: the secret field \"token_key\" has a default [auth-secret-default]\n\thint: secrets do not belong into files"},
		{"number as fixed text", "fixed: access_token", "fixed: 1", "auth.yaml:12:51: fixed must be text, not the number 1 [auth-wrong-kind]\n\thint: put it in quotes: \"1\""},
		{"default not in enum", "fixed: access_token", "type: enum, enum: [b, c], default: a", `auth.yaml:12:79: default of the field "token_key" is "a": want one of b, c [auth-bad-default]`},
		{"no enum", "label: Scope", "label: Scope, type: enum", "auth.yaml:11:42: the field \"scope\" of type enum has no enum [auth-bad-enum]\n\thint: list its values, enum: [a, b]"},
		{"enum of a string", "label: Scope", "label: Scope, enum: [a, a]", "auth.yaml:11:42: the enum of the field \"scope\" has \"a\" twice [auth-bad-enum]\n" +
			"auth.yaml:11:42: the field \"scope\" of type string has an enum [auth-bad-enum]\n\thint: write type: enum"},
		{"default not an integer", "label: Scope", "label: Scope, type: integer, default: x", `auth.yaml:11:60: default of the field "scope" is "x": want a whole number [auth-bad-default]`},
		{"default not a boolean", "label: Scope", "label: Scope, type: boolean, default: x", `auth.yaml:11:60: default of the field "scope" is "x": want true or false [auth-bad-default]`},
		{"default not a URL", "label: Scope", "label: Scope, type: url, default: x", `auth.yaml:11:56: default of the field "scope" is "x": want an absolute URL [auth-bad-default]`},
		{"bad pattern", `"^a"`, `"("`, `auth.yaml:12:129: the pattern of the field "token_key" is no regular expression: "(" [auth-bad-pattern]`},
		{"pattern against value", `"^a"`, `"^b"`, `auth.yaml:12:129: the value "access_token" of the field "token_key" does not match its pattern [auth-bad-pattern]`},
		{"help is no URL", "https://example.com/help#keys", "example.com/help", "auth.yaml:10:91: helpUrl must begin with https://: \"example.com/help\" [auth-bad-url]\n\thint: write it in full, such as https://example.com/page"},
		{"allowEmpty alone", "required: true, allowEmpty", "allowEmpty", "auth.yaml:11:48: warning: allowEmpty of the field \"scope\" has no effect [auth-allow-empty]\n\thint: a field that is not required may be empty anyway"},
		{"unknown field", "${client_id}", "${clientId}", "auth.yaml:9:9: warning: nothing uses the field \"client_id\" [auth-unused-field]\n\thint: refer to it as ${client_id}, or remove it\n" +
			"auth.yaml:20:38: the template \"${clientId}\" names the field \"clientId\", which is not there [auth-unknown-field]\n\thint: did you mean \"client_id\"?"},
		{"token in its own request", "${scope}", "${scope}${access_token}", "auth.yaml:22:34: the template \"${scope}${access_token}\" names the field \"access_token\", which is not there [auth-unknown-field]\n\thint: the fields are client_id, client_secret, scope, token_key"},
		{"bad template", "value: b", "value: '${}b ${a'", "auth.yaml:18:32: the template \"${}b ${a\" has a ${ that does not begin a reference [auth-bad-template]\n\thint: write ${field} with the key of a field"},
		{"parameter twice", "name: client_secret", "name: client_id", `auth.yaml:21:13: a parameter of the token request, "client_id", is there twice, first at auth.yaml:20:13 [auth-duplicate-param]`},
		{"bad header", "X-A", "X A", `auth.yaml:18:13: "X A" cannot be the name of a header [auth-bad-name]`},
		{"http", "https://example.com/oauth", "http://example.com/oauth", "auth.yaml:15:14: url must begin with https://: \"http://example.com/oauth/token\" [auth-bad-url]\n\thint: write it in full, such as https://example.com/oauth/token; http is for this machine alone"},
		{"http to this machine", "https://example.com/oauth", "http://127.0.0.1:8080/oauth", ""},
		{"relative URL", "https://example.com/oauth", "/oauth", "auth.yaml:15:14: url must begin with https://: \"/oauth/token\" [auth-bad-url]\n\thint: write it in full, such as https://example.com/oauth/token; http is for this machine alone"},
		{"fragment", "/oauth/token", "/oauth/token#a", "auth.yaml:15:14: url must not have a fragment: \"https://example.com/oauth/token#a\" [auth-bad-url]\n\thint: write it in full, such as https://example.com/oauth/token; http is for this machine alone"},
		{"GET with a body", "encoding: json", "encoding: json\n        method: GET", "auth.yaml:16:19: a GET request has no body to be sent as json [auth-bad-encoding]\n\thint: write encoding: query, or method: POST"},
		{"basic client", "encoding: json", "clientAuth: basic", ""},
		{"basic client without its fields", "client_id", "id", `auth.yaml:16:21: clientAuth basic needs a field called "client_id" [auth-client-fields]`},
		{"bad token path", `"${token_key}"`, "a b", "auth.yaml:12:9: warning: nothing uses the field \"token_key\" [auth-unused-field]\n\thint: refer to it as ${token_key}, or remove it\n" +
			"auth.yaml:23:25: token is not a dotted path: \"a b\" [auth-bad-path]\n\thint: write names with dots between them, such as data.access_token"},
		{"bad expiry path", "expiresIn: expires_in", `expiresIn: "${a}"`, "auth.yaml:23:52: expiresIn is not a dotted path: \"${a}\" [auth-bad-path]\n\thint: write names with dots between them, such as data.items"},
		{"bad duration", "1d", "1 day", "auth.yaml:24:17: lifetime is not a duration: \"1 day\" [auth-bad-duration]\n\thint: write a number and a unit, such as 90s, 5m, 24h or 30d"},
		{"bare duration", "1d", "86400", "auth.yaml:24:17: lifetime has no unit: 86400 [auth-bad-duration]\n\thint: write a number and a unit, such as 90s, 5m, 24h or 30d"},
		{"negative duration", "1d", "-1h", "auth.yaml:24:17: lifetime is not a duration: \"-1h\" [auth-bad-duration]\n\thint: write a number and a unit, such as 90s, 5m, 24h or 30d"},
		{"short life", "1d", "5m", "auth.yaml:24:17: the token lives no longer than renewBefore, 10m0s [auth-bad-duration]\n\thint: it would be fetched again for every request: make renewBefore shorter"},
		{"days and hours", "1d", "1d12h", ""},
		{"bad status", "[401, 403]", "[200]", "auth.yaml:26:17: renewOn is 200: want 400 to 599 [auth-bad-value]"},
		{"bad limit", "requests: 10", "requests: 0", "auth.yaml:27:25: requests is 0: want at least 1 [auth-bad-value]"},
		{"limit without unit", ", per: day", "", `auth.yaml:27:7: the limit has no "per" [auth-missing-key]`},
		{"unused token", "Bearer ${access_token}", "Bearer ${client_id}", "auth.yaml:13:5: warning: a token is fetched that no request carries [auth-unused-token]\n\thint: refer to it in apply as ${access_token}"},
		{"no apply", "    apply:\n      - {in: header, name: Authorization, value: \"Bearer ${access_token}\"}\n", "", "auth.yaml:2:5: the method \"oauth2\" does not say how a request is signed [auth-missing-apply]\n\thint: write apply: [{in: header, name: Authorization, value: \"Bearer ${access_token}\"}]"},
		{"applied twice", "    apply:\n", "    apply:\n      - {in: header, name: authorization, value: x}\n", `auth.yaml:30:9: the header "Authorization" is set twice, first at auth.yaml:29:9 [auth-duplicate-apply]`},
		{"bad place", "in: header", "in: body", "auth.yaml:29:14: in cannot be \"body\" [auth-bad-value]\n\thint: use one of header, query, cookie"},
		{"bad name", "name: Authorization", "name: 'A: b'", `auth.yaml:29:9: "A: b" cannot be the name of a header [auth-bad-name]`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			base := oauth
			if tt.name == "basic client without its fields" {
				base = strings.Replace(oauth, "encoding: json", "clientAuth: basic", 1)
			}
			if !strings.Contains(base, tt.old) {
				t.Fatalf("%q is not in the descriptor", tt.old)
			}
			n := 1
			if tt.old == "client_id" {
				n = -1
			}
			compare(t, tt.want, strings.Replace(base, tt.old, tt.new, n))
		})
	}
}

func compare(t *testing.T, want, in string) {
	t.Helper()
	_, problems := authspec.Parse("auth.yaml", []byte(in))
	if !problems.HasErrors() {
		checkSchema(t, in)
	}
	var lines []string
	for _, p := range problems.Sorted() {
		lines = append(lines, p.Error())
	}
	if diff := cmp.Diff(want, strings.Join(lines, "\n")); diff != "" {
		t.Error(diff)
	}
}

func TestParseTypes(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"empty file", "", "auth.yaml: the file is empty [auth-syntax]"},
		{"a list", "- a\n", "auth.yaml:1:1: the file must be a mapping, not a list [auth-wrong-kind]\n\thint: its keys are methods"},
		{"no methods", "methods: []\n", "auth.yaml:1:10: there is no auth method [auth-no-methods]\n\thint: an API that asks for nothing has one of type none"},
		{"null methods", "methods:\n", "auth.yaml:1:9: methods must be a list, not empty [auth-wrong-kind]\n\thint: put it in brackets, or behind a dash"},
		{"method is text", "methods: [oauth2]\n", "auth.yaml:1:11: methods must be a mapping, not text [auth-wrong-kind]\n\thint: its keys are key, type, label, description, fields, token, apply"},
		{
			"method twice", "methods:\n- {key: a, type: none, label: A}\n- {key: a, type: none, label: A}\n",
			"auth.yaml:3:3: the method \"a\" has the label \"A\" of the method \"a\" at auth.yaml:2:3 [auth-duplicate-label]\n" +
				"auth.yaml:3:3: the method \"a\" is there twice, first at auth.yaml:2:3 [auth-duplicate-method]",
		},
		{
			"none with fields", "methods:\n- {key: a, type: none, label: A, fields: [], apply: []}\n",
			"auth.yaml:2:34: a method of type none has no fields [auth-unneeded-key]\n\thint: remove it\n" +
				"auth.yaml:2:46: a method of type none has no apply [auth-unneeded-key]\n\thint: remove it",
		},
		{
			"api key without anything", "methods:\n- {key: a, type: apiKey, label: A}\n",
			"auth.yaml:2:3: the method \"a\" does not say how a request is signed [auth-missing-apply]\n\thint: write apply: [{in: header, name: X-Api-Key, value: \"${api_key}\"}]\n" +
				"auth.yaml:2:3: the method \"a\" of type apiKey has no fields [auth-missing-fields]\n\thint: list under fields what a person enters",
		},
		{
			"bearer without apply", "methods:\n- {key: a, type: bearer, label: A, fields: [{key: tenant, label: T}, {key: token, label: U, secret: true}], apply: []}\n",
			"auth.yaml:2:45: warning: nothing uses the field \"tenant\" [auth-unused-field]\n\thint: refer to it as ${tenant}, or remove it\n" +
				"auth.yaml:2:70: warning: nothing uses the field \"token\" [auth-unused-field]\n\thint: refer to it as ${token}, or remove it\n" +
				"auth.yaml:2:116: the method \"a\" does not say how a request is signed [auth-missing-apply]\n\thint: write apply: [{in: header, name: Authorization, value: \"Bearer ${token}\"}]",
		},
		{
			"basic with other fields", "methods:\n- {key: a, type: basic, label: A, fields: [{key: user, label: U}]}\n",
			"auth.yaml:2:43: a method of type basic needs the fields username and password and no other [auth-basic-fields]\n\thint: what the API calls them goes into their labels",
		},
		{
			"basic with apply", "methods:\n- {key: a, type: basic, label: A, fields: [{key: username, label: U}, {key: password, label: P}], apply: []}\n",
			"auth.yaml:2:99: a method of type basic has no apply [auth-unneeded-key]\n\thint: remove it",
		},
		{
			"password without token", "methods:\n- {key: a, type: oauth2Password, label: A, fields: [{key: b, label: B}], apply: [{in: query, name: t, value: \"${b}${access_token}\"}]}\n",
			"auth.yaml:2:3: the method \"a\" of type oauth2Password has no token [auth-missing-token]\n\thint: say under token how it is fetched\n" +
				"auth.yaml:2:110: the template \"${b}${access_token}\" uses ${access_token}, but no token is fetched [auth-missing-token]\n\thint: say under token how it is fetched",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			compare(t, tt.want, tt.in)
		})
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(oauth))
	f.Add([]byte("methods: [{key: a, type: basic, label: A, fields: [{key: username, label: U}, {key: password, label: P}]}]"))
	f.Add([]byte("methods: [{key: a, type: none, label: A}]"))
	f.Add([]byte("methods: [1, {token: 1, apply: {}, fields: [[]]}]"))
	f.Fuzz(func(t *testing.T, data []byte) {
		methods, problems := authspec.Parse("f", data) // must not panic
		if len(methods) == 0 && !problems.HasErrors() {
			t.Error("neither a method nor a problem")
		}
		for _, m := range methods {
			if !problems.HasErrors() && (m.Key == "" || m.Label == "" || m.Type == "") {
				t.Errorf("a method without an error lacks what it must have: %+v", m)
			}
		}
	})
}
