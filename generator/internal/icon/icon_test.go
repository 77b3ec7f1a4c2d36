package icon_test

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/connectorgen/connectorgen/generator/internal/icon"
)

func picture(t *testing.T, width, height int, fill color.Color) []byte {
	t.Helper()
	m := image.NewNRGBA(image.Rect(0, 0, width, height))
	for x := range width {
		for y := range height {
			m.Set(x, y, fill)
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestRead(t *testing.T) {
	for name, test := range map[string]struct {
		data []byte
		want icon.Icon
	}{
		"opaque":   {picture(t, 230, 230, color.NRGBA{1, 2, 3, 255}), icon.Icon{icon.PNG, "230x230", true}},
		"glass":    {picture(t, 16, 8, color.NRGBA{1, 2, 3, 4}), icon.Icon{icon.PNG, "16x8", false}},
		"vector":   {[]byte(`<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><rect fill="url(#a)" width="1"/></svg>`), icon.Icon{icon.SVG, "any", false}},
		"own link": {[]byte(`<svg xmlns:xlink="http://www.w3.org/1999/xlink"><use xlink:href="#a"/></svg>`), icon.Icon{icon.SVG, "any", false}},
	} {
		got, err := icon.Read(test.data)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if diff := cmp.Diff(test.want, *got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestReadRefuses(t *testing.T) {
	for data, want := range map[string]string{
		"":                                 "is neither a PNG nor an SVG",
		"GIF89a":                           "is neither a PNG nor an SVG",
		"<html></html>":                    `is neither a PNG nor an SVG: it begins with "html"`,
		"<svg><script>x</script></svg>":    `has the element "script": an icon may hold shapes, text and gradients alone`,
		"<svg><style>x</style></svg>":      `has the element "style": an icon may hold shapes, text and gradients alone`,
		`<svg onload="x"/>`:                `has the attribute "onload", which runs a script`,
		`<svg><use href="a.svg#b"/></svg>`: `refers to "a.svg#b": an icon stands alone`,
		`<svg><rect fill="url( http://x)"/></svg>`:                `refers to "url( http://x)": an icon stands alone`,
		`<svg><rect style="fill:url(#a);x:URL(http://x)"/></svg>`: `refers to "fill:url(#a);x:URL(http://x)": an icon stands alone`,
		`<!DOCTYPE svg [<!ENTITY a "b">]><svg/>`:                  "has a document type: an icon needs none",
		`<?xml-stylesheet href="x"?><svg/>`:                       `has the instruction "xml-stylesheet": an icon needs none`,
		"<svg>":                                                   "is neither a PNG nor an SVG that can be read: XML syntax error on line 1: unexpected EOF",
		"\x89PNG":                                                 "is not a PNG that can be read: unexpected EOF",
	} {
		if got, err := icon.Read([]byte(data)); err == nil || err.Error() != want {
			t.Errorf("%q: got %v, %v; want %s", data, got, err, want)
		}
	}
}
