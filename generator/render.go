package generator

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/connectorgen/connectorgen/generator/internal/action"
	"github.com/connectorgen/connectorgen/generator/internal/diag"
	"github.com/connectorgen/connectorgen/generator/internal/emit/docs"
	"github.com/connectorgen/connectorgen/generator/internal/emit/gocode"
	"github.com/connectorgen/connectorgen/generator/internal/emit/manifest"
	"github.com/connectorgen/connectorgen/generator/internal/goplan"
	"github.com/connectorgen/connectorgen/generator/internal/ir"
	"github.com/connectorgen/connectorgen/generator/internal/output"
	"github.com/connectorgen/connectorgen/generator/internal/runs"
	"github.com/connectorgen/connectorgen/generator/internal/source"
	"github.com/connectorgen/connectorgen/templates"
)

// A putter is output.Write or output.Plan.
type putter func(dir string, files []output.File, o output.Options) ([]output.Change, error)

// output renders the connector and hands it to put, unless that is known to
// change nothing.
func (j *job) output(put putter) error {
	if j.configure() == nil || j.isUnchanged() {
		return nil
	}
	if j.options.Memory != "" {
		go runs.Program() //nolint:errcheck // hashed meanwhile; who asks for it sees the error
	}
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
	return j.putAll(put, files, trace)
}

// putAll puts the files of the output folder and the trace, which lies elsewhere.
// What stands in the trace's way is found before anything is written.
func (j *job) putAll(put putter, files []output.File, trace []byte) error {
	if trace == nil {
		return j.put(put, j.result.Out, files, output.Options{Names: j.names}, "")
	}
	name := path.Join(j.base, j.cfg.Output.Trace.Value)
	dir := path.Dir(name)
	toTrace, err := filepath.Rel(filepath.FromSlash(j.result.Out), filepath.FromSlash(dir))
	if err != nil {
		return err
	}
	traces := []output.File{{Path: path.Base(name), Content: trace}}
	shared := output.Options{Shared: true}
	if _, err := output.Plan(filepath.FromSlash(dir), traces, shared); err != nil {
		return j.blocked(dir, err)
	}
	if err := j.put(put, j.result.Out, files, output.Options{Names: j.names}, ""); err != nil || j.failed() {
		return err
	}
	return j.put(put, dir, traces, shared, filepath.ToSlash(toTrace))
}

// put writes files, or plans to. prefix leads from the output folder to dir.
func (j *job) put(put putter, dir string, files []output.File, o output.Options, prefix string) error {
	changes, err := put(filepath.FromSlash(dir), files, o)
	for _, c := range changes {
		c.Path = path.Join(prefix, c.Path)
		j.result.Changes = append(j.result.Changes, c)
	}
	return j.blocked(dir, err)
}

// blocked makes problems of what keeps dir from being written: the user can help,
// and other connectors need not wait for it. It returns any other error.
func (j *job) blocked(dir string, err error) error {
	var (
		conflicts output.Conflicts
		pathErr   *fs.PathError
		linkErr   *os.LinkError
		sysErr    *os.SyscallError
	)
	switch {
	case errors.As(err, &conflicts):
		for _, c := range conflicts {
			j.found.Errorf(source.Pos{File: path.Join(dir, c.Path)}, "output-conflict", "it %s", c.Reason)
		}
		return nil
	case errors.As(err, &pathErr), errors.As(err, &linkErr), errors.As(err, &sysErr):
		j.found.Errorf(source.Pos{File: dir}, "output-unwritable", "%v", err)
		return nil
	default:
		return err
	}
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

// render makes the files of the output folder: the manifest is drafted while the
// Go code is rendered, and comes last, because it lists the other files.
func (j *job) render(c *ir.Connector) ([]output.File, error) {
	var p *goplan.Package
	if j.cfg.Output.Client {
		if p = j.plan(c); p == nil {
			return nil, nil
		}
	}
	var code []output.File
	var codeErr error
	var rendering sync.WaitGroup
	if p != nil {
		rendering.Go(func() { code, codeErr = gocode.Emit(p, templates.ClientFiles()) })
	}
	set := action.New(c)
	draft, draftErr := j.draft(set)
	made, support, targetErr := j.targets(set, p)
	rendering.Wait()
	if err := errors.Join(codeErr, draftErr, targetErr); err != nil || j.failed() {
		return nil, err
	}
	files, err := j.addListing(c, slices.Concat(code, made))
	if err != nil || draft == nil {
		return files, err
	}
	if j.cfg.Output.Listing {
		f, err := listingPage(draft, support, c.Listing.Icons)
		if err != nil {
			return nil, err
		}
		files = append(files, f)
	}
	f, problems, err := draft.Emit(files, support)
	if err != nil {
		return nil, err
	}
	j.found = append(j.found, problems...)
	return append(files, f), nil
}

// addListing adds the icons and LISTING.md.
func (j *job) addListing(c *ir.Connector, files []output.File) ([]output.File, error) {
	for _, i := range c.Listing.Icons {
		files = append(files, output.File{Path: i.Path, Content: i.Content})
	}
	if !j.cfg.Output.Listing {
		return files, nil
	}
	f, err := docs.Listing(c)
	if err != nil {
		return nil, fmt.Errorf("listing: %w", err)
	}
	return append(files, f), nil
}

// draft makes the manifest but for its list of files; nil if none is wanted.
func (j *job) draft(set *action.Set) (*manifest.Draft, error) {
	if !j.cfg.Output.Manifest {
		return nil, nil
	}
	draft, problems, err := manifest.New(set, manifest.Input{
		GeneratorVersion: Version,
		Problems:         j.portable(),
		NullableAnswers:  j.cfg.Conventions.NullableAnswers,
	})
	if draft == nil { // else its problems come with the finished manifest
		j.found = append(j.found, problems...)
	}
	return draft, err
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
