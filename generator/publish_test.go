package generator_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/connectorgen/connectorgen/generator"
	"github.com/connectorgen/connectorgen/generator/internal/pack"
	"github.com/connectorgen/connectorgen/generator/internal/registry"
)

// flexport generates Flexport's connector in a folder of its own, and returns its
// connector file.
func flexport(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for _, name := range []string{"connector.yaml", "openapi.yaml", "overlay.yaml", "auth.yaml", "icon.svg", "icon.png"} {
		content, err := os.ReadFile(filepath.Join("..", "specs", "flexport", name))
		if err != nil {
			t.Fatal(err)
		}
		writeFile(t, filepath.Join(dir, "specs", "flexport", name), content)
	}
	connector := filepath.Join(dir, "specs", "flexport", "connector.yaml")
	generate(t, connector)
	return connector
}

func writeFile(t *testing.T, name string, content []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, content, 0o600); err != nil {
		t.Fatal(err)
	}
}

func generate(t *testing.T, connector string) {
	t.Helper()
	results, err := generator.Generate(t.Context(), generator.Options{Connectors: []string{connector}})
	if err != nil || results[0].Failed() {
		t.Fatal(err, results)
	}
}

// done fails unless the call succeeds.
func done(t *testing.T, call func() (*generator.Packed, error)) *generator.Packed {
	t.Helper()
	p, err := call()
	if err != nil || p.Failed() {
		t.Fatal(err, p.Problems.Err())
	}
	return p
}

// refused fails unless p failed with want, in which PLACE stands for place.
func refused(t *testing.T, p *generator.Packed, err error, place, want string) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	got := "success"
	if p.Failed() {
		got = strings.ReplaceAll(p.Problems.Err().Error(), place, "PLACE")
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// realRegistry starts docker-registry for one user, ann, and returns its host.
func realRegistry(t *testing.T) string {
	t.Helper()
	program, err := exec.LookPath("docker-registry")
	if err != nil {
		t.Skip("docker-registry is not installed")
	}
	dir := t.TempDir()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	host := l.Addr().String()
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	// The password is "secret".
	writeFile(t, filepath.Join(dir, "htpasswd"), []byte("ann:$2y$05$abcdefghijklmnopqrstuuOQiyCxlgf/oeuTqixKmWdcYUh4Hjl0a\n"))
	writeFile(t, filepath.Join(dir, "config.yml"), fmt.Appendf(nil, `version: 0.1
log: {level: error, accesslog: {disabled: true}}
storage: {filesystem: {rootdirectory: %q}}
http: {addr: %q}
auth: {htpasswd: {realm: shop, path: %q}}
`, filepath.Join(dir, "data"), host, filepath.Join(dir, "htpasswd")))
	ctx, stop := context.WithCancel(context.Background())
	server := exec.CommandContext(ctx, program, "serve", filepath.Join(dir, "config.yml"))
	var said bytes.Buffer
	server.Stdout, server.Stderr = &said, &said
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		stop()
		_ = server.Wait() // it was killed
	})
	for range 100 {
		if answer, err := http.Get("http://" + host + "/v2/"); err == nil {
			_ = answer.Body.Close() // that it answers is enough
			return host
		}
		time.Sleep(50 * time.Millisecond)
	}
	stop()
	_ = server.Wait() // it was killed
	t.Fatalf("docker-registry does not answer:\n%s", &said)
	return ""
}

