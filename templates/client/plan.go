package client

import (
	"encoding"
	"encoding/json"
	"reflect"
	"strings"
	"sync"
	"time"
)

// A shape says how a Go type stands in JSON.
type shape int

const (
	shapeKind    shape = iota + 1 // as its reflect.Kind says
	shapeModel                    // a struct that ends in Fields
	shapeUnion                    // a struct of variants and Raw
	shapeOpt                      // Opt
	shapeTime                     // time.Time
	shapeDate                     // Date
	shapeDecimal                  // Decimal
	shapeNumber                   // json.Number
	shapeBytes                    // []byte: a string in base64
	shapeRaw                      // json.RawMessage
	shapeUpload                   // Upload: not JSON at all
	shapeForeign                  // what encoding/json does with it
)

// A typePlan is what the codec knows of one Go type.
type typePlan struct {
	shape   shape
	fields  []fieldPlan    // of a model, or the variants of a union
	byName  map[string]int // of a model: JSON name to index in fields
	state   int            // of a model: index of Fields; of a union: index of Raw
	further int            // of a model: index of the map for undeclared properties; -1: none
	tag     string         // of a union: the property that tells the variants apart
}

// A fieldPlan is one property of a model, or one variant of a union.
type fieldPlan struct {
	name   string
	index  int
	always bool     // sent even if zero
	tags   []string // of a variant: values of the tag that choose it

	readOnly bool   // comes, and is not sent
	media    string // of its part in a form
	style    string // in a form; "": lists are repeated, objects are JSON
	explode  bool
	reserved bool // reserved characters are not escaped
}

var (
	timeType   = reflect.TypeFor[time.Time]()
	fieldsType = reflect.TypeFor[Fields]()
	rawType    = reflect.TypeFor[json.RawMessage]()

	fixedShapes = map[reflect.Type]shape{
		timeType:                       shapeTime,
		rawType:                        shapeRaw,
		reflect.TypeFor[Date]():        shapeDate,
		reflect.TypeFor[Decimal]():     shapeDecimal,
		reflect.TypeFor[json.Number](): shapeNumber,
		reflect.TypeFor[[]byte]():      shapeBytes,
		reflect.TypeFor[Upload]():      shapeUpload,
	}
	foreignTypes = []reflect.Type{
		reflect.TypeFor[json.Marshaler](), reflect.TypeFor[json.Unmarshaler](),
		reflect.TypeFor[encoding.TextMarshaler](), reflect.TypeFor[encoding.TextUnmarshaler](),
	}

	plans sync.Map // reflect.Type to *typePlan
)

func planOf(t reflect.Type) *typePlan {
	if p, ok := plans.Load(t); ok {
		return p.(*typePlan)
	}
	p, _ := plans.LoadOrStore(t, newPlan(t))
	return p.(*typePlan)
}

func newPlan(t reflect.Type) *typePlan {
	if s, ok := fixedShapes[t]; ok {
		return &typePlan{shape: s}
	}
	if t.Kind() == reflect.Pointer || t.Kind() == reflect.Interface && t.NumMethod() == 0 {
		return &typePlan{shape: shapeKind}
	}
	if reflect.PointerTo(t).Implements(reflect.TypeFor[optional]()) {
		return &typePlan{shape: shapeOpt}
	}
	if t.Kind() == reflect.Struct {
		if p := modelPlan(t); p != nil {
			return p
		}
		if p := planUnion(t); p != nil {
			if learned, ok := plans.Load(t); ok {
				return learned.(*typePlan)
			}
			return p
		}
	}
	return &typePlan{shape: plainShape(t)}
}

// unions is the codec of unions; nil in a package that has none.
var unions *unionCodec

type unionCodec struct {
	plan   func(t reflect.Type, tag string) *typePlan
	encode func(*encoder, reflect.Value, *typePlan)
	decode func(*decoder, reflect.Value, *typePlan) bool
}

// planUnion is the plan of a union, nil for another struct. Its UnmarshalJSON
// alone knows its tag, and makes a plan of its own.
func planUnion(t reflect.Type) *typePlan {
	if unions == nil {
		return nil
	}
	p := unions.plan(t, "")
	if u, ok := reflect.New(t).Interface().(json.Unmarshaler); ok && p != nil {
		_ = u.UnmarshalJSON([]byte("null")) // null is always accepted
	}
	return p
}

// plainShape is the shape of a type that is not of this package's making.
func plainShape(t reflect.Type) shape {
	for _, f := range foreignTypes {
		if t.Implements(f) || reflect.PointerTo(t).Implements(f) {
			return shapeForeign
		}
	}
	switch t.Kind() {
	case reflect.Map:
		if t.Key().Kind() == reflect.String {
			return shapeKind
		}
	case reflect.Slice, reflect.String, reflect.Bool, reflect.Float32, reflect.Float64,
		reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
		reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return shapeKind
	}
	return shapeForeign
}

// modelPlan is the plan of a struct that ends in Fields, nil for another.
func modelPlan(t reflect.Type) *typePlan {
	p := &typePlan{shape: shapeModel, byName: map[string]int{}, state: -1, further: -1}
	for i := range t.NumField() {
		f := t.Field(i)
		name, option, _ := strings.Cut(f.Tag.Get("json"), ",")
		other, named := f.Tag.Lookup("name")
		switch {
		case f.Type == fieldsType:
			p.state = i
			continue
		case f.Tag.Get("additional") == "true":
			p.further = i
			continue
		case named:
			name = other // one that encoding/json could not have in a tag
			if option = "omitempty"; f.Tag.Get("required") == "true" {
				option = ""
			}
		case name == "" || name == "-":
			continue
		}
		p.byName[name] = len(p.fields)
		p.fields = append(p.fields, formPlan(f.Tag, fieldPlan{name: name, index: i, always: option != "omitempty", readOnly: f.Tag.Get("readonly") == "true"}))
	}
	if p.state < 0 {
		return nil
	}
	return p
}

// formPlan adds to p what the tag says about forms.
func formPlan(tag reflect.StructTag, p fieldPlan) fieldPlan {
	p.media, p.style, p.reserved = tag.Get("media"), tag.Get("style"), tag.Get("reserved") == "true"
	if p.explode = p.style == "form"; tag.Get("explode") != "" {
		p.explode = tag.Get("explode") == "true"
	}
	return p
}

// field is the plan of a property, the zero plan if it is not declared.
func (p *typePlan) field(name string) fieldPlan {
	if i, ok := p.byName[name]; ok {
		return p.fields[i]
	}
	return fieldPlan{}
}
