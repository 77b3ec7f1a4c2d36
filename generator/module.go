package generator

import (
	"maps"
	"os"
	"path/filepath"
	"slices"

	"golang.org/x/mod/modfile"

	"github.com/connectorgen/connectorgen/generator/internal/config"
	"github.com/connectorgen/connectorgen/generator/internal/emit/mcp"
	"github.com/connectorgen/connectorgen/generator/internal/runs"
)

// moduleAbove is the Go module that the output folder belongs to: that of the nearest
// go.mod, in the folder itself or above. The zero Module: there is none that can be read.
func (j *job) moduleAbove() mcp.Module {
	if j.packed != nil {
		return j.packed.module()
	}
	from, err := filepath.Abs(filepath.FromSlash(j.result.Out))
	if err != nil {
		return mcp.Module{}
	}
	for at := from; ; at = filepath.Dir(at) {
		data := j.beside(filepath.Join(at, "go.mod"))
		if data == nil && at != filepath.Dir(at) {
			continue
		}
		rel, err := filepath.Rel(at, from)
		if data == nil || err != nil {
			return mcp.Module{}
		}
		m := mcp.Module{Path: modfile.ModulePath(data), GoMod: data, GoSum: j.beside(filepath.Join(at, "go.sum"))}
		if rel != "." {
			m.Dir = filepath.ToSlash(rel)
		}
		return m
	}
}

// beside reads a file that is no input of the connector, yet the output depends on it:
// a run is not the same once it has changed, or come to be. Nil: there is none.
func (j *job) beside(name string) []byte {
	if j.modules == nil {
		j.modules = map[string]string{}
	}
	data, err := os.ReadFile(name)
	if err != nil {
		j.modules[name] = ""
		return nil
	}
	j.modules[name] = runs.Digest(data)
	return data
}

// What a pack keeps of the module, among the names that were given: the output
// depends on both, and neither is an input of the connector.
const (
	moduleDir = "module folder"
	moduleMod = "module go.mod"
	moduleSum = "module go.sum"
)

// namesToPack are the names given, and what the output depends on beside them.
func (j *job) namesToPack() map[string]string {
	if !slices.ContainsFunc(j.cfg.Output.Targets, func(t config.Text) bool { return t.Value == mcpTarget }) {
		return j.names
	}
	names := maps.Clone(j.names)
	if m := j.moduleAbove(); m.Path != "" {
		names[moduleDir], names[moduleMod], names[moduleSum] = m.Dir, string(m.GoMod), string(m.GoSum)
	}
	return names
}

// module is the module that the output folder belonged to when the pack was made.
func (p *packedInputs) module() mcp.Module {
	mod := []byte(p.names[moduleMod])
	return mcp.Module{Path: modfile.ModulePath(mod), Dir: p.names[moduleDir], GoMod: mod, GoSum: []byte(p.names[moduleSum])}
}
