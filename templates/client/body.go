package client

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/textproto"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
)

// An Upload is a file to send. The Reader is neither closed nor read into
// memory; if it is an io.Seeker the request can be repeated.
type Upload struct {
	Reader    io.Reader
	FileName  string // default: the Reader's own Name, or the field's
	MediaType string // default: application/octet-stream
}

// A content is the body of a request: bytes and readers, in their order.
// A nil content is no body.
type content struct {
	mediaType string
	pieces    []piece
	length    int64 // -1: not known
	last      *contentReader
}

type piece struct {
	data   []byte
	reader io.Reader // nil: data
	start  int64     // of a seekable reader; -1: it cannot be rewound
}

func bytesBody(mediaType string, data []byte) *content {
	b := &content{mediaType: mediaType}
	b.add(data)
	return b
}

func (b *content) add(data []byte) {
	b.pieces = append(b.pieces, piece{data: data})
	if b.length >= 0 {
		b.length += int64(len(data))
	}
}

func (b *content) addReader(r io.Reader) {
	p := piece{reader: r, start: -1}
	size := int64(-1)
	if s, ok := r.(io.Seeker); ok {
		if start, err := s.Seek(0, io.SeekCurrent); err == nil {
			end, endErr := s.Seek(0, io.SeekEnd)
			if _, err := s.Seek(start, io.SeekStart); err == nil && endErr == nil {
				p.start, size = start, end-start
			}
		}
	}
	b.pieces = append(b.pieces, p)
	if b.length >= 0 && size >= 0 {
		b.length += size
	} else {
		b.length = -1
	}
}

// replayable reports whether the body can be sent again.
func (b *content) replayable() bool {
	if b == nil {
		return true
	}
	for _, p := range b.pieces {
		if p.reader != nil && p.start < 0 {
			return false
		}
	}
	return true
}

// open starts the body, from its start each time.
func (b *content) open() (io.ReadCloser, error) {
	if b.last != nil {
		_ = b.last.Close() // the transport may still be reading; its error is always nil
	}
	readers := make([]io.Reader, len(b.pieces))
	for i, p := range b.pieces {
		readers[i] = p.reader
		if p.reader == nil {
			readers[i] = bytes.NewReader(p.data)
		} else if s, ok := p.reader.(io.Seeker); ok && p.start >= 0 && b.last != nil {
			if _, err := s.Seek(p.start, io.SeekStart); err != nil {
				return nil, fmt.Errorf("rewinding the body: %w", err)
			}
		}
	}
	b.last = &contentReader{r: io.MultiReader(readers...)}
	return b.last, nil
}

// A contentReader reads no more once it is closed, and Close waits for a read
// under way, so that the readers below can be rewound.
type contentReader struct {
	mu     sync.Mutex
	r      io.Reader
	closed bool
}

func (r *contentReader) Read(p []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closed {
		return 0, errors.New("the body was closed")
	}
	return r.r.Read(p)
}

func (r *contentReader) Close() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.closed = true
	return nil
}

// newContent makes the body that is sent as the media type; nil for none.
func newContent(mediaType string, in any, fields []bodyField) (*content, error) {
	if isNil(reflect.ValueOf(in)) {
		if len(fields) == 0 {
			return nil, nil
		}
		in = map[string]any{}
	}
	if mediaType == "" {
		mediaType = "application/json"
	}
	base, _, err := mime.ParseMediaType(mediaType)
	if err != nil {
		return nil, fmt.Errorf("media type %q: %w", mediaType, err)
	}
	_, text := in.(string)
	if raw := rawContent(mediaType, in); raw != nil && (!text || !isJSON(base)) {
		if len(fields) > 0 {
			return nil, errors.New("a body of bytes cannot take further fields")
		}
		return raw, nil
	}
	switch {
	case isJSON(base):
		data, _, err := encodeBody(in, fields, nil)
		return bytesBody(mediaType, data), err
	case base == "application/x-www-form-urlencoded":
		return formContent(mediaType, in, fields)
	case base == "multipart/form-data":
		return multipartContent(in, fields)
	}
	return nil, fmt.Errorf("a body of type %s must be an io.Reader, []byte, string or Upload, not %T", base, in)
}

// isNil reports whether a body was not given.
func isNil(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Invalid:
		return true
	case reflect.Pointer, reflect.Map, reflect.Slice:
		return v.IsNil()
	}
	return false
}

// rawContent is a body that is sent as it is, nil for another.
func rawContent(mediaType string, in any) *content {
	b := &content{mediaType: mediaType}
	switch x := in.(type) {
	case []byte:
		b.add(x)
	case string:
		b.add([]byte(x))
	case *Upload:
		return rawContent(mediaType, *x)
	case Upload:
		if x.MediaType != "" {
			b.mediaType = x.MediaType
		}
		b.addReader(x.Reader)
	case io.Reader:
		b.addReader(x)
	default:
		return nil
	}
	return b
}

