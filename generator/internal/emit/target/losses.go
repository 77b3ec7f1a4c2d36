package target

import (
	"fmt"
	"slices"

	"github.com/connectorgen/connectorgen/generator/internal/diag"
	"github.com/connectorgen/connectorgen/generator/internal/source"
)

// Losses gathers what a format cannot say, each kind of loss once. The zero value
// is ready for use.
type Losses struct{ kinds []loss }

// A loss is one kind of loss.
type loss struct {
	code, text string
	of         Concerned
}

// Warnf notes a loss. of is the thing that it concerns, such as the ID of an
// operation, or "" for the connector itself; pos is its place. The text is that of
// the first loss with the code: it says what happens to each thing of the kind.
func (l *Losses) Warnf(pos source.Pos, code, of, format string, args ...any) {
	i := slices.IndexFunc(l.kinds, func(k loss) bool { return k.code == code })
	if i < 0 {
		i = len(l.kinds)
		l.kinds = append(l.kinds, loss{code: code, text: fmt.Sprintf(format, args...)})
	}
	if of != "" {
		l.kinds[i].of.Add(of, pos)
	}
}

// List is the losses as warnings. One that concerns one thing stands at its place,
// every other one at pos, where the user asked for the target.
func (l *Losses) List(pos source.Pos) diag.List {
	var list diag.List
	for i := range l.kinds {
		k := &l.kinds[i]
		msg := k.text
		if k.of.Len() > 0 {
			msg += ": " + k.of.String()
		}
		list = append(list, diag.Diagnostic{Pos: k.of.At(pos), Severity: diag.Warning, Code: k.code, Msg: msg})
	}
	return list
}
