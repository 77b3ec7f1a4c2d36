// Package proc runs one program at a time limit and says what it cost. It knows
// nothing about what the program does.
package proc

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"time"
)

// A Command is a program to run.
type Command struct {
	Dir   string // where it runs; "" is here
	Args  []string
	Limit time.Duration // after which it is stopped
}

// A Result is what became of a Command.
type Result struct {
	Seconds float64
	CPU     float64 // seconds that it and its children computed, whatever else the machine did
	Peak    int64   // most memory that it held at once, in bytes; 0 if the system does not tell
	Stdout  []byte
	Stderr  []byte
	Err     error // nil if it ended by itself with 0
}

// Run runs c to its end or to its limit.
func Run(ctx context.Context, c Command) Result {
	ctx, cancel := context.WithTimeoutCause(ctx, c.Limit, fmt.Errorf("stopped after %s", c.Limit))
	defer cancel()
	cmd := exec.CommandContext(ctx, c.Args[0], c.Args[1:]...)
	cmd.Dir = c.Dir
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	// An interrupt lets the go command stop its own children.
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = 10 * time.Second

	start := time.Now()
	err := cmd.Run()
	r := Result{Seconds: time.Since(start).Seconds(), Stdout: stdout.Bytes(), Stderr: stderr.Bytes(), Err: err}
	if cmd.ProcessState != nil {
		r.CPU = (cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()).Seconds()
		r.Peak = peak(cmd.ProcessState)
	}
	if cause := context.Cause(ctx); err != nil && cause != nil {
		r.Err = cause
	}
	return r
}

// Reason is one line that says why r failed: the first of its error output that is
// neither a heading nor a log of what did not stop it, or else the error. "" if it did not fail.
func (r Result) Reason() string {
	if r.Err == nil {
		return ""
	}
	var exit *exec.ExitError
	if !errors.As(r.Err, &exit) {
		return r.Err.Error()
	}
	for line := range strings.Lines(string(r.Stderr)) {
		if line = strings.TrimSpace(line); !isHeading(line) {
			return line
		}
	}
	return r.Err.Error()
}

func isHeading(line string) bool {
	return line == "" || strings.HasPrefix(line, "#") || strings.HasPrefix(line, "INFO\t") || strings.HasPrefix(line, "WARN\t")
}
