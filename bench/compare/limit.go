package main

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// A limit is what connectorgen sets itself: over documents larger than above, a
// ratio of its own figure to another is at most most.
type limit struct {
	text  string
	above int64 // bytes
	most  float64
	ratio func(s *state, document string) (float64, bool) // false if it is not known
}

func limits() []limit {
	return []limit{
		{text: "generation takes at most 1.5 times as long as loading", above: 1e6, most: 1.5, ratio: secondsToLoad},
		{text: "generation holds at most twice the memory of loading", above: 1e6, most: 2, ratio: peakToLoad},
		{text: "a run on unchanged inputs takes at most 5 % of the first", most: 0.05, ratio: againToFirst},
		{text: "at most half the lines of the best peer that compiles", above: 250e3, most: 0.5, ratio: linesToBest},
		{text: "builds in at most half the time of the best peer that compiles", above: 250e3, most: 0.5, ratio: buildToBest},
	}
}

func ourTool() tool  { return tools()[0] }
func loadTool() tool { return tools()[1] }

func secondsToLoad(s *state, document string) (float64, bool) {
	return s.ratioTo(loadTool(), document, func(f figures) float64 { return f.Seconds })
}

func peakToLoad(s *state, document string) (float64, bool) {
	return s.ratioTo(loadTool(), document, func(f figures) float64 { return float64(f.Peak) })
}

func againToFirst(s *state, document string) (float64, bool) {
	f, ok := s.of(ourTool(), document)
	if !ok || !f.Generates {
		return 0, false
	}
	return divide(f.Again, f.Seconds)
}

func linesToBest(s *state, document string) (float64, bool) {
	return s.ratioToBest(document, func(f figures) float64 { return float64(f.Lines) })
}

func buildToBest(s *state, document string) (float64, bool) {
	return s.ratioToBest(document, func(f figures) float64 { return f.Build })
}

func (s *state) ratioTo(other tool, document string, of func(figures) float64) (float64, bool) {
	f, ok := s.of(ourTool(), document)
	g, known := s.of(other, document)
	if !ok || !known || !f.Generates || !g.Generates {
		return 0, false
	}
	return divide(of(f), of(g))
}

// ratioToBest compares with the peer that compiles and has the smallest figure.
func (s *state) ratioToBest(document string, of func(figures) float64) (float64, bool) {
	f, ok := s.of(ourTool(), document)
	if !ok || !f.Compiles {
		return 0, false
	}
	var all []float64
	for _, peer := range peers() {
		if g, ok := s.of(peer, document); ok && g.Compiles {
			all = append(all, of(g))
		}
	}
	if len(all) == 0 {
		return 0, false
	}
	return divide(of(f), slices.Min(all))
}

func divide(a, b float64) (float64, bool) { return a / max(b, 1e-9), a > 0 && b > 0 }

// A verdict is what became of a limit.
type verdict struct {
	kept    []string // documents
	broken  []string // documents, with their ratios, the worst first
	unknown []string // documents for which there is nothing to compare with
}

func (l limit) judge(s *state) verdict {
	var v verdict
	type miss struct {
		ratio float64
		text  string
	}
	var misses []miss
	for _, document := range slices.Sorted(maps.Keys(s.Documents)) {
		if s.Documents[document] <= l.above {
			continue
		}
		ratio, ok := l.ratio(s, document)
		switch {
		case !ok:
			v.unknown = append(v.unknown, document)
		case ratio <= l.most:
			v.kept = append(v.kept, document)
		default:
			misses = append(misses, miss{ratio, fmt.Sprintf("%s %.2f", document, ratio)})
		}
	}
	slices.SortStableFunc(misses, func(a, b miss) int { return cmp.Compare(b.ratio, a.ratio) })
	for _, m := range misses {
		v.broken = append(v.broken, m.text)
	}
	return v
}

// answer is "yes", "no" or, with nothing measured, "not measured".
func (v verdict) answer() string {
	switch {
	case len(v.broken) > 0:
		return "no"
	case len(v.kept) == 0:
		return "not measured"
	}
	return "yes"
}

func list(names []string) string {
	if len(names) == 0 {
		return "none"
	}
	return strings.Join(names, ", ")
}
