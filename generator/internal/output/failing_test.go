package output_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/connectorgen/connectorgen/generator/internal/output"
)

var errDisk = errors.New("disk on fire")

// TestFailingRename lets the disk fail at each rename in turn.
func TestFailingRename(t *testing.T) {
	next := files("a.go", "new a", "new/deep/c.go", "c", "b.go", "new b")
	for fail := 0; ; fail++ {
		dir := filepath.Join(t.TempDir(), "out")
		mustWrite(t, dir, files("a.go", "a", "b.go", "b", "old/x.go", "x", "old/y.go", "y"))
		if err := os.Chmod(filepath.Join(dir, "a.go"), 0o600); err != nil {
			t.Fatal(err)
		}
		before := tree(t, dir)
		calls := 0
		_, err := output.WriteRenaming(dir, next, output.Options{}, func(root *os.Root, from, to string) error {
			if calls++; calls-1 == fail {
				return errDisk
			}
			return root.Rename(from, to)
		})
		if err == nil {
			if fail != 6 { // three files, two stale ones, the lock
				t.Errorf("Write went through after %d renames, want 6", fail)
			}
			return
		}
		if !errors.Is(err, errDisk) || !strings.HasPrefix(err.Error(), "write ") || strings.Contains(err.Error(), "restore") {
			t.Errorf("rename %d: error %v; want one that writes and restores nothing in vain", fail, err)
		}
		if diff := cmp.Diff(before, tree(t, dir)); diff != "" {
			t.Errorf("rename %d failed; the folder changed (-before +after):\n%s", fail, diff)
		}
		info, err := os.Stat(filepath.Join(dir, "a.go"))
		if err != nil || info.Mode().Perm()&0o077 != 0 {
			t.Errorf("rename %d failed; mode of a.go = %v, %v; want the old one", fail, info.Mode(), err)
		}
	}
}

// A first run that fails leaves no folder.
func TestFailingFirstRun(t *testing.T) {
	parent := t.TempDir()
	_, err := output.WriteRenaming(filepath.Join(parent, "generated", "acme"), files("a/b.go", "b"), output.Options{},
		func(*os.Root, string, string) error { return errDisk })
	if err == nil || err.Error() != "write a/b.go: disk on fire" {
		t.Errorf("error = %v; want write a/b.go: disk on fire", err)
	}
	if diff := cmp.Diff(map[string]string{}, tree(t, parent)); diff != "" {
		t.Errorf("something is left (-want +got):\n%s", diff)
	}
}

// What cannot be put back is said.
func TestFailingRestore(t *testing.T) {
	dir := t.TempDir()
	mustWrite(t, dir, files("a.go", "a", "b.go", "b"))
	calls := 0
	_, err := output.WriteRenaming(dir, files("a.go", "new a", "b.go", "new b"), output.Options{}, func(root *os.Root, from, to string) error {
		if calls++; calls > 1 {
			return errDisk
		}
		return root.Rename(from, to)
	})
	want := "write b.go: disk on fire\nrestore the previous output: disk on fire"
	if err == nil || err.Error() != want {
		t.Errorf("error = %v; want %s", err, want)
	}
}

func TestReadOnlyFolder(t *testing.T) {
	dir := t.TempDir()
	mustWrite(t, dir, files("a.go", "a", "sub/b.go", "b"))
	sub := filepath.Join(dir, "sub")
	if err := os.Chmod(sub, 0o555); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := os.Chmod(sub, 0o755); err != nil {
			t.Error(err)
		}
	})
	if probe, err := os.Create(filepath.Join(sub, "probe")); err == nil {
		probe.Close()
		t.Skip("this user may write everywhere")
	}
	before := tree(t, dir)
	_, err := output.Write(dir, files("a.go", "new a", "sub/b.go", "new b"), output.Options{})
	if !errors.Is(err, os.ErrPermission) {
		t.Errorf("error = %v; want one about permission", err)
	}
	if diff := cmp.Diff(before, tree(t, dir)); diff != "" {
		t.Errorf("the folder changed (-before +after):\n%s", diff)
	}
}
