package goplan

import (
	"cmp"
	"slices"
	"strings"

	"github.com/connectorgen/connectorgen/generator/internal/ir"
	"github.com/connectorgen/connectorgen/generator/internal/naming"
)

// services plans a service for each resource that has operations.
func (p *planner) services() {
	fields := scope{"core": true, "Do": true}
	files := scope{"client": true, "models": true, "doc": true}
	for _, r := range p.c.Resources {
		var ops []*ir.Operation
		for i := range p.c.Operations {
			if p.c.Operations[i].Resource == r.Key {
				ops = append(ops, &p.c.Operations[i])
			}
		}
		if len(ops) > 0 {
			p.pkg.Services = append(p.pkg.Services, p.service(r, ops, fields, files))
		}
	}
	slices.SortFunc(p.pkg.Services, func(a, b Service) int { return cmp.Compare(a.Field, b.Field) })
}

func (p *planner) service(r ir.Resource, ops []*ir.Operation, fields, files scope) Service {
	name := naming.Exported(r.Plural)
	s := Service{Field: fields.take(r.Key, name, name+"API", naming.Exported(r.Key)+"Resource")}
	s.Type = s.Field + "Service"
	p.scope[s.Type] = true
	s.File = files.take(r.Key, fileName(s.Field), fileName(s.Field)+"x") + ".gen.go"
	s.Doc = s.Type + " holds the operations on " + lowerFirst(r.Plural) + ". It is a field of [Client]."
	if r.Description != "" {
		s.Doc += "\n\n" + r.Description
	}
	names, streams := methodNames(r, ops, p.o.Methods, p.o.Kept)
	for i, op := range ops {
		p.pkg.Names["method "+op.ID] = names[i]
		if streams[i] != "" {
			p.pkg.Names["stream "+op.ID] = streams[i]
		}
		p.method(&s, op, names[i], streams[i])
	}
	slices.SortFunc(s.Methods, func(a, b Method) int { return cmp.Compare(a.Name, b.Name) })
	slices.SortFunc(s.Params, func(a, b Type) int { return cmp.Compare(a.Name, b.Name) })
	return s
}

// fileName has no underscore, which could end it like an operating system's or a
// test's, and only letters that every file system tells apart.
func fileName(field string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'A' && r <= 'Z':
			return r + 'a' - 'A'
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			return r
		default:
			return 'x'
		}
	}, field)
}

func lowerFirst(s string) string {
	words := strings.SplitN(s, " ", 2)
	if strings.ToUpper(words[0]) != words[0] {
		words[0] = strings.ToLower(words[0])
	}
	return strings.Join(words, " ")
}

// method plans one operation.
func (p *planner) method(s *Service, op *ir.Operation, name, stream string) {
	m := Method{Name: name, Table: p.scope.take("op "+op.ID, "op"+s.Field+name), Operation: op, Server: p.server(op)}
	base := s.Field + name
	args := argumentScope()
	args[m.Table] = true
	var others []ir.Param
	for _, param := range op.Params {
		if param.In != ir.InPath {
			others = append(others, param)
			continue
		}
		arg := naming.Unexported(param.Name)
		m.Path = append(m.Path, Arg{
			Name: args.take(param.Name, arg, arg+"Param"),
			Type: p.typeOf(param.Schema, usage{name: base + naming.Exported(param.Name), key: op.ID + "." + param.Name, short: naming.Exported(param.Name), direction: direction{sent: true}}),
		})
	}
	p.body(&m, op, base)
	m.Result = p.result(op, base)
	m.Stream = p.stream(&m, base, stream)
	list := m.Result.Kind == PageResult
	if list {
		m.All = allName(name)
	}
	if len(others) > 0 || list {
		p.params(s, &m, others, list)
	}
	m.Doc = methodDoc(s.Type, &m, op, p.typeNames)
	s.Methods = append(s.Methods, m)
}

// server is the base URL of an operation that does not take that of the connector.
func (p *planner) server(op *ir.Operation) string {
	if len(p.c.Servers) == 0 || len(op.Servers) == 0 {
		return ""
	}
	usual := p.c.Servers[0].Default()
	if slices.ContainsFunc(op.Servers, func(s ir.Server) bool { return s.Default() == usual }) {
		return ""
	}
	return op.Servers[0].Default()
}

// argumentScope holds what a method's arguments may not hide: each other, and
// what its body refers to.
func argumentScope() scope {
	s := make(scope)
	for _, name := range []string{
		"ctx", "s", "in", "params", "opts", "context", "iter", "time", "json", "io", "string", "error",
		"call", "callNone", "callValue", "callStream", "list", "all", "request", "serverSent", "jsonItems", "sequence",
	} {
		s[name] = true
	}
	return s
}

