package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"
	"slices"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"assent/bot/ledger"
	"assent/bot/vault"
)

// ErrLedger means that the ledger does not match its newest head. Nothing that
// belongs on it is decided any more, so that a changed history cannot go on.
var ErrLedger = errors.New("the ledger is not the one that was signed: run assent verify, " +
	"and restore the data from before it was changed")

// ledgerKey names the seed of the key that signs the ledger.
const ledgerKey vault.KeyID = "ledger"

// logbook is the ledger in the database of a Store.
type logbook struct {
	s   *Store
	key ledger.Key
	// grown is the tree of the last signed head, which may not be committed.
	// Only the writer uses it.
	grown struct {
		head string
		tree *ledger.Tree
	}
}

var _ ledger.Log = (*logbook)(nil)

// Ledger implements bot.Store.
func (s *Store) Ledger() ledger.Log { return s.book }

// openLedger loads the signing key; a new store gets one.
func (s *Store) openLedger(ctx context.Context) error {
	seed, err := s.vault.Secret(ctx, ledgerKey)
	if err != nil {
		return fmt.Errorf("load the key of the ledger: %w", err)
	}
	key, err := ledger.NewKey(seed)
	if err != nil {
		return err
	}
	s.book = &logbook{s: s, key: key}
	return s.w.do(ctx, func(t *tx) error {
		_, err := t.exec(`INSERT INTO ledger_head (id, size, head) VALUES (1, 0, '') ON CONFLICT (id) DO NOTHING`)
		return err
	})
}

// enter appends the lines of a transaction and signs the new head. It runs last
// in the transaction: with several processes the head's row is locked from here
// on.
func (l *logbook) enter(t *tx) error {
	if len(t.lines) == 0 { // l is nil until the store is open
		return nil
	}
	var size int64
	var head string
	err := t.query(`UPDATE ledger_head SET size = size + $1 WHERE id = 1 RETURNING size, head`,
		[]any{int64(len(t.lines))}, func(rows *sql.Rows) error { return rows.Scan(&size, &head) })
	if err != nil {
		return err
	}
	tree, err := l.tree(t, size-int64(len(t.lines)), head)
	if err != nil {
		return err
	}
	var lines, hashes [][]any
	for _, r := range t.lines {
		n := tree.Size()
		lines = append(lines, []any{n, r.App, string(r.Kind), millis(r.At), r.Commitment})
		for level, h := range tree.Append(r.Hash()) {
			hashes = append(hashes, []any{tlog.StoredHashIndex(0, n) + int64(level), h[:]})
		}
	}
	if err := t.insert(`INSERT INTO ledger (n, app, kind, at, commitment) VALUES `, plain(5), lines); err != nil {
		return err
	}
	if err := t.insert(`INSERT INTO ledger_hashes (i, hash) VALUES `, plain(2), hashes); err != nil {
		return err
	}
	signed, err := l.key.SignHead(tree.Size(), tree.Root(), time.Now())
	if err != nil {
		return err
	}
	if _, err := t.exec(`UPDATE ledger_head SET head = $1 WHERE id = 1`, signed.Text); err != nil {
		return err
	}
	if l.grown.tree == nil {
		l.s.relyOn(t) // on the signing key
	}
	l.grown.head, l.grown.tree = signed.Text, tree
	return nil
}

// tree returns the tree under the head stored in the database, if it is the one
// that was signed.
func (l *logbook) tree(t *tx, size int64, head string) (*ledger.Tree, error) {
	if l.grown.tree != nil && l.grown.head == head && l.grown.tree.Size() == size {
		return l.grown.tree, nil
	}
	if size == 0 && head == "" {
		return &ledger.Tree{}, nil
	}
	signed, err := l.key.Public().OpenHead(head)
	if err != nil {
		return nil, fmt.Errorf("%w (%w)", ErrLedger, err)
	}
	indexes := ledger.Edge(size)
	edge, err := hashesOf(indexes, t.query)
	if err != nil {
		return nil, err
	}
	tree, err := ledger.LoadTree(size, edge)
	if err != nil || signed.Size != size || tree.Root() != signed.Root {
		return nil, ErrLedger
	}
	return tree, nil
}

// Key implements ledger.Log.
func (l *logbook) Key() ledger.Key { return l.key }

