package manifest

import (
	"github.com/connectorgen/connectorgen/generator/internal/action"
	"github.com/connectorgen/connectorgen/generator/internal/ir"
	"github.com/connectorgen/connectorgen/generator/internal/jsonschema"
)

func (b *builder) output(a *action.Action) actionOutput {
	op, chosen := a.Op, a.Answer
	out := actionOutput{Stream: op.Stream, PayloadPath: op.Payload, ItemsPath: a.ItemsPath, Schema: &jsonschema.Schema{Type: jsonschema.Types{"null"}}}
	for _, declared := range op.Answers {
		if action.Succeeds(op, declared.Status) {
			out.Statuses = append(out.Statuses, declared.Status)
		}
	}
	if chosen.Content != nil {
		out.ContentType = chosen.Content.MediaType
	}
	out.Sequence = b.sequence(op.Events)
	switch {
	case op.Events != nil && op.Result == nil && !op.Stream:
		out.Stream = true
		out.Schema = &jsonschema.Schema{Type: jsonschema.Types{"string"}}
	case op.Stream:
		out.Schema = action.ContentSchema(b.answers, &ir.Content{MediaType: out.ContentType})
	case chosen.Content != nil:
		out.Schema = action.ContentSchema(b.answers, chosen.Content)
	}
	if chosen.Declared != nil {
		out.Headers = b.headers(chosen.Declared.Headers)
		out.Links = b.links(chosen.Declared.Links)
	}
	return out
}

func (b *builder) headers(list []ir.Param) map[string]*jsonschema.Schema {
	if len(list) == 0 {
		return nil
	}
	made := make(map[string]*jsonschema.Schema, len(list))
	for _, h := range list {
		s := &jsonschema.Schema{}
		if h.Schema != nil {
			s = b.answers.Convert(h.Schema)
		}
		if h.Description != "" {
			s.Description = h.Description
		}
		made[h.Name] = s
	}
	return made
}

// otherAnswers lists what output leaves out: failures, other successes and
// other media types.
func (b *builder) otherAnswers(op *ir.Operation, chosen action.Answer) []otherAnswer {
	var list []otherAnswer
	for i := range op.Answers {
		a := &op.Answers[i]
		for j := range a.Contents {
			content := &a.Contents[j]
			if content == chosen.Content {
				continue
			}
			list = append(list, otherAnswer{
				Status: a.Status, Description: a.Description, ContentType: content.MediaType,
				Schema: action.ContentSchema(b.answers, content),
			})
		}
		if len(a.Contents) == 0 && a != chosen.Declared {
			list = append(list, otherAnswer{Status: a.Status, Description: a.Description})
		}
	}
	return list
}

// paging says how the list goes on.
func paging(p *ir.Paging) *pagination {
	if p == nil {
		return nil
	}
	made := &pagination{
		Style: p.Style, PageParam: p.PageParam, OffsetParam: p.OffsetParam,
		LimitParam: p.LimitParam, MaxLimit: p.MaxLimit,
		CursorParam: p.CursorParam, CursorPath: p.Cursor, NextURLPath: p.Next, PreviousURLPath: p.Previous,
		TotalPath: p.Total, MorePath: p.More, Stop: stop(p),
	}
	if p.PageParam != "" {
		made.StartPage = &p.StartPage
	}
	if p.Style == "linkHeader" {
		made.LinkHeader = "Link"
	}
	return made
}

// stop tells a reader when the list has ended.
func stop(p *ir.Paging) string {
	switch {
	case p.More != "":
		return "no-more"
	case p.Style == "nextUrl" || p.Style == "linkHeader" || p.Style == "cursor":
		return "missing-next"
	case p.Total != "":
		return "total-reached"
	}
	return "empty-items"
}
