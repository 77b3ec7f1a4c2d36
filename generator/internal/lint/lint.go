// Package lint holds a connector against the rules of the marketplaces, of each
// rule the strictest. What the readers of the inputs refuse anyway, such as a name
// that is too long or a secret with a default, is not looked for again.
package lint

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/connectorgen/connectorgen/generator/internal/action"
	"github.com/connectorgen/connectorgen/generator/internal/diag"
	"github.com/connectorgen/connectorgen/generator/internal/ir"
	"github.com/connectorgen/connectorgen/generator/internal/source"
)

// Check returns an error for each place that breaks a rule. at is the place of a
// key of the connector file.
func Check(set *action.Set, at func(key string) source.Pos) diag.List {
	l := &linter{set: set, c: set.Connector, at: at}
	l.identity()
	l.icons()
	l.credentials()
	l.test()
	l.actions()
	return l.found
}

type linter struct {
	set   *action.Set
	c     *ir.Connector
	at    func(key string) source.Pos
	found diag.List
}

// identity checks what a listing shows.
func (l *linter) identity() {
	for _, word := range strings.FieldsFunc(l.c.Name, func(r rune) bool { return !unicode.IsLetter(r) }) {
		if folded := strings.ToLower(word); folded == "api" || folded == "connector" {
			l.found.Errorf(l.at("name"), "lint-name", "the name says %q, which is said of every connector", word)
			l.found.Hintf("write %q", strings.Join(strings.Fields(strings.ReplaceAll(l.c.Name, word, "")), " "))
		}
	}
	if d := l.c.Listing.Description; !endsSentence(d) {
		l.found.Errorf(l.at("description"), "lint-description", "the description does not end with a full stop, question mark or exclamation mark")
		l.found.Hintf("end it with %q", lastWords(d)+".")
	}
	if len(l.c.Listing.Categories) == 0 {
		l.found.Errorf(l.at("categories"), "lint-categories", "there is no category")
		l.found.Hintf("write categories: [Logistics], or what people would look under")
	}
}

// icons checks that there are the two kinds that marketplaces ask for.
func (l *linter) icons() {
	vector, bitmap := false, false
	for _, i := range l.c.Listing.Icons {
		svg := i.MediaType == "image/svg+xml"
		vector, bitmap = vector || svg, bitmap || !svg
		switch {
		case svg:
		case i.Size != "230x230":
			l.found.Errorf(i.Pos, "lint-icon", "the PNG is %s pixels large, not 230x230", i.Size)
		case !i.Opaque:
			l.found.Errorf(i.Pos, "lint-icon", "the PNG is transparent: marketplaces put it on backgrounds of their own")
			l.found.Hintf("export it with a background")
		}
	}
	if !vector {
		l.found.Errorf(l.at("icons"), "lint-icon", "there is no SVG icon")
		l.found.Hintf("write icons: [icon.svg, icon.png]")
	}
	if !bitmap {
		l.found.Errorf(l.at("icons"), "lint-icon", "there is no PNG icon")
		l.found.Hintf("write icons: [icon.svg, icon.png], the PNG 230 by 230 pixels large and without transparency")
	}
}

// credentials checks the forms in which people add an instance.
func (l *linter) credentials() {
	for i := range l.c.Auth {
		m := &l.c.Auth[i]
		if len(m.Fields) > 0 && m.Description == "" {
			l.found.Errorf(m.Pos, "lint-method-description", "method %q does not say where a person gets the credentials", m.Key)
			l.found.Hintf("add description: to it, in sentences")
		}
		for _, f := range m.Fields {
			if f.Fixed || f.Visibility == "hidden" || f.Note != "" {
				continue
			}
			if f.Secret {
				l.found.Errorf(f.Pos, "lint-field-note", "the secret %q has no note that says where a person finds it", f.Key)
				l.found.Hintf("add note: to the field")
			}
		}
	}
}

