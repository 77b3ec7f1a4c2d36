package goplan

import (
	"fmt"
	"strings"

	"github.com/connectorgen/connectorgen/generator/internal/ir"
	"github.com/connectorgen/connectorgen/generator/internal/naming"
)

// An EventSet is what the API sends to one place: its webhooks, or the callbacks
// of one operation.
type EventSet struct {
	Kind     string // "webhook" or "callback"
	Table    string // variable that holds the set
	Property string // of the payload, names the event; "" if none does
	Doc      string // of the constants
	Read     Function
	Parse    Function // no Name without Property, and so Read
	Decode   Function
	Events   []Event
}

// A Function is an exported function of fixed content.
type Function struct{ Name, Doc string }

// An Event is one event: a constant and what comes with it.
type Event struct {
	Const   string
	Value   string
	Doc     string
	Payload TypeRef `json:",omitzero"` // zero: bytes
}

// events plans the webhooks and the callbacks.
func (p *planner) events() {
	for start := 0; start < len(p.c.Events); {
		end := start
		for end < len(p.c.Events) && p.c.Events[end].Operation == p.c.Events[start].Operation {
			end++
		}
		p.pkg.Events = append(p.pkg.Events, p.eventSet(p.c.Events[start:end]))
		start = end
	}
}

func (p *planner) eventSet(events []ir.Event) EventSet {
	id, of := "webhook", "Webhook"
	s := EventSet{Kind: "webhook", Property: events[0].Property, Doc: "The webhooks of the API."}
	if operation := events[0].Operation; operation != "" {
		service, method := p.methodOf(operation)
		id, of = "callback "+operation, service.Field+method.Name+"Callback"
		s.Kind = "callback"
		s.Doc = "The callbacks of [" + service.Type + "." + method.Name + "]."
	}
	s.Table = p.scope.take(id, "events"+of)
	const unchecked = "\nWho sent it is not checked: do that first, as the API's documentation says."
	known := "\n\nAn event that has no constant here is no error: its payload is nil."
	if s.Property != "" {
		which := fmt.Sprintf(" Which event it is follows from its property %q.", s.Property)
		s.Read.Name = p.name("func Read "+id, "Read"+of, "Read"+of+"Event")
		s.Read.Doc = s.Read.Name + " reads a " + s.Kind + " from the body of a request, at most 32 MiB." + which + unchecked + known
		s.Parse.Name = p.name("func Parse "+id, "Parse"+of, "Parse"+of+"Event")
		s.Parse.Doc = s.Parse.Name + " reads the body of a " + s.Kind + "." + which + unchecked + known
	}
	s.Decode.Name = p.name("func Decode "+id, "Decode"+of, "Decode"+of+"Event")
	s.Decode.Doc = s.Decode.Name + " reads the body of a " + s.Kind + " that is known to be the event, one of the constants." + unchecked + known
	for i := range events {
		s.Events = append(s.Events, p.event(id, of, &events[i]))
	}
	return s
}

func (p *planner) event(set, of string, e *ir.Event) Event {
	value := e.Name
	if e.Property != "" {
		value = e.Value
	}
	name := naming.Exported(value)
	id := set + " " + e.Name
	out := Event{Value: value, Const: p.name("event "+id, "Event"+name, of+"Event"+name)}
	out.Doc = out.Const + eventDoc(e)
	if e.Payload == nil {
		out.Doc += deprecation(e.Deprecated)
		return out
	}
	out.Payload = p.typeOf(e.Payload, usage{name: name + "Payload", key: id, short: "Payload", direction: direction{received: true}})
	if out.Payload.Pkg == "" && out.Payload.Elem == nil && strings.ToLower(out.Payload.Name[:1]) != out.Payload.Name[:1] {
		out.Doc += "\nIts payload is a [" + out.Payload.Name + "]."
	}
	out.Doc += deprecation(e.Deprecated)
	return out
}

// eventDoc continues a comment that starts with the constant's name.
func eventDoc(e *ir.Event) string {
	text := strings.TrimSpace(e.Summary)
	if text == "" {
		text = strings.TrimSpace(e.Description)
	}
	if text == "" {
		return " is an event of the API."
	}
	return ": " + ended(text)
}

// methodOf finds the method of an operation.
func (p *planner) methodOf(id string) (*Service, *Method) {
	for i := range p.pkg.Services {
		s := &p.pkg.Services[i]
		for j := range s.Methods {
			if s.Methods[j].Operation.ID == id {
				return s, &s.Methods[j]
			}
		}
	}
	panic("an event of no operation: " + id) // package lower takes both from the same list
}
