package client

import (
	"encoding/json"
	"math"
	"math/big"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestRoundTrip(t *testing.T) {
	tests := []string{
		`{}`,
		`{"id":1,"name":"a"}`,
		`{"id":0,"name":"","late":false,"tags":[],"metadata":{},"calculated_weight":{},"origin":{"place":{"details":[]}}}`,
		`{"id":null,"name":null,"tags":null,"calculated_weight":null,"created_date":null,"price":null,"legs":null,"free":null,"any":null}`,
		`{"calculated_weight":{"value":1.10,"unit":"kg"}}`,
		`{"calculated_weight":{"value":28.0}}`,
		`{"calculated_weight":{"value":1e3}}`,
		`{"calculated_weight":{"value":0.123456789012345678901234567890}}`,
		`{"calculated_weight":{"value":1e-400}}`,
		`{"calculated_weight":{"value":1e400}}`,
		`{"calculated_weight":{"value":12345678901234567890123}}`,
		`{"calculated_weight":{"value":"12.5"}}`,
		`{"calculated_weight":"heavy"}`,
		`{"calculated_weight":[1,2]}`,
		`{"id":"12","pieces":"x"}`,
		`{"id":28.0,"pieces":2e3}`,
		`{"id":123456789012345678901234567890}`,
		`{"id":1.5,"name":12,"late":"yes"}`,
		`{"id":true,"name":{"a":1},"late":1}`,
		`{"tags":["a",null,"b"]}`,
		`{"tags":"a","items":{"id":1}}`,
		`{"items":[null,{"id":1},"x",{"id":"2","extra":[1,{"a":null}]}]}`,
		`{"metadata":{"a b#":["x"],"n":null,"odd":"one","nulls":[null]}}`,
		`{"created_date":"2020-01-02T03:04:05.678+08:00","updated_at":"2020-01-02T03:04:05Z"}`,
		`{"created_date":"2020-01-02T03:04:05.1234567891Z"}`,
		`{"created_date":"yesterday","updated_at":""}`,
		`{"cargo_ready_date":"2020-02-30"}`,
		`{"cargo_ready_date":"2020-02-29"}`,
		`{"price":"12.50"}`,
		`{"price":12.50}`,
		`{"legs":[{"id":1},{"id":2}]}`,
		`{"legs":{"_object":"/ref","ref_type":"/leg","link":"x"}}`,
		`{"legs":12}`,
		`{"legs":"soon"}`,
		`{"legs":12.5}`,
		`{"legs":{"quite":"other"}}`,
		`{"legs":true}`,
		`{"origin":{"place":{"details":[{"_object":"/air/port","iata_code":"HKG","new":1},{"_object":"/ocean/port","port_code":5},{"_object":"/rail/port","x":1},null,7,{"id":3}]}}}`,
		`{"a,b":"odd name"}`,
		`{"unknown":{"deep":[1.10,28.0,1e3,123456789012345678901234567890]},"ünï<>&":"<b>"}`,
		`{"free":{"a":[1,2]},"any":{"n":1.10,"big":123456789012345678901234567890,"l":[null,true]}}`,
		"{\"name\":\"tab\\t \\u0001 \\\" \\\\ \u2028 <>&\"}",
		`{"name":"half \ud800 pair"}`,
	}
	for _, in := range tests {
		var s Shipment
		if err := json.Unmarshal([]byte(in), &s); err != nil {
			t.Errorf("%s: %v", in, err)
			continue
		}
		sameJSON(t, in, marshalled(t, s))
		var again Shipment // and once more, since some tell apart the first from later times
		if err := json.Unmarshal([]byte(marshalled(t, s)), &again); err != nil {
			t.Errorf("%s: %v", in, err)
		}
		sameJSON(t, in, marshalled(t, again))
	}
}

// sameJSON compares as a server would: numbers by value, times by instant.
func sameJSON(t *testing.T, want, got string) {
	t.Helper()
	if diff := cmp.Diff(loose(t, want), loose(t, got)); diff != "" {
		t.Errorf("encoded again, %s became %s (-want +got):\n%s", want, got, diff)
	}
}

func loose(t *testing.T, text string) any {
	t.Helper()
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return loosen(v)
}

type looseNumber string

func loosen(v any) any {
	switch x := v.(type) {
	case map[string]any:
		for k := range x {
			x[k] = loosen(x[k])
		}
	case []any:
		for i := range x {
			x[i] = loosen(x[i])
		}
	case json.Number:
		r, _ := new(big.Rat).SetString(x.String())
		return looseNumber(r.String())
	case string:
		if at, err := time.Parse(time.RFC3339, x); err == nil && len(x) < len("2020-01-02T03:04:05.1234567891Z") {
			return at.UTC()
		}
	}
	return v
}

func marshalled(t *testing.T, v any) string {
	t.Helper()
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatalf("marshal: %v", err)
	}
	return string(data)
}

