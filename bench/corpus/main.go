// Command corpus takes every OpenAPI document of a folder through the connectorgen
// of this repository: generate, build, vet, generate again. It prints one table and
// ends with 1 if any document falls short, which it explains.
//
//	corpus -dir DIR [-only NAMES] [-jobs N] [-limit DURATION]
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime"
	"time"

	"github.com/connectorgen/connectorgen/bench/internal/input"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Args[1:], os.Stdout)
	stop()
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "corpus:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, out io.Writer) error {
	flags := flag.NewFlagSet("corpus", flag.ContinueOnError)
	dir := flags.String("dir", "", "`folder` of the documents")
	only := flags.String("only", "", "only documents whose names contain one of these comma-separated `texts`")
	jobs := flags.Int("jobs", runtime.NumCPU(), "documents at once")
	limit := flags.Duration("limit", 5*time.Minute, "`time` for each step of each document")
	if err := flags.Parse(args); err != nil {
		return err
	}
	documents, err := input.Documents(*dir, *only)
	if err != nil {
		return err
	}
	work, err := os.MkdirTemp("", "corpus")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	s, err := prepare(ctx, work, *limit)
	if err != nil {
		return err
	}
	start := time.Now()
	rows := s.all(ctx, documents, max(*jobs, 1))
	if err := ctx.Err(); err != nil {
		return err
	}
	return report(out, rows, time.Since(start))
}
