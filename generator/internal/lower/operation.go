package lower

import (
	"cmp"
	"mime"
	"slices"
	"strings"

	"github.com/connectorgen/connectorgen/generator/internal/config"
	"github.com/connectorgen/connectorgen/generator/internal/ir"
	"github.com/connectorgen/connectorgen/generator/internal/oas"
)

// operations lowers every operation, then the resources they deal in.
func (l *lowerer) operations() {
	ids := l.uniqueIDs()
	ignored := make(map[string]bool)
	for i := range l.doc.Operations {
		op := &l.doc.Operations[i]
		if slices.ContainsFunc(l.cfg.Ignore, func(t config.Text) bool { return t.Value == ids[i] }) {
			ignored[ids[i]] = true
			continue
		}
		l.out.Operations = append(l.out.Operations, l.operation(ids[i], op))
	}
	l.events("", l.doc.Webhooks)
	for i := range l.doc.Operations {
		if !ignored[ids[i]] {
			l.events(ids[i], l.doc.Operations[i].Callbacks)
		}
	}
	l.links(ids)
	for _, t := range l.cfg.Ignore {
		if !ignored[t.Value] {
			l.problems.Errorf(t.Pos, "config-ignore", "ignore names operation %q, which the document does not have", t.Value)
		}
	}
	if len(l.out.Operations) == 0 {
		l.problems.Errorf(l.doc.Pos, "oas-no-operations", "the document has no operation to make an action of")
	}
	l.describeResources()
}

// uniqueIDs gives every operation an ID: its own, or one made of method and path
// where it has none or shares it with an earlier one.
func (l *lowerer) uniqueIDs() []string {
	ids := make([]string, len(l.doc.Operations))
	taken := make(map[string]*oas.Operation)
	for i := range l.doc.Operations {
		if op := &l.doc.Operations[i]; op.ID != "" && taken[op.ID] == nil {
			taken[op.ID], ids[i] = op, op.ID
		}
	}
	for i := range l.doc.Operations {
		op := &l.doc.Operations[i]
		if ids[i] != "" {
			continue
		}
		id := madeUpID(op)
		for taken[id] != nil {
			id += "_"
		}
		taken[id], ids[i] = op, id
		if op.ID == "" {
			l.problems.Warnf(op.Pos, "oas-no-operation-id", "%s %s has no operationId: it is called %s", op.Method, op.Path, id)
		} else {
			l.problems.Warnf(op.Pos, "oas-operation-id-twice", "operationId %q is that of %s %s already: %s %s is called %s",
				op.ID, taken[op.ID].Method, taken[op.ID].Path, op.Method, op.Path, id)
		}
	}
	return ids
}

// madeUpID is made of method and path: "get_users_by_id".
func madeUpID(op *oas.Operation) string {
	parts := []string{strings.ToLower(op.Method)}
	for segment := range strings.SplitSeq(strings.Trim(op.Path, "/"), "/") {
		if name, ok := placeholderName(segment); ok {
			parts = append(parts, "by")
			segment = name
		}
		parts = append(parts, strings.Map(func(r rune) rune {
			if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' {
				return r
			}
			return '_'
		}, segment))
	}
	return strings.Join(parts, "_")
}

func placeholderName(segment string) (string, bool) {
	if strings.HasPrefix(segment, "{") && strings.HasSuffix(segment, "}") {
		return segment[1 : len(segment)-1], true
	}
	return "", false
}

func (l *lowerer) operation(id string, op *oas.Operation) ir.Operation {
	out := ir.Operation{
		ID: id, Method: op.Method, Path: op.Path,
		Summary: op.Summary, Description: op.Description, Deprecated: op.Deprecated,
		Servers: l.documentServers(op.Servers), Pos: op.Pos,
	}
	for i := range op.Parameters {
		out.Params = append(out.Params, l.param(&op.Parameters[i]))
	}
	slices.SortStableFunc(out.Params, func(a, b ir.Param) int { return cmp.Compare(placeOrder(op.Path, a), placeOrder(op.Path, b)) })
	if op.Body != nil {
		l.body(&out, op.Body)
	}
	for _, r := range op.Responses {
		out.Answers = append(out.Answers, l.answer(r))
	}
	slices.SortStableFunc(out.Answers, func(a, b ir.Answer) int { return cmp.Compare(a.Status, b.Status) })
	l.result(&out)
	out.Resource = l.resourceOf(id, op)
	out.Kind = kindOf(&out)
	out.Security = l.security(op)
	return out
}

// placeOrder puts path parameters first, in the order of the path.
func placeOrder(path string, p ir.Param) int {
	if p.In != ir.InPath {
		return len(path) + 1
	}
	return strings.Index(path, "{"+p.Name+"}")
}

func (l *lowerer) param(p *oas.Parameter) ir.Param {
	out := ir.Param{
		Name: p.Name, In: ir.In(p.In), Required: p.Required, Style: p.Style, Explode: p.Explode,
		AllowReserved: p.AllowReserved, AllowEmpty: p.AllowEmpty,
		Description: p.Description, Deprecated: p.Deprecated, OpenEnded: isOpenEnded(p.Name), Pos: p.Pos,
	}
	switch {
	case p.Schema != nil:
		out.Schema = l.schema(p.Schema)
	case len(p.Contents) > 0 && p.Contents[0].Schema != nil:
		out.MediaType = p.Contents[0].MediaType
		out.Schema = l.schema(p.Contents[0].Schema)
	default:
		l.problems.Warnf(p.Pos, "oas-parameter-untyped", "parameter %q has no schema: it is taken as a string", p.Name)
		out.Schema = &ir.Schema{Kind: ir.String, Pos: p.Pos}
	}
	return out
}

