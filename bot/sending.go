package bot

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"iter"
	"slices"

	"assent/policies"
)

// Sending is a proactive message: to one person, or to everybody whose consent for
// its purpose is in force.
type Sending struct {
	App string
	// Reference names the sending: nobody gets it twice, however often it is
	// started.
	Reference string
	Purpose   Purpose
	Texts     map[string]policies.Markdown // by language; everybody else gets the one of Fallback
	Fallback  string
	Channel   string   // only people on this channel; empty: on any
	Person    PersonID // only this person; empty: everybody
	Order     Order
}

// Sent counts what became of a sending.
type Sent struct {
	Queued   int            `json:"queued"`
	Before   int            `json:"before"`   // reached by an earlier call, or about to be
	Withheld map[string]int `json:"withheld"` // by reason
}

// maxSending is how many bytes the text of a sending has at most.
const maxSending = 4 << 10

// ErrSending refuses an invalid sending.
var ErrSending = NewProblem(Invalid, "nothing is sent")

func (s Sending) check() error {
	switch {
	case s.Order.By == "" || s.Order.Reason == "":
		return ErrUnnamed
	case s.Reference == "" || len(s.Reference) > 100:
		return fmt.Errorf("%w: it needs a reference, so that nobody gets it twice", ErrSending)
	case !slices.ContainsFunc(optional, func(w purposeWords) bool { return w.purpose == s.Purpose }):
		return fmt.Errorf("%w: %q is not a purpose that people consent to separately", ErrSending, s.Purpose)
	case s.Texts[s.Fallback] == "":
		return fmt.Errorf("%w: it has no text in its fallback language %q", ErrSending, s.Fallback)
	}
	for lang, text := range s.Texts {
		if text == "" || len(text) > maxSending {
			return fmt.Errorf("%w: the text in %q has %d bytes, it must have 1 to %d",
				ErrSending, lang, len(text), maxSending)
		}
	}
	return nil
}

// sendingBody records what became of a sending for a person.
type sendingBody struct {
	Reference string  `json:"reference"`
	Purpose   Purpose `json:"purpose"`
	State     string  `json:"state"` // sent, withheld
	Why       string  `json:"why,omitempty"`
	By        string  `json:"by"`
	Reason    string  `json:"reason"`
}

// Send queues a sending for everybody whom it may reach, and counts them; with dry
// it only counts. Whether it may reach somebody is checked again in the
// transaction right before it leaves.
func (b *Bot) Send(ctx context.Context, s Sending, dry bool) (Sent, error) {
	sent := Sent{Withheld: map[string]int{}}
	if s.App == "" {
		s.App = DefaultApp
	}
	if err := s.check(); err != nil {
		return sent, err
	}
	var ids []PersonID
	for p, err := range b.meant(ctx, s) {
		if err != nil {
			return sent, err
		}
		ids = append(ids, p.ID)
	}
	for _, id := range ids {
		why, err := b.queueSending(ctx, s, id, dry)
		switch {
		case errors.Is(err, ErrHandled):
			sent.Before++
		case errors.Is(err, ErrNotFound): // erased meanwhile
		case err != nil:
			return sent, err
		case why != "":
			sent.Withheld[why]++
		default:
			sent.Queued++
		}
	}
	if !dry && sent.Queued > 0 {
		b.Wake()
	}
	return sent, nil
}

// meant yields the people whom a sending is for, whether or not it may reach them.
func (b *Bot) meant(ctx context.Context, s Sending) iter.Seq2[Person, error] {
	return func(yield func(Person, error) bool) {
		if s.Person != "" {
			p, err := b.store.PersonByID(ctx, s.Person)
			if err == nil && p.App != s.App {
				err = ErrNotFound
			}
			yield(p, err)
			return
		}
		for p, err := range b.store.People(ctx, Query{App: s.App}) {
			if err == nil && !slices.ContainsFunc(p.Users, s.uses) {
				continue
			}
			if !yield(p, err) || err != nil {
				return
			}
		}
	}
}

// uses reports whether the sending may use an account.
func (s Sending) uses(u UserID) bool { return s.Channel == "" || u.Channel == s.Channel }

func (b *Bot) queueSending(ctx context.Context, s Sending, id PersonID, dry bool) (why string, err error) {
	for range attempts {
		p, err := b.store.PersonByID(ctx, id)
		if err != nil {
			return "", err
		}
		at := slices.IndexFunc(p.Users, s.uses)
		if at < 0 {
			return "another channel", nil
		}
		why, err := b.withheld(ctx, p, p.Users[at], s.Purpose)
		if err != nil || why != "" || dry {
			return why, err
		}
		edition, _, err := b.edition(ctx, p.App)
		if err != nil {
			return "", err
		}
		r := replyItem{To: p.Users[at], Reply: s.reply(edition.Text(p.Lang)), Sending: &sendingBody{
			Reference: s.Reference, Purpose: s.Purpose, State: "sent", By: s.Order.By, Reason: s.Order.Reason,
		}}
		r.Reply.At = b.cfg.Now()
		err = b.store.Save(ctx, Change{
			Person: p, MessageKey: MessageKey{p.App, "sending", s.Reference + "/" + string(p.ID)},
			Queue: []Item{{
				ID: r.Reply.ID, App: p.App, Person: p.ID, Lane: LaneReply, Name: "sending",
				Due: b.cfg.Now(), Body: mustJSON(r),
			}},
		})
		if !errors.Is(err, ErrConflict) {
			return "", err
		}
	}
	return "", ErrConflict
}

// reply is the sending in a language, with a way to opt out.
func (s Sending) reply(text *policies.Text) Reply {
	said, ok := s.Texts[text.Lang]
	if !ok {
		said = s.Texts[s.Fallback]
	}
	r := Reply{ID: rand.Text(), Lang: text.Lang, Kept: true}
	for _, w := range optional {
		if w.purpose == s.Purpose {
			no := policies.Plain(text.Phrase(w.no, nil))
			r.Text = said + "\n\n" + text.Phrase(policies.PhraseSendingStop, policies.Params{"no": no})
			r.Choices = []Choice{{ID: w.noChoice(), Label: no}}
		}
	}
	return r
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
		why, err := b.withheld(ctx, p, r.To, r.Sending.Purpose)
		if err != nil {
			return false, err
		}
		body := *r.Sending
		c := Change{Person: p.Clone(), MessageKey: MessageKey{p.App, "sending", item.ID}}
		if why != "" {
			body.State, body.Why = "withheld", why
			c.MessageKey, c.Done = MessageKey{}, []string{item.ID}
		}
		c.Record(EventSending, b.cfg.Now(), body)
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
