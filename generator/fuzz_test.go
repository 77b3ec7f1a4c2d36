package generator_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/connectorgen/connectorgen/generator"
)

// FuzzGenerate takes any document all the way: either it has problems, or what is
// made of it does no harm.
func FuzzGenerate(f *testing.F) {
	names, err := filepath.Glob("testdata/hostile/*.yaml")
	if err != nil || len(names) == 0 {
		f.Fatal(names, err)
	}
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 16<<10 {
			t.Skip("too long")
		}
		files, problems, err := generator.Render(generator.Options{Spec: "-", Stdin: bytes.NewReader(data), Out: "testdata/nowhere", Package: "p"})
		if err != nil {
			t.Fatal(err)
		}
		if (files == nil) != problems.HasErrors() {
			t.Fatalf("%d files, problems %v", len(files), problems)
		}
		if files != nil {
			checkHarmless(t, files)
		}
	})
}
