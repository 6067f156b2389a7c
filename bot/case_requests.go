package bot

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"assent/policies"
)

// OpenRequest is a request that is not answered yet. It holds no data about the
// person but their random id.
type OpenRequest struct {
	Person PersonID `json:"person"`
	App    string   `json:"app"`
	Request
	Overdue bool `json:"overdue"`
}

// Verdict is an officer's decision on a request.
type Verdict string

// The verdicts.
const (
	VerdictDone     Verdict = "done"
	VerdictRefused  Verdict = "refused"  // with the reason, and the right to complain (GDPR Art. 12(4))
	VerdictExtended Verdict = "extended" // once, with the reason (GDPR Art. 12(3))
	VerdictApproved Verdict = "approved" // a request that awaits approval is carried out
)

// ErrInvalidVerdict refuses a verdict that the request's state does not allow.
var ErrInvalidVerdict = NewProblem(Invalid, "this request cannot be answered that way")

// OpenRequests returns all open requests, the most urgent first.
func (b *Bot) OpenRequests(ctx context.Context) ([]OpenRequest, error) {
	var list []OpenRequest
	now := b.cfg.Now()
	for p, err := range b.store.People(ctx, Query{OpenRequest: true}) {
		if err != nil {
			return nil, fmt.Errorf("open requests: %w", err)
		}
		for _, r := range p.Requests {
			list = append(list, OpenRequest{p.ID, p.App, r, !r.AnswerBy.IsZero() && !now.Before(r.AnswerBy)})
		}
	}
	slices.SortStableFunc(list, func(a, b OpenRequest) int { return a.AnswerBy.Compare(b.AnswerBy) })
	return list, nil
}

// UrgentRequests returns the n most urgent open requests of an app, the most
// urgent first, and how many people have an open request.
func (b *Bot) UrgentRequests(ctx context.Context, app string, n int) (list []OpenRequest, people int, err error) {
	if people, err = b.store.Count(ctx, Query{App: app, OpenRequest: true}); err != nil {
		return nil, 0, fmt.Errorf("open requests: %w", err)
	}
	now := b.cfg.Now()
	for p, err := range b.store.People(ctx, Query{App: app, MostUrgent: n}) {
		if err != nil {
			return nil, 0, fmt.Errorf("open requests: %w", err)
		}
		for _, r := range p.Requests {
			list = append(list, OpenRequest{p.ID, p.App, r, !r.AnswerBy.IsZero() && !now.Before(r.AnswerBy)})
		}
	}
	slices.SortStableFunc(list, func(a, b OpenRequest) int { return a.AnswerBy.Compare(b.AnswerBy) })
	return list[:min(len(list), n)], people, nil
}

// RequestBy returns an open request by its reference, or ErrNotFound.
func (b *Bot) RequestBy(ctx context.Context, app, reference string) (OpenRequest, error) {
	p, err := b.store.Person(ctx, RequestAddress(app, reference))
	if err != nil {
		return OpenRequest{}, err
	}
	at := slices.IndexFunc(p.Requests, func(r Request) bool { return r.Reference == reference })
	if at < 0 {
		return OpenRequest{}, ErrNotFound
	}
	r := p.Requests[at]
	return OpenRequest{p.ID, p.App, r, !r.AnswerBy.IsZero() && !b.cfg.Now().Before(r.AnswerBy)}, nil
}

