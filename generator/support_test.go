package generator_test

import (
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const supportPage = "../docs/openapi-support.md"

// supported are the keywords of OpenAPI 3.0 and 3.1 by object, and those that only
// Swagger 2.0 has.
var supported = map[string]string{
	"OpenAPI":             "openapi info jsonSchemaDialect servers paths webhooks components security tags externalDocs",
	"Info":                "title summary description termsOfService contact license version",
	"Contact and license": "name url email identifier",
	"Server":              "url description variables enum default",
	"Components":          "schemas responses parameters examples requestBodies headers securitySchemes links callbacks pathItems",
	"Path item":           "$ref summary description get put post delete options head patch trace servers parameters",
	"Operation":           "tags summary description externalDocs operationId parameters requestBody responses callbacks deprecated security servers",
	"Parameter":           "name in description required deprecated allowEmptyValue style explode allowReserved schema example examples content",
	"Request body":        "description content required",
	"Media type":          "schema example examples encoding",
	"Encoding":            "contentType headers style explode allowReserved",
	"Response":            "description headers content links",
	"Tag":                 "name description externalDocs",
	"Reference":           "$ref summary description",
	"Schema":              "$ref $id $anchor $defs $dynamicAnchor $dynamicRef title description deprecated type enum const default example examples format multipleOf minimum maximum exclusiveMinimum exclusiveMaximum minLength maxLength pattern minItems maxItems uniqueItems minProperties maxProperties properties required additionalProperties patternProperties unevaluatedProperties propertyNames dependentRequired dependentSchemas items prefixItems unevaluatedItems contains minContains maxContains allOf oneOf anyOf not if then else nullable readOnly writeOnly contentEncoding contentMediaType contentSchema discriminator xml externalDocs",
	"Discriminator":       "propertyName mapping",
	"XML":                 "name namespace prefix attribute wrapped",
	"Security scheme":     "type description name in scheme bearerFormat flows openIdConnectUrl",
	"OAuth flows":         "implicit password clientCredentials authorizationCode authorizationUrl tokenUrl refreshUrl scopes",
	"Swagger 2.0":         "swagger host basePath schemes consumes produces definitions parameters responses securityDefinitions flow collectionFormat type discriminator x-nullable",
}

// A supportRow is a row of the page.
type supportRow struct{ section, keyword, text, name string }

var (
	supportLine = regexp.MustCompile("^\\| `([^`]+)` \\| ([^|]+) \\| \\[([a-z]+)\\]\\(\\.\\./generator/testdata/meaning/([a-z]+)\\.txtar\\) \\|$")
	listedCode  = regexp.MustCompile("`((?:oas|ref|go|auth)-[a-z-]+)`")
)

func supportRows(t *testing.T) []supportRow {
	t.Helper()
	page, err := os.ReadFile(supportPage)
	if err != nil {
		t.Fatal(err)
	}
	var rows []supportRow
	section := ""
	for line := range strings.Lines(string(page)) {
		line = strings.TrimRight(line, "\n")
		if name, ok := strings.CutPrefix(line, "## "); ok {
			section = name
		}
		if m := supportLine.FindStringSubmatch(line); m != nil && m[3] == m[4] {
			rows = append(rows, supportRow{section, m[1], m[2], m[3]})
		} else if strings.HasPrefix(line, "| `") {
			t.Errorf("not a row with a case: %s", line)
		}
	}
	return rows
}

// TestSupportPage holds the page against the keywords there are, and each row
// against the case that it names: the document has the keyword, and what the row
// calls listed is among the problems.
func TestSupportPage(t *testing.T) {
	cases := make(map[string]*meaningCase)
	for _, c := range meaningCases(t) {
		cases[c.name] = &c
	}
	onPage := make(map[string]string)
	named := make(map[string]bool)
	for _, r := range supportRows(t) {
		onPage[r.section] = strings.TrimSpace(onPage[r.section] + " " + r.keyword)
		named[r.name] = true
		c := cases[r.name]
		if c == nil {
			t.Errorf("%s, %s: there is no case %s", r.section, r.keyword, r.name)
			continue
		}
		key := regexp.MustCompile(`(?m)(^|[\s{,\[])['"]?` + regexp.QuoteMeta(r.keyword) + `['"]?:`)
		if !key.MatchString(c.file("openapi.yaml")) {
			t.Errorf("%s, %s: the document of case %s does not have it", r.section, r.keyword, r.name)
		}
		for _, code := range listedCode.FindAllStringSubmatch(r.text, -1) {
			if !listed(cases, code[1]) {
				t.Errorf("%s, %s: no case reports %s", r.section, r.keyword, code[1])
			}
		}
		if strings.Contains(r.text, "ot supported") {
			t.Errorf("%s, %s: say what becomes of it, and its code", r.section, r.keyword)
		}
	}
	if diff := cmp.Diff(supported, onPage); diff != "" {
		t.Errorf("keywords there are (-) and on the page (+):\n%s", diff)
	}
	if diff := cmp.Diff(slices.Sorted(maps.Keys(cases)), slices.Sorted(maps.Keys(named))); diff != "" {
		t.Errorf("cases there are (-) and named on the page (+):\n%s", diff)
	}
}

// listed reports whether a case reports the code.
func listed(cases map[string]*meaningCase, code string) bool {
	for _, c := range cases {
		if strings.Contains(c.file("problems"), "["+code+"]") {
			return true
		}
	}
	return false
}
