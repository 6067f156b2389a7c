package office

import (
	"context"
	"errors"
	"fmt"
	"time"

	"assent/bot"
	"assent/intents"
	"assent/policies"
)

// Errors of Publish.
var (
	// ErrSameEdition refuses to publish the texts in force again.
	ErrSameEdition = bot.NewProblem(bot.Conflict, "these texts are in force already, nothing was published")
	// ErrFirstEdition refuses to carry over consents to the sample.
	ErrFirstEdition = bot.NewProblem(bot.Invalid,
		"the first edition is material, because earlier consents were to the sample: publish it with --material")
	// ErrChangeKind: the kind of the change is missing.
	ErrChangeKind = bot.NewProblem(bot.Invalid,
		"choose --material (everybody is asked again) or --editorial (nobody is asked again)")
)

// Unfit lists the findings that prevent publication.
type Unfit []policies.Finding

// Error lists the findings that have to be fixed.
func (u Unfit) Error() string {
	said := "the edition is not published:"
	for _, f := range u {
		if f.Severity == policies.Error {
			said += "\n  " + f.String()
		}
	}
	return said
}

// As turns it into a bot.Problem: the texts have to be changed first.
func (u Unfit) As(target any) bool {
	p, ok := target.(**bot.Problem)
	if ok {
		*p = &bot.Problem{Kind: bot.Invalid, Text: u.Error()}
	}
	return ok
}

// Publish checks texts and makes them the edition in force, for good.
func (o *Office) Publish(ctx context.Context, draft *policies.Edition) (*policies.Edition, error) {
	current, err := o.cfg.Library.Current(ctx, draft.App)
	if err != nil {
		return nil, err
	}
	switch {
	case draft.Kind == "" && current.Sample():
		draft.Kind = policies.Material // no consent from before can carry over
	case draft.Kind == "":
		return nil, ErrChangeKind
	case draft.Kind == policies.Editorial && current.Sample():
		return nil, ErrFirstEdition
	}
	if findings := policies.Check(draft, intents.Reserved()); policies.Blocking(findings) {
		return nil, Unfit(findings)
	}
	frozen := draft.Freeze(draft.Controller)
	if !current.Sample() && len(policies.Diff(current, frozen)) == 0 && current.Controller == frozen.Controller {
		return nil, fmt.Errorf("edition %s: %w", current.Label(), ErrSameEdition)
	}
	published, err := o.cfg.Library.Publish(ctx, draft)
	if err == nil {
		o.cfg.Log.Info("an edition was published",
			"app", published.App, "edition", published.Number, "kind", string(published.Kind))
	}
	return published, err
}

// Errors of proposals.
var (
	// ErrProposed: the proposal was withdrawn, replaced or approved meanwhile.
	ErrProposed = bot.NewProblem(bot.Conflict, "this proposal is no longer open: look at the draft again")
	// ErrOwnProposal keeps people from approving their own proposal.
	ErrOwnProposal = bot.NewProblem(bot.Forbidden, "somebody else has to approve your proposal")
)

// Propose proposes a draft for publication, at a moment or at once (zero). If nobody
// has to approve it ([Config.Approver]), it is published then.
func (o *Office) Propose(ctx context.Context, who bot.Operator, app string, rev int, p policies.Proposal) error {
	d, err := o.cfg.Library.Draft(ctx, app)
	if err != nil {
		return err
	}
	if d.Rev != rev {
		return policies.ErrDraftChanged
	}
	current, err := o.cfg.Library.Current(ctx, app)
	switch {
	case err != nil:
		return err
	case p.Kind != policies.Material && p.Kind != policies.Editorial:
		return ErrChangeKind
	case p.Kind == policies.Editorial && current.Sample():
		return ErrFirstEdition
	}
	if findings := policies.Check(d.Edition, intents.Reserved()); policies.Blocking(findings) {
		return Unfit(findings)
	}
	p.By = string(who.Person)
	if p.Approved = ""; !o.cfg.Approver {
		p.Approved = p.By
	}
	d.Proposal = &p
	if d.Rev, err = o.cfg.Library.SaveDraft(ctx, d); err != nil {
		return err
	}
	return o.publishProposed(ctx, app, d)
}

// Approve approves what somebody else proposed.
func (o *Office) Approve(ctx context.Context, who bot.Operator, app string, rev int) error {
	d, err := o.cfg.Library.Draft(ctx, app)
	switch {
	case err != nil:
		return err
	case d.Rev != rev || d.Proposal == nil || d.Proposal.Approved != "":
		return ErrProposed
	case d.Proposal.By == string(who.Person):
		return ErrOwnProposal
	}
	p := *d.Proposal
	p.Approved = string(who.Person)
	d.Proposal = &p
	if d.Rev, err = o.cfg.Library.SaveDraft(ctx, d); err != nil {
		return err
	}
	return o.publishProposed(ctx, app, d)
}

// publishProposed publishes a draft that is approved and due; only one of several
// processes does.
func (o *Office) publishProposed(ctx context.Context, app string, d policies.Draft) error {
	p := d.Proposal
	if p == nil || p.Approved == "" || p.At.After(o.cfg.Now()) {
		return nil
	}
	key := bot.MessageKey{App: app, Channel: "publish", ID: fmt.Sprint(d.Rev, " ", d.At.UnixMilli())}
	err := o.cfg.Store.Save(ctx, bot.Change{MessageKey: key})
	if errors.Is(err, bot.ErrHandled) {
		return nil
	}
	if err != nil {
		return err
	}
	d.Edition.App, d.Edition.Kind, d.Edition.Summary = app, p.Kind, p.Summary
	if _, err := o.Publish(ctx, d.Edition); err != nil {
		return err
	}
	_, err = o.cfg.Library.SaveDraft(ctx, policies.Draft{App: app, Rev: d.Rev})
	if errors.Is(err, policies.ErrDraftChanged) {
		return nil // somebody is already working on the next one
	}
	return err
}

// publishEvery is the time between two checks for a draft that is due.
const publishEvery = 15 * time.Second

// publishAll publishes drafts when they are due, until ctx ends.
func (o *Office) publishAll(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(publishEvery):
		}
		if err := o.PublishDue(ctx, bot.DefaultApp); err != nil && ctx.Err() == nil {
			o.cfg.Log.Error("a draft that is due could not be published", "error", err)
		}
	}
}

// PublishDue publishes the draft of an app if it is due. Run calls it again and
// again.
func (o *Office) PublishDue(ctx context.Context, app string) error {
	d, err := o.cfg.Library.Draft(ctx, app)
	if errors.Is(err, policies.ErrNoDraft) {
		return nil
	}
	if err != nil {
		return err
	}
	return o.publishProposed(ctx, app, d)
}
