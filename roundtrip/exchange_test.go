package roundtrip_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"mime"
	"net/http"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// An exchange is one call of an operation and its answer.
type exchange struct {
	op   *operation
	row  row
	call call

	params  map[string]any // sent, by place and name
	body    any
	media   string // of the body; "" for none
	outcome outcome
	arrived bool
	errs    []error // from the server's side

	fromClient, fromManifest *sent

	status int
	answer []byte
	accept string // media type of the answer
	want   any    // what the client is to give back; nil: nothing
	bytes  bool   // want is the answer itself
}

// ownHeaders are those that the client sends of itself.
var ownHeaders = []string{"accept", "content-type", "authorization", "user-agent", "idempotency-key"}

// texts are what plain strings say, by the place where they travel: as much as
// the place can carry.
var texts = map[string]string{
	"path":   "a b/ü",
	"query":  "a b&c=d+ü",
	"header": "some text",
	"cookie": "text",
	"body":   "some \"text\" <ü>",
}

// exchanges are the calls of an operation: with everything, each time with
// other variants of the unions, and with what is required alone.
func exchanges(o *operation, r row) ([]*exchange, error) {
	var out []*exchange
	for round := range rounds {
		full := &exchange{op: o, row: r}
		if err := full.fill(round, true); err != nil {
			return nil, err
		}
		out = append(out, full)
	}
	bare := &exchange{op: o, row: r}
	if err := bare.fill(0, false); err != nil {
		return nil, err
	}
	return append(out, bare), nil
}

const rounds = 3

func (e *exchange) fill(round int, all bool) error {
	e.call = call{Method: e.row.name, Params: map[string]any{}}
	e.params = map[string]any{}
	for _, p := range e.op.params {
		if !all && !p.Required || strings.Contains(p.Name, "<") { // an open-ended name is none that a document could check
			continue
		}
		schema := p.Schema
		for _, content := range p.Content {
			schema = content.Schema
		}
		m := maker{all: all, round: round, text: texts[p.In], form: p.Style == "deepObject"}
		v, ok := m.make(schema)
		if !ok {
			if p.Required {
				return fmt.Errorf("no value satisfies parameter %s", p.Name)
			}
			continue
		}
		e.params[p.In+" "+p.Name] = v
		if p.In != "path" {
			e.call.Params[p.In+" "+p.Name] = v
		}
	}
	for _, name := range placeholders(e.op.path) {
		v, ok := e.params["path "+name]
		if !ok {
			v = texts["path"]
			e.params["path "+name] = v
		}
		e.call.Path = append(e.call.Path, v)
	}
	if err := e.fillBody(round, all); err != nil {
		return err
	}
	return e.fillAnswer(round, all)
}

func placeholders(path string) []string {
	var names []string
	for _, part := range strings.Split(path, "{")[1:] {
		name, _, _ := strings.Cut(part, "}")
		names = append(names, name)
	}
	return names
}

// fillBody makes the body that the client's media type asks for.
func (e *exchange) fillBody(round int, all bool) error {
	if e.op.op.RequestBody == nil || e.op.op.RequestBody.Value == nil {
		return nil
	}
	body := e.op.op.RequestBody.Value
	if !all && !body.Required {
		return nil
	}
	media := e.row.body
	if media == "" {
		media = "application/json"
	}
	content := body.Content.Get(media)
	if content == nil {
		return fmt.Errorf("the client sends %s, which the document does not know", media)
	}
	e.media = media
	m := maker{all: all, round: round, text: texts["body"], form: isForm(media)}
	if !isJSON(media) && !isForm(media) || isJSON(media) && content.Schema == nil {
		e.call.Bytes = []byte(texts["body"])
		if isJSON(media) {
			e.call.Bytes = []byte(`{"any":"thing"}`)
		} else if v, ok := m.make(content.Schema); ok {
			e.call.Bytes = []byte(text(v))
		}
		return nil
	}
	v, ok := m.make(content.Schema)
	if !ok {
		return errors.New("no value satisfies the body")
	}
	if err := m.valid(content.Schema, plain(v)); err != nil {
		return fmt.Errorf("no body was found that satisfies the document: %w", err)
	}
	e.body, e.call.Body = v, v
	return nil
}

func isForm(media string) bool {
	base, _, err := mime.ParseMediaType(media)
	return err == nil && (base == "multipart/form-data" || base == "application/x-www-form-urlencoded")
}

