package jsonschema

import (
	"math/big"
	"slices"
	"strings"
)

// Sound reports whether s is a JSON Schema beyond doubt. Of the rules that there
// are for one, its fields can break only these.
func (s *Schema) Sound() bool {
	ok := true
	s.Each(func(s *Schema) {
		ok = ok && unique(s.Required) && unique(s.Type) && (s.MultipleOf == "" || positive(string(s.MultipleOf)))
	})
	return ok
}

// Each calls f with s and every schema inside it; not at all if s is nil.
func (s *Schema) Each(f func(*Schema)) {
	if s == nil {
		return
	}
	f(s)
	for _, alternative := range s.AnyOf {
		alternative.Each(f)
	}
	for _, p := range s.Properties {
		p.Schema.Each(f)
	}
	if more, ok := s.AdditionalProperties.(*Schema); ok {
		more.Each(f)
	}
	s.Items.Each(f)
}

func unique(list []string) bool {
	if len(list) < 2 {
		return true
	}
	sorted := slices.Sorted(slices.Values(list))
	return len(slices.Compact(sorted)) == len(list)
}

// positive reports whether number is more than 0. It does not read exponents.
func positive(number string) bool {
	r, ok := exact(number)
	return ok && r.Sign() > 0
}

// exact is the value of a JSON number that has no exponent: one with an exponent
// can take any amount of memory.
func exact(number string) (*big.Rat, bool) {
	if strings.ContainsAny(number, "eE") {
		return nil, false
	}
	return new(big.Rat).SetString(number)
}
