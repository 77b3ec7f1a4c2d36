// Package registry keeps OCI artifacts: in a folder with an OCI image layout, or
// in a repository of any OCI registry. It is the only package that talks to
// registries, and knows nothing of what the artifacts mean.
//
// Its errors are [diag.Diagnostic] values about the store, by the name that the
// user gave it, except for an interrupt and for failing disks.
package registry

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	ocispec "github.com/opencontainers/image-spec/specs-go/v1"
	"oras.land/oras-go/v2"
	"oras.land/oras-go/v2/content/oci"
	"oras.land/oras-go/v2/errdef"
	orasregistry "oras.land/oras-go/v2/registry"

	"github.com/connectorgen/connectorgen/generator/internal/diag"
	"github.com/connectorgen/connectorgen/generator/internal/pack"
)

// A Store is a layout or a repository.
type Store struct {
	name      string // as the user wrote it
	graph     oras.GraphTarget
	reference string     // the tag or digest of the name; "" for a layout
	layout    *oci.Store // nil for a repository
}

// Open opens what name names: a folder with a layout, or a reference such as
// registry.example.com/flexport:1.0.0.
func Open(ctx context.Context, name string) (*Store, error) {
	info, err := os.Stat(name)
	switch {
	case err == nil && info.IsDir():
		return openLayout(ctx, name)
	case err == nil:
		return nil, diag.Refuse(name, "pack-layout", "name the folder that 'connectorgen pack' wrote", "it is a file, not a folder with an OCI layout")
	case filepath.IsAbs(name) || strings.HasPrefix(name, ".") || strings.Contains(name, `\`):
		return nil, noFolder(name)
	}
	return OpenRepository(name)
}

func noFolder(name string) error {
	return diag.Refuse(name, "pack-layout", "", "there is no such folder")
}

// OpenLayout opens the layout in the folder dir.
func OpenLayout(ctx context.Context, dir string) (*Store, error) {
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		return nil, noFolder(dir)
	}
	return openLayout(ctx, dir)
}

// CreateLayout opens the layout in the folder dir, or makes one if the folder is
// empty or does not exist.
func CreateLayout(ctx context.Context, dir string) (*Store, error) {
	entries, err := os.ReadDir(dir)
	switch {
	case err == nil && len(entries) > 0, errors.Is(err, fs.ErrPermission):
		return openLayout(ctx, dir)
	case err == nil, errors.Is(err, fs.ErrNotExist):
		return newLayout(ctx, dir)
	default:
		return nil, diag.Refuse(dir, "pack-layout", "name a folder that is empty or does not exist", "it is in the way: %v", reason(err))
	}
}

func openLayout(ctx context.Context, dir string) (*Store, error) {
	if _, err := os.Stat(filepath.Join(dir, ocispec.ImageLayoutFile)); err != nil {
		return nil, diag.Refuse(dir, "pack-layout", "name a folder that 'connectorgen pack' wrote, or a new one to pack into", "the folder has no OCI layout in it")
	}
	return newLayout(ctx, dir)
}

func newLayout(ctx context.Context, dir string) (*Store, error) {
	layout, err := oci.NewWithContext(ctx, dir)
	if err != nil {
		if errors.Is(err, context.Canceled) {
			return nil, err
		}
		return nil, diag.Refuse(dir, "pack-layout", "pack the connector again into a new folder", "its OCI layout is damaged: %v", reason(err))
	}
	return &Store{name: dir, graph: layout, layout: layout}, nil
}

// reason is err without the operation and the path, which are known.
func reason(err error) error {
	var pathErr *fs.PathError
	if errors.As(err, &pathErr) {
		return pathErr.Err
	}
	return err
}

// Name is what the user calls the store.
func (s *Store) Name() string { return s.name }

// Tag is the tag in the store's name, "" if it has none or a digest.
func (s *Store) Tag() string {
	if strings.Contains(s.reference, ":") {
		return ""
	}
	return s.reference
}

// Root is the artifact that the store's name names: by tag or digest, or the only
// one that has a tag in a layout.
func (s *Store) Root(ctx context.Context) (ocispec.Descriptor, error) {
	if s.layout == nil {
		if s.reference == "" {
			return ocispec.Descriptor{}, diag.Refuse(s.name, "registry-reference", "add :VERSION or @sha256:DIGEST", "it names a repository, but no version in it")
		}
		return s.Resolve(ctx, s.reference)
	}
	tags, err := s.tags(ctx)
	if err != nil {
		return ocispec.Descriptor{}, err
	}
	if len(tags) != 1 {
		return ocispec.Descriptor{}, diag.Refuse(s.name, "pack-layout", "pack each connector into a folder of its own", "the layout holds %d versions, not one", len(tags))
	}
	return s.Resolve(ctx, tags[0])
}

func (s *Store) tags(ctx context.Context) ([]string, error) {
	var all []string
	err := s.layout.Tags(ctx, "", func(tags []string) error {
		all = append(all, tags...)
		return nil
	})
	return all, s.explain(err)
}

// Resolve returns the artifact that has the tag or digest. [IsMissing] tells
// whether its error means that there is none.
func (s *Store) Resolve(ctx context.Context, reference string) (ocispec.Descriptor, error) {
	d, err := s.graph.Resolve(ctx, reference)
	if errors.Is(err, errdef.ErrNotFound) {
		return d, diag.Refuse(s.name, "registry-not-found", "look at the name and the version; a private registry may hide what you may not see", "there is no such version")
	}
	// The rest of what the store knows of it is not to be relied on.
	return ocispec.Descriptor{MediaType: d.MediaType, Digest: d.Digest, Size: d.Size}, s.explain(err)
}

// IsMissing reports whether err says that there is no such artifact.
func IsMissing(err error) bool {
	var problem diag.Diagnostic
	return errors.As(err, &problem) && problem.Code == "registry-not-found"
}

// Fetch returns the content of d, which has d's size and digest; see [pack.Fetcher].
func (s *Store) Fetch(ctx context.Context, d ocispec.Descriptor) ([]byte, error) {
	r, err := s.graph.Fetch(ctx, d)
	switch {
	case errors.Is(err, errdef.ErrNotFound), errors.Is(err, fs.ErrNotExist):
		return nil, diag.Refuse(s.name, "pack-blob-missing", "", "%s is not there", d.Digest)
	case err != nil:
		return nil, s.explain(err)
	}
	content, err := io.ReadAll(io.LimitReader(r, d.Size+1))
	_ = r.Close() // what was read is compared with the digest
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, s.explain(err)
	}
	if got := sha256.Sum256(content); int64(len(content)) != d.Size || hex.EncodeToString(got[:]) != d.Digest.Encoded() {
		return nil, diag.Refuse(s.name, "pack-blob-digest", "", "its bytes are not those of %s: they were changed or cut off", d.Digest)
	}
	return content, nil
}

// Referrers are the artifacts that are attached to subject, by digest. Of what kind
// they are is to be read in them: registries differ in what they say of it.
func (s *Store) Referrers(ctx context.Context, subject ocispec.Descriptor) ([]ocispec.Descriptor, error) {
	list, err := orasregistry.Referrers(ctx, s.graph, subject, "")
	if err != nil {
		return nil, s.explain(err)
	}
	for i, d := range list {
		list[i] = ocispec.Descriptor{MediaType: d.MediaType, Digest: d.Digest, Size: d.Size}
	}
	slices.SortFunc(list, func(a, b ocispec.Descriptor) int { return strings.Compare(a.Digest.String(), b.Digest.String()) })
	return list, nil
}

// Push stores the artifact. What is there already is not sent again, so that an
// interrupted Push can be repeated.
func (s *Store) Push(ctx context.Context, a pack.Artifact) error {
	for _, b := range a.Blobs {
		there, err := s.graph.Exists(ctx, b.Descriptor)
		if err != nil {
			return s.explain(err)
		}
		if there {
			continue
		}
		if err := s.graph.Push(ctx, b.Descriptor, bytes.NewReader(b.Content)); err != nil && !errors.Is(err, errdef.ErrAlreadyExists) {
			return fmt.Errorf("store %s: %w", b.Descriptor.Digest, s.explain(err))
		}
	}
	return nil
}

// Replace makes the artifact the only one of the layout, under the tag, and removes
// what was there, signatures and all.
func (s *Store) Replace(ctx context.Context, a pack.Artifact, tag string) error {
	tags, err := s.tags(ctx)
	if err != nil {
		return err
	}
	var stale []ocispec.Descriptor
	tagged := false
	for _, t := range tags {
		d, err := s.Resolve(ctx, t)
		if err != nil {
			return err
		}
		if d.Digest != a.Root.Digest {
			stale = append(stale, d)
		} else if t == tag {
			tagged = true
		}
	}
	if err := s.Push(ctx, a); err != nil || tagged {
		return err
	}
	if err := s.layout.Tag(ctx, a.Root, tag); err != nil {
		return s.explain(err)
	}
	for _, d := range stale {
		if err := s.layout.Delete(ctx, d); err != nil && !errors.Is(err, errdef.ErrNotFound) {
			return s.explain(err)
		}
	}
	return nil
}
