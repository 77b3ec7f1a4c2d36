package strict

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"gopkg.in/yaml.v3"
)

// Text takes a text of any number of lines, without the newlines at its end.
func Text(to *string) Read {
	return func(r *Reader, v Value) {
		if s, ok := r.text(v); ok {
			*to = s
		}
	}
}

// Line takes a text of one line that holds no control character.
func Line(to *string) Read {
	return func(r *Reader, v Value) {
		if s, ok := r.line(v); ok {
			*to = s
		}
	}
}

// Lines takes a list of texts of one line each.
func Lines(to *[]string) Read {
	return Each(func(r *Reader, v Value) {
		if s, ok := r.line(v); ok {
			*to = append(*to, s)
		}
	})
}

// OneOf takes one of a set of words.
func OneOf[S ~string](to *S, words ...S) Read {
	return func(r *Reader, v Value) {
		s, ok := r.line(v)
		switch {
		case !ok:
		case slices.Contains(words, S(s)):
			*to = S(s)
		default:
			known := make([]string, len(words))
			for i, w := range words {
				known[i] = string(w)
			}
			r.Errorf(v.Pos, "bad-value", "%s cannot be %q", v.Name, s).Hint = DidYouMean(s, "use one of", known)
		}
	}
}

// Bool takes true or false.
func Bool(to *bool) Read {
	return func(r *Reader, v Value) {
		if v.Node.Tag != "!!bool" || v.Node.Decode(to) != nil {
			r.WrongKind(v, "true or false")
		}
	}
}

// Int takes a whole number of the range lowest to highest.
func Int(to *int, lowest, highest int) Read {
	return func(r *Reader, v Value) {
		var n int
		switch {
		case v.Node.Tag != "!!int" || v.Node.Decode(&n) != nil:
			r.WrongKind(v, "a whole number")
		case n < lowest && highest == math.MaxInt:
			r.Errorf(v.Pos, "bad-value", "%s is %d: want at least %d", v.Name, n, lowest)
		case n < lowest || n > highest:
			r.Errorf(v.Pos, "bad-value", "%s is %d: want %d to %d", v.Name, n, lowest, highest)
		default:
			*to = n
		}
	}
}

// Ints takes a list of whole numbers of the range lowest to highest, each once.
func Ints(to *[]int, lowest, highest int) Read {
	return func(r *Reader, v Value) {
		list := []int{}
		Each(func(r *Reader, v Value) {
			before, n := len(r.Problems), 0
			if Int(&n, lowest, highest)(r, v); len(r.Problems) > before {
				return
			}
			if slices.Contains(list, n) {
				r.Errorf(v.Pos, "bad-value", "%s has %d twice", v.Name, n)
				return
			}
			list = append(list, n)
		})(r, v)
		*to = list
	}
}

// Each takes a list, item by item.
func Each(item Read) Read {
	return func(r *Reader, v Value) {
		if v.Node.Kind != yaml.SequenceNode {
			r.WrongKind(v, "a list").Hint = "put it in brackets, or behind a dash"
			return
		}
		for _, n := range v.Node.Content {
			item(r, Value{n, r.Pos(n), r.Pos(n), v.Name})
		}
	}
}

// Pairs takes a mapping whose keys are free; each gets the value with its key as
// its Name. A key with a control character is refused.
func Pairs(each Read) Read {
	return func(r *Reader, v Value) {
		if v.Node.Kind != yaml.MappingNode {
			r.WrongKind(v, "a mapping")
			return
		}
		for i := 0; i+1 < len(v.Node.Content); i += 2 {
			key, value := v.Node.Content[i], v.Node.Content[i+1]
			if hasControl(key.Value) || key.Value == "" {
				r.Errorf(r.Pos(key), "bad-value", "%q cannot be a key of %s", key.Value, v.Name)
				continue
			}
			each(r, Value{value, r.Pos(value), r.Pos(key), key.Value})
		}
	}
}

// text returns the text of v, or reports what it is instead.
func (r *Reader) text(v Value) (string, bool) {
	switch n := v.Node; {
	case n.Kind != yaml.ScalarNode:
		r.WrongKind(v, "text")
		return "", false
	case n.Tag == "!!null" || n.Tag == "!!str" && strings.TrimSpace(n.Value) == "":
		r.Errorf(v.Pos, "empty-value", "%s is empty", v.Name).Hint = "write a value or leave it out"
		return "", false
	case n.Tag != "!!str":
		r.WrongKind(v, "text").Hint = "put it in quotes: " + strconv.Quote(n.Value)
		return "", false
	}
	return strings.TrimRight(v.Node.Value, "\r\n"), true
}

// line returns the text of v if it is one line.
func (r *Reader) line(v Value) (string, bool) {
	s, ok := r.text(v)
	if ok && hasControl(s) {
		r.Errorf(v.Pos, "bad-value", "%s must be one line without control characters", v.Name)
		return "", false
	}
	return s, ok
}

func hasControl(s string) bool { return strings.ContainsFunc(s, unicode.IsControl) }
