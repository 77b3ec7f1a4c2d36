package config_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/connectorgen/connectorgen/generator/internal/config"
	"github.com/connectorgen/connectorgen/generator/internal/ir"
	"github.com/connectorgen/connectorgen/generator/internal/source"
)

const shop = `id: com.example/shop
name: Shop
version: 0.1.0
apiVersion: "2"
summary: Orders of a shop.
description: >
  Shop keeps the orders of a shop and says
  where they are.
categories: [Commerce]
entityTypes: [Order]
color: "#1a2b3c"
license: MIT
vendor: {name: Shop, url: "https://example.com", email: a@example.com}
links:
  support: https://example.com/support
  apiDocs: https://example.com/docs
openapi: openapi.yaml
overlays: [overlay.yaml, more/overlay.json]
auth: auth.yaml
servers:
  - {url: "https://api.example.com/v1", name: Production, environment: production}
headers: {Shop-Version: "2"}
conventions:
  payload: data
  paging: {style: nextUrl, items: data.data, next: data.next, previous: data.prev, total: data.total, pageParam: page, limitParam: per, maxLimit: 100}
  errors: {code: error.code, message: error.message}
  nullableAnswers: true
  filterPrefix: f.
rateLimits: [{limit: 10, unit: second}]
retry: {maxAttempts: 5, idempotencyKey: Idempotency-Key}
test: {operation: order_list, input: {per: 1, q: [a, {b: null}]}}
go: {package: shop}
output: {dir: ../../generated/shop, listing: false, trace: ../../docs/shop.md}
names:
  resources: {Order list: Orders}
  operations: {order_list: {resource: Orders, method: List}}
  types: {order: Order}
  parameters: {f.id: ID}
  properties: {order.n: Number}
ignore: [order_delete]
`

func at(line, column int) source.Pos {
	return source.Pos{File: "connector.yaml", Line: line, Column: column}
}

func text(value string, line, column int) config.Text {
	return config.Text{Value: value, Pos: at(line, column)}
}

func TestParse(t *testing.T) {
	got, problems := config.Parse("connector.yaml", []byte(shop))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	checkSchema(t, shop)
	vendor := ir.Party{Name: "Shop", URL: "https://example.com", Email: "a@example.com"}
	want := &config.Config{
		Pos: at(1, 1), ID: text("com.example/shop", 1, 5), Name: text("Shop", 2, 7), Version: text("0.1.0", 3, 10), APIVersion: text("2", 4, 13),
		Listing: ir.Listing{
			Summary: "Orders of a shop.", Description: "Shop keeps the orders of a shop and says where they are.",
			Categories: []string{"Commerce"}, EntityTypes: []string{"Order"}, License: "MIT", Color: "#1a2b3c", Vendor: vendor, Publisher: vendor,
			Links: []ir.Link{{Rel: "apiDocs", URL: "https://example.com/docs"}, {Rel: "support", URL: "https://example.com/support"}},
		},
		OpenAPI: text("openapi.yaml", 17, 10), Auth: text("auth.yaml", 19, 7),
		Overlays: []config.Text{text("overlay.yaml", 18, 12), text("more/overlay.json", 18, 26)},
		Servers:  []ir.Server{{URL: "https://api.example.com/v1", Name: "Production", Environment: "production"}},
		Headers:  []ir.Header{{Name: "Shop-Version", Value: "2"}},
		Conventions: config.Conventions{
			Payload: text("data", 24, 12), PagingPos: at(25, 3), Errors: ir.ErrorPaths{Code: "error.code", Message: "error.message"},
			Paging: &ir.Paging{
				Style: "nextUrl", Items: "data.data", Next: "data.next", Previous: "data.prev", Total: "data.total",
				PageParam: "page", StartPage: 1, LimitParam: "per", MaxLimit: 100,
			},
			NullableAnswers: true, FilterPrefix: text("f.", 28, 17),
		},
		RateLimits: []ir.RateLimit{{Scope: "connection", Limit: 10, Unit: "second"}},
		Retry: &ir.Retry{
			Statuses: []int{429, 502, 503, 504}, RetryAfterHeader: "Retry-After", MaxAttempts: 5, Backoff: "exponential", IdempotencyKey: "Idempotency-Key",
		},
		Test: &ir.Test{
			Operation: "order_list", Expect: []int{200}, Pos: at(31, 1),
			Input: []ir.TestInput{{Name: "per", Value: json.RawMessage("1")}, {Name: "q", Value: json.RawMessage(`["a",{"b":null}]`)}},
		},
		Go:     config.Go{Package: text("shop", 32, 15)},
		Output: config.Output{Dir: text("../../generated/shop", 33, 15), Client: true, Manifest: true, Trace: text("../../docs/shop.md", 33, 60)},
		Names: config.Names{
			Resources:  []config.Rename{{From: text("Order list", 35, 15), To: text("Orders", 35, 27)}},
			Operations: []config.OperationName{{ID: text("order_list", 36, 16), Resource: text("Orders", 36, 39), Method: text("List", 36, 55)}},
			Types:      []config.Rename{{From: text("order", 37, 11), To: text("Order", 37, 18)}},
			Parameters: []config.Rename{{From: text("f.id", 38, 16), To: text("ID", 38, 22)}},
			Properties: []config.Rename{{From: text("order.n", 39, 16), To: text("Number", 39, 25)}},
		},
		Ignore: []config.Text{text("order_delete", 40, 10)},
	}
	if diff := cmp.Diff(want, got, cmpopts.IgnoreUnexported(config.Config{})); diff != "" {
		t.Error(diff)
	}
}

