package page_test

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"github.com/connectorgen/connectorgen/generator/internal/page"
)

// TestAccents: whatever the brand's colour is, links can be read.
func TestAccents(t *testing.T) {
	if c := page.Contrast(); c != 21 {
		t.Errorf("contrast of black and white is %v, want 21", c)
	}
	rapid.Check(t, func(t *rapid.T) {
		brand := fmt.Sprintf("#%06x", rapid.IntRange(0, 0xffffff).Draw(t, "brand"))
		if light, dark := page.Accents(brand); light < 4.5 || dark < 4.5 {
			t.Errorf("%s: contrast %.2f on light, %.2f on dark", brand, light, dark)
		}
	})
}
