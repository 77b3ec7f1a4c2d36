package openapi

import (
	"regexp"
	"slices"
	"strings"

	"github.com/connectorgen/connectorgen/generator/internal/emit/target"
	"github.com/connectorgen/connectorgen/generator/internal/ir"
)

var placeholder = regexp.MustCompile(`\{[^{}]*\}`)

// paths are the operations by path, in the order of the connector. Two paths that
// differ in the names of their placeholders alone are the same one to OpenAPI: the
// second goes by the names of the first.
func (b *builder) paths() target.Object[pathItem] {
	var made target.Object[pathItem]
	shapes := map[string]int{} // index of the path of each shape
	for i := range b.c.Operations {
		op := &b.c.Operations[i]
		shape := placeholder.ReplaceAllString(op.Path, "{}")
		at, known := shapes[shape]
		if !known {
			at = len(made)
			shapes[shape] = at
			made.Add(op.Path, b.shared())
		}
		method := strings.ToLower(op.Method)
		if _, taken := made[at].Value.Get(method); taken {
			b.losses.Warnf(op.Pos, "openapi-path-twice", op.ID, "of operations with one method and one path, names of parameters aside, only the first can stand")
			continue
		}
		if !slices.Contains(methods, method) {
			b.losses.Warnf(op.Pos, "openapi-method", op.ID, "operations with methods of their own are left out")
			continue
		}
		renamed := b.renamed(op, made[at].Name)
		made[at].Value.Add(method, b.operation(op, renamed))
	}
	return made
}

var methods = []string{"get", "put", "post", "delete", "options", "head", "patch", "trace"}

// shared is what all operations of a path have in common: the headers that every request has.
func (b *builder) shared() pathItem {
	var item pathItem
	if len(b.c.Headers) == 0 {
		return item
	}
	var refs []reference
	for _, h := range b.c.Headers {
		refs = append(refs, reference{"#/components/parameters/" + target.Component(h.Name)})
	}
	item.Add("parameters", refs)
	return item
}

// renamed says what the path parameters of op are called in path, which has the same shape as its own.
func (b *builder) renamed(op *ir.Operation, path string) map[string]string {
	if path == op.Path {
		return nil
	}
	b.losses.Warnf(op.Pos, "openapi-path-parameter", op.ID, "paths that differ in the names of their parameters alone go by the names of the first")
	own, others := placeholder.FindAllString(op.Path, -1), placeholder.FindAllString(path, -1)
	names := map[string]string{}
	for i, name := range own {
		names[strings.Trim(name, "{}")] = strings.Trim(others[i], "{}")
	}
	return names
}
