package sqlstore

import (
	"bytes"
	"cmp"
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"time"

	"assent/bot"
	"assent/bot/vault"
)

// Prefixes of key names: for a person, and for a queue item with a key of its own.
const (
	personPrefix = "person/"
	itemPrefix   = "item/"
)

func personKey(id bot.PersonID) vault.KeyID { return vault.KeyID(personPrefix + string(id)) }
func itemKey(id string) vault.KeyID         { return vault.KeyID(itemPrefix + id) }

// keyDB is the key database. It has one connection, and reads in the writer's
// transactions too: with a rollback journal another reader would hold up
// commits, and with the cache of the vault reads are rare.
//
// A destroyed key is overwritten with zeros in place, and its row stays.
// Deleting rows is not enough, not even with secure_delete: when SQLite
// balances the pages around a deleted row it moves the neighbours and can
// leave copies of them behind, which a later deletion does not find. Rows that
// are only appended and overwritten with as many bytes never move. (Measured
// with 20,000 keys made and deleted in a WITHOUT ROWID table: 3 were left.)
//
// seq counts the keys added and the erasures. The data stores the highest one it
// relies on, which reveals a key database that is older than the data.
type keyDB struct {
	db    *sql.DB
	w     *writer
	seq   atomic.Int64
	store int64 // random; the data that belongs to these keys has the same number
}

var _ vault.KeyStore = (*keyDB)(nil)

// newKeyDB returns the keyDB on a database that has the schema of keys.
func newKeyDB(ctx context.Context, db *sql.DB, e engine) (*keyDB, error) {
	k := &keyDB{db: db}
	var err error
	if k.w, err = newWriter(ctx, db, e, nil); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	var seq, store int64
	err = k.w.do(ctx, func(t *tx) error {
		_, err := t.exec(`INSERT INTO meta (name, value) VALUES ('seq', CAST(0 AS BIGINT)), ('store', $1)
			ON CONFLICT (name) DO NOTHING`, randomID())
		if err != nil {
			return err
		}
		if seq, err = t.number(`SELECT value FROM meta WHERE name = 'seq'`); err != nil {
			return err
		}
		store, err = t.number(`SELECT value FROM meta WHERE name = 'store'`)
		return err
	})
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open the keys: %w", err), k.close())
	}
	k.seq.Store(seq)
	k.store = store
	return k, nil
}

func (k *keyDB) close() error { return errors.Join(k.w.close(), k.db.Close()) }

// randomID returns a random positive number.
func randomID() int64 {
	var b [8]byte
	rand.Read(b[:]) // never fails, see crypto/rand
	return int64(binary.BigEndian.Uint64(b[:])>>1) | 1
}

// destroyed is what a destroyed key is overwritten with.
var destroyed = make([]byte, vault.WrappedSize)

func (k *keyDB) Load(ctx context.Context, id vault.KeyID) ([]byte, error) {
	var wrapped []byte
	err := k.w.do(ctx, func(t *tx) (err error) {
		wrapped, err = t.wrapped(id)
		return err
	})
	if err == nil && (wrapped == nil || bytes.Equal(wrapped, destroyed)) {
		return nil, vault.ErrNoKey
	}
	return wrapped, err
}

func (t *tx) wrapped(id vault.KeyID) (wrapped []byte, err error) {
	err = t.query(`SELECT wrapped FROM keys WHERE id = $1`, []any{string(id)}, func(rows *sql.Rows) error {
		return rows.Scan(&wrapped)
	})
	return wrapped, err
}

func (k *keyDB) Add(ctx context.Context, id vault.KeyID, wrapped []byte) error {
	if len(wrapped) != len(destroyed) {
		return fmt.Errorf("a wrapped key has %d bytes, not %d", len(wrapped), len(destroyed))
	}
	var seq int64
	err := k.w.do(ctx, func(t *tx) error {
		erased, err := t.number(`SELECT COUNT(*) FROM erasures WHERE id = $1`, string(id))
		if err != nil || erased > 0 {
			return cmp.Or(err, vault.ErrShredded)
		}
		n, err := t.exec(`INSERT INTO keys (id, wrapped) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING`,
			string(id), wrapped)
		if err != nil {
			return err
		}
		if n == 0 {
			return t.whyNot(id)
		}
		seq, err = t.advance()
		return err
	})
	if err == nil {
		k.advanceTo(seq)
	}
	return err
}

// whyNot returns why a key could not be added.
func (t *tx) whyNot(id vault.KeyID) error {
	old, err := t.wrapped(id)
	if err != nil {
		return err
	}
	t.touched = false
	if old == nil || bytes.Equal(old, destroyed) {
		return vault.ErrShredded
	}
	return vault.ErrKeyExists
}

func (k *keyDB) Remove(ctx context.Context, ids ...vault.KeyID) error {
	return k.w.do(ctx, func(t *tx) error {
		for _, id := range ids {
			if _, err := t.exec(overwrite, destroyed, string(id)); err != nil {
				return err
			}
		}
		return nil
	})
}

