package lower

import (
	"slices"
	"strings"

	"github.com/connectorgen/connectorgen/generator/internal/config"
	"github.com/connectorgen/connectorgen/generator/internal/ir"
	"github.com/connectorgen/connectorgen/generator/internal/naming"
	"github.com/connectorgen/connectorgen/generator/internal/oas"
	"github.com/connectorgen/connectorgen/generator/internal/strict"
)

// names checks that every name the connector file overrides is one that the
// document has: an override of nothing is one that somebody believes in.
func (l *lowerer) names() {
	n := l.cfg.Names
	for _, r := range n.Resources {
		l.known("names.resources", r.From, l.resourceNames())
	}
	for _, o := range n.Operations {
		l.known("names.operations", o.ID, l.operationIDs())
	}
	for _, r := range n.Types {
		l.known("names.types", r.From, l.schemaNames())
	}
	for _, r := range n.Parameters {
		l.known("names.parameters", r.From, l.parameterNames())
	}
	for _, r := range n.Properties {
		schema, property, _ := strings.Cut(r.From.Value, ".")
		s := l.named[schema]
		if s == nil {
			l.known("names.properties", config.Text{Value: schema, Pos: r.From.Pos}, l.schemaNames())
			continue
		}
		l.known("names.properties", config.Text{Value: property, Pos: r.From.Pos}, propertyNames(s))
	}
}

// known reports a name that is none of those there are.
func (l *lowerer) known(where string, name config.Text, there []string) {
	if slices.Contains(there, name.Value) {
		return
	}
	l.problems.Errorf(name.Pos, "config-name-unknown", "%s has %q, which the document does not have", where, name.Value)
	if near := strict.Nearest(name.Value, there); near != "" {
		l.problems.Hintf("did you mean %q?", near)
	}
}

// resourceNames are the names that resources have before any is overridden.
func (l *lowerer) resourceNames() []string {
	var names []string
	for i := range l.doc.Operations {
		name, _ := resourceName(&l.doc.Operations[i])
		names = append(names, name)
	}
	return names
}

func (l *lowerer) schemaNames() []string {
	names := make([]string, len(l.out.Schemas))
	for i, s := range l.out.Schemas {
		names[i] = s.Name
	}
	return names
}

func (l *lowerer) parameterNames() []string {
	var names []string
	for i := range l.out.Operations {
		for _, p := range l.out.Operations[i].Params {
			names = append(names, p.Name)
		}
	}
	return names
}

func propertyNames(s *ir.Schema) []string {
	names := make([]string, len(s.Properties))
	for i, p := range s.Properties {
		names[i] = p.Name
	}
	return names
}

// resourceName is the first tag of an operation, or else what its path is about.
func resourceName(op *oas.Operation) (name, tag string) {
	if len(op.Tags) > 0 && len(naming.Words(op.Tags[0])) > 0 {
		return op.Tags[0], op.Tags[0]
	}
	return pathResource(op.Path), ""
}
