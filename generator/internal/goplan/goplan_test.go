package goplan_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/connectorgen/connectorgen/generator/internal/goplan"
	"github.com/connectorgen/connectorgen/generator/internal/ir"
)

func ref(name string) *ir.Schema { return &ir.Schema{Kind: ir.Ref, Ref: name} }

func text(enum ...string) *ir.Schema {
	s := &ir.Schema{Kind: ir.String}
	for _, v := range enum {
		b, err := json.Marshal(v)
		if err != nil {
			panic(err)
		}
		s.Enum = append(s.Enum, b)
	}
	return s
}

func array(items *ir.Schema) *ir.Schema { return &ir.Schema{Kind: ir.Array, Items: items} }

// object has optional properties, given by turns as name and schema.
func object(properties ...any) *ir.Schema {
	s := &ir.Schema{Kind: ir.Object}
	for pair := range slices.Chunk(properties, 2) {
		name, isName := pair[0].(string)
		schema, isSchema := pair[1].(*ir.Schema)
		if !isName || !isSchema {
			panic("want a name and a schema")
		}
		s.Properties = append(s.Properties, ir.Property{Name: name, Schema: schema})
	}
	return s
}

func called(name string, s *ir.Schema) *ir.Schema {
	s.Name = name
	return s
}

func get(id, path string, result *ir.Schema, params ...ir.Param) ir.Operation {
	return ir.Operation{ID: id, Method: "GET", Path: path, Kind: ir.OpGet, Resource: "thing", Result: result, Params: params, Accept: []string{"application/json"}}
}

func send(method, id string, body *ir.Schema) ir.Operation {
	return ir.Operation{ID: id, Method: method, Path: "/things", Kind: ir.OpCustom, Resource: "thing", Body: &ir.Body{Contents: []ir.Content{{MediaType: "application/json", Schema: body}}}}
}

// shop is a connector with one resource.
func shop(schemas []*ir.Schema, ops ...ir.Operation) *ir.Connector {
	return &ir.Connector{
		ID: "com.example/shop", Name: "Shop", Servers: []ir.Server{{URL: "https://example.com"}},
		Resources:  []ir.Resource{{Key: "thing", Name: "Thing", Plural: "Things"}},
		Schemas:    schemas,
		Operations: ops,
	}
}

var reserved = map[string]bool{"Page": true, "APIError": true, "Option": true, "call": true, "Opt": true, "Date": true}

// outline is a plan as text: types with their fields, then services with their methods.
func outline(t *testing.T, c *ir.Connector, change ...func(*goplan.Options)) string {
	t.Helper()
	o := goplan.Options{Package: "shop", Reserved: reserved}
	for _, f := range change {
		f(&o)
	}
	p, problems := goplan.New(c, o)
	var b strings.Builder
	for _, d := range problems.Sorted() {
		fmt.Fprintln(&b, d.Error())
	}
	for _, typ := range p.Types {
		writeType(&b, typ)
	}
	for _, s := range p.Services {
		fmt.Fprintf(&b, "%s %s in %s\n", s.Field, s.Type, s.File)
		for _, m := range s.Methods {
			fmt.Fprintf(&b, "  %s\n", methodText(m))
		}
		for _, typ := range s.Params {
			writeType(&b, typ)
		}
	}
	return b.String()
}

func writeType(b *strings.Builder, t goplan.Type) {
	fmt.Fprintf(b, "%s %s", t.Kind, t.Name)
	for _, v := range t.Values {
		fmt.Fprintf(b, " %s=%s", v.Name, v.Value)
	}
	for i, f := range t.Fields {
		fmt.Fprintf(b, "%s %s %s", map[bool]string{true: ";"}[i > 0], f.Name, typeText(f.Type))
	}
	b.WriteByte('\n')
}

func typeText(t goplan.TypeRef) string {
	switch {
	case t.Elem == nil:
		return t.Name
	case t.Op == "map":
		return "map[string]" + typeText(*t.Elem)
	case t.Op == "Opt":
		return "Opt[" + typeText(*t.Elem) + "]"
	default:
		return t.Op + typeText(*t.Elem)
	}
}

