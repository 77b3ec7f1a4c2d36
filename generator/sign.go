package generator

import (
	"context"
	"crypto/ed25519"
	"errors"
	"os"
	"path/filepath"
	"slices"

	"github.com/connectorgen/connectorgen/generator/internal/attest"
	"github.com/connectorgen/connectorgen/generator/internal/diag"
	"github.com/connectorgen/connectorgen/generator/internal/pack"
	"github.com/connectorgen/connectorgen/generator/internal/registry"
	"github.com/connectorgen/connectorgen/generator/internal/source"
)

// What a signature says of how a pack was made.
const (
	buildType = "https://github.com/connectorgen/connectorgen/pack/v1"
	builder   = "https://github.com/connectorgen/connectorgen"
)

// maxKey is the largest key file that is read, in bytes.
const maxKey = 64 << 10

// NewKey makes a key pair for [Sign] and [Verify]: the private key in the file
// name, which nobody else may read, and the public key beside it in name.pub. It
// overwrites neither. Its error is for the user to settle.
func NewKey(name string) (keyID string, err error) {
	private, public, err := attest.NewKey()
	if err != nil {
		return "", err
	}
	key, err := attest.PublicKey(public)
	if err != nil {
		return "", err
	}
	if err := writeNew(name, private, 0o600); err != nil {
		return "", err
	}
	if err := writeNew(name+".pub", public, 0o644); err != nil {
		os.Remove(name)
		return "", err
	}
	return attest.KeyID(key)
}

func writeNew(name string, content []byte, mode os.FileMode) error {
	f, err := os.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, mode)
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	return errors.Join(err, f.Close())
}

// Sign checks the pack at place, an OCI layout or a reference, and attaches to it a
// signature of its digest and its inputs' digests with the private key in the PEM
// file key. To sign again with the same key changes nothing.
func Sign(ctx context.Context, place, key string) (*Packed, error) {
	p := &Packed{Place: place}
	text, err := readKey(key)
	if err != nil {
		return p, p.fail(err)
	}
	private, err := attest.PrivateKey(text)
	if err != nil {
		return p, p.fail(diag.Refuse(key, "signature-key", "make a pair of keys with 'connectorgen sign --new-key FILE'", "%v", err))
	}
	opened, err := p.openPack(ctx, registry.Open)
	if opened == nil {
		return p, err
	}
	envelope, err := attest.Sign(statement(p, opened.content), private)
	if err != nil {
		return p, err
	}
	artifact, err := pack.Signature(opened.root, envelope)
	if err != nil {
		return p, err
	}
	read, err := attest.Read(envelope)
	if err != nil {
		return p, err
	}
	p.Signatures = []Signature{{Digest: artifact.Root.Digest.String(), KeyID: read.KeyIDs()[0], Verified: true}}
	return p, p.fail(opened.store.Push(ctx, artifact))
}

// readKey reads a key file.
func readKey(name string) ([]byte, error) {
	info, err := os.Stat(name)
	if err == nil && info.Size() > maxKey {
		return nil, diag.Refuse(name, "signature-key", "", "the key cannot be read: it is larger than %d KiB", maxKey>>10)
	}
	text, err := readFile(filepath.ToSlash(name), true)
	if err != nil {
		return nil, diag.Refuse(name, "signature-key", "", "the key cannot be read: %v", err)
	}
	return text, nil
}

// statement says how a pack was made.
func statement(p *Packed, content *pack.Pack) attest.Statement {
	summary, err := content.Summary()
	if err != nil { // it was read before
		panic(err)
	}
	s := attest.Statement{
		Subject:   attest.Resource{Name: p.ID, SHA256: p.Digest[len("sha256:"):]},
		BuildType: buildType, Builder: builder, Version: summary.GeneratorVersion,
	}
	for _, f := range content.Inputs {
		if f.Role == pack.RoleConnector {
			s.Entry = f.Path
		}
		s.Inputs = append(s.Inputs, attest.Resource{Name: f.Path, SHA256: f.Digest()})
	}
	return s
}

