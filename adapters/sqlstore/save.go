package sqlstore

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"assent/bot"
	"assent/bot/vault"
)

// rowsAtOnce is how many rows one INSERT has at most, so that only a few
// statements have to stay prepared.
const rowsAtOnce = 8

// sealed is a Change that is ready to be written: the caller's goroutine seals
// everything personal before the writer takes it.
type sealed struct {
	c         bot.Change
	handled   string // keyed hash of the message
	body      []byte // the person, sealed
	addresses []string
	events    [][]any
	rewrite   [][]any
	queue     [][]any
	newKey    bool // a key was made for this change
}

// Save implements bot.Store.
func (s *Store) Save(ctx context.Context, c bot.Change) error {
	gen := s.cache.generation()
	ch, err := s.seal(ctx, c)
	if err != nil {
		return err
	}
	if c.Person.ID != "" {
		defer s.cache.write(c.Person.ID)()
	}
	var gone []vault.KeyID
	err = s.w.do(ctx, func(t *tx) (err error) {
		gone, err = s.write(t, ch)
		return err
	})
	if err != nil {
		if c.Person.Rev > 0 {
			s.cache.drop(c.Person.ID)
		}
		return err
	}
	if c.Person.ID != "" {
		s.cache.put(&row{
			id: c.Person.ID, app: c.Person.App, rev: c.Person.Rev + 1, body: ch.body, addresses: ch.addresses,
		}, gen)
	}
	s.destroy(ctx, gone)
	if c.Settings != nil {
		_, err = s.readSettings(context.WithoutCancel(ctx), c.Settings.App)
	}
	return err
}

// seal makes the keys that a change needs, durably, and seals it.
func (s *Store) seal(ctx context.Context, c bot.Change) (ch *sealed, err error) {
	ch = &sealed{c: c}
	if k := c.MessageKey; k != (bot.MessageKey{}) {
		ch.handled = hash(s.vault.Lookup("message", k.App, k.Channel, k.ID))
	}
	if c.Person.ID != "" {
		if err := s.sealPerson(ctx, ch); err != nil {
			return nil, err
		}
	} else if len(c.Events) > 0 {
		return nil, errors.New("events without a person")
	}
	ahead := map[bot.PersonID]int{}
	for _, item := range c.Queue {
		ahead[item.Person]++
		if err := s.sealItem(ctx, ch, item, ahead[item.Person]); err != nil {
			return nil, err
		}
	}
	return ch, nil
}

func (s *Store) sealPerson(ctx context.Context, ch *sealed) error {
	p := ch.c.Person
	key := personKey(p.ID)
	if p.Rev == 0 {
		err := s.vault.Create(ctx, key)
		switch {
		case errors.Is(err, vault.ErrKeyExists):
			// Either the person exists, which writing the row will show, or a
			// process was killed between making the key and writing the row.
		case errors.Is(err, vault.ErrShredded):
			return bot.ErrConflict
		case err != nil:
			return fmt.Errorf("make a key for a new person: %w", err)
		}
		ch.newKey = true
	}
	plain, err := json.Marshal(p)
	if err != nil {
		return fmt.Errorf("person %s: %w", p.ID, err)
	}
	if ch.body, err = s.vault.Seal(ctx, key, plain, personPlace(p.App, p.ID)); err != nil {
		return erasedMeanwhile(err, bot.ErrConflict)
	}
	ch.addresses = s.addresses(p)
	for n, e := range ch.c.Events {
		body, err := s.vault.Seal(ctx, key, e.Body, eventPlace(p.App, p.ID, e.ID))
		if err != nil {
			return erasedMeanwhile(err, bot.ErrConflict)
		}
		ch.events = append(ch.events, []any{string(p.ID), p.Rev + 1, int64(n), p.App, e.ID, e.Kind, millis(e.At), body})
	}
	for _, e := range ch.c.Rewrite {
		body, err := s.vault.Seal(ctx, key, e.Body, eventPlace(p.App, p.ID, e.ID))
		if err != nil {
			return erasedMeanwhile(err, bot.ErrConflict)
		}
		ch.rewrite = append(ch.rewrite, []any{body, string(p.ID), e.ID, p.App})
	}
	return nil
}

