package client

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"iter"
	"strconv"
	"strings"
)

// A Page is one page of a list.
type Page[T any] struct {
	Items    []T
	Total    int64  // of all pages; -1 if the API does not tell
	NextURL  string // "" if the API has none, or does not page by URL
	PrevURL  string
	Response Response

	turn func(context.Context) (*Page[T], error) // nil on the last page
	mark string                                  // what tells the next page from others
}

// HasNext reports whether there is a further page.
func (p *Page[T]) HasNext() bool { return p.turn != nil }

// Next fetches the next page. After the last one it returns ErrLastPage. A link
// to another host than the API's own is a ForeignHostError, and nothing is sent.
func (p *Page[T]) Next(ctx context.Context) (*Page[T], error) {
	if p.turn == nil {
		return nil, ErrLastPage
	}
	return p.turn(ctx)
}

// list returns the first page, or the page that the params ask for.
func list[T any](ctx context.Context, c *core, op *operation, in request, opts []CallOption) (*Page[T], error) {
	o, err := c.outgoing(op, in, opts)
	if err != nil {
		return nil, err
	}
	return fetch[T](ctx, c, o, progress{})
}

// all yields the items of the page that list returns, and of those after it.
// An error is yielded once, at the end.
func all[T any](ctx context.Context, c *core, op *operation, in request, opts []CallOption) iter.Seq2[*T, error] {
	return func(yield func(*T, error) bool) {
		page, err := list[T](ctx, c, op, in, opts)
		marks := map[string]bool{}
		for err == nil {
			for i := range page.Items {
				if err = ctx.Err(); err != nil {
					yield(nil, err)
					return
				}
				if !yield(&page.Items[i], nil) {
					return
				}
			}
			if page.turn == nil {
				return
			}
			if page.mark != "" && marks[page.mark] {
				err = fmt.Errorf("%s: %s: the next page is one that was here before: %s", c.api.name, op.name, page.mark)
				break
			}
			marks[page.mark] = true
			page, err = page.Next(ctx)
		}
		yield(nil, err)
	}
}

// A progress is how far a list was read.
type progress struct {
	seen int64             // items on the pages before
	sum  [sha256.Size]byte // of the items of the page before
}

// fetch gets one page.
func fetch[T any](ctx context.Context, c *core, o *outgoing, at progress) (*Page[T], error) {
	a, err := c.exchange(ctx, o)
	if err != nil {
		return nil, err
	}
	paging := o.op.page
	page := &Page[T]{Total: -1}
	if c.withoutResult(o, a) {
		page.Response = a.response()
		return page, nil
	}
	if err := c.result(ctx, o, a, paging.items, &page.Items); err != nil {
		return nil, err
	}
	if err := c.wantItems(o, a); err != nil {
		return nil, err
	}
	page.Response = Response{
		StatusCode: a.status, Header: a.header, RequestID: requestID(a.header),
		Envelope: without(a.body, split(paging.items)...),
	}
	if o.cfg.response != nil {
		*o.cfg.response = page.Response
	}
	if total, err := strconv.ParseInt(wholeNumber(textAt(a.body, paging.total)), 10, 64); err == nil {
		page.Total = total
	}
	next, err := c.next(o, a, page.links(o, a), len(page.Items), page.Total, &at)
	if err != nil {
		return nil, err
	}
	if next != nil {
		page.mark = next.mark
		page.turn = func(ctx context.Context) (*Page[T], error) {
			if next.err != nil {
				return nil, next.err
			}
			return fetch[T](ctx, c, next.outgoing, at)
		}
	}
	return page, nil
}

// wantItems lets an answer do without its items only where they could stand,
// and if it does not speak of an error instead.
func (c *core) wantItems(o *outgoing, a *answer) error {
	path := o.op.page.items
	if path == "" || lookup(a.body, path) != nil {
		return nil
	}
	parent := lookup(a.body, path[:max(0, strings.LastIndexByte(path, '.'))])
	failed := textAt(a.body, c.api.errorCode)+textAt(a.body, c.api.errorMessage) != ""
	if failed || parent == nil || parent[0] != '{' && parent[0] != 'n' {
		return c.apiError(o, a, fmt.Sprintf("the answer has no %q", path), nil)
	}
	return nil
}

