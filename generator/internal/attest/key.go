package attest

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
)

// The kinds of PEM blocks.
const (
	privateBlock = "PRIVATE KEY" // PKCS #8
	publicBlock  = "PUBLIC KEY"  // PKIX
)

// NewKey makes a key pair, as PEM text.
func NewKey() (private, public []byte, err error) {
	pub, priv, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, nil, err
	}
	privDER, err := x509.MarshalPKCS8PrivateKey(priv)
	if err != nil {
		return nil, nil, err
	}
	pubDER, err := x509.MarshalPKIXPublicKey(pub)
	if err != nil {
		return nil, nil, err
	}
	private = pem.EncodeToMemory(&pem.Block{Type: privateBlock, Bytes: privDER})
	public = pem.EncodeToMemory(&pem.Block{Type: publicBlock, Bytes: pubDER})
	return private, public, nil
}

// PrivateKey reads an Ed25519 key from a PEM file with PKCS #8. Its errors end a
// sentence and say nothing of the key itself.
func PrivateKey(text []byte) (ed25519.PrivateKey, error) {
	der, err := block(text, privateBlock, publicBlock, "it is a public key: signing needs the private one")
	if err != nil {
		return nil, err
	}
	key, err := x509.ParsePKCS8PrivateKey(der)
	if err != nil {
		return nil, errors.New("it is not a PKCS #8 key")
	}
	ed, ok := key.(ed25519.PrivateKey)
	if !ok {
		return nil, errors.New("it is not an Ed25519 key")
	}
	return ed, nil
}

// PublicKey reads an Ed25519 key from a PEM file. Its errors end a sentence.
func PublicKey(text []byte) (ed25519.PublicKey, error) {
	der, err := block(text, publicBlock, privateBlock, "it is a private key: keep it, and use the public one here")
	if err != nil {
		return nil, err
	}
	key, err := x509.ParsePKIXPublicKey(der)
	if err != nil {
		return nil, errors.New("it is not a public key")
	}
	ed, ok := key.(ed25519.PublicKey)
	if !ok {
		return nil, errors.New("it is not an Ed25519 key")
	}
	return ed, nil
}

// block returns the first PEM block of text, which must be of the kind want;
// mixedUp is said of one of the kind other.
func block(text []byte, want, other, mixedUp string) ([]byte, error) {
	b, _ := pem.Decode(text)
	switch {
	case b == nil:
		return nil, errors.New("it is not a PEM file")
	case b.Type == other:
		return nil, errors.New(mixedUp)
	case b.Type != want:
		return nil, fmt.Errorf("it holds a %q, not a %q", b.Type, want)
	}
	return b.Bytes, nil
}

// KeyID is how a key is named: the SHA-256 of its DER form, in lower-case hex.
func KeyID(key ed25519.PublicKey) (string, error) {
	der, err := x509.MarshalPKIXPublicKey(key)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(der)
	return hex.EncodeToString(sum[:]), nil
}
