package page

import (
	"fmt"
	"html/template"
	"math"
	"strconv"
)

// A rgb is a colour, each part from 0 to 255.
type rgb [3]float64

// The backgrounds of page.css, light and dark, the nearest to the text's own colour.
var (
	lightGround = rgb{0xf6, 0xf7, 0xf9}
	darkGround  = rgb{0x1e, 0x22, 0x2a}
)

// minContrast is what WCAG 2 asks of text (level AA).
const minContrast = 4.5

// accents are the brand's colour as the style sheet takes it: dark enough on a light
// page, light enough on a dark one. "" for what is no colour: then it has its own.
func accents(brand string) template.CSS {
	c, ok := parseColour(brand)
	if !ok {
		return ""
	}
	light, dark := c.against(lightGround, rgb{}), c.against(darkGround, rgb{255, 255, 255})
	return template.CSS(fmt.Sprintf(":root{--accent-light:%s;--accent-dark:%s}", light, dark)) //nolint:gosec // two colours, printed from numbers
}

func parseColour(text string) (c rgb, ok bool) {
	if len(text) != 7 || text[0] != '#' {
		return c, false
	}
	v, err := strconv.ParseUint(text[1:], 16, 32)
	if err != nil {
		return c, false
	}
	return rgb{float64(v >> 16), float64(v >> 8 & 255), float64(v & 255)}, true
}

func (c rgb) String() string {
	return fmt.Sprintf("#%02x%02x%02x", int(c[0]), int(c[1]), int(c[2]))
}

// against mixes c with towards until it can be read on ground.
func (c rgb) against(ground, towards rgb) rgb {
	for step := range 21 {
		var mixed rgb
		for i := range c {
			mixed[i] = math.Round(c[i] + (towards[i]-c[i])*float64(step)/20)
		}
		if contrast(mixed, ground) >= minContrast {
			return mixed
		}
	}
	return towards
}

// contrast is that of WCAG 2, from 1 to 21.
func contrast(a, b rgb) float64 {
	high, low := a.luminance(), b.luminance()
	if high < low {
		high, low = low, high
	}
	return (high + 0.05) / (low + 0.05)
}

func (c rgb) luminance() float64 {
	var linear rgb
	for i, v := range c {
		if v /= 255; v <= 0.04045 {
			linear[i] = v / 12.92
		} else {
			linear[i] = math.Pow((v+0.055)/1.055, 2.4)
		}
	}
	return 0.2126*linear[0] + 0.7152*linear[1] + 0.0722*linear[2]
}
