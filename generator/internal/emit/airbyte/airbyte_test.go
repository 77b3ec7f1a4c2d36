package airbyte_test

import (
	"slices"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"

	"github.com/connectorgen/connectorgen/generator/internal/emit/airbyte"
	"github.com/connectorgen/connectorgen/generator/internal/emit/targettest"
	"github.com/connectorgen/connectorgen/generator/internal/ir"
)

func TestEmit(t *testing.T) {
	got, err := airbyte.Emit(targettest.Input(targettest.Acme()))
	if err != nil {
		t.Fatal(err)
	}
	targettest.Golden(t, got)
}

// Without a list there is no source.
func TestNothingToRead(t *testing.T) {
	c := targettest.Acme()
	c.Operations = c.Operations[1:]
	got, err := airbyte.Emit(targettest.Input(c))
	if err != nil {
		t.Fatal(err)
	}
	if got.Support() != "unsupported" || got.Losses[0].Code != "airbyte-nothing-to-read" {
		t.Errorf("support is %s, losses are %v", got.Support(), got.Losses)
	}
}

// What most operations need is asked for once, under a key that no credential has.
func TestCommonFields(t *testing.T) {
	c := targettest.Acme()
	c.Operations = append(c.Operations, c.Operations[1])
	c.Operations[2].ID = "crate_create_again"
	tenant := ir.Param{Name: "Client-Secret", In: ir.InHeader, Required: true, Schema: &ir.Schema{Kind: ir.String}}
	for i := range c.Operations {
		c.Operations[i].Params = append(slices.Clone(c.Operations[i].Params), tenant)
	}
	got, err := airbyte.Emit(targettest.Input(c))
	if err != nil {
		t.Fatal(err)
	}
	text := string(got.Files[0].Content)
	for _, want := range []string{"Client-Secret: '{{ config[''param_client_secret''] }}'", "\n      param_client_secret:\n        type: string\n        title: Client-Secret\n"} {
		if !strings.Contains(text, want) {
			t.Errorf("the source lacks %q:\n%s", want, text)
		}
	}
}

// No text of a document is a template or a reference.
func TestHostile(t *testing.T) {
	got, err := airbyte.Emit(targettest.Input(targettest.Hostilely(targettest.Acme())))
	if err != nil {
		t.Fatal(err)
	}
	var manifest any
	if err := yaml.Unmarshal(got.Files[0].Content, &manifest); err != nil {
		t.Fatal(err)
	}
	evaluated, _ := manifest.(map[string]any)
	for _, part := range []string{"definitions", "streams"} {
		walk(evaluated[part], func(text string) {
			if strings.Contains(text, "{{client_secret}}") && !strings.HasPrefix(text, "{{ '") {
				t.Errorf("%q uses the secret", text)
			}
		})
	}
}

// walk calls f with every text that Airbyte evaluates: all but a schema's.
func walk(v any, f func(string)) {
	switch v := v.(type) {
	case string:
		f(v)
	case []any:
		for _, item := range v {
			walk(item, f)
		}
	case map[string]any:
		for key, item := range v {
			if key != "schema_loader" {
				walk(item, f)
			}
		}
	}
}

func TestLiteral(t *testing.T) {
	for text, want := range map[string]string{
		"plain":           "plain",
		"2":               "2",
		"1.10":            `'1.10'`,
		"007":             `'007'`,
		"None":            `'None'`,
		"[x]":             `'[x]'`,
		"{{ config }}":    `{{ '\'{{ config }}\'' }}`,
		"a {{ config }}":  `{{ 'a {{ config }}' }}`,
		"#/definitions/x": `{{ '#/definitions/x' }}`,
		`it's {%`:         `{{ 'it\'s {%' }}`,
		"my stream_state": `{{ 'my stream_' ~ 'state' }}`,
	} {
		if got := airbyte.Literal(text); got != want {
			t.Errorf("Literal(%q) is %q, want %q", text, got, want)
		}
	}
}
