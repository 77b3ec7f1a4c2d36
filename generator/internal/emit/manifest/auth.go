package manifest

import (
	"slices"
	"strconv"
	"time"

	"github.com/connectorgen/connectorgen/generator/internal/ir"
)

func (b *builder) authMethod(m *ir.AuthMethod) authMethod {
	made := authMethod{
		Key: m.Key, Type: string(m.Type), Label: m.Label, Description: m.Description,
		AuthorizationURL: m.Authorize, Scopes: m.Scopes,
		Fields: b.fields(m.Fields),
		Apply:  make([]apply, 0, len(m.Apply)),
	}
	for _, a := range m.Apply {
		made.Apply = append(made.Apply, apply{In: string(a.In), Name: a.Name, Value: a.Value})
	}
	if m.Token != nil {
		made.Token = tokenOf(m.Token)
		for i := range made.Fields {
			made.Fields[i].Alias = alias(made.Fields[i].Key, m.Token.Params)
		}
	}
	return made
}

// fields lists what a form asks for, numbered from 1 in the order given.
func (b *builder) fields(list []ir.Field) []field {
	made := make([]field, 0, len(list))
	for i, f := range list {
		made = append(made, field{
			Key: f.Key, Label: f.Label, Type: f.Type, Enum: f.Enum,
			Secret: f.Secret, Required: f.Required, AllowEmpty: f.AllowEmpty,
			Default: b.defaultOf(f), Fixed: f.Fixed,
			Visibility: f.Visibility, Order: i + 1,
			Pattern: f.Pattern, Placeholder: f.Placeholder, Help: f.Note, HelpURL: f.HelpURL,
		})
	}
	return made
}

// defaultOf is the default in the field's own type, or nil for none.
func (b *builder) defaultOf(f ir.Field) any {
	if f.Default == "" && !f.Fixed {
		return nil
	}
	switch f.Type {
	case "integer":
		n, err := strconv.ParseInt(f.Default, 10, 64)
		if err == nil {
			return n
		}
	case "boolean":
		if f.Default == "true" || f.Default == "false" {
			return f.Default == "true"
		}
	case "enum":
		if slices.Contains(f.Enum, f.Default) {
			return f.Default
		}
	default:
		return f.Default
	}
	b.problems.Errorf(f.Pos, "manifest-default-type", "default %q of field %q does not have the type %s", f.Default, f.Key, f.Type)
	return f.Default
}

// alias is the one other name under which the token request sends the field, or "".
func alias(key string, params []ir.TokenParam) string {
	name := ""
	for _, p := range params {
		if p.Value != "${"+key+"}" {
			continue
		}
		if p.Name == key || name != "" {
			return ""
		}
		name = p.Name
	}
	return name
}

func tokenOf(t *ir.Token) *token {
	made := &token{
		Request: tokenRequest{
			Method: t.Method, URL: t.URL, Encoding: t.Encoding, ClientAuth: t.ClientAuth,
			Headers: pairs(t.Headers), Params: pairs(t.Params),
		},
		Response: tokenResponse{
			AccessTokenPath: t.TokenPath, ExpiresInPath: t.ExpiresInPath, ExpiresInUnit: t.ExpiresInUnit,
			DefaultTTL: seconds(t.Lifetime), RefreshTokenPath: t.RefreshPath,
		},
	}
	if t.RenewBefore > 0 || len(t.RenewOnStatus) > 0 {
		made.Cache = &tokenCache{RenewBefore: seconds(t.RenewBefore), RefreshOnStatus: t.RenewOnStatus}
	}
	if t.MaxRequests > 0 {
		made.Limits = &tokenLimits{Requests: t.MaxRequests, Unit: t.MaxRequestsPer}
	}
	return made
}

func seconds(d time.Duration) int64 { return int64(d / time.Second) }

func pairs(list []ir.TokenParam) []pair {
	var made []pair
	for _, p := range list {
		made = append(made, pair{Name: p.Name, Value: p.Value, OmitEmpty: p.OmitEmpty})
	}
	return made
}
