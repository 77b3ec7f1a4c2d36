package n8n

import (
	"slices"
	"strings"

	"github.com/connectorgen/connectorgen/generator/internal/action"
	"github.com/connectorgen/connectorgen/generator/internal/emit/target"
	"github.com/connectorgen/connectorgen/generator/internal/ir"
)

// A property is a field of the form of a node or credential (INodeProperties).
type property struct {
	DisplayName      string          `json:"displayName"`
	Name             string          `json:"name"`
	Type             string          `json:"type"`
	NoDataExpression bool            `json:"noDataExpression,omitempty"`
	Required         bool            `json:"required,omitempty"`
	Default          any             `json:"default"`
	Description      string          `json:"description,omitempty"`
	Placeholder      string          `json:"placeholder,omitempty"`
	DisplayOptions   *displayOptions `json:"displayOptions,omitempty"`
	TypeOptions      map[string]any  `json:"typeOptions,omitempty"`
	Options          []any           `json:"options,omitempty"` // of option, property or propertyGroup
	Routing          *routing        `json:"routing,omitempty"`
}

type displayOptions struct {
	Show target.Object[[]any] `json:"show"`
}

type option struct {
	Name        string   `json:"name"`
	Value       any      `json:"value"`
	Description string   `json:"description,omitempty"`
	Action      string   `json:"action,omitempty"`
	Routing     *routing `json:"routing,omitempty"`
}

// A routing says what a field does to the request and its answer.
type routing struct {
	Request    *request    `json:"request,omitempty"`
	Send       *send       `json:"send,omitempty"`
	Output     *result     `json:"output,omitempty"`
	Operations *operations `json:"operations,omitempty"`
}

type request struct {
	BaseURL     string            `json:"baseURL,omitempty"`
	Method      string            `json:"method,omitempty"`
	URL         string            `json:"url,omitempty"`
	Headers     map[string]string `json:"headers,omitempty"`
	QS          string            `json:"qs,omitempty"`
	Body        string            `json:"body,omitempty"`
	ArrayFormat string            `json:"arrayFormat,omitempty"`
	Encoding    string            `json:"encoding,omitempty"`
}

type send struct {
	Type                  string `json:"type,omitempty"`
	Property              string `json:"property,omitempty"`
	PropertyInDotNotation bool   `json:"propertyInDotNotation"` // never: a name with a dot is one name
	Value                 string `json:"value,omitempty"`
	Paginate              string `json:"paginate,omitempty"`
}

type result struct {
	MaxResults  string   `json:"maxResults,omitempty"`
	PostReceive []change `json:"postReceive,omitempty"`
}

// A change is something done to an answer.
type change struct {
	Type       string            `json:"type"`
	Properties map[string]string `json:"properties"`
}

type operations struct {
	Pagination pagination `json:"pagination"`
}

type pagination struct {
	Type       string               `json:"type"`
	Properties paginationProperties `json:"properties"`
}

type paginationProperties struct {
	Continue string  `json:"continue"`
	Request  request `json:"request"`
}

// A nodeFile is properties.json.
type nodeFile struct {
	DisplayName     string          `json:"displayName"`
	Description     string          `json:"description"`
	RequestDefaults requestDefaults `json:"requestDefaults"`
	Properties      []property      `json:"properties"`
}

type requestDefaults struct {
	BaseURL string            `json:"baseURL"`
	Headers map[string]string `json:"headers"`
}

// node is the form: which resource, which operation of it, and the inputs of each.
func (b *builder) node() *nodeFile {
	made := &nodeFile{
		DisplayName: b.label(), Description: b.summary(),
		RequestDefaults: requestDefaults{b.baseURL(b.c.Servers), b.headers()},
		Properties:      []property{{DisplayName: "Resource", Name: "resource", Type: "options", NoDataExpression: true, Default: ""}},
	}
	var forms []property
	for i := range b.c.Resources {
		r := &b.c.Resources[i]
		choice := property{
			DisplayName: "Operation", Name: "operation", Type: "options", NoDataExpression: true,
			DisplayOptions: show(r.Key, ""),
		}
		for j := range b.set.Actions {
			a := &b.set.Actions[j]
			if a.Op.Resource != r.Key || !b.sendable(a) {
				continue
			}
			b.security(a.Op)
			if len(choice.Options) == 0 {
				choice.Default = a.Key
			}
			choice.Options = append(choice.Options, option{
				Name: plain(a.Label), Value: a.Key, Action: plain(a.Label), Description: b.description(a), Routing: b.routing(a),
			})
			forms = append(forms, b.form(a)...)
		}
		if len(choice.Options) == 0 {
			continue
		}
		b.addResource(made, r)
		made.Properties = append(made.Properties, choice)
	}
	made.Properties = append(made.Properties, forms...)
	return made
}

func (b *builder) addResource(made *nodeFile, r *ir.Resource) {
	first := &made.Properties[0]
	name := plain(r.Name)
	if name == "" {
		name = r.Key
	}
	first.Options = append(first.Options, option{Name: name, Value: r.Key})
	if first.Default == "" {
		first.Default = r.Key
	}
}

