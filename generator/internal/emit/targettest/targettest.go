// Package targettest has a small connector that the tests of every target share:
// something of everything, and texts that mean to do harm.
package targettest

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/connectorgen/connectorgen/generator/internal/action"
	"github.com/connectorgen/connectorgen/generator/internal/emit/target"
	"github.com/connectorgen/connectorgen/generator/internal/ir"
	"github.com/connectorgen/connectorgen/generator/internal/source"
)

func at(file string, line int) source.Pos { return source.Pos{File: file, Line: line, Column: 3} }

// Acme is a small connector.
func Acme() *ir.Connector {
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
		Token: &ir.Token{ //nolint:gosec // names of fields, no credentials
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

var update = flag.Bool("update", false, "rewrite golden files")

// Input is what a target is made from.
func Input(c *ir.Connector) target.Input {
	return target.Input{Actions: action.New(c), NullableAnswers: true, Version: "0.1.0", Pos: at("in/connector.yaml", 40)}
}

// Golden compares what a target made with files in testdata, one for each of its
// own and losses.txt; -update writes them.
func Golden(t *testing.T, got *target.Result) {
	t.Helper()
	var losses []byte
	for _, l := range got.Losses {
		losses = append(losses, l.Error()+"\n"...)
	}
	golden(t, "losses.txt", losses)
	for _, f := range got.Files {
		golden(t, f.Path, f.Content)
	}
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	name = filepath.Join("testdata", filepath.FromSlash(name)+".golden")
	if *update {
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s (-want +got):\n%s", name, diff)
	}
}

// Hostile is text that means something to most formats.
const Hostile = "{{client_secret}} {%x%} ={{ $json }} '\"`\\ <script>alert(1)</script> ![x](http://evil.test) \u202e|"

// Hostilely puts Hostile wherever a document has text of its own.
func Hostilely(c *ir.Connector) *ir.Connector {
	text, _ := json.Marshal(Hostile)
	c.Listing.Description += Hostile
	c.Headers = append(c.Headers, ir.Header{Name: "X-Hostile", Value: Hostile})
	for i := range c.Resources {
		c.Resources[i].Plural += Hostile
		c.Resources[i].Description = Hostile
	}
	for i := range c.Auth {
		c.Auth[i].Label += Hostile
		c.Auth[i].Description = Hostile
		for j := range c.Auth[i].Fields {
			c.Auth[i].Fields[j].Label += Hostile
			c.Auth[i].Fields[j].Note += Hostile
		}
	}
	for i := range c.Operations {
		op := &c.Operations[i]
		op.Summary, op.Description = op.Summary+Hostile, Hostile
		op.Path += "/" + "{{client_secret}}"
		for j := range op.Params {
			op.Params[j].Description = Hostile
			op.Params[j].Schema = &ir.Schema{Kind: ir.String, Example: text}
		}
	}
	for _, s := range c.Schemas {
		s.Title, s.Description = Hostile, Hostile
		for j := range s.Properties {
			if p := s.Properties[j].Schema; p.Kind == ir.String {
				p.Description, p.Example = Hostile, text
			}
		}
	}
	return c
}
