package bot

import (
	"context"
	"errors"

	"assent/policies"
)

// whyTeamMayNotWrite returns the reason why the team may not write to the person now;
// empty: it may. material is the number of the newest material edition.
func (p Person) whyTeamMayNotWrite(material int) string {
	c := p.ConsentFor(PurposeService)
	on := c.At.UTC().Format("2006-01-02 15:04 UTC")
	switch {
	case p.Stage == StageErasing || p.Stage == StageGrace:
		return "They asked for the erasure of their data."
	case c.State == Withdrawn:
		return "They withdrew their consent on " + on + "."
	case c.State == Declined:
		return "They declined on " + on + "."
	case c.State == Granted && c.Edition < material, c.State == Superseded:
		return "A newer edition of the policy wants their agreement first."
	case !p.Served() || p.Stage != StageOpen:
		return "They have not agreed to the notice."
	case p.Restricted:
		return "They asked that their data is kept and not used (GDPR Art. 18)."
	}
	return ""
}

// withheld returns why a sending may not reach a person now; empty: it may.
func (b *Bot) withheld(ctx context.Context, p Person, to UserID, purpose Purpose) (string, error) {
	edition, _, err := b.edition(ctx, p.App)
	if err != nil {
		return "", err
	}
	form := policies.Form("")
	for _, w := range optional {
		if w.purpose == purpose {
			form = w.form
		}
	}
	c := p.ConsentFor(purpose)
	switch {
	case p.Stage != StageOpen || !p.Served():
		return "no conversation", nil
	case c.State != Granted:
		return "no consent", nil
	case c.SHA256 != edition.Hash(c.Lang, form):
		return "the question has changed", nil
	case p.Restricted:
		return "restricted", nil
	}
	stopped, err := b.store.Suppressed(ctx, to)
	if err == nil && stopped {
		return "on the suppression list", nil
	}
	return "", err
}

// permit records a sending right before it leaves, in a transaction that fails if
// the person changed since their consent was checked: a withdrawal that was
// committed before is honoured. It reports false for what may not leave; that is
// then on record and off the queue.
func (b *Bot) permit(ctx context.Context, item Item, r replyItem) (bool, error) {
	for range attempts {
		p, err := b.store.PersonByID(ctx, item.Person)
		if errors.Is(err, ErrNotFound) {
			return false, b.done(ctx, item)
		}
		if err != nil {
			return false, err
		}
		why, err := b.withheld(ctx, p, r.To, r.Broadcast.Purpose)
		if err != nil {
			return false, err
		}
		body := *r.Broadcast
		c := Change{Person: p.Clone(), MessageKey: MessageKey{p.App, "sending", item.ID}}
		if why != "" {
			body.State, body.Why = "withheld", why
			c.MessageKey, c.Done = MessageKey{}, []string{item.ID}
		}
		c.Record(EventBroadcast, b.cfg.Now(), body)
		if why == "" {
			c.Record(EventReply, b.cfg.Now(), replyBody{ID: r.Reply.ID, Text: r.Reply.Text, Choices: r.Reply.Choices})
		}
		err = b.store.Save(ctx, c)
		switch {
		case errors.Is(err, ErrConflict):
			continue
		case errors.Is(err, ErrHandled): // on record since an earlier attempt, or off the queue
			return why == "", nil
		}
		return why == "" && err == nil, err
	}
	return false, ErrConflict
}
