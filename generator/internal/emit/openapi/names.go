package openapi

import (
	"encoding/json"

	"github.com/connectorgen/connectorgen/generator/internal/emit/target"
	"github.com/connectorgen/connectorgen/generator/internal/ir"
)

// componentNames are the keys of the named schemas.
func componentNames(c *ir.Connector) map[string]string {
	names := make(map[string]string, len(c.Schemas))
	for _, s := range c.Schemas {
		names[s.Name] = target.Component(s.Name)
	}
	return names
}

// quoted is the text as a JSON value.
func quoted(text string) json.RawMessage {
	value, err := json.Marshal(text)
	if err != nil {
		return json.RawMessage(`""`) // text always marshals
	}
	return value
}
