package registry_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	ggcr "github.com/google/go-containerregistry/pkg/registry"
	ocispec "github.com/opencontainers/image-spec/specs-go/v1"

	"github.com/connectorgen/connectorgen/generator/internal/pack"
	"github.com/connectorgen/connectorgen/generator/internal/registry"
)

// artifact returns something to store, a few blobs large.
func artifact(t *testing.T) pack.Artifact {
	t.Helper()
	p := &pack.Pack{
		Manifest: []byte(`{"id": "com.example/shop", "version": "1.0.0"}`),
		Outputs:  []pack.File{{Path: "LISTING.md", Content: []byte("# Shop")}, {Path: "big.json", Content: bytes.Repeat([]byte("{}"), 50_000)}},
	}
	a, err := p.Artifact()
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// layout returns a layout with the artifact in it, and its folder.
func layout(t *testing.T) (*registry.Store, string) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "dist")
	s, err := registry.CreateLayout(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Replace(t.Context(), artifact(t), "1.0.0"); err != nil {
		t.Fatal(err)
	}
	return s, dir
}

// serve starts a registry, behind middle if that is not nil, and returns its host.
func serve(t *testing.T, middle func(http.Handler) http.Handler) string {
	t.Helper()
	t.Setenv("DOCKER_CONFIG", t.TempDir())
	h := ggcr.New(ggcr.Logger(log.New(io.Discard, "", 0)), ggcr.WithReferrersSupport(true))
	if middle != nil {
		h = middle(h)
	}
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	return strings.TrimPrefix(server.URL, "http://")
}

