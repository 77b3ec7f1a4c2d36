// Package runs remembers runs that went well, so that the next one on the same
// inputs need not be made.
//
// What a run makes follows from the program, what it was asked, what it read and
// what lay in its output folder. All four are remembered as digests, in a folder of
// the user's machine and never in the output: a program that is built again has
// another digest, and no two machines share one. Whatever cannot be read or does
// not fit counts as not remembered.
package runs

import (
	"bytes"
	"crypto/sha256"
	"encoding/gob"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/connectorgen/connectorgen/generator/internal/diag"
)

// kept is for how long a run is remembered.
const kept = 30 * 24 * time.Hour

// A Run is what came of one run.
type Run struct {
	Program    string            // its digest, see [Program]
	Inputs     map[string]string // by name as it was read: what [Digest] gave, "" if there was nothing to read
	References map[string]string // the same of files that the document refers to
	Output     string            // digest of everything that it leaves on disk
	Problems   diag.List         // warnings, unsorted
}

// Digest is the digest of a text.
func Digest(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// Program returns the digest of the running program's file. It is not the version,
// which stays the same while the program is being worked on.
var Program = sync.OnceValues(func() (string, error) {
	name, err := os.Executable()
	if err != nil {
		return "", err
	}
	f, err := os.Open(name)
	if err != nil {
		return "", err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.CopyBuffer(h, onlyReader{f}, make([]byte, 1<<20)); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
})

// An onlyReader keeps io.CopyBuffer from going round the buffer.
type onlyReader struct{ io.Reader }

// A Store is a folder in which runs are remembered; "" remembers none.
type Store string

// Find returns the run that was made when the same thing was asked, or nil.
// Asked is anything that JSON can tell apart.
func (s Store) Find(asked any) *Run {
	name, err := s.file(asked)
	if err != nil {
		return nil
	}
	text, err := os.ReadFile(name)
	if err != nil {
		return nil
	}
	var r Run
	if gob.NewDecoder(bytes.NewReader(text)).Decode(&r) != nil {
		return nil
	}
	return &r
}

// Keep remembers r in place of what was made before when the same thing was asked,
// and forgets what was made long ago.
func (s Store) Keep(asked any, r *Run) error {
	name, err := s.file(asked)
	if err != nil {
		return err
	}
	var text bytes.Buffer
	if err := gob.NewEncoder(&text).Encode(r); err != nil {
		return err
	}
	if err := os.MkdirAll(string(s), 0o700); err != nil {
		return err
	}
	s.forget(time.Now().Add(-kept)) //nolint:forbidigo // it decides what is forgotten, and reaches no output
	f, err := os.CreateTemp(string(s), ".new-*")
	if err != nil {
		return err
	}
	_, err = f.Write(text.Bytes())
	if err = errors.Join(err, f.Close()); err == nil {
		err = os.Rename(f.Name(), name)
	}
	if err != nil {
		os.Remove(f.Name())
	}
	return err
}

// forget removes what was written before the time given.
func (s Store) forget(before time.Time) {
	entries, err := os.ReadDir(string(s))
	if err != nil {
		return
	}
	for _, e := range entries {
		if info, err := e.Info(); err == nil && info.Mode().IsRegular() && info.ModTime().Before(before) {
			os.Remove(filepath.Join(string(s), e.Name()))
		}
	}
}

// file is where the answer to what is asked is kept.
func (s Store) file(asked any) (string, error) {
	if s == "" {
		return "", errors.New("nothing is remembered")
	}
	text, err := json.Marshal(asked)
	if err != nil {
		return "", err
	}
	return filepath.Join(string(s), Digest(text)), nil
}
