package zapier

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/connectorgen/connectorgen/generator/internal/action"
	"github.com/connectorgen/connectorgen/generator/internal/ir"
)

// maxMembers is how many properties of a nested object get a field each. A form
// with more of them is worse than JSON.
const maxMembers = 30

type inputField struct {
	Key      string       `json:"key"`
	Label    string       `json:"label,omitempty"`
	Type     string       `json:"type,omitempty"`
	Required bool         `json:"required"`
	List     bool         `json:"list,omitempty"`
	Dict     bool         `json:"dict,omitempty"`
	HelpText string       `json:"helpText,omitempty"`
	Choices  []string     `json:"choices,omitempty"`
	Children []inputField `json:"children,omitempty"`
}

// A form makes the fields of one action.
type form struct {
	b      *builder
	a      *action.Action
	call   *call
	used   map[string]bool
	fields []inputField
}

// inputs is the form of an action: an object becomes a field for each property,
// a list of objects line items, and what is nested deeper JSON.
func (b *builder) inputs(a *action.Action, call *call) []inputField {
	f := &form{b: b, a: a, call: call, used: map[string]bool{}}
	in := a.Input
	for _, keys := range [][]string{in.ParamKey, in.PartKey, {in.BodyKey}} {
		for _, key := range keys {
			f.used[key] = true
		}
	}
	for i := range a.Op.Params {
		p := &a.Op.Params[i]
		if p.OpenEnded {
			f.fields = append(f.fields, inputField{Key: in.ParamKey[i], Label: label(p.Name, nil), Required: p.Required, Dict: true, HelpText: f.help(p.Description)})
			continue
		}
		f.add(in.ParamKey[i], p.Name, p.Description, p.Required, p.Schema)
	}
	for i, p := range in.Parts {
		f.add(in.PartKey[i], p.Name, "", p.Required, p.Schema)
	}
	if in.BodyKey != "" {
		f.add(in.BodyKey, "body", a.Op.Body.Description, a.Op.Body.Required, in.Content.Schema)
	}
	return f.fields
}

// add adds what stands for one input.
func (f *form) add(key, name, description string, required bool, schema *ir.Schema) {
	s := f.b.set.Resolve(schema)
	if description == "" && schema != nil {
		description = schema.Description
	}
	if members := f.members(s, key); members != nil {
		for _, m := range members {
			field := f.leaf(m.key, name+" "+m.property.Name, m.property.Schema.Description, required && m.property.Required, m.property.Schema)
			f.fields = append(f.fields, field)
			c := f.call.Fields[m.key]
			c.Path = []string{key, m.property.Name}
			f.call.Fields[m.key] = c
		}
		return
	}
	if s != nil && s.Kind == ir.Array {
		if members := f.members(f.b.set.Resolve(s.Items), key); members != nil && flat(f.b.set, members) {
			f.lineItems(key, name, description, required, members)
			return
		}
	}
	f.fields = append(f.fields, f.leaf(key, name, description, required, schema))
}

func (f *form) lineItems(key, name, description string, required bool, members []member) {
	field := inputField{Key: key, Label: label(name, nil), Required: required}
	if description != "" { // Zapier shows none here
		f.b.textCut(f.a.Op)
	}
	columns := map[string]string{}
	for _, m := range members {
		field.Children = append(field.Children, f.leaf(m.key, m.property.Name, m.property.Schema.Description, required && m.property.Required, m.property.Schema))
		columns[m.key] = m.property.Name
	}
	f.fields = append(f.fields, field)
	f.call.Fields[key] = callField{Columns: columns}
}

// A member is a property of a nested object, with the key of its field.
type member struct {
	key      string
	property ir.Property
}

