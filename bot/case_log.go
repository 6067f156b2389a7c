package bot

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"time"

	"assent/bot/ledger"
)

// Case is a line of the case log: a request of somebody, without a word about
// them. It outlives the person.
type Case struct {
	App          string      `json:"app"`
	Reference    string      `json:"reference"`
	Kind         RequestKind `json:"kind"`
	State        CaseState   `json:"state"`
	Regime       Regime      `json:"regime"`
	Channel      string      `json:"channel"`
	Opened       time.Time   `json:"opened"`
	Acknowledged time.Time   `json:"acknowledged"`
	Due          time.Time   `json:"due"`
	Extended     time.Time   `json:"extended_to,omitzero"`
	Closed       time.Time   `json:"closed,omitzero"`
	Reason       string      `json:"reason,omitempty"` // a code, see the reasons
	Reviewed     bool        `json:"reviewed"`
}

// Overdue reports whether it should have been answered by now.
func (c Case) Overdue(now time.Time) bool {
	due := c.Due
	if c.Extended.After(due) {
		due = c.Extended
	}
	return c.Closed.IsZero() && !due.IsZero() && !now.Before(due)
}

// CaseState is where a case stands.
type CaseState string

// The states of a case.
const (
	CaseOpen           CaseState = "open"                 // people have to do it
	CaseVerifying      CaseState = "verifying"            // the person has to confirm it
	CaseAwaitsApproval CaseState = "waiting for approval" // an officer has to approve it
	CaseInProgress     CaseState = "in progress"          // Assent does it
	CasePartial        CaseState = "partial"              // done here, and not yet everywhere
	CaseDone           CaseState = "done"
	CaseRefused        CaseState = "refused"
	CaseRevoked        CaseState = "revoked" // by the person
	CaseExpired        CaseState = "expired" // the person did not confirm it
)

// caseMoves are the steps that a case can take. The empty state is that of a
// case that is not on record yet.
var caseMoves = map[CaseState][]CaseState{
	"":                 {CaseOpen, CaseVerifying, CaseInProgress, CaseDone},
	CaseVerifying:      {CaseOpen, CaseAwaitsApproval, CaseInProgress, CaseDone, CaseRefused, CaseRevoked, CaseExpired},
	CaseOpen:           {CaseDone, CaseRefused, CaseRevoked},
	CaseAwaitsApproval: {CaseInProgress, CaseRefused, CaseRevoked},
	CaseInProgress:     {CasePartial, CaseDone, CaseRefused, CaseRevoked},
	CasePartial:        {CaseDone},
	CaseDone:           {}, CaseRefused: {}, CaseRevoked: {}, CaseExpired: {},
}

// ErrCaseTransition refuses a step that a case cannot take.
var ErrCaseTransition = errors.New("a case cannot go there")

// To returns nil where a case in state s may get into another, or stays where
// it is and is not ended; else an ErrCase that names both.
func (s CaseState) To(next CaseState) error {
	if s == next && !s.ended() || slices.Contains(caseMoves[s], next) {
		return nil
	}
	return fmt.Errorf("%w: from %q to %q", ErrCaseTransition, string(s), string(next))
}

// ended reports whether nothing follows.
func (s CaseState) ended() bool { return s != "" && len(caseMoves[s]) == 0 }

// The reasons that a case names.
const (
	reasonTechnical = "technical"  // Assent failed at it
	reasonHold      = "legal_hold" // a legal hold stands
	reasonErased    = "erased"     // the person had everything deleted
	reasonPlatform  = "platform"   // a platform did not let go of its copies
	reasonOfficer   = "officer"    // the officer's own words are in the person's record
)

// caseSteps tells what a step of a request, as an event names it, makes of the
// case.
var caseSteps = map[string]struct {
	state  CaseState
	reason string
}{
	"asked": {CaseVerifying, ""}, "noted": {CaseOpen, ""}, "waiting": {CaseAwaitsApproval, ""},
	"ordered": {CaseInProgress, reasonOfficer}, "confirmed": {CaseInProgress, ""}, "approved": {CaseInProgress, ""}, "held": {CaseInProgress, reasonHold},
	"dropped": {CaseRevoked, ""}, "expired": {CaseExpired, ""},
	"done": {CaseDone, ""}, "failed": {CaseRefused, reasonTechnical}, "refused": {CaseRefused, reasonOfficer},
}

