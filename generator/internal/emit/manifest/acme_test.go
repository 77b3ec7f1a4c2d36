package manifest_test

import (
	"encoding/json"
	"time"

	"github.com/connectorgen/connectorgen/generator/internal/ir"
	"github.com/connectorgen/connectorgen/generator/internal/source"
)

const digest = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

func at(file string, line int) source.Pos { return source.Pos{File: file, Line: line, Column: 3} }

// acme is a small connector that satisfies every rule of the format.
func acme() *ir.Connector {
	return &ir.Connector{
		ID: "com.example/acme", Name: "Acme", Version: "0.1.0", APIVersion: "3",
		Listing: ir.Listing{
			Summary:     "Crates of Acme.",
			Description: "Acme keeps track of crates: orders, and where they are.",
			Categories:  []string{"3PL"}, Color: "#1a2b3c",
			Vendor: ir.Party{Name: "Acme", URL: "https://acme.test"}, Publisher: ir.Party{Name: "Example"},
			Links: []ir.Link{{Rel: "apiDocs", URL: "https://docs.acme.test/"}},
		},
		Servers:   []ir.Server{{URL: "https://api.acme.test", Environment: "production"}},
		Headers:   []ir.Header{{Name: "X-Version", Value: "3"}},
		Auth:      []ir.AuthMethod{clientCredentials()},
		Test:      &ir.Test{Operation: "crate_index", Input: []ir.TestInput{{Name: "f.state", Value: json.RawMessage(`"open"`)}}, Expect: []int{200}, Pos: at("in/connector.yaml", 30)},
		Retry:     ir.Retry{Statuses: []int{429, 503}, RetryAfterHeader: "Retry-After", MaxAttempts: 3, Backoff: "exponential"},
		Errors:    ir.ErrorPaths{Code: "error.code", Message: "error.message"},
		Resources: []ir.Resource{{Key: "crate", Name: "Crate", Plural: "Crates", PrimaryKey: []string{"id"}, Schema: "Crate"}},
		Operations: []ir.Operation{
			{
				ID: "crate_index", Method: "GET", Path: "/crates", Resource: "crate", Kind: ir.OpList, Description: "Lists the crates",
				Params: []ir.Param{
					{Name: "page", In: ir.InQuery, Style: "form", Explode: true, Schema: &ir.Schema{Kind: ir.Integer, Limits: ir.Limits{Minimum: "1"}}},
					{Name: "f.state", In: ir.InQuery, Style: "form", Explode: true, Schema: ref("State")},
				},
				Answers: []ir.Answer{{Status: "200", Contents: jsonOf(ref("CratePage"))}},
				Payload: "data", Result: ref("Crate"),
				Accept: []string{"application/json"},
				Paging: &ir.Paging{Style: "nextUrl", Items: "data.data", Next: "data.next", PageParam: "page", StartPage: 1},
				Pos:    at("in/openapi.yaml", 10),
			},
			{
				ID: "crate_create", Method: "POST", Path: "/crates", Resource: "crate", Kind: ir.OpCreate, Summary: "Create a crate",
				Body:    &ir.Body{Required: true, Contents: jsonOf(ref("Crate"))},
				Answers: []ir.Answer{{Status: "201", Contents: jsonOf(ref("Crate"))}, {Status: "422", Description: "refused", Contents: jsonOf(&ir.Schema{Kind: ir.Object})}},
				Result:  ref("Crate"),
				Pos:     at("in/openapi.yaml", 20),
			},
		},
		Schemas: []*ir.Schema{
			{Name: "CratePage", Kind: ir.Object, Properties: []ir.Property{{Name: "data", Schema: &ir.Schema{Kind: ir.Object, Properties: []ir.Property{
				{Name: "next", Schema: &ir.Schema{Kind: ir.String, Nullable: true}},
				{Name: "data", Schema: &ir.Schema{Kind: ir.Array, Items: ref("Crate")}},
			}}}}},
			{Name: "Crate", Kind: ir.Object, Closed: true, Pos: at("in/openapi.yaml", 50), Properties: []ir.Property{
				{Name: "id", Required: true, Schema: &ir.Schema{Kind: ir.Integer, ReadOnly: true, Example: json.RawMessage(`7`)}},
				{Name: "name", Required: true, Schema: &ir.Schema{Kind: ir.String, Example: json.RawMessage(`"a <b> & c"`)}},
				{Name: "pin", Schema: &ir.Schema{Kind: ir.String, WriteOnly: true}},
				{Name: "state", Schema: ref("State")},
				{Name: "inner", Schema: &ir.Schema{Kind: ir.Array, Items: ref("Crate")}},
			}},
			{Name: "State", Kind: ir.String, Enum: raw(`"open"`, `"shut"`)},
		},
		Sources: []ir.Source{
			{Role: "connector", File: "in/connector.yaml", Path: "connector.yaml", SHA256: digest},
			{Role: "openapi", File: "in/openapi.yaml", Path: "openapi.yaml", SHA256: digest},
			{Role: "overlay", File: "in/overlay.yaml", Path: "overlay.yaml", SHA256: digest},
			{Role: "auth", File: "in/auth.yaml", Path: "auth.yaml", SHA256: digest},
		},
	}
}

func clientCredentials() ir.AuthMethod {
	return ir.AuthMethod{
		Key: "oauth2", Type: ir.AuthClientCredentials, Label: "OAuth 2 (client credentials)", Pos: at("in/auth.yaml", 2),
		Fields: []ir.Field{
			{Key: "client_secret", Label: "Client secret", Type: "string", Secret: true, Required: true, Note: "Made in Acme", HelpURL: "https://docs.acme.test/keys", Pos: at("in/auth.yaml", 4)},
			{Key: "scope", Label: "Scope", Type: "string", Required: true, AllowEmpty: true, Pos: at("in/auth.yaml", 9)},
			{Key: "token_key", Label: "Token key", Type: "string", Required: true, Default: "access_token", Fixed: true, Visibility: "advanced", Pos: at("in/auth.yaml", 12)},
		},
		Token: &ir.Token{
			Method: "POST", URL: "https://api.acme.test/oauth/token", Encoding: "json", ClientAuth: "body",
			Params:    []ir.TokenParam{{Name: "secret", Value: "${client_secret}"}, {Name: "scope", Value: "${scope}", OmitEmpty: true}},
			TokenPath: "${token_key}", ExpiresInPath: "expires_in", Lifetime: 24 * time.Hour,
			RenewBefore: 5 * time.Minute, RenewOnStatus: []int{401},
			MaxRequests: 10, MaxRequestsPer: "day",
		},
		Apply: []ir.Apply{{In: ir.InHeader, Name: "Authorization", Value: "Bearer ${access_token}"}},
	}
}

func ref(name string) *ir.Schema { return &ir.Schema{Kind: ir.Ref, Ref: name} }

func raw(values ...string) []json.RawMessage {
	list := make([]json.RawMessage, len(values))
	for i, v := range values {
		list[i] = json.RawMessage(v)
	}
	return list
}

func jsonOf(s *ir.Schema) []ir.Content {
	return []ir.Content{{MediaType: "application/json", Schema: s}}
}
