package docs

import (
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/connectorgen/connectorgen/generator/internal/ir"
	"github.com/connectorgen/connectorgen/generator/internal/keys"
	"github.com/connectorgen/connectorgen/generator/internal/markdown"
	"github.com/connectorgen/connectorgen/generator/internal/source"
	"github.com/connectorgen/connectorgen/templates"
)

type trace struct {
	Name       string
	Fields     []fieldRow
	Operations []operationRow
}

type fieldRow struct{ Method, Label, Wire, Place string }

type operationRow struct{ Resource, Action, Wire, Place string }

// Trace renders the table that leads from every credential field and every
// operation of c to the line of the input it comes from. A line's link is prefix
// (relative, such as "../specs/acme/", or a URL; trusted), then the input's
// Source.Path, then "#L" and the number. It is an error if something has no
// place, or one in a file that is not among c.Sources.
func Trace(c *ir.Connector, prefix string) ([]byte, error) {
	made := trace{Name: markdown.Escape(c.Name)}
	for i := range c.Auth {
		m := &c.Auth[i]
		for _, f := range m.Fields {
			at, err := place(c, prefix, f.Pos)
			if err != nil {
				return nil, fmt.Errorf("trace field %q of %q: %w", f.Key, m.Key, err)
			}
			made.Fields = append(made.Fields, fieldRow{markdown.Escape(m.Label), markdown.Escape(f.Label), markdown.Escape(sentAs(m, f.Key)), at})
		}
	}
	actions := keys.Actions(c)
	for i := range c.Operations {
		op := &c.Operations[i]
		at, err := place(c, prefix, op.Pos)
		if err != nil {
			return nil, fmt.Errorf("trace operation %q: %w", op.ID, err)
		}
		made.Operations = append(made.Operations, operationRow{
			markdown.Escape(op.Resource), markdown.Escape(actions[op.ID]), markdown.Escape(op.Method + " " + op.Path), at,
		})
	}
	return fill("the trace", templates.Trace(), made)
}

// sentAs says where the value of a field goes.
func sentAs(m *ir.AuthMethod, key string) string {
	var list []string
	ref := "${" + key + "}"
	if t := m.Token; t != nil {
		for _, p := range t.Params {
			if strings.Contains(p.Value, ref) {
				list = append(list, "token request "+p.Name)
			}
		}
		for _, h := range t.Headers {
			if strings.Contains(h.Value, ref) {
				list = append(list, "token request header "+h.Name)
			}
		}
		if strings.Contains(t.URL, ref) {
			list = append(list, "token request URL")
		}
		if strings.Contains(t.TokenPath, ref) {
			list = append(list, "path in the token answer")
		}
	}
	for _, a := range m.Apply {
		if strings.Contains(a.Value, ref) {
			list = append(list, string(a.In)+" "+a.Name)
		}
	}
	return strings.Join(list, ", ")
}

// place links a line of an input.
func place(c *ir.Connector, prefix string, pos source.Pos) (string, error) {
	if !pos.IsValid() {
		return "", errors.New("its place is not known")
	}
	for _, s := range c.Sources {
		if s.File == pos.File {
			return fmt.Sprintf("[%s:%d](%s#L%d)", markdown.Escape(s.Path), pos.Line, markdown.Destination(prefix+escapePath(s.Path)), pos.Line), nil
		}
	}
	return "", fmt.Errorf("it comes from %s, which is not an input of the connector", pos.File)
}

// escapePath encodes each segment of a slash-separated path.
func escapePath(path string) string {
	segments := strings.Split(path, "/")
	for i, s := range segments {
		segments[i] = url.PathEscape(s)
	}
	return strings.Join(segments, "/")
}
