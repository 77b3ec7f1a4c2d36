package client

import (
	"errors"
	"fmt"
	"net/http"
)

// A ReceivedEvent is an event that the API has sent: a webhook or a callback.
type ReceivedEvent struct {
	Event   string // which one: mostly one of the constants
	Payload any    // a pointer to the payload, as the constant says; nil for an event that has none or is not known here
	Raw     []byte // the body as it came
}

// An eventSet is what may be sent to one place.
type eventSet struct {
	api, kind string
	property  string // of the payload, names the event; "" if none does
	types     []eventType
}

// An eventType is one event.
type eventType struct {
	name    string
	payload func() any // nil: bytes
}

// maxEventBody bounds the body of an event.
const maxEventBody = 32 << 20

// read parses the body of a request.
func (s *eventSet) read(r *http.Request) (*ReceivedEvent, error) {
	body, err := readLimited(r.Body, maxEventBody)
	if errors.Is(err, errTooLarge) {
		err = fmt.Errorf("the body is larger than %d bytes", maxEventBody)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %s: %w", s.api, s.kind, err)
	}
	return s.parse(body)
}

// parse finds out which event it is.
func (s *eventSet) parse(body []byte) (*ReceivedEvent, error) {
	if _, err := newDecoder(body); err != nil {
		return nil, fmt.Errorf("%s: %s: the body is not JSON: %w", s.api, s.kind, err)
	}
	start, end, _ := span(body, []string{s.property})
	if start < 0 {
		return &ReceivedEvent{Raw: body}, nil
	}
	return s.decode(textOf(body[start:end]), body)
}

// decode reads the body of the named event.
func (s *eventSet) decode(event string, body []byte) (*ReceivedEvent, error) {
	e := &ReceivedEvent{Event: event, Raw: body}
	for _, t := range s.types {
		if t.name != event || t.payload == nil {
			continue
		}
		payload := t.payload()
		if err := unmarshal(body, payload); err != nil {
			return nil, fmt.Errorf("%s: %s %q: %w", s.api, s.kind, event, err)
		}
		e.Payload = payload
	}
	return e, nil
}
