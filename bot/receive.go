package bot

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"

	"assent/intents"
	"assent/policies"
)

var _ Inbox = (*Bot)(nil)

// Receive takes one message, decides what follows from it and commits that. See
// [Inbox] for what it returns.
func (b *Bot) Receive(ctx context.Context, m Message) error {
	begun := time.Now()
	b.receiving.Add(1)
	defer func() { b.receiving.Add(-1); b.received.Add(1) }()
	outcome, err := b.receive(ctx, m)
	b.cfg.Watcher.Received(m.User.Channel, outcome, err == nil, time.Since(begun))
	return err
}

func (b *Bot) receive(ctx context.Context, m Message) (Outcome, error) {
	m.Kind, m.item, m.received = KindText, nil, b.cfg.Now()
	if m.User.App == "" {
		m.User.App = DefaultApp
	}
	if m.At.IsZero() {
		m.At = m.received
	}
	m.tidy(b.cfg.Limits.TextBytes, b.cfg.Masking)
	switch allowed, tell := b.limit(m); {
	case allowed:
	case tell:
		m.refuse = refuseFlood
	default:
		return OutcomeRefused, ErrTooFast
	}
	_, err := b.handle(ctx, m)
	switch {
	case errors.Is(err, ErrHandled): // a redelivery: its outcome is on record
		return OutcomeDuplicate, nil
	case errors.Is(err, ErrTooFast):
		return OutcomeRefused, err
	case err != nil:
		return OutcomeFailed, err
	case m.refuse != refuseNothing:
		return OutcomeRefused, nil
	}
	return OutcomeRecorded, nil
}

// limit counts the message for its source and its person, as Limiter.Allow does.
// What is over the limit of the source does not count against the person.
func (b *Bot) limit(m Message) (allowed, tell bool) {
	if m.Source != "" {
		if allowed, tell = b.sources.Allow(m.Source, m.received); !allowed {
			return false, tell
		}
	}
	return b.people.Allow(m.User, m.received)
}

// tidy removes what no reader or database can use: invalid UTF-8, and control
// characters other than line breaks and tabs. A message that is too long or empty
// is refused.
func (m *Message) tidy(limit int, masking MaskingConfig) {
	if len(m.Text) > limit || len(m.Choice) > maxChoice || len(m.For) > maxChoice {
		m.Text, m.Choice, m.For, m.refuse = "", "", "", refuseLong
		return
	}
	m.Text, m.Choice, m.For = masking.mask(CleanText(m.Text)), CleanText(m.Choice), CleanText(m.For)
	m.Files = slices.Clone(m.Files[:min(len(m.Files), maxFiles)])
	for i, f := range m.Files {
		m.Files[i].Name, m.Files[i].Type = shortened(CleanText(f.Name)), shortened(CleanText(f.Type))
		if len(f.Ref) > maxRef {
			m.Files[i].Ref = ""
		}
	}
	if strings.TrimFunc(m.Text, func(r rune) bool { return unicode.IsSpace(r) || r == '\uFFFD' }) == "" &&
		m.Choice == "" && len(m.Files) == 0 {
		m.refuse = refuseEmpty
	}
}

// attempts bounds how often a decision is repeated because the person changed
// meanwhile. Only another replica or a save outside the conversation can cause
// that, so it is rare (DESIGN.md, section 4).
const attempts = 16

// handle decides and commits, one message of an account at a time. ErrHandled
// means that the message, or the item that it completes, was handled before. It
// returns what belongs to the saved decision; with an error, nothing.
func (b *Bot) handle(ctx context.Context, m Message) (back, error) {
	unlock := b.locks.lock(m.User)
	defer unlock()
	guess := b.classify(m)
	for range attempts {
		got, err := b.try(ctx, m, guess)
		if !errors.Is(err, ErrConflict) {
			return got, err
		}
	}
	return back{}, fmt.Errorf("%w, %d times in a row", ErrConflict, attempts)
}

// classify guesses the intent of the message; a pressed choice that names an
// intent needs no guess.
func (b *Bot) classify(m Message) intents.Guess {
	if m.Kind != KindText || m.refuse != refuseNothing {
		return intents.Guess{Intent: intents.Other}
	}
	if m.Choice != "" {
		for _, i := range intents.Intents() {
			if m.Choice == string(i) {
				return intents.Guess{Intent: i, Confidence: 1, Lang: m.Lang, Source: "choice"}
			}
		}
		return intents.Guess{Intent: intents.Other, Confidence: 1, Source: "choice"}
	}
	return b.cfg.Intents.Classify(m.Text, m.Lang)
}

