package lower

import (
	"slices"

	"github.com/connectorgen/connectorgen/generator/internal/ir"
)

// page recognises a list. It sets the item as the result and reports true.
func (l *lowerer) page(out *ir.Operation, answer *ir.Schema) bool {
	if out.Method != "GET" && out.Method != "POST" {
		return false
	}
	paging := l.cfg.Conventions.Paging
	if paging == nil {
		paging = l.detect(out, answer)
	}
	if paging == nil || paging.Style == "" || paging.Style == "none" {
		return false
	}
	items := answer
	if paging.Items != "" {
		items = l.at(answer, paging.Items)
	}
	items = l.resolved(items)
	if items == nil || items.Kind != ir.Array {
		return false
	}
	p := *paging
	for _, name := range []*string{&p.PageParam, &p.OffsetParam, &p.LimitParam, &p.CursorParam} {
		if !hasQuery(out, *name) {
			*name = ""
		}
	}
	if p.LimitParam == "" {
		p.MaxLimit = 0
	}
	switch { // a style without its parameter cannot go on
	case p.Style == "page" && p.PageParam == "", p.Style == "offset" && p.OffsetParam == "", p.Style == "cursor" && p.CursorParam == "":
		return false
	default:
	}
	out.Paging = &p
	out.Payload = p.Items
	out.Result = items.Items
	return true
}

func hasQuery(op *ir.Operation, name string) bool {
	return name != "" && slices.ContainsFunc(op.Params, func(p ir.Param) bool { return p.In == ir.InQuery && p.Name == name })
}

// itemNames are where lists keep their items, most telling first.
var itemNames = []string{"data", "items", "results", "entries", "records", "values", "list", "content", "objects", "resources"}

// detect finds out how a list goes on where the document shows it plainly.
func (l *lowerer) detect(op *ir.Operation, answer *ir.Schema) *ir.Paging {
	p := &ir.Paging{LimitParam: firstQuery(op, "limit", "per_page", "per", "page_size", "pageSize", "perPage", "max_results", "maxResults", "count", "size")}
	root := l.resolved(answer)
	if root == nil {
		return nil
	}
	if root.Kind == ir.Object {
		p.Items = l.itemsPath(root)
		if p.Items == "" {
			return nil
		}
	} else if root.Kind != ir.Array {
		return nil
	}
	p.PageParam = firstQuery(op, "page", "page_number", "pageNumber")
	p.OffsetParam = firstQuery(op, "offset", "skip")
	p.CursorParam = firstQuery(op, "cursor", "after", "starting_after", "page_token", "pageToken", "next_token", "nextToken", "continuation_token", "continue")
	p.Total = l.firstPath(root, "total", "total_count", "totalCount", "meta.total", "pagination.total")
	p.Next = l.firstString(root, "next", "next_url", "links.next", "pagination.next_url", "_links.next.href", "next_page_uri")
	p.Cursor = l.firstString(root, "next_cursor", "nextCursor", "next_page_token", "nextPageToken", "next_token", "nextToken", "cursor",
		"meta.next_cursor", "pagination.next_cursor", "response_metadata.next_cursor", "metadata.continue")
	switch {
	case p.Cursor != "" && p.CursorParam != "":
		p.Style = "cursor"
	case p.Next != "" && l.isURL(root, p.Next):
		p.Style = "nextUrl"
	case p.PageParam != "" && l.isInteger(op, p.PageParam):
		p.Style, p.StartPage = "page", 1
	case p.OffsetParam != "" && l.isInteger(op, p.OffsetParam):
		p.Style = "offset"
	default:
		return nil
	}
	return p
}

// itemsPath is the property that holds the items: one of the usual names, or the
// only array of objects there is.
func (l *lowerer) itemsPath(root *ir.Schema) string {
	for _, name := range itemNames {
		if p := root.Property(name); p != nil && l.isArray(p.Schema) {
			return name
		}
	}
	found := ""
	for _, p := range root.Properties {
		if !l.isArray(p.Schema) {
			continue
		}
		if found != "" {
			return ""
		}
		found = p.Name
	}
	return found
}

func (l *lowerer) isArray(s *ir.Schema) bool {
	s = l.resolved(s)
	return s != nil && s.Kind == ir.Array
}

func (l *lowerer) isInteger(op *ir.Operation, name string) bool {
	i := slices.IndexFunc(op.Params, func(p ir.Param) bool { return p.In == ir.InQuery && p.Name == name })
	s := l.resolved(op.Params[i].Schema)
	return s != nil && (s.Kind == ir.Integer || s.Kind == ir.Number)
}

// isURL reports whether the document says that a value is a URL.
func (l *lowerer) isURL(root *ir.Schema, path string) bool {
	s := l.resolved(l.at(root, path))
	return s != nil && (s.Format == "uri" || s.Format == "url" || len(s.Example) > 5 && string(s.Example[:5]) == `"http`)
}

func firstQuery(op *ir.Operation, names ...string) string {
	for _, name := range names {
		if hasQuery(op, name) {
			return name
		}
	}
	return ""
}

func (l *lowerer) firstPath(root *ir.Schema, paths ...string) string {
	for _, path := range paths {
		if s := l.resolved(l.at(root, path)); s != nil && s.Kind == ir.Integer {
			return path
		}
	}
	return ""
}

func (l *lowerer) firstString(root *ir.Schema, paths ...string) string {
	for _, path := range paths {
		if s := l.resolved(l.at(root, path)); s != nil && s.Kind == ir.String {
			return path
		}
	}
	return ""
}
