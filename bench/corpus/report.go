package main

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"time"

	"github.com/connectorgen/connectorgen/bench/internal/table"
)

// report prints the table and the reasons. Its error says how many documents fall short.
func report(out io.Writer, rows []row, took time.Duration) error {
	t := table.Table{Header: []string{
		"document", ">size", ">operations", generates, builds, vets, same,
		">seconds", ">peak MB", ">lines", ">warnings",
	}}
	short := 0
	for _, r := range rows {
		t.Add(cells(r)...)
		if r.failed != "" {
			short++
		}
	}
	fmt.Fprintf(out, "%s\n%d documents in %.0f seconds.\n", t.String(), len(rows), took.Seconds())
	for _, r := range rows {
		if r.failed != "" {
			fmt.Fprintf(out, "%s: %s: no: %s\n", r.document.Name, r.failed, r.reason)
		}
	}
	if short > 0 {
		return fmt.Errorf("%d of %d documents fall short", short, len(rows))
	}
	return nil
}

func cells(r row) []string {
	all := []string{r.document.Name, strconv.FormatInt(r.document.Size, 10), number(r.operations)}
	for _, step := range []string{generates, builds, vets, same} {
		switch {
		case slices.Contains(r.passed, step):
			all = append(all, "yes")
		case step == r.failed:
			all = append(all, "NO")
		default:
			all = append(all, "-")
		}
	}
	peak := "?"
	if r.peak > 0 {
		peak = strconv.FormatInt(r.peak/1e6, 10)
	}
	return append(all, fmt.Sprintf("%.2f", r.seconds), peak, strconv.Itoa(r.lines), strconv.Itoa(r.warnings))
}

func number(n int) string {
	if n < 0 {
		return "?"
	}
	return strconv.Itoa(n)
}
