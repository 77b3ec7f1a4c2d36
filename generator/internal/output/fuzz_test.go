package output_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/connectorgen/connectorgen/generator/internal/output"
)

// FuzzLock writes to a folder whose lock file anybody may have written: nothing
// but what is ours changes, and nothing at all outside.
func FuzzLock(f *testing.F) {
	for _, seed := range []string{
		`{"version":1,"files":[{"path":"old.go","sha256":"2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae"}],"names":{"type A":"B"}}`,
		`{"version":1,"files":[{"path":"../outside","sha256":"2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae"}]}`,
		`{"version":1,"files":[{"path":"theirs.txt","sha256":""},{"path":"link/outside","sha256":"x"}]}`,
		`{"version":1,"files":[{"path":"connectorgen.lock","sha256":""}]}`,
		`{"version":1,"files":[{"path":"","sha256":""}]}`,
		`{"version":1e400}`, `[]`, `null`, ``, `{"version":1}{}`, "\ufeff{}",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, lock []byte) {
		base := t.TempDir()
		dir := filepath.Join(base, "out")
		if err := os.Mkdir(dir, 0o755); err != nil {
			t.Fatal(err)
		}
		kept := map[string]string{filepath.Join(base, "outside"): "foo", filepath.Join(dir, "theirs.txt"): "mine"}
		for name, content := range kept {
			write(t, name, content)
		}
		write(t, filepath.Join(dir, "old.go"), "foo")
		write(t, filepath.Join(dir, output.LockFile), string(lock))
		if err := os.Symlink("..", filepath.Join(dir, "link")); err != nil {
			t.Skip("no links here")
		}
		if _, err := output.Names(dir); err != nil {
			t.Error(err)
		}
		_, err := output.Write(dir, files("new.go", "package p"), output.Options{})
		var conflicts output.Conflicts
		if err != nil && !errors.As(err, &conflicts) {
			t.Error(err)
		}
		for name, want := range kept {
			if got, err := os.ReadFile(name); err != nil || string(got) != want {
				t.Errorf("%s is %q, %v", filepath.Base(name), got, err)
			}
		}
		if _, missing := os.Stat(filepath.Join(dir, "new.go")); (missing == nil) != (err == nil) {
			t.Errorf("the file is there: %v, error %v", missing == nil, err)
		}
	})
}

func write(t *testing.T, name, content string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}