func repository(t *testing.T, name string) *registry.Store {
	t.Helper()
	s, err := registry.Open(t.Context(), name)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// login writes the credentials of a host to Docker's configuration file.
func login(t *testing.T, host, user, password string) {
	t.Helper()
	auth := base64.StdEncoding.EncodeToString([]byte(user + ":" + password))
	content := fmt.Sprintf(`{"auths": {%q: {"auth": %q}}}`, host, auth)
	if err := os.WriteFile(filepath.Join(os.Getenv("DOCKER_CONFIG"), "config.json"), []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

// wantError fails unless err is want, in which HOST stands for host.
func wantError(t *testing.T, err error, host, want string) {
	t.Helper()
	if err == nil {
		t.Fatalf("no error, want %s", want)
	}
	if got := strings.ReplaceAll(err.Error(), host, "HOST"); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestLayoutAndRepository(t *testing.T) {
	from, dir := layout(t)
	root, err := from.Root(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	to := repository(t, serve(t, nil)+"/acme/shop:1.0.0")
	if _, err := to.Root(t.Context()); !registry.IsMissing(err) {
		t.Errorf("an empty repository: %v", err)
	}
	started := 0
	sent, err := from.CopyTo(t.Context(), to, root, func() { started++ })
	if err != nil {
		t.Fatal(err)
	}
	if started != 1 || sent != (registry.Transfer{Sent: 5}) {
		t.Errorf("started %d times, sent %+v", started, sent)
	}
	if err := to.SetTag(t.Context(), root, to.Tag()); err != nil {
		t.Fatal(err)
	}
	got, err := to.Root(t.Context())
	if err != nil || got.Digest != root.Digest || got.Size != root.Size {
		t.Errorf("the repository has %v and %v, the layout %v", got, err, root)
	}
	for _, b := range artifact(t).Blobs {
		content, err := to.Fetch(t.Context(), b.Descriptor)
		if err != nil || !bytes.Equal(content, b.Content) {
			t.Errorf("%s came back changed: %v", b.Descriptor.Digest, err)
		}
	}
	// Once more: all of it is there.
	sent, err = from.CopyTo(t.Context(), to, root, func() { started++ })
	if err != nil || started != 1 || sent.Sent != 0 {
		t.Errorf("a second time: started %d times, %+v, %v", started, sent, err)
	}
	if again, err := registry.OpenLayout(t.Context(), dir); err != nil {
		t.Error(err)
	} else if d, err := again.Root(t.Context()); err != nil || d.Digest != root.Digest {
		t.Errorf("the layout opened again: %v, %v", d, err)
	}
}

// A signature is found again, in a layout and in registries with and without
// an API for what refers to what.
func TestReferrers(t *testing.T) {
	from, _ := layout(t)
	root, err := from.Root(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	host := serve(t, nil)
	old := serve(t, func(h http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if strings.Contains(r.URL.Path, "/referrers/") {
				http.NotFound(w, r)
				return
			}
			h.ServeHTTP(withoutSubject{w}, r)
		})
	})
	for _, s := range []*registry.Store{from, repository(t, host+"/shop"), repository(t, old+"/shop")} {
		if _, err := from.CopyTo(t.Context(), s, root, nil); err != nil {
			t.Fatal(err)
		}
		var want []string
		for _, text := range []string{"one", "two", "one"} {
			a, err := pack.Signature(root, []byte(text))
			if err != nil {
				t.Fatal(err)
			}
			if err := s.Push(t.Context(), a); err != nil {
				t.Fatal(err)
			}
			want = append(want, a.Root.Digest.String())
		}
		if s != from { // without what it learned about the registry while pushing
			s = repository(t, s.Name())
		}
		found, err := s.Referrers(t.Context(), root)
		if err != nil || len(found) != 2 {
			t.Fatalf("%s: %v, %v; want two of %v", s.Name(), found, err, want)
		}
		for _, d := range found {
			text, problems, err := pack.ReadSignature(t.Context(), s.Name(), d, s)
			if err != nil || len(problems) > 0 || string(text) != "one" && string(text) != "two" {
				t.Errorf("%s: %q, %v, %v", s.Name(), text, problems, err)
			}
		}
	}
}

// withoutSubject hides that the registry knows of subjects.
type withoutSubject struct{ http.ResponseWriter }

func (w withoutSubject) WriteHeader(status int) {
	w.Header().Del("OCI-Subject")
	w.ResponseWriter.WriteHeader(status)
}

func TestReplace(t *testing.T) {
	s, dir := layout(t)
	old, err := s.Root(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	signature, err := pack.Signature(old, []byte("old"))
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Push(t.Context(), signature); err != nil {
		t.Fatal(err)
	}
	a, err := (&pack.Pack{Manifest: []byte("{}")}).Artifact()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Replace(t.Context(), a, "2.0.0"); err != nil {
		t.Fatal(err)
	}
	fresh, err := registry.OpenLayout(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := fresh.Root(t.Context()); err != nil || got.Digest != a.Root.Digest {
		t.Errorf("the layout holds %v, %v", got, err)
	}
	left, err := os.ReadDir(filepath.Join(dir, "blobs", "sha256"))
	if err != nil || len(left) != len(a.Blobs) {
		t.Errorf("%d blobs are left, want %d: %v", len(left), len(a.Blobs), err)
	}
}

func TestDamagedLayouts(t *testing.T) {
	for name, test := range map[string]struct {
		damage func(blobs string, a pack.Artifact) error
		want   string
	}{
		"changed byte": {
			func(dir string, a pack.Artifact) error {
				return overwrite(dir, a.Blobs[2], bytes.ToUpper(a.Blobs[2].Content))
			},
			"its bytes are not those of %s: they were changed or cut off [pack-blob-digest]",
		},
		"cut off": {
			func(dir string, a pack.Artifact) error { return overwrite(dir, a.Blobs[2], a.Blobs[2].Content[:2]) },
			"its bytes are not those of %s: they were changed or cut off [pack-blob-digest]",
		},
		"longer": {
			func(dir string, a pack.Artifact) error {
				return overwrite(dir, a.Blobs[2], append(a.Blobs[2].Content, 0))
			},
			"its bytes are not those of %s: they were changed or cut off [pack-blob-digest]",
		},
		"missing": {
			func(dir string, a pack.Artifact) error {
				return os.Remove(filepath.Join(dir, a.Blobs[2].Descriptor.Digest.Encoded()))
			},
			"%s is not there [pack-blob-missing]",
		},
	} {
		t.Run(name, func(t *testing.T) {
			s, dir := layout(t)
			a := artifact(t)
			if err := test.damage(filepath.Join(dir, "blobs", "sha256"), a); err != nil {
				t.Fatal(err)
			}
			_, err := s.Fetch(t.Context(), a.Blobs[2].Descriptor)
			wantError(t, err, dir, "HOST: "+fmt.Sprintf(test.want, a.Blobs[2].Descriptor.Digest))
		})
	}
}

// overwrite changes a stored blob.
func overwrite(dir string, b pack.Blob, content []byte) error {
	name := filepath.Join(dir, b.Descriptor.Digest.Encoded())
	if err := os.Remove(name); err != nil {
		return err
	}
	return os.WriteFile(name, content, 0o600)
}

func TestNotALayout(t *testing.T) {
	dir := t.TempDir()
	for name, content := range map[string]string{"file": "x", "folder/x": "x", "json/oci-layout": "<", "index/oci-layout": `{"imageLayoutVersion":"1.0.0"}`, "index/index.json": "["} {
		name = filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	const noLayout = "the folder has no OCI layout in it [pack-layout]\n\thint: name a folder that 'connectorgen pack' wrote, or a new one to pack into"
	const damaged = " [pack-layout]\n\thint: pack the connector again into a new folder"
	for name, want := range map[string]string{
		"folder": noLayout,
		"none":   "there is no such folder [pack-layout]",
		"file":   "it is a file, not a folder with an OCI layout [pack-layout]\n\thint: name the folder that 'connectorgen pack' wrote",
		"json":   "its OCI layout is damaged: invalid OCI Image Layout: failed to decode OCI layout file: invalid character '<' looking for beginning of value" + damaged,
		"index":  "its OCI layout is damaged: invalid OCI Image Index: failed to decode index file: unexpected EOF" + damaged,
	} {
		_, err := registry.Open(t.Context(), filepath.Join(dir, name))
		wantError(t, err, filepath.Join(dir, name), "HOST: "+want)
	}
	_, err := registry.CreateLayout(t.Context(), filepath.Join(dir, "folder"))
	wantError(t, err, filepath.Join(dir, "folder"), "HOST: "+noLayout)
	_, err = registry.CreateLayout(t.Context(), filepath.Join(dir, "file"))
	wantError(t, err, filepath.Join(dir, "file"), "HOST: it is in the way: not a directory [pack-layout]\n\thint: name a folder that is empty or does not exist")
}

func TestReferences(t *testing.T) {
	const form = " [registry-reference]\n\thint: a reference is HOST[:PORT]/REPOSITORY[:VERSION], such as registry.example.com/acme/shop:1.0.0"
	for name, want := range map[string]string{
		"shop":                     "it is neither a folder nor a reference" + form,
		"dist/shop":                "it is neither a folder nor a reference" + form,
		"https://example.com/shop": "it is a URL: leave out what stands before the host" + form,
		"example.com/Shop":         "the name of a repository has no capital letters" + form,
		"example.com":              "it is not a reference: missing registry or repository" + form,
		"example.com/":             `it is not a reference: invalid repository ""` + form,
		"example.com/shop:a b":     `it is not a reference: invalid tag "a b"` + form,
	} {
		_, err := registry.Open(t.Context(), name)
		wantError(t, err, "HOST", name+": "+want)
	}
	s := repository(t, "example.com/shop@sha256:"+strings.Repeat("a", 64))
	if s.Tag() != "" {
		t.Errorf("a digest is taken for the tag %q", s.Tag())
	}
}

const logIn = "\n\thint: log in with 'docker login' or another tool that keeps credentials in Docker's configuration file"

// push sends the artifact and gives it a tag.
func push(t *testing.T, name string) error {
	t.Helper()
	from, _ := layout(t)
	root, err := from.Root(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	to := repository(t, name)
	if _, err := from.CopyTo(t.Context(), to, root, nil); err != nil {
		return err
	}
	return to.SetTag(t.Context(), root, "1.0.0")
}

func TestBasicAuth(t *testing.T) {
	host := serve(t, func(h http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if user, password, _ := r.BasicAuth(); user != "ann" || password != "secret" {
				w.Header().Set("WWW-Authenticate", `Basic realm="shop"`)
				w.WriteHeader(http.StatusUnauthorized)
				return
			}
			h.ServeHTTP(w, r)
		})
	})
	wantError(t, push(t, host+"/shop"), host, "HOST/shop: it wants to know who asks, and there are no credentials for it [registry-denied]"+logIn)
	login(t, host, "ann", "wrong")
	wantError(t, push(t, host+"/shop"), host, "HOST/shop: it does not accept the credentials, or needs some: 401 Unauthorized [registry-denied]"+logIn)
	login(t, host, "ann", "secret")
	if err := push(t, host+"/shop"); err != nil {
		t.Error(err)
	}
	if err := os.WriteFile(filepath.Join(os.Getenv("DOCKER_CONFIG"), "config.json"), []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := registry.Open(t.Context(), host+"/shop"); err == nil || !strings.Contains(err.Error(), "Docker's configuration file cannot be read: ") {
		t.Errorf("a broken configuration file: %v", err)
	}
}

// Bearer: a token is fetched with the credentials from where the registry says, for
// what is to be done, and the credentials themselves are not sent to the registry.
func TestBearerAuth(t *testing.T) {
	var scopes atomic.Value
	host := serve(t, func(h http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/token" {
				if user, password, _ := r.BasicAuth(); user != "ann" || password != "secret" {
					w.WriteHeader(http.StatusUnauthorized)
					return
				}
				scopes.Store(r.URL.Query().Get("scope"))
				_ = json.NewEncoder(w).Encode(map[string]string{"token": "granted"})
				return
			}
			switch r.Header.Get("Authorization") {
			case "Bearer granted":
				h.ServeHTTP(w, r)
			case "":
				w.Header().Set("WWW-Authenticate", fmt.Sprintf(`Bearer realm="http://%s/token",service="shop"`, r.Host))
				w.WriteHeader(http.StatusUnauthorized)
			default:
				t.Errorf("the registry got %q", r.Header.Get("Authorization"))
			}
		})
	})
	wantError(t, push(t, host+"/shop"), host, "HOST/shop: it does not accept the credentials, or needs some: 401 Unauthorized [registry-denied]"+logIn)
	login(t, host, "ann", "secret")
	if err := push(t, host+"/shop"); err != nil {
		t.Fatal(err)
	}
	if scopes.Load() != "repository:shop:pull,push" {
		t.Errorf("the token was asked for %v", scopes.Load())
	}
}

func answering(status int, kind, body string) func(http.Handler) http.Handler {
	return func(http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", kind)
			w.WriteHeader(status)
			_, _ = io.WriteString(w, body)
		})
	}
}

func TestBadAnswers(t *testing.T) {
	for name, test := range map[string]struct {
		middle func(http.Handler) http.Handler
		want   string
	}{
		"forbidden": {
			answering(http.StatusForbidden, "application/json", `{"errors":[{"code":"DENIED"}]}`),
			"these credentials may not do that: 403 Forbidden [registry-denied]" + logIn,
		},
		"web site": {
			answering(http.StatusOK, "text/html", "<html>Welcome</html>"),
			"it does not answer as a registry does: HTTP HEAD request missing required header \"Docker-Content-Digest\" [registry-answer]\n" +
				"\thint: look whether the host is a registry, and not a web site",
		},
		"teapot": {
			answering(http.StatusTeapot, "application/json", `{"errors":[{"code":"UNSUPPORTED","message":"tea only"}]}`),
			"HEAD was answered with 418 I'm a teapot [registry-answer]",
		},
	} {
		t.Run(name, func(t *testing.T) {
			host := serve(t, test.middle)
			_, err := repository(t, host+"/shop:1").Root(t.Context())
			wantError(t, err, host, "HOST/shop:1: "+test.want)
		})
	}
}

// A registry whose blobs are not what they should be: HTML from a proxy, or half of it.
func TestBadBlobs(t *testing.T) {
	for name, test := range map[string]struct {
		body func(content []byte) []byte
		want string
	}{
		"HTML":    {func([]byte) []byte { return []byte("<html>Please log in</html>") }, "it does not answer as a registry does: GET "},
		"changed": {bytes.ToLower, "they were changed or cut off [pack-blob-digest]"},
	} {
		t.Run(name, func(t *testing.T) {
			blob := artifact(t).Blobs[2] // "# Shop"
			host := serve(t, func(h http.Handler) http.Handler {
				return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					if r.Method == http.MethodGet && strings.Contains(r.URL.Path, "/blobs/") {
						_, _ = w.Write(test.body(blob.Content))
						return
					}
					h.ServeHTTP(w, r)
				})
			})
			_, err := repository(t, host+"/shop").Fetch(t.Context(), blob.Descriptor)
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want %s", err, test.want)
			}
		})
	}
}