func methodText(m goplan.Method) string {
	var args []string
	for _, a := range m.Path {
		args = append(args, a.Name+" "+typeText(a.Type))
	}
	if m.Body != nil {
		args = append(args, m.Body.Name+" "+typeText(m.Body.Type))
	}
	if m.Params != "" {
		args = append(args, map[bool]string{true: "option ", false: "params "}[m.AsOption]+m.Params)
	}
	s := fmt.Sprintf("%s(%s) %s", m.Name, strings.Join(args, ", "), m.Result.Kind)
	if m.Result.Type.Name != "" || m.Result.Type.Elem != nil {
		s += " " + typeText(m.Result.Type)
	}
	if m.All != "" {
		s += " and " + m.All
	}
	return s
}

func compare(t *testing.T, want, got string) {
	t.Helper()
	if diff := cmp.Diff(strings.TrimLeft(want, "\n"), got); diff != "" {
		t.Errorf("%s\ngot:\n%s", diff, got)
	}
}

func TestSchemaNamesCollide(t *testing.T) {
	var schemas []*ir.Schema
	var uses []any
	for _, name := range []string{"user", "User", "USER", "user-name", "user_name", "userName", "type", "Client", "Page", "Response", "Error", "APIError", "ThingsService", "ThingsGetParams", "1st", "+1", "日本"} {
		schemas = append(schemas, called(name, object("a", text())))
		uses = append(uses, name, ref(name))
	}
	schemas = append(schemas, called("Root", object(uses...)))
	got := outline(t, shop(schemas, get("get", "/things/{id}", ref("Root"), ir.Param{Name: "q", In: ir.InQuery, Required: true, Schema: text()})))
	compare(t, `
struct APIErrorModel A string
struct ClientModel A string
struct Error A string
struct PageModel A string
struct Plus1 A string
struct Response A string
struct Root User *UserModel; UserValue *User; USER *USER; UserName *UserName; UserNameValue *UserNameModel; Xuser_4E_ame *Xtype_20_user_4E_ame; Type *Type; Client *ClientModel; Page *PageModel; Response *Response; Error *Error; APIError *APIErrorModel; ThingsService *ThingsServiceModel; ThingsGetParams *ThingsGetParams; X1st *X1st; Plus1 *Plus1; X日本 *X日本
struct ThingsGetParams A string
struct ThingsServiceModel A string
struct Type A string
struct USER A string
struct User A string
struct UserModel A string
struct UserName A string
struct UserNameModel A string
struct X1st A string
struct Xtype_20_user_4E_ame A string
struct X日本 A string
Things ThingsService in things.gen.go
  Get(params ThingsGetParameters) object Root
params ThingsGetParameters Q string
`, got)
}

func TestFieldNamesCollide(t *testing.T) {
	got := outline(t, shop(nil, get("get", "/things/{id}", object(
		"id", text(), "ID", text(), "Id", text(), "i-d", text(), "JSON", text(), "json", text(), "marshal_json", text(), "", text(), "-", text(), "+1", text(), "-1", text(),
		"1_2", text(), "12", text(), "a,b", text(), "a`b", text(), "type", text(), "日本", text()))))
	compare(t, `
struct ThingsGetResult ID string; IDValue string; X_49_d string; IMinusD string; JSONValue string; Xjson string; MarshalJSONValue string; X string; XValue string; Plus1 string; Minus1 string; X1_2 string; X12 string; AB string; ABValue string; Type string; X日本 string
Things ThingsService in things.gen.go
  Get() object ThingsGetResult
`, got)
}

func TestEnumNamesCollide(t *testing.T) {
	got := outline(t, shop([]*ir.Schema{
		called("Status", text("active", "ACTIVE", "in transit", "in_transit", "", "+", "-", "1", "01", "x1", "type")),
		called("StatusActive", object("a", text())),
	}, get("get", "/things/{id}", object("a", ref("Status"), "b", ref("StatusActive")))))
	compare(t, `
enum Status StatusActiveValue=active StatusX_41__43__54__49__56__45_=ACTIVE StatusInTransit=in transit StatusInUnderscoreTransit=in_transit StatusEmpty= StatusPlus=+ StatusMinus=- Status1=1 Status01=01 StatusX1=x1 StatusType=type
struct StatusActive A string
struct ThingsGetResult A Status; B *StatusActive
Things ThingsService in things.gen.go
  Get() object ThingsGetResult
`, got)
}