// TestRealRegistry goes the whole way with Flexport's connector and a registry
// that many run, which has no API for what refers to what.
func TestRealRegistry(t *testing.T) {
	host := realRegistry(t)
	t.Setenv("DOCKER_CONFIG", t.TempDir())
	ctx := t.Context()
	connector := flexport(t)
	dir := t.TempDir()
	layout, key, place := filepath.Join(dir, "dist"), filepath.Join(dir, "key.pem"), host+"/acme/flexport"
	first := done(t, func() (*generator.Packed, error) { return generator.Pack(ctx, connector, layout) })
	if first.ID != "com.flexport/flexport" || first.Version != "0.1.0" || first.Unchanged {
		t.Errorf("packed %+v", first)
	}
	if _, err := generator.NewKey(key); err != nil {
		t.Fatal(err)
	}
	if _, err := generator.NewKey(key); !errors.Is(err, fs.ErrExist) {
		t.Errorf("a key was overwritten: %v", err)
	}

	p, err := generator.Publish(ctx, layout, place, nil)
	refused(t, p, err, place, "PLACE: it wants to know who asks, and there are no credentials for it [registry-denied]\n"+
		"\thint: log in with 'docker login' or another tool that keeps credentials in Docker's configuration file")
	auth := base64.StdEncoding.EncodeToString([]byte("ann:secret"))
	writeFile(t, filepath.Join(os.Getenv("DOCKER_CONFIG"), "config.json"), fmt.Appendf(nil, `{"auths": {%q: {"auth": %q}}}`, host, auth))

	publish := func() *generator.Packed {
		return done(t, func() (*generator.Packed, error) { return generator.Publish(ctx, layout, place, nil) })
	}
	if p := publish(); p.Place != place+":0.1.0" || p.Unchanged || p.Digest != first.Digest {
		t.Errorf("published %+v", p)
	}
	if p := publish(); !p.Unchanged {
		t.Errorf("published a second time %+v", p)
	}
	version := place + ":0.1.0"
	p, err = generator.Verify(ctx, version, generator.VerifyOptions{Key: key + ".pub"})
	refused(t, p, err, version, "PLACE: it is not signed [signature-none]")

	// One signature in the layout, another in the registry: both are there in the end.
	other := filepath.Join(dir, "other.pem")
	if _, err := generator.NewKey(other); err != nil {
		t.Fatal(err)
	}
	done(t, func() (*generator.Packed, error) { return generator.Sign(ctx, layout, key) })
	p, err = generator.Verify(ctx, layout, generator.VerifyOptions{Key: other + ".pub"})
	refused(t, p, err, layout, "PLACE: none of its 1 signatures is valid and made with this key [signature-other-key]")
	done(t, func() (*generator.Packed, error) { return generator.Sign(ctx, version, other) })
	if p := publish(); len(p.Signatures) != 1 {
		t.Errorf("published signatures %+v", p.Signatures)
	}
	for _, k := range []string{key, other} {
		p := done(t, func() (*generator.Packed, error) {
			return generator.Verify(ctx, version, generator.VerifyOptions{Key: k + ".pub", Reproduce: true})
		})
		if !p.Reproduced || len(p.Signatures) != 2 || p.Digest != first.Digest {
			t.Errorf("verified %+v", p)
		}
	}

	out := filepath.Join(dir, "out")
	var changes []generator.Change
	done(t, func() (p *generator.Packed, err error) {
		p, changes, err = generator.Pull(ctx, place+"@"+first.Digest, out, generator.VerifyOptions{})
		return p, err
	})
	if len(changes) != first.Files+1 { // and the lock file
		t.Errorf("%d files pulled, %d packed", len(changes), first.Files)
	}
	sameFiles(t, filepath.Join(filepath.Dir(connector), "..", "..", "generated", "flexport"), out)
	sameFiles(t, filepath.Dir(connector), filepath.Join(out, "inputs"))

	// Another pack of the same version does not take its place.
	text, err := os.ReadFile(connector)
	if err != nil {
		t.Fatal(err)
	}
	writeFile(t, connector, []byte(strings.Replace(string(text), "summary: Orders", "summary: Offers", 1)))
	p, err = generator.Pack(ctx, connector, layout)
	refused(t, p, err, filepath.ToSlash(filepath.Dir(filepath.Dir(filepath.Dir(connector)))),
		"PLACE/generated/flexport: it is out of date in 4 files, such as connector.json [pack-out-of-date]\n"+
			"\thint: run 'connectorgen generate', look at what changed, and pack again")
	generate(t, connector)
	second := done(t, func() (*generator.Packed, error) { return generator.Pack(ctx, connector, layout) })
	p, err = generator.Publish(ctx, layout, place, nil)
	refused(t, p, err, place, "PLACE:0.1.0: another pack has this version, "+first.Digest+"; this one is "+second.Digest+" [registry-tag-taken]\n"+
		"\thint: give the connector a new version: what was published under a version stays")
	if p := done(t, func() (*generator.Packed, error) {
		return generator.Verify(ctx, version, generator.VerifyOptions{})
	}); p.Digest != first.Digest {
		t.Errorf("the version moved to %s", p.Digest)
	}
}

// sameFiles fails unless each file below want is below got, the lock file apart.
func sameFiles(t *testing.T, want, got string) {
	t.Helper()
	compared := 0
	err := filepath.WalkDir(want, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || d.Name() == "connectorgen.lock" {
			return err
		}
		rel, err := filepath.Rel(want, name)
		if err != nil {
			return err
		}
		a, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		b, err := os.ReadFile(filepath.Join(got, rel))
		if err != nil || string(a) != string(b) {
			t.Errorf("%s came back changed: %v", rel, err)
		}
		compared++
		return nil
	})
	if err != nil || compared == 0 {
		t.Errorf("%d files compared: %v", compared, err)
	}
}

// shop packs the small connector of the command line's stories, changed by forge if
// that is not nil, and returns the layout.
func shop(t *testing.T, forge func(p *pack.Pack)) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(filepath.Join("..", "cmd", "connectorgen", "testdata", "shop"))); err != nil {
		t.Fatal(err)
	}
	connector, layout := filepath.Join(dir, "connector.yaml"), filepath.Join(dir, "dist")
	generate(t, connector)
	done(t, func() (*generator.Packed, error) { return generator.Pack(t.Context(), connector, layout) })
	if forge == nil {
		return layout
	}
	store, err := registry.OpenLayout(t.Context(), layout)
	if err != nil {
		t.Fatal(err)
	}
	root, err := store.Root(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	p, problems, err := pack.Read(t.Context(), layout, root, store)
	if err != nil || p == nil {
		t.Fatal(err, problems)
	}
	forge(p)
	a, err := p.Artifact()
	if err != nil {
		t.Fatal(err)
	}
	if err := store.Replace(t.Context(), a, "0.1.0"); err != nil {
		t.Fatal(err)
	}
	return layout
}