// DecideRequest carries out an officer's decision on an open request, and tells
// the person the reason. It refuses to decide on an export or an erasure that is
// already being carried out: Assent finishes those itself.
func (b *Bot) DecideRequest(ctx context.Context, reference string, v Verdict, o Order) error {
	if o.By == "" || o.Reason == "" {
		return ErrUnnamed
	}
	r, err := b.RequestBy(ctx, DefaultApp, reference)
	if errors.Is(err, ErrNotFound) {
		return b.caseClosed(ctx, reference, v)
	}
	if err != nil {
		return err
	}
	p, err := b.store.PersonByID(ctx, r.Person)
	if err != nil {
		return err
	}
	switch {
	case !slices.Contains([]Verdict{VerdictDone, VerdictRefused, VerdictExtended, VerdictApproved}, v):
		return fmt.Errorf("%w: %q is not one of done, refused, extended, approved", ErrInvalidVerdict, v)
	case v == VerdictApproved && !r.AwaitsApproval:
		return fmt.Errorf("%w: it does not need approval", ErrInvalidVerdict)
	case v == VerdictDone && r.AwaitsApproval:
		return fmt.Errorf("%w: it awaits approval, and is carried out once approved", ErrInvalidVerdict)
	case v == VerdictExtended && r.Extended:
		return fmt.Errorf("%w: it was extended already, and can be extended only once", ErrInvalidVerdict)
	case v == VerdictExtended && r.Overdue:
		return fmt.Errorf("%w: it is overdue, and can no longer be extended", ErrInvalidVerdict)
	case !r.AwaitsApproval && (r.Kind == RequestAccess ||
		r.Kind == RequestErasure && len(p.ActiveLegalHolds(b.cfg.Now())) == 0):
		return fmt.Errorf("%w: it is being carried out", ErrInvalidVerdict)
	case r.Kind == RequestErasure && v == VerdictDone:
		return fmt.Errorf("%w: it waits for a legal hold: lift the hold to carry it out", ErrInvalidVerdict)
	case len(p.Users) == 0:
		return fmt.Errorf("person %s has no address", p.ID)
	}
	to := p.Users[0]
	for _, u := range p.Users {
		if u.Channel == r.Channel {
			to = u
			break
		}
	}
	_, err = b.handle(ctx, Message{
		Kind: KindResult, User: to, person: p.ID, At: b.cfg.Now(), result: requestDecided{reference, v, o},
	})
	return err
}

// requestDecided: an officer decided on an open request.
type requestDecided struct {
	reference string
	verdict   Verdict
	order     Order
}

func (r requestDecided) take(t *turn) {
	at := slices.IndexFunc(t.p.Requests, func(q Request) bool { return q.Reference == r.reference })
	if at < 0 || t.p.Stage == StageErasing {
		return // answered or erased meanwhile
	}
	q := t.p.Requests[at]
	params := policies.Params{"reference": q.Reference, "reason": r.order.Reason}
	phrase := policies.PhraseRequestDone
	if r.verdict == VerdictApproved && !q.AwaitsApproval {
		return // approved meanwhile
	}
	if r.verdict == VerdictExtended {
		q.Extended, q.AnswerBy = true, t.deadlines(q.At).Extended
		t.p.Requests[at] = q
		phrase, params["until"] = policies.PhraseRequestExtended, t.date(q.AnswerBy)
	} else if r.verdict != VerdictApproved {
		t.p.Requests = slices.Delete(slices.Clone(t.p.Requests), at, at+1)
	}
	if r.verdict == VerdictRefused {
		phrase = policies.PhraseRequestRefused
	}
	t.requestStep(requestBody{
		Kind: q.Kind, Reference: q.Reference, State: string(r.verdict), Channel: q.Channel,
		By: r.order.By, Reason: r.order.Reason,
	})
	switch r.verdict {
	case VerdictApproved:
		t.approved(at)
		return
	case VerdictExtended:
		c := newCase(t.cfg, t.p.App, q.Kind, q.Reference, q.Channel, CaseOpen, t.now)
		switch {
		case q.AwaitsApproval:
			c.State = CaseAwaitsApproval
		case q.Kind == RequestErasure:
			c.State = CaseInProgress
		}
		c.Extended = q.AnswerBy
		t.out.cases = append(t.out.cases, c)
	}
	t.say(phrase, params)
}

// deadlines returns the due dates of a request that was received at a moment.
func (t *turn) deadlines(at time.Time) Deadlines {
	return t.cfg.Rights.Regime.Deadlines(at, t.cfg.Rights.Zone.Location())
}

// remindBefore is how long before its due date officers are reminded of a request.
const remindBefore = 7 * 24 * time.Hour

// Remind reminds officers, in the log, of requests that are overdue or due soon.
// Run calls it every day.
func (b *Bot) Remind(ctx context.Context) error {
	open, err := b.OpenRequests(ctx)
	if err != nil {
		return err
	}
	for _, r := range open {
		left := r.AnswerBy.Sub(b.cfg.Now())
		switch {
		case r.AnswerBy.IsZero() || left > remindBefore:
		case r.Overdue:
			b.cfg.Log.Error("a request is overdue: assent requests list",
				"reference", r.Reference, "kind", string(r.Kind), "due", r.AnswerBy)
		default:
			b.cfg.Log.Warn("a request has to be answered soon: assent requests list",
				"reference", r.Reference, "kind", string(r.Kind), "due", r.AnswerBy)
		}
	}
	return nil
}
