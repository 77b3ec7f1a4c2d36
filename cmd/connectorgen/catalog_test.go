package main

import (
	"bytes"
	"context"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/google/go-cmp/cmp"
)

// must runs a command that has to succeed.
func must(t *testing.T, args ...string) {
	t.Helper()
	var out, errs bytes.Buffer
	if code := run(t.Context(), args, strings.NewReader(""), &out, &errs); code != exitDone {
		t.Fatalf("%q ended with %d: %s", args, code, &errs)
	}
}

// TestCatalogInBrowser searches the list and opens a page.
func TestCatalogInBrowser(t *testing.T) {
	ctx := browser(t)
	packs := filepath.Join(t.TempDir(), "packs")
	shop := t.TempDir()
	if err := os.CopyFS(shop, os.DirFS(filepath.Join("testdata", "shop"))); err != nil {
		t.Fatal(err)
	}
	inputs := flexport(t)
	connector := filepath.Join(inputs, "connector.yaml")
	put(t, connector, strings.NewReplacer("../../generated/", "", "../../docs/connectors/", "").Replace(text(t, connector)))
	for name, dir := range map[string]string{"flexport": inputs, "shop": shop} {
		must(t, "generate", dir)
		must(t, "pack", dir, "--layout", filepath.Join(packs, name))
	}
	s := start(t, "catalog", packs)
	do(t, ctx, chromedp.Navigate(s.url), chromedp.WaitVisible("main", chromedp.ByQuery))
	const shown = `[...document.querySelectorAll('.tile')].filter(t => t.getClientRects().length).map(t => t.querySelector('h2').textContent)`
	for _, c := range []struct {
		search string
		want   []string
	}{
		{"", []string{"Flexport", "Shop"}},
		{"FREIGHT bookings", []string{"Flexport"}},
		{"com.example", []string{"Shop"}},
		{"nothing like it", []string{}},
	} {
		search(t, ctx, c.search)
		if diff := cmp.Diff(c.want, value[[]string](t, ctx, shown)); diff != "" {
			t.Errorf("search for %q (-want +got):\n%s", c.search, diff)
		}
		if said := value[bool](t, ctx, `!document.getElementById('nothing').hidden`); said != (len(c.want) == 0) {
			t.Errorf("search for %q: that nothing matches is said: %v", c.search, said)
		}
	}
	do(t, ctx, narrow())
	if wide := value[int](t, ctx, `document.documentElement.scrollWidth`); wide > 400 {
		t.Errorf("the list is %d px wide in a window of 400", wide)
	}
	search(t, ctx, "")
	do(t, ctx, chromedp.Click(".tile a", chromedp.ByQuery), chromedp.WaitVisible("#connect"))
	if got := value[string](t, ctx, `document.querySelector('h1').textContent`); got != "Flexport" {
		t.Errorf("the page is that of %q", got)
	}
	do(t, ctx, chromedp.Click(`a[href$="index.html"]`, chromedp.ByQuery), chromedp.WaitVisible("main", chromedp.ByQuery))
	for path, want := range map[string]int{"index.json": 200, "../catalog_test.go": 404, "connectors": 404} {
		if answer, _ := get(t, s.url+path, "127.0.0.1", http.MethodGet); answer.StatusCode != want {
			t.Errorf("%s is answered with %d, want %d", path, answer.StatusCode, want)
		}
	}
	if code := s.interruptWait(); code != exitDone {
		t.Errorf("it ended with %d, want %d", code, exitDone)
	}
}

// search types text in place of what was searched for.
func search(t *testing.T, ctx context.Context, text string) { //nolint:revive // the test comes first everywhere here
	t.Helper()
	do(t, ctx, chromedp.Evaluate(`document.getElementById('search').value = ''`, nil), chromedp.SendKeys("#search", text+" ", chromedp.ByQuery))
}
