package client

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"sync/atomic"
	"time"
)

// A TokenStore keeps tokens, and the count of token requests, between clients
// or programs. Load returns the zero StoredToken for an unknown key. A store
// that several programs use at once also has
//
//	Lock(ctx context.Context, key string) (unlock func(), err error)
//
// which is held from Load to Save, so that only one of them asks for a token.
type TokenStore interface {
	Load(ctx context.Context, key string) (StoredToken, error)
	Save(ctx context.Context, key string, t StoredToken) error
}

// A StoredToken is what a TokenStore keeps for one set of credentials.
type StoredToken struct {
	AccessToken  string      `json:"access_token,omitempty"`
	Expiry       time.Time   `json:"expiry"` // zero: not known
	RefreshToken string      `json:"refresh_token,omitempty"`
	Requests     []time.Time `json:"requests,omitempty"` // when a token was asked for, oldest first
}

// String leaves the tokens out.
func (t StoredToken) String() string {
	return fmt.Sprintf("{expiry %s, %d requests}", t.Expiry.Format(time.RFC3339), len(t.Requests))
}

// GoString leaves the tokens out.
func (t StoredToken) GoString() string { return t.String() }

type tokenLocker interface {
	Lock(ctx context.Context, key string) (unlock func(), err error)
}

// A memoryStore is the default TokenStore: a client's own.
type memoryStore struct {
	mu     sync.Mutex
	tokens map[string]StoredToken
}

func (s *memoryStore) Load(_ context.Context, key string) (StoredToken, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.tokens[key], nil
}

func (s *memoryStore) Save(_ context.Context, key string, t StoredToken) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.tokens == nil {
		s.tokens = map[string]StoredToken{}
	}
	s.tokens[key] = t
	return nil
}

type fileStore struct{ path string }

// NewFileTokenStore returns a TokenStore that keeps tokens in a file that only
// its owner may read. Clients, programs and credentials can share it; beside
// it stand lock files while it is in use.
func NewFileTokenStore(path string) TokenStore { return fileStore{path} }

func (s fileStore) Load(_ context.Context, key string) (StoredToken, error) {
	tokens, err := s.read()
	return tokens[key], err
}

// Save replaces the file as a whole, so that readers see the old or the new one.
func (s fileStore) Save(ctx context.Context, key string, t StoredToken) error {
	unlock, err := lockFile(ctx, s.path+".lock")
	if err != nil {
		return err
	}
	defer unlock()
	tokens, err := s.read()
	if err != nil {
		return err
	}
	tokens[key] = t
	data, err := json.MarshalIndent(tokens, "", "\t") //nolint:gosec // a token store stores tokens, in a file of mode 0600
	if err != nil {
		return err
	}
	temp, err := os.CreateTemp(filepath.Dir(s.path), filepath.Base(s.path)+".*") // mode 0600
	if err != nil {
		return err
	}
	_, err = temp.Write(append(data, '\n'))
	if err = errors.Join(err, temp.Sync(), temp.Close()); err == nil {
		err = os.Rename(temp.Name(), s.path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(temp.Name()))
	}
	return nil
}

// Lock keeps other clients and programs from asking for the same token.
func (s fileStore) Lock(ctx context.Context, key string) (func(), error) {
	return lockFile(ctx, s.path+"."+key[:min(8, len(key))]+".lock")
}

func (s fileStore) read() (map[string]StoredToken, error) {
	tokens := map[string]StoredToken{}
	data, err := os.ReadFile(s.path)
	if errors.Is(err, fs.ErrNotExist) {
		return tokens, nil
	}
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(data, &tokens); err != nil {
		return nil, fmt.Errorf("%s: %w", s.path, err)
	}
	return tokens, nil
}

const (
	lockPoll  = 20 * time.Millisecond
	lockStale = 2 * tokenTimeout // its owner must have died
)

var lockCount atomic.Int64 // tells the locks of one program apart

// lockFile creates the file, and waits while another has it.
func lockFile(ctx context.Context, path string) (unlock func(), err error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, err
	}
	owner := []byte(strconv.Itoa(os.Getpid()) + "." + strconv.FormatInt(lockCount.Add(1), 10))
	for {
		f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
		if err == nil {
			_, err = f.Write(owner)
			if err = errors.Join(err, f.Close()); err != nil {
				return nil, errors.Join(err, os.Remove(path))
			}
			return func() {
				if now, err := os.ReadFile(path); err == nil && bytes.Equal(now, owner) {
					_ = os.Remove(path) // a lock left behind goes stale
				}
			}, nil
		}
		if !errors.Is(err, fs.ErrExist) {
			return nil, err
		}
		if info, err := os.Stat(path); err == nil && time.Since(info.ModTime()) > lockStale {
			if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return nil, err
			}
			continue
		}
		select {
		case <-time.After(lockPoll):
		case <-ctx.Done():
			return nil, fmt.Errorf("waiting for %s: %w", path, ctx.Err())
		}
	}
}
