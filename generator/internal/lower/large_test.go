package lower_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// chain is schemas S0 to S40, each made from the next by format.
func chain(format string) string {
	var b strings.Builder
	b.WriteString(head + "servers: [{url: https://example.com}]\npaths: {/a: {get: {operationId: a, responses: {}}}}\ncomponents:\n  schemas:\n")
	for i := range 40 {
		fmt.Fprintf(&b, "    S%d: %s\n", i, strings.ReplaceAll(format, "NEXT", fmt.Sprintf("{$ref: '#/components/schemas/S%d'}", i+1)))
	}
	b.WriteString("    S40: {type: object, properties: {k: {const: end}}}\n")
	return b.String()
}

// A few lines of schemas that stand for each other twice must not take for ever.
func TestSchemasDoubling(t *testing.T) {
	for name, test := range map[string]struct {
		format, want string
	}{
		"all of":          {"{allOf: [NEXT, NEXT, {properties: {a: {type: string}}}]}", ""},
		"one of":          {"{oneOf: [NEXT, NEXT]}", ""},
		"union with base": {"{properties: {a: {type: string}}, oneOf: [NEXT, NEXT]}", "oas-too-large"},
	} {
		t.Run(name, func(t *testing.T) {
			began := time.Now()
			_, problems := connector(t, chain(test.format), "")
			var codes []string
			for _, p := range problems.Sorted() {
				codes = append(codes, p.Code)
			}
			if diff := cmp.Diff(test.want, strings.Join(codes, " ")); diff != "" {
				t.Error(diff)
			}
			if took := time.Since(began); took > time.Minute {
				t.Errorf("it took %v", took)
			}
		})
	}
}
