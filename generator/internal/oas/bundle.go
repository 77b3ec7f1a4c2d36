package oas

import (
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/connectorgen/connectorgen/generator/internal/diag"
	"github.com/connectorgen/connectorgen/generator/internal/source"
)

// A bundler checks every $ref of a document and brings in what stands in other
// files, so that afterwards every reference is local and resolves.
//
// Schemas of other files become named schemas; anything else is copied to where
// it is referred to.
type bundler struct {
	tree     *tree
	read     func(name string) ([]byte, error)
	problems *diag.List

	files  []File
	roots  map[string]*yaml.Node        // parsed files by name; nil: could not be read
	named  map[string]string            // "file#pointer" to the name of the schema it became
	ids    map[string]map[string]string // by file: $id to JSON pointer
	inline []string                     // targets being copied in, to refuse cycles

	copied   int // values that were copied in
	tooLarge bool
	used     map[*yaml.Node]bool // nodes that operations use, once somebody has asked
}

// maxCopied is far above what any real document needs. A few files that refer to
// each other twice could otherwise take the machine's memory.
const maxCopied = 1_000_000

func (b *bundler) run() {
	b.roots = map[string]*yaml.Node{b.tree.file: b.tree.root}
	b.named = make(map[string]string)
	b.ids = make(map[string]map[string]string)
	b.walk(b.tree.root, b.tree.file, place{})
}

// dataKeys are keys whose value is data, in which $ref means nothing.
var dataKeys = []string{"example", "examples", "default", "enum", "const", "value"}

// A place says what a node is to its parent.
type place struct {
	names  bool // its keys are the user's names, so that "example" or "default" among them is one too
	schema bool // it is a schema; with names, what the names stand for are schemas, and "$ref" can be one
}

// walk visits n, which stands in file.
func (b *bundler) walk(n *yaml.Node, file string, at place) {
	if key, value := field(n, "$dynamicRef"); key != nil && at == (place{schema: true}) && value.Kind == yaml.ScalarNode {
		b.problems.Warnf(b.tree.pos(value), "ref-dynamic", "reference %q is dynamic: it is followed to what it names here", value.Value)
		key.Value = "$ref"
	}
	if ref, ok := refOf(n); ok && at != (place{names: true, schema: true}) && b.reference(n, ref, file, at) {
		return // what was copied in has been visited, as part of its own file
	}
	switch n.Kind {
	case yaml.MappingNode:
		for i := 0; i+1 < len(n.Content); i += 2 {
			key := n.Content[i].Value
			switch {
			case at.names && at.schema:
				b.walk(n.Content[i+1], file, place{schema: true})
			case strings.HasPrefix(key, "x-"), slices.Contains(dataKeys, key) && !at.names:
			case at.names:
				b.walk(n.Content[i+1], file, place{})
			default:
				b.walk(n.Content[i+1], file, placeBelow(key))
			}
		}
	case yaml.SequenceNode:
		for _, c := range slices.Clone(n.Content) {
			b.walk(c, file, place{schema: at.schema})
		}
	default:
	}
}

// placeBelow is the place of what stands under the key. The items of a sequence
// of schemas are schemas.
func placeBelow(key string) place {
	switch key {
	case "properties", "patternProperties", "$defs", "definitions", "dependentSchemas", "schemas":
		return place{names: true, schema: true}
	case "paths", "responses", "parameters", "headers", "requestBodies", "pathItems", "content",
		"webhooks", "x-webhooks", "callbacks", "links":
		return place{names: true}
	case "schema", "items", "additionalProperties", "not", "if", "then", "else", "contains", "propertyNames",
		"itemSchema", "unevaluatedProperties", "unevaluatedItems", "allOf", "oneOf", "anyOf", "prefixItems":
		return place{schema: true}
	default:
		return place{}
	}
}

// reference checks one $ref and makes it local. It reports whether n was replaced
// by what it refers to.
func (b *bundler) reference(n, ref *yaml.Node, file string, where place) bool {
	target, pointer, ok := b.locate(ref, file)
	if !ok {
		return false
	}
	root := b.root(target, n, ref)
	if root == nil {
		return false
	}
	if pointer != "" && pointer[0] != '/' {
		anchor := pointer
		if pointer, ok = pointerTo(root, func(n *yaml.Node) bool {
			return isText(child(n, "$anchor"), anchor) || isText(child(n, "$dynamicAnchor"), anchor)
		}); !ok {
			b.problems.Errorf(b.tree.pos(ref), "ref-anchor", "reference %q names an anchor that is not there", ref.Value)
			return false
		}
	}
	found := lookup(root, pointer)
	switch {
	case found == nil:
		b.nothing(n, ref, "")
	case target == b.tree.file:
		ref.Value = "#" + (&url.URL{Fragment: pointer}).EscapedFragment()
	case where.schema:
		ref.Value = schemasPrefix + b.name(target, pointer, found)
	default:
		b.copyIn(n, found, target, pointer, where)
		return true
	}
	return false
}

