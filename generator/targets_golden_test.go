package generator_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite golden files")

// acme copies the inputs of a small connector that has some of everything.
func acme(t *testing.T, dir, target string) {
	t.Helper()
	for _, name := range []string{"connector.yaml", "openapi.yaml", "auth.yaml"} {
		data := readFile(t, filepath.Join("testdata", "targets", "acme", name))
		write(t, filepath.Join(dir, name), []byte(strings.Replace(data, "targets: []", "targets: ["+target+"]", 1)))
	}
}

// goldenTarget compares files that target makes of the small connector, and what is
// lost of it, with those kept.
func goldenTarget(t *testing.T, target string, files ...string) *madeTarget {
	t.Helper()
	dir := t.TempDir()
	acme(t, dir, target)
	made := generateTarget(t, dir, target)
	var losses bytes.Buffer
	for _, p := range made.problems {
		if strings.HasPrefix(p.Code, target+"-") {
			fmt.Fprintln(&losses, strings.TrimPrefix(p.Error(), filepath.ToSlash(dir)+"/"))
		}
	}
	golden(t, target+".losses", losses.Bytes())
	for _, name := range files {
		golden(t, target+"."+name, made.read(t, name))
	}
	return made
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	name = filepath.Join("testdata", "targets", name+".golden")
	if *update {
		write(t, name, got)
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s differs; run the test with -update and read the difference:\n%s", name, diff)
	}
}
