package output

import (
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path"
	"path/filepath"
	"slices"
)

// Write makes the folder dir hold files and returns what changed, by path. The
// folder is created if needed. No file is touched before every path is checked
// and every new file is on disk; each file appears whole or not at all, with mode
// 0644; equal bytes are not rewritten; files that the lock lists and that are no
// longer made are removed; the lock is written last.
//
// On an error the previous output is back in place, as far as the disk allows;
// what could not be put back is part of the error. Files that are not ours, and
// stale files that were edited, give [Conflicts].
func Write(dir string, files []File, o Options) ([]Change, error) {
	return write(dir, files, o, (*os.Root).Rename)
}

// A renameFunc is [os.Root.Rename], by which every file takes or leaves its place.
type renameFunc func(root *os.Root, from, to string) error

func write(dir string, files []File, o Options, rename renameFunc) (_ []Change, err error) {
	steps, err := planIn(dir, files, o)
	if err != nil {
		return nil, err
	}
	made, err := makeFolder(dir)
	if err != nil {
		return nil, err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open the output folder: %w", err), removeFolders(made))
	}
	t := transaction{root: root, rename: rename}
	if err := t.run(steps); err != nil {
		return nil, errors.Join(err, t.rollback(), root.Close(), removeFolders(made))
	}
	if err := errors.Join(t.finish(steps), root.Close()); err != nil {
		return nil, err
	}
	changes := changesOf(steps)
	sortChanges(changes)
	return changes, nil
}

// makeFolder creates dir with its parents and returns what it created, deepest first.
func makeFolder(dir string) ([]string, error) {
	var made []string
	for d := filepath.Clean(dir); ; d = filepath.Dir(d) {
		if _, err := os.Stat(d); !errors.Is(err, fs.ErrNotExist) || filepath.Dir(d) == d {
			break
		}
		made = append(made, d)
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, errors.Join(fmt.Errorf("create the output folder: %w", err), removeFolders(made))
	}
	return made, nil
}

// removeFolders removes what makeFolder made.
func removeFolders(made []string) error {
	for _, dir := range made {
		if err := os.Remove(dir); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("remove the output folder again: %w", err)
		}
	}
	return nil
}

// A transaction takes steps and can take them back.
type transaction struct {
	root   *os.Root
	rename renameFunc
	undo   []func() error // in the order of what they undo
	aside  []string       // files moved out of their place, to be removed in the end
}

// run takes the steps: first every new file is written beside its place, then
// each is renamed to it. A file that goes is moved aside, so that it can come back.
func (t *transaction) run(steps []step) error {
	beside := make([]string, len(steps))
	for i, s := range steps {
		var err error
		if s.action == Removed {
			beside[i] = besideOf(s.path)
			continue
		}
		if beside[i], err = t.stage(s.path, s.content, 0o644); err != nil {
			return fmt.Errorf("write %s: %w", s.path, err)
		}
	}
	for i, s := range steps {
		var err error
		if s.action == Removed {
			err = t.moveAside(s.path, beside[i])
		} else {
			err = t.moveIn(s, beside[i])
		}
		if err != nil {
			return fmt.Errorf("write %s: %w", s.path, err)
		}
	}
	return nil
}

// stage writes content beside name and returns the file's name. The file sits
// there because a rename is atomic only within one file system.
func (t *transaction) stage(name string, content []byte, mode fs.FileMode) (_ string, err error) {
	if err := t.makeFolders(path.Dir(name)); err != nil {
		return "", err
	}
	tmp := besideOf(name)
	file, err := t.root.OpenFile(tmp, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return "", err
	}
	t.undo = append(t.undo, func() error { return t.removeIfThere(tmp) })
	_, err = file.Write(content)
	if err = errors.Join(err, file.Chmod(mode), file.Close()); err != nil {
		return "", err
	}
	return tmp, nil
}

// besideOf returns a new name in the folder of name. It never reaches the output.
func besideOf(name string) string {
	return path.Join(path.Dir(name), fmt.Sprintf(".connectorgen-%016x.tmp", rand.Uint64())) //nolint:gosec // a free name, not a secret
}

// makeFolders creates dir and the folders above it.
func (t *transaction) makeFolders(dir string) error {
	if dir == "." {
		return nil
	}
	if err := t.makeFolders(path.Dir(dir)); err != nil {
		return err
	}
	err := t.root.Mkdir(dir, 0o755)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err == nil {
		t.undo = append(t.undo, func() error { return t.removeIfThere(dir) })
	}
	return err
}

// moveIn puts the staged file tmp in its place.
func (t *transaction) moveIn(s step, tmp string) error {
	if err := t.rename(t.root, tmp, s.path); err != nil {
		return err
	}
	t.undo = append(t.undo, func() error {
		if s.action == Created {
			return t.root.Remove(s.path)
		}
		tmp, err := t.stage(s.path, s.old, s.mode)
		if err != nil {
			return err
		}
		return t.rename(t.root, tmp, s.path)
	})
	return nil
}

// moveAside takes the file called name out of its place.
func (t *transaction) moveAside(name, tmp string) error {
	if err := t.rename(t.root, name, tmp); err != nil {
		return err
	}
	t.aside = append(t.aside, tmp)
	t.undo = append(t.undo, func() error { return t.rename(t.root, tmp, name) })
	return nil
}

func (t *transaction) removeIfThere(name string) error {
	if err := t.root.Remove(name); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// rollback takes back what was done, last first, and reports what it could not.
func (t *transaction) rollback() error {
	var errs []error
	for len(t.undo) > 0 {
		last := len(t.undo) - 1
		undo := t.undo[last]
		t.undo = t.undo[:last]
		if err := undo(); err != nil {
			errs = append(errs, fmt.Errorf("restore the previous output: %w", err))
		}
	}
	return errors.Join(errs...)
}

// finish removes what was moved aside, and the folders that are empty by it.
func (t *transaction) finish(steps []step) error {
	for _, name := range t.aside {
		if err := t.root.Remove(name); err != nil {
			return fmt.Errorf("remove a file that is no longer made: %w", err)
		}
	}
	for _, s := range slices.Backward(steps) {
		if s.action != Removed {
			continue
		}
		for dir := path.Dir(s.path); dir != "."; dir = path.Dir(dir) {
			if t.root.Remove(dir) != nil {
				break // not empty: something else lives there
			}
		}
	}
	return nil
}
