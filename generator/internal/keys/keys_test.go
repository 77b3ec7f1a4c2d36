package keys_test

import (
	"maps"
	"regexp"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/connectorgen/connectorgen/generator/internal/ir"
	"github.com/connectorgen/connectorgen/generator/internal/keys"
)

var resources = []ir.Resource{
	{Key: "shipment", Plural: "Shipments"},
	{Key: "bookingLineItem", Plural: "Booking line items"},
	{Key: "document", Plural: "Documents"},
	{Key: "company", Plural: "Companies"},
	{Key: "equipment"},
}

func TestActions(t *testing.T) {
	op := func(id string, kind ir.OpKind, resource string) ir.Operation {
		return ir.Operation{ID: id, Kind: kind, Resource: resource, Method: "GET", Path: "/v1/" + id}
	}
	tests := map[string]struct {
		ops  []ir.Operation
		want map[string]string
	}{
		"kind and resource": {
			[]ir.Operation{
				op("shipment_index", ir.OpList, "shipment"),
				op("shipment_show", ir.OpGet, "shipment"),
				op("bli_create", ir.OpCreate, "bookingLineItem"),
				op("bli_index", ir.OpList, "bookingLineItem"),
				op("company_update", ir.OpUpdate, "company"),
				op("company_drop", ir.OpDelete, "company"),
				op("equipment_index", ir.OpList, "equipment"),
			},
			map[string]string{
				"shipment_index": "listShipments", "shipment_show": "getShipment",
				"bli_create": "createBookingLineItem", "bli_index": "listBookingLineItems",
				"company_update": "updateCompany", "company_drop": "deleteCompany",
				"equipment_index": "listEquipment",
			},
		},
		"custom": {
			[]ir.Operation{
				op("documents_download", ir.OpCustom, "document"),
				op("cancelShipment", ir.OpCustom, "shipment"),
				op("network_company_me", ir.OpCustom, "company"),
			},
			map[string]string{
				"documents_download": "downloadDocument", "cancelShipment": "cancelShipment",
				"network_company_me": "networkCompanyMe",
			},
		},
		"both fall back": {
			[]ir.Operation{op("company_put", ir.OpUpdate, "company"), op("company_patch", ir.OpUpdate, "company")},
			map[string]string{"company_put": "companyPut", "company_patch": "companyPatch"},
		},
		"method and path": {
			[]ir.Operation{
				{ID: "get-user", Method: "GET", Path: "/users/{id}"},
				{ID: "getUser", Method: "GET", Path: "/old/users/{id}"},
			},
			map[string]string{"get-user": "getUsersId", "getUser": "getOldUsersId"},
		},
		"digest": {
			[]ir.Operation{{ID: "取得", Method: "GET", Path: "/users"}, {ID: "取得?", Method: "GET", Path: "/users/"}},
			map[string]string{"取得": "operation_03ecfee0d013719b", "取得?": "operation_51a7354a59358cd6"},
		},
		"capitals and digits": {
			[]ir.Operation{{ID: "getHTTPBody2"}, {ID: "3pl.list"}},
			map[string]string{"getHTTPBody2": "getHttpBody2", "3pl.list": "n3plList"},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got := keys.Actions(&ir.Connector{Resources: resources, Operations: tt.ops})
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("keys differ (-want +got):\n%s", diff)
			}
		})
	}
}