const overwrite = `UPDATE keys SET wrapped = $1 WHERE id = $2`

func (k *keyDB) Erase(ctx context.Context, id vault.KeyID, at time.Time) (int64, error) {
	var seq int64
	err := k.w.do(ctx, func(t *tx) error {
		_, err := t.exec(overwrite, destroyed, string(id))
		if err != nil {
			return err
		}
		if seq, err = t.number(`SELECT seq FROM erasures WHERE id = $1`, string(id)); err != nil || seq > 0 {
			return err
		}
		if seq, err = t.advance(); err != nil {
			return err
		}
		_, err = t.exec(`INSERT INTO erasures (seq, id, at) VALUES ($1, $2, $3)`, seq, string(id), at.UnixMilli())
		return err
	})
	if err == nil {
		k.advanceTo(seq)
	}
	return seq, err
}

// Rewrap implements vault.KeyStore. New keys are appended, so one pass through
// the table meets every key that was there when it began.
func (k *keyDB) Rewrap(ctx context.Context, change func(vault.KeyID, []byte) ([]byte, error)) error {
	for last := int64(-1); ; {
		n := 0
		after := last
		err := k.w.do(ctx, func(t *tx) error {
			type found struct {
				id      string
				wrapped []byte
			}
			var page []found
			last, n = after, 0
			const query = `SELECT n, id, wrapped FROM keys WHERE n > $1 ORDER BY n LIMIT $2`
			err := t.query(query, []any{after, pageSize}, func(rows *sql.Rows) error {
				var f found
				err := rows.Scan(&last, &f.id, &f.wrapped)
				page = append(page, f)
				return err
			})
			if err != nil {
				return err
			}
			n = len(page)
			for _, f := range page {
				if bytes.Equal(f.wrapped, destroyed) {
					continue
				}
				fresh, err := change(vault.KeyID(f.id), f.wrapped)
				if err != nil {
					return err
				}
				if bytes.Equal(fresh, f.wrapped) {
					continue
				}
				// Another process may have destroyed it since it was read.
				_, err = t.exec(`UPDATE keys SET wrapped = $1 WHERE id = $2 AND wrapped = $3`, fresh, f.id, f.wrapped)
				if err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil || n < pageSize {
			return err
		}
	}
}

// advance counts one more key or erasure.
func (t *tx) advance() (int64, error) {
	return t.number(`UPDATE meta SET value = value + 1 WHERE name = 'seq' RETURNING value`)
}

// reread loads how far the sequence has come by now.
func (k *keyDB) reread(ctx context.Context) error {
	var seq int64
	err := k.w.do(ctx, func(t *tx) (err error) {
		seq, err = t.number(`SELECT value FROM meta WHERE name = 'seq'`)
		return err
	})
	if err == nil {
		k.advanceTo(seq)
	}
	return err
}

// advanceTo notes a sequence that is durable.
func (k *keyDB) advanceTo(seq int64) {
	for {
		old := k.seq.Load()
		if seq <= old || k.seq.CompareAndSwap(old, seq) {
			return
		}
	}
}

// erasure is an entry of the erasure record.
type erasure struct {
	seq    int64
	person bot.PersonID
}

// erasures returns up to n entries of the record after a sequence.
func (k *keyDB) erasures(ctx context.Context, after int64, n int) ([]erasure, error) {
	var list []erasure
	err := k.w.do(ctx, func(t *tx) error {
		list = nil
		const query = `SELECT seq, id FROM erasures WHERE seq > $1 ORDER BY seq LIMIT $2`
		return t.query(query, []any{after, n}, func(rows *sql.Rows) error {
			var e erasure
			var id string
			if err := rows.Scan(&e.seq, &id); err != nil {
				return err
			}
			e.person = bot.PersonID(strings.TrimPrefix(id, personPrefix))
			list = append(list, e)
			return nil
		})
	})
	return list, err
}

// erased reports whether a person is on the record.
func (k *keyDB) erased(ctx context.Context, id bot.PersonID) (bool, error) {
	var n int64
	err := k.w.do(ctx, func(t *tx) (err error) {
		n, err = t.number(`SELECT COUNT(*) FROM erasures WHERE id = $1`, string(personKey(id)))
		return err
	})
	return n > 0, err
}

// itemKeys returns up to n names of keys that belong to queue items, in order,
// after a given one.
func (k *keyDB) itemKeys(ctx context.Context, after vault.KeyID, n int) ([]vault.KeyID, error) {
	var list []vault.KeyID
	err := k.w.do(ctx, func(t *tx) error {
		list = nil
		return t.query(`SELECT id FROM keys WHERE id > $1 AND id < $2 AND wrapped <> $3 ORDER BY id LIMIT $4`,
			[]any{string(max(after, itemPrefix)), "item0", destroyed, n}, func(rows *sql.Rows) error {
				var id string
				if err := rows.Scan(&id); err != nil {
					return err
				}
				list = append(list, vault.KeyID(id))
				return nil
			})
	})
	return list, err
}
