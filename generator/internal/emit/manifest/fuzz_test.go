package manifest_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/connectorgen/connectorgen/generator/internal/emit/manifest"
	"github.com/connectorgen/connectorgen/generator/internal/ir"
)

// Whatever a document calls its things, the manifest is made, satisfies the
// schema, and its references lead to what they name.
func FuzzEmit(f *testing.F) {
	f.Add("crate_index", "f.state", "id", "Crate", "List crates")
	f.Add("", "", "", "", "")
	f.Add("a/b~c%d#e", "<KEY>", "$ref", "a/b~c%d#e?f g", "</script>\n\x00\xff")
	f.Add("constructor", "__proto__", "\u2028", "..", strings.Repeat("é", 400))
	f.Fuzz(func(t *testing.T, op, param, property, schema, text string) {
		for _, name := range []string{op, param, property, schema, text} {
			if strings.ToValidUTF8(name, "") != name {
				t.Skip("YAML and JSON readers let no such text through")
			}
		}
		c := hostile(op, param, property, schema, text)
		got, problems, err := emit(c, manifest.Input{GeneratorVersion: "0.1.0"})
		if op == "" && err != nil || param == "" && err != nil || property == "" && err != nil {
			return // a name that is empty is refused
		}
		if err != nil || problems.HasErrors() {
			t.Fatal(err, problems)
		}
		if bytes.Contains(got.Content, []byte{0}) {
			t.Error("there is a control character in it")
		}
		checkRefs(t, got.Content)
	})
}

func hostile(op, param, property, schema, text string) *ir.Connector {
	c := acme()
	c.Test, c.Resources = nil, nil
	c.Schemas = []*ir.Schema{{Name: schema, Kind: ir.Object, Title: text, Description: text, Properties: []ir.Property{
		{Name: property, Required: true, Schema: &ir.Schema{Kind: ir.Ref, Ref: schema, Description: text}},
		{Name: property + "x", Schema: &ir.Schema{Kind: ir.String, Format: text, Enum: raw(`"` + "x" + `"`)}},
	}}}
	c.Operations = nil
	for i, method := range []string{"GET", "POST"} {
		c.Operations = append(c.Operations, ir.Operation{
			ID: op + strings.Repeat(" ", i), Method: method, Path: "/" + text, Kind: ir.OpCustom, Summary: text, Description: text,
			Params: []ir.Param{
				{Name: param, In: ir.InQuery, Description: text, Schema: ref(schema)},
				{Name: param, In: ir.InHeader},
				{Name: property, In: ir.InPath, Required: true},
			},
			Body:    &ir.Body{Required: true, Contents: jsonOf(ref(schema))},
			Answers: []ir.Answer{{Status: "200", Description: text, Contents: jsonOf(ref(schema))}},
		})
	}
	return c
}

// checkRefs follows every reference of a manifest.
func checkRefs(t *testing.T, content []byte) {
	t.Helper()
	var m map[string]any
	if err := json.Unmarshal(content, &m); err != nil {
		t.Fatal(err)
	}
	var walk func(any)
	walk = func(v any) {
		switch v := v.(type) {
		case map[string]any:
			if target, ok := v["$ref"].(string); ok {
				if err := resolve(m, target); err != nil {
					t.Error(err)
				}
			}
			for _, item := range v {
				walk(item)
			}
		case []any:
			for _, item := range v {
				walk(item)
			}
		}
	}
	walk(m)
}

func resolve(m map[string]any, target string) error {
	section, name, ok := strings.Cut(strings.TrimPrefix(target, "#/"), "/")
	if !ok || strings.Contains(name, "/") {
		return fmt.Errorf("%q is not a reference to a named schema", target)
	}
	name, err := unescape(name)
	if err != nil {
		return err
	}
	if named, _ := m[section].(map[string]any); named[name] == nil {
		return fmt.Errorf("%q leads nowhere", target)
	}
	return nil
}

func unescape(token string) (string, error) {
	name, err := url.PathUnescape(token)
	return strings.NewReplacer("~1", "/", "~0", "~").Replace(name), err
}