func TestSharedEnums(t *testing.T) {
	got := outline(t, shop([]*ir.Schema{
		called("A", object("status", text("x", "y"), "kind", text("k", "l"), "only", text("o", "p"))),
		called("B", object("status", text("y", "x"), "kind", text("m", "n"), "list", array(text("s", "t")))),
	}, get("get", "/things/{id}", ref("A"), ir.Param{Name: "f.status", In: ir.InQuery, Schema: text("x", "y")}), get("other", "/things/b", ref("B"))),
		func(o *goplan.Options) { o.FilterPrefix = "f." })
	compare(t, `
struct A Status Status; Kind AKind; Only AOnly
enum AKind AKindK=k AKindL=l
enum AOnly AOnlyO=o AOnlyP=p
struct B Status Status; Kind BKind; List []BList
enum BKind BKindM=m BKindN=n
enum BList BListS=s BListT=t
enum Status StatusX=x StatusY=y
Things ThingsService in things.gen.go
  Get(option ThingsGetParams) object A
  Other() object B
params ThingsGetParams Status Status
`, got)
}

func TestOverrides(t *testing.T) {
	c := shop([]*ir.Schema{called("Thing", object("a", text(), "b", object("c", text()))), called("Other", object("o", text()))},
		get("get", "/things/{id}", ref("Thing"), ir.Param{Name: "f.a", In: ir.InQuery, Required: true, Schema: text()}), get("other", "/things/o", ref("Other")))
	got := outline(t, c, func(o *goplan.Options) {
		o.Types = map[string]string{"Thing": "Item", "Other": "Thing"}
		o.Properties = map[string]string{"Thing.a": "Alpha"}
		o.Params = map[string]string{"f.a": "First"}
		o.Methods = map[string]string{"other": "Another"}
	})
	compare(t, `
struct Item Alpha string; B *ItemB
struct ItemB C string
struct Thing O string
Things ThingsService in things.gen.go
  Another() object Thing
  Get(params ThingsGetParams) object Item
params ThingsGetParams First string
`, got)
}

