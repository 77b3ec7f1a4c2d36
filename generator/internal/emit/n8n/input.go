package n8n

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/connectorgen/connectorgen/generator/internal/action"
	"github.com/connectorgen/connectorgen/generator/internal/ir"
)

// parsed is the value of a JSON field.
const parsed = `(typeof $value === "string" ? JSON.parse($value) : $value)`

// pageSize is how many items a node asks for where no limit is known.
const pageSize = 50

type propertyGroup struct {
	DisplayName string     `json:"displayName"`
	Name        string     `json:"name"`
	Values      []property `json:"values"`
}

// form is the inputs of one operation: required ones, how many items of a list, and
// the others in a collection.
func (b *builder) form(a *action.Action) []property {
	var fields, more []property
	add := func(p property, ok bool) {
		switch {
		case !ok:
		case p.Required:
			p.DisplayOptions = show(a.Op.Resource, a.Key)
			fields = append(fields, p)
		default:
			more = append(more, p)
		}
	}
	for i := range a.Op.Params {
		add(b.param(a, i))
	}
	for i, part := range a.Input.Parts {
		add(b.part(a, a.Input.PartKey[i], part), true)
	}
	if a.Input.BodyKey != "" {
		add(b.whole(a), true)
	}
	fields = append(fields, b.paging(a)...)
	if len(more) > 0 {
		collection := property{
			DisplayName: "Additional Fields", Name: "additionalFields", Type: "collection", Placeholder: "Add Field",
			Default: map[string]any{}, DisplayOptions: show(a.Op.Resource, a.Key),
		}
		for _, p := range more {
			collection.Options = append(collection.Options, p)
		}
		fields = append(fields, collection)
	}
	return fields
}

// param is the field of a parameter, if it can be sent.
func (b *builder) param(a *action.Action, i int) (property, bool) {
	p := &a.Op.Params[i]
	if p.In == ir.InCookie || p.OpenEnded && p.In != ir.InQuery {
		b.style(a.Op)
		return property{}, false
	}
	if p.OpenEnded {
		return openEnded(a.Input.ParamKey[i], p), true
	}
	made := b.value(a.Op, a.Input.ParamKey[i], p.Name, p.Description, p.Schema)
	made.Required = p.Required
	s := b.set.Resolve(p.Schema)
	value := made.sent()
	if p.MediaType != "" {
		value = `(typeof $value === "string" ? $value : JSON.stringify($value))`
	}
	switch p.In {
	case ir.InPath:
	case ir.InHeader:
		if s != nil && s.Kind == ir.Array {
			value = "[].concat(" + value + `).join(",")`
		}
		made.Routing = &routing{Request: &request{Headers: map[string]string{p.Name: "={{ " + value + " }}"}}}
	default:
		made.Routing = b.query(a.Op, p, s, value)
	}
	return made, true
}

// query sends a parameter of the query in its style.
func (b *builder) query(op *ir.Operation, p *ir.Param, s *ir.Schema, value string) *routing {
	kind := ir.Any
	if s != nil {
		kind = s.Kind
	}
	switch {
	case p.MediaType != "":
	case kind == ir.Array && (!p.Explode || p.Style == "spaceDelimited" || p.Style == "pipeDelimited"):
		value = "[].concat(" + value + ").join(" + quoted(separator(p.Style)) + ")"
	case kind == ir.Object && p.Style == "form" && p.Explode:
		return &routing{Request: &request{QS: "={{ " + value + " }}"}}
	case kind == ir.Object && p.Style != "deepObject":
		value = "Object.entries(" + value + `).flat().join(",")`
	}
	if p.AllowReserved {
		b.style(op)
	}
	return &routing{Send: sending("query", p.Name, value)}
}

func separator(style string) string {
	switch style {
	case "spaceDelimited":
		return " "
	case "pipeDelimited":
		return "|"
	}
	return ","
}

func sending(in, name, value string) *send {
	made := &send{Type: in, Property: constant(name)}
	if value != "$value" {
		made.Value = "={{ " + value + " }}"
	}
	return made
}

// openEnded asks for what stands in place of the placeholder, and for the value.
func openEnded(key string, p *ir.Param) property {
	before, rest, _ := strings.Cut(p.Name, "<")
	_, after, _ := strings.Cut(rest, ">")
	name := "=" + literal(before) + "{{ $parent.name }}" + literal(after)
	return property{
		DisplayName: displayName(p.Name, nil), Name: inputKey(key), Type: "fixedCollection", Default: map[string]any{},
		Description: help(p.Description), Required: p.Required, TypeOptions: map[string]any{"multipleValues": true},
		Options: []any{propertyGroup{DisplayName: "Value", Name: "values", Values: []property{
			{DisplayName: "Name", Name: "name", Type: "string", Default: ""},
			{DisplayName: "Value", Name: "value", Type: "string", Default: "", Routing: &routing{Send: &send{Type: "query", Property: name}}},
		}}},
	}
}

