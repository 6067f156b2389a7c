package bot

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"time"
	"unicode"
	"unicode/utf8"

	"assent/intents"
	"assent/policies"
)

// Bot takes messages in and lets replies out. Make it with [New]; call
// [Bot.Run] to have its queue worked.
type Bot struct {
	cfg      Config
	store    Store
	channels map[string]Channel
	locks    locks[UserID]
	hold     *hold
	people   *limiter[UserID]
	sources  *limiter[string]
	newcomer *limiter[string] // strangers, per source
	signIns  *limiter[string] // to the console, per source
	wake     chan struct{}
	desk     Desk   // nil: there is none
	deskName string // the channel that has it

	receiving atomic.Int64 // messages that Receive has not answered yet
	received  atomic.Int64 // messages that it has answered
}

var _ Inbox = (*Bot)(nil)

// New returns a Bot. It starts nothing.
func New(cfg Config) (*Bot, error) {
	cfg = cfg.withDefaults()
	if cfg.Store == nil || cfg.Library == nil {
		return nil, errors.New("a bot needs a store and a library of editions")
	}
	b := &Bot{
		cfg: cfg, store: cfg.Store, channels: map[string]Channel{},
		hold:     newHold(cfg.Limits, cfg.Consent.Timeout),
		people:   newLimiter[UserID](cfg.Limits.PersonRate, cfg.Limits.PersonBurst),
		sources:  newLimiter[string](cfg.Limits.SourceRate, cfg.Limits.SourceBurst),
		newcomer: newLimiter[string](cfg.Limits.StrangerRate, cfg.Limits.StrangerBurst),
		signIns:  newLimiter[string](signInRate, signInBurst),
		wake:     make(chan struct{}, 1),
	}
	for _, c := range cfg.Channels {
		if b.channels[c.Name()] != nil {
			return nil, fmt.Errorf("channel %s is configured twice", c.Name())
		}
		b.channels[c.Name()] = c
	}
	for _, c := range cfg.Channels {
		host, ok := c.(DeskHost)
		if !ok || host.Desk() == nil {
			continue
		}
		if b.desk != nil {
			return nil, fmt.Errorf("there is a desk in %s and one in %s: leave one", b.deskName, c.Name())
		}
		b.desk, b.deskName, b.cfg.desk = host.Desk(), c.Name(), true
	}
	for _, c := range cfg.Channels {
		if c, ok := c.(Connector); ok {
			c.Connect(b)
		}
	}
	b.cfg.artificial = TraitsOf(cfg.Assistant).LanguageModel
	if a, ok := cfg.Assistant.(Connector); ok {
		a.Connect(b)
	}
	return b, nil
}

// Receive takes one message: it decides what the message leads to and commits
// that. See [Inbox] for what it returns.
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
	switch b.limit(m) {
	case tell:
		m.refuse = refuseFlood
	case refused:
		return OutcomeRefused, ErrTooFast
	}
	err := b.handle(ctx, m)
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

// limit counts the message for its source and its person. What a source is
// refused does not count against the person.
func (b *Bot) limit(m Message) verdict {
	if m.Source != "" {
		if v := b.sources.allow(m.Source, m.received); v != allowed {
			return v
		}
	}
	return b.people.allow(m.User, m.received)
}

// tidy removes what no reader or database can do anything with: invalid
// UTF-8, control characters other than line breaks and tabs.
func (m *Message) tidy(limit int, masking MaskingConfig) {
	if len(m.Text) > limit || len(m.Choice) > maxChoice || len(m.For) > maxChoice {
		m.Text, m.Choice, m.For, m.refuse = "", "", "", refuseLong
		return
	}
	m.Text, m.Choice, m.For = masking.mask(readable(m.Text)), readable(m.Choice), readable(m.For)
	m.Files = slices.Clone(m.Files[:min(len(m.Files), maxFiles)])
	for i, f := range m.Files {
		m.Files[i].Name, m.Files[i].Type = shortened(readable(f.Name)), shortened(readable(f.Type))
		if len(f.Ref) > maxRef {
			m.Files[i].Ref = ""
		}
	}
	if strings.TrimFunc(m.Text, func(r rune) bool { return unicode.IsSpace(r) || r == '\uFFFD' }) == "" &&
		m.Choice == "" && len(m.Files) == 0 {
		m.refuse = refuseEmpty
	}
}

// maxChoice is how many bytes the name of a choice or of its question has at
// most. Ours are far shorter.
const maxChoice = 256

// shortened cuts the name of a file.
func shortened(s string) string {
	return strings.ToValidUTF8(s[:min(len(s), maxFileName)], "")
}

func readable(s string) string {
	if !utf8.ValidString(s) {
		s = strings.ToValidUTF8(s, "\uFFFD")
	}
	return strings.Map(func(r rune) rune {
		if r != '\n' && r != '\t' && unicode.IsControl(r) {
			return -1
		}
		return r
	}, s)
}

// attempts bounds how often a decision is made again because the person
// changed meanwhile; only another replica can change them, so it is rare.
const attempts = 16

// handle decides and commits, one message of a person at a time. ErrHandled
// says that the message, or the item that it completes, was before.
func (b *Bot) handle(ctx context.Context, m Message) error {
	unlock := b.locks.lock(m.User)
	defer unlock()
	guess := b.classify(m)
	for range attempts {
		err := b.try(ctx, m, guess)
		if !errors.Is(err, ErrConflict) {
			return err
		}
	}
	return fmt.Errorf("%w, %d times in a row", ErrConflict, attempts)
}

