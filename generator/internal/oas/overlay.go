package oas

import (
	"slices"
	"strings"

	"github.com/speakeasy-api/openapi-overlay/pkg/overlay"
	"gopkg.in/yaml.v3"

	"github.com/connectorgen/connectorgen/generator/internal/diag"
	"github.com/connectorgen/connectorgen/generator/internal/source"
	"github.com/connectorgen/connectorgen/generator/internal/strict"
)

// What an overlay may ask for: values merged into the document, and descents (..)
// in one target. Far above what corrections need, they keep a few actions from
// doubling the document until the machine has no memory left.
const (
	maxMerged   = 300_000
	maxDescents = 2
)

// optionalKey is the extension of an action that may match nothing.
const optionalKey = "x-optional"

// overlayKeys are the keys of an overlay and of an action, for strict reading.
var (
	overlayKeys = []string{"overlay", "info", "extends", "actions"}
	infoKeys    = []string{"title", "version"}
	actionKeys  = []string{"target", "description", "update", "remove"}
)

// applyOverlay changes t as f says. JSONPath and the form of the file are the
// library's; merging is done here, because the library's own loses the place of
// what it merges in and writes the whole document out twice for each action.
func applyOverlay(t *tree, f File, problems *diag.List) {
	root := parse(f, "overlay", problems)
	if root == nil {
		return
	}
	r := overlayReader{file: f.Name, problems: problems}
	if !r.check(root) {
		return
	}
	var o overlay.Overlay
	if err := root.Decode(&o); err != nil {
		r.errorf(root, "overlay-shape", "%v", err)
		return
	}
	o.JSONPathVersion = "rfc9535"
	markFile(t.fileOf, root, f.Name)
	for i, action := range child(root, "actions").Content {
		r.apply(t, &o, action, i)
	}
}

// markFile notes that n and all below it stand in file.
func markFile(fileOf map[*yaml.Node]string, n *yaml.Node, file string) {
	fileOf[n] = file
	for _, c := range n.Content {
		markFile(fileOf, c, file)
	}
}

// An overlayReader reports problems of one overlay.
type overlayReader struct {
	file     string
	problems *diag.List
}

func (r overlayReader) errorf(n *yaml.Node, code, format string, args ...any) {
	r.problems.Errorf(source.Pos{File: r.file, Line: n.Line, Column: n.Column}, code, format, args...)
}

// check reports everything that is wrong with the overlay's form.
func (r overlayReader) check(root *yaml.Node) bool {
	before := len(*r.problems)
	r.keys(root, "an overlay", overlayKeys)
	if root.Kind != yaml.MappingNode {
		return false
	}
	if version := child(root, "overlay"); version == nil {
		r.errorf(root, "overlay-shape", "the key overlay is missing: want overlay: 1.0.0")
	} else if version.Value != "1.0.0" {
		r.errorf(version, "overlay-version", "overlay version %q is not known: want 1.0.0", version.Value)
	}
	if info := child(root, "info"); info == nil {
		r.errorf(root, "overlay-shape", "the key info is missing: want info with title and version")
	} else {
		r.keys(info, "info", infoKeys)
		for _, key := range infoKeys {
			if v := child(info, key); v == nil || v.Value == "" {
				r.errorf(info, "overlay-shape", "info has no %s", key)
			}
		}
	}
	actions := child(root, "actions")
	if actions == nil || actions.Kind != yaml.SequenceNode || len(actions.Content) == 0 {
		r.errorf(root, "overlay-shape", "the overlay has no actions")
		return false
	}
	for _, a := range actions.Content {
		r.checkAction(a)
	}
	return len(*r.problems) == before
}

func (r overlayReader) checkAction(a *yaml.Node) {
	r.keys(a, "an action", actionKeys)
	if a.Kind != yaml.MappingNode {
		return
	}
	target, update, remove := child(a, "target"), child(a, "update"), child(a, "remove")
	if target == nil || target.Kind != yaml.ScalarNode || target.Value == "" {
		r.errorf(a, "overlay-no-target", "the action has no target")
		r.problems.Hintf("write target: with a JSONPath such as $.info")
	}
	removes := false
	if remove != nil && remove.Decode(&removes) != nil {
		r.errorf(remove, "overlay-shape", "remove is true or false")
	}
	switch {
	case removes && update != nil:
		r.errorf(a, "overlay-shape", "the action both updates and removes")
	case !removes && update == nil:
		r.errorf(a, "overlay-shape", "the action neither updates nor removes")
	default:
	}
	if optional := child(a, optionalKey); optional != nil && optional.ShortTag() != "!!bool" {
		r.errorf(optional, "overlay-shape", "%s is true or false", optionalKey)
	}
}

