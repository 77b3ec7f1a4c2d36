package naming_test

import (
	"testing"

	"github.com/connectorgen/connectorgen/generator/internal/naming"
)

func TestInflect(t *testing.T) {
	for singular, plural := range map[string]string{
		"shipment": "shipments", "Company": "Companies", "entry": "entries", "key": "keys", "address": "addresses",
		"box": "boxes", "metadata": "metadata", "branch": "branches", "Invoice": "Invoices", "": "",
	} {
		if got := naming.Plural(singular); got != plural {
			t.Errorf("Plural(%q) = %q, want %q", singular, got, plural)
		}
		if got := naming.Singular(plural); got != singular {
			t.Errorf("Singular(%q) = %q, want %q", plural, got, singular)
		}
	}
}
