package generator

import (
	"cmp"
	"errors"
	"io"
	"path"
	"path/filepath"
	"strings"

	"github.com/connectorgen/connectorgen/generator/internal/config"
	"github.com/connectorgen/connectorgen/generator/internal/fetch"
	"github.com/connectorgen/connectorgen/generator/internal/oas"
	"github.com/connectorgen/connectorgen/generator/internal/source"
)

// What a spec can be besides a file, and what standard input is called in problems.
const (
	stdinSpec  = "-"
	stdinLabel = "<stdin>"
)

// specIsURL reports whether the spec is to be fetched.
func (o Options) specIsURL() bool { return strings.Contains(o.Spec, "://") }

// specIsAlone reports whether the spec comes without a folder, so that there are
// no files beside it.
func (o Options) specIsAlone() bool { return o.Spec == stdinSpec || o.specIsURL() }

// specLabel is what the spec is called in problems and in the manifest.
func (o Options) specLabel() string {
	switch {
	case o.Spec == stdinSpec:
		return stdinLabel
	case o.specIsURL():
		return fetch.Label(o.Spec)
	default:
		return o.Spec
	}
}

// specFolder is the folder of the spec, slash-separated; the current one if it has none.
func (o Options) specFolder() string {
	if o.specIsAlone() {
		return "."
	}
	return path.Dir(filepath.ToSlash(o.Spec))
}

// openapi reads the OpenAPI document from where the user says it is.
func (j *job) openapi(t config.Text) (oas.File, bool) {
	if !j.options.specIsAlone() {
		return j.input("openapi", t, "OpenAPI document")
	}
	name := j.options.specLabel()
	take := j.piped
	if j.options.specIsURL() {
		take = j.fetched
	}
	data, ok := take(source.Pos{File: name})
	if ok {
		j.note("openapi", name, name, data)
	}
	return oas.File{Name: name, Data: data}, ok
}

func (j *job) piped(at source.Pos) ([]byte, bool) {
	data, err := readAll(cmp.Or[io.Reader](j.options.Stdin, strings.NewReader("")))
	if err != nil {
		j.found.Errorf(at, "file-unreadable", "the OpenAPI document cannot be read: %v", err)
	}
	return data, err == nil
}

func (j *job) fetched(at source.Pos) ([]byte, bool) {
	d, err := j.get(j.options.Spec)
	if err != nil {
		j.found.Errorf(at, "url-unreadable", "the OpenAPI document cannot be fetched: %v", err)
		var e *fetch.Error
		if errors.As(err, &e) && e.Hint != "" {
			j.found.Hintf("%s", e.Hint)
		}
		return nil, false
	}
	if d.From != "" {
		j.found.Warnf(at, "url-redirected", "the OpenAPI document came from %q", d.From)
		j.found.Hintf("name that URL, if the document is to come from there")
	}
	return d.Data, true
}
