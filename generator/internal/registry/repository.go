package registry

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io/fs"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"os"
	"strings"
	"time"

	ocispec "github.com/opencontainers/image-spec/specs-go/v1"
	"oras.land/oras-go/v2"
	orasregistry "oras.land/oras-go/v2/registry"
	"oras.land/oras-go/v2/registry/remote"
	"oras.land/oras-go/v2/registry/remote/auth"
	"oras.land/oras-go/v2/registry/remote/credentials"
	"oras.land/oras-go/v2/registry/remote/errcode"
	"oras.land/oras-go/v2/registry/remote/retry"

	"github.com/connectorgen/connectorgen/generator/internal/diag"
)

// Bounds of what a registry may make us read and wait for.
const (
	maxPages      = 10
	answerTimeout = time.Minute
)

// OpenRepository opens the repository of a reference such as
// registry.example.com/flexport:1.0.0. Credentials are those of Docker's
// configuration file. Only a registry on this machine is spoken to without TLS.
func OpenRepository(name string) (*Store, error) {
	ref, err := parseReference(name)
	if err != nil {
		return nil, err
	}
	stored, err := credentials.NewStoreFromDocker(credentials.StoreOptions{})
	if err != nil {
		return nil, diag.Refuse(name, "registry-credentials", "mend the file, or log in again", "Docker's configuration file cannot be read: %v", err)
	}
	transport := http.DefaultTransport
	if t, ok := transport.(*http.Transport); ok {
		t = t.Clone()
		t.ResponseHeaderTimeout = answerTimeout
		transport = t
	}
	repo := &remote.Repository{
		Reference: ref,
		Client: &auth.Client{
			Client:     &http.Client{Transport: retry.NewTransport(transport)},
			Header:     http.Header{"User-Agent": {"connectorgen"}},
			Cache:      auth.NewCache(),
			Credential: credentials.Credential(stored),
		},
		PlainHTTP:            isLoopback(ref.Host()),
		ReferrerListMaxPages: maxPages,
		SkipReferrersGC:      true, // most registries that need an index of referrers let nobody delete the old one
	}
	return &Store{name: name, graph: repo, reference: ref.Reference}, nil
}

// parseReference reads name as HOST/REPOSITORY[:TAG|@DIGEST]. Anything whose host
// is not plainly one is rather a folder with a typing error.
func parseReference(name string) (orasregistry.Reference, error) {
	const form = "a reference is HOST[:PORT]/REPOSITORY[:VERSION], such as registry.example.com/acme/shop:1.0.0"
	if _, _, isURL := strings.Cut(name, "://"); isURL {
		return orasregistry.Reference{}, diag.Refuse(name, "registry-reference", form, "it is a URL: leave out what stands before the host")
	}
	host, rest, _ := strings.Cut(name, "/")
	if host != "localhost" && !strings.ContainsAny(host, ".:") {
		return orasregistry.Reference{}, diag.Refuse(name, "registry-reference", form, "it is neither a folder nor a reference")
	}
	if rest != strings.ToLower(rest) {
		if repository, _, _ := strings.Cut(rest, ":"); repository != strings.ToLower(repository) {
			return orasregistry.Reference{}, diag.Refuse(name, "registry-reference", form, "the name of a repository has no capital letters")
		}
	}
	ref, err := orasregistry.ParseReference(name)
	if err != nil {
		return ref, diag.Refuse(name, "registry-reference", form, "it is not a reference: %s", strings.TrimPrefix(err.Error(), "invalid reference: "))
	}
	return ref, nil
}

// isLoopback reports whether host, with or without a port, is this machine.
func isLoopback(host string) bool {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	addr, err := netip.ParseAddr(strings.Trim(host, "[]"))
	return host == "localhost" || err == nil && addr.IsLoopback()
}

// A Transfer counts what was copied.
type Transfer struct {
	Sent, There int // blobs and manifests
}

