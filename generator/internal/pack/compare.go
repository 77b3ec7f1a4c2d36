package pack

import (
	"encoding/json"
	"slices"
)

// inputs takes the inputs from the layers and holds them against connector.json.
func (r *reader) inputs(p *Pack, d *document, layers *layerSet) {
	listed := d.inputs()
	if !slices.ContainsFunc(listed, func(f listedInput) bool { return f.Role == RoleConnector }) {
		r.problems.Errorf(r.at, "pack-manifest", "%s does not name the connector file", ManifestPath)
	}
	for _, f := range listed {
		p.Inputs = append(p.Inputs, f.File)
	}
	for i, name := range inputPaths(p.Inputs) {
		layer, ok := layers.claim(name)
		if !ok {
			r.missing(name)
			continue
		}
		r.compare(layer, p.Inputs[i].Role, p.Inputs[i].MediaType)
		if layer.Digest() != listed[i].sha256 {
			r.differs(name)
		}
		p.Inputs[i].Content = layer.Content
	}
	const names = inputsDir + NamesPath
	layer, ok := layers.claim(names)
	if !ok {
		r.missing(names)
		return
	}
	r.compare(layer, RoleNames, "application/json")
	if err := json.Unmarshal(layer.Content, &p.Names); err != nil {
		r.problems.Errorf(r.at, "pack-file-differs", "layer %q cannot be read: %v", names, err)
	}
}

// outputs takes the output files from the layers and holds them against connector.json.
func (r *reader) outputs(p *Pack, d *document, layers *layerSet) {
	client := r.client(d, layers)
	for _, f := range d.Files {
		from := layers
		if f.Role == RoleClient {
			from = client
		}
		if from == nil {
			continue // none of the client can be had, which is reported
		}
		got, ok := from.claim(f.Path)
		if !ok {
			r.missing(f.Path)
			continue
		}
		if from == layers {
			r.compare(got, f.Role, f.MediaType)
		}
		if got.Digest() != f.SHA256 || int64(len(got.Content)) != f.Size {
			r.differs(f.Path)
		}
		p.Outputs = append(p.Outputs, File{Path: f.Path, Role: f.Role, MediaType: f.MediaType, Content: got.Content})
	}
	if client == nil {
		return
	}
	for _, name := range client.unclaimed() {
		r.problems.Errorf(r.at, "pack-file-extra", "%q in %s is not in %s", name, ClientPath, ManifestPath)
	}
}

// client is what the zip file of the Go package holds; nil if it cannot be read.
func (r *reader) client(d *document, layers *layerSet) *layerSet {
	s := &layerSet{files: make(map[string]File), claimed: make(map[string]bool)}
	if !slices.ContainsFunc(d.Files, func(f listedFile) bool { return f.Role == RoleClient }) {
		return s
	}
	layer, ok := layers.claim(ClientPath)
	if !ok {
		r.missing(ClientPath)
		return nil
	}
	r.compare(layer, RoleClient, "application/zip")
	files, err := unzipped(layer.Content)
	if err == nil {
		err = checkPaths(files, nil)
	}
	if err != nil {
		r.problems.Errorf(r.at, "pack-client", "%s: %v", ClientPath, err)
		return nil
	}
	for _, f := range files {
		s.files[f.Path] = f
		s.order = append(s.order, f.Path)
	}
	return s
}

// compare reports a layer that is not what it should be.
func (r *reader) compare(layer File, role, mediaType string) {
	if layer.Role != role {
		r.problems.Errorf(r.at, "pack-file-differs", "layer %q has the role %q, not %q", layer.Path, layer.Role, role)
	}
	if layer.MediaType != mediaType {
		r.problems.Errorf(r.at, "pack-file-differs", "layer %q is a %q, not %q", layer.Path, layer.MediaType, mediaType)
	}
}

func (r *reader) missing(name string) {
	r.problems.Errorf(r.at, "pack-file-missing", "%q is missing: %s lists it", name, ManifestPath)
}

func (r *reader) differs(name string) {
	r.problems.Errorf(r.at, "pack-file-differs", "%q is not the file that %s lists: its digest or size differs", name, ManifestPath)
}
