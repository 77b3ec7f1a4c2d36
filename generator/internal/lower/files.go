package lower

import (
	"strings"

	"github.com/connectorgen/connectorgen/generator/internal/ir"
)

// files makes bytes of the properties of multipart bodies that are files. In a named
// schema that travels as JSON too they stay text: JSON has no bytes.
func (l *lowerer) files() {
	elsewhere := make(map[string]bool)
	note := func(s *ir.Schema) { elsewhere[s.Ref] = true }
	for _, s := range l.out.Schemas {
		walk(s, note)
	}
	var forms []*ir.Content
	for i := range l.out.Operations {
		op := &l.out.Operations[i]
		for _, p := range op.Params {
			walk(p.Schema, note)
		}
		for _, a := range op.Answers {
			for _, c := range a.Contents {
				walk(c.Schema, note)
				walk(c.Item, note)
			}
		}
		if op.Body == nil {
			continue
		}
		for j := range op.Body.Contents {
			c := &op.Body.Contents[j]
			form := isForm(c)
			if form {
				forms = append(forms, c)
			}
			if first := &op.Body.Contents[0]; c.Schema != nil && c.Schema.Kind == ir.Ref && (form || isForm(first) && first.Schema != nil && first.Schema.Ref == c.Schema.Ref) {
				continue // the form goes before what cannot carry files
			}
			walk(c.Schema, note)
		}
	}
	for _, c := range forms {
		whole := l.resolved(c.Schema)
		if whole == nil || c.Schema.Kind == ir.Ref && elsewhere[c.Schema.Ref] {
			continue
		}
		for i := range whole.Properties {
			p := &whole.Properties[i]
			p.Schema = l.file(p.Schema, c.Part(p.Name).MediaType)
		}
	}
}

func isForm(c *ir.Content) bool { return strings.HasPrefix(c.MediaType, "multipart/form-data") }

// file is s as bytes if it is a file, or a list of them; else s.
func (l *lowerer) file(s *ir.Schema, mediaType string) *ir.Schema {
	is := l.resolved(s)
	switch {
	case is == nil:
		return s
	case is.Kind == ir.Array:
		if item := l.file(is.Items, mediaType); item != is.Items {
			list := *is
			list.Name, list.Items = "", item
			return &list
		}
		return s
	case is.Kind == ir.String && is.Format == "binary", is.Kind == ir.Any && isFileType(mediaType):
		bytes := *is
		bytes.Name, bytes.Kind, bytes.Format = "", ir.Binary, ""
		overlay(&bytes, s)
		return &bytes
	default:
		return s
	}
}

// isFileType reports whether what has the media type is no text.
func isFileType(mediaType string) bool {
	base := baseType(strings.Split(mediaType, ",")[0])
	return base != "" && !isJSON(base) && !strings.HasPrefix(base, "text/") && base != "application/x-www-form-urlencoded"
}

// walk visits s and all below it; references are not followed.
func walk(s *ir.Schema, visit func(*ir.Schema)) {
	if s == nil {
		return
	}
	visit(s)
	walk(s.Items, visit)
	walk(s.Additional, visit)
	for _, p := range s.Properties {
		walk(p.Schema, visit)
	}
	for _, v := range s.Variants {
		walk(v.Schema, visit)
	}
}