func decoded(t *testing.T, text string) Shipment {
	t.Helper()
	var s Shipment
	if err := json.Unmarshal([]byte(text), &s); err != nil {
		t.Fatal(err)
	}
	return s
}

func TestDecodedValues(t *testing.T) {
	s := decoded(t, `{"id":"12","name":7,"status":"new one","calculated_weight":{"value":"2.5"},"pieces":28.0,
		"created_date":"2020-01-02 03:04:05+0800","cargo_ready_date":"2020-01-31","price":12.50,"legs":12,
		"items":[{"id":1},null],"metadata":{"a":["x"]},"late":"yes","any":1,"free":[1],"extra":1,
		"origin":{"place":{"details":[{"_object":"/trucking/port","port_code":"1"},{"id":3,"name":"m"}]}}}`)
	count := int64(12)
	want := Shipment{
		ID: 12, Name: "7", Status: "new one", Weight: &Weight{Value: 2.5}, Pieces: 28,
		CreatedAt: time.Date(2020, 1, 1, 19, 4, 5, 0, time.UTC), CargoReady: Date{2020, 1, 31},
		Price: "12.50", Legs: &LegsOrRef{Count: &count}, Items: []Item{{ID: 1}, {}},
		Metadata: map[string][]string{"a": {"x"}}, Any: json.Number("1"), Free: json.RawMessage("[1]"),
		Origin: &Node{Place: &Place{Details: []PlaceDetail{
			{Seaport: &Seaport{Object: "/trucking/port", Code: "1"}}, {Maker: &Item{ID: 3, Name: "m"}},
		}}},
		JSON: Fields{Extra: map[string]json.RawMessage{"extra": json.RawMessage("1")}},
	}
	if diff := cmp.Diff(want, s); diff != "" {
		t.Errorf("decoded (-want +got):\n%s", diff)
	}
}

