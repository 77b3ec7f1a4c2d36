package gocode

import (
	"github.com/dave/jennifer/jen"

	"github.com/connectorgen/connectorgen/generator/internal/goplan"
)

// typeRef is the type as it stands in code.
func typeRef(t goplan.TypeRef) *jen.Statement {
	switch {
	case t.Elem == nil && t.Pkg != "":
		return jen.Qual(t.Pkg, t.Name)
	case t.Elem == nil:
		return jen.Id(t.Name)
	case t.Op == "*":
		return jen.Op("*").Add(typeRef(*t.Elem))
	case t.Op == "[]":
		return jen.Index().Add(typeRef(*t.Elem))
	case t.Op == "map":
		return jen.Map(jen.String()).Add(typeRef(*t.Elem))
	default:
		return jen.Id(t.Op).Types(typeRef(*t.Elem))
	}
}

// emitTypes adds the declared types.
func emitTypes(f *jen.File, types []goplan.Type) {
	for i := range types {
		emitType(f, &types[i])
	}
}

func emitType(f *jen.File, t *goplan.Type) {
	emitDoc(f, t.Doc)
	switch t.Kind {
	case goplan.EnumType:
		emitEnum(f, t)
	case goplan.UnionType:
		emitUnion(f, t)
	case goplan.ParamsType:
		f.Type().Id(t.Name).StructFunc(func(g *jen.Group) { emitFields(g, t.Fields) })
		if t.Option != "" {
			emitApplyCall(f, t)
		}
	default:
		emitStruct(f, t)
	}
	f.Line()
}

func emitFields(g *jen.Group, fields []goplan.Field) {
	for _, field := range fields {
		if field.Doc != "" {
			emitDoc(g, field.Doc)
		}
		g.Id(field.Name).Add(typeRef(field.Type)).Add(tag(field.Tags...))
	}
}

// emitStruct adds a model:
//
//	type Weight struct {
//		Value *float64 `json:"value,omitempty"`
//		JSON  Fields   `json:"-"`
//	}
//
//	func (x Weight) MarshalJSON() ([]byte, error)     { return marshalObject(x) }
//	func (x *Weight) UnmarshalJSON(data []byte) error { return unmarshalObject(data, x) }
func emitStruct(f *jen.File, t *goplan.Type) {
	f.Type().Id(t.Name).StructFunc(func(g *jen.Group) {
		emitFields(g, t.Fields)
		g.Id("JSON").Id("Fields").Add(tag(goplan.FieldTag{Key: "json", Value: "-"}))
	})
	f.Line()
	emitCodec(f, t.Name, jen.Id("marshalObject").Call(jen.Id("x")), jen.Id("unmarshalObject").Call(jen.Id("data"), jen.Id("x")))
}

// emitCodec adds the two methods by which encoding/json knows a type.
func emitCodec(f *jen.File, name string, marshal, unmarshal jen.Code) {
	emitDoc(f, "MarshalJSON writes what is set and what came.")
	f.Func().Params(jen.Id("x").Id(name)).Id("MarshalJSON").Params().Params(jen.Index().Byte(), jen.Error()).Add(inOneLine(jen.Return(marshal)))
	f.Line()
	emitDoc(f, "UnmarshalJSON reads what is there; nothing is lost.")
	f.Func().Params(jen.Id("x").Op("*").Id(name)).Id("UnmarshalJSON").Params(jen.Id("data").Index().Byte()).Error().Add(inOneLine(jen.Return(unmarshal)))
}

// inOneLine is a function's body of one statement.
func inOneLine(statement jen.Code) *jen.Statement {
	return jen.Custom(jen.Options{Open: "{", Close: "}"}, statement)
}

// emitUnion adds a struct with a field for each variant.
func emitUnion(f *jen.File, t *goplan.Type) {
	f.Type().Id(t.Name).StructFunc(func(g *jen.Group) {
		emitFields(g, t.Fields)
		emitDoc(g, "Raw is what came when it fits no variant.")
		g.Id("Raw").Qual("encoding/json", "RawMessage")
	})
	f.Line()
	emitCodec(f, t.Name, jen.Id("marshalUnion").Call(jen.Id("x")), jen.Id("unmarshalUnion").Call(jen.Id("data"), jen.Id("x"), jen.Lit(t.Tag)))
}

// emitEnum adds a string type with its known values.
func emitEnum(f *jen.File, t *goplan.Type) {
	f.Type().Id(t.Name).String()
	f.Line()
	emitDoc(f, "Known values of "+t.Name+".")
	f.Const().DefsFunc(func(g *jen.Group) {
		for _, v := range t.Values {
			g.Id(v.Name).Id(t.Name).Op("=").Lit(v.Value)
		}
	})
}

// emitApplyCall lets a params struct be given as a call option:
//
//	func (p *ShipmentsGetParams) applyCall(c *callConfig) error { return c.setParams("Shipments.Get", p) }
func emitApplyCall(f *jen.File, t *goplan.Type) {
	f.Line()
	f.Func().Params(jen.Id("p").Op("*").Id(t.Name)).Id("applyCall").Params(jen.Id("c").Op("*").Id("callConfig")).Error().
		Add(inOneLine(jen.Return(jen.Id("c").Dot("setParams").Call(jen.Lit(t.Option), jen.Id("p")))))
}
