package manifestclient

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
)

// Pages runs an action that lists something until the list ends, and yields the
// items of each page.
func (c *Client) Pages(ctx context.Context, a *Action, input map[string]any) iter.Seq2[[]any, error] {
	return func(yield func([]any, error) bool) {
		if a.Pagination == nil || a.Output.ItemsPath == nil {
			yield(nil, fmt.Errorf("action %s does not come in pages", a.Key))
			return
		}
		input := maps.Clone(input)
		if input == nil {
			input = map[string]any{}
		}
		r, err := c.request(ctx, a, input)
		for seen := 0; err == nil && r != nil; {
			if err = c.sign(ctx, a, r); err != nil {
				break
			}
			var answer *Answer
			if answer, err = c.do(r); err != nil {
				break
			}
			if answer.Status != http.StatusOK {
				err = fmt.Errorf("%s: %d: %s", a.Key, answer.Status, answer.Body)
				break
			}
			items, _ := at(answer.Body, *a.Output.ItemsPath).([]any)
			seen += len(items)
			if !yield(items, nil) {
				return
			}
			r, err = c.next(ctx, a, input, answer, items, seen)
		}
		if err != nil {
			yield(nil, err)
		}
	}
}

var linkNext = regexp.MustCompile(`<([^>]*)>[^,]*;\s*rel="?next"?`)

// next is the request for the next page; nil after the last.
func (c *Client) next(ctx context.Context, a *Action, input map[string]any, answer *Answer, items []any, seen int) (*http.Request, error) {
	p := a.Pagination
	if p.ended(answer, items, seen) {
		return nil, nil
	}
	switch p.Style {
	case "nextUrl":
		address, _ := at(answer.Body, p.NextURLPath).(string)
		return c.follow(ctx, a, address)
	case "linkHeader":
		found := linkNext.FindStringSubmatch(answer.Header.Get(p.LinkHeader))
		if found == nil {
			return nil, nil
		}
		return c.follow(ctx, a, found[1])
	case "cursor":
		cursor := at(answer.Body, p.CursorPath)
		if cursor == nil || cursor == "" {
			return nil, nil
		}
		input[a.inputKey(p.CursorParam)] = cursor
	case "offset":
		input[a.inputKey(p.OffsetParam)] = json.Number(strconv.Itoa(seen))
	case "page":
		key, first := a.inputKey(p.PageParam), 1
		if p.StartPage != nil {
			first = *p.StartPage
		}
		page, given := input[key].(json.Number)
		if !given {
			page = json.Number(strconv.Itoa(first))
		}
		n, err := page.Int64()
		if err != nil {
			return nil, err
		}
		input[key] = json.Number(strconv.FormatInt(n+1, 10))
	default:
		return nil, fmt.Errorf("pages in the style %q are not known", p.Style)
	}
	return c.request(ctx, a, input)
}

// ended says whether the page was the last, as far as the page itself tells.
func (p *Pagination) ended(answer *Answer, items []any, seen int) bool {
	switch p.Stop {
	case "no-more":
		return at(answer.Body, p.MorePath) != true
	case "total-reached":
		total, _ := at(answer.Body, p.TotalPath).(json.Number)
		n, err := total.Int64()
		return len(items) == 0 || err != nil || int64(seen) >= n
	case "empty-items":
		return len(items) == 0
	}
	return false
}

// inputKey is the input that travels as the parameter.
func (a *Action) inputKey(name string) string {
	for _, p := range a.Request.Params {
		if p.Name == name {
			return p.InputKey
		}
	}
	return name
}

// follow is the request for a link of the API, nil for none. A link to another
// host gets no credentials: it is refused.
func (c *Client) follow(ctx context.Context, a *Action, address string) (*http.Request, error) {
	if address == "" {
		return nil, nil
	}
	base, err := url.Parse(c.base(a))
	if err != nil {
		return nil, err
	}
	u, err := base.Parse(address)
	if err != nil {
		return nil, err
	}
	if u.Scheme != base.Scheme || u.Host != base.Host {
		return nil, errors.New("the next page is on another host: " + u.Host)
	}
	first, err := c.request(ctx, a, map[string]any{})
	if err != nil {
		return nil, err
	}
	r, err := http.NewRequestWithContext(ctx, first.Method, u.String(), nil)
	if err != nil {
		return nil, err
	}
	r.Header = first.Header
	return r, nil
}
