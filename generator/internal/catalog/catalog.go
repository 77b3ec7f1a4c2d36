// Package catalog makes a static site of connectors that were checked: an index for
// programs, a list for people, and a page for each. It knows connector.json alone,
// not how that is made, nor where packs come from and how they are checked.
package catalog

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"

	"golang.org/x/mod/semver"

	"github.com/connectorgen/connectorgen/generator/internal/output"
	"github.com/connectorgen/connectorgen/generator/internal/page"
)

// A Pack is one that was checked.
type Pack struct {
	Where      string // the reference, or the path below the folder that was listed
	Digest     string
	Manifest   []byte
	File       func(path string) []byte // one of its output files, nil if there is none
	KeyID      string                   // of the key that signed it, if that was asked for and is valid
	Reproduced bool
}

// An index is index.json.
type index struct {
	CatalogVersion string         `json:"catalogVersion"`
	Connectors     []connector    `json:"connectors"`
	Refused        []page.Refusal `json:"refused"`
}

type connector struct {
	page.Card
	Page     string    `json:"page"`
	Versions []version `json:"versions"` // the newest first, which the rest is about
	pack     Pack
}

type version struct {
	Version  string   `json:"version"`
	Digest   string   `json:"digest"`
	Where    string   `json:"where"`
	Verified verified `json:"verified"`
	pack     Pack
	card     page.Card
}

type verified struct {
	Manifest   bool   `json:"manifest"` // digests, schema, list of files
	Signature  string `json:"signature,omitempty"`
	Reproduced bool   `json:"reproduced"`
}

// A Clash is a pack of the same ID and version as one that is listed, but another.
type Clash struct{ Where, Other string }

func (c Clash) Error() string {
	return "another pack of this connector and version is listed: " + c.Other
}

// A Catalog is what was listed so far.
type Catalog struct{ byID map[string][]version }

// Add lists a pack. The same pack at another place is listed once, at the first. Its
// error is a [Clash], or the manifest is none, which whoever checked it should have seen.
func (c *Catalog) Add(p Pack) error {
	card, err := page.ReadCard(p.Manifest, p.File)
	if err != nil {
		return err
	}
	if c.byID == nil {
		c.byID = make(map[string][]version)
	}
	for _, v := range c.byID[card.ID] {
		switch {
		case v.Digest == p.Digest:
			return nil
		case v.Version == card.Version:
			return Clash{p.Where, v.Where}
		}
	}
	c.byID[card.ID] = append(c.byID[card.ID], version{
		Version: card.Version, Digest: p.Digest, Where: p.Where,
		Verified: verified{Manifest: true, Signature: p.KeyID, Reproduced: p.Reproduced}, pack: p, card: card,
	})
	return nil
}

// Files is the site, which says what was refused too.
func (c *Catalog) Files(refused []page.Refusal) ([]output.File, error) {
	list := c.connectors()
	site := index{CatalogVersion: "v1alpha1", Connectors: list, Refused: append([]page.Refusal{}, refused...)}
	var files []output.File
	var tiles []page.Tile
	for _, one := range list {
		tiles = append(tiles, page.Tile{Card: one.Card, Page: one.Page, Seal: one.Versions[0].seal()})
		html, err := page.Connector(one.pack.Manifest, page.Options{
			File: one.pack.File, Back: strings.Repeat("../", strings.Count(one.Page, "/")) + "index.html", Seal: one.Versions[0].seal(),
		})
		if err != nil {
			return nil, fmt.Errorf("%s: %w", one.pack.Where, err)
		}
		files = append(files, output.File{Path: one.Page, Content: html})
	}
	var text bytes.Buffer
	e := json.NewEncoder(&text)
	e.SetIndent("", "  ")
	html, err := page.Catalog(tiles, refused)
	if err = errors.Join(err, e.Encode(site)); err != nil {
		return nil, err
	}
	return append(files, output.File{Path: "index.html", Content: html}, output.File{Path: "index.json", Content: text.Bytes()}), nil
}

// connectors are by name, versions newest first.
func (c *Catalog) connectors() []connector {
	list := make([]connector, 0, len(c.byID))
	for id, versions := range c.byID {
		slices.SortFunc(versions, func(a, b version) int {
			return cmp.Or(semver.Compare("v"+b.Version, "v"+a.Version), cmp.Compare(b.Version, a.Version))
		})
		list = append(list, connector{
			Card: versions[0].card, Page: path.Join("connectors", id+".html"), Versions: versions, pack: versions[0].pack,
		})
	}
	slices.SortFunc(list, func(a, b connector) int {
		return cmp.Or(cmp.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)), cmp.Compare(a.ID, b.ID))
	})
	return list
}

// seal says in a line how a version was checked.
func (v version) seal() string {
	text := "Checked: its parts, its manifest and its list of files"
	if v.Verified.Signature != "" {
		text += "; signed with the key " + v.Verified.Signature[:min(len(v.Verified.Signature), 16)]
	} else {
		text += "; no signature was asked for"
	}
	if v.Verified.Reproduced {
		text += "; made again from its inputs, byte for byte"
	}
	return text + "."
}
