package bot

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"time"

	"assent/intents"
	"assent/policies"
)

// An Order is what an officer (console, API, command line) has done for a
// person. It is named and reasoned, and stands in the person's record.
type Order struct {
	By     string // who orders it
	Reason string // why, such as the reference of a letter
}

// ErrUnnamed refuses an order without a name or a reason.
var ErrUnnamed = errors.New("say who orders it and why")

// OrderErasure has a person erased without a question in chat. The caller has
// it confirmed a second time. It returns the reference; the erasure itself is
// a job of the queue.
func (b *Bot) OrderErasure(ctx context.Context, id PersonID, o Order) (reference string, err error) {
	if o.By == "" || o.Reason == "" {
		return "", ErrUnnamed
	}
	p, err := b.store.PersonByID(ctx, id)
	if err != nil {
		return "", err
	}
	if len(p.ActiveLegalHolds(b.cfg.Now())) > 0 {
		return "", ErrLegalHold
	}
	if len(p.Users) == 0 {
		return "", fmt.Errorf("person %s has no address", id)
	}
	m := Message{
		Kind: KindResult, User: p.Users[0], person: id, At: b.cfg.Now(),
		result: result{kind: resultOrderedErasure, order: o, ordered: &reference},
	}
	return reference, b.handle(ctx, m)
}

// OrderMessage has one message of a person deleted, which they are told. It
// returns the reference. ErrNotFound: there is no such message, ErrHeld: a legal
// hold keeps it.
func (b *Bot) OrderMessage(ctx context.Context, id PersonID, event string, o Order) (reference string, err error) {
	if o.By == "" || o.Reason == "" {
		return "", ErrUnnamed
	}
	p, err := b.store.PersonByID(ctx, id)
	if err == nil {
		err = b.haveEvents(ctx, id, []string{event})
	}
	switch {
	case err != nil:
		return "", err
	case p.onLegalHold(event, b.cfg.Now()):
		return "", ErrLegalHold
	case len(p.Users) == 0:
		return "", ErrNotFound
	}
	m := Message{
		Kind: KindResult, User: p.Users[0], person: id, At: b.cfg.Now(),
		result: result{kind: resultOrderedMessage, reference: event, order: o, ordered: &reference},
	}
	return reference, b.handle(ctx, m)
}

// orderedMessage is the gate's part of OrderMessage.
func (t *turn) orderedMessage() {
	r := t.m.result
	if t.p.Stage == StageErasing {
		return
	}
	*r.ordered = t.reference("R")
	t.requestStep(requestBody{Kind: RequestMessage, Reference: *r.ordered, State: "ordered", Channel: t.m.User.Channel, By: r.order.By, Reason: r.order.Reason})
	t.scrub(&Pending{Kind: RequestMessage, Reference: *r.ordered, Events: []string{r.reference}})
}

// Forget erases the person behind u at their own wish, where the channel has
// had them confirm it already. They are told when it is done. It returns the
// reference, or ErrNotFound for a stranger.
func (b *Bot) Forget(ctx context.Context, u UserID) (reference string, err error) {
	p, err := b.Find(ctx, u)
	if err != nil {
		return "", err
	}
	m := Message{
		Kind: KindResult, User: u, person: p.ID, At: b.cfg.Now(),
		result: result{kind: resultOrderedErasure, ordered: &reference},
	}
	return reference, b.handle(ctx, m)
}

// orderedErasure is the gate's part of OrderErasure and Forget.
func (t *turn) orderedErasure() {
	o := t.m.result.order
	if t.p.Stage == StageErasing {
		if r, ok := t.p.request(RequestErasure); ok {
			*t.m.result.ordered = r.Reference
		}
		return
	}
	reference := t.reference("R")
	state := "ordered"
	if o == (Order{}) {
		state = "confirmed"
	}
	t.requestStep(requestBody{Kind: RequestErasure, Reference: reference, State: state, Channel: t.m.User.Channel, By: o.By, Reason: o.Reason})
	t.p.Requests = append(t.p.Requests, Request{Kind: RequestErasure, Reference: reference, At: t.now, Due: t.now})
	t.beginErasure(reference)
	*t.m.result.ordered = reference
}

// Find returns the person behind an exact address, or ErrNotFound: there is no
// browsing by name.
func (b *Bot) Find(ctx context.Context, u UserID) (Person, error) {
	p, err := b.store.Person(ctx, u)
	if err == nil && !p.Known() {
		err = ErrNotFound
	}
	return p, err
}

// Line is one line of a conversation as the person saw it.
type Line struct {
	ID      string // of the event, or of the reply
	From    string // "person", "bot" or "agent"
	Text    policies.Markdown
	Choices []Choice
	Files   []File

	agent PersonID
}

// Conversation yields what was said with u since they agreed, oldest first.
func (b *Bot) Conversation(ctx context.Context, u UserID) iter.Seq2[Line, error] {
	return func(yield func(Line, error) bool) {
		p, err := b.store.Person(ctx, u)
		if err != nil {
			yield(Line{}, err)
			return
		}
		if p.Known() {
			b.linesOf(ctx, b.store.Events(ctx, p.ID), yield)
		}
	}
}

