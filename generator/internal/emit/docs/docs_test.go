package docs_test

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/connectorgen/connectorgen/generator/internal/emit/docs"
	"github.com/connectorgen/connectorgen/generator/internal/ir"
	"github.com/connectorgen/connectorgen/generator/internal/source"
)

var update = flag.Bool("update", false, "rewrite golden files")

func at(file string, line int) source.Pos { return source.Pos{File: file, Line: line, Column: 3} }

// acme has one method with credentials, one resource and operations of each sort.
func acme() *ir.Connector {
	return &ir.Connector{
		ID: "com.example/acme", Name: "Acme",
		Listing: ir.Listing{
			Description: "Acme keeps track of crates: orders, and where they are.",
			Links:       []ir.Link{{Rel: "website", URL: "https://acme.test"}, {Rel: "apiDocs", URL: "https://docs.acme.test/"}},
		},
		Auth: []ir.AuthMethod{{
			Key: "oauth2", Label: "OAuth 2 (client credentials)",
			Fields: []ir.Field{
				{Key: "client_secret", Label: "Client secret", Required: true, Note: "Made in Acme.", HelpURL: "https://docs.acme.test/keys#new", Pos: at("in/auth.yaml", 4)},
				{Key: "scope", Label: "Scope", Pos: at("in/auth.yaml", 9)},
				{Key: "token_key", Label: "Token key", Required: true, Note: "Leave set to access_token", Pos: at("in/auth.yaml", 12)},
				{Key: "region", Label: "Region", Note: "eu | us", Pos: at("in/auth.yaml", 15)},
			},
			Token: &ir.Token{
				URL: "https://${region}.acme.test/token", TokenPath: "${token_key}",
				Params:  []ir.TokenParam{{Name: "secret", Value: "${client_secret}"}, {Name: "scope", Value: "${scope}"}},
				Headers: []ir.TokenParam{{Name: "X-Region", Value: "${region}"}},
			},
			Apply: []ir.Apply{{In: ir.InHeader, Name: "Authorization", Value: "Bearer ${access_token}"}},
		}},
		Resources: []ir.Resource{{Key: "crate", Name: "Crate", Plural: "Crates"}, {Key: "me", Name: "Me"}},
		Operations: []ir.Operation{
			{ID: "crates_index", Method: "GET", Path: "/crates", Resource: "crate", Kind: ir.OpList, Pos: at("in/openapi.yaml", 10)},
			{ID: "crate_put", Method: "PUT", Path: "/crates/{id}", Resource: "crate", Kind: ir.OpUpdate, Summary: "Replace a crate", Pos: at("in/openapi.yaml", 20)},
			{ID: "crate_patch", Method: "PATCH", Path: "/crates/{id}", Resource: "crate", Kind: ir.OpUpdate, Summary: "Change a crate.", Pos: at("in/openapi.yaml", 30)},
			{ID: "crates_download", Method: "GET", Path: "/crates/{id}/download", Resource: "crate", Kind: ir.OpCustom, Pos: at("in/overlay.yaml", 2)},
			{ID: "me", Method: "GET", Path: "/me", Resource: "me", Kind: ir.OpGet, Pos: at("in/openapi.yaml", 40)},
		},
		Sources: []ir.Source{
			{Role: "openapi", File: "in/openapi.yaml", Path: "openapi.yaml"},
			{Role: "overlay", File: "in/overlay.yaml", Path: "over lay.yaml"},
			{Role: "auth", File: "in/auth.yaml", Path: "auth.yaml"},
		},
	}
}

func TestListing(t *testing.T) {
	got, err := docs.Listing(acme())
	if err != nil {
		t.Fatal(err)
	}
	if got.Path != "LISTING.md" {
		t.Errorf("path is %q", got.Path)
	}
	golden(t, "listing.md", got.Content)
}

func TestListingWithoutCredentials(t *testing.T) {
	c := &ir.Connector{Name: "Acme", Auth: []ir.AuthMethod{{Key: "none", Type: ir.AuthNone, Label: "None"}}}
	got, err := docs.Listing(c)
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "bare.md", got.Content)
}

func TestTrace(t *testing.T) {
	got, err := docs.Trace(acme(), "../specs/acme/")
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "trace.md", got)
}

func TestTraceErrors(t *testing.T) {
	tests := map[string]struct {
		spoil func(*ir.Connector)
		want  string
	}{
		"operation without a place": {
			func(c *ir.Connector) { c.Operations[0].Pos = source.Pos{} },
			`trace operation "crates_index": its place is not known`,
		},
		"operation from elsewhere": {
			func(c *ir.Connector) { c.Operations[1].Pos.File = "other.yaml" },
			`trace operation "crate_put": it comes from other.yaml, which is not an input of the connector`,
		},
		"field from elsewhere": {
			func(c *ir.Connector) { c.Auth[0].Fields[1].Pos.File = "auth.yaml" },
			`trace field "scope" of "oauth2": it comes from auth.yaml, which is not an input of the connector`,
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			c := acme()
			tt.spoil(c)
			_, err := docs.Trace(c, "")
			if err == nil || err.Error() != tt.want {
				t.Errorf("error is %v, want %s", err, tt.want)
			}
		})
	}
}

