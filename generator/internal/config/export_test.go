package config

import (
	"github.com/connectorgen/connectorgen/generator/internal/ir"
	"github.com/connectorgen/connectorgen/generator/internal/strict"
)

// Tables are the keys that the reader knows, by the name that
// connector-file.schema.json gives the mapping in $defs; "" is the file.
func Tables() map[string]strict.Keys {
	p := &parser{Config: &Config{}}
	return map[string]strict.Keys{
		"":              p.keys(),
		"party":         partyKeys(&ir.Party{}),
		"links":         linkKeys(make([]string, len(rels))),
		"server":        serverKeys(&ir.Server{}),
		"conventions":   p.conventionKeys(),
		"paging":        pagingKeys(&ir.Paging{}),
		"errors":        errorKeys(&ir.ErrorPaths{}),
		"rateLimit":     rateLimitKeys(&ir.RateLimit{}),
		"retry":         retryKeys(&ir.Retry{}),
		"test":          testKeys(&ir.Test{}),
		"go":            p.goKeys(),
		"output":        p.outputKeys(),
		"names":         p.nameKeys(),
		"operationName": operationKeys(&OperationName{}),
	}
}
