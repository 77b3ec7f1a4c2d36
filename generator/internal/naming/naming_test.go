package naming_test

import (
	"go/token"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/connectorgen/connectorgen/generator/internal/naming"
)

func TestExported(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"snake case", "user_name", "UserName"},
		{"camel case", "userName", "UserName"},
		{"initialism", "account-id", "AccountID"},
		{"initialism in camel case", "accountIdUrl", "AccountIDURL"},
		{"plural initialism", "manufacturer_ids", "ManufacturerIDs"},
		{"plural initialism as written", "userIDs", "UserIDs"},
		{"dots", "f.shipment.id", "FShipmentID"},
		{"acronym then word", "HTTPServer", "HTTPServer"},
		{"shouted", "IN_TRANSIT", "InTransit"},
		{"acronym", "TDWB", "TDWB"},
		{"leading digit", "2fa", "X2fa"},
		{"numbers stay apart", "1_2", "X1_2"},
		{"digits inside", "street_address2", "StreetAddress2"},
		{"letter after digit", "co2e_emissions", "Co2eEmissions"},
		{"version", "v1beta1", "V1beta1"},
		{"unicode", "größe", "Größe"},
		{"no letters with case", "名前", "X名前"},
		{"nothing usable", "+-", "X"},
		{"empty", "", "X"},
		{"signed", "+1", "Plus1"},
		{"keyword", "type", "Type"},
		{"leading underscore", "_object", "Object"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := naming.Exported(tt.in); got != tt.want {
				t.Errorf("Exported(%q) = %q, want %q", tt.in, got, tt.want)
			}
		})
	}
}

func TestUnexported(t *testing.T) {
	for in, want := range map[string]string{
		"id": "id", "shipment_id": "shipmentID", "type": "type_", "len": "len_", "URL": "url", "2fa": "x2fa", "": "x", "Über": "über",
	} {
		if got := naming.Unexported(in); got != want {
			t.Errorf("Unexported(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestSpelled(t *testing.T) {
	for in, want := range map[string]string{
		"+1": "Plus1", "-1": "Minus1", "f.shipment_id": "FDotShipmentUnderscoreID", "": "X", "\u2603": "X2603",
	} {
		if got := naming.Spelled(in); got != want {
			t.Errorf("Spelled(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestWords(t *testing.T) {
	for in, want := range map[string]string{
		"BookingLineItem": "Booking Line Item", "HTTPServer_v2Id": "HTTP Server v2 Id", "Carbon Calculation": "Carbon Calculation",
		"IDs": "IDs", "repos/list-for-org": "repos list for org",
	} {
		if got := naming.Words(in); !slices.Equal(got, strings.Fields(want)) {
			t.Errorf("Words(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestAlwaysAnIdentifier(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := rapid.String().Draw(t, "in")
		for _, got := range []string{naming.Exported(in), naming.Spelled(in), naming.Exact(in)} {
			if !token.IsIdentifier(got) || !token.IsExported(got) {
				t.Fatalf("%q gives %q", in, got)
			}
		}
		if got := naming.Unexported(in); !token.IsIdentifier(got) || token.IsExported(got) {
			t.Fatalf("Unexported(%q) = %q", in, got)
		}
	})
}

func TestExactTellsApart(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := rapid.String().Draw(t, "a"), rapid.String().Draw(t, "b")
		if a != b && strings.ToValidUTF8(a, "") == a && strings.ToValidUTF8(b, "") == b && naming.Exact(a) == naming.Exact(b) {
			t.Fatalf("%q and %q both give %q", a, b, naming.Exact(a))
		}
	})
}

func FuzzExported(f *testing.F) {
	for _, seed := range []string{"", "a_b", "HTTPServer", "\xff", "ǅ", "İd"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, in string) {
		if got := naming.Exported(in); !token.IsIdentifier(got) || !token.IsExported(got) {
			t.Errorf("Exported(%q) = %q", in, got)
		}
		if got := naming.Unexported(in); !token.IsIdentifier(got) || token.IsExported(got) {
			t.Errorf("Unexported(%q) = %q", in, got)
		}
	})
}
