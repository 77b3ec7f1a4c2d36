package manifest

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/connectorgen/connectorgen/generator/internal/ir"
	"github.com/connectorgen/connectorgen/generator/internal/output"
	"github.com/connectorgen/connectorgen/generator/internal/source"
)

// listing fills in what a marketplace shows.
func (b *builder) listing(d *document) {
	l := b.c.Listing
	d.Summary, d.Description = l.Summary, l.Description
	d.Categories, d.EntityTypes = l.Categories, l.EntityTypes
	d.License = l.License
	d.Vendor = party{Name: l.Vendor.Name, URL: l.Vendor.URL, Email: l.Vendor.Email}
	d.Publisher = party{Name: l.Publisher.Name, URL: l.Publisher.URL, Email: l.Publisher.Email}
	if l.Color != "" || len(l.Icons) > 0 {
		d.Branding = &branding{Color: l.Color}
	}
	for _, i := range l.Icons {
		sum := sha256.Sum256(i.Content)
		d.Branding.Icons = append(d.Branding.Icons, icon{Path: i.Path, MediaType: i.MediaType, Size: i.Size, SHA256: hex.EncodeToString(sum[:])})
	}
	for _, link := range l.Links {
		if d.Links == nil {
			d.Links = map[string]string{}
		}
		if _, twice := d.Links[link.Rel]; twice {
			b.problems.Errorf(b.configPos(), "manifest-link-twice", "link %q is given twice", link.Rel)
		}
		d.Links[link.Rel] = link.URL
	}
}

// configPos is the connector file, or the document where there is none; values
// in it have no place of their own.
func (b *builder) configPos() (pos source.Pos) {
	for _, s := range b.c.Sources {
		if s.Role == "connector" || s.Role == "openapi" && pos.File == "" {
			pos.File = s.File
		}
	}
	return pos
}

func (b *builder) servers(list []ir.Server) []server {
	made := make([]server, 0, len(list))
	for _, s := range list {
		made = append(made, server{URL: s.URL, Name: s.Name, Environment: s.Environment, Variables: b.fields(s.Variables)})
	}
	return made
}

func (b *builder) defaults() *defaults {
	if len(b.c.Headers) == 0 {
		return nil
	}
	d := &defaults{Headers: map[string]string{}}
	seen := map[string]bool{}
	for _, h := range b.c.Headers {
		if folded := strings.ToLower(h.Name); seen[folded] {
			b.problems.Errorf(b.configPos(), "manifest-header-twice", "header %q is given twice", h.Name)
		} else {
			seen[folded] = true
		}
		d.Headers[h.Name] = h.Value
	}
	return d
}

func retries(r ir.Retry) *retry {
	made := &retry{
		Statuses: r.Statuses, RetryAfterHeader: r.RetryAfterHeader, MaxAttempts: r.MaxAttempts,
		Backoff: r.Backoff, IdempotencyHeader: r.IdempotencyKey,
	}
	if len(r.Statuses) == 0 && r.RetryAfterHeader == "" && r.MaxAttempts == 0 && r.Backoff == "" && r.IdempotencyKey == "" {
		return nil
	}
	return made
}

// rateLimits lists the documented limits, then those of the token requests.
func rateLimits(c *ir.Connector) []rateLimit {
	var list []rateLimit
	for _, r := range c.RateLimits {
		list = append(list, rateLimit{Scope: r.Scope, Limit: r.Limit, Unit: r.Unit})
	}
	for _, m := range c.Auth {
		if m.Token == nil || m.Token.MaxRequests == 0 {
			continue
		}
		limit := rateLimit{Scope: "token-request", Limit: m.Token.MaxRequests, Unit: m.Token.MaxRequestsPer}
		if !slices.Contains(list, limit) { // else the connector file says it too
			limit.Auth = m.Key
			list = append(list, limit)
		}
	}
	return list
}

func (b *builder) resource(r *ir.Resource) resource {
	made := resource{Key: r.Key, Name: r.Name, Plural: r.Plural, Description: r.Description, PrimaryKey: r.PrimaryKey}
	if r.Schema != "" {
		b.answers.Used[r.Schema] = true
		made.SchemaRef = b.answers.RefTo(r.Schema)
	}
	return made
}

