package proc_test

import (
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/connectorgen/connectorgen/bench/internal/proc"
)

// TestMain lets the test binary stand in for the program that is run.
func TestMain(m *testing.M) {
	switch os.Getenv("PROC_TEST") {
	case "":
		os.Exit(m.Run())
	case "fail":
		fmt.Fprintln(os.Stderr, "# a heading\n\nINFO\tall is well\nWARN\todd\n  first reason\nsecond")
		os.Exit(2)
	case "quiet":
		os.Exit(2)
	case "slow":
		time.Sleep(time.Minute)
	case "big":
		held := make([]byte, 64<<20)
		for i := range held {
			held[i] = byte(i)
		}
		fmt.Println(held[len(held)-1])
	}
}

func run(t *testing.T, as string, limit time.Duration) proc.Result {
	t.Helper()
	t.Setenv("PROC_TEST", as)
	return proc.Run(t.Context(), proc.Command{Args: []string{os.Args[0]}, Limit: limit})
}

func TestReason(t *testing.T) {
	tests := map[string]struct {
		limit time.Duration
		want  string
	}{
		"fail":  {time.Minute, "first reason"},
		"quiet": {time.Minute, "exit status 2"},
		"slow":  {50 * time.Millisecond, "stopped after 50ms"},
		"big":   {time.Minute, ""},
	}
	for as, test := range tests {
		t.Run(as, func(t *testing.T) {
			if got := run(t, as, test.limit).Reason(); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func TestPeak(t *testing.T) {
	got := run(t, "big", time.Minute).Peak
	if got == 0 {
		t.Skip("this system does not tell")
	}
	if got < 64<<20 || got > 256<<20 {
		t.Errorf("a program that holds 64 MB is said to have held %d bytes", got)
	}
}
