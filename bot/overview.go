package bot

import (
	"context"
	"fmt"
	"slices"
	"time"

	"assent/policies"
)

// Overview is how Assent stands, in numbers that say nothing of anybody.
type Overview struct {
	Consents map[ConsentState]int // people on record
	Waiting  int                  // conversations for the team
	Taken    int                  // and with it
	Open     int                  // people with open requests
	Overdue  int
	Edition  *policies.Edition // in force
	Late     time.Duration     // of the queue
	Lines    int64             // of the ledger
}

// TooFewToShow reports whether a number is of a group that is too small to be told of.
func TooFewToShow(n int) bool { return n > 0 && n < hiddenBelow }

// Overview counts.
func (b *Bot) Overview(ctx context.Context, app string) (o Overview, err error) {
	o.Consents = map[ConsentState]int{}
	for _, state := range []ConsentState{Asked, Granted, Declined, Withdrawn, Expired, Superseded} {
		if o.Consents[state], err = b.store.Count(ctx, Query{App: app, Consent: state}); err != nil {
			return o, err
		}
	}
	if o.Waiting, o.Taken, err = b.HandoffCounts(ctx, app); err != nil {
		return o, err
	}
	if o.Open, err = b.store.Count(ctx, Query{App: app, OpenRequest: true}); err != nil {
		return o, err
	}
	if o.Overdue, err = b.store.Count(ctx, Query{App: app, DueBefore: b.cfg.Now()}); err != nil {
		return o, err
	}
	if o.Edition, err = b.cfg.Library.Current(ctx, app); err != nil {
		return o, err
	}
	next, err := b.store.NextDue(ctx)
	if err != nil {
		return o, err
	}
	if late := b.cfg.Now().Sub(next); !next.IsZero() && late > time.Minute {
		o.Late = late
	}
	head, err := b.store.Ledger().Head(ctx)
	o.Lines = head.Size
	return o, err
}

// CountGranted is how many people have agreed, and would be asked again by a material
// edition.
func (b *Bot) CountGranted(ctx context.Context, app string) (int, error) {
	return b.store.Count(ctx, Query{App: app, Consent: Granted})
}

// HandoffCounts counts the conversations that wait for the team, and that it has.
func (b *Bot) HandoffCounts(ctx context.Context, app string) (waiting, held int, err error) {
	if waiting, err = b.store.Count(ctx, Query{App: app, Handoff: HandoffWaiting}); err == nil {
		held, err = b.store.Count(ctx, Query{App: app, Handoff: HandoffTaken})
	}
	return waiting, held, err
}

// Handoffs returns so many of the people whose handoff is in a state, those who
// have it longest first.
func (b *Bot) Handoffs(ctx context.Context, app string, state HandoffState, n int) (list []Person, err error) {
	for p, err := range b.store.People(ctx, Query{App: app, Handoff: state, Longest: n}) {
		if err != nil {
			return nil, err
		}
		if p.Handoff != nil {
			list = append(list, p)
		}
	}
	return list, nil
}

// AuditEntry is one thing that somebody of the team did.
type AuditEntry struct {
	At      time.Time
	Who     string
	Kind    string
	Command string
	Handoff string // the conversation that it was about
}

// auditSlack is by how much what was put on record later may have happened
// earlier: a clock was set.
const auditSlack = 24 * time.Hour

// AuditLog returns what the team did between two moments, the newest first: what
// they asked for as they asked for it, and sign-ins; n of it at most, all with
// zero.
func (b *Bot) AuditLog(ctx context.Context, app string, from, to time.Time, n int) (list []AuditEntry, err error) {
	for p, err := range b.store.People(ctx, Query{App: app, Staff: true}) {
		if err != nil {
			return nil, err
		}
		own, err := b.audited(ctx, p, from, to, n)
		if err != nil {
			return nil, fmt.Errorf("the audit log: %w", err)
		}
		list = append(list, own...)
	}
	slices.SortStableFunc(list, func(a, b AuditEntry) int { return b.At.Compare(a.At) })
	if n > 0 {
		list = list[:min(len(list), n)]
	}
	return list, nil
}

// audited is what one of the team did. It reads from the end on, and no further
// than it has to.
func (b *Bot) audited(ctx context.Context, p Person, from, to time.Time, n int) (list []AuditEntry, err error) {
	who := "somebody who was invited"
	if p.Agent != nil {
		who = p.Agent.Name
	}
	if p.Account != nil && p.Account.Login != "" {
		who += " (" + p.Account.Login + ")"
	}
	for e, err := range b.store.Newest(ctx, p.ID) {
		if err != nil {
			return nil, err
		}
		if e.At.Before(from.Add(-auditSlack)) || n > 0 && len(list) == n {
			break
		}
		if e.Kind != EventActed || e.At.Before(from) || !e.At.Before(to) {
			continue
		}
		did, err := decodeEvent[actedBody](e)
		if err != nil {
			return nil, err
		}
		list = append(list, AuditEntry{e.At, who, did.Kind, did.Command, did.Handoff})
	}
	return list, nil
}

// Note is what somebody of the team noted about a person.
type Note struct {
	At   time.Time
	By   string
	Text string
}

// Notes returns what the team noted about a person.
func (b *Bot) Notes(ctx context.Context, id PersonID) (list []Note, err error) {
	for e, err := range b.store.Events(ctx, id) {
		if err != nil {
			return nil, err
		}
		if e.Kind != EventNote {
			continue
		}
		n, err := decodeEvent[noteBody](e)
		if err != nil {
			return nil, err
		}
		by, err := b.AgentName(ctx, n.Agent)
		if err != nil {
			return nil, err
		}
		if n.Text != "" {
			list = append(list, Note{e.At, by, n.Text})
		}
	}
	return list, nil
}

// CardOf is what the team sees of somebody in a handoff.
func (b *Bot) CardOf(ctx context.Context, p Person) (Card, error) {
	handoff := ""
	if p.Handoff != nil {
		handoff = p.Handoff.Reference
	}
	return b.card(ctx, p, handoff, "")
}
