package patchworks_test

import (
	"strings"
	"testing"

	"github.com/connectorgen/connectorgen/generator/internal/emit/patchworks"
	"github.com/connectorgen/connectorgen/generator/internal/emit/targettest"
)

func TestEmit(t *testing.T) {
	got, err := patchworks.Emit(targettest.Input(targettest.Acme()))
	if err != nil {
		t.Fatal(err)
	}
	targettest.Golden(t, got)
}

func TestHostile(t *testing.T) {
	got, err := patchworks.Emit(targettest.Input(targettest.Hostilely(targettest.Acme())))
	if err != nil {
		t.Fatal(err)
	}
	page := string(got.Files[1].Content)
	for _, bad := range []string{"<script", "![x](", "\u202e"} {
		if strings.Contains(page, bad) {
			t.Errorf("the page has %q", bad)
		}
	}
	for line := range strings.Lines(page) {
		if strings.HasPrefix(line, "| Crates") && strings.Count(strings.ReplaceAll(line, `\|`, ""), "|") != 8 {
			t.Errorf("a row has other cells:\n%s", line)
		}
	}
	if strings.Contains(string(got.Files[0].Content), "test/{{") || !strings.Contains(page, "%7B%7Bclient\\_secret}}") {
		t.Error("a path of the document has a variable")
	}
}

func TestColour(t *testing.T) {
	for hex, want := range map[string]string{
		"#1b3a5c": "blue", "#ff0000": "red", "#fe0010": "red", "#ffffff": "gray", "#000000": "gray",
		"#ff8800": "orange", "#00b0b0": "cyan", "#e6007e": "pink", "": "",
	} {
		if got := patchworks.Colour(hex); got != want {
			t.Errorf("Colour(%q) is %q, want %q", hex, got, want)
		}
	}
}
