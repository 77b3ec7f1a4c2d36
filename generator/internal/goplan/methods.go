package goplan

import (
	"fmt"
	"slices"
	"strings"

	"github.com/connectorgen/connectorgen/generator/internal/ir"
	"github.com/connectorgen/connectorgen/generator/internal/naming"
)

// shortNames are the names of the operations that every resource has.
var shortNames = []struct {
	kind ir.OpKind
	name string
}{
	{ir.OpList, "List"}, {ir.OpGet, "Get"}, {ir.OpCreate, "Create"}, {ir.OpUpdate, "Update"}, {ir.OpDelete, "Delete"},
}

// methodNames gives every operation of a resource its method name: the user's,
// or the one that it had before, or a short one if it is the plainest operation
// of its kind, or a verb from its operationId.
//
// streams are the methods beside them that read an answer item by item, "" where
// there is none.
func methodNames(r ir.Resource, ops []*ir.Operation, overrides, kept map[string]string) (names, streams []string) {
	names, streams = make([]string, len(ops)), make([]string, len(ops))
	taken := make(scope)
	for i, op := range ops {
		if name := overrides[op.ID]; name != "" {
			names[i] = takeMethod(taken, op, name)
		}
	}
	for i, op := range ops {
		if name := kept["method "+op.ID]; name != "" && names[i] == "" && !taken[name] {
			names[i] = takeMethod(taken, op, name)
		}
	}
	keptStreams(taken, ops, streams, kept)
	for _, short := range shortNames {
		i := plainest(ops, names, short.kind)
		if i >= 0 && !taken[short.name] && (ops[i].Paging == nil || !taken[allName(short.name)]) {
			names[i] = takeMethod(taken, ops[i], short.name)
		}
	}
	prefix := commonWords(ops)
	for i, op := range ops {
		if names[i] != "" {
			continue
		}
		words := dropResource(naming.Words(op.ID)[prefix:], r)
		verb := naming.Exported(strings.Join(words, " "))
		if len(words) == 0 {
			verb = ""
		}
		if op.Paging != nil && verb != "" && !strings.HasPrefix(verb, "List") {
			verb = "List" + verb // so that its iterator is AllX
		}
		full := naming.Exported(op.ID)
		names[i] = takeMethod(taken, op, verb, naming.Exported(strings.ToLower(op.Method)+" "+verb), full, naming.Exported(op.Method+" "+op.Path), naming.Spelled(op.ID))
	}
	newStreams(taken, ops, streams, names)
	return names, streams
}

// keptStreams gives methods that stream the names that they had before.
func keptStreams(taken scope, ops []*ir.Operation, streams []string, kept map[string]string) {
	for i, op := range ops {
		if name := kept["stream "+op.ID]; name != "" && hasStream(op) && !taken[name] {
			streams[i] = taken.take(op.ID, name)
		}
	}
}

// newStreams names the methods that stream and have no name yet after the plain ones.
func newStreams(taken scope, ops []*ir.Operation, streams, names []string) {
	for i, op := range ops {
		if hasStream(op) && streams[i] == "" {
			streams[i] = taken.take(op.ID+" stream", names[i]+"Stream", names[i]+"Events", naming.Exported(op.ID)+"Stream")
		}
	}
}

// hasStream reports whether an operation's answer may be had as a whole or item by item.
func hasStream(op *ir.Operation) bool {
	return op.Events != nil && (op.Result != nil || op.Stream)
}

// allName is the method that goes through all pages of the list called name.
func allName(name string) string { return "All" + strings.TrimPrefix(name, "List") }

// takeMethod takes the first candidate that is free, for a list one whose
// iterator is free too.
func takeMethod(taken scope, op *ir.Operation, candidates ...string) string {
	if op.Paging == nil {
		return taken.take(op.ID, candidates...)
	}
	name := taken.take(op.ID, slices.DeleteFunc(candidates, func(c string) bool { return taken[allName(c)] })...)
	taken[allName(name)] = true
	return name
}

// plainest is the operation of a kind that has the shortest path, if its path
// has the shape of the kind and no other is as short; -1 if there is none.
func plainest(ops []*ir.Operation, names []string, kind ir.OpKind) int {
	best, tie := -1, false
	for i, op := range ops {
		if names[i] != "" || op.Kind != kind || !hasShape(op) {
			continue
		}
		n := strings.Count(op.Path, "/")
		switch {
		case best < 0 || n < strings.Count(ops[best].Path, "/"):
			best, tie = i, false
		case n == strings.Count(ops[best].Path, "/"):
			tie = true
		default:
		}
	}
	if tie {
		return -1
	}
	return best
}

// hasShape reports whether the path ends as the kind has it: a list and a new
// thing belong to the collection, the rest to one thing. An update may belong to
// the collection too, with the identity in the body.
func hasShape(op *ir.Operation) bool {
	onItem := strings.HasSuffix(op.Path, "}")
	switch op.Kind {
	case ir.OpList, ir.OpCreate:
		return !onItem
	case ir.OpUpdate:
		return true
	default:
		return onItem
	}
}

