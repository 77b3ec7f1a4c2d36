package generator_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/modelcontextprotocol/go-sdk/mcp"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

// withClient is the output of a target that calls the client.
const withClient = "output: {dir: out, client: true, manifest: false, listing: false, targets: [%s]}\n"

// ownModule is the go.mod above the client.
const ownModuleText = "module example.com/made\n\ngo 1.25.0\n"

// makeServer makes the MCP server of a connector in a module of its own.
func makeServer(t *testing.T, document string) *madeTarget {
	t.Helper()
	dir := t.TempDir()
	name := filepath.Join(dir, "connector.yaml")
	switch document {
	case "flexport":
		copyFlexport(t, dir, withClient, "mcp")
	case "acme":
		acme(t, dir, "mcp")
		write(t, name, []byte(strings.Replace(readFile(t, name), "client: false", "client: true", 1)))
	default:
		copyPublished(t, dir, document, "mcp")
		write(t, name, []byte(strings.Replace(readFile(t, name), fmt.Sprintf(onlyTarget, "mcp"), fmt.Sprintf(withClient, "mcp"), 1)))
	}
	write(t, filepath.Join(dir, "go.mod"), []byte(ownModuleText))
	return generateTarget(t, dir, "mcp")
}

// buildServer vets and builds the server with nothing but what its go.mod and go.sum say.
func buildServer(t *testing.T, dir string) string {
	t.Helper()
	program := filepath.Join(t.TempDir(), "server.exe")
	for _, args := range [][]string{{"vet", "-mod=readonly", "./..."}, {"build", "-mod=readonly", "-o", program, "."}} {
		cmd := exec.CommandContext(t.Context(), "go", args...)
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "GOWORK=off", "GOFLAGS=")
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("go %s: %v\n%s", strings.Join(args, " "), err, out)
		}
	}
	return program
}

// connectServer starts the server and speaks to it with the protocol's own client.
func connectServer(t *testing.T, program string, env []string, args ...string) *mcp.ClientSession {
	t.Helper()
	cmd := exec.CommandContext(context.WithoutCancel(t.Context()), program, args...) // it ends when the session is closed
	cmd.Env = env
	cmd.Stderr = os.Stderr
	session, err := mcp.NewClient(&mcp.Implementation{Name: "test", Version: "1"}, nil).Connect(t.Context(), &mcp.CommandTransport{Command: cmd}, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := session.Close(); err != nil {
			t.Errorf("the server does not end well: %v", err)
		}
	})
	return session
}

// toolsOf are the tools of the server; the schema of each input compiles.
func toolsOf(t *testing.T, session *mcp.ClientSession) map[string]*mcp.Tool {
	t.Helper()
	tools := map[string]*mcp.Tool{}
	for tool, err := range session.Tools(t.Context(), nil) {
		if err != nil {
			t.Fatal(err)
		}
		tools[tool.Name] = tool
		c := jsonschema.NewCompiler()
		if err := c.AddResource("urn:input", tool.InputSchema); err != nil {
			t.Fatal(err)
		}
		if _, err := c.Compile("urn:input"); err != nil {
			t.Errorf("%s: %v", tool.Name, err)
		}
	}
	return tools
}

// callTool is what a call brought: texts, resources and structured content.
func callTool(t *testing.T, session *mcp.ClientSession, tool, arguments string) string {
	t.Helper()
	params := &mcp.CallToolParams{Name: tool}
	if arguments != "" {
		params.Arguments = json.RawMessage(arguments)
	}
	r, err := session.CallTool(t.Context(), params)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	if r.IsError {
		b.WriteString("error\n")
	}
	for _, c := range r.Content {
		switch c := c.(type) {
		case *mcp.TextContent:
			fmt.Fprintf(&b, "text %s\n", c.Text)
		case *mcp.EmbeddedResource:
			fmt.Fprintf(&b, "resource %s %s %q %q\n", c.Resource.URI, c.Resource.MIMEType, c.Resource.Text, c.Resource.Blob)
		default:
			t.Fatalf("content is a %T", c)
		}
	}
	if r.StructuredContent != nil {
		fmt.Fprintf(&b, "structured %s\n", encode(t, r.StructuredContent))
	}
	return b.String()
}

// validServer holds server.json against the registry's schema.
func validServer(t *testing.T, data []byte) error {
	t.Helper()
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	s, err := c.Compile(filepath.Join(shared(t), "targets", "schemas", "mcp-server-2025-12-11.json"))
	if err != nil {
		t.Fatal(err)
	}
	return satisfies(t, s, data)
}

func TestMCPGolden(t *testing.T) {
	made := makeServer(t, "acme")
	var losses bytes.Buffer
	for _, p := range made.problems {
		if strings.HasPrefix(p.Code, "mcp-") {
			fmt.Fprintln(&losses, p.Error())
		}
	}
	golden(t, "mcp.losses", losses.Bytes())
	for _, name := range []string{"server.json", "tools.json", "main.go", "go.mod"} {
		golden(t, "mcp."+name, made.read(t, name))
	}
}

