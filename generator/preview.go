package generator

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/connectorgen/connectorgen/generator/internal/diag"
	"github.com/connectorgen/connectorgen/generator/internal/page"
	"github.com/connectorgen/connectorgen/generator/internal/serve"
)

// PreviewOptions say how a page is shown.
type PreviewOptions struct {
	Addr  string       // HOST:PORT on this machine; port 0 is any that is free
	Ready func(string) // told the page's URL once it can be opened
	Drawn func(Result) // told each time that the connector was generated
}

// An AddressError says why an address cannot be listened on. It is for the user to settle.
type AddressError = serve.AddressError

// pollEvery is how often the inputs are looked at. Editors replace files in ways that
// the systems' own notices are no help with, and to look at ten files costs nothing.
const pollEvery = 250 * time.Millisecond

// Preview shows the page of the one connector of o on this machine until ctx ends,
// generates it again in memory whenever one of its inputs changes, and writes nothing.
// While the inputs have errors, the page shows them above what was there before.
// Its error is an [AddressError], or a bug.
func Preview(ctx context.Context, o Options, p PreviewOptions) error {
	l, err := serve.Listen(ctx, p.Addr)
	if err != nil {
		return err
	}
	v := &preview{options: o, drawn: p.Drawn, live: serve.NewLive()}
	if err := v.redraw(ctx); err != nil {
		return errors.Join(err, l.Close())
	}
	p.Ready("http://" + l.Addr().String() + "/")
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	go func() { cancel(v.watch(ctx)) }()
	if err := serve.Serve(ctx, l, v.live); err != nil {
		return err
	}
	if cause := context.Cause(ctx); !errors.Is(cause, context.Canceled) {
		return cause // of the watch
	}
	return nil
}

// A preview is what is shown of one connector.
type preview struct {
	options Options
	drawn   func(Result)
	live    *serve.Live
	last    *drawing // without an error; nil if there was none
	reads   []string
}

// watch redraws after every change of an input, until ctx ends.
func (v *preview) watch(ctx context.Context) error {
	ticks := time.NewTicker(pollEvery)
	defer ticks.Stop()
	seen := v.fingerprint()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-ticks.C:
		}
		now := v.fingerprint()
		if slices.Equal(now, seen) {
			continue
		}
		if err := v.redraw(ctx); err != nil {
			return err
		}
		if seen = v.fingerprint(); len(seen) == len(now) {
			seen = now // what changed meanwhile is another change
		}
	}
}

// fingerprint tells one state of the inputs from another.
func (v *preview) fingerprint() []string {
	list := make([]string, 0, len(v.reads))
	for _, name := range v.reads {
		info, err := os.Stat(name)
		if err != nil {
			list = append(list, name+": "+reason(err).Error())
			continue
		}
		list = append(list, fmt.Sprintf("%s: %d %d %s", name, info.ModTime().UnixNano(), info.Size(), info.Mode()))
	}
	return list
}

// redraw generates the connector and shows what came of it.
func (v *preview) redraw(ctx context.Context) error {
	var d *drawing
	_, err := each(ctx, v.options, func(j *job) (err error) {
		d, err = j.draw()
		return err
	})
	if err != nil {
		return err
	}
	v.drawn(d.Result)
	slices.Sort(d.reads)
	v.reads = slices.Compact(d.reads)
	if !d.Failed() {
		v.last = d
	}
	return v.show(errorTexts(d.Problems))
}

// maxShown is how many errors a page shows. Nobody reads on, and a hostile document
// can have any number.
const maxShown = 100

func errorTexts(problems Problems) (texts []string) {
	for _, p := range problems {
		switch {
		case p.Severity != diag.Error:
		case len(texts) == maxShown:
			return append(texts, "and more")
		default:
			texts = append(texts, p.Error())
		}
	}
	return texts
}

// show draws the page of the last good run, with the problems of this one.
func (v *preview) show(problems []string) error {
	o := page.Options{Problems: problems}
	var connector []byte
	if v.last != nil {
		connector, o.File = v.last.manifest, v.last.file
	}
	version := serve.Version(connector, []byte(strings.Join(problems, "\n")))
	o.Script = serve.Script(version)
	html, err := page.Connector(connector, o)
	if err != nil {
		return err
	}
	v.live.Show(html, version)
	return nil
}
