package page

import (
	"html/template"
	"strings"

	"github.com/connectorgen/connectorgen/templates"
)

// A Card is what a list shows of a connector.
type Card struct {
	ID         string       `json:"id"`
	Name       string       `json:"name"`
	Version    string       `json:"version"`
	Summary    string       `json:"summary,omitempty"`
	Categories []string     `json:"categories,omitempty"`
	Vendor     string       `json:"vendor"`
	Publisher  string       `json:"publisher"`
	Icon       template.URL `json:"icon,omitempty"` // a data URL
}

// ReadCard reads connector.json; file is as in [Options].
func ReadCard(connector []byte, file func(path string) []byte) (Card, error) {
	m, err := readManifest(connector)
	if err != nil {
		return Card{}, err
	}
	return Card{m.ID, m.Name, m.Version, m.Summary, m.Categories, m.Vendor.Name, m.Publisher.Name, m.icon(file)}, nil
}

// A Tile is a connector in the list.
type Tile struct {
	Card
	Page string // relative
	Seal string // how it was checked
}

// Text is what a search looks through.
func (t Tile) Text() string {
	return strings.ToLower(strings.Join(append([]string{t.ID, t.Name, t.Summary, t.Vendor, t.Publisher}, t.Categories...), " "))
}

// A Refusal is what is not in the list, and why.
type Refusal struct {
	Where   string   `json:"where"`
	Reasons []string `json:"reasons"`
}

// Catalog draws the list, with a script that searches it.
func Catalog(tiles []Tile, refused []Refusal) ([]byte, error) {
	return execute("catalog", templates.CatalogPage(), struct {
		frame
		Tiles   []Tile
		Refused []Refusal
	}{newFrame(templates.CatalogScript(), ""), tiles, refused}, nil)
}
