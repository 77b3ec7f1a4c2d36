package openapi

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/connectorgen/connectorgen/generator/internal/emit/target"
	"github.com/connectorgen/connectorgen/generator/internal/ir"
	"github.com/connectorgen/connectorgen/generator/internal/source"
)

// What OpenAPI has no words for, in the words of the manifest.

// A connector is the extension x-connector of the document.
type connector struct {
	ID         string      `json:"id"`
	Version    string      `json:"version"`
	Payload    string      `json:"payloadPath,omitempty"`
	Test       *test       `json:"testConnection,omitempty"`
	RateLimits []rateLimit `json:"rateLimits,omitempty"`
	Retry      retry       `json:"retry"`
	Errors     *errorPaths `json:"errors,omitempty"`
	Nullable   bool        `json:"nullableAnswers,omitempty"`
	Resources  []resource  `json:"resources,omitempty"`
}

type test struct {
	OperationID  string                         `json:"operationId"`
	Input        target.Object[json.RawMessage] `json:"input,omitempty"`
	ExpectStatus []int                          `json:"expectStatus,omitempty"`
}

type rateLimit struct {
	Scope string `json:"scope,omitempty"`
	Limit int    `json:"limit"`
	Unit  string `json:"unit"`
}

type retry struct {
	Statuses          []int  `json:"statuses,omitempty"`
	RetryAfterHeader  string `json:"retryAfterHeader,omitempty"`
	MaxAttempts       int    `json:"maxAttempts,omitempty"`
	Backoff           string `json:"backoff,omitempty"`
	IdempotencyHeader string `json:"idempotencyHeader,omitempty"`
}

type errorPaths struct {
	Code    string `json:"codePath,omitempty"`
	Message string `json:"messagePath,omitempty"`
}

type resource struct {
	Key        string   `json:"key"`
	Name       string   `json:"name"`
	Plural     string   `json:"plural,omitempty"`
	Tag        string   `json:"tag,omitempty"`
	PrimaryKey []string `json:"primaryKey,omitempty"`
	Schema     string   `json:"schemaRef,omitempty"`
}

// connector gathers what concerns every operation.
func (b *builder) connector() connector {
	c := b.c
	made := connector{
		ID: c.ID, Version: c.Version, Payload: c.Payload, Nullable: b.nullable,
		Retry: retry{c.Retry.Statuses, c.Retry.RetryAfterHeader, c.Retry.MaxAttempts, c.Retry.Backoff, c.Retry.IdempotencyKey},
	}
	if c.Test != nil {
		made.Test = &test{OperationID: c.Test.Operation, ExpectStatus: c.Test.Expect}
		for _, i := range c.Test.Input {
			made.Test.Input.Add(i.Name, i.Value)
		}
	}
	for _, l := range c.RateLimits {
		made.RateLimits = append(made.RateLimits, rateLimit(l))
	}
	if c.Errors != (ir.ErrorPaths{}) {
		made.Errors = &errorPaths{c.Errors.Code, c.Errors.Message}
	}
	for _, r := range c.Resources {
		one := resource{Key: r.Key, Name: r.Name, Plural: r.Plural, Tag: r.Tag, PrimaryKey: r.PrimaryKey}
		if r.Schema != "" {
			one.Schema = b.ref(r.Schema)
		}
		made.Resources = append(made.Resources, one)
	}
	b.extended()
	return made
}

// extended lists what other tools pass over because it stands in extensions.
func (b *builder) extended() {
	lose := func(said bool, what string) {
		if said {
			b.losses.Warnf(source.Pos{}, "openapi-extension", what, "what the format has no words for stands in extensions, which other tools pass over")
		}
	}
	pages := 0
	for i := range b.c.Operations {
		if b.c.Operations[i].Paging != nil {
			pages++
		}
	}
	lose(pages > 0, fmt.Sprintf("paging (operations: %d)", pages))
	lose(b.c.Retry.IdempotencyKey != "", "what makes a repeated write safe")
	lose(len(b.c.RateLimits) > 0, "rate limits")
	lose(b.c.Payload != "" || b.c.Errors != (ir.ErrorPaths{}), "where payload and errors stand")
	lose(b.nullable, "that null may stand anywhere in an answer")
	lose(b.c.Test != nil, "the test of a connection")
}

// An actionInfo is the extension x-action: what the operation is to a marketplace.
type actionInfo struct {
	Key         string  `json:"key"`
	Label       string  `json:"label"`
	Resource    string  `json:"resource,omitempty"`
	Kind        string  `json:"kind"`
	Direction   string  `json:"direction"`
	Effect      string  `json:"effect"`
	Idempotent  bool    `json:"idempotent,omitempty"`
	PayloadPath string  `json:"payloadPath,omitempty"`
	ItemsPath   *string `json:"itemsPath,omitempty"`
}

func (b *builder) action(op *ir.Operation) actionInfo {
	a := b.set.Of(op.ID)
	return actionInfo{
		Key: a.Key, Label: a.Label, Resource: op.Resource, Kind: string(op.Kind), Direction: a.Direction,
		Effect: a.Effect, Idempotent: a.Idempotent, PayloadPath: op.Payload, ItemsPath: a.ItemsPath,
	}
}

