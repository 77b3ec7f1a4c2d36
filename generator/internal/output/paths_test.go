package output_test

import (
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/connectorgen/connectorgen/generator/internal/output"
)

func TestWriteRefusesPaths(t *testing.T) {
	const unclean = " is not a clean path inside the output folder"
	const character = " has a character that file names cannot have on every system"
	tests := map[string]struct {
		paths []string
		want  string
	}{
		"outside":            {[]string{"../evil.go"}, `output path "../evil.go"` + unclean},
		"outside in between": {[]string{"a/../../evil.go"}, `output path "a/../../evil.go"` + unclean},
		"absolute":           {[]string{"/etc/passwd"}, `output path "/etc/passwd"` + unclean},
		"empty":              {[]string{""}, `output path ""` + unclean},
		"the folder":         {[]string{"."}, `output path "."` + unclean},
		"a folder":           {[]string{"a/"}, `output path "a/"` + unclean},
		"backslash":          {[]string{`..\evil.go`}, `output path "..\\evil.go"` + character},
		"stream":             {[]string{"a.go:b"}, `output path "a.go:b"` + character},
		"control character":  {[]string{"a\x1b.go"}, `output path "a\x1b.go"` + character},
		"device":             {[]string{"x/aux.go"}, `output path "x/aux.go" has a part that Windows reserves: "aux.go"`},
		"numbered device":    {[]string{"Com1"}, `output path "Com1" has a part that Windows reserves: "Com1"`},
		"device with space":  {[]string{"nul .txt"}, `output path "nul .txt" has a part that Windows reserves: "nul .txt"`},
		"dot at the end":     {[]string{"a./b.go"}, `output path "a./b.go" has a part that Windows reserves: "a."`},
		"twice":              {[]string{"a.go", "a.go"}, `two files want the output path "a.go"`},
		"case":               {[]string{"a.go", "A.go"}, `output paths "A.go" and "a.go" differ only in case`},
		"case of a folder":   {[]string{"docs/a", "Docs/b"}, `output paths "Docs" and "docs" differ only in case`},
		"file and folder":    {[]string{"a/b", "a"}, `output path "a" is both a file and a folder`},
		"file, case, folder": {[]string{"a/b", "A"}, `output paths "A" and "a" differ only in case`},
		"the lock":           {[]string{"connectorgen.lock"}, `two files want the output path "connectorgen.lock"`},
		"the lock in case":   {[]string{"Connectorgen.lock"}, `output paths "connectorgen.lock" and "Connectorgen.lock" differ only in case`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			list := files("ok.go", "ok")
			for _, p := range test.paths {
				list = append(list, output.File{Path: p})
			}
			_, err := output.Write(dir, list, output.Options{})
			if err == nil {
				t.Fatal("Write gave no error")
			}
			if diff := cmp.Diff(test.want, err.Error()); diff != "" {
				t.Errorf("error (-want +got):\n%s", diff)
			}
			if got, err := os.ReadDir(dir); err != nil || len(got) != 0 {
				t.Errorf("Write left %v behind, %v", got, err)
			}
		})
	}
}

func TestWriteAcceptsPaths(t *testing.T) {
	list := files("a.go", "", "a_test.go", "", "docs/a.md", "", "docs/b.md", "", ".hidden", "", "comet.go", "", "com", "", "auxiliary.go", "", "é.md", "")
	mustWrite(t, t.TempDir(), list)
}
