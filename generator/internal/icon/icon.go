// Package icon says what a picture file is, and refuses one that could do harm on
// a page: marketplaces show icons beside other people's.
package icon

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"image/png"
	"io"
	"strings"
)

// The media types of icons.
const (
	SVG = "image/svg+xml"
	PNG = "image/png"
)

// An Icon is what a picture file holds.
type Icon struct {
	MediaType string // SVG or PNG
	Size      string // "any" for an SVG, else such as "230x230", in pixels
	Opaque    bool   // of a PNG: nothing shines through
}

// maxPixels bounds a PNG, width times height.
const maxPixels = 4096 * 4096

// Read tells what data holds. Its errors end a sentence that names the file.
func Read(data []byte) (*Icon, error) {
	if bytes.HasPrefix(data, []byte("\x89PNG")) {
		return readPNG(data)
	}
	if err := checkSVG(data); err != nil {
		return nil, err
	}
	return &Icon{MediaType: SVG, Size: "any"}, nil
}

func readPNG(data []byte) (*Icon, error) {
	config, err := png.DecodeConfig(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("is not a PNG that can be read: %w", err)
	}
	if config.Width*config.Height > maxPixels {
		return nil, fmt.Errorf("has %d by %d pixels: a thousand by a thousand are plenty", config.Width, config.Height)
	}
	image, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("is not a PNG that can be read: %w", err)
	}
	opaque, ok := image.(interface{ Opaque() bool })
	return &Icon{MediaType: PNG, Size: fmt.Sprintf("%dx%d", config.Width, config.Height), Opaque: ok && opaque.Opaque()}, nil
}

// elements are those of a picture that is only looked at. Whatever runs a script,
// loads something or links somewhere is none of them.
var elements = strings.Fields(`svg g defs title desc path rect circle ellipse line polyline polygon text tspan
	linearGradient radialGradient stop clipPath mask pattern symbol use marker`)

func checkSVG(data []byte) error {
	d := xml.NewDecoder(bytes.NewReader(data))
	seen := false
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return fmt.Errorf("is neither a PNG nor an SVG that can be read: %w", err)
		}
		switch token := token.(type) {
		case xml.Directive:
			return errors.New("has a document type: an icon needs none")
		case xml.ProcInst:
			if token.Target != "xml" {
				return fmt.Errorf("has the instruction %q: an icon needs none", token.Target)
			}
		case xml.StartElement:
			if !seen && token.Name.Local != "svg" {
				return fmt.Errorf("is neither a PNG nor an SVG: it begins with %q", token.Name.Local)
			}
			seen = true
			if err := checkElement(token); err != nil {
				return err
			}
		}
	}
	if !seen {
		return errors.New("is neither a PNG nor an SVG")
	}
	return nil
}

func checkElement(e xml.StartElement) error {
	known := false
	for _, name := range elements {
		known = known || name == e.Name.Local
	}
	if !known {
		return fmt.Errorf("has the element %q: an icon may hold shapes, text and gradients alone", e.Name.Local)
	}
	for _, a := range e.Attr {
		name, value := strings.ToLower(a.Name.Local), strings.ToLower(strings.Join(strings.Fields(a.Value), ""))
		switch {
		case strings.HasPrefix(name, "on"):
			return fmt.Errorf("has the attribute %q, which runs a script", a.Name.Local)
		case name == "href" && !strings.HasPrefix(value, "#"):
			return fmt.Errorf("refers to %q: an icon stands alone", a.Value)
		case name != "xmlns" && a.Name.Space != "xmlns" && strings.Contains(value, "url(") && strings.Count(value, "url(") != strings.Count(value, "url(#"):
			return fmt.Errorf("refers to %q: an icon stands alone", a.Value)
		}
	}
	return nil
}
