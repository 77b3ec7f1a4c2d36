package openapi

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strings"

	"github.com/connectorgen/connectorgen/generator/internal/ir"
)

// componentNames are the keys of the named schemas.
func componentNames(c *ir.Connector) map[string]string {
	names := make(map[string]string, len(c.Schemas))
	for _, s := range c.Schemas {
		names[s.Name] = componentName(s.Name)
	}
	return names
}

// componentName is the key of a component. OpenAPI 3.0 allows letters, digits, dots,
// hyphens and underscores; a name that has to be changed ends with a digest of
// itself, so that no two fall together.
func componentName(name string) string {
	key := strings.Map(keyRune, name)
	if key == name && key != "" {
		return key
	}
	sum := sha256.Sum256([]byte(name))
	return key + "_" + hex.EncodeToString(sum[:4])
}

func keyRune(r rune) rune {
	if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '.' || r == '-' || r == '_' {
		return r
	}
	return '_'
}

// quoted is the text as a JSON value.
func quoted(text string) json.RawMessage {
	value, err := json.Marshal(text)
	if err != nil {
		return json.RawMessage(`""`) // text always marshals
	}
	return value
}
