package attest_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/connectorgen/connectorgen/generator/internal/attest"
)

// key is the same in every run.
func key() ed25519.PrivateKey {
	return ed25519.NewKeyFromSeed(bytes.Repeat([]byte{7}, ed25519.SeedSize))
}

func public(t *testing.T, k ed25519.PrivateKey) ed25519.PublicKey {
	t.Helper()
	p, ok := k.Public().(ed25519.PublicKey)
	if !ok {
		t.Fatal("no public key")
	}
	return p
}

var shop = attest.Statement{
	Subject:   attest.Resource{Name: "com.example/shop", SHA256: strings.Repeat("a", 64)},
	BuildType: "https://example.com/build", Builder: "https://example.com", Version: "0.1.0", Entry: "connector.yaml",
	Inputs: []attest.Resource{{Name: "connector.yaml", SHA256: strings.Repeat("b", 64)}, {Name: "openapi.yaml", SHA256: strings.Repeat("c", 64)}},
}

func sign(t *testing.T) []byte {
	t.Helper()
	content, err := attest.Sign(shop, key())
	if err != nil {
		t.Fatal(err)
	}
	return content
}

func read(t *testing.T, content []byte) *attest.Envelope {
	t.Helper()
	e, err := attest.Read(content)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestSignAndVerify(t *testing.T) {
	content := sign(t)
	if !bytes.Equal(content, sign(t)) {
		t.Error("the same statement and key give different envelopes")
	}
	e := read(t, content)
	if !e.SignedBy(public(t, key())) {
		t.Error("the signature is not valid")
	}
	other := ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize))
	if e.SignedBy(public(t, other)) {
		t.Error("the signature is valid with another key")
	}
	got, err := e.Statement()
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(shop, got); diff != "" {
		t.Errorf("statement (-want +got):\n%s", diff)
	}
	id, err := attest.KeyID(public(t, key()))
	if err != nil || len(e.KeyIDs()) != 1 || e.KeyIDs()[0] != id {
		t.Errorf("key IDs %v, want %s", e.KeyIDs(), id)
	}
}

// The formats are not ours: the payload is what in-toto and SLSA say, and what is
// signed is what DSSE says.
func TestFormat(t *testing.T) {
	var envelope struct {
		PayloadType, Payload string
		Signatures           []struct{ Sig string }
	}
	if err := json.Unmarshal(sign(t), &envelope); err != nil {
		t.Fatal(err)
	}
	payload, err := base64.StdEncoding.DecodeString(envelope.Payload)
	if err != nil {
		t.Fatal(err)
	}
	const want = `{"_type":"https://in-toto.io/Statement/v1",` +
		`"subject":[{"name":"com.example/shop","digest":{"sha256":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}}],` +
		`"predicateType":"https://slsa.dev/provenance/v1","predicate":{"buildDefinition":{"buildType":"https://example.com/build",` +
		`"externalParameters":{"connector":"connector.yaml"},"resolvedDependencies":[` +
		`{"name":"connector.yaml","digest":{"sha256":"bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"}},` +
		`{"name":"openapi.yaml","digest":{"sha256":"cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc"}}]},` +
		`"runDetails":{"builder":{"id":"https://example.com","version":{"connectorgen":"0.1.0"}}}}}`
	if diff := cmp.Diff(want, string(payload)); diff != "" {
		t.Errorf("payload (-want +got):\n%s", diff)
	}
	sig, err := base64.StdEncoding.DecodeString(envelope.Signatures[0].Sig)
	if err != nil {
		t.Fatal(err)
	}
	signed := "DSSEv1 28 application/vnd.in-toto+json " + strconv.Itoa(len(want)) + " " + want
	if !ed25519.Verify(public(t, key()), []byte(signed), sig) {
		t.Errorf("the signature does not go over %q", signed)
	}
}