// TestMCPPublished builds two of the servers, and holds the registration of each against
// the registry's schema.
func TestMCPPublished(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes long with the race detector: make test runs it without")
	}
	for _, document := range published {
		t.Run(document, func(t *testing.T) {
			made := makeServer(t, document)
			data := made.read(t, "server.json")
			if err := validServer(t, data); err != nil {
				t.Errorf("%#v", err)
			}
			for _, spoiled := range [][2]string{{`"type": "stdio"`, `"type": "pipe"`}, {`"registryType"`, `"registry"`}, {`"name": "com.`, `"name": "com/`}} {
				bad := bytes.Replace(data, []byte(spoiled[0]), []byte(spoiled[1]), 1)
				if bytes.Equal(bad, data) || validServer(t, bad) == nil {
					t.Errorf("server.json with %s is valid", spoiled[1])
				}
			}
			if document != "adyen-checkout.json" && document != "sendgrid-oai.json" {
				return // Flexport's and Acme's have tests of their own, and building takes long
			}
			env := os.Environ()
			for _, v := range registered(t, data) {
				if v.IsSecret {
					env = append(env, v.Name+"=x")
				}
			}
			if got, want := len(toolsOf(t, connectServer(t, buildServer(t, made.dir), env))), len(documentOf(t, made).Tools); got != want || want == 0 {
				t.Errorf("%d tools are listed of %d", got, want)
			}
		})
	}
}

type registeredVariable struct {
	Name, Description, Default, Value string
	IsRequired, IsSecret              bool
}

func registered(t *testing.T, data []byte) []registeredVariable {
	t.Helper()
	var r struct {
		Packages []struct{ EnvironmentVariables []registeredVariable }
	}
	decode(t, data, &r)
	return r.Packages[0].EnvironmentVariables
}

type toolsDocument struct {
	Tools []struct {
		Name                              string
		ReadOnly, Destructive, Idempotent bool
	}
}

func documentOf(t *testing.T, made *madeTarget) toolsDocument {
	t.Helper()
	var d toolsDocument
	decode(t, made.read(t, "tools.json"), &d)
	return d
}

// TestMCPFlexportVariables keeps the six fields of the form in server.json.
func TestMCPFlexportVariables(t *testing.T) {
	var got []string
	for _, v := range registered(t, makeServer(t, "flexport").read(t, "server.json")) {
		got = append(got, fmt.Sprintf("%s required=%v secret=%v value=%s", v.Name, v.IsRequired, v.IsSecret, v.Value))
	}
	want := []string{
		"FLEXPORT_CLIENT_SECRET required=true secret=true value=",
		"FLEXPORT_CLIENT_ID required=true secret=false value=",
		"FLEXPORT_SCOPE required=false secret=false value=",
		"FLEXPORT_GRANT_TYPE required=false secret=false value=client_credentials",
		"FLEXPORT_RESPONSE_TOKEN_KEY required=false secret=false value=access_token",
		"FLEXPORT_AUDIENCE required=false secret=false value=https://api.flexport.com",
		"FLEXPORT_ACCESS_TOKEN required=false secret=true value=",
		"FLEXPORT_BASE_URL required=false secret=false value=",
		"FLEXPORT_TOKEN_URL required=false secret=false value=",
		"FLEXPORT_TOKEN_FILE required=false secret=false value=",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestMCPUnsupported is about outputs without a client that the server could import.
func TestMCPUnsupported(t *testing.T) {
	for name, test := range map[string]struct{ output, module, want string }{
		"no client":  {onlyTarget, ownModuleText, "the server calls the generated client, and output.client is false [mcp-no-client]"},
		"no module":  {withClient, "", "the server imports the generated client, and there is no go.mod above the output folder [mcp-no-module]"},
		"bad module": {withClient, "module made\n", `the server cannot import the generated client: missing dot in first path element [mcp-no-module]`},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			copyFlexport(t, dir, test.output, "mcp")
			if test.module != "" {
				write(t, filepath.Join(dir, "go.mod"), []byte(test.module))
			}
			made := generateTarget(t, dir, "mcp")
			got := ""
			for _, p := range made.problems {
				if strings.HasPrefix(p.Code, "mcp-") {
					got = strings.TrimPrefix(p.Error(), filepath.ToSlash(dir)+"/")
				}
			}
			_, after, _ := strings.Cut(got, "warning: ")
			if diff := cmp.Diff(test.want, after); diff != "" || !strings.HasPrefix(got, "connector.yaml:") {
				t.Errorf("%q:\n%s", got, diff)
			}
			if _, err := os.Stat(made.dir); !os.IsNotExist(err) {
				t.Errorf("something was made: %v", err)
			}
		})
	}
}

// TestMCPNewerModule builds a server beneath a module that requires newer versions than
// the server does, and a newer Go.
func TestMCPNewerModule(t *testing.T) {
	dir := t.TempDir()
	copyFlexport(t, dir, withClient, "mcp")
	root, err := os.ReadFile(filepath.Join("..", "go.sum"))
	if err != nil {
		t.Fatal(err)
	}
	const newer = "github.com/segmentio/asm v1.2.1"
	write(t, filepath.Join(dir, "go.mod"), []byte("module example.com/made/v2\n\ngo 1.26.0\n\nrequire "+newer+" // indirect\n"))
	write(t, filepath.Join(dir, "go.sum"), root)
	made := generateTarget(t, dir, "mcp")
	var losses []string
	for _, p := range made.problems {
		if p.Code == "mcp-missing-sum" {
			losses = append(losses, p.Msg)
		}
	}
	want := []string{"go.sum beside the client's go.mod does not have what it requires, so that the server has to be built with -mod=mod: \"" + strings.Replace(newer, " ", "@", 1) + "\""}
	if diff := cmp.Diff(want, losses); diff != "" {
		t.Error(diff)
	}
	module := string(made.read(t, "go.mod"))
	for _, line := range []string{"module example.com/made/v2/out/targets/mcp\n", "\ngo 1.26.0\n", "example.com/made/v2 v2.0.0-00010101000000-000000000000\n", newer + " // indirect\n"} {
		if !strings.Contains(module, line) {
			t.Errorf("go.mod lacks %q:\n%s", line, module)
		}
	}
}
