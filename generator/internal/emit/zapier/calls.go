package zapier

import (
	"encoding/json"
	"regexp"
	"strings"

	"github.com/connectorgen/connectorgen/generator/internal/action"
	"github.com/connectorgen/connectorgen/generator/internal/ir"
)

// calls is calls.json: what is sent.
type calls struct {
	Servers     []callServer      `json:"servers"`
	ServerField string            `json:"serverField,omitempty"`
	Headers     map[string]string `json:"headers"`
	Basic       bool              `json:"basic,omitempty"`
	Apply       []callApply       `json:"apply"`
	Defaults    map[string]string `json:"defaults"`
	Token       *callToken        `json:"token,omitempty"`
	RenewOn     []int             `json:"renewOn"`
	Errors      callErrors        `json:"errors"`
	Test        *callTest         `json:"test,omitempty"`
	Actions     map[string]*call  `json:"actions"`
}

type callServer struct {
	URL    string            `json:"url"`
	Fields map[string]string `json:"fields,omitempty"` // by variable
}

type callApply struct {
	In    string `json:"in"`
	Name  string `json:"name"`
	Value string `json:"value"`
}

type callToken struct {
	Method     string      `json:"method"`
	URL        string      `json:"url"`
	Encoding   string      `json:"encoding"`
	ClientAuth string      `json:"clientAuth"`
	Headers    []callParam `json:"headers,omitempty"`
	Params     []callParam `json:"params,omitempty"`
	Path       string      `json:"path"`
}

// A callParam is a parameter of the token request, or of an action.
type callParam struct {
	Name      string `json:"name"`
	Key       string `json:"key,omitempty"`
	Value     string `json:"value,omitempty"`
	OmitEmpty bool   `json:"omitEmpty,omitempty"`
	In        string `json:"in,omitempty"`
	Style     string `json:"style,omitempty"`
	Explode   bool   `json:"explode,omitempty"`
	Reserved  bool   `json:"reserved,omitempty"`
	OpenEnded bool   `json:"openEnded,omitempty"`
	MediaType string `json:"mediaType,omitempty"`
}

type callErrors struct {
	Code    string `json:"code"`
	Message string `json:"message"`
}

type callTest struct {
	Action string                     `json:"action"`
	Input  map[string]json.RawMessage `json:"input"`
	Expect []int                      `json:"expect"`
}

// A call is the request of one action, and where its result stands in the answer.
type call struct {
	Method  string               `json:"method"`
	Path    string               `json:"path"`
	Servers []callServer         `json:"servers,omitempty"`
	Accept  string               `json:"accept,omitempty"`
	Params  []callParam          `json:"params,omitempty"`
	Fields  map[string]callField `json:"fields,omitempty"` // of the form, where they are not inputs as they are
	Body    *callBody            `json:"body,omitempty"`
	Payload string               `json:"payload,omitempty"`
	Items   *string              `json:"items,omitempty"`
	Stream  bool                 `json:"stream,omitempty"`
	One     bool                 `json:"one,omitempty"` // a thing that may not be there
	Primary bool                 `json:"primary,omitempty"`
	Paging  *callPaging          `json:"paging,omitempty"`
}

// A callField says how a field of the form becomes a part of an input.
type callField struct {
	Path    []string          `json:"path,omitempty"`
	JSON    bool              `json:"json,omitempty"`
	Columns map[string]string `json:"columns,omitempty"` // of line items: by key, the property
}

type callBody struct {
	Type     string     `json:"type"`
	Required bool       `json:"required,omitempty"`
	Raw      bool       `json:"raw,omitempty"`
	Key      string     `json:"key,omitempty"`
	Parts    []callPart `json:"parts,omitempty"`
}

type callPart struct {
	Name  string `json:"name"`
	Key   string `json:"key"`
	Type  string `json:"type,omitempty"`
	Style string `json:"style,omitempty"`
	File  bool   `json:"file,omitempty"`
}

type callPaging struct {
	Style       string `json:"style"`
	Next        string `json:"next,omitempty"`
	Cursor      string `json:"cursor,omitempty"`
	More        string `json:"more,omitempty"`
	Total       string `json:"total,omitempty"`
	PageParam   string `json:"pageParam,omitempty"`
	StartPage   int    `json:"startPage,omitempty"`
	OffsetParam string `json:"offsetParam,omitempty"`
	CursorParam string `json:"cursorParam,omitempty"`
}

// connection is everything but the actions.
func (b *builder) connection() *calls {
	made := &calls{
		Servers: b.servers(b.c.Servers), Headers: map[string]string{}, Apply: []callApply{},
		Defaults: map[string]string{}, RenewOn: []int{}, Actions: map[string]*call{},
		Errors: callErrors{Code: b.c.Errors.Code, Message: b.c.Errors.Message},
	}
	if made.Errors.Message == "" {
		made.Errors = callErrors{Code: "code", Message: "message"}
	}
	if len(b.c.Servers) > 1 {
		made.ServerField = b.serverKey("server")
	}
	for _, h := range b.c.Headers {
		made.Headers[h.Name] = h.Value
	}
	for _, f := range b.serverFields() {
		setDefault(made.Defaults, f)
	}
	if m := b.method; m != nil {
		b.credential(made, m)
	}
	if t := b.c.Test; t != nil {
		made.Test = b.test(t)
	}
	return made
}

func setDefault(defaults map[string]string, f ir.Field) {
	if f.Default != "" {
		defaults[f.Key] = f.Default
	}
}