func TestChangedEnvelope(t *testing.T) {
	content := string(sign(t))
	var e map[string]any
	if err := json.Unmarshal([]byte(content), &e); err != nil {
		t.Fatal(err)
	}
	payload, ok := e["payload"].(string)
	if !ok {
		t.Fatal("no payload")
	}
	text, err := base64.StdEncoding.DecodeString(payload)
	if err != nil {
		t.Fatal(err)
	}
	forged := base64.StdEncoding.EncodeToString(bytes.Replace(text, []byte("aaaa"), []byte("dddd"), 1))
	if read(t, []byte(strings.Replace(content, payload, forged, 1))).SignedBy(public(t, key())) {
		t.Error("a changed payload has a valid signature")
	}
	for change, want := range map[[2]string]string{
		{"{", "<"}:                       "it is not a DSSE envelope: invalid character '<' looking for beginning of value",
		{"in-toto+json", "other+json"}:   `its payload is a "application/vnd.other+json", not "application/vnd.in-toto+json"`,
		{`"payload":"`, `"payload":"%%`}: "its payload is not in base64: illegal base64 data at input byte 0",
	} {
		_, err := attest.Read([]byte(strings.Replace(content, change[0], change[1], 1)))
		if err == nil || err.Error() != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

func TestOtherStatements(t *testing.T) {
	for payload, want := range map[string]string{
		`[]`:            "its statement cannot be read: json: cannot unmarshal array into Go value of type attest.statement",
		`{"_type":"x"}`: `its statement is a "x", not "https://in-toto.io/Statement/v1"`,
		`{"_type":"https://in-toto.io/Statement/v1","predicateType":"y"}`:                              `its predicate is a "y", not "https://slsa.dev/provenance/v1"`,
		`{"_type":"https://in-toto.io/Statement/v1","predicateType":"https://slsa.dev/provenance/v1"}`: "its statement is about 0 things, not one",
	} {
		e := read(t, []byte(`{"payloadType":"application/vnd.in-toto+json","payload":"`+base64.StdEncoding.EncodeToString([]byte(payload))+`"}`))
		if _, err := e.Statement(); err == nil || err.Error() != want {
			t.Errorf("%s: got %v, want %s", payload, err, want)
		}
	}
}

func TestKeys(t *testing.T) {
	private, pub, err := attest.NewKey()
	if err != nil {
		t.Fatal(err)
	}
	k, err := attest.PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	p, err := attest.PublicKey(pub)
	if err != nil {
		t.Fatal(err)
	}
	if !public(t, k).Equal(p) {
		t.Error("the two keys are not a pair")
	}
	curve, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(curve)
	if err != nil {
		t.Fatal(err)
	}
	block := func(kind string, der []byte) []byte { return pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}) }
	for _, test := range []struct {
		text []byte
		want string
	}{
		{nil, "it is not a PEM file"},
		{pub, "it is a public key: signing needs the private one"},
		{block("OPENSSH PRIVATE KEY", nil), `it holds a "OPENSSH PRIVATE KEY", not a "PRIVATE KEY"`},
		{block("PRIVATE KEY", []byte("x")), "it is not a PKCS #8 key"},
		{block("PRIVATE KEY", der), "it is not an Ed25519 key"},
	} {
		if _, err := attest.PrivateKey(test.text); err == nil || err.Error() != test.want {
			t.Errorf("private key %q: got %v, want %s", test.text, err, test.want)
		}
	}
	der, err = x509.MarshalPKIXPublicKey(&curve.PublicKey)
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		text []byte
		want string
	}{
		{[]byte("hello"), "it is not a PEM file"},
		{private, "it is a private key: keep it, and use the public one here"},
		{block("PUBLIC KEY", []byte("x")), "it is not a public key"},
		{block("PUBLIC KEY", der), "it is not an Ed25519 key"},
	} {
		if _, err := attest.PublicKey(test.text); err == nil || err.Error() != test.want {
			t.Errorf("public key %q: got %v, want %s", test.text, err, test.want)
		}
	}
}
