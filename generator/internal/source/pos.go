// Package source reads YAML and JSON text into one tree and tracks where in the
// user's files a value came from.
//
// It knows nothing of what the files mean, and nothing of package diag: its errors
// have a place and a message, and their reader gives them a code.
package source

import "fmt"

// A Pos is a place in a user's file. The zero Pos means "no known place".
// Lines and columns start at 1; Column counts runes, as yaml.v3 does.
type Pos struct {
	File         string // as the user named it, slash-separated
	Line, Column int
}

// IsValid reports whether p names a line.
func (p Pos) IsValid() bool { return p.Line > 0 }

// String formats p as file:line:column, the form editors and CI make clickable.
// Without a line it is the file alone.
func (p Pos) String() string {
	if !p.IsValid() {
		return p.File
	}
	return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Column)
}

// MarshalText makes a Pos one short string in JSON.
func (p Pos) MarshalText() ([]byte, error) { return []byte(p.String()), nil }
