package main

import (
	"bytes"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// A block is a fenced block of the README. Its info string is its language and
// what the reader does with it: "file=NAME" to write it, "run" to run it, "output"
// for what the command before it prints. A block without that is to be read.
type block struct{ language, task, text string }

var fence = regexp.MustCompile("(?ms)^```(\\w*) ?([^\n]*)\n(.*?)^```$")

func readmeBlocks(t *testing.T) []block {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(repository(t), "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	var blocks []block
	for _, m := range fence.FindAllStringSubmatch(string(text), -1) {
		blocks = append(blocks, block{m[1], m[2], m[3]})
	}
	return blocks
}

// TestReadme follows the README in a copy of the repository, step by step.
func TestReadme(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the README's commands are for a shell")
	}
	dir := clone(t)
	var printed string
	done := make(map[string]int)
	for _, b := range readmeBlocks(t) {
		task, name, _ := strings.Cut(b.task, "=")
		done[task]++
		switch task {
		case "":
		case "file":
			write(t, filepath.Join(dir, filepath.FromSlash(name)), b.text)
		case "run":
			printed = runIn(t, dir, "sh", "-ec", b.text)
		case "output":
			if diff := cmp.Diff(b.text, printed); diff != "" {
				t.Errorf("output (-README +got):\n%s", diff)
			}
		default:
			t.Errorf("nobody knows what to do with a block marked %q", b.task)
		}
	}
	if done["file"] < 4 || done["run"] < 3 || done["output"] < 1 {
		t.Errorf("the README has %v steps", done)
	}
	runIn(t, dir, "go", "vet", "./generated/petshop", "./examples/petshop")
}

// TestReadmeFirstLook compiles the first Go block against the generated client.
func TestReadmeFirstLook(t *testing.T) {
	for _, b := range readmeBlocks(t) {
		if b.language != "go" || b.task != "" {
			continue
		}
		dir := clone(t)
		write(t, filepath.Join(dir, "examples", "look", "look.go"), `package look

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"

	"github.com/connectorgen/connectorgen/generated/flexport"
)

func Look(ctx context.Context) error {
`+b.text+`
	return nil
}
`)
		runIn(t, dir, "go", "vet", "./examples/look")
		return
	}
	t.Error("the README has no first look")
}

// clone copies what a clone of the repository has to build and run.
func clone(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for _, name := range []string{"go.mod", "go.sum"} {
		text, err := os.ReadFile(filepath.Join(repository(t), name))
		if err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Join(dir, name), string(text))
	}
	for _, name := range []string{"cmd", "generator", "templates", "generated", "specs"} {
		if err := os.CopyFS(filepath.Join(dir, name), os.DirFS(filepath.Join(repository(t), name))); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// runIn runs a command in dir and returns what it prints.
func runIn(t *testing.T, dir, name string, args ...string) string {
	t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), goEnv(t)...)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		t.Fatalf("%s %s: %v\n%s%s", path.Base(name), strings.Join(args, " "), err, &stdout, &stderr)
	}
	return stdout.String()
}
