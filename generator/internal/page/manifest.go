package page

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// A manifest is what a page shows of connector.json.
type manifest struct {
	ID, Name, Version, APIVersion, Summary, Description, License string
	Categories, EntityTypes                                      []string
	Vendor, Publisher                                            party
	Links                                                        map[string]string
	Branding                                                     struct {
		IconBrandColor string
		Icons          []struct{ Path, MediaType string }
	}
	Servers        []server
	Defaults       struct{ Headers map[string]string }
	Auth           []method
	TestConnection *struct {
		Action       string
		Input        json.RawMessage
		ExpectStatus []int
	}
	RateLimits []struct {
		Scope, Unit, Auth string
		Limit             json.Number
	}
	Retry *struct {
		Statuses          []int
		RetryAfterHeader  string
		MaxAttempts       json.Number
		Backoff           string
		IdempotencyHeader string
	}
	Resources     []resource
	Actions       []action
	Triggers      []trigger
	InputSchemas  map[string]*schema
	Schemas       map[string]*schema
	Compatibility map[string]struct {
		Status string
		Losses []string
	}
	Diagnostics []struct{ Severity, Code, Message, Place string }
	Source      struct {
		Generator struct{ Name, Version string }
	}
}

type party struct{ Name, URL, Email string }

type server struct {
	URL, Name, Environment string
	Variables              []field
}

type method struct {
	Key, Type, Label, Description string
	Fields                        []field
	Token                         *token
	Apply                         []struct{ In, Name, Value string }
}

type token struct {
	Request struct {
		Method, URL, Encoding, ClientAuth string
		Headers, Params                   []struct {
			Name, Value string
			OmitEmpty   bool
		}
	}
	Response struct {
		AccessTokenPath, ExpiresInPath, ExpiresInUnit, RefreshTokenPath string
		DefaultTTLSeconds                                               json.Number
	}
	Cache *struct {
		RenewBeforeSeconds json.Number
		RefreshOnStatus    []int
	}
	Limits *struct {
		Requests json.Number
		Unit     string
	}
}

type field struct {
	Key, Label, Type, Visibility, Pattern, Placeholder, Help, HelpURL string
	Enum                                                              []string
	Secret, Required, AllowEmpty, Fixed                               bool
	Default                                                           any
}

type resource struct{ Key, Name, Plural, Description string }

type action struct {
	Key, OperationID, Label, Description, Resource, Effect string
	Deprecated                                             bool
	Request                                                struct{ Method, Path string }
	Input                                                  *schema
	Output                                                 struct {
		ContentType, PayloadPath string
		Stream                   bool
		Sequence                 *struct{ Framing string }
		Schema                   *schema
	}
	Pagination *struct {
		Style    string
		MaxLimit json.Number
	}
	Samples struct{ Input, Output json.RawMessage }
}

type trigger struct {
	Key, Label, Description, Kind string
	Deprecated                    bool
	Webhook                       struct{ Event, SubscribeAction string }
	Output                        *schema
}

// A schema is a JSON Schema, as far as a page shows it.
type schema struct {
	Ref         string `json:"$ref"`
	Type        kinds
	Format      string
	Description string
	Enum        []json.RawMessage
	Items       *schema
	AnyOf       []*schema
	Properties  members
	Required    []string
	Deprecated  bool
}

// UnmarshalJSON takes true and false too, which are schemas.
func (s *schema) UnmarshalJSON(data []byte) error {
	var anything bool
	if json.Unmarshal(data, &anything) == nil {
		return nil
	}
	type plain schema
	return json.Unmarshal(data, (*plain)(s))
}

// kinds is one type, or several.
type kinds []string

func (k *kinds) UnmarshalJSON(data []byte) error {
	var one string
	if json.Unmarshal(data, &one) == nil {
		*k = kinds{one}
		return nil
	}
	return json.Unmarshal(data, (*[]string)(k))
}

// members are properties in the order of the manifest, which is that of the form.
type members []member

type member struct {
	Name   string
	Schema *schema
}

func (m *members) UnmarshalJSON(data []byte) error {
	d := json.NewDecoder(bytes.NewReader(data))
	if _, err := d.Token(); err != nil {
		return err
	}
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return err
		}
		text, ok := name.(string)
		if !ok {
			return fmt.Errorf("the properties are no object, but hold %v", name)
		}
		s := &schema{}
		if err := d.Decode(s); err != nil {
			return err
		}
		*m = append(*m, member{text, s})
	}
	return nil
}

func readManifest(data []byte) (*manifest, error) {
	m := &manifest{}
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	if err := d.Decode(m); err != nil {
		return nil, fmt.Errorf("read the manifest: %w", err)
	}
	return m, nil
}
