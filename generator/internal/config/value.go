package config

import (
	"go/token"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/connectorgen/connectorgen/generator/internal/ir"
	"github.com/connectorgen/connectorgen/generator/internal/strict"
)

// mapping takes a mapping whose place nobody needs.
func mapping(what string, keys strict.Keys) strict.Read {
	return func(r *strict.Reader, v strict.Value) { r.Mapping(v, what, keys) }
}

// textOf takes one line with its place.
func textOf(to *Text) strict.Read {
	return func(r *strict.Reader, v strict.Value) {
		to.Pos = v.Pos
		strict.Line(&to.Value)(r, v)
	}
}

// checked takes one line that passes a check; what it returns ends the message.
func checked(to *Text, code string, check func(s string) (problem, hint string)) strict.Read {
	return func(r *strict.Reader, v strict.Value) {
		t := Text{}
		if textOf(&t)(r, v); t.Value == "" {
			return
		}
		if problem, hint := check(t.Value); problem != "" {
			r.Errorf(v.Pos, code, "%s %s: %q", v.Name, problem, t.Value).Hint = hint
			return
		}
		*to = t
	}
}

func matching(to *Text, pattern *regexp.Regexp, hint string) strict.Read {
	return checked(to, "bad-value", func(s string) (string, string) {
		if pattern.MatchString(s) {
			return "", ""
		}
		return "has the wrong form", hint
	})
}

// limited takes a text of lowest to highest characters; read puts it in text.
func limited(read strict.Read, text *string, lowest, highest int) strict.Read {
	return func(r *strict.Reader, v strict.Value) {
		read(r, v)
		n := utf8.RuneCountInString(*text)
		if n > 0 && (n < lowest || n > highest) {
			r.Errorf(v.Pos, "bad-length", "%s has %d characters: want %d to %d", v.Name, n, lowest, highest)
		}
	}
}

func limitedList(to *[]string, most int) strict.Read {
	return func(r *strict.Reader, v strict.Value) {
		strict.Lines(to)(r, v)
		if len(*to) > most {
			r.Errorf(v.Pos, "bad-length", "%s has %d entries: want at most %d", v.Name, len(*to), most)
		}
	}
}

func color(to *string) strict.Read {
	return func(r *strict.Reader, v strict.Value) {
		var t Text
		if matching(&t, colorPattern, `write it as "#1a2b3c", in quotes, since # begins a comment`)(r, v); t.Value != "" {
			*to = t.Value
		}
	}
}

func headerName(to *string) strict.Read {
	return func(r *strict.Reader, v strict.Value) {
		var s string
		strict.Line(&s)(r, v)
		switch {
		case s == "":
		case !strict.IsToken(s):
			r.Errorf(v.Pos, "bad-name", "%q cannot be the name of a header", s)
		default:
			*to = s
		}
	}
}

// filePath takes the path of a file or folder, relative to the connector file.
func filePath(to *Text) strict.Read {
	return checked(to, "bad-path", func(s string) (string, string) {
		const hint = "write it relative to the folder of the connector file"
		switch {
		case strings.Contains(s, "://"):
			return "is a URL", "download the file and name it here: what is made must not depend on the network"
		case strings.Contains(s, `\`):
			return "has a backslash", "write / between folders"
		case strings.HasPrefix(s, "/"), len(s) > 1 && s[1] == ':':
			return "is absolute", hint
		case strings.HasPrefix(s, "~"):
			return "begins with ~", hint
		}
		return "", ""
	})
}

func (p *parser) paths(to *[]Text) strict.Read { return p.texts(to, filePath) }

func (p *parser) ids(to *[]Text) strict.Read { return p.texts(to, textOf) }

// texts takes a list in which nothing stands twice.
func (p *parser) texts(to *[]Text, read func(*Text) strict.Read) strict.Read {
	return strict.Each(func(r *strict.Reader, v strict.Value) {
		var t Text
		if read(&t)(r, v); t.Value == "" {
			return
		}
		for _, first := range *to {
			if t.Value == first.Value {
				r.Errorf(v.Pos, "duplicate", "%s has %q twice, first at %s", v.Name, t.Value, first.Pos)
				return
			}
		}
		*to = append(*to, t)
	})
}

// packageName takes the name of a Go package.
func packageName(to *Text) strict.Read {
	return checked(to, "bad-name", func(s string) (string, string) {
		if token.IsIdentifier(s) && s == strings.ToLower(s) && s != "_" && s != "main" && isASCII(s) {
			return "", ""
		}
		return "cannot be the name of a Go package", "write lower-case letters and digits, a letter first, and no keyword"
	})
}

// goName takes an exported Go identifier.
func goName(to *Text) strict.Read {
	return checked(to, "bad-name", func(s string) (string, string) {
		if token.IsIdentifier(s) && token.IsExported(s) && isASCII(s) {
			return "", ""
		}
		return "cannot be an exported Go name", "write letters and digits, a capital letter first"
	})
}

func isASCII(s string) bool {
	return !strings.ContainsFunc(s, func(c rune) bool { return c >= utf8.RuneSelf })
}

func party(to *ir.Party) strict.Read { return mapping("a company or person", partyKeys(to)) }

func partyKeys(to *ir.Party) strict.Keys {
	return strict.Keys{
		strict.Must("name", strict.Line(&to.Name)),
		strict.May("url", strict.URL(&to.URL)),
		strict.May("email", func(r *strict.Reader, v strict.Value) {
			var t Text
			matching(&t, emailPattern, "write it as name@example.com")(r, v)
			to.Email = t.Value
		}),
	}
}
