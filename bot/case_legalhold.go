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
// establish, exercise or defend legal claims (GDPR Art. 17(3)(e)). It is
// placed by an officer with a reason, and stands in the person's record.
type LegalHold struct {
	Reference string    `json:"reference"`
	By        string    `json:"by"`
	Reason    string    `json:"reason"`
	At        time.Time `json:"at"`
	Until     time.Time `json:"until,omitzero"`   // zero: until it is lifted
	Events    []string  `json:"events,omitempty"` // only these; none: everything
}

// ErrLegalHold refuses an erasure while a legal hold stands.
var ErrLegalHold = NewProblem(Held, "a legal hold stands: lift it first, or wait for its end")

// legalHoldBody is what an event says of a hold.
type legalHoldBody struct {
	LegalHold
	State string `json:"state"` // placed, lifted
	Salt  string `json:"salt,omitempty"`
}

// ended reports whether the hold has run out.
func (h LegalHold) ended(now time.Time) bool { return !h.Until.IsZero() && !now.Before(h.Until) }

// ActiveLegalHolds returns the legal holds that stand at a moment.
func (p Person) ActiveLegalHolds(now time.Time) []LegalHold {
	return slices.DeleteFunc(slices.Clone(p.LegalHolds), func(h LegalHold) bool { return h.ended(now) })
}

// onLegalHold reports whether an event must stay.
func (p Person) onLegalHold(event string, now time.Time) bool {
	return slices.ContainsFunc(p.ActiveLegalHolds(now), func(h LegalHold) bool { return len(h.Events) == 0 || slices.Contains(h.Events, event) })
}

// PlaceLegalHold places a legal hold on everything of a person, or on some of their
// events, until a moment or (zero) until it is lifted. It returns its reference.
// ErrNotFound: they are erased, or about to be.
func (b *Bot) PlaceLegalHold(ctx context.Context, id PersonID, o Order, until time.Time, events []string) (string, error) {
	if o.By == "" || o.Reason == "" {
		return "", ErrUnnamed
	}
	if !until.IsZero() && !until.After(b.cfg.Now()) {
		return "", fmt.Errorf("a hold that ends on %s has ended already", until.Format(time.DateOnly))
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

// haveEvents refuses names of events that the person does not have.
func (b *Bot) haveEvents(ctx context.Context, id PersonID, events []string) error {
	missing := slices.Clone(events)
	for e, err := range b.store.Events(ctx, id) {
		if err != nil {
			return err
		}
		missing = slices.DeleteFunc(missing, func(name string) bool { return name == e.ID })
	}
	if len(missing) > 0 {
		return fmt.Errorf("event %s of the person: %w: person export lists them", missing[0], ErrNotFound)
	}
	return nil
}

// LiftLegalHold ends a legal hold. An erasure that waited for it goes on.
func (b *Bot) LiftLegalHold(ctx context.Context, id PersonID, reference string, o Order) error {
	if o.By == "" || o.Reason == "" {
		return ErrUnnamed
	}
	err := b.Amend(ctx, id, func(c *Change, now time.Time) error {
		p := &c.Person
		at := slices.IndexFunc(p.LegalHolds, func(h LegalHold) bool { return h.Reference == reference })
		if at < 0 {
			return fmt.Errorf("hold %s of the person: %w", reference, ErrNotFound)
		}
		h := p.LegalHolds[at]
		h.By, h.Reason = o.By, o.Reason
		p.LegalHolds = slices.Delete(slices.Clone(p.LegalHolds), at, at+1)
		c.RecordAct(EventLegalHold, now, func(salt string) any { return legalHoldBody{h, "lifted", salt} })
		if r, ok := p.request(RequestErasure); ok && len(p.ActiveLegalHolds(now)) == 0 && len(p.Users) > 0 {
			c.Queue = append(c.Queue, Item{
				ID: rand.Text(), App: p.App, Person: p.ID, Lane: LaneTimer, Name: timerHeld, Due: now,
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

// legalHoldPrevents reports whether an erasure has to wait for the end of a legal hold,
// and says so: the request stays open, and goes on by itself.
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
		t.timer(timerHeld, end, reference)
		phrase, params["until"] = policies.PhraseErasureHeldUntil, t.date(end)
	}
	if !t.byOfficer() {
		t.say(phrase, params)
	}
	return true
}

// legalHoldEnded goes on with an erasure that waited for a hold.
func (t *turn) legalHoldEnded(reference string) {
	if r, ok := t.p.request(RequestErasure); ok && r.Reference == reference && t.p.Stage != StageErasing && t.p.Stage != StageGrace {
		t.beginErasure(reference)
	}
}
