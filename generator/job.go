package generator

import (
	"path"
	"path/filepath"

	"github.com/connectorgen/connectorgen/generator/internal/authspec"
	"github.com/connectorgen/connectorgen/generator/internal/config"
	"github.com/connectorgen/connectorgen/generator/internal/diag"
	"github.com/connectorgen/connectorgen/generator/internal/fetch"
	"github.com/connectorgen/connectorgen/generator/internal/goplan"
	"github.com/connectorgen/connectorgen/generator/internal/ir"
	"github.com/connectorgen/connectorgen/generator/internal/lower"
	"github.com/connectorgen/connectorgen/generator/internal/oas"
	"github.com/connectorgen/connectorgen/generator/internal/pack"
	"github.com/connectorgen/connectorgen/generator/internal/runs"
	"github.com/connectorgen/connectorgen/generator/internal/source"
)

// A job is the work on one connector. Its methods are the stages in order; each
// returns nil once there is an error among the problems.
type job struct {
	options Options
	result  Result

	found    diag.List
	cfg      *config.Config
	base     string // folder of the connector file or of the spec, slash-separated
	sources  []ir.Source
	modules  map[string]string // digest of each go.mod and go.sum that was looked for, "" where there was none
	reads    []string          // every file that was looked for, there or not, in order
	repeated bool              // nothing was made: the result is that of an earlier run
	inputs   []pack.File       // as they were read; Path and Role as in sources
	packed   *packedInputs     // where inputs and kept names come from; nil for the disk
	missing  []string          // files that the document refers to and that could not be read
	names    map[string]string // given to the Go package's declarations, for the next run
	get      func(url string) (fetch.Document, error)
	written  map[string]string // absolute path of what a connector of this run writes to its input
}

// problems are those found so far, as severe as the user wants them.
func (j *job) problems() diag.List {
	if j.options.Strict {
		return j.found.Strict()
	}
	return j.found
}

func (j *job) failed() bool { return j.problems().HasErrors() }

// stage returns what Inspect prints.
func (j *job) stage(stage Stage) any {
	switch stage {
	case StageOAS:
		if doc := j.document(); doc != nil {
			return doc
		}
	case StageIR:
		if c := j.connector(); c != nil {
			return c
		}
	default:
		if p := j.plan(j.connector()); p != nil {
			return p
		}
	}
	return nil
}

// configure reads the connector file, or makes up one for a lone spec.
func (j *job) configure() *config.Config {
	name := filepath.ToSlash(j.result.Input)
	if j.options.Spec != "" {
		j.base = j.options.specFolder()
		j.cfg = specConfig(j.options)
		j.result.Out = j.options.Out
		return j.cfg
	}
	j.base = path.Dir(name)
	data, ok := j.read(name, source.Pos{File: name}, "connector file")
	if !ok {
		return nil
	}
	j.note("connector", path.Base(name), name, data)
	if j.isDocument(name, data) {
		return nil
	}
	cfg, problems := config.Parse(name, data)
	j.found = append(j.found, problems...)
	if cfg == nil {
		return nil
	}
	j.cfg = cfg
	j.result.Out = path.Join(j.base, cfg.Output.Dir.Value)
	j.claim(cfg.Output.Dir)
	j.claim(cfg.Output.Trace)
	return cfg
}

// isDocument refuses an OpenAPI document in the place of a connector file: read
// as one, it has a dozen problems, and none says what is wrong.
func (j *job) isDocument(name string, data []byte) bool {
	if !oas.IsDocument(oas.File{Name: name, Data: data}) {
		return false
	}
	j.found.Errorf(source.Pos{File: name}, "config-is-document", "this is an OpenAPI document, not a connector file")
	j.found.Hintf("name it with --spec, or name a connector file that has it under openapi")
	return true
}

