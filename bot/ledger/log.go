package ledger

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"

	"golang.org/x/mod/sumdb/tlog"
)

// ErrNoEntry means that the log has no such line.
var ErrNoEntry = errors.New("there is no such line in the ledger")

// Entry is a line with its number, which counts from 0.
type Entry struct {
	N int64 `json:"entry"`
	Record
}

// Log is a ledger as a store keeps it. A line is added in the same transaction
// as the fact it records.
type Log interface {
	// Key signs for this log.
	Key() Key
	// Head returns the newest head.
	Head(ctx context.Context) (Head, error)
	// Find returns the line with a commitment, or ErrNoEntry.
	Find(ctx context.Context, commitment string) (Entry, error)
	// Entries yields the lines in order, beginning with number from.
	Entries(ctx context.Context, from int64) iter.Seq2[Entry, error]
	// Hashes returns hashes of the tree by their indexes (see
	// tlog.StoredHashIndex), in the order of indexes. A missing one is an error.
	Hashes(ctx context.Context, indexes []int64) ([]tlog.Hash, error)
}

// Proof is a fact with everything needed to show that it is in the log.
type Proof struct {
	Entry
	Salt string          `json:"salt"`
	Fact json.RawMessage `json:"fact"`
	Path []tlog.Hash     `json:"inclusion_proof"` // RFC 6962, section 2.1.1
	Head string          `json:"signed_head"`
}

// Prove returns the proof that a fact is in the log, under its newest head, or
// ErrNoEntry.
func Prove(ctx context.Context, log Log, salt string, fact any) (Proof, error) {
	text, err := Canonical(fact)
	if err != nil {
		return Proof{}, fmt.Errorf("prove a line of the ledger: %w", err)
	}
	commitment, err := Commit(salt, json.RawMessage(text))
	if err != nil {
		return Proof{}, fmt.Errorf("prove a line of the ledger: %w", err)
	}
	e, err := log.Find(ctx, commitment)
	if err != nil {
		return Proof{}, err
	}
	head, err := log.Head(ctx)
	if err != nil {
		return Proof{}, err
	}
	path, err := tlog.ProveRecord(head.Size, e.N, reader(ctx, log))
	if err != nil {
		return Proof{}, fmt.Errorf("prove line %d of the ledger: %w", e.N, err)
	}
	return Proof{Entry: e, Salt: salt, Fact: text, Path: path, Head: head.Text}, nil
}

// reader reads the hashes of a log.
func reader(ctx context.Context, log Log) tlog.HashReader {
	return tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) { return log.Hashes(ctx, indexes) })
}

// CheckProof checks a proof and returns the head it leads to.
func (p Public) CheckProof(proof Proof) (Head, error) {
	head, err := p.OpenHead(proof.Head)
	if err != nil {
		return Head{}, err
	}
	commitment, err := Commit(proof.Salt, proof.Fact)
	if err != nil || commitment != proof.Commitment {
		return Head{}, errors.New("the fact is not the one that the ledger line commits to")
	}
	if err := tlog.CheckRecord(proof.Path, head.Size, head.Root, proof.N, proof.Hash()); err != nil {
		return Head{}, fmt.Errorf("the line is not in the ledger under this head: %w", err)
	}
	return head, nil
}

// Extends returns an error unless the log begins with the lines that an
// earlier head signed. It costs a few reads, however long the log is.
func Extends(ctx context.Context, log Log, earlier Head) error {
	head, err := log.Head(ctx)
	if err != nil {
		return err
	}
	if earlier.Size > head.Size {
		return fmt.Errorf("the ledger has %d lines, and had %d when the head was signed: it was cut off",
			head.Size, earlier.Size)
	}
	if earlier.Size == 0 {
		return nil
	}
	root, err := tlog.TreeHash(earlier.Size, reader(ctx, log))
	if err != nil {
		return fmt.Errorf("read the ledger: %w", err)
	}
	if root != earlier.Root {
		return fmt.Errorf("the first %d lines of the ledger are not the ones that were signed: run assent verify",
			earlier.Size)
	}
	if earlier.Size == head.Size {
		return nil
	}
	proof, err := tlog.ProveTree(head.Size, earlier.Size, reader(ctx, log))
	if err != nil {
		return fmt.Errorf("read the ledger: %w", err)
	}
	return tlog.CheckTree(proof, head.Size, head.Root, earlier.Size, earlier.Root)
}
