package client

import (
	"errors"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/iotest"
)

var testEvents = eventSet{api: "acme", kind: "webhook", property: "a.b", types: []eventType{
	{"named", func() any { return new(named) }},
	{"7", func() any { return new([]string) }},
	{"bytes", nil},
}}

func TestReceivedEvents(t *testing.T) {
	for body, want := range map[string]string{
		`{"a.b":"named","name":"x"}`: "named x",
		`{"a.b":"bytes"}`:            "bytes none",
		`{"a.b":"new"}`:              "new none",
		`{"a.b":null}`:               " none",
		`{"a":{"b":"named"}}`:        " none",
		`"named"`:                    " none",
		`{"a.b":7}`:                  `acme: webhook "7": an object cannot be decoded into []string`,
		`{`:                          "acme: webhook: the body is not JSON: unexpected end of JSON input",
		``:                           "acme: webhook: the body is not JSON: unexpected end of JSON input",
	} {
		e, err := testEvents.read(httptest.NewRequest("POST", "/", strings.NewReader(body)))
		if err != nil {
			wantError(t, err, want)
			continue
		}
		got := e.Event + " none"
		if p, ok := e.Payload.(*named); ok {
			got = e.Event + " " + p.Name
		}
		if got != want || string(e.Raw) != body {
			t.Errorf("%s gives %q and %s, want %q", body, got, e.Raw, want)
		}
	}
}

func TestReceivedEventTooLarge(t *testing.T) {
	_, err := testEvents.read(httptest.NewRequest("POST", "/", strings.NewReader(strings.Repeat(" ", maxEventBody+1))))
	wantError(t, err, "acme: webhook: the body is larger than 33554432 bytes")
	_, err = testEvents.read(httptest.NewRequest("POST", "/", iotest.ErrReader(errors.New("gone"))))
	wantError(t, err, "acme: webhook: gone")
}
