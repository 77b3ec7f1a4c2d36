package page

// Accents gives what the brand's colour becomes on light and dark pages, and how
// far each stands out from its background.
func Accents(brand string) (light, dark float64) {
	c, ok := parseColour(brand)
	if !ok {
		return 0, 0
	}
	return contrast(c.against(lightGround, rgb{}), lightGround), contrast(c.against(darkGround, rgb{255, 255, 255}), darkGround)
}

// Contrast is that between black and white, the most there is.
func Contrast() float64 { return contrast(rgb{}, rgb{255, 255, 255}) }
