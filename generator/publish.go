package generator

import (
	"context"
	"errors"
	"path/filepath"
	"strings"

	ocispec "github.com/opencontainers/image-spec/specs-go/v1"

	"github.com/connectorgen/connectorgen/generator/internal/diag"
	"github.com/connectorgen/connectorgen/generator/internal/emit/manifest"
	"github.com/connectorgen/connectorgen/generator/internal/output"
	"github.com/connectorgen/connectorgen/generator/internal/pack"
	"github.com/connectorgen/connectorgen/generator/internal/registry"
	"github.com/connectorgen/connectorgen/generator/internal/source"
)

// An openedPack is a pack that was read whole and is in good order.
type openedPack struct {
	store   *registry.Store
	root    ocispec.Descriptor
	content *pack.Pack
}

// openPack reads and checks the pack that p.Place names. It returns nil if that
// fails, with an error if that is not the pack's fault.
func (p *Packed) openPack(ctx context.Context, open func(context.Context, string) (*registry.Store, error)) (*openedPack, error) {
	store, err := open(ctx, p.Place)
	if err != nil {
		return nil, p.fail(err)
	}
	root, err := store.Root(ctx)
	if err != nil {
		return nil, p.fail(err)
	}
	content, problems, err := pack.Read(ctx, p.Place, root, store)
	p.Problems = append(p.Problems, problems...)
	if err != nil || p.Failed() {
		return nil, p.fail(err)
	}
	if err := manifest.Check(content.Manifest); err != nil {
		return nil, p.fail(diag.Refuse(p.Place, "pack-manifest", "", "%v", err))
	}
	return &openedPack{store, root, content}, p.describe(content, root.Digest.String())
}

// Publish sends the pack in the OCI layout in the folder layout, and what it is signed
// with, to the repository of reference. The tag is the reference's, or the version.
// A tag that another pack has stays as it is: that is an error. sending is called
// once, before anything is sent.
func Publish(ctx context.Context, layout, reference string, sending func(*Packed)) (*Packed, error) {
	p := &Packed{Place: layout}
	opened, err := p.openPack(ctx, registry.OpenLayout)
	if opened == nil {
		return p, err
	}
	p.Place = reference
	to, err := registry.OpenRepository(reference)
	if err != nil {
		return p, p.fail(err)
	}
	return p, p.fail(p.publish(ctx, opened, to, func() {
		if sending != nil {
			sending(p)
		}
	}))
}

func (p *Packed) publish(ctx context.Context, from *openedPack, to *registry.Store, sending func()) error {
	if strings.Contains(p.Place, "@") {
		return diag.Refuse(p.Place, "registry-reference", "give a version, or nothing for the connector's own", "a pack is published under a version, not under a digest")
	}
	tag := to.Tag()
	if tag == "" {
		tag = versionTag(p.Version)
		p.Place += ":" + tag
	}
	there, err := to.Resolve(ctx, tag)
	switch {
	case err == nil && there.Digest != from.root.Digest:
		return diag.Refuse(p.Place, "registry-tag-taken", "give the connector a new version: what was published under a version stays",
			"another pack has this version, %s; this one is %s", there.Digest, from.root.Digest)
	case err != nil && !registry.IsMissing(err):
		return err
	case err == nil:
		p.Unchanged = true
	}
	if _, err := from.store.CopyTo(ctx, to, from.root, sending); err != nil {
		return err
	}
	if !p.Unchanged {
		if err := to.SetTag(ctx, from.root, tag); err != nil {
			return err
		}
	}
	return p.publishSignatures(ctx, from, to)
}

// publishSignatures sends what the pack is signed with.
func (p *Packed) publishSignatures(ctx context.Context, from *openedPack, to *registry.Store) error {
	attached, err := from.store.Referrers(ctx, from.root)
	if err != nil {
		return err
	}
	for _, d := range attached {
		envelope, problems, err := pack.ReadSignature(ctx, p.Place, d, from.store)
		if err = errors.Join(err, problems.Err()); err != nil {
			return err
		}
		if envelope == nil {
			continue
		}
		if _, err := from.store.CopyTo(ctx, to, d, nil); err != nil {
			return err
		}
		p.Signatures = append(p.Signatures, Signature{Digest: d.Digest.String()})
	}
	return nil
}

// Pull checks the pack at place as [Verify] does, and writes its files to the folder
// dir: connector.json and what was generated with it, and below inputs what that was
// generated from. Files of others in dir are never overwritten.
func Pull(ctx context.Context, place, dir string, o VerifyOptions) (*Packed, []Change, error) {
	p := &Packed{Place: place}
	opened, err := p.verify(ctx, o)
	if opened == nil {
		return p, nil, err
	}
	var files []output.File
	for _, f := range opened.content.Files() {
		files = append(files, output.File{Path: f.Path, Content: f.Content})
	}
	changes, err := output.Write(dir, files, output.Options{Names: opened.content.Names})
	var conflicts output.Conflicts
	if errors.As(err, &conflicts) {
		for _, c := range conflicts {
			p.Problems.Errorf(source.Pos{File: filepath.ToSlash(filepath.Join(dir, c.Path))}, "output-conflict", "it %s", c.Reason)
		}
		return p, nil, nil
	}
	return p, changes, err
}