// The note of a field, as it stands in the table.
func TestEscaping(t *testing.T) {
	tests := []struct{ note, want string }{
		{"plain text, with (parentheses) - and 1. a number", "plain text, with (parentheses) - and 1. a number"},
		{"a | b", `a \| b`},
		{"two\nlines\r\n\tand\u2028more", "two lines and more"},
		{"<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"},
		{"[here](javascript:alert(1))", `\[here\](javascript:alert(1))`},
		{"`code` *bold* _it_ ~~no~~", "\\`code\\` \\*bold\\* \\_it\\_ \\~\\~no\\~\\~"},
		{`C:\dir\| x`, `C:\\dir\\\| x`},
		{"&lt; &#124;", `&amp;lt; &amp;\#124;`},
		{"- item", `\- item`},
		{"12. item", `12\. item`},
		{"# head", `\# head`},
		{"==", `\==`},
		{"![x](y)", `\!\[x\](y)`},
		{"nul\x00 bad\xff turn\u202e", "nul bad\ufffd turn"},
		{"Übergröße 数", "Übergröße 数"},
		{"", ""},
	}
	for _, tt := range tests {
		c := &ir.Connector{Auth: []ir.AuthMethod{{Fields: []ir.Field{{Label: "L", Note: tt.note}}}}}
		got, err := docs.Listing(c)
		if err != nil {
			t.Fatal(err)
		}
		if want := "\n| L | No | " + tt.want + " |\n"; !strings.Contains(string(got.Content), want) {
			t.Errorf("note %q: no %q in:\n%s", tt.note, want, got.Content)
		}
	}
}

func TestLinks(t *testing.T) {
	tests := []struct{ url, want string }{
		{"https://a.test/x#y", "[Help](https://a.test/x#y)"},
		{"http://a.test/a(b)|c d\"e", "[Help](http://a.test/a%28b%29%7Cc%20d%22e)"},
		{"https://a.test/\n)[x](javascript:y)", "Help (https://a.test/ )\\[x\\](javascript:y))"},
		{"javascript:alert(1)", "Help (javascript:alert(1))"},
		{"//a.test", "Help (//a.test)"},
		{"https:", "Help (https:)"},
	}
	for _, tt := range tests {
		c := &ir.Connector{Auth: []ir.AuthMethod{{Fields: []ir.Field{{Label: "L", HelpURL: tt.url}}}}}
		got, err := docs.Listing(c)
		if err != nil {
			t.Fatal(err)
		}
		if want := "\n| L | No | " + tt.want + " |\n"; !strings.Contains(string(got.Content), want) {
			t.Errorf("URL %q: no %q in:\n%s", tt.url, want, got.Content)
		}
	}
}

// Whatever the texts are, the page has the lines and cells of its template, and
// no HTML but its first comment.
func TestHostileText(t *testing.T) {
	clean := shape(acme())
	rapid.Check(t, func(t *rapid.T) {
		hostile := rapid.OneOf(
			rapid.StringMatching("[-a|\\\\`<>\\[\\]()\n\r!#*_&\"']{1,12}x"),
			rapid.SampledFrom([]string{"<!--x", "-->x", "<img src=x>", "\\|x", "\\\\|x", "|\n---\nx", "```\nx"}),
			rapid.Map(rapid.String(), func(s string) string { return s + "x" }),
		)
		c := acme()
		for _, text := range []*string{
			&c.Name, &c.Listing.Description, &c.Auth[0].Label, &c.Auth[0].Fields[0].Label, &c.Auth[0].Fields[0].Note,
			&c.Auth[0].Fields[0].HelpURL, &c.Listing.Links[1].URL, &c.Resources[0].Plural,
			&c.Operations[1].Summary, &c.Operations[2].Summary, &c.Operations[3].ID,
		} {
			*text = hostile.Draw(t, "text")
		}
		if diff := cmp.Diff(clean, shape(c)); diff != "" {
			t.Fatalf("the page has another shape (-want +got):\n%s", diff)
		}
	})
}

func FuzzListing(f *testing.F) {
	f.Add("|", "<b>", "https://x.test")
	f.Add("\\", "\n\n# x", "javascript:x")
	clean := shape(acme())
	f.Fuzz(func(t *testing.T, label, note, link string) {
		c := acme()
		c.Auth[0].Fields[0] = ir.Field{Label: label + "x", Required: true, Note: note, HelpURL: link + "x"}
		if diff := cmp.Diff(clean, shape(c)); diff != "" {
			t.Fatalf("the page has another shape (-want +got):\n%s", diff)
		}
	})
}

// FuzzTrace has hostile texts in every cell of the trace and in the names of the
// files that it links.
func FuzzTrace(f *testing.F) {
	f.Add("|", "<b>", "a b.yaml")
	f.Add("\\", "\n\n# x", "../..\\..")
	f.Add("[x](javascript:y)", "`", ")](javascript:alert(1))")
	clean := shapeOf(docs.Trace(acme(), "../"))
	f.Fuzz(func(t *testing.T, label, wire, file string) {
		c := acme()
		c.Auth[0].Label, c.Auth[0].Fields[0].Label = label+"x", wire+"x"
		c.Auth[0].Token.Params[0].Name = wire + "x"
		c.Operations[0].ID, c.Operations[0].Path, c.Operations[0].Resource = label+"x", "/"+wire, label+"x"
		c.Sources[0].Path = file + "x"
		if diff := cmp.Diff(clean, shapeOf(docs.Trace(c, "../"))); diff != "" {
			t.Fatalf("the page has another shape (-want +got):\n%s", diff)
		}
	})
}

var (
	escaped = regexp.MustCompile(`\\.`)
	words   = regexp.MustCompile(`[^|<>\n]+`)
)

// shape is a listing, and shapeOf any page, without its words: its lines, pipes and angle brackets.
func shape(c *ir.Connector) string {
	got, err := docs.Listing(c)
	return shapeOf(got.Content, err)
}

func shapeOf(page []byte, err error) string {
	if err != nil {
		return err.Error()
	}
	return words.ReplaceAllString(escaped.ReplaceAllString(string(page), "x"), "x")
}

// golden compares got with testdata/<name>.golden; with -update it rewrites it.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name+".golden")
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v (run go test -update)", err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s differs (-want +got):\n%s", path, diff)
	}
}
