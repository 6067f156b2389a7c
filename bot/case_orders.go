package bot

import (
	"context"
	"errors"
	"fmt"
	"slices"
)

// An Order says which officer acts (in the console, via the API or on the command
// line) and why. It is stored in the person's record.
type Order struct {
	By     string // the officer's name
	Reason string // such as the reference of a letter
}

// ErrUnnamed refuses an order without a name or a reason.
var ErrUnnamed = NewProblem(Invalid, "a name and a reason are required")

// OrderErasure erases a person without asking them in chat. The caller has to
// ask the officer for a second confirmation. The result is the reference of the
// request; the erasure itself is a job in the queue.
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

// OrderMessage deletes one message of a person and tells them. The result is the
// reference of the request. ErrNotFound: there is no such message. ErrLegalHold:
// a legal hold covers it.
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

// order hands an order to the gate and returns the reference of the request that
// it becomes.
func (b *Bot) order(ctx context.Context, u UserID, id PersonID, r result) (reference string, err error) {
	got, err := b.handle(ctx, Message{
		Kind: KindResult, User: u, person: id, At: b.cfg.Now(), result: r,
	})
	return got.reference, err
}

// orderedMessage: an officer orders that one message be deleted.
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
		Kind: RequestMessage, Reference: reference, State: "ordered", Channel: t.m.User.Channel,
		By: r.order.By, Reason: r.order.Reason,
	})
	t.scrub(&Pending{Kind: RequestMessage, Reference: reference, Events: []string{r.event}})
}

// Forget erases the person behind u at their own request, which the channel has
// already had them confirm. They are told when it is done. The result is the
// reference of the request. ErrNotFound: nobody is on record there.
func (b *Bot) Forget(ctx context.Context, u UserID) (reference string, err error) {
	p, err := b.Find(ctx, u)
	if err != nil {
		return "", err
	}
	return b.order(ctx, u, p.ID, orderedErasure{})
}

// orderedErasure: an officer orders an erasure; if order is empty, the person
// confirmed it through the channel.
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
	t.requestStep(requestBody{
		Kind: RequestErasure, Reference: reference, State: state, Channel: t.m.User.Channel, By: o.By, Reason: o.Reason,
	})
	t.p.Requests = append(t.p.Requests, Request{Kind: RequestErasure, Reference: reference, At: t.now, Due: t.now})
	t.beginErasure(reference)
	t.out.back.reference = reference
}

// EraseAll orders the erasure of everybody on a channel whose account matches,
// such as the members of a workspace that removed the app. It returns their
// number. After an error it can be called again to continue.
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
