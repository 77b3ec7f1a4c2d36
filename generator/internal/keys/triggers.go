package keys

import (
	"github.com/connectorgen/connectorgen/generator/internal/ir"
)

// Triggers gives every event of c its key, in the order of c.Events: what the
// document calls it in camel case; where that is not unique, after "webhook" or
// the ID of the operation whose callback it is; then with a digest of all that.
func Triggers(c *ir.Connector) []string {
	claims := make([]claim, len(c.Events))
	for i := range c.Events {
		e := &c.Events[i]
		owner := e.Operation
		if owner == "" {
			owner = "webhook"
		}
		last := camel(words(e.Name))
		if last == "" {
			last = "event"
		}
		claims[i].forms = []string{camel(words(e.Name)), camel(words(owner + " " + e.Name)), last + "_" + digest(e.Operation+"\n"+e.Name)}
	}
	return settle(claims)
}
