// Command compare measures the connectorgen of this repository beside other
// generators of Go clients, on every OpenAPI document of a folder. It prints one
// table and writes a page with it, the limits that connectorgen sets itself, and
// which of them it keeps.
//
//	compare -dir DIR [-page FILE] [-state FILE] [-only NAMES] [-tools NAMES] [-runs N] [-limit DURATION]
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"time"

	"github.com/connectorgen/connectorgen/bench/internal/input"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Args[1:], os.Stdout)
	stop()
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "compare:", err)
		os.Exit(1)
	}
}

type options struct {
	dir, page, state, only, tools string
	runs                          int
	limit                         time.Duration
}

func parse(args []string) (options, error) {
	var o options
	flags := flag.NewFlagSet("compare", flag.ContinueOnError)
	flags.StringVar(&o.dir, "dir", "", "`folder` of the documents")
	flags.StringVar(&o.page, "page", "", "`file` to write the page to")
	flags.StringVar(&o.state, "state", "", "`file` that keeps what was measured, from one run to the next")
	flags.StringVar(&o.only, "only", "", "only documents whose names contain one of these comma-separated `texts`")
	flags.StringVar(&o.tools, "tools", strings.Join(toolNames(), ","), "comma-separated `names` of what to measure; none to print what -state keeps")
	flags.IntVar(&o.runs, "runs", 5, "how many `times` to measure each; the median counts")
	flags.DurationVar(&o.limit, "limit", 5*time.Minute, "`time` for each step of each document")
	if err := flags.Parse(args); err != nil {
		return o, err
	}
	if o.runs < 1 {
		return o, fmt.Errorf("-runs is %d: it must be at least 1", o.runs)
	}
	return o, nil
}

func run(ctx context.Context, args []string, out io.Writer) error {
	o, err := parse(args)
	if err != nil {
		return err
	}
	chosen, err := choose(o.tools)
	if err != nil {
		return err
	}
	documents, err := input.Documents(o.dir, o.only)
	if err != nil {
		return err
	}
	state, err := openState(o.state)
	if err != nil {
		return err
	}
	work, err := os.MkdirTemp("", "compare")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	var benches []*bench
	for _, t := range chosen {
		benches = append(benches, &bench{tool: t, work: work, runs: o.runs, limit: o.limit, state: state})
	}
	if err := all(ctx, benches, documents); err != nil {
		return err
	}
	fmt.Fprint(out, state.figures().String())
	if o.page == "" {
		return nil
	}
	return os.WriteFile(o.page, []byte(state.report()), 0o644)
}
