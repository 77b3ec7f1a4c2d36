package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestExitCodes(t *testing.T) {
	t.Chdir(t.TempDir())
	for args, want := range map[string]int{
		"version":                            exitDone,
		"help":                               exitDone,
		"generate --help":                    exitDone,
		"":                                   exitUsage,
		"genrate":                            exitUsage,
		"help genrate":                       exitUsage,
		"generate":                           exitUsage,
		"generate --strct":                   exitUsage,
		"generate --spec a.yaml":             exitUsage,
		"check --spec a.yaml --out o c.yaml": exitUsage,
		"validate --format xml a.yaml":       exitUsage,
		"inspect --stage x a.yaml":           exitUsage,
	} {
		var stdout, stderr bytes.Buffer
		if got := run(context.Background(), strings.Fields(args), strings.NewReader(""), &stdout, &stderr); got != want {
			t.Errorf("connectorgen %s: exit code %d, want %d\n%s%s", args, got, want, &stdout, &stderr)
		}
		if want == exitUsage && (stdout.Len() > 0 || stderr.Len() == 0) {
			t.Errorf("connectorgen %s: wrong usage printed %q and %q, want it on standard error alone", args, &stdout, &stderr)
		}
	}
}

// newApp returns an app that prints to buffers.
func newApp(args ...string) (a *app, stdout, stderr *bytes.Buffer) {
	stdout, stderr = new(bytes.Buffer), new(bytes.Buffer)
	return &app{args: args, out: bufio.NewWriter(stdout), errs: stderr}, stdout, stderr
}

func TestGuard(t *testing.T) {
	a, _, stderr := newApp("generate", "--spec", "my file.yaml", "")
	a.guard(func() { panic("no such\x1b[2Jstage") })
	if a.code != exitBug {
		t.Errorf("exit code %d, want %d", a.code, exitBug)
	}
	got := stderr.String()
	const start = "connectorgen: internal error: panic: no such\\u001b[2Jstage\n\ngoroutine "
	const end = "\nThis is a bug in connectorgen. Please report it with the text above and this command:\n" +
		"\tconnectorgen generate --spec 'my file.yaml' ''\n"
	if !strings.HasPrefix(got, start) || !strings.HasSuffix(got, end) {
		t.Errorf("got %s\nwant %s...%s", got, start, end)
	}
}

func TestReportFailure(t *testing.T) {
	const bug = "This is a bug in connectorgen. Please report it with the text above and this command:\n\tconnectorgen check\n"
	for name, test := range map[string]struct {
		err  error
		code int
		want string
	}{
		"none":      {nil, exitDone, ""},
		"interrupt": {fmt.Errorf("read: %w", context.Canceled), exitProblem, "connectorgen: interrupted\n"},
		"disk": {
			fmt.Errorf("write a.go: %w", &fs.PathError{Op: "open", Path: "a.go", Err: fs.ErrPermission}),
			exitProblem, "connectorgen: write a.go: open a.go: permission denied\n",
		},
		"rename": {
			fmt.Errorf("write a.go: %w", &os.LinkError{Op: "rename", Old: "a", New: "b", Err: fs.ErrPermission}),
			exitProblem, "connectorgen: write a.go: rename a b: permission denied\n",
		},
		"bug": {errors.New("two names"), exitBug, "connectorgen: internal error: two names\n" + bug},
	} {
		t.Run(name, func(t *testing.T) {
			a, _, stderr := newApp("check")
			a.reportFailure(test.err)
			if a.code != test.code {
				t.Errorf("exit code %d, want %d", a.code, test.code)
			}
			if diff := cmp.Diff(test.want, stderr.String()); diff != "" {
				t.Errorf("stderr (-want +got):\n%s", diff)
			}
		})
	}
}

// A result that cannot be printed is not a success.
func TestBrokenOutput(t *testing.T) {
	var stderr bytes.Buffer
	if got := run(context.Background(), []string{"version"}, strings.NewReader(""), brokenWriter{}, &stderr); got != exitProblem {
		t.Errorf("exit code %d, want %d", got, exitProblem)
	}
	if want := "connectorgen: write to standard output: pipe is closed\n"; stderr.String() != want {
		t.Errorf("stderr %q, want %q", &stderr, want)
	}
}

type brokenWriter struct{}

func (brokenWriter) Write([]byte) (int, error) { return 0, errors.New("pipe is closed") }
