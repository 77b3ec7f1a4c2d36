package client

import (
	"encoding/json"
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The variants of the unions below, by shape alone or by the number in kind.
type (
	person struct {
		Name string      `json:"name,omitempty"`
		Home *place      `json:"home,omitempty"`
		JSON Fields      `json:"-"`
		Age  json.Number `json:"age,omitempty"`
	}
	firm struct {
		Name string         `json:"name,omitempty"`
		Home Opt[spot]      `json:"home,omitempty"`
		Many map[string]int `json:"many,omitempty"`
		JSON Fields         `json:"-"`
	}
	place struct {
		City string `json:"city,omitempty"`
		JSON Fields `json:"-"`
	}
	spot struct {
		City  string `json:"city,omitempty"`
		Floor int    `json:"floor,omitempty"`
		JSON  Fields `json:"-"`
	}
	owner struct {
		Person  *person           `union:""`
		Firm    *firm             `union:""`
		Persons []person          `union:""`
		Firms   []firm            `union:""`
		Texts   map[string]string `union:""`
		Raw     json.RawMessage
	}
	outer struct {
		Owner *owner `union:""`
		Spot  *spot  `union:""`
		Raw   json.RawMessage
	}
	tagged struct {
		Person *person `union:"1"`
		Firm   *firm   `union:"2|3"`
		Place  *place  `union:"3"`
		Raw    json.RawMessage
	}
)

func (x *tagged) UnmarshalJSON(data []byte) error { return unmarshalUnion(data, x, "kind") }

func TestVariants(t *testing.T) {
	for text, want := range map[string]string{
		`{"name":"a"}`:                     "Person", // the first of equals
		`{}`:                               "Person",
		`{"name":"a","many":{}}`:           "Firm",
		`{"name":"a","home":{"city":"b"}}`: "Person",
		`{"name":"a","home":{"city":"b","floor":1}}`: "Firm", // what stands further down settles it
		`[{"name":"a","age":1}]`:                     "Persons",
		`[{"name":"a","home":{"floor":1}}]`:          "Firms",
		`[]`:                                         "Persons",
		`{"other":"a"}`:                              "Texts",
		`{"other":1}`:                                "Raw",
		`true`:                                       "Raw",
	} {
		var u owner
		if got := chosen(t, text, &u, map[string]func() bool{
			"Person": func() bool { return u.Person != nil }, "Firm": func() bool { return u.Firm != nil },
			"Persons": func() bool { return u.Persons != nil }, "Firms": func() bool { return u.Firms != nil },
			"Texts": func() bool { return u.Texts != nil }, "Raw": func() bool { return u.Raw != nil },
		}); got != want {
			t.Errorf("%s is a %s, want %s", text, got, want)
		}
	}
}

func TestVariantsThatAreUnions(t *testing.T) {
	for text, want := range map[string]string{
		`{"name":"a"}`:           "Owner",
		`{"city":"a","floor":1}`: "Spot",
		`{"floor":1}`:            "Spot",
		`7`:                      "Raw", // not an Owner that holds it raw
	} {
		var u outer
		if got := chosen(t, text, &u, map[string]func() bool{
			"Owner": func() bool { return u.Owner != nil }, "Spot": func() bool { return u.Spot != nil }, "Raw": func() bool { return u.Raw != nil },
		}); got != want {
			t.Errorf("%s is a %s, want %s", text, got, want)
		}
	}
}

func TestVariantsByTag(t *testing.T) {
	for text, want := range map[string]string{
		`{"kind":1,"many":{}}`:          "Person", // whatever its shape
		`{"kind":"2","age":1}`:          "Firm",
		`{"kind":3,"name":"a"}`:         "Firm", // of two with the tag the one with the shape
		`{"kind":3,"city":"a"}`:         "Place",
		`{"kind":4,"name":"a"}`:         "Raw",
		`{"kind":{"name":1},"age":"a"}`: "Raw",
	} {
		var u tagged
		if got := chosen(t, text, &u, map[string]func() bool{
			"Person": func() bool { return u.Person != nil }, "Firm": func() bool { return u.Firm != nil },
			"Place": func() bool { return u.Place != nil }, "Raw": func() bool { return u.Raw != nil },
		}); got != want {
			t.Errorf("%s is a %s, want %s", text, got, want)
		}
	}
}

// chosen decodes text into u and names what is set, which encodes to text again.
func chosen(t *testing.T, text string, u any, set map[string]func() bool) (name string) {
	t.Helper()
	if err := unmarshal([]byte(text), u); err != nil {
		t.Fatal(err)
	}
	back, err := marshal(u)
	if err != nil {
		t.Fatal(err)
	}
	var a, b any
	if err := json.Unmarshal([]byte(text), &a); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(back, &b); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(a, b); diff != "" {
		t.Errorf("%s (-sent +back):\n%s", text, diff)
	}
	for n, isSet := range set {
		switch {
		case !isSet():
		case name == "":
			name = n
		default:
			t.Errorf("%s is a %s and a %s", text, name, n)
		}
	}
	return name
}

func TestForms(t *testing.T) {
	type address struct {
		City  string   `json:"city"`
		Lines []string `json:"lines,omitempty"`
		JSON  Fields   `json:"-"`
	}
	type form struct {
		Plain   *address  `json:"plain,omitempty"`
		Deep    *address  `json:"deep,omitempty" style:"deepObject"`
		Several []address `json:"several,omitempty" style:"deepObject"`
		Repeat  []int     `json:"repeat,omitempty"`
		JSON    Fields    `json:"-"`
	}
	in := form{
		Plain: &address{City: "a&b"}, Deep: &address{City: "c", Lines: []string{"d", "e"}},
		Several: []address{{City: "f"}, {City: "g"}}, Repeat: []int{1, 2},
	}
	body, err := newContent("application/x-www-form-urlencoded", in, nil)
	if err != nil {
		t.Fatal(err)
	}
	want := "plain=%7B%22city%22%3A%22a%26b%22%7D&deep%5Bcity%5D=c&deep%5Blines%5D%5B0%5D=d&deep%5Blines%5D%5B1%5D=e" +
		"&several%5B0%5D%5Bcity%5D=f&several%5B1%5D%5Bcity%5D=g&repeat=1&repeat=2"
	if got := string(body.pieces[0].data); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestNoBody(t *testing.T) {
	var list []string
	var object map[string]string
	for _, in := range []any{nil, list, object, (*person)(nil)} {
		if body, err := newContent("", in, nil); body != nil || err != nil {
			t.Errorf("%T gives the body %v, %v", in, body, err)
		}
	}
	body, err := newContent("", []string{}, nil)
	if err != nil || string(body.pieces[0].data) != "[]" {
		t.Errorf("an empty list gives %v, %v", body, err)
	}
}

// TestHeaderParameter holds that a parameter takes the place of what the client
// sends of itself.
func TestHeaderParameter(t *testing.T) {
	o := &outgoing{header: http.Header{"X-Version": {"1"}}}
	if err := o.params(&struct {
		Version string `header:"X-Version"`
	}{"2"}, nil); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(http.Header{"X-Version": {"2"}}, o.header); diff != "" {
		t.Error(diff)
	}
}