// A paging is the extension x-paging of a list.
type paging struct {
	Style           string `json:"style"`
	ItemsPath       string `json:"itemsPath"`
	PageParam       string `json:"pageParam,omitempty"`
	StartPage       int    `json:"startPage,omitempty"`
	OffsetParam     string `json:"offsetParam,omitempty"`
	LimitParam      string `json:"limitParam,omitempty"`
	MaxLimit        int    `json:"maxLimit,omitempty"`
	CursorParam     string `json:"cursorParam,omitempty"`
	CursorPath      string `json:"cursorPath,omitempty"`
	NextURLPath     string `json:"nextUrlPath,omitempty"`
	PreviousURLPath string `json:"previousUrlPath,omitempty"`
	TotalPath       string `json:"totalPath,omitempty"`
	MorePath        string `json:"morePath,omitempty"`
}

func pagingOf(p *ir.Paging) *paging {
	if p == nil {
		return nil
	}
	return &paging{
		Style: p.Style, ItemsPath: p.Items, PageParam: p.PageParam, StartPage: p.StartPage, OffsetParam: p.OffsetParam,
		LimitParam: p.LimitParam, MaxLimit: p.MaxLimit, CursorParam: p.CursorParam, CursorPath: p.Cursor,
		NextURLPath: p.Next, PreviousURLPath: p.Previous, TotalPath: p.Total, MorePath: p.More,
	}
}

// A methodDescription is the extension x-auth of a security scheme: what a person
// enters, and how a token is fetched.
type methodDescription struct {
	Type   string  `json:"type"`
	Label  string  `json:"label"`
	Fields []field `json:"fields,omitempty"`
	Token  *token  `json:"token,omitempty"`
	Apply  []apply `json:"apply,omitempty"`
}

type field struct {
	Key         string   `json:"key"`
	Label       string   `json:"label"`
	Type        string   `json:"type"`
	Enum        []string `json:"enum,omitempty"`
	Secret      bool     `json:"secret,omitempty"`
	Required    bool     `json:"required,omitempty"`
	AllowEmpty  bool     `json:"allowEmpty,omitempty"`
	Default     string   `json:"default,omitempty"`
	Fixed       bool     `json:"fixed,omitempty"`
	Visibility  string   `json:"visibility,omitempty"`
	Pattern     string   `json:"pattern,omitempty"`
	Placeholder string   `json:"placeholder,omitempty"`
	Help        string   `json:"help,omitempty"`
	HelpURL     string   `json:"helpUrl,omitempty"`
}

type token struct {
	Method             string  `json:"method"`
	URL                string  `json:"url"`
	Encoding           string  `json:"encoding"`
	ClientAuth         string  `json:"clientAuth,omitempty"`
	Headers            []param `json:"headers,omitempty"`
	Params             []param `json:"params,omitempty"`
	AccessTokenPath    string  `json:"accessTokenPath"`
	ExpiresInPath      string  `json:"expiresInPath,omitempty"`
	ExpiresInUnit      string  `json:"expiresInUnit,omitempty"`
	RefreshTokenPath   string  `json:"refreshTokenPath,omitempty"`
	DefaultTTLSeconds  int64   `json:"defaultTTLSeconds,omitempty"`
	RenewBeforeSeconds int64   `json:"renewBeforeSeconds,omitempty"`
	RefreshOnStatus    []int   `json:"refreshOnStatus,omitempty"`
	MaxRequests        int     `json:"maxRequests,omitempty"`
	MaxRequestsPer     string  `json:"maxRequestsPer,omitempty"`
}

type param struct {
	Name      string `json:"name"`
	Value     string `json:"value"`
	OmitEmpty bool   `json:"omitEmpty,omitempty"`
}

type apply struct {
	In    string `json:"in"`
	Name  string `json:"name"`
	Value string `json:"value"`
}

func describe(m *ir.AuthMethod) *methodDescription {
	made := &methodDescription{Type: string(m.Type), Label: m.Label}
	for _, f := range m.Fields {
		made.Fields = append(made.Fields, field{
			Key: f.Key, Label: f.Label, Type: f.Type, Enum: f.Enum, Secret: f.Secret, Required: f.Required, AllowEmpty: f.AllowEmpty,
			Default: f.Default, Fixed: f.Fixed, Visibility: f.Visibility, Pattern: f.Pattern, Placeholder: f.Placeholder,
			Help: f.Note, HelpURL: f.HelpURL,
		})
	}
	for _, a := range m.Apply {
		made.Apply = append(made.Apply, apply{string(a.In), a.Name, a.Value})
	}
	if t := m.Token; t != nil {
		made.Token = &token{
			Method: t.Method, URL: t.URL, Encoding: t.Encoding, ClientAuth: t.ClientAuth, Headers: params(t.Headers), Params: params(t.Params),
			AccessTokenPath: t.TokenPath, ExpiresInPath: t.ExpiresInPath, ExpiresInUnit: t.ExpiresInUnit, RefreshTokenPath: t.RefreshPath,
			DefaultTTLSeconds: seconds(t.Lifetime), RenewBeforeSeconds: seconds(t.RenewBefore), RefreshOnStatus: t.RenewOnStatus,
			MaxRequests: t.MaxRequests, MaxRequestsPer: t.MaxRequestsPer,
		}
	}
	return made
}

func params(list []ir.TokenParam) []param {
	var made []param
	for _, p := range list {
		made = append(made, param{p.Name, p.Value, p.OmitEmpty})
	}
	return made
}

func seconds(d time.Duration) int64 { return int64(d / time.Second) }