// How a field says that it is absent: one line for each kind of value, in an
// answer, in a body, in a body that is an answer too, and in a PATCH.
func TestOptionalFields(t *testing.T) {
	kinds := func() []*ir.Schema {
		return []*ir.Schema{
			{Kind: ir.Boolean},
			{Kind: ir.Integer},
			{Kind: ir.Integer, Limits: ir.Limits{Minimum: "1"}},
			{Kind: ir.Number, Limits: ir.Limits{ExclusiveMinimum: "0"}},
			text(), text("a", "b"),
			{Kind: ir.String, Format: "date-time"},
			{Kind: ir.String, Format: "date"},
			{Kind: ir.String, Format: "byte"},
			array(text()),
			{Kind: ir.Object},
			ref("Part"),
			{Kind: ir.Any},
			{Kind: ir.Union, Variants: []ir.Variant{{Schema: text()}, {Schema: &ir.Schema{Kind: ir.Integer}}}},
		}
	}
	model := func(name string) *ir.Schema {
		s := &ir.Schema{Name: name, Kind: ir.Object}
		for i, kind := range kinds() {
			for _, required := range []bool{true, false} {
				for _, null := range []bool{false, true} {
					copied := *kind
					copied.Nullable = null
					field := fmt.Sprintf("%c%s%s", 'a'+i, map[bool]string{true: "Must"}[required], map[bool]string{true: "Null"}[null])
					s.Properties = append(s.Properties, ir.Property{Name: field, Required: required, Schema: &copied})
				}
			}
		}
		return s
	}
	both := model("Both")
	op := send("POST", "both", ref("Both"))
	op.Result = ref("Both")
	c := shop([]*ir.Schema{called("Part", object("a", text())), model("Answer"), model("Body"), both, model("Patch")},
		get("get", "/things/{id}", ref("Answer")), send("POST", "post", ref("Body")), op, send("PATCH", "patch", ref("Patch")))
	p, problems := goplan.New(c, goplan.Options{Package: "shop", Reserved: reserved})
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	columns := make(map[string][]string)
	var order []string
	for _, name := range []string{"Answer", "Body", "Both", "Patch"} {
		i := slices.IndexFunc(p.Types, func(typ goplan.Type) bool { return typ.Name == name })
		for _, f := range p.Types[i].Fields {
			if columns[f.Name] == nil {
				order = append(order, f.Name)
			}
			columns[f.Name] = append(columns[f.Name], strings.ReplaceAll(typeText(f.Type), name, ""))
		}
	}
	var b strings.Builder
	for _, name := range order {
		fmt.Fprintf(&b, "%s: %s\n", name, strings.Join(columns[name], " | "))
	}
	compare(t, `
AMust: bool | bool | bool | bool
AMustNull: bool | Opt[bool] | bool | Opt[bool]
A: bool | *bool | *bool | Opt[bool]
ANull: bool | Opt[bool] | *bool | Opt[bool]
BMust: int64 | int64 | int64 | int64
BMustNull: int64 | Opt[int64] | int64 | Opt[int64]
B: int64 | *int64 | *int64 | Opt[int64]
BNull: int64 | Opt[int64] | *int64 | Opt[int64]
CMust: int64 | int64 | int64 | int64
CMustNull: int64 | Opt[int64] | int64 | Opt[int64]
C: int64 | int64 | int64 | Opt[int64]
CNull: int64 | Opt[int64] | int64 | Opt[int64]
DMust: float64 | float64 | float64 | float64
DMustNull: float64 | Opt[float64] | float64 | Opt[float64]
D: float64 | float64 | float64 | Opt[float64]
DNull: float64 | Opt[float64] | float64 | Opt[float64]
EMust: string | string | string | string
EMustNull: string | Opt[string] | string | Opt[string]
E: string | string | string | Opt[string]
ENull: string | Opt[string] | string | Opt[string]
FMust: FMust | FMust | FMust | FMust
FMustNull: FMustNull | Opt[FMustNull] | FMustNull | Opt[FMustNull]
F: F | F | F | Opt[F]
FNull: FNull | Opt[FNull] | FNull | Opt[FNull]
GMust: Time | Time | Time | Time
GMustNull: Time | Opt[Time] | Time | Opt[Time]
G: Time | Time | Time | Opt[Time]
GNull: Time | Opt[Time] | Time | Opt[Time]
HMust: Date | Date | Date | Date
HMustNull: Date | Opt[Date] | Date | Opt[Date]
H: Date | Date | Date | Opt[Date]
HNull: Date | Opt[Date] | Date | Opt[Date]
IMust: []byte | []byte | []byte | []byte
IMustNull: []byte | Opt[[]byte] | []byte | Opt[[]byte]
I: []byte | []byte | []byte | Opt[[]byte]
INull: []byte | Opt[[]byte] | []byte | Opt[[]byte]
JMust: []string | []string | []string | []string
JMustNull: []string | Opt[[]string] | []string | Opt[[]string]
J: []string | []string | []string | Opt[[]string]
JNull: []string | Opt[[]string] | []string | Opt[[]string]
KMust: map[string]RawMessage | map[string]any | map[string]RawMessage | map[string]any
KMustNull: map[string]RawMessage | Opt[map[string]any] | map[string]RawMessage | Opt[map[string]any]
K: map[string]RawMessage | map[string]any | map[string]RawMessage | Opt[map[string]any]
KNull: map[string]RawMessage | Opt[map[string]any] | map[string]RawMessage | Opt[map[string]any]
LMust: *Part | *Part | *Part | *Part
LMustNull: *Part | Opt[Part] | *Part | Opt[Part]
L: *Part | *Part | *Part | Opt[Part]
LNull: *Part | Opt[Part] | *Part | Opt[Part]
MMust: RawMessage | any | RawMessage | any
MMustNull: RawMessage | Opt[any] | RawMessage | Opt[any]
M: RawMessage | any | RawMessage | Opt[any]
MNull: RawMessage | Opt[any] | RawMessage | Opt[any]
NMust: *NMust | *NMust | *NMust | *NMust
NMustNull: *NMustNull | Opt[NMustNull] | *NMustNull | Opt[NMustNull]
N: *N | *N | *N | Opt[N]
NNull: *NNull | Opt[NNull] | *NNull | Opt[NNull]
`, b.String())
}

