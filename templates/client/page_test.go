package client

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// threePages serves pages of next links with two shipments each.
func threePages(f **fakeAPI) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		page, _ := strconv.Atoi(r.URL.Query().Get("page")) // none is the first
		page = max(page, 1)
		next, prev := "null", "null"
		if page < 3 {
			next = fmt.Sprintf(`"%s/shipments?page=%d&per=2"`, (*f).URL, page+1)
		}
		if page > 1 {
			prev = fmt.Sprintf(`"%s/shipments?page=%d&per=2"`, (*f).URL, page-1)
		}
		fmt.Fprintf(w, `{"self":"s","data":{"_object":"p","prev":%s,"next":%s,"total_count":6,"data":[{"id":%d},{"id":%d}]}}`, prev, next, page*2-1, page*2)
	}
}

func TestPages(t *testing.T) {
	var f *fakeAPI
	f = newFakeAPI(t, func(w http.ResponseWriter, r *http.Request) { threePages(&f)(w, r) })
	c := newTestClient(t, f)
	ctx := background(t)
	var resp Response
	page, err := c.Shipments.List(ctx, &ShipmentsListParams{Per: Ptr(int64(2)), Trace: []string{"t"}}, WithQuery("q", "1"), WithHeader("X-H", "h"), WithResponse(&resp))
	if err != nil {
		t.Fatal(err)
	}
	if len(page.Items) != 2 || page.Total != 6 || page.NextURL != f.URL+"/shipments?page=2&per=2" || page.PrevURL != "" || !page.HasNext() {
		t.Errorf("first page %+v", page)
	}
	want := `{"self":"s","data":{"_object":"p","prev":null,"next":"` + page.NextURL + `","total_count":6}}`
	if string(page.Response.Envelope) != want || string(resp.Envelope) != want || page.Response.StatusCode != 200 {
		t.Errorf("envelope %s, want %s", page.Response.Envelope, want)
	}
	n := 1
	for ; page.HasNext(); n++ {
		if page, err = page.Next(ctx); err != nil {
			t.Fatal(err)
		}
		if r, _ := f.last(); r.Header.Get("X-H") != "h" || r.Header.Get("X-Trace") != "t" || r.Header.Get("Authorization") != "Bearer tok-1" || r.URL.Query().Has("q") {
			t.Errorf("page %d was asked for with %v, %s", n+1, r.Header, r.URL.RawQuery)
		}
	}
	if n != 3 || page.PrevURL == "" {
		t.Errorf("%d pages, the last %+v", n, page)
	}
	if _, err := page.Next(ctx); !errors.Is(err, ErrLastPage) {
		t.Errorf("after the last page: %v", err)
	}
}

func TestAll(t *testing.T) {
	var f *fakeAPI
	f = newFakeAPI(t, func(w http.ResponseWriter, r *http.Request) { threePages(&f)(w, r) })
	c := newTestClient(t, f)
	seq := c.Shipments.All(background(t), nil)
	for range 2 { // it can be ranged over again
		var ids []int64
		for s, err := range seq {
			if err != nil {
				t.Fatal(err)
			}
			ids = append(ids, s.ID)
		}
		if diff := cmp.Diff([]int64{1, 2, 3, 4, 5, 6}, ids); diff != "" {
			t.Errorf("ids (-want +got):\n%s", diff)
		}
	}
	_, before := f.count()
	for range c.Shipments.All(background(t), nil) { //nolint:errcheck // it is left at once, whatever comes
		break
	}
	if _, calls := f.count(); calls != before+1 {
		t.Errorf("%d calls for one item, want 1", calls-before)
	}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	n, last := 0, error(nil)
	for _, err := range c.Shipments.All(ctx, nil) {
		if last = err; err == nil {
			n++
			cancel()
		}
	}
	if n != 1 || !errors.Is(last, context.Canceled) {
		t.Errorf("after it was cancelled, %d items and %v", n, last)
	}
}

// collect ranges to the end, and says how often an error came.
func collect[T any](seq iter.Seq2[*T, error]) (items []T, errs []error) {
	for item, err := range seq {
		if err != nil {
			errs = append(errs, err)
			continue
		}
		items = append(items, *item)
	}
	return items, errs
}

func TestForeignNextLink(t *testing.T) {
	evil := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("the other host was asked") }))
	defer evil.Close()
	for _, link := range []string{evil.URL + "/x?t=1", "https://api.acme.example.evil.example/", "//evil.example/", "ftp://x"} {
		f := newFakeAPI(t, answers(`{"data":{"next":"`+link+`","data":[{"id":1}]}}`))
		c := newTestClient(t, f)
		page, err := c.Shipments.List(background(t), nil)
		if err != nil || !page.HasNext() || page.NextURL != link {
			t.Fatalf("%s: page %+v, %v", link, page, err)
		}
		var foreign *ForeignHostError
		if _, err := page.Next(background(t)); !errors.As(err, &foreign) || !errors.Is(err, ErrForeignHost) {
			t.Errorf("%s: error %v", link, err)
		}
		items, errs := collect(c.Shipments.All(background(t), nil))
		if len(items) != 1 || len(errs) != 1 || !errors.Is(errs[0], ErrForeignHost) {
			t.Errorf("%s: %d items, errors %v", link, len(items), errs)
		}
		if _, calls := f.count(); calls != 2 {
			t.Errorf("%s: %d calls, want 2", link, calls)
		}
	}
}