func (b *builder) sources() (sources, error) {
	made := sources{Generator: generatorInfo{Name: "connectorgen", Version: b.in.GeneratorVersion}}
	for _, s := range b.c.Sources {
		f := sourceFile{Path: s.Path, SHA256: s.SHA256}
		switch s.Role {
		case "openapi":
			made.OpenAPI = &f
		case "reference":
			made.References = append(made.References, f)
		case "overlay":
			made.Overlays = append(made.Overlays, f)
		case "auth":
			made.Descriptor = &f
		case "connector":
			made.Connector = &f
		case "icon":
			made.Icons = append(made.Icons, f)
		default:
			return made, fmt.Errorf("source %s has the unknown role %q", s.Path, s.Role)
		}
	}
	return made, nil
}

func compatibilities(targets []Compatibility) map[string]compatibility {
	made := make(map[string]compatibility, len(targets))
	for _, t := range targets {
		made[t.Target] = compatibility{Status: t.Status, Losses: t.Losses}
	}
	return made
}

// diagnostics lists every problem once, in an order that does not depend on
// where the tool was started.
func (b *builder) diagnostics() []problem {
	all := append(slices.Clone(b.in.Problems), b.problems...)
	for i := range all {
		all[i].Pos.File = b.sourcePath(all[i].Pos.File)
	}
	var list []problem
	for _, d := range all.Sorted() {
		list = append(list, problem{Severity: string(d.Severity), Code: d.Code, Message: d.Msg, Place: d.Pos.String()})
	}
	return list
}

// sourcePath is the stable path of an input file; of a file that is not among
// the sources, its name alone.
func (b *builder) sourcePath(name string) string {
	if name == "" {
		return ""
	}
	for _, s := range b.c.Sources {
		if s.File == name {
			return s.Path
		}
	}
	return path.Base(filepath.ToSlash(name))
}

// files lists rendered files by path.
func files(list []output.File) ([]file, error) {
	var made []file
	for _, f := range list {
		if !filepath.IsLocal(filepath.FromSlash(f.Path)) {
			return nil, fmt.Errorf("path %q leads out of the output folder", f.Path)
		}
		sum := sha256.Sum256(f.Content)
		role, mediaType := roleOf(f.Path)
		made = append(made, file{Path: f.Path, Role: role, Target: targetOf(f.Path), MediaType: mediaType, SHA256: hex.EncodeToString(sum[:]), Size: len(f.Content)})
	}
	slices.SortFunc(made, func(a, b file) int { return cmp.Compare(a.Path, b.Path) })
	for i := 1; i < len(made); i++ {
		if made[i].Path == made[i-1].Path {
			return nil, fmt.Errorf("file %q is rendered twice", made[i].Path)
		}
	}
	return made, nil
}

// targetOf is the target that a file belongs to: those of one lie in
// targets/<name>. "" for a file of none.
func targetOf(name string) string {
	if rest, ok := strings.CutPrefix(name, "targets/"); ok {
		if target, _, ok := strings.Cut(rest, "/"); ok {
			return target
		}
	}
	return ""
}

// roleOf tells what a file is for, and its media type, by its name.
func roleOf(name string) (role, mediaType string) {
	role, mediaType = roleByName(name)
	if targetOf(name) != "" {
		role = "target"
	}
	return role, mediaType
}

func roleByName(name string) (role, mediaType string) {
	switch path.Ext(name) {
	case ".go":
		return "go-client", "text/x-go"
	case ".mod":
		return "go-client", "text/plain"
	case ".md":
		return "docs", "text/markdown"
	case ".html":
		return "docs", "text/html"
	case ".svg":
		return "icon", "image/svg+xml"
	case ".png":
		return "icon", "image/png"
	case ".json":
		return "other", "application/json"
	case ".yaml", ".yml":
		return "other", "application/yaml"
	}
	return "other", "application/octet-stream"
}
