package generator

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"

	"github.com/connectorgen/connectorgen/generator/internal/source"
)

// maxInput is how large an input file may be, in bytes.
const maxInput = 256 << 20

// read returns the text of an input file; at is who names it.
func (j *job) read(name string, at source.Pos, what string) ([]byte, bool) {
	j.reads = append(j.reads, name)
	data, err := j.open(name)
	if err == nil {
		return data, true
	}
	if at.File != name { // else the place names it already
		what += " " + name
	}
	j.found.Errorf(at, "file-unreadable", "the %s cannot be read: %v", what, err)
	return nil, false
}

// reference is references, and keeps in mind what could not be read: the run may go
// on without it.
func (j *job) reference(document string) func(name string) ([]byte, error) {
	read := j.references(document)
	if read == nil {
		return nil
	}
	return func(name string) ([]byte, error) {
		data, err := read(name)
		if err != nil {
			j.missing = append(j.missing, name)
		}
		return data, err
	}
}

// references gives the text of the files that a document refers to, slash-separated;
// nil if the document came without a folder. A link does not lead out of the folder:
// the document, and those who refer to it, may be by somebody else than the user.
func (j *job) references(document string) func(name string) ([]byte, error) {
	if j.options.specIsAlone() {
		return nil
	}
	if j.packed != nil {
		return j.open
	}
	folder := filepath.FromSlash(path.Dir(document))
	return func(name string) ([]byte, error) {
		j.reads = append(j.reads, name)
		name = filepath.FromSlash(name)
		root, err := os.OpenRoot(folder)
		if err != nil {
			return nil, reason(err)
		}
		defer root.Close()
		rel, err := filepath.Rel(folder, name)
		if err != nil {
			return nil, err
		}
		info, err := root.Stat(rel)
		if err != nil {
			if _, elsewhere := os.Stat(name); elsewhere == nil {
				return nil, errors.New("it is a link that leads out of the document's folder")
			}
			return nil, reason(err)
		}
		if err := checkPlain(info.Mode(), false); err != nil {
			return nil, err
		}
		f, err := root.Open(rel)
		if err != nil {
			return nil, reason(err)
		}
		defer f.Close()
		return readAll(f)
	}
}

// readFile returns the text of the file called name, slash-separated. Its errors
// end a sentence, are the same on every system and do not name the file. Whoever
// types a name may mean a pipe, such as the shell's <(command).
func readFile(name string, pipe bool) ([]byte, error) {
	name = filepath.FromSlash(name)
	info, err := os.Stat(name)
	if err != nil {
		return nil, reason(err)
	}
	if err := checkPlain(info.Mode(), pipe); err != nil {
		return nil, err
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, reason(err)
	}
	defer f.Close()
	return readAll(f)
}

// checkPlain refuses what is no file, before it is opened: to open a pipe can
// take forever, and a device may never end.
func checkPlain(mode fs.FileMode, pipe bool) error {
	switch {
	case mode.IsDir():
		return errors.New("it is a folder")
	case mode.IsRegular(), pipe && mode&fs.ModeNamedPipe != 0:
		return nil
	default:
		return errors.New("it is a device or a pipe, not a file")
	}
}

// readAll returns the text of an input, unless it is too large.
func readAll(r io.Reader) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxInput+1))
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
