package main

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/google/go-cmp/cmp"
)

// A transcript is what a running command has printed so far.
type transcript struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (s *transcript) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.Write(p)
}

func (s *transcript) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.String()
}

// eventually waits until f is true.
func eventually(t *testing.T, what string, f func() bool) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if f() {
			return
		}
	}
	t.Fatalf("this did not come about: %s", what)
}

// A server is a command that shows pages.
type server struct {
	url           string
	output, errs  *transcript
	interruptWait func() int
}

var urlLine = regexp.MustCompile(`open (http://\S+/) in a browser`)

// start runs a command that serves until it is interrupted, as Ctrl-C does.
func start(t *testing.T, args ...string) server {
	t.Helper()
	s := server{output: &transcript{}, errs: &transcript{}}
	ctx, interrupt := context.WithCancel(t.Context())
	code := make(chan int, 1)
	go func() {
		code <- run(ctx, append(args, "--addr", "127.0.0.1:0"), strings.NewReader(""), s.output, s.errs)
	}()
	s.interruptWait = func() int {
		interrupt()
		return <-code
	}
	t.Cleanup(interrupt)
	eventually(t, "a URL is printed", func() bool {
		select {
		case c := <-code:
			t.Fatalf("it ended with %d: %s", c, s.errs)
		default:
		}
		m := urlLine.FindStringSubmatch(s.output.String())
		if m != nil {
			s.url = m[1]
		}
		return m != nil
	})
	return s
}

// flexport copies the inputs of Flexport's connector to a folder of the test's own.
func flexport(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for _, name := range []string{"connector.yaml", "openapi.yaml", "overlay.yaml", "auth.yaml", "icon.svg", "icon.png"} {
		data, err := os.ReadFile(filepath.Join(repository(t), "specs", "flexport", name))
		if err != nil {
			t.Fatal(err)
		}
		put(t, filepath.Join(dir, name), string(data))
	}
	return dir
}

