package keys

import (
	"slices"
	"strings"

	"github.com/connectorgen/connectorgen/generator/internal/ir"
)

// Actions gives every operation of c its key, by Operation.ID.
//
// A key is the kind and the resource (listShipments, getShipment, createBooking,
// downloadDocument), if need be for the one whose path has the kind's shape;
// where that is not unique or not known, the operation's ID
// in camel case; then its method and path; then the ID with a digest of it.
func Actions(c *ir.Connector) map[string]string {
	resources := make(map[string]*ir.Resource, len(c.Resources))
	for i := range c.Resources {
		resources[c.Resources[i].Key] = &c.Resources[i]
	}
	claims := make([]claim, len(c.Operations))
	for i := range c.Operations {
		op := &c.Operations[i]
		id := camel(words(op.ID))
		last := id
		if last == "" {
			last = "operation"
		}
		claims[i].rank = shapeRank(op)
		claims[i].forms = []string{
			fromResource(op, resources[op.Resource]),
			id,
			camel(words(op.Method + " " + op.Path)),
			last + "_" + digest(op.ID),
		}
	}
	keys := make(map[string]string, len(claims))
	for i, key := range settle(claims) {
		keys[c.Operations[i].ID] = key
	}
	return keys
}

// shapeRank ranks operations of one kind on one resource: that of a single thing
// goes before one that names no thing, so that of GET /companies/{id} and GET
// /companies/me the first is getCompany.
func shapeRank(op *ir.Operation) int {
	onItem := strings.HasSuffix(op.Path, "}")
	switch op.Kind {
	case ir.OpGet, ir.OpUpdate, ir.OpDelete:
		if !onItem {
			return 1
		}
	case ir.OpList, ir.OpCreate:
		if onItem {
			return 1
		}
	case ir.OpCustom:
	}
	return 0
}

// fromResource makes a key from what the operation does to its resource, or "".
func fromResource(op *ir.Operation, r *ir.Resource) string {
	if r == nil {
		return ""
	}
	singular, plural := words(r.Key), words(r.Plural)
	if len(singular) == 0 {
		return ""
	}
	switch op.Kind {
	case ir.OpList:
		if len(plural) == 0 {
			plural = singular
		}
		return camel(append([]string{"list"}, plural...))
	case ir.OpGet, ir.OpCreate, ir.OpUpdate, ir.OpDelete:
		return camel(append([]string{string(op.Kind)}, singular...))
	case ir.OpCustom:
		if verb := verbOf(words(op.ID), singular, plural); verb != "" {
			return camel(append([]string{verb}, singular...))
		}
	}
	return ""
}

// verbs are the words that a custom operation's key may begin with.
var verbs = strings.Fields(`accept activate add approve archive assign cancel close complete confirm copy count
	deactivate disable download enable export import lock merge move publish reject release remove reopen
	replace reset resend restore search send share submit sync unarchive unlock upload validate verify`)

// verbOf returns the one verb that id holds beside the resource's own words, or "".
func verbOf(id []string, forms ...[]string) string {
	for _, form := range forms {
		if len(form) == 0 || len(id) != len(form)+1 {
			continue
		}
		if last := id[len(id)-1]; slices.Equal(id[:len(form)], form) && slices.Contains(verbs, last) {
			return last
		}
		if slices.Equal(id[1:], form) && slices.Contains(verbs, id[0]) {
			return id[0]
		}
	}
	return ""
}
