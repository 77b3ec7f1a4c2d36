// Package config reads connector.yaml: what a connector is called, where its
// inputs are, how its API behaves where the document does not say, and what is
// to be written.
//
// It reads that one file and knows nothing of the others: whether an operation, a
// tag or a schema that it names is there is for later stages to find out.
package config

import (
	"github.com/connectorgen/connectorgen/generator/internal/ir"
	"github.com/connectorgen/connectorgen/generator/internal/source"
)

// A Text is a value of the file with its place.
type Text struct {
	Value string
	Pos   source.Pos
}

// At is the place of the value of a key of the file, or that of the file's first
// key if it is not there.
func (c *Config) At(key string) source.Pos {
	if pos, ok := c.places[key]; ok {
		return pos
	}
	return c.Pos
}

// A Config is a decoded connector file.
type Config struct {
	Pos         source.Pos // the file's first key
	ID          Text       // reverse-DNS namespace and slug, "com.flexport/flexport"
	Name        Text
	Version     Text
	APIVersion  Text
	Listing     ir.Listing
	OpenAPI     Text        // path, relative to the connector file
	Overlays    []Text      // paths, applied in order
	Auth        Text        // path of the auth descriptor; "" uses the document's security schemes
	Icons       []Text      // paths of pictures that stand for the connector
	Servers     []ir.Server // in place of the document's
	Headers     []ir.Header
	Conventions Conventions
	RateLimits  []ir.RateLimit
	Retry       *ir.Retry // nil: DefaultRetry
	Test        *ir.Test
	Go          Go
	Output      Output
	Names       Names
	Ignore      []Text                // operation IDs that are left out
	places      map[string]source.Pos // of the values of the file's keys
}

// Conventions are manners of the API that hold for all its operations.
// Paths are dotted and start at the whole answer.
type Conventions struct {
	Payload         Text       // path to what an enveloped answer is about; "" if there is no envelope
	Paging          *ir.Paging // nil: found out from the document; Style "none": no list comes in pages
	PagingPos       source.Pos
	Errors          ir.ErrorPaths
	NullableAnswers bool // null may stand anywhere in an answer
	FilterPrefix    Text // start of query names that Go names leave out, "f."
}

// Go says how the Go package is to be.
type Go struct {
	Package Text // its name; "" is the slug
}

// Output says what is written where.
type Output struct {
	Dir      Text   // folder of the output, relative to the connector file
	Client   bool   // the Go package
	Manifest bool   // connector.json
	Listing  bool   // LISTING.md
	Targets  []Text // formats of marketplaces, of those in Targets, each once
	Trace    Text   // file for the table from outputs to input lines, relative to the connector file; "" for none
}

// Names override what the tool would choose.
type Names struct {
	Resources  []Rename // tag to resource name, such as "ContainerLeg" to "OceanContainerLeg"
	Operations []OperationName
	Types      []Rename // schema name to Go type
	Parameters []Rename // parameter name as sent to Go field
	Properties []Rename // "Schema.property" to Go field
}

// A Rename gives the thing called From the name To.
type Rename struct{ From, To Text }

// An OperationName says which service method an operation becomes; either may be empty.
type OperationName struct{ ID, Resource, Method Text }
