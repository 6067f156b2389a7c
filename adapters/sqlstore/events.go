package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"
	"math"

	"assent/bot"
	"assent/bot/vault"
)

func eventPlace(app string, person bot.PersonID, id string) []byte {
	return vault.Bind("events", app, string(person), id, "body")
}

// eventRow is an event as stored in the database.
type eventRow struct {
	rev, n, at int64
	app        string
	e          bot.Event
	sealed     []byte
}

// Events implements bot.Store. For a person who is gone it yields
// bot.ErrNotFound. It reads page by page: events that are saved meanwhile may or
// may not be included.
func (s *Store) Events(ctx context.Context, id bot.PersonID) iter.Seq2[bot.Event, error] {
	return s.events(ctx, id, oldestFirst, -1)
}

// Newest implements bot.Store, as Events does.
func (s *Store) Newest(ctx context.Context, id bot.PersonID) iter.Seq2[bot.Event, error] {
	return s.events(ctx, id, newestFirst, math.MaxInt64)
}

// The queries for a page of events.
const (
	oldestFirst = `SELECT rev, n, app, id, kind, at, body FROM events
		WHERE person = $1 AND (rev, n) > ($2, $3) ORDER BY rev, n LIMIT $4`
	newestFirst = `SELECT rev, n, app, id, kind, at, body FROM events
		WHERE person = $1 AND (rev, n) < ($2, $3) ORDER BY rev DESC, n DESC LIMIT $4`
)

// events reads pages with a query, starting at revision from.
func (s *Store) events(ctx context.Context, id bot.PersonID, query string, from int64) iter.Seq2[bot.Event, error] {
	return func(yield func(bot.Event, error) bool) {
		if known, err := s.vault.Has(ctx, personKey(id)); err != nil || !known {
			if err == nil {
				err = s.lostKey(ctx, id)
				if errors.Is(err, ErrKeysMissing) {
					err = bot.ErrNotFound // nobody ever had this id
				}
			}
			yield(bot.Event{}, err)
			return
		}
		for rev, n := from, from; ; {
			page, err := s.eventPage(ctx, query, id, rev, n)
			if err != nil {
				yield(bot.Event{}, err)
				return
			}
			for _, r := range page {
				r.e.Body, err = s.vault.Open(ctx, personKey(id), r.sealed, eventPlace(r.app, id, r.e.ID))
				if err != nil {
					err = fmt.Errorf("event %s: %w", r.e.ID, erasedMeanwhile(err, bot.ErrNotFound))
				}
				if !yield(r.e, err) || err != nil {
					return
				}
			}
			if len(page) < pageSize {
				return
			}
			rev, n = page[len(page)-1].rev, page[len(page)-1].n
		}
	}
}

func (s *Store) eventPage(ctx context.Context, query string, id bot.PersonID, rev, n int64) ([]eventRow, error) {
	var page []eventRow
	err := s.read(ctx, query, []any{string(id), rev, n, pageSize},
		func(rows *sql.Rows) error {
			var r eventRow
			err := rows.Scan(&r.rev, &r.n, &r.app, &r.e.ID, &r.e.Kind, &r.at, &r.sealed)
			r.e.At = moment(r.at)
			page = append(page, r)
			return err
		})
	return page, err
}
