package manifest

import (
	"strings"

	"github.com/connectorgen/connectorgen/generator/internal/ir"
	"github.com/connectorgen/connectorgen/generator/internal/jsonschema"
)

// A trigger is something that starts work on the platform.
type trigger struct {
	Key         string             `json:"key"`
	Label       string             `json:"label"`
	Description string             `json:"description,omitempty"`
	Kind        string             `json:"kind"`
	Deprecated  bool               `json:"deprecated,omitempty"`
	Webhook     webhook            `json:"webhook"`
	Output      *jsonschema.Schema `json:"output"`
}

type webhook struct {
	Event           string                        `json:"event"`
	EventTypePath   string                        `json:"eventTypePath,omitempty"`
	Method          string                        `json:"method"`
	URL             string                        `json:"urlExpression,omitempty"`
	SubscribeAction string                        `json:"subscribeAction,omitempty"`
	Headers         map[string]*jsonschema.Schema `json:"headers,omitempty"`
}

// triggers are the webhooks and callbacks.
func (b *builder) triggers() []trigger {
	var list []trigger
	for _, t := range b.set.Triggers {
		e := t.Event
		made := trigger{
			Key: t.Key, Label: t.Label, Description: t.Description, Kind: "webhook", Deprecated: e.Deprecated,
			Webhook: webhook{Event: e.Name, Method: e.Method, URL: e.URL, Headers: b.headers(e.Headers)},
			Output:  &jsonschema.Schema{Type: jsonschema.Types{"string"}, ContentEncoding: "base64"},
		}
		if e.Property != "" {
			made.Webhook.Event, made.Webhook.EventTypePath = e.Value, e.Property
		}
		if strings.Contains(e.URL, "{$request.") {
			made.Webhook.SubscribeAction = b.set.Of(e.Operation).Key
		}
		if e.Payload != nil {
			made.Output = b.answers.Convert(e.Payload)
		}
		list = append(list, made)
	}
	return list
}

// A sequence is an answer that comes item by item.
type sequence struct {
	ContentType string             `json:"contentType"`
	Framing     string             `json:"framing"`
	Whole       bool               `json:"whole,omitempty"`
	Text        bool               `json:"text,omitempty"`
	Flag        string             `json:"bodyFlag,omitempty"`
	Schema      *jsonschema.Schema `json:"schema"`
}

func (b *builder) sequence(e *ir.Events) *sequence {
	if e == nil {
		return nil
	}
	made := &sequence{ContentType: e.MediaType, Framing: string(e.Framing), Whole: e.Whole, Text: e.Text, Flag: e.Flag, Schema: &jsonschema.Schema{Type: jsonschema.Types{"string"}}}
	if e.Item != nil {
		made.Schema = b.answers.Convert(e.Item)
	}
	return made
}

// An answerLink says which action an answer holds the input of.
type answerLink struct {
	Name        string      `json:"name"`
	Action      string      `json:"action"`
	Input       []linkInput `json:"input,omitempty"`
	Description string      `json:"description,omitempty"`
}

type linkInput struct {
	Param string `json:"param"`
	Value string `json:"value"`
}

func (b *builder) links(list []ir.AnswerLink) []answerLink {
	var made []answerLink
	for _, l := range list {
		link := answerLink{Name: l.Name, Action: b.set.Of(l.Operation).Key, Description: l.Description}
		for _, in := range l.Input {
			link.Input = append(link.Input, linkInput{in.Name, in.Value})
		}
		made = append(made, link)
	}
	return made
}