func TestPresence(t *testing.T) {
	f := decoded(t, `{"id":0,"name":null,"pieces":"x","more":null}`).JSON
	type row struct {
		Has, Null bool
		Raw       string
	}
	got := map[string]row{}
	for _, name := range []string{"id", "name", "pieces", "more", "late", "nonsense"} {
		got[name] = row{f.Has(name), f.IsNull(name), string(f.Raw(name))}
	}
	want := map[string]row{
		"id": {true, false, ""}, "name": {true, true, ""}, "pieces": {true, false, `"x"`},
		"more": {true, true, "null"}, "late": {}, "nonsense": {},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if (Fields{}).Has("id") {
		t.Error("a fresh model has a property")
	}
}

func TestChangedFieldsWin(t *testing.T) {
	tests := []struct {
		in     string
		change func(*Shipment)
		want   string
	}{
		{`{"id":"12"}`, func(s *Shipment) { s.ID = 13 }, `{"id":13}`},
		{`{"id":"12"}`, func(s *Shipment) { s.ID = 0 }, `{"id":0}`},
		{`{"id":"x"}`, func(s *Shipment) { s.ID = 1 }, `{"id":1}`},
		{`{"name":"a"}`, func(s *Shipment) { s.Name = "" }, `{"name":""}`},
		{`{"name":null}`, func(s *Shipment) { s.Name = "b" }, `{"name":"b"}`},
		{`{"calculated_weight":{"value":1}}`, func(s *Shipment) { s.Weight = nil }, `{}`},
		{`{"calculated_weight":{"value":1}}`, func(s *Shipment) { s.Weight.Value = 2 }, `{"calculated_weight":{"value":2}}`},
		{`{"tags":["a",null]}`, func(s *Shipment) { s.Tags[0] = "b" }, `{"tags":["b",""]}`},
		{`{"tags":["a"]}`, func(s *Shipment) { s.Tags = []string{} }, `{"tags":[]}`},
		{`{"created_date":"2020-01-02T03:04:05Z"}`, func(s *Shipment) { s.CreatedAt = time.Time{} }, `{}`},
		{`{"price":1.50}`, func(s *Shipment) { s.Price = "1.5" }, `{"price":"1.5"}`},
		{`{"new":1}`, func(s *Shipment) { s.JSON.Extra["new"] = json.RawMessage("2") }, `{"new":2}`},
		{`{"new":1}`, func(s *Shipment) { delete(s.JSON.Extra, "new") }, `{}`},
		{`{}`, func(s *Shipment) { s.JSON.Extra = map[string]json.RawMessage{"id": json.RawMessage(`"x"`)} }, `{"id":"x"}`},
		{`{"id":1}`, func(s *Shipment) { s.JSON.SetNull("id", "tags") }, `{"id":null,"tags":null}`},
		{`{"id":1}`, func(s *Shipment) { s.JSON.SetNull("id"); s.JSON.Send("id") }, `{"id":1}`},
		{`{}`, func(s *Shipment) { s.JSON.Send("id", "late", "tags", "metadata", "calculated_weight", "created_date") }, `{"id":0,"late":false,"tags":[],"metadata":{},"calculated_weight":null,"created_date":null}`},
		{`{"name":null}`, func(s *Shipment) { s.JSON.Send("name") }, `{"name":""}`},
		{`{"legs":12}`, func(s *Shipment) { *s.Legs.Count = 13 }, `{"legs":13}`},
	}
	for _, tt := range tests {
		s := decoded(t, tt.in)
		tt.change(&s)
		sameJSON(t, tt.want, marshalled(t, s))
	}
}

func TestEncodeFresh(t *testing.T) {
	copied := Shipment{ID: 1}
	changed := copied
	changed.JSON.Send("late")
	tests := []struct {
		in   any
		want string
	}{
		{Shipment{}, `{}`},
		{&Shipment{ID: 1, Tags: []string{}, Metadata: map[string][]string{"b": nil, "a": {"<&>"}}}, `{"id":1,"metadata":{"a":["<&>"],"b":null},"tags":[]}`},
		{CreateBooking{}, `{"name":"","lines":[]}`},
		{
			CreateBooking{Name: "n", Ready: Set(Date{2020, 1, 2}), Note: Null[string](), Weight: "1.50", Extra: map[string]int64{"z": 1, "a": 2}},
			`{"name":"n","ready":"2020-01-02","weight":"1.50","lines":[],"note":null,"a":2,"z":1}`,
		},
		{Ref{}, `{"ref_type":"","link":""}`},
		{PlaceDetail{}, `null`},
		{Shipment{CreatedAt: time.Date(2020, 1, 2, 3, 4, 5, 6000, time.FixedZone("", 3600))}, `{"created_date":"2020-01-02T03:04:05.000006+01:00"}`},
		{Shipment{CreatedAt: time.Date(1800, 1, 2, 0, 0, 0, 0, time.FixedZone("LMT", 61))}, `{"created_date":"1800-01-01T23:58:59Z"}`},
		{copied, `{"id":1}`},
		{changed, `{"id":1,"late":false}`},
		{Opt[int]{}, `null`},
		{map[string]any{"b": []Item{{ID: 1}}, "a": json.Number("1.10")}, `{"a":1.10,"b":[{"id":1}]}`},
		{[]any{[]byte("hi"), 1e21, 1e-7, 0.5, uint8(3), struct{ A string }{"<"}, nil, json.Number("")}, `["aGk=",1e+21,1e-07,0.5,3,{"A":"<"},null,0]`},
	}
	for _, tt := range tests {
		got, err := marshal(tt.in)
		if err != nil {
			t.Errorf("%#v: %v", tt.in, err)
		}
		if string(got) != tt.want {
			t.Errorf("encoded %s, want %s", got, tt.want)
		}
	}
}

func TestEncodeErrors(t *testing.T) {
	loop := []any{nil}
	loop[0] = loop
	asked := Shipment{}
	asked.JSON.Send("nothing", "aa")
	tests := []struct {
		in   any
		want string
	}{
		{Weight{Value: math.NaN()}, "JSON has no number NaN"},
		{asked, `Shipment has no property "aa"`},
		{Shipment{JSON: Fields{Extra: map[string]json.RawMessage{"x": json.RawMessage("{")}}}, `property "x" holds invalid JSON`},
		{Shipment{Free: json.RawMessage("]")}, "raw message holds invalid JSON"},
		{Shipment{Free: json.RawMessage{}}, ""},
		{PlaceDetail{Airport: &Airport{}, Seaport: &Seaport{}}, "PlaceDetail has both Airport and Seaport set"},
		{CreateBooking{Extra: map[string]int64{"name": 1}}, `CreateBooking declares property "name": it cannot be set beside it`},
		{UploadDocument{}, "an upload cannot stand in JSON"},
		{loop, "value nested more than 10000 deep"},
		{Shipment{CreatedAt: time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC)}, "the year of time 10000-01-01 00:00:00 +0000 UTC is not in 0 to 9999"},
		{json.Number("1x"), "number holds invalid JSON"},
		{make(chan int), "json: unsupported type: chan int"},
	}
	for _, tt := range tests {
		_, err := marshal(tt.in)
		got := ""
		if err != nil {
			got = err.Error()
		}
		if got != tt.want && tt.want != "" {
			t.Errorf("error %q, want %q", got, tt.want)
		}
	}
}

