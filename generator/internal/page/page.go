// Package page draws a connector as people will see it: the listing, the form in
// which they add an instance, the operations with their inputs. It reads
// connector.json and knows nothing of how that is made.
//
// A page stands alone: one HTML file that loads nothing, and runs nothing unless it
// is given a script. All text of a manifest is untrusted; html/template escapes it
// for the place where it stands.
package page

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"html/template"
	"slices"
	"strings"
	"unicode"

	"github.com/connectorgen/connectorgen/templates"
)

// Options are what a page has beside the manifest.
type Options struct {
	// File returns a file that the manifest lists, nil if there is none. Icons are
	// shown from it.
	File func(path string) []byte

	// Script is run by the page and may talk to who served it; "" for none.
	Script string

	// Back is a link to the page above, "" for none.
	Back string

	// Problems stand above everything else: what keeps the page from being newer.
	Problems []string

	// Seal says how the connector was checked, in a line; "" if it was not.
	Seal string
}

// A view is what the template gets.
type view struct {
	Options
	frame
	Manifest *manifest // nil if there are problems alone
	Icon     template.URL
	Groups   []group
}

// A frame is what every page has.
type frame struct {
	Policy string
	Style  template.CSS
	Accent template.CSS
	Code   template.HTML // the script with its element
}

func newFrame(script, brand string) frame {
	f := frame{
		Policy: "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'",
		Style:  template.CSS(templates.PageStyle()), //nolint:gosec // ours
		Accent: accents(brand),
	}
	if script != "" {
		sum := sha256.Sum256([]byte(script))
		f.Policy += "; connect-src 'self'; script-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
		f.Code = template.HTML("<script>" + script + "</script>") //nolint:gosec // ours
	}
	return f
}

// A group is the actions on one kind of thing.
type group struct {
	Name, Description string
	Actions           []action
}

// maxIcon bounds an icon that goes into a page, in bytes.
const maxIcon = 1 << 20

// Connector draws the page of a manifest, which satisfies the manifest's schema.
// Without a manifest the page shows the problems alone.
func Connector(connector []byte, o Options) ([]byte, error) {
	v := view{Options: o, frame: newFrame(o.Script, "")}
	m := &manifest{}
	if connector != nil {
		var err error
		if m, err = readManifest(connector); err != nil {
			return nil, err
		}
		v.Manifest, v.Icon, v.Groups = m, m.icon(o.File), m.groups()
		v.frame = newFrame(o.Script, m.Branding.IconBrandColor)
	}
	return execute("connector", templates.ConnectorPage(), v, template.FuncMap{
		"rows": m.rows, "typeOf": func(s *schema) string { return m.typeOf(s, 0) }, "pretty": pretty,
		"normal": normal, "advanced": advanced, "hidden": hidden, "mustFill": mustFill, "labels": labels,
		"title": title, "web": web, "value": value, "control": newControl, "servers": newChoice, "pattern": pattern,
		"duration": duration, "paging": paging, "statuses": statuses, "label": m.label,
	})
}

func execute(name, text string, data any, functions template.FuncMap) ([]byte, error) {
	t, err := template.New(name).Option("missingkey=error").Funcs(functions).Parse(text)
	if err != nil {
		return nil, fmt.Errorf("parse the template of the %s page (a bug in connectorgen): %w", name, err)
	}
	var b bytes.Buffer
	if err := t.Execute(&b, data); err != nil {
		return nil, fmt.Errorf("draw the %s page (a bug in connectorgen): %w", name, err)
	}
	return bytes.Map(visible, b.Bytes()), nil
}

// visible replaces what nobody sees, or what turns the text around it: a page shows
// its text in the order in which it stands. What joins letters and pictures stays.
func visible(r rune) rune {
	const zeroWidthNonJoiner, zeroWidthJoiner = '\u200c', '\u200d'
	switch {
	case r == '\n' || r == '\t' || r == zeroWidthNonJoiner || r == zeroWidthJoiner:
		return r
	case unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp):
		return unicode.ReplacementChar
	}
	return r
}

// icon is the first icon as a URL that holds it. A picture in a URL runs nothing.
func (m *manifest) icon(file func(string) []byte) template.URL {
	if file == nil {
		return ""
	}
	for _, i := range m.Branding.Icons {
		if i.MediaType != "image/svg+xml" && i.MediaType != "image/png" {
			continue
		}
		if data := file(i.Path); len(data) > 0 && len(data) <= maxIcon {
			return template.URL("data:" + i.MediaType + ";base64," + base64.StdEncoding.EncodeToString(data)) //nolint:gosec // of a fixed type, in base64
		}
	}
	return ""
}

// groups are the actions by resource, in the order of the resources, those of none last.
func (m *manifest) groups() []group {
	byResource := make(map[string][]action)
	known := make(map[string]bool, len(m.Resources))
	for _, r := range m.Resources {
		known[r.Key] = true
	}
	for _, a := range m.Actions {
		if !known[a.Resource] {
			a.Resource = ""
		}
		byResource[a.Resource] = append(byResource[a.Resource], a)
	}
	var groups []group
	for _, r := range append(slices.Clone(m.Resources), resource{Name: "Other"}) {
		if actions := byResource[r.Key]; len(actions) > 0 {
			groups = append(groups, group{Name: cmp.Or(r.Plural, r.Name), Description: r.Description, Actions: actions})
		}
	}
	return groups
}

// label is what people call an action.
func (m *manifest) label(key string) string {
	for _, a := range m.Actions {
		if a.Key == key {
			return a.Label
		}
	}
	return key
}

// pretty is JSON as people read it.
func pretty(data json.RawMessage) string {
	var b bytes.Buffer
	if json.Indent(&b, data, "", "  ") != nil {
		return string(data)
	}
	return b.String()
}

// title is what people call a kind of link.
func title(key string) string {
	titles := map[string]string{
		"apiDocs": "API documentation", "website": "Website", "privacyPolicy": "Privacy policy", "support": "Support",
		"changelog": "Changes", "repository": "Source code",
	}
	if key == "credentialHelp" {
		return "How to get credentials"
	}
	return cmp.Or(titles[key], key)
}

// web reports whether a URL leads to the web, and runs nothing.
func web(url string) bool {
	return strings.HasPrefix(url, "https://") || strings.HasPrefix(url, "http://")
}
