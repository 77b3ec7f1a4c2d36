package lower

import (
	"slices"
	"strings"

	"github.com/connectorgen/connectorgen/generator/internal/ir"
	"github.com/connectorgen/connectorgen/generator/internal/naming"
	"github.com/connectorgen/connectorgen/generator/internal/oas"
)

// resourceOf finds the resource of an operation, by the connector file, its first
// tag or else its path, and returns its key.
func (l *lowerer) resourceOf(id string, op *oas.Operation) string {
	name, tag := resourceName(op)
	for _, rename := range l.cfg.Names.Resources {
		if rename.From.Value == name {
			name = rename.To.Value
		}
	}
	for _, o := range l.cfg.Names.Operations {
		if o.ID.Value == id && o.Resource.Value != "" {
			name, tag = o.Resource.Value, ""
		}
	}
	one := singularWords(name)
	k := camel(one)
	if slices.ContainsFunc(l.out.Resources, func(r ir.Resource) bool { return r.Key == k }) {
		return k
	}
	r := ir.Resource{Key: k, Name: sentence(one), Plural: sentence(pluralWords(name)), Tag: tag}
	if i := slices.IndexFunc(l.doc.Tags, func(t oas.Tag) bool { return t.Name == tag }); i >= 0 {
		r.Description = l.doc.Tags[i].Description
	}
	l.out.Resources = append(l.out.Resources, r)
	return k
}

// pathResource is the first telling segment of a path: neither a placeholder nor a version.
func pathResource(path string) string {
	for segment := range strings.SplitSeq(strings.Trim(path, "/"), "/") {
		_, isParam := placeholderName(segment)
		if isParam || isVersion(segment) || len(naming.Words(segment)) == 0 || strings.Contains(segment, "{") {
			continue
		}
		return segment
	}
	return "root"
}

func isVersion(segment string) bool {
	return len(segment) > 1 && (segment[0] == 'v' || segment[0] == 'V') && strings.Trim(segment[1:], "0123456789.") == "" || segment == "api"
}

// kindOf says what an operation does, by its method and the shape of its path.
func kindOf(op *ir.Operation) ir.OpKind {
	last := op.Path[strings.LastIndexByte(op.Path, '/')+1:]
	_, onItem := placeholderName(last)
	switch {
	case op.Paging != nil, op.Method == "GET" && op.Result != nil && op.Result.Kind == ir.Array:
		return ir.OpList
	case op.Stream:
		return ir.OpCustom
	case op.Method == "GET" && op.Result != nil:
		return ir.OpGet
	case op.Method == "POST" && !onItem:
		return ir.OpCreate
	case op.Method == "PUT", op.Method == "PATCH":
		return ir.OpUpdate
	case op.Method == "DELETE":
		return ir.OpDelete
	default:
		return ir.OpCustom
	}
}

// describeResources says what the things are that a resource's operations give.
func (l *lowerer) describeResources() {
	for i := range l.out.Resources {
		r := &l.out.Resources[i]
		for _, kind := range []ir.OpKind{ir.OpGet, ir.OpList, ir.OpCreate} {
			if r.Schema != "" {
				break
			}
			for j := range l.out.Operations {
				op := &l.out.Operations[j]
				if op.Resource == r.Key && op.Kind == kind && op.Result != nil && op.Result.Kind == ir.Ref {
					r.Schema = op.Result.Ref
					break
				}
			}
		}
		if s := l.named[r.Schema]; s != nil && s.Property("id") != nil {
			r.PrimaryKey = []string{"id"}
		}
	}
}
