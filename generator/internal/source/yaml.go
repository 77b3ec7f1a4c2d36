package source

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"sort"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"
)

// A grammarError is a SyntaxErrors that says that the text is no YAML at all, as
// against YAML that is refused.
type grammarError struct{ SyntaxErrors }

// As lets errors.As find the SyntaxErrors.
func (e *grammarError) As(target any) bool {
	l, ok := target.(*SyntaxErrors)
	if ok {
		*l = e.SyntaxErrors
	}
	return ok
}

// parseYAML reads one YAML document.
func parseYAML(file string, data []byte) (*yaml.Node, error) {
	if bad := checkText(file, data); bad != nil {
		return nil, SyntaxErrors{bad}
	}
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	doc, err := decodeNode(decoder)
	if errors.Is(err, io.EOF) || len(bytes.TrimSpace(data)) == 0 {
		return nil, SyntaxErrors{{Pos{File: file}, "the file is empty"}}
	}
	if err != nil {
		return nil, &grammarError{SyntaxErrors{yamlError(file, data, err)}}
	}
	next, err := decodeNode(decoder)
	switch {
	case err == nil:
		return nil, SyntaxErrors{{Pos{file, next.Line, next.Column}, "a second document starts here: want one"}}
	case !errors.Is(err, io.EOF):
		return nil, &grammarError{SyntaxErrors{yamlError(file, data, err)}}
	}
	if isEmpty(doc) {
		return nil, SyntaxErrors{{Pos{File: file}, "the file is empty"}}
	}
	return resolve(file, doc.Content[0])
}

// isEmpty reports whether a document holds nothing but comments or null.
func isEmpty(doc *yaml.Node) bool {
	return len(doc.Content) == 0 || doc.Content[0].Kind == yaml.ScalarNode && doc.Content[0].Tag == "!!null"
}

// decodeNode reads the next document. A panic of the library on hostile text is
// an error like any other.
func decodeNode(d *yaml.Decoder) (doc *yaml.Node, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("yaml: the text cannot be read: %v", p)
		}
	}()
	doc = new(yaml.Node)
	if err := d.Decode(doc); err != nil {
		return nil, err
	}
	return doc, nil
}

// yamlLine takes the message of yaml.v3 apart.
var yamlLine = regexp.MustCompile(`(?s)^yaml: (?:line (\d+): )?(.*)$`)

// parserProblems begin the messages for which yaml.v3 counts lines from 0.
var parserProblems = []string{"did not find expected ", "found undefined tag handle", "found duplicate %", "found incompatible"}

// yamlError gives the error of yaml.v3 its place.
//
// The line that yaml.v3 names is that of the surrounding block, one too few for
// some problems, or missing. The place is therefore looked for: the first line
// with which the text fails in the very same way. In a large file that takes too
// long, and the line named must do.
func yamlError(file string, data []byte, err error) *SyntaxError {
	const large = 1 << 20
	m := yamlLine.FindStringSubmatch(err.Error())
	if m == nil {
		return &SyntaxError{Pos{file, 1, 1}, err.Error()}
	}
	line, convErr := strconv.Atoi(m[1])
	if convErr != nil {
		line = 1
	} else if slices.ContainsFunc(parserProblems, func(p string) bool { return strings.HasPrefix(m[2], p) }) {
		line++
	}
	lines := bytes.SplitAfter(data, []byte("\n"))
	if len(data) <= large {
		line = firstFailing(lines, err.Error())
	}
	line = min(max(line, 1), len(lines))
	text := bytes.TrimRight(lines[line-1], "\r\n")
	indent := len(text) - len(bytes.TrimLeft(text, " "))
	return &SyntaxError{Pos{file, line, indent + 1}, m[2]}
}

// firstFailing returns the number of leading lines that are enough to fail with msg.
func firstFailing(lines [][]byte, msg string) int {
	return 1 + sort.Search(len(lines)-1, func(i int) bool {
		decoder := yaml.NewDecoder(bytes.NewReader(bytes.Join(lines[:i+1], nil)))
		for {
			if _, err := decodeNode(decoder); err != nil {
				return err.Error() == msg
			}
		}
	})
}