func TestParseLeast(t *testing.T) {
	got, problems := config.Parse("connector.yaml", []byte("{id: a/b, name: B, version: 1.0.0-rc.1, description: 'thirty characters, exactly: 30', vendor: {name: A}, publisher: {name: P}, openapi: o.json, output: {dir: out}}"))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	if got.Output.Client != true || !got.Output.Manifest || !got.Output.Listing || got.Retry != nil || got.Listing.Publisher.Name != "P" {
		t.Errorf("%+v", got)
	}
}

// TestParseProblems changes one thing of a file that is right.
func TestParseProblems(t *testing.T) {
	const place = "connector.yaml:"
	tests := []struct{ name, old, new, want string }{
		{"unknown key", "license: MIT", "licence: MIT", place + "12:1: unknown key \"licence\" in the connector file [config-unknown-key]\n\thint: did you mean \"license\"?"},
		{"unknown key inside", "total: data.total", "totals: data.total", place + "25:84: unknown key \"totals\" in paging [config-unknown-key]\n\thint: did you mean \"total\"?"},
		{"missing id", "id: com.example/shop\n", "", place + `1:1: the connector file has no "id" [config-missing-key]`},
		{"missing vendor name", "{name: Shop, url", "{url", place + `13:1: a company or person has no "name" [config-missing-key]`},
		{"missing output folder", "dir: ../../generated/shop, ", "", place + `33:1: output has no "dir" [config-missing-key]`},
		{"number as text", `apiVersion: "2"`, "apiVersion: 2", place + "4:13: apiVersion must be text, not the number 2 [config-wrong-kind]\n\thint: put it in quotes: \"2\""},
		{"comment as colour", `color: "#1a2b3c"`, "color: #1a2b3c", place + "11:7: color is empty [config-empty-value]\n\thint: write a value or leave it out"},
		{"bad colour", "#1a2b3c", "#1a2b3", place + "11:8: color has the wrong form: \"#1a2b3\" [config-bad-value]\n\thint: write it as \"#1a2b3c\", in quotes, since # begins a comment"},
		{"bad id", "id: com.example/shop", "id: com.example.shop", place + "1:5: id has the wrong form: \"com.example.shop\" [config-bad-value]\n\thint: write it as namespace and slug, such as com.example/shop"},
		{"bad version", "version: 0.1.0", "version: v1", place + "3:10: version has the wrong form: \"v1\" [config-bad-value]\n\thint: write a semantic version, such as 0.1.0"},
		{"long name", "name: Shop\n", "name: " + strings.Repeat("é", 31) + "\n", place + "2:7: name has 31 characters: want 1 to 30 [config-bad-length]"},
		{"long summary", "Orders of a shop.", strings.Repeat("a", 101), place + "5:10: summary has 101 characters: want 1 to 100 [config-bad-length]"},
		{"short description", "  Shop keeps the orders of a shop and says\n  where they are.", "  Short.", place + "6:14: description has 6 characters: want 30 to 500 [config-bad-length]"},
		{"many categories", "[Commerce]", "[a, b, c, d, e, f]", place + "9:13: categories has 6 entries: want at most 5 [config-bad-length]"},
		{"bad email", "a@example.com", "a.example.com", place + "13:57: email has the wrong form: \"a.example.com\" [config-bad-value]\n\thint: write it as name@example.com"},
		{"bad link", "https://example.com/docs", "javascript:alert(1)", place + "16:12: apiDocs must begin with https://: \"javascript:alert(1)\" [config-bad-url]\n\thint: write it in full, such as https://example.com/page"},
		{"unknown link", "support:", "help:", place + "15:3: unknown key \"help\" in links [config-unknown-key]\n\thint: its keys are apiDocs, website, privacyPolicy, support, changelog, repository, credentialHelp"},
		{"URL for a file", "openapi: openapi.yaml", "openapi: https://example.com/openapi.yaml", place + "17:10: openapi is a URL: \"https://example.com/openapi.yaml\" [config-bad-path]\n\thint: download the file and name it here: what is made must not depend on the network"},
		{"absolute path", "auth: auth.yaml", "auth: /etc/auth.yaml", place + "19:7: auth is absolute: \"/etc/auth.yaml\" [config-bad-path]\n\thint: write it relative to the folder of the connector file"},
		{"drive", "auth: auth.yaml", "auth: c:auth.yaml", place + "19:7: auth is absolute: \"c:auth.yaml\" [config-bad-path]\n\thint: write it relative to the folder of the connector file"},
		{"home", "auth: auth.yaml", "auth: ~/auth.yaml", place + "19:7: auth begins with ~: \"~/auth.yaml\" [config-bad-path]\n\thint: write it relative to the folder of the connector file"},
		{"backslash", "auth: auth.yaml", `auth: a\auth.yaml`, place + "19:7: auth has a backslash: \"a\\\\auth.yaml\" [config-bad-path]\n\thint: write / between folders"},
		{"overlay twice", "more/overlay.json", "overlay.yaml", place + `18:26: overlays has "overlay.yaml" twice, first at connector.yaml:18:12 [config-duplicate]`},
		{"file in two roles", "auth: auth.yaml", "auth: ./openapi.yaml", place + `19:7: the file "./openapi.yaml" is named twice, first at connector.yaml:17:10 [config-duplicate]`},
		{"server with variables", "https://api.example.com/v1", "https://{area}.example.com", place + "21:11: url has variables: \"https://{area}.example.com\" [config-bad-url]\n\thint: leave servers out: those of the document, with their variables, are used"},
		{"server without a scheme", "https://api.example.com/v1", "api.example.com", place + "21:11: url must begin with https://: \"api.example.com\" [config-bad-url]\n\thint: write it in full, such as https://example.com/page"},
		{"server with a query", "https://api.example.com/v1", "https://api.example.com?a=b", place + "21:11: url must end with the path: \"https://api.example.com?a=b\" [config-bad-url]\n\thint: remove what comes from the ? or # on"},
		{"http server", "https://api.example.com/v1", "http://api.example.com", place + "21:11: warning: credentials go to \"http://api.example.com\" in the clear [config-insecure-url]\n\thint: write https:// if the API has it"},
		{"server twice", "servers:\n", "servers:\n  - {url: https://api.example.com/v1}\n", place + `22:5: servers has "https://api.example.com/v1" twice [config-duplicate]`},
		{"environment", "environment: production", "environment: test", place + "21:72: environment cannot be \"test\" [config-bad-value]\n\thint: use one of production, sandbox"},
		{"header name", "Shop-Version:", "'Shop Version':", place + `22:11: "Shop Version" cannot be the name of a header [config-bad-name]`},
		{"header value", `Shop-Version: "2"`, `Shop-Version: "2\r\nX: y"`, place + `22:25: Shop-Version must be one line without control characters [config-bad-value]`},
		{"credentials in a header", "Shop-Version:", "authorization:", place + "22:11: the header \"authorization\" carries credentials [config-bad-header]\n\thint: say in the auth descriptor under apply how it is made"},
		{"own header", "Shop-Version:", "Host:", place + "22:11: the header \"Host\" is set for every request by itself [config-bad-header]\n\thint: remove it"},
		{"header twice", `{Shop-Version: "2"}`, `{Shop-Version: "2", shop-version: "3"}`, place + `22:30: headers has "shop-version" beside "Shop-Version" [config-duplicate]`},
		{"bad payload", "payload: data", "payload: data..x", place + "24:12: payload is not a dotted path: \"data..x\" [config-bad-path]\n\thint: write names with dots between them, such as data.items"},
		{"no next", "next: data.next, ", "", place + `25:3: paging of the style nextUrl has no "next" [config-missing-key]`},
		{"offset", "style: nextUrl", "style: offset", place + `25:3: paging of the style offset has no "offsetParam" [config-missing-key]`},
		{"cursor", "style: nextUrl", "style: cursor", place + "25:3: paging of the style cursor has no \"cursor\" [config-missing-key]\n" + place + `25:3: paging of the style cursor has no "cursorParam" [config-missing-key]`},
		{"page", "style: nextUrl", "style: page", ""},
		{"link header", "style: nextUrl", "style: linkHeader", ""},
		{"no paging", "style: nextUrl", "style: none", place + "25:3: paging of the style none has other keys [config-unneeded-key]\n\thint: remove them"},
		{"limit without parameter", "limitParam: per, ", "", place + "25:130: maxLimit has no limitParam to send it with [config-missing-key]"},
		{"start without parameter", "pageParam: page", "startPage: 0", place + "25:114: startPage has no pageParam to send it with [config-missing-key]"},
		{"paging style", "style: nextUrl", "style: nexturl", place + "25:19: style cannot be \"nexturl\" [config-bad-value]\n\thint: did you mean \"nextUrl\"?"},
		{"rate unit", "unit: second", "unit: week", place + "29:32: unit cannot be \"week\" [config-bad-value]\n\thint: use one of second, minute, hour, day"},
		{"retry attempts", "maxAttempts: 5", "maxAttempts: 0", place + "30:22: maxAttempts is 0: want 1 to 100 [config-bad-value]"},
		{"retry header", "Idempotency-Key}", "'a b'}", place + `30:41: "a b" cannot be the name of a header [config-bad-name]`},
		{"test without operation", "operation: order_list, ", "", place + `31:1: the test has no "operation" [config-missing-key]`},
		{"test input", "per: 1", "per: .inf", place + `31:44: the input "per" cannot be sent as JSON [config-bad-value]`},
		{"package keyword", "package: shop", "package: func", place + "32:15: package cannot be the name of a Go package: \"func\" [config-bad-name]\n\thint: write lower-case letters and digits, a letter first, and no keyword"},
		{"package in capitals", "package: shop", "package: Shop", place + "32:15: package cannot be the name of a Go package: \"Shop\" [config-bad-name]\n\thint: write lower-case letters and digits, a letter first, and no keyword"},
		{"type name", "order: Order", "order: order", place + "37:18: order cannot be an exported Go name: \"order\" [config-bad-name]\n\thint: write letters and digits, a capital letter first"},
		{"hostile type name", "order: Order", `order: "X struct{}; func init()"`, place + "37:18: order cannot be an exported Go name: \"X struct{}; func init()\" [config-bad-name]\n\thint: write letters and digits, a capital letter first"},
		{"two types of one name", "order: Order", "order: Order, Order: Order", place + `37:32: "order" and "Order" are both called Order [config-duplicate]`},
		{"operation without name", "{resource: Orders, method: List}", "{}", place + `36:16: the name of the operation "order_list" has neither resource nor method [config-missing-key]`},
		{"property without schema", "order.n", "number", place + "39:16: \"number\" does not name a property [config-bad-value]\n\thint: write schema and property with a dot between them, such as Shipment.name"},
		{"ignored twice", "[order_delete]", "[a, a]", place + `40:13: ignore has "a" twice, first at connector.yaml:40:10 [config-duplicate]`},
		{"key twice", "license: MIT\n", "license: MIT\nlicense: MIT\n", place + `13:1: the key "license" stands twice, first at connector.yaml:12:1 [config-syntax]`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if !strings.Contains(shop, tt.old) {
				t.Fatalf("%q is not in the file", tt.old)
			}
			in := strings.Replace(shop, tt.old, tt.new, 1)
			_, problems := config.Parse("connector.yaml", []byte(in))
			if !problems.HasErrors() {
				checkSchema(t, in)
			}
			var lines []string
			for _, p := range problems.Sorted() {
				lines = append(lines, p.Error())
			}
			if diff := cmp.Diff(tt.want, strings.Join(lines, "\n")); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestParseEmpty(t *testing.T) {
	got, problems := config.Parse("connector.yaml", nil)
	if err := problems.Err(); got != nil || err == nil || err.Error() != "connector.yaml: the file is empty [config-syntax]" {
		t.Errorf("got %v, %v", got, err)
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(shop))
	f.Add([]byte("{id: a/b, name: B, version: 1.0.0, output: {dir: [x]}, names: {types: {a: 1}}, test: []}"))
	f.Fuzz(func(t *testing.T, data []byte) {
		c, problems := config.Parse("f", data) // must not panic
		if c == nil && !problems.HasErrors() {
			t.Fatal("neither a config nor a problem")
		}
		if !problems.HasErrors() && (c.ID.Value == "" || c.OpenAPI.Value == "" || c.Output.Dir.Value == "") {
			t.Errorf("a config without an error lacks what it must have: %+v", c)
		}
	})
}
