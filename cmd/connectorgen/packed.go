package main

import (
	"fmt"
	"path/filepath"
	"strings"

	"github.com/connectorgen/connectorgen/generator"
)

// reportPacked reports what a command did to a pack; say puts it into lines.
func (a *app) reportPacked(p *generator.Packed, err error, say func(*generator.Packed) []string) {
	a.reportFailure(err)
	if p == nil {
		return
	}
	switch {
	case p.Failed():
		a.printProblems(p.Problems)
		a.worsen(exitProblem)
	case err == nil:
		for _, line := range say(p) {
			fmt.Fprintln(a.out, printable(line))
		}
	}
}

func packed(p *generator.Packed) []string {
	parts := []string{fmt.Sprintf("%s %s: %s packed into %s", p.ID, p.Version, amount(p), filepath.ToSlash(p.Place))}
	if p.Unchanged {
		parts = append(parts, "where it was before")
	}
	// The manifest lists the warnings, and generate has shown them.
	parts = append(parts, tally(p.Problems)...)
	return []string{strings.Join(parts, ", "), p.Digest}
}

func published(p *generator.Packed) []string {
	line := fmt.Sprintf("%s %s: published as %s", p.ID, p.Version, p.Place)
	if p.Unchanged {
		line += ", where it was before"
	}
	if n := len(p.Signatures); n > 0 {
		line += ", with " + count(n, "signature")
	}
	return []string{line, p.Digest}
}

func signed(p *generator.Packed) []string {
	return []string{fmt.Sprintf("%s %s: signed %s with the key %s", p.ID, p.Version, p.Digest, short(p.Signatures[0].KeyID))}
}

// verified says what was checked, and what was not.
func verified(p *generator.Packed) []string {
	reproduced := "not tried: ask for it with --reproduce"
	if p.Reproduced {
		reproduced = "from its inputs, byte for byte"
	}
	return []string{
		fmt.Sprintf("%s %s: %s, all as the manifest lists them", p.ID, p.Version, amount(p)),
		"digest      " + p.Digest,
		"signature   " + signatures(p),
		"reproduced  " + reproduced,
	}
}

// signatures says who signed the pack, as far as it is known. A pack without a
// valid signature does not come here if one was asked for.
func signatures(p *generator.Packed) string {
	var keys []string
	for _, s := range p.Signatures {
		if s.Verified {
			return "valid, made with the key " + short(s.KeyID)
		}
		keys = append(keys, short(s.KeyID))
	}
	if len(keys) == 0 {
		return "none: it is not signed"
	}
	return "not checked: name the public key with --key. It claims the key " + strings.Join(keys, ", ")
}

// pulled says what was written, after what was checked.
func pulled(dir string, changes []generator.Change) func(*generator.Packed) []string {
	return func(p *generator.Packed) []string {
		line, _ := written(generator.Result{Out: dir, Changes: changes})
		return append(verified(p), line)
	}
}

// amount is how much a pack holds.
func amount(p *generator.Packed) string {
	size := fmt.Sprintf("%.1f MB", float64(p.Size)/1e6)
	if p.Size < 1e6 {
		size = fmt.Sprintf("%.1f kB", float64(p.Size)/1e3)
	}
	return count(p.Files, "file") + ", " + size
}

// short is enough of a key's ID for people to tell keys apart.
func short(id string) string { return id[:min(len(id), 16)] }
