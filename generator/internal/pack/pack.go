// Package pack is the form in which a connector travels: an OCI artifact that
// holds its manifest, what else was generated, and the inputs from which all of
// it can be generated again.
//
//	config  connector.json
//	layers  inputs/…    each input file, and names.json: the names kept from earlier runs
//	        client.zip  the Go package
//	        LISTING.md, listing.html, targets/…, icons: each at its path in the output folder
//
// The same content gives the same bytes, and so the same digest, everywhere.
// Reading believes nothing: sizes, digests, paths and types are checked, and every
// file is held against what connector.json says of it.
//
// The package knows nothing of how files are generated, nor of disks and
// registries, which are package registry's; that connector.json satisfies its
// schema is for the caller to check.
package pack

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"path"
	"slices"
	"strings"
)

// The types of a pack and of its parts.
const (
	ArtifactType = "application/vnd.connectorgen.connector.v1"
	ConfigType   = "application/vnd.connectorgen.manifest.v1+json" // connector.json

	// SignatureType is the type of an artifact that signs a pack, and EnvelopeType
	// that of its one layer.
	SignatureType = "application/vnd.in-toto+json"
	EnvelopeType  = "application/vnd.dsse.envelope.v1+json"
)

// Names of parts that connector.json does not list.
const (
	ManifestPath = "connector.json"
	ClientPath   = "client.zip" // the files of [RoleClient]
	NamesPath    = "names.json"
	inputsDir    = "inputs/"
)

// Roles of parts. Those of output files are what connector.json says.
const (
	RoleConnector = "connector"
	RoleOpenAPI   = "openapi"
	RoleReference = "reference" // a file that the document refers to
	RoleOverlay   = "overlay"
	RoleAuth      = "auth"
	RoleIcon      = "icon"
	RoleNames     = "names"
	RoleClient    = "go-client"
)

// roleAnnotation is the key of a layer's role, and idAnnotation of the connector's ID.
const (
	roleAnnotation = "io.github.connectorgen.role"
	idAnnotation   = "io.github.connectorgen.id"
)

// Limits of what is read, in bytes and files.
const (
	maxManifest = 4 << 20 // of an OCI manifest, as registries have it
	maxBlob     = 256 << 20
	maxTotal    = 1 << 30
	maxLayers   = 10_000
)

// A Pack is the content of a pack.
type Pack struct {
	Manifest []byte            // connector.json
	Outputs  []File            // beside it in the output folder, as connector.json lists them
	Inputs   []File            // what was generated from; Path is relative to the connector file, and may begin with ../
	Names    map[string]string // kept from run to run; see [output.Options]
}

// A File is one file of a pack.
type File struct {
	Path      string // slash-separated
	Role      string
	MediaType string
	Content   []byte
}

// Digest is the SHA-256 of the content, in lower-case hex.
func (f File) Digest() string {
	sum := sha256.Sum256(f.Content)
	return hex.EncodeToString(sum[:])
}

// New returns the content of a pack: the manifest, the files that it lists by their
// path in the output folder, the inputs with path, role and content in any order,
// and the names to keep.
func New(manifest []byte, files map[string][]byte, inputs []File, names map[string]string) (*Pack, error) {
	d, err := parse(manifest)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", ManifestPath, err)
	}
	p := &Pack{Manifest: manifest, Names: names}
	for _, f := range d.Files {
		content, ok := files[f.Path]
		if !ok {
			return nil, fmt.Errorf("%s lists %s, which was not made", ManifestPath, f.Path)
		}
		p.Outputs = append(p.Outputs, File{Path: f.Path, Role: f.Role, MediaType: f.MediaType, Content: content})
	}
	for _, f := range d.inputs() {
		i := slices.IndexFunc(inputs, func(in File) bool { return in.Path == f.Path && in.Role == f.Role })
		if i < 0 {
			return nil, fmt.Errorf("%s names the input %s, which was not read", ManifestPath, f.Path)
		}
		f.Content = inputs[i].Content
		p.Inputs = append(p.Inputs, f.File)
	}
	return p, nil
}

// A Summary is what connector.json says of the pack as a whole.
type Summary struct {
	ID, Name, Version string
	GeneratorVersion  string
}

