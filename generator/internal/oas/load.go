package oas

import (
	"errors"
	"slices"

	"gopkg.in/yaml.v3"

	"github.com/connectorgen/connectorgen/generator/internal/diag"
	"github.com/connectorgen/connectorgen/generator/internal/source"
)

// A File is the text of an input. Name is as the user gave it, slash-separated.
type File struct {
	Name string
	Data []byte
}

// Load reads a document and applies the overlays to it in order. read gives the
// text of further files that the document refers to; it is asked only for names
// inside the document's folder, and is nil for a document that came without one.
// Files lists those that were read.
//
// A nil Document comes with at least one error.
func Load(doc File, overlays []File, read func(name string) ([]byte, error)) (d *Document, files []File, problems diag.List) {
	root := parse(doc, "oas", &problems)
	if root == nil {
		return nil, nil, problems
	}
	doc.Data = nil // the tree has its own
	t := &tree{file: doc.Name, root: root, fileOf: make(map[*yaml.Node]string)}
	if !isOpenAPI(t, &problems) {
		return nil, nil, problems
	}
	for _, o := range overlays {
		applyOverlay(t, o, &problems)
	}
	if len(overlays) > 0 && !problems.HasErrors() && !isOpenAPI(t, &problems) {
		return nil, nil, problems // an overlay took away what made it a document
	}
	b := &bundler{tree: t, read: read, problems: &problems}
	b.run()
	if problems.HasErrors() {
		return nil, b.files, problems
	}
	mendNumbers(t, t.root, &problems)
	if isSwagger(t) {
		upgrade(t, &problems)
	}
	mend(t, &problems)
	api := parseOpenAPI(t, &problems)
	if api == nil {
		return nil, b.files, problems
	}
	c := &converter{tree: t, api: api, problems: &problems}
	d = c.document()
	if problems.HasErrors() {
		return nil, b.files, problems
	}
	return d, b.files, problems
}

// parse reads f as YAML or JSON; what is wrong with it goes to problems, under a
// code that starts with the prefix. Of a key that stands twice the first counts.
func parse(f File, prefix string, problems *diag.List) *yaml.Node {
	root, err := source.Parse(f.Name, f.Data)
	var found source.SyntaxErrors
	switch {
	case err == nil:
	case !errors.As(err, &found):
		problems.Errorf(source.Pos{File: f.Name}, prefix+"-syntax", "%v", err)
	case root != nil:
		for _, e := range found {
			problems.Warnf(e.Pos, prefix+"-duplicate-key", "%s: the first one counts", e.Msg)
		}
	default:
		for _, e := range found {
			problems.Errorf(e.Pos, prefix+"-syntax", "%s", e.Msg)
		}
	}
	return root
}

// IsDocument reports whether f looks like an OpenAPI document, be it a faulty one:
// it tells a file named by mistake from the one that was meant.
func IsDocument(f File) bool {
	root, _ := source.Parse(f.Name, f.Data) // what is wrong with the text is not asked here
	return (child(root, "openapi") != nil || child(root, "swagger") != nil) &&
		(child(root, "info") != nil || child(root, "paths") != nil)
}

// isOpenAPI refuses what is not an OpenAPI document at all.
func isOpenAPI(t *tree, problems *diag.List) bool {
	if t.root.Kind != yaml.MappingNode {
		problems.Errorf(t.pos(t.root), "oas-not-openapi", "this is not an OpenAPI document: want a mapping with the key openapi")
		return false
	}
	key, version := field(t.root, "openapi")
	switch {
	case key == nil && isSwagger(t):
		if swagger := child(t.root, "swagger"); swagger.Value != "2.0" && swagger.Value != "2" {
			problems.Errorf(t.pos(swagger), "oas-version", "Swagger version %q is not known: 2.0 is read", swagger.Value)
			return false
		}
	case key == nil:
		problems.Errorf(t.pos(t.root), "oas-not-openapi", "this is not an OpenAPI document: the key openapi is missing")
		return false
	case version.Kind != yaml.ScalarNode || len(version.Value) < 2 || version.Value[:2] != "3.":
		problems.Errorf(t.pos(version), "oas-version", "OpenAPI version %q is not known", version.Value)
		problems.Hintf("versions 3.0, 3.1 and 3.2 are read")
		return false
	}
	if paths := child(t.root, "paths"); paths == nil || paths.Kind != yaml.MappingNode || len(paths.Content) == 0 {
		at := t.pos(t.root)
		if paths != nil {
			at = t.pos(paths)
		}
		problems.Errorf(at, "oas-no-paths", "the document has no paths: there is nothing to connect to")
		return false
	}
	return true
}

// methods are the HTTP methods of a path item, in the order in which operations
// of the same path are read when the document does not tell.
var methods = []string{"get", "put", "post", "delete", "options", "head", "patch", "trace"}

func isMethod(key string) bool { return slices.Contains(methods, key) }