// Latest returns so many of the newest lines of a conversation, oldest first.
func (b *Bot) Latest(ctx context.Context, id PersonID, n int) (lines []Line, err error) {
	b.linesOf(ctx, b.store.Newest(ctx, id), func(l Line, failed error) bool {
		if err = failed; err == nil {
			lines = append(lines, l)
		}
		return err == nil && len(lines) < n
	})
	slices.Reverse(lines)
	return lines, err
}

// linesOf yields what was said among events.
func (b *Bot) linesOf(ctx context.Context, events iter.Seq2[Event, error], yield func(Line, error) bool) {
	for e, err := range events {
		var l Line
		if err == nil {
			l, err = lineOf(e)
		}
		if err == nil && l.agent != "" {
			l.Text, err = b.signed(ctx, l.agent, l.Text)
		}
		if err != nil {
			yield(Line{}, err)
			return
		}
		if l.From != "" && !yield(l, nil) {
			return
		}
	}
}

func lineOf(e Event) (Line, error) {
	switch e.Kind {
	case EventMessage:
		m, err := decodeEvent[messageBody](e)
		if m.Revised == revisedExpired {
			return Line{}, err
		}
		return Line{ID: e.ID, From: "person", Text: policies.Markdown(m.Text), Files: m.Files}, err
	case EventReply:
		r, err := decodeEvent[replyBody](e)
		if r.Revised == revisedExpired {
			return Line{}, err
		}
		from := "bot"
		if r.Agent != "" {
			from = "agent"
		}
		return Line{ID: r.ID, From: from, Text: r.Text, Choices: r.Choices, Files: r.Files, agent: r.Agent}, err
	}
	return Line{}, nil
}

// PolicyAnswer is what AskPolicy says.
type PolicyAnswer struct {
	Text    policies.Markdown
	Lang    string
	Privacy bool // false: the question was not about privacy, Text says what can be asked
}

// AskPolicy answers a privacy question without a person: it keeps nothing, and
// nothing of it is stored. The source counts towards the limit of messages per
// source; past it the error is ErrTooFast.
func (b *Bot) AskPolicy(ctx context.Context, app, text, lang, source string) (PolicyAnswer, error) {
	if source != "" && b.sources.allow(source, b.cfg.Now()) != allowed {
		return PolicyAnswer{}, ErrTooFast
	}
	m := Message{User: UserID{App: app}, Text: text, Lang: lang}
	m.tidy(b.cfg.Limits.TextBytes, b.cfg.Masking)
	edition, material, err := b.edition(ctx, app)
	if err != nil {
		return PolicyAnswer{}, err
	}
	t := &turn{
		cfg: &b.cfg, now: b.cfg.Now(), newID: func() string { return "" }, m: m, guess: b.classify(m),
		edition: edition, shown: edition, material: material, p: Person{Lang: edition.Text(lang).Lang},
	}
	privacy := t.guess.Intent == intents.PolicyQuestion && t.guess.Confidence >= sure
	if !privacy {
		t.guess.Topic = ""
	}
	t.policyAnswer(policies.Topic(t.guess.Topic))
	return PolicyAnswer{Text: t.out.replies[0].Text, Lang: t.text().Lang, Privacy: privacy}, nil
}

// Library is where the editions are that the bot speaks from.
func (b *Bot) Library() policies.Library { return b.cfg.Library }

// ConsentTimeout is how long the answer to a notice may take.
func (b *Bot) ConsentTimeout() time.Duration { return b.cfg.Consent.Timeout }

// EraseAll orders the erasure of everybody on a channel whom match picks by
// account, such as the members of a workspace that took the app away. It
// returns how many; called again after an error it goes on.
func (b *Bot) EraseAll(ctx context.Context, channel string, match func(UserID) bool, o Order) (n int, err error) {
	for p, err := range b.store.People(ctx, Query{}) {
		if err != nil {
			return n, fmt.Errorf("erase everybody of a channel: %w", err)
		}
		if !slices.ContainsFunc(p.Users, func(u UserID) bool { return u.Channel == channel && match(u) }) {
			continue
		}
		if _, err := b.OrderErasure(ctx, p.ID, o); err != nil && !errors.Is(err, ErrNotFound) {
			return n, err
		}
		n++
	}
	return n, nil
}

// EachUser calls f for every account on a channel that was seen since then,
// with the moment it was seen last. An error of f ends it.
func (b *Bot) EachUser(ctx context.Context, channel string, since time.Time, f func(u UserID, seen time.Time) error) error {
	for p, err := range b.store.People(ctx, Query{}) {
		if err != nil {
			return err
		}
		if p.Seen.Before(since) || p.Stage == StageErasing {
			continue
		}
		for _, u := range p.Users {
			if u.Channel != channel {
				continue
			}
			if err := f(u, p.Seen); err != nil {
				return err
			}
		}
	}
	return nil
}
