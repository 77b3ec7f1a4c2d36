package page

import (
	"cmp"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
)

// A control is one input of the form, with what stands around it.
type control struct {
	field
	ID     string // unique on the page
	Active bool   // whether the form insists on it: it belongs to what is chosen
}

func newControl(id string, active bool, f field) control {
	return control{field: f, ID: id + "-" + f.Key, Active: active}
}

// Insists reports whether the form cannot be sent without it.
func (c control) Insists() bool { return c.Active && mustFill(c.field) }

// Kind is the type of the control.
func (c control) Kind() string {
	switch {
	case c.Fixed:
		return "text" // whatever it is, it can be read and not changed
	case c.Type == "enum":
		return "select"
	case c.Type == "text":
		return "textarea"
	case c.Type == "boolean":
		return "checkbox"
	case c.Secret:
		return "password"
	case c.Type == "integer":
		return "number"
	case c.Type == "url":
		return "url"
	}
	return "text"
}

// Mark says in a word or two what the form wants.
func (c control) Mark() string {
	switch {
	case c.Fixed:
		return "leave as it is"
	case c.Required && c.AllowEmpty:
		return "required, may stay empty"
	case c.Required:
		return "required"
	}
	return "optional"
}

// Value is what stands in the control to begin with.
func (c control) Value() string { return value(c.Default) }

// mustFill reports whether nothing goes without an entry.
func mustFill(f field) bool { return f.Required && !f.AllowEmpty && !f.Fixed && f.Type != "boolean" }

// A choice is the servers of a form, one of which is taken.
type choice struct {
	Several bool
	List    []option
}

type option struct {
	server
	First    bool
	Controls []control
}

// newChoice offers servers in the form called id. If there are several, the form does
// not insist on the variables of those that are not the first.
func newChoice(id string, servers []server) choice {
	c := choice{Several: len(servers) > 1}
	for i, s := range servers {
		o := option{server: s, First: i == 0}
		for _, v := range s.Variables {
			o.Controls = append(o.Controls, newControl(fmt.Sprintf("%s-server-%d", id, i), o.First, v))
		}
		c.List = append(c.List, o)
	}
	return c
}

// The fields of a form by visibility, in the manifest's order.
func normal(fields []field) []field   { return seen(fields, "normal") }
func advanced(fields []field) []field { return seen(fields, "advanced") }
func hidden(fields []field) []field   { return seen(fields, "hidden") }

func seen(fields []field, visibility string) (list []field) {
	for _, f := range fields {
		if cmp.Or(f.Visibility, "normal") == visibility {
			list = append(list, f)
		}
	}
	return list
}

// labels are those of the fields, as a list in a sentence.
func labels(fields []field) string {
	list := make([]string, len(fields))
	for i, f := range fields {
		list[i] = f.Label
	}
	return strings.Join(list, ", ")
}

func value(v any) string {
	if v == nil {
		return ""
	}
	return fmt.Sprint(v)
}

// pattern is a pattern that is found somewhere as one that matches the whole, which
// is what HTML wants.
func pattern(p string) string { return `[^]*(?:` + p + `)[^]*` }

// duration puts seconds into words.
func duration(seconds json.Number) string {
	n, err := strconv.Atoi(string(seconds))
	if err != nil {
		return string(seconds) + " seconds"
	}
	for _, unit := range []struct {
		name    string
		seconds int
	}{{"hour", 3600}, {"minute", 60}, {"second", 1}} {
		if n%unit.seconds == 0 {
			n /= unit.seconds
			if n == 1 {
				return "1 " + unit.name
			}
			return fmt.Sprintf("%d %ss", n, unit.name)
		}
	}
	return ""
}

// paging says how a list goes on.
func paging(style string) string {
	ways := map[string]string{
		"page": "by page number", "offset": "by offset", "cursor": "by cursor", "nextUrl": "by the next page's URL in the answer",
		"linkHeader": "by the Link header", "graphqlCursor": "by GraphQL cursor",
	}
	return cmp.Or(ways[style], style)
}

func statuses(list []int) string {
	words := make([]string, len(list))
	for i, s := range list {
		words[i] = strconv.Itoa(s)
	}
	return strings.Join(words, ", ")
}