// show shows a field for a resource, or for one of its operations.
func show(resource, operation string) *displayOptions {
	made := &displayOptions{}
	made.Show.Add("resource", []any{resource})
	if operation != "" {
		made.Show.Add("operation", []any{operation})
	}
	return made
}

func (b *builder) description(a *action.Action) string {
	text := help(a.Description)
	if a.Effect == "destructive" {
		return "Destructive: " + text
	}
	return text
}

// sendable reports whether the node can send what the operation takes; one that it
// cannot is left out.
func (b *builder) sendable(a *action.Action) bool {
	c := a.Input.Content
	if c == nil || action.IsJSON(c.MediaType) || isForm(c.MediaType) {
		return true
	}
	whole := b.set.Resolve(c.Schema)
	if a.Input.BodyKey != "" && whole != nil && whole.Kind == ir.String {
		return true
	}
	b.lost.Warnf(a.Op.Pos, "n8n-body", a.Op.ID, "a declared n8n node sends neither files nor bodies of several parts, so operations that do are left out")
	return false
}

func isForm(mediaType string) bool {
	return strings.HasPrefix(strings.ToLower(mediaType), "application/x-www-form-urlencoded")
}

// routing is the request of an operation, and what its answer becomes.
func (b *builder) routing(a *action.Action) *routing {
	op := a.Op
	made := &routing{Request: &request{Method: op.Method, URL: b.path(a), Headers: map[string]string{}, ArrayFormat: "repeat"}}
	if len(op.Servers) > 0 {
		made.Request.BaseURL = b.baseURL(op.Servers[:1])
	}
	if len(op.Accept) > 0 {
		made.Request.Headers["Accept"] = constant(strings.Join(op.Accept, ", "))
	}
	if a.Input.Content != nil {
		made.Request.Headers["Content-Type"] = constant(a.Input.Content.MediaType)
	}
	var changes []change
	switch {
	case op.Stream:
		made.Request.Encoding = "arraybuffer"
		changes = append(changes, change{"binaryData", map[string]string{"destinationProperty": "data"}})
	case a.Answer.Content == nil:
		changes = append(changes, change{"set", map[string]string{"value": `={{ ({ "success": true }) }}`}})
	default:
		changes = b.unwrapped(a)
	}
	if len(changes) > 0 {
		made.Output = &result{PostReceive: changes}
	}
	return made
}

// unwrapped takes the payload or the items out of an answer. What is no object
// stands under "value".
func (b *builder) unwrapped(a *action.Action) []change {
	at := a.Op.Payload
	if a.ItemsPath != nil {
		at = *a.ItemsPath
	}
	var changes []change
	if at != "" {
		changes = append(changes, change{"rootProperty", map[string]string{"property": at}})
	}
	whole := b.set.At(a.Answer.Content.Schema, at)
	if whole != nil && whole.Kind == ir.Array {
		whole = b.set.Resolve(whole.Items)
	}
	if whole != nil && slices.Contains([]ir.Kind{ir.Boolean, ir.Integer, ir.Number, ir.String}, whole.Kind) && at != "" {
		changes = append(changes, change{"setKeyValue", map[string]string{"value": "={{ $responseItem }}"}})
	}
	return changes
}

// path is the path of an operation, as an expression if it has inputs. An input is
// one segment and leads nowhere else: of ".." the first dot is encoded twice.
func (b *builder) path(a *action.Action) string {
	var made strings.Builder
	at := 0
	for _, m := range variable.FindAllStringSubmatchIndex(a.Op.Path, -1) {
		i := slices.IndexFunc(a.Op.Params, func(p ir.Param) bool { return p.In == ir.InPath && p.Name == a.Op.Path[m[2]:m[3]] })
		if i < 0 {
			continue
		}
		p := &a.Op.Params[i]
		if p.Style != "" && p.Style != "simple" {
			b.style(a.Op)
		}
		key := `$parameter["` + inputKey(a.Input.ParamKey[i]) + `"]`
		made.WriteString(encoded(a.Op.Path[at:m[0]]) + `{{ [].concat(` + key + `).map((v) => encodeURIComponent(v).replace(/^\.(\.?)$/, "%252E$1")).join(",") }}`)
		at = m[1]
	}
	rest := encoded(a.Op.Path[at:])
	if made.Len() > 0 {
		return "=" + made.String() + rest
	}
	return constant(rest)
}

// encoded is a piece of a path in which n8n finds no expression.
func encoded(path string) string {
	return strings.NewReplacer("{", "%7B", "}", "%7D", "\\", "%5C", " ", "%20").Replace(path)
}

// security notes an operation that the only method does not open.
func (b *builder) security(op *ir.Operation) {
	if op.Security == nil || slices.ContainsFunc(op.Security, func(needed []string) bool {
		return len(needed) == 0 || b.method != nil && len(needed) == 1 && needed[0] == b.method.Key
	}) {
		return
	}
	b.lost.Warnf(op.Pos, "n8n-auth-operation", op.ID, "operations want another authentication than the one that the node has")
}

// style notes an operation with an input that travels otherwise than declared.
func (b *builder) style(op *ir.Operation) {
	b.lost.Warnf(op.Pos, "n8n-input-style", op.ID, "inputs whose style a declared node has no words for travel in another, and cookies not at all")
}
