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

// Case is an entry of the case log: a request, without any data about the person
// who made it. It outlives their record.
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
	Reason       string      `json:"reason,omitempty"` // a code: technical, legal_hold, ...; see Why
	Reviewed     bool        `json:"reviewed"`         // it had to be approved by an officer
}

// Overdue reports whether the case is still open after its due date.
func (c Case) Overdue(now time.Time) bool {
	due := c.Due
	if c.Extended.After(due) {
		due = c.Extended
	}
	return c.Closed.IsZero() && !due.IsZero() && !now.Before(due)
}

// CaseState is the state of a case.
type CaseState string

// The states of a case.
const (
	CaseOpen           CaseState = "open"                 // an officer has to handle it
	CaseVerifying      CaseState = "verifying"            // the person has to confirm it
	CaseAwaitsApproval CaseState = "waiting for approval" // an officer has to approve it
	CaseInProgress     CaseState = "in progress"          // Assent is carrying it out
	CasePartial        CaseState = "partial"              // done here, but not yet at every platform
	CaseDone           CaseState = "done"
	CaseRefused        CaseState = "refused"
	CaseRevoked        CaseState = "revoked" // by the person
	CaseExpired        CaseState = "expired" // the person did not confirm it
)

// caseMoves are the transitions that are allowed. The empty state is that of a
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

// ErrCaseTransition refuses a transition that caseMoves does not allow.
var ErrCaseTransition = errors.New("invalid case transition")

// To returns nil if a case may go from state s to next, or stays in a state that
// is not final; otherwise an ErrCaseTransition that names both.
func (s CaseState) To(next CaseState) error {
	if s == next && !s.ended() || slices.Contains(caseMoves[s], next) {
		return nil
	}
	return fmt.Errorf("%w: from %q to %q", ErrCaseTransition, string(s), string(next))
}

// ended reports whether the state is final.
func (s CaseState) ended() bool { return s != "" && len(caseMoves[s]) == 0 }

// The codes of Case.Reason.
const (
	reasonTechnical = "technical"  // Assent failed to carry it out
	reasonHold      = "legal_hold" // a legal hold is active
	reasonErased    = "erased"     // the person had everything deleted
	reasonPlatform  = "platform"   // a platform did not delete its copies
	reasonOfficer   = "officer"    // an officer decided; their own words are in the person's record
)

// caseSteps maps the state of a request, as events name it, to the state and the
// reason of its case.
var caseSteps = map[string]struct {
	state  CaseState
	reason string
}{
	"asked": {CaseVerifying, ""}, "noted": {CaseOpen, ""}, "waiting": {CaseAwaitsApproval, ""},
	"ordered": {CaseInProgress, reasonOfficer}, "confirmed": {CaseInProgress, ""},
	"approved": {CaseInProgress, ""}, "held": {CaseInProgress, reasonHold},
	"dropped": {CaseRevoked, ""}, "expired": {CaseExpired, ""},
	"done": {CaseDone, ""}, "failed": {CaseRefused, reasonTechnical}, "refused": {CaseRefused, reasonOfficer},
}

// caseOf returns the case log's entry for a step of a request, or false if the
// step does not belong there.
func (t *turn) caseOf(body requestBody) (Case, bool) {
	step, ok := caseSteps[body.State]
	if !ok || body.Kind == RequestAccountLink { // linking accounts is not a data subject request
		return Case{}, false
	}
	c := newCase(t.cfg, t.p.App, body.Kind, body.Reference, body.Channel, step.state, t.now)
	c.Due, c.Reason, c.Reviewed = t.deadlines(t.now).Answer, step.reason, body.State == "waiting"
	return c, true
}

func newCase(
	cfg *Config, app string, kind RequestKind, reference, channel string, state CaseState, now time.Time,
) Case {
	c := Case{
		App: app, Reference: reference, Kind: kind, State: state, Regime: cfg.Rights.Regime, Channel: channel,
		Opened: now, Acknowledged: now,
	}
	if state.ended() {
		c.Closed = now
	}
	return c
}

// requestStep adds a step of a request to the person's record and the case log,
// and to the ledger if an officer took it.
func (t *turn) requestStep(body requestBody) {
	if c, ok := t.caseOf(body); ok {
		t.out.cases = append(t.out.cases, c)
	}
	if body.By != "" {
		fact := body
		body.Salt = t.newID()
		t.out.ledger = append(t.out.ledger,
			mustRecord(t.p.App, ledger.KindOrder, t.now, body.Salt, fact))
	}
	t.record(EventRequest, body)
}

// dropOthers closes all other requests of a person who is being erased.
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

// Cases yields the entries of the case log that q selects, oldest first.
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

// certified reports whether the case can have a certificate: data was erased.
func (c Case) certified() bool {
	return c.Kind == RequestErasure && (c.State == CasePartial || c.State == CaseDone)
}

// Why returns the reason for the case's state in words, or an empty string if
// the state needs no explanation.
func (c Case) Why() string {
	return map[string]string{
		reasonTechnical: "Assent failed at it, see the log",
		reasonHold:      "a legal hold stands",
		reasonErased:    "the person had everything deleted",
		reasonPlatform:  "a platform did not let go of its copies",
		reasonOfficer:   "an officer decided it",
	}[c.Reason]
}

// caseClosed returns the error for a verdict on a request that is not open.
func (b *Bot) caseClosed(ctx context.Context, reference string, v Verdict) error {
	c, err := b.CaseBy(ctx, DefaultApp, reference)
	if err != nil {
		return fmt.Errorf("open request %s: %w", reference, err)
	}
	return fmt.Errorf("%w: it is %s, and cannot be %s", ErrInvalidVerdict, c.State, v)
}
