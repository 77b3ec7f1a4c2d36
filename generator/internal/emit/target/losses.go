package target

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/connectorgen/connectorgen/generator/internal/diag"
	"github.com/connectorgen/connectorgen/generator/internal/source"
)

// shown is how many of the things that a loss concerns it names.
const shown = 3

// Losses gathers what a format cannot say, each kind of loss once. The zero value
// is ready for use.
type Losses struct{ kinds []loss }

// A loss is one kind of loss.
type loss struct {
	code, text string
	pos        source.Pos // of the first thing
	of         []string   // each thing once, in the order found
	seen       map[string]bool
}

// Warnf notes a loss. of is the thing that it concerns, such as the ID of an
// operation, or "" for the connector itself; pos is its place. The text is that of
// the first loss with the code: it says what happens to each thing of the kind.
func (l *Losses) Warnf(pos source.Pos, code, of, format string, args ...any) {
	i := slices.IndexFunc(l.kinds, func(k loss) bool { return k.code == code })
	if i < 0 {
		i = len(l.kinds)
		l.kinds = append(l.kinds, loss{code: code, text: fmt.Sprintf(format, args...), pos: pos, seen: map[string]bool{}})
	}
	if k := &l.kinds[i]; of != "" && !k.seen[of] {
		k.seen[of] = true
		k.of = append(k.of, of)
	}
}

// List is the losses as warnings. One that concerns one thing stands at its place,
// every other one at pos, where the user asked for the target.
func (l *Losses) List(pos source.Pos) diag.List {
	var list diag.List
	for _, k := range l.kinds {
		at, msg := pos, k.text
		if len(k.of) == 1 && k.pos.IsValid() {
			at = k.pos
		}
		if len(k.of) > 0 {
			msg += ": " + named(k.of[:min(shown, len(k.of))])
		}
		if more := len(k.of) - shown; more > 0 {
			msg += fmt.Sprintf(" and %d more", more)
		}
		list = append(list, diag.Diagnostic{Pos: at, Severity: diag.Warning, Code: k.code, Msg: msg})
	}
	return list
}

// named lists things by their names, which come from the document: one with anything
// but printable characters is quoted.
func named(things []string) string {
	names := slices.Clone(things)
	for i, name := range names {
		if strings.ContainsFunc(name, func(r rune) bool { return !strconv.IsPrint(r) }) {
			names[i] = strconv.Quote(name)
		}
	}
	return strings.Join(names, ", ")
}
