package oas

import (
	"cmp"
	"encoding/json"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/getkin/kin-openapi/openapi3"
	"gopkg.in/yaml.v3"

	"github.com/connectorgen/connectorgen/generator/internal/diag"
	"github.com/connectorgen/connectorgen/generator/internal/source"
)

// parseOpenAPI hands the mended tree to kin-openapi, without examples: they are
// often more than half of a document, and are read from the tree.
func parseOpenAPI(t *tree, problems *diag.List) *openapi3.T {
	loader := openapi3.NewLoader() // external references are refused: the bundler has brought them in
	api, err := guarded(func() (*openapi3.T, error) {
		api, err := inParts(t.root)
		if err != nil {
			return whole(loader, t.root) // which has its own leniency, and its own words
		}
		return api, loader.ResolveRefsIn(api, nil)
	})
	if err != nil {
		problems.Errorf(t.pos(t.root), "oas-read", "%v", err)
		return nil
	}
	api.Paths = cmp.Or(api.Paths, openapi3.NewPaths())
	return api
}

func whole(loader *openapi3.Loader, root *yaml.Node) (*openapi3.T, error) {
	text, err := source.JSON(withoutExamples(root, place{}))
	if err != nil {
		return nil, err
	}
	return loader.LoadFromData(text)
}

// inParts reads each path and each named schema by itself, several at a time: as a
// whole, kin-openapi reads the text of a document several times over, and holds it
// as often. References stay unresolved.
func inParts(root *yaml.Node) (*openapi3.T, error) {
	pathsNode, components := child(root, "paths"), child(root, "components")
	schemasNode := child(components, "schemas")
	head := without(root, "paths")
	if schemasNode != nil {
		head = without(head, "components")
		head.Content = append(head.Content, &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: "components"}, without(components, "schemas"))
	}
	api := new(openapi3.T)
	if err := decode(head, place{}, api); err != nil {
		return nil, err
	}
	paths, schemas := keysOf(pathsNode), keysOf(schemasNode)
	items, refs := make([]openapi3.PathItem, len(paths)), make([]openapi3.SchemaRef, len(schemas))
	err := side(len(paths)+len(schemas), func(i int) error {
		if i < len(paths) {
			return decode(pathsNode.Content[2*i+1], place{schema: true}, &items[i])
		}
		i -= len(paths)
		return decode(schemasNode.Content[2*i+1], place{schema: true}, &refs[i])
	})
	if err != nil {
		return nil, err
	}
	api.Paths = openapi3.NewPaths()
	for i, name := range paths {
		if !strings.HasPrefix(name, "x-") {
			api.Paths.Set(name, &items[i])
		}
	}
	if schemasNode != nil {
		api.Components.Schemas = make(openapi3.Schemas, len(schemas))
	}
	for i, name := range schemas {
		api.Components.Schemas[name] = &refs[i]
	}
	return api, nil
}

// without returns a copy of the mapping n without a key.
func without(n *yaml.Node, key string) *yaml.Node {
	copied := *n
	copied.Content = nil
	for k, v := range entries(n) {
		if k.Value != key {
			copied.Content = append(copied.Content, k, v)
		}
	}
	return &copied
}

func keysOf(n *yaml.Node) []string {
	var keys []string
	for k := range entries(n) {
		keys = append(keys, k.Value)
	}
	return keys
}

func decode(n *yaml.Node, at place, into json.Unmarshaler) error {
	text, err := source.JSON(withoutExamples(n, at))
	if err != nil {
		return err
	}
	return into.UnmarshalJSON(text)
}

// side does work for each number below n, as many at a time as there are
// processors, and returns an error if there was one.
func side(n int, work func(i int) error) error {
	var next atomic.Int64
	var failed atomic.Pointer[error]
	var all sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		all.Go(func() {
			for i := int(next.Add(1)) - 1; i < n && failed.Load() == nil; i = int(next.Add(1)) - 1 {
				if _, err := guarded(func() (struct{}, error) { return struct{}{}, work(i) }); err != nil {
					failed.Store(&err)
				}
			}
		})
	}
	all.Wait()
	if err := failed.Load(); err != nil {
		return *err
	}
	return nil
}

// withoutExamples returns n without what are examples in it. It shares with n
// what holds none.
func withoutExamples(n *yaml.Node, at place) *yaml.Node {
	if n.Kind != yaml.MappingNode && n.Kind != yaml.SequenceNode {
		return n
	}
	kept := make([]*yaml.Node, 0, len(n.Content))
	same := true
	for i, c := range n.Content {
		below := place{schema: at.schema}
		if n.Kind == yaml.MappingNode {
			if i%2 == 0 {
				continue
			}
			key := n.Content[i-1].Value
			if !at.names && (key == "example" || key == "examples") {
				same = false
				continue
			}
			kept = append(kept, n.Content[i-1])
			if below = placeBelow(key); at.names {
				below = place{schema: true}
			}
		}
		lean := withoutExamples(c, below)
		same = same && lean == c
		kept = append(kept, lean)
	}
	if same {
		return n
	}
	copied := *n
	copied.Content = kept
	return &copied
}

// guarded makes a panic of the library on an odd document an error like any other.
func guarded[T any](read func() (T, error)) (made T, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("the document cannot be read: %v", p)
		}
	}()
	return read()
}
