// Package lower joins the document, the auth descriptor and the connector file
// into the connector. It is the one place that answers "what does this document
// mean?": which answers are pages, where the payload stands in an envelope, what
// tells the variants of a union apart, which things the API deals in.
package lower

import (
	"net/url"
	"slices"
	"strings"

	"github.com/connectorgen/connectorgen/generator/internal/config"
	"github.com/connectorgen/connectorgen/generator/internal/diag"
	"github.com/connectorgen/connectorgen/generator/internal/ir"
	"github.com/connectorgen/connectorgen/generator/internal/oas"
	"github.com/connectorgen/connectorgen/generator/internal/strict"
)

// Input is what Connector joins.
type Input struct {
	Document *oas.Document
	Config   *config.Config
	Auth     []ir.AuthMethod // nil: the document's own security schemes
	AuthFile bool            // an auth descriptor was given
	Sources  []ir.Source
}

// Connector returns the connector that the input describes. A nil Connector
// comes with at least one error.
func Connector(in Input) (*ir.Connector, diag.List) {
	l := &lowerer{doc: in.Document, cfg: in.Config, schemas: make(map[string]*oas.Schema), named: make(map[string]*ir.Schema), open: make(map[string]bool), keys: make(map[string]string)}
	for _, s := range in.Document.Schemas {
		l.schemas[s.Name] = s
	}
	cfg := in.Config
	l.out = &ir.Connector{
		ID: cfg.ID.Value, Name: cfg.Name.Value, Version: cfg.Version.Value, APIVersion: cfg.APIVersion.Value,
		Listing: cfg.Listing, Headers: cfg.Headers, RateLimits: cfg.RateLimits, Test: cfg.Test,
		Errors: cfg.Conventions.Errors, Payload: cfg.Conventions.Payload.Value, Sources: in.Sources,
		Retry: config.DefaultRetry(),
	}
	if cfg.Retry != nil {
		l.out.Retry = *cfg.Retry
	}
	l.servers()
	l.auth(in.Auth, in.AuthFile)
	for _, s := range in.Document.Schemas {
		l.open[s.Name] = true
		named := l.schema(s)
		delete(l.open, s.Name)
		named.Name, named.Pos = s.Name, s.Pos
		l.out.Schemas = append(l.out.Schemas, named)
		l.named[s.Name] = named
	}
	l.operations()
	l.bases()
	l.files()
	l.names()
	l.test()
	if l.problems.HasErrors() {
		return nil, l.problems
	}
	return l.out, l.problems
}

// A lowerer holds what one run needs.
type lowerer struct {
	doc      *oas.Document
	cfg      *config.Config
	schemas  map[string]*oas.Schema
	named    map[string]*ir.Schema // of out, by name
	out      *ir.Connector
	keys     map[string]string // of the methods made of security schemes, by the scheme's name
	manyKeys bool              // there are several API keys
	open     map[string]bool   // named schemas whose meaning is being found out, to end recursion
	lowered  int               // schemas so far
	problems diag.List
}

// servers takes the base URLs from the connector file, else from the document.
func (l *lowerer) servers() {
	l.out.Servers = l.cfg.Servers
	if len(l.out.Servers) > 0 {
		return
	}
	l.out.Servers = l.documentServers(l.doc.Servers)
	if len(l.out.Servers) == 0 {
		l.problems.Warnf(l.doc.Pos, "oas-no-server", "the document names no server with an absolute URL: the base URL must be given to the client")
		if l.cfg.Pos.IsValid() {
			l.problems.Hintf("add servers: to the connector file")
		} else {
			l.problems.Hintf("add servers to the document, with an overlay, or write a connector file that has them")
		}
		l.out.Servers = []ir.Server{{URL: "http://localhost"}}
	}
}

func (l *lowerer) documentServers(servers []oas.Server) []ir.Server {
	var out []ir.Server
	for _, s := range servers {
		server := ir.Server{URL: strings.TrimRight(s.URL, "/"), Name: s.Description}
		for _, v := range s.Variables {
			f := variable(v)
			server.URL = strings.ReplaceAll(server.URL, "{"+v.Name+"}", "{"+f.Key+"}")
			server.Variables = append(server.Variables, f)
		}
		if u, err := url.Parse(server.Default()); err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
			l.problems.Warnf(s.Pos, "oas-server", "server %q is not an absolute http or https URL: it is left out", s.URL)
			continue
		}
		out = append(out, server)
	}
	return out
}

func variable(v oas.Variable) ir.Field {
	f := ir.Field{Key: key(v.Name), Label: v.Name, Type: "string", Default: v.Default, Enum: v.Enum, Note: v.Description, Required: true, Pos: v.Pos}
	if len(v.Enum) > 0 {
		f.Type = "enum"
	}
	return f
}

// test checks that the test call is one that can do no harm.
func (l *lowerer) test() {
	t := l.out.Test
	if t == nil {
		return
	}
	op := l.out.Operation(t.Operation)
	switch {
	case op == nil:
		l.problems.Errorf(t.Pos, "config-test-operation", "the test names operation %q, which the document does not have", t.Operation)
		if near := strict.Nearest(t.Operation, l.operationIDs()); near != "" {
			l.problems.Hintf("did you mean %q?", near)
		}
		return
	case !op.Safe():
		l.problems.Errorf(t.Pos, "config-test-unsafe", "the test operation %s is a %s: only a call that changes nothing can prove a connection", op.ID, op.Method)
		return
	default:
	}
	for _, p := range op.Params {
		given := slices.ContainsFunc(t.Input, func(i ir.TestInput) bool { return i.Name == p.Name })
		if p.Required && !given {
			l.problems.Errorf(t.Pos, "config-test-input", "the test operation %s needs %s: give it under input", op.ID, p.Name)
		}
	}
	for _, i := range t.Input {
		if !slices.ContainsFunc(op.Params, func(p ir.Param) bool { return p.Name == i.Name }) {
			l.problems.Errorf(t.Pos, "config-test-input", "the test operation %s has no parameter %q", op.ID, i.Name)
		}
	}
}

func (l *lowerer) operationIDs() []string {
	ids := make([]string, 0, len(l.out.Operations))
	for _, op := range l.out.Operations {
		ids = append(ids, op.ID)
	}
	return ids
}