// test checks that a connection can be tried out.
func (l *linter) test() {
	if l.c.Test != nil {
		return
	}
	l.found.Errorf(l.at("test"), "lint-test", "there is no call that proves a connection works")
	for i := range l.set.Actions {
		if op := l.set.Actions[i].Op; op.Method == "GET" && !slices.ContainsFunc(op.Params, func(p ir.Param) bool { return p.Required }) {
			l.found.Hintf("write test: {operation: %s, expect: [200]}, or another GET that needs no input", op.ID)
			return
		}
	}
	l.found.Hintf("write test: {operation: …, input: {…}, expect: [200]} with a GET of the document")
}

// actions checks what every operation shows. Labels and keys have the right form
// by themselves; here it is whether the document says what they need.
func (l *linter) actions() {
	labels := map[string]*action.Action{}
	for i := range l.set.Actions {
		a := &l.set.Actions[i]
		l.texts(a)
		if other := labels[a.Label]; other != nil {
			l.found.Errorf(a.Op.Pos, "lint-label-twice", "operations %q and %q are both labelled %q", other.Op.ID, a.Op.ID, a.Label)
			l.found.Hintf("give one of them another summary, with an overlay if need be")
		} else {
			labels[a.Label] = a
		}
		l.output(a)
	}
}

func (l *linter) texts(a *action.Action) {
	op := a.Op
	switch {
	case strings.TrimSpace(op.Summary) == "":
		l.found.Errorf(op.Pos, "lint-label", "operation %q has no summary to be labelled by", op.ID)
		l.found.Hintf("write summary: %s", a.Label)
	case action.Plain(op.Summary) != strings.TrimSpace(op.Summary) || a.Label != action.Plain(op.Summary):
		l.found.Errorf(op.Pos, "lint-label", "the summary of operation %q is not at most 80 letters, digits, spaces and parentheses: %q", op.ID, op.Summary)
		l.found.Hintf("write summary: %s", a.Label)
	}
	switch d := strings.TrimSpace(op.Description); {
	case d == "":
		l.found.Errorf(op.Pos, "lint-action-description", "operation %q has no description", op.ID)
		l.found.Hintf("say in a sentence what it does and for whom")
	case !endsSentence(d):
		l.found.Errorf(op.Pos, "lint-action-description", "the description of operation %q is no sentence", op.ID)
		l.found.Hintf("end it with %q", lastWords(d)+".")
	}
}

// output checks that what comes back is described and shown.
func (l *linter) output(a *action.Action) {
	op := a.Op
	switch {
	case a.Answer.Declared == nil:
		l.found.Errorf(op.Pos, "lint-output", "operation %q declares no success", op.ID)
		l.found.Hintf("add its answer, '204' if nothing comes back")
	case a.Answer.Content == nil || op.Stream || !action.IsJSON(a.Answer.Content.MediaType):
		return // nothing that a form could show
	case l.vague(a.Answer.Content.Schema):
		l.found.Errorf(op.Pos, "lint-output", "the answer of operation %q has no schema", op.ID)
		l.found.Hintf("describe its properties: marketplaces offer them to the next step")
	case l.set.OutputSample(a) == nil:
		l.found.Errorf(op.Pos, "lint-sample", "there is no example of the answer of operation %q", op.ID)
		l.found.Hintf("add example: to the answer, or to the properties of its schema that are required")
	}
}

// vague reports whether a schema says nothing of what comes.
func (l *linter) vague(s *ir.Schema) bool {
	s = l.set.Resolve(s)
	return s == nil || s.Kind == ir.Any || s.Kind == ir.Object && len(s.Properties) == 0 && s.Additional == nil
}

func endsSentence(text string) bool {
	text = strings.TrimRight(strings.TrimSpace(text), "\"')”’`*_")
	return strings.HasSuffix(text, ".") || strings.HasSuffix(text, "!") || strings.HasSuffix(text, "?")
}

// lastWords are the end of a text, for a hint.
func lastWords(text string) string {
	words := strings.Fields(text)
	return fmt.Sprint("… ", strings.TrimRight(strings.Join(words[max(0, len(words)-3):], " "), ",;:"))
}
