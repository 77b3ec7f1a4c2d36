package strict

import (
	"fmt"
	"strings"
)

// DidYouMean is the hint for a word that is not known: the known word that is
// nearest, or if none is near, all of them behind lead.
func DidYouMean(word, lead string, known []string) string {
	if near := Nearest(word, known); near != "" {
		return fmt.Sprintf("did you mean %q?", near)
	}
	if len(known) == 0 {
		return ""
	}
	return lead + " " + strings.Join(known, ", ")
}

// Nearest returns the known word that word was probably meant to be, the first of
// several, or "". Case, underscores and hyphens do not count; beyond them less
// than half of the letters may differ.
func Nearest(word string, known []string) string {
	best, nearest := (len(word)+1)/2, ""
	for _, k := range known {
		if d := distance(fold(word), fold(k)); d < best {
			best, nearest = d, k
		}
	}
	return nearest
}

var separators = strings.NewReplacer("_", "", "-", "", " ", "")

func fold(s string) string { return strings.ToLower(separators.Replace(s)) }

// distance is the number of bytes to insert, drop or replace to make a into b.
// Long words, which nobody misspells by a few letters, are far from everything.
func distance(a, b string) int {
	const long = 64
	if len(a) > long || len(b) > long {
		return long
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			diagonal, row[j+1] = row[j+1], min(diagonal+cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
