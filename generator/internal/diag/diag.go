// Package diag reports problems in the user's input, each at its place.
package diag

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/connectorgen/connectorgen/generator/internal/source"
)

// Severity says whether a problem stops the run.
type Severity string

// The severities.
const (
	// Error stops the run: nothing is written.
	Error Severity = "error"
	// Warning is a repair, a fallback or a loss: the run goes on, the problem is
	// listed, and --strict turns it into an Error.
	Warning Severity = "warning"
)

// A Diagnostic is one problem in the user's input.
type Diagnostic struct {
	Pos      source.Pos
	Severity Severity
	Code     string // stable and documented in docs/diagnostics.md, such as "auth-unknown-field"
	Msg      string // what is wrong, lower case, no full stop
	Hint     string // what to do about it; may be empty
}

// Error formats d as "file:line:column: message [code]", then a line with the hint.
func (d Diagnostic) Error() string {
	msg := d.Msg
	if d.Severity == Warning {
		msg = "warning: " + msg
	}
	s := fmt.Sprintf("%s: %s [%s]", d.Pos, msg, d.Code)
	if d.Hint != "" {
		s += "\n\thint: " + d.Hint
	}
	return s
}

// A List gathers diagnostics so that one run shows every problem.
type List []Diagnostic

// Errorf appends an error found at pos.
func (l *List) Errorf(pos source.Pos, code, format string, args ...any) {
	*l = append(*l, Diagnostic{Pos: pos, Severity: Error, Code: code, Msg: bounded(fmt.Sprintf(format, args...))})
}

// Warnf appends a warning found at pos.
func (l *List) Warnf(pos source.Pos, code, format string, args ...any) {
	*l = append(*l, Diagnostic{Pos: pos, Severity: Warning, Code: code, Msg: bounded(fmt.Sprintf(format, args...))})
}

// bounded leaves out the middle of a message that quotes a value of megabytes.
func bounded(msg string) string {
	const most, kept = 2000, 500 // bytes
	if len(msg) <= most {
		return msg
	}
	return strings.ToValidUTF8(msg[:kept], "") + "..." + strings.ToValidUTF8(msg[len(msg)-kept:], "")
}

// Hintf gives the problem appended last a hint.
func (l List) Hintf(format string, args ...any) {
	l[len(l)-1].Hint = fmt.Sprintf(format, args...)
}

// Refuse returns one error as an error value, for those who stop at the first:
// file is what it is about, hint may be empty.
func Refuse(file, code, hint, format string, args ...any) error {
	return Diagnostic{Pos: source.Pos{File: file}, Severity: Error, Code: code, Msg: fmt.Sprintf(format, args...), Hint: hint}
}

// Strict returns the list with every warning made an error.
func (l List) Strict() List {
	strict := slices.Clone(l)
	for i := range strict {
		strict[i].Severity = Error
	}
	return strict
}

// HasErrors reports whether a problem stops the run.
func (l List) HasErrors() bool {
	return slices.ContainsFunc(l, func(d Diagnostic) bool { return d.Severity == Error })
}

// Sorted returns the problems by place, each once.
func (l List) Sorted() List {
	sorted := slices.SortedStableFunc(slices.Values(l), func(a, b Diagnostic) int {
		return cmp.Or(
			cmp.Compare(a.Pos.File, b.Pos.File),
			cmp.Compare(a.Pos.Line, b.Pos.Line),
			cmp.Compare(a.Pos.Column, b.Pos.Column),
			cmp.Compare(a.Code, b.Code),
			cmp.Compare(a.Msg, b.Msg),
		)
	})
	return slices.Compact(sorted)
}

// Err returns the errors of the list, sorted by place, as one error, or nil if there are none.
func (l List) Err() error {
	var errs []error
	for _, d := range l.Sorted() {
		if d.Severity == Error {
			errs = append(errs, d)
		}
	}
	return errors.Join(errs...)
}
