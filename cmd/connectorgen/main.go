// Command connectorgen turns an OpenAPI document and an auth descriptor into a
// connector: a Go client package and the manifest that lists it.
//
// It parses flags, calls package generator once and prints what came of it. What
// a document means and what is written is decided there.
package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"strings"
)

// The exit codes.
const (
	exitDone    = 0
	exitProblem = 1 // in the input or the environment, or output out of date
	exitUsage   = 2 // wrong command line
	exitBug     = 3 // in connectorgen
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	context.AfterFunc(ctx, stop) // a second Ctrl-C ends the process at once
	os.Exit(run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// run is main without the process: tests call it, and it never exits.
// It returns the exit code.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	a := &app{args: args, in: stdin, out: bufio.NewWriter(stdout), errs: stderr}
	a.guard(func() { a.execute(ctx) })
	if err := a.out.Flush(); err != nil {
		fmt.Fprintf(stderr, "connectorgen: write to standard output: %v\n", err)
		a.worsen(exitProblem)
	}
	return a.code
}

// An app is one run of the program.
type app struct {
	args []string
	in   io.Reader     // the document of --spec -
	out  *bufio.Writer // results; keeps its first error until the end
	errs io.Writer     // problems and usage
	code int           // exit code so far
}

// worsen raises the exit code to at least code.
func (a *app) worsen(code int) { a.code = max(a.code, code) }

// execute runs the command that the arguments name. An error that reaches it is
// about the command line: commands report everything else themselves.
func (a *app) execute(ctx context.Context) {
	root := a.rootCommand()
	root.SetArgs(a.args)
	root.SetIn(a.in)
	root.SetOut(a.out)
	root.SetErr(a.errs)
	cmd, err := root.ExecuteContextC(ctx)
	if err != nil {
		if cmd.Name() == "help" {
			cmd = root
		}
		fmt.Fprintf(a.errs, "connectorgen: %s\nRun '%s --help' for usage.\n",
			strings.TrimSpace(printable(err.Error())), cmd.CommandPath())
		a.worsen(exitUsage)
	}
}

// guard calls f and reports a panic as the bug that it is.
func (a *app) guard(f func()) {
	defer func() {
		if v := recover(); v != nil {
			a.reportBug(fmt.Sprintf("panic: %v\n\n%s", v, debug.Stack()))
		}
	}()
	f()
}

// reportBug asks the user to report a fault of ours.
func (a *app) reportBug(what string) {
	fmt.Fprintf(a.errs, "connectorgen: internal error: %s\n"+
		"This is a bug in connectorgen. Please report it with the text above and this command:\n"+
		"\tconnectorgen %s\n", strings.TrimSpace(printable(what)), commandLine(a.args))
	a.worsen(exitBug)
}

// commandLine returns args as they could be typed again.
func commandLine(args []string) string {
	quoted := make([]string, len(args))
	for i, arg := range args {
		if quoted[i] = printable(arg); arg == "" || strings.ContainsAny(arg, " \t\n'\"\\$&|;<>()*?`") {
			quoted[i] = "'" + strings.ReplaceAll(quoted[i], "'", `'\''`) + "'"
		}
	}
	return strings.Join(quoted, " ")
}
