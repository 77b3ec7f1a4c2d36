package airbyte

import (
	"regexp"
	"strings"

	"github.com/connectorgen/connectorgen/generator/internal/emit/target"
	"github.com/connectorgen/connectorgen/generator/internal/ir"
	"github.com/connectorgen/connectorgen/generator/internal/markdown"
)

// Airbyte runs most texts through Jinja, then reads what comes out as a Python
// literal if it can; and a text that begins with #/ is a reference.
var (
	opens     = regexp.MustCompile(`\{\{|\{%|\{#|^#/|stream_state`)
	pythonish = regexp.MustCompile(`^\s*([-+.(\[{'"0-9]|[bBrRuUfF]{1,2}['"])|^(None|True|False)$`)
	integer   = regexp.MustCompile(`^(0|[1-9][0-9]{0,17})$`)
)

// literal is text that Airbyte takes for itself and nothing else.
func literal(text string) string {
	if pythonish.MatchString(text) && !integer.MatchString(text) {
		text = pythonString(text) // read back as the string that it is
	}
	if opens.MatchString(text) {
		return "{{ " + jinjaString(text) + " }}"
	}
	return text
}

// pythonString is a string literal of Python.
func pythonString(text string) string {
	return "'" + strings.NewReplacer(`\`, `\\`, `'`, `\'`, "\n", `\n`, "\r", `\r`).Replace(text) + "'"
}

// jinjaString is an expression of Jinja that gives the text. Airbyte refuses the
// name of one variable wherever it stands.
func jinjaString(text string) string {
	return strings.ReplaceAll(pythonString(text), "stream_state", "stream_' ~ 'state")
}

// config is an expression for the value of a field.
func config(key string) string { return "config[" + jinjaString(key) + "]" }

// template writes a template of an auth method as Airbyte's; session is the
// expression for the token.
func template(m *ir.AuthMethod, text, session string) string {
	if key := target.Reference(text); key != "" && key != "access_token" && key != "basic" {
		return "{{ " + config(key) + " }}"
	}
	return target.Fill(text, func(s string) string {
		if opens.MatchString(s) {
			return "{{ " + jinjaString(s) + " }}"
		}
		return s
	}, func(key string) string {
		switch {
		case key == "access_token" && session != "":
			return "{{ " + session + " }}"
		case key == "basic" && m.Type == ir.AuthBasic:
			return "{{ (config['username'] ~ ':' ~ config['password']) | base64encode }}"
		}
		return "{{ " + config(key) + " }}"
	})
}

// prose is text for people, which Airbyte does not evaluate; only a reference
// must not begin it.
func prose(text string) string {
	return strings.TrimLeft(markdown.OneLine(text), "#/ ")
}

// at is an expression for what stands at the dotted path in the answer: nothing
// if something on the way is missing.
func at(path string) string {
	made := "response"
	steps := strings.Split(path, ".")
	for i, step := range steps {
		if i > 0 {
			made = "(" + made + " or {})"
		}
		made += ".get(" + jinjaString(step) + ")"
	}
	return made
}
