package client

import (
	"context"
	"io"
	"mime"
	"net/http"
	"path"
	"strings"
	"unicode"
)

// A Download is an answer of bytes. Close it.
type Download struct {
	io.ReadCloser
	MediaType string // "" if the answer does not name it
	FileName  string // as the API suggests, without folders; "" if it does not
	Size      int64  // in bytes; -1 if the API does not tell
}

// callStream calls an operation that answers with bytes. A redirect elsewhere
// is followed without credentials.
func callStream(ctx context.Context, c *core, op *operation, in request, opts []CallOption) (*Download, error) {
	o, err := c.outgoing(op, in, opts)
	if err != nil {
		return nil, err
	}
	o.stream = true
	a, err := c.exchange(ctx, o)
	for n := 0; err != nil && n < maxRedirects && c.elsewhere(o, a); n++ {
		a, err = c.exchange(ctx, o)
	}
	if err != nil {
		return nil, err
	}
	d := &Download{ReadCloser: a.stream, Size: a.length, MediaType: a.mediaType()}
	if _, params, err := mime.ParseMediaType(a.header.Get("Content-Disposition")); err == nil {
		d.FileName = baseName(params["filename"])
	}
	return d, nil
}

// elsewhere turns o into a request without credentials to where the answer
// redirects, if it does.
func (c *core) elsewhere(o *outgoing, a *answer) bool {
	if a == nil || o.op.method != http.MethodGet || a.status < 300 || a.status >= 400 || a.header.Get("Location") == "" {
		return false
	}
	to, err := o.url.Parse(a.header.Get("Location"))
	if err != nil || to.Host == "" || to.Scheme != "https" && to.Scheme != o.url.Scheme {
		return false
	}
	to.User = nil
	o.url, o.query, o.cookies, o.plain = to, nil, nil, true
	o.header = http.Header{"User-Agent": o.header["User-Agent"], "Accept": o.header["Accept"]}
	o.shown = to.Host + to.EscapedPath() // the query often holds a key
	return true
}

// baseName is the last part of a file name, on any system; "" if it is none.
func baseName(name string) string {
	name = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return -1
		}
		return r
	}, strings.ReplaceAll(name, `\`, "/"))
	if name = path.Base(name); name == "." || name == ".." || name == "/" {
		return ""
	}
	return name
}
