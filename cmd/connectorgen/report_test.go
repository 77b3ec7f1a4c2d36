package main

import (
	"context"
	"runtime/debug"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/spf13/cobra"

	"github.com/connectorgen/connectorgen/generator"
)

func problem(severity, message, hint string) generator.Problem {
	p := generator.Problem{Code: "some-code", Msg: message, Hint: hint}
	p.Pos.File, p.Pos.Line, p.Pos.Column = "specs/acme/auth.yaml", 3, 7
	if p.Severity = "error"; severity == "warning" {
		p.Severity = "warning"
	}
	return p
}

var (
	changes = []generator.Change{
		{Path: "a.go", Action: createdAction, Diff: "diff of a.go\n+\x1b]0;pwned\n"},
		{Path: "b.go", Action: updatedAction, Diff: "diff of b.go\n"},
		{Path: "c.bin", Action: updatedAction},
		{Path: "d.go", Action: removedAction, Diff: "diff of d.go\n"},
	}
	upToDate = generator.Result{Input: "specs/acme/connector.yaml", Out: "generated/acme"}
	changed  = generator.Result{Input: "specs/acme/connector.yaml", Out: "generated/acme", Changes: changes}
	warned   = generator.Result{
		Input: "specs/acme/connector.yaml", Out: "generated/acme", Changes: changes[:1],
		Problems: generator.Problems{problem("warning", "odd <b>\u202e", ""), problem("warning", "odder", "")},
	}
	failed = generator.Result{
		Input: "specs/acme/connector.yaml", Out: "generated/acme",
		Problems: generator.Problems{problem("error", "wrong", "make it right"), problem("warning", "odd", "")},
	}
)

func TestPrintText(t *testing.T) {
	const wrong = "specs/acme/auth.yaml:3:7: wrong [some-code]\n\thint: make it right\nspecs/acme/auth.yaml:3:7: warning: odd [some-code]\n"
	for name, test := range map[string]struct {
		say            sentence
		result         generator.Result
		stdout, stderr string
	}{
		"generate, nothing to do": {written, upToDate, "specs/acme/connector.yaml: generated/acme is up to date\n", ""},
		"generate":                {written, changed, "specs/acme/connector.yaml: 3 files written to generated/acme, 1 removed\n", ""},
		"generate with warnings": {
			written, warned, "specs/acme/connector.yaml: 1 file written to generated/acme, 2 warnings\n",
			"specs/acme/auth.yaml:3:7: warning: odd <b>\\u202e [some-code]\nspecs/acme/auth.yaml:3:7: warning: odder [some-code]\n",
		},
		"generate, failed": {written, failed, "specs/acme/connector.yaml: nothing written, 1 error, 1 warning\n", wrong},
		"check, up to date": {
			outdated(true), upToDate, "specs/acme/connector.yaml: generated/acme is up to date\n", "",
		},
		"check": {
			outdated(false), changed,
			"specs/acme/connector.yaml: generated/acme is out of date in 4 files\n" +
				"\tmissing a.go\n\tdiffers b.go\n\tdiffers c.bin\n\tstale   d.go\n", "",
		},
		"check --diff": {
			outdated(true), changed,
			"specs/acme/connector.yaml: generated/acme is out of date in 4 files\n" +
				"\tmissing a.go\n\tdiffers b.go\n\tdiffers c.bin\n\tstale   d.go\n" +
				"diff of a.go\n+\\u001b]0;pwned\ndiff of b.go\ndiff of d.go\n", "",
		},
		"check, failed":    {outdated(true), failed, "specs/acme/connector.yaml: 1 error, 1 warning\n", wrong},
		"validate":         {valid, upToDate, "specs/acme/connector.yaml: valid\n", ""},
		"validate, failed": {valid, failed, "specs/acme/connector.yaml: 1 error, 1 warning\n", wrong},
	} {
		t.Run(name, func(t *testing.T) {
			a, stdout, stderr := newApp()
			a.printText([]generator.Result{test.result}, test.say)
			if err := a.out.Flush(); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.stdout, stdout.String()); diff != "" {
				t.Errorf("stdout (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(test.stderr, stderr.String()); diff != "" {
				t.Errorf("stderr (-want +got):\n%s", diff)
			}
		})
	}
}

