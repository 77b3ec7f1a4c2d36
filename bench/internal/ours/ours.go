// Package ours builds and runs the connectorgen of this repository.
package ours

import (
	"context"
	"encoding/json"
	"fmt"
	"os/exec"
	"path/filepath"
	"time"

	"github.com/connectorgen/connectorgen/bench/internal/proc"
)

// The programs that Build makes.
const (
	Connectorgen = "github.com/connectorgen/connectorgen/cmd/connectorgen"
	Load         = "github.com/connectorgen/connectorgen/bench/load"
)

// Build builds the program at an import path, as the module of the current folder
// has it, into dir and returns its file.
func Build(ctx context.Context, program, dir string) (string, error) {
	file := filepath.Join(dir, filepath.Base(program)+".exe") // Windows needs the ending, others do not mind
	out, err := exec.CommandContext(ctx, "go", "build", "-o", file, program).CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("go build %s: %w\n%s", program, err, out)
	}
	return file, nil
}

// A Run is one generation.
type Run struct {
	proc.Result
	Warnings int
	Changes  int    // files created, updated or removed
	Reason   string // why it failed; "" if it did not
}

// Generate makes the output of document in out.
func Generate(ctx context.Context, program, document, out string, limit time.Duration) Run {
	args := []string{program, "generate", "--spec", document, "--out", out, "--format", "json"}
	r := Run{Result: proc.Run(ctx, proc.Command{Args: args, Limit: limit})}
	r.read()
	return r
}

// read takes from the output what the tool says of itself.
func (r *Run) read() {
	var said struct {
		Results []struct {
			Problems []struct {
				Severity, Code, Message string
				Line, Column            int
			}
			Changes []struct{}
		}
	}
	r.Reason = r.Result.Reason()
	if err := json.Unmarshal(r.Stdout, &said); err != nil {
		if r.Reason == "" {
			r.Reason = "its output cannot be read: " + err.Error()
		}
		return
	}
	first := true
	for _, result := range said.Results {
		r.Changes += len(result.Changes)
		for _, p := range result.Problems {
			switch {
			case p.Severity == "warning":
				r.Warnings++
			case first:
				r.Reason = fmt.Sprintf("%d:%d: %s [%s]", p.Line, p.Column, p.Message, p.Code)
				first = false
			}
		}
	}
}
