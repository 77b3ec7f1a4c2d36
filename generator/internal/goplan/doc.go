package goplan

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/connectorgen/connectorgen/generator/internal/ir"
)

// typeDoc opens with the type's name, as Go comments do.
func typeDoc(name string, s *ir.Schema) string {
	return name + about(s, "is part of the API's data model.") + deprecation(s.Deprecated)
}

func enumDoc(name string, s *ir.Schema) string {
	return name + about(s, "is one of several values.") + "\nOther values than the constants are kept as they come." + deprecation(s.Deprecated)
}

func unionDoc(name string, s *ir.Schema) string {
	which := "which one follows from the value's shape."
	if s.Tag != "" {
		which = fmt.Sprintf("%q tells which.", s.Tag)
	}
	return name + about(s, "is one of several things.") + "\n\nOne field is set; " + which + " Raw holds what fits none of them." + deprecation(s.Deprecated)
}

// about continues a comment that starts with a name: a noun phrase becomes
// "is a ...", anything else stands behind a colon.
func about(s *ir.Schema, otherwise string) string {
	text := strings.TrimSpace(s.Description)
	if text == "" {
		text = strings.TrimSpace(s.Title)
	}
	if text == "" {
		return " " + otherwise
	}
	first, rest, _ := strings.Cut(text, " ")
	if slices.Contains([]string{"A", "An", "The", "One"}, first) && rest != "" {
		return " is " + strings.ToLower(first) + " " + ended(rest)
	}
	return ": " + ended(text)
}

func deprecation(deprecated bool) string {
	if deprecated {
		return "\n\nDeprecated: the API says that this is going away."
	}
	return ""
}

// fieldDoc says what a field means and what values it may have.
func (p *planner) fieldDoc(s *ir.Schema) string {
	text := strings.TrimSpace(s.Description)
	if text == "" {
		text = strings.TrimSpace(s.Title)
	}
	var notes []string
	if text != "" {
		notes = append(notes, text)
	}
	target := p.resolve(s)
	if target == nil {
		target = s
	}
	if len(target.Enum) == 1 {
		notes = append(notes, fmt.Sprintf("Always %s.", target.Enum[0]))
	} else if len(target.Enum) > 1 && !isEnum(target) {
		notes = append(notes, fmt.Sprintf("One of %s.", joined(target.Enum)))
	}
	if limits := limitsDoc(target); limits != "" {
		notes = append(notes, limits)
	}
	if s.Default != nil {
		notes = append(notes, fmt.Sprintf("The API's default is %s.", s.Default))
	}
	return strings.Join(notes, "\n") + deprecation(s.Deprecated)
}

func joined(values []json.RawMessage) string {
	texts := make([]string, len(values))
	for i, v := range values {
		texts[i] = string(v)
	}
	return strings.Join(texts, ", ")
}

// limitsDoc is a sentence about the values that are allowed, or nothing.
func limitsDoc(s *ir.Schema) string {
	l := s.Limits
	switch {
	case l.Minimum != "" && l.Maximum != "":
		return fmt.Sprintf("From %s to %s.", l.Minimum, l.Maximum)
	case l.Minimum != "":
		return fmt.Sprintf("At least %s.", l.Minimum)
	case l.Maximum != "":
		return fmt.Sprintf("At most %s.", l.Maximum)
	case l.MaxLength != nil:
		return fmt.Sprintf("At most %d characters.", *l.MaxLength)
	case l.MaxItems != nil:
		return fmt.Sprintf("At most %d items.", *l.MaxItems)
	default:
		return ""
	}
}
