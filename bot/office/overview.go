package office

import (
	"context"
	"fmt"
	"slices"
	"time"

	"assent/bot"
	"assent/policies"
)

// Overview is how Assent stands, in numbers that say nothing of anybody.
type Overview struct {
	Consents map[bot.ConsentState]int // people on record
	Waiting  int                      // conversations for the team
	Taken    int                      // and with it
	Open     int                      // people with open requests
	Overdue  int
	Edition  *policies.Edition // in force
	Late     time.Duration     // of the queue
	Lines    int64             // of the ledger
}

// Overview counts.
func (o *Office) Overview(ctx context.Context, app string) (v Overview, err error) {
	v.Consents = map[bot.ConsentState]int{}
	for _, state := range []bot.ConsentState{bot.Asked, bot.Granted, bot.Declined, bot.Withdrawn, bot.Expired, bot.Superseded} {
		if v.Consents[state], err = o.cfg.Store.Count(ctx, bot.Query{App: app, Consent: state}); err != nil {
			return v, err
		}
	}
	if v.Waiting, v.Taken, err = o.bot.HandoffCounts(ctx, app); err != nil {
		return v, err
	}
	if v.Open, err = o.cfg.Store.Count(ctx, bot.Query{App: app, OpenRequest: true}); err != nil {
		return v, err
	}
	if v.Overdue, err = o.cfg.Store.Count(ctx, bot.Query{App: app, DueBefore: o.cfg.Now()}); err != nil {
		return v, err
	}
	if v.Edition, err = o.cfg.Library.Current(ctx, app); err != nil {
		return v, err
	}
	next, err := o.cfg.Store.NextDue(ctx)
	if err != nil {
		return v, err
	}
	if late := o.cfg.Now().Sub(next); !next.IsZero() && late > time.Minute {
		v.Late = late
	}
	head, err := o.cfg.Store.Ledger().Head(ctx)
	v.Lines = head.Size
	return v, err
}

// CountGranted is how many people have agreed, and would be asked again by a material
// edition.
func (o *Office) CountGranted(ctx context.Context, app string) (int, error) {
	return o.cfg.Store.Count(ctx, bot.Query{App: app, Consent: bot.Granted})
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
func (o *Office) AuditLog(ctx context.Context, app string, from, to time.Time, n int) (list []AuditEntry, err error) {
	for p, err := range o.cfg.Store.People(ctx, bot.Query{App: app, Staff: true}) {
		if err != nil {
			return nil, err
		}
		own, err := o.audited(ctx, p, from, to, n)
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
func (o *Office) audited(ctx context.Context, p bot.Person, from, to time.Time, n int) (list []AuditEntry, err error) {
	who := "somebody who was invited"
	if p.Agent != nil {
		who = p.Agent.Name
	}
	if p.Account != nil && p.Account.Login != "" {
		who += " (" + p.Account.Login + ")"
	}
	for e, err := range o.cfg.Store.Newest(ctx, p.ID) {
		if err != nil {
			return nil, err
		}
		if e.At.Before(from.Add(-auditSlack)) || n > 0 && len(list) == n {
			break
		}
		if e.Kind != bot.EventActed || e.At.Before(from) || !e.At.Before(to) {
			continue
		}
		did, err := bot.DecodeEvent[bot.TeamAct](e)
		if err != nil {
			return nil, err
		}
		list = append(list, AuditEntry{e.At, who, did.Kind, did.Command, did.Handoff})
	}
	return list, nil
}
