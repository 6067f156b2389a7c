package bot

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"assent/policies"
)

// Desk is where the team answers people, with a thread for each conversation that
// is handed off. Its methods may block; after an error of Open, Show or Post the
// call is repeated later. Show and Post return an error that wraps ErrNoThread if
// the thread was deleted at the platform.
type Desk interface {
	// Open starts the thread of a conversation with its card, and returns the
	// place that identifies it from then on. again: a process may have opened the
	// thread and died before recording it; if the desk can find that thread, it
	// returns it.
	Open(ctx context.Context, c Card, again bool) (place string, err error)
	// Show updates the card of a thread.
	Show(ctx context.Context, place string, c Card) error
	// Post adds a post to a thread. The result names the platform's copy, if bots
	// can delete it there; otherwise it is empty.
	Post(ctx context.Context, place string, l DeskPost) (PlatformRef, error)
	// Announce tells the team something that is not about a particular person.
	Announce(ctx context.Context, text string) error
}

// DeskHost is implemented by channels whose platform can host the team's desk.
type DeskHost interface {
	// Desk returns the desk, or nil if none is configured. New calls it; it must not block.
	Desk() Desk
}

// ErrNoThread: the thread was deleted at the desk.
var ErrNoThread = errors.New("the desk does not have this thread any more")

// deskChannel is the UserID.Channel under which a desk's threads are stored.
func deskChannel(channel string) string { return "desk/" + channel }

// Card is what the team sees about a person: what they agreed to and what they
// request, and nothing else.
type Card struct {
	Reference  string
	State      HandoffState
	Since      time.Time
	Why        string
	Channel    string // the platform, as people call it
	Lang       string
	Consent    Consent   // for the service
	OptInMode  OptInMode // of their channel, if they were admitted without being asked
	Edition    string    // the one they agreed to
	Purposes   []PurposeState
	Requests   []Request
	Restricted bool
	LegalHold  bool // a legal hold covers their record
	Blocked    bool
	Agent      string // the name of the agent to whom it is assigned
	Silenced   string // why the team may not write to them; empty: it may
	Topics     []policies.Topic
	Tickets    []Ticket
}

// Agreed returns the state of the consent for the service in words, and since when.
func (c Card) Agreed() string {
	said := string(c.Consent.State)
	switch c.OptInMode {
	case OptInExternal:
		said = "asked elsewhere, no proof of it here"
	case OptInNoticeOnly:
		said = "not asked on this channel, told only"
	}
	if !c.Consent.At.IsZero() {
		said += ", " + c.Consent.At.UTC().Format("2006-01-02 15:04 UTC")
	}
	return said
}

// PurposeState is the state of the consent for a purpose.
type PurposeState struct {
	Purpose Purpose
	State   ConsentState
}

// PostFrom is the author of a post.
type PostFrom string

// Authors of posts.
const (
	FromPerson PostFrom = "person"
	FromBot    PostFrom = "bot"
	FromPast   PostFrom = "past" // both, before the handoff
)

// DeskPost is a post in a thread of the desk.
type DeskPost struct {
	ID    string   `json:"id"` // a post with the same ID is the same post
	From  PostFrom `json:"from"`
	Text  string   `json:"text"` // plain
	Files []File   `json:"files,omitempty"`
	Again bool     `json:"-"` // it may have been posted before
}

// deskBody is the body of a queue item for the desk.
type deskBody struct {
	Kind    string   `json:"kind"`
	Handoff string   `json:"handoff"`
	Why     string   `json:"why,omitempty"` // card: why it ended
	Line    DeskPost `json:"line"`
	Event   string   `json:"event,omitempty"` // line: the person's event that the post repeats
	Place   UserID   `json:"place,omitzero"`  // gone: the thread, since the person's record is erased
}

// The kinds of deskBody.
const (
	deskOpen = "open"
	deskCard = "card"
	deskLine = "line"
	deskGone = "gone" // the person is erased
)

func (t *turn) toDesk(d deskBody) {
	d.Handoff = t.p.Handoff.Reference
	t.out.items = append(t.out.items, t.deskItem(d))
}

func (t *turn) deskItem(d deskBody) Item {
	return Item{ID: t.newID(), Lane: LaneDesk, Name: "desk", Due: t.now, Body: mustJSON(d)}
}

