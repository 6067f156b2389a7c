package bot

import (
	"context"
	"crypto/rand"
	"fmt"
	"slices"
	"time"

	"assent/policies"
)

// LegalHold keeps records from being deleted while they are needed to
// establish, exercise or defend legal claims (GDPR Art. 17(3)(e)). An officer
// places it with a reason, and it is stored in the person's record.
type LegalHold struct {
	Reference string    `json:"reference"`
	By        string    `json:"by"`
	Reason    string    `json:"reason"`
	At        time.Time `json:"at"`
	Until     time.Time `json:"until,omitzero"`   // zero: until it is lifted
	Events    []string  `json:"events,omitempty"` // ids of the events it covers; empty: everything
}

// ErrLegalHold refuses an erasure while a legal hold is active.
var ErrLegalHold = NewProblem(Held, "a legal hold is active: lift it first, or wait until it ends")

// legalHoldBody is the body of an event about a legal hold.
type legalHoldBody struct {
	LegalHold
	State string `json:"state"` // placed, lifted
	Salt  string `json:"salt,omitempty"`
}

// ended reports whether the hold has expired.
func (h LegalHold) ended(now time.Time) bool { return !h.Until.IsZero() && !now.Before(h.Until) }

// ActiveLegalHolds returns the legal holds that are active at a moment.
func (p Person) ActiveLegalHolds(now time.Time) []LegalHold {
	return slices.DeleteFunc(slices.Clone(p.LegalHolds), func(h LegalHold) bool { return h.ended(now) })
}

// onLegalHold reports whether a legal hold covers an event.
func (p Person) onLegalHold(event string, now time.Time) bool {
	return slices.ContainsFunc(p.ActiveLegalHolds(now), func(h LegalHold) bool {
		return len(h.Events) == 0 || slices.Contains(h.Events, event)
	})
}

// PlaceLegalHold places a legal hold on a person's whole record, or on some of
// their events. It ends at until; if that is zero, when it is lifted. The result
// is its reference. ErrNotFound: the person is erased, or about to be.
func (b *Bot) PlaceLegalHold(
	ctx context.Context, id PersonID, o Order, until time.Time, events []string,
) (string, error) {
	if o.By == "" || o.Reason == "" {
		return "", ErrUnnamed
	}
	if !until.IsZero() && !until.After(b.cfg.Now()) {
		return "", fmt.Errorf("a legal hold cannot end in the past: %s", until.Format(time.DateOnly))
	}
	if err := b.haveEvents(ctx, id, events); err != nil {
		return "", err
	}
	h := LegalHold{Reference: "H-" + rand.Text()[:8], By: o.By, Reason: o.Reason, Until: until.UTC(), Events: events}
	err := b.Amend(ctx, id, func(c *Change, now time.Time) error {
		h.At = now
		c.Person.LegalHolds = append(c.Person.ActiveLegalHolds(now), h)
		c.RecordAct(EventLegalHold, now, func(salt string) any { return legalHoldBody{h, "placed", salt} })
		return nil
	})
	return h.Reference, err
}

// haveEvents returns an error that wraps ErrNotFound if the person lacks one of
// the events.
func (b *Bot) haveEvents(ctx context.Context, id PersonID, events []string) error {
	missing := slices.Clone(events)
	for e, err := range b.store.Events(ctx, id) {
		if err != nil {
			return err
		}
		missing = slices.DeleteFunc(missing, func(name string) bool { return name == e.ID })
	}
	if len(missing) > 0 {
		return fmt.Errorf("event %s of the person: %w: assent person export lists them", missing[0], ErrNotFound)
	}
	return nil
}

// LiftLegalHold ends a legal hold. An erasure that waited for it continues.
func (b *Bot) LiftLegalHold(ctx context.Context, id PersonID, reference string, o Order) error {
	if o.By == "" || o.Reason == "" {
		return ErrUnnamed
	}
	err := b.Amend(ctx, id, func(c *Change, now time.Time) error {
		p := &c.Person
		at := slices.IndexFunc(p.LegalHolds, func(h LegalHold) bool { return h.Reference == reference })
		if at < 0 {
			return fmt.Errorf("legal hold %s of the person: %w", reference, ErrNotFound)
		}
		h := p.LegalHolds[at]
		h.By, h.Reason = o.By, o.Reason
		p.LegalHolds = slices.Delete(slices.Clone(p.LegalHolds), at, at+1)
		c.RecordAct(EventLegalHold, now, func(salt string) any { return legalHoldBody{h, "lifted", salt} })
		if r, ok := p.request(RequestErasure); ok && len(p.ActiveLegalHolds(now)) == 0 && len(p.Users) > 0 {
			c.Queue = append(c.Queue, Item{
				ID: rand.Text(), App: p.App, Person: p.ID, Lane: LaneTimer, Name: timerLegalHold, Due: now,
				Body: mustJSON(itemBody{User: p.Users[0], Reference: r.Reference}),
			})
		}
		return nil
	})
	if err == nil {
		b.Wake()
	}
	return err
}

// legalHoldPrevents reports whether an erasure has to wait for a legal hold. If
// so, the person is told; the request stays open and continues by itself.
func (t *turn) legalHoldPrevents(reference string) bool {
	holds := t.p.ActiveLegalHolds(t.now)
	if len(holds) == 0 {
		return false
	}
	var end time.Time
	for _, h := range holds {
		if h.Until.IsZero() {
			end = time.Time{}
			break
		}
		if h.Until.After(end) {
			end = h.Until
		}
	}
	if t.p.Stage == StageGrace {
		t.p.Stage, t.p.Resume = t.p.Resume, ""
	}
	for i, r := range t.p.Requests {
		if r.Kind == RequestErasure && r.Reference == reference {
			t.p.Requests[i].Due = end
		}
	}
	t.noteRequest(RequestErasure, "held", reference)
	params := policies.Params{"reference": reference}
	phrase := policies.PhraseErasureHeld
	if !end.IsZero() {
		t.timer(timerLegalHold, end, reference)
		phrase, params["until"] = policies.PhraseErasureHeldUntil, t.date(end)
	}
	if !t.byOfficer() {
		t.say(phrase, params)
	}
	return true
}

// legalHoldEnded continues an erasure that waited for a legal hold.
func (t *turn) legalHoldEnded(reference string) {
	if t.p.Stage == StageErasing || t.p.Stage == StageGrace {
		return
	}
	if r, ok := t.p.request(RequestErasure); ok && r.Reference == reference {
		t.beginErasure(reference)
	}
}