func put(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func text(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// drawnForm is the form as the browser has it: label, mark, type of the control.
const drawnForm = `[...document.querySelectorAll('#connect .field')].map(f => {
	const input = f.querySelector('input, select, textarea');
	if (input.labels[0].textContent !== f.querySelector('label').textContent) return 'the label is of another field';
	return [f.querySelector('label').textContent, f.querySelector('.mark').textContent, input.type, input.readOnly ? input.value : ''].join(' | ');
})`

// fill enters text as a person does: into every field that takes it.
func fill(t *testing.T, ctx context.Context) { //nolint:revive // the test comes first everywhere here
	t.Helper()
	for _, id := range value[[]string](t, ctx, `[...document.querySelectorAll('#connect .field input:not([readonly])')].map(i => i.id)`) {
		do(t, ctx, chromedp.SendKeys("#"+id, "entered", chromedp.ByQuery))
	}
}

func TestPreviewInBrowser(t *testing.T) {
	ctx := browser(t)
	dir := flexport(t)
	s := start(t, "preview", dir)
	do(t, ctx, chromedp.Navigate(s.url), chromedp.WaitVisible("#connect"))
	want := []string{
		"Client secret | required | password | ", "Client ID | required | text | ", "Scope | required, may stay empty | text | ",
		"Grant type | leave as it is | text | client_credentials", "Response authentication token key | leave as it is | text | access_token",
		"Audience | leave as it is | text | https://api.flexport.com",
	}
	if diff := cmp.Diff(want, value[[]string](t, ctx, drawnForm)); diff != "" {
		t.Errorf("form (-want +got):\n%s", diff)
	}
	const valid = `document.querySelector('#connect form').checkValidity()`
	if value[bool](t, ctx, valid) {
		t.Error("the empty form is valid")
	}
	fill(t, ctx)
	do(t, ctx, chromedp.Click("#connect .advanced > summary", chromedp.ByQuery), chromedp.WaitVisible("#auth-0-audience"), chromedp.SendKeys("#auth-0-audience", "changed", chromedp.ByQuery))
	if got := value[string](t, ctx, `document.querySelector('#auth-0-audience').value`); got != "https://api.flexport.com" {
		t.Errorf("the fixed audience was changed to %q", got)
	}
	if !value[bool](t, ctx, valid) {
		t.Error("the filled form is not valid")
	}
	do(t, ctx, chromedp.Click("#connect button"))
	if got := value[string](t, ctx, `location.href`); got != s.url {
		t.Errorf("the form was sent to %s", got)
	}
	do(t, ctx, narrow())
	if wide := value[int](t, ctx, `document.documentElement.scrollWidth`); wide > 400 {
		t.Errorf("the page is %d px wide in a window of 400", wide)
	}
	if code := s.interruptWait(); code != exitDone {
		t.Errorf("it ended with %d, want %d", code, exitDone)
	}
}

// TestPreviewRedraws edits an input while the page is open: a new label, an error,
// and its end.
func TestPreviewRedraws(t *testing.T) {
	ctx := browser(t)
	dir := flexport(t)
	auth := filepath.Join(dir, "auth.yaml")
	good := text(t, auth)
	s := start(t, "preview", dir)
	do(t, ctx, chromedp.Navigate(s.url), chromedp.WaitVisible("#connect"))

	put(t, auth, strings.Replace(good, "label: Client secret", "label: Secret of the client", 1))
	becomes(t, ctx, `document.querySelector('#connect label')?.textContent === 'Secret of the client'`)

	put(t, auth, strings.Replace(good, "type: oauth2ClientCredentials", "type: magic", 1))
	becomes(t, ctx, `document.querySelector('.problems')?.textContent.includes('"magic"')`)
	if got := value[string](t, ctx, `document.querySelector('#connect label').textContent`); got != "Secret of the client" {
		t.Errorf("below the problems stands %q", got)
	}

	if err := os.Remove(auth); err != nil {
		t.Fatal(err)
	}
	becomes(t, ctx, `document.querySelector('.problems')?.textContent.includes('there is no such file')`)
	put(t, auth, good)
	becomes(t, ctx, `!document.querySelector('.problems') && document.querySelector('#connect label')?.textContent === 'Client secret'`)
	if code := s.interruptWait(); code != exitDone {
		t.Errorf("it ended with %d, want %d", code, exitDone)
	}
	lines := regexp.MustCompile(`(?m)^\S+connector\.yaml: (\w+(?: \w+)?)`).FindAllStringSubmatch(s.output.String(), -1)
	var said []string
	for _, l := range lines {
		said = append(said, l[1])
	}
	if diff := cmp.Diff([]string{"drawn", "drawn", "not drawn", "not drawn", "drawn"}, said); diff != "" {
		t.Errorf("printed (-want +got):\n%s", diff)
	}
}

// TestPreviewStartsBroken: inputs with errors are shown too, and nothing is written.
func TestPreviewStartsBroken(t *testing.T) {
	dir := flexport(t)
	put(t, filepath.Join(dir, "auth.yaml"), "methods: 3\n")
	before, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	s := start(t, "preview", dir)
	_, body := get(t, s.url, "127.0.0.1", http.MethodGet)
	for _, part := range []string{"<title>Problems</title>", "auth.yaml:1:10: methods must be a list"} {
		if !strings.Contains(body, part) {
			t.Errorf("the page has no %q:\n%s", part, body)
		}
	}
	after, err := os.ReadDir(dir)
	if err != nil || len(after) != len(before) {
		t.Errorf("the folder has %d entries, and had %d: %v", len(after), len(before), err)
	}
	if code := s.interruptWait(); code != exitDone {
		t.Errorf("it ended with %d, want %d", code, exitDone)
	}
}

// get asks url under another name of the host.
func get(t *testing.T, url, host, method string) (*http.Response, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Host = host
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = answer.Body.Close() })
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer, string(body)
}

// TestPreviewUsage: what preview does not take.
func TestPreviewUsage(t *testing.T) {
	for args, want := range map[string]string{
		"preview --spec -":                   "connectorgen: preview reads its inputs again and again, and standard input is read once: name a file\nRun 'connectorgen preview --help' for usage.\n",
		"preview a.yaml b.yaml":              "connectorgen: preview takes one connector, and there are 2: name one of them\nRun 'connectorgen preview --help' for usage.\n",
		"preview a.yaml --addr 10.0.0.1:80":  "connectorgen: \"10.0.0.1:80\" is not an address of this machine alone: use 127.0.0.1:PORT\n",
		"preview a.yaml --addr 127.0.0.1:-1": "connectorgen: 127.0.0.1:-1 cannot be listened on: address -1: invalid port; use another port, or 0 for any that is free\n",
	} {
		var out, errs bytes.Buffer
		if code := run(t.Context(), strings.Fields(args), strings.NewReader(""), &out, &errs); code == exitDone {
			t.Errorf("%s: it ended with 0", args)
		}
		if diff := cmp.Diff(want, errs.String()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", args, diff)
		}
	}
}
