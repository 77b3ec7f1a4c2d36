package generator

import (
	"context"
	"errors"
	"mime"
	"net/http"
	"path"
	"path/filepath"
	"strings"

	"github.com/connectorgen/connectorgen/generator/internal/catalog"
	"github.com/connectorgen/connectorgen/generator/internal/diag"
	"github.com/connectorgen/connectorgen/generator/internal/output"
	"github.com/connectorgen/connectorgen/generator/internal/page"
	"github.com/connectorgen/connectorgen/generator/internal/registry"
	"github.com/connectorgen/connectorgen/generator/internal/serve"
	"github.com/connectorgen/connectorgen/generator/internal/source"
)

// A Catalog is a static site of packs that were checked.
type Catalog struct {
	Listed  []*Packed
	Refused []*Packed // with the problems that are the reason
	files   []output.File
}

// NewCatalog checks the packs of all places as [Verify] does, and makes a site of
// those that pass. A place is a layout, a folder with layouts in it, a reference, a
// repository or a registry.
func NewCatalog(ctx context.Context, places []string, o VerifyOptions) (*Catalog, error) {
	c := &Catalog{}
	var site catalog.Catalog
	var refusals []page.Refusal
	refuse := func(p *Packed, where string) {
		c.Refused = append(c.Refused, p)
		refusals = append(refusals, page.Refusal{Where: where, Reasons: reasons(p.Problems)})
	}
	for _, place := range places {
		entries, err := registry.List(ctx, place)
		if err != nil {
			p := &Packed{Place: place}
			if err := p.fail(err); err != nil {
				return c, err
			}
			refuse(p, filepath.Base(place))
		}
		for _, e := range entries {
			p, err := accept(ctx, &site, e, o)
			switch {
			case err != nil:
				return c, err
			case p.Failed():
				refuse(p, e.Short)
			default:
				c.Listed = append(c.Listed, p)
			}
		}
	}
	var err error
	c.files, err = site.Files(refusals)
	return c, err
}

// accept lists the pack at e if it is in good order.
func accept(ctx context.Context, site *catalog.Catalog, e registry.Entry, o VerifyOptions) (*Packed, error) {
	p := &Packed{Place: e.Name}
	opened, err := p.verify(ctx, o)
	if opened == nil {
		return p, err
	}
	listed := catalog.Pack{
		Where: e.Short, Digest: p.Digest, Manifest: opened.content.Manifest, Reproduced: p.Reproduced,
		File: func(name string) []byte {
			for _, f := range opened.content.Outputs {
				if f.Path == name {
					return f.Content
				}
			}
			return nil
		},
	}
	for _, s := range p.Signatures {
		if s.Verified {
			listed.KeyID = s.KeyID
		}
	}
	err = site.Add(listed)
	var clash catalog.Clash
	if errors.As(err, &clash) {
		p.Problems.Errorf(source.Pos{File: e.Name}, "catalog-clash", "%v", clash)
		p.Problems.Hintf("list one of them")
		return p, nil
	}
	return p, err
}

// reasons are the errors, without the place, which on disk is nobody else's matter.
func reasons(problems Problems) (texts []string) {
	for _, p := range problems {
		if p.Severity == diag.Error {
			texts = append(texts, p.Msg+" ["+p.Code+"]")
		}
	}
	return texts
}

// Write writes the site to the folder dir. Files of others there are never overwritten:
// these are the problems. The error is a failing disk.
func (c *Catalog) Write(dir string) ([]Change, Problems, error) {
	changes, err := output.Write(dir, c.files, output.Options{})
	var conflicts output.Conflicts
	if !errors.As(err, &conflicts) {
		return changes, nil, err
	}
	var problems Problems
	for _, conflict := range conflicts {
		problems.Errorf(source.Pos{File: filepath.ToSlash(filepath.Join(dir, conflict.Path))}, "output-conflict", "it %s", conflict.Reason)
	}
	return nil, problems, nil
}

// Serve shows the site on this machine until ctx ends; addr and ready are as in
// [PreviewOptions].
func (c *Catalog) Serve(ctx context.Context, addr string, ready func(url string)) error {
	l, err := serve.Listen(ctx, addr)
	if err != nil {
		return err
	}
	ready("http://" + l.Addr().String() + "/")
	return serve.Serve(ctx, l, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name := strings.TrimPrefix(r.URL.Path, "/")
		if name == "" {
			name = "index.html"
		}
		for _, f := range c.files {
			if f.Path == name {
				w.Header().Set("Content-Type", mime.TypeByExtension(path.Ext(name)))
				_, _ = w.Write(f.Content) // whoever is gone needs no page
				return
			}
		}
		http.NotFound(w, r)
	}))
}
