package goplan

import (
	"github.com/connectorgen/connectorgen/generator/internal/ir"
)

// A direction says which way values of a schema travel.
type direction struct{ sent, received bool }

// reach finds the named schemas that operations use, and which way they travel.
func (p *planner) reach() {
	for i := range p.c.Operations {
		op := &p.c.Operations[i]
		for _, param := range op.Params {
			p.mark(param.Schema, direction{sent: true})
		}
		if op.Body != nil {
			for i := range op.Body.Contents {
				p.reachBody(op, i)
			}
		}
		p.mark(op.Result, direction{received: true})
		if op.Events != nil {
			p.mark(op.Events.Item, direction{received: true})
		}
		for _, w := range op.Without {
			p.mark(w.Schema, direction{received: true})
		}
	}
	for i := range p.c.Events {
		p.mark(p.c.Events[i].Payload, direction{received: true})
	}
}

// reachBody marks what the i-th content of the body refers to. That a later one
// has the type of the first changes nothing about it.
func (p *planner) reachBody(op *ir.Operation, i int) {
	content := &op.Body.Contents[i]
	s := content.Schema
	if s == nil || i > 0 && (mediaKind(content.MediaType) == "raw" || sameType(op.Body.Contents[0].Schema, s)) {
		return
	}
	if s.Kind != ir.Ref {
		p.mark(s, direction{sent: true})
		return
	}
	if mediaKind(content.MediaType) == "form" {
		p.forms[s.Ref] = content
		p.markNamed(s.Ref, direction{sent: true})
	} else {
		p.mark(s, direction{sent: true})
	}
	if op.Method == "PATCH" {
		p.patched[s.Ref] = true
	} else {
		p.replaced[s.Ref] = true
	}
}

// mark notes the direction of s and of all below it.
func (p *planner) mark(s *ir.Schema, d direction) {
	if s == nil {
		return
	}
	if s.Kind == ir.Ref {
		p.markNamed(s.Ref, d)
		return
	}
	p.mark(s.Items, d)
	p.mark(s.Additional, d)
	for _, prop := range s.Properties {
		p.mark(prop.Schema, d)
	}
	for _, v := range s.Variants {
		p.mark(v.Schema, d)
	}
}

// markNamed notes the direction of the schema that has the name.
func (p *planner) markNamed(name string, d direction) {
	have := p.directions[name]
	both := direction{sent: have.sent || d.sent, received: have.received || d.received}
	if both == have {
		return
	}
	p.directions[name] = both
	p.mark(p.schemas[name], d)
}
