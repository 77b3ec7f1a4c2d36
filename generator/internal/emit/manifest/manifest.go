// Package manifest renders a connector as connector.json, the document from
// which a marketplace lists the connector, draws its forms and runs it.
//
// The format is described in docs/manifest.md, and by the JSON Schema that
// every manifest is held against before it leaves this package. The package
// knows the connector in the API's words and nothing of Go, of any marketplace,
// or of the disk.
package manifest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/connectorgen/connectorgen/generator/internal/action"
	"github.com/connectorgen/connectorgen/generator/internal/diag"
	"github.com/connectorgen/connectorgen/generator/internal/ir"
	"github.com/connectorgen/connectorgen/generator/internal/jsonschema"
	"github.com/connectorgen/connectorgen/generator/internal/output"
)

// Path is the name of the manifest in the output folder.
const Path = "connector.json"

// Version is the version of the format.
const Version = "v1alpha1"

// An Input is what a manifest tells beside the connector itself.
type Input struct {
	GeneratorVersion string    // such as "0.1.0"
	Problems         diag.List // repairs, fallbacks and losses, in any order
	NullableAnswers  bool      // null may stand anywhere in an answer
}

// A Draft is a manifest that lacks nothing but the list of the files beside it,
// so that it can be made while those are rendered.
type Draft struct {
	b *builder
	d *document
}

// New drafts the manifest of the connector with these actions. The same input
// gives the same draft.
//
// The list holds what was found on the way. With an error in it there is no
// manifest: the input lacks something or breaks a rule of the format. Its
// warnings are in the manifest, beside those of in. The error is a bug.
func New(set *action.Set, in Input) (*Draft, diag.List, error) {
	b := newBuilder(set, in)
	d, err := b.document()
	if err != nil || b.problems.HasErrors() {
		return nil, b.problems, bug(err)
	}
	if err := b.checkSamples(d); err != nil {
		return nil, b.problems, bug(err)
	}
	d.Diagnostics = b.diagnostics()
	return &Draft{b: b, d: d}, b.problems, nil
}

// A Compatibility says how much of the connector one target holds.
type Compatibility struct {
	Target string
	Status string   // full, partial or unsupported
	Losses []string // what it cannot say
}

// Content is the manifest without the list of the files beside it, and not yet held
// against its schema: what a file is made from that is listed itself.
func (m *Draft) Content(targets []Compatibility) ([]byte, error) {
	m.d.Compatibility, m.d.Files = compatibilities(targets), nil
	content, err := render(m.d)
	return content, bug(err)
}

// Emit renders the manifest, with the digests of files, everything else that was
// rendered for the connector, in any order, and what its targets hold. List and
// error are those of [New], the list with what it found added.
func (m *Draft) Emit(others []output.File, targets []Compatibility) (output.File, diag.List, error) {
	var err error
	m.d.Compatibility = compatibilities(targets)
	if m.d.Files, err = files(others); err != nil {
		return output.File{}, m.b.problems, bug(err)
	}
	content, err := render(m.d)
	if err != nil {
		return output.File{}, m.b.problems, bug(err)
	}
	if err := m.b.check(m.d, content); err != nil || m.b.problems.HasErrors() {
		return output.File{}, m.b.problems, bug(err)
	}
	return output.File{Path: Path, Content: content}, m.b.problems, nil
}

func bug(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("make %s (a bug in connectorgen): %w", Path, err)
}

// render writes d as people read it: indented, with a final newline.
func render(d *document) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	err := e.Encode(d)
	return b.Bytes(), err
}

// A builder makes the document of one connector.
type builder struct {
	c        *ir.Connector
	in       Input
	set      *action.Set
	answers  *jsonschema.Converter
	requests *jsonschema.Converter
	problems diag.List
}

func newBuilder(set *action.Set, in Input) *builder {
	return &builder{
		c: set.Connector, set: set, in: in,
		answers:  &jsonschema.Converter{Answers: true, Nullable: in.NullableAnswers, Section: "schemas", Used: map[string]bool{}},
		requests: &jsonschema.Converter{Section: "inputSchemas", Used: map[string]bool{}},
		problems: slices.Clone(set.Problems),
	}
}

// document makes everything but the diagnostics, which are complete only later.
func (b *builder) document() (*document, error) {
	c := b.c
	d := &document{
		ManifestVersion: Version,
		ID:              c.ID, Name: c.Name, Version: c.Version, APIVersion: c.APIVersion,
		Servers:    b.servers(c.Servers),
		Auth:       make([]authMethod, 0, len(c.Auth)),
		Actions:    make([]actionEntry, 0, len(c.Operations)),
		Defaults:   b.defaults(),
		RateLimits: rateLimits(c),
		Retry:      retries(c.Retry),
	}
	b.listing(d)
	for i := range c.Auth {
		method := b.authMethod(&c.Auth[i])
		method.Default = i == 0
		d.Auth = append(d.Auth, method)
	}
	if c.Errors != (ir.ErrorPaths{}) {
		d.Errors = &errorPaths{Code: c.Errors.Code, Message: c.Errors.Message}
	}
	for i := range b.set.Actions {
		d.Actions = append(d.Actions, b.action(&b.set.Actions[i]))
	}
	for i := range c.Resources {
		d.Resources = append(d.Resources, b.resource(&c.Resources[i]))
	}
	d.Triggers = b.triggers()
	d.TestConnection = b.testConnection()
	var err error
	if d.Schemas, d.InputSchemas, err = b.schemas(); err != nil {
		return nil, err
	}
	d.Source, err = b.sources()
	return d, err
}
