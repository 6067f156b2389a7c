package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"assent/bot"
)

// Erase implements bot.Store. One transaction of the key database adds to the
// erasure record and destroys the key; then the record is applied to the data,
// by the same code that replays it at the start.
func (s *Store) Erase(ctx context.Context, id bot.PersonID, at time.Time) error {
	if id == "" {
		return errors.New("erase: no person given")
	}
	if _, err := s.vault.Erase(ctx, personKey(id), at); err != nil {
		return err
	}
	s.cache.drop(id)
	if err := s.applyErasures(ctx); err != nil {
		return fmt.Errorf("delete an erased person: %w", err)
	}
	return nil
}

// replay applies the whole erasure record and removes what is left of the people
// on it: an older backup may have brought them back.
func (s *Store) replay(ctx context.Context) error {
	if err := s.applyErasures(ctx); err != nil {
		return err
	}
	var noise []bot.PersonID
	err := s.read(ctx, `SELECT person FROM noise`, nil, func(rows *sql.Rows) error {
		var id bot.PersonID
		err := rows.Scan(&id)
		noise = append(noise, id)
		return err
	})
	if err != nil {
		return err
	}
	for _, id := range noise {
		if err := s.Purge(ctx, id); err != nil {
			return err
		}
	}
	return nil
}

// applyErasures deletes everyone on the record who is not yet deleted from this
// data, in the order of the record, so that one number holds the progress.
func (s *Store) applyErasures(ctx context.Context) error {
	s.erasing.Lock()
	defer s.erasing.Unlock()
	var applied int64
	err := s.w.do(ctx, func(t *tx) (err error) {
		applied, err = t.number(getMeta, metaErased)
		return err
	})
	if err != nil {
		return err
	}
	for {
		list, err := s.keys.erasures(ctx, applied, pageSize)
		if err != nil || len(list) == 0 {
			return err
		}
		applied = list[len(list)-1].seq
		err = s.w.do(ctx, func(t *tx) error {
			s.relyOn(t)
			for _, e := range list {
				if err := t.forget(e.person); err != nil {
					return err
				}
			}
			_, err := t.exec(setMeta, metaErased, applied)
			return err
		})
		if err != nil {
			return err
		}
		for _, e := range list {
			s.cache.drop(e.person)
		}
	}
}

// forget deletes the rows that make a person known; their other rows are noise.
func (t *tx) forget(id bot.PersonID) error {
	for _, query := range []string{
		`DELETE FROM addresses WHERE person = $1`,
		`DELETE FROM links WHERE person = $1`,
		`DELETE FROM people WHERE id = $1`,
		`INSERT INTO noise (person) VALUES ($1) ON CONFLICT (person) DO NOTHING`,
	} {
		if _, err := t.exec(query, string(id)); err != nil {
			return err
		}
	}
	return nil
}

// Purge implements bot.Store. It refuses to purge a person who is not erased.
func (s *Store) Purge(ctx context.Context, id bot.PersonID) error {
	erased, err := s.keys.erased(ctx, id)
	if err != nil {
		return err
	}
	if !erased {
		return fmt.Errorf("person %s is not erased, nothing is purged", id)
	}
	person := string(id)
	// Each page begins after the one before: otherwise PostgreSQL would walk
	// through all the deleted rows to find the first one left.
	for after := int64(-1); ; {
		var last int64
		err := s.w.do(ctx, func(t *tx) (err error) {
			last, err = t.number(`SELECT COALESCE(MAX(rev), -1) FROM (
				SELECT rev FROM events WHERE person = $1 AND rev > $2 ORDER BY rev LIMIT 200) AS page`, person, after)
			if err != nil || last < 0 {
				return err
			}
			_, err = t.exec(`DELETE FROM events WHERE person = $1 AND rev > $2 AND rev <= $3`, person, after, last)
			return err
		})
		if err != nil {
			return err
		}
		if last < 0 {
			break
		}
		after = last
	}
	err = s.untilNone(ctx, func(t *tx) (int64, error) {
		return t.exec(`DELETE FROM queue WHERE id IN (
			SELECT id FROM queue WHERE person = $1 AND own_key = 0 LIMIT 500)`, person)
	})
	if err != nil {
		return err
	}
	if err := s.removeBlobs(ctx, `DELETE FROM files WHERE person = $1 RETURNING blob`, person); err != nil {
		return err
	}
	return s.w.do(ctx, func(t *tx) error {
		_, err := t.exec(`DELETE FROM noise WHERE person = $1`, person)
		return err
	})
}
