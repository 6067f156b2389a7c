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

// Broadcast is a proactive message: to one person, or to everybody whose consent for
// its purpose is in force.
type Broadcast struct {
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

// maxBroadcast is how many bytes the text of a sending has at most.
const maxBroadcast = 4 << 10

// ErrBroadcast refuses an invalid sending.
var ErrBroadcast = NewProblem(Invalid, "nothing is sent")

func (s Broadcast) check() error {
	switch {
	case s.Order.By == "" || s.Order.Reason == "":
		return ErrUnnamed
	case s.Reference == "" || len(s.Reference) > 100:
		return fmt.Errorf("%w: it needs a reference, so that nobody gets it twice", ErrBroadcast)
	case !slices.ContainsFunc(optional, func(w purposeWords) bool { return w.purpose == s.Purpose }):
		return fmt.Errorf("%w: %q is not a purpose that people consent to separately", ErrBroadcast, s.Purpose)
	case s.Texts[s.Fallback] == "":
		return fmt.Errorf("%w: it has no text in its fallback language %q", ErrBroadcast, s.Fallback)
	}
	for lang, text := range s.Texts {
		if text == "" || len(text) > maxBroadcast {
			return fmt.Errorf("%w: the text in %q has %d bytes, it must have 1 to %d",
				ErrBroadcast, lang, len(text), maxBroadcast)
		}
	}
	return nil
}

// broadcastBody records what became of a sending for a person.
type broadcastBody struct {
	Reference string  `json:"reference"`
	Purpose   Purpose `json:"purpose"`
	State     string  `json:"state"` // sent, withheld
	Why       string  `json:"why,omitempty"`
	By        string  `json:"by"`
	Reason    string  `json:"reason"`
}

// Broadcast queues a sending for everybody whom it may reach, and counts them; with dry
// it only counts. Whether it may reach somebody is checked again in the
// transaction right before it leaves.
func (b *Bot) Broadcast(ctx context.Context, s Broadcast, dry bool) (Sent, error) {
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
		why, err := b.queueBroadcast(ctx, s, id, dry)
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
func (b *Bot) meant(ctx context.Context, s Broadcast) iter.Seq2[Person, error] {
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
func (s Broadcast) uses(u UserID) bool { return s.Channel == "" || u.Channel == s.Channel }

func (b *Bot) queueBroadcast(ctx context.Context, s Broadcast, id PersonID, dry bool) (why string, err error) {
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
		r := replyItem{To: p.Users[at], Reply: s.reply(edition.Text(p.Lang)), Broadcast: &broadcastBody{
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
func (s Broadcast) reply(text *policies.Text) Reply {
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
