package lower

import (
	"strings"

	"github.com/connectorgen/connectorgen/generator/internal/ir"
)

// files makes bytes of the properties of multipart bodies that are files. In a named
// schema that travels as JSON too they stay text: JSON has no bytes.
func (l *lowerer) files() {
	elsewhere := l.beyondForms()
	for i := range l.out.Operations {
		body := l.out.Operations[i].Body
		if body == nil {
			continue
		}
		for j := range body.Contents {
			c := &body.Contents[j]
			whole := l.resolved(c.Schema)
			if !isForm(c) || whole == nil || c.Schema.Kind == ir.Ref && elsewhere[c.Schema.Ref] {
				continue
			}
			for k := range whole.Properties {
				p := &whole.Properties[k]
				p.Schema = l.file(p.Schema, c.Part(p.Name).MediaType)
			}
		}
	}
}

// beyondForms are the named schemas that something refers to other than as a whole
// multipart body.
func (l *lowerer) beyondForms() map[string]bool {
	used := make(map[string]bool)
	note := func(s *ir.Schema) { used[s.Ref] = true }
	for _, s := range l.out.Schemas {
		walk(s, note)
	}
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
		noteBody(op.Body, note)
	}
	return used
}

// noteBody visits what a body refers to, but for whole forms; a form goes before
// what of the same schema cannot carry files.
func noteBody(body *ir.Body, note func(*ir.Schema)) {
	if body == nil {
		return
	}
	first := &body.Contents[0]
	for i := range body.Contents {
		c := &body.Contents[i]
		form := isForm(c) || isForm(first) && first.Schema != nil && c.Schema != nil && first.Schema.Ref == c.Schema.Ref
		if !form || c.Schema != nil && c.Schema.Kind != ir.Ref {
			walk(c.Schema, note)
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
