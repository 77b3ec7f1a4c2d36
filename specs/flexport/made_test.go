package flexport_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// generated is the folder of what is made for this connector.
var generated = filepath.Join("..", "..", "generated", "flexport")

// A manifest is what the tests read of connector.json.
type manifest struct {
	Actions []action
	Schemas map[string]schema
}

type action struct {
	Key, Kind, Effect string
	Request           struct{ Method, Path string }
	Output            struct {
		ContentType, PayloadPath string
		Schema                   schema
	}
}

// A schema is what the tests read of a JSON Schema.
type schema struct {
	Ref         string            `json:"$ref"`
	Type        json.RawMessage   `json:"type"`
	Format      string            `json:"format"`
	Properties  map[string]schema `json:"properties"`
	Items       *schema           `json:"items"`
	Additional  *schema           `json:"additionalProperties"`
	AnyOf       []schema          `json:"anyOf"`
	KnownValues []any             `json:"x-knownValues"`
}

func readManifest(t *testing.T) (m manifest) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(generated, "connector.json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &m); err != nil {
		t.Fatal(err)
	}
	return m
}

// reading are the actions that fetch JSON.
func (m manifest) reading() (list []action) {
	for _, a := range m.Actions {
		if a.Request.Method == "GET" && a.Output.ContentType == "application/json" {
			list = append(list, a)
		}
	}
	return list
}

// make returns an answer of the schema in which all is set. turn chooses among
// the variants of a union and the known values; what is deep inside is left out.
func (m manifest) make(s schema, turn, depth int) any {
	if s.Ref != "" {
		name := strings.TrimPrefix(s.Ref, "#/schemas/")
		known, ok := m.Schemas[name]
		if !ok {
			panic("the manifest has no schema " + name)
		}
		return m.make(known, turn, depth)
	}
	if depth > 6 {
		return nil
	}
	if n := len(s.AnyOf); n > 0 {
		return m.make(s.AnyOf[(turn+depth)%n], turn, depth)
	}
	if n := len(s.KnownValues); n > 0 {
		return s.KnownValues[turn%n]
	}
	switch {
	case s.is("object"):
		return m.makeObject(s, turn, depth)
	case s.is("array"):
		list := []any{}
		for i := range turn % 3 {
			list = append(list, m.make(*s.Items, turn+i, depth+1))
		}
		return list
	case s.is("string") && s.Format == "date-time":
		return fmt.Sprintf("2020-0%d-03T04:05:06.%03d+08:00", 1+turn%9, turn)
	case s.is("string") && s.Format == "date":
		return fmt.Sprintf("2020-0%d-03", 1+turn%9)
	case s.is("string"):
		return []string{"", "text", "null", "Ünï <b>&amp;</b> \" \\ \n"}[turn%4]
	case s.is("integer"):
		return json.Number([]string{"0", "-7", "9007199254740993"}[turn%3])
	case s.is("number"):
		return json.Number([]string{"0", "0.1", "-12345.678901234567890123"}[turn%3])
	case s.is("boolean"):
		return turn%2 == 0
	}
	return nil
}

func (m manifest) makeObject(s schema, turn, depth int) any {
	object := map[string]any{}
	for i, name := range slices.Sorted(maps.Keys(s.Properties)) {
		object[name] = m.make(s.Properties[name], turn+i, depth+1)
		if name == "_object" {
			object[name] = m.make(s.Properties[name], turn, depth+1)
		}
	}
	if s.Additional != nil {
		object["Key with spaces #1"] = m.make(*s.Additional, turn+1, depth+1)
	}
	return object
}

func (s schema) is(name string) bool { return strings.Contains(string(s.Type), `"`+name+`"`) }

// An answer is one that the API could give.
type answer struct {
	name string
	call call
	body []byte
}

// answers are those made, and the recorded ones where they are here.
func answers(t *testing.T) []answer {
	t.Helper()
	list := made(t)
	for _, r := range recordings(t) {
		list = append(list, answer{r.File, calls[r.Method+" "+r.Template], r.body})
	}
	return list
}

// made are some answers for each operation that reads JSON.
func made(t *testing.T) (list []answer) {
	t.Helper()
	m := readManifest(t)
	for _, a := range m.reading() {
		for turn := range 4 {
			body := m.make(a.Output.Schema, turn, -2)
			place := body
			for name := range strings.SplitSeq(a.Output.PayloadPath, ".") {
				if object, ok := place.(map[string]any); ok {
					place = object[name]
				}
			}
			if place == nil {
				t.Fatalf("%s: the answer that was made has no %s", a.Key, a.Output.PayloadPath)
			}
			list = append(list, answer{fmt.Sprintf("%s %d", a.Key, turn), calls[a.Request.Method+" "+a.Request.Path], encode(t, body)})
		}
	}
	return list
}

// TestMadeAnswers sends answers that were made from the manifest through every
// method that reads JSON: all that the manifest promises comes out of the client.
func TestMadeAnswers(t *testing.T) {
	t.Parallel()
	var body []byte
	client := answering(t, func() []byte { return body })
	for _, a := range made(t) {
		body = a.body
		for _, lost := range roundTrip(t, a.call, client, "1", body, nil) {
			t.Errorf("%s: %s", a.name, lost)
		}
	}
}