func (t *turn) deskPost(from PostFrom, text string) DeskPost {
	return DeskPost{ID: t.newID(), From: from, Text: text}
}

// mirror posts a message that was just recorded to the desk.
func (t *turn) mirror(event string, m messageBody) {
	text := m.Text
	if m.Choice != "" {
		text = "(pressed: " + m.Choice + ")"
	}
	for _, f := range m.Files {
		text = strings.TrimSpace(text + "\n(file: " + f.Name + ")")
	}
	t.toDesk(deskBody{Kind: deskLine, Event: event, Line: t.deskPost(FromPerson, text)})
}

// place returns where the thread of a handoff is, if there is one.
func (p Person) place(handoff string) (UserID, bool) {
	for _, t := range p.Threads {
		if t.Handoff == handoff {
			return t.Place, true
		}
	}
	return UserID{}, false
}

// pastLines is how many lines from before a handoff the team sees.
const pastLines = 10

// deskAwayAfter is the number of failures to open a thread after which the person
// is told.
const deskAwayAfter = 3

// deskWork carries out a queue item for the desk.
func (b *Bot) deskWork(ctx context.Context, item Item) error {
	body, err := decodeBody[deskBody](item)
	if err != nil {
		return err
	}
	if b.desk == nil {
		return errors.New("no desk is configured: its posts stay in the queue")
	}
	if body.Kind == deskGone {
		return b.deskForgets(ctx, item, body)
	}
	p, err := b.store.PersonByID(ctx, item.Person)
	if errors.Is(err, ErrNotFound) {
		return b.done(ctx, item)
	}
	if err != nil {
		return err
	}
	if body.Kind == deskOpen {
		return b.openThread(ctx, item, p, body)
	}
	place, ok := p.place(body.Handoff)
	if !ok {
		return b.done(ctx, item) // it ended before it began
	}
	if body.Kind == deskCard {
		card, err := b.card(ctx, p, body.Handoff, body.Why)
		if err == nil {
			err = b.desk.Show(ctx, place.ID, card)
		}
		if err != nil && !errors.Is(err, ErrNoThread) {
			return fmt.Errorf("update the card of a handoff: %w", err)
		}
		return b.done(ctx, item)
	}
	b.attachTo(p.ID, body.Line.Files)
	body.Line.Again = item.Attempt > 1
	ref, err := b.desk.Post(ctx, place.ID, body.Line)
	m := Message{Kind: KindResult, User: p.Users[0], result: threadPosted{body.Event, ref}}
	switch {
	case errors.Is(err, ErrNoThread):
		m.result = threadLost{body.Handoff}
	case err != nil:
		return fmt.Errorf("post to the desk: %w", err)
	case ref == "":
		return b.done(ctx, item)
	}
	return b.settleDesk(ctx, item, m, ref)
}

// settleDesk lets the gate record what was posted. If the person was erased
// meanwhile, the desk's copy is deleted too.
func (b *Bot) settleDesk(ctx context.Context, item Item, m Message, ref PlatformRef) error {
	m.person, m.item, m.At = item.Person, &item, b.cfg.Now()
	_, err := b.handle(ctx, m)
	to := UserID{App: item.App, Channel: b.deskName}
	switch {
	case errors.Is(err, ErrNotFound):
		return b.afterErasure(ctx, item, to, ref)
	case errors.Is(err, ErrHandled):
		return b.droppedMeanwhile(ctx, item, to, ref)
	}
	return err
}

// openThread opens the thread of a handoff.
func (b *Bot) openThread(ctx context.Context, item Item, p Person, body deskBody) error {
	_, opened := p.place(body.Handoff)
	if p.Handoff == nil || p.Handoff.Reference != body.Handoff || opened {
		return b.done(ctx, item)
	}
	card, err := b.card(ctx, p, body.Handoff, "")
	if err != nil {
		return err
	}
	place, err := b.desk.Open(ctx, card, item.Attempt > 1)
	r := threadOpened{handoff: body.Handoff}
	if err == nil {
		r.place = UserID{App: p.App, Channel: deskChannel(b.deskName), ID: place}
		r.ref, err = b.postPast(ctx, p, body.Handoff, place, item.Attempt > 1)
	}
	if err != nil {
		if item.Attempt == deskAwayAfter {
			err = errors.Join(err, b.Amend(ctx, p.ID, func(c *Change, now time.Time) error {
				return b.tell(ctx, c, now, policies.PhraseDeskAway, nil)
			}))
		}
		return fmt.Errorf("open a thread at the desk: %w", err)
	}
	return b.settleDesk(ctx, item, Message{Kind: KindResult, User: p.Users[0], result: r}, r.ref)
}

