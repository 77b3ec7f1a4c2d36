package main

import (
	"mime"
	"net/http"
	"net/http/httptest"
	"os"
	"path"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

// serve serves the files of a folder on this machine until the story ends. Its
// address is in $URL. A file x.to is a redirect to the URL that it holds.
func serve(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: serve dir")
	}
	dir := ts.MkAbs(args[0])
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		text, err := os.ReadFile(path.Join(dir, path.Base(r.URL.Path)))
		switch {
		case err != nil:
			http.NotFound(w, r)
		case strings.HasSuffix(r.URL.Path, ".to"):
			http.Redirect(w, r, strings.TrimSpace(string(text)), http.StatusFound)
		default:
			w.Header().Set("Content-Type", mime.TypeByExtension(path.Ext(r.URL.Path)))
			_, _ = w.Write(text)
		}
	}))
	ts.Defer(server.Close)
	ts.Setenv("URL", server.URL)
}
