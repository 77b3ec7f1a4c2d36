package client

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"log/slog"
	"reflect"
	"strings"
)

// A sequence says how an answer is read that comes item by item.
type sequence struct {
	accept string // media type
	flag   string // property of the body that asks for it; "" if none does
	text   bool   // server-sent: the data is text, not JSON
	whole  bool   // server-sent: an item is the whole event, not its data
	record bool   // JSON values follow a record separator each, not one another by lines
}

// jsonItems yields the items of an answer of JSON values, as they come. An error
// is yielded once, at the end.
func jsonItems[T any](ctx context.Context, c *core, op *operation, in request, how sequence, opts []CallOption) iter.Seq2[*T, error] {
	return func(yield func(*T, error) bool) {
		o, a, err := c.openSequence(ctx, op, in, how, opts)
		if err != nil {
			yield(nil, err)
			return
		}
		defer func() { _ = a.stream.Close() }() // what was wanted of it has been read
		r := &itemReader{r: bufio.NewReader(a.stream), limit: c.conf.maxBody, end: '\n'}
		if how.record {
			r.end = '\x1e'
		}
		for {
			data, err := r.next()
			item := new(T)
			if err == nil {
				err = c.item(ctx, o, r.count, bytes.TrimSpace(data), reflect.ValueOf(item).Elem())
			} else if !errors.Is(err, io.EOF) {
				err = c.lost(ctx, o, err)
			}
			if err != nil {
				if !errors.Is(err, io.EOF) {
					yield(nil, err)
				}
				return
			}
			if !yield(item, nil) {
				return
			}
		}
	}
}

// openSequence sends a request whose answer is read as it comes.
func (c *core) openSequence(ctx context.Context, op *operation, in request, how sequence, opts []CallOption) (*outgoing, *answer, error) {
	asking := *op
	asking.accept = how.accept
	if how.flag != "" {
		opts = append(opts[:len(opts):len(opts)], WithBodyField(how.flag, true))
	}
	o, err := c.outgoing(&asking, in, opts)
	if err != nil {
		return nil, nil, err
	}
	o.stream = true
	a, err := c.exchange(ctx, o)
	if err != nil {
		return nil, nil, err
	}
	if media := a.mediaType(); media == "text/html" || isJSON(media) && how.accept == "text/event-stream" {
		a.body, err = readLimited(a.stream, c.conf.maxBody)
		_ = a.stream.Close() // read, as far as is wanted
		if err != nil && !errors.Is(err, errTooLarge) {
			return nil, nil, c.lost(ctx, o, err)
		}
		return nil, nil, c.apiError(o, a, "the answer is "+media+", not "+how.accept, nil)
	}
	return o, a, nil
}

// item decodes the n-th item of a sequence. What does not fit leaves v zero.
func (c *core) item(ctx context.Context, o *outgoing, n int, data []byte, v reflect.Value) error {
	if !json.Valid(data) {
		return c.wrap(o, fmt.Errorf("item %d is not JSON: %q", n, oneLine(c.secret.Replace(string(data)))))
	}
	d := &decoder{cursor: cursor{data: data}}
	d.value(v)
	switch odd := (&typeError{d.odd, d.more}); {
	case d.err != nil:
		return c.wrap(o, fmt.Errorf("item %d cannot be decoded: %w", n, d.err))
	case len(d.odd) == 0:
	case c.conf.strict:
		return c.wrap(o, fmt.Errorf("item %d: %w", n, odd))
	default:
		c.log().LogAttrs(ctx, slog.LevelWarn, odd.Error(), slog.String("operation", o.op.name), slog.Int("item", n))
	}
	return nil
}

// An itemReader reads the items of a sequence, none longer than the limit.
type itemReader struct {
	r     *bufio.Reader
	limit int64
	end   byte // of an item
	count int  // items read
}

// next returns the next item that is not blank, or io.EOF.
func (r *itemReader) next() ([]byte, error) {
	var item []byte
	for {
		part, err := r.r.ReadSlice(r.end)
		item = append(item, part...)
		if int64(len(item)) > r.limit {
			return nil, fmt.Errorf("%w: an item of more than %d bytes", errTooLarge, r.limit)
		}
		if errors.Is(err, bufio.ErrBufferFull) {
			continue
		}
		if err != nil && !errors.Is(err, io.EOF) {
			return nil, err
		}
		if text := strings.Trim(string(item), "\x1e \t\r\n"); text != "" {
			r.count++
			return []byte(text), nil
		}
		if err != nil {
			return nil, io.EOF
		}
		item = item[:0]
	}
}
