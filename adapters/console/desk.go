package console

import (
	"context"
	"fmt"
	"sync"

	"assent/bot"
)

// Seat is the desk of a team that answers from the console: its pages read what
// is on record, so that it only has to say that something changed.
type Seat struct{ changed *watchers }

var (
	_ bot.Channel  = Seat{}
	_ bot.DeskHost = Seat{}
	_ bot.Desk     = Seat{}
	_ bot.Hosted   = Seat{}
)

// NewSeat returns the desk.
func NewSeat() Seat { return Seat{newWatchers()} }

// Name implements bot.Channel.
func (Seat) Name() string { return bot.ConsoleChannel }

// Platform implements bot.Hosted.
func (Seat) Platform() string { return "the console" }

// Send implements bot.Channel: nobody is reached there.
func (Seat) Send(context.Context, bot.UserID, bot.Reply) (bot.Receipt, error) {
	return "", fmt.Errorf("%w: nobody chats from the console", bot.ErrUndeliverable)
}

// Desk implements bot.DeskHost.
func (s Seat) Desk() bot.Desk { return s }

// Open implements bot.Desk.
func (s Seat) Open(_ context.Context, c bot.Card, _ bool) (string, error) {
	s.changed.tell()
	return c.Reference, nil
}

// Show implements bot.Desk.
func (s Seat) Show(context.Context, string, bot.Card) error { s.changed.tell(); return nil }

// Post implements bot.Desk: the pages read the record, so there is no copy.
func (s Seat) Post(context.Context, string, bot.DeskLine) (bot.Receipt, error) {
	s.changed.tell()
	return "", nil
}

// Announce implements bot.Desk: the overview says it.
func (s Seat) Announce(context.Context, string) error { s.changed.tell(); return nil }

// watchers are pages that want to know when something changed.
type watchers struct {
	mu   sync.Mutex
	open map[chan struct{}]bool
}

func newWatchers() *watchers { return &watchers{open: map[chan struct{}]bool{}} }

func (w *watchers) tell() {
	w.mu.Lock()
	defer w.mu.Unlock()
	for c := range w.open {
		select {
		case c <- struct{}{}:
		default: // it knows already
		}
	}
}

func (w *watchers) watch() (changed chan struct{}, end func()) {
	c := make(chan struct{}, 1)
	w.mu.Lock()
	w.open[c] = true
	w.mu.Unlock()
	return c, func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		delete(w.open, c)
	}
}
