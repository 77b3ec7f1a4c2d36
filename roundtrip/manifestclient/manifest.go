// Package manifestclient runs a connector from its connector.json alone: it gets
// a token, makes the request of an action from its input, and follows pages. It
// shares nothing with the generator or with generated clients; the tests hold
// its requests against theirs, to show that the manifest says enough.
package manifestclient

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
)

// A Manifest is what this package reads of connector.json.
type Manifest struct {
	Servers  []Server
	Defaults struct{ Headers map[string]string }
	Auth     []Method
	Actions  []Action

	InputSchemas map[string]*Schema
	Retry        struct{ IdempotencyHeader string }
}

// A Server is a base URL; {name} in it stands for a variable.
type Server struct {
	URL       string
	Variables []Field
}

// A Method is one way to authenticate.
type Method struct {
	Key    string
	Fields []Field
	Token  *struct {
		Request struct {
			Method, URL, Encoding, ClientAuth string
			Headers, Params                   []Pair
		}
		Response struct{ AccessTokenPath string }
	}
	Apply []struct{ In, Name, Value string }
}

// A Field is a value that a person enters.
type Field struct {
	Key     string
	Default any
}

// A Pair is a name and a template over the fields.
type Pair struct {
	Name, Value string
	OmitEmpty   bool
}

// An Action is one operation.
type Action struct {
	Key, OperationID string
	Auth             [][]string
	Servers          []Server
	Request          Request
	Input            Schema
	Output           struct {
		ContentType, PayloadPath string
		ItemsPath                *string
		Stream                   bool
	}
	Pagination *Pagination
}

// A Schema is what this package needs to know of a JSON Schema: which texts in it
// are bytes.
type Schema struct {
	Ref             string `json:"$ref"`
	ContentEncoding string
	Properties      map[string]*Schema
	Items           *Schema
}

// A Request says how inputs become an HTTP request.
type Request struct {
	Method, Path, ContentType, BodyKey string
	Accept                             []string
	BodyRequired                       bool
	Params                             []Param
	Body                               []Part
	Parts                              map[string]Part // how properties of a body that is not taken apart travel
}

// A Param says where one input travels.
type Param struct {
	Name, In, InputKey, Style, ContentType string
	OpenEnded, Explode, AllowReserved      bool
}

// A Part is one property of a body that is taken apart.
type Part struct {
	Name, InputKey, ContentType, Style string
	Explode, AllowReserved             bool
}

// A Pagination says how a list goes on.
type Pagination struct {
	Style, PageParam, OffsetParam, LimitParam, CursorParam   string
	CursorPath, NextURLPath, TotalPath, MorePath, LinkHeader string
	StartPage                                                *int
	Stop                                                     string
}

// Read reads a manifest.
func Read(data []byte) (*Manifest, error) {
	m := &Manifest{}
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	if err := d.Decode(m); err != nil {
		return nil, fmt.Errorf("read the manifest: %w", err)
	}
	return m, nil
}

// bytes reports whether a value of the schema is bytes in base64, or a list of them.
func (m *Manifest) bytes(s *Schema) bool {
	for range len(m.InputSchemas) + 1 {
		if s == nil || s.Ref == "" {
			break
		}
		s = m.named(s.Ref)
	}
	return s != nil && (s.ContentEncoding == "base64" || s.Items != nil && m.bytes(s.Items))
}

// IsFile reports whether a property of the action's body is bytes, or a list of them.
func (m *Manifest) IsFile(a *Action, name string) bool {
	if key := a.Request.BodyKey; key != "" {
		return m.bytes(m.property(a.Input.Properties[key], name))
	}
	for _, part := range a.Request.Body {
		if part.Name == name {
			return m.bytes(a.Input.Properties[part.InputKey])
		}
	}
	return false
}

// property returns the schema of a property; nil if it is not declared.
func (m *Manifest) property(s *Schema, name string) *Schema {
	if s != nil && s.Ref != "" {
		s = m.named(s.Ref)
	}
	if s == nil {
		return nil
	}
	return s.Properties[name]
}

func (m *Manifest) named(ref string) *Schema {
	name, err := url.PathUnescape(strings.TrimPrefix(ref, "#/inputSchemas/"))
	if err != nil {
		return nil
	}
	return m.InputSchemas[strings.NewReplacer("~1", "/", "~0", "~").Replace(name)]
}

// Action returns the action of the operation, or nil.
func (m *Manifest) Action(operationID string) *Action {
	for i := range m.Actions {
		if m.Actions[i].OperationID == operationID {
			return &m.Actions[i]
		}
	}
	return nil
}

// Method returns the method with the key, or nil.
func (m *Manifest) Method(key string) *Method {
	for i := range m.Auth {
		if m.Auth[i].Key == key {
			return &m.Auth[i]
		}
	}
	return nil
}