func TestUnmarshalErrors(t *testing.T) {
	tests := []struct{ in, want string }{
		{`[1]`, "an array cannot be decoded into client.Shipment"},
		{`"x"`, "a string cannot be decoded into client.Shipment"},
		{`{"id":1`, "unexpected end of JSON input"},
		{`{"id":1}}`, "invalid character '}' after top-level value"},
		{``, "unexpected end of JSON input"},
	}
	for _, tt := range tests {
		var s Shipment
		err := s.UnmarshalJSON([]byte(tt.in))
		if err == nil || err.Error() != tt.want {
			t.Errorf("%s: error %v, want %q", tt.in, err, tt.want)
		}
	}
	s := Shipment{ID: 3}
	if err := json.Unmarshal([]byte("null"), &s); err != nil || s.ID != 3 {
		t.Errorf("null changed the model: %v, %v", s.ID, err)
	}
}

func TestAdditionalProperties(t *testing.T) {
	const in = `{"name":"n","a":1,"b":"2","c":"x","d":null,"lines":["l"]}`
	var b CreateBooking
	if err := json.Unmarshal([]byte(in), &b); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(map[string]int64{"a": 1, "b": 2, "c": 0, "d": 0}, b.Extra); diff != "" {
		t.Errorf("extra (-want +got):\n%s", diff)
	}
	sameJSON(t, in, marshalled(t, b))
	b.Extra["c"] = 5
	b.Extra["e"] = 6
	delete(b.Extra, "a")
	sameJSON(t, `{"name":"n","b":"2","c":5,"d":null,"e":6,"lines":["l"]}`, marshalled(t, b))
}

