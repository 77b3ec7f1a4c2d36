package target

import (
	"regexp"
	"strings"
)

var reference = regexp.MustCompile(`\$\{([a-zA-Z][a-zA-Z0-9_]*)\}`)

// Fill writes a template of an auth method in the manner of a format: literal
// gets the text between the references, field the key of each.
func Fill(template string, literal, field func(string) string) string {
	var made strings.Builder
	at := 0
	for _, m := range reference.FindAllStringSubmatchIndex(template, -1) {
		made.WriteString(literal(template[at:m[0]]) + field(template[m[2]:m[3]]))
		at = m[1]
	}
	return made.String() + literal(template[at:])
}

// Reference is the only thing in a template, the key of a field: "client_id"
// for "${client_id}". "" if there is more, or none.
func Reference(template string) string {
	m := reference.FindStringSubmatch(template)
	if m == nil || m[0] != template {
		return ""
	}
	return m[1]
}
