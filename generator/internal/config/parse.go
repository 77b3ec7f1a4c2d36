package config

import (
	"math"
	"net/http"
	"regexp"

	"github.com/connectorgen/connectorgen/generator/internal/diag"
	"github.com/connectorgen/connectorgen/generator/internal/ir"
	"github.com/connectorgen/connectorgen/generator/internal/source"
	"github.com/connectorgen/connectorgen/generator/internal/strict"
)

// DefaultRetry is how requests are repeated where the file does not say; a file
// that says something of retry has the rest from here.
func DefaultRetry() ir.Retry {
	return ir.Retry{
		Statuses: []int{
			http.StatusTooManyRequests, http.StatusBadGateway,
			http.StatusServiceUnavailable, http.StatusGatewayTimeout,
		},
		RetryAfterHeader: "Retry-After",
		MaxAttempts:      3,
		Backoff:          "exponential",
	}
}

// Parse reads a connector file; file is used in every Pos. It reports every
// problem it finds, at the place in file where the user must change something.
// The Config is nil if the text cannot be read, and not to be used if a problem
// is an error.
func Parse(file string, data []byte) (*Config, diag.List) {
	r := strict.New(file, "config")
	root, ok := r.Parse(data)
	if !ok {
		return nil, r.Problems
	}
	p := &parser{
		r:      r,
		Config: &Config{Pos: root.Pos, Output: Output{Client: true, Manifest: true, Listing: true}},
	}
	p.root = r.Mapping(root, "the connector file", p.keys())
	p.checkPlaces()
	p.places = map[string]source.Pos{}
	for _, key := range p.keys() {
		if v, ok := p.root.Get(key.Name); ok {
			p.places[key.Name] = v.Pos
		}
	}
	if !p.root.Has("publisher") {
		p.Listing.Publisher = p.Listing.Vendor
	}
	return p.Config, r.Problems
}

// A parser fills a Config.
type parser struct {
	*Config
	r    *strict.Reader
	root strict.Mapping
}

func (p *parser) keys() strict.Keys {
	l := &p.Listing
	return strict.Keys{
		strict.Must("id", matching(&p.ID, idPattern, "write it as namespace and slug, such as com.example/shop")),
		strict.Must("name", limited(textOf(&p.Name), &p.Name.Value, 1, 30)),
		strict.Must("version", matching(&p.Version, versionPattern, "write a semantic version, such as 0.1.0")),
		strict.May("apiVersion", textOf(&p.APIVersion)),
		strict.May("summary", limited(strict.Line(&l.Summary), &l.Summary, 1, 100)),
		strict.Must("description", limited(strict.Text(&l.Description), &l.Description, 30, 500)),
		strict.May("categories", limitedList(&l.Categories, 5)),
		strict.May("entityTypes", limitedList(&l.EntityTypes, math.MaxInt)),
		strict.May("color", color(&l.Color)),
		strict.May("license", strict.Line(&l.License)),
		strict.Must("vendor", party(&l.Vendor)),
		strict.May("publisher", party(&l.Publisher)),
		strict.May("icons", p.paths(&p.Icons)),
		strict.May("links", func(_ *strict.Reader, v strict.Value) { p.links(v) }),
		strict.Must("openapi", filePath(&p.OpenAPI)),
		strict.May("overlays", p.paths(&p.Overlays)),
		strict.May("auth", filePath(&p.Auth)),
		strict.May("servers", strict.Each(func(_ *strict.Reader, v strict.Value) { p.server(v) })),
		strict.May("headers", strict.Pairs(func(_ *strict.Reader, v strict.Value) { p.header(v) })),
		strict.May("conventions", mapping("conventions", p.conventionKeys())),
		strict.May("rateLimits", strict.Each(func(_ *strict.Reader, v strict.Value) { p.rateLimit(v) })),
		strict.May("retry", func(_ *strict.Reader, v strict.Value) { p.retry(v) }),
		strict.May("test", func(_ *strict.Reader, v strict.Value) { p.test(v) }),
		strict.May("go", mapping("go", p.goKeys())),
		strict.Must("output", mapping("output", p.outputKeys())),
		strict.May("names", mapping("names", p.nameKeys())),
		strict.May("ignore", p.ids(&p.Ignore)),
	}
}

func (p *parser) goKeys() strict.Keys {
	return strict.Keys{strict.May("package", packageName(&p.Go.Package))}
}

func (p *parser) outputKeys() strict.Keys {
	return strict.Keys{
		strict.Must("dir", filePath(&p.Output.Dir)),
		strict.May("client", strict.Bool(&p.Output.Client)),
		strict.May("manifest", strict.Bool(&p.Output.Manifest)),
		strict.May("listing", strict.Bool(&p.Output.Listing)),
		strict.May("targets", p.texts(&p.Output.Targets, target)),
		strict.May("trace", filePath(&p.Output.Trace)),
	}
}

func (p *parser) retry(v strict.Value) {
	retry := DefaultRetry()
	p.Retry = &retry
	p.r.Mapping(v, "retry", retryKeys(&retry))
}

func retryKeys(retry *ir.Retry) strict.Keys {
	return strict.Keys{
		strict.May("statuses", strict.Ints(&retry.Statuses, 400, 599)),
		strict.May("retryAfterHeader", headerName(&retry.RetryAfterHeader)),
		strict.May("maxAttempts", strict.Int(&retry.MaxAttempts, 1, 100)),
		strict.May("backoff", strict.OneOf(&retry.Backoff, "constant", "exponential")),
		strict.May("idempotencyKey", headerName(&retry.IdempotencyKey)),
	}
}

func (p *parser) rateLimit(v strict.Value) {
	limit := ir.RateLimit{Scope: "connection"}
	p.r.Mapping(v, "a rate limit", rateLimitKeys(&limit))
	p.RateLimits = append(p.RateLimits, limit)
}

func rateLimitKeys(limit *ir.RateLimit) strict.Keys {
	return strict.Keys{
		strict.May("scope", strict.OneOf(&limit.Scope, "connection", "token-request", "action")),
		strict.Must("limit", strict.Int(&limit.Limit, 1, math.MaxInt)),
		strict.Must("unit", strict.OneOf(&limit.Unit, "second", "minute", "hour", "day")),
	}
}

func (p *parser) test(v strict.Value) {
	p.Test = &ir.Test{Expect: []int{http.StatusOK}, Pos: v.Key}
	p.r.Mapping(v, "the test", testKeys(p.Test))
}

func testKeys(test *ir.Test) strict.Keys {
	return strict.Keys{
		strict.Must("operation", strict.Line(&test.Operation)),
		strict.May("input", strict.Pairs(func(r *strict.Reader, v strict.Value) {
			value, err := source.JSON(v.Node)
			if err != nil {
				r.Errorf(v.Pos, "bad-value", "the input %q cannot be sent as JSON", v.Name)
				return
			}
			test.Input = append(test.Input, ir.TestInput{Name: v.Name, Value: value})
		})),
		strict.May("expect", strict.Ints(&test.Expect, 100, 599)),
	}
}

var (
	idPattern      = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9-]+)*/[a-z0-9][a-z0-9-]*$`)
	versionPattern = regexp.MustCompile(`^[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.-]+)?$`)
	colorPattern   = regexp.MustCompile(`^#[0-9a-fA-F]{6}$`)
	emailPattern   = regexp.MustCompile(`^[^@\s]+@[^@\s]+\.[^@\s]+$`)
)