func TestOpt(t *testing.T) {
	var b CreateBooking
	if err := json.Unmarshal([]byte(`{"name":"n","note":null,"ready":"2020-01-02","lines":[]}`), &b); err != nil {
		t.Fatal(err)
	}
	day, ok := b.Ready.Get()
	if !ok || day != (Date{2020, 1, 2}) || !b.Note.IsNull() || b.Note.IsZero() || b.Ready.IsNull() {
		t.Errorf("decoded %+v", b)
	}
	b.Note = Opt[string]{}
	b.Ready = Null[Date]()
	sameJSON(t, `{"name":"n","ready":null,"lines":[]}`, marshalled(t, b))

	var plain struct {
		A Opt[int]
		B Opt[int]
	}
	if err := json.Unmarshal([]byte(`{"A":1,"B":null}`), &plain); err != nil {
		t.Fatal(err)
	}
	if a, ok := plain.A.Get(); a != 1 || !ok || !plain.B.IsNull() {
		t.Errorf("decoded %+v", plain)
	}
	if *Ptr(3) != 3 {
		t.Error("Ptr lost its value")
	}
}

func TestDate(t *testing.T) {
	d, err := ParseDate("2024-02-29")
	if err != nil || d != (Date{2024, time.February, 29}) || d.String() != "2024-02-29" || d.IsZero() || !(Date{}).IsZero() {
		t.Errorf("parsed %v, %v", d, err)
	}
	if got := d.In(time.UTC); !got.Equal(time.Date(2024, 2, 29, 0, 0, 0, 0, time.UTC)) || DateOf(got) != d {
		t.Errorf("in UTC it is %v", got)
	}
	for _, bad := range []string{"", "2024-2-29", "2023-02-29", "2024-02-29T00:00:00Z"} {
		if _, err := ParseDate(bad); err == nil || !strings.Contains(err.Error(), "is not a date like 2020-01-31") {
			t.Errorf("%q: error %v", bad, err)
		}
	}
	var got struct{ D, Zero Date }
	if err := json.Unmarshal([]byte(`{"D":"2024-02-29","Zero":""}`), &got); err != nil || got.D != d || !got.Zero.IsZero() {
		t.Errorf("decoded %v, %v", got, err)
	}
	if text := marshalled(t, got); text != `{"D":"2024-02-29","Zero":""}` {
		t.Errorf("encoded %s", text)
	}
}

func TestDecimal(t *testing.T) {
	r, err := Decimal("-12.50").Rat()
	if err != nil || r.RatString() != "-25/2" {
		t.Errorf("got %v, %v", r, err)
	}
	for _, bad := range []Decimal{"", "1/2", "abc", "0x1", "1e999999999", Decimal(strings.Repeat("9", 2000))} {
		if _, err := bad.Rat(); err == nil {
			t.Errorf("%.20q is a number", bad)
		}
	}
}

// Nest is a union within itself.
type Nest struct {
	Text *string `union:""`
	List []Nest  `union:""`
	Node *Twig   `union:""`
	Raw  json.RawMessage
}

func (x Nest) MarshalJSON() ([]byte, error)     { return marshalUnion(x) }
func (x *Nest) UnmarshalJSON(data []byte) error { return unmarshalUnion(data, x, "") }

// Twig is a model within a union within itself.
type Twig struct {
	Next *Nest  `json:"next,omitempty"`
	JSON Fields `json:"-"`
}

func (x Twig) MarshalJSON() ([]byte, error)     { return marshalObject(x) }
func (x *Twig) UnmarshalJSON(data []byte) error { return unmarshalObject(data, x) }

