package generator

import (
	"path"
	"slices"

	"github.com/connectorgen/connectorgen/generator/internal/icon"
	"github.com/connectorgen/connectorgen/generator/internal/ir"
)

// iconDir is the folder of the output folder that holds the icons.
const iconDir = "icons"

// icons reads the pictures that the connector file names.
func (j *job) icons() []ir.Icon {
	var icons []ir.Icon
	for _, t := range j.cfg.Icons {
		f, ok := j.input("icon", t, "icon")
		if !ok {
			continue
		}
		read, err := icon.Read(f.Data)
		if err != nil {
			j.found.Errorf(t.Pos, "config-bad-icon", "the icon %s %v", t.Value, err)
			continue
		}
		made := ir.Icon{
			Path: path.Join(iconDir, path.Base(t.Value)), MediaType: read.MediaType, Size: read.Size,
			Opaque: read.Opaque, Content: f.Data, Pos: t.Pos,
		}
		if want := map[string]string{icon.SVG: ".svg", icon.PNG: ".png"}[made.MediaType]; path.Ext(made.Path) != want {
			j.found.Errorf(t.Pos, "config-bad-icon", "the icon %s is called otherwise than what it is", t.Value)
			j.found.Hintf("let its name end in %s", want)
		}
		if slices.ContainsFunc(icons, func(i ir.Icon) bool { return i.Path == made.Path }) {
			j.found.Errorf(t.Pos, "config-duplicate", "two icons are called %q", path.Base(t.Value))
		}
		icons = append(icons, made)
	}
	return icons
}
