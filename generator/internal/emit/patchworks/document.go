package patchworks

import "encoding/json"

// A document is system.json: what a person enters, under the names that the
// platform's pages have for it. The order of the fields is the order of its keys.
type document struct {
	System         system           `json:"system"`
	Variables      []variable       `json:"variables"` // shared by every endpoint
	Authentication []authentication `json:"authentication_methods"`
	Endpoints      []endpoint       `json:"endpoints"`
}

type system struct {
	Name          string `json:"name"`
	Description   string `json:"description,omitempty"`
	SystemType    string `json:"system_type"`
	Protocol      string `json:"protocol"`
	Colour        string `json:"colour,omitempty"`
	RateLimit     int    `json:"rate_limit,omitempty"`
	RateLimitUnit string `json:"rate_limit_unit,omitempty"`
	Documentation string `json:"documentation,omitempty"`
}

type variable struct {
	Key          string `json:"key"`
	Label        string `json:"label"`
	Alias        string `json:"alias"` // the API's own name
	Value        string `json:"value"`
	Secret       bool   `json:"secret"`
	Required     bool   `json:"required"`
	Locked       bool   `json:"locked"`
	Configurable bool   `json:"configurable"`
	Advanced     bool   `json:"advanced"`
	Help         string `json:"help,omitempty"`
	HelpURL      string `json:"help_url,omitempty"`
}

type authentication struct {
	Name      string     `json:"name"`
	Type      string     `json:"type"`
	Variables []variable `json:"variables"`
	Token     *token     `json:"token,omitempty"`
	Apply     []place    `json:"apply"`
}

type token struct {
	Method      string `json:"method"`
	URL         string `json:"url"`
	Headers     []pair `json:"headers,omitempty"`
	Encoding    string `json:"encoding"`    // json, form or query
	ClientAuth  string `json:"client_auth"` // body, basic or none
	Body        []pair `json:"body"`
	TokenPath   string `json:"response_token_key"`
	ExpiresPath string `json:"response_expiry_key,omitempty"`
}

type place struct {
	In    string `json:"in"`
	Name  string `json:"name"`
	Value string `json:"value"`
}

type pair struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

type endpoint struct {
	Name       string          `json:"name"`
	EntityType string          `json:"entity_type"`
	Direction  string          `json:"direction"` // Receive or Send
	Method     string          `json:"method"`
	URL        string          `json:"url"`
	Query      []pair          `json:"query,omitempty"` // the variables that stand in the query
	Variables  []variable      `json:"variables,omitempty"`
	Headers    []pair          `json:"headers,omitempty"`
	BodyType   string          `json:"body_type,omitempty"` // media type
	Body       json.RawMessage `json:"body,omitempty"`      // an example
	Pagination *pagination     `json:"pagination,omitempty"`
	DataPath   string          `json:"data_path,omitempty"`
	Schema     json.RawMessage `json:"schema,omitempty"` // a sample answer, from which the platform makes the schema
}

type pagination struct {
	Method  string `json:"method"`
	Options []pair `json:"options,omitempty"`
}
