package vault

import (
	"context"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/tink-crypto/tink-go/v2/aead/subtle"
	"github.com/tink-crypto/tink-go/v2/tink"
)

// keyBytes is the length of a person's key and of the master key.
const keyBytes = 32

// cachedKeys is how many unwrapped keys stay in memory at most: about 500 bytes
// each.
const cachedKeys = 20_000

// sealedV1 is the first byte of every sealed value and wrapped key, so that
// later formats can be recognised.
const sealedV1 = 1

// WrappedSize is the length of a wrapped key in bytes: a version, a 24-byte
// nonce, the key, a 16-byte tag.
const WrappedSize = 1 + 24 + keyBytes + 16

// Vault seals and opens with the keys of a KeyStore. It is safe for concurrent
// use.
type Vault struct {
	masters atomic.Pointer[[]Master] // wraps with the first, unwraps with any
	making  sync.RWMutex             // held while a key is wrapped and added
	lookup  []byte                   // secret of the look-up hashes
	store   KeyStore
	cache   *cache
}

// New returns a vault that uses a key store. It returns ErrWrongMaster unless
// one of the master keys is the one the store was made or last rotated with.
// previous are master keys that may still wrap some keys: see [Vault.Rotate].
func New(ctx context.Context, m Master, ks KeyStore, previous ...Master) (*Vault, error) {
	v := &Vault{store: ks, cache: newCache(cachedKeys)}
	masters := append([]Master{m}, previous...)
	v.masters.Store(&masters)
	var err error
	v.lookup, err = v.Secret(ctx, lookupID)
	return v, err
}

// Secret returns a secret of the installation, 32 random bytes, and makes it
// where it is missing. It is stored in the key store like a key.
func (v *Vault) Secret(ctx context.Context, id KeyID) ([]byte, error) {
	wrapped, err := v.store.Load(ctx, id)
	if errors.Is(err, ErrNoKey) {
		raw := make([]byte, keyBytes)
		rand.Read(raw) // never fails, see crypto/rand
		if wrapped, err = v.wrap(id, raw); err != nil {
			return nil, err
		}
		if err = v.store.Add(ctx, id, wrapped); errors.Is(err, ErrKeyExists) {
			wrapped, err = v.store.Load(ctx, id) // another process was faster
		}
	}
	if err != nil {
		return nil, fmt.Errorf("prepare the key store: %w", err)
	}
	raw, err := v.unwrap(id, wrapped)
	if errors.Is(err, ErrSealed) {
		return nil, ErrWrongMaster
	}
	return raw, err
}

func (v *Vault) wrap(id KeyID, raw []byte) ([]byte, error) {
	return (*v.masters.Load())[0].Wrap(id, raw)
}

// unwrap tries the master keys in turn.
func (v *Vault) unwrap(id KeyID, wrapped []byte) (raw []byte, err error) {
	for _, m := range *v.masters.Load() {
		if raw, err = m.Unwrap(id, wrapped); err == nil {
			return raw, nil
		}
	}
	return nil, err
}

// Rotate wraps every key of the store with another master key while the vault
// is in use. Until it returns nil both master keys are needed; it can be
// repeated after a failure or a crash, on a vault that was opened with both.
func (v *Vault) Rotate(ctx context.Context, to Master) error {
	masters := append([]Master{to}, *v.masters.Load()...)
	v.making.Lock() // a key being made is in the store before the walk, or wrapped with the new master key
	v.masters.Store(&masters)
	v.making.Unlock()
	err := v.store.Rewrap(ctx, func(id KeyID, wrapped []byte) ([]byte, error) {
		if _, err := to.Unwrap(id, wrapped); err == nil {
			return wrapped, nil
		}
		raw, err := v.unwrap(id, wrapped)
		if err != nil {
			return nil, fmt.Errorf("unwrap %s: %w", id, err)
		}
		defer clear(raw)
		return to.Wrap(id, raw)
	})
	if err != nil {
		return fmt.Errorf("rotate the master key: %w", err)
	}
	v.masters.Store(&[]Master{to})
	return nil
}

// Create makes a random key under a new name. It is durable when Create
// returns. It returns ErrKeyExists or ErrShredded where the name was used
// before.
func (v *Vault) Create(ctx context.Context, id KeyID) error {
	gen := v.cache.generation()
	raw := make([]byte, keyBytes)
	rand.Read(raw) // never fails, see crypto/rand
	defer clear(raw)
	v.making.RLock()
	defer v.making.RUnlock()
	wrapped, err := v.wrap(id, raw)
	if err != nil {
		return err
	}
	k, err := newKey(raw)
	if err != nil {
		return err
	}
	if err := v.store.Add(ctx, id, wrapped); err != nil {
		return fmt.Errorf("store a new key: %w", err)
	}
	v.cache.put(id, k, gen)
	return nil
}