// locate says which file and place a reference in file names. What may not be
// followed is reported.
func (b *bundler) locate(ref *yaml.Node, file string) (target, pointer string, ok bool) {
	refuseRef := func(code, what, hint string) {
		b.problems.Errorf(b.tree.pos(ref), code, "reference %q %s", ref.Value, what)
		if hint != "" {
			b.problems.Hintf("%s", hint)
		}
	}
	const (
		outside = "leads out of the document's folder"
		copyIt  = "copy the file into that folder and refer to it by its relative path"
	)
	if pointer, ok := b.byID(ref.Value, file); ok {
		return file, pointer, true
	}
	u, err := url.Parse(ref.Value)
	switch {
	case err != nil:
		refuseRef("ref-syntax", "is not a URI reference", "")
		return "", "", false
	case u.Scheme != "" && u.Scheme != "file" || u.Host != "":
		refuseRef("ref-remote", "leads to another host", "download that document into the folder of this one and refer to the file")
		return "", "", false
	case u.Scheme == "file" || path.IsAbs(u.Path):
		refuseRef("ref-outside", outside, copyIt)
		return "", "", false
	case strings.Contains(u.Path, `\`):
		refuseRef("ref-syntax", "has a backslash: write / between folders", "")
		return "", "", false
	case u.Path == "":
		return file, u.Fragment, true
	case b.read == nil:
		refuseRef("ref-alone", "leads to another file, and the document came without a folder", "bring the document and what it refers to into one folder, and name its file")
		return "", "", false
	default:
	}
	target = path.Join(path.Dir(file), u.Path)
	if !inside(path.Dir(b.tree.file), target) {
		refuseRef("ref-outside", outside, copyIt)
		return "", "", false
	}
	return target, u.Fragment, true
}

// byID finds the schema of the same file whose $id the reference names.
func (b *bundler) byID(ref, file string) (pointer string, ok bool) {
	id, fragment, _ := strings.Cut(ref, "#")
	if id == "" || b.roots[file] == nil {
		return "", false
	}
	ids, known := b.ids[file]
	if !known {
		ids = make(map[string]string)
		pointers(b.roots[file], "", func(n *yaml.Node, pointer string) bool {
			if x := child(n, "$id"); x != nil && x.Kind == yaml.ScalarNode && ids[x.Value] == "" {
				ids[x.Value] = pointer
			}
			return true
		})
		b.ids[file] = ids
	}
	pointer, ok = ids[id]
	return pointer + unescapeFragment(fragment), ok
}

// pointers visits the mappings below n with their JSON pointers, until visit says no.
func pointers(n *yaml.Node, at string, visit func(n *yaml.Node, pointer string) bool) bool {
	switch n.Kind {
	case yaml.MappingNode:
		if !visit(n, at) {
			return false
		}
		for key, value := range entries(n) {
			if !pointers(value, at+"/"+strings.NewReplacer("~", "~0", "/", "~1").Replace(key.Value), visit) {
				return false
			}
		}
	case yaml.SequenceNode:
		for i, c := range n.Content {
			if !pointers(c, at+"/"+strconv.Itoa(i), visit) {
				return false
			}
		}
	default:
	}
	return true
}

// pointerTo is the JSON pointer of the first mapping that is wanted.
func pointerTo(root *yaml.Node, wanted func(n *yaml.Node) bool) (pointer string, ok bool) {
	pointers(root, "", func(n *yaml.Node, at string) bool {
		if ok = wanted(n); ok {
			pointer = at
		}
		return !ok
	})
	return pointer, ok
}

func isText(n *yaml.Node, text string) bool {
	return n != nil && n.Kind == yaml.ScalarNode && n.Value == text
}

// nothing reports that the reference in n cannot be followed. In a component that
// no operation uses it does no harm: anything goes there.
func (b *bundler) nothing(n, ref *yaml.Node, why string) {
	if b.used == nil {
		b.used = reachable(b.tree.root)
	}
	if b.used[n] || b.tree.fileOf[n] != "" {
		b.problems.Errorf(b.tree.pos(ref), "ref-nothing", "reference %q leads to nothing%s", ref.Value, why)
		return
	}
	b.problems.Warnf(b.tree.pos(ref), "ref-nothing-unused", "reference %q leads to nothing%s; no operation uses it, so it is left out", ref.Value, why)
	n.Content = nil
}

// reachable are the nodes that operations use: all but the components, and of
// those what is referred to.
func reachable(root *yaml.Node) map[*yaml.Node]bool {
	used := make(map[*yaml.Node]bool)
	var visit func(n *yaml.Node)
	visit = func(n *yaml.Node) {
		if n == nil || used[n] {
			return
		}
		used[n] = true
		if ref, ok := refOf(n); ok {
			if pointer, local := strings.CutPrefix(unescapeFragment(ref.Value), "#"); local {
				visit(lookup(root, pointer))
			}
		}
		for _, c := range n.Content {
			visit(c)
		}
	}
	for key, value := range entries(root) {
		if key.Value != "components" && key.Value != "definitions" {
			visit(value)
		}
	}
	return used
}

// inside reports whether name lies in folder.
func inside(folder, name string) bool {
	if folder == "." {
		return name != ".." && !strings.HasPrefix(name, "../") && !path.IsAbs(name)
	}
	return strings.HasPrefix(name, strings.TrimSuffix(folder, "/")+"/")
}

// root returns the parsed file, or nil if it cannot be had.
func (b *bundler) root(name string, n, ref *yaml.Node) *yaml.Node {
	if root, ok := b.roots[name]; ok {
		return root
	}
	b.roots[name] = nil
	data, err := b.read(name)
	if err != nil {
		b.nothing(n, ref, ": "+err.Error())
		return nil
	}
	f := File{Name: name, Data: data}
	b.files = append(b.files, f)
	root := parse(f, "oas", b.problems)
	if root != nil {
		markFile(b.tree.fileOf, root, name)
	}
	b.roots[name] = root
	return root
}

// name makes the schema at file#pointer a named one and returns its name.
func (b *bundler) name(file, pointer string, found *yaml.Node) string {
	id := file + "#" + pointer
	if name, ok := b.named[id]; ok {
		return name
	}
	base := strings.TrimSuffix(path.Base(file), path.Ext(file))
	name := componentName(source.Unescape(pointer[strings.LastIndexByte(pointer, '/')+1:]))
	if name == "" {
		name = componentName(base)
	}
	schemas := b.schemas()
	if child(schemas, name) != nil {
		name = componentName(base) + "_" + name
	}
	for child(schemas, name) != nil {
		name += "_"
	}
	b.named[id] = name
	c := b.tree.copy(found)
	setField(schemas, &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: name, Line: found.Line, Column: found.Column}, c)
	b.tree.fileOf[schemas.Content[len(schemas.Content)-2]] = file
	b.walk(c, file, place{schema: true})
	return name
}

// componentName replaces what may not stand in the name of a component.
func componentName(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '.', r == '-', r == '_':
			return r
		default:
			return '_'
		}
	}, s)
}

// schemas returns components.schemas, made if need be.
func (b *bundler) schemas() *yaml.Node {
	n := b.tree.root
	for _, name := range []string{"components", "schemas"} {
		next := child(n, name)
		if next == nil {
			next = &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map", Line: n.Line, Column: n.Column}
			setField(n, &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: name, Line: n.Line, Column: n.Column}, next)
		}
		n = next
	}
	return n
}

// copyIn puts a copy of found in the place of the reference n.
func (b *bundler) copyIn(n, found *yaml.Node, file, pointer string, where place) {
	id := file + "#" + pointer
	if slices.Contains(b.inline, id) {
		b.problems.Errorf(b.tree.pos(n), "ref-cycle", "the reference leads back to itself through %s", id)
		return
	}
	before := len(b.tree.fileOf)
	if b.copied > maxCopied {
		if !b.tooLarge {
			b.tooLarge = true
			b.problems.Errorf(b.tree.pos(n), "oas-too-large", "the references to other files stand for more than %d values", maxCopied)
		}
		return
	}
	c := b.tree.copy(found)
	b.copied += len(b.tree.fileOf) - before
	*n = *c
	b.tree.fileOf[n] = file
	b.inline = append(b.inline, id)
	b.walk(n, file, where)
	b.inline = b.inline[:len(b.inline)-1]
}
