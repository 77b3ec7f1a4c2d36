package keys

import (
	"slices"

	"github.com/connectorgen/connectorgen/generator/internal/ir"
)

// places ranks where an input travels: among equal names the first keeps its own.
var places = []string{string(ir.InPath), string(ir.InQuery), string(ir.InHeader), string(ir.InCookie), "body"}

// Inputs gives every parameter, and every name of the body, its key in the one
// flat input of an action; both lists are in the order of the arguments.
//
// A key is the name with an underscore for what a key cannot hold. A query
// parameter yields to a path parameter of that name, and the body to both;
// what yields, or differs only in other characters, has those spelled out, then
// its place put before it (body_id), then a digest of the name put after it.
func Inputs(params []ir.Param, body []string) (ofParams, ofBody []string) {
	claims := make([]claim, 0, len(params)+len(body))
	for _, p := range params {
		claims = append(claims, inputClaim(string(p.In), p.Name))
	}
	for _, name := range body {
		claims = append(claims, inputClaim("body", name))
	}
	keys := settle(claims)
	return keys[:len(params):len(params)], keys[len(params):]
}

func inputClaim(place, name string) claim {
	long := spelled(name)
	placed := place + "_" + long
	return claim{
		rank:  slices.Index(places, place),
		forms: []string{flat(name), long, placed, placed + "_" + digest(place+" "+name)},
	}
}
