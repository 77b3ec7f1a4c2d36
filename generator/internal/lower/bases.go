package lower

import (
	"slices"

	"github.com/connectorgen/connectorgen/generator/internal/ir"
	"github.com/connectorgen/connectorgen/generator/internal/oas"
)

// bases lists the base classes that a discriminator makes stand for their
// subclasses without a oneOf, where something refers to one of them: it is read
// as the base class, and what a subclass adds has no field.
func (l *lowerer) bases() {
	used := make(map[string]bool)
	note := func(s *ir.Schema) { used[s.Ref] = true }
	for _, s := range l.out.Schemas {
		walk(s, note)
	}
	for i := range l.out.Operations {
		op := &l.out.Operations[i]
		if op.Body != nil {
			for _, c := range op.Body.Contents {
				walk(c.Schema, note)
			}
		}
		walk(op.Result, note)
	}
	for _, s := range l.doc.Schemas {
		if s.Tag != "" && len(s.OneOf)+len(s.AnyOf) == 0 && used[s.Name] && l.isBase(s.Name) {
			l.problems.Warnf(s.Pos, "oas-base-class", "%s stands for its subclasses: it is read as what they have in common", s.Name)
			l.problems.Hintf("give it a oneOf that lists them, with an overlay; until then JSON.Extra has the rest")
		}
	}
}

// isBase reports whether another schema extends the one called name.
func (l *lowerer) isBase(name string) bool {
	return slices.ContainsFunc(l.doc.Schemas, func(s *oas.Schema) bool {
		return slices.ContainsFunc(s.AllOf, func(part *oas.Schema) bool { return part.Ref == name })
	})
}
