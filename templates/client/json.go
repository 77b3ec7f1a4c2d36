package client

import (
	"bytes"
	"encoding/json"
	"iter"
	"strconv"
	"strings"
	"unicode/utf8"
)

// A cursor walks over JSON that json.Valid has accepted. Anything else makes it panic.
type cursor struct {
	data []byte
	pos  int
}

// peek returns the first byte of the next value.
func (c *cursor) peek() byte {
	for {
		switch c.data[c.pos] {
		case ' ', '\t', '\r', '\n':
			c.pos++
		default:
			return c.data[c.pos]
		}
	}
}

// skip moves past the next value and returns it.
func (c *cursor) skip() []byte {
	c.peek()
	start, depth := c.pos, 0
	for {
		switch c.data[c.pos] {
		case '"':
			c.skipString()
		case '{', '[':
			depth++
			c.pos++
		case '}', ']':
			depth--
			c.pos++
		case ',', ':', ' ', '\t', '\r', '\n':
			c.pos++
		default:
			for c.pos < len(c.data) && strings.IndexByte(",:]} \t\r\n", c.data[c.pos]) < 0 {
				c.pos++
			}
		}
		if depth == 0 {
			return c.data[start:c.pos]
		}
	}
}

func (c *cursor) skipString() {
	for c.pos++; c.data[c.pos] != '"'; c.pos++ {
		if c.data[c.pos] == '\\' {
			c.pos++
		}
	}
	c.pos++
}

// text moves past the next value, a string, and returns what it says. It is
// not exact if the JSON holds half a surrogate pair or bad UTF-8.
func (c *cursor) text() (b []byte, exact bool) {
	raw := c.skip()
	inner := raw[1 : len(raw)-1]
	if bytes.IndexByte(inner, '\\') < 0 && utf8.Valid(inner) {
		return inner, true
	}
	var s string
	_ = json.Unmarshal(raw, &s) // raw is a valid string
	return []byte(s), !strings.ContainsRune(s, utf8.RuneError)
}

// members yields the names in the next value, an object, with the cursor
// before the member's value, which the loop must move past.
func (c *cursor) members() iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		c.peek()
		c.pos++
		for c.peek() != '}' {
			if c.data[c.pos] == ',' {
				c.pos++
			}
			name, _ := c.text()
			c.peek()
			c.pos++ // the colon
			if !yield(name) {
				return
			}
		}
		c.pos++
	}
}

// elements yields the indices in the next value, an array, with the cursor
// before the element, which the loop must move past.
func (c *cursor) elements() iter.Seq[int] {
	return func(yield func(int) bool) {
		c.peek()
		c.pos++
		for i := 0; c.peek() != ']'; i++ {
			if c.data[c.pos] == ',' {
				c.pos++
			}
			if !yield(i) {
				return
			}
		}
		c.pos++
	}
}

// lookup returns what stands at the dotted path in valid JSON, nil if nothing
// does. Numbers in the path index arrays; the empty path is everything.
func lookup(data []byte, path string) []byte {
	start, end, _ := span(data, split(path))
	if start < 0 {
		return nil
	}
	return data[start:end]
}

func split(path string) []string {
	if path == "" {
		return nil
	}
	return strings.Split(path, ".")
}

// without returns valid JSON less what stands at the path, nothing for the
// empty path. Of members with the same name it takes the last, as lookup does.
func without(data []byte, path ...string) []byte {
	start, end, from := span(data, path)
	if start < 0 {
		return data
	}
	if len(path) == 0 {
		return nil
	}
	if data[from] != ',' { // the first member takes the comma after it along
		rest := &cursor{data: data, pos: end}
		if rest.peek() == ',' {
			end = rest.pos + 1
		}
	}
	return append(bytes.Clone(data[:from]), data[end:]...)
}

// span is where the value at the path starts and ends, and where what belongs
// to it (its name, the comma before) starts. start is -1 if there is none.
func span(data []byte, path []string) (start, end, from int) {
	c := &cursor{data: data}
	c.peek()
	start, end = c.pos, len(bytes.TrimRight(data, " \t\r\n"))
	for _, name := range path {
		c.pos, start = start, -1
		separator := c.pos + 1
		take := func(match bool) {
			before := separator
			c.peek()
			at := c.pos
			c.skip()
			if match {
				start, end, from = at, c.pos, before
			}
			c.peek()
			separator = c.pos
		}
		switch c.peek() {
		case '{':
			for member := range c.members() {
				take(string(member) == name)
			}
		case '[':
			for i := range c.elements() {
				take(strconv.Itoa(i) == name)
			}
		}
		if start < 0 {
			return -1, 0, 0
		}
	}
	return start, end, from
}

// flat yields the members of an object, the elements of a list each under its
// name unless it is to be kept whole, and no nulls.
func flat(data []byte, whole func(string) bool) iter.Seq2[string, []byte] {
	return func(yield func(string, []byte) bool) {
		c := &cursor{data: data}
		for member := range c.members() {
			name := string(member)
			if c.peek() != '[' || whole(name) {
				if value := c.skip(); value[0] != 'n' && !yield(name, value) {
					return
				}
				continue
			}
			for range c.elements() {
				if value := c.skip(); value[0] != 'n' && !yield(name, value) {
					return
				}
			}
		}
	}
}
