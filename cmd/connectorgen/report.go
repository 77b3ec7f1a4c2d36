package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode"

	"github.com/connectorgen/connectorgen/generator"
)

// A sentence puts the result of one connector into words: a line, and lines that
// follow it. The line is "" if the problems say everything.
type sentence func(generator.Result) (line, details string)

// The actions of a change, as package generator names them.
const (
	createdAction = "created"
	updatedAction = "updated"
	removedAction = "removed"
)

// written says what generate did.
func written(r generator.Result) (line, details string) {
	removed := 0
	for _, c := range r.Changes {
		if c.Action == removedAction {
			removed++
		}
	}
	made, out := len(r.Changes)-removed, filepath.ToSlash(r.Out)
	switch {
	case r.Failed():
		return "nothing written", ""
	case made+removed == 0:
		return out + " is up to date", ""
	case removed == 0:
		return fmt.Sprintf("%s written to %s", count(made, "file"), out), ""
	case made == 0:
		return fmt.Sprintf("%s removed from %s", count(removed, "file"), out), ""
	default:
		return fmt.Sprintf("%s written to %s, %d removed", count(made, "file"), out, removed), ""
	}
}

// outdated says what check found, with the differences if diff is set.
func outdated(diff bool) sentence {
	states := map[string]string{createdAction: "missing", updatedAction: "differs", removedAction: "stale"}
	return func(r generator.Result) (line, details string) {
		out := filepath.ToSlash(r.Out)
		switch {
		case r.Failed():
			return "", ""
		case len(r.Changes) == 0:
			return out + " is up to date", ""
		}
		var b strings.Builder
		for _, c := range r.Changes {
			fmt.Fprintf(&b, "\t%-8s%s\n", states[string(c.Action)], c.Path)
		}
		for _, c := range r.Changes {
			if diff {
				b.WriteString(c.Diff)
			}
		}
		return fmt.Sprintf("%s is out of date in %s", out, count(len(r.Changes), "file")), b.String()
	}
}

// valid says what validate found.
func valid(r generator.Result) (line, details string) {
	if r.Failed() {
		return "", ""
	}
	return "valid", ""
}

// presentable says what lint found.
func presentable(r generator.Result) (line, details string) {
	if r.Failed() {
		return "", ""
	}
	return "nothing that a marketplace would send back", ""
}

// printText prints the problems of each result and what became of it.
func (a *app) printText(results []generator.Result, say sentence) {
	for _, r := range results {
		a.printProblems(r.Problems)
		line, details := say(r)
		parts := tally(r.Problems)
		if line != "" {
			parts = slices.Insert(parts, 0, line)
		}
		fmt.Fprintf(a.out, "%s: %s\n%s", printable(filepath.ToSlash(r.Input)), printable(strings.Join(parts, ", ")), printable(details))
	}
}

// maxProblems is how many problems of a connector are printed as text, errors
// first if there are more. Beyond that nobody reads on, and a hostile document can
// have hundreds of thousands.
const maxProblems = 1000

func (a *app) printProblems(problems generator.Problems) {
	if len(problems) > maxProblems {
		problems = slices.Concat(only(problems, "error"), only(problems, "warning"))
	}
	for i, p := range problems {
		if i == maxProblems {
			fmt.Fprintf(a.errs, "%d more problems are not shown; --format json has them all\n", len(problems)-i)
			break
		}
		fmt.Fprintln(a.errs, printable(p.Error()))
	}
}

// only are the problems of one severity.
func only(problems generator.Problems, severity string) (list generator.Problems) {
	for _, p := range problems {
		if string(p.Severity) == severity {
			list = append(list, p)
		}
	}
	return list
}

// tally counts problems: "1 error", "2 warnings".
func tally(problems generator.Problems) []string {
	var errs, warnings int
	for _, p := range problems {
		if p.Severity == "error" {
			errs++
		} else {
			warnings++
		}
	}
	var parts []string
	if errs > 0 {
		parts = append(parts, count(errs, "error"))
	}
	if warnings > 0 {
		parts = append(parts, count(warnings, "warning"))
	}
	return parts
}

func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// reportFailure reports an error that is not about the input: an interrupt, the
// environment, or else a bug.
func (a *app) reportFailure(err error) {
	var (
		pathErr *fs.PathError
		linkErr *os.LinkError
		sysErr  *os.SyscallError
	)
	switch {
	case err == nil:
	case errors.Is(err, context.Canceled):
		fmt.Fprintln(a.errs, "connectorgen: interrupted")
		a.worsen(exitProblem)
	case errors.As(err, &pathErr), errors.As(err, &linkErr), errors.As(err, &sysErr):
		fmt.Fprintf(a.errs, "connectorgen: %s\n", printable(err.Error()))
		a.worsen(exitProblem)
	default:
		a.reportBug(err.Error())
	}
}

// printable returns s with what a terminal could take for a command, or hide,
// spelled out: texts of the input are not to be trusted.
func printable(s string) string {
	var b strings.Builder
	for _, r := range s {
		if r != '\n' && r != '\t' && (unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp)) {
			fmt.Fprintf(&b, `\u%04x`, r)
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}
