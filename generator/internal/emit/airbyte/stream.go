package airbyte

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/connectorgen/connectorgen/generator/internal/action"
	"github.com/connectorgen/connectorgen/generator/internal/ir"
)

// streams are what can be read without being asked for anything, then what hangs
// on one of these.
func (b *builder) streams() []stream {
	b.parent = map[string]int{}
	var made []stream
	var hanging []*action.Action
	for i := range b.set.Actions {
		a := &b.set.Actions[i]
		switch {
		case a.Op.Method != http.MethodGet:
			b.lost.writing.Add(a.Op.ID, a.Op.Pos)
		case !b.isRecord(a):
			b.lost.records.Add(a.Op.ID, a.Op.Pos)
		case len(b.required(a.Op)) > 0:
			hanging = append(hanging, a)
		default:
			if a.ItemsPath != nil && len(b.primaryKey(a)) == 1 {
				b.parent[a.Op.Path] = len(made)
			}
			made = append(made, b.stream(a, nil))
		}
	}
	for _, a := range hanging {
		if router, ok := b.partition(a, made); ok {
			made = append(made, b.stream(a, router))
		} else {
			b.lost.needs.Add(a.Op.ID, a.Op.Pos)
		}
	}
	return made
}

// required are the parameters that each call needs and the form does not ask for.
func (b *builder) required(op *ir.Operation) []int {
	var list []int
	for i := range op.Params {
		if p := &op.Params[i]; p.Required && b.common[placeOf(p)] == nil {
			list = append(list, i)
		}
	}
	return list
}

// isRecord reports whether an answer is JSON objects at a path that Airbyte can follow.
func (b *builder) isRecord(a *action.Action) bool {
	op := a.Op
	if op.Stream || op.Result == nil || a.Answer.Content == nil || !action.IsJSON(a.Answer.Content.MediaType) {
		return false
	}
	if strings.ContainsAny(recordPath(a), "*?[]!{}#") {
		return false // a pattern or a template
	}
	item := b.set.Resolve(op.Result)
	if a.ItemsPath != nil && op.Paging == nil && item != nil {
		item = b.set.Resolve(item.Items)
	}
	return item != nil && (item.Kind == ir.Object || item.Kind == ir.Union)
}

func recordPath(a *action.Action) string {
	if a.ItemsPath != nil {
		return *a.ItemsPath
	}
	return a.Op.Payload
}

// record is the schema of one record.
func (b *builder) record(a *action.Action) *ir.Schema {
	s := a.Op.Result
	if a.ItemsPath != nil && a.Op.Paging == nil {
		s = b.set.Resolve(s).Items
	}
	return s
}

// partition makes a stream of a list below one thing, such as the lines of each
// order: the path up to its only placeholder must be that of a list whose records
// have a key.
func (b *builder) partition(a *action.Action, streams []stream) (component, bool) {
	needed := b.required(a.Op)
	if len(needed) != 1 || a.ItemsPath == nil || a.Op.Params[needed[0]].In != ir.InPath {
		return nil, false
	}
	p := &a.Op.Params[needed[0]]
	before, _, ok := strings.Cut(a.Op.Path, "/{"+p.Name+"}/")
	at, known := b.parent[before]
	if !ok || !known {
		return nil, false
	}
	return of("SubstreamPartitionRouter", entry{"parent_stream_configs", []component{of("ParentStreamConfig",
		entry{"parent_key", streams[at].PrimaryKey[0]}, entry{"partition_field", a.Input.ParamKey[needed[0]]},
		entry{"stream", component{{"$ref", "#/streams/" + strconv.Itoa(at)}}})}}), true
}

