package server

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"

	"github.com/google/jsonschema-go/jsonschema"
	"github.com/modelcontextprotocol/go-sdk/mcp"
)

// A tool is one that is offered.
type tool struct {
	row       *row
	operation Operation
	failure   func(error) *Failure
	schema    json.RawMessage

	once    sync.Once
	checker *jsonschema.Resolved
	err     error
}

// described is the tool as it is listed.
func (t *tool) described() *mcp.Tool {
	yes := true
	return &mcp.Tool{
		Name: t.row.Name, Title: t.row.Title, Description: t.row.Description, InputSchema: t.schema,
		Annotations: &mcp.ToolAnnotations{
			Title: t.row.Title, ReadOnlyHint: t.row.ReadOnly, DestructiveHint: &t.row.Destructive,
			IdempotentHint: t.row.Idempotent, OpenWorldHint: &yes,
		},
	}
}

// handle calls the tool. Whatever goes wrong is for the model to read.
func (t *tool) handle(ctx context.Context, req *mcp.CallToolRequest) (made *mcp.CallToolResult, _ error) {
	defer func() {
		if r := recover(); r != nil { // one call that fails must not end the others
			made = refused(fmt.Errorf("%s: %v (a bug of this server)", t.row.Name, r))
		}
	}()
	inputs, err := t.inputs(req.Params.Arguments)
	if err != nil {
		return refused(fmt.Errorf("invalid input: %w", err)), nil
	}
	out, err := t.call(ctx, inputs)
	if err != nil {
		return t.failed(err), nil
	}
	made, err = result(t.row.Name, out)
	if err != nil {
		return t.failed(err), nil
	}
	return made, nil
}

// inputs reads the arguments and holds them against the schema, before anything is sent.
func (t *tool) inputs(arguments json.RawMessage) (map[string]json.RawMessage, error) {
	if len(arguments) == 0 || string(arguments) == "null" {
		arguments = json.RawMessage("{}")
	}
	var value any
	if err := json.Unmarshal(arguments, &value); err != nil {
		return nil, err
	}
	t.once.Do(t.compile)
	if t.err != nil {
		return nil, t.err
	}
	if err := t.checker.Validate(value); err != nil {
		return nil, err
	}
	var inputs map[string]json.RawMessage
	return inputs, json.Unmarshal(arguments, &inputs)
}

func (t *tool) compile() {
	var s jsonschema.Schema
	if t.err = json.Unmarshal(t.schema, &s); t.err == nil {
		t.checker, t.err = s.Resolve(nil)
	}
}
