package console

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"time"

	"assent/bot"
	"assent/bot/office"
	"assent/intents"
	"assent/policies"
)

// draftFrom makes the texts of an edition the draft, if there is none yet.
func (v *visit) draftFrom(e *policies.Edition, what string) error {
	if err := v.recordAct(what); err != nil {
		return err
	}
	draft := cloneEdition(e)
	draft.App = v.app
	_, err := v.bot.Library().SaveDraft(v.ctx, policies.Draft{App: v.app, Edition: draft})
	if errors.Is(err, policies.ErrDraftChanged) {
		return pageError{http.StatusConflict, "There is a draft already: publish it, or throw it away first."}
	}
	if err != nil {
		return err
	}
	return v.to("draft")
}

func beginDraft(v *visit) error {
	current, err := v.bot.Library().Current(v.ctx, v.app)
	if err != nil {
		return err
	}
	if current.Sample() { // its placeholders stay open
		own := policies.Defaults()
		own.App, own.Controller = v.app, current.Controller
		current = own
	}
	return v.draftFrom(current, "policy: begin a draft")
}

// cloneEdition returns an edition that shares nothing editable with the original.
func cloneEdition(e *policies.Edition) *policies.Edition {
	fresh := &policies.Edition{
		App: e.App, Controller: e.Controller, Fallback: e.Fallback, Texts: map[string]*policies.Text{},
	}
	for lang, t := range e.Texts {
		own := *t
		own.Sections, own.Phrases = slices.Clone(t.Sections), map[policies.Phrase]policies.Markdown{}
		for k, m := range t.Phrases {
			own.Phrases[k] = m
		}
		fresh.Texts[lang] = &own
	}
	return fresh
}

// draftRev returns the revision of the draft that a form was made from.
func (v *visit) draftRev() (int, error) {
	rev, err := strconv.Atoi(v.form("rev"))
	if err != nil {
		return 0, badRequest("The form is not whole.")
	}
	return rev, nil
}

func discardDraft(v *visit) error {
	rev, err := v.draftRev()
	if err != nil {
		return err
	}
	if err := v.recordAct("policy: throw the draft away"); err != nil {
		return err
	}
	_, err = v.bot.Library().SaveDraft(v.ctx, policies.Draft{App: v.app, Rev: rev})
	if errors.Is(err, policies.ErrDraftChanged) {
		return pageError{http.StatusConflict, "The draft was changed meanwhile, and is kept."}
	}
	if err != nil {
		return err
	}
	return v.to("policy")
}

// draftView is what the pages of a draft show.
type draftView struct {
	Draft    policies.Draft
	Current  *policies.Edition
	Findings []policies.Finding
	Blocking bool
	Changes  []policies.Change
	Asked    int // how many people are asked again if the change is material
	Langs    []string
	May      bool   // they may publish it
	By       string // who proposed it
	Mine     bool   // it was the visitor
}

// loadDraft gathers what the pages of a draft show. Counting is slow with many
// people, so it runs beside the checks.
func (v *visit) loadDraft() (d draftView, err error) {
	type counted struct {
		n   int
		err error
	}
	asked := make(chan counted, 1)
	go func() {
		n, err := v.office.CountGranted(v.ctx, v.app)
		asked <- counted{n, err}
	}()
	if d.Draft, err = v.bot.Library().Draft(v.ctx, v.app); err != nil {
		return d, err
	}
	if d.Current, err = v.bot.Library().Current(v.ctx, v.app); err != nil {
		return d, err
	}
	d.Findings = policies.Check(d.Draft.Edition, intents.Reserved())
	d.Blocking = policies.Blocking(d.Findings)
	d.Changes = policies.Diff(d.Current, d.Draft.Edition.Freeze(d.Draft.Edition.Controller))
	d.Langs, d.May = d.Draft.Edition.Languages(), v.who.Is(bot.RoleOfficer)
	if p := d.Draft.Proposal; p != nil {
		d.Mine = p.By == string(v.who.Person)
		if d.By, err = v.bot.AgentName(v.ctx, bot.PersonID(p.By)); err != nil {
			return d, err
		}
	}
	c := <-asked
	d.Asked = c.n
	return d, c.err
}

func draftPage(v *visit) error {
	d, err := v.loadDraft()
	if errors.Is(err, policies.ErrNoDraft) {
		return v.to("policy")
	}
	if err != nil {
		return err
	}
	return v.ok("draft", "Draft", d)
}

func diffPage(v *visit) error {
	draft, err := v.bot.Library().Draft(v.ctx, v.app)
	if err != nil {
		return err
	}
	current, err := v.bot.Library().Current(v.ctx, v.app)
	if err != nil {
		return err
	}
	return v.ok("draft-diff", "What the draft changes", map[string]any{
		"Changes": policies.Diff(current, draft.Edition.Freeze(draft.Edition.Controller)),
	})
}

// proposeDraft proposes the draft: it is published at once, at its time, or when a
// second officer approves it.
func proposeDraft(v *visit) error {
	rev, err := v.draftRev()
	if err != nil {
		return err
	}
	p := policies.Proposal{Kind: policies.Kind(v.form("kind"))}
	if v.form("sure") != "publish" {
		return badRequest(`Write "publish" into the field: what is published stays for good.`)
	}
	d, err := v.bot.Library().Draft(v.ctx, v.app)
	if err != nil {
		return err
	}
	if summary := v.form("summary"); summary != "" {
		p.Summary = map[string]string{d.Edition.Fallback: summary}
	}
	if at := v.form("at"); at != "" {
		if p.At, err = time.Parse("2006-01-02T15:04", at); err != nil {
			return badRequest("A moment is written as 2026-12-31T09:00, in UTC.")
		}
	}
	if err := v.recordAct("policy: publish (" + string(p.Kind) + ") " + v.form("at")); err != nil {
		return err
	}
	if err := v.office.Propose(v.ctx, v.who, v.app, rev, p); err != nil {
		return changedMeanwhile(err)
	}
	return v.to("policy")
}

// approveDraft approves what somebody else proposed.
func approveDraft(v *visit) error {
	rev, err := v.draftRev()
	if err != nil {
		return err
	}
	if err := v.recordAct("policy: approve the draft"); err != nil {
		return err
	}
	if err := v.office.Approve(v.ctx, v.who, v.app, rev); err != nil {
		return changedMeanwhile(err)
	}
	return v.to("policy")
}

// changedMeanwhile explains errors of a form that is out of date.
func changedMeanwhile(err error) error {
	switch {
	case errors.Is(err, policies.ErrDraftChanged):
		return pageError{http.StatusConflict,
			"The draft was changed meanwhile: look at it again before you publish it."}
	case errors.Is(err, office.ErrProposed):
		return pageError{http.StatusConflict, "Nothing of the kind is proposed any more: look at the draft again."}
	case errors.Is(err, office.ErrOwnProposal):
		return pageError{http.StatusForbidden, "Somebody else has to approve what you propose."}
	case errors.Is(err, office.ErrChangeKind):
		return badRequest("Say whether it is material or editorial.")
	}
	return err
}
