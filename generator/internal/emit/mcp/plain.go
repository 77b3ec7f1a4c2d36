package mcp

import (
	"encoding/json"
	"math"
	"regexp"

	"github.com/connectorgen/connectorgen/generator/internal/jsonschema"
	"github.com/connectorgen/connectorgen/generator/internal/source"
)

// plain takes out of a schema what the server could not check: the server refuses what
// does not satisfy the schema that it shows.
func (b *builder) plain(s *jsonschema.Schema, pos source.Pos, of string) {
	if s == nil {
		return
	}
	if _, err := regexp.Compile(s.Pattern); err != nil {
		b.losses.Warnf(pos, "mcp-pattern", of, "patterns that Go's regular expressions do not have are not checked before a call")
		s.Pattern = ""
	}
	for _, n := range []*json.Number{&s.Minimum, &s.Maximum, &s.ExclusiveMinimum, &s.ExclusiveMaximum, &s.MultipleOf} {
		if f, err := n.Float64(); *n != "" && (err != nil || n == &s.MultipleOf && (f < 1 || f != math.Trunc(f))) {
			b.losses.Warnf(pos, "mcp-limit", of, "limits that binary fractions do not have are not checked before a call")
			*n = ""
		}
	}
	for _, n := range []**uint64{&s.MinLength, &s.MaxLength, &s.MinItems, &s.MaxItems, &s.MinProperties, &s.MaxProperties} {
		if *n != nil && **n > math.MaxInt32 {
			*n = nil // nothing is that long
		}
	}
	for _, p := range s.Properties {
		b.plain(p.Schema, pos, of)
	}
	for _, a := range s.AnyOf {
		b.plain(a, pos, of)
	}
	b.plain(s.Items, pos, of)
	if more, ok := s.AdditionalProperties.(*jsonschema.Schema); ok {
		b.plain(more, pos, of)
	}
}