func TestReadOnlyAndWriteOnly(t *testing.T) {
	parts := func() *ir.Schema {
		s := object("both", text(), "read", &ir.Schema{Kind: ir.String, ReadOnly: true}, "write", &ir.Schema{Kind: ir.String, WriteOnly: true})
		s.Additional = text()
		return s
	}
	op := send("POST", "both", ref("Both"))
	op.Result = ref("Both")
	got := outline(t, shop([]*ir.Schema{called("Answer", parts()), called("Body", parts()), called("Both", parts())},
		get("get", "/things/{id}", ref("Answer")), send("POST", "post", ref("Body")), op))
	compare(t, `
struct Answer Both string; Read string; Extra map[string]string
struct Body Both string; Write string; Extra map[string]string
struct Both Both string; Read string; Write string; Extra map[string]string
Things ThingsService in things.gen.go
  Both(in *Both) object Both
  Get() object Answer
  Post(in *Body) none
`, got)
}

func TestParams(t *testing.T) {
	param := func(name string, in ir.In, required bool) ir.Param {
		return ir.Param{Name: name, In: in, Required: required, Style: "form", Explode: true, Schema: text()}
	}
	list := get("list", "/things", array(text()), param("q", ir.InQuery, false))
	list.Kind, list.Result, list.Paging = ir.OpList, text(), &ir.Paging{Style: "page"}
	bare := get("bare", "/things/bare", text())
	bare.Paging = &ir.Paging{Style: "page"}
	got := outline(t, shop(nil, list, bare,
		get("optional", "/things/optional", text(), param("q", ir.InQuery, false)),
		get("required", "/things/required", text(), param("q", ir.InQuery, true), param("o", ir.InHeader, false)),
		get("path", "/things/{type}/{in}/{ctx}/{x-y}/{xY}", text(), param("type", ir.InPath, true), param("in", ir.InPath, true), param("ctx", ir.InPath, true), param("x-y", ir.InPath, true), param("xY", ir.InPath, true)),
		get("same", "/things/same", text(), param("id", ir.InQuery, true), param("id", ir.InHeader, true), param("ID", ir.InCookie, true)),
		get("old", "/things/old", text(), ir.Param{Name: "a_b", In: ir.InQuery, Required: true, Deprecated: true, Schema: text()}, param("a.b", ir.InQuery, false)),
		get("open", "/things/open", text(), ir.Param{Name: "f.meta.<KEY>", In: ir.InQuery, OpenEnded: true, Required: true, Schema: text()}),
		get("kinds", "/things/kinds", text(), ir.Param{Name: "b", In: ir.InQuery, Required: true, Schema: &ir.Schema{Kind: ir.Boolean}}, ir.Param{Name: "c", In: ir.InQuery, Schema: &ir.Schema{Kind: ir.Boolean}}, ir.Param{Name: "d", In: ir.InQuery, Schema: object("x", text())}),
	))
	compare(t, `
struct ThingsKindsD X string
Things ThingsService in things.gen.go
  Get(type_ string, inParam string, ctxParam string, xY string, xYParam string) value string
  Kinds(params ThingsKindsParams) value string
  List(params ThingsListParams) page string and All
  ListBare(params ThingsListBareParams) page string and AllBare
  Old(params ThingsOldParams) value string
  Open(params ThingsOpenParams) value string
  Optional(option ThingsOptionalParams) value string
  Required(params ThingsRequiredParams) value string
  Same(params ThingsSameParams) value string
params ThingsKindsParams B bool; C *bool; D *ThingsKindsD
params ThingsListBareParams
params ThingsListParams Q string
params ThingsOldParams ABQuery string; AB string
params ThingsOpenParams FMeta map[string]string
params ThingsOptionalParams Q string
params ThingsRequiredParams Q string; O string
params ThingsSameParams ID string; IDHeader string; IDCookie string
`, got)
}