// fillAnswer makes the success answer.
func (e *exchange) fillAnswer(round int, all bool) error {
	status, r := e.op.success()
	e.status = status
	if r == nil || len(r.Content) == 0 || e.op.method == http.MethodHead || status == http.StatusNoContent {
		return nil
	}
	media := answerMedia(r.Content)
	content := r.Content[media]
	e.accept = strings.ReplaceAll(media, "*", "x")
	if structured := content.Schema != nil && !content.Schema.Value.Type.Is("string"); media == "*/*" && structured {
		media, e.accept = "application/json", "application/json"
	}
	if isText(r.Content, media) {
		e.answer, e.want = []byte(texts["body"]), texts["body"]
		return nil
	}
	if !isJSON(media) || content.Schema == nil {
		e.answer, e.bytes = []byte("\x00\x01 some bytes \xff"), true
		return nil
	}
	m := maker{all: all, round: round, text: texts["body"], response: true}
	v, ok := m.make(content.Schema)
	if !ok {
		return errors.New("no value satisfies the answer")
	}
	if err := m.valid(content.Schema, plain(v)); err != nil {
		return fmt.Errorf("no answer was found that satisfies the document: %w", err)
	}
	data, err := json.Marshal(v)
	if err != nil {
		return err
	}
	e.answer = data
	var there bool
	if e.want, there = payload(plain(v), e.row.payload); !there && !all {
		return e.fillAnswer(round, true) // an envelope is no answer without what it is for
	}
	return nil
}

// payload is what stands at a dotted path of an answer.
func payload(answer any, path string) (value any, there bool) {
	if path == "" || answer == nil {
		return answer, true
	}
	for name := range strings.SplitSeq(path, ".") {
		object, _ := answer.(map[string]any)
		answer, there = object[name]
	}
	return answer, there
}

// isText reports whether an answer of the media type is read as text.
func isText(c openapi3.Content, media string) bool {
	s := c[media].Schema
	short := media == "text/plain" || media == "text/html" || media == "text/markdown"
	return short && len(c) == 1 && s != nil && s.Value.Type.Is("string") && s.Value.Format != "binary"
}

// answerMedia is the JSON among the media types, or else the first. JSON that is
// bare text yields to what it may come as instead.
func answerMedia(c openapi3.Content) string {
	names := slices.Sorted(maps.Keys(c))
	structured := func(name string) bool {
		return isJSON(name) || strings.HasSuffix(name, "xml") || strings.HasSuffix(name, "yaml") || name == "text/event-stream"
	}
	for _, name := range names {
		if !isJSON(name) || c[name].Schema == nil {
			continue
		}
		if other := slices.IndexFunc(names, func(n string) bool { return !structured(n) }); other >= 0 && c[name].Schema.Value.Type.Is("string") {
			return names[other]
		}
		return name
	}
	return names[0]
}

// check returns everything that went wrong.
func (e *exchange) check() []error {
	errs := e.errs
	o := e.outcome
	if o.Error != "" {
		errs = append(errs, fmt.Errorf("client: %s", o.Error))
	}
	for _, p := range o.Problems {
		errs = append(errs, errors.New(p))
	}
	if !e.arrived && len(errs) == 0 {
		errs = append(errs, errors.New("no request came"))
	}
	if len(errs) > 0 {
		return errs
	}
	switch {
	case e.bytes:
		if string(o.Bytes) != string(e.answer) {
			errs = append(errs, fmt.Errorf("the client gives %q for %q", o.Bytes, e.answer))
		}
	case e.want != nil:
		var got any
		if err := json.Unmarshal(o.Result, &got); err != nil {
			return append(errs, fmt.Errorf("the client gives no result: %w", err))
		}
		if d := difference("", e.want, got); d != "" {
			errs = append(errs, errors.New("result: "+d))
		}
	}
	return errs
}

// difference names the first place where two JSON values differ.
func difference(at string, want, got any) string {
	switch w := want.(type) {
	case map[string]any:
		g, ok := got.(map[string]any)
		if !ok {
			break
		}
		for _, name := range slices.Sorted(maps.Keys(w)) {
			if _, there := g[name]; !there {
				return fmt.Sprintf("%s.%s is lost", at, name)
			}
			if d := difference(at+"."+name, w[name], g[name]); d != "" {
				return d
			}
		}
		for _, name := range slices.Sorted(maps.Keys(g)) {
			if _, there := w[name]; !there {
				return fmt.Sprintf("%s.%s came out of nothing", at, name)
			}
		}
		return ""
	case []any:
		g, ok := got.([]any)
		if !ok || len(g) != len(w) {
			break
		}
		for i := range w {
			if d := difference(fmt.Sprintf("%s[%d]", at, i), w[i], g[i]); d != "" {
				return d
			}
		}
		return ""
	}
	if same(want, got) {
		return ""
	}
	return fmt.Sprintf("%s is %s, not %s", at, text(got), text(want))
}

// text is a value as it stands in a parameter.
func text(v any) string {
	if s, ok := v.(string); ok {
		return s
	}
	data, err := json.Marshal(v)
	if err != nil {
		return err.Error()
	}
	return string(data)
}

// short is the first line of an error and its reason, without the schema.
func short(err error) error {
	var schema *openapi3.SchemaError
	var deeper error
	for cause := err; errors.As(cause, &schema); cause = schema.Origin {
		reason, _, _ := strings.Cut(schema.Reason, "\n")
		deeper = fmt.Errorf("/%s: %s", strings.Join(schema.JSONPointer(), "/"), reason)
		if schema.Origin == nil {
			break
		}
	}
	if deeper != nil {
		return deeper
	}
	line, _, _ := strings.Cut(err.Error(), "\n")
	return errors.New(line)
}
