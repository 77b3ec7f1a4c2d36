package n8n

import (
	"fmt"
	"html"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/connectorgen/connectorgen/generator/internal/emit/target"
	"github.com/connectorgen/connectorgen/generator/internal/ir"
	"github.com/connectorgen/connectorgen/generator/internal/markdown"
)

// What the package is linted and built with.
const (
	nodeCLI    = "0.48.3"
	workflow   = "2.41.0"
	typescript = "5.9.2"
)

// license is the only one under which n8n takes community nodes.
const license = "MIT"

type npmPackage struct {
	Name             string            `json:"name"`
	Version          string            `json:"version"`
	Description      string            `json:"description"`
	License          string            `json:"license"`
	Homepage         string            `json:"homepage"`
	Keywords         []string          `json:"keywords"`
	Author           author            `json:"author"`
	Repository       *repository       `json:"repository,omitempty"`
	Scripts          map[string]string `json:"scripts"`
	Files            []string          `json:"files"`
	N8n              npmNodes          `json:"n8n"`
	DevDependencies  map[string]string `json:"devDependencies"`
	PeerDependencies map[string]string `json:"peerDependencies"`
}

type author struct {
	Name  string `json:"name"`
	Email string `json:"email"`
}

type repository struct {
	Type string `json:"type"`
	URL  string `json:"url"`
}

type npmNodes struct {
	APIVersion  int      `json:"n8nNodesApiVersion"`
	Strict      bool     `json:"strict"`
	Credentials []string `json:"credentials"`
	Nodes       []string `json:"nodes"`
}

func (b *builder) packageName() string { return "n8n-nodes-" + strings.TrimRight(b.c.Slug(), "-") }

func (b *builder) npm(credential bool) npmPackage {
	made := npmPackage{
		Name: b.packageName(), Version: b.c.Version, Description: plain(b.c.Listing.Description), License: license,
		Homepage: b.help(), Keywords: []string{"n8n-community-node-package"},
		Author:  author{plain(b.c.Listing.Publisher.Name), b.c.Listing.Publisher.Email},
		Scripts: map[string]string{"build": "n8n-node build", "dev": "n8n-node dev", "lint": "n8n-node lint"},
		Files:   []string{"dist"},
		N8n: npmNodes{
			APIVersion: 1, Strict: true, Credentials: []string{},
			Nodes: []string{"dist/nodes/" + b.class + "/" + b.class + ".node.js"},
		},
		DevDependencies:  map[string]string{"@n8n/node-cli": nodeCLI, "n8n-workflow": workflow, "typescript": typescript},
		PeerDependencies: map[string]string{"n8n-workflow": "*"},
	}
	if credential {
		made.N8n.Credentials = append(made.N8n.Credentials, "dist/credentials/"+b.class+"Api.credentials.js")
	}
	if b.c.Listing.License != license {
		b.lost.Warnf(b.in.Pos, "n8n-license", "", "n8n takes community nodes under the MIT license alone, so the package is under it")
	}
	if made.Author.Email == "" {
		made.Author.Email = "nobody@example.invalid"
		b.lost.Warnf(b.in.Pos, "n8n-author", "", "n8n wants an address of the publisher, and the connector file has none")
	}
	if url := b.link("repository"); url != "" {
		made.Repository = &repository{"git", url}
	}
	return made
}

// link is the first page of one of the kinds, "" if there is none.
func (b *builder) link(kinds ...string) string {
	for _, kind := range kinds {
		for _, l := range b.c.Listing.Links {
			if l.Rel == kind {
				return l.URL
			}
		}
	}
	return ""
}

// help is the page for those who connect.
func (b *builder) help() string {
	for _, url := range []string{b.link("credentialHelp", "apiDocs", "website", "repository"), b.c.Listing.Vendor.URL, b.c.Listing.Publisher.URL} {
		if url != "" {
			return url
		}
	}
	return "https://www.npmjs.com/package/" + b.packageName()
}

// compiler is tsconfig.json, as n8n's tools want it.
var compiler = target.Object[any]{
	{Name: "compilerOptions", Value: target.Object[any]{
		{Name: "strict", Value: true},
		{Name: "module", Value: "commonjs"},
		{Name: "moduleResolution", Value: "node"},
		{Name: "target", Value: "es2019"},
		{Name: "lib", Value: []string{"es2019", "es2020", "es2022.error"}},
		{Name: "useUnknownInCatchVariables", Value: false},
		{Name: "forceConsistentCasingInFileNames", Value: true},
		{Name: "noImplicitReturns", Value: true},
		{Name: "noUnusedLocals", Value: true},
		{Name: "esModuleInterop", Value: true},
		{Name: "resolveJsonModule", Value: true},
		{Name: "incremental", Value: true},
		{Name: "declaration", Value: true},
		{Name: "sourceMap", Value: true},
		{Name: "skipLibCheck", Value: true},
		{Name: "outDir", Value: "./dist/"},
	}},
	{Name: "include", Value: []string{"credentials/**/*", "nodes/**/*", "nodes/**/*.json", "package.json"}},
}

