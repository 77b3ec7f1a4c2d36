package patchworks

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"text/template"

	"github.com/connectorgen/connectorgen/generator/internal/markdown"
	"github.com/connectorgen/connectorgen/templates"
)

// A page is what the template of the checklist is filled with: escaped text.
type page struct {
	Name           string
	System         []row
	Variables      []row
	Authentication []method
	Endpoints      []row
}

// A row is one line of a table.
type row []string

type method struct {
	Name, Type       string
	Variables, Token []row
	Apply            []string
}

// checklist renders the page for the person who sets the system up.
func checklist(d *document) ([]byte, error) {
	p := page{
		Name: markdown.Escape(d.System.Name), Variables: variableRows(d.Variables),
		System: settings("Name", d.System.Name, "System type", d.System.SystemType, "Protocol", d.System.Protocol, "Colour", d.System.Colour,
			"Documentation", d.System.Documentation),
	}
	if d.System.RateLimit > 0 {
		p.System = append(p.System, settings("Rate limit", fmt.Sprintf("%d a %s", d.System.RateLimit, d.System.RateLimitUnit))...)
	}
	for i := range d.Authentication {
		p.Authentication = append(p.Authentication, methodOf(&d.Authentication[i]))
	}
	for i := range d.Endpoints {
		e := &d.Endpoints[i]
		p.Endpoints = append(p.Endpoints, escaped(e.EntityType, e.Name, e.Direction, e.Method, strings.TrimPrefix(e.URL, "{{"+baseURL+"}}"), pagesText(e.Pagination), e.DataPath))
	}
	t, err := template.New(ChecklistPath).Option("missingkey=error").Parse(templates.Patchworks())
	if err != nil {
		return nil, fmt.Errorf("parse the template of %s (a bug in connectorgen): %w", ChecklistPath, err)
	}
	var b bytes.Buffer
	if err := t.Execute(&b, p); err != nil {
		return nil, fmt.Errorf("fill in %s (a bug in connectorgen): %w", ChecklistPath, err)
	}
	return b.Bytes(), nil
}

func methodOf(a *authentication) method {
	made := method{Name: markdown.Escape(a.Name), Type: markdown.Escape(a.Type), Variables: variableRows(a.Variables)}
	if t := a.Token; t != nil {
		made.Token = settings("Method", t.Method, "URL", t.URL, "Body encoding", t.Encoding)
		if t.ClientAuth == "basic" {
			made.Token = append(made.Token, settings("Client authentication", "basic")...)
		}
		for _, h := range t.Headers {
			made.Token = append(made.Token, settings("Header "+h.Name, h.Value)...)
		}
		for _, p := range t.Body {
			made.Token = append(made.Token, settings("Parameter "+p.Name, p.Value)...)
		}
		made.Token = append(made.Token, settings("Response authentication token key", t.TokenPath, "Response expiry key", t.ExpiresPath)...)
	}
	for _, p := range a.Apply {
		made.Apply = append(made.Apply, markdown.Escape(fmt.Sprintf("%s %s: %s", p.In, p.Name, p.Value)))
	}
	return made
}

// settings are rows of a name and a value each, without those that have no value.
func settings(namesAndValues ...string) []row {
	var rows []row
	for setting := range slices.Chunk(namesAndValues, 2) {
		if setting[1] != "" {
			rows = append(rows, escaped(setting...))
		}
	}
	return rows
}

func variableRows(list []variable) []row {
	var rows []row
	for _, v := range list {
		var marks []string
		for _, mark := range []struct {
			name string
			on   bool
		}{{"secret", v.Secret}, {"required", v.Required}, {"locked", v.Locked}, {"configurable", v.Configurable}, {"advanced", v.Advanced}} {
			if mark.on {
				marks = append(marks, mark.name)
			}
		}
		r := escaped(v.Key, v.Label, v.Alias, v.Value, strings.Join(marks, ", "), v.Help)
		if v.HelpURL != "" {
			r[len(r)-1] = strings.TrimSpace(r[len(r)-1] + " " + markdown.Link("Help", v.HelpURL))
		}
		rows = append(rows, r)
	}
	return rows
}

func pagesText(p *pagination) string {
	if p == nil {
		return ""
	}
	options := make([]string, len(p.Options))
	for i, o := range p.Options {
		options[i] = o.Name + " " + o.Value
	}
	return strings.TrimSuffix(p.Method+": "+strings.Join(options, "; "), ": ")
}

func escaped(cells ...string) row {
	for i := range cells {
		cells[i] = markdown.Escape(cells[i])
	}
	return cells
}
