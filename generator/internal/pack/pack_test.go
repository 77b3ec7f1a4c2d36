package pack_test

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/opencontainers/go-digest"
	ocispec "github.com/opencontainers/image-spec/specs-go/v1"

	"github.com/connectorgen/connectorgen/generator/internal/diag"
	"github.com/connectorgen/connectorgen/generator/internal/pack"
)

// shop returns a small pack. Its document lies above the connector file.
func shop(t *testing.T) *pack.Pack {
	t.Helper()
	inputs := []pack.File{
		{Path: "connector.yaml", Role: pack.RoleConnector, Content: []byte("id: com.example/shop\n")},
		{Path: "../common/openapi.json", Role: pack.RoleOpenAPI, Content: []byte("{}")},
		{Path: "more.yaml", Role: pack.RoleOverlay, Content: []byte("overlay: 1.0.0\n")},
		{Path: "shop.svg", Role: pack.RoleIcon, Content: []byte("<svg/>")}, // the same bytes as an output file
	}
	files := map[string][]byte{
		"LISTING.md":                []byte("# Shop\n"),
		"client.gen.go":             []byte("package shop\n"),
		"wire.go":                   []byte("package shop // wire\n"),
		"targets/shop/shop.json":    []byte(`{"name": "Shop"}`),
		"targets/shop/shop.svg":     []byte("<svg/>"),
		"targets/other/nothing.txt": {},
	}
	types := map[string][2]string{
		".md": {"docs", "text/markdown"}, ".go": {"go-client", "text/x-go"}, ".json": {"target", "application/json"},
		".svg": {"icon", "image/svg+xml"}, ".txt": {"other", "application/octet-stream"},
	}
	var listed []map[string]any
	for _, name := range slices.Sorted(maps.Keys(files)) {
		kind := types[name[strings.LastIndexByte(name, '.'):]]
		listed = append(listed, map[string]any{"path": name, "role": kind[0], "mediaType": kind[1], "sha256": sum(files[name]), "size": len(files[name])})
	}
	src := func(i int) map[string]any {
		return map[string]any{"path": inputs[i].Path, "sha256": sum(inputs[i].Content)}
	}
	manifest, err := json.Marshal(map[string]any{
		"id": "com.example/shop", "name": "Shop", "version": "1.0.0", "description": "A shop.", "license": "Apache-2.0",
		"vendor": map[string]any{"name": "Example"},
		"source": map[string]any{"connector": src(0), "openapi": src(1), "overlays": []any{src(2)}, "icons": []any{src(3)}, "generator": map[string]any{"version": "0.1.0"}},
		"files":  listed,
	})
	if err != nil {
		t.Fatal(err)
	}
	p, err := pack.New(manifest, files, inputs, map[string]string{"operation list": "List"})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func sum(content []byte) string {
	s := sha256.Sum256(content)
	return hex.EncodeToString(s[:])
}

func artifact(t *testing.T, p *pack.Pack) pack.Artifact {
	t.Helper()
	a, err := p.Artifact()
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// blobs is a store in memory that checks nothing but that a blob is there.
type blobs map[digest.Digest][]byte

func (b blobs) Fetch(_ context.Context, d ocispec.Descriptor) ([]byte, error) {
	content, ok := b[d.Digest]
	if !ok {
		return nil, diag.Refuse("", "pack-blob-missing", "", "%s is not there", d.Digest)
	}
	return content, nil
}

func stored(a pack.Artifact) blobs {
	b := make(blobs)
	for _, blob := range a.Blobs {
		b[blob.Descriptor.Digest] = blob.Content
	}
	return b
}

// The digest stands here so that a change of Go, of a library or of this package
// that would change the digest of every connector does not go unnoticed.
func TestArtifactIsTheSameEverywhere(t *testing.T) {
	const want = "sha256:0c2ca790b38d6bd0648a93c941c490b2c515d1eddebf777c9dba0b86333d4d39"
	for range 3 {
		if got := artifact(t, shop(t)).Root.Digest.String(); got != want {
			t.Fatalf("digest %s, want %s", got, want)
		}
	}
}

func TestArtifactAndBack(t *testing.T) {
	want := shop(t)
	a := artifact(t, want)
	got, problems, err := pack.Read(context.Background(), "dist", a.Root, stored(a))
	if err != nil || len(problems) > 0 {
		t.Fatal(err, problems)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("packed (-) and read (+):\n%s", diff)
	}
	if got.Connector() != "_/connector.yaml" {
		t.Errorf("the connector file is %q", got.Connector())
	}
	inputs := slices.Sorted(maps.Keys(got.InputFiles()))
	if diff := cmp.Diff([]string{"_/connector.yaml", "_/more.yaml", "_/shop.svg", "common/openapi.json"}, inputs); diff != "" {
		t.Errorf("inputs:\n%s", diff)
	}
}

func TestLayers(t *testing.T) {
	a := artifact(t, shop(t))
	var m ocispec.Manifest
	if err := json.Unmarshal(a.Blobs[len(a.Blobs)-1].Content, &m); err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, l := range m.Layers {
		got = append(got, strings.Join([]string{l.Annotations["org.opencontainers.image.title"], l.Annotations["io.github.connectorgen.role"], l.MediaType}, " "))
	}
	want := []string{
		"inputs/_/connector.yaml connector application/yaml",
		"inputs/common/openapi.json openapi application/json",
		"inputs/_/more.yaml overlay application/yaml",
		"inputs/_/shop.svg icon image/svg+xml",
		"inputs/names.json names application/json",
		"LISTING.md docs text/markdown",
		"targets/other/nothing.txt other application/octet-stream",
		"targets/shop/shop.json target application/json",
		"targets/shop/shop.svg icon image/svg+xml",
		"client.zip go-client application/zip",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("layers (-want +got):\n%s", diff)
	}
	if m.ArtifactType != pack.ArtifactType || m.Config.MediaType != pack.ConfigType || m.Annotations["org.opencontainers.image.created"] != "1970-01-01T00:00:00Z" {
		t.Errorf("manifest: %+v", m)
	}
}

// The zip file is one that other tools read: sizes before the content, no compression.
func TestClientZip(t *testing.T) {
	a := artifact(t, shop(t))
	for _, b := range a.Blobs {
		if b.Descriptor.MediaType != "application/zip" {
			continue
		}
		r, err := zip.NewReader(bytes.NewReader(b.Content), b.Descriptor.Size)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, f := range r.File {
			got = append(got, fmt.Sprintf("%s %s %s %d", f.Name, f.Mode(), f.Modified.Format("2006-01-02"), f.UncompressedSize64))
		}
		want := []string{"client.gen.go -rw-r--r-- 1980-01-01 13", "wire.go -rw-r--r-- 1980-01-01 21"}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("zip (-want +got):\n%s", diff)
		}
		return
	}
	t.Error("there is no zip file")
}

// What cannot be unpacked everywhere is not packed.
func TestUnpackable(t *testing.T) {
	for name, want := range map[string]string{
		"../up":          `output path "../up" is not a clean path inside the output folder`,
		"/etc/passwd":    `output path "/etc/passwd" is not a clean path inside the output folder`,
		"a/../b":         `output path "a/../b" is not a clean path inside the output folder`,
		"con.json":       `output path "con.json" has a part that Windows reserves: "con.json"`,
		"Inputs/x":       `output path "Inputs/x" is kept for the inputs`,
		"listing.md":     `output paths "LISTING.md" and "listing.md" differ only in case`,
		"connector.json": `two files want the output path "connector.json"`,
		"client.zip":     `two files want the output path "client.zip"`,
	} {
		p := shop(t)
		p.Outputs = append(p.Outputs, pack.File{Path: name, Role: "other", MediaType: "text/plain"})
		_, err := p.Artifact()
		if err == nil || err.Error() != want {
			t.Errorf("%s: got %v, want %s", name, err, want)
		}
	}
}
