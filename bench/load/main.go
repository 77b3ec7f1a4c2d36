// Command load reads one OpenAPI document with kin-openapi, resolves its
// references, and does nothing else. It is the floor that the time and the memory
// of generation are measured against. With -count it prints how many operations the
// document has instead, without kin-openapi, which refuses some documents.
//
//	load [-count] FILE
package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/getkin/kin-openapi/openapi2"
	"github.com/getkin/kin-openapi/openapi2conv"
	"github.com/getkin/kin-openapi/openapi3"
	"gopkg.in/yaml.v3"
)

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(args []string, out io.Writer) error {
	count := len(args) > 0 && args[0] == "-count"
	if count {
		args = args[1:]
	}
	if len(args) != 1 {
		return errors.New("usage: load [-count] FILE")
	}
	data, err := os.ReadFile(args[0])
	if err != nil {
		return err
	}
	if !count {
		_, err = load(data)
		return err
	}
	n, err := operations(data)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(out, n)
	return err
}

// load reads a document of OpenAPI 3, or of Swagger 2.0 in JSON.
func load(data []byte) (*openapi3.T, error) {
	if !isSwagger(data) {
		return openapi3.NewLoader().LoadFromData(data)
	}
	var old openapi2.T
	if err := json.Unmarshal(data, &old); err != nil {
		return nil, err
	}
	return openapi2conv.ToV3(&old)
}

// isSwagger looks for the version at the start of a JSON document alone, so that
// looking costs nothing.
func isSwagger(data []byte) bool {
	return bytes.Contains(data[:min(len(data), 200)], []byte(`"swagger"`))
}

// operations counts the operations under paths, whatever else is wrong.
func operations(data []byte) (int, error) {
	var doc struct {
		Paths map[string]map[string]any `json:"paths" yaml:"paths"`
	}
	read := yaml.Unmarshal
	if json.Valid(data) {
		read = json.Unmarshal
	}
	if err := read(data, &doc); err != nil {
		return 0, err
	}
	n := 0
	for _, item := range doc.Paths {
		for _, method := range methods {
			if _, ok := item[method]; ok {
				n++
			}
		}
	}
	return n, nil
}

var methods = []string{"get", "put", "post", "delete", "options", "head", "patch", "trace"}