// VerifyOptions say how far [Verify] goes.
type VerifyOptions struct {
	Key       string // PEM file with a public key that must have signed the pack; "" checks no signature
	Reproduce bool   // generate again from the packed inputs, and compare
}

// Verify checks the pack at place, an OCI layout or a reference: every digest and
// size, the manifest's schema, that the manifest lists each file as it is and no
// file is missing or too many; and what o asks for.
func Verify(ctx context.Context, place string, o VerifyOptions) (*Packed, error) {
	p := &Packed{Place: place}
	_, err := p.verify(ctx, o)
	return p, err
}

// verify returns nil if a problem is an error.
func (p *Packed) verify(ctx context.Context, o VerifyOptions) (*openedPack, error) {
	var key ed25519.PublicKey
	if o.Key != "" {
		text, err := readKey(o.Key)
		if err != nil {
			return nil, p.fail(err)
		}
		if key, err = attest.PublicKey(text); err != nil {
			return nil, p.fail(diag.Refuse(o.Key, "signature-key", "", "%v", err))
		}
	}
	opened, err := p.openPack(ctx, registry.Open)
	if opened == nil {
		return nil, err
	}
	if err := p.checkSignatures(ctx, opened, key); err != nil {
		return nil, p.fail(err)
	}
	if o.Reproduce {
		problems, err := reproduce(p.Place, opened.content)
		if err != nil {
			return nil, err
		}
		p.Problems = append(p.Problems, problems...)
		p.Reproduced = len(problems) == 0
	}
	if p.Failed() {
		return nil, nil
	}
	return opened, nil
}

// maxSignatures is how many signatures of a pack are looked at.
const maxSignatures = 100

// checkSignatures lists the signatures. With a key, one of them must be valid.
func (p *Packed) checkSignatures(ctx context.Context, opened *openedPack, key ed25519.PublicKey) error {
	attached, err := opened.store.Referrers(ctx, opened.root)
	if err != nil {
		return err
	}
	var verified bool
	var elsewhere error // a signature made with key that is not of this pack
	for _, d := range attached[:min(len(attached), maxSignatures)] {
		text, problems, err := pack.ReadSignature(ctx, p.Place, d, opened.store)
		if err != nil {
			return err
		}
		s := Signature{Digest: d.Digest.String()}
		envelope, err := attest.Read(text)
		if problems.HasErrors() || err != nil {
			continue // anyone may attach anything, and it counts for nothing
		}
		if ids := envelope.KeyIDs(); len(ids) > 0 {
			s.KeyID = ids[0]
		}
		if key != nil && envelope.SignedBy(key) {
			err := p.checkStatement(envelope, opened)
			s.Verified = err == nil
			verified, elsewhere = verified || s.Verified, errors.Join(elsewhere, err)
		}
		p.Signatures = append(p.Signatures, s)
	}
	at := source.Pos{File: p.Place}
	switch {
	case key == nil || verified:
	case elsewhere != nil:
		return elsewhere
	case len(p.Signatures) == 0:
		p.Problems.Errorf(at, "signature-none", "it is not signed")
	default:
		p.Problems.Errorf(at, "signature-other-key", "none of its %d signatures is valid and made with this key", len(p.Signatures))
	}
	return nil
}

// checkStatement holds what a validly signed envelope says against the pack.
func (p *Packed) checkStatement(envelope *attest.Envelope, opened *openedPack) error {
	got, err := envelope.Statement()
	if err != nil {
		return diag.Refuse(p.Place, "signature-form", "", "what was signed with this key is of another form: %v", err)
	}
	want := statement(p, opened.content)
	switch {
	case got.Subject.SHA256 != want.Subject.SHA256:
		return diag.Refuse(p.Place, "signature-other-pack", "", "the signature is of sha256:%s, not of this pack", got.Subject.SHA256)
	case !slices.Equal(got.Inputs, want.Inputs):
		return diag.Refuse(p.Place, "signature-other-pack", "", "the signature names other inputs than the pack has")
	}
	return nil
}