// caseOf is the line for a step of a request; false: the step is none of a
// case.
func (t *turn) caseOf(body requestBody) (Case, bool) {
	step, ok := caseSteps[body.State]
	if !ok || body.Kind == RequestAccountLink { // which is no right of the law
		return Case{}, false
	}
	c := newCase(t.cfg, t.p.App, body.Kind, body.Reference, body.Channel, step.state, t.now)
	c.Due, c.Reason, c.Reviewed = t.deadlines(t.now).Answer, step.reason, body.State == "waiting"
	return c, true
}

func newCase(cfg *Config, app string, kind RequestKind, reference, channel string, state CaseState, now time.Time) Case {
	c := Case{
		App: app, Reference: reference, Kind: kind, State: state, Regime: cfg.Rights.Regime, Channel: channel, Opened: now, Acknowledged: now,
	}
	if state.ended() {
		c.Closed = now
	}
	return c
}

// requestStep puts a step of a request on the person's record and on the case
// log; where an officer took it, on the ledger too.
func (t *turn) requestStep(body requestBody) {
	if c, ok := t.caseOf(body); ok {
		t.out.cases = append(t.out.cases, c)
	}
	if body.By != "" {
		fact := body
		body.Salt = t.newID()
		t.out.ledger = append(t.out.ledger, mustRecord(t.p.App, ledger.KindOrder, t.now, body.Salt, fact))
	}
	t.record(EventRequest, body)
}

// dropOthers ends every other request of somebody who is being erased.
func (t *turn) dropOthers(reference string) {
	revoke := func(kind RequestKind, r, channel string) {
		if r == reference || kind == RequestAccountLink {
			return
		}
		c := newCase(t.cfg, t.p.App, kind, r, channel, CaseRevoked, t.now)
		c.Reason = reasonErased
		t.out.cases = append(t.out.cases, c)
	}
	for _, r := range t.p.Requests {
		revoke(r.Kind, r.Reference, r.Channel)
	}
	if p := t.p.Pending; p != nil {
		revoke(p.Kind, p.Reference, p.Channel)
	}
}

// Cases yields what q selects of the case log, oldest first.
func (b *Bot) Cases(ctx context.Context, q CaseQuery) iter.Seq2[Case, error] {
	return b.store.Cases(ctx, q)
}

// CaseBy returns a case by its reference, or ErrNotFound.
func (b *Bot) CaseBy(ctx context.Context, app, reference string) (Case, error) {
	if reference == "" {
		return Case{}, ErrNotFound
	}
	for c, err := range b.store.Cases(ctx, CaseQuery{App: app, Reference: reference}) {
		return c, err
	}
	return Case{}, ErrNotFound
}

// certified reports whether there may be a certificate of it: somebody's data was
// erased.
func (c Case) certified() bool {
	return c.Kind == RequestErasure && (c.State == CasePartial || c.State == CaseDone)
}

// Why says in words why a case is where it is; empty: nothing has to be said.
func (c Case) Why() string {
	return map[string]string{
		reasonTechnical: "Assent failed at it, see the log", reasonHold: "a legal hold stands", reasonErased: "the person had everything deleted",
		reasonPlatform: "a platform did not let go of its copies", reasonOfficer: "an officer decided it",
	}[c.Reason]
}

// caseClosed says why a request that is not open cannot be answered.
func (b *Bot) caseClosed(ctx context.Context, reference string, v Verdict) error {
	c, err := b.CaseBy(ctx, DefaultApp, reference)
	if err != nil {
		return fmt.Errorf("open request %s: %w", reference, err)
	}
	return fmt.Errorf("%w: it is %s, and cannot be %s", ErrInvalidVerdict, c.State, v)
}