func (s *Store) sealItem(ctx context.Context, ch *sealed, item bot.Item, ahead int) error {
	key, own := personKey(item.Person), int64(0)
	if item.OwnKey {
		key, own = itemKey(item.ID), 1
		if err := s.vault.Create(ctx, key); err != nil {
			return fmt.Errorf("make a key for %s %s: %w", item.Lane, item.Name, err)
		}
		ch.newKey = true
	}
	body, err := s.vault.Seal(ctx, key, item.Body, itemPlace(item.App, item.ID))
	if err != nil {
		return erasedMeanwhile(err, bot.ErrNotFound)
	}
	ch.queue = append(ch.queue, []any{item.ID, item.App, string(item.Person), string(item.Lane), item.Name,
		millis(item.Due), int64(ahead), own, body})
	return nil
}

// erasedMeanwhile translates the error for a destroyed key into one of bot's.
func erasedMeanwhile(err, means error) error {
	if errors.Is(err, vault.ErrShredded) {
		return means
	}
	return err
}

// write writes a change. What can refuse it comes first, so that a redelivery is
// recognised before anything is written. It returns the names of the finished
// items' own keys.
func (s *Store) write(t *tx, ch *sealed) (gone []vault.KeyID, err error) {
	c := &ch.c
	if ch.newKey {
		s.relyOn(t)
	}
	if ch.handled != "" {
		n, err := t.exec(`INSERT INTO handled (hash, app, at) VALUES ($1, $2, $3) ON CONFLICT (hash, app) DO NOTHING`,
			ch.handled, c.MessageKey.App, time.Now().UnixMilli())
		if err != nil {
			return nil, err
		}
		if n == 0 {
			return nil, bot.ErrHandled
		}
	}
	for _, id := range c.Done {
		n, err := t.takeItems(&gone, `DELETE FROM queue WHERE id = $1 RETURNING id, own_key`, id)
		if err != nil {
			return nil, err
		}
		if n == 0 {
			return nil, bot.ErrHandled
		}
	}
	if c.Person.ID != "" {
		if err := s.writePerson(t, ch); err != nil {
			return nil, err
		}
	}
	err = t.insert(`INSERT INTO events (person, rev, n, app, id, kind, at, body) VALUES `, plain(8), ch.events)
	if err != nil {
		return nil, err
	}
	for _, args := range ch.rewrite {
		_, err := t.exec(`UPDATE events SET body = $1 WHERE person = $2 AND id = $3 AND app = $4`, args...)
		if err != nil {
			return nil, err
		}
	}
	if c.DropQueue != "" {
		_, err := t.takeItems(&gone, `DELETE FROM queue WHERE person = $1 RETURNING id, own_key`, string(c.DropQueue))
		if err != nil {
			return nil, err
		}
	}
	err = t.insert(`INSERT INTO queue (id, app, person, lane, name, due_at, seq, own_key, body) VALUES `,
		queueRow, ch.queue)
	if err != nil {
		return nil, err
	}
	if u := c.Suppress; u != (bot.UserID{}) {
		_, err := t.exec(`INSERT INTO suppressed (hash, app, at) VALUES ($1, $2, $3)
			ON CONFLICT (hash, app) DO NOTHING`, s.addressHash(u), u.App, time.Now().UnixMilli())
		if err != nil {
			return nil, err
		}
	}
	if u := c.Release; u != (bot.UserID{}) {
		_, err := t.exec(`DELETE FROM suppressed WHERE hash = $1 AND app = $2`, s.addressHash(u), u.App)
		if err != nil {
			return nil, err
		}
	}
	if err := writeSettings(t, c.Settings); err != nil {
		return nil, err
	}
	if err := writeTallies(t, c.Tallies); err != nil {
		return nil, err
	}
	if err := writeCases(t, c.Cases); err != nil {
		return nil, err
	}
	if err := writeCertificate(t, c.Certificate); err != nil {
		return nil, err
	}
	t.lines = append(t.lines, c.Ledger...)
	return gone, writeLinks(t, c.DownloadLinks)
}

