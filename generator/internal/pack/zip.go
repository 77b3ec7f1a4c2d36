package pack

import (
	"archive/zip"
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"slices"
)

// zipDate is 1980-01-01, the first day that a zip file can tell.
const zipDate = 1<<5 | 1

// zipped puts files into a zip file, by path. They are stored, not compressed:
// what a compressor makes of the same bytes differs from version to version.
func zipped(files []File) ([]byte, error) {
	files = slices.SortedFunc(slices.Values(files), func(a, b File) int { return cmp.Compare(a.Path, b.Path) })
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, f := range files {
		size := uint64(len(f.Content))
		header := &zip.FileHeader{
			Name: f.Path, Method: zip.Store, Flags: 1 << 11, // the name is UTF-8
			CRC32: crc32.ChecksumIEEE(f.Content), CompressedSize64: size, UncompressedSize64: size,
			ReaderVersion: 20, CreatorVersion: 20,
			ModifiedDate: zipDate, //nolint:staticcheck // Modified is not written raw, and would add a field
		}
		header.SetMode(0o644)
		// Raw, so that the sizes stand before the content, where every reader finds them.
		to, err := w.CreateRaw(header)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", f.Path, err)
		}
		if _, err := to.Write(f.Content); err != nil {
			return nil, fmt.Errorf("%s: %w", f.Path, err)
		}
	}
	err := w.Close()
	return b.Bytes(), err
}

// errZip is the error for a zip file that zipped would not write like that: with
// compression, links, folders, comments, or bytes that belong to no file.
var errZip = errors.New("it is not a zip file as connectorgen writes it")

// unzipped returns the path and content of each file in a zip file of [zipped].
func unzipped(content []byte) ([]File, error) {
	r, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		return nil, fmt.Errorf("it cannot be read: %w", err)
	}
	var files []File
	left := uint64(len(content)) // files are stored, so that they are no larger together than the whole
	for _, f := range r.File {
		if f.Method != zip.Store || f.UncompressedSize64 > left {
			return nil, errZip
		}
		left -= f.UncompressedSize64
		text, err := readEntry(f)
		if err != nil {
			return nil, fmt.Errorf("%q in it cannot be read: %w", f.Name, err)
		}
		files = append(files, File{Path: f.Name, Content: text})
	}
	again, err := zipped(files)
	if err != nil || !bytes.Equal(content, again) {
		return nil, errZip
	}
	return files, nil
}

func readEntry(f *zip.File) ([]byte, error) {
	r, err := f.Open()
	if err != nil {
		return nil, err
	}
	text, err := io.ReadAll(r)
	return text, errors.Join(err, r.Close())
}