type codex struct {
	Node         string         `json:"node"`
	NodeVersion  string         `json:"nodeVersion"`
	CodexVersion string         `json:"codexVersion"`
	Categories   []string       `json:"categories"`
	Resources    codexResources `json:"resources"`
}

type codexResources struct {
	Credential []page `json:"credentialDocumentation"`
	Primary    []page `json:"primaryDocumentation"`
}

type page struct {
	URL string `json:"url"`
}

func (b *builder) codex() codex {
	primary := b.link("apiDocs", "website")
	if primary == "" {
		primary = b.help()
	}
	return codex{
		Node: b.packageName() + "." + lower(b.class), NodeVersion: "1.0", CodexVersion: "1.0", Categories: []string{"Miscellaneous"},
		Resources: codexResources{[]page{{b.help()}}, []page{{primary}}},
	}
}

// icon is the connector's own, else the first letter of its name in its colour.
func (b *builder) icon() []byte {
	for _, i := range b.c.Listing.Icons {
		if i.MediaType == "image/svg+xml" {
			return i.Content
		}
	}
	color := b.c.Listing.Color
	if color == "" {
		color = "#555555"
	}
	first, _ := utf8.DecodeRuneInString(b.label())
	return fmt.Appendf(nil, `<svg xmlns="http://www.w3.org/2000/svg" width="60" height="60" viewBox="0 0 60 60"><rect width="60" height="60" rx="8" fill="%s"/>`+
		`<text x="30" y="42" text-anchor="middle" font-family="sans-serif" font-size="34" fill="#ffffff">%s</text></svg>`+"\n",
		html.EscapeString(color), html.EscapeString(strings.ToUpper(string(first))))
}

func (b *builder) readme() []byte {
	return []byte("<!-- Generated by connectorgen. DO NOT EDIT. -->\n\n# " + markdown.Escape(b.packageName()) + "\n\n" + markdown.Escape(b.c.Listing.Description) + `

A community node for n8n. Install its tools, hold it against n8n's rules, and build it:

` + "```" + `
npm install --ignore-scripts
npm run lint
npm run build
` + "```" + `

Then publish it with npm, and install it in n8n under **Settings > Community nodes**.

What people see and what is sent stand in JSON files: ` + "`nodes/" + b.class + "/properties.json`" + ` and the one beside the credential.
`)
}

func (b *builder) license() []byte {
	return []byte("# MIT License\n\nCopyright (c) " + markdown.Escape(b.c.Listing.Publisher.Name) + "\n\n" + mit)
}

const mit = `Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
documentation files (the "Software"), to deal in the Software without restriction, including without limitation the
rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit
persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the
Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE
WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR
COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR
OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
`

// losses tells what is lost of the connector as a whole.
func (b *builder) losses() {
	for _, m := range b.c.Auth[min(1, len(b.c.Auth)):] {
		b.lost.Warnf(m.Pos, "n8n-auth-methods", m.Key, "the node has one authentication method, %q; others are left out", b.c.Auth[0].Key)
	}
	for _, l := range b.c.RateLimits {
		b.lost.Warnf(b.in.Pos, "n8n-rate-limit", l.Scope, "n8n keeps no rate limit of an API; users space requests out by the node's batching")
	}
	if b.method != nil && b.method.Type == ir.AuthAuthorizationCode && b.method.Token == nil {
		b.lost.Warnf(b.method.Pos, "n8n-auth-code", b.method.Key, "it is not known where users authorize, so n8n asks them for a token")
	}
	if b.method == nil || b.method.Token == nil {
		return
	}
	t := b.method.Token
	if t.RenewBefore > 0 || t.RefreshPath != "" {
		b.lost.Warnf(t.Pos, "n8n-token-renewal", b.method.Key, "n8n fetches a token once the last one is refused, not before it ends, and with no refresh token")
	}
	if t.MaxRequests > 0 {
		b.lost.Warnf(t.Pos, "n8n-token-limit", b.method.Key, "n8n does not count token requests, of which %d are allowed per %s", t.MaxRequests, t.MaxRequestsPer)
	}
	if slices.ContainsFunc(t.RenewOnStatus, func(status int) bool { return status != 401 }) {
		b.lost.Warnf(t.Pos, "n8n-token-status", b.method.Key, "n8n fetches a new token after the status 401 alone")
	}
}
