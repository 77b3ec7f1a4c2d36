package patchworks

import (
	"cmp"
	"encoding/json"
	"strconv"
	"strings"

	"github.com/connectorgen/connectorgen/generator/internal/action"
	"github.com/connectorgen/connectorgen/generator/internal/ir"
)

func (b *builder) endpoint(a *action.Action) endpoint {
	op := a.Op
	made := endpoint{
		Name: a.Label, EntityType: b.entityType(op.Resource), Direction: action.Capital(a.Direction), Method: op.Method,
		Pagination: pages(op.Paging), DataPath: op.Payload,
	}
	if a.ItemsPath != nil {
		made.DataPath = *a.ItemsPath
	}
	url := literalURL(op.Path)
	for _, h := range b.c.Headers {
		made.Headers = append(made.Headers, pair{h.Name, b.header(h)})
	}
	if len(op.Accept) > 0 {
		made.Headers = append(made.Headers, pair{"Accept", strings.Join(op.Accept, ", ")})
	}
	for i := range op.Params {
		p, key := &op.Params[i], b.paramKey(a.Input.ParamKey[i])
		made.Variables = append(made.Variables, b.paramVariable(p, key))
		value := "{{" + key + "}}"
		switch p.In {
		case ir.InPath:
			url = strings.ReplaceAll(url, "{"+p.Name+"}", value)
		case ir.InQuery:
			made.Query = append(made.Query, pair{p.Name, value})
		case ir.InHeader:
			made.Headers = append(made.Headers, pair{p.Name, value})
		case ir.InCookie:
			made.Headers = append(made.Headers, pair{"Cookie", p.Name + "=" + value})
		}
	}
	made.URL = "{{" + baseURL + "}}" + url
	if len(op.Servers) > 0 {
		b.lost.servers.Add(op.ID, op.Pos)
		made.URL = literalURL(strings.TrimRight(op.Servers[0].Default(), "/")) + url
	}
	b.bodyAndSample(a, &made)
	return made
}

// bodyAndSample adds what is sent, and the sample from which the platform makes
// the schema: of the answer that is received, or of the body that is sent.
func (b *builder) bodyAndSample(a *action.Action, to *endpoint) {
	if c := a.Input.Content; c != nil {
		to.BodyType = c.MediaType
		to.Headers = append(to.Headers, pair{"Content-Type", c.MediaType})
		if sample := b.set.Sample(c.Schema); json.Valid(sample) {
			to.Body = sample
		}
		if len(a.Op.Body.Contents) > 1 {
			b.lost.bodyMedia.Add(a.Op.ID, a.Op.Body.Pos)
		}
	}
	sample := b.set.OutputSample(a)
	if a.Direction == "send" && to.Body != nil {
		sample = to.Body
	}
	if json.Valid(sample) {
		to.Schema = sample
		return
	}
	if a.Answer.Content != nil || to.BodyType != "" {
		b.lost.samples.Add(a.Op.ID, a.Op.Pos)
	}
}

// entityType groups the endpoints of a resource.
func (b *builder) entityType(resource string) string {
	for i := range b.c.Resources {
		if r := &b.c.Resources[i]; r.Key == resource {
			return cmp.Or(r.Plural, r.Name, r.Key)
		}
	}
	return resource
}

func (b *builder) header(h ir.Header) string {
	value, ok := literal(h.Value)
	if !ok {
		b.lost.braces.Add("header "+h.Name, b.in.Pos)
	}
	return value
}

// paramKey is the key of an endpoint's variable: never that of a shared one, which
// may be a credential.
func (b *builder) paramKey(key string) string {
	for b.taken[key] || key == "access_token" {
		key = "param_" + key
	}
	return key
}

func (b *builder) paramVariable(p *ir.Param, key string) variable {
	return variable{
		Key: key, Label: cmp.Or(action.Capital(action.Plain(strings.ReplaceAll(p.Name, "_", " "))), key), Alias: p.Name,
		Required: p.Required, Configurable: true, Advanced: !p.Required, Help: p.Description,
	}
}

// pages is the pagination method, with its options under the platform's names.
func pages(p *ir.Paging) *pagination {
	if p == nil {
		return nil
	}
	made := &pagination{}
	option := func(name, value string) {
		if value != "" {
			made.Options = append(made.Options, pair{name, value})
		}
	}
	limit := ""
	if p.MaxLimit > 0 {
		limit = strconv.Itoa(p.MaxLimit)
	}
	switch p.Style {
	case "nextUrl":
		made.Method = "Next page URL"
		option("Next page field", p.Next)
	case "linkHeader":
		made.Method = "Link Header"
	case "cursor":
		made.Method = "Next page token"
		option("Token parameter name", p.CursorParam)
		option("Limit parameter path", p.LimitParam)
		option("Limit", limit)
		option("Path to token in payload", p.Cursor)
	case "page":
		made.Method = "Page number parameter"
		option("Limit parameter name", p.LimitParam)
		option("Page parameter name", p.PageParam)
		option("Limit", limit)
		option("Path to the data in the response", p.Items)
	case "offset":
		made.Method = "Limit offset"
		option("Limit parameter path", p.LimitParam)
		option("Offset parameter path", p.OffsetParam)
		option("Limit", limit)
		option("Total parameter path", p.Total)
	}
	return made
}