func TestRepeatedNextLink(t *testing.T) {
	f := newFakeAPI(t, answers(`{"data":{"next":"/shipments?page=2","data":[{"id":1}]}}`))
	items, errs := collect(newTestClient(t, f).Shipments.All(background(t), nil))
	if len(items) != 2 || len(errs) != 1 {
		t.Fatalf("%d items, errors %v", len(items), errs)
	}
	wantError(t, errs[0], "acme: Shipments.List: the next page is one that was here before: /shipments?page=2")
}

func TestListErrors(t *testing.T) {
	tests := []struct{ answer, want string }{
		{`{"data":{"data":null}}`, ""},
		{`{"data":{}}`, ""},
		{`{"data":null}`, ""},
		{`{}`, `200 OK: the answer has no "data.data": "{}"`},
		{`[1]`, `200 OK: the answer has no "data.data": "[1]"`},
		{`{"data":null,"error":{"message":"no"}}`, `200 OK: the answer has no "data.data": no`},
		{`{"data":{"data":{"id":1}}}`, `200 OK: the answer is not of the declared type: data.data: an object instead of an array: "{\"data\":{\"data\":{\"id\":1}}}"`},
		{`500{"error":{"message":"no"}}`, `500 Internal Server Error: no`},
		{`{"data":{"data":[],"next":"http://[x"}}`, ""},
	}
	for _, tt := range tests {
		f := newFakeAPI(t, answers(tt.answer))
		c := newTestClient(t, f)
		page, err := c.Shipments.List(background(t), nil)
		if tt.want == "" {
			if err != nil || len(page.Items) != 0 || page.Total != -1 {
				t.Errorf("%s: %+v, %v", tt.answer, page, err)
			}
			continue
		}
		wantError(t, err, "acme: Shipments.List: GET /shipments: "+tt.want)
		if _, errs := collect(c.Shipments.All(background(t), nil)); len(errs) != 1 {
			t.Errorf("%s: errors %v", tt.answer, errs)
		}
	}
	f := newFakeAPI(t, answers(`{"data":{"data":[],"next":"http://[x"}}`))
	_, errs := collect(newTestClient(t, f).Shipments.All(background(t), nil))
	if len(errs) != 1 {
		t.Fatal(errs)
	}
	wantError(t, errs[0], "acme: Shipments.List: the link to the next page is not a URL")
}

func TestPagingStyles(t *testing.T) {
	const n = 7
	f := newFakeAPI(t, func(w http.ResponseWriter, r *http.Request) {
		q := r.URL.Query()
		number := func(name string, otherwise int) int {
			if v, err := strconv.Atoi(q.Get(name)); err == nil {
				return v
			}
			return otherwise
		}
		from := 0
		switch r.URL.Path {
		case "/cursor", "/link":
			from = number("after", 0)
		case "/page":
			from = (number("page", 1) - 1) * 3
		case "/offset":
			from = number("skip", 0)
		}
		items := []int{}
		for i := from; i < min(from+3, n); i++ {
			items = append(items, i)
		}
		texts := make([]string, len(items))
		for i, v := range items {
			texts[i] = strconv.Itoa(v)
		}
		text := "[" + strings.Join(texts, ",") + "]"
		total := ""
		if q.Get("total") != "" {
			total = fmt.Sprintf(`,"total":%d`, n)
		}
		switch r.URL.Path {
		case "/link":
			if from+3 < n {
				w.Header().Add("Link", fmt.Sprintf(`</link?after=0>; title="a, b"; rel=prev, </link?after=%d>; rel="last next"`, from+3))
			}
			_, _ = io.WriteString(w, text)
		case "/cursor":
			fmt.Fprintf(w, `{"items":%s,"meta":{"next":%d,"more":%v}}`, text, from+3, from+3 < n)
		default:
			fmt.Fprintf(w, `{"items":%s%s}`, text, total)
		}
	})
	c := newTestClient(t, f)
	tests := []struct {
		name  string
		all   func(context.Context, ...CallOption) iter.Seq2[*int64, error]
		query []string
		from  int64
		calls int
	}{
		{"link", c.Lists.Link, nil, 0, 3},
		{"cursor", c.Lists.Cursor, nil, 0, 3},
		{"page", c.Lists.Page, nil, 0, 4},
		{"page with total", c.Lists.Page, []string{"total", "1"}, 0, 3},
		{"page from the second", c.Lists.Page, []string{"page", "2"}, 3, 3},
		{"offset", c.Lists.Offset, nil, 0, 4},
		{"offset with total", c.Lists.Offset, []string{"total", "1"}, 0, 3},
		{"offset from 4", c.Lists.Offset, []string{"skip", "4"}, 4, 2},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, before := f.count()
			var opts []CallOption
			if tt.query != nil {
				opts = append(opts, WithQuery(tt.query[0], tt.query[1]))
			}
			items, errs := collect(tt.all(background(t), opts...))
			var want []int64
			for i := tt.from; i < n; i++ {
				want = append(want, i)
			}
			if diff := cmp.Diff(want, items); diff != "" || errs != nil {
				t.Errorf("%v (-want +got):\n%s", errs, diff)
			}
			if _, calls := f.count(); calls-before != tt.calls {
				t.Errorf("%d calls, want %d", calls-before, tt.calls)
			}
		})
	}
}

func TestSamePageTwice(t *testing.T) {
	f := newFakeAPI(t, answers(`{"items":[1,2]}`)) // a server that ignores the page
	items, errs := collect(newTestClient(t, f).Lists.Page(background(t)))
	if len(items) != 2 || len(errs) != 1 {
		t.Fatalf("%d items, errors %v", len(items), errs)
	}
	wantError(t, errs[0], "acme: Lists.Page: the same page came twice")
}
