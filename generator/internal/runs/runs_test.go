package runs_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/connectorgen/connectorgen/generator/internal/diag"
	"github.com/connectorgen/connectorgen/generator/internal/runs"
	"github.com/connectorgen/connectorgen/generator/internal/source"
)

func example() *runs.Run {
	return &runs.Run{
		Program:    "p",
		Inputs:     map[string]string{"a:1:2.yaml": runs.Digest([]byte("a")), "missing.yaml": ""},
		References: map[string]string{"b.yaml": "b"},
		Output:     "o",
		Problems: diag.List{{
			Pos: source.Pos{File: "a:1:2.yaml", Line: 3, Column: 4}, Severity: diag.Warning, Code: "c", Msg: "m\x00\xff", Hint: "h",
		}},
	}
}

func TestStore(t *testing.T) {
	store := runs.Store(filepath.Join(t.TempDir(), "below", "that"))
	if got := store.Find("this"); got != nil {
		t.Errorf("before anything is kept there is %v", got)
	}
	want := example()
	for range 2 { // the second takes the place of the first
		if err := store.Keep("this", want); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff(want, store.Find("this")); diff != "" {
		t.Errorf("run (-kept +found):\n%s", diff)
	}
	if got := store.Find("that"); got != nil {
		t.Errorf("for something else there is %v", got)
	}
}

func TestStoreForgets(t *testing.T) {
	dir := t.TempDir()
	store := runs.Store(dir)
	if err := store.Keep("old", example()); err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != 1 {
		t.Fatalf("%v, %v; want one file", entries, err)
	}
	old := time.Now().Add(-31 * 24 * time.Hour)
	if err := os.Chtimes(filepath.Join(dir, entries[0].Name()), old, old); err != nil {
		t.Fatal(err)
	}
	if err := store.Keep("new", example()); err != nil {
		t.Fatal(err)
	}
	if store.Find("old") != nil || store.Find("new") == nil {
		t.Errorf("after a month, old: %v, new: %v; want only the new one", store.Find("old"), store.Find("new"))
	}
}

func TestStoreBroken(t *testing.T) {
	dir := t.TempDir()
	store := runs.Store(dir)
	if err := store.Keep("this", example()); err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(dir, entries[0].Name())
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	for length := range len(text) {
		if err := os.WriteFile(name, text[:length], 0o600); err != nil {
			t.Fatal(err)
		}
		if got := store.Find("this"); got != nil {
			t.Fatalf("the first %d bytes are read as %v", length, got)
		}
	}
	if got := runs.Store("").Find("this"); got != nil || runs.Store("").Keep("this", example()) == nil {
		t.Errorf("a store without a folder has %v", got)
	}
}
