package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-containerregistry/pkg/registry"
	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"connectorgen": func() { os.Exit(run(context.Background(), os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) },
	})
}

// TestScripts runs the stories in testdata/script. Each finds a connector without
// a fault in the folder shop. UPDATE=1 rewrites what they expect; read the
// difference before you keep it.
//
// Beside the usual commands there are
//
//	snapshot DIR    remembers all files below DIR
//	unchanged DIR   fails if they are not the same, byte for byte and in time
//	isjson FILE     fails if FILE is not one JSON value
//	serve DIR       serves the files of DIR at $URL; see serve
//	edit FILE A B   replaces the text A, which must be there, by B in FILE
//
// the condition [root], and a registry at $REGISTRY.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		UpdateScripts:       os.Getenv("UPDATE") != "",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(env *testscript.Env) error {
			env.Values[snapshotsKey{}] = make(snapshots)
			env.Vars = append(env.Vars, goEnv(t)...)
			host := ociRegistry(env)
			env.Vars = append(env.Vars, "REGISTRY="+host, "DOCKER_CONFIG="+filepath.Join(env.WorkDir, "docker"))
			env.Setenv("HOME", filepath.Join(env.WorkDir, ".home")) // where runs are remembered
			return os.CopyFS(filepath.Join(env.WorkDir, "shop"), os.DirFS(filepath.Join("testdata", "shop")))
		},
		Condition: func(name string) (bool, error) {
			if name != "root" {
				return false, fmt.Errorf("unknown condition %q", name)
			}
			return os.Geteuid() == 0, nil
		},
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){
			"snapshot":  snapshot,
			"unchanged": unchanged,
			"isjson":    isJSON,
			"serve":     serve,
			"edit":      edit,
		},
	})
}

// goEnv is what the go command needs to run in another folder as it runs here:
// the same caches, and the network only if it is there anyway. Paths are trimmed,
// so that copies of this module share what is built of it.
func goEnv(t *testing.T) []string {
	t.Helper()
	text, err := exec.Command("go", "env", "-json", "GOCACHE", "GOMODCACHE", "GOPATH", "GOPROXY", "GOSUMDB", "GOFLAGS").Output()
	if err != nil {
		t.Fatal(err)
	}
	var values map[string]string
	if err := json.Unmarshal(text, &values); err != nil {
		t.Fatal(err)
	}
	values["GOFLAGS"] += " -trimpath"
	values["GOTOOLCHAIN"] = "local"
	values["GOWORK"] = "off"
	values["REPO"] = repository(t)
	env := make([]string, 0, len(values))
	for name, value := range values {
		env = append(env, name+"="+value)
	}
	return env
}

// ociRegistry starts a registry for one story and returns its host.
func ociRegistry(env *testscript.Env) string {
	server := httptest.NewServer(registry.New(registry.Logger(log.New(io.Discard, "", 0)), registry.WithReferrersSupport(true)))
	env.Defer(server.Close)
	return strings.TrimPrefix(server.URL, "http://")
}

// repository is the root of this module.
func repository(t *testing.T) string {
	t.Helper()
	root, err := filepath.Abs(filepath.Join("..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	return root
}

// snapshots are the files below a folder, by name, by folder.
type snapshots map[string]map[string]string

type snapshotsKey struct{}

func remembered(ts *testscript.TestScript) snapshots {
	s, ok := ts.Value(snapshotsKey{}).(snapshots)
	if !ok {
		ts.Fatalf("the story has no place for snapshots")
	}
	return s
}

func snapshot(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: snapshot dir")
	}
	dir := ts.MkAbs(args[0])
	remembered(ts)[dir] = filesBelow(ts, dir)
}

func unchanged(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: unchanged dir")
	}
	dir := ts.MkAbs(args[0])
	before, ok := remembered(ts)[dir]
	if !ok {
		ts.Fatalf("there is no snapshot of %s", args[0])
	}
	if diff := cmp.Diff(before, filesBelow(ts, dir)); diff != "" {
		ts.Fatalf("%s has changed (-before +after):\n%s", args[0], diff)
	}
}

// filesBelow returns each file's time and content by its path. A folder without
// files is a mistake of the story.
func filesBelow(ts *testscript.TestScript, dir string) map[string]string {
	files := make(map[string]string)
	ts.Check(filepath.WalkDir(dir, func(name string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		content, err := os.ReadFile(name)
		files[name] = fmt.Sprintf("%s\n%s", info.ModTime(), content)
		return err
	}))
	if len(files) == 0 {
		ts.Fatalf("%s has no files", dir)
	}
	return files
}

func isJSON(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: isjson file")
	}
	var value any
	if err := json.NewDecoder(bytes.NewReader([]byte(ts.ReadFile(args[0])))).Decode(&value); err != nil {
		ts.Fatalf("%s is not JSON: %v", args[0], err)
	}
}

func edit(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: edit file old new")
	}
	text := ts.ReadFile(args[0])
	if !strings.Contains(text, args[1]) {
		ts.Fatalf("%q is not in %s", args[1], args[0])
	}
	name := ts.MkAbs(args[0])
	ts.Check(os.Remove(name)) // it may be one that nobody may write
	ts.Check(os.WriteFile(name, []byte(strings.ReplaceAll(text, args[1], args[2])), 0o600))
}
