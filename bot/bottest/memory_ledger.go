package bottest

import (
	"context"
	"iter"
	"slices"
	"sync"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"assent/bot/ledger"
)

// memoryLedger is a ledger in memory.
type memoryLedger struct {
	mu      sync.Mutex
	key     ledger.Key
	tree    ledger.Tree
	entries []ledger.Entry
	hashes  []tlog.Hash
}

var _ ledger.Log = (*memoryLedger)(nil)

func newMemoryLedger() *memoryLedger {
	key, err := ledger.NewKey([]byte("a seed for tests, as all may read"[:ledger.SeedSize]))
	if err != nil {
		panic(err)
	}
	return &memoryLedger{key: key}
}

func (l *memoryLedger) add(lines []ledger.Record) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, r := range lines {
		l.entries = append(l.entries, ledger.Entry{N: l.tree.Size(), Record: r})
		l.hashes = append(l.hashes, l.tree.Append(r.Hash())...)
	}
}

// Key implements ledger.Log.
func (l *memoryLedger) Key() ledger.Key { return l.key }

// Head implements ledger.Log.
func (l *memoryLedger) Head(context.Context) (ledger.Head, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.key.SignHead(l.tree.Size(), l.tree.Root(), time.Now())
}

// Find implements ledger.Log.
func (l *memoryLedger) Find(_ context.Context, commitment string) (ledger.Entry, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, e := range l.entries {
		if e.Commitment == commitment {
			return e, nil
		}
	}
	return ledger.Entry{}, ledger.ErrNoEntry
}

// Entries implements ledger.Log.
func (l *memoryLedger) Entries(_ context.Context, from int64) iter.Seq2[ledger.Entry, error] {
	return func(yield func(ledger.Entry, error) bool) {
		l.mu.Lock()
		entries := slices.Clone(l.entries[from:])
		l.mu.Unlock()
		for _, e := range entries {
			if !yield(e, nil) {
				return
			}
		}
	}
}

// Hashes implements ledger.Log.
func (l *memoryLedger) Hashes(_ context.Context, indexes []int64) ([]tlog.Hash, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	out := make([]tlog.Hash, len(indexes))
	for i, index := range indexes {
		out[i] = l.hashes[index]
	}
	return out, nil
}