// postPast posts the last lines from before the handoff to the desk.
func (b *Bot) postPast(ctx context.Context, p Person, handoff, place string, again bool) (PlatformRef, error) {
	var said []string
	for e, err := range b.store.Events(ctx, p.ID) {
		if err != nil {
			return "", err
		}
		if e.Kind == EventHandoff {
			if h, err := DecodeEvent[handoffBody](e); err == nil && h.Reference == handoff {
				break
			}
			continue
		}
		if e.Kind != EventMessage && e.Kind != EventReply {
			continue
		}
		l, err := lineOf(e)
		if err != nil {
			return "", err
		}
		if l.From == "" || l.Text == "" {
			continue
		}
		text := l.From + ": " + short(policies.Plain(l.Text))
		if said = append(said, text); len(said) > pastLines {
			said = said[1:]
		}
	}
	if len(said) == 0 {
		return "", nil
	}
	return b.desk.Post(ctx, place, DeskPost{
		ID: handoff + "-past", From: FromPast, Text: strings.Join(said, "\n"), Again: again,
	})
}

// threadOpened: the desk has opened the thread of a handoff.
type threadOpened struct {
	handoff string
	place   UserID
	ref     PlatformRef // of the post with the lines from before the handoff
}

// take records where the thread is.
func (r threadOpened) take(t *turn) {
	threadPosted{ref: r.ref}.take(t)
	if _, there := t.p.place(r.handoff); !there {
		t.p.Threads = append(slices.Clone(t.p.Threads), DeskThread{r.handoff, r.place})
		t.p.Threads = t.p.Threads[max(0, len(t.p.Threads)-maxThreads):]
	}
	if h := t.p.Handoff; h == nil || h.Reference != r.handoff {
		// The handoff ended meanwhile.
		t.out.items = append(t.out.items, t.deskItem(deskBody{Kind: deskCard, Handoff: r.handoff, Why: whyPerson}))
	}
}

// threadPosted: the desk has taken a post.
type threadPosted struct {
	event string // the person's event that the post repeats
	ref   PlatformRef
}

// take records the desk's copy.
func (r threadPosted) take(t *turn) {
	if r.ref != "" {
		t.record(EventPlatformCopy, platformCopyBody{Reply: r.event, Channel: t.deskName, Ref: r.ref})
	}
}

// threadLost: the thread was deleted at the desk.
type threadLost struct{ handoff string }

// take opens a new thread. The lost post is among the lines from before the new
// handoff, with which that thread begins.
func (r threadLost) take(t *turn) {
	handoff := r.handoff
	t.p.Threads = slices.DeleteFunc(slices.Clone(t.p.Threads), func(d DeskThread) bool { return d.Handoff == handoff })
	if h := t.p.Handoff; h != nil && h.Reference == handoff {
		h.Reference = t.reference("T")
		t.handedOff(h.Why, "", "")
		t.toDesk(deskBody{Kind: deskOpen})
		t.timerIdle() // the running timer belongs to the old thread
	}
}