// claim refuses a place of the output that another connector of this run writes
// too: each would undo the other's work.
func (j *job) claim(place config.Text) {
	if place.Value == "" {
		return
	}
	name := path.Join(j.base, place.Value)
	key, err := filepath.Abs(filepath.FromSlash(name))
	if err != nil {
		key = name
	}
	if other, taken := j.written[key]; taken {
		j.found.Errorf(place.Pos, "output-shared", "%s writes to %s too", other, name)
		j.found.Hintf("give each connector a place of its own")
		return
	}
	j.written[key] = filepath.ToSlash(j.result.Input)
}

// note remembers an input for the manifest and the trace. rel is its path
// relative to the base.
func (j *job) note(role, rel, name string, data []byte) {
	j.inputs = append(j.inputs, pack.File{Path: rel, Role: role, Content: data})
	j.sources = append(j.sources, ir.Source{Role: role, File: name, Path: rel, SHA256: runs.Digest(data)})
}

// input reads a file that the connector names, relative to the base. A name that
// was refused has its problem already.
func (j *job) input(role string, t config.Text, what string) (oas.File, bool) {
	if t.Value == "" {
		return oas.File{}, false
	}
	name := path.Join(j.base, t.Value)
	at := t.Pos
	if !at.IsValid() {
		at = source.Pos{File: name}
	}
	data, ok := j.read(name, at, what)
	if ok {
		j.note(role, path.Clean(t.Value), name, data)
	}
	return oas.File{Name: name, Data: data}, ok
}

// at is the place of a key of the connector file; without such a file it is the
// input itself.
func (j *job) at(key string) source.Pos {
	if pos := j.cfg.At(key); pos.IsValid() {
		return pos
	}
	return source.Pos{File: filepath.ToSlash(j.result.Input)}
}

// document reads the OpenAPI document with its overlays.
func (j *job) document() *oas.Document {
	cfg := j.cfg
	if cfg == nil {
		if cfg = j.configure(); cfg == nil {
			return nil
		}
	}
	file, ok := j.openapi(cfg.OpenAPI)
	var overlays []oas.File
	for _, t := range cfg.Overlays {
		o, read := j.input("overlay", t, "overlay")
		ok = ok && read
		overlays = append(overlays, o)
	}
	if !ok {
		return nil
	}
	doc, files, problems := oas.Load(file, overlays, j.reference(file.Name))
	for _, f := range files {
		rel, err := filepath.Rel(filepath.FromSlash(j.base), filepath.FromSlash(f.Name))
		if err != nil {
			rel = f.Name
		}
		j.note("reference", filepath.ToSlash(rel), f.Name, f.Data)
	}
	j.found = append(j.found, problems...)
	if j.failed() {
		return nil
	}
	return doc
}

// connector reads all inputs and lowers them. Every input is read before it
// gives up, so that all their problems are shown.
func (j *job) connector() *ir.Connector {
	if j.cfg == nil && j.configure() == nil {
		return nil
	}
	doc := j.document()
	var methods []ir.AuthMethod
	given := j.cfg.Auth.Value != ""
	if given {
		if f, ok := j.input("auth", j.cfg.Auth, "auth descriptor"); ok {
			parsed, problems := authspec.Parse(f.Name, f.Data)
			methods = parsed
			j.found = append(j.found, problems...)
		}
	}
	icons := j.icons()
	if doc == nil || j.failed() {
		return nil
	}
	j.cfg.Listing.Icons = icons
	if j.options.Spec != "" {
		describe(j.cfg, doc)
	}
	c, problems := lower.Connector(lower.Input{Document: doc, Config: j.cfg, Auth: methods, AuthFile: given, Sources: j.sources})
	j.found = append(j.found, problems...)
	if c == nil || j.failed() {
		return nil
	}
	return c
}

// plan chooses everything about the Go package.
func (j *job) plan(c *ir.Connector) *goplan.Package {
	if c == nil {
		return nil
	}
	options, err := planOptions(j.cfg, c, j.keptNames)
	if err != nil {
		j.found.Errorf(source.Pos{File: j.result.Out}, "output-unwritable", "the output folder cannot be read: %v", err)
		return nil
	}
	p, problems := goplan.New(c, options)
	j.names = p.Names
	j.found = append(j.found, problems...)
	if j.failed() {
		return nil
	}
	return p
}
