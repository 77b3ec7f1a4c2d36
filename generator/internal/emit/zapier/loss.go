package zapier

import (
	"slices"

	"github.com/connectorgen/connectorgen/generator/internal/ir"
)

// losses tells what is lost of the connector as a whole; what is lost of its
// fields and operations is noted where they are written.
func (b *builder) losses() {
	b.tokenLosses()
	if slices.ContainsFunc(b.c.Retry.Statuses, func(status int) bool { return status != 429 }) {
		b.lost.Warnf(b.in.Pos, "zapier-retry", "", "Zapier repeats a refused call after the status 429 alone")
	}
	if b.c.Test == nil {
		b.lost.Warnf(b.in.Pos, "zapier-no-test", "", "the connector has no test call, so Zapier accepts credentials without trying them")
	}
	if b.method != nil && b.method.Type == ir.AuthAuthorizationCode {
		b.lost.Warnf(b.method.Pos, "zapier-auth-code", b.method.Key, "it is not known where users authorize, so Zapier asks them for a token")
	}
}

func (b *builder) tokenLosses() {
	if b.method == nil || b.method.Token == nil {
		return
	}
	t := b.method.Token
	if t.RenewBefore > 0 || t.RefreshPath != "" {
		b.lost.Warnf(t.Pos, "zapier-token-renewal", b.method.Key, "Zapier fetches a token once the last one is refused, not before it ends, and with no refresh token")
	}
	if t.MaxRequests > 0 {
		b.lost.Warnf(t.Pos, "zapier-token-limit", b.method.Key, "Zapier does not count token requests, of which %d are allowed per %s", t.MaxRequests, t.MaxRequestsPer)
	}
}

// security notes an operation that the only method does not open.
func (b *builder) security(op *ir.Operation) {
	if op.Security == nil || slices.ContainsFunc(op.Security, func(needed []string) bool {
		return len(needed) == 0 || b.method != nil && len(needed) == 1 && needed[0] == b.method.Key
	}) {
		return
	}
	b.lost.Warnf(op.Pos, "zapier-auth-operation", op.ID, "operations want another authentication than the one that Zapier takes")
}

// textCut notes an operation that a text is missing of.
func (b *builder) textCut(op *ir.Operation) {
	b.lost.Warnf(op.Pos, "zapier-text-cut", op.ID, "texts are too long for Zapier, or have no place in line items")
}

// unchecked notes an operation with inputs of which the form says less than the document.
func (b *builder) unchecked(op *ir.Operation) {
	b.lost.Warnf(op.Pos, "zapier-input-limits", op.ID, "limits of inputs are left to the API")
}