// card returns what the team sees about a person.
func (b *Bot) card(ctx context.Context, p Person, handoff, why string) (Card, error) {
	edition, material, err := b.edition(ctx, p.App)
	if err != nil {
		return Card{}, err
	}
	consent := p.ConsentFor(PurposeService)
	c := Card{
		Reference: handoff, State: HandoffEnded, Why: why, Lang: p.Lang, Consent: consent,
		Edition: (&policies.Edition{Number: consent.Edition}).Label(), Requests: p.Requests, Restricted: p.Restricted,
		LegalHold: len(p.ActiveLegalHolds(b.cfg.Now())) > 0, Blocked: p.Blocked, Tickets: p.Tickets,
		Silenced: p.whyTeamMayNotWrite(material),
	}
	if a := p.Admission; a != nil {
		c.OptInMode, c.Consent.At, c.Consent.Lang = a.Mode, a.At, p.Lang
		c.Edition = (&policies.Edition{Number: a.Notice.Edition}).Label()
	}
	for _, w := range optional {
		if consent, ok := p.Consents[w.purpose]; ok {
			c.Purposes = append(c.Purposes, PurposeState{w.purpose, consent.State})
		}
	}
	for _, s := range edition.Text(p.Lang).Sections {
		c.Topics = append(c.Topics, s.Topic)
	}
	if len(p.Users) > 0 {
		c.Channel = b.Platform(p.Users[0].Channel)
	}
	if h := p.Handoff; h != nil && h.Reference == handoff {
		c.State, c.Since, c.Why, c.Channel = h.State, h.Since, h.Why, b.Platform(h.User.Channel)
		if c.Agent, err = b.AgentName(ctx, h.Agent); err != nil {
			return c, err
		}
	}
	return c, nil
}

// Gone reports whether the person on the card is erased.
func (c Card) Gone() bool { return c.Why == whyErasure && c.Consent.State == "" }

// deskItems returns the items that tell the desk of an erasure, one per thread.
// The person's key is destroyed by then, so each item has its own.
func (p Person) deskItems(now time.Time) (items []Item) {
	for _, t := range p.Threads {
		items = append(items, Item{
			ID: rand.Text(), App: p.App, Person: p.ID, Lane: LaneDesk, Name: "desk", Due: now, OwnKey: true,
			Body: mustJSON(deskBody{Kind: deskGone, Handoff: t.Handoff, Place: t.Place}),
		})
	}
	return items
}

// deskForgets empties a thread's card after an erasure, and tells the team.
func (b *Bot) deskForgets(ctx context.Context, item Item, body deskBody) error {
	err := b.desk.Show(ctx, body.Place.ID, Card{Reference: body.Handoff, State: HandoffEnded, Why: whyErasure})
	if err == nil {
		_, err = b.desk.Post(ctx, body.Place.ID, DeskPost{
			ID: item.ID, From: FromBot, Again: item.Attempt > 1,
			Text: "Their data is erased, and so is what the bot wrote here. " +
				"What you wrote about them yourselves is yours to delete.",
		})
	}
	if err != nil && !errors.Is(err, ErrNoThread) {
		return fmt.Errorf("remove an erased person from the desk: %w", err)
	}
	return b.done(ctx, item)
}

// attachTo gives a person's files their content.
func (b *Bot) attachTo(id PersonID, files []File) {
	for i := range files {
		file := files[i].ID
		files[i].Open = func(ctx context.Context) (io.ReadCloser, error) { return b.store.OpenFile(ctx, id, file) }
	}
}

// HasDesk reports whether one of the channels hosts a desk.
func (b *Bot) HasDesk() bool { return b.desk != nil }

// Announce posts something to the team's desk that is not about a particular
// person. Without a desk it does nothing.
func (b *Bot) Announce(ctx context.Context, text string) error {
	if b.desk == nil {
		return nil
	}
	return b.desk.Announce(ctx, text)
}

// Note is a team member's note about a person.
type Note struct {
	At   time.Time
	By   string
	Text string
}

// Notes returns the team's notes about a person, oldest first.
func (b *Bot) Notes(ctx context.Context, id PersonID) (list []Note, err error) {
	for e, err := range b.store.Events(ctx, id) {
		if err != nil {
			return nil, err
		}
		if e.Kind != EventNote {
			continue
		}
		n, err := DecodeEvent[noteBody](e)
		if err != nil {
			return nil, err
		}
		by, err := b.AgentName(ctx, n.Agent)
		if err != nil {
			return nil, err
		}
		if n.Text != "" {
			list = append(list, Note{e.At, by, n.Text})
		}
	}
	return list, nil
}

// CardOf returns what the team sees about a person, with their handoff if there
// is one.
func (b *Bot) CardOf(ctx context.Context, p Person) (Card, error) {
	handoff := ""
	if p.Handoff != nil {
		handoff = p.Handoff.Reference
	}
	return b.card(ctx, p, handoff, "")
}