// part is the field of a property of the body.
func (b *builder) part(a *action.Action, key string, part ir.Property) property {
	made := b.value(a.Op, key, part.Name, "", part.Schema)
	made.Required = part.Required
	if isForm(a.Input.Content.MediaType) && (made.Type == "json" || made.multiple()) {
		b.style(a.Op)
	}
	made.Routing = &routing{Send: sending("body", part.Name, made.sent())}
	return made
}

// whole is the field of a body that is not taken apart.
func (b *builder) whole(a *action.Action) property {
	made := b.value(a.Op, a.Input.BodyKey, "body", a.Op.Body.Description, a.Input.Content.Schema)
	made.Required = a.Op.Body.Required
	made.Routing = &routing{Request: &request{Body: "={{ " + made.sent() + " }}"}}
	return made
}

func (p *property) multiple() bool {
	return p.Type == "multiOptions" || p.TypeOptions["multipleValues"] == true
}

// sent is the expression for the value of a field.
func (p *property) sent() string {
	if p.Type == "json" {
		return parsed
	}
	return "$value"
}

// value is a field for one value, several, or JSON.
func (b *builder) value(op *ir.Operation, key, name, description string, schema *ir.Schema) property {
	s := b.set.Resolve(schema)
	made := property{DisplayName: displayName(name, s), Name: inputKey(key)}
	for _, of := range []*ir.Schema{schema, s} {
		if description == "" && of != nil {
			description = of.Description
		}
	}
	made.Description = help(description)
	if schema != nil && schema.Nullable || s != nil && s.Nullable {
		b.lost.Warnf(op.Pos, "n8n-input-null", op.ID, "null cannot be entered where the API takes it")
	}
	if s != nil && s.Kind == ir.Array {
		if items := b.set.Resolve(s.Items); b.scalar(op, &made, items) {
			b.limits(op, s)
			switch {
			case made.Type == "options":
				made.Type = "multiOptions"
			case made.TypeOptions == nil:
				made.TypeOptions = map[string]any{"multipleValues": true}
			default:
				made.TypeOptions["multipleValues"] = true
			}
			made.Default = []any{}
			return made
		}
	}
	if b.scalar(op, &made, s) {
		return made
	}
	made.Type, made.Default = "json", "{}"
	if s != nil && s.Kind == ir.Array {
		made.Default = "[]"
	}
	b.lost.Warnf(op.Pos, "n8n-input-json", op.ID, "inputs that are nested are entered as JSON")
	return made
}

// scalar fills in a field for one value, and reports whether it is one.
func (b *builder) scalar(op *ir.Operation, made *property, s *ir.Schema) bool {
	if s == nil {
		return false
	}
	switch s.Kind {
	case ir.Boolean:
		made.Type, made.Default = "boolean", false
	case ir.Integer, ir.Number:
		made.Type, made.Default, made.TypeOptions = "number", 0, numberOptions(s)
	case ir.String:
		made.Type, made.Default = "string", ""
		if s.Format == "password" {
			made.TypeOptions = map[string]any{"password": true}
		}
	default:
		return false
	}
	b.limits(op, s)
	if made.Type != "boolean" && len(s.Enum) > 0 {
		b.choices(op, made, s)
	}
	return true
}

// choices makes a select of a field, unless n8n would evaluate one of the values.
func (b *builder) choices(op *ir.Operation, made *property, s *ir.Schema) {
	var options []any
	var seen []string
	var first any
	for _, raw := range s.Enum {
		text := string(raw)
		var value any = json.Number(text)
		if unquoted := ""; json.Unmarshal(raw, &unquoted) == nil {
			text, value = unquoted, unquoted
		}
		if text == "null" || slices.Contains(seen, text) {
			continue
		}
		if text == "" || !safe(text) {
			b.formula(op.ID, op.Pos)
			return
		}
		if seen = append(seen, text); len(seen) == 1 {
			first = value
		}
		options = append(options, option{Name: text, Value: value})
	}
	if len(options) == 0 {
		return
	}
	made.Type, made.Options, made.TypeOptions = "options", options, nil
	made.Default = first
}

func numberOptions(s *ir.Schema) map[string]any {
	made := map[string]any{}
	if s.Kind == ir.Integer {
		made["numberPrecision"] = 0
	}
	if s.Limits.Minimum != "" {
		made["minValue"] = s.Limits.Minimum
	}
	if s.Limits.Maximum != "" {
		made["maxValue"] = s.Limits.Maximum
	}
	if len(made) == 0 {
		return nil
	}
	return made
}

// limits notes an operation with limits that the form does not keep.
func (b *builder) limits(op *ir.Operation, s *ir.Schema) {
	l := s.Limits
	if s.Kind == ir.Integer || s.Kind == ir.Number {
		l.Minimum, l.Maximum = "", ""
	}
	if l != (ir.Limits{}) {
		b.lost.Warnf(op.Pos, "n8n-input-limits", op.ID, "limits of inputs other than the least and greatest number are left to the API")
	}
}

// displayName is the title, else the name in words.
func displayName(name string, s *ir.Schema) string {
	if s != nil && plain(s.Title) != "" {
		return plain(s.Title)
	}
	if words := plain(action.Capital(action.Plain(name))); words != "" {
		return words
	}
	return "Value"
}
