package output

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"syscall"
)

// LockFile is the name of the file, inside the output folder, that lists what was written.
const LockFile = "connectorgen.lock"

// lockVersion is the version of the lock's format.
const lockVersion = 1

// A lock is the content of [LockFile].
type lock struct {
	Version int          `json:"version"`
	Files   []lockedFile `json:"files"` // by path
	// Names are what things were called when they were first made; see [Options].
	Names map[string]string `json:"names,omitempty"`
}

// A lockedFile is a file of ours as it was written.
type lockedFile struct {
	Path   string `json:"path"`   // as in [File]
	SHA256 string `json:"sha256"` // lower-case hex
}

// newLock returns the content of the lock file for files.
func newLock(files []File, names map[string]string) ([]byte, error) {
	l := lock{Version: lockVersion, Files: make([]lockedFile, len(files)), Names: names}
	for i, f := range files {
		l.Files[i] = lockedFile{Path: f.Path, SHA256: digest(f.Content)}
	}
	slices.SortFunc(l.Files, func(a, b lockedFile) int { return cmp.Compare(a.Path, b.Path) })
	content, err := json.MarshalIndent(l, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("encode %s: %w", LockFile, err)
	}
	return append(content, '\n'), nil
}

// parseLock reads a lock file. Its paths are as untrusted as any input's: it
// decides what is removed.
func parseLock(content []byte) (*lock, error) {
	// The version comes first: a later one may have fields unknown here.
	var head struct {
		Version int `json:"version"`
	}
	if err := json.Unmarshal(content, &head); err != nil {
		return nil, err
	}
	if head.Version != lockVersion {
		return nil, fmt.Errorf("its version is %d, not %d", head.Version, lockVersion)
	}
	var l lock
	dec := json.NewDecoder(bytes.NewReader(content))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&l); err != nil {
		return nil, err
	}
	files := make([]File, len(l.Files))
	for i, f := range l.Files {
		files[i].Path = f.Path
	}
	return &l, checkPaths(files)
}

// Names returns the names that the lock file of the folder dir remembers; none if
// there is no lock file, or none that can be read, which [Plan] reports.
func Names(dir string) (map[string]string, error) {
	name := filepath.Join(dir, LockFile)
	info, err := os.Lstat(name)
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR) || err == nil && !info.Mode().IsRegular() {
		return nil, nil // what is no plain file is reported by Plan, and may never end
	}
	if err != nil {
		return nil, fmt.Errorf("look for the lock file: %w", err)
	}
	content, err := os.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("read the lock file: %w", err)
	}
	l, err := parseLock(content)
	if err != nil {
		return nil, nil //nolint:nilerr // reported by Plan, at the file
	}
	return l.Names, nil
}

// Digest returns a digest of what the last run left in the folder dir: of its lock
// file, provided that every file is there as the lock lists it. It is "" if not,
// or if the folder cannot be read.
func Digest(dir string) string {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return ""
	}
	defer root.Close()
	p := planner{root: root, locked: map[string]string{}}
	lock, err := p.readLock()
	if err != nil || lock == nil {
		return ""
	}
	for name, want := range p.locked {
		if f, err := p.find(name); err != nil || f == nil || digest(f.content) != want {
			return ""
		}
	}
	if len(p.conflicts) > 0 {
		return ""
	}
	return digest(lock.content)
}

// FileDigest returns a digest of the file called name in the folder dir; "" if
// there is no plain file of that name, or it cannot be read.
func FileDigest(dir, name string) string {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return ""
	}
	defer root.Close()
	p := planner{root: root}
	f, err := p.find(name)
	if err != nil || f == nil {
		return ""
	}
	return digest(f.content)
}

func digest(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}
