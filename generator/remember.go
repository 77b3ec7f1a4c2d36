package generator

import (
	"maps"
	"os"
	"path"
	"path/filepath"
	"sync"

	"github.com/connectorgen/connectorgen/generator/internal/output"
	"github.com/connectorgen/connectorgen/generator/internal/runs"
)

// isUnchanged reports whether this very run was made before, and everything still
// is as it was then. If so, its warnings are those of this run.
func (j *job) isUnchanged() bool {
	if j.failed() || !j.isRepeatable() {
		return false
	}
	last := runs.Store(j.options.Memory).Find(j.asked())
	if last == nil {
		return false
	}
	var program, inputs, made bool
	var all sync.WaitGroup
	all.Go(func() {
		now, err := runs.Program()
		program = err == nil && now == last.Program
	})
	all.Go(func() {
		inputs = sameDigests(last.Inputs, func(name string) ([]byte, error) { return readFile(name, false) }) &&
			sameDigests(last.References, j.references(path.Join(j.base, j.cfg.OpenAPI.Value)))
	})
	made = j.made() == last.Output
	all.Wait()
	if !program || !inputs || !made {
		return false
	}
	j.found, j.repeated = last.Problems, true
	return true
}

// remember keeps a run that was made, and after which the disk is as it wants it.
// That it cannot be kept is no problem of the connector.
func (j *job) remember() {
	if !j.isRepeatable() || j.repeated || j.cfg == nil || j.failed() {
		return
	}
	made := j.made()
	program, err := runs.Program()
	if err != nil || made == "" {
		return
	}
	r := &runs.Run{Program: program, Inputs: map[string]string{}, References: map[string]string{}, Output: made, Problems: j.found}
	for _, s := range j.sources {
		if s.Role == "reference" {
			r.References[s.File] = s.SHA256
		} else {
			r.Inputs[s.File] = s.SHA256
		}
	}
	maps.Copy(r.Inputs, j.modules)
	for _, name := range j.missing {
		r.References[name] = ""
	}
	_ = runs.Store(j.options.Memory).Keep(j.asked(), r)
}

// asked is what the user wants of this run, and from where: places of problems and
// of files are relative to the folder in which the tool was started.
func (j *job) asked() any {
	o := j.options
	o.Connectors = nil   // the others are runs of their own
	o.Stdin = nil        // nothing comes from there, see isRepeatable
	dir, _ := os.Getwd() // isRepeatable has asked
	return []any{dir, j.result.Input, o}
}

// isRepeatable reports whether the inputs can be read again: files can, what comes
// from another host or from standard input cannot. And it must be known what their
// names are relative to.
func (j *job) isRepeatable() bool {
	_, err := os.Getwd()
	return err == nil && j.options.Memory != "" && !j.options.specIsAlone()
}

// sameDigests reports whether read gives for each name the text that was digested
// then, nothing where there was nothing. Pipes are not opened: they give their text once.
func sameDigests(then map[string]string, read func(name string) ([]byte, error)) bool {
	for name, digest := range then {
		data, err := read(name)
		if err != nil && digest != "" || err == nil && digest != runs.Digest(data) {
			return false
		}
	}
	return true
}

// made is a digest of all that the run puts on disk; "" if some of it is not as it
// was made.
func (j *job) made() string {
	sum := output.Digest(filepath.FromSlash(j.result.Out))
	trace := j.cfg.Output.Trace.Value
	if sum == "" || trace == "" {
		return sum
	}
	name := path.Join(j.base, trace)
	traced := output.FileDigest(filepath.FromSlash(path.Dir(name)), path.Base(name))
	if traced == "" {
		return ""
	}
	return sum + " " + traced
}
