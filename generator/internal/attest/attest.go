// Package attest signs statements about files, and checks them: Ed25519
// signatures in DSSE envelopes around in-toto statements with SLSA provenance.
// All of it is the standard library's; the formats are those that other tools read.
//
// The same statement and key give the same bytes. The package knows nothing of
// connectors or registries.
package attest

import (
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
)

// The types of the formats.
const (
	payloadType   = "application/vnd.in-toto+json"
	statementType = "https://in-toto.io/Statement/v1"
	predicateType = "https://slsa.dev/provenance/v1"
)

// A Statement says of one thing how it was made.
type Statement struct {
	Subject   Resource
	BuildType string     // URI: how it was made
	Builder   string     // URI: by what
	Version   string     // of the builder
	Entry     string     // name of the input that names the others
	Inputs    []Resource // all of them
}

// A Resource is a file or artifact. SHA256 is lower-case hex.
type Resource struct {
	Name   string
	SHA256 string
}

// The statement as JSON.
type (
	statement struct {
		Type          string     `json:"_type"`
		Subject       []resource `json:"subject"`
		PredicateType string     `json:"predicateType"`
		Predicate     predicate  `json:"predicate"`
	}
	resource struct {
		Name   string            `json:"name"`
		Digest map[string]string `json:"digest"`
	}
	predicate struct {
		BuildDefinition struct {
			BuildType            string            `json:"buildType"`
			ExternalParameters   map[string]string `json:"externalParameters"`
			ResolvedDependencies []resource        `json:"resolvedDependencies"`
		} `json:"buildDefinition"`
		RunDetails struct {
			Builder struct {
				ID      string            `json:"id"`
				Version map[string]string `json:"version"`
			} `json:"builder"`
		} `json:"runDetails"`
	}
	envelope struct {
		PayloadType string      `json:"payloadType"`
		Payload     string      `json:"payload"` // base64
		Signatures  []signature `json:"signatures"`
	}
	signature struct {
		KeyID string `json:"keyid"`
		Sig   string `json:"sig"` // base64
	}
)

const (
	entryParameter = "connector"
	versionKey     = "connectorgen"
	digestKey      = "sha256"
)

// Sign returns the envelope with the statement, signed with key.
func Sign(s Statement, key ed25519.PrivateKey) ([]byte, error) {
	payload, err := json.Marshal(s.document())
	if err != nil {
		return nil, err
	}
	public, ok := key.Public().(ed25519.PublicKey)
	if !ok {
		return nil, errors.New("the key has no public part")
	}
	id, err := KeyID(public)
	if err != nil {
		return nil, err
	}
	return json.Marshal(envelope{
		PayloadType: payloadType,
		Payload:     base64.StdEncoding.EncodeToString(payload),
		Signatures:  []signature{{KeyID: id, Sig: base64.StdEncoding.EncodeToString(ed25519.Sign(key, preAuth(payload)))}},
	})
}

// preAuth is DSSE's pre-authentication encoding, over which the signature goes.
func preAuth(payload []byte) []byte {
	head := "DSSEv1 " + strconv.Itoa(len(payloadType)) + " " + payloadType + " " + strconv.Itoa(len(payload)) + " "
	return append([]byte(head), payload...)
}

// An Envelope is a signed statement that is not checked yet.
type Envelope struct {
	payload []byte
	signed  []signature
}

// Read reads an envelope.
func Read(content []byte) (*Envelope, error) {
	var e envelope
	if err := json.Unmarshal(content, &e); err != nil {
		return nil, fmt.Errorf("it is not a DSSE envelope: %w", err)
	}
	if e.PayloadType != payloadType {
		return nil, fmt.Errorf("its payload is a %q, not %q", e.PayloadType, payloadType)
	}
	payload, err := base64.StdEncoding.DecodeString(e.Payload)
	if err != nil {
		return nil, fmt.Errorf("its payload is not in base64: %w", err)
	}
	return &Envelope{payload: payload, signed: e.Signatures}, nil
}

// KeyIDs are the keys that the envelope says it was signed with. Anyone can say that.
func (e *Envelope) KeyIDs() []string {
	ids := make([]string, len(e.signed))
	for i, s := range e.signed {
		ids[i] = s.KeyID
	}
	return ids
}

// SignedBy reports whether a signature of the envelope is key's.
func (e *Envelope) SignedBy(key ed25519.PublicKey) bool {
	for _, s := range e.signed {
		sig, err := base64.StdEncoding.DecodeString(s.Sig)
		if err == nil && ed25519.Verify(key, preAuth(e.payload), sig) {
			return true
		}
	}
	return false
}

// Statement reads what the envelope says. It is worth as much as its signature.
func (e *Envelope) Statement() (Statement, error) {
	var d statement
	if err := json.Unmarshal(e.payload, &d); err != nil {
		return Statement{}, fmt.Errorf("its statement cannot be read: %w", err)
	}
	switch {
	case d.Type != statementType:
		return Statement{}, fmt.Errorf("its statement is a %q, not %q", d.Type, statementType)
	case d.PredicateType != predicateType:
		return Statement{}, fmt.Errorf("its predicate is a %q, not %q", d.PredicateType, predicateType)
	case len(d.Subject) != 1:
		return Statement{}, fmt.Errorf("its statement is about %d things, not one", len(d.Subject))
	}
	build, run := d.Predicate.BuildDefinition, d.Predicate.RunDetails
	return Statement{
		Subject:   resources(d.Subject)[0],
		BuildType: build.BuildType,
		Entry:     build.ExternalParameters[entryParameter],
		Inputs:    resources(build.ResolvedDependencies),
		Builder:   run.Builder.ID,
		Version:   run.Builder.Version[versionKey],
	}, nil
}

func resources(list []resource) []Resource {
	made := make([]Resource, len(list))
	for i, r := range list {
		made[i] = Resource{Name: r.Name, SHA256: r.Digest[digestKey]}
	}
	return made
}

func (s Statement) document() statement {
	render := func(list ...Resource) []resource {
		made := make([]resource, len(list))
		for i, r := range list {
			made[i] = resource{Name: r.Name, Digest: map[string]string{digestKey: r.SHA256}}
		}
		return made
	}
	d := statement{Type: statementType, Subject: render(s.Subject), PredicateType: predicateType}
	d.Predicate.BuildDefinition.BuildType = s.BuildType
	d.Predicate.BuildDefinition.ExternalParameters = map[string]string{entryParameter: s.Entry}
	d.Predicate.BuildDefinition.ResolvedDependencies = render(s.Inputs...)
	d.Predicate.RunDetails.Builder.ID = s.Builder
	d.Predicate.RunDetails.Builder.Version = map[string]string{versionKey: s.Version}
	return d
}
