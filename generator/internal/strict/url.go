package strict

import (
	"net"
	"net/url"
	"strings"
)

// URL takes the absolute http or https URL of a page.
func URL(to *string) Read {
	return func(r *Reader, v Value) {
		s, ok := r.line(v)
		if !ok {
			return
		}
		if problem := CheckURL(s); problem != "" {
			r.Errorf(v.Pos, "bad-url", "%s %s: %q", v.Name, problem, s).Hint = "write it in full, such as https://example.com/page"
			return
		}
		*to = s
	}
}

// CheckURL says what keeps s from being an absolute http or https URL with a host
// and without a user, as the end of a sentence; "" if nothing does.
func CheckURL(s string) string {
	u, err := url.Parse(s)
	switch {
	case err != nil || strings.ContainsAny(s, " \"<>\\^`{|}"):
		return "is not a URL"
	case u.Scheme != "https" && u.Scheme != "http":
		return "must begin with https://"
	case u.Hostname() == "":
		return "has no host"
	case u.User != nil:
		return "must not hold a user name or password"
	}
	return ""
}

// IsPrivate reports whether nobody on the way can read what is sent to the URL s:
// it is https, or the host is this machine.
func IsPrivate(s string) bool {
	u, err := url.Parse(s)
	if err != nil {
		return false
	}
	ip := net.ParseIP(u.Hostname())
	return u.Scheme == "https" || u.Hostname() == "localhost" || ip != nil && ip.IsLoopback()
}

// IsToken reports whether s can be the name of a header or cookie (RFC 9110, token).
func IsToken(s string) bool {
	return s != "" && !strings.ContainsFunc(s, func(c rune) bool {
		switch {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9':
			return false
		}
		return !strings.ContainsRune("!#$%&'*+-.^_`|~", c)
	})
}

// IsPath reports whether s is a dotted path, such as data.items: names without
// spaces between single dots.
func IsPath(s string) bool {
	for name := range strings.SplitSeq(s, ".") {
		if name == "" || strings.ContainsAny(name, " \t${}") {
			return false
		}
	}
	return true
}

// Path takes a dotted path into an answer.
func Path(to *string) Read {
	return func(r *Reader, v Value) {
		s, ok := r.line(v)
		if ok && !IsPath(s) {
			r.Errorf(v.Pos, "bad-path", "%s is not a dotted path: %q", v.Name, s).Hint = "write names with dots between them, such as data.items"
			return
		}
		if ok {
			*to = s
		}
	}
}
