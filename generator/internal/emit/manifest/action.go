package manifest

import (
	"encoding/json"
	"fmt"

	"github.com/connectorgen/connectorgen/generator/internal/ir"
)

func (b *builder) action(op *ir.Operation) action {
	in := b.inputOf(op)
	b.inputs[op.ID] = in
	answer := choose(op)
	made := action{
		Key: b.keys[op.ID], OperationID: op.ID,
		Label: b.label(op), Description: b.description(op),
		Resource: op.Resource, Kind: string(op.Kind),
		Direction: "send", Effect: effect(op), Idempotent: idempotent(op),
		Deprecated:   op.Deprecated,
		Auth:         alternatives(op.Security),
		Request:      in.request(),
		Input:        b.inputSchema(in),
		Output:       b.output(op, answer),
		OtherAnswers: b.otherAnswers(op, answer),
		Pagination:   paging(op.Paging),
		Samples:      b.samples(in, answer),
	}
	if op.Safe() {
		made.Direction = "receive"
	}
	if len(op.Servers) > 0 {
		made.Servers = b.servers(op.Servers)
	}
	return made
}

// alternatives keeps an alternative that needs no method as an empty list.
func alternatives(security [][]string) [][]string {
	var made [][]string
	for _, methods := range security {
		made = append(made, append([]string{}, methods...))
	}
	return made
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

// testConnection is the call that proves a connection works.
func (b *builder) testConnection() *testConnection {
	t := b.c.Test
	if t == nil {
		return nil
	}
	in := b.inputs[t.Operation]
	if in == nil {
		b.problems.Errorf(t.Pos, "manifest-test-operation", "test operation %q is not an operation of the connector", t.Operation)
		return nil
	}
	if in.op.Method != "GET" {
		b.problems.Errorf(t.Pos, "manifest-test-operation", "test operation %q is a %s, not a GET", t.Operation, in.op.Method)
	}
	made := &testConnection{Action: b.keys[t.Operation], ExpectStatus: t.Expect}
	for _, arg := range t.Input {
		key, ok := in.key(arg.Name)
		if !ok {
			b.problems.Errorf(t.Pos, "manifest-test-input", "test operation %q has no input %q", t.Operation, arg.Name)
			continue
		}
		if made.Input == nil {
			made.Input = map[string]json.RawMessage{}
		}
		made.Input[key] = arg.Value
	}
	return made
}

// schemas renders the named schemas in the form or forms in which they travel:
// requests have theirs in a section of their own, and what is in neither a
// request nor an answer is rendered as an answer.
func (b *builder) schemas() (answers, inputs map[string]*jsonSchema, err error) {
	inputs = map[string]*jsonSchema{}
	if err := b.convertUsed(b.requests, inputs); err != nil {
		return nil, nil, err
	}
	for _, s := range b.c.Schemas {
		if !b.requests.used[s.Name] {
			b.answers.used[s.Name] = true
		}
	}
	answers = map[string]*jsonSchema{}
	err = b.convertUsed(b.answers, answers)
	return answers, inputs, err
}

// convertUsed converts every schema that v refers to, and those that they refer to.
func (b *builder) convertUsed(v *converter, into map[string]*jsonSchema) error {
	for {
		before := len(into)
		for name := range v.used { // the order is lost in the map anyway
			s := b.named[name]
			if s == nil {
				return fmt.Errorf("no schema is called %q", name)
			}
			if into[name] == nil {
				into[name] = v.convert(s)
			}
		}
		if len(into) == before {
			return nil
		}
	}
}
