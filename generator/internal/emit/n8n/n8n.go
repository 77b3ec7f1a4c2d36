// Package n8n writes a connector as a community node of n8n: a package of npm that
// n8n's own tools lint and build.
//
// What people see and what is sent are JSON beside the code. The code is the same
// for every connector but for a few names, so that no text of a document ever
// becomes a part of a program.
package n8n

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"slices"
	"strings"
	"text/template"

	"github.com/connectorgen/connectorgen/generator/internal/action"
	"github.com/connectorgen/connectorgen/generator/internal/emit/target"
	"github.com/connectorgen/connectorgen/generator/internal/ir"
	"github.com/connectorgen/connectorgen/generator/internal/output"
	"github.com/connectorgen/connectorgen/templates"
)

// Emit writes the package. The error is a bug.
func Emit(in target.Input) (*target.Result, error) {
	b := &builder{in: in, set: in.Actions, c: in.Actions.Connector, counts: map[string]count{}}
	if len(b.c.Auth) > 0 && b.c.Auth[0].Type != ir.AuthNone {
		b.method = &b.c.Auth[0]
	}
	b.class = class(b.c.Slug())
	made, err := b.files()
	if err != nil {
		return nil, err
	}
	b.losses()
	slices.SortFunc(made, func(x, y output.File) int { return strings.Compare(x.Path, y.Path) })
	return &target.Result{Files: made, Losses: b.lost.List(in.Pos)}, nil
}

// A builder makes the package of one connector.
type builder struct {
	in     target.Input
	set    *action.Set
	c      *ir.Connector
	class  string         // of the node
	method *ir.AuthMethod // the one that n8n asks for; nil: none
	counts map[string]count
	lost   target.Losses
}

// names are what the templates of the code are filled in with: made of the slug, and
// the address of a page.
type names struct {
	Class, Name, Icon, DarkIcon, Help, Credential string
	Token                                         bool
}

func (b *builder) files() ([]output.File, error) {
	asked := b.credential()
	dir := "nodes/" + b.class + "/"
	node := names{
		Class: b.class, Name: lower(b.class), Help: b.help(),
		Icon: "file:icon.svg", DarkIcon: "file:icon.dark.svg",
	}
	made := []output.File{
		{Path: "README.md", Content: b.readme()},
		{Path: "LICENSE.md", Content: b.license()},
		{Path: dir + "icon.svg", Content: b.icon()},
		{Path: dir + "icon.dark.svg", Content: b.icon()},
	}
	values := map[string]any{
		dir + "properties.json": b.node(), dir + b.class + ".node.json": b.codex(), dir + "paging.json": b.counts,
		"package.json": b.npm(asked != nil), "tsconfig.json": compiler,
	}
	sources := map[string]string{dir + b.class + ".node.ts": "node.ts.tmpl", dir + "pages.ts": "pages.ts.tmpl", "eslint.config.mjs": "eslint.config.mjs"}
	if asked != nil {
		node.Credential = lower(b.class) + "Api"
		values["credentials/"+b.class+"Api.json"] = asked
		made = append(made, output.File{Path: "credentials/icon.svg", Content: b.icon()}, output.File{Path: "credentials/icon.dark.svg", Content: b.icon()})
		source, err := render("credentials.ts.tmpl", names{
			Class: b.class + "Api", Name: node.Credential, Help: node.Help,
			Icon: "file:icon.svg", DarkIcon: "file:icon.dark.svg", Token: asked.Token != nil,
		})
		if err != nil {
			return nil, err
		}
		made = append(made, output.File{Path: "credentials/" + b.class + "Api.credentials.ts", Content: source})
	}
	for path, name := range sources {
		source, err := render(name, node)
		if err != nil {
			return nil, err
		}
		made = append(made, output.File{Path: path, Content: source})
	}
	for path, value := range values {
		content, err := target.JSON(value)
		if err != nil {
			return nil, err
		}
		made = append(made, output.File{Path: path, Content: content})
	}
	return made, nil
}

// render fills in a piece of code. Text gets into it as JSON alone.
func render(name string, values names) ([]byte, error) {
	source, err := fs.ReadFile(templates.N8nFiles(), name)
	if err != nil {
		return nil, err
	}
	parsed, err := template.New(name).Funcs(template.FuncMap{"json": quotedText}).Parse(string(source))
	if err != nil {
		return nil, err
	}
	var made bytes.Buffer
	err = parsed.Execute(&made, values)
	return made.Bytes(), err
}

// quotedText is text as a literal of TypeScript.
func quotedText(text string) (string, error) {
	data, err := json.Marshal(text)
	return string(data), err
}

func (b *builder) label() string {
	if name := plain(b.c.Name); name != "" {
		return name
	}
	return b.class
}

func (b *builder) summary() string {
	text := plain(b.c.Listing.Summary)
	if text == "" {
		text = "Interact with " + b.label()
	}
	return text
}
