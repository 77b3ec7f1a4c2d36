package keys_test

import (
	"regexp"
	"testing"

	"github.com/connectorgen/connectorgen/generator/internal/ir"
	"github.com/connectorgen/connectorgen/generator/internal/keys"
)

// FuzzActions gives any three operations keys: each its own, of letters and digits.
func FuzzActions(f *testing.F) {
	f.Add("list", "list_", "LIST", "/pets", "pet", uint8(0))
	f.Add("", " ", "é", "/{id}", "", uint8(1))
	f.Add("listPets", "getPets", "\xff", "/../..", "pets", uint8(7))
	f.Add("CON", "aux.go", "1", "", "ǅ", uint8(3))
	kinds := []ir.OpKind{ir.OpList, ir.OpGet, ir.OpCreate, ir.OpUpdate, ir.OpDelete, ir.OpCustom}
	form := regexp.MustCompile(`^[a-zA-Z][a-zA-Z0-9_]*$`)
	f.Fuzz(func(t *testing.T, a, b, c, path, resource string, kind uint8) {
		if a == b || b == c || a == c {
			t.Skip("operations are told apart by their IDs")
		}
		connector := &ir.Connector{Resources: []ir.Resource{{Key: resource, Name: resource, Plural: resource + "s"}}}
		for i, id := range []string{a, b, c} {
			connector.Operations = append(connector.Operations, ir.Operation{
				ID: id, Method: "GET", Path: path, Resource: resource, Kind: kinds[(int(kind)+i%2)%len(kinds)],
			})
		}
		taken := make(map[string]string)
		for id, key := range keys.Actions(connector) {
			if !form.MatchString(key) {
				t.Errorf("operation %q has the key %q", id, key)
			}
			if other, twice := taken[key]; twice {
				t.Errorf("operations %q and %q have the key %q", id, other, key)
			}
			taken[key] = id
		}
		if len(taken) != 3 {
			t.Errorf("%d keys", len(taken))
		}
	})
}
