package manifest

import (
	"encoding/json"

	"github.com/connectorgen/connectorgen/generator/internal/jsonschema"
)

// A document is connector.json. The order of the fields is the order of its keys.
type document struct {
	ManifestVersion string                        `json:"manifestVersion"`
	ID              string                        `json:"id"`
	Name            string                        `json:"name"`
	Version         string                        `json:"version"`
	APIVersion      string                        `json:"apiVersion,omitempty"`
	Summary         string                        `json:"summary,omitempty"`
	Description     string                        `json:"description"`
	Categories      []string                      `json:"categories,omitempty"`
	EntityTypes     []string                      `json:"entityTypes,omitempty"`
	Vendor          party                         `json:"vendor"`
	Publisher       party                         `json:"publisher"`
	License         string                        `json:"license,omitempty"`
	Links           map[string]string             `json:"links,omitempty"`
	Branding        *branding                     `json:"branding,omitempty"`
	Servers         []server                      `json:"servers"`
	Defaults        *defaults                     `json:"defaults,omitempty"`
	Auth            []authMethod                  `json:"auth"`
	TestConnection  *testConnection               `json:"testConnection,omitempty"`
	RateLimits      []rateLimit                   `json:"rateLimits,omitempty"`
	Retry           *retry                        `json:"retry,omitempty"`
	Errors          *errorPaths                   `json:"errors,omitempty"`
	Resources       []resource                    `json:"resources,omitempty"`
	Actions         []actionEntry                 `json:"actions"`
	Triggers        []trigger                     `json:"triggers,omitempty"`
	Schemas         map[string]*jsonschema.Schema `json:"schemas,omitempty"`
	InputSchemas    map[string]*jsonschema.Schema `json:"inputSchemas,omitempty"`
	Compatibility   map[string]compatibility      `json:"compatibility,omitempty"` // by target
	Diagnostics     []problem                     `json:"diagnostics,omitempty"`
	Source          sources                       `json:"source"`
	Files           []file                        `json:"files,omitempty"`
}

type compatibility struct {
	Status string   `json:"status"`
	Losses []string `json:"losses,omitempty"`
}

type party struct {
	Name  string `json:"name"`
	URL   string `json:"url,omitempty"`
	Email string `json:"email,omitempty"`
}

type branding struct {
	Color string `json:"iconBrandColor,omitempty"`
	Icons []icon `json:"icons,omitempty"`
}

type icon struct {
	Path      string `json:"path"`
	MediaType string `json:"mediaType"`
	Size      string `json:"size"`
	SHA256    string `json:"sha256"`
}

type server struct {
	URL         string  `json:"url"`
	Name        string  `json:"name,omitempty"`
	Environment string  `json:"environment,omitempty"`
	Variables   []field `json:"variables,omitempty"`
}

type defaults struct {
	Headers map[string]string `json:"headers"`
}

type authMethod struct {
	Key              string   `json:"key"`
	Type             string   `json:"type"`
	Label            string   `json:"label"`
	Description      string   `json:"description,omitempty"`
	Default          bool     `json:"default,omitempty"`
	Fields           []field  `json:"fields"`
	AuthorizationURL string   `json:"authorizationUrl,omitempty"`
	Scopes           []string `json:"scopes,omitempty"`
	Token            *token   `json:"token,omitempty"`
	Apply            []apply  `json:"apply"`
}

type field struct {
	Key         string   `json:"key"`
	Alias       string   `json:"alias,omitempty"`
	Label       string   `json:"label"`
	Type        string   `json:"type"`
	Enum        []string `json:"enum,omitempty"`
	Secret      bool     `json:"secret,omitempty"`
	Required    bool     `json:"required,omitempty"`
	AllowEmpty  bool     `json:"allowEmpty,omitempty"`
	Default     any      `json:"default,omitempty"` // string, int64 or bool
	Fixed       bool     `json:"fixed,omitempty"`
	Visibility  string   `json:"visibility,omitempty"`
	Order       int      `json:"order"`
	Pattern     string   `json:"pattern,omitempty"`
	Placeholder string   `json:"placeholder,omitempty"`
	Help        string   `json:"help,omitempty"`
	HelpURL     string   `json:"helpUrl,omitempty"`
}

