package postman

// A collection is a Postman Collection v2.1. The order of the fields is the order
// of its keys.
type collection struct {
	Info     info       `json:"info"`
	Auth     *auth      `json:"auth"`
	Variable []variable `json:"variable"`
	Item     []any      `json:"item"` // item or folder
}

type info struct {
	ID          string `json:"_postman_id"`
	Name        string `json:"name"`
	Version     string `json:"version"`
	Description string `json:"description,omitempty"`
	Schema      string `json:"schema"`
}

type folder struct {
	Name        string `json:"name"`
	Description string `json:"description,omitempty"`
	Item        []item `json:"item"`
}

type item struct {
	Name     string     `json:"name"`
	Event    []event    `json:"event,omitempty"`
	Behavior *behavior  `json:"protocolProfileBehavior,omitempty"`
	Request  request    `json:"request"`
	Response []response `json:"response"`
}

// A behavior keeps the body of a method that has none as a rule.
type behavior struct {
	DisableBodyPruning bool `json:"disableBodyPruning"`
}

type event struct {
	Listen string `json:"listen"`
	Script script `json:"script"`
}

type script struct {
	Type string   `json:"type"`
	Exec []string `json:"exec"`
}

type request struct {
	Auth        *auth   `json:"auth,omitempty"` // nil: that of the collection
	Method      string  `json:"method"`
	Header      []pair  `json:"header"`
	Body        *body   `json:"body,omitempty"`
	URL         address `json:"url"`
	Description string  `json:"description,omitempty"`
}

type address struct {
	Raw      string     `json:"raw"`
	Protocol string     `json:"protocol,omitempty"`
	Host     []string   `json:"host,omitempty"`
	Port     string     `json:"port,omitempty"`
	Path     []string   `json:"path,omitempty"`
	Query    []pair     `json:"query,omitempty"`
	Variable []variable `json:"variable,omitempty"`
}

// A pair is a header or a query parameter, or a field of a form.
type pair struct {
	Key         string   `json:"key"`
	Value       *string  `json:"value,omitempty"` // nil: a file
	Type        string   `json:"type,omitempty"`  // of a part: text or file
	Src         []string `json:"src,omitzero"`    // of a file
	ContentType string   `json:"contentType,omitempty"`
	Disabled    bool     `json:"disabled,omitempty"`
	Description string   `json:"description,omitempty"`
}

type body struct {
	Mode       string   `json:"mode"`
	Raw        string   `json:"raw,omitempty"`
	URLEncoded []pair   `json:"urlencoded,omitempty"`
	FormData   []pair   `json:"formdata,omitempty"`
	File       *file    `json:"file,omitempty"`
	Options    *options `json:"options,omitempty"`
}

type file struct {
	Src *string `json:"src"`
}

type options struct {
	Raw language `json:"raw"`
}

type language struct {
	Language string `json:"language"`
}

type response struct {
	Name            string  `json:"name"`
	OriginalRequest request `json:"originalRequest"`
	Status          string  `json:"status"`
	Code            int     `json:"code"`
	Language        string  `json:"_postman_previewlanguage"`
	Header          []pair  `json:"header"`
	Body            string  `json:"body"`
}

type variable struct {
	Key         string `json:"key"`
	Value       string `json:"value"`
	Type        string `json:"type"`
	Description string `json:"description,omitempty"`
	Disabled    bool   `json:"disabled,omitempty"`
}

// An auth is one of Postman's helpers. Only the list of its Type is set.
type auth struct {
	Type   string      `json:"type"`
	APIKey []attribute `json:"apikey,omitempty"`
	Basic  []attribute `json:"basic,omitempty"`
	Bearer []attribute `json:"bearer,omitempty"`
	OAuth2 []attribute `json:"oauth2,omitempty"`
}

type attribute struct {
	Key   string `json:"key"`
	Value any    `json:"value"`
	Type  string `json:"type"`
}

// A tokenParam is one further parameter of Postman's own token request.
type tokenParam struct {
	Key     string `json:"key"`
	Value   string `json:"value"`
	Enabled bool   `json:"enabled"`
	SendAs  string `json:"send_as"`
}
