package patchworks

import (
	"github.com/connectorgen/connectorgen/generator/internal/diag"
	"github.com/connectorgen/connectorgen/generator/internal/emit/target"
)

// lost is what the platform has no place for, by kind.
type lost struct {
	systemType bool
	limits     target.Concerned // rate limits
	long       target.Concerned // variables
	omitted    target.Concerned // parameters of token requests
	signIn     target.Concerned // methods
	braces     target.Concerned // places
	servers    target.Concerned // operations
	bodyMedia  target.Concerned // operations
	samples    target.Concerned // operations
}

// losses tells each kind of loss once.
func (b *builder) losses() diag.List {
	var list diag.List
	at, l := b.in.Pos, &b.lost
	if l.systemType {
		list.Warnf(at, "patchworks-system-type", "no category says which system type it is: it is entered as Other")
	}
	for i := range b.c.Auth {
		if t := b.c.Auth[i].Token; t != nil && t.MaxRequests > 0 {
			l.limits.Add("token requests of "+b.c.Auth[i].Key, t.Pos)
		}
	}
	if l.limits.Len() > 0 {
		list.Warnf(l.limits.At(at), "patchworks-rate-limit", "a system has one rate limit, so it does not keep to %s", &l.limits)
	}
	if len(b.c.Retry.Statuses) > 0 || b.c.Retry.MaxAttempts > 1 {
		list.Warnf(at, "patchworks-retry", "a system has no setting for repeating failed requests")
	}
	if l.omitted.Len() > 0 {
		list.Warnf(l.omitted.At(at), "patchworks-omit-empty", "the token request cannot leave out what is empty, so it lacks %s", &l.omitted)
	}
	if l.signIn.Len() > 0 {
		list.Warnf(l.signIn.At(at), "patchworks-sign-in", "the page on which a person signs in is not known for %s", &l.signIn)
	}
	if l.long.Len() > 0 {
		list.Warnf(l.long.At(at), "patchworks-long-value", "a value may have %d characters, so it is left out of %s", maxValue, &l.long)
	}
	if l.servers.Len() > 0 {
		list.Warnf(l.servers.At(at), "patchworks-server", "the server is written out, and cannot be chosen, for %s", &l.servers)
	}
	if l.bodyMedia.Len() > 0 {
		list.Warnf(l.bodyMedia.At(at), "patchworks-body-media", "an endpoint has one form of body: the first is taken for %s", &l.bodyMedia)
	}
	if l.samples.Len() > 0 {
		list.Warnf(l.samples.At(at), "patchworks-sample", "the document has no example to make a schema of for %s", &l.samples)
	}
	if l.braces.Len() > 0 {
		list.Warnf(l.braces.At(at), "patchworks-braces", "the platform takes {{ for a variable, so it is left out of %s", &l.braces)
	}
	return list
}
