package pack

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/opencontainers/go-digest"
	"github.com/opencontainers/image-spec/specs-go"
	ocispec "github.com/opencontainers/image-spec/specs-go/v1"

	"github.com/connectorgen/connectorgen/generator/internal/output"
)

// created is the time stamp of every pack: tools expect one, and the clock's
// would change the digest.
const created = "1970-01-01T00:00:00Z"

// An Artifact is an OCI manifest and what it refers to, ready to be stored.
type Artifact struct {
	Root  ocispec.Descriptor
	Blobs []Blob // each once; the manifest comes last
}

// A Blob is one stored piece of an artifact.
type Blob struct {
	Descriptor ocispec.Descriptor
	Content    []byte
}

// Artifact makes the OCI form of p. The same p gives the same bytes. Its error
// names the file that cannot be packed.
func (p *Pack) Artifact() (Artifact, error) {
	d, err := parse(p.Manifest)
	if err != nil {
		return Artifact{}, fmt.Errorf("read %s: %w", ManifestPath, err)
	}
	layers, err := p.layers()
	if err != nil {
		return Artifact{}, err
	}
	m := ocispec.Manifest{
		Versioned:    specs.Versioned{SchemaVersion: 2},
		MediaType:    ocispec.MediaTypeImageManifest,
		ArtifactType: ArtifactType,
		Annotations: map[string]string{
			ocispec.AnnotationCreated: created,
			ocispec.AnnotationTitle:   d.Name,
			ocispec.AnnotationVersion: d.Version,
			idAnnotation:              d.ID,
		},
	}
	for key, value := range map[string]string{
		ocispec.AnnotationDescription: d.Description,
		ocispec.AnnotationVendor:      d.Vendor.Name,
		ocispec.AnnotationLicenses:    d.License,
	} {
		if value != "" {
			m.Annotations[key] = value
		}
	}
	return assemble(m, File{Path: ManifestPath, MediaType: ConfigType, Content: p.Manifest}, layers)
}

// layers are the files of the artifact, in order.
func (p *Pack) layers() ([]File, error) {
	var layers, client []File
	for i, name := range inputPaths(p.Inputs) {
		f := p.Inputs[i]
		f.Path, f.MediaType = name, inputType(name)
		layers = append(layers, f)
	}
	kept := p.Names
	if kept == nil {
		kept = map[string]string{}
	}
	names, err := json.MarshalIndent(kept, "", "  ")
	if err != nil {
		return nil, err
	}
	layers = append(layers, File{Path: inputsDir + NamesPath, Role: RoleNames, MediaType: "application/json", Content: append(names, '\n')})
	for _, f := range p.Outputs {
		if f.Role == RoleClient {
			client = append(client, f)
			continue
		}
		layers = append(layers, f)
	}
	if len(client) > 0 {
		content, err := zipped(client)
		if err != nil {
			return nil, err
		}
		layers = append(layers, File{Path: ClientPath, Role: RoleClient, MediaType: "application/zip", Content: content})
	}
	return layers, checkPaths(append(slices.Clip(layers), client...), p.Outputs)
}

// checkPaths reports paths that could not all be written to one folder, and
// output files where the inputs go.
func checkPaths(files, outputs []File) error {
	all := []output.File{{Path: ManifestPath}}
	for _, f := range files {
		all = append(all, output.File{Path: f.Path})
	}
	for _, f := range outputs {
		if strings.HasPrefix(strings.ToLower(f.Path), inputsDir) {
			return fmt.Errorf("output path %q is kept for the inputs", f.Path)
		}
	}
	return output.CheckPaths(all)
}

// Signature makes the artifact that attaches a DSSE envelope to the pack subject.
func Signature(subject ocispec.Descriptor, envelope []byte) (Artifact, error) {
	return assemble(ocispec.Manifest{
		Versioned:    specs.Versioned{SchemaVersion: 2},
		MediaType:    ocispec.MediaTypeImageManifest,
		ArtifactType: SignatureType,
		Subject:      &ocispec.Descriptor{MediaType: subject.MediaType, Digest: subject.Digest, Size: subject.Size},
		Annotations:  map[string]string{ocispec.AnnotationCreated: created},
	}, File{MediaType: ocispec.MediaTypeEmptyJSON, Content: ocispec.DescriptorEmptyJSON.Data}, []File{{MediaType: EnvelopeType, Content: envelope}})
}

// assemble completes m with its config and layers.
func assemble(m ocispec.Manifest, config File, layers []File) (Artifact, error) {
	var a Artifact
	m.Config = a.add(config)
	for _, f := range layers {
		m.Layers = append(m.Layers, a.add(f))
	}
	content, err := json.Marshal(m)
	if err != nil {
		return Artifact{}, err
	}
	a.Root = a.add(File{MediaType: m.MediaType, Content: content})
	return a, nil
}

// add takes a file in and returns its descriptor, which has its annotations.
func (a *Artifact) add(f File) ocispec.Descriptor {
	plain := ocispec.Descriptor{MediaType: f.MediaType, Digest: digest.FromBytes(f.Content), Size: int64(len(f.Content))}
	if !slices.ContainsFunc(a.Blobs, func(b Blob) bool { return b.Descriptor.Digest == plain.Digest }) {
		a.Blobs = append(a.Blobs, Blob{plain, f.Content})
	}
	annotated := plain
	if f.Path != "" {
		annotated.Annotations = map[string]string{ocispec.AnnotationTitle: f.Path}
	}
	if f.Role != "" {
		annotated.Annotations[roleAnnotation] = f.Role
	}
	return annotated
}
