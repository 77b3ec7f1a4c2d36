package oas_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/connectorgen/connectorgen/generator/internal/oas"
)

// Each line refers to the next one twice: forty of them stand for a million millions.
func TestReferencesDoubling(t *testing.T) {
	var other strings.Builder
	for i := range 40 {
		fmt.Fprintf(&other, "r%d: {a: {$ref: '#/r%d'}, b: {$ref: '#/r%d'}}\n", i, i+1, i+1)
	}
	other.WriteString("r40: {description: end}\n")
	d, _, problems := oas.Load(oas.File{Name: "api.yaml", Data: []byte(head + "paths: {/a: {get: {responses: {'200': {$ref: 'other.yaml#/r0'}}}}}\n")}, nil,
		func(string) ([]byte, error) { return []byte(other.String()), nil })
	if d != nil {
		t.Error("it became a document")
	}
	want := "the references to other files stand for more than 1000000 values [oas-too-large]\n"
	if _, got, _ := strings.Cut(texts(problems), ": "); got != want {
		t.Error(cmp.Diff(want, got))
	}
}
