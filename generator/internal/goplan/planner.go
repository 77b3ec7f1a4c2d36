package goplan

import (
	"cmp"
	"slices"
	"strings"

	"github.com/connectorgen/connectorgen/generator/internal/diag"
	"github.com/connectorgen/connectorgen/generator/internal/ir"
	"github.com/connectorgen/connectorgen/generator/internal/naming"
)

// A planner holds what one run needs.
type planner struct {
	c        *ir.Connector
	o        Options
	pkg      *Package
	problems diag.List

	scope      scope // package-level names
	schemas    map[string]*ir.Schema
	directions map[string]direction   // of named schemas that are reached
	patched    map[string]bool        // named schemas that are the body of a PATCH
	forms      map[string]*ir.Content // named schemas that are the body of a form
	replaced   map[string]bool        // named schemas that are the body of another method
	typeNames  map[string]string      // schema name to type name, for those that become a type
	declared   map[string]bool        // named schemas whose type is in pkg
	inlined    map[*ir.Schema]string  // types of inline schemas
	shared     map[string]string      // values of an inline enum to the type that all its uses share
	held       map[string]string      // names of earlier runs to what had them
}

func newPlanner(c *ir.Connector, o Options) *planner {
	p := &planner{
		c: c, o: o,
		pkg:        &Package{Name: o.Package, Connector: c, Names: make(map[string]string)},
		scope:      packageScope(o.Reserved),
		schemas:    make(map[string]*ir.Schema, len(c.Schemas)),
		directions: make(map[string]direction),
		patched:    make(map[string]bool),
		forms:      make(map[string]*ir.Content),
		replaced:   make(map[string]bool),
		typeNames:  make(map[string]string),
		declared:   make(map[string]bool),
		inlined:    make(map[*ir.Schema]string),
		shared:     make(map[string]string),
		held:       make(map[string]string),
	}
	for _, s := range c.Schemas {
		p.schemas[s.Name] = s
	}
	return p
}

// nameTypes gives every reached schema that becomes a type its name. Names that
// the user chose come first, then the document's in its order.
func (p *planner) nameTypes() {
	for _, r := range p.c.Resources {
		p.scope[naming.Exported(r.Plural)+"Service"] = true
	}
	p.hold()
	var rest []*ir.Schema
	for _, s := range p.c.Schemas {
		if _, reached := p.directions[s.Name]; !reached || !isDeclared(s) {
			continue
		}
		if name, ok := p.o.Types[s.Name]; ok {
			p.typeNames[s.Name] = p.name("type "+s.Name, name)
			continue
		}
		rest = append(rest, s)
	}
	// A name that is spelled as Go has it goes before one that has to be changed:
	// of "User" and "user" the first is User.
	slices.SortStableFunc(rest, func(a, b *ir.Schema) int {
		return cmp.Compare(changed(a.Name), changed(b.Name))
	})
	for _, s := range rest {
		name := naming.Exported(s.Name)
		p.typeNames[s.Name] = p.name("type "+s.Name, name, name+"Model", naming.Spelled(s.Name))
	}
	p.shareEnums()
}

func changed(name string) int {
	if naming.Exported(name) == name {
		return 0
	}
	return 1
}

// isDeclared reports whether a schema becomes a type of its own. The others are
// written out where they are used.
func isDeclared(s *ir.Schema) bool {
	return s.Kind == ir.Object && len(s.Properties) > 0 || s.Kind == ir.Union || isEnum(s)
}

// isEnum reports whether a schema is text with several known values.
func isEnum(s *ir.Schema) bool {
	return s.Kind == ir.String && len(s.Enum) > 1
}

// shareEnums finds inline enums that are the same wherever they stand: if every
// property or parameter of a name has the same values, they share one type
// called by that name.
func (p *planner) shareEnums() {
	type group struct {
		values map[string]int
		order  int
	}
	groups := make(map[string]*group)
	p.inlineEnums(func(name string, s *ir.Schema) {
		g := groups[name]
		if g == nil {
			g = &group{values: make(map[string]int), order: len(groups)}
			groups[name] = g
		}
		g.values[enumKey(s)]++
	})
	names := make([]string, len(groups))
	for name, g := range groups {
		names[g.order] = name
	}
	for _, name := range names {
		g := groups[name]
		if len(g.values) != 1 || p.scope[name] {
			continue
		}
		for values, count := range g.values {
			if key := name + "\x00" + values; count > 1 {
				p.shared[key] = name
				p.scope[name] = true
			}
		}
	}
}

// inlineEnums visits every enum that stands in a property or parameter.
func (p *planner) inlineEnums(visit func(name string, s *ir.Schema)) {
	var walk func(name string, s *ir.Schema)
	walk = func(name string, s *ir.Schema) {
		if s == nil || s.Kind == ir.Ref {
			return
		}
		if isEnum(s) {
			visit(naming.Exported(name), s)
		}
		for _, prop := range s.Properties {
			walk(prop.Name, prop.Schema)
		}
		walk(name, s.Items)
		walk(name, s.Additional)
		for _, v := range s.Variants {
			walk(name, v.Schema)
		}
	}
	for _, s := range p.c.Schemas {
		if _, reached := p.directions[s.Name]; reached && !isEnum(s) {
			walk(s.Name, s)
		}
	}
	for i := range p.c.Operations {
		for _, param := range p.c.Operations[i].Params {
			walk(p.paramBase(param), param.Schema)
		}
	}
}

// enumKey is the same for two enums with the same values in any order.
func enumKey(s *ir.Schema) string {
	values := make([]string, len(s.Enum))
	for i, v := range s.Enum {
		values[i] = string(v)
	}
	slices.Sort(values)
	return strings.Join(values, "\n")
}

// credentials plans the fields of the Credentials struct: those of all methods,
// each once by key.
func (p *planner) credentials() []Credential {
	var out []Credential
	fields := scope{"MarshalJSON": true, "String": true, "GoString": true, "LogValue": true, "Format": true}
	seen := make(map[string]bool)
	for _, m := range p.c.Auth {
		for _, f := range m.Fields {
			if seen[f.Key] {
				continue
			}
			seen[f.Key] = true
			name := naming.Exported(f.Key)
			out = append(out, Credential{Name: fields.take(f.Key, name, name+"Value"), Field: f})
		}
	}
	return out
}
