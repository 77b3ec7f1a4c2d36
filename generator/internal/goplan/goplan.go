// Package goplan chooses everything about the Go package of a connector: every
// name, type, field, method, file, and their order. It renders nothing, and it
// settles every collision before anything is rendered.
package goplan

import (
	"github.com/connectorgen/connectorgen/generator/internal/diag"
	"github.com/connectorgen/connectorgen/generator/internal/ir"
)

// A Package is a connector as Go. All text called Doc is untrusted.
type Package struct {
	Name        string
	Connector   *ir.Connector `json:"-"`
	Credentials []Credential  // fields of the Credentials struct
	Services    []Service     // by Field
	Events      []EventSet    `json:",omitempty"` // webhooks, then callbacks in the order of operations
	Types       []Type        // models, unions and enums, by Name
	Models      []ModelFile   // how Types are split into files

	// Names are the names given to what could be called otherwise when the document
	// grows, by what it is: to be given back as Options.Kept at the next run.
	Names map[string]string
}

// A ModelFile holds some of the types.
type ModelFile struct {
	Path  string // "models.gen.go"
	Types []Type `json:"-"`
}

// A Credential is one field of the Credentials struct.
type Credential struct {
	Name  string
	Field ir.Field
}

// A Service holds the methods of one resource.
type Service struct {
	Type    string // "ShipmentsService"
	Field   string // of Client: "Shipments"
	File    string // "shipments.gen.go"
	Doc     string
	Methods []Method // by Name
	Params  []Type   // the structs that hold the methods' parameters
}

// A Method is one operation as Go.
type Method struct {
	Name      string // "List"
	All       string // for a list: the method that iterates over all items
	Table     string // variable that holds the operation's row: "opShipmentsList"
	Doc       string
	Operation *ir.Operation `json:"-"`
	Server    string        // base URL of its own, "" for the connector's
	Path      []Arg         // in the order of the path's placeholders
	Body      *Arg
	BodyMedia string // media type of the body, "" for application/json
	Bodies    []Body // what the body can be instead, with WithBody
	Params    string // struct of the other parameters, "" for none
	AsOption  bool   // Params is given as a call option
	Result    Result
	Stream    *Stream `json:",omitempty"` // the method that reads the answer item by item: another than Name, unless Result is a SequenceResult
}

// A Stream is a method that iterates over what an answer holds, as it comes.
type Stream struct {
	Name   string
	Doc    string
	Item   TypeRef
	Events *ir.Events `json:"-"`
}

// A Body is one way to send a body.
type Body struct {
	MediaType string
	Type      TypeRef
}

// An Arg is one argument of a method.
type Arg struct {
	Name string
	Type TypeRef
}

// ResultKind says how a result comes.
type ResultKind string

// The kinds of result.
const (
	NoResult     ResultKind = "none"
	ObjectResult ResultKind = "object" // by pointer
	ValueResult  ResultKind = "value"
	PageResult   ResultKind = "page" // Type is that of one item
	StreamResult ResultKind = "stream"

	// SequenceResult is only read item by item: there is a Stream and nothing else.
	SequenceResult ResultKind = "sequence"
)

// A Result is what a method returns beside the error.
type Result struct {
	Kind ResultKind
	Type TypeRef `json:",omitzero"`
}

// TypeKind tells the declared types apart.
type TypeKind string

// The kinds of type.
const (
	StructType TypeKind = "struct"
	UnionType  TypeKind = "union"
	EnumType   TypeKind = "enum"
	ParamsType TypeKind = "params"
)

// A Type is one declared type.
type Type struct {
	Kind   TypeKind
	Name   string
	Doc    string
	Fields []Field // struct, union and params
	Tag    string  // union: the property that tells the variants apart
	Values []Const // enum
	Option string  // params: the operation's name, if it is given as a call option
}

// A Field is one field of a struct.
type Field struct {
	Name string
	Doc  string
	Type TypeRef
	Tags []FieldTag
}

// A FieldTag is one key of a struct tag.
type FieldTag struct{ Key, Value string }

// A Const is one value of an enum.
type Const struct {
	Name  string
	Value string
}

// A TypeRef is a Go type. Exactly one of Name and Elem is set.
type TypeRef struct {
	Pkg  string   `json:",omitempty"` // import path of Name; "" for predeclared and own types
	Name string   `json:",omitempty"`
	Op   string   `json:",omitempty"` // "*", "[]", "map" (of string) or "Opt", applied to Elem
	Elem *TypeRef `json:",omitempty"`
}

func named(name string) TypeRef             { return TypeRef{Name: name} }
func imported(pkg, name string) TypeRef     { return TypeRef{Pkg: pkg, Name: name} }
func apply(op string, elem TypeRef) TypeRef { return TypeRef{Op: op, Elem: &elem} }

// Options are what the user decides about the Go package.
type Options struct {
	Package      string            // name of the package
	Reserved     map[string]bool   // package-level names of the runtime
	FilterPrefix string            // start of query names that field names leave out
	Types        map[string]string // schema name to type name
	Params       map[string]string // parameter name to field name
	Properties   map[string]string // "Schema.property" to field name
	Methods      map[string]string // operation ID to method name
	Kept         map[string]string // Package.Names of the run before
}

// New plans the package for c.
func New(c *ir.Connector, o Options) (*Package, diag.List) {
	p := newPlanner(c, o)
	p.reach()
	p.nameTypes()
	p.pkg.Credentials = p.credentials()
	p.services()
	p.events()
	p.declare()
	return p.pkg, p.problems
}