// members are the properties of an object that get fields of their own; nil if
// it is none, has others too, or has too many.
func (f *form) members(s *ir.Schema, key string) []member {
	if s == nil || s.Kind != ir.Object || s.Additional != nil || len(s.Enum) > 0 {
		return nil
	}
	var made []member
	for _, p := range s.Properties {
		if p.Schema == nil || p.Schema.ReadOnly {
			continue
		}
		made = append(made, member{key + "__" + fieldKey(p.Name), p})
	}
	if len(made) > maxMembers {
		return nil
	}
	seen := map[string]bool{}
	for _, m := range made {
		if f.used[m.key] || seen[m.key] {
			return nil
		}
		seen[m.key] = true
	}
	for _, m := range made {
		f.used[m.key] = true
	}
	return made
}

// flat reports whether a table can hold the members: one value in each cell.
func flat(set *action.Set, members []member) bool {
	return !slices.ContainsFunc(members, func(m member) bool {
		s := set.Resolve(m.property.Schema)
		return s == nil || s.Kind == ir.Object || s.Kind == ir.Array || s.Kind == ir.Union || s.Kind == ir.Any
	})
}

// leaf is one field for one value, a list of values, or JSON.
func (f *form) leaf(key, name, description string, required bool, schema *ir.Schema) inputField {
	s := f.b.set.Resolve(schema)
	field := inputField{Key: key, Label: label(name, s), Required: required}
	if description == "" && s != nil {
		description = s.Description
	}
	field.HelpText = f.help(description)
	f.note(schema, s)
	if s != nil && s.Kind == ir.Array {
		if items := f.b.set.Resolve(s.Items); items != nil && scalar(items) != "" {
			field.List = true
			s = items
		}
	}
	if s == nil && schema == nil {
		field.Type = "file" // bytes
		return field
	}
	if field.Type = scalar(s); field.Type != "" {
		if field.Choices = choices(s); field.Choices == nil && len(s.Enum) > 0 {
			f.b.unchecked(f.a.Op)
		}
		return field
	}
	field.Type = "json"
	c := f.call.Fields[key]
	c.JSON = true
	f.call.Fields[key] = c
	f.b.lost.Warnf(f.a.Op.Pos, "zapier-input-json", f.a.Op.ID, "inputs that are nested too deep for a form are entered as JSON")
	return field
}

// note notes what the form does not say of a value.
func (f *form) note(declared, s *ir.Schema) {
	if declared != nil && declared.Nullable || s != nil && s.Nullable {
		f.b.lost.Warnf(f.a.Op.Pos, "zapier-input-null", f.a.Op.ID, "null cannot be entered where the API takes it")
	}
	if s != nil && s.Limits != (ir.Limits{}) {
		f.b.unchecked(f.a.Op)
	}
}

// scalar is the type of a field for one value; "" for what is none.
func scalar(s *ir.Schema) string {
	if s == nil {
		return ""
	}
	switch s.Kind {
	case ir.Boolean, ir.Integer, ir.Number:
		return string(s.Kind)
	case ir.Binary:
		return "file"
	case ir.String:
		switch s.Format {
		case "date-time":
			return "datetime"
		case "password":
			return "password"
		}
		return "string"
	default:
		return ""
	}
}

// choices are the values that a text is one of.
func choices(s *ir.Schema) []string {
	var made []string
	for _, raw := range s.Enum {
		var text string
		if json.Unmarshal(raw, &text) != nil || text == "" || plain(text) != text || slices.Contains(made, text) {
			return nil
		}
		made = append(made, text)
	}
	return made
}

// label is the title, else the name in words.
func label(name string, s *ir.Schema) string {
	if s != nil && s.Title != "" {
		return plain(s.Title)
	}
	if words := action.Capital(action.Plain(name)); words != "" {
		return words
	}
	return "Value"
}

// help is what the document says of an input.
func (f *form) help(text string) string {
	whole := help(text)
	if short := action.Sentences(whole, maxText); short != whole {
		f.b.textCut(f.a.Op)
		return short
	}
	return whole
}

// fieldKey makes a key of a property's name.
func fieldKey(name string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '_' {
			return r
		}
		return '_'
	}, name)
}