func (b *builder) credential(made *calls, m *ir.AuthMethod) {
	made.Basic = m.Type == ir.AuthBasic
	for _, f := range m.Fields {
		setDefault(made.Defaults, f)
	}
	for _, a := range m.Apply {
		made.Apply = append(made.Apply, callApply{In: string(a.In), Name: a.Name, Value: a.Value})
	}
	t := m.Token
	if t == nil {
		return
	}
	if t.RenewOnStatus != nil {
		made.RenewOn = t.RenewOnStatus
	}
	made.Token = &callToken{
		Method: t.Method, URL: t.URL, Encoding: t.Encoding, ClientAuth: t.ClientAuth, Path: t.TokenPath,
		Headers: tokenParams(t.Headers), Params: tokenParams(t.Params),
	}
}

func tokenParams(list []ir.TokenParam) []callParam {
	var made []callParam
	for _, p := range list {
		made = append(made, callParam{Name: p.Name, Value: p.Value, OmitEmpty: p.OmitEmpty})
	}
	return made
}

func (b *builder) test(t *ir.Test) *callTest {
	a := b.set.Of(t.Operation)
	if a == nil {
		return nil
	}
	made := &callTest{Action: a.Key, Input: map[string]json.RawMessage{}, Expect: append([]int{}, t.Expect...)}
	for _, arg := range t.Input {
		if key, ok := a.Input.Key(arg.Name); ok {
			made.Input[key] = arg.Value
		}
	}
	return made
}

func (b *builder) call(a *action.Action) *call {
	op := a.Op
	made := &call{
		Method: op.Method, Path: op.Path, Accept: strings.Join(op.Accept, ", "), Payload: op.Payload,
		Items: a.ItemsPath, Stream: op.Stream, One: op.Kind == ir.OpGet, Fields: map[string]callField{},
	}
	if len(op.Servers) > 0 {
		made.Servers = b.servers(op.Servers)
	}
	for i, p := range op.Params {
		made.Params = append(made.Params, callParam{
			Name: p.Name, Key: a.Input.ParamKey[i], In: string(p.In), Style: p.Style, Explode: p.Explode,
			Reserved: p.AllowReserved, OpenEnded: p.OpenEnded, MediaType: p.MediaType,
		})
	}
	if p := op.Paging; p != nil {
		made.Paging = &callPaging{
			Style: p.Style, Next: p.Next, Cursor: p.Cursor, More: p.More, Total: p.Total,
			PageParam: p.PageParam, StartPage: p.StartPage, OffsetParam: p.OffsetParam, CursorParam: p.CursorParam,
		}
	}
	made.Body = b.body(a.Input)
	return made
}

func (b *builder) body(in *action.Input) *callBody {
	if in.Content == nil {
		return nil
	}
	whole := b.set.Resolve(in.Content.Schema)
	made := &callBody{Type: in.Content.MediaType, Required: in.Op.Body.Required, Key: in.BodyKey, Raw: whole == nil || whole.Kind == ir.Binary}
	for i, p := range in.Parts {
		part := in.Content.Part(p.Name)
		made.Parts = append(made.Parts, callPart{
			Name: p.Name, Key: in.PartKey[i], Type: part.MediaType, Style: part.Style,
			File: b.isFile(p.Schema),
		})
	}
	return made
}

// isFile reports whether a part is a file, or several.
func (b *builder) isFile(s *ir.Schema) bool {
	s = b.set.Resolve(s)
	if s != nil && s.Kind == ir.Array {
		s = b.set.Resolve(s.Items)
	}
	return s != nil && s.Kind == ir.Binary
}

var variable = regexp.MustCompile(`\{([^{}]+)\}`)

func (b *builder) servers(list []ir.Server) []callServer {
	if len(list) == 0 {
		return []callServer{{URL: "{base_url}", Fields: map[string]string{"base_url": b.serverKey("base_url")}}}
	}
	var made []callServer
	for _, s := range list {
		server := callServer{URL: s.URL}
		for _, m := range variable.FindAllStringSubmatch(s.URL, -1) {
			if server.Fields == nil {
				server.Fields = map[string]string{}
			}
			server.Fields[m[1]] = b.serverKey(m[1])
		}
		made = append(made, server)
	}
	return made
}

// serverKey is the key of a field about the server, unlike those of the credentials.
func (b *builder) serverKey(name string) string {
	name = fieldKey(name)
	for _, f := range b.credentials() {
		if f.Key == name {
			return "server_" + name
		}
	}
	return name
}

// serverFields ask which server, and for what its address is made of.
func (b *builder) serverFields() []ir.Field {
	var fields []ir.Field
	if len(b.c.Servers) == 0 {
		return []ir.Field{{Key: b.serverKey("base_url"), Label: "Base URL", Type: "url", Required: true, Pos: b.in.Pos}}
	}
	if len(b.c.Servers) > 1 {
		choice := ir.Field{Key: b.serverKey("server"), Label: "Server", Type: "enum", Required: true, Default: b.c.Servers[0].URL}
		for _, s := range b.c.Servers {
			choice.Enum = append(choice.Enum, s.URL)
		}
		fields = append(fields, choice)
	}
	seen := map[string]bool{}
	all := append([]ir.Server{}, b.c.Servers...)
	for i := range b.c.Operations {
		all = append(all, b.c.Operations[i].Servers...)
	}
	for i, s := range all {
		for _, v := range s.Variables {
			v.Key = b.serverKey(v.Key)
			if seen[v.Key] {
				continue
			}
			seen[v.Key] = true
			v.Required = i == 0 && v.Default == ""
			fields = append(fields, v)
		}
	}
	return fields
}