func (s *Store) writePerson(t *tx, ch *sealed) error {
	p := &ch.c.Person
	consent := string(p.ConsentFor(bot.PurposeService).State)
	handoff, since, staff := "", int64(0), 0
	if p.Account != nil || p.Agent != nil {
		staff = 1
	}
	if p.Handoff != nil {
		handoff, since = string(p.Handoff.State), millis(p.Handoff.Since)
	}
	var n int64
	var err error
	if p.Rev == 0 {
		n, err = t.exec(`INSERT INTO people
			(id, app, rev, stage, consent, requests, seen_at, handoff, handoff_at, staff, due_at, body)
			VALUES ($1, $2, 1, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (id, app) DO NOTHING`,
			string(p.ID), p.App, string(p.Stage), consent, len(p.Requests), millis(p.Seen),
			handoff, since, staff, millis(p.Due()), ch.body)
	} else {
		n, err = t.exec(`UPDATE people SET rev = rev + 1, stage = $1, consent = $2, requests = $3, seen_at = $4,
			handoff = $5, handoff_at = $6, staff = $7, due_at = $8, body = $9
			WHERE id = $10 AND app = $11 AND rev = $12`,
			string(p.Stage), consent, len(p.Requests), millis(p.Seen),
			handoff, since, staff, millis(p.Due()), ch.body, string(p.ID), p.App, p.Rev)
	}
	if err != nil {
		return err
	}
	if n == 0 {
		return bot.ErrConflict
	}
	if old, ok := s.cache.before(p.ID); ok && old.rev == p.Rev && slices.Equal(old.addresses, ch.addresses) {
		return nil
	}
	return writeAddresses(t, p, ch.addresses)
}

// writeAddresses updates the addresses of a person.
func writeAddresses(t *tx, p *bot.Person, want []string) error {
	var have []string
	if p.Rev > 0 {
		err := t.query(`SELECT hash FROM addresses WHERE person = $1`, []any{string(p.ID)}, func(rows *sql.Rows) error {
			var h string
			err := rows.Scan(&h)
			have = append(have, h)
			return err
		})
		if err != nil {
			return err
		}
	}
	for _, h := range have {
		if !slices.Contains(want, h) {
			if _, err := t.exec(`DELETE FROM addresses WHERE hash = $1 AND app = $2`, h, p.App); err != nil {
				return err
			}
		}
	}
	for _, h := range want {
		if slices.Contains(have, h) {
			continue
		}
		n, err := t.exec(`INSERT INTO addresses (hash, app, person) VALUES ($1, $2, $3)
			ON CONFLICT (hash, app) DO NOTHING`, h, p.App, string(p.ID))
		if err != nil {
			return err
		}
		if n == 0 {
			return bot.ErrConflict // another person has this address
		}
	}
	return nil
}

// takeItems deletes and counts queue items, and adds the names of their own keys
// to gone.
func (t *tx) takeItems(gone *[]vault.KeyID, query, arg string) (n int, err error) {
	err = t.query(query, []any{arg}, func(rows *sql.Rows) error {
		var id string
		var own int64
		if err := rows.Scan(&id, &own); err != nil {
			return err
		}
		n++
		if own != 0 {
			*gone = append(*gone, itemKey(id))
		}
		return nil
	})
	return n, err
}

// A shape returns the placeholders for several rows.
type shape func(rows int) string

func plain(cols int) shape {
	return func(rows int) string { return values(rows, cols) }
}

// insert writes rows with as few statements as possible.
func (t *tx) insert(into string, s shape, rows [][]any) error {
	for chunk := range slices.Chunk(rows, rowsAtOnce) {
		if _, err := t.exec(into+s(len(chunk)), slices.Concat(chunk...)...); err != nil {
			return err
		}
	}
	return nil
}

// destroy destroys the keys of finished items, whose rows are already gone. A
// key that cannot be destroyed now is retried later, and at the next start.
func (s *Store) destroy(ctx context.Context, ids []vault.KeyID) {
	if len(ids) == 0 {
		return
	}
	if err := s.vault.Shred(context.WithoutCancel(ctx), ids...); err != nil {
		s.log.Error("the key of a finished job cannot be destroyed, trying again later", "error", err)
		s.mu.Lock()
		s.shred = append(s.shred, ids...)
		s.mu.Unlock()
	}
}

func (s *Store) shredLeftover(ctx context.Context) {
	s.mu.Lock()
	ids := s.shred
	s.shred = nil
	s.mu.Unlock()
	s.destroy(ctx, ids)
}
