package main

import (
	"context"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/connectorgen/connectorgen/bench/internal/input"
	"github.com/connectorgen/connectorgen/bench/internal/ours"
	"github.com/connectorgen/connectorgen/bench/internal/proc"
	"github.com/connectorgen/connectorgen/bench/internal/tree"
)

// steps takes documents through what is asked of each, in one Go module.
type steps struct {
	module       string // folder of the module
	limit        time.Duration
	connectorgen string
	load         string
}

// A row is what became of one document.
type row struct {
	document   input.Document
	operations int // -1 if they cannot be counted
	warnings   int
	seconds    float64 // of the first generation
	peak       int64   // of the first generation, in bytes
	lines      int
	passed     []string // steps that succeeded
	failed     string   // the step that did not; "" if all did
	reason     string   // why it did not
}

// The steps, in order. A step that fails is the last one that is tried.
const (
	generates = "generates"
	builds    = "builds"
	vets      = "vets"
	same      = "same"
)

func prepare(ctx context.Context, work string, limit time.Duration) (*steps, error) {
	s := &steps{module: filepath.Join(work, "module"), limit: limit}
	if err := os.Mkdir(s.module, 0o755); err != nil {
		return nil, err
	}
	// The oldest Go that a generated client builds with.
	if err := os.WriteFile(filepath.Join(s.module, "go.mod"), []byte("module corpus\n\ngo 1.23\n"), 0o644); err != nil {
		return nil, err
	}
	var err error
	if s.connectorgen, err = ours.Build(ctx, ours.Connectorgen, work); err != nil {
		return nil, err
	}
	s.load, err = ours.Build(ctx, ours.Load, work)
	return s, err
}

// all takes so many documents at once through the steps and returns their rows in order.
func (s *steps) all(ctx context.Context, documents []input.Document, jobs int) []row {
	rows := make([]row, len(documents))
	next := make(chan int)
	var workers sync.WaitGroup
	for range jobs {
		workers.Go(func() {
			for i := range next {
				rows[i] = s.one(ctx, documents[i])
			}
		})
	}
	for i := range documents {
		next <- i
	}
	close(next)
	workers.Wait()
	return rows
}

func (s *steps) one(ctx context.Context, d input.Document) row {
	r := row{document: d, operations: s.count(ctx, d)}
	todo := []struct {
		name string
		do   func(context.Context, *row) string
	}{{generates, s.generate}, {builds, s.build}, {vets, s.vet}, {same, s.again}}
	for _, step := range todo {
		if r.reason = step.do(ctx, &r); r.reason != "" {
			r.failed = step.name
			return r
		}
		r.passed = append(r.passed, step.name)
	}
	return r
}

// count counts the operations of d in a child, which leaves this process small.
func (s *steps) count(ctx context.Context, d input.Document) int {
	r := proc.Run(ctx, proc.Command{Args: []string{s.load, "-count", d.Path}, Limit: s.limit})
	n, err := strconv.Atoi(strings.TrimSpace(string(r.Stdout)))
	if r.Err != nil || err != nil {
		return -1
	}
	return n
}

func (s *steps) out(r *row) string { return filepath.Join(s.module, r.document.Package) }

func (s *steps) generate(ctx context.Context, r *row) string {
	run := ours.Generate(ctx, s.connectorgen, r.document.Path, s.out(r), s.limit)
	r.seconds, r.peak, r.warnings = run.Seconds, run.Peak, run.Warnings
	if run.Reason != "" {
		return run.Reason
	}
	var err error
	if r.lines, err = tree.Lines(s.out(r)); err != nil {
		return err.Error()
	}
	if r.lines == 0 {
		return "no Go was written"
	}
	return ""
}

// build and vet trim paths, so that Go's cache knows what it has seen in another run.
func (s *steps) build(ctx context.Context, r *row) string {
	return s.gotool(ctx, "build", "-trimpath", "./"+r.document.Package)
}

func (s *steps) vet(ctx context.Context, r *row) string {
	return s.gotool(ctx, "vet", "-trimpath", "./"+r.document.Package)
}

func (s *steps) gotool(ctx context.Context, args ...string) string {
	return proc.Run(ctx, proc.Command{Dir: s.module, Args: append([]string{"go"}, args...), Limit: s.limit}).Reason()
}

// again generates over what is there: nothing is changed, nothing written.
func (s *steps) again(ctx context.Context, r *row) string {
	before, err := tree.Look(s.out(r))
	if err != nil {
		return err.Error()
	}
	run := ours.Generate(ctx, s.connectorgen, r.document.Path, s.out(r), s.limit)
	if run.Reason != "" {
		return run.Reason
	}
	after, err := tree.Look(s.out(r))
	if err != nil {
		return err.Error()
	}
	if difference := before.Difference(after); difference != "" {
		return difference
	}
	if run.Changes > 0 {
		return "it says that it changed " + strconv.Itoa(run.Changes) + " files, and changed none"
	}
	return ""
}
