package target

import (
	"fmt"
	"strings"

	"github.com/connectorgen/connectorgen/generator/internal/source"
)

// shown is how many of the things that a loss concerns it names.
const shown = 3

// Concerned are the things of a connector that one kind of loss is about. The
// zero Concerned is about none.
type Concerned struct {
	names []string
	seen  map[string]bool
	pos   source.Pos // of the only one
}

// Add notes one more thing, by its name and place. A name counts once.
func (c *Concerned) Add(name string, pos source.Pos) {
	if c.seen[name] {
		return
	}
	if c.seen == nil {
		c.seen = map[string]bool{}
	}
	c.seen[name] = true
	c.names = append(c.names, name)
	c.pos = pos
}

// Len is how many things there are.
func (c *Concerned) Len() int { return len(c.names) }

// At is the place of the loss: that of the only thing, else the one given.
func (c *Concerned) At(otherwise source.Pos) source.Pos {
	if len(c.names) == 1 && c.pos.IsValid() {
		return c.pos
	}
	return otherwise
}

// String names the first things and counts the others: `"a", "b", "c" and 4 more`.
func (c *Concerned) String() string {
	var b strings.Builder
	for i, name := range c.names[:min(shown, len(c.names))] {
		if i > 0 {
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, "%q", name)
	}
	if more := len(c.names) - shown; more > 0 {
		fmt.Fprintf(&b, " and %d more", more)
	}
	return b.String()
}
