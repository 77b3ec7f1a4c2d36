package pack

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/opencontainers/go-digest"
	ocispec "github.com/opencontainers/image-spec/specs-go/v1"

	"github.com/connectorgen/connectorgen/generator/internal/diag"
	"github.com/connectorgen/connectorgen/generator/internal/source"
)

// A Fetcher gives the content of a descriptor, as many bytes as the descriptor
// says and with its digest. Content that is missing or differs is a [diag.Diagnostic].
type Fetcher interface {
	Fetch(ctx context.Context, d ocispec.Descriptor) ([]byte, error)
}

// Read reads the pack whose OCI manifest is root; place is what its problems are
// about. With an error among the problems there is no pack. The error is not about
// the pack: the store cannot be read.
func Read(ctx context.Context, place string, root ocispec.Descriptor, from Fetcher) (*Pack, diag.List, error) {
	r := &reader{ctx: ctx, from: from, at: source.Pos{File: place}}
	p, err := r.pack(root)
	if err != nil || r.problems.HasErrors() {
		return nil, r.problems, err
	}
	return p, r.problems, nil
}

// A reader gathers the problems of one pack. Its methods return false once they
// cannot go on; err, unless nil, says why that is not the pack's fault.
type reader struct {
	ctx      context.Context // of one call of Read
	from     Fetcher
	at       source.Pos
	left     int64 // how many bytes may still be read
	problems diag.List
	err      error
}

func (r *reader) pack(root ocispec.Descriptor) (*Pack, error) {
	r.left = maxTotal
	m, ok := r.root(root)
	if !ok {
		return nil, r.err
	}
	config, ok := r.fetch(m.Config, ManifestPath, maxBlob)
	if !ok {
		return nil, r.err
	}
	d, err := parse(config)
	if err != nil {
		r.problems.Errorf(r.at, "pack-manifest", "%s cannot be read: %v", ManifestPath, err)
		return nil, nil
	}
	r.annotations(m, d)
	layers := r.layers(m)
	if r.err != nil || r.problems.HasErrors() {
		return nil, r.err
	}
	p := &Pack{Manifest: config}
	r.inputs(p, d, layers)
	r.outputs(p, d, layers)
	for _, name := range layers.unclaimed() {
		r.problems.Errorf(r.at, "pack-file-extra", "layer %q is not in %s", name, ManifestPath)
	}
	if !r.problems.HasErrors() {
		if _, err := p.layers(); err != nil {
			r.problems.Errorf(r.at, "pack-path", "%v", err)
		}
	}
	return p, nil
}

// root reads the OCI manifest.
func (r *reader) root(root ocispec.Descriptor) (*ocispec.Manifest, bool) {
	if root.MediaType != ocispec.MediaTypeImageManifest {
		r.problems.Errorf(r.at, "pack-type", "it is a %q, not a connector", root.MediaType)
		return nil, false
	}
	content, ok := r.fetch(root, "OCI manifest", maxManifest)
	if !ok {
		return nil, false
	}
	m := new(ocispec.Manifest)
	switch err := json.Unmarshal(content, m); {
	case err != nil:
		r.problems.Errorf(r.at, "pack-type", "its OCI manifest cannot be read: %v", err)
	case m.MediaType != ocispec.MediaTypeImageManifest:
		r.problems.Errorf(r.at, "pack-type", "its OCI manifest says that it is a %q", m.MediaType)
	case m.ArtifactType != ArtifactType:
		r.problems.Errorf(r.at, "pack-type", "it is a %q, not a connector: that is %q", kind(m), ArtifactType)
	case m.Config.MediaType != ConfigType:
		r.problems.Errorf(r.at, "pack-type", "its config is a %q, not %q", m.Config.MediaType, ConfigType)
	case len(m.Layers) > maxLayers:
		r.problems.Errorf(r.at, "pack-too-large", "it has %d layers; %d are read at most", len(m.Layers), maxLayers)
	default:
		return m, true
	}
	return nil, false
}

// kind is what an OCI manifest says of what it holds.
func kind(m *ocispec.Manifest) string {
	if m.ArtifactType != "" {
		return m.ArtifactType
	}
	return m.Config.MediaType
}

// annotations compares what registries show with what connector.json says.
func (r *reader) annotations(m *ocispec.Manifest, d *document) {
	for _, a := range []struct{ key, want string }{
		{idAnnotation, d.ID}, {ocispec.AnnotationVersion, d.Version}, {ocispec.AnnotationTitle, d.Name},
	} {
		if got := m.Annotations[a.key]; got != a.want {
			r.problems.Errorf(r.at, "pack-manifest", "annotation %s is %q, but %s says %q", a.key, got, ManifestPath, a.want)
		}
	}
}

// fetch reads one blob. what names it in a problem.
func (r *reader) fetch(d ocispec.Descriptor, what string, limit int64) ([]byte, bool) {
	if err := d.Digest.Validate(); err != nil || d.Digest.Algorithm() != digest.SHA256 {
		r.problems.Errorf(r.at, "pack-blob-digest", "%s has the digest %q, which is no SHA-256", what, d.Digest)
		return nil, false
	}
	if limit = min(limit, r.left); d.Size < 0 || d.Size > limit {
		r.problems.Errorf(r.at, "pack-too-large", "%s has %d bytes; %d are read at most", what, d.Size, limit)
		return nil, false
	}
	r.left -= d.Size
	content, err := r.from.Fetch(r.ctx, d)
	var problem diag.Diagnostic
	switch {
	case errors.As(err, &problem):
		problem.Msg = what + ": " + problem.Msg
		r.problems = append(r.problems, problem)
		return nil, false
	case err != nil:
		r.err = fmt.Errorf("%s: %w", what, err)
		return nil, false
	}
	return content, true
}

// A layerSet is the layers by title; what is taken out of it is accounted for.
type layerSet struct {
	files   map[string]File
	order   []string
	claimed map[string]bool
}

func (s *layerSet) claim(name string) (File, bool) {
	f, ok := s.files[name]
	s.claimed[name] = true
	return f, ok
}

func (s *layerSet) unclaimed() []string {
	var names []string
	for _, name := range s.order {
		if !s.claimed[name] {
			names = append(names, name)
		}
	}
	return names
}

// layers reads every layer.
func (r *reader) layers(m *ocispec.Manifest) *layerSet {
	s := &layerSet{files: make(map[string]File), claimed: make(map[string]bool)}
	for i, d := range m.Layers {
		title := d.Annotations[ocispec.AnnotationTitle]
		if title == "" {
			r.problems.Errorf(r.at, "pack-path", "layer %d has no title", i+1)
			continue
		}
		if err := checkPaths([]File{{Path: title}}, nil); err != nil {
			r.problems.Errorf(r.at, "pack-path", "layer %d: %v", i+1, err)
			continue
		}
		if _, twice := s.files[title]; twice {
			r.problems.Errorf(r.at, "pack-path", "two layers are called %q", title)
			continue
		}
		content, ok := r.fetch(d, fmt.Sprintf("layer %q", title), maxBlob)
		if r.err != nil {
			return s
		}
		if ok {
			s.files[title] = File{Path: title, Role: d.Annotations[roleAnnotation], MediaType: d.MediaType, Content: content}
			s.order = append(s.order, title)
		}
	}
	return s
}