// encodeBody writes in and the further fields as JSON. With parts, uploads go
// there instead, and the plan is that of in.
func encodeBody(in any, fields []bodyField, parts *[]upload) ([]byte, *typePlan, error) {
	v := reflect.ValueOf(in)
	if v.Kind() == reflect.Pointer {
		v = v.Elem()
	}
	e := encoder{parts: parts, request: true}
	e.value(v)
	for _, f := range fields {
		if e.err != nil {
			break
		}
		if len(e.buf) == 0 || e.buf[0] != '{' {
			return nil, nil, fmt.Errorf("a body that is %s cannot take field %q", jsonName(e.buf[0]), f.name)
		}
		e.buf = without(e.buf, f.name)
		e.buf = e.buf[:len(e.buf)-1]
		e.name(f.name)
		e.value(reflect.ValueOf(f.value))
		e.buf = append(e.buf, '}')
	}
	return e.buf, planOf(v.Type()), e.err
}

var errNotObject = errors.New("a form must be an object")

// formContent sends each property as a field: lists repeated, objects as JSON,
// or as the document asks for.
func formContent(mediaType string, in any, fields []bodyField) (*content, error) {
	data, plan, err := encodeBody(in, fields, nil)
	if err != nil {
		return nil, err
	}
	if data[0] != '{' {
		return nil, errNotObject
	}
	var pairs []string
	for _, part := range formParts(data, plan, escapeQuery, escapeReserved) {
		pairs = append(pairs, escapeQuery(part.name)+"="+part.text)
	}
	return bytesBody(mediaType, []byte(strings.Join(pairs, "&"))), nil
}

// multipartContent sends each property as a part, and the uploads after them.
func multipartContent(in any, fields []bodyField) (*content, error) {
	var uploads []upload
	data, plan, err := encodeBody(in, fields, &uploads)
	if err != nil {
		return nil, err
	}
	if data[0] != '{' {
		return nil, errNotObject
	}
	var buf bytes.Buffer
	w := multipart.NewWriter(&buf)
	b := &content{mediaType: w.FormDataContentType()}
	for _, part := range formParts(data, plan, plainText, plainText) {
		body, err := w.CreatePart(partHeader(part.name, "", part.media))
		if err != nil {
			return nil, err
		}
		if _, err := io.WriteString(body, part.text); err != nil {
			return nil, err
		}
	}
	for _, u := range uploads {
		if u.Reader == nil {
			return nil, fmt.Errorf("upload %q has no reader", u.name)
		}
		if _, err := w.CreatePart(partHeader(u.name, u.fileName(), u.mediaType(plan))); err != nil {
			return nil, err
		}
		b.add(bytes.Clone(buf.Bytes()))
		buf.Reset()
		b.addReader(u.Reader)
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	b.add(buf.Bytes())
	return b, nil
}

// A formPart is one field of a form, its text escaped.
type formPart struct{ name, text, media string }

// formParts are the fields that an object becomes: no nulls, the elements of a
// list each under its name, objects as JSON, unless the plan has a style. Where
// it lets reserved characters be, reserved escapes instead.
func formParts(data []byte, plan *typePlan, escape, reserved func(string) string) []formPart {
	var parts []formPart
	for name, value := range flat(data, func(name string) bool { return plan.field(name).style != "" }) {
		f := plan.field(name)
		if f.style == "" {
			part := formPart{name, escape(textOf(value)), oneType(f.media)}
			if part.media == "" && (value[0] == '{' || value[0] == '[') {
				part.media = "application/json"
			}
			parts = append(parts, part)
			continue
		}
		s := paramStyle{f.style, f.explode, escape}
		if f.reserved {
			s.escape = reserved
		}
		for _, p := range s.spread(name, value) {
			parts = append(parts, formPart{name: p.name, text: p.value})
		}
	}
	return parts
}

// oneType is a media type that can be sent: the first of several that has no wildcard.
func oneType(media string) string {
	for _, one := range strings.Split(media, ",") {
		if !strings.Contains(one, "*") {
			return strings.TrimSpace(one)
		}
	}
	return ""
}

var quoteName = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\r", "%0D", "\n", "%0A")

func partHeader(name, fileName, mediaType string) textproto.MIMEHeader {
	disposition := `form-data; name="` + quoteName.Replace(name) + `"`
	if fileName != "" {
		disposition += `; filename="` + quoteName.Replace(fileName) + `"`
	}
	h := textproto.MIMEHeader{"Content-Disposition": {disposition}}
	if mediaType != "" {
		h.Set("Content-Type", quoteName.Replace(mediaType))
	}
	return h
}

func (u upload) fileName() string {
	if u.FileName != "" {
		return u.FileName
	}
	if n, ok := u.Reader.(interface{ Name() string }); ok && n.Name() != "" {
		return filepath.Base(n.Name())
	}
	return u.name
}

func (u upload) mediaType(plan *typePlan) string {
	if u.MediaType != "" {
		return u.MediaType
	}
	if media := oneType(plan.field(u.name).media); media != "" {
		return media
	}
	return "application/octet-stream"
}

func isJSON(mediaType string) bool {
	return strings.HasSuffix(mediaType, "/json") || strings.HasSuffix(mediaType, "+json")
}
