package registry

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	ocispec "github.com/opencontainers/image-spec/specs-go/v1"
	orasregistry "oras.land/oras-go/v2/registry"
	"oras.land/oras-go/v2/registry/remote"

	"github.com/connectorgen/connectorgen/generator/internal/diag"
)

// maxListed is how many artifacts one place may list.
const maxListed = 10_000

// An Entry is one artifact of a place.
type Entry struct {
	Name  string // for [Open]
	Short string // without the folder that was listed; the reference as it is
}

// List names the artifacts of a place: a layout, a folder with layouts somewhere in
// it, a reference, a repository with all its tags, or a registry's host with all its
// repositories, if it lists them.
func List(ctx context.Context, place string) ([]Entry, error) {
	if info, err := os.Stat(place); err == nil && info.IsDir() {
		return layouts(place)
	}
	if host := !strings.Contains(place, "/") && (strings.ContainsAny(place, ".:") || place == "localhost"); host && !strings.HasPrefix(place, ".") {
		return repositories(ctx, place)
	}
	s, err := Open(ctx, place)
	if err != nil {
		return nil, err
	}
	if s.reference != "" {
		return []Entry{{place, place}}, nil
	}
	return s.versions(ctx)
}

// layouts are those below dir, or dir itself.
func layouts(dir string) (list []Entry, err error) {
	err = filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || !d.IsDir() {
			return err
		}
		if !isLayout(name) {
			return nil
		}
		short, err := filepath.Rel(dir, name)
		if err != nil || short == "." {
			short = filepath.Base(name)
		}
		list = append(list, Entry{name, filepath.ToSlash(short)})
		return filepath.SkipDir
	})
	switch {
	case err != nil:
		return nil, diag.Refuse(dir, "pack-layout", "", "it cannot be read: %v", reason(err))
	case len(list) == 0:
		return nil, diag.Refuse(dir, "pack-layout", "name a folder that has packs in it", "there is no OCI layout in the folder nor below it")
	}
	return list, nil
}

func isLayout(dir string) bool {
	_, err := os.Stat(filepath.Join(dir, ocispec.ImageLayoutFile))
	return err == nil
}

// repositories are all artifacts of a registry.
func repositories(ctx context.Context, host string) ([]Entry, error) {
	s, err := OpenRepository(host + "/any") // whichever: the client is the same
	if err != nil {
		return nil, err
	}
	s.name = host
	repo, ok := s.graph.(*remote.Repository)
	if !ok {
		return nil, nil
	}
	all := &remote.Registry{RepositoryOptions: remote.RepositoryOptions{
		Client: repo.Client, Reference: orasregistry.Reference{Registry: host}, PlainHTTP: repo.PlainHTTP,
	}}
	names, err := orasregistry.Repositories(ctx, all)
	if err != nil {
		return nil, s.explain(err)
	}
	var list []Entry
	for _, name := range names {
		one, err := OpenRepository(host + "/" + name)
		if err != nil {
			return nil, err
		}
		versions, err := one.versions(ctx)
		if err != nil {
			return nil, err
		}
		if list = append(list, versions...); len(list) > maxListed {
			return nil, diag.Refuse(host, "registry-answer", "name the repositories", "it lists more than %d versions", maxListed)
		}
	}
	return list, nil
}

// versions are the artifacts of a repository by their tags, but for the tags that
// registries without referrers have in their place.
func (s *Store) versions(ctx context.Context) ([]Entry, error) {
	repo, ok := s.graph.(*remote.Repository)
	if !ok {
		return nil, nil
	}
	tags, err := orasregistry.Tags(ctx, repo)
	if err != nil {
		return nil, s.explain(err)
	}
	var list []Entry
	for _, tag := range tags {
		if !strings.HasPrefix(tag, "sha256-") {
			name := s.name + ":" + tag
			list = append(list, Entry{name, name})
		}
	}
	if len(list) > maxListed {
		return nil, diag.Refuse(s.name, "registry-answer", "", "it lists more than %d versions", maxListed)
	}
	return list, nil
}
