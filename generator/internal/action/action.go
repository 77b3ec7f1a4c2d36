// Package action says what each operation of a connector is to a marketplace: an
// action with one key, a label, one flat input and one answer. The manifest and
// every target speak of the same actions.
package action

import (
	"github.com/connectorgen/connectorgen/generator/internal/diag"
	"github.com/connectorgen/connectorgen/generator/internal/ir"
	"github.com/connectorgen/connectorgen/generator/internal/keys"
)

// A Set is the actions of one connector. It is not changed once it is made.
type Set struct {
	Connector *ir.Connector
	Actions   []Action  // by operation
	Triggers  []Trigger // by event
	Problems  diag.List // warnings: texts that were too long
	named     map[string]*ir.Schema
	byID      map[string]*Action
}

// An Action is one operation as a marketplace sees it.
type Action struct {
	Op          *ir.Operation
	Key         string // unique among the actions: ^[a-zA-Z][a-zA-Z0-9_]*$
	Label       string // at most 80 letters, digits, spaces and parentheses
	Description string // sentences
	Direction   string // receive or send
	Effect      string // read, write or destructive
	Idempotent  bool   // repeating the call changes nothing more
	Input       *Input
	Answer      Answer
	ItemsPath   *string // dotted path in the answer to the items of a list; nil: no list
}

// New makes the actions of c.
func New(c *ir.Connector) *Set {
	s := &Set{
		Connector: c,
		Actions:   make([]Action, len(c.Operations)),
		named:     make(map[string]*ir.Schema, len(c.Schemas)),
		byID:      make(map[string]*Action, len(c.Operations)),
	}
	for _, schema := range c.Schemas {
		s.named[schema.Name] = schema
	}
	byID := keys.Actions(c)
	for i := range c.Operations {
		op, a := &c.Operations[i], &s.Actions[i]
		*a = Action{
			Op: op, Key: byID[op.ID],
			Label: s.label(op), Description: s.description(op),
			Direction: "send", Effect: effect(op), Idempotent: idempotent(op),
			Input: s.inputOf(op), Answer: choose(op),
		}
		a.ItemsPath = s.itemsPath(op, a.Answer)
		if op.Safe() {
			a.Direction = "receive"
		}
		s.byID[op.ID] = a
	}
	s.triggers()
	return s
}

// Of returns the action of the operation with the ID, or nil.
func (s *Set) Of(id string) *Action { return s.byID[id] }

// Schema returns the named schema, or nil.
func (s *Set) Schema(name string) *ir.Schema { return s.named[name] }

// Resolve follows references to a schema that is none. It returns nil for nil,
// and for references that go round in a circle.
func (s *Set) Resolve(schema *ir.Schema) *ir.Schema {
	for range len(s.named) + 1 {
		if schema == nil || schema.Kind != ir.Ref {
			return schema
		}
		schema = s.named[schema.Ref]
	}
	return nil
}

func effect(op *ir.Operation) string {
	switch {
	case op.Safe():
		return "read"
	case op.Method == "DELETE" || op.Kind == ir.OpDelete:
		return "destructive"
	}
	return "write"
}

// idempotent reports whether repeating the call changes nothing more, as HTTP
// has it for the method.
func idempotent(op *ir.Operation) bool {
	return op.Safe() || op.Method == "PUT" || op.Method == "DELETE"
}
