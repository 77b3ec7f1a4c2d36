package target

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"math/big"
	"strings"

	"github.com/connectorgen/connectorgen/generator/internal/ir"
)

// What the older dialects of schemas have in common.

// Component is the key of a component or definition: OpenAPI 3.0 allows letters, digits, dots,
// hyphens and underscores; a name that has to be changed ends with a digest of
// itself, so that no two fall together.
func Component(name string) string {
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

// Values are the known values of a schema, each once; null is one where null is
// allowed. Nil: any value.
func Values(s *ir.Schema) []any {
	if len(s.Enum) == 0 {
		return nil
	}
	var list []any
	seen := map[string]bool{}
	for _, v := range s.Enum {
		if text := string(v); !seen[text] {
			seen[text] = true
			list = append(list, v)
		}
	}
	if s.Nullable && !seen["null"] {
		list = append(list, nil)
	}
	return list
}

// Bound is the narrower of two bounds and whether it is the exclusive one. side is 1
// for lower bounds and -1 for upper ones. Dialects before 2019 have one bound a side.
func Bound(inclusive, exclusive json.Number, side int) (json.Number, bool) {
	if exclusive == "" {
		return inclusive, false
	}
	const precision = 256 // in bits: enough, and bounded whatever the exponent
	a, _, errA := big.ParseFloat(string(inclusive), 10, precision, big.ToNearestEven)
	e, _, errE := big.ParseFloat(string(exclusive), 10, precision, big.ToNearestEven)
	if errA == nil && errE == nil && a.Cmp(e)*side > 0 {
		return inclusive, false
	}
	return exclusive, true
}
