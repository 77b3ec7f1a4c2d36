package lint_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/connectorgen/connectorgen/generator/internal/action"
	"github.com/connectorgen/connectorgen/generator/internal/ir"
	"github.com/connectorgen/connectorgen/generator/internal/lint"
	"github.com/connectorgen/connectorgen/generator/internal/source"
)

// presentable is a connector that breaks no rule.
func presentable() *ir.Connector {
	order := &ir.Schema{Kind: ir.Object, Properties: []ir.Property{{Name: "id", Schema: &ir.Schema{Kind: ir.Integer, Example: json.RawMessage("7")}}}}
	return &ir.Connector{
		ID: "com.example/shop", Name: "Shop",
		Listing: ir.Listing{
			Description: "A shop.", Categories: []string{"Shops"},
			Icons: []ir.Icon{{MediaType: "image/svg+xml", Size: "any"}, {MediaType: "image/png", Size: "230x230", Opaque: true, Pos: source.Pos{File: "icon"}}},
		},
		Auth: []ir.AuthMethod{{
			Key: "key", Description: "Made in the settings.", Pos: source.Pos{File: "auth"},
			Fields: []ir.Field{{Key: "api_key", Secret: true, Note: "Under Settings.", Pos: source.Pos{File: "field"}}},
		}},
		Test: &ir.Test{Operation: "list"},
		Operations: []ir.Operation{{
			ID: "list", Method: "GET", Path: "/orders", Summary: "List orders", Description: "Lists orders.", Pos: source.Pos{File: "list"},
			Answers: []ir.Answer{{Status: "200", Contents: []ir.Content{{MediaType: "application/json", Schema: order}}}},
		}},
	}
}

func TestCheck(t *testing.T) {
	first := func(c *ir.Connector) *ir.Operation { return &c.Operations[0] }
	for name, test := range map[string]struct {
		spoil func(*ir.Connector)
		want  string
	}{
		"nothing":          {func(*ir.Connector) {}, ""},
		"name":             {func(c *ir.Connector) { c.Name = "Shop API" }, `name: the name says "API", which is said of every connector [lint-name] hint: write "Shop"`},
		"no word":          {func(c *ir.Connector) { c.Name = "Apian" }, ""},
		"description":      {func(c *ir.Connector) { c.Listing.Description = "It sells" }, `description: the description does not end with a full stop, question mark or exclamation mark [lint-description] hint: end it with "… It sells."`},
		"categories":       {func(c *ir.Connector) { c.Listing.Categories = nil }, "categories: there is no category [lint-categories] hint: write categories: [Logistics], or what people would look under"},
		"small icon":       {func(c *ir.Connector) { c.Listing.Icons[1].Size = "16x16" }, "icon: the PNG is 16x16 pixels large, not 230x230 [lint-icon]"},
		"glass icon":       {func(c *ir.Connector) { c.Listing.Icons[1].Opaque = false }, "icon: the PNG is transparent: marketplaces put it on backgrounds of their own [lint-icon] hint: export it with a background"},
		"no svg":           {func(c *ir.Connector) { c.Listing.Icons = c.Listing.Icons[1:] }, "icons: there is no SVG icon [lint-icon] hint: write icons: [icon.svg, icon.png]"},
		"no png":           {func(c *ir.Connector) { c.Listing.Icons = c.Listing.Icons[:1] }, "icons: there is no PNG icon [lint-icon] hint: write icons: [icon.svg, icon.png], the PNG 230 by 230 pixels large and without transparency"},
		"silent method":    {func(c *ir.Connector) { c.Auth[0].Description = "" }, `auth: method "key" does not say where a person gets the credentials [lint-method-description] hint: add description: to it, in sentences`},
		"silent secret":    {func(c *ir.Connector) { c.Auth[0].Fields[0].Note = "" }, `field: the secret "api_key" has no note that says where a person finds it [lint-field-note] hint: add note: to the field`},
		"no test":          {func(c *ir.Connector) { c.Test = nil }, "test: there is no call that proves a connection works [lint-test] hint: write test: {operation: list, expect: [200]}, or another GET that needs no input"},
		"no summary":       {func(c *ir.Connector) { first(c).Summary = "" }, `list: operation "list" has no summary to be labelled by [lint-label] hint: write summary: List`},
		"odd summary":      {func(c *ir.Connector) { first(c).Summary = "List: orders!" }, `list: the summary of operation "list" is not at most 80 letters, digits, spaces and parentheses: "List: orders!" [lint-label] hint: write summary: List orders`},
		"long summary":     {func(c *ir.Connector) { first(c).Summary = strings.Repeat("order ", 20) + "x" }, `list: the summary of operation "list" is not at most 80 letters, digits, spaces and parentheses: "` + strings.Repeat("order ", 20) + `x" [lint-label] hint: write summary: ` + strings.TrimSpace(strings.Repeat("order ", 13))},
		"no description":   {func(c *ir.Connector) { first(c).Description = "" }, `list: operation "list" has no description [lint-action-description] hint: say in a sentence what it does and for whom`},
		"half description": {func(c *ir.Connector) { first(c).Description = "Orders of all," }, `list: the description of operation "list" is no sentence [lint-action-description] hint: end it with "… Orders of all."`},
		"no success":       {func(c *ir.Connector) { first(c).Answers[0].Status = "404" }, `list: operation "list" declares no success [lint-output] hint: add its answer, '204' if nothing comes back`},
		"no schema":        {func(c *ir.Connector) { first(c).Answers[0].Contents[0].Schema = &ir.Schema{Kind: ir.Any} }, `list: the answer of operation "list" has no schema [lint-output] hint: describe its properties: marketplaces offer them to the next step`},
		"no example": {
			func(c *ir.Connector) { first(c).Answers[0].Contents[0].Schema.Properties[0].Schema.Example = nil },
			`list: there is no example of the answer of operation "list" [lint-sample] hint: add example: to the answer, or to the properties of its schema that are required`,
		},
		"label twice": {func(c *ir.Connector) {
			again := c.Operations[0]
			again.ID, again.Pos.File = "list2", "again"
			c.Operations = append(c.Operations, again)
		}, `again: operations "list" and "list2" are both labelled "List orders" [lint-label-twice] hint: give one of them another summary, with an overlay if need be`},
	} {
		t.Run(name, func(t *testing.T) {
			c := presentable()
			test.spoil(c)
			var lines []string
			for _, d := range lint.Check(action.New(c), func(key string) source.Pos { return source.Pos{File: key} }) {
				lines = append(lines, strings.ReplaceAll(d.Error(), "\n\t", " "))
			}
			if diff := cmp.Diff(test.want, strings.Join(lines, "\n")); diff != "" {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
		})
	}
}
