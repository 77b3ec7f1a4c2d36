// Package input lists the OpenAPI documents of a folder. It reads none of them: a
// process that holds much memory spoils what its children are measured by.
package input

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// A Document is an OpenAPI document in a file.
type Document struct {
	Name    string // of the file
	Path    string // absolute
	Size    int64  // in bytes
	Package string // a name for a Go package made from it, unique in its folder
}

// Documents lists the documents directly in dir, by name. With only it keeps those
// whose names contain one of the comma-separated texts. None at all is an error.
func Documents(dir, only string) ([]Document, error) {
	if dir == "" {
		return nil, fmt.Errorf("no folder of documents: use DIR=folder, or set CONNECTORGEN_SHARED to the folder that holds corpus")
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	dir, err = filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	var documents []Document
	taken := map[string]bool{}
	for _, entry := range entries {
		if entry.IsDir() || !isDocument(entry.Name()) {
			continue
		}
		info, err := os.Stat(filepath.Join(dir, entry.Name()))
		if err != nil {
			return nil, err
		}
		d := Document{Name: entry.Name(), Path: filepath.Join(dir, entry.Name()), Size: info.Size()}
		d.Package = packageName(d.Name, taken)
		if wanted(d.Name, only) {
			documents = append(documents, d)
		}
	}
	if len(documents) == 0 {
		return nil, fmt.Errorf("%s: no document whose name ends in .json, .yaml or .yml matches %q", dir, only)
	}
	return documents, nil
}

func isDocument(name string) bool {
	return slices.Contains([]string{".json", ".yaml", ".yml"}, strings.ToLower(filepath.Ext(name)))
}

func wanted(name, only string) bool {
	if only == "" {
		return true
	}
	return slices.ContainsFunc(strings.Split(only, ","), func(part string) bool {
		return part != "" && strings.Contains(name, part)
	})
}

// packageName keeps the lower-case letters and digits of name without its ending.
// It begins with a letter, and no two are the same.
func packageName(name string, taken map[string]bool) string {
	keep := func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return -1
	}
	base := "api" + strings.Map(keep, strings.ToLower(strings.TrimSuffix(name, filepath.Ext(name))))
	unique := base
	for i := 2; taken[unique]; i++ {
		unique = fmt.Sprintf("%sx%d", base, i)
	}
	taken[unique] = true
	return unique
}
