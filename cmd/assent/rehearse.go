package main

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"sync"

	"assent/adapters/console"
	"assent/adapters/sqlstore"
	"assent/bot"
	"assent/policies"
)

// rehearsal is a bot in a temporary folder that speaks from a draft.
type rehearsal struct {
	dir   string
	store *sqlstore.Store
	bot   *bot.Bot

	mu   sync.Mutex
	said []bot.Reply
	sms  bool
}

var (
	_ console.Rehearsal = (*rehearsal)(nil)
	_ bot.Channel       = (*rehearsal)(nil)
	_ bot.HasTraits     = (*rehearsal)(nil)
	_ policies.Library  = onlyDraft{}
)

// onlyDraft is a library with one edition.
type onlyDraft struct {
	policies.Library
	edition *policies.Edition
}

// Current implements policies.Library.
func (d onlyDraft) Current(context.Context, string) (*policies.Edition, error) { return d.edition, nil }

// Edition implements policies.Library.
func (d onlyDraft) Edition(context.Context, string, int) (*policies.Edition, error) {
	return d.edition, nil
}

// rehearse starts a rehearsal.
func (c config) rehearse(ctx context.Context, e *policies.Edition, short bool) (console.Rehearsal, error) {
	dir, err := os.MkdirTemp("", "assent-draft-")
	if err != nil {
		return nil, err
	}
	c.Database, c.KeysDB, c.master, c.previous = "", "", "", ""
	c.Data, c.Keys = filepath.Join(dir, "data"), filepath.Join(dir, "keys")
	r := &rehearsal{dir: dir, sms: short}
	if r.store, err = c.openStore(context.WithoutCancel(ctx), slog.New(slog.DiscardHandler)); err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	cfg := c.botConfig()
	cfg.Store, cfg.Library, cfg.Channels = r.store, onlyDraft{r.store, e}, []bot.Channel{r}
	cfg.Assistant, cfg.Interpreter, cfg.Phraser = nil, nil, nil // nothing leaves this machine
	cfg.Consent.Burst, cfg.Limits.PersonRate = -1, -1
	if r.bot, err = bot.New(cfg); err != nil {
		return nil, errors.Join(err, r.Close())
	}
	return r, nil
}

// Name implements bot.Channel.
func (*rehearsal) Name() string { return "draft" }

// Traits tells the bot which form of the notice to use.
func (r *rehearsal) Traits() bot.Traits { return bot.Traits{ShortForm: r.sms} }

// Send implements bot.Channel.
func (r *rehearsal) Send(_ context.Context, _ bot.UserID, reply bot.Reply) (bot.PlatformRef, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.said = append(r.said, reply)
	return "", nil
}

// Say implements console.Rehearsal.
func (r *rehearsal) Say(ctx context.Context, m bot.Message) ([]bot.Reply, error) {
	m.User = bot.UserID{App: bot.DefaultApp, Channel: r.Name(), ID: "editor"}
	if err := r.bot.Receive(ctx, m); err != nil {
		return nil, err
	}
	if err := r.bot.Drain(ctx); err != nil {
		return nil, err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	said := r.said
	r.said = nil
	return said, nil
}

// Close implements console.Rehearsal.
func (r *rehearsal) Close() error { return errors.Join(r.store.Close(), os.RemoveAll(r.dir)) }
