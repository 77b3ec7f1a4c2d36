// Package fetch gets the one document whose URL a user has named.
//
// It goes nowhere by itself: it sends no credentials and no cookies, follows few
// redirects and none into a net that the user did not name, and takes an answer of
// bounded size in bounded time. What the answer means is for others to say.
package fetch

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/connectorgen/connectorgen/generator/internal/strict"
)

// maxRedirects is how many redirects are followed.
const maxRedirects = 5

// A Fetcher says how far to go for a document.
type Fetcher struct {
	Transport http.RoundTripper // nil: the default one
	Time      time.Duration     // from the request to the last byte
	Size      int64             // bytes of the answer, decompressed
}

// Default is what users get.
var Default = Fetcher{Time: time.Minute, Size: 64 << 20}

// A Document is what a URL gave.
type Document struct {
	Data []byte
	From string // where redirects led to, as [Label] shows it; "" if there were none
}

// An Error says why there is no document. It ends a sentence that names the URL.
type Error struct {
	Msg  string
	Hint string // what to do, if we know
}

func (e *Error) Error() string { return e.Msg }

// Label is a URL as it may be shown and kept: without a query and fragment, which
// can hold a secret or change from one day to the next, and without a user.
func Label(rawURL string) string {
	u, err := url.Parse(rawURL)
	if err != nil {
		scheme, _, _ := strings.Cut(rawURL, "://")
		return scheme + "://..."
	}
	u.User, u.RawQuery, u.ForceQuery, u.Fragment, u.RawFragment = nil, "", false, "", ""
	return u.String()
}

// Get fetches the document at rawURL. Its error is an [*Error].
func (f Fetcher) Get(ctx context.Context, rawURL string) (Document, error) {
	if problem := strict.CheckURL(rawURL); problem != "" {
		return Document{}, &Error{"its URL " + problem, "write it in full, such as https://example.com/openapi.yaml"}
	}
	if !strict.IsPrivate(rawURL) {
		return Document{}, &Error{"anybody on the way could change what http:// brings", "write https://; http:// is for this machine alone"}
	}
	limited, cancel := context.WithTimeout(ctx, f.Time)
	defer cancel()
	d, err := f.get(limited, rawURL)
	var known *Error
	switch {
	case err == nil:
	case errors.As(err, &known):
		err = known // without what the HTTP client puts around it: the URL with its query
	case ctx.Err() != nil:
		err = &Error{Msg: "it was interrupted"}
	case limited.Err() != nil:
		err = &Error{Msg: fmt.Sprintf("it did not come within %s", f.Time)}
	default:
		var outer *url.Error
		if errors.As(err, &outer) {
			err = outer.Err
		}
		err = &Error{Msg: err.Error()}
	}
	return d, err
}

func (f Fetcher) get(ctx context.Context, rawURL string) (Document, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, rawURL, http.NoBody)
	if err != nil {
		return Document{}, err
	}
	req.Header.Set("Accept", "application/yaml, application/json, */*;q=0.5")
	req.Header.Set("User-Agent", "connectorgen")
	client := &http.Client{Transport: f.Transport, CheckRedirect: checkRedirect}
	resp, err := client.Do(req)
	if err != nil {
		return Document{}, err
	}
	defer func() { _ = resp.Body.Close() }()
	if resp.StatusCode < 200 || resp.StatusCode > 299 {
		return Document{}, &Error{Msg: strings.TrimSpace(fmt.Sprintf("the server answered %d %s", resp.StatusCode, http.StatusText(resp.StatusCode)))}
	}
	data, err := io.ReadAll(io.LimitReader(resp.Body, f.Size+1))
	switch {
	case err != nil:
		return Document{}, err
	case int64(len(data)) > f.Size:
		return Document{}, &Error{fmt.Sprintf("it is larger than %d MiB", f.Size>>20), "download it and name the file"}
	case len(bytes.TrimSpace(data)) == 0:
		return Document{}, &Error{Msg: "the answer is empty"}
	case isPage(resp.Header.Get("Content-Type"), data):
		return Document{}, &Error{"the answer is a web page, not a document", "name the URL of the document itself, which a page for people often links as raw or download"}
	}
	d := Document{Data: data}
	if resp.Request.URL.String() != req.URL.String() {
		d.From = Label(resp.Request.URL.String())
	}
	return d, nil
}

// checkRedirect lets a redirect pass that goes no further than the user did: what
// began on another machine stays on https and off this one.
func checkRedirect(next *http.Request, via []*http.Request) error {
	next.Header.Del("Referer") // its query can hold a secret of the host before
	target := Label(next.URL.String())
	switch {
	case len(via) > maxRedirects:
		return &Error{Msg: fmt.Sprintf("it is redirected more than %d times", maxRedirects)}
	case strict.CheckURL(next.URL.String()) != "", !strict.IsPrivate(next.URL.String()),
		next.URL.Scheme == "http" && via[0].URL.Scheme == "https":
		return &Error{Msg: fmt.Sprintf("it is redirected to %q: only https is followed, without a user", target)}
	}
	return nil
}

// isPage reports whether an answer is for people to look at, such as a login page.
func isPage(contentType string, data []byte) bool {
	mediaType, _, err := mime.ParseMediaType(contentType)
	return err == nil && mediaType == "text/html" || bytes.HasPrefix(bytes.TrimLeft(data, "\xef\xbb\xbf \t\r\n"), []byte("<"))
}
