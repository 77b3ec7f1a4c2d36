package generator

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/connectorgen/connectorgen/generator/internal/source"
)

// maxInput is how large an input file may be, in bytes.
const maxInput = 256 << 20

// read returns the text of an input file; at is who names it.
func (j *job) read(name string, at source.Pos, what string) ([]byte, bool) {
	data, err := readFile(name)
	if err == nil {
		return data, true
	}
	if at.File != name { // else the place names it already
		what += " " + name
	}
	j.found.Errorf(at, "file-unreadable", "the %s cannot be read: %v", what, err)
	return nil, false
}

// readFile returns the text of the file called name, slash-separated. Its errors
// end a sentence, are the same on every system and do not name the file.
func readFile(name string) ([]byte, error) {
	f, err := os.Open(filepath.FromSlash(name))
	if err != nil {
		return nil, reason(err)
	}
	defer f.Close()
	if info, err := f.Stat(); err == nil && info.IsDir() {
		return nil, errors.New("it is a folder")
	}
	data, err := io.ReadAll(io.LimitReader(f, maxInput+1))
	if err != nil {
		return nil, reason(err)
	}
	if len(data) > maxInput {
		return nil, fmt.Errorf("it is larger than %d MiB", maxInput>>20)
	}
	return data, nil
}

// reason says in words why a file cannot be had.
func reason(err error) error {
	var pathErr *fs.PathError
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return errors.New("there is no such file")
	case errors.Is(err, fs.ErrPermission):
		return errors.New("permission denied")
	case errors.As(err, &pathErr):
		return pathErr.Err
	default:
		return err
	}
}
