package client

import (
	"encoding/json"
	"math/big"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

// FuzzUnion holds unions to their word: whatever comes is kept, and encoded again
// as it came.
func FuzzUnion(f *testing.F) {
	for _, seed := range []string{`{"name":"a","home":{"city":"b","floor":1}}`, `[{"name":"a","age":1}]`, `{"kind":1}`, `{"kind":"3","city":null}`, `{"a":{"a":[[]]}}`, `{"name":1e999}`, `"\ud800"`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, x := range []any{new(tagged), new(outer), new(owner)} {
			if err := unmarshalUnion([]byte(text), x, "kind"); err != nil {
				if json.Valid([]byte(text)) {
					t.Errorf("%T: %s: %v", x, text, err)
				}
				continue
			}
			out, err := marshalUnion(x)
			if err != nil || !json.Valid(out) {
				t.Fatalf("%T: %q became %q, %v", x, text, out, err)
			}
		}
	})
}

// FuzzNumber compares what is said of numbers with what math/big says.
func FuzzNumber(f *testing.F) {
	f.Add("1.50", "15e-1")
	f.Add("-0.0", "0")
	f.Add("1e9223372036854775807", "10e9223372036854775806")
	f.Add("1000000000000000000000", "1e21")
	f.Fuzz(func(t *testing.T, a, b string) {
		if !isNumber([]byte(a)) || !isNumber([]byte(b)) {
			t.Skip("no numbers")
		}
		whole := wholeNumber(a)
		_, _ = Decimal(a).Rat()
		if len(whole) > len(a)+25 {
			t.Errorf("%s became %s", a, whole)
		}
		x, ok := rational(a)
		y, also := rational(b)
		if !ok || !also {
			return
		}
		if got, want := sameNumber(a, b), x.Cmp(y) == 0; got != want {
			t.Errorf("%s and %s are the same: %v, want %v", a, b, got, want)
		}
		if w, _ := rational(whole); w == nil || w.Cmp(x) != 0 {
			t.Errorf("%s became %s", a, whole)
		}
	})
}

// rational is the value of a number that is not too large to be written out.
func rational(text string) (*big.Rat, bool) {
	if i := strings.IndexAny(text, "eE"); i >= 0 && len(text)-i > 4 {
		return nil, false
	}
	return new(big.Rat).SetString(text)
}

// FuzzDate holds a date to be written as it was read.
func FuzzDate(f *testing.F) {
	f.Add("2024-02-29")
	f.Add("0000-01-01")
	f.Add("2024-1-1")
	f.Add("+2024-01-01")
	f.Fuzz(func(t *testing.T, text string) {
		d, err := ParseDate(text)
		if err != nil {
			return
		}
		if d.String() != text {
			t.Errorf("%q became %s", text, d)
		}
		if DateOf(d.In(time.UTC)) != d {
			t.Errorf("%q is another day in UTC", text)
		}
	})
}

// FuzzHeaders reads what servers say about waiting and about the next page. No
// link leads to another host.
func FuzzHeaders(f *testing.F) {
	f.Add("120", `<https://api.example.com/next?a=b>; rel="next"`)
	f.Add("Fri, 31 Dec 9999 23:59:59 GMT", `<a>; title="x, y"; rel=prev, <//evil.example.com>; rel="last NEXT"`)
	f.Add("1e308", `<https://api.example.com@evil.example.com/>;rel=next`)
	f.Add("-1", `<\\evil.example.com\a>;rel=next`)
	f.Add("NaN", `<https://api.example.com:443/>;rel=next,<`)
	base, err := url.Parse("https://api.example.com/v1/list?token=secret")
	if err != nil {
		f.Fatal(err)
	}
	c := &core{api: &spec{}}
	f.Fuzz(func(t *testing.T, wait, link string) {
		if d := c.retryAfter(http.Header{"Retry-After": {wait}}); d < 0 {
			t.Errorf("Retry-After %q is %v", wait, d)
		}
		target := linkTo([]string{link}, "next")
		if !strings.Contains(link, target) {
			t.Errorf("link %q leads to %q", link, target)
		}
		next := c.follow(&outgoing{op: &operation{}, url: base}, target)
		if next.err != nil {
			return
		}
		if sent, err := url.Parse(next.location(nil).String()); err != nil || sent.Scheme != "https" || sent.User != nil ||
			sent.Hostname() != "api.example.com" || sent.Port() != "" && sent.Port() != "443" {
			t.Errorf("link %q leads to %v, %v", link, sent, err)
		}
	})
}