// links sets the URLs of the pages beside this one, and returns the next.
func (p *Page[T]) links(o *outgoing, a *answer) string {
	p.NextURL, p.PrevURL = textAt(a.body, o.op.page.next), textAt(a.body, o.op.page.prev)
	if o.op.page.style == "linkHeader" {
		p.NextURL, p.PrevURL = linkTo(a.header["Link"], "next"), linkTo(a.header["Link"], "prev")
	}
	return p.NextURL
}

// A nextPage is the request for it, or why it cannot be made.
type nextPage struct {
	*outgoing
	mark string
	err  error
}

// next makes the request for the page after a; nil if there is none.
func (c *core) next(o *outgoing, a *answer, link string, items int, total int64, at *progress) (*nextPage, error) {
	p := o.op.page
	if p.more != "" && textAt(a.body, p.more) != "true" {
		return nil, nil
	}
	switch p.style {
	case "nextUrl", "linkHeader":
		if link == "" {
			return nil, nil
		}
		return c.follow(o, link), nil
	case "cursor":
		cursor := textAt(a.body, p.cursor)
		if cursor == "" {
			return nil, nil
		}
		return &nextPage{outgoing: o.with(p.cursorParam, cursor), mark: cursor}, nil
	case "page", "offset":
	default:
		return nil, nil
	}
	if items == 0 {
		return nil, nil
	}
	sum := sha256.Sum256(lookup(a.body, p.items))
	if at.sum == sum {
		return nil, c.wrap(o, errors.New("the same page came twice"))
	}
	start, param, step := int64(p.startPage), p.pageParam, int64(1)
	if p.style == "offset" {
		start, param, step = 0, p.offsetParam, int64(items)
	}
	position := o.number(param, start)
	if at.seen += int64(items); at.seen == int64(items) && position != start {
		at.seen = -1 << 62 // started in the middle: the total does not help
		if p.style == "offset" {
			at.seen = position + step
		}
	}
	at.sum = sum
	if total >= 0 && at.seen >= total {
		return nil, nil
	}
	return &nextPage{outgoing: o.with(param, strconv.FormatInt(position+step, 10))}, nil
}

// follow makes the request for a URL that the API gave.
func (c *core) follow(o *outgoing, link string) *nextPage {
	n := &nextPage{mark: link}
	u, err := o.url.Parse(link)
	if err != nil {
		n.err = c.wrap(o, errors.New("the link to the next page is not a URL"))
		return n
	}
	next := *o
	next.query = nil
	if next.url, err = c.own(u, o.url); err != nil {
		n.err = c.wrap(o, err)
		return n
	}
	next.shown = next.url.RequestURI()
	n.outgoing = &next
	return n
}

// with is o with another value of a query parameter.
func (o *outgoing) with(name, value string) *outgoing {
	next := *o
	next.query = nil
	for _, p := range o.query {
		if p.name != name {
			next.query = append(next.query, p)
		}
	}
	next.query = append(next.query, queryPair{name, escapeQuery(value)})
	next.shown = next.location(nil).RequestURI()
	return &next
}

// number is the value of a query parameter, or another one if there is none.
func (o *outgoing) number(name string, otherwise int64) int64 {
	for _, p := range o.query {
		if n, err := strconv.ParseInt(p.value, 10, 64); err == nil && p.name == name {
			return n
		}
	}
	return otherwise
}

// linkTo returns the URL with the relation in Link headers (RFC 8288), "" if there is none.
func linkTo(headers []string, relation string) string {
	for _, h := range headers {
		for h != "" {
			_, rest, _ := strings.Cut(h, "<")
			target, params, _ := strings.Cut(rest, ">")
			params, h = cutParams(params)
			for _, p := range strings.Split(params, ";") {
				name, value, _ := strings.Cut(p, "=")
				if !strings.EqualFold(strings.TrimSpace(name), "rel") {
					continue
				}
				for _, r := range strings.Fields(strings.Trim(strings.TrimSpace(value), `"`)) {
					if strings.EqualFold(r, relation) {
						return target
					}
				}
			}
		}
	}
	return ""
}

// cutParams splits at the comma that ends a link's parameters.
func cutParams(s string) (params, rest string) {
	quoted := false
	for i := range len(s) {
		switch {
		case s[i] == '"':
			quoted = !quoted
		case s[i] == ',' && !quoted:
			return s[:i], s[i+1:]
		}
	}
	return s, ""
}
