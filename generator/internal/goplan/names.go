package goplan

import (
	"maps"
	"slices"

	"github.com/connectorgen/connectorgen/generator/internal/naming"
)

// A scope is a set of names in which each may stand once.
type scope map[string]bool

// take returns the first candidate that is free, and takes it. If none is, the
// exact spelling of the source, which no other source has, settles it.
func (s scope) take(source string, candidates ...string) string {
	for _, name := range candidates {
		if name != "" && !s[name] {
			s[name] = true
			return name
		}
	}
	name := naming.Exact(source)
	for s[name] {
		name += "_" // only a user's override can have taken it
	}
	s[name] = true
	return name
}

// name gives a package-level name to what id identifies: the one that it had
// before, if it is still free, else the first candidate that is.
func (p *planner) name(id string, candidates ...string) string {
	if kept, ok := p.o.Kept[id]; ok {
		candidates = append([]string{kept}, candidates...)
	}
	candidates = slices.DeleteFunc(candidates, func(name string) bool {
		owner, held := p.held[name]
		return held && owner != id
	})
	name := p.scope.take(id, candidates...)
	p.pkg.Names[id] = name
	return name
}

// hold keeps the names of earlier runs for what had them: a schema that is new
// in the document cannot take the name of one that was there before.
func (p *planner) hold() {
	for _, s := range p.c.Schemas {
		id := "type " + s.Name
		if name, ok := p.o.Kept[id]; ok {
			p.held[name] = id
		}
	}
}

// packageScope holds what generated declarations may not be called.
func packageScope(reserved map[string]bool) scope {
	s := scope{
		"Client": true, "New": true, "Credentials": true, "api": true, "init": true, "main": true,
		// the examples that stand beside the package
		"ExampleNew": true, "ExampleNewFileTokenStore": true, "ExampleAPIError": true, "ExampleOption": true,
		// packages that generated files import
		"context": true, "iter": true, "time": true, "json": true, "io": true, "slog": true, "http": true,
	}
	maps.Copy(s, reserved)
	return s
}
