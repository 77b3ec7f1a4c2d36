package zapier

import (
	"encoding/json"
	"unicode/utf8"

	"github.com/connectorgen/connectorgen/generator/internal/action"
	"github.com/connectorgen/connectorgen/generator/internal/ir"
)

// What Zapier allows, in characters.
const (
	maxLabel = 64
	maxText  = 1000
	maxNoun  = 255
)

// An app is definition.json.
type app struct {
	Version         string                `json:"version"`
	PlatformVersion string                `json:"platformVersion"`
	Authentication  authentication        `json:"authentication"`
	BeforeRequest   []function            `json:"beforeRequest"`
	Hydrators       map[string]function   `json:"hydrators"`
	Throttle        *throttle             `json:"throttle,omitempty"`
	Triggers        map[string]*appAction `json:"triggers"`
	Searches        map[string]*appAction `json:"searches"`
	Creates         map[string]*appAction `json:"creates"`
	Flags           map[string]bool       `json:"flags"`
}

// A function stands in definition.json as the file that has it.
type function struct {
	Require string `json:"require"`
}

type throttle struct {
	Window int      `json:"window"` // in seconds
	Limit  int      `json:"limit"`
	Scope  []string `json:"scope"`
}

type appAction struct {
	Key       string    `json:"key"`
	Noun      string    `json:"noun"`
	Display   display   `json:"display"`
	Operation operation `json:"operation"`
}

type display struct {
	Label       string `json:"label"`
	Description string `json:"description"`
}

type operation struct {
	Type         string          `json:"type,omitempty"`
	Perform      function        `json:"perform"`
	CanPaginate  bool            `json:"canPaginate,omitempty"`
	InputFields  []inputField    `json:"inputFields,omitempty"`
	OutputFields []outputField   `json:"outputFields,omitempty"`
	Sample       json.RawMessage `json:"sample"`
}

func (b *builder) app() *app {
	return &app{
		Version: b.c.Version, PlatformVersion: platform,
		Authentication: b.authentication(),
		BeforeRequest:  []function{{code}},
		Hydrators:      map[string]function{"download": {code}},
		Throttle:       b.throttle(),
		Triggers:       map[string]*appAction{}, Searches: map[string]*appAction{}, Creates: map[string]*appAction{},
		Flags: map[string]bool{"cleanInputData": false},
	}
}

var seconds = map[string]int{"second": 1, "minute": 60, "hour": 3600, "day": 86400}

// throttle is the limit that the API sets for a connection.
func (b *builder) throttle() *throttle {
	var made *throttle
	for _, l := range b.c.RateLimits {
		if l.Scope == "connection" && made == nil && seconds[l.Unit] > 0 {
			made = &throttle{Window: seconds[l.Unit], Limit: l.Limit, Scope: []string{"auth"}}
			continue
		}
		b.lost.Warnf(b.in.Pos, "zapier-rate-limit", l.Scope, "Zapier keeps one rate limit, that of a connection; others are not kept")
	}
	return made
}

// actions puts what reads under searches, lists under triggers too, and what
// writes under creates.
func (b *builder) actions(app *app, made *calls) {
	for i := range b.set.Actions {
		a := &b.set.Actions[i]
		op := a.Op
		b.security(op)
		call := b.call(a)
		fields := b.inputs(a, call)
		made.Actions[a.Key] = call
		result := b.result(a)
		sample, known := b.sample(a, result)
		if !known {
			b.lost.Warnf(op.Pos, "zapier-sample", op.ID, "samples are made up where an answer has no example")
		}
		entry := appAction{
			Key: a.Key, Noun: b.noun(op),
			Display:   display{Label: b.label(a), Description: b.description(a)},
			Operation: operation{Perform: function{code}, InputFields: fields, OutputFields: outputs(b.set, op, result), Sample: sample},
		}
		if !op.Safe() {
			app.Creates[a.Key] = &entry
			continue
		}
		entry.Operation.CanPaginate = op.Paging != nil
		search := entry
		app.Searches[a.Key] = &search
		if a.ItemsPath != nil && !op.Stream {
			entry.Operation.Type = "polling"
			entry.Operation.OutputFields = b.primary(op, call, result, entry.Operation.OutputFields)
			app.Triggers[a.Key] = &entry
		}
	}
}

func (b *builder) label(a *action.Action) string {
	label := action.Cut(plain(a.Label), maxLabel)
	if label != plain(a.Label) {
		b.textCut(a.Op)
	}
	if utf8.RuneCountInString(label) < 2 {
		return action.Cut(a.Key+" action", maxLabel)
	}
	return label
}

func (b *builder) description(a *action.Action) string {
	text := plain(a.Description)
	if a.Effect == "destructive" {
		text = "Destructive: " + text
	}
	return b.cut(text, a.Op)
}

// cut shortens a text to what Zapier allows.
func (b *builder) cut(text string, op *ir.Operation) string {
	short := action.Sentences(text, maxText)
	if short != text {
		b.textCut(op)
	}
	return short
}

// noun completes "finds a specific ...".
func (b *builder) noun(op *ir.Operation) string {
	for i := range b.c.Resources {
		if r := &b.c.Resources[i]; r.Key == op.Resource && utf8.RuneCountInString(plain(r.Name)) >= 2 {
			return action.Cut(plain(r.Name), maxNoun)
		}
	}
	return "result"
}
