// Package postman renders a connector as a Postman Collection v2.1, which
// Postman and the importers of several marketplaces read: a folder for each
// resource, a variable for each credential, a request for each action.
//
// Postman replaces {{name}} by the value of a variable wherever it stands. What
// comes from a document may therefore not begin one: see [literal].
package postman

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"

	"github.com/connectorgen/connectorgen/generator/internal/action"
	"github.com/connectorgen/connectorgen/generator/internal/emit/target"
	"github.com/connectorgen/connectorgen/generator/internal/ir"
	"github.com/connectorgen/connectorgen/generator/internal/output"
)

// Path is the name of the collection in the target's folder.
const Path = "collection.json"

const schema = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"

// Emit renders the collection. The error is a bug.
func Emit(in target.Input) (*target.Result, error) {
	b := &builder{in: in, c: in.Actions.Connector, set: in.Actions}
	b.variables.of(b.c)
	made := &collection{Info: b.info()}
	made.Auth, _ = b.defaultAuth()
	made.Item = append(b.tokenRequests(), b.folders()...)
	made.Variable = b.variables.list // complete only now
	content, err := render(made)
	if err != nil {
		return nil, fmt.Errorf("render %s (a bug in connectorgen): %w", Path, err)
	}
	return &target.Result{Files: []output.File{{Path: Path, Content: content}}, Losses: b.losses()}, nil
}

// A builder makes one collection.
type builder struct {
	in        target.Input
	c         *ir.Connector
	set       *action.Set
	variables variables
	lost      lost
}

func (b *builder) info() info {
	return info{
		ID: identity(b.c.ID), Name: b.c.Name, Version: b.c.Version, Schema: schema,
		Description: paragraphs(plain(b.c.Listing.Description), documentation(b.c)),
	}
}

// identity is a UUID made of the connector's ID, so that the next version
// replaces this one. It is of version 8: free to be made in any way.
func identity(id string) string {
	u := sha256.Sum256([]byte("postman " + id))
	u[6] = u[6]&0x0f | 0x80
	u[8] = u[8]&0x3f | 0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", u[:4], u[4:6], u[6:8], u[8:10], u[10:16])
}

// folders has one folder for each resource, in the order of their first use.
func (b *builder) folders() []any {
	var made []any
	for i := range b.c.Resources {
		r := &b.c.Resources[i]
		f := folder{Name: named(r.Plural, r.Name, r.Key), Description: plain(r.Description)}
		for j := range b.set.Actions {
			if a := &b.set.Actions[j]; a.Op.Resource == r.Key {
				f.Item = append(f.Item, b.item(a))
			}
		}
		if f.Item != nil {
			made = append(made, f)
		}
	}
	return made
}

// named is the first of names that has something to say, in plain letters.
func named(names ...string) string {
	for _, n := range names {
		if n = action.Plain(n); n != "" {
			return n
		}
	}
	return "Other"
}

// render writes v as people read it: indented, with a final newline.
func render(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "\t")
	err := e.Encode(v)
	return b.Bytes(), err
}
