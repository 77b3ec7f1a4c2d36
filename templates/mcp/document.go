package server

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/modelcontextprotocol/go-sdk/mcp"
)

// A document says what the tools are. Schemas that several tools use stand in it once.
type document struct {
	Server       mcp.Implementation         `json:"server"`
	Instructions string                     `json:"instructions"`
	Auth         []method                   `json:"auth"`        // one of them is enough; none: nobody has to prove who is calling
	AccessToken  string                     `json:"accessToken"` // environment variable of a token that stands in for a fetched one
	Tools        []row                      `json:"tools"`
	Schemas      map[string]json.RawMessage `json:"schemas"`
}

// A method is a way to prove who is calling.
type method struct {
	Label      string     `json:"label"`
	Needs      []variable `json:"needs"`
	TakesToken bool       `json:"takesToken"` // an access token is enough
}

// A variable is one of the environment.
type variable struct {
	Name  string `json:"name"`
	Label string `json:"label"`
}

// A row is one tool.
type row struct {
	Name        string          `json:"name"`
	Title       string          `json:"title"`
	Description string          `json:"description"`
	ReadOnly    bool            `json:"readOnly"`
	Destructive bool            `json:"destructive"`
	Idempotent  bool            `json:"idempotent"`
	InputSchema json.RawMessage `json:"inputSchema"` // without the schemas that it refers to
	Uses        []string        `json:"uses"`        // their names
	Send        send            `json:"send"`
}

// A send says where each input goes.
type send struct {
	Path   []string          `json:"path"`   // inputs in the order of the function's arguments
	Params map[string]string `json:"params"` // input to field of the params struct
	Body   *body             `json:"body"`
}

// A body says which inputs are its parts, or which one is all of it.
type body struct {
	Whole    string            `json:"whole"`    // input
	Parts    map[string]string `json:"parts"`    // else input to property
	Required bool              `json:"required"` // sent even if nothing is in it
	Base64   bool              `json:"base64"`   // of raw bytes: the input is base64 text
	Uploads  map[string]string `json:"uploads"`  // property that is a file, in base64, to field of the body's struct
}

// missing says which variables are needed and not there.
func (d *document) missing(getenv func(string) string) error {
	token := d.AccessToken != "" && getenv(d.AccessToken) != ""
	var ways []string
	for _, m := range d.Auth {
		var names []string
		for _, v := range m.Needs {
			if getenv(v.Name) == "" {
				names = append(names, v.Name+" ("+v.Label+")")
			}
		}
		if len(names) == 0 || token && m.TakesToken {
			return nil
		}
		ways = append(ways, strings.Join(names, ", "))
	}
	switch len(ways) {
	case 0:
		return nil
	case 1:
		return errors.New("missing environment variables: " + ways[0])
	}
	for i, m := range d.Auth {
		ways[i] = m.Label + ": " + ways[i]
	}
	return fmt.Errorf("missing environment variables, of one of these:\n  %s", strings.Join(ways, "\n  "))
}

// schema is the input of a tool with all that it refers to.
func (d *document) schema(r *row) json.RawMessage {
	text := strings.TrimSpace(string(r.InputSchema))
	if len(r.Uses) == 0 {
		return json.RawMessage(text)
	}
	defs := map[string]json.RawMessage{}
	for _, name := range r.Uses {
		defs[name] = d.Schemas[name]
	}
	data, err := json.Marshal(defs)
	if err != nil { // it was read as JSON
		panic(err)
	}
	return json.RawMessage(strings.TrimSuffix(text, "}") + `,"$defs":` + string(data) + "}")
}