type token struct {
	Request  tokenRequest  `json:"request"`
	Response tokenResponse `json:"response"`
	Cache    *tokenCache   `json:"cache,omitempty"`
	Limits   *tokenLimits  `json:"limits,omitempty"`
}

type tokenRequest struct {
	Method     string `json:"method"`
	URL        string `json:"url"`
	Encoding   string `json:"encoding"`
	ClientAuth string `json:"clientAuth,omitempty"`
	Headers    []pair `json:"headers,omitempty"`
	Params     []pair `json:"params,omitempty"`
}

type pair struct {
	Name      string `json:"name"`
	Value     string `json:"value"`
	OmitEmpty bool   `json:"omitEmpty,omitempty"`
}

type tokenResponse struct {
	AccessTokenPath  string `json:"accessTokenPath"`
	ExpiresInPath    string `json:"expiresInPath,omitempty"`
	ExpiresInUnit    string `json:"expiresInUnit,omitempty"`
	DefaultTTL       int64  `json:"defaultTTLSeconds,omitempty"`
	RefreshTokenPath string `json:"refreshTokenPath,omitempty"`
}

type tokenCache struct {
	RenewBefore     int64 `json:"renewBeforeSeconds,omitempty"`
	RefreshOnStatus []int `json:"refreshOnStatus,omitempty"`
}

type tokenLimits struct {
	Requests int    `json:"requests"`
	Unit     string `json:"unit"`
}

type apply struct {
	In    string `json:"in"`
	Name  string `json:"name"`
	Value string `json:"value"`
}

type testConnection struct {
	Action       string                     `json:"action"`
	Input        map[string]json.RawMessage `json:"input,omitempty"`
	ExpectStatus []int                      `json:"expectStatus,omitempty"`
}

type rateLimit struct {
	Scope string `json:"scope,omitempty"`
	Auth  string `json:"auth,omitempty"`
	Limit int    `json:"limit"`
	Unit  string `json:"unit"`
}

type retry struct {
	Statuses          []int  `json:"statuses,omitempty"`
	RetryAfterHeader  string `json:"retryAfterHeader,omitempty"`
	MaxAttempts       int    `json:"maxAttempts,omitempty"`
	Backoff           string `json:"backoff,omitempty"`
	IdempotencyHeader string `json:"idempotencyHeader,omitempty"`
}

type errorPaths struct {
	Code    string `json:"codePath,omitempty"`
	Message string `json:"messagePath,omitempty"`
}

type resource struct {
	Key         string   `json:"key"`
	Name        string   `json:"name"`
	Plural      string   `json:"plural,omitempty"`
	Description string   `json:"description,omitempty"`
	PrimaryKey  []string `json:"primaryKey,omitempty"`
	SchemaRef   string   `json:"schemaRef,omitempty"`
}

type problem struct {
	Severity string `json:"severity"`
	Code     string `json:"code"`
	Message  string `json:"message"`
	Place    string `json:"place,omitempty"`
}

type sources struct {
	OpenAPI    *sourceFile   `json:"openapi"`
	References []sourceFile  `json:"references,omitempty"`
	Overlays   []sourceFile  `json:"overlays,omitempty"`
	Descriptor *sourceFile   `json:"descriptor,omitempty"`
	Connector  *sourceFile   `json:"connector,omitempty"`
	Icons      []sourceFile  `json:"icons,omitempty"`
	Generator  generatorInfo `json:"generator"`
}

type sourceFile struct {
	Path   string `json:"path,omitempty"`
	SHA256 string `json:"sha256"`
}

type generatorInfo struct {
	Name    string `json:"name"`
	Version string `json:"version"`
}

type file struct {
	Path      string `json:"path"`
	Role      string `json:"role"`
	Target    string `json:"target,omitempty"`
	MediaType string `json:"mediaType"`
	SHA256    string `json:"sha256"`
	Size      int    `json:"size"`
}