// classify reads what the message wants; a pressed choice that names an
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
func (b *Bot) try(ctx context.Context, m Message, guess intents.Guess) error {
	p, err := b.person(ctx, m)
	if err != nil {
		return err
	}
	if b.mayBeAnother(p, m) {
		if err := b.detach(ctx, p, m.User); err != nil {
			return err
		}
		p = Person{}
	}
	if !p.Known() && m.Source != "" && b.newcomer.allow(m.Source, b.cfg.Now()) != allowed {
		return ErrTooFast
	}
	t, err := b.turn(ctx, p, m, guess)
	if err != nil {
		return err
	}
	decide(t)
	if err := b.store.Save(ctx, t.change()); err != nil {
		return err
	}
	for _, e := range t.out.events {
		b.cfg.Count(countedAs(e), m.User.Channel)
	}
	switch t.out.hold {
	case holdAdd:
		b.hold.add(m.User, t.m, t.now)
	case holdRelease:
		b.hold.drop(m.User)
	}
	b.Wake()
	return nil
}

func (b *Bot) person(ctx context.Context, m Message) (Person, error) {
	if m.person != "" {
		return b.store.Load(ctx, m.person)
	}
	return b.store.Person(ctx, m.User)
}

// turn gathers what the gate may look at.
func (b *Bot) turn(ctx context.Context, p Person, m Message, guess intents.Guess) (*turn, error) {
	edition, material, err := b.edition(ctx, m.User.App)
	if err != nil {
		return nil, err
	}
	settings, err := b.Settings(ctx, m.User.App)
	if err != nil {
		return nil, err
	}
	t := &turn{
		gate: b.gateIn(settings, m.User.Channel), retention: b.keeps(settings), cfg: &b.cfg, now: b.cfg.Now(), newID: rand.Text, m: m, guess: guess,
		edition: edition, shown: edition, material: material, p: p.clone(),
		held: b.hold.peek(m.User, b.cfg.Now()), full: !b.hold.fits(m.User, m),
	}
	t.short = TraitsOf(b.channels[m.User.Channel]).ShortForm
	t.carried, t.platforms, t.deskName = b.carried(m.User.Channel), b.platform, b.deskName
	t.waiting = func(app string, before time.Time) int {
		n, err := b.store.Count(ctx, Query{App: app, Handoff: HandoffWaiting, HandedOff: before})
		if err != nil {
			b.cfg.Log.Error("the line of those who wait cannot be counted", "error", err)
		}
		return n
	}
	if t.offer, err = b.linkOffer(ctx, p, m); err != nil {
		return nil, err
	}
	t.asks = askOf(m)
	if t.asks == intents.AskHeld && guess.Intent == intents.PolicyQuestion && guess.Confidence >= sure {
		t.asks = intents.AskNone // what is collected of anybody, which the policy says
	}
	if n := t.lastNotice(); n.SHA256 != "" && n.Edition != edition.Number {
		t.shown, err = b.cfg.Library.Edition(ctx, m.User.App, n.Edition)
		switch {
		case errors.Is(err, policies.ErrNoEdition):
			t.shown = nil // they came from another installation with it
		case err != nil:
			return nil, fmt.Errorf("edition %d that somebody agreed to: %w", n.Edition, err)
		}
	}
	return t, nil
}

// carried reports whether messages of the channel go over phone carriers.
func (b *Bot) carried(channel string) bool { return TraitsOf(b.channels[channel]).PhoneCarrier }

// edition is the one in force and the number of the newest material one.
func (b *Bot) edition(ctx context.Context, app string) (*policies.Edition, int, error) {
	current, err := b.cfg.Library.Current(ctx, app)
	if err != nil {
		return nil, 0, fmt.Errorf("no edition to speak from: %w", err)
	}
	return current, current.Material, nil
}

// change is what the turn writes.
func (t *turn) change() Change {
	c := Change{Person: t.p, Events: t.out.events, Links: t.out.links, Ledger: t.out.ledger, Cases: t.out.cases, Tallies: t.out.tallies}
	if t.m.Kind == KindText && t.m.ID != "" {
		c.MessageKey = MessageKey{t.m.User.App, t.m.User.Channel, t.m.ID}
	}
	if t.m.result.kind == resultAct && t.m.ID != "" {
		c.MessageKey = MessageKey{t.p.App, deskChannel(t.deskName), t.m.ID}
	}
	if t.m.item != nil {
		c.Done = []string{t.m.item.ID}
	}
	switch t.out.list {
	case listAdd:
		c.Suppress = t.m.User
	case listRemove:
		c.Release = t.m.User
	}
	for _, r := range t.out.replies {
		c.Queue = append(c.Queue, Item{
			ID: r.ID, App: t.p.App, Person: t.p.ID, Lane: LaneReply, Name: "reply", Due: t.now,
			Body: mustJSON(replyItem{To: t.m.User, Reply: r}),
		})
	}
	for _, f := range t.out.fans {
		c.Queue = append(c.Queue, fanItem(t.p.App, t.p.ID, f, t.now))
	}
	for _, i := range t.out.items {
		i.App, i.Person = t.p.App, t.p.ID
		c.Queue = append(c.Queue, i)
	}
	return c
}

// Wake lets the worker look at the queue now.
func (b *Bot) Wake() {
	select {
	case b.wake <- struct{}{}:
	default:
	}
}

// Sweep forgets what waited in memory for too long.
func (b *Bot) Sweep(now time.Time) { b.hold.sweep(now) }

// askOf is what the message wants of the record: a pressed choice names it.
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
