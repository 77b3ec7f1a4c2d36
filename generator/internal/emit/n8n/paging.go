package n8n

import (
	"regexp"
	"strings"

	"github.com/connectorgen/connectorgen/generator/internal/action"
)

// A count says for pages.ts how a list is counted on.
type count struct {
	Param string `json:"param"`
	Start int    `json:"start"`
	Items bool   `json:"items"` // by items, not by pages
}

// paging asks how much of a list is wanted.
func (b *builder) paging(a *action.Action) []property {
	if a.ItemsPath == nil {
		return nil
	}
	limit := property{
		DisplayName: "Limit", Name: "limit", Type: "number", Default: pageSize, Description: "Max number of results to return",
		DisplayOptions: show(a.Op.Resource, a.Key), TypeOptions: map[string]any{"minValue": 1},
		Routing: &routing{Output: &result{MaxResults: "={{ $value }}"}},
	}
	if a.Op.Paging == nil {
		limit.DisplayOptions.Show.Add("returnAll", []any{false})
		return []property{returnAll(a, nil), limit}
	}
	how, ok := b.next(a)
	if !ok {
		b.lost.Warnf(a.Op.Pos, "n8n-paging", a.Op.ID, "lists whose next page a declared node cannot find give one page")
		return nil
	}
	limit.DisplayOptions.Show.Add("returnAll", []any{false})
	return []property{returnAll(a, &routing{Send: &send{Paginate: "={{ $value }}"}, Operations: how}), limit}
}

func returnAll(a *action.Action, how *routing) property {
	return property{
		DisplayName: "Return All", Name: "returnAll", Type: "boolean", Default: false,
		Description: "Whether to return all results or only up to a given limit", DisplayOptions: show(a.Op.Resource, a.Key), Routing: how,
	}
}

// next says how the page after one is asked for; nil and true: pages.ts counts.
func (b *builder) next(a *action.Action) (*operations, bool) {
	p := a.Op.Paging
	more := "true"
	if p.More != "" {
		more = "!!" + inBody(p.More)
	}
	switch {
	case p.Style == "page" && p.PageParam != "":
		b.counts[a.Key] = count{Param: p.PageParam, Start: p.StartPage}
		return nil, true
	case p.Style == "offset" && p.OffsetParam != "":
		b.counts[a.Key] = count{Param: p.OffsetParam, Items: true}
		return nil, true
	case p.Style == "cursor" && p.CursorParam != "":
		cursor := inBody(p.Cursor)
		return generic(more+" && !!"+cursor, request{
			QS: "={{ " + cursor + " ? ({ ...$request.qs, [" + quoted(p.CursorParam) + "]: " + cursor + " }) : $request.qs }}",
		}), true
	case p.Style == "nextUrl" && p.Next != "":
		return following(more, inBody(p.Next)), true
	case p.Style == "linkHeader":
		return following(more, `(($response.headers?.link || "").match(/<([^>]*)>\s*;[^,]*\brel="?next"?/) || [])[1]`), true
	}
	return nil, false
}

// following takes the URL of the next page. One of another host gets no credential:
// it is no URL then, and the request fails.
func following(more, next string) *operations {
	return generic(more+" && !!"+next, request{
		URL: `={{ !` + next + ` ? $request.url : /^\/(?!\/)/.test(` + next + `) ? $request.baseURL.replace(/^(https?:\/\/[^\/]+).*$/, "$1") + ` + next +
			` : ` + next + `.startsWith($request.baseURL.replace(/^(https?:\/\/[^\/]+).*$/, "$1/")) ? ` + next + ` : "http://the-next-page-is-on-another-host.invalid/" }}`,
		QS: `={{ ` + next + ` ? ({ }) : $request.qs }}`,
	})
}

func generic(further string, next request) *operations {
	return &operations{pagination{"generic", paginationProperties{Continue: "={{ " + further + " }}", Request: next}}}
}

var identifier = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)

// inBody is what stands at a dotted path in the answer, as an expression.
func inBody(path string) string {
	var made strings.Builder
	made.WriteString("$response.body")
	for name := range strings.SplitSeq(path, ".") {
		if identifier.MatchString(name) {
			made.WriteString("?." + name)
		} else {
			made.WriteString("?.[" + quoted(name) + "]")
		}
	}
	return made.String()
}
