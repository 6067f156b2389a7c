package sqlstore

import (
	"context"
	"time"
)

// Where several processes share one database, each gives a sign of life every
// few seconds, takes over the leases of dead ones, and follows what the others
// did: whom they erased, what they published.
const (
	lookEvery = time.Second
	beatEvery = 3 * time.Second
	deadAfter = 10 * time.Second // how long without a sign of life, by the server's clock
)

// serverNow is the time of the server's clock in Unix milliseconds: the clocks of
// the processes may differ.
const serverNow = `CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)`

// besideOthers keeps up with the other processes until ctx ends.
func (s *Store) besideOthers(ctx context.Context) {
	look, beat := time.NewTicker(lookEvery), time.NewTicker(beatEvery)
	defer look.Stop()
	defer beat.Stop()
	for {
		var err error
		select {
		case <-ctx.Done():
			return
		case <-look.C:
			err = s.look(ctx)
		case <-beat.C:
			err = s.beat(ctx)
		}
		if err != nil && ctx.Err() == nil {
			s.log.Warn("cannot reach the other processes on this database, trying again", "error", err)
		}
	}
}

// look follows what the other processes did: people they erased leave the memory
// of this process too, with their keys, and the edition in force is reloaded.
func (s *Store) look(ctx context.Context) error {
	for {
		list, err := s.keys.erasures(ctx, s.seen, pageSize)
		if err != nil {
			return err
		}
		for _, e := range list {
			s.cache.drop(e.person)
			s.vault.Forget(personKey(e.person))
			s.seen = e.seq
		}
		if len(list) < pageSize {
			return s.refresh(ctx)
		}
	}
}

// beat gives a sign of life, and frees what dead processes had leased.
func (s *Store) beat(ctx context.Context) error {
	return s.w.do(ctx, func(t *tx) error {
		_, err := t.exec(`INSERT INTO processes (id, seen_at) VALUES ($1, `+serverNow+`)
			ON CONFLICT (id) DO UPDATE SET seen_at = excluded.seen_at`, s.id)
		if err != nil {
			return err
		}
		_, err = t.exec(`DELETE FROM processes WHERE seen_at < `+serverNow+` - $1`, deadAfter.Milliseconds())
		if err != nil {
			return err
		}
		_, err = t.exec(`UPDATE queue SET leased_until = 0
			WHERE leased_until > 0 AND leased_by NOT IN (SELECT id FROM processes)`)
		return err
	})
}

// leave frees what this process had leased when it ends.
func (s *Store) leave(ctx context.Context) error {
	return s.w.do(ctx, func(t *tx) error {
		if _, err := t.exec(`UPDATE queue SET leased_until = 0 WHERE leased_by = $1`, s.id); err != nil {
			return err
		}
		_, err := t.exec(`DELETE FROM processes WHERE id = $1`, s.id)
		return err
	})
}
