package manifest

import (
	"encoding/json"
	"fmt"

	"github.com/connectorgen/connectorgen/generator/internal/action"
	"github.com/connectorgen/connectorgen/generator/internal/ir"
	"github.com/connectorgen/connectorgen/generator/internal/jsonschema"
)

func (b *builder) action(a *action.Action) actionEntry {
	op := a.Op
	made := actionEntry{
		Key: a.Key, OperationID: op.ID,
		Label: a.Label, Description: a.Description,
		Resource: op.Resource, Kind: string(op.Kind),
		Direction: a.Direction, Effect: a.Effect, Idempotent: a.Idempotent,
		Deprecated:   op.Deprecated,
		Auth:         alternatives(op.Security),
		Request:      requestOf(a.Input),
		Input:        a.Input.Schema(b.requests),
		Output:       b.output(a),
		OtherAnswers: b.otherAnswers(op, a.Answer),
		Pagination:   paging(op.Paging),
	}
	if in, out := b.set.InputSample(a.Input), b.set.OutputSample(a); in != nil || out != nil {
		made.Samples = &samples{Input: in, Output: out}
	}
	if len(op.Servers) > 0 {
		made.Servers = b.servers(op.Servers)
	}
	return made
}

// request says how the input becomes an HTTP request.
func requestOf(in *action.Input) request {
	op := in.Op
	r := request{Method: op.Method, Path: op.Path, Accept: op.Accept, BodyKey: in.BodyKey}
	for i, p := range op.Params {
		r.Params = append(r.Params, param{
			Name: p.Name, In: string(p.In), InputKey: in.ParamKey[i], OpenEnded: p.OpenEnded,
			Style: p.Style, Explode: p.Explode, AllowReserved: p.AllowReserved, ContentType: p.MediaType,
		})
	}
	if in.Content == nil {
		return r
	}
	r.BodyRequired = op.Body.Required
	r.ContentType = in.Content.MediaType
	for _, c := range op.Body.Contents[1:] {
		r.OtherContentTypes = append(r.OtherContentTypes, c.MediaType)
	}
	for i, p := range in.Parts {
		r.Body = append(r.Body, bodyPart{Name: p.Name, InputKey: in.PartKey[i], part: partOf(in.Content, p.Name)})
	}
	if in.BodyKey == "" {
		return r
	}
	for _, p := range in.Content.Parts {
		if r.Parts == nil {
			r.Parts = map[string]part{}
		}
		r.Parts[p.Name] = partOf(in.Content, p.Name)
	}
	return r
}

func partOf(c *ir.Content, name string) part {
	p := c.Part(name)
	return part{ContentType: p.MediaType, Style: p.Style, Explode: p.Explode, AllowReserved: p.AllowReserved}
}

// alternatives keeps an alternative that needs no method as an empty list.
func alternatives(security [][]string) [][]string {
	var made [][]string
	for _, methods := range security {
		made = append(made, append([]string{}, methods...))
	}
	return made
}

// testConnection is the call that proves a connection works.
func (b *builder) testConnection() *testConnection {
	t := b.c.Test
	if t == nil {
		return nil
	}
	a := b.set.Of(t.Operation)
	if a == nil {
		b.problems.Errorf(t.Pos, "manifest-test-operation", "test operation %q is not an operation of the connector", t.Operation)
		return nil
	}
	if a.Op.Method != "GET" {
		b.problems.Errorf(t.Pos, "manifest-test-operation", "test operation %q is a %s, not a GET", t.Operation, a.Op.Method)
	}
	made := &testConnection{Action: a.Key, ExpectStatus: t.Expect}
	for _, arg := range t.Input {
		key, ok := a.Input.Key(arg.Name)
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
func (b *builder) schemas() (answers, inputs map[string]*jsonschema.Schema, err error) {
	inputs = map[string]*jsonschema.Schema{}
	if err := b.convertUsed(b.requests, inputs); err != nil {
		return nil, nil, err
	}
	for _, s := range b.c.Schemas {
		if !b.requests.Used[s.Name] {
			b.answers.Used[s.Name] = true
		}
	}
	answers = map[string]*jsonschema.Schema{}
	err = b.convertUsed(b.answers, answers)
	return answers, inputs, err
}

// convertUsed converts every schema that v refers to, and those that they refer to.
func (b *builder) convertUsed(v *jsonschema.Converter, into map[string]*jsonschema.Schema) error {
	for {
		before := len(into)
		for name := range v.Used { // the order is lost in the map anyway
			s := b.set.Schema(name)
			if s == nil {
				return fmt.Errorf("no schema is called %q", name)
			}
			if into[name] == nil {
				into[name] = v.Convert(s)
			}
		}
		if len(into) == before {
			return nil
		}
	}
}
