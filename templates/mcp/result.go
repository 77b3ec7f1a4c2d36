package server

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"reflect"
	"strings"
	"unicode/utf8"

	"github.com/modelcontextprotocol/go-sdk/mcp"
)

// maxDownload is how many bytes of a file are handed to a model.
const maxDownload = 16 << 20

// A Failure is what an API answered in place of a result.
type Failure struct {
	Status    int             `json:"status"`
	Code      string          `json:"code,omitempty"`
	Message   string          `json:"message,omitempty"`
	RequestID string          `json:"requestId,omitempty"`
	Answer    json.RawMessage `json:"answer,omitempty"` // as it came
}

// maxAnswer is how long an answer that is an error may be to be shown, in bytes.
const maxAnswer = 16 << 10

// refused is the result of a call that was not made.
func refused(err error) *mcp.CallToolResult {
	return &mcp.CallToolResult{IsError: true, Content: []mcp.Content{&mcp.TextContent{Text: err.Error()}}}
}

// failed is the result of a call that failed.
func (t *tool) failed(err error) *mcp.CallToolResult {
	made := refused(err)
	f := t.failure(err)
	if f == nil {
		return made
	}
	if len(f.Answer) > maxAnswer || !json.Valid(f.Answer) {
		f.Answer = nil
	}
	made.StructuredContent = f
	return made
}

// A page is one page of a list.
type page struct {
	Items    json.RawMessage `json:"items"`
	HasNext  bool            `json:"hasNext"`
	Total    int64           `json:"total,omitempty"`
	NextURL  string          `json:"nextUrl,omitempty"`
	Envelope json.RawMessage `json:"envelope,omitempty"` // the rest of the answer, where cursors stand
}

// result is what a function returned, for the model.
func result(name string, out []reflect.Value) (*mcp.CallToolResult, error) {
	if len(out) == 0 {
		return &mcp.CallToolResult{Content: []mcp.Content{&mcp.TextContent{Text: "Done. There is nothing to return."}}}, nil
	}
	value := out[0].Interface()
	if d, ok := value.(io.ReadCloser); ok {
		return download(name, d)
	}
	if p, ok := value.(interface{ HasNext() bool }); ok {
		made, err := pageOf(out[0].Elem(), p.HasNext())
		if err != nil {
			return nil, err
		}
		value = made
	}
	data, err := encode(value)
	if err != nil {
		return nil, err
	}
	text := string(data)
	if s := reflect.Indirect(out[0]); s.Kind() == reflect.String {
		text = s.String()
	}
	if data[0] != '{' { // before 2026 the protocol has objects alone
		data = append(append([]byte(`{"result":`), data...), '}')
	}
	return &mcp.CallToolResult{Content: []mcp.Content{&mcp.TextContent{Text: text}}, StructuredContent: json.RawMessage(data)}, nil
}

// pageOf reads the client's page, whatever its items are.
func pageOf(v reflect.Value, hasNext bool) (*page, error) {
	items := v.FieldByName("Items")
	p := &page{HasNext: hasNext, Total: max(v.FieldByName("Total").Int(), 0), NextURL: v.FieldByName("NextURL").String()}
	if rest := v.FieldByName("Response").FieldByName("Envelope").Bytes(); string(rest) != "{}" {
		p.Envelope = rest
	}
	if items.Len() == 0 {
		p.Items = json.RawMessage("[]")
		return p, nil
	}
	var err error
	p.Items, err = encode(items.Interface())
	return p, err
}

// download reads a file: text as text, anything else as base64.
func download(name string, d io.ReadCloser) (*mcp.CallToolResult, error) {
	data, err := io.ReadAll(io.LimitReader(d, maxDownload+1))
	err = errors.Join(err, d.Close())
	if err != nil {
		return nil, err
	}
	if len(data) > maxDownload {
		return nil, errors.New("the file is larger than 16 MiB, which is the most that is handed on")
	}
	v := reflect.Indirect(reflect.ValueOf(d))
	file, mediaType := v.FieldByName("FileName").String(), v.FieldByName("MediaType").String()
	r := &mcp.ResourceContents{URI: "download:///" + url.PathEscape(name), MIMEType: mediaType}
	if file != "" {
		r.URI += "/" + url.PathEscape(file)
	}
	if utf8.Valid(data) && isText(mediaType) {
		r.Text = string(data)
	} else {
		r.Blob = data
	}
	about := map[string]any{"fileName": file, "mediaType": mediaType, "size": len(data)}
	return &mcp.CallToolResult{
		StructuredContent: about,
		Content: []mcp.Content{
			&mcp.TextContent{Text: fmt.Sprintf("%d bytes, %s %s", len(data), mediaType, file)},
			&mcp.EmbeddedResource{Resource: r},
		},
	}, nil
}

func isText(mediaType string) bool {
	return strings.HasPrefix(mediaType, "text/") || strings.HasSuffix(mediaType, "json") || strings.HasSuffix(mediaType, "xml")
}

// encode is json.Marshal without the escaping meant for HTML.
func encode(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	return bytes.TrimSpace(b.Bytes()), err
}