// Summary reads the manifest, which a [Pack] from [Read] has in good order.
func (p *Pack) Summary() (Summary, error) {
	d, err := parse(p.Manifest)
	if err != nil {
		return Summary{}, err
	}
	return Summary{ID: d.ID, Name: d.Name, Version: d.Version, GeneratorVersion: d.Source.Generator.Version}, nil
}

// Connector is where the connector file lies among the inputs; see [Pack.InputFiles].
func (p *Pack) Connector() string {
	for i, name := range inputPaths(p.Inputs) {
		if p.Inputs[i].Role == RoleConnector {
			return strings.TrimPrefix(name, inputsDir)
		}
	}
	return ""
}

// InputFiles are the inputs in one folder, from which they can be read as they were
// where they were packed.
func (p *Pack) InputFiles() map[string][]byte {
	files := make(map[string][]byte, len(p.Inputs))
	for i, name := range inputPaths(p.Inputs) {
		files[strings.TrimPrefix(name, inputsDir)] = p.Inputs[i].Content
	}
	return files
}

// Files are all files of the pack but the names, each at its path in the folder
// to which a pack is unpacked.
func (p *Pack) Files() []File {
	files := append([]File{{Path: ManifestPath, MediaType: ConfigType, Content: p.Manifest}}, p.Outputs...)
	for i, name := range inputPaths(p.Inputs) {
		f := p.Inputs[i]
		f.Path = name
		files = append(files, f)
	}
	return files
}

// inputPaths are the paths in the pack of the inputs: those above the connector
// file's folder come first, and that folder, whose name differs from one machine
// to the next, is called "_".
func inputPaths(inputs []File) []string {
	up := 0
	for _, f := range inputs {
		clean := path.Clean(f.Path)
		up = max(up, strings.Count(clean, "../"))
	}
	paths := make([]string, len(inputs))
	for i, f := range inputs {
		paths[i] = path.Join(inputsDir, strings.Repeat("_/", up), f.Path)
	}
	return paths
}

// document is what a pack needs to know of connector.json.
type document struct {
	ID          string                `json:"id"`
	Name        string                `json:"name"`
	Version     string                `json:"version"`
	Description string                `json:"description"`
	License     string                `json:"license"`
	Vendor      struct{ Name string } `json:"vendor"`
	Source      struct {
		OpenAPI    *sourceFile  `json:"openapi"`
		References []sourceFile `json:"references"`
		Overlays   []sourceFile `json:"overlays"`
		Descriptor *sourceFile  `json:"descriptor"`
		Connector  *sourceFile  `json:"connector"`
		Icons      []sourceFile `json:"icons"`
		Generator  struct {
			Version string `json:"version"`
		} `json:"generator"`
	} `json:"source"`
	Files []listedFile `json:"files"`
}

type sourceFile struct {
	Path   string `json:"path"`
	SHA256 string `json:"sha256"`
}

type listedFile struct {
	Path      string `json:"path"`
	Role      string `json:"role"`
	MediaType string `json:"mediaType"`
	SHA256    string `json:"sha256"`
	Size      int64  `json:"size"`
}

func parse(manifest []byte) (*document, error) {
	d := new(document)
	if err := json.Unmarshal(manifest, d); err != nil {
		return nil, err
	}
	return d, nil
}

// A listedInput is an input that connector.json lists.
type listedInput struct {
	File
	sha256 string
}

// inputs are the inputs that d lists, without their content, in the order of a pack.
func (d *document) inputs() []listedInput {
	var list []listedInput
	add := func(role string, files ...sourceFile) {
		for _, f := range files {
			list = append(list, listedInput{File{Path: f.Path, Role: role, MediaType: inputType(f.Path)}, f.SHA256})
		}
	}
	one := func(role string, f *sourceFile) {
		if f != nil {
			add(role, *f)
		}
	}
	one(RoleConnector, d.Source.Connector)
	one(RoleOpenAPI, d.Source.OpenAPI)
	add(RoleReference, d.Source.References...)
	add(RoleOverlay, d.Source.Overlays...)
	one(RoleAuth, d.Source.Descriptor)
	add(RoleIcon, d.Source.Icons...)
	return list
}

// inputType is the media type of an input, by its name.
func inputType(name string) string {
	switch strings.ToLower(path.Ext(name)) {
	case ".yaml", ".yml":
		return "application/yaml"
	case ".json":
		return "application/json"
	case ".svg":
		return "image/svg+xml"
	case ".png":
		return "image/png"
	}
	return "application/octet-stream"
}