func TestWrittenOnlyRemoved(t *testing.T) {
	r := generator.Result{Out: "generated/acme", Changes: changes[3:]}
	if got, _ := written(r); got != "1 file removed from generated/acme" {
		t.Errorf("written = %q", got)
	}
}

func TestPrintJSON(t *testing.T) {
	a, stdout, _ := newApp()
	a.printJSON([]generator.Result{upToDate, warned})
	if err := a.out.Flush(); err != nil {
		t.Fatal(err)
	}
	const want = `{
  "results": [
    {
      "input": "specs/acme/connector.yaml",
      "out": "generated/acme",
      "problems": [],
      "changes": []
    },
    {
      "input": "specs/acme/connector.yaml",
      "out": "generated/acme",
      "problems": [
        {
          "file": "specs/acme/auth.yaml",
          "line": 3,
          "column": 7,
          "severity": "warning",
          "code": "some-code",
          "message": "odd <b>` + "\u202e" + `",
          "hint": ""
        },
        {
          "file": "specs/acme/auth.yaml",
          "line": 3,
          "column": 7,
          "severity": "warning",
          "code": "some-code",
          "message": "odder",
          "hint": ""
        }
      ],
      "changes": [
        {
          "path": "a.go",
          "action": "created"
        }
      ]
    }
  ]
}
`
	if diff := cmp.Diff(want, stdout.String()); diff != "" {
		t.Errorf("stdout (-want +got):\n%s", diff)
	}
}

// The exit code of a command follows from its results.
func TestEach(t *testing.T) {
	for name, test := range map[string]struct {
		results     []generator.Result
		err         error
		changesFail bool
		want        int
	}{
		"generate":           {results: []generator.Result{changed, warned}, want: exitDone},
		"generate, failed":   {results: []generator.Result{failed, changed}, want: exitProblem},
		"check, up to date":  {results: []generator.Result{upToDate}, changesFail: true, want: exitDone},
		"check, out of date": {results: []generator.Result{upToDate, changed}, changesFail: true, want: exitProblem},
		"interrupted":        {results: []generator.Result{upToDate}, err: context.Canceled, want: exitProblem},
	} {
		t.Run(name, func(t *testing.T) {
			a, _, _ := newApp()
			cmd := &cobra.Command{}
			cmd.SetContext(context.Background())
			act := func(context.Context, generator.Options) ([]generator.Result, error) { return test.results, test.err }
			in := inputs{format: formatText}
			if err := a.each(cmd, &in, []string{"connector.yaml"}, verb{act, written, test.changesFail}); err != nil {
				t.Fatal(err)
			}
			if a.code != test.want {
				t.Errorf("exit code %d, want %d", a.code, test.want)
			}
		})
	}
}

func TestBuild(t *testing.T) {
	settings := func(revision, modified string) []debug.BuildSetting {
		return []debug.BuildSetting{{Key: "vcs.revision", Value: revision}, {Key: "vcs.modified", Value: modified}}
	}
	for want, info := range map[string]debug.BuildInfo{
		"(devel)":                       {},
		"v0.1.0":                        {Main: debug.Module{Version: "v0.1.0"}},
		"(devel) 0123456789ab":          {Main: debug.Module{Version: "(devel)"}, Settings: settings("0123456789abcdef", "false")},
		"(devel) 0123456789ab modified": {Main: debug.Module{Version: "(devel)"}, Settings: settings("0123456789abcdef", "true")},
	} {
		if got := build(&info); got != want {
			t.Errorf("build = %q, want %q", got, want)
		}
	}
}

func TestDistance(t *testing.T) {
	for _, test := range []struct {
		a, b string
		want int
	}{{"", "", 0}, {"strict", "strict", 0}, {"strct", "strict", 1}, {"", "abc", 3}, {"kitten", "sitting", 3}, {"stirct", "strict", 2}} {
		if got := distance(test.a, test.b); got != test.want {
			t.Errorf("distance(%q, %q) = %d, want %d", test.a, test.b, got, test.want)
		}
	}
}