// body plans the argument that is sent in the body.
func (p *planner) body(m *Method, op *ir.Operation, base string) {
	if op.Body == nil {
		return
	}
	first := &op.Body.Contents[0]
	m.Body = &Arg{Name: "in", Type: p.bodyType(op, first, base+"Body", op.ID+".body")}
	if first.MediaType != "application/json" {
		m.BodyMedia = first.MediaType
	}
	if s := p.resolve(first.Schema); s != nil && mediaKind(first.MediaType) == "raw" && (s.Kind == ir.Object || s.Kind == ir.Array || s.Kind == ir.Union) {
		p.problems.Warnf(first.Pos, "go-body-raw", "the body of %s %s is %s: the Go method takes it as bytes", op.Method, op.Path, first.MediaType)
	}
	for i := range op.Body.Contents[1:] {
		other := &op.Body.Contents[i+1]
		t := m.Body.Type
		if !sameType(first.Schema, other.Schema) || mediaKind(first.MediaType) != mediaKind(other.MediaType) {
			word := naming.Exported(strings.TrimPrefix(other.MediaType, "application/"))
			t = p.bodyType(op, other, base+word+"Body", op.ID+".body "+other.MediaType)
		}
		m.Bodies = append(m.Bodies, Body{other.MediaType, t})
	}
}

// bodyType is what is given for a body of the media type.
func (p *planner) bodyType(op *ir.Operation, content *ir.Content, name, key string) TypeRef {
	kind := mediaKind(content.MediaType)
	if content.Schema == nil || kind == "raw" {
		return imported("io", "Reader")
	}
	u := usage{name: name, key: key, short: "Body", patch: op.Method == "PATCH", direction: direction{sent: true}}
	if kind == "form" {
		u.form = content
	}
	t := p.typeOf(content.Schema, u)
	if p.isStruct(content.Schema) {
		return apply("*", t)
	}
	return t
}

// sameType reports whether two schemas are the same but for what is said about them.
func sameType(a, b *ir.Schema) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a.Kind == b.Kind && a.Ref == b.Ref && a.Format == b.Format && sameType(a.Items, b.Items) && sameType(a.Additional, b.Additional) &&
		slices.EqualFunc(a.Properties, b.Properties, func(p, q ir.Property) bool {
			return p.Name == q.Name && p.Required == q.Required && sameType(p.Schema, q.Schema)
		}) &&
		slices.EqualFunc(a.Variants, b.Variants, func(v, w ir.Variant) bool { return sameType(v.Schema, w.Schema) }) && enumKey(a) == enumKey(b)
}

// mediaKind sorts media types by how the runtime writes them.
func mediaKind(mediaType string) string {
	base, _, _ := strings.Cut(strings.ToLower(mediaType), ";")
	base = strings.TrimSpace(base)
	switch {
	case base == "application/json", base == "text/json", strings.HasSuffix(base, "+json"):
		return "json"
	case base == "multipart/form-data", base == "application/x-www-form-urlencoded":
		return "form"
	default:
		return "raw"
	}
}

func (p *planner) result(op *ir.Operation, base string) Result {
	u := usage{name: base + "Result", key: op.ID + ".result", short: "Result", direction: direction{received: true}}
	switch {
	case op.Stream:
		return Result{Kind: StreamResult}
	case op.Result == nil && op.Events != nil:
		return Result{Kind: SequenceResult}
	case op.Result == nil:
		return Result{Kind: NoResult}
	case op.Paging != nil:
		u.name = base + "Item"
		return Result{Kind: PageResult, Type: p.typeOf(op.Result, u)}
	case p.isStruct(op.Result):
		return Result{Kind: ObjectResult, Type: p.typeOf(op.Result, u)}
	default:
		return Result{Kind: ValueResult, Type: p.typeOf(op.Result, u)}
	}
}

// stream plans the method that reads the answer item by item, nil if it does not
// come so. name is "" where the method m itself is that.
func (p *planner) stream(m *Method, base, name string) *Stream {
	e := m.Operation.Events
	if e == nil {
		return nil
	}
	s := &Stream{Name: name, Item: named("string"), Events: e}
	if e.Item != nil && (e.Whole || !e.Text) {
		s.Item = p.typeOf(e.Item, usage{name: base + "Event", key: m.Operation.ID + ".event", short: "Event", direction: direction{received: true}})
	}
	if name == "" {
		s.Name = m.Name
		return s
	}
	s.Doc = name + " calls " + m.Operation.Method + " " + m.Operation.Path + " as " + m.Name + " does.\n\n" + streamDoc(e) + deprecation(m.Operation.Deprecated)
	return s
}

