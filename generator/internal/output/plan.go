package output

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"slices"
	"strings"
)

// A step takes one file from what it is to what it should be.
type step struct {
	path    string
	action  Action
	old     []byte      // what the file holds; nil for Created
	mode    fs.FileMode // of the old file
	content []byte      // what it will hold; nil for Removed
}

// Plan says what [Write] would do to the folder dir, by path, with the diffs, and
// writes nothing. Its errors are those of Write.
func Plan(dir string, files []File, o Options) ([]Change, error) {
	steps, err := planIn(dir, files, o)
	if err != nil {
		return nil, err
	}
	changes := changesOf(steps)
	for i, s := range steps {
		changes[i].Diff = unified(s)
	}
	sortChanges(changes)
	return changes, nil
}

func changesOf(steps []step) []Change {
	changes := make([]Change, len(steps))
	for i, s := range steps {
		changes[i] = Change{Path: s.path, Action: s.action}
	}
	return changes
}

func sortChanges(changes []Change) {
	slices.SortFunc(changes, func(a, b Change) int { return cmp.Compare(a.Path, b.Path) })
}

// planIn is plan for a folder that may not exist yet.
func planIn(dir string, files []File, o Options) ([]step, error) {
	root, err := os.OpenRoot(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return plan(nil, files, o)
	}
	if err != nil {
		return nil, fmt.Errorf("open the output folder: %w", err)
	}
	defer root.Close()
	return plan(root, files, o)
}

// plan compares files with what is below root, which is nil for an empty folder.
// The steps are in the order in which they are taken: the files by path, what is
// no longer made, the lock. The error is a [Conflicts] where the user can help.
func plan(root *os.Root, files []File, o Options) ([]step, error) {
	if err := checkPaths(files); err != nil {
		return nil, err
	}
	files = slices.SortedFunc(slices.Values(files), func(a, b File) int { return cmp.Compare(a.Path, b.Path) })
	p := planner{root: root, locked: map[string]string{}, kept: map[string]fs.FileInfo{}}
	var oldLock *found
	if !o.Shared {
		var err error
		if oldLock, err = p.readLock(); err != nil {
			return nil, err
		}
	}
	for _, f := range files {
		if err := p.render(f); err != nil {
			return nil, err
		}
		delete(p.locked, f.Path)
	}
	for _, name := range slices.Sorted(maps.Keys(p.locked)) {
		if err := p.prune(name); err != nil {
			return nil, err
		}
	}
	if len(p.conflicts) > 0 {
		slices.SortFunc(p.conflicts, func(a, b Conflict) int { return cmp.Compare(a.Path, b.Path) })
		return nil, p.conflicts
	}
	if !o.Shared {
		content, err := newLock(files, o.Names)
		if err != nil {
			return nil, err
		}
		p.replace(LockFile, oldLock, content)
	}
	return p.steps, nil
}

// A planner gathers the steps and what stands in their way.
type planner struct {
	root      *os.Root               // nil for a folder that does not exist
	locked    map[string]string      // digest of each file of ours by path, as last written
	kept      map[string]fs.FileInfo // files on disk that are made again, by folded path
	steps     []step
	conflicts Conflicts
}

// A found is a file on disk; nil stands for none.
type found struct {
	content []byte
	info    fs.FileInfo
}

// readLock fills locked.
func (p *planner) readLock() (*found, error) {
	file, err := p.find(LockFile)
	if err != nil || file == nil {
		return nil, err
	}
	l, err := parseLock(file.content)
	if err != nil {
		p.conflict(LockFile, fmt.Sprintf("is not a lock file of this version: %v; restore it, or delete the folder and generate it again", err))
		return file, nil
	}
	for _, f := range l.Files {
		p.locked[f.Path] = f.SHA256
	}
	return file, nil
}

// render plans a file that is made.
func (p *planner) render(f File) error {
	old, err := p.find(f.Path)
	if err != nil {
		return err
	}
	if _, listed := p.locked[f.Path]; old != nil && !listed && !hasHeader(old.content) && !bytes.Equal(old.content, f.Content) {
		p.conflict(f.Path, "is in the way and was not written by connectorgen; move it or choose another output folder")
		return nil
	}
	if old != nil {
		p.kept[strings.ToLower(f.Path)] = old.info
	}
	p.replace(f.Path, old, f.Content)
	return nil
}

// replace plans that name holds content. Equal bytes stay untouched.
func (p *planner) replace(name string, old *found, content []byte) {
	switch {
	case old == nil:
		p.steps = append(p.steps, step{path: name, action: Created, content: content})
	case !bytes.Equal(old.content, content):
		p.steps = append(p.steps, step{path: name, action: Updated, old: old.content, mode: old.info.Mode().Perm(), content: content})
	}
}

// prune plans that a file of ours is removed, unless somebody made it theirs.
func (p *planner) prune(name string) error {
	old, err := p.find(name)
	if err != nil || old == nil {
		return err
	}
	if kept := p.kept[strings.ToLower(name)]; kept != nil && os.SameFile(kept, old.info) {
		return nil // the same file by its new name, on a disk where case does not count
	}
	if digest(old.content) != p.locked[name] {
		p.conflict(name, "is no longer made and was edited since it was; move it or delete it")
		return nil
	}
	p.steps = append(p.steps, step{path: name, action: Removed, old: old.content, mode: old.info.Mode().Perm()})
	return nil
}

// find reads the file called name, or returns nil if there is none. A file that
// is not a plain one, or not in plain folders, is a conflict and taken for none.
func (p *planner) find(name string) (*found, error) {
	if p.root == nil {
		return nil, nil
	}
	for i, r := range name {
		if r != '/' {
			continue
		}
		switch info, err := p.root.Lstat(name[:i]); {
		case errors.Is(err, fs.ErrNotExist):
			return nil, nil
		case err != nil:
			return nil, fmt.Errorf("look at the output folder: %w", err)
		case !info.IsDir():
			p.conflict(name[:i], "is in the way of a folder; move it or delete it")
			return nil, nil
		}
	}
	info, err := p.root.Lstat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case err != nil:
		return nil, fmt.Errorf("look at the output folder: %w", err)
	case !info.Mode().IsRegular():
		p.conflict(name, "is in the way and not a plain file; move it or delete it")
		return nil, nil
	}
	content, err := p.root.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("read the previous output: %w", err)
	}
	return &found{content, info}, nil
}

// conflict notes a conflict once.
func (p *planner) conflict(name, reason string) {
	if c := (Conflict{name, reason}); !slices.Contains(p.conflicts, c) {
		p.conflicts = append(p.conflicts, c)
	}
}
