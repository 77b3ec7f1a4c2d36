package tree_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/connectorgen/connectorgen/bench/internal/tree"
)

func write(t *testing.T, dir, name, text string) {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Chtimes(path, time.Time{}, time.Unix(1000, 0)); err != nil {
		t.Fatal(err)
	}
}

func TestLines(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "a.go", "package a\n\nvar a int\n")
	write(t, dir, "b/b.go", "package b\n")
	write(t, dir, "c.json", "{\n}\n")
	if got, err := tree.Lines(dir); err != nil || got != 4 {
		t.Errorf("got %d, %v, want 4", got, err)
	}
}

func TestDifference(t *testing.T) {
	tests := map[string]struct {
		change func(t *testing.T, dir string)
		want   string
	}{
		"none":    {func(*testing.T, string) {}, ""},
		"gone":    {func(t *testing.T, dir string) { os.Remove(filepath.Join(dir, "a.go")) }, "a.go is gone"},
		"new":     {func(t *testing.T, dir string) { write(t, dir, "0.go", "") }, "0.go is new"},
		"changed": {func(t *testing.T, dir string) { write(t, dir, "b/b.go", "package c\n") }, "b/b.go has other bytes"},
		"touched": {func(t *testing.T, dir string) {
			os.Chtimes(filepath.Join(dir, "a.go"), time.Time{}, time.Unix(2000, 0))
		}, "a.go was written again"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			write(t, dir, "a.go", "package a\n")
			write(t, dir, "b/b.go", "package b\n")
			before, err := tree.Look(dir)
			if err != nil {
				t.Fatal(err)
			}
			test.change(t, dir)
			after, err := tree.Look(dir)
			if err != nil {
				t.Fatal(err)
			}
			if got := before.Difference(after); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}
