package goplan

import (
	"cmp"
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/connectorgen/connectorgen/generator/internal/ir"
	"github.com/connectorgen/connectorgen/generator/internal/naming"
)

// typeOf is the Go type of a value of s, without what says that it is absent.
func (p *planner) typeOf(s *ir.Schema, u usage) TypeRef {
	return p.typeWithin(s, u, nil)
}

// typeWithin is typeOf inside the named schemas that are being written out.
func (p *planner) typeWithin(s *ir.Schema, u usage, within []string) TypeRef {
	if s.Kind == ir.Ref {
		if name, ok := p.typeNames[s.Ref]; ok {
			return named(name)
		}
		if p.endless(s) {
			p.problems.Warnf(s.Pos, "go-recursive", "an array or map of itself is kept as raw JSON")
			return p.anyType(u)
		}
		if slices.Contains(within, s.Ref) {
			p.problems.Warnf(s.Pos, "go-recursive", "an array or map of itself is kept as raw JSON")
			return p.anyType(u)
		}
		if target := p.schemas[s.Ref]; target != nil {
			if name := naming.Exported(s.Ref); p.holdsInline(target) {
				u = usage{name: name, key: s.Ref, short: name, direction: p.directions[s.Ref]}
			}
			return p.typeWithin(target, u, append(slices.Clip(within), s.Ref))
		}
		return p.anyType(u)
	}
	switch s.Kind {
	case ir.Boolean:
		return named("bool")
	case ir.Integer:
		return integerType(s)
	case ir.Number:
		if s.Format == "decimal" {
			return imported("encoding/json", "Number") // no digit is lost
		}
		return named("float64")
	case ir.String:
		return p.stringType(s, u)
	case ir.Array:
		return apply("[]", p.typeWithin(s.Items, u.item(), within))
	case ir.Object:
		if len(s.Properties) > 0 {
			return p.inline(s, u)
		}
		if s.Additional != nil {
			return apply("map", p.typeWithin(s.Additional, u.item(), within))
		}
		return apply("map", p.anyType(u))
	case ir.Union:
		return p.inline(s, u)
	default:
		return p.anyType(u)
	}
}

// integerType holds every number that the limits allow.
func integerType(s *ir.Schema) TypeRef {
	low, high := s.Limits.Minimum, s.Limits.Maximum
	if low == "" {
		low = s.Limits.ExclusiveMinimum
	}
	if high == "" {
		high = s.Limits.ExclusiveMaximum
	}
	_, lowErr := strconv.ParseInt(cmp.Or(low.String(), "0"), 10, 64)
	_, highErr := strconv.ParseInt(cmp.Or(high.String(), "0"), 10, 64)
	_, wideErr := strconv.ParseUint(cmp.Or(high.String(), "0"), 10, 64)
	switch {
	case s.Format == "int32" || s.Format == "uint64":
		return named(s.Format)
	case errors.Is(highErr, strconv.ErrRange) && wideErr == nil && low != "" && !strings.HasPrefix(low.String(), "-"):
		return named("uint64")
	case errors.Is(lowErr, strconv.ErrRange) || errors.Is(highErr, strconv.ErrRange):
		return imported("encoding/json", "Number")
	default:
		return named("int64")
	}
}

// endless reports whether s leads back to itself through references, arrays and
// maps alone, none of which has a type of its own.
func (p *planner) endless(s *ir.Schema) bool {
	seen := make(map[string]bool)
	for s != nil {
		switch {
		case s.Kind == ir.Ref && seen[s.Ref]:
			return true
		case s.Kind == ir.Ref:
			seen[s.Ref] = true
			s = p.schemas[s.Ref]
		case isDeclared(s):
			return false
		case s.Kind == ir.Array:
			s = s.Items
		default:
			s = s.Additional
		}
	}
	return false
}

// item is the usage of an item of an array or map: what "tags" holds is a "tag".
func (u usage) item() usage {
	u.patch, u.form = false, nil
	u.name = naming.Singular(u.name)
	return u
}

// anyType holds any JSON. What is received keeps its text, so that nothing is
// lost; what is only sent is whatever the caller has.
func (p *planner) anyType(u usage) TypeRef {
	if u.received {
		return imported("encoding/json", "RawMessage")
	}
	return named("any")
}

func (p *planner) stringType(s *ir.Schema, u usage) TypeRef {
	if isEnum(s) {
		return p.inlineEnum(s, u)
	}
	if len(s.Enum) == 1 {
		return named("string") // whatever its format, the value is what it is
	}
	switch s.Format {
	case "date-time":
		return imported("time", "Time")
	case "date":
		return named("Date")
	case "decimal":
		return named("Decimal")
	case "byte":
		return apply("[]", named("byte"))
	default:
		return named("string")
	}
}

// holdsInline reports whether the items of an array or the values of a map become
// a type that has no name in the document. It is called after the array, wherever
// that is used.
func (p *planner) holdsInline(s *ir.Schema) bool {
	for s != nil && (s.Kind == ir.Array || s.Kind == ir.Object && len(s.Properties) == 0) {
		if s.Kind == ir.Array {
			s = s.Items
		} else {
			s = s.Additional
		}
	}
	return s != nil && s.Kind != ir.Ref && isDeclared(s)
}

// inline declares the type of an object or union that has no name in the document.
// Wherever the schema is used again, it is that type.
func (p *planner) inline(s *ir.Schema, u usage) TypeRef {
	if name, ok := p.inlined[s]; ok {
		return named(name)
	}
	u.name = p.name("type "+u.key, u.name, u.name+"Value")
	p.inlined[s] = u.name
	p.declareType(s, u)
	return named(u.name)
}
