// Package target is what the formats of marketplaces have in common: what each
// is made from, and what it answers. The formats themselves are packages of their
// own beside this one, each with one function Emit from an [Input] to a [Result].
package target

import (
	"github.com/connectorgen/connectorgen/generator/internal/action"
	"github.com/connectorgen/connectorgen/generator/internal/diag"
	"github.com/connectorgen/connectorgen/generator/internal/output"
	"github.com/connectorgen/connectorgen/generator/internal/source"
)

// Dir is the folder of the output folder that holds a folder for each target.
const Dir = "targets"

// An Input is what a target is made from.
type Input struct {
	Actions         *action.Set // and the connector that they belong to
	NullableAnswers bool        // null may stand anywhere in an answer
	Version         string      // of the generator, such as "0.1.0"
	Pos             source.Pos  // where the user asked for the target: the place of a loss that has no other
}

// A Result is what one target made of a connector.
type Result struct {
	Files  []output.File // paths below the target's own folder; none: the format cannot hold the connector at all
	Losses diag.List     // warnings: what the format cannot say, each kind of loss once
}

// A Support says how much of a connector a target holds.
type Support string

// The kinds of support, in the words of the manifest.
const (
	Full        Support = "full"
	Partial     Support = "partial"
	Unsupported Support = "unsupported"
)

// Support says how much of the connector the result holds.
func (r *Result) Support() Support {
	switch {
	case len(r.Files) == 0:
		return Unsupported
	case len(r.Losses) > 0:
		return Partial
	}
	return Full
}
