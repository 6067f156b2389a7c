package console

import (
	"context"
	"crypto/rand"
	"net/http"
	"sync"
	"time"

	"assent/bot"
	"assent/policies"
)

// Rehearsal is a bot that speaks from unpublished texts, to one person who is not
// stored.
type Rehearsal interface {
	// Say takes what the person wrote or pressed, and returns the answers.
	Say(ctx context.Context, m bot.Message) ([]bot.Reply, error)
	// Close deletes everything.
	Close() error
}

// StartRehearsal begins a rehearsal, as on a channel with the short notice or as
// on one with the full notice.
type StartRehearsal func(ctx context.Context, e *policies.Edition, short bool) (Rehearsal, error)

const (
	rehearsalIdle     = 15 * time.Minute
	maxRehearsals     = 8
	maxRehearsalLines = 100
)

// rehearsals are the open ones, one for each operator.
type rehearsals struct {
	start StartRehearsal
	mu    sync.Mutex
	open  map[bot.PersonID]*rehearsal
}

type rehearsal struct {
	mu    sync.Mutex
	bot   Rehearsal
	rev   int // of the draft
	short bool
	lines []rehearsalLine
	used  time.Time
}

// rehearsalLine is a line of a rehearsal.
type rehearsalLine struct {
	From    string
	Text    policies.Markdown
	Choices []bot.Choice
}

// Close ends every rehearsal.
func (c *Console) Close() {
	if c.rehearsals != nil {
		c.rehearsals.sweep(time.Time{}, true)
	}
}

// sweep ends the rehearsals that are no longer used.
func (r *rehearsals) sweep(now time.Time, all bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for id, one := range r.open {
		if all || now.Sub(one.used) > rehearsalIdle {
			delete(r.open, id)
			_ = one.bot.Close() // its folder is temporary
		}
	}
}

// ongoing returns the rehearsal of a draft in its present revision; nil: none.
func (r *rehearsals) ongoing(id bot.PersonID, rev int) *rehearsal {
	if r == nil {
		return nil
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if one := r.open[id]; one != nil && one.rev == rev {
		return one
	}
	return nil
}

// rehearsal returns an operator's rehearsal; fresh begins another.
func (v *visit) rehearsal(fresh, short bool) (*rehearsal, error) {
	r := v.rehearsals
	if r == nil {
		return nil, pageError{http.StatusNotFound, "Drafts cannot be tried here."}
	}
	now := time.Now()
	r.sweep(now, false)
	d, err := v.bot.Library().Draft(v.ctx, v.app)
	if err != nil {
		return nil, err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	one := r.open[v.who.Person]
	if one != nil && !fresh && one.rev == d.Rev {
		one.used = now
		return one, nil
	}
	if one != nil {
		short = short || !fresh && one.short
		delete(r.open, v.who.Person)
		_ = one.bot.Close() // its folder is temporary
	}
	if len(r.open) >= maxRehearsals {
		return nil, pageError{http.StatusServiceUnavailable, "Too many drafts are being tried: wait some minutes."}
	}
	e := d.Edition.Freeze(d.Edition.Controller)
	e.App, e.Number, e.Material, e.Kind, e.Published = v.app, 1, 1, policies.Material, now
	b, err := r.start(v.ctx, e, short)
	if err != nil {
		return nil, err
	}
	one = &rehearsal{bot: b, rev: d.Rev, short: short, used: now}
	r.open[v.who.Person] = one
	return one, nil
}

// rehearsalPage shows what was said so far. It starts nothing: writing does.
func rehearsalPage(v *visit) error {
	d, err := v.bot.Library().Draft(v.ctx, v.app)
	if err != nil {
		return err
	}
	one := v.rehearsals.ongoing(v.who.Person, d.Rev)
	if one == nil {
		return v.ok("rehearsal", "Try the draft", map[string]any{"Lines": nil, "Short": false, "Rev": d.Rev})
	}
	one.mu.Lock()
	defer one.mu.Unlock()
	return v.ok("rehearsal", "Try the draft", map[string]any{"Lines": one.lines, "Short": one.short, "Rev": one.rev})
}

// rehearse sends a message to the draft.
func rehearse(v *visit) error {
	if v.form("do") == "restart" {
		if _, err := v.rehearsal(true, v.form("short") != ""); err != nil {
			return err
		}
		return v.to("draft/try")
	}
	one, err := v.rehearsal(false, false)
	if err != nil {
		return err
	}
	m := bot.Message{ID: rand.Text(), Text: v.form("text"), Choice: v.form("choice"), For: v.form("for")}
	said := rehearsalLine{From: "person", Text: policies.Verbatim(m.Text)}
	if m.Choice != "" {
		said.Text = policies.Verbatim("[" + v.form("label") + "]")
	}
	one.mu.Lock()
	defer one.mu.Unlock()
	replies, err := one.bot.Say(v.ctx, m)
	if err != nil {
		return err
	}
	one.lines = append(one.lines, said)
	for _, r := range replies {
		one.lines = append(one.lines, rehearsalLine{From: "bot", Text: r.Text, Choices: r.Choices})
	}
	one.lines = one.lines[max(0, len(one.lines)-maxRehearsalLines):]
	return v.to("draft/try")
}
