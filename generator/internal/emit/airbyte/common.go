package airbyte

import (
	"strings"

	"github.com/connectorgen/connectorgen/generator/internal/action"
	"github.com/connectorgen/connectorgen/generator/internal/ir"
)

// A placed is a parameter as requests have it.
type placed struct {
	in   ir.In
	name string
}

func placeOf(p *ir.Param) placed { return placed{p.In, p.Name} }

// commonFields are the parameters that at least half of all operations need, such
// as the number of an account: a matter of the connection, for which the form
// asks once.
func (b *builder) commonFields() {
	b.common = map[placed]*ir.Field{}
	count := map[placed]int{}
	for i := range b.c.Operations {
		for j := range b.c.Operations[i].Params {
			p := &b.c.Operations[i].Params[j]
			if s := b.set.Resolve(p.Schema); !p.Required || p.In == ir.InCookie || s == nil || s.Kind != ir.String && s.Kind != ir.Integer {
				continue
			}
			at := placeOf(p)
			count[at]++
			if b.common[at] == nil && (count[at]*2 == len(b.c.Operations) || count[at]*2 == len(b.c.Operations)+1) && len(b.c.Operations) > 2 {
				field := b.fieldOf(p)
				b.common[at] = &field
				b.asked = append(b.asked, b.common[at])
			}
		}
	}
}

// fieldOf asks for a parameter under a key that no credential has.
func (b *builder) fieldOf(p *ir.Param) ir.Field {
	key := strings.ReplaceAll(strings.ToLower(action.Plain(strings.NewReplacer("-", " ", "_", " ").Replace(p.Name))), " ", "_")
	taken := map[string]bool{"": true, serverField: true, "access_token": true}
	for i := range b.c.Servers {
		for _, v := range b.c.Servers[i].Variables {
			taken[v.Key] = true
		}
	}
	if m := b.method(); m != nil {
		for _, f := range m.Fields {
			taken[f.Key] = true
		}
	}
	for _, f := range b.asked {
		taken[f.Key] = true
	}
	for taken[key] {
		key = "param_" + key
	}
	return ir.Field{Key: key, Label: p.Name, Type: "string", Required: true, Note: p.Description, Pos: p.Pos}
}
