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
	"math"
	"reflect"
	"strconv"
	"strings"
	"time"
)

// A StreamEvent is one server-sent event.
type StreamEvent[T any] struct {
	Data  T             // zero if Raw does not fit it
	Raw   string        // the data as it came, its lines joined
	Type  string        // the event's name; "" if it has none
	ID    string        // that of this event or of the last one before it that had one
	Retry time.Duration // how long to wait before connecting anew; 0 if the API does not tell
}

// doneEvent is data that ends a stream of JSON.
const doneEvent = "[DONE]"

// serverSent yields the events of an answer as they come, until it ends, an
// event says [DONE], or the loop is left, which closes it. An error is yielded
// once, at the end.
func serverSent[T any](ctx context.Context, c *core, op *operation, in request, how sequence, opts []CallOption) iter.Seq2[*StreamEvent[T], error] {
	return func(yield func(*StreamEvent[T], error) bool) {
		o, a, err := c.openSequence(ctx, op, in, how, opts)
		if err != nil {
			yield(nil, err)
			return
		}
		defer func() { _ = a.stream.Close() }() // what was wanted of it has been read
		r := &eventReader{r: bufio.NewReader(a.stream), limit: c.conf.maxBody}
		for {
			block, err := r.next()
			if err == nil {
				err = ctx.Err()
			}
			if errors.Is(err, io.EOF) || err == nil && !how.text && strings.TrimSpace(block.data) == doneEvent {
				return
			}
			if err != nil {
				yield(nil, c.lost(ctx, o, err))
				return
			}
			e := &StreamEvent[T]{Raw: block.data, Type: block.event, ID: block.id, Retry: block.retry}
			if err := c.event(ctx, o, r.count, block, how, reflect.ValueOf(&e.Data).Elem()); err != nil {
				yield(nil, err)
				return
			}
			if !yield(e, nil) {
				return
			}
		}
	}
}

// event decodes the data of the n-th event, or all of it, into v.
func (c *core) event(ctx context.Context, o *outgoing, n int, b eventBlock, how sequence, v reflect.Value) error {
	if how.text && !how.whole {
		v.SetString(b.data)
		return nil
	}
	data := []byte(b.data)
	if how.whole {
		whole := map[string]any{"data": json.RawMessage(data)}
		if how.text || !json.Valid(data) {
			whole["data"] = b.data
		}
		if b.event != "" {
			whole["event"] = b.event
		}
		if b.id != "" {
			whole["id"] = b.id
		}
		if b.retry != 0 {
			whole["retry"] = b.retry.Milliseconds()
		}
		var err error
		if data, err = json.Marshal(whole); err != nil {
			return c.wrap(o, fmt.Errorf("item %d: %w", n, err))
		}
	}
	return c.item(ctx, o, n, data, v)
}

// An eventBlock is one event as it is sent.
type eventBlock struct {
	event, data, id string
	retry           time.Duration
}

// An eventReader reads server-sent events as the HTML standard has them, but for
// a last event that no blank line ends: it counts all the same.
type eventReader struct {
	r      *bufio.Reader
	limit  int64 // bytes of one event
	count  int   // events read
	id     string
	begun  bool
	skipLF bool // the line before ended with CR
}

// next returns the next event that has data, or io.EOF.
func (r *eventReader) next() (eventBlock, error) {
	var (
		b    eventBlock
		data []string
		size int64
	)
	for {
		line, err := r.line(r.limit - size)
		ended := errors.Is(err, io.EOF)
		if err != nil && !ended {
			return b, err
		}
		size += int64(len(line))
		if name, value, found := cutField(line); found {
			switch name {
			case "data":
				data = append(data, value)
			case "event":
				b.event = value
			case "id":
				if !strings.Contains(value, "\x00") {
					r.id = value
				}
			case "retry":
				if ms, err := strconv.ParseInt(value, 10, 64); err == nil && ms >= 0 && ms < math.MaxInt64/int64(time.Millisecond) {
					b.retry = time.Duration(ms) * time.Millisecond
				}
			}
		}
		if len(line) > 0 && !ended {
			continue
		}
		if b.data = strings.Join(data, "\n"); b.data != "" {
			b.id = r.id
			r.count++
			return b, nil
		}
		if ended {
			return b, io.EOF
		}
		b.event, data, size = "", nil, 0
	}
}

// cutField takes a line apart. A comment is no field.
func cutField(line []byte) (name, value string, found bool) {
	if len(line) == 0 || line[0] == ':' {
		return "", "", false
	}
	name, value, _ = strings.Cut(string(line), ":")
	return name, strings.TrimPrefix(value, " "), true
}

var byteOrderMark = []byte("\uFEFF")

// line returns the next line without its end, which is LF, CR or CRLF. With
// io.EOF comes what no line end follows.
func (r *eventReader) line(limit int64) ([]byte, error) {
	if !r.begun {
		r.begun = true
		if start, err := r.r.Peek(len(byteOrderMark)); err == nil && bytes.Equal(start, byteOrderMark) {
			_, _ = r.r.Discard(len(byteOrderMark)) // they are in the buffer
		}
	}
	var line []byte
	for {
		b, err := r.r.ReadByte()
		if err != nil {
			return line, err
		}
		if b == '\n' && r.skipLF {
			r.skipLF = false
			continue
		}
		r.skipLF = b == '\r'
		if b == '\n' || b == '\r' {
			return line, nil
		}
		if line = append(line, b); int64(len(line)) > limit {
			return nil, fmt.Errorf("%w: an event of more than %d bytes", errTooLarge, r.limit)
		}
	}
}
