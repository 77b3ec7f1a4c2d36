// Package keys names the actions of a connector and the inputs of an action.
//
// A key matches ^[a-zA-Z][a-zA-Z0-9_]*$ and is unique among its neighbours. It
// is made from what the document says about the thing itself: the order of the
// document plays no part, and there are no counters. The package knows nothing
// of manifests or of Go.
package keys

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
)

// A claim is something that wants a key.
type claim struct {
	rank  int      // among equal wishes, a single claim of the lowest rank wins
	forms []string // from the nicest key to one that nobody else has; "" is not a key
}

// settle gives each claim the nicest of its forms that it can have. Claims that
// want the same form give it up together, unless one of them outranks the rest;
// the last form of a claim is its own, so this ends.
func settle(claims []claim) []string {
	level := make([]int, len(claims))
	for raise(claims, level) {
	}
	keys := make([]string, len(claims))
	for i, c := range claims {
		keys[i] = c.forms[level[i]]
	}
	return keys
}

// raise moves every claim that cannot have its present form to its next one,
// and reports whether any moved.
func raise(claims []claim, level []int) bool {
	holders := map[string][]int{}
	for i, c := range claims {
		holders[c.forms[level[i]]] = append(holders[c.forms[level[i]]], i)
	}
	next := slices.Clone(level)
	moved := false
	for i, c := range claims {
		form := c.forms[level[i]]
		if c.last(level[i]) || form != "" && wins(claims, level, holders[form], i) {
			continue
		}
		next[i]++
		moved = true
	}
	copy(level, next)
	return moved
}

// wins reports whether claim i outranks all other holders of its form, who can
// still give it up.
func wins(claims []claim, level, holders []int, i int) bool {
	for _, h := range holders {
		if h != i && (claims[h].rank <= claims[i].rank || claims[h].last(level[h])) {
			return false
		}
	}
	return true
}

// last reports whether there is no further form.
func (c claim) last(level int) bool { return level == len(c.forms)-1 }

// digest tells apart what the letters of a key cannot.
func digest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:8])
}
