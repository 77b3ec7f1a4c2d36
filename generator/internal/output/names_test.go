package output_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/connectorgen/connectorgen/generator/internal/output"
)

func TestNames(t *testing.T) {
	dir := t.TempDir()
	if got, err := output.Names(dir); got != nil || err != nil {
		t.Errorf("Names of a folder without a lock = %v, %v", got, err)
	}
	want := map[string]string{"type pet": "Pet", "method listPets": "List"}
	if _, err := output.Write(dir, []output.File{{Path: "a.go", Content: []byte("x")}}, output.Options{Names: want}); err != nil {
		t.Fatal(err)
	}
	got, err := output.Names(dir)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("names (-want +got):\n%s", diff)
	}
}