// try makes one decision on the person as they are now, and commits it.
func (b *Bot) try(ctx context.Context, m Message, guess intents.Guess) (back, error) {
	p, err := b.person(ctx, m)
	if err != nil {
		return back{}, err
	}
	if b.mayBeAnother(p, m) {
		if err := b.detach(ctx, p, m.User); err != nil {
			return back{}, err
		}
		p = Person{}
	}
	if !p.Known() && m.Source != "" {
		if allowed, _ := b.newcomer.Allow(m.Source, b.cfg.Now()); !allowed {
			return back{}, ErrTooFast
		}
	}
	s, err := b.situation(ctx, p, m, guess)
	if err != nil {
		return back{}, err
	}
	d := decide(s)
	if !d.countBefore.IsZero() {
		s.ahead, err = b.store.Count(ctx, Query{App: p.App, Handoff: HandoffWaiting, HandedOff: d.countBefore})
		if err != nil {
			return back{}, fmt.Errorf("count the people who wait for the team: %w", err)
		}
		d = decide(s)
	}
	if err := b.store.Save(ctx, d.change(s)); err != nil {
		return back{}, err
	}
	for _, e := range d.events {
		b.cfg.Count(countedAs(e), m.User.Channel)
	}
	switch d.memory {
	case memoryAdd:
		b.memory.add(m.User, d.taken, s.now)
	case memoryRelease:
		b.memory.drop(m.User)
	}
	b.Wake()
	return d.back, nil
}

func (b *Bot) person(ctx context.Context, m Message) (Person, error) {
	if m.person != "" {
		return b.store.PersonByID(ctx, m.person)
	}
	return b.store.Person(ctx, m.User)
}

// situation reads everything that the gate may look at.
func (b *Bot) situation(ctx context.Context, p Person, m Message, guess intents.Guess) (s situation, err error) {
	edition, material, err := b.edition(ctx, m.User.App)
	if err != nil {
		return s, err
	}
	settings, err := b.Settings(ctx, m.User.App)
	if err != nil {
		return s, err
	}
	s = situation{
		cfg: &b.cfg, now: b.cfg.Now(), newID: rand.Text, m: m, person: p, guess: guess, asks: askOf(m), ahead: -1,
		edition: edition, shown: edition, material: material,
		optIn: b.optInModeIn(settings, m.User.Channel), retention: b.retentionIn(settings),
		inMemory: b.memory.peek(m.User, b.cfg.Now()), full: !b.memory.fits(m.User, m),
		carried: b.ByPhone(m.User.Channel), platforms: b.Platform, deskName: b.deskName,
	}
	s.short = TraitsOf(b.channels[m.User.Channel]).ShortForm
	if s.offer, err = b.accountOffer(ctx, p, m); err != nil {
		return s, err
	}
	if s.asks == intents.AskRecord && guess.Confidence >= sure && guess.Intent != intents.Access &&
		guess.Intent != intents.Other {
		// "Delete all that you have about me" is an erasure, and what is collected in
		// general is answered from the policy.
		s.asks = intents.AskNone
	}
	if n := p.lastNotice(); n.SHA256 != "" && n.Edition != edition.Number {
		s.shown, err = b.cfg.Library.Edition(ctx, m.User.App, n.Edition)
		switch {
		case errors.Is(err, policies.ErrNoEdition):
			s.shown = nil // imported from another installation
		case err != nil:
			return s, fmt.Errorf("edition %d, which somebody agreed to: %w", n.Edition, err)
		}
	}
	return s, nil
}

// ByPhone reports whether the channel's messages go through phone carriers.
func (b *Bot) ByPhone(channel string) bool { return TraitsOf(b.channels[channel]).PhoneCarrier }

// askOf is what the message asks about the person's record; a pressed choice
// names it.
func askOf(m Message) intents.Ask {
	if m.Kind != KindText || m.refuse != refuseNothing || m.Carrier != intents.KeywordNone {
		return intents.AskNone
	}
	if m.Choice == "" {
		return intents.AskOf(m.Text)
	}
	if slices.Contains(intents.Asks(), intents.Ask(m.Choice)) {
		return intents.Ask(m.Choice)
	}
	return intents.AskNone
}
