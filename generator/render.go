package generator

import (
	"errors"
	"fmt"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/connectorgen/connectorgen/generator/internal/diag"
	"github.com/connectorgen/connectorgen/generator/internal/emit/docs"
	"github.com/connectorgen/connectorgen/generator/internal/emit/gocode"
	"github.com/connectorgen/connectorgen/generator/internal/emit/manifest"
	"github.com/connectorgen/connectorgen/generator/internal/ir"
	"github.com/connectorgen/connectorgen/generator/internal/output"
	"github.com/connectorgen/connectorgen/generator/internal/source"
	"github.com/connectorgen/connectorgen/templates"
)

// A putter is output.Write or output.Plan.
type putter func(dir string, files []output.File, o output.Options) ([]output.Change, error)

// output renders the connector and hands it to put.
func (j *job) output(put putter) error {
	c := j.connector()
	if c == nil {
		return nil
	}
	files, err := j.render(c)
	if err != nil || j.failed() {
		return err
	}
	var trace []byte
	if j.cfg.Output.Trace.Value != "" {
		if trace, err = docs.Trace(c, j.tracePrefix()); err != nil {
			return fmt.Errorf("trace: %w", err)
		}
	}
	if err := j.put(put, j.result.Out, files, output.Options{}, ""); err != nil || j.failed() || trace == nil {
		return err
	}
	name := path.Join(j.base, j.cfg.Output.Trace.Value)
	toTrace, err := filepath.Rel(filepath.FromSlash(j.result.Out), filepath.FromSlash(path.Dir(name)))
	if err != nil {
		return err
	}
	return j.put(put, path.Dir(name), []output.File{{Path: path.Base(name), Content: trace}}, output.Options{Shared: true}, filepath.ToSlash(toTrace))
}

// put writes files, or plans to. What is in their way is a problem of the user's.
// prefix leads from the output folder to dir.
func (j *job) put(put putter, dir string, files []output.File, o output.Options, prefix string) error {
	changes, err := put(filepath.FromSlash(dir), files, o)
	var conflicts output.Conflicts
	if errors.As(err, &conflicts) {
		for _, c := range conflicts {
			j.found.Errorf(source.Pos{File: path.Join(dir, c.Path)}, "output-conflict", "%s %s", c.Path, c.Reason)
		}
		return nil
	}
	for _, c := range changes {
		c.Path = path.Join(prefix, c.Path)
		j.result.Changes = append(j.result.Changes, c)
	}
	return err
}

// tracePrefix leads from the trace's folder to the inputs.
func (j *job) tracePrefix() string {
	from := path.Dir(path.Clean(j.cfg.Output.Trace.Value))
	// from leads from the inputs to the trace: its way back is as many steps up,
	// then down what the inputs' own folder is called on the way.
	rel, err := filepath.Rel(filepath.FromSlash(path.Join(j.base, from)), filepath.FromSlash(j.base))
	if err != nil || rel == "." {
		return ""
	}
	return filepath.ToSlash(rel) + "/"
}

// render makes the files of the output folder. The manifest comes last: it
// lists the others.
func (j *job) render(c *ir.Connector) ([]output.File, error) {
	var files []output.File
	if j.cfg.Output.Client {
		p := j.plan(c)
		if p == nil {
			return nil, nil
		}
		code, err := gocode.Emit(p, templates.ClientFiles())
		if err != nil {
			return nil, err
		}
		files = append(files, code...)
	}
	if j.cfg.Output.Listing {
		f, err := docs.Listing(c)
		if err != nil {
			return nil, fmt.Errorf("listing: %w", err)
		}
		files = append(files, f)
	}
	if !j.cfg.Output.Manifest {
		return files, nil
	}
	f, problems, err := manifest.Emit(c, manifest.Input{
		GeneratorVersion: Version,
		Files:            files,
		Problems:         j.portable(),
		NullableAnswers:  j.cfg.Conventions.NullableAnswers,
	})
	if err != nil {
		return nil, err
	}
	j.found = append(j.found, problems...)
	return append(files, f), nil
}

// portable are the problems found so far, their texts without the folder of the
// inputs, which depends on where the tool was started.
func (j *job) portable() diag.List {
	list := slices.Clone(j.found)
	if j.base == "." {
		return list
	}
	for i := range list {
		list[i].Msg = strings.ReplaceAll(list[i].Msg, j.base+"/", "")
	}
	return list
}
