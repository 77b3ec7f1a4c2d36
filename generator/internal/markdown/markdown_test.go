package markdown_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/connectorgen/connectorgen/generator/internal/markdown"
)

func TestEscape(t *testing.T) {
	for text, want := range map[string]string{
		"":                           "",
		"two\n words":                "two words",
		"<script>&":                  "&lt;script&gt;&amp;",
		"![x](http://evil.test) *b*": `\!\[x\](http://evil.test) \*b\*`,
		"a | b":                      `a \| b`,
		"- list":                     `\- list`,
		"1. list":                    `1\. list`,
		"a\u202eb\x07c":              "abc",
	} {
		if diff := cmp.Diff(want, markdown.Escape(text)); diff != "" {
			t.Errorf("Escape(%q) (-want +got):\n%s", text, diff)
		}
	}
}

func TestLink(t *testing.T) {
	for target, want := range map[string]string{
		"https://a.test/x_(y)": "[docs](https://a.test/x%5F%28y%29)",
		"javascript:alert(1)":  "docs (javascript:alert(1))",
	} {
		if diff := cmp.Diff(want, markdown.Link("docs", target)); diff != "" {
			t.Errorf("Link(%q) (-want +got):\n%s", target, diff)
		}
	}
}
