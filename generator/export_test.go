package generator

import (
	"context"
	"maps"
	"slices"

	"github.com/connectorgen/connectorgen/generator/internal/emit/docs"
	"github.com/connectorgen/connectorgen/generator/internal/emit/mcp"
	"github.com/connectorgen/connectorgen/generator/internal/fetch"
	"github.com/connectorgen/connectorgen/generator/internal/output"
	"github.com/connectorgen/connectorgen/generator/internal/runs"
)

// EmittedTargets are the targets that the facade has an emitter for, sorted.
func EmittedTargets() []string { return slices.Sorted(maps.Keys(emitters(mcp.Client{}))) }

// Render makes everything that Generate writes for a spec, with a trace, in memory.
func Render(o Options) ([]output.File, Problems, error) {
	j := &job{options: o, result: Result{Input: o.specLabel()}, written: make(map[string]string)}
	j.get = func(url string) (fetch.Document, error) { return fetch.Default.Get(context.Background(), url) }
	c := j.connector()
	if c == nil {
		return nil, j.problems(), nil
	}
	files, err := j.render(c)
	if err != nil || j.failed() {
		return nil, j.problems(), err
	}
	trace, err := docs.Trace(c, "../")
	return append(files, output.File{Path: "trace.md", Content: trace}), j.problems(), err
}

// ProgramDigest is what a run is remembered by.
var ProgramDigest = runs.Program
