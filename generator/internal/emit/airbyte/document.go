package airbyte

import "gopkg.in/yaml.v3"

// A manifest is a declarative source. The order of the fields is the order of
// its keys; the names are those of Airbyte's components.
type manifest struct {
	Version     string      `yaml:"version"`
	Type        string      `yaml:"type"`
	Description string      `yaml:"description,omitempty"`
	Check       check       `yaml:"check"`
	Definitions definitions `yaml:"definitions"`
	Streams     []stream    `yaml:"streams"`
	Spec        spec        `yaml:"spec"`
	APIBudget   *budget     `yaml:"api_budget,omitempty"`
}

type check struct {
	Type    string   `yaml:"type"`
	Streams []string `yaml:"stream_names"`
}

type definitions struct {
	Authenticator component `yaml:"authenticator"`
	ErrorHandler  component `yaml:"error_handler,omitempty"`
	Requester     component `yaml:"requester"`
}

type stream struct {
	Type       string     `yaml:"type"`
	Name       string     `yaml:"name"`
	PrimaryKey []string   `yaml:"primary_key,flow,omitempty"`
	Retriever  retriever  `yaml:"retriever"`
	Schema     schemaLoad `yaml:"schema_loader"`
}

type schemaLoad struct {
	Type   string  `yaml:"type"`
	Schema *schema `yaml:"schema"`
}

type retriever struct {
	Type      string    `yaml:"type"`
	Requester component `yaml:"requester"`
	Selector  selector  `yaml:"record_selector"`
	Paginator component `yaml:"paginator,omitempty"`
	Partition component `yaml:"partition_router,omitempty"`
}

type selector struct {
	Type      string    `yaml:"type"`
	Extractor extractor `yaml:"extractor"`
}

type extractor struct {
	Type string   `yaml:"type"`
	Path []string `yaml:"field_path,flow"`
}

type spec struct {
	Type          string    `yaml:"type"`
	Documentation string    `yaml:"documentation_url,omitempty"`
	Connection    component `yaml:"connection_specification"`
}

type budget struct {
	Type     string   `yaml:"type"`
	Policies []policy `yaml:"policies"`
}

type policy struct {
	Type     string      `yaml:"type"`
	Rates    []rate      `yaml:"rates"`
	Matchers []component `yaml:"matchers"`
}

type rate struct {
	Limit    int    `yaml:"limit"`
	Interval string `yaml:"interval"`
}

// A schema is what Airbyte takes of JSON Schema.
type schema struct {
	Dialect     string    `yaml:"$schema,omitempty"`
	Type        []string  `yaml:"type,flow,omitempty"`
	Description string    `yaml:"description,omitempty"`
	Format      string    `yaml:"format,omitempty"`
	AirbyteType string    `yaml:"airbyte_type,omitempty"`
	Properties  component `yaml:"properties,omitempty"`
	Items       *schema   `yaml:"items,omitempty"`
	Additional  bool      `yaml:"additionalProperties,omitempty"`
}

// MarshalYAML implements [yaml.Marshaler]. The type at the root is one word: only
// so does Airbyte see that it is a schema.
func (s *schema) MarshalYAML() (any, error) {
	type plain schema
	if len(s.Type) != 1 {
		return (*plain)(s), nil
	}
	type single struct {
		Dialect     string    `yaml:"$schema,omitempty"`
		Type        string    `yaml:"type"`
		Description string    `yaml:"description,omitempty"`
		Format      string    `yaml:"format,omitempty"`
		AirbyteType string    `yaml:"airbyte_type,omitempty"`
		Properties  component `yaml:"properties,omitempty"`
		Items       *schema   `yaml:"items,omitempty"`
		Additional  bool      `yaml:"additionalProperties,omitempty"`
	}
	return &single{s.Dialect, s.Type[0], s.Description, s.Format, s.AirbyteType, s.Properties, s.Items, s.Additional}, nil
}

// A component is a mapping whose keys keep their order.
type component []entry

type entry struct {
	key   string
	value any
}

// of begins a component of a type.
func of(typ string, more ...entry) component {
	return append(component{{"type", typ}}, more...)
}

// MarshalYAML implements [yaml.Marshaler].
func (c component) MarshalYAML() (any, error) {
	made := &yaml.Node{Kind: yaml.MappingNode}
	for _, e := range c {
		var key, value yaml.Node
		if err := key.Encode(e.key); err != nil {
			return nil, err
		}
		if err := value.Encode(e.value); err != nil {
			return nil, err
		}
		made.Content = append(made.Content, &key, &value)
	}
	return made, nil
}
