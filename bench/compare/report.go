package main

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/connectorgen/connectorgen/bench/internal/table"
)

// figures is the table: for each document a row for each tool.
func (s *state) figures() *table.Table {
	t := &table.Table{Header: []string{
		"document", ">MB", "tool", "generates", "compiles", "vets", ">seconds", ">cpu s", ">peak MB", ">lines", ">build s", ">build cpu s",
		">s / load", ">peak / load", ">again / first", ">lines / best", ">build / best",
	}}
	for _, document := range slices.Sorted(maps.Keys(s.Documents)) {
		for _, tool := range tools() {
			f, ok := s.of(tool, document)
			if !ok {
				continue
			}
			row := []string{document, fmt.Sprintf("%.2f", float64(s.Documents[document])/1e6), tool.key()}
			row = append(row, f.cells(tool)...)
			t.Add(append(row, s.ratios(tool, document)...)...)
		}
	}
	return t
}

func (f figures) cells(t tool) []string {
	seconds, cpu, peak := fmt.Sprintf("%.2f", f.Seconds), fmt.Sprintf("%.2f", f.CPU), strconv.FormatInt(f.Peak/1e6, 10)
	if f.Peak == 0 {
		peak = "?"
	}
	if t.name == loadName {
		return []string{yes(f.Generates), "", "", seconds, cpu, peak, "", "", ""}
	}
	cells := []string{yes(f.Generates), "-", "-", seconds, cpu, peak, "-", "-", "-"}
	if f.Generates {
		cells[1], cells[6] = yes(f.Compiles), strconv.Itoa(f.Lines)
	}
	if f.Compiles {
		cells[2], cells[7], cells[8] = yes(f.Vets), fmt.Sprintf("%.2f", f.Build), fmt.Sprintf("%.2f", f.BuildCPU)
	}
	return cells
}

func yes(is bool) string {
	if is {
		return "yes"
	}
	return "NO"
}

// ratios are the cells that only ours has.
func (s *state) ratios(t tool, document string) []string {
	cells := make([]string, 5)
	if t.name != oursName {
		return cells
	}
	for i, l := range limits() {
		cells[i] = "-"
		if ratio, ok := l.ratio(s, document); ok {
			cells[i] = fmt.Sprintf("%.2f", ratio)
		}
	}
	return cells
}

// report is the page.
func (s *state) report() string {
	var b strings.Builder
	b.WriteString(pageHead)
	m := s.Machine
	fmt.Fprintf(&b, "\nMeasured with %s on %s, %d cores, %.0f GB of memory%s. Each figure is the median of so many runs:\n\n",
		m.Go, m.System, m.Cores, float64(m.Memory)/1e9, prefixed(", ", m.CPU))
	used := table.Table{Header: []string{"tool", ">runs", "how it is run"}}
	for _, t := range tools() {
		used.Add(t.key(), s.runs(t), t.how)
	}
	b.WriteString(used.String())
	b.WriteString("\n## Limits\n\n")
	b.WriteString(s.verdicts().String())
	b.WriteString("\n## Figures\n\n" + figuresHead + "\n" + s.figures().String())
	b.WriteString(s.failures())
	return b.String()
}

// runs says of how many runs the figures of t are the medians: "5", "1 to 5" or,
// with nothing measured, "0".
func (s *state) runs(t tool) string {
	all := []int{}
	for _, f := range s.Tools[t.key()] {
		all = append(all, f.Runs)
	}
	if len(all) == 0 {
		return "0"
	}
	least, most := slices.Min(all), slices.Max(all)
	if least < most {
		return fmt.Sprintf("%d to %d", least, most)
	}
	return strconv.Itoa(most)
}

func prefixed(prefix, text string) string {
	if text == "" {
		return ""
	}
	return prefix + text
}

func (s *state) verdicts() *table.Table {
	t := &table.Table{Header: []string{"limit", "documents", "kept", ">keep it", "do not (ratio)", "nothing to compare with"}}
	for _, l := range limits() {
		documents := "all"
		if l.above > 0 {
			documents = fmt.Sprintf("over %g MB", float64(l.above)/1e6)
		}
		v := l.judge(s)
		t.Add(l.text, documents, v.answer(), strconv.Itoa(len(v.kept)), list(v.broken), list(v.unknown))
	}
	return t
}

// failures lists why a tool does not generate, compile or vet. A reason quotes what
// the tool or the compiler says, cut short.
func (s *state) failures() string {
	t := table.Table{Header: []string{"tool", "document", "does not", "reason"}}
	for _, tool := range tools() {
		for _, document := range slices.Sorted(maps.Keys(s.Documents)) {
			f, ok := s.of(tool, document)
			if !ok || f.Reason == "" {
				continue
			}
			what := "vet"
			switch {
			case tool.name == loadName:
				what = "load"
			case !f.Generates:
				what = "generate"
			case !f.Compiles:
				what = "compile"
			}
			t.Add(tool.key(), document, what, code(f.Reason))
		}
	}
	if len(t.Rows) == 0 {
		return ""
	}
	return "\n## What does not work\n\n" + t.String()
}

// code is text as a Markdown code span, of at most 120 characters.
func code(text string) string {
	printable := func(r rune) rune {
		if r == '`' || r < ' ' || r == utf8.RuneError {
			return ' '
		}
		return r
	}
	runes := []rune(strings.Map(printable, text))
	if len(runes) > 120 {
		runes = append(runes[:119], '…')
	}
	return "`" + strings.TrimSpace(string(runes)) + "`"
}

const pageHead = `# Benchmarks

connectorgen beside other generators of Go clients, on published OpenAPI documents. ` + "`make bench`" + ` writes this page;
` + "`make corpus`" + ` asks of connectorgen alone whether each document generates, builds, vets and comes out the same again.

Every tool is pinned, built, and run in the configuration that comes closest to its default and makes a full
client and no server; a tool that fails on a document may well succeed with settings made for it. What it makes is
built with everything it imports built before, vetted, and its lines of Go are counted, those of a runtime that is
part of the package included. connectorgen also writes a manifest and a listing in the time that is measured.
`

const figuresHead = `Seconds and memory are those of generation, seconds those of the whole process; a build is
` + "`go build`" + ` of the package alone. "cpu s" is what was computed, on all
cores: it says more where the machine has other work. "best" is the peer that compiles with the smallest figure.
"NO" is explained below.
`
