package vault

import (
	"context"
	"errors"
	"time"
)

// Errors of a Vault and its KeyStore.
var (
	// ErrNoKey: the key store does not hold this key (any more).
	ErrNoKey = errors.New("no such key")
	// ErrKeyExists: a key with this name was added before.
	ErrKeyExists = errors.New("the key exists already")
	// ErrShredded: the key was destroyed. What it sealed cannot be read, and
	// nothing more can be sealed with it.
	ErrShredded = errors.New("the key was destroyed")
	// ErrSealed: the sealed bytes were changed, cut short, moved from another
	// row, or sealed with another key.
	ErrSealed = errors.New("sealed data does not open: damaged, or moved from another row")
	// ErrWrongMaster: the key store was made with another master key.
	ErrWrongMaster = errors.New("the master key is not the one these keys were wrapped with: " +
		"put the original master key back")
)

// KeyID names a key. It is random or made of random parts, never of personal
// data: it appears in the key store, in the erasure record and in errors.
type KeyID string

// KeyStore keeps wrapped keys and the erasure record. It is stored separately
// from the data, so that a copy of the data holds no key. All methods are safe
// for concurrent use and may block for a durable write; an implementation
// should group concurrent writes into one.
type KeyStore interface {
	// Load returns a wrapped key, or ErrNoKey.
	Load(ctx context.Context, id KeyID) (wrapped []byte, err error)
	// Add stores a wrapped key; it is durable when Add returns nil. It returns
	// ErrKeyExists where there is a key with this name, and ErrShredded where
	// there was one: a destroyed key never comes back.
	Add(ctx context.Context, id KeyID, wrapped []byte) error
	// Remove destroys keys. When it returns nil that is durable and no file of
	// the store holds any of them. Keys that are already gone are not an error.
	Remove(ctx context.Context, ids ...KeyID) error
	// Erase removes a key like Remove and adds it to the erasure record in the
	// same transaction. It returns the entry's sequence, which grows; a key that
	// is already on the record keeps its sequence.
	Erase(ctx context.Context, id KeyID, at time.Time) (seq int64, err error)
	// Rewrap passes every key that is not destroyed through a function and
	// stores the result in its place. When Rewrap returns nil that is durable,
	// and no file of the store holds what was there before. It works in small
	// transactions: an error or a crash leaves some of the keys rewrapped.
	Rewrap(ctx context.Context, change func(id KeyID, wrapped []byte) ([]byte, error)) error
}
