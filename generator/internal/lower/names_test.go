package lower_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/connectorgen/connectorgen/generator/internal/config"
	"github.com/connectorgen/connectorgen/generator/internal/lower"
	"github.com/connectorgen/connectorgen/generator/internal/oas"
	"github.com/connectorgen/connectorgen/generator/internal/source"
)

// An override of something that is not there is an error, of each kind.
func TestNamesOfNothing(t *testing.T) {
	const document = `
openapi: 3.0.0
info: {title: Pets, version: "1"}
servers: [{url: https://pets.example}]
paths:
  /pets:
    get:
      operationId: listPets
      tags: [Pet]
      parameters: [{name: limit, in: query, schema: {type: integer}}]
      responses: {"200": {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}}
components:
  schemas:
    Pet: {type: object, properties: {name: {type: string}}}
`
	doc, _, problems := oas.Load(oas.File{Name: "d.yaml", Data: []byte(document)}, nil, nil)
	if err := problems.Err(); err != nil {
		t.Fatal(err)
	}
	line := 0
	at := func(text string) config.Text {
		line++
		return config.Text{Value: text, Pos: source.Pos{File: "c.yaml", Line: line, Column: 1}}
	}
	to := config.Text{Value: "X"}
	cfg := &config.Config{Names: config.Names{
		Resources:  []config.Rename{{From: at("Pet"), To: to}, {From: at("Pets"), To: to}},
		Operations: []config.OperationName{{ID: at("listPets"), Method: to}, {ID: at("listPet"), Method: to}},
		Types:      []config.Rename{{From: at("Pet"), To: to}, {From: at("Petz"), To: to}},
		Parameters: []config.Rename{{From: at("limit"), To: to}, {From: at("offset"), To: to}},
		Properties: []config.Rename{{From: at("Pet.name"), To: to}, {From: at("Pet.nam"), To: to}, {From: at("Dog.name"), To: to}},
	}}
	_, problems = lower.Connector(lower.Input{Document: doc, Config: cfg})
	const want = `c.yaml:2:1: names.resources has "Pets", which the document does not have [config-name-unknown]
	hint: did you mean "Pet"?
c.yaml:4:1: names.operations has "listPet", which the document does not have [config-name-unknown]
	hint: did you mean "listPets"?
c.yaml:6:1: names.types has "Petz", which the document does not have [config-name-unknown]
	hint: did you mean "Pet"?
c.yaml:8:1: names.parameters has "offset", which the document does not have [config-name-unknown]
c.yaml:10:1: names.properties has "nam", which the document does not have [config-name-unknown]
	hint: did you mean "name"?
c.yaml:11:1: names.properties has "Dog", which the document does not have [config-name-unknown]`
	if diff := cmp.Diff(want, problems.Err().Error()); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
}