func TestInputs(t *testing.T) {
	tests := map[string]struct {
		params     []ir.Param
		body       []string
		wantParams []string
		wantBody   []string
	}{
		"names that are keys": {
			[]ir.Param{{In: ir.InQuery, Name: "page"}, {In: ir.InQuery, Name: "cargo_ready_date"}},
			[]string{"name"},
			[]string{"page", "cargo_ready_date"},
			[]string{"name"},
		},
		"other characters": {
			[]ir.Param{
				{In: ir.InQuery, Name: "f.status"},
				{In: ir.InQuery, Name: "filter[name]"},
				{In: ir.InQuery, Name: "ids[]"},
				{In: ir.InQuery, Name: "f.metadata.<KEY>", OpenEnded: true},
				{In: ir.InHeader, Name: "X-Request-Id"},
				{In: ir.InQuery, Name: "2fa"},
			},
			[]string{"_object"},
			[]string{"f_status", "filter_name", "ids", "f_metadata_KEY", "X_Request_Id", "n2fa"},
			[]string{"object"},
		},
		"two names that fall together": {
			[]ir.Param{{In: ir.InQuery, Name: "f.shipment.id"}, {In: ir.InQuery, Name: "f.shipment_id"}},
			nil,
			[]string{"f_dot_shipment_dot_id", "f_dot_shipment_id"},
			[]string{},
		},
		"the path keeps its name": {
			[]ir.Param{{In: ir.InQuery, Name: "id"}, {In: ir.InPath, Name: "id"}},
			[]string{"id"},
			[]string{"query_id", "id"},
			[]string{"body_id"},
		},
		"a parameter called like the way out": {
			[]ir.Param{{In: ir.InPath, Name: "id"}, {In: ir.InQuery, Name: "body_id"}},
			[]string{"id"},
			[]string{"id", "body_id"},
			[]string{"body_id_b33a1b3d1b878030"},
		},
		"a parameter called like the last way out": {
			[]ir.Param{{In: ir.InPath, Name: "id"}, {In: ir.InQuery, Name: "body_id"}, {In: ir.InQuery, Name: "body_id_b33a1b3d1b878030"}},
			[]string{"id"},
			[]string{"id", "body_id", "query_body_id_b33a1b3d1b878030"},
			[]string{"body_id_b33a1b3d1b878030"},
		},
		"no letter at all": {
			[]ir.Param{{In: ir.InQuery, Name: "名"}, {In: ir.InQuery, Name: "$"}, {In: ir.InQuery, Name: ""}},
			nil,
			[]string{"u540d", "dollar", "query_"},
			[]string{},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			params, body := keys.Inputs(tt.params, tt.body)
			if diff := cmp.Diff(tt.wantParams, params); diff != "" {
				t.Errorf("parameters differ (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tt.wantBody, body); diff != "" {
				t.Errorf("body differs (-want +got):\n%s", diff)
			}
		})
	}
}

var keyPattern = regexp.MustCompile(`^[a-zA-Z][a-zA-Z0-9_]*$`)

func name() *rapid.Generator[string] {
	return rapid.OneOf(rapid.StringMatching(`[a-cA-C_.\[\]0-2 -]{0,6}`), rapid.String())
}

// Whatever the operations are called and however they are ordered, every key is
// valid, nobody else's, and the same.
func TestActionsProperty(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		kinds := []ir.OpKind{ir.OpList, ir.OpGet, ir.OpCreate, ir.OpCustom, ""}
		var ops []ir.Operation
		for _, id := range rapid.SliceOfNDistinct(name(), 0, 8, rapid.ID).Draw(t, "ids") {
			ops = append(ops, ir.Operation{
				ID: id, Method: "GET", Path: "/" + name().Draw(t, "path"),
				Kind:     rapid.SampledFrom(kinds).Draw(t, "kind"),
				Resource: rapid.SampledFrom([]string{"shipment", "company", ""}).Draw(t, "resource"),
			})
		}
		got := keys.Actions(&ir.Connector{Resources: resources, Operations: ops})
		checkKeys(t, slices.Collect(maps.Values(got)))
		shuffled := rapid.Permutation(ops).Draw(t, "shuffled")
		if diff := cmp.Diff(got, keys.Actions(&ir.Connector{Resources: resources, Operations: shuffled})); diff != "" {
			t.Fatalf("the order matters:\n%s", diff)
		}
	})
}

func TestInputsProperty(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var params []ir.Param
		for _, in := range []ir.In{ir.InPath, ir.InQuery, ir.InHeader} {
			for _, n := range rapid.SliceOfNDistinct(name(), 0, 5, rapid.ID).Draw(t, string(in)) {
				params = append(params, ir.Param{In: in, Name: n})
			}
		}
		body := rapid.SliceOfNDistinct(name(), 0, 5, rapid.ID).Draw(t, "body")
		gotParams, gotBody := keys.Inputs(params, body)
		if len(gotParams) != len(params) || len(gotBody) != len(body) {
			t.Fatalf("%d and %d keys for %d and %d names", len(gotParams), len(gotBody), len(params), len(body))
		}
		checkKeys(t, append(gotParams, gotBody...))
		slices.Reverse(params)
		again, _ := keys.Inputs(params, body)
		slices.Reverse(again)
		if diff := cmp.Diff(gotParams, again); diff != "" {
			t.Fatalf("the order matters:\n%s", diff)
		}
	})
}

func checkKeys(t *rapid.T, list []string) {
	t.Helper()
	seen := map[string]bool{}
	for _, key := range list {
		if !keyPattern.MatchString(key) {
			t.Fatalf("%q is not a key", key)
		}
		if seen[key] {
			t.Fatalf("%q is given twice", key)
		}
		seen[key] = true
	}
}
