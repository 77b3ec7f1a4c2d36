// Package table writes Markdown tables that are also readable as text.
package table

import (
	"strings"
	"unicode/utf8"
)

// A Table has a header and rows of as many cells. A column whose header begins
// with ">" has its cells at the right.
type Table struct {
	Header []string
	Rows   [][]string
}

// Add adds a row.
func (t *Table) Add(cells ...string) { t.Rows = append(t.Rows, cells) }

// String is the table in Markdown, columns in line.
func (t *Table) String() string {
	header := make([]string, len(t.Header))
	right := make([]bool, len(t.Header))
	for i, cell := range t.Header {
		header[i], right[i] = strings.CutPrefix(cell, ">")
	}
	lines := append([][]string{header}, t.Rows...)
	widths := make([]int, len(header))
	for _, line := range lines {
		for i, cell := range line {
			widths[i] = max(widths[i], utf8.RuneCountInString(escape(cell)), 3)
		}
	}
	var b strings.Builder
	for i, line := range lines {
		for column, cell := range line {
			b.WriteString("| " + pad(escape(cell), widths[column], right[column]) + " ")
		}
		b.WriteString("|\n")
		if i == 0 {
			rule(&b, widths, right)
		}
	}
	return b.String()
}

func rule(b *strings.Builder, widths []int, right []bool) {
	for i, width := range widths {
		dashes := strings.Repeat("-", width+2)
		if right[i] {
			dashes = dashes[1:] + ":"
		}
		b.WriteString("|" + dashes)
	}
	b.WriteString("|\n")
}

func pad(cell string, width int, right bool) string {
	space := strings.Repeat(" ", width-utf8.RuneCountInString(cell))
	if right {
		return space + cell
	}
	return cell + space
}

// escape keeps a cell in its cell.
func escape(cell string) string {
	return strings.NewReplacer("|", `\|`, "\n", " ", "\r", " ").Replace(cell)
}
