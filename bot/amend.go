package bot

import (
	"context"
	"crypto/rand"
	"errors"
	"time"

	"assent/bot/ledger"
)

// amend changes a person on record beside the conversation. ErrNotFound: they
// are erased, or about to be.
func (b *Bot) amend(ctx context.Context, id PersonID, change func(*Change, time.Time) error) error {
	p, err := b.store.PersonByID(ctx, id)
	if err != nil {
		return err
	}
	if len(p.Users) > 0 {
		unlock := b.locks.lock(p.Users[0])
		defer unlock()
	}
	for range attempts {
		current, err := b.store.PersonByID(ctx, id)
		if err != nil {
			return err
		}
		if current.Stage == StageErasing {
			return ErrNotFound
		}
		c := Change{Person: current.clone()}
		if err = change(&c, b.cfg.Now()); err != nil {
			return err
		}
		if err = b.store.Save(ctx, c); !errors.Is(err, ErrConflict) {
			return err
		}
	}
	return ErrConflict
}

// add adds an event of the person to a change.
func (c *Change) add(kind string, now time.Time, body any) {
	c.Events = append(c.Events, Event{ID: rand.Text(), Kind: kind, At: now, Body: mustJSON(body)})
	c.Person.Counts[kind]++
}

// act adds an event of the person to a change, and to the ledger that an
// officer caused it. body makes the event's body with a salt; the ledger
// commits to the body without one.
func (c *Change) act(kind string, now time.Time, body func(salt string) any) {
	salt := rand.Text()
	c.Ledger = append(c.Ledger, mustRecord(c.Person.App, ledger.KindOrder, now, salt, body("")))
	c.add(kind, now, body(salt))
}
