package sqlstore

import (
	"context"
	"fmt"
)

// The numbers in the meta table of the data.
const (
	metaStore  = "store"  // which key database belongs to the data
	metaKeySeq = "keys"   // the highest sequence of the key database that the data relies on
	metaErased = "erased" // the erasures up to this sequence have been applied
)

const (
	// The numbers only grow: no process takes back what another wrote.
	getMeta = `SELECT value FROM meta WHERE name = $1`
	setMeta = `INSERT INTO meta (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE
		SET value = CASE WHEN excluded.value > meta.value THEN excluded.value ELSE meta.value END`
)

// pair checks that data and keys belong together and that the keys are not older
// than the data. New data is bound to the keys that are there.
func (s *Store) pair(ctx context.Context) error {
	var store, seq int64
	err := s.w.do(ctx, func(t *tx) (err error) {
		_, err = t.exec(`INSERT INTO meta (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING`,
			metaStore, s.keys.store)
		if err != nil {
			return err
		}
		if store, err = t.number(getMeta, metaStore); err != nil {
			return err
		}
		seq, err = t.number(getMeta, metaKeySeq)
		return err
	})
	if err != nil {
		return err
	}
	if store != s.keys.store {
		return fmt.Errorf("keys %s, data %s: %w", s.opt.Keys, s.opt.Data, ErrKeysForeign)
	}
	if s.keys.seq.Load() < seq { // other processes may have gone on since the keys were opened
		if err := s.keys.reread(ctx); err != nil {
			return err
		}
	}
	if have := s.keys.seq.Load(); have < seq {
		return fmt.Errorf("keys %s end at %d, data %s relies on %d: %w",
			s.opt.Keys, have, s.opt.Data, seq, ErrKeysOlder)
	}
	return nil
}

// relyOn records, for remember, that the change under way needs everything the
// key database holds now.
func (s *Store) relyOn(t *tx) { t.keySeq = max(t.keySeq, s.keys.seq.Load()) }

// settle completes every transaction: it adds to the ledger and writes what the
// data relies on.
func (s *Store) settle(t *tx) error {
	if err := s.book.enter(t); err != nil {
		return err
	}
	return s.remember(t)
}

// remember writes, once per transaction, what relyOn recorded.
func (s *Store) remember(t *tx) error {
	if t.keySeq == 0 {
		return nil
	}
	_, err := t.exec(setMeta, metaKeySeq, t.keySeq)
	return err
}
