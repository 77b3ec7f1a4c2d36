package main

import (
	"encoding/json"
	"path/filepath"

	"github.com/connectorgen/connectorgen/generator"
)

// The JSON document that --format json prints. Its keys are a promise.
type (
	jsonDocument struct {
		Results []jsonResult `json:"results"`
	}
	jsonResult struct {
		Input    string        `json:"input"`
		Out      string        `json:"out"`
		Problems []jsonProblem `json:"problems"`
		Changes  []jsonChange  `json:"changes"`
	}
	jsonProblem struct {
		File     string `json:"file"`
		Line     int    `json:"line"`   // from 1; 0 if the place is the whole file
		Column   int    `json:"column"` // from 1, in characters
		Severity string `json:"severity"`
		Code     string `json:"code"`
		Message  string `json:"message"`
		Hint     string `json:"hint"`
	}
	jsonChange struct {
		Path   string `json:"path"`
		Action string `json:"action"` // created, updated or removed
	}
)

func (a *app) printJSON(results []generator.Result) {
	doc := jsonDocument{Results: make([]jsonResult, len(results))}
	for i, r := range results {
		problems := make([]jsonProblem, len(r.Problems))
		for j, p := range r.Problems {
			problems[j] = jsonProblem{p.Pos.File, p.Pos.Line, p.Pos.Column, string(p.Severity), p.Code, p.Msg, p.Hint}
		}
		changes := make([]jsonChange, len(r.Changes))
		for j, c := range r.Changes {
			changes[j] = jsonChange{c.Path, string(c.Action)}
		}
		doc.Results[i] = jsonResult{filepath.ToSlash(r.Input), filepath.ToSlash(r.Out), problems, changes}
	}
	enc := json.NewEncoder(a.out)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	if err := enc.Encode(doc); err != nil {
		a.reportFailure(err)
	}
}