func TestMethodNames(t *testing.T) {
	op := func(resource, method, path, id string, kind ir.OpKind) ir.Operation {
		o := ir.Operation{ID: id, Method: method, Path: path, Kind: kind, Resource: resource}
		if kind == ir.OpList {
			o.Result, o.Paging = text(), &ir.Paging{Style: "page"}
		}
		return o
	}
	c := shop(nil,
		op("thing", "GET", "/shipments", "shipments_index", ir.OpList),
		op("thing", "GET", "/shipments/{id}", "shipments_show", ir.OpGet),
		op("thing", "POST", "/shipments", "shipments_create", ir.OpCreate),
		op("thing", "PATCH", "/shipments/{id}", "shipments_update", ir.OpUpdate),
		op("thing", "POST", "/shipments/{id}/share", "shipments_share", ir.OpCreate),
		op("repo", "GET", "/repos/{owner}/{repo}", "repos/get", ir.OpGet),
		op("repo", "GET", "/orgs/{org}/repos", "repos/list-for-org", ir.OpList),
		op("repo", "GET", "/user/repos", "repos/list-for-authenticated-user", ir.OpList),
		op("repo", "GET", "/repos/{owner}/{repo}/branches", "repos/list-branches", ir.OpList),
		op("repo", "DELETE", "/repos/{owner}/{repo}", "repos/delete", ir.OpDelete),
		op("repo", "PUT", "/repos/{owner}/{repo}/topics", "repos/replace-all-topics", ir.OpUpdate),
		op("root", "GET", "/", "get_", ir.OpGet),
		op("root", "GET", "/status", "getStatus", ir.OpGet),
		op("root", "POST", "/status", "post_status", ir.OpCreate),
		op("clash", "GET", "/a", "All", ir.OpCustom),
		op("clash", "GET", "/clash", "list", ir.OpList),
		op("clash", "GET", "/c", "a-b", ir.OpCustom),
		op("clash", "GET", "/d", "a_b", ir.OpCustom),
		op("clash", "POST", "/d", "aB", ir.OpCustom),
	)
	c.Resources = append(c.Resources, ir.Resource{Key: "repo", Name: "Repo", Plural: "Repos"}, ir.Resource{Key: "root", Name: "Root", Plural: "Root"}, ir.Resource{Key: "clash", Name: "Do", Plural: "Do"}, ir.Resource{Key: "unused", Name: "Unused", Plural: "Unused"})
	compare(t, `
DoAPI DoAPIService in doapi.gen.go
  AB() none
  GetAB() none
  GetAll() none
  List(params DoAPIListParams) page string and All
  PostAB() none
params DoAPIListParams
Repos ReposService in repos.gen.go
  Delete() none
  Get() none
  List(params ReposListParams) page string and All
  ListBranches(params ReposListBranchesParams) page string and AllBranches
  ListForOrg(params ReposListForOrgParams) page string and AllForOrg
  Update() none
params ReposListBranchesParams
params ReposListForOrgParams
params ReposListParams
Root RootService in root.gen.go
  Create() none
  Get() none
  GetStatus() none
Things ThingsService in things.gen.go
  Create() none
  Get() none
  List(params ThingsListParams) page string and All
  Share() none
  Update() none
params ThingsListParams
`, outline(t, c))
}

func TestResults(t *testing.T) {
	stream := get("stream", "/things/stream", nil)
	stream.Stream = true
	raw := send("POST", "raw", nil)
	raw.Body.Contents[0] = ir.Content{MediaType: "application/pdf", Schema: text()}
	form := send("POST", "form", object("file", &ir.Schema{Kind: ir.Binary}))
	form.Body.Contents[0].MediaType = "multipart/form-data"
	several := send("POST", "several", text())
	several.Body.Contents = append(several.Body.Contents, ir.Content{MediaType: "text/csv"})
	got := outline(t, shop([]*ir.Schema{called("T", object("a", text())), called("E", text("a", "b")), called("L", array(ref("T")))},
		stream, raw, form, several, get("nothing", "/things/nothing", nil), get("object", "/things/object", ref("T")), get("inline", "/things/inline", object("a", text())),
		get("enum", "/things/enum", ref("E")), get("list", "/things/listing", ref("L")), get("any", "/things/any", &ir.Schema{Kind: ir.Any}), get("map", "/things/map", &ir.Schema{Kind: ir.Object, Additional: ref("T")})))
	compare(t, `
enum E EA=a EB=b
struct T A string
struct ThingsFormBody File Upload
struct ThingsInlineResult A string
Things ThingsService in things.gen.go
  Any() value RawMessage
  Enum() value E
  Form(in *ThingsFormBody) none
  Inline() object ThingsInlineResult
  List() value []T
  Map() value map[string]T
  Nothing() none
  Object() object T
  Raw(in Reader) none
  Several(in string) none
  Stream() stream
`, got)
}

