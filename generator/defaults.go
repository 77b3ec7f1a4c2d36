package generator

import (
	"go/token"
	"path"
	"path/filepath"
	"strings"
	"unicode"

	"github.com/connectorgen/connectorgen/generator/internal/config"
	"github.com/connectorgen/connectorgen/generator/internal/emit/gocode"
	"github.com/connectorgen/connectorgen/generator/internal/goplan"
	"github.com/connectorgen/connectorgen/generator/internal/ir"
	"github.com/connectorgen/connectorgen/generator/internal/oas"
	"github.com/connectorgen/connectorgen/templates"
)

// specConfig is the connector file of a spec that has none. What it is called is
// filled in by describe, once the document is read.
func specConfig(o Options) *config.Config {
	spec := filepath.ToSlash(o.Spec)
	base := o.specFolder()
	relative := func(name string) config.Text {
		rel, err := filepath.Rel(filepath.FromSlash(base), name)
		if err != nil {
			rel = name // another volume: only an absolute path leads there
		}
		return config.Text{Value: filepath.ToSlash(rel)}
	}
	cfg := &config.Config{
		OpenAPI: config.Text{Value: path.Base(spec)},
		Go:      config.Go{Package: config.Text{Value: o.Package}},
		Output:  config.Output{Client: true, Manifest: true, Listing: true},
	}
	for _, name := range o.Overlays {
		cfg.Overlays = append(cfg.Overlays, relative(name))
	}
	if o.Auth != "" {
		cfg.Auth = relative(o.Auth)
	}
	if o.Package == "" {
		cfg.Go.Package.Value = packageName(path.Base(filepath.ToSlash(o.Out)))
	}
	return cfg
}

// describe gives a connector without a connector file its name and texts, taken
// from the document and made to fit the manifest.
func describe(cfg *config.Config, doc *oas.Document) {
	title := oneLine(doc.Title)
	if title == "" {
		title = "Untitled"
	}
	cfg.Name.Value = shorten(title, 30)
	cfg.ID.Value = "local/" + strings.TrimRight(shorten(slug(title), 100), "-")
	cfg.Version.Value = "0.1.0"
	cfg.APIVersion.Value = oneLine(doc.Version)
	cfg.Listing.Description = shorten(oneLine(doc.Description), 500)
	if len([]rune(cfg.Listing.Description)) < 30 {
		cfg.Listing.Description = "A connector for the API called " + shorten(title, 400) + "."
	}
	cfg.Listing.Vendor = ir.Party{Name: shorten(title, 30)}
	cfg.Listing.Publisher = cfg.Listing.Vendor
	if cfg.Go.Package.Value == "" {
		cfg.Go.Package.Value = packageName(title)
	}
}

// planOptions are the user's wishes about the Go package, and the names that it
// had when it was last written.
func planOptions(cfg *config.Config, c *ir.Connector, keptNames func() (map[string]string, error)) (goplan.Options, error) {
	reserved, err := gocode.RuntimeNames(templates.ClientFiles())
	if err != nil {
		return goplan.Options{}, err
	}
	kept, err := keptNames()
	if err != nil {
		return goplan.Options{}, err
	}
	o := goplan.Options{
		Package:      cfg.Go.Package.Value,
		Reserved:     reserved,
		FilterPrefix: cfg.Conventions.FilterPrefix.Value,
		Types:        renames(cfg.Names.Types),
		Params:       renames(cfg.Names.Parameters),
		Properties:   renames(cfg.Names.Properties),
		Methods:      make(map[string]string),
		Kept:         kept,
	}
	if o.Package == "" {
		o.Package = packageName(c.Slug())
	}
	for _, n := range cfg.Names.Operations {
		if n.Method.Value != "" {
			o.Methods[n.ID.Value] = n.Method.Value
		}
	}
	return o, nil
}

func renames(list []config.Rename) map[string]string {
	m := make(map[string]string, len(list))
	for _, r := range list {
		m[r.From.Value] = r.To.Value
	}
	return m
}

// packageName makes a Go package name of text: lower-case letters and digits.
func packageName(text string) string {
	name := strings.Map(func(r rune) rune {
		r = unicode.ToLower(r)
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, text)
	if name == "" || name[0] <= '9' || token.IsKeyword(name) || name == "main" || name == "init" {
		name = "api" + name
	}
	return name
}

// slug makes the last part of a connector's ID of text.
func slug(text string) string {
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return (r < 'a' || r > 'z') && (r < '0' || r > '9') })
	if len(words) == 0 {
		return "api"
	}
	return strings.Join(words, "-")
}

// oneLine joins the lines of text and drops what cannot be printed.
func oneLine(text string) string {
	return strings.Join(strings.FieldsFunc(text, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }), " ")
}

// shorten cuts text to at most limit runes, at a space where it can.
func shorten(text string, limit int) string {
	runes := []rune(text)
	if len(runes) <= limit {
		return text
	}
	cut := strings.TrimSpace(string(runes[:limit]))
	if i := strings.LastIndexByte(cut, ' '); i > limit/2 {
		cut = cut[:i]
	}
	return cut
}
