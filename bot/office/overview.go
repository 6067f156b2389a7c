package office

import (
	"context"
	"fmt"
	"slices"
	"time"

	"assent/bot"
	"assent/policies"
)

// Overview is the state of Assent in numbers that identify nobody.
type Overview struct {
	Consents map[bot.ConsentState]int // people on record, by their consent to the service
	Waiting  int                      // conversations that wait for the team
	Taken    int                      // conversations that the team has taken
	Open     int                      // people with open requests
	Overdue  int                      // people with overdue requests
	Edition  *policies.Edition        // in force
	Late     time.Duration            // how far the queue is behind
	Lines    int64                    // in the ledger
}

// consentStates are the states that people on record are counted by.
var consentStates = []bot.ConsentState{
	bot.Asked, bot.Granted, bot.Declined, bot.Withdrawn, bot.Expired, bot.Superseded,
}

// Overview returns the present numbers of an app.
func (o *Office) Overview(ctx context.Context, app string) (v Overview, err error) {
	v.Consents = map[bot.ConsentState]int{}
	for _, state := range consentStates {
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

// CountGranted returns how many people have agreed; a material edition would ask
// them again.
func (o *Office) CountGranted(ctx context.Context, app string) (int, error) {
	return o.cfg.Store.Count(ctx, bot.Query{App: app, Consent: bot.Granted})
}

// AuditEntry is one thing that a team member did.
type AuditEntry struct {
	At      time.Time
	Who     string
	Kind    string
	Command string
	Handoff string // reference of the conversation that it was about
}

// auditSlack is how far the times of entries may deviate from their order, because a
// clock was set.
const auditSlack = 24 * time.Hour

// AuditLog returns what the team did between two moments, the newest first: their
// commands as given, and sign-ins. It returns n entries at most; zero: all.
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

// audited returns what one team member did. It reads from the newest event
// backwards, and no further than necessary.
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
