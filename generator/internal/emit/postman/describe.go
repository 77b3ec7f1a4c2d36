package postman

import (
	"fmt"
	"strings"

	"github.com/connectorgen/connectorgen/generator/internal/action"
	"github.com/connectorgen/connectorgen/generator/internal/ir"
)

// describe says what an action does, and what Postman has no setting for.
func (b *builder) describe(a *action.Action) string {
	var deprecated string
	if a.Op.Deprecated {
		deprecated = "Deprecated."
	}
	return paragraphs(deprecated, plain(a.Description), pagesHint(a.Op.Paging))
}

// pagesHint tells how to go on to the next page.
func pagesHint(p *ir.Paging) string {
	if p == nil {
		return ""
	}
	items := "The answer is the list of items."
	if p.Items != "" {
		items = "Items stand at " + code(p.Items) + "."
	}
	var next string
	switch p.Style {
	case "nextUrl":
		next = "The URL of the next page stands at " + code(p.Next) + "; the last page has none."
	case "linkHeader":
		next = "The URL of the next page stands in the header `Link`; the last page has none."
	case "cursor":
		next = "Send what stands at " + code(p.Cursor) + " as " + code(p.CursorParam) + "; the last page has none."
	case "page":
		next = fmt.Sprintf("Pages are numbered by %s from %d.", code(p.PageParam), p.StartPage)
	case "offset":
		next = "Send the number of items before the page as " + code(p.OffsetParam) + "."
	}
	var limit string
	switch {
	case p.LimitParam != "" && p.MaxLimit > 0:
		limit = fmt.Sprintf("A page has as many items as %s says, at most %d.", code(p.LimitParam), p.MaxLimit)
	case p.LimitParam != "":
		limit = "A page has as many items as " + code(p.LimitParam) + " says."
	}
	return strings.Join(strings.Fields(strings.Join([]string{"Comes in pages.", items, next, limit}, " ")), " ")
}

// code is a name of the API within a sentence.
func code(name string) string { return plain(name) }
