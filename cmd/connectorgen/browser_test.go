package main

import (
	"context"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// browsers are the names under which Chromium is installed.
var browsers = []string{"chromium", "chromium-browser", "google-chrome", "headless-shell"}

// browser starts a Chromium that has never been started before and knows no network
// but this machine's. Without one the test is skipped.
func browser(t *testing.T) context.Context {
	t.Helper()
	var path string
	for _, name := range browsers {
		if found, err := exec.LookPath(name); err == nil {
			path = found
			break
		}
	}
	if path == "" {
		t.Skipf("no browser here: none of %q is installed", browsers)
	}
	profile, err := os.MkdirTemp("", "connectorgen-browser-") //nolint:usetesting // its end is waited for below
	if err != nil {
		t.Fatal(err)
	}
	options := []chromedp.ExecAllocatorOption{
		chromedp.ExecPath(path), chromedp.UserDataDir(profile), chromedp.Headless, chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.NoFirstRun, chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true),
		chromedp.Flag("disable-dev-shm-usage", true), chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"),
	}
	ctx, stop := context.WithTimeout(t.Context(), 2*time.Minute)
	t.Cleanup(stop)
	ctx, stop = chromedp.NewExecAllocator(ctx, options...)
	t.Cleanup(stop)
	ctx, stop = chromedp.NewContext(ctx)
	t.Cleanup(func() {
		_ = chromedp.Cancel(ctx)
		stop()
		eventually(t, "the browser's children leave its folder alone", func() bool { return os.RemoveAll(profile) == nil })
	})
	// A page that is still on the move cannot be clicked at.
	do(t, ctx, emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{{Name: "prefers-reduced-motion", Value: "reduce"}}))
	return ctx
}

// do runs the actions one after the other.
func do(t *testing.T, ctx context.Context, actions ...chromedp.Action) { //nolint:revive // the test comes first everywhere here
	t.Helper()
	if err := chromedp.Run(ctx, actions...); err != nil {
		t.Fatal(err)
	}
}

// value is what an expression of JavaScript gives in the page.
func value[T any](t *testing.T, ctx context.Context, expression string) (v T) { //nolint:revive // as above
	t.Helper()
	do(t, ctx, chromedp.Evaluate(expression, &v))
	return v
}

// narrow makes the window as wide as a small telephone's.
func narrow() chromedp.Action { return emulation.SetDeviceMetricsOverride(400, 800, 1, true) }

// becomes waits until an expression is true, in whatever page stands there by then.
func becomes(t *testing.T, ctx context.Context, expression string) { //nolint:revive // as above
	t.Helper()
	eventually(t, expression, func() bool {
		var is bool
		return chromedp.Run(ctx, chromedp.Evaluate(expression, &is)) == nil && is // an error: the page is being replaced
	})
}
