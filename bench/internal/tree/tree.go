// Package tree looks at a folder of generated files: how many lines of Go there
// are, and whether anything in it was written between two looks.
package tree

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// Lines counts the lines of the Go files below dir.
func Lines(dir string) (int, error) {
	n := 0
	err := eachFile(dir, func(path string, _ fs.FileInfo) error {
		if filepath.Ext(path) != ".go" {
			return nil
		}
		file, err := os.Open(path)
		if err != nil {
			return err
		}
		defer file.Close()
		lines, err := countLines(file)
		n += lines
		return err
	})
	return n, err
}

// countLines counts without holding the file, however long its lines.
func countLines(r io.Reader) (int, error) {
	n := 0
	buffer := make([]byte, 64<<10)
	for {
		read, err := r.Read(buffer)
		n += bytes.Count(buffer[:read], []byte("\n"))
		if errors.Is(err, io.EOF) {
			return n, nil
		}
		if err != nil {
			return n, err
		}
	}
}

// A Snapshot is what was in a folder at one time, by path.
type Snapshot map[string]state

type state struct {
	digest  [sha256.Size]byte
	written time.Time
}

// Look takes a snapshot of the files below dir.
func Look(dir string) (Snapshot, error) {
	s := Snapshot{}
	err := eachFile(dir, func(path string, info fs.FileInfo) error {
		file, err := os.Open(path)
		if err != nil {
			return err
		}
		defer file.Close()
		hash := sha256.New()
		if _, err := io.Copy(hash, file); err != nil {
			return err
		}
		name, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		s[filepath.ToSlash(name)] = state{digest: [sha256.Size]byte(hash.Sum(nil)), written: info.ModTime()}
		return nil
	})
	return s, err
}

// Difference says in what later differs from s first, by path: "x.go is gone", "x.go is
// new", "x.go has other bytes" or "x.go was written again". "" if in nothing.
func (s Snapshot) Difference(later Snapshot) string {
	names := slices.Sorted(maps.Keys(s))
	for _, name := range names {
		now, ok := later[name]
		switch {
		case !ok:
			return fmt.Sprintf("%s is gone", name)
		case now.digest != s[name].digest:
			return fmt.Sprintf("%s has other bytes", name)
		case !now.written.Equal(s[name].written):
			return fmt.Sprintf("%s was written again", name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(later)) {
		if _, ok := s[name]; !ok {
			return fmt.Sprintf("%s is new", name)
		}
	}
	return ""
}

func eachFile(dir string, do func(path string, info fs.FileInfo) error) error {
	return filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		return do(path, info)
	})
}
