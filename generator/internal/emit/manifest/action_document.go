package manifest

import (
	"encoding/json"

	"github.com/connectorgen/connectorgen/generator/internal/jsonschema"
)

// An actionEntry is one operation as a marketplace sees it.
type actionEntry struct {
	Key          string             `json:"key"`
	OperationID  string             `json:"operationId"`
	Label        string             `json:"label"`
	Description  string             `json:"description"`
	Resource     string             `json:"resource,omitempty"`
	Kind         string             `json:"kind"`
	Direction    string             `json:"direction"`
	Effect       string             `json:"effect"`
	Idempotent   bool               `json:"idempotent,omitempty"`
	Deprecated   bool               `json:"deprecated,omitempty"`
	Auth         [][]string         `json:"auth,omitempty"`
	Servers      []server           `json:"servers,omitempty"`
	Request      request            `json:"request"`
	Input        *jsonschema.Schema `json:"input"`
	Output       actionOutput       `json:"output"`
	OtherAnswers []otherAnswer      `json:"otherAnswers,omitempty"`
	Pagination   *pagination        `json:"pagination,omitempty"`
	Samples      *samples           `json:"samples,omitempty"`
}

type request struct {
	Method            string          `json:"method"`
	Path              string          `json:"path"`
	ContentType       string          `json:"contentType,omitempty"`
	OtherContentTypes []string        `json:"otherContentTypes,omitempty"`
	Accept            []string        `json:"accept,omitempty"`
	Params            []param         `json:"params,omitempty"`
	Body              []bodyPart      `json:"body,omitempty"`
	BodyKey           string          `json:"bodyKey,omitempty"`
	Parts             map[string]part `json:"parts,omitempty"`
	BodyRequired      bool            `json:"bodyRequired,omitempty"`
}

type param struct {
	Name          string `json:"name"`
	In            string `json:"in"`
	InputKey      string `json:"inputKey"`
	OpenEnded     bool   `json:"openEnded,omitempty"`
	Style         string `json:"style,omitempty"`
	Explode       bool   `json:"explode"`
	AllowReserved bool   `json:"allowReserved,omitempty"`
	ContentType   string `json:"contentType,omitempty"`
}

type bodyPart struct {
	Name     string `json:"name"`
	InputKey string `json:"inputKey"`
	part
}

// A part says how one property of a form travels.
type part struct {
	ContentType   string `json:"contentType,omitempty"`
	Style         string `json:"style,omitempty"`
	Explode       bool   `json:"explode,omitempty"`
	AllowReserved bool   `json:"allowReserved,omitempty"`
}

type actionOutput struct {
	Statuses    []string                      `json:"statuses,omitempty"`
	ContentType string                        `json:"contentType,omitempty"`
	Stream      bool                          `json:"stream,omitempty"`
	Schema      *jsonschema.Schema            `json:"schema"`
	PayloadPath string                        `json:"payloadPath,omitempty"`
	ItemsPath   *string                       `json:"itemsPath,omitempty"`
	Headers     map[string]*jsonschema.Schema `json:"headers,omitempty"`
	Sequence    *sequence                     `json:"sequence,omitempty"`
	Links       []answerLink                  `json:"links,omitempty"`
}

type otherAnswer struct {
	Status      string             `json:"status"`
	Description string             `json:"description,omitempty"`
	ContentType string             `json:"contentType,omitempty"`
	Schema      *jsonschema.Schema `json:"schema,omitempty"`
}

type pagination struct {
	Style           string `json:"style"`
	PageParam       string `json:"pageParam,omitempty"`
	StartPage       *int   `json:"startPage,omitempty"`
	OffsetParam     string `json:"offsetParam,omitempty"`
	LimitParam      string `json:"limitParam,omitempty"`
	MaxLimit        int    `json:"maxLimit,omitempty"`
	CursorParam     string `json:"cursorParam,omitempty"`
	CursorPath      string `json:"cursorPath,omitempty"`
	NextURLPath     string `json:"nextUrlPath,omitempty"`
	PreviousURLPath string `json:"previousUrlPath,omitempty"`
	LinkHeader      string `json:"linkHeader,omitempty"`
	TotalPath       string `json:"totalPath,omitempty"`
	MorePath        string `json:"morePath,omitempty"`
	Stop            string `json:"stop,omitempty"`
}

type samples struct {
	Input  json.RawMessage `json:"input,omitempty"`
	Output json.RawMessage `json:"output,omitempty"`
}
