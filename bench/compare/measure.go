package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/connectorgen/connectorgen/bench/internal/input"
	"github.com/connectorgen/connectorgen/bench/internal/ours"
	"github.com/connectorgen/connectorgen/bench/internal/proc"
	"github.com/connectorgen/connectorgen/bench/internal/tree"
)

// A bench measures one tool.
type bench struct {
	tool  tool
	work  string // folder for everything that is made
	runs  int
	limit time.Duration
	state *state

	program string // file of the built tool
	module  string // folder of the module that its output is part of
}

// all measures the tools on one document after the other, so that what else the
// machine does disturbs them alike, and keeps the figures at once.
func all(ctx context.Context, benches []*bench, documents []input.Document) error {
	for _, b := range benches {
		if err := b.prepare(ctx); err != nil {
			return fmt.Errorf("%s: %w", b.tool.name, err)
		}
	}
	for _, d := range documents {
		for _, b := range benches {
			f, err := b.one(ctx, d)
			if err != nil {
				return fmt.Errorf("%s: %s: %w", b.tool.name, d.Name, err)
			}
			if err := ctx.Err(); err != nil {
				return err
			}
			f.Reason = strings.NewReplacer(b.module+string(filepath.Separator), "", d.Path, d.Name).Replace(f.Reason)
			if err := b.state.keep(b.tool, d, f); err != nil {
				return err
			}
		}
	}
	return nil
}

// prepare builds the tool in a copy of the module that pins it.
func (b *bench) prepare(ctx context.Context) error {
	b.module = filepath.Join(b.work, b.tool.name)
	if err := os.Mkdir(b.module, 0o755); err != nil {
		return err
	}
	if b.tool.module == "" {
		if err := os.WriteFile(filepath.Join(b.module, "go.mod"), []byte("module made\n\ngo 1.23\n"), 0o644); err != nil {
			return err
		}
		var err error
		b.program, err = ours.Build(ctx, b.tool.program, b.work)
		return err
	}
	if err := os.CopyFS(b.module, os.DirFS(b.tool.module)); err != nil {
		return err
	}
	b.program = filepath.Join(b.work, b.tool.name+".exe")
	cmd := exec.CommandContext(ctx, "go", "build", "-o", b.program, b.tool.program)
	cmd.Dir = b.module
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%w\n%s", err, out)
	}
	return nil
}

// one takes one document through generate, build and vet. Its error is about this
// program; what the tool cannot do is in the figures.
func (b *bench) one(ctx context.Context, d input.Document) (figures, error) {
	f := figures{Runs: b.runs}
	out := filepath.Join(b.module, d.Package)
	if f.Reason = b.generate(ctx, &f, d, out); f.Reason != "" {
		return f, nil
	}
	f.Generates = true
	if b.tool.name == loadName {
		return f, nil
	}
	var err error
	if f.Lines, err = tree.Lines(out); err != nil {
		return f, err
	}
	if f.Lines == 0 {
		f.Generates, f.Reason = false, "no Go was written"
		return f, nil
	}
	b.warm(ctx, d.Package)
	if f.Reason, err = b.build(ctx, &f, d.Package); err != nil || f.Reason != "" {
		return f, err
	}
	f.Compiles = true
	f.Reason = b.gotool(ctx, "vet", "./"+d.Package).Reason()
	f.Vets = f.Reason == ""
	return f, nil
}

// generate runs the tool into an empty folder, as often as asked, and ours each time
// once more on what it has just written. It returns why it fails.
func (b *bench) generate(ctx context.Context, f *figures, d input.Document, out string) string {
	var seconds, cpu, again []float64
	var peaks []int64
	for range b.runs {
		if err := b.configure(out); err != nil {
			return err.Error()
		}
		if err := empty(out); err != nil {
			return err.Error()
		}
		r := b.run(ctx, d, out)
		if r.Err != nil {
			f.Seconds, f.CPU, f.Peak = r.Seconds, r.CPU, r.Peak
			return r.Reason()
		}
		seconds, cpu, peaks = append(seconds, r.Seconds), append(cpu, r.CPU), append(peaks, r.Peak)
		if b.tool.name == oursName {
			second := b.run(ctx, d, out)
			if second.Err != nil {
				return "the second time: " + second.Reason()
			}
			again = append(again, second.Seconds)
		}
	}
	f.Seconds, f.CPU, f.Again, f.Peak = median(seconds), median(cpu), median(again), median(peaks)
	return ""
}

// configure writes the tool's own configuration.
func (b *bench) configure(out string) error {
	for name, text := range b.tool.files {
		text = strings.ReplaceAll(text, "OUT", out)
		if err := os.WriteFile(filepath.Join(b.module, name), []byte(text), 0o644); err != nil {
			return err
		}
	}
	return nil
}

func (b *bench) run(ctx context.Context, d input.Document, out string) proc.Result {
	args := append([]string{b.program}, b.tool.args(d.Path, out)...)
	return proc.Run(ctx, proc.Command{Dir: b.module, Args: args, Limit: b.limit})
}

// warm builds what a package imports. Where that fails, so will the build, with a reason.
func (b *bench) warm(ctx context.Context, pkg string) {
	imports := b.gotool(ctx, "list", "-deps", "-f", "{{if or .Standard (and .Module (not .Module.Main))}}{{.ImportPath}}{{end}}", "./"+pkg)
	if imports.Err == nil {
		b.gotool(ctx, append([]string{"build"}, strings.Fields(string(imports.Stdout))...)...)
	}
}

// build builds copies of a package, which Go's cache has never seen.
func (b *bench) build(ctx context.Context, f *figures, pkg string) (reason string, err error) {
	var seconds, cpu []float64
	for i := range b.runs {
		name := fmt.Sprintf("%sbuild%d", pkg, i)
		dir := filepath.Join(b.module, name)
		if err := os.CopyFS(dir, os.DirFS(filepath.Join(b.module, pkg))); err != nil {
			return "", err
		}
		r := b.gotool(ctx, "build", "./"+name)
		if err := os.RemoveAll(dir); err != nil {
			return "", err
		}
		if r.Err != nil {
			return strings.ReplaceAll(r.Reason(), name, pkg), nil
		}
		seconds, cpu = append(seconds, r.Seconds), append(cpu, r.CPU)
	}
	f.Build, f.BuildCPU = median(seconds), median(cpu)
	return "", nil
}

func (b *bench) gotool(ctx context.Context, args ...string) proc.Result {
	return proc.Run(ctx, proc.Command{Dir: b.module, Args: append([]string{"go"}, args...), Limit: b.limit})
}

func empty(dir string) error {
	if err := os.RemoveAll(dir); err != nil {
		return err
	}
	return os.Mkdir(dir, 0o755)
}

// median is the middle of values, the lower one of two; 0 if there are none.
func median[T float64 | int64](values []T) T {
	if len(values) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(values))
	return sorted[(len(sorted)-1)/2]
}