// isOpenEnded reports whether the name leaves a part to the caller: "f.metadata.<KEY>".
func isOpenEnded(name string) bool {
	open, end := strings.IndexByte(name, '<'), strings.IndexByte(name, '>')
	return open >= 0 && end > open+1
}

// body prefers JSON, unless its schema has files, which only a form can carry; then
// what is typed, then the order of the document.
func (l *lowerer) body(out *ir.Operation, b *oas.Body) {
	if len(b.Contents) == 0 {
		l.problems.Warnf(b.Pos, "oas-body-empty", "the body of %s %s has no media type: it is left out", out.Method, out.Path)
		return
	}
	out.Body = &ir.Body{Required: b.Required, Description: b.Description, Contents: l.contents(b.Contents), Pos: b.Pos}
	slices.SortStableFunc(out.Body.Contents, func(a, b ir.Content) int {
		return cmp.Compare(l.rank(&a), l.rank(&b))
	})
}

// rank is the preference of a content; JSON whose schema has files cannot carry them.
func (l *lowerer) rank(c *ir.Content) int {
	if isJSON(c.MediaType) && l.hasFiles(c.Schema) {
		return preference("multipart/form-data") + 1
	}
	return preference(c.MediaType)
}

func preference(mediaType string) int {
	switch {
	case isJSON(mediaType):
		return 0
	case strings.HasPrefix(mediaType, "multipart/form-data"):
		return 1
	case strings.HasPrefix(mediaType, "application/x-www-form-urlencoded"):
		return 2
	default:
		return 3
	}
}

// hasFiles reports whether a property of s is bytes rather than text.
func (l *lowerer) hasFiles(s *ir.Schema) bool {
	s = l.resolved(s)
	return s != nil && slices.ContainsFunc(s.Properties, func(p ir.Property) bool {
		of := l.resolved(p.Schema)
		if of != nil && of.Kind == ir.Array {
			of = l.resolved(of.Items)
		}
		return of != nil && of.Kind == ir.String && of.Format == "binary"
	})
}

// isJSON reports whether the media type is JSON or one of its suffixes.
func isJSON(mediaType string) bool {
	base := baseType(mediaType)
	return base == "application/json" || base == "text/json" || strings.HasSuffix(base, "+json")
}

// baseType is the media type without parameters, in lower case.
func baseType(mediaType string) string {
	base, _, err := mime.ParseMediaType(mediaType)
	if err != nil {
		base = strings.TrimSpace(strings.ToLower(mediaType))
	}
	return base
}

func (l *lowerer) contents(contents []oas.Content) []ir.Content {
	var out []ir.Content
	for _, c := range contents {
		content := ir.Content{MediaType: c.MediaType, Pos: c.Pos}
		for _, p := range c.Parts {
			content.Parts = append(content.Parts, ir.Part(p))
		}
		if c.Item != nil {
			content.Item = l.schema(c.Item)
		}
		if c.Schema != nil {
			content.Schema = l.schema(c.Schema)
			if !isJSON(c.MediaType) && content.Schema.Kind == ir.String && content.Schema.Format == "binary" {
				content.Schema = nil
			}
			content.MediaType = sendable(c.MediaType, content.Schema)
		}
		out = append(out, content)
	}
	return out
}

// sendable is the media type, or JSON where any will do and the schema is not
// that of text.
func sendable(mediaType string, s *ir.Schema) string {
	if s == nil || s.Kind == ir.String || s.Kind == ir.Any || mediaType != "*/*" && mediaType != "application/*" {
		return mediaType
	}
	return "application/json"
}

func (l *lowerer) answer(r oas.Response) ir.Answer {
	a := ir.Answer{Status: r.Status, Description: r.Description, Contents: l.contents(r.Contents), Pos: r.Pos}
	for i := range r.Headers {
		a.Headers = append(a.Headers, l.param(&r.Headers[i]))
	}
	return a
}

// at follows a dotted path of property names from s.
func (l *lowerer) at(s *ir.Schema, path string) *ir.Schema {
	for name := range strings.SplitSeq(path, ".") {
		s = l.resolved(s)
		if s == nil {
			return nil
		}
		p := s.Property(name)
		if p == nil {
			return nil
		}
		s = p.Schema
	}
	return s
}

// resolved follows references.
func (l *lowerer) resolved(s *ir.Schema) *ir.Schema {
	for range 100 {
		if s == nil || s.Kind != ir.Ref {
			return s
		}
		s = l.named[s.Ref]
	}
	return nil
}

// security is which methods an operation takes.
func (l *lowerer) security(op *oas.Operation) [][]string {
	reqs := l.doc.Security
	if op.Security != nil {
		reqs = *op.Security
	}
	switch {
	case reqs == nil:
		return nil // nothing is said: any method will do
	case len(reqs) == 0:
		return [][]string{{}}
	default:
	}
	var out [][]string
	for _, req := range reqs {
		keys := make([]string, 0, len(req))
		known := true
		for _, scheme := range req {
			k := cmp.Or(l.keys[scheme.Name], key(scheme.Name))
			known = known && slices.ContainsFunc(l.out.Auth, func(m ir.AuthMethod) bool { return m.Key == k })
			keys = append(keys, k)
		}
		if known {
			out = append(out, keys)
		}
	}
	if len(out) == 0 {
		return nil // the document names other schemes than the descriptor: any method will do
	}
	if len(out) == len(l.out.Auth) && !slices.ContainsFunc(out, func(keys []string) bool { return len(keys) != 1 }) {
		return nil // each of the methods will do
	}
	return out
}
