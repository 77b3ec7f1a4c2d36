package main

import (
	"runtime/debug"

	"github.com/connectorgen/connectorgen/generator"
)

// version names the generator's version, which generated files carry, and the
// build of this program.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		info = &debug.BuildInfo{}
	}
	return "connectorgen " + generator.Version + " " + build(info)
}

// build returns the module version in parentheses, with the commit if it is known.
func build(info *debug.BuildInfo) string {
	module, revision := info.Main.Version, ""
	if module == "" {
		module = "(devel)"
	}
	for _, s := range info.Settings {
		switch {
		case s.Key == "vcs.revision" && len(s.Value) >= 12:
			revision = " " + s.Value[:12]
		case s.Key == "vcs.modified" && s.Value == "true":
			revision += " modified"
		}
	}
	if revision == "" {
		return module
	}
	return module + revision
}
