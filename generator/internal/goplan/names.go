package goplan

import (
	"maps"

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

// packageScope holds what generated declarations may not be called.
func packageScope(reserved map[string]bool) scope {
	s := scope{
		"Client": true, "New": true, "Credentials": true, "api": true, "init": true, "main": true,
		// packages that generated files import
		"context": true, "iter": true, "time": true, "json": true, "io": true, "slog": true,
	}
	maps.Copy(s, reserved)
	return s
}
