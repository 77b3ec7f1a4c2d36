package postman

import (
	"github.com/connectorgen/connectorgen/generator/internal/diag"
	"github.com/connectorgen/connectorgen/generator/internal/emit/target"
)

// lost is what the collection cannot say, by kind.
type lost struct {
	renewal   target.Concerned // methods
	signIn    target.Concerned // methods
	braces    target.Concerned // places
	pathPart  target.Concerned // path parameters
	bodyMedia target.Concerned // operations
}

// losses tells each kind of loss once.
func (b *builder) losses() diag.List {
	var list diag.List
	at, l := b.in.Pos, &b.lost
	var marked, others, paged target.Concerned
	for i := range b.c.Auth {
		m := &b.c.Auth[i]
		if i > 0 {
			others.Add(m.Key, m.Pos)
		}
		for _, f := range m.Fields {
			if f.Secret || f.Required || f.Fixed || f.Pattern != "" || len(f.Enum) > 0 {
				marked.Add(f.Key, f.Pos)
			}
		}
	}
	for i := range b.c.Operations {
		if op := &b.c.Operations[i]; op.Paging != nil {
			paged.Add(op.ID, op.Pos)
		}
	}
	if marked.Len() > 0 {
		list.Warnf(marked.At(at), "postman-variable", "Postman's variables have no marks: what is secret, required or fixed is said in the descriptions of %s", &marked)
	}
	if others.Len() > 0 {
		list.Warnf(others.At(at), "postman-auth-method", "a collection is signed by one method: %s is used only by requests that need it", &others)
	}
	if l.signIn.Len() > 0 {
		list.Warnf(l.signIn.At(at), "postman-sign-in", "the page on which a person signs in is not known for %s: put a token into its variable", &l.signIn)
	}
	if l.renewal.Len() > 0 {
		list.Warnf(l.renewal.At(at), "postman-token-renewal", "Postman does not renew the token of %s by itself: the request that gets it must be sent again", &l.renewal)
	}
	if paged.Len() > 0 {
		list.Warnf(paged.At(at), "postman-paging", "Postman does not turn pages: how lists go on is said in the descriptions of %s", &paged)
	}
	if len(b.c.Retry.Statuses) > 0 || b.c.Retry.MaxAttempts > 1 {
		list.Warnf(at, "postman-retry", "Postman does not repeat failed requests")
	}
	if len(b.c.RateLimits) > 0 {
		list.Warnf(at, "postman-rate-limit", "Postman keeps to no rate limit")
	}
	if l.pathPart.Len() > 0 {
		list.Warnf(l.pathPart.At(at), "postman-path-part", "Postman fills in whole segments of a path: variables of the collection stand in for %s", &l.pathPart)
	}
	if l.bodyMedia.Len() > 0 {
		list.Warnf(l.bodyMedia.At(at), "postman-body-media", "a request has one form of body: the first is taken for %s", &l.bodyMedia)
	}
	if l.braces.Len() > 0 {
		list.Warnf(l.braces.At(at), "postman-braces", "Postman takes {{ for a variable, so it is left out of %s", &l.braces)
	}
	return list
}
