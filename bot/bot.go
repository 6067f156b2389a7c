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

// Bot receives messages and sends replies. Create one with [New]; [Bot.Run]
// works its queue.
type Bot struct {
	cfg      Config
	store    Store
	channels map[string]Channel
	locks    locks[UserID]
	memory   *memoryHold
	people   *Limiter[UserID]
	sources  *Limiter[string]
	newcomer *Limiter[string] // people who are not on record, per source
	wake     chan struct{}
	desk     Desk   // nil: there is none
	deskName string // the channel that hosts the desk
	jobs     map[string]Job

	receiving atomic.Int64 // messages that Receive is handling
	received  atomic.Int64 // messages that Receive has handled
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
			return nil, fmt.Errorf("%s and %s both have a desk: configure only one", b.deskName, c.Name())
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

// edition returns the edition in force and the number of the newest material one.
func (b *Bot) edition(ctx context.Context, app string) (*policies.Edition, int, error) {
	current, err := b.cfg.Library.Current(ctx, app)
	if err != nil {
		return nil, 0, fmt.Errorf("load the edition in force: %w", err)
	}
	return current, current.Material, nil
}

// Platform returns the name that people use for the platform of a channel.
func (b *Bot) Platform(channel string) string {
	return cmp.Or(TraitsOf(b.channels[channel]).Platform, channel)
}

// Find returns the person with exactly this address, or ErrNotFound. There is
// deliberately no search by name.
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

// Library returns the library with the editions of the bot's texts.
func (b *Bot) Library() policies.Library { return b.cfg.Library }

// Ledger returns the tamper-evident log.
func (b *Bot) Ledger() ledger.Log { return b.store.Ledger() }

// ConsentTimeout returns how long people have to answer a notice.
func (b *Bot) ConsentTimeout() time.Duration { return b.cfg.Consent.Timeout }

// EachUser calls f for every account on a channel that was seen since a moment,
// with the time when it was last seen. It stops when f returns an error.
func (b *Bot) EachUser(
	ctx context.Context, channel string, since time.Time, f func(u UserID, seen time.Time) error,
) error {
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

// Channels lists the names of the channels on which people write, sorted.
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

// Wake makes the worker look at the queue now.
func (b *Bot) Wake() {
	select {
	case b.wake <- struct{}{}:
	default:
	}
}

// Sweep drops messages that waited in memory for too long.
func (b *Bot) Sweep(now time.Time) { b.memory.sweep(now) }
