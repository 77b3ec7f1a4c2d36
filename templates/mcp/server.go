// Package server serves an API to models over the Model Context Protocol, one tool
// for each operation. What the tools are stands in a document; how each is called, in
// an [Operation]. It knows nothing of a single API.
package server

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/modelcontextprotocol/go-sdk/mcp"
)

// A Connector is what the server needs to know of one API.
type Connector struct {
	Document []byte                                         // the tools and all that is said of them, in JSON
	Getenv   func(string) string                            // the environment
	Connect  func(func(string) string) ([]Operation, error) // the operations, with the credentials of the environment
	Failure  func(error) *Failure                           // what the API answered in place of a result; nil if it did not answer
}

// An Operation is a function of the client.
type Operation struct {
	Tool   string
	Call   any // func(context.Context, path arguments..., body, params, options...) (result, error)
	Params any // pointer to a params struct; nil if it takes none
}

// The exit codes of Main.
const (
	exitOK     = 0
	exitFailed = 1
	exitUsage  = 2
)

// Main serves on transport until its other end hangs up or ctx is done, and returns the
// exit code: 2 for what the user has to mend, such as missing credentials.
func Main(ctx context.Context, args []string, stderr io.Writer, transport mcp.Transport, c Connector) int {
	var d document
	if err := json.Unmarshal(c.Document, &d); err != nil {
		fmt.Fprintln(stderr, "tools:", err)
		return exitFailed
	}
	failed := func(code int, err error) int {
		fmt.Fprintf(stderr, "%s: %v\n", d.Server.Name, err)
		return code
	}
	tools, code := d.choose(args, stderr)
	if tools == nil {
		return code
	}
	if err := d.missing(c.Getenv); err != nil {
		return failed(exitUsage, err)
	}
	operations, err := c.Connect(c.Getenv)
	if err != nil {
		return failed(exitUsage, err)
	}
	s := mcp.NewServer(&d.Server, &mcp.ServerOptions{Instructions: d.Instructions, Capabilities: &mcp.ServerCapabilities{}})
	for _, row := range tools {
		i := slices.IndexFunc(operations, func(o Operation) bool { return o.Tool == row.Name })
		if i < 0 {
			return failed(exitFailed, fmt.Errorf("no operation for the tool %s", row.Name))
		}
		t := &tool{row: row, operation: operations[i], failure: c.Failure, schema: d.schema(row)}
		s.AddTool(t.described(), t.handle)
	}
	if err := s.Run(ctx, transport); err != nil && ctx.Err() == nil {
		return failed(exitFailed, err)
	}
	return exitOK
}

// choose reads the flags, and returns the tools that they leave; nil to stop.
func (d *document) choose(args []string, stderr io.Writer) ([]*row, int) {
	flags := flag.NewFlagSet(d.Server.Name, flag.ContinueOnError)
	flags.SetOutput(stderr)
	readOnly := flags.Bool("read-only", false, "offer only tools that change nothing")
	names := flags.String("tools", "", "offer only these tools: names with commas between them")
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return nil, exitOK
		}
		return nil, exitUsage
	}
	if flags.NArg() > 0 {
		fmt.Fprintf(stderr, "%s: unknown argument %q\n", d.Server.Name, flags.Arg(0))
		return nil, exitUsage
	}
	wanted := map[string]bool{}
	for name := range strings.SplitSeq(*names, ",") {
		if name = strings.TrimSpace(name); name != "" {
			wanted[name] = true
		}
	}
	tools := []*row{}
	for i := range d.Tools {
		r := &d.Tools[i]
		if *names != "" && !wanted[r.Name] {
			continue
		}
		delete(wanted, r.Name)
		if !*readOnly || r.ReadOnly {
			tools = append(tools, r)
		}
	}
	if len(wanted) > 0 {
		var unknown []string
		for name := range wanted {
			unknown = append(unknown, name)
		}
		slices.Sort(unknown)
		fmt.Fprintf(stderr, "%s: unknown tools: %s\n", d.Server.Name, strings.Join(unknown, ", "))
		return nil, exitUsage
	}
	return tools, exitOK
}
