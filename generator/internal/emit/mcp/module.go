package mcp

import (
	"errors"
	"fmt"
	"go/version"
	"io/fs"
	"path"
	"slices"
	"strings"

	"golang.org/x/mod/modfile"
	"golang.org/x/mod/module"
	"golang.org/x/mod/semver"

	"github.com/connectorgen/connectorgen/generator/internal/emit/target"
	"github.com/connectorgen/connectorgen/generator/internal/output"
	"github.com/connectorgen/connectorgen/generator/internal/source"
	"github.com/connectorgen/connectorgen/templates"
)

// A Module is the Go module that holds the generated client.
type Module struct {
	Path  string // of the module, such as "example.com/shop"; "" if there is none
	Dir   string // of the client in the module, slash-separated; "" is its root
	GoMod []byte
	GoSum []byte // nil if there is none
}

// importPath is that of the client.
func (m *Module) importPath() string { return path.Join(m.Path, m.Dir) }

// ownPath is the path of the server's module.
func (m *Module) ownPath() string { return path.Join(m.importPath(), target.Dir, "mcp") }

// check says why the client cannot be imported from another module.
func (m *Module) check() error {
	if _, err := modfile.ParseLax("go.mod", m.GoMod, nil); err != nil {
		return err
	}
	if err := module.CheckPath(m.Path); err != nil { // the path of a module that others require
		return errors.Unwrap(err)
	}
	if err := module.CheckImportPath(m.ownPath()); err != nil {
		return errors.Unwrap(err)
	}
	return nil
}

// module makes go.mod and go.sum. Go wants them to say what the requirements of both
// modules come to, so what the client's module requires in a newer version is taken from
// there, with its sums.
func (b *builder) module() ([]output.File, error) {
	sources := templates.MCPFiles()
	listed, err := fs.ReadFile(sources, "requirements.mod")
	if err != nil {
		return nil, err
	}
	sums, err := fs.ReadFile(sources, "go.sum")
	if err != nil {
		return nil, err
	}
	own, err := modfile.Parse("requirements.mod", listed, nil)
	if err != nil {
		return nil, err
	}
	outer, err := modfile.ParseLax("go.mod", b.client.Module.GoMod, nil)
	if err != nil {
		return nil, err
	}
	goVersion, required, newer := newest(own, outer)
	content, err := b.goMod(goVersion, required)
	if err != nil {
		return nil, err
	}
	return []output.File{{Path: "go.mod", Content: content}, {Path: "go.sum", Content: b.sums(sums, newer)}}, nil
}

// newest is what own requires, in the version that outer has where that is newer.
func newest(own, outer *modfile.File) (goVersion string, required []*modfile.Require, newer []module.Version) {
	goVersion = own.Go.Version
	if outer.Go != nil && version.Compare("go"+outer.Go.Version, "go"+goVersion) > 0 {
		goVersion = outer.Go.Version
	}
	for _, r := range own.Require {
		for _, other := range outer.Require {
			if other.Mod.Path == r.Mod.Path && semver.Compare(other.Mod.Version, r.Mod.Version) > 0 {
				r.Mod.Version = other.Mod.Version
				newer = append(newer, r.Mod)
			}
		}
		required = append(required, &modfile.Require{Mod: r.Mod, Indirect: r.Indirect})
	}
	return goVersion, required, newer
}

// goMod requires the client's module beside the others, and says where it lies.
func (b *builder) goMod(goVersion string, required []*modfile.Require) ([]byte, error) {
	m := &b.client.Module
	up := "../.."
	if m.Dir != "" {
		up += strings.Repeat("/..", 1+strings.Count(m.Dir, "/"))
	}
	_, major, _ := module.SplitPathVersion(m.Path)
	client := module.Version{Path: m.Path, Version: module.ZeroPseudoVersion(module.PathMajorPrefix(major))}
	made := new(modfile.File)
	if err := errors.Join(made.AddModuleStmt(m.ownPath()), made.AddGoStmt(goVersion)); err != nil {
		return nil, err
	}
	made.SetRequireSeparateIndirect(append(required, &modfile.Require{Mod: client}))
	if err := made.AddReplace(m.Path, "", up, ""); err != nil {
		return nil, err
	}
	made.SortBlocks()
	made.Cleanup()
	return made.Format()
}

// sums are the lines of go.sum: those kept, and of newer modules those that the
// client's module has.
func (b *builder) sums(kept []byte, newer []module.Version) []byte {
	lines := strings.SplitAfter(string(kept), "\n")
	theirs := strings.Split(string(b.client.Module.GoSum), "\n")
	for _, m := range newer {
		found := false
		lines = slices.DeleteFunc(lines, func(line string) bool { return strings.HasPrefix(line, m.Path+" ") })
		for _, line := range theirs {
			line = strings.TrimSuffix(line, "\r")
			ofFile := strings.HasPrefix(line, m.Path+" "+m.Version+"/go.mod ")
			ofAll := strings.HasPrefix(line, m.Path+" "+m.Version+" ")
			found = found || ofAll
			if ofFile || ofAll {
				lines = append(lines, line+"\n")
			}
		}
		if !found {
			b.losses.Warnf(source.Pos{}, "mcp-missing-sum", fmt.Sprint(m), "go.sum beside the client's go.mod does not have what it requires, so that the server has to be built with -mod=mod")
		}
	}
	slices.Sort(lines)
	return []byte(strings.Join(slices.Compact(lines), ""))
}