// Head implements ledger.Log.
func (l *logbook) Head(ctx context.Context) (head ledger.Head, err error) {
	var size int64
	var text string
	err = l.s.read(ctx, `SELECT size, head FROM ledger_head WHERE id = 1`, nil,
		func(rows *sql.Rows) error { return rows.Scan(&size, &text) })
	if err != nil {
		return head, fmt.Errorf("read the head of the ledger: %w", err)
	}
	if size == 0 && text == "" {
		return l.key.SignHead(0, (&ledger.Tree{}).Root(), time.Now())
	}
	if head, err = l.key.Public().OpenHead(text); err == nil && head.Size != size {
		err = fmt.Errorf("%w: the database has %d lines, the head %d", ledger.ErrHead, size, head.Size)
	}
	return head, err
}

// Find implements ledger.Log.
func (l *logbook) Find(ctx context.Context, commitment string) (e ledger.Entry, err error) {
	err = ledger.ErrNoEntry
	failed := l.s.read(ctx, `SELECT n, app, kind, at, commitment FROM ledger
		WHERE commitment = $1 ORDER BY n LIMIT 1`, []any{commitment},
		func(rows *sql.Rows) (bad error) { e, bad = scanEntry(rows); err = nil; return bad })
	return e, errors.Join(failed, err)
}

func scanEntry(rows *sql.Rows) (e ledger.Entry, err error) {
	var at int64
	err = rows.Scan(&e.N, &e.App, &e.Kind, &at, &e.Commitment)
	e.At = moment(at)
	return e, err
}

// Entries implements ledger.Log.
func (l *logbook) Entries(ctx context.Context, from int64) iter.Seq2[ledger.Entry, error] {
	return func(yield func(ledger.Entry, error) bool) {
		for {
			page := make([]ledger.Entry, 0, pageSize)
			err := l.s.read(ctx, `SELECT n, app, kind, at, commitment FROM ledger WHERE n >= $1 ORDER BY n LIMIT $2`,
				[]any{from, int64(pageSize)}, func(rows *sql.Rows) error {
					e, err := scanEntry(rows)
					page = append(page, e)
					return err
				})
			if err != nil {
				yield(ledger.Entry{}, err)
				return
			}
			for _, e := range page {
				if !yield(e, nil) {
					return
				}
				from = e.N + 1
			}
			if len(page) < pageSize {
				return
			}
		}
	}
}

// Hashes implements ledger.Log.
func (l *logbook) Hashes(ctx context.Context, indexes []int64) ([]tlog.Hash, error) {
	return hashesOf(indexes, func(query string, args []any, scan func(*sql.Rows) error) error {
		return l.s.read(ctx, query, args, scan)
	})
}

// hashesAtOnce is how many single hashes one query selects.
const hashesAtOnce = 32

// hashesOf reads stored hashes, in the order of indexes: as a range where they
// are close together, else a few at a time.
func hashesOf(indexes []int64, query func(string, []any, func(*sql.Rows) error) error) ([]tlog.Hash, error) {
	found := make(map[int64]tlog.Hash, len(indexes))
	scan := func(rows *sql.Rows) error {
		var i int64
		var h []byte
		if err := rows.Scan(&i, &h); err != nil {
			return err
		}
		if len(h) == tlog.HashSize {
			found[i] = tlog.Hash(h)
		}
		return nil
	}
	if n := int64(len(indexes)); n > hashesAtOnce && slices.Max(indexes)-slices.Min(indexes) < 2*n {
		err := query(`SELECT i, hash FROM ledger_hashes WHERE i >= $1 AND i <= $2`,
			[]any{slices.Min(indexes), slices.Max(indexes)}, scan)
		if err != nil {
			return nil, err
		}
	} else {
		for some := range slices.Chunk(indexes, hashesAtOnce) {
			args := make([]any, len(some))
			for i, index := range some {
				args[i] = index
			}
			err := query(`SELECT i, hash FROM ledger_hashes WHERE i IN `+values(1, len(some)), args, scan)
			if err != nil {
				return nil, err
			}
		}
	}
	out := make([]tlog.Hash, len(indexes))
	for i, index := range indexes {
		h, ok := found[index]
		if !ok {
			return nil, fmt.Errorf("hash %d of the ledger is missing", index)
		}
		out[i] = h
	}
	return out, nil
}