// commonWords is how many words all operation IDs start with, leaving each at least one.
func commonWords(ops []*ir.Operation) int {
	if len(ops) < 2 {
		return 0
	}
	first := naming.Words(ops[0].ID)
	n := max(len(first)-1, 0)
	for _, op := range ops[1:] {
		words := naming.Words(op.ID)
		n = min(n, max(len(words)-1, 0))
		for i := range n {
			if !strings.EqualFold(words[i], first[i]) {
				n = i
				break
			}
		}
	}
	return n
}

// dropResource leaves the words of the resource's own name out.
func dropResource(words []string, r ir.Resource) []string {
	own := slices.Concat(strings.Fields(strings.ToLower(r.Name)), strings.Fields(strings.ToLower(r.Plural)))
	var kept []string
	for _, w := range words {
		if !slices.Contains(own, strings.ToLower(w)) {
			kept = append(kept, w)
		}
	}
	return kept
}

// methodDoc says what the operation does, how it is called, and what it needs.
func methodDoc(service string, m *Method, op *ir.Operation, typeNames map[string]string) string {
	lead := strings.TrimSpace(op.Summary)
	rest := strings.TrimSpace(op.Description)
	if lead == "" {
		lead, rest = rest, ""
	}
	var b strings.Builder
	b.WriteString(m.Name + " calls " + op.Method + " " + op.Path + ".")
	if lead != "" {
		b.WriteString("\n\n" + ended(lead))
	}
	if rest != "" && rest != lead {
		b.WriteString("\n\n" + ended(rest))
	}
	if m.AsOption {
		b.WriteString("\n\nOptional parameters are given as [" + m.Params + "].")
	}
	b.WriteString(bodiesDoc(m))
	if m.Result.Kind == PageResult {
		b.WriteString("\n\nIt returns one page; [" + service + "." + m.All + "] goes through all of them.")
	}
	if m.Result.Kind == SequenceResult {
		b.WriteString("\n\n" + streamDoc(op.Events))
	} else if m.Stream != nil {
		b.WriteString("\n\n[" + service + "." + m.Stream.Name + "] gives the same as it comes.")
	}
	if m.Result.Kind == StreamResult {
		b.WriteString("\n\nThe caller closes what is returned.")
	}
	b.WriteString(withoutDoc(op, typeNames) + headersDoc(op))
	b.WriteString(deprecation(op.Deprecated))
	return b.String()
}

// streamDoc says what a method does that reads an answer item by item.
func streamDoc(e *ir.Events) string {
	text := "Each loop over it sends the request, and yields what comes as it comes; leaving the loop closes the connection. An error ends it."
	if e.Flag != "" {
		text = "It sets " + e.Flag + " in the body. " + text
	}
	return text
}

// headersDoc names the headers that a success is declared to have.
func headersDoc(op *ir.Operation) string {
	var names []string
	for _, a := range op.Answers {
		for _, h := range a.Headers {
			if strings.HasPrefix(a.Status, "2") && !slices.ContainsFunc(names, func(n string) bool { return strings.EqualFold(n, h.Name) }) {
				names = append(names, h.Name)
			}
		}
	}
	if len(names) == 0 {
		return ""
	}
	return "\n\nHeaders of the answer, by way of [WithResponse]: " + strings.Join(names, ", ") + "."
}

// withoutDoc says which successes come without the result.
func withoutDoc(op *ir.Operation, typeNames map[string]string) string {
	var b strings.Builder
	for _, w := range op.Without {
		switch {
		case w.Schema == nil:
			fmt.Fprintf(&b, "\n\nAn answer %d has no content: then the result is zero, and [Response] tells.", w.Status)
		case typeNames[w.Schema.Ref] != "":
			fmt.Fprintf(&b, "\n\nAn answer %d holds a [%s] instead: then the result is zero, and [Response] has it as Envelope.", w.Status, typeNames[w.Schema.Ref])
		default:
			fmt.Fprintf(&b, "\n\nAn answer %d holds something else: then the result is zero, and [Response] has it as Envelope.", w.Status)
		}
	}
	return b.String()
}

// bodiesDoc says what the body can be instead.
func bodiesDoc(m *Method) string {
	if len(m.Bodies) == 0 {
		return ""
	}
	list := make([]string, len(m.Bodies))
	for i, body := range m.Bodies {
		t := body.Type
		for t.Elem != nil && t.Op == "*" {
			t = *t.Elem
		}
		switch {
		case t.Pkg == "io":
			list[i] = body.MediaType + ", given as bytes"
		case t.Elem == nil && t.Pkg == "":
			list[i] = body.MediaType + ", given as [" + t.Name + "]"
		default:
			list[i] = body.MediaType
		}
	}
	return "\n\nThe body can be sent with [WithBody] as " + strings.Join(list, ", or as ") + "."
}

func ended(s string) string {
	if strings.HasSuffix(s, ".") || strings.HasSuffix(s, "!") || strings.HasSuffix(s, "?") || strings.HasSuffix(s, ":") {
		return s
	}
	return s + "."
}