// params plans the struct of the parameters that are not in the path.
//
// Whether it stands in the signature must not change when the API gets one more
// optional parameter: a list always has it there, another operation only if one
// of them is required; otherwise it is given as a call option.
func (p *planner) params(s *Service, m *Method, params []ir.Param, list bool) {
	base := s.Field + m.Name
	t := Type{Kind: ParamsType, Name: p.scope.take("params "+base, base+"Params", base+"Parameters")}
	t.Doc = t.Name + " are the parameters of [" + s.Type + "." + m.Name + "]."
	required := slices.ContainsFunc(params, func(param ir.Param) bool { return param.Required })
	if !list && !required {
		m.AsOption = true
		t.Option = s.Field + "." + m.Name
		t.Doc += " They are all optional; give them as a call option."
	}
	fields := scope{"applyCall": true}
	// What is not deprecated chooses its name first.
	ordered := slices.SortedStableFunc(slices.Values(params), func(a, b ir.Param) int { return cmp.Compare(boolOrder(a.Deprecated), boolOrder(b.Deprecated)) })
	names := make(map[string]string)
	for _, param := range ordered {
		full := naming.Exported(plainName(param.Name))
		names[string(param.In)+param.Name] = fields.take(string(param.In)+" "+param.Name,
			p.o.Params[param.Name], naming.Exported(p.paramBase(param)), full, full+naming.Exported(string(param.In)), naming.Spelled(param.Name))
	}
	for _, param := range params {
		t.Fields = append(t.Fields, p.paramField(param, names[string(param.In)+param.Name], base))
	}
	m.Params = t.Name
	s.Params = append(s.Params, t)
}

func boolOrder(b bool) int {
	if b {
		return 1
	}
	return 0
}

// paramBase is a parameter's name without the connector's filter prefix and
// without the placeholder of an open-ended name.
func (p *planner) paramBase(param ir.Param) string {
	name := plainName(param.Name)
	if param.In == ir.InQuery && p.o.FilterPrefix != "" {
		if rest := strings.TrimPrefix(name, p.o.FilterPrefix); rest != "" {
			return rest
		}
	}
	return name
}

// plainName leaves the placeholder out of an open-ended name.
func plainName(name string) string {
	open, end := strings.IndexByte(name, '<'), strings.IndexByte(name, '>')
	if open >= 0 && end > open {
		return strings.Trim(name[:open]+name[end+1:], ".[]")
	}
	return name
}

func (p *planner) paramField(param ir.Param, name, base string) Field {
	u := usage{name: base + name, key: base + "." + param.Name, short: naming.Exported(p.paramBase(param)), direction: direction{sent: true}}
	f := Field{Name: name, Doc: p.paramDoc(param), Type: p.typeOf(param.Schema, u)}
	switch {
	case param.OpenEnded:
		f.Type = apply("map", f.Type)
	case p.isStruct(param.Schema):
		f.Type = apply("*", f.Type)
	case !param.Required && (p.zeroIsMeant(param.Schema) || param.AllowEmpty && p.isText(param.Schema)):
		f.Type = apply("*", f.Type)
	default:
	}
	f.Tags = []FieldTag{{string(param.In), param.Name}}
	if param.Required {
		f.Tags = append(f.Tags, FieldTag{"required", "true"})
	}
	if param.MediaType != "" {
		f.Tags = append(f.Tags, FieldTag{"media", param.MediaType})
		return f
	}
	if param.In != ir.InQuery && param.In != ir.InCookie {
		if param.Explode {
			f.Tags = append(f.Tags, FieldTag{"explode", "true"})
		}
		return f
	}
	if param.Style != "form" {
		f.Tags = append(f.Tags, FieldTag{"style", param.Style})
	}
	if param.Explode != (param.Style == "form") {
		f.Tags = append(f.Tags, FieldTag{"explode", map[bool]string{true: "true", false: "false"}[param.Explode]})
	}
	if param.AllowReserved {
		f.Tags = append(f.Tags, FieldTag{"reserved", "true"})
	}
	return f
}

func (p *planner) paramDoc(param ir.Param) string {
	text := strings.TrimSpace(param.Description)
	schema := *param.Schema
	schema.Description, schema.Title, schema.Deprecated = text, "", param.Deprecated
	if param.OpenEnded {
		schema.Description = strings.TrimSpace(text + "\nThe key of the map stands in the place of the <placeholder> in " + param.Name + ".")
	}
	return p.fieldDoc(&schema)
}
