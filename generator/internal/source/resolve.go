package source

import (
	"slices"

	"gopkg.in/yaml.v3"
)

// A resolver makes a YAML tree plain: aliases and merge keys become copies,
// anchors go, keys that stand twice are reported.
type resolver struct {
	file     string
	nodes    int                 // seen so far, copies left out
	copies   int                 // made so far
	open     map[*yaml.Node]bool // anchored nodes that are being resolved
	problems SyntaxErrors
	stop     *SyntaxError // set once the document is refused
}

// resolve makes root plain, as Parse promises.
func resolve(file string, root *yaml.Node) (*yaml.Node, error) {
	r := &resolver{file: file, open: map[*yaml.Node]bool{}}
	root = r.node(root, 0)
	if r.stop != nil {
		return nil, SyntaxErrors{r.stop}
	}
	return root, r.problems.err()
}

func (r *resolver) pos(n *yaml.Node) Pos { return Pos{r.file, n.Line, n.Column} }

// refuse stops the work at n.
func (r *resolver) refuse(n *yaml.Node, format string, args ...any) {
	if r.stop == nil {
		var l SyntaxErrors
		l.add(r.pos(n), format, args...)
		r.stop = l[0]
	}
}

// node makes n plain in place; for an alias it returns a copy of what it names.
func (r *resolver) node(n *yaml.Node, depth int) *yaml.Node {
	if r.nodes++; r.nodes > maxNodes {
		r.refuse(n, "more than %d values", maxNodes)
	}
	if depth > maxDepth {
		r.refuse(n, "more than %d values inside each other", maxDepth)
	}
	if r.stop != nil {
		return n
	}
	if n.Anchor != "" {
		r.open[n] = true
		defer func() { delete(r.open, n); n.Anchor = "" }()
	}
	switch n.Kind {
	case yaml.AliasNode:
		return r.alias(n, depth)
	case yaml.MappingNode:
		r.mapping(n, depth)
	case yaml.SequenceNode:
		for i, c := range n.Content {
			n.Content[i] = r.node(c, depth+1)
		}
	default: // a scalar has no children
		if n.Tag == "!!merge" {
			n.Tag = "!!str" // it stands where no merge key can
		}
	}
	return n
}

// alias returns a copy of what n names. What it names stands earlier in the
// file, so it is plain already unless n is inside it.
func (r *resolver) alias(n *yaml.Node, depth int) *yaml.Node {
	if r.open[n.Alias] {
		r.refuse(n, "the alias *%s stands inside what it names", n.Value)
		return n
	}
	copied := r.copy(n, n.Alias, depth)
	copied.Line, copied.Column = n.Line, n.Column
	return copied
}

// copy copies from and all that is in it. The copies are bounded by the size of
// the document, so that a few lines cannot become gigabytes.
func (r *resolver) copy(alias, from *yaml.Node, depth int) *yaml.Node {
	if r.copies++; r.copies > 100_000+10*r.nodes || r.copies+r.nodes > maxNodes {
		r.refuse(alias, "the aliases of the file stand for too many values")
	}
	if depth > maxDepth {
		r.refuse(alias, "more than %d values inside each other", maxDepth)
	}
	to := *from
	to.Anchor = ""
	if from.Content != nil && r.stop == nil {
		to.Content = make([]*yaml.Node, len(from.Content))
		for i, c := range from.Content {
			to.Content[i] = r.copy(alias, c, depth+1)
		}
	}
	return &to
}

// mapping makes the keys and values of n plain and then applies its merge key.
func (r *resolver) mapping(n *yaml.Node, depth int) {
	var mergeKey *yaml.Node
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Tag == "!!merge" {
			mergeKey = n.Content[i]
		}
		key := r.node(n.Content[i], depth+1)
		n.Content[i], n.Content[i+1] = key, r.node(n.Content[i+1], depth+1)
		switch {
		case key.Kind != yaml.ScalarNode:
			r.refuse(key, "a key must be text, not a mapping or a list")
		case key.Tag == "!!null" && key.Value == "":
			r.refuse(key, "a value without a key")
		}
	}
	if r.stop != nil {
		return
	}
	n.Content = dropDuplicates(r.file, n.Content, &r.problems)
	if at := slices.Index(n.Content, mergeKey); mergeKey != nil && at >= 0 {
		r.merge(n, at)
	}
}

// merge puts the pairs of the mappings under the merge key Content[at] in its
// place. The mapping's own keys win, then those of the mapping named first.
func (r *resolver) merge(n *yaml.Node, at int) {
	value := n.Content[at+1]
	from := []*yaml.Node{value}
	if value.Kind == yaml.SequenceNode {
		from = value.Content
	}
	own := map[string]bool{}
	for i := 0; i < len(n.Content); i += 2 {
		own[n.Content[i].Value] = i != at
	}
	var merged []*yaml.Node
	for _, m := range from {
		if m.Kind != yaml.MappingNode {
			r.refuse(m, "the merge key << wants a mapping or a list of mappings")
			return
		}
		for i := 0; i+1 < len(m.Content); i += 2 {
			if key := m.Content[i]; !own[key.Value] {
				own[key.Value] = true
				merged = append(merged, key, m.Content[i+1])
			}
		}
	}
	n.Content = slices.Concat(n.Content[:at:at], merged, n.Content[at+2:])
}