func TestRecursion(t *testing.T) {
	nullable := ref("Node")
	nullable.Nullable = true
	got := outline(t, shop([]*ir.Schema{
		called("Node", object("next", nullable, "all", array(ref("Node")), "by_name", &ir.Schema{Kind: ir.Object, Additional: ref("Node")})),
		called("A", object("b", ref("B"))), called("B", object("a", ref("A"))),
		called("List", array(ref("List"))), called("Map", &ir.Schema{Kind: ir.Object, Additional: ref("Map")}),
		called("Self", ref("Self")), called("Round", ref("About")), called("About", ref("Round")),
		called("Union", &ir.Schema{Kind: ir.Union, Variants: []ir.Variant{{Schema: ref("Union")}, {Schema: array(ref("Union"))}, {Schema: text()}}}),
		called("Patch", object("self", ref("Patch"), "a", ref("A"))),
		called("Tree", array(object("children", ref("Tree"), "name", text()))), called("", object("nameless", ref(""))),
	}, get("tree", "/things/tree", ref("Tree")), get("get", "/things/{id}", object("n", ref("Node"), "l", ref("List"), "m", ref("Map"), "s", ref("Self"), "r", ref("Round"), "u", ref("Union"), "g", ref("Gone"), "x", ref(""))),
		send("PATCH", "patch", ref("Patch")), send("POST", "post", ref("Node"))))
	compare(t, `
: warning: an array or map of itself is kept as raw JSON [go-recursive]
struct A B *B
struct B A *A
struct Node Next *Node; All []Node; ByName map[string]Node
struct Patch Self Opt[*Patch]; A Opt[*A]
struct ThingsGetResult N *Node; L RawMessage; M RawMessage; S RawMessage; R RawMessage; U *Union; G RawMessage; X *X
struct Tree Children []Tree; Name string
union Union Union *Union; UnionList []Union; String *string
struct X Nameless *X
Things ThingsService in things.gen.go
  Get() object ThingsGetResult
  Patch(in *Patch) none
  Post(in *Node) none
  Tree() value []Tree
`, got)
}

func TestCredentials(t *testing.T) {
	c := shop(nil, get("get", "/things/{id}", text()))
	c.Auth = []ir.AuthMethod{
		{Key: "a", Fields: []ir.Field{{Key: "client_id"}, {Key: "string"}, {Key: "clientID"}, {Key: "log_value"}}},
		{Key: "b", Fields: []ir.Field{{Key: "client_id"}, {Key: "token"}}},
	}
	p, _ := goplan.New(c, goplan.Options{Package: "shop"})
	var got []string
	for _, f := range p.Credentials {
		got = append(got, f.Name+" "+f.Field.Key)
	}
	want := []string{"ClientID client_id", "StringValue string", "ClientIDValue clientID", "LogValueValue log_value", "Token token"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// Where the document's order does not settle a collision it changes nothing.
func TestOrderDoesNotMatter(t *testing.T) {
	plan := func(shuffle bool) string {
		schemas := []*ir.Schema{
			called("User", object("a", text("x", "y"))), called("users_list", object("b", text("x", "y"))), called("Page", object("c", ref("User"))),
			called("Kind", text("a", "b")), called("Any", &ir.Schema{Kind: ir.Union, Variants: []ir.Variant{{Schema: ref("User")}, {Schema: ref("Page")}}}),
		}
		if shuffle {
			rand.Shuffle(len(schemas), func(i, j int) { schemas[i], schemas[j] = schemas[j], schemas[i] })
		}
		return outline(t, shop(schemas, get("get", "/things/{id}", object("u", ref("User"), "l", ref("users_list"), "p", ref("Page"), "k", ref("Kind"), "a", ref("Any")))))
	}
	want := plan(false)
	for range 20 {
		if diff := cmp.Diff(want, plan(true)); diff != "" {
			t.Fatal(diff)
		}
	}
}