// Seal encrypts plaintext with a key. aad is not stored, but the same aad is
// needed to open the result: see [Bind]. It returns ErrShredded when there is no
// such key.
func (v *Vault) Seal(ctx context.Context, id KeyID, plaintext, aad []byte) ([]byte, error) {
	k, err := v.key(ctx, id)
	if err != nil {
		return nil, err
	}
	return sealWith(k.aead, plaintext, aad)
}

// Open decrypts what Seal made. It returns ErrShredded when there is no such
// key, and ErrSealed when the bytes or the aad are not those of Seal.
func (v *Vault) Open(ctx context.Context, id KeyID, sealed, aad []byte) ([]byte, error) {
	k, err := v.key(ctx, id)
	if err != nil {
		return nil, err
	}
	return openWith(k.aead, sealed, aad)
}

// Has reports whether a key exists.
func (v *Vault) Has(ctx context.Context, id KeyID) (bool, error) {
	_, err := v.key(ctx, id)
	if errors.Is(err, ErrShredded) {
		return false, nil
	}
	return err == nil, err
}

// Shred destroys keys for good. When it returns nil no file of the key store
// holds any of them, and every later Seal and Open returns ErrShredded.
func (v *Vault) Shred(ctx context.Context, ids ...KeyID) error {
	v.cache.drop(ids...)
	if err := v.store.Remove(ctx, ids...); err != nil {
		return fmt.Errorf("destroy a key: %w", err)
	}
	v.cache.drop(ids...)
	return nil
}

// Forget drops a key from memory after another process destroyed it.
func (v *Vault) Forget(id KeyID) { v.cache.drop(id) }

// Erase destroys a person's key like Shred and adds it to the erasure record.
// It returns the entry's sequence.
func (v *Vault) Erase(ctx context.Context, id KeyID, at time.Time) (seq int64, err error) {
	v.cache.drop(id)
	seq, err = v.store.Erase(ctx, id, at)
	if err != nil {
		return 0, fmt.Errorf("destroy a person's key: %w", err)
	}
	v.cache.drop(id)
	return seq, nil
}

// key returns an unwrapped key, from memory or from the store. A key that is
// loaded while another is shredded is loaded again, so that a destroyed key
// cannot return to the cache.
func (v *Vault) key(ctx context.Context, id KeyID) (*key, error) {
	for {
		if k, ok := v.cache.get(id); ok {
			return k, nil
		}
		gen := v.cache.generation()
		wrapped, err := v.store.Load(ctx, id)
		if errors.Is(err, ErrNoKey) {
			return nil, ErrShredded
		}
		if err != nil {
			return nil, fmt.Errorf("load a key: %w", err)
		}
		raw, err := v.unwrap(id, wrapped)
		if err != nil {
			return nil, fmt.Errorf("unwrap a key: %w", err)
		}
		k, err := newKey(raw)
		clear(raw)
		if err != nil {
			return nil, err
		}
		if v.cache.put(id, k, gen) {
			return k, nil
		}
	}
}

// key is an unwrapped key, ready for use.
type key struct {
	aead   tink.AEAD
	stream tink.StreamingAEAD
}

func newKey(raw []byte) (*key, error) {
	sub, err := derive(raw, "value")
	if err != nil {
		return nil, err
	}
	a, err := subtle.NewXChaCha20Poly1305(sub)
	if err != nil {
		return nil, err
	}
	s, err := newStream(raw)
	if err != nil {
		return nil, err
	}
	return &key{aead: a, stream: s}, nil
}

// derive returns a separate key for each use of a key.
func derive(raw []byte, use string) ([]byte, error) {
	return hkdf.Key(sha256.New, raw, nil, "assent "+use+" v1", keyBytes)
}

func sealWith(a tink.AEAD, plaintext, aad []byte) ([]byte, error) {
	ct, err := a.Encrypt(plaintext, aad)
	if err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	return append([]byte{sealedV1}, ct...), nil
}

func openWith(a tink.AEAD, sealed, aad []byte) ([]byte, error) {
	if len(sealed) == 0 || sealed[0] != sealedV1 {
		return nil, ErrSealed
	}
	pt, err := a.Decrypt(sealed[1:], aad)
	if err != nil {
		return nil, ErrSealed
	}
	return pt, nil
}
