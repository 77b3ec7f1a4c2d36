package input_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/connectorgen/connectorgen/bench/internal/input"
)

func TestDocuments(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"b-c.json", "a.yaml", "a.YML", "2.json", "INDEX.tsv", "bc.yml"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("{}"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(filepath.Join(dir, "folder.json"), 0o755); err != nil {
		t.Fatal(err)
	}
	tests := map[string]struct {
		only string
		want []string
	}{
		"all":  {"", []string{"2.json api2", "a.YML apia", "a.yaml apiax2", "b-c.json apibc", "bc.yml apibcx2"}},
		"some": {"b-,2", []string{"2.json api2", "b-c.json apibc"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			documents, err := input.Documents(dir, test.only)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, d := range documents {
				if d.Size != 2 || d.Path != filepath.Join(dir, d.Name) {
					t.Errorf("%+v", d)
				}
				got = append(got, d.Name+" "+d.Package)
			}
			if !slices.Equal(got, test.want) {
				t.Errorf("got %v, want %v", got, test.want)
			}
		})
	}
}

func TestNoDocuments(t *testing.T) {
	for dir, want := range map[string]string{"": "no folder of documents", t.TempDir(): "no document whose name"} {
		_, err := input.Documents(dir, "")
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want an error about %q", err, want)
		}
	}
}
