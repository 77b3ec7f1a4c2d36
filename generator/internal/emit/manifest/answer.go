package manifest

import (
	"slices"
	"strings"

	"github.com/connectorgen/connectorgen/generator/internal/ir"
)

// A chosen answer is the one that output describes.
type chosen struct {
	answer  *ir.Answer
	content *ir.Content // nil: nothing comes back
}

// choose takes the first success that carries something, and of its media types
// the one that is asked for first, else JSON, else the first.
func choose(op *ir.Operation) chosen {
	var best chosen
	for i := range op.Answers {
		a := &op.Answers[i]
		if !succeeds(op, a.Status) {
			continue
		}
		if best.answer == nil {
			best.answer = a
		}
		if len(a.Contents) > 0 {
			return chosen{a, preferred(a.Contents, op.Accept)}
		}
	}
	return best
}

// succeeds reports whether the status is a success: 2xx, or the default where
// no success is declared.
func succeeds(op *ir.Operation, status string) bool {
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
		if isJSON(contents[i].MediaType) {
			return &contents[i]
		}
	}
	return &contents[0]
}

func (b *builder) output(op *ir.Operation, c chosen) actionOutput {
	out := actionOutput{Stream: op.Stream, PayloadPath: op.Payload, Schema: &jsonSchema{Type: types{"null"}}}
	for _, a := range op.Answers {
		if succeeds(op, a.Status) {
			out.Statuses = append(out.Statuses, a.Status)
		}
	}
	if c.content != nil {
		out.ContentType = c.content.MediaType
	}
	switch {
	case op.Stream:
		out.Schema = b.contentSchema(b.answers, &ir.Content{MediaType: out.ContentType})
	case c.content != nil:
		out.Schema = b.contentSchema(b.answers, c.content)
	}
	if c.answer != nil {
		out.Headers = b.headers(c.answer.Headers)
	}
	out.ItemsPath = b.itemsPath(op, c)
	return out
}

func (b *builder) headers(list []ir.Param) map[string]*jsonSchema {
	if len(list) == 0 {
		return nil
	}
	made := make(map[string]*jsonSchema, len(list))
	for _, h := range list {
		s := &jsonSchema{}
		if h.Schema != nil {
			s = b.answers.convert(h.Schema)
		}
		if h.Description != "" {
			s.Description = h.Description
		}
		made[h.Name] = s
	}
	return made
}

// itemsPath says where the items of a list stand: where paging finds them, or at
// the payload, if an array stands there.
func (b *builder) itemsPath(op *ir.Operation, c chosen) *string {
	if op.Paging != nil {
		return &op.Paging.Items
	}
	if op.Kind != ir.OpList || c.content == nil {
		return nil
	}
	if s := b.at(c.content.Schema, op.Payload); s == nil || s.Kind != ir.Array {
		return nil
	}
	return &op.Payload
}

// at follows a dotted path through the properties of s; nil if it leads nowhere.
func (b *builder) at(s *ir.Schema, path string) *ir.Schema {
	s = b.resolve(s)
	if path == "" {
		return s
	}
	for name := range strings.SplitSeq(path, ".") {
		if s == nil {
			return nil
		}
		p := s.Property(name)
		if p == nil {
			return nil
		}
		s = b.resolve(p.Schema)
	}
	return s
}

// otherAnswers lists what output leaves out: failures, other successes and
// other media types.
func (b *builder) otherAnswers(op *ir.Operation, c chosen) []otherAnswer {
	var list []otherAnswer
	for i := range op.Answers {
		a := &op.Answers[i]
		for j := range a.Contents {
			content := &a.Contents[j]
			if content == c.content {
				continue
			}
			list = append(list, otherAnswer{
				Status: a.Status, Description: a.Description, ContentType: content.MediaType,
				Schema: b.contentSchema(b.answers, content),
			})
		}
		if len(a.Contents) == 0 && a != c.answer {
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