// CopyTo copies an artifact and all it refers to. What dst has already is not sent
// again, so that an interrupted copy can be repeated. started is called once, before
// the first piece is sent.
func (s *Store) CopyTo(ctx context.Context, dst *Store, root ocispec.Descriptor, started func()) (Transfer, error) {
	var t Transfer
	o := oras.CopyGraphOptions{
		Concurrency: 1, // keeps the counts and the order simple; packs are small
		PreCopy: func(context.Context, ocispec.Descriptor) error {
			if t.Sent == 0 && started != nil {
				started()
			}
			t.Sent++
			return nil
		},
		OnCopySkipped: func(context.Context, ocispec.Descriptor) error {
			t.There++
			return nil
		},
	}
	err := oras.CopyGraph(ctx, s.graph, dst.graph, root, o)
	var copying *oras.CopyError
	if errors.As(err, &copying) && copying.Origin == oras.CopyErrorOriginSource {
		return t, s.explain(copying.Err)
	}
	return t, dst.explain(err)
}

// SetTag gives the artifact a tag, whatever had it before.
func (s *Store) SetTag(ctx context.Context, root ocispec.Descriptor, tag string) error {
	return s.explain(s.graph.Tag(ctx, root, tag))
}

// explain puts the errors of stores into words.
func (s *Store) explain(err error) error {
	var (
		problem  diag.Diagnostic
		answer   *errcode.ErrorResponse
		urlErr   *url.Error
		pathErr  *fs.PathError
		linkErr  *os.LinkError
		syscalls *os.SyscallError
	)
	switch {
	case err == nil, errors.As(err, &problem), errors.Is(err, context.Canceled):
		return err
	case errors.As(err, &answer):
		return s.refused(answer)
	case errors.Is(err, auth.ErrBasicCredentialNotFound):
		return s.denied("it wants to know who asks, and there are no credentials for it")
	case errors.As(err, &urlErr):
		return s.unreachable(urlErr.Err)
	case errors.As(err, &pathErr), errors.As(err, &linkErr), errors.As(err, &syscalls):
		return err
	}
	if s.layout != nil {
		return diag.Refuse(s.name, "pack-layout", "pack the connector again into a new folder", "its OCI layout is damaged: %v", err)
	}
	return diag.Refuse(s.name, "registry-answer", "look whether the host is a registry, and not a web site", "it does not answer as a registry does: %v", err)
}

// refused explains an answer with an error status.
func (s *Store) refused(answer *errcode.ErrorResponse) error {
	switch answer.StatusCode {
	case http.StatusUnauthorized:
		return s.denied("it does not accept the credentials, or needs some: 401 Unauthorized")
	case http.StatusForbidden:
		return s.denied("these credentials may not do that: 403 Forbidden")
	}
	text := http.StatusText(answer.StatusCode)
	if len(answer.Errors) > 0 {
		text += ": " + answer.Errors.Error()
	}
	return diag.Refuse(s.name, "registry-answer", "", "%s was answered with %d %s", answer.Method, answer.StatusCode, text)
}

func (s *Store) denied(what string) error {
	return diag.Refuse(s.name, "registry-denied", "log in with 'docker login' or another tool that keeps credentials in Docker's configuration file", "%s", what)
}

// unreachable explains why there was no answer.
func (s *Store) unreachable(err error) error {
	var (
		record   tls.RecordHeaderError
		unknown  x509.UnknownAuthorityError
		hostname x509.HostnameError
	)
	hint := "look at the host's name and the network"
	switch {
	case errors.As(err, &record), strings.Contains(err.Error(), "server gave HTTP response to HTTPS client"):
		hint = "only a registry on this machine is spoken to without TLS"
	case errors.As(err, &unknown), errors.As(err, &hostname):
		hint = "its certificate is not one that this machine trusts"
	}
	return diag.Refuse(s.name, "registry-unreachable", hint, "there is no connection to the registry: %v", err)
}