func (b *builder) stream(a *action.Action, router component) stream {
	op := a.Op
	path := literalPath(op.Path)
	for _, i := range b.required(op) {
		path = strings.ReplaceAll(path, "{"+op.Params[i].Name+"}", "{{ stream_partition['"+a.Input.ParamKey[i]+"'] }}")
	}
	headers, query := component{}, component{}
	for i := range op.Params {
		p := &op.Params[i]
		field := b.common[placeOf(p)]
		if field == nil {
			continue
		}
		value := "{{ " + config(field.Key) + " }}"
		switch p.In {
		case ir.InHeader:
			headers = append(headers, entry{literal(p.Name), value})
		case ir.InQuery:
			query = append(query, entry{literal(p.Name), value})
		default:
			path = strings.ReplaceAll(path, "{"+p.Name+"}", value)
		}
	}
	base := b.baseURL()
	if len(op.Servers) > 0 {
		base = literal(strings.TrimRight(op.Servers[0].Default(), "/"))
	}
	request := component{{"$ref", "#/definitions/requester"}, {"type", "HttpRequester"}, {"url", base + path}}
	accept := "application/json"
	if len(op.Accept) > 0 {
		accept = op.Accept[0]
	}
	if accept != "application/json" || len(headers) > 0 {
		request = append(request, entry{"request_headers", append(b.headers(literal(accept)), headers...)})
	}
	if len(query) > 0 {
		request = append(request, entry{"request_parameters", query})
	}
	extractorPath := []string{}
	if p := recordPath(a); p != "" {
		extractorPath = strings.Split(p, ".")
	}
	b.noteInputs(op)
	return stream{
		Type: "DeclarativeStream", Name: a.Key, PrimaryKey: b.primaryKey(a),
		Retriever: retriever{
			Type: "SimpleRetriever", Requester: request, Partition: router, Paginator: b.paginator(op.Paging),
			Selector: selector{Type: "RecordSelector", Extractor: extractor{Type: "DpathExtractor", Path: extractorPath}},
		},
		Schema: schemaLoad{Type: "InlineSchemaLoader", Schema: b.schemaOf(a)},
	}
}

// literalPath is a path in which Jinja finds nothing; in a URL, a brace can be
// written otherwise.
func literalPath(path string) string {
	return strings.NewReplacer("{{", "%7B%7B", "{%", "%7B%25", "{#", "%7B%23", "stream_state", "stream%5Fstate").Replace(path)
}

// primaryKey is the resource's, if the records are the resource.
func (b *builder) primaryKey(a *action.Action) []string {
	for i := range b.c.Resources {
		r := &b.c.Resources[i]
		if s := b.record(a); r.Key == a.Op.Resource && s != nil && s.Kind == ir.Ref && s.Ref == r.Schema {
			return r.PrimaryKey
		}
	}
	return nil
}

// noteInputs notes filters, which nobody is asked for.
func (b *builder) noteInputs(op *ir.Operation) {
	pages := []string{}
	if p := op.Paging; p != nil {
		pages = []string{p.PageParam, p.OffsetParam, p.LimitParam, p.CursorParam}
	}
	if slices.ContainsFunc(op.Params, func(p ir.Param) bool { return !p.Required && !slices.Contains(pages, p.Name) }) {
		b.lost.inputs.Add(op.ID, op.Pos)
	}
}

// paginator says how a list goes on.
func (b *builder) paginator(p *ir.Paging) component {
	if p == nil {
		return nil
	}
	var strategy component
	var token component
	switch p.Style {
	case "nextUrl":
		strategy, token = cursor(at(p.Next), "not "+at(p.Next)), of("RequestPath")
	case "linkHeader":
		strategy, token = cursor("headers['link']['next']['url']", "'next' not in headers['link']"), of("RequestPath")
	case "cursor":
		stop := "not " + at(p.Cursor)
		if p.More != "" {
			stop += " or not " + at(p.More)
		}
		strategy, token = cursor(at(p.Cursor), stop), place(ir.InQuery, p.CursorParam)
	case "page":
		strategy = of("PageIncrement", entry{"start_from_page", p.StartPage}, entry{"inject_on_first_request", true})
		token = place(ir.InQuery, p.PageParam)
	default:
		strategy = of("OffsetIncrement", entry{"inject_on_first_request", true})
		token = place(ir.InQuery, p.OffsetParam)
	}
	made := of("DefaultPaginator")
	if p.LimitParam != "" && p.MaxLimit > 0 {
		strategy = append(strategy, entry{"page_size", p.MaxLimit})
		made = append(made, entry{"page_size_option", place(ir.InQuery, p.LimitParam)})
	}
	return append(made, entry{"pagination_strategy", strategy}, entry{"page_token_option", token})
}

func cursor(value, stop string) component {
	return of("CursorPagination", entry{"cursor_value", "{{ " + value + " }}"}, entry{"stop_condition", "{{ " + stop + " }}"})
}
