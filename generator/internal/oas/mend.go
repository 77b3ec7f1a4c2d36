package oas

import (
	"math"
	"regexp"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/connectorgen/connectorgen/generator/internal/diag"
)

// mend repairs what is commonly broken and would keep kin-openapi from reading
// the document, or would make it read something else than was meant. Every
// repair is a warning at its place.
func mend(t *tree, problems *diag.List) {
	mendPaths(t, problems)
	mendInfo(t, problems)
	mendWebhooks(t)
	mendShapes(t, problems)
}

// colonParam is a path parameter in the manner of web frameworks: /users/:id.
var colonParam = regexp.MustCompile(`/:([A-Za-z_][A-Za-z0-9_]*)`)

// mendPaths writes :id as {id}, and the slash that every path begins with.
func mendPaths(t *tree, problems *diag.List) {
	paths := child(t.root, "paths")
	for i := 0; i+1 < len(paths.Content); i += 2 {
		key := paths.Content[i]
		if strings.HasPrefix(key.Value, "x-") {
			continue
		}
		mended := colonParam.ReplaceAllString("/"+strings.TrimPrefix(key.Value, "/"), "/{$1}")
		if mended == key.Value {
			continue
		}
		if other, _ := field(paths, mended); other != nil {
			problems.Errorf(t.pos(key), "oas-path-twice", "path %s is %s at %s again", key.Value, mended, t.pos(other))
			continue
		}
		if strings.HasPrefix(key.Value, "/") {
			problems.Warnf(t.pos(key), "oas-path-colon", "path %s is read as %s", key.Value, mended)
		} else {
			problems.Warnf(t.pos(key), "oas-path-slash", "path %q is read as %s", key.Value, mended)
		}
		key.Value = mended
	}
}

// mendWebhooks gives what documents before OpenAPI 3.1 call x-webhooks its name of today.
func mendWebhooks(t *tree) {
	if old, _ := field(t.root, "x-webhooks"); old != nil && child(t.root, "webhooks") == nil {
		old.Value = "webhooks"
	}
}

// mendNumbers leaves out numbers that YAML has and JSON does not: .inf and .nan.
func mendNumbers(t *tree, n *yaml.Node, problems *diag.List) {
	step := 1
	if n.Kind == yaml.MappingNode {
		step = 2
	}
	kept := make([]*yaml.Node, 0, len(n.Content))
	for i := step - 1; i < len(n.Content); i += step {
		c := n.Content[i]
		if c.Kind == yaml.ScalarNode && c.ShortTag() == "!!float" {
			var f float64
			if c.Decode(&f) == nil && (math.IsInf(f, 0) || math.IsNaN(f)) && strings.HasPrefix(strings.TrimLeft(c.Value, "+-"), ".") {
				problems.Warnf(t.pos(c), "oas-shape", "%s is no number that JSON has: it is left out", c.Value)
				continue
			}
		}
		mendNumbers(t, c, problems)
		kept = append(kept, n.Content[i+1-step:i+1]...)
	}
	if len(kept) < len(n.Content) {
		n.Content = kept
	}
}

// mendInfo gives the document the info object that kin-openapi insists on.
func mendInfo(t *tree, problems *diag.List) {
	if info := child(t.root, "info"); info != nil && info.Kind == yaml.MappingNode {
		return
	}
	problems.Warnf(t.pos(t.root), "oas-no-info", "the document has no info: its title and version are not known")
	setField(t.root,
		&yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: "info"},
		&yaml.Node{Kind: yaml.MappingNode, Tag: "!!map"})
}