func TestDeepUnions(t *testing.T) {
	// Unions within unions must not be decoded over and over.
	const depth = 1000
	start := time.Now()
	for _, text := range []string{
		strings.Repeat("[", depth) + `"x"` + strings.Repeat("]", depth),
		strings.Repeat("[", depth) + `1` + strings.Repeat("]", depth),
		strings.Repeat(`{"next":`, depth) + `"x"` + strings.Repeat("}", depth),
		strings.Repeat(`{"next":[`, depth) + `{"other":1}` + strings.Repeat("]}", depth),
	} {
		var n Nest
		if err := json.Unmarshal([]byte(text), &n); err != nil {
			t.Fatal(err)
		}
		if n.Raw != nil {
			t.Error("no variant was found")
		}
		if got, err := marshal(n); err != nil || string(got) != text {
			t.Errorf("became %.100s, %v", got, err)
		}
	}
	if took := time.Since(start); took > 5*time.Second {
		t.Errorf("took %v", took)
	}
}

func TestWithoutAndLookup(t *testing.T) {
	tests := []struct{ in, path, found, rest string }{
		{`{"a":1,"b":2,"c":3}`, "a", "1", `{"b":2,"c":3}`},
		{`{"a":1,"b":2,"c":3}`, "b", "2", `{"a":1,"c":3}`},
		{`{"a":1,"b":2,"c":3}`, "c", "3", `{"a":1,"b":2}`},
		{`{ "a" : 1 , "b" : 2 }`, "a", "1", `{"b":2}`},
		{`{ "a" : [ 1 , {"x" : "}"} ] }`, "a.1.x", `"}"`, `{"a":[1,{}]}`},
		{`{"a":[1,2,3]}`, "a.0", "1", `{"a":[2,3]}`},
		{`{"a":[1,2,3]}`, "a.2", "3", `{"a":[1,2]}`},
		{`{"only":1}`, "only", "1", `{}`},
		{`{"a":{"b":null}}`, "a.b", "null", `{"a":{}}`},
		{`{"a":1}`, "b", "", `{"a":1}`},
		{`{"a":1}`, "a.b", "", `{"a":1}`},
		{`{"a":1,"a":2}`, "a", "2", `{"a":1}`},
		{`{"\u0061":"q\""}`, "a", `"q\""`, `{}`},
	}
	for _, tt := range tests {
		if got := string(lookup([]byte(tt.in), tt.path)); got != tt.found {
			t.Errorf("%s in %s is %s, want %s", tt.path, tt.in, got, tt.found)
		}
		rest := without([]byte(tt.in), split(tt.path)...)
		if !json.Valid(rest) {
			t.Errorf("%s without %s is %s", tt.in, tt.path, rest)
			continue
		}
		sameJSON(t, tt.rest, string(rest))
	}
	if got := string(lookup([]byte(" [1] "), "")); got != "[1]" {
		t.Errorf("everything is %q", got)
	}
}

// jsonValue draws any JSON, often of the names and types that Shipment has.
func jsonValue(depth int) *rapid.Generator[any] {
	leaf := rapid.OneOf(
		rapid.Just[any](nil), rapid.Bool().AsAny(), rapid.String().AsAny(), rapid.Int64().AsAny(),
		rapid.Custom(func(t *rapid.T) any {
			return json.Number(rapid.StringMatching(`-?(0|[1-9][0-9]{0,25})(\.[0-9]{1,25})?([eE][-+]?[0-9]{1,3})?`).Draw(t, "number"))
		}),
		rapid.SampledFrom([]any{"12", "2020-01-02T03:04:05Z", "2020-01-31", "/air/port", "/ref", json.Number("28.0"), map[string]any{}, []any{}}),
	)
	if depth == 0 {
		return leaf
	}
	names := rapid.OneOf(rapid.SampledFrom([]string{
		"_object", "id", "name", "status", "pieces", "late", "calculated_weight", "created_date", "cargo_ready_date", "metadata",
		"tags", "price", "items", "legs", "origin", "place", "details", "value", "unit", "ref_type", "link", "a,b", "any", "free", "port_code",
	}), rapid.String())
	return rapid.OneOf(leaf,
		rapid.SliceOfN(rapid.Deferred(func() *rapid.Generator[any] { return jsonValue(depth - 1) }), 0, 3).AsAny(),
		rapid.MapOfN(names, rapid.Deferred(func() *rapid.Generator[any] { return jsonValue(depth - 1) }), 0, 6).AsAny(),
	)
}

