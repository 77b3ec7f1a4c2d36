package generator

import (
	"maps"
	"slices"
)

// EmittedTargets are the targets that the facade has an emitter for, sorted.
func EmittedTargets() []string { return slices.Sorted(maps.Keys(targets)) }
