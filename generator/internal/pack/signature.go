package pack

import (
	"context"
	"encoding/json"

	ocispec "github.com/opencontainers/image-spec/specs-go/v1"

	"github.com/connectorgen/connectorgen/generator/internal/diag"
	"github.com/connectorgen/connectorgen/generator/internal/source"
)

// maxEnvelope is the largest DSSE envelope that is read, in bytes.
const maxEnvelope = 4 << 20

// ReadSignature reads the envelope that the artifact d, see [Signature], attaches;
// nil if d attaches something else, or a problem is an error. Problems and error are
// those of [Read].
func ReadSignature(ctx context.Context, place string, d ocispec.Descriptor, from Fetcher) ([]byte, diag.List, error) {
	r := &reader{ctx: ctx, from: from, at: source.Pos{File: place}, left: maxManifest + maxEnvelope}
	content, ok := r.fetch(d, "signature", maxManifest)
	if !ok {
		return nil, r.problems, r.err
	}
	var m ocispec.Manifest
	if err := json.Unmarshal(content, &m); err != nil || m.ArtifactType != SignatureType || len(m.Layers) != 1 || m.Layers[0].MediaType != EnvelopeType {
		return nil, nil, nil //nolint:nilerr // it is something else
	}
	envelope, _ := r.fetch(m.Layers[0], "signature", maxEnvelope)
	return envelope, r.problems, r.err
}
