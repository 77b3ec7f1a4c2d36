package authspec

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/connectorgen/connectorgen/generator/internal/ir"
	"github.com/connectorgen/connectorgen/generator/internal/strict"
)

// The types of field.
const (
	typeString  = "string"
	typeInteger = "integer"
	typeBoolean = "boolean"
	typeEnum    = "enum"
	typeURL     = "url"
	typeText    = "text"
)

func (m *method) field(v strict.Value) {
	f := ir.Field{Type: typeString, Visibility: "normal", Pos: v.Pos}
	mapping := m.r.Mapping(v, "an auth field", fieldKeys(&f))
	checkField(m.r, mapping, &f)
	m.Fields = append(m.Fields, f)
}

// fieldKeys is the table of a field. The values of fixed and default depend on
// the field's type and are left to checkField.
func fieldKeys(f *ir.Field) strict.Keys {
	later := func(*strict.Reader, strict.Value) {}
	return strict.Keys{
		strict.Must("key", identifier(&f.Key)),
		strict.Must("label", strict.Line(&f.Label)),
		strict.May("type", strict.OneOf(&f.Type, typeString, typeInteger, typeBoolean, typeEnum, typeURL, typeText)),
		strict.May("enum", strict.Lines(&f.Enum)),
		strict.May("required", strict.Bool(&f.Required)),
		strict.May("secret", strict.Bool(&f.Secret)),
		strict.May("allowEmpty", strict.Bool(&f.AllowEmpty)),
		strict.May("fixed", later),
		strict.May("default", later),
		strict.May("visibility", strict.OneOf(&f.Visibility, "normal", "advanced", "hidden")),
		strict.May("pattern", strict.Line(&f.Pattern)),
		strict.May("placeholder", strict.Line(&f.Placeholder)),
		strict.May("note", strict.Text(&f.Note)),
		strict.May("helpUrl", strict.URL(&f.HelpURL)),
	}
}

// checkField checks the keys of a field against each other and takes its value.
func checkField(r *strict.Reader, m strict.Mapping, f *ir.Field) {
	switch {
	case f.Type == typeEnum && !m.Has("enum"):
		r.Errorf(m.At("type"), "bad-enum", "the field %q of type enum has no enum", f.Key).Hint = "list its values, enum: [a, b]"
	case f.Type != typeEnum && m.Has("enum"):
		r.Errorf(m.At("enum"), "bad-enum", "the field %q of type %s has an enum", f.Key, f.Type).Hint = "write type: enum"
	}
	for i, e := range f.Enum {
		if slices.Contains(f.Enum[:i], e) {
			r.Errorf(m.At("enum"), "bad-enum", "the enum of the field %q has %q twice", f.Key, e)
		}
	}
	if f.AllowEmpty && !f.Required {
		r.Warnf(m.At("allowEmpty"), "allow-empty", "allowEmpty of the field %q has no effect", f.Key).Hint = "a field that is not required may be empty anyway"
	}
	fixed, isFixed := m.Get("fixed")
	preset, isPreset := m.Get("default")
	switch {
	case isFixed && isPreset:
		r.Errorf(preset.Key, "fixed-default", "the field %q has both fixed and default", f.Key).Hint = "fixed is a default that people leave as it is"
	case isFixed && f.Secret:
		r.Errorf(fixed.Key, "fixed-secret", "the secret field %q has a fixed value", f.Key).Hint = "a value that is the same for everyone is no secret"
	case isPreset && f.Secret:
		r.Errorf(preset.Key, "secret-default", "the secret field %q has a default", f.Key).Hint = "secrets do not belong into files"
	case isFixed:
		f.Fixed, f.Default = true, takeValue(r, fixed, f)
	case isPreset:
		f.Default = takeValue(r, preset, f)
	}
	checkPattern(r, m, f)
}

// takeValue returns the value of fixed or default as text, or reports why the
// field cannot have it.
func takeValue(r *strict.Reader, v strict.Value, f *ir.Field) string {
	s := ""
	before := len(r.Problems)
	switch {
	case f.Type == typeText:
		strict.Text(&s)(r, v)
	case f.Type == typeInteger && v.Node.Tag == "!!int":
		s = v.Node.Value
	case f.Type == typeBoolean && v.Node.Kind == yaml.ScalarNode && v.Node.Tag == "!!bool":
		s = strings.ToLower(v.Node.Value)
	default:
		strict.Line(&s)(r, v)
	}
	if len(r.Problems) > before {
		return ""
	}
	if want := wantedValue(f, s); want != "" {
		r.Errorf(v.Pos, "bad-default", "%s of the field %q is %q: want %s", v.Name, f.Key, s, want)
	}
	return s
}

// wantedValue says what a value of the field should be if s is not it.
func wantedValue(f *ir.Field, s string) string {
	switch f.Type {
	case typeInteger:
		if _, err := strconv.ParseInt(s, 10, 64); err != nil {
			return "a whole number"
		}
	case typeBoolean:
		if s != "true" && s != "false" {
			return "true or false"
		}
	case typeEnum:
		if len(f.Enum) > 0 && !slices.Contains(f.Enum, s) {
			return "one of " + strings.Join(f.Enum, ", ")
		}
	case typeURL:
		if strict.CheckURL(s) != "" {
			return "an absolute URL"
		}
	}
	return ""
}

func checkPattern(r *strict.Reader, m strict.Mapping, f *ir.Field) {
	if f.Pattern == "" {
		return
	}
	pattern, err := regexp.Compile(f.Pattern)
	if err != nil {
		r.Errorf(m.At("pattern"), "bad-pattern", "the pattern of the field %q is no regular expression: %q", f.Key, f.Pattern)
		return
	}
	if f.Default != "" && !pattern.MatchString(f.Default) {
		r.Errorf(m.At("pattern"), "bad-pattern", "the value %q of the field %q does not match its pattern", f.Default, f.Key)
	}
}

// checkFields reports keys and labels that two fields of the method share, and
// keys that templates know already.
func (m *method) checkFields() {
	for i, f := range m.Fields {
		if f.Key == accessToken || f.Key == basic {
			m.r.Errorf(f.Pos, "reserved-key", "a field cannot be called %q", f.Key).Hint = "templates have ${" + f.Key + "} already: choose another key"
		}
		for _, first := range m.Fields[:i] {
			if f.Key == first.Key && f.Key != "" {
				m.r.Errorf(f.Pos, "duplicate-field", "the field %q is there twice, first at %s", f.Key, first.Pos)
			}
			if f.Label == first.Label && f.Label != "" {
				m.r.Errorf(f.Pos, "duplicate-label", "the field %q has the label %q of the field %q at %s", f.Key, f.Label, first.Key, first.Pos)
			}
		}
	}
}
