package bot

import (
	"context"
	"crypto/rand"
	"errors"
	"time"

	"assent/bot/ledger"
)

// Amend changes a person's record outside of the conversation. ErrNotFound: the
// person is erased, or about to be.
func (b *Bot) Amend(ctx context.Context, id PersonID, change func(*Change, time.Time) error) error {
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
		c := Change{Person: current.Clone()}
		if err = change(&c, b.cfg.Now()); err != nil {
			return err
		}
		if err = b.store.Save(ctx, c); !errors.Is(err, ErrConflict) {
			return err
		}
	}
	return ErrConflict
}

// Record adds an event about the person to a change.
func (c *Change) Record(kind string, now time.Time, body any) {
	c.Events = append(c.Events, Event{ID: rand.Text(), Kind: kind, At: now, Body: mustJSON(body)})
	c.Person.Counts[kind]++
}

// RecordAct adds an event about the person to a change, and a ledger record that
// an officer caused it. body makes the event's body with a salt; the ledger
// commits to the body without one.
func (c *Change) RecordAct(kind string, now time.Time, body func(salt string) any) {
	salt := rand.Text()
	c.Ledger = append(c.Ledger, mustRecord(c.Person.App, ledger.KindOrder, now, salt, body("")))
	c.Record(kind, now, body(salt))
}

// RecordTeamAct adds what a team member does to their own record and to the
// ledger. command is what they asked for, in their words.
func (c *Change) RecordTeamAct(now time.Time, kind, command string) {
	c.RecordAct(EventActed, now, func(salt string) any { return TeamAct{Kind: kind, Command: command, Salt: salt} })
}
