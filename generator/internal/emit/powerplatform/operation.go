package powerplatform

import (
	"slices"
	"strings"

	"github.com/connectorgen/connectorgen/generator/internal/action"
	"github.com/connectorgen/connectorgen/generator/internal/emit/target"
	"github.com/connectorgen/connectorgen/generator/internal/ir"
)

var methods = []string{"get", "put", "post", "delete", "options", "head", "patch"}

func (b *builder) paths() target.Object[target.Object[operation]] {
	var made target.Object[target.Object[operation]]
	at := map[string]int{}
	for i := range b.set.Actions {
		a := &b.set.Actions[i]
		b.of = a.Op.ID
		method := strings.ToLower(a.Op.Method)
		if !slices.Contains(methods, method) {
			b.losses.Warnf(a.Op.Pos, "powerplatform-method", a.Op.ID, "operations with methods of their own are left out")
			continue
		}
		n, known := at[a.Op.Path]
		if !known {
			n = len(made)
			at[a.Op.Path] = n
			made.Add(a.Op.Path, nil)
		}
		if _, twice := made[n].Value.Get(method); !twice {
			made[n].Value.Add(method, b.operation(a))
		}
	}
	return made
}

func (b *builder) operation(a *action.Action) operation {
	op := a.Op
	made := operation{
		Summary: a.Label, Description: a.Description, OperationID: b.operationID(op.ID), Deprecated: op.Deprecated,
		Produces: op.Accept, Pageable: b.pageable(op),
	}
	if op.Deprecated {
		made.Visibility = "advanced"
	}
	for _, r := range b.c.Resources {
		if r.Key == op.Resource && r.Tag != "" {
			made.Tags = []string{r.Tag}
		}
	}
	if len(op.Servers) > 0 && op.Servers[0].URL != b.base().URL {
		b.losses.Warnf(op.Pos, "powerplatform-operation-server", op.ID, "operations with a server of their own are sent to the connector's")
	}
	if len(op.Security) > 0 && !slices.ContainsFunc(op.Security, b.covered) {
		b.losses.Warnf(op.Pos, "powerplatform-operation-auth", op.ID, "operations that need another way to authenticate are called with the first")
	}
	made.Parameters = b.parameters(op)
	if op.Body != nil && len(op.Body.Contents) > 0 {
		made.Consumes = []string{op.Body.Contents[0].MediaType}
		made.Parameters = append(made.Parameters, b.body(op.Body)...)
	}
	made.Parameters = distinct(made.Parameters)
	made.Responses = b.responses(op)
	return made
}

// covered reports whether the first method is enough.
func (b *builder) covered(methods []string) bool {
	return len(methods) == 0 || len(methods) == 1 && len(b.c.Auth) > 0 && methods[0] == b.c.Auth[0].Key
}

// distinct leaves out parameters that stand there already.
func distinct(list []parameter) []parameter {
	var made []parameter
	for _, p := range list {
		if !slices.ContainsFunc(made, func(have parameter) bool { return have.Name == p.Name && have.In == p.In }) {
			made = append(made, p)
		}
	}
	return made
}

// pageable says in which property of the answer the address of the next page stands.
func (b *builder) pageable(op *ir.Operation) *pageable {
	p := op.Paging
	if p == nil {
		return nil
	}
	if p.Style != "nextUrl" || strings.Contains(p.Next, ".") {
		b.losses.Warnf(op.Pos, "powerplatform-paging", op.ID, "lists that do not name the next page in a property of the answer itself give one page")
		return nil
	}
	return &pageable{p.Next}
}

// responses are the answers by status. A range of successes stands for 200; other
// ranges are left to the default.
func (b *builder) responses(op *ir.Operation) target.Object[response] {
	var made target.Object[response]
	for _, a := range op.Answers {
		status := a.Status
		if status == "2XX" || status == "2xx" {
			status = "200"
		}
		if status != "default" && strings.ContainsFunc(status, func(r rune) bool { return r < '0' || r > '9' }) || status != "default" && len(status) != 3 {
			b.losses.Warnf(a.Pos, "powerplatform-status", op.ID, "ranges of statuses that are no success are left out")
			continue
		}
		if _, twice := made.Get(status); !twice {
			made.Add(status, b.response(a, status))
		}
	}
	if len(made) == 0 {
		made.Add("default", response{Description: "The answer.", Schema: &schema{}})
	}
	return made
}

// response has a schema wherever something can come back: the platform wants one.
func (b *builder) response(a ir.Answer, status string) response {
	made := response{Description: a.Description}
	if made.Description == "" {
		made.Description = "The answer."
	}
	if len(a.Contents) > 0 {
		i := max(0, slices.IndexFunc(a.Contents, func(c ir.Content) bool { return action.IsJSON(c.MediaType) }))
		made.Schema = &schema{Type: "string", Format: "binary"}
		if s := a.Contents[i].Schema; s != nil {
			made.Schema = b.schema(s)
		}
	} else if status != "204" && status[0] == '2' {
		made.Schema = &schema{}
	}
	for i := range a.Headers {
		h := &a.Headers[i]
		if _, twice := made.Headers.Get(h.Name); !twice && h.Schema != nil {
			made.Headers.Add(h.Name, header{Description: h.Description, primitive: b.primitive(h, h.Schema, "csv")})
		}
	}
	return made
}