// keys reports what n has beside the known keys and extensions.
func (r overlayReader) keys(n *yaml.Node, what string, known []string) {
	if n.Kind != yaml.MappingNode {
		r.errorf(n, "overlay-shape", "%s is a mapping with the keys %s", what, strings.Join(known, ", "))
		return
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i]
		if strings.HasPrefix(key.Value, "x-") || slices.Contains(known, key.Value) {
			continue
		}
		r.errorf(key, "overlay-unknown-key", "%s has no key %q", what, key.Value)
		r.problems.Hintf("%s", strict.DidYouMean(key.Value, "its keys are", known))
	}
}

// apply performs one action.
func (r overlayReader) apply(t *tree, o *overlay.Overlay, action *yaml.Node, i int) {
	target := child(action, "target")
	path, err := o.NewPath(target.Value, nil)
	if err != nil {
		r.errorf(target, "overlay-target", "target %q is not a JSONPath: %s", target.Value, pathProblem(err))
		r.problems.Hintf("write it as $.paths['/orders'].get")
		return
	}
	if strings.Count(target.Value, "..") > maxDescents {
		r.errorf(target, "overlay-target", "target %q has more than %d descents (..)", target.Value, maxDescents)
		return
	}
	if t.copies > maxMerged {
		return // said already
	}
	matches := path.Query(t.root)
	if len(matches) == 0 {
		r.noMatch(action, target)
		return
	}
	if o.Actions[i].Remove && slices.Contains(matches, t.root) {
		r.errorf(target, "overlay-target", "target %q is the whole document: it cannot be removed", target.Value)
		return
	}
	if o.Actions[i].Remove {
		gone := make(map[*yaml.Node]bool, len(matches))
		for _, n := range matches {
			gone[n] = true
		}
		prune(t.root, gone)
		return
	}
	for _, n := range matches {
		t.merge(n, child(action, "update"))
		if t.copies > maxMerged {
			r.errorf(target, "overlay-too-large", "with this action, more than %d values are merged into the document", maxMerged)
			return
		}
	}
}

// pathProblem is what the library says, without the drawing of the place.
func pathProblem(err error) string {
	text, _, _ := strings.Cut(err.Error(), "\n")
	if _, rest, ok := strings.Cut(text, ": "); ok && strings.HasPrefix(text, "Error at ") {
		text = rest
	}
	return text
}

// noMatch reports a correction that corrects nothing any more: an error, unless
// the action says that it may happen.
func (r overlayReader) noMatch(action, target *yaml.Node) {
	var optional bool
	if x := child(action, optionalKey); x != nil && x.Decode(&optional) == nil && optional {
		return
	}
	r.errorf(target, "overlay-no-match", "target %s matches nothing", target.Value)
	r.problems.Hintf("the document has changed: delete the action, correct its target, or mark it %s: true", optionalKey)
}

// prune removes the gone nodes below n.
func prune(n *yaml.Node, gone map[*yaml.Node]bool) {
	var kept []*yaml.Node
	switch n.Kind {
	case yaml.MappingNode:
		for i := 0; i+1 < len(n.Content); i += 2 {
			if !gone[n.Content[i]] && !gone[n.Content[i+1]] {
				kept = append(kept, n.Content[i], n.Content[i+1])
			}
		}
	case yaml.SequenceNode:
		for _, c := range n.Content {
			if !gone[c] {
				kept = append(kept, c)
			}
		}
	default:
		return
	}
	n.Content = kept
	for _, c := range n.Content {
		prune(c, gone)
	}
}

// merge changes n as an update says: mappings merge, sequences grow, everything
// else is replaced. What is merged in keeps its place in the overlay.
func (t *tree) merge(n, update *yaml.Node) {
	switch {
	case n.Kind == yaml.MappingNode && update.Kind == yaml.MappingNode:
		for i := 0; i+1 < len(update.Content); i += 2 {
			key, value := update.Content[i], update.Content[i+1]
			if old := child(n, key.Value); old != nil {
				t.merge(old, value)
				continue
			}
			n.Content = append(n.Content, t.copy(key), t.copy(value))
		}
	case n.Kind == yaml.SequenceNode && update.Kind == yaml.SequenceNode:
		for _, c := range update.Content {
			n.Content = append(n.Content, t.copy(c))
		}
	case n.Kind == yaml.SequenceNode && update.Kind == yaml.MappingNode:
		n.Content = append(n.Content, t.copy(update)) // as Overlay 1.0 has it: an item to append
	default:
		c := t.copy(update)
		*n = *c
		t.fileOf[n] = t.fileOf[c]
	}
}

// copy copies n with all below it, places kept.
func (t *tree) copy(n *yaml.Node) *yaml.Node {
	t.copies++
	c := *n
	c.Content = nil
	for _, child := range n.Content {
		c.Content = append(c.Content, t.copy(child))
	}
	if file, ok := t.fileOf[n]; ok {
		t.fileOf[&c] = file
	}
	return &c
}