func TestNothingIsLost(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		object := rapid.Custom(func(t *rapid.T) map[string]any {
			if m, ok := jsonValue(4).Draw(t, "value").(map[string]any); ok {
				return m
			}
			return map[string]any{"calculated_weight": jsonValue(3).Draw(t, "inner"), "legs": jsonValue(3).Draw(t, "union")}
		}).Draw(rt, "object")
		in, err := json.Marshal(object)
		if err != nil {
			rt.Fatal(err)
		}
		var s Shipment
		if err := json.Unmarshal(in, &s); err != nil {
			rt.Fatalf("%s: %v", in, err)
		}
		out, err := json.Marshal(s)
		if err != nil {
			rt.Fatalf("%s: %v", in, err)
		}
		if diff := cmp.Diff(loose(t, string(in)), loose(t, string(out))); diff != "" {
			rt.Fatalf("%s became %s (-want +got):\n%s", in, out, diff)
		}
	})
}

func TestEncodedIsDecodedTheSame(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		want := Shipment{
			ID: rapid.Int64().Draw(rt, "id"), Name: rapid.String().Draw(rt, "name"), Late: rapid.Bool().Draw(rt, "late"),
			Tags:      rapid.SliceOfN(rapid.String(), 1, 3).Draw(rt, "tags"),
			CreatedAt: time.Unix(rapid.Int64Range(0, 1<<33).Draw(rt, "s"), rapid.Int64Range(0, 999999999).Draw(rt, "ns")).UTC(),
			Weight:    &Weight{Value: rapid.Float64().Draw(rt, "value")},
			Metadata:  rapid.MapOfN(rapid.String(), rapid.SliceOfN(rapid.String(), 1, 2), 1, 3).Draw(rt, "metadata"),
		}
		data, err := json.Marshal(want)
		if err != nil {
			rt.Fatal(err)
		}
		var got Shipment
		if err := json.Unmarshal(data, &got); err != nil {
			rt.Fatal(err)
		}
		got.JSON, got.Weight.JSON = Fields{}, Fields{}
		if !reflect.DeepEqual(want, got) {
			rt.Fatal(cmp.Diff(want, got))
		}
	})
}

func TestSameNumber(t *testing.T) {
	tests := []struct {
		a, b string
		want bool
	}{
		{"1.10", "1.1", true},
		{"28.0", "28", true},
		{"1e3", "1000", true},
		{"-0", "0", true},
		{"0.0", "0", true},
		{"0.001", "1e-3", true},
		{"1E+2", "100", true},
		{"1", "-1", false},
		{"1", "10", false},
		{"1e-400", "0", false},
		{"12", "1.2", false},
		{"0.12", "0.012", false},
		{"1e99999999999999999999", "1", false},
	}
	for _, tt := range tests {
		if got := sameNumber(tt.a, tt.b); got != tt.want {
			t.Errorf("%s equals %s: %v", tt.a, tt.b, got)
		}
	}
	for in, want := range map[string]string{"28.0": "28", "1e3": "1000", "1.5": "1.5", "-2.0e1": "-20", "0.0": "0", "1e30": "1e30", "0.1": "0.1"} {
		if got := wholeNumber(in); got != want {
			t.Errorf("%s is %s, want %s", in, got, want)
		}
	}
}

