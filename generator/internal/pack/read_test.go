package pack_test

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/opencontainers/go-digest"
	ocispec "github.com/opencontainers/image-spec/specs-go/v1"

	"github.com/connectorgen/connectorgen/generator/internal/pack"
)

const title = "org.opencontainers.image.title"

// A forgery is a pack whose OCI manifest somebody changed, digests and all.
type forgery struct {
	t *testing.T
	m ocispec.Manifest
	b blobs
}

func (f *forgery) layer(name string) *ocispec.Descriptor {
	f.t.Helper()
	for i := range f.m.Layers {
		if f.m.Layers[i].Annotations[title] == name {
			return &f.m.Layers[i]
		}
	}
	f.t.Fatalf("there is no layer %s", name)
	return nil
}

// put gives d another content, with the digest and size that go with it.
func (f *forgery) put(d *ocispec.Descriptor, content []byte) {
	d.Digest, d.Size = digest.FromBytes(content), int64(len(content))
	f.b[d.Digest] = content
}

func (f *forgery) add(name string, content []byte) {
	d := ocispec.Descriptor{MediaType: "text/plain", Annotations: map[string]string{title: name}}
	f.put(&d, content)
	f.m.Layers = append(f.m.Layers, d)
}

func (f *forgery) drop(name string) {
	l := f.layer(name)
	for i := range f.m.Layers {
		if &f.m.Layers[i] == l {
			f.m.Layers = append(f.m.Layers[:i:i], f.m.Layers[i+1:]...)
			return
		}
	}
}

// replace changes text in the content of d.
func (f *forgery) replace(d *ocispec.Descriptor, from, to string) {
	f.t.Helper()
	content := string(f.b[d.Digest])
	if !strings.Contains(content, from) {
		f.t.Fatalf("%q is not in it", from)
	}
	f.put(d, []byte(strings.ReplaceAll(content, from, to)))
}

