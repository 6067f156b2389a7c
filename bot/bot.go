package bot

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"sync/atomic"
	"time"

	"assent/bot/ledger"
	"assent/policies"
)

// Bot takes messages in and lets replies out. Make it with [New]; call
// [Bot.Run] to have its queue worked.
type Bot struct {
	cfg      Config
	store    Store
	channels map[string]Channel
	locks    locks[UserID]
	memory   *memoryHold
	people   *Limiter[UserID]
	sources  *Limiter[string]
	newcomer *Limiter[string] // strangers, per source
	wake     chan struct{}
	desk     Desk   // nil: there is none
	deskName string // the channel that has it
	jobs     map[string]Job

	receiving atomic.Int64 // messages that Receive has not answered yet
	received  atomic.Int64 // messages that it has answered
}

// New returns a Bot. It starts nothing.
func New(cfg Config) (*Bot, error) {
	cfg = cfg.withDefaults()
	if cfg.Store == nil || cfg.Library == nil {
		return nil, errors.New("a bot needs a store and a library of editions")
	}
	b := &Bot{
		cfg: cfg, store: cfg.Store, channels: map[string]Channel{}, jobs: map[string]Job{},
		memory:   newMemoryHold(cfg.Limits, cfg.Consent.Timeout),
		people:   NewLimiter[UserID](cfg.Limits.PersonRate, cfg.Limits.PersonBurst),
		sources:  NewLimiter[string](cfg.Limits.SourceRate, cfg.Limits.SourceBurst),
		newcomer: NewLimiter[string](cfg.Limits.StrangerRate, cfg.Limits.StrangerBurst),
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

// edition is the one in force and the number of the newest material one.
func (b *Bot) edition(ctx context.Context, app string) (*policies.Edition, int, error) {
	current, err := b.cfg.Library.Current(ctx, app)
	if err != nil {
		return nil, 0, fmt.Errorf("no edition to speak from: %w", err)
	}
	return current, current.Material, nil
}

// Platform is what people call the platform of a channel.
func (b *Bot) Platform(channel string) string {
	return cmp.Or(TraitsOf(b.channels[channel]).Platform, channel)
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

// PersonBy returns a person by their random id, or ErrNotFound.
func (b *Bot) PersonBy(ctx context.Context, app string, id PersonID) (Person, error) {
	p, err := b.store.PersonByID(ctx, id)
	if err == nil && p.App != app {
		return Person{}, ErrNotFound
	}
	return p, err
}

// Library is where the editions are that the bot speaks from.
func (b *Bot) Library() policies.Library { return b.cfg.Library }

// Ledger is the tamper-evident log.
func (b *Bot) Ledger() ledger.Log { return b.store.Ledger() }

// ConsentTimeout is how long the answer to a notice may take.
func (b *Bot) ConsentTimeout() time.Duration { return b.cfg.Consent.Timeout }

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

// Channels lists the channels on which people can be, by name.
func (b *Bot) Channels() (list []string) {
	for name := range b.channels {
		if name != ConsoleChannel {
			list = append(list, name)
		}
	}
	if len(b.channels) == 0 {
		return b.cfg.Known
	}
	slices.Sort(list)
	return list
}

// Wake lets the worker look at the queue now.
func (b *Bot) Wake() {
	select {
	case b.wake <- struct{}{}:
	default:
	}
}

// Sweep forgets what waited in memory for too long.
func (b *Bot) Sweep(now time.Time) { b.memory.sweep(now) }
