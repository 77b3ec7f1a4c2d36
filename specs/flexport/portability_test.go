package flexport_test

import (
	"path/filepath"
	"strings"
	"testing"
)

// TestPortable copies the generated package into a module of its own, with the
// oldest Go that it promises, and vets it there for other systems.
func TestPortable(t *testing.T) {
	t.Parallel()
	module := newModule(t, "1.23")
	files, err := filepath.Glob(filepath.Join(generated, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		copyFile(t, name, filepath.Join(module, "flexport", filepath.Base(name)))
	}
	for _, system := range []string{"linux", "windows", "darwin"} {
		t.Run(system, func(t *testing.T) {
			t.Parallel()
			// Vet knows which functions the module's version of Go lacks.
			runGo(t, module, []string{"GOOS=" + system, "GOTOOLCHAIN=local"}, "vet", "./...")
		})
	}
	t.Run("imports", func(t *testing.T) {
		t.Parallel()
		foreign := runGo(t, module, nil, "list", "-deps", "-f", "{{if not .Standard}}{{.ImportPath}}{{end}}", "./...")
		if got := strings.TrimSpace(foreign); got != "example.com/made/flexport" {
			t.Errorf("beside the standard library it imports %s", got)
		}
	})
	t.Run("old toolchain", func(t *testing.T) {
		t.Parallel()
		cache := strings.TrimSpace(runGo(t, module, nil, "env", "GOMODCACHE"))
		kept, err := filepath.Glob(filepath.Join(cache, "golang.org", "toolchain@v0.0.1-go1.23.*"))
		if err != nil {
			t.Fatal(err)
		}
		if len(kept) == 0 {
			t.Skip("no Go 1.23 in the module cache")
		}
		_, version, _ := strings.Cut(filepath.Base(kept[len(kept)-1]), "-go")
		version = "go" + strings.Join(strings.Split(version, ".")[:3], ".")
		if got := runGo(t, module, []string{"GOTOOLCHAIN=" + version}, "version"); !strings.Contains(got, version) {
			t.Fatalf("%s is %s", version, got)
		}
		runGo(t, module, []string{"GOTOOLCHAIN=" + version}, "vet", "./...")
	})
}