func TestUnreachable(t *testing.T) {
	t.Setenv("DOCKER_CONFIG", t.TempDir())
	server := httptest.NewTLSServer(http.NotFoundHandler())
	host := strings.TrimPrefix(server.URL, "https://")
	server.Close()
	_, err := repository(t, host+"/shop:1").Root(t.Context())
	wantError(t, err, host, "HOST/shop:1: there is no connection to the registry: dial tcp HOST: connect: connection refused [registry-unreachable]\n\thint: look at the host's name and the network")
}

// An upload that breaks off leaves no version behind, and can be repeated.
func TestInterruptedUpload(t *testing.T) {
	var broken atomic.Bool
	broken.Store(true)
	host := serve(t, func(h http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Method == http.MethodPut && r.ContentLength > 50_000 && broken.Load() {
				_, _ = io.CopyN(io.Discard, r.Body, 1000)
				w.WriteHeader(http.StatusBadRequest)
				return
			}
			h.ServeHTTP(w, r)
		})
	})
	wantError(t, push(t, host+"/shop:1.0.0"), host, "HOST/shop:1.0.0: PUT was answered with 400 Bad Request [registry-answer]")
	if _, err := repository(t, host+"/shop:1.0.0").Root(t.Context()); !registry.IsMissing(err) {
		t.Errorf("half a version was published: %v", err)
	}
	broken.Store(false)
	if err := push(t, host+"/shop:1.0.0"); err != nil {
		t.Error(err)
	}
}

func TestCanceled(t *testing.T) {
	host := serve(t, nil)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := repository(t, host+"/shop:1").Resolve(ctx, "1")
	if err == nil || !strings.Contains(err.Error(), "context canceled") || registry.IsMissing(err) {
		t.Errorf("got %v", err)
	}
	_, err = repository(t, host+"/shop:1").Fetch(ctx, ocispec.Descriptor{})
	if err == nil {
		t.Error("a canceled fetch succeeded")
	}
}
