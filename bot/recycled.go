package bot

import (
	"context"
	"crypto/rand"
	"slices"
)

// mayBeAnother reports whether a message comes from a number that has been
// silent for so long that it may belong to somebody else by now.
func (b *Bot) mayBeAnother(p Person, m Message) bool {
	after := b.cfg.Rights.RecycledAfter
	if after <= 0 || !p.Known() || m.Kind != KindText || p.Stage == StageErasing || !b.ByPhone(m.User.Channel) {
		return false
	}
	return b.cfg.Now().Sub(p.Seen) >= after
}

// detach takes a number from the person who had it: whoever writes from it now
// starts afresh and sees nothing from before. A record that can no longer be
// reached is erased silently, unless a legal hold keeps it.
func (b *Bot) detach(ctx context.Context, p Person, u UserID) error {
	p = p.Clone()
	now := b.cfg.Now()
	p.Users = slices.DeleteFunc(p.Users, func(has UserID) bool { return has == u })
	c := Change{Person: p}
	reference := "R-" + rand.Text()[:8]
	note := requestBody{
		Kind: RequestErasure, Reference: reference, State: "ordered", Channel: u.Channel, By: "recycled number",
		Reason: "nothing came from this number since " + p.Seen.UTC().Format("2006-01-02"),
	}
	if len(p.Users) == 0 && len(p.ActiveLegalHolds(now)) == 0 {
		c.Person.Stage, c.Person.Asking, c.Person.Pending = StageErasing, nil, nil
		c.Queue = []Item{{
			ID: rand.Text(), App: p.App, Person: p.ID, Lane: LaneJob, Name: jobErase, Due: now,
			// Without the number: it is now somebody else's, who has a conversation.
			Body: mustJSON(itemBody{User: UserID{App: u.App, Channel: u.Channel}, Reference: reference, Silent: true}),
		}}
	} else {
		note.State = "noted"
	}
	c.Record(EventRequest, now, note)
	if note.State == "ordered" {
		c.Cases = []Case{newCase(&b.cfg, p.App, RequestErasure, reference, u.Channel, CaseInProgress, now)}
	}
	return b.store.Save(ctx, c)
}
