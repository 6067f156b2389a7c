package sqlstore

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"assent/bot"
	"assent/bot/vault"
)

func itemPlace(app, id string) []byte { return vault.Bind("queue", app, id, "body") }

// queueRow returns the placeholders for queue items: the seventh value is added
// to the sequence number of the person's last item.
func queueRow(rows int) string {
	var b strings.Builder
	for r := range rows {
		if r > 0 {
			b.WriteByte(',')
		}
		at := func(col int) int { return r*9 + col }
		fmt.Fprintf(&b, "($%d,$%d,$%d,$%d,$%d,$%d,", at(1), at(2), at(3), at(4), at(5), at(6))
		fmt.Fprintf(&b, "(SELECT COALESCE(MAX(seq), 0) FROM queue WHERE person = $%d) + $%d,$%d,$%d)",
			at(3), at(7), at(8), at(9))
	}
	return b.String()
}

// Lease implements bot.Store.
func (s *Store) Lease(ctx context.Context, now time.Time, n int, d time.Duration) ([]bot.Item, error) {
	lost := s.lost.list()
	if due, err := s.anyDue(ctx, now); err != nil || n <= 0 || !due && len(lost) == 0 {
		return nil, err
	}
	var leased []bot.Item
	until := now.Add(d).UnixMilli()
	err := s.w.do(ctx, func(t *tx) error {
		leased = nil
		for _, l := range lost {
			_, err := t.exec(`UPDATE queue SET leased_until = 0
				WHERE id = $1 AND leased_by = $2 AND leased_until = $3`, l.item, s.id, l.until)
			if err != nil {
				return err
			}
		}
		return t.query(lease, []any{until, now.UnixMilli(), n, s.id}, func(rows *sql.Rows) error {
			var i bot.Item
			var due, own int64
			err := rows.Scan(&i.ID, &i.App, &i.Person, &i.Lane, &i.Name, &due, &own, &i.Attempt, &i.Seq, &i.Body)
			i.Due, i.OwnKey = moment(due), own != 0
			leased = append(leased, i)
			return err
		})
	})
	if err != nil {
		// The database may have written the leases before it went away.
		s.lost.add(leased, until)
		return nil, err
	}
	s.lost.remove(lost)
	items, err := s.openItems(ctx, slices.Clone(leased))
	if err != nil {
		s.lost.add(leased, until)
		return nil, err
	}
	return items, nil
}

// lostLeases are leases of this process that no worker received: they would keep
// their items waiting until they end.
type lostLeases struct {
	mu  sync.Mutex
	all []lostLease
}

type lostLease struct {
	item  string
	until int64
}

func (l *lostLeases) list() []lostLease {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.all)
}

func (l *lostLeases) add(items []bot.Item, until int64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, i := range items {
		l.all = append(l.all, lostLease{i.ID, until})
	}
}

func (l *lostLeases) remove(freed []lostLease) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.all = slices.DeleteFunc(l.all, func(x lostLease) bool { return slices.Contains(freed, x) })
}

// lease considers only the first of each person's replies, due or not, and only
// the first post to the desk about each.
const lease = `UPDATE queue SET leased_until = $1, leased_by = $4, attempt = attempt + 1 WHERE id IN (
		SELECT q.id FROM queue AS q WHERE q.due_at <= $2 AND q.leased_until <= $2
		AND (q.lane NOT IN ('reply', 'desk') OR NOT EXISTS (
			SELECT 1 FROM queue AS p WHERE p.person = q.person AND p.seq < q.seq AND p.lane = q.lane))
		ORDER BY q.due_at, q.seq LIMIT $3)
		AND leased_until <= $2 -- when two processes choose the same item, the second skips it
	RETURNING id, app, person, lane, name, due_at, own_key, attempt, seq, body`

// anyDue reports whether there is anything to lease, so that an idle worker does
// not keep the writer busy.
func (s *Store) anyDue(ctx context.Context, now time.Time) (due bool, err error) {
	err = s.read(ctx, `SELECT 1 FROM queue WHERE due_at <= $1 AND leased_until <= $1 LIMIT 1`, []any{now.UnixMilli()},
		func(*sql.Rows) error { due = true; return nil })
	return due, err
}

// openItems unseals leased items, and drops those that can no longer be read.
func (s *Store) openItems(ctx context.Context, leased []bot.Item) ([]bot.Item, error) {
	slices.SortFunc(leased, func(a, b bot.Item) int {
		return cmp.Or(a.Due.Compare(b.Due), cmp.Compare(a.Seq, b.Seq))
	})
	items := leased[:0]
	var noise []string
	for _, i := range leased {
		key := personKey(i.Person)
		if i.OwnKey {
			key = itemKey(i.ID)
		}
		body, err := s.vault.Open(ctx, key, i.Body, itemPlace(i.App, i.ID))
		switch {
		case errors.Is(err, vault.ErrShredded):
			noise = append(noise, i.ID)
		case errors.Is(err, vault.ErrSealed):
			// One damaged row must not stop everybody's replies.
			s.log.Error("skipping a damaged queue item",
				"item", i.ID, "lane", string(i.Lane), "name", i.Name, "error", err)
		case err != nil:
			return nil, err
		default:
			i.Body = body
			items = append(items, i)
		}
	}
	if len(noise) == 0 {
		return items, nil
	}
	return items, s.w.do(ctx, func(t *tx) error {
		for _, id := range noise {
			if _, err := t.exec(`DELETE FROM queue WHERE id = $1`, id); err != nil {
				return err
			}
		}
		return nil
	})
}

// Retry implements bot.Store. An item that is gone is not an error.
func (s *Store) Retry(ctx context.Context, id string, due time.Time) error {
	return s.w.do(ctx, func(t *tx) error {
		_, err := t.exec(`UPDATE queue SET due_at = $1, leased_until = 0,
			first_due = CASE WHEN first_due = 0 THEN due_at ELSE first_due END WHERE id = $2`, millis(due), id)
		return err
	})
}

// NextDue implements bot.Store.
func (s *Store) NextDue(ctx context.Context) (next time.Time, err error) {
	err = s.read(ctx, `SELECT due_at FROM queue ORDER BY due_at LIMIT 1`, nil, func(rows *sql.Rows) error {
		var ms int64
		err := rows.Scan(&ms)
		next = time.UnixMilli(ms).UTC()
		return err
	})
	return next, err
}

// sweepItemKeys destroys the keys of items that are not in the queue: a process
// ended between finishing an item and destroying its key, or between making a
// key and queueing its item.
func (s *Store) sweepItemKeys(ctx context.Context) error {
	for last := vault.KeyID(""); ; {
		page, err := s.keys.itemKeys(ctx, last, pageSize)
		if err != nil || len(page) == 0 {
			return err
		}
		var orphans []vault.KeyID
		for _, key := range page {
			queued := false
			err := s.read(ctx, `SELECT 1 FROM queue WHERE id = $1`, []any{strings.TrimPrefix(string(key), itemPrefix)},
				func(*sql.Rows) error { queued = true; return nil })
			if err != nil {
				return err
			}
			if !queued {
				orphans = append(orphans, key)
			}
		}
		if len(orphans) > 0 {
			if err := s.vault.Shred(ctx, orphans...); err != nil {
				return err
			}
		}
		last = page[len(page)-1]
	}
}
