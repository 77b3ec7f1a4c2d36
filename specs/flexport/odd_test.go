package flexport_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/connectorgen/connectorgen/generated/flexport"
)

// TestOddPayloads is about what TestMutatedAnswers leaves alone. A list without
// items is empty. One thing that is not there is an error that holds the whole
// answer; so is a payload of another kind. A list's items that are null are
// zero.
func TestOddPayloads(t *testing.T) {
	t.Parallel()
	get, list := calls["GET /shipments/{id}"], calls["GET /shipments"]
	for _, test := range []struct {
		call       call
		body, want string // the payload as JSON, or the error
	}{
		{list, `{"data":null}`, `null`},
		{list, `{"data":{"data":null}}`, `null`},
		{list, `{"data":{"data":[]}}`, `[]`},
		{list, `{"data":{}}`, `null`},
		{list, `{"data":{"data":[{"id":1},null,{"id":2}]}}`, `[{"id":1},null,{"id":2}]`},
		{list, `{"data":[]}`, `flexport: Shipments.List: GET /shipments: 200 OK: the answer has no "data.data": "{\"data\":[]}"`},
		{list, `{}`, `flexport: Shipments.List: GET /shipments: 200 OK: the answer has no "data.data": "{}"`},
		{list, `{"data":null,"error":{"code":"x","message":"broken"}}`, `flexport: Shipments.List: GET /shipments: 200 OK: the answer has no "data.data": broken (code x)`},
		{list, `{"data":{"data":{}}}`, `flexport: Shipments.List: GET /shipments: 200 OK: the answer is not of the declared type: data.data: an object instead of an array: "{\"data\":{\"data\":{}}}"`},
		{get, `{"data":{}}`, `{}`},
		{get, `{"data":null}`, `flexport: Shipments.Get: GET /shipments/1: 200 OK: "data" in the answer is null: "{\"data\":null}"`},
		{get, `{"data":"x"}`, `flexport: Shipments.Get: GET /shipments/1: 200 OK: the answer is not of the declared type: data: a string instead of an object: "{\"data\":\"x\"}"`},
		{get, `{"data":[{}]}`, `flexport: Shipments.Get: GET /shipments/1: 200 OK: the answer is not of the declared type: data: an array instead of an object: "{\"data\":[{}]}"`},
		{get, `{}`, `flexport: Shipments.Get: GET /shipments/1: 200 OK: the answer has no "data": "{}"`},
		{get, `[]`, `flexport: Shipments.Get: GET /shipments/1: 200 OK: the answer has no "data": "[]"`},
		{get, `null`, `flexport: Shipments.Get: GET /shipments/1: 200 OK: the answer has no "data": "null"`},
	} {
		client := answering(t, func() []byte { return []byte(test.body) })
		payload, _, err := test.call(t.Context(), client, "1", nil)
		got := string(encode(t, payload))
		if err != nil {
			got = err.Error()
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.body, diff)
		}
		var apiErr *flexport.APIError
		if err != nil && (!errors.As(err, &apiErr) || string(apiErr.Body) != test.body) {
			t.Errorf("%s: the error %#v does not hold it", test.body, err)
		}
	}
}
