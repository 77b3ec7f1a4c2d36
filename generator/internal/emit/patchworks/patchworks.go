// Package patchworks renders what a person enters in Patchworks' connector
// builder: the system, its authentication methods and its endpoints, in that
// platform's own words. It imports no such file, but Postman collections: so
// there is a page too that says what to do with both.
package patchworks

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/connectorgen/connectorgen/generator/internal/action"
	"github.com/connectorgen/connectorgen/generator/internal/emit/target"
	"github.com/connectorgen/connectorgen/generator/internal/ir"
	"github.com/connectorgen/connectorgen/generator/internal/output"
)

// The names of the files in the target's folder.
const (
	SystemPath    = "system.json"
	ChecklistPath = "CHECKLIST.md"
)

// Emit renders the system and the page about it. The error is a bug.
func Emit(in target.Input) (*target.Result, error) {
	b := &builder{in: in, c: in.Actions.Connector, set: in.Actions, field: map[[2]string]string{}, taken: map[string]bool{}}
	d := b.document()
	content, err := render(d)
	if err != nil {
		return nil, fmt.Errorf("render %s (a bug in connectorgen): %w", SystemPath, err)
	}
	page, err := checklist(d)
	if err != nil {
		return nil, err
	}
	return &target.Result{
		Files:  []output.File{{Path: SystemPath, Content: content}, {Path: ChecklistPath, Content: page}},
		Losses: b.losses(),
	}, nil
}

// A builder makes the document of one connector.
type builder struct {
	in    target.Input
	c     *ir.Connector
	set   *action.Set
	field map[[2]string]string // by method and field: the key of the variable
	taken map[string]bool      // keys of shared variables
	lost  lost
}

func (b *builder) document() *document {
	d := &document{System: b.system(), Variables: []variable{}, Authentication: []authentication{}, Endpoints: []endpoint{}}
	d.Variables = append(d.Variables, b.server(baseURL, b.c.Servers)...)
	for i := range b.c.Auth {
		d.Authentication = append(d.Authentication, b.authentication(&b.c.Auth[i]))
	}
	for i := range b.set.Actions {
		d.Endpoints = append(d.Endpoints, b.endpoint(&b.set.Actions[i]))
	}
	return d
}

func (b *builder) system() system {
	s := system{
		Name: b.c.Name, Description: b.c.Listing.Description,
		SystemType: b.systemType(), Protocol: "HTTP", Colour: colour(b.c.Listing.Color),
	}
	for _, r := range b.c.RateLimits {
		if r.Scope == "connection" && s.RateLimit == 0 {
			s.RateLimit, s.RateLimitUnit = r.Limit, r.Unit
			continue
		}
		b.lost.limits.Add(fmt.Sprintf("%s: %d a %s", r.Scope, r.Limit, r.Unit), b.in.Pos)
	}
	for _, l := range b.c.Listing.Links {
		if l.Rel == "apiDocs" {
			s.Documentation = l.URL
		}
	}
	return s
}

// baseURL is the key of the variable that holds the URL of the server.
const baseURL = "base_url"

// server has the variables of a server's URL, then that URL. It is the first of
// the list; the others are told in its help.
func (b *builder) server(key string, list []ir.Server) []variable {
	made := variable{Key: b.key("", key), Label: "Base URL", Alias: key, Required: true, Configurable: true, Advanced: true}
	if len(list) == 0 {
		return []variable{made}
	}
	var vars []variable
	s := &list[0]
	url := literalURL(strings.TrimRight(s.URL, "/"))
	for i := range s.Variables {
		v := b.fieldVariable(key, &s.Variables[i], s.Variables[i].Key)
		url = strings.ReplaceAll(url, "{"+s.Variables[i].Key+"}", "{{"+v.Key+"}}")
		vars = append(vars, v)
	}
	made.Value = b.short(url, key)
	made.Locked, made.Configurable = len(list) == 1, len(list) > 1
	for _, other := range list[1:] {
		made.Help = strings.TrimSpace(made.Help + " " + other.Name + ": " + other.URL)
	}
	return append(vars, made)
}

// key is a free name for a shared variable, the name itself if it is.
func (b *builder) key(owner, name string) string {
	key := name
	for b.taken[key] {
		key = owner + "_" + key
	}
	b.taken[key] = true
	return key
}

// render writes v as people read it: indented, with a final newline.
func render(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	err := e.Encode(v)
	return b.Bytes(), err
}
