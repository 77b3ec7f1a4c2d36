package generator

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/connectorgen/connectorgen/generator/internal/diag"
	"github.com/connectorgen/connectorgen/generator/internal/emit/manifest"
	"github.com/connectorgen/connectorgen/generator/internal/output"
	"github.com/connectorgen/connectorgen/generator/internal/pack"
	"github.com/connectorgen/connectorgen/generator/internal/registry"
	"github.com/connectorgen/connectorgen/generator/internal/source"
)

// A Packed is what became of a packed connector: of its packing, publishing,
// signing, checking or unpacking. If a problem is an error, nothing was done.
type Packed struct {
	Place       string // layout folder or reference
	ID, Version string
	Digest      string // such as "sha256:…"; it names the pack wherever it is
	Files       int    // how many it holds, its inputs among them
	Size        int64  // of these, in bytes
	Unchanged   bool   // it was there already
	Signatures  []Signature
	Reproduced  bool // it was generated again from its inputs, and is the same
	Problems    Problems
}

// A Signature is one that is attached to a pack.
type Signature struct {
	Digest   string
	KeyID    string // of the key that it says it was made with
	Verified bool   // it is valid, and made with the key that was asked for
}

// Failed reports whether an error stopped the work.
func (p *Packed) Failed() bool { return p.Problems.HasErrors() }

// fail takes err among the problems if it is one; else it is returned: an
// interrupt, a failing disk or a bug.
func (p *Packed) fail(err error) error {
	var problem diag.Diagnostic
	if !errors.As(err, &problem) {
		return err
	}
	p.Problems = append(p.Problems, problem)
	return nil
}

// describe fills in what the content tells.
func (p *Packed) describe(content *pack.Pack, digest string) error {
	s, err := content.Summary()
	if err != nil {
		return err
	}
	p.ID, p.Version, p.Digest = s.ID, s.Version, digest
	for _, f := range content.Files() {
		p.Files++
		p.Size += int64(len(f.Content))
	}
	return nil
}

// Pack puts a connector, its output and inputs, into the OCI layout in
// the folder layout, in place of what the layout held. The output on disk must be
// up to date: what is packed is what was looked at.
func Pack(ctx context.Context, connector, layout string) (*Packed, error) {
	result := &Packed{Place: layout}
	j := &job{result: Result{Input: connector}, written: make(map[string]string)}
	content, err := j.pack()
	result.Problems = j.problems().Sorted()
	if err != nil || result.Failed() {
		return result, err
	}
	artifact, err := content.Artifact()
	if err != nil {
		return result, result.fail(diag.Refuse(connector, "pack-path", "", "%v", err))
	}
	if err := result.describe(content, artifact.Root.Digest.String()); err != nil {
		return result, err
	}
	return result, result.fail(result.store(ctx, artifact))
}

// store puts the artifact into the layout.
func (p *Packed) store(ctx context.Context, a pack.Artifact) error {
	store, err := registry.CreateLayout(ctx, p.Place)
	if err != nil {
		return err
	}
	tag := versionTag(p.Version)
	if there, err := store.Resolve(ctx, tag); err == nil && there.Digest == a.Root.Digest {
		p.Unchanged = true
	}
	return store.Replace(ctx, a, tag)
}

// versionTag is the tag of a version: semantic versions may have a plus, tags may not.
func versionTag(version string) string { return strings.ReplaceAll(version, "+", "_") }

// pack makes the content of a pack, if the output on disk is what it holds.
func (j *job) pack() (*pack.Pack, error) {
	c := j.connector()
	if c == nil {
		return nil, nil
	}
	if !j.cfg.Output.Manifest {
		j.found.Errorf(source.Pos{File: filepath.ToSlash(j.result.Input)}, "pack-no-manifest", "there is no manifest to pack: output says manifest: false")
		return nil, nil
	}
	files, err := j.render(c)
	if err != nil || j.failed() {
		return nil, err
	}
	changes, err := output.Plan(filepath.FromSlash(j.result.Out), files, output.Options{Names: j.names})
	if err = j.blocked(j.result.Out, err); err != nil || j.failed() {
		return nil, err
	}
	if len(changes) > 0 {
		j.found.Errorf(source.Pos{File: j.result.Out}, "pack-out-of-date", "it is out of date in %s", countFiles(changes))
		j.found.Hintf("run 'connectorgen generate', look at what changed, and pack again")
		return nil, nil
	}
	return pack.New(contentOf(manifest.Path, files), fileList(files), j.inputs, j.namesToPack())
}

// countFiles says how many files differ, and which is the first.
func countFiles(changes []Change) string {
	if len(changes) == 1 {
		return changes[0].Path
	}
	return fmt.Sprintf("%d files, such as %s", len(changes), changes[0].Path)
}

func contentOf(name string, files []output.File) []byte {
	i := slices.IndexFunc(files, func(f output.File) bool { return f.Path == name })
	return files[i].Content
}

func fileList(files []output.File) map[string][]byte {
	list := make(map[string][]byte, len(files))
	for _, f := range files {
		list[f.Path] = f.Content
	}
	return list
}