// zipOf writes a zip file as other tools do.
func zipOf(t *testing.T, method uint16, entries ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for i := 0; i < len(entries); i += 2 {
		e, err := w.CreateHeader(&zip.FileHeader{Name: entries[i], Method: method})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := e.Write([]byte(entries[i+1])); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

const differs = ` is not the file that connector.json lists: its digest or size differs [pack-file-differs]`

const otherZip = "dist: client.zip: it is not a zip file as connectorgen writes it [pack-client]"

// Each is a pack in which every digest that OCI knows of is right.
var forgeries = map[string]struct {
	change func(f *forgery)
	want   string
}{
	"a byte of an output":  {func(f *forgery) { f.replace(f.layer("LISTING.md"), "Shop", "Shot") }, `dist: "LISTING.md"` + differs},
	"a byte of an input":   {func(f *forgery) { f.replace(f.layer("inputs/_/more.yaml"), "1.0.0", "1.0.1") }, `dist: "inputs/_/more.yaml"` + differs},
	"a byte of the client": {func(f *forgery) { f.replace(f.layer("client.zip"), "// wire", "// wild") }, `dist: client.zip: "wire.go" in it cannot be read: zip: checksum error [pack-client]`},
	"the names":            {func(f *forgery) { f.put(f.layer("inputs/names.json"), []byte("[]")) }, `dist: layer "inputs/names.json" cannot be read: json: cannot unmarshal array into Go value of type map[string]string [pack-file-differs]`},
	"missing output":       {func(f *forgery) { f.drop("targets/shop/shop.svg") }, `dist: "targets/shop/shop.svg" is missing: connector.json lists it [pack-file-missing]`},
	"missing input":        {func(f *forgery) { f.drop("inputs/common/openapi.json") }, `dist: "inputs/common/openapi.json" is missing: connector.json lists it [pack-file-missing]`},
	"missing names":        {func(f *forgery) { f.drop("inputs/names.json") }, `dist: "inputs/names.json" is missing: connector.json lists it [pack-file-missing]`},
	"extra layer":          {func(f *forgery) { f.add("run.sh", []byte("rm")) }, `dist: layer "run.sh" is not in connector.json [pack-file-extra]`},
	"path with ..":         {func(f *forgery) { f.add("../../.profile", nil) }, `dist: layer 11: output path "../../.profile" is not a clean path inside the output folder [pack-path]`},
	"absolute path":        {func(f *forgery) { f.add("/etc/passwd", nil) }, `dist: layer 11: output path "/etc/passwd" is not a clean path inside the output folder [pack-path]`},
	"path for Windows":     {func(f *forgery) { f.add("aux", nil) }, `dist: layer 11: output path "aux" has a part that Windows reserves: "aux" [pack-path]`},
	"path without a name":  {func(f *forgery) { f.add("", nil) }, `dist: layer 11 has no title [pack-path]`},
	"two of a name":        {func(f *forgery) { f.add("LISTING.md", nil) }, `dist: two layers are called "LISTING.md" [pack-path]`},
	"layer's type":         {func(f *forgery) { f.layer("LISTING.md").MediaType = "text/html" }, `dist: layer "LISTING.md" is a "text/html", not "text/markdown" [pack-file-differs]`},
	"layer's role":         {func(f *forgery) { f.layer("LISTING.md").Annotations["io.github.connectorgen.role"] = "icon" }, `dist: layer "LISTING.md" has the role "icon", not "docs" [pack-file-differs]`},
	"artifact's type":      {func(f *forgery) { f.m.ArtifactType = "" }, `dist: it is a "application/vnd.connectorgen.manifest.v1+json", not a connector: that is "application/vnd.connectorgen.connector.v1" [pack-type]`},
	"container image":      {func(f *forgery) { f.m.ArtifactType, f.m.Config.MediaType = "", ocispec.MediaTypeImageConfig }, `dist: it is a "application/vnd.oci.image.config.v1+json", not a connector: that is "application/vnd.connectorgen.connector.v1" [pack-type]`},
	"config's type":        {func(f *forgery) { f.m.Config.MediaType = "application/json" }, `dist: its config is a "application/json", not "application/vnd.connectorgen.manifest.v1+json" [pack-type]`},
	"manifest's type":      {func(f *forgery) { f.m.MediaType = ocispec.MediaTypeImageIndex }, `dist: its OCI manifest says that it is a "application/vnd.oci.image.index.v1+json" [pack-type]`},
	"swapped manifest":     {func(f *forgery) { f.replace(&f.m.Config, "1.0.0", "2.0.0") }, `dist: annotation org.opencontainers.image.version is "1.0.0", but connector.json says "2.0.0" [pack-manifest]`},
	"manifest not JSON":    {func(f *forgery) { f.put(&f.m.Config, []byte("<html>")) }, `dist: connector.json cannot be read: invalid character '<' looking for beginning of value [pack-manifest]`},
	"manifest, no source":  {func(f *forgery) { f.replace(&f.m.Config, `"connector":`, `"konnector":`) }, `dist: layer "inputs/_/connector.yaml" is not in connector.json [pack-file-extra]` + "\ndist: connector.json does not name the connector file [pack-manifest]"},
	"too large":            {func(f *forgery) { f.layer("LISTING.md").Size = 1 << 40 }, `dist: layer "LISTING.md" has 1099511627776 bytes; 268435456 are read at most [pack-too-large]`},
	"smaller than nothing": {func(f *forgery) { f.layer("LISTING.md").Size = -1 }, `dist: layer "LISTING.md" has -1 bytes; 268435456 are read at most [pack-too-large]`},
	"weak digest":          {func(f *forgery) { f.layer("LISTING.md").Digest = "md5:d41d8cd98f00b204e9800998ecf8427e" }, `dist: layer "LISTING.md" has the digest "md5:d41d8cd98f00b204e9800998ecf8427e", which is no SHA-256 [pack-blob-digest]`},
	"missing blob":         {func(f *forgery) { delete(f.b, f.layer("LISTING.md").Digest) }, `: layer "LISTING.md": sha256:ae930d477cc586a9cb4f4d18f163d8ec439ed6d30b6f3b4b6d35a54b89eccf7e is not there [pack-blob-missing]`},
	"zip, compressed": {func(f *forgery) {
		f.put(f.layer("client.zip"), zipOf(f.t, zip.Deflate, "client.gen.go", "package shop\n", "wire.go", "package shop // wire\n"))
	}, otherZip},
	"zip, by another tool": {func(f *forgery) {
		f.put(f.layer("client.zip"), zipOf(f.t, zip.Store, "client.gen.go", "package shop\n", "wire.go", "package shop // wire\n"))
	}, otherZip},
	"zip, more in it": {func(f *forgery) {
		l := f.layer("client.zip")
		f.put(l, append([]byte("MZ"), f.b[l.Digest]...))
	}, otherZip},
	"zip, no zip": {func(f *forgery) { f.put(f.layer("client.zip"), []byte("PK")) }, "dist: client.zip: it cannot be read: zip: not a valid zip file [pack-client]"},
	"zip, more files": {func(f *forgery) {
		p := shop(f.t)
		p.Outputs = append(p.Outputs, pack.File{Path: "init.go", Role: "go-client"})
		a := artifact(f.t, p)
		for _, b := range a.Blobs {
			if b.Descriptor.MediaType == "application/zip" {
				f.put(f.layer("client.zip"), b.Content)
			}
		}
	}, `dist: "init.go" in client.zip is not in connector.json [pack-file-extra]`},
}

func TestReadRefuses(t *testing.T) {
	for name, test := range forgeries {
		t.Run(name, func(t *testing.T) {
			a := artifact(t, shop(t))
			f := &forgery{t: t, b: stored(a)}
			if err := json.Unmarshal(f.b[a.Root.Digest], &f.m); err != nil {
				t.Fatal(err)
			}
			test.change(f)
			content, err := json.Marshal(f.m)
			if err != nil {
				t.Fatal(err)
			}
			root := ocispec.Descriptor{MediaType: ocispec.MediaTypeImageManifest}
			f.put(&root, content)
			p, problems, err := pack.Read(context.Background(), "dist", root, f.b)
			if err != nil || p != nil {
				t.Fatalf("pack %v, error %v", p, err)
			}
			if diff := cmp.Diff(test.want, problems.Err().Error()); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestReadOtherRoots(t *testing.T) {
	for mediaType, want := range map[string]string{
		ocispec.MediaTypeImageIndex: `dist: it is a "application/vnd.oci.image.index.v1+json", not a connector [pack-type]`,
		"text/html":                 `dist: it is a "text/html", not a connector [pack-type]`,
	} {
		_, problems, err := pack.Read(context.Background(), "dist", ocispec.Descriptor{MediaType: mediaType}, blobs{})
		if err != nil || problems.Err().Error() != want {
			t.Errorf("got %v and %v, want %s", problems.Err(), err, want)
		}
	}
}

type broken struct{}

func (broken) Fetch(context.Context, ocispec.Descriptor) ([]byte, error) {
	return nil, errors.New("the disk is broken")
}

// A store that fails is not the pack's fault.
func TestReadFromBrokenStore(t *testing.T) {
	p, problems, err := pack.Read(context.Background(), "dist", artifact(t, shop(t)).Root, broken{})
	if p != nil || len(problems) > 0 || err == nil || err.Error() != "OCI manifest: the disk is broken" {
		t.Errorf("got %v, %v, %v", p, problems, err)
	}
}
