package lower

import (
	"slices"
	"strings"

	"github.com/connectorgen/connectorgen/generator/internal/ir"
	"github.com/connectorgen/connectorgen/generator/internal/oas"
	"github.com/connectorgen/connectorgen/generator/internal/source"
)

// links notes which answers hold the input of which operations. ids are those of
// the document's operations.
func (l *lowerer) links(ids []string) {
	for i := range l.doc.Operations {
		op := l.out.Operation(ids[i])
		if op == nil {
			continue
		}
		for _, r := range l.doc.Operations[i].Responses {
			at := slices.IndexFunc(op.Answers, func(a ir.Answer) bool { return a.Status == r.Status })
			for _, link := range r.Links {
				target := l.linked(ids, link)
				if target == nil {
					l.problems.Warnf(link.Pos, "oas-link", "link %s leads to no operation of the connector: it is left out", link.Name)
					continue
				}
				out := ir.AnswerLink{Name: link.Name, Operation: target.ID, Description: link.Description}
				for _, p := range link.Parameters {
					out.Input = append(out.Input, ir.LinkInput(p))
				}
				op.Answers[at].Links = append(op.Answers[at].Links, out)
			}
		}
	}
}

// linked is the operation that a link names, or refers to inside the document.
func (l *lowerer) linked(ids []string, link oas.Link) *ir.Operation {
	parts := source.Names(strings.TrimPrefix(link.OperationRef, "#"))
	for i := range l.doc.Operations {
		op := &l.doc.Operations[i]
		named := link.OperationID != "" && link.OperationID == op.ID
		referred := len(parts) == 3 && parts[0] == "paths" && parts[1] == op.Path && strings.EqualFold(parts[2], op.Method)
		if named || referred {
			return l.out.Operation(ids[i])
		}
	}
	return nil
}
