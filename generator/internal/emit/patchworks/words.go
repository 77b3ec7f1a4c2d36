package patchworks

import (
	"math"
	"slices"
	"strconv"
	"strings"
)

// systemTypes are the kinds of system that the platform knows, each with words of
// a category that mean it.
var systemTypes = []struct {
	name  string
	words []string
}{
	{"3PL", []string{"3pl", "logistics", "freight", "shipping", "fulfilment", "fulfillment", "carrier"}},
	{"WMS", []string{"wms", "warehouse", "warehousing"}},
	{"eCommerce", []string{"ecommerce", "commerce", "shop", "store", "retail"}},
	{"Marketplaces", []string{"marketplace", "marketplaces"}},
	{"Accounting", []string{"accounting", "bookkeeping", "invoicing", "finance"}},
	{"CRM", []string{"crm", "customers", "sales"}},
	{"ERP", []string{"erp"}},
	{"PIM", []string{"pim"}},
	{"POS", []string{"pos"}},
	{"Database", []string{"database", "databases"}},
}

// systemType is the kind of system that the first telling category means.
func (b *builder) systemType() string {
	for _, category := range b.c.Listing.Categories {
		words := strings.FieldsFunc(strings.ToLower(strings.ReplaceAll(category, "-", "")), func(r rune) bool { return r == ' ' || r == '/' || r == '&' || r == ',' })
		for _, word := range words {
			for _, t := range systemTypes {
				if slices.Contains(t.words, word) {
					return t.name
				}
			}
		}
	}
	b.lost.systemType = true
	return "Other"
}

// colours are those that the platform offers, by hue in degrees.
var colours = []struct {
	name string
	hue  float64
}{{"red", 0}, {"orange", 30}, {"yellow", 55}, {"green", 120}, {"cyan", 180}, {"blue", 220}, {"purple", 270}, {"pink", 330}, {"red", 360}}

// colour is the one of the platform's that is nearest to "#rrggbb"; "" for none.
func colour(hex string) string {
	n, err := strconv.ParseUint(strings.TrimPrefix(hex, "#"), 16, 32)
	if err != nil {
		return ""
	}
	r, g, b := float64(n>>16&0xff), float64(n>>8&0xff), float64(n&0xff)
	most := max(r, g, b)
	span := most - min(r, g, b)
	if span < most/8 || most == 0 {
		return "gray"
	}
	var hue float64
	switch most {
	case r:
		hue = math.Mod((g-b)/span*60+360, 360)
	case g:
		hue = (b-r)/span*60 + 120
	default:
		hue = (r-g)/span*60 + 240
	}
	best := colours[0]
	for _, c := range colours {
		if math.Abs(c.hue-hue) < math.Abs(best.hue-hue) {
			best = c
		}
	}
	return best.name
}

// literalURL is a URL in which the platform finds no variable.
func literalURL(url string) string { return strings.ReplaceAll(url, "{{", "%7B%7B") }

// literal is text in which the platform finds no variable; where there could be
// one, ok is false.
func literal(text string) (_ string, ok bool) {
	if strings.Contains(text, "{{") {
		return "", false
	}
	return text, true
}
