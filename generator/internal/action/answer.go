package action

import (
	"slices"
	"strings"

	"github.com/connectorgen/connectorgen/generator/internal/ir"
)

// An Answer is the one of an operation's declared answers that its action gives.
type Answer struct {
	Declared *ir.Answer  // nil: no success is declared
	Content  *ir.Content // nil: nothing comes back
}

// choose takes the first success that carries something, and of its media types
// the one that is asked for first, else JSON, else the first.
func choose(op *ir.Operation) Answer {
	var best Answer
	for i := range op.Answers {
		a := &op.Answers[i]
		if !Succeeds(op, a.Status) {
			continue
		}
		if best.Declared == nil {
			best.Declared = a
		}
		if len(a.Contents) > 0 {
			return Answer{a, preferred(a.Contents, op.Accept)}
		}
	}
	return best
}

// Succeeds reports whether the status is a success: 2xx, or the default where
// no success is declared.
func Succeeds(op *ir.Operation, status string) bool {
	if status != "default" {
		return strings.HasPrefix(status, "2")
	}
	return !slices.ContainsFunc(op.Answers, func(a ir.Answer) bool { return strings.HasPrefix(a.Status, "2") })
}

func preferred(contents []ir.Content, accept []string) *ir.Content {
	for i := range contents {
		if len(accept) > 0 && contents[i].MediaType == accept[0] {
			return &contents[i]
		}
	}
	for i := range contents {
		if IsJSON(contents[i].MediaType) {
			return &contents[i]
		}
	}
	return &contents[0]
}

// itemsPath says where the items of a list stand: where paging finds them, or at
// the payload, if an array stands there.
func (s *Set) itemsPath(op *ir.Operation, a Answer) *string {
	if op.Paging != nil {
		return &op.Paging.Items
	}
	if op.Kind != ir.OpList || a.Content == nil {
		return nil
	}
	if list := s.At(a.Content.Schema, op.Payload); list == nil || list.Kind != ir.Array {
		return nil
	}
	return &op.Payload
}

// At follows a dotted path through the properties of a schema; nil if it leads nowhere.
func (s *Set) At(from *ir.Schema, path string) *ir.Schema {
	at := s.Resolve(from)
	if path == "" {
		return at
	}
	for name := range strings.SplitSeq(path, ".") {
		if at == nil {
			return nil
		}
		p := at.Property(name)
		if p == nil {
			return nil
		}
		at = s.Resolve(p.Schema)
	}
	return at
}
