package keys

import (
	"github.com/connectorgen/connectorgen/generator/internal/ir"
)

// Triggers gives every event of c its key, in the order of c.Events: what the
// document calls it in camel case; where that is not unique the operation's ID
// before it, whose callback it is; then with a digest of all that.
func Triggers(c *ir.Connector) []string {
	claims := make([]claim, len(c.Events))
	for i := range c.Events {
		e := &c.Events[i]
		last := camel(words(e.Name))
		if last == "" {
			last = "event"
		}
		claims[i].forms = []string{camel(words(e.Name)), camel(words(e.Operation + " " + e.Name)), last + "_" + digest(e.Operation+"\n"+e.Name)}
	}
	return settle(claims)
}
