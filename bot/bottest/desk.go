package bottest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"assent/bot"
)

// Desk is a desk that keeps what is posted to it, and the channel that hosts it.
type Desk struct {
	mu      sync.Mutex
	n       int
	cards   map[string]bot.Card
	lines   map[string][]bot.DeskPost
	news    []string
	fail    error
	erased  []bot.PlatformRef
	posted  map[string]bot.PlatformRef // by post
	deleted map[string]bool            // threads
}

// DeskName is the channel that hosts a Desk.
const DeskName = "team"

var (
	_ bot.Desk     = (*Desk)(nil)
	_ bot.Channel  = (*Desk)(nil)
	_ bot.DeskHost = (*Desk)(nil)
	_ bot.Eraser   = (*Desk)(nil)
)

// NewDesk returns a desk without a thread.
func NewDesk() *Desk {
	return &Desk{
		cards: map[string]bot.Card{}, lines: map[string][]bot.DeskPost{},
		posted: map[string]bot.PlatformRef{}, deleted: map[string]bool{},
	}
}

// Name implements bot.Channel.
func (d *Desk) Name() string { return DeskName }

// Desk implements bot.DeskHost.
func (d *Desk) Desk() bot.Desk { return d }

// Send implements bot.Channel; no person can be reached there.
func (d *Desk) Send(context.Context, bot.UserID, bot.Reply) (bot.PlatformRef, error) {
	return "", bot.ErrUndeliverable
}

// Leaves implements bot.Eraser: what agents wrote stays there.
func (d *Desk) Leaves() bool { return true }

// Erase implements bot.Eraser.
func (d *Desk) Erase(_ context.Context, _ bot.UserID, copies []bot.PlatformRef) ([]bot.PlatformRef, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.fail != nil {
		return nil, d.fail
	}
	d.erased = append(d.erased, copies...)
	for place, lines := range d.lines {
		d.lines[place] = slices.DeleteFunc(lines, func(l bot.DeskPost) bool {
			return slices.Contains(copies, bot.PlatformRef(l.ID))
		})
	}
	return copies, nil
}

// Open implements bot.Desk.
func (d *Desk) Open(_ context.Context, c bot.Card, again bool) (string, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.fail != nil {
		return "", d.fail
	}
	for place, card := range d.cards {
		if again && card.Reference == c.Reference {
			return place, nil
		}
	}
	d.n++
	place := fmt.Sprint("thread ", d.n)
	d.cards[place] = c
	return place, nil
}

// Show implements bot.Desk.
func (d *Desk) Show(_ context.Context, place string, c bot.Card) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.fail != nil {
		return d.fail
	}
	if d.deleted[place] {
		return bot.ErrNoThread
	}
	d.cards[place] = c
	return nil
}

// Post implements bot.Desk.
func (d *Desk) Post(_ context.Context, place string, l bot.DeskPost) (bot.PlatformRef, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	switch {
	case d.fail != nil:
		return "", d.fail
	case d.deleted[place]:
		return "", bot.ErrNoThread
	case d.posted[l.ID] != "":
		return d.posted[l.ID], nil
	}
	d.posted[l.ID] = bot.PlatformRef(l.ID)
	d.lines[place] = append(d.lines[place], l)
	return bot.PlatformRef(l.ID), nil
}

// Announce implements bot.Desk.
func (d *Desk) Announce(_ context.Context, text string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.fail == nil {
		d.news = append(d.news, text)
	}
	return d.fail
}

// Fail makes the desk return err until Fail is called with nil.
func (d *Desk) Fail(err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.fail = err
}

// Delete deletes a thread, as a team member can.
func (d *Desk) Delete(place string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.deleted[place] = true
}

// Card returns the card of a thread.
func (d *Desk) Card(place string) bot.Card {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.cards[place]
}

// Lines returns the posts in a thread.
func (d *Desk) Lines(place string) []bot.DeskPost {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Clone(d.lines[place])
}

// News returns what was announced.
func (d *Desk) News() []string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Clone(d.news)
}

// errDown is what the desk returns after the command desk fail.
var errDown = errors.New("the desk is down")
