package airbyte

import (
	"github.com/connectorgen/connectorgen/generator/internal/diag"
	"github.com/connectorgen/connectorgen/generator/internal/emit/target"
)

// lost is what a source cannot say, by kind.
type lost struct {
	nothing, test                            bool
	writing, records, needs, inputs, schemas target.Concerned // operations
	properties, variables, limits            target.Concerned
	extra, session, expiry, tokenKey         target.Concerned // of the auth method
}

// losses tells each kind of loss once.
func (b *builder) losses() diag.List {
	var list diag.List
	at, l := b.in.Pos, &b.lost
	var others target.Concerned
	for i := range b.c.Auth {
		if i > 0 {
			others.Add(b.c.Auth[i].Key, b.c.Auth[i].Pos)
		}
	}
	if l.nothing {
		list.Warnf(at, "airbyte-nothing-to-read", "there is nothing that can be read without an input, so there is no source")
	}
	if l.writing.Len() > 0 {
		list.Warnf(l.writing.At(at), "airbyte-writing", "a source only reads with GET: it lacks %s", &l.writing)
	}
	if l.records.Len() > 0 {
		list.Warnf(l.records.At(at), "airbyte-records", "a stream is made of JSON objects: there is none for %s", &l.records)
	}
	if l.needs.Len() > 0 {
		list.Warnf(l.needs.At(at), "airbyte-required-input", "a stream asks for nothing: there is none for %s, which need inputs", &l.needs)
	}
	if l.nothing {
		return list
	}
	if l.inputs.Len() > 0 {
		list.Warnf(l.inputs.At(at), "airbyte-inputs", "a stream asks for nothing: what can be filtered or chosen is not, in %s", &l.inputs)
	}
	if l.schemas.Len() > 0 {
		list.Warnf(l.schemas.At(at), "airbyte-schema-depth", "schemas are written out %d deep and %d properties long: more is left open in %s", maxDepth, maxProperties, &l.schemas)
	}
	if l.properties.Len() > 0 {
		list.Warnf(l.properties.At(at), "airbyte-property", "schemas lack the properties %s, whose names mean something to Airbyte", &l.properties)
	}
	if l.test {
		list.Warnf(at, "airbyte-test", "the connector's test is not a stream: the first stream is read instead")
	}
	if m := b.method(); m != nil && m.Token != nil && m.Token.MaxRequests > 0 {
		l.limits.Add("token requests", m.Token.Pos)
	}
	list = append(list, b.authLosses(&others)...)
	if l.variables.Len() > 0 {
		list.Warnf(l.variables.At(at), "airbyte-server-variable", "a server is chosen as a whole: variables stand at their defaults: %s", &l.variables)
	}
	if l.limits.Len() > 0 {
		list.Warnf(l.limits.At(at), "airbyte-rate-limit", "rate limits are those of a connection: not kept is %s", &l.limits)
	}
	return list
}

// authLosses are those that have to do with credentials.
func (b *builder) authLosses(others *target.Concerned) diag.List {
	var list diag.List
	at, l := b.in.Pos, &b.lost
	if others.Len() > 0 {
		list.Warnf(others.At(at), "airbyte-auth-method", "a source is signed by one method, the first: it does not offer %s", others)
	}
	if l.extra.Len() > 0 {
		list.Warnf(l.extra.At(at), "airbyte-apply", "a token is put into one place of a request: not into %s", &l.extra)
	}
	if l.session.Len() > 0 {
		list.Warnf(l.session.At(at), "airbyte-token-renewal", "the token of %s is kept as long as the descriptor says: neither its answer nor a refusal renews it earlier", &l.session)
	}
	if l.expiry.Len() > 0 {
		list.Warnf(l.expiry.At(at), "airbyte-expiry-unit", "lifetimes are read in seconds: that of the token of %s is not read", &l.expiry)
	}
	if l.tokenKey.Len() > 0 {
		list.Warnf(l.tokenKey.At(at), "airbyte-token-key", "the path of the token is fixed at its default, whatever is entered as %s", &l.tokenKey)
	}
	return list
}
