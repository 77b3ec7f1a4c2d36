package lower

import (
	"slices"
	"strconv"
	"strings"

	"github.com/connectorgen/connectorgen/generator/internal/ir"
)

// result finds what the caller gets: the payload of the success answer.
func (l *lowerer) result(out *ir.Operation) {
	answer := success(out.Answers)
	if answer == nil || !hasBody(answer) || out.Method == "HEAD" {
		return
	}
	contents := l.sequence(out, answer.Contents)
	if len(contents) == 0 {
		out.Accept = []string{out.Events.MediaType}
		return
	}
	i := readable(contents)
	if i < 0 {
		out.Stream = true
		for _, c := range contents {
			out.Accept = append(out.Accept, c.MediaType)
		}
		return
	}
	content := contents[i]
	out.Accept = []string{content.MediaType}
	out.Result = content.Schema
	out.Without = l.without(out.Answers, answer, content.Schema)
	if !isJSON(content.MediaType) {
		return
	}
	if l.page(out, content.Schema) {
		return
	}
	if path := l.cfg.Conventions.Payload; path.Value != "" {
		payload := l.at(content.Schema, path.Value)
		if payload == nil {
			l.problems.Warnf(answer.Pos, "oas-no-envelope", "the answer of %s %s has no %q: it is taken without an envelope", out.Method, out.Path, path.Value)
			return
		}
		out.Payload, out.Result = path.Value, payload
	}
}

// readable is the content that is read into a result: JSON, or else text of a
// kind that is not long. -1 is for what is handed on as bytes: so is JSON that
// is only text if it may come as another type too, such as a log or a film.
func readable(contents []ir.Content) int {
	i := slices.IndexFunc(contents, func(c ir.Content) bool { return isJSON(c.MediaType) && c.Schema != nil })
	if i >= 0 && (contents[i].Schema.Kind != ir.String || !slices.ContainsFunc(contents, isOther)) {
		return i
	}
	if i >= 0 || len(contents) != 1 || contents[0].Schema == nil || contents[0].Schema.Kind != ir.String {
		return -1
	}
	if base := baseType(contents[0].MediaType); base != "text/plain" && base != "text/html" && base != "text/markdown" {
		return -1
	}
	return 0
}

// isOther reports whether a content is of a type that cannot say what JSON says.
func isOther(c ir.Content) bool {
	base := baseType(c.MediaType)
	return !isJSON(base) && !strings.HasSuffix(base, "xml") && !strings.HasSuffix(base, "yaml")
}

// success is the answer that a caller hopes for: the lowest 2xx that has a body,
// else the lowest 2xx, else the default.
func success(answers []ir.Answer) *ir.Answer {
	var found *ir.Answer
	for i := range answers {
		a := &answers[i]
		if !strings.HasPrefix(a.Status, "2") {
			continue
		}
		if found == nil || !hasBody(found) && hasBody(a) {
			found = a
		}
	}
	if found != nil {
		return found
	}
	if i := slices.IndexFunc(answers, func(a ir.Answer) bool { return a.Status == "default" }); i >= 0 {
		return &answers[i]
	}
	return nil
}

// hasBody reports whether an answer comes with a body. By HTTP some never do,
// whatever the document declares.
func hasBody(a *ir.Answer) bool {
	return len(a.Contents) > 0 && a.Status != "204" && a.Status != "205"
}

// without is which success statuses come with something else than the schema of
// the answer that was chosen, or with nothing.
func (l *lowerer) without(answers []ir.Answer, chosen *ir.Answer, schema *ir.Schema) []ir.Without {
	var out []ir.Without
	for i := range answers {
		a := &answers[i]
		if a == chosen || !strings.HasPrefix(a.Status, "2") {
			continue
		}
		other := ir.Without{}
		if hasBody(a) {
			if j := slices.IndexFunc(a.Contents, func(c ir.Content) bool { return isJSON(c.MediaType) && c.Schema != nil }); j >= 0 {
				other.Schema = a.Contents[j].Schema
			}
		}
		if other.Schema != nil && alike(other.Schema, schema) {
			continue
		}
		for _, other.Status = range statuses(a.Status, answers) {
			out = append(out, other)
		}
	}
	slices.SortFunc(out, func(a, b ir.Without) int { return a.Status - b.Status })
	return out
}

// statuses are the ones that a declared success stands for: those of 2XX are all
// that are registered and not declared by themselves.
func statuses(declared string, answers []ir.Answer) []int {
	if n, err := strconv.Atoi(declared); err == nil {
		return []int{n}
	}
	var out []int
	for _, n := range []int{200, 201, 202, 203, 204, 205, 206, 207, 208, 226} {
		if !slices.ContainsFunc(answers, func(a ir.Answer) bool { return a.Status == strconv.Itoa(n) }) {
			out = append(out, n)
		}
	}
	return out
}

// alike reports whether two schemas describe the same values, whatever they say
// about them.
func alike(a, b *ir.Schema) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a.Kind == b.Kind && a.Ref == b.Ref && a.Format == b.Format && a.Tag == b.Tag &&
		alike(a.Items, b.Items) && alike(a.Additional, b.Additional) &&
		slices.EqualFunc(a.Properties, b.Properties, func(a, b ir.Property) bool { return a.Name == b.Name && alike(a.Schema, b.Schema) }) &&
		slices.EqualFunc(a.Variants, b.Variants, func(a, b ir.Variant) bool { return alike(a.Schema, b.Schema) })
}