func replaceManifest(p *pack.Pack, from, to string) {
	p.Manifest = []byte(strings.ReplaceAll(string(p.Manifest), from, to))
}

// What holds together in itself and is not what its inputs give, or cannot be
// made again, is found.
func TestVerifyRefuses(t *testing.T) {
	for name, test := range map[string]struct {
		forge func(p *pack.Pack)
		want  string
	}{
		"another listing": {func(p *pack.Pack) {
			for i, f := range p.Outputs {
				if f.Path == "LISTING.md" {
					p.Outputs[i].Content = []byte(strings.Replace(string(f.Content), "Shop", "Shot", 1))
					replaceManifest(p, f.Digest(), p.Outputs[i].Digest())
				}
			}
		}, "PLACE: LISTING.md comes out of its inputs otherwise [pack-not-reproduced]\nPLACE: connector.json comes out of its inputs otherwise [pack-not-reproduced]"},
		"another generator": {
			func(p *pack.Pack) {
				replaceManifest(p, `"name": "connectorgen",`+"\n"+`      "version": "`+generator.Version, `"name": "connectorgen",`+"\n"+`      "version": "9.9.9`)
			},
			"PLACE: it was made by connectorgen 9.9.9, and this is " + generator.Version + ": it cannot be made again here [pack-other-generator]\n\thint: run connectorgen 9.9.9 to reproduce it",
		},
		"inputs that lead elsewhere": {func(p *pack.Pack) {
			for i, f := range p.Inputs {
				if f.Role == pack.RoleConnector {
					p.Inputs[i].Content = []byte(strings.Replace(string(f.Content), "openapi: openapi.yaml", "openapi: ../../../../../../etc/hostname", 1))
					replaceManifest(p, f.Digest(), p.Inputs[i].Digest())
				}
			}
		}, `PLACE: nothing can be generated from its inputs: connector.yaml:6:10: the OpenAPI document ../../../../../../etc/hostname cannot be read: it is not in the pack [file-unreadable] [pack-not-reproduced]`},
		"no manifest of the schema": {
			func(p *pack.Pack) { replaceManifest(p, `"actions":`, `"deeds":`) },
			"PLACE: the manifest does not satisfy its schema:\n\t/: does not have a property \"deeds\"\n\t/: lacks actions [pack-manifest]",
		},
	} {
		t.Run(name, func(t *testing.T) {
			layout := shop(t, test.forge)
			p, err := generator.Verify(t.Context(), layout, generator.VerifyOptions{Reproduce: true})
			refused(t, p, err, layout, test.want)
			out := filepath.Join(t.TempDir(), "out")
			p, _, err = generator.Pull(t.Context(), layout, out, generator.VerifyOptions{Reproduce: true})
			refused(t, p, err, layout, test.want)
			if _, err := os.Stat(out); !errors.Is(err, fs.ErrNotExist) {
				t.Errorf("something was written: %v", err)
			}
		})
	}
}

// A signature of one pack does not sign another, whoever attached it.
func TestSignatureOfAnotherPack(t *testing.T) {
	key := filepath.Join(t.TempDir(), "key.pem")
	if _, err := generator.NewKey(key); err != nil {
		t.Fatal(err)
	}
	signed, layout := shop(t, nil), shop(t, func(p *pack.Pack) { replaceManifest(p, "A shop that", "A shop which") })
	first := done(t, func() (*generator.Packed, error) { return generator.Sign(t.Context(), signed, key) })
	attach(t, signed, layout)
	p, err := generator.Verify(t.Context(), layout, generator.VerifyOptions{Key: key + ".pub"})
	refused(t, p, err, layout, "PLACE: the signature is of "+first.Digest+", not of this pack [signature-other-pack]")
	// It takes nothing from a signature that is right.
	done(t, func() (*generator.Packed, error) { return generator.Sign(t.Context(), layout, key) })
	done(t, func() (*generator.Packed, error) {
		return generator.Verify(t.Context(), layout, generator.VerifyOptions{Key: key + ".pub"})
	})
}

// attach attaches the signature of the pack in the layout from to the one in to.
func attach(t *testing.T, from, to string) {
	t.Helper()
	a, err := registry.OpenLayout(t.Context(), from)
	if err != nil {
		t.Fatal(err)
	}
	b, err := registry.OpenLayout(t.Context(), to)
	if err != nil {
		t.Fatal(err)
	}
	signed, err := a.Root(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	found, err := a.Referrers(t.Context(), signed)
	if err != nil || len(found) != 1 {
		t.Fatal(err, found)
	}
	envelope, _, err := pack.ReadSignature(t.Context(), from, found[0], a)
	if err != nil {
		t.Fatal(err)
	}
	root, err := b.Root(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	forged, err := pack.Signature(root, envelope)
	if err != nil {
		t.Fatal(err)
	}
	if err := b.Push(t.Context(), forged); err != nil {
		t.Fatal(err)
	}
}
