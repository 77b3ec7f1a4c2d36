package authspec

import (
	"github.com/connectorgen/connectorgen/generator/internal/ir"
	"github.com/connectorgen/connectorgen/generator/internal/strict"
)

// Tables are the keys that the reader knows, by the name that auth.schema.json
// gives the mapping in $defs; "" is the file.
func Tables() map[string]strict.Keys {
	m, t := &method{}, &ir.Token{}
	return map[string]strict.Keys{
		"":         fileKeys(nil),
		"method":   m.keys(),
		"field":    fieldKeys(&ir.Field{}),
		"token":    m.tokenKeys(t),
		"request":  m.requestKeys(t),
		"response": m.responseKeys(t),
		"limit":    limitKeys(t),
		"param":    m.paramKeys(&ir.TokenParam{}),
		"apply":    m.applyKeys(&ir.Apply{}),
	}
}