func TestDirectUseOfEncodingJSON(t *testing.T) {
	list := []PlaceDetail{{Airport: &Airport{IATA: "HKG"}}, {Raw: json.RawMessage(`[1]`)}}
	text := marshalled(t, list)
	if text != `[{"iata_code":"HKG"},[1]]` {
		t.Errorf("encoded %s", text)
	}
	if text := marshalled(t, []Opt[string]{Set("a"), Null[string](), {}}); text != `["a",null,null]` {
		t.Errorf("encoded %s", text)
	}
	var got struct {
		Details []PlaceDetail
		N       uint8
		M       map[string]*Item
	}
	err := json.Unmarshal([]byte(`{"Details":[{"_object":"/air/port","iata_code":"X"},null,"s"],"N":3,"M":{"a":{"id":"1"},"b":null}}`), &got)
	if err != nil || got.Details[0].Airport.IATA != "X" || string(got.Details[2].Raw) != `"s"` || got.M["a"].ID != 1 || got.M["b"] != nil {
		t.Errorf("decoded %+v, %v", got, err)
	}
}

func TestNumbersOfEverySize(t *testing.T) {
	type sizes struct {
		A    int8               `json:"a"`
		B    uint16             `json:"b"`
		C    float32            `json:"c"`
		D    json.Number        `json:"d"`
		E    []byte             `json:"e"`
		F    map[string]float64 `json:"f"`
		JSON Fields             `json:"-"`
	}
	for in, want := range map[string]sizes{
		`{"a":127,"b":65535,"c":0.1,"d":1.10,"e":"aGk=","f":{"x":1}}`: {A: 127, B: 65535, C: 0.1, D: "1.10", E: []byte("hi"), F: map[string]float64{"x": 1}},
		`{"a":128,"b":-1,"c":1e39,"d":"x","e":"!","f":{"x":"y"}}`:     {F: map[string]float64{"x": 0}},
		`{"a":"5","b":"6","c":"0.5","d":"7","e":5,"f":[]}`:            {A: 5, B: 6, C: 0.5, D: "7"},
	} {
		var got sizes
		if err := unmarshalObject([]byte(in), &got); err != nil {
			t.Fatal(err)
		}
		out, err := marshalObject(got)
		if err != nil {
			t.Fatal(err)
		}
		sameJSON(t, in, string(out))
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", in, diff)
		}
	}
}

func TestCopiesKeepTheirOwn(t *testing.T) {
	a := decoded(t, `{"id":0}`)
	a.JSON.Send("late")
	b := a
	b.JSON.Send("pieces")
	sameJSON(t, `{"id":0,"late":false}`, marshalled(t, a))
	sameJSON(t, `{"id":0,"late":false,"pieces":0}`, marshalled(t, b))
	if a.JSON.Equal(decoded(t, `{"x":1}`).JSON) || !a.JSON.Equal(b.JSON) {
		t.Error("equality is not that of the undeclared properties")
	}
}

func FuzzUnmarshal(f *testing.F) {
	f.Add(`{"id":"1","legs":[{"id":1}],"origin":{"place":{"details":[{"_object":"/air/port"}]}}}`)
	f.Add(`{"data":{"data":[1, 2] , "next" : null } }`)
	f.Fuzz(func(t *testing.T, text string) {
		var s Shipment
		if err := s.UnmarshalJSON([]byte(text)); err != nil {
			return
		}
		out, err := marshal(s)
		if err != nil || !json.Valid(out) {
			t.Fatalf("%q became %s, %v", text, out, err)
		}
		for _, path := range []string{"id", "data.data", "origin.place.details.0"} {
			if rest := without([]byte(text), split(path)...); !json.Valid(rest) {
				t.Fatalf("%q without %s is %s", text, path, rest)
			}
		}
	})
}

// What comes in a list in place of an object is given back.
func TestItemsThatAreNoObjects(t *testing.T) {
	const list = `["x",{"id":1},null,7,[{}]]`
	var items []Shipment
	d, err := newDecoder([]byte(list))
	if err != nil {
		t.Fatal(err)
	}
	if !d.value(reflect.ValueOf(&items).Elem()) {
		t.Fatal("the list does not fit")
	}
	got, err := json.Marshal(items)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != list {
		t.Errorf("got %s, want %s", got, list)
	}
	items[0].ID = 5
	if got, err = json.Marshal(items[0]); err != nil || string(got) != `{"id":5}` {
		t.Errorf("changed: %s, %v", got, err)
	}
}
