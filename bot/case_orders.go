package bot

import (
	"context"
	"errors"
	"fmt"
	"slices"
)

// An Order is what an officer (console, API, command line) has done for a
// person. It is named and reasoned, and stands in the person's record.
type Order struct {
	By     string // who orders it
	Reason string // why, such as the reference of a letter
}

// ErrUnnamed refuses an order without a name or a reason.
var ErrUnnamed = NewProblem(Invalid, "say who orders it and why")

// OrderErasure has a person erased without a question in chat. The caller has
// it confirmed a second time. It returns the reference; the erasure itself is
// a job of the queue.
func (b *Bot) OrderErasure(ctx context.Context, id PersonID, o Order) (reference string, err error) {
	if o.By == "" || o.Reason == "" {
		return "", ErrUnnamed
	}
	p, err := b.store.PersonByID(ctx, id)
	if err != nil {
		return "", err
	}
	if len(p.ActiveLegalHolds(b.cfg.Now())) > 0 {
		return "", ErrLegalHold
	}
	if len(p.Users) == 0 {
		return "", fmt.Errorf("person %s has no address", id)
	}
	return b.order(ctx, p.Users[0], id, orderedErasure{o})
}

// OrderMessage has one message of a person deleted, which they are told. It
// returns the reference. ErrNotFound: there is no such message,
// ErrLegalHold: a legal hold keeps it.
func (b *Bot) OrderMessage(ctx context.Context, id PersonID, event string, o Order) (reference string, err error) {
	if o.By == "" || o.Reason == "" {
		return "", ErrUnnamed
	}
	p, err := b.store.PersonByID(ctx, id)
	if err == nil {
		err = b.haveEvents(ctx, id, []string{event})
	}
	switch {
	case err != nil:
		return "", err
	case p.onLegalHold(event, b.cfg.Now()):
		return "", ErrLegalHold
	case len(p.Users) == 0:
		return "", ErrNotFound
	}
	return b.order(ctx, p.Users[0], id, orderedMessage{event, o})
}

// order brings an order to the gate and returns the reference of the request
// that it became.
func (b *Bot) order(ctx context.Context, u UserID, id PersonID, r result) (reference string, err error) {
	got, err := b.handle(ctx, Message{Kind: KindResult, User: u, person: id, At: b.cfg.Now(), result: r})
	return got.reference, err
}

// orderedMessage: an officer has one message deleted.
type orderedMessage struct {
	event string
	order Order
}

func (r orderedMessage) take(t *turn) {
	if t.p.Stage == StageErasing {
		return
	}
	reference := t.reference("R")
	t.out.back.reference = reference
	t.requestStep(requestBody{
		Kind: RequestMessage, Reference: reference, State: "ordered", Channel: t.m.User.Channel, By: r.order.By, Reason: r.order.Reason,
	})
	t.scrub(&Pending{Kind: RequestMessage, Reference: reference, Events: []string{r.event}})
}

// Forget erases the person behind u at their own wish, where the channel has
// had them confirm it already. They are told when it is done. It returns the
// reference, or ErrNotFound for a stranger.
func (b *Bot) Forget(ctx context.Context, u UserID) (reference string, err error) {
	p, err := b.Find(ctx, u)
	if err != nil {
		return "", err
	}
	return b.order(ctx, u, p.ID, orderedErasure{})
}

// orderedErasure: an officer has a person erased, or without an order the
// channel has had the person confirm it.
type orderedErasure struct{ order Order }

func (r orderedErasure) take(t *turn) { t.orderedErasure(r.order) }

func (t *turn) orderedErasure(o Order) {
	if t.p.Stage == StageErasing {
		if r, ok := t.p.request(RequestErasure); ok {
			t.out.back.reference = r.Reference
		}
		return
	}
	reference := t.reference("R")
	state := "ordered"
	if o == (Order{}) {
		state = "confirmed"
	}
	t.requestStep(requestBody{Kind: RequestErasure, Reference: reference, State: state, Channel: t.m.User.Channel, By: o.By, Reason: o.Reason})
	t.p.Requests = append(t.p.Requests, Request{Kind: RequestErasure, Reference: reference, At: t.now, Due: t.now})
	t.beginErasure(reference)
	t.out.back.reference = reference
}

// EraseAll orders the erasure of everybody on a channel whom match picks by
// account, such as the members of a workspace that took the app away. It
// returns how many; called again after an error it goes on.
func (b *Bot) EraseAll(ctx context.Context, channel string, match func(UserID) bool, o Order) (n int, err error) {
	for p, err := range b.store.People(ctx, Query{}) {
		if err != nil {
			return n, fmt.Errorf("erase everybody of a channel: %w", err)
		}
		if !slices.ContainsFunc(p.Users, func(u UserID) bool { return u.Channel == channel && match(u) }) {
			continue
		}
		if _, err := b.OrderErasure(ctx, p.ID, o); err != nil && !errors.Is(err, ErrNotFound) {
			return n, err
		}
		n++
	}
	return n, nil
}
