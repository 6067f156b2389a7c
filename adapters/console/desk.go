package console

import (
	"context"
	"fmt"
	"sync"

	"assent/bot"
)

// Desk is the desk of a team that answers from the console: its pages read the
// record, so it only has to tell them that something changed.
type Desk struct{ updates *updates }

var (
	_ bot.Channel   = (*Desk)(nil)
	_ bot.DeskHost  = (*Desk)(nil)
	_ bot.Desk      = (*Desk)(nil)
	_ bot.HasTraits = (*Desk)(nil)
)

// NewDesk returns the desk.
func NewDesk() *Desk { return &Desk{newUpdates()} }

// Name implements bot.Channel.
func (*Desk) Name() string { return bot.ConsoleChannel }

// Traits implements bot.HasTraits: what people call the console.
func (*Desk) Traits() bot.Traits { return bot.Traits{Platform: "the console"} }

// Send implements bot.Channel: nobody chats here.
func (*Desk) Send(context.Context, bot.UserID, bot.Reply) (bot.PlatformRef, error) {
	return "", fmt.Errorf("%w: nobody chats from the console", bot.ErrUndeliverable)
}

// Desk implements bot.DeskHost.
func (d *Desk) Desk() bot.Desk { return d }

// Open implements bot.Desk.
func (d *Desk) Open(_ context.Context, c bot.Card, _ bool) (string, error) {
	d.updates.publish()
	return c.Reference, nil
}

// Show implements bot.Desk.
func (d *Desk) Show(context.Context, string, bot.Card) error {
	d.updates.publish()
	return nil
}

// Post implements bot.Desk: the pages read the record, so there is no copy.
func (d *Desk) Post(context.Context, string, bot.DeskPost) (bot.PlatformRef, error) {
	d.updates.publish()
	return "", nil
}

// Announce implements bot.Desk: the overview shows it.
func (d *Desk) Announce(context.Context, string) error {
	d.updates.publish()
	return nil
}

// updates tells open pages that something changed.
type updates struct {
	mu    sync.Mutex
	pages map[chan struct{}]bool
}

func newUpdates() *updates { return &updates{pages: map[chan struct{}]bool{}} }

func (u *updates) publish() {
	u.mu.Lock()
	defer u.mu.Unlock()
	for page := range u.pages {
		select {
		case page <- struct{}{}:
		default: // it has been told already
		}
	}
}

func (u *updates) subscribe() (changed chan struct{}, end func()) {
	c := make(chan struct{}, 1)
	u.mu.Lock()
	u.pages[c] = true
	u.mu.Unlock()
	return c, func() {
		u.mu.Lock()
		defer u.mu.Unlock()
		delete(u.pages, c)
	}
}
