package generator

import (
	"context"
	"encoding/json"
	"fmt"
	"io"

	"github.com/connectorgen/connectorgen/generator/internal/action"
	"github.com/connectorgen/connectorgen/generator/internal/diag"
	"github.com/connectorgen/connectorgen/generator/internal/fetch"
	"github.com/connectorgen/connectorgen/generator/internal/lint"
	"github.com/connectorgen/connectorgen/generator/internal/output"
)

// A Problem is something wrong in the user's input, with its place, severity,
// stable code, message and hint.
type Problem = diag.Diagnostic

// Problems is a list of Problem.
type Problems = diag.List

// A Change is one output file that was written or removed, or would be.
type Change = output.Change

// Options say what to work on. Either Connectors or Spec is set.
type Options struct {
	// Connectors are connector files, each of which names its own inputs and output.
	Connectors []string

	// Spec is an OpenAPI document to work on without a connector file: a file, an
	// https URL, or "-" for what Stdin gives.
	Spec     string
	Stdin    io.Reader
	Overlays []string // applied to Spec in order
	Auth     string   // auth descriptor; "" uses the document's own security schemes
	Out      string   // folder of the output
	Package  string   // name of the Go package; "" derives it from Out

	// Strict turns every warning into an error.
	Strict bool

	// Memory is a folder in which successful runs are remembered, so that Generate
	// and Check need not repeat one whose inputs, output and program are still the
	// same. "" remembers nothing. The results are the same with it and without.
	Memory string
}

// A Result is what became of one connector.
type Result struct {
	Input    string // the connector file or the spec; "<stdin>" for standard input, a URL without its query
	Out      string // folder of the output
	Problems Problems
	Changes  []Change // by path; none if a problem is an error
}

// Failed reports whether an error stopped the connector.
func (r *Result) Failed() bool { return r.Problems.HasErrors() }

// Generate writes the output of every connector. A connector with an error
// leaves its previous output as it was; the others are written.
// The error is not about the input: it is a failing disk or a bug.
func Generate(ctx context.Context, o Options) ([]Result, error) {
	return each(ctx, o, func(j *job) error {
		if err := j.output(output.Write); err != nil {
			return err
		}
		j.remember()
		return nil
	})
}

// Check says what Generate would change, and writes nothing.
func Check(ctx context.Context, o Options) ([]Result, error) {
	return each(ctx, o, func(j *job) error {
		if err := j.output(output.Plan); err != nil {
			return err
		}
		if len(j.result.Changes) == 0 {
			j.remember()
		}
		return nil
	})
}

// Validate reads the inputs and what they mean, and makes nothing of it.
func Validate(ctx context.Context, o Options) ([]Result, error) {
	return each(ctx, o, func(j *job) error {
		j.connector()
		return nil
	})
}

// Lint holds connectors against the rules of the marketplaces. What breaks one is
// an error among the problems.
func Lint(ctx context.Context, o Options) ([]Result, error) {
	return each(ctx, o, func(j *job) error {
		if c := j.connector(); c != nil {
			j.found = append(j.found, lint.Check(action.New(c), j.at)...)
		}
		return nil
	})
}

// A Stage is a representation that Inspect can print.
type Stage string

// The stages.
const (
	StageOAS  Stage = "oas"  // the document, repaired, overlays applied
	StageIR   Stage = "ir"   // the connector in the API's words
	StagePlan Stage = "plan" // the connector in Go's words
)

// Inspect writes one stage of one connector as JSON to w. It writes nothing if
// the result has failed.
func Inspect(ctx context.Context, o Options, stage Stage, w io.Writer) (*Result, error) {
	results, err := each(ctx, o, func(j *job) error {
		value := j.stage(stage)
		if value == nil {
			return nil
		}
		enc := json.NewEncoder(w)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", "  ")
		return enc.Encode(value)
	})
	if err != nil {
		return nil, err
	}
	return &results[0], nil
}

// each works on one connector after the other.
func each(ctx context.Context, o Options, work func(*job) error) ([]Result, error) {
	inputs := o.Connectors
	if o.Spec != "" {
		inputs = []string{o.specLabel()}
	}
	var results []Result
	written := make(map[string]string)
	for _, input := range inputs {
		if err := ctx.Err(); err != nil {
			return results, err
		}
		j := &job{options: o, result: Result{Input: input}, written: written}
		j.get = func(url string) (fetch.Document, error) { return fetch.Default.Get(ctx, url) }
		if err := work(j); err != nil {
			return results, fmt.Errorf("%s: %w", input, err)
		}
		j.result.Problems = j.problems().Sorted()
		results = append(results, j.result)
	}
	return results, nil
}
