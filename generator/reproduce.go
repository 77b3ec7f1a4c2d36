package generator

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"strings"

	"github.com/connectorgen/connectorgen/generator/internal/diag"
	"github.com/connectorgen/connectorgen/generator/internal/output"
	"github.com/connectorgen/connectorgen/generator/internal/pack"
	"github.com/connectorgen/connectorgen/generator/internal/source"
)

// A packedInputs is where a job that makes the content of a pack again has its
// inputs from.
type packedInputs struct {
	files map[string][]byte
	names map[string]string
}

// open returns the text of the input called name; its errors are those of readFile.
func (j *job) open(name string) ([]byte, error) {
	if j.packed == nil {
		return readFile(name, j.options.Spec != "")
	}
	if content, ok := j.packed.files[name]; ok {
		return content, nil
	}
	return nil, errors.New("it is not in the pack")
}

// keptNames are the names that the Go package had when it was last written.
func (j *job) keptNames() (map[string]string, error) {
	if j.packed != nil {
		names := maps.Clone(j.packed.names)
		maps.DeleteFunc(names, func(key, _ string) bool { return strings.HasPrefix(key, "module ") })
		return names, nil
	}
	return output.Names(filepath.FromSlash(j.result.Out))
}

// reproduce generates the connector again from the inputs in p, with nothing of
// the disk, and compares every byte. place is what the problems are about.
func reproduce(place string, p *pack.Pack) (Problems, error) {
	var problems diag.List
	at := source.Pos{File: place}
	summary, err := p.Summary()
	if err != nil {
		return nil, err
	}
	if summary.GeneratorVersion != Version {
		problems.Errorf(at, "pack-other-generator", "it was made by connectorgen %s, and this is %s: it cannot be made again here", summary.GeneratorVersion, Version)
		problems.Hintf("run connectorgen %s to reproduce it", summary.GeneratorVersion)
		return problems, nil
	}
	j := &job{
		result:  Result{Input: p.Connector()},
		written: make(map[string]string),
		packed:  &packedInputs{files: p.InputFiles(), names: p.Names},
	}
	c := j.connector()
	var files []output.File
	if c != nil {
		if files, err = j.render(c); err != nil {
			return nil, fmt.Errorf("generate from the inputs of %s: %w", place, err)
		}
	}
	if j.failed() {
		problems.Errorf(at, "pack-not-reproduced", "nothing can be generated from its inputs: %v", j.problems().Err())
		return problems, nil
	}
	return compare(at, p, files), nil
}

// compare reports the files that came out other than they are in p.
func compare(at source.Pos, p *pack.Pack, files []output.File) (problems Problems) {
	made := fileList(files)
	for _, f := range append([]pack.File{{Path: pack.ManifestPath, Content: p.Manifest}}, p.Outputs...) {
		content, ok := made[f.Path]
		delete(made, f.Path)
		switch {
		case !ok:
			problems.Errorf(at, "pack-not-reproduced", "%s does not come out of its inputs", f.Path)
		case !bytes.Equal(content, f.Content):
			problems.Errorf(at, "pack-not-reproduced", "%s comes out of its inputs otherwise", f.Path)
		}
	}
	for name := range made {
		problems.Errorf(at, "pack-not-reproduced", "%s comes out of its inputs, and is not in the pack", name)
	}
	return problems.Sorted()
}
