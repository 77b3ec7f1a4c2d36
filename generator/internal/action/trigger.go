package action

import (
	"github.com/connectorgen/connectorgen/generator/internal/ir"
	"github.com/connectorgen/connectorgen/generator/internal/keys"
)

// A Trigger is a webhook or a callback as a marketplace sees it.
type Trigger struct {
	Event       *ir.Event
	Key         string // unique among the triggers: ^[a-zA-Z][a-zA-Z0-9_]*$
	Label       string // as of an Action
	Description string // sentences; "" if the document says nothing
}

func (s *Set) triggers() {
	for i, key := range keys.Triggers(s.Connector) {
		e := &s.Connector.Events[i]
		s.Triggers = append(s.Triggers, Trigger{
			Event: e, Key: key,
			Label:       s.labelOf("event", e.Name, e.Pos, e.Summary, spaced(e.Name), "Event"),
			Description: s.descriptionOf("event", e.Name, e.Pos, e.Description, e.Summary),
		})
	}
}
