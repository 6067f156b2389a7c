package bot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"
)

const (
	// leaseFor is how long a queue item belongs to the process that took it; after a
	// kill -9 it is free again within that time.
	leaseFor = 2 * time.Minute
	// giveBackEvery is the time between two attempts to end an item's lease.
	giveBackEvery = time.Second / 4
	// idle is the longest that the worker sleeps: another process may have added to
	// the queue.
	idle = time.Second
)

// Run works the queue until ctx ends, then waits for the items under way.
func (b *Bot) Run(ctx context.Context) error {
	var wg sync.WaitGroup
	defer wg.Wait()
	wg.Go(func() { b.daily(ctx) })
	free := make(chan struct{}, b.cfg.Limits.Workers)
	for {
		n, err := b.dispatch(ctx, free, &wg)
		if err != nil && ctx.Err() == nil {
			b.cfg.Log.Error("the queue cannot be read, trying again", "error", err)
		}
		if n > 0 && err == nil {
			continue
		}
		b.memory.sweep(b.cfg.Now())
		select {
		case <-ctx.Done():
			return nil
		case <-b.wake:
		case <-time.After(b.pause(ctx)):
		}
	}
}

// dispatch leases as many due items as there are free workers, and starts them.
func (b *Bot) dispatch(ctx context.Context, free chan struct{}, wg *sync.WaitGroup) (int, error) {
	select {
	case free <- struct{}{}: // wait for a free worker, so that a busy bot does not spin
		<-free
	case <-ctx.Done():
		return 0, ctx.Err()
	}
	items, err := b.store.Lease(ctx, b.cfg.Now(), cap(free)-len(free), leaseFor)
	if err != nil {
		return 0, err
	}
	for _, item := range items {
		free <- struct{}{}
		wg.Go(func() {
			defer func() { <-free; b.Wake() }()
			b.work(ctx, item)
		})
	}
	return len(items), nil
}

func (b *Bot) pause(ctx context.Context) time.Duration {
	next, err := b.store.NextDue(ctx)
	wait := next.Sub(b.cfg.Now())
	if err != nil || next.IsZero() || wait <= 0 {
		return idle // overdue items are being worked on, and wake us when they end
	}
	return min(wait, idle)
}

// Drain works the queue until nothing is due. It is for callers that go step by
// step, such as a scripted chat; a serving process calls Run.
func (b *Bot) Drain(ctx context.Context) error {
	for {
		items, err := b.store.Lease(ctx, b.cfg.Now(), b.cfg.Limits.Workers, leaseFor)
		if err != nil || len(items) == 0 {
			return err
		}
		for _, item := range items {
			b.work(ctx, item)
		}
		if err := ctx.Err(); err != nil {
			return err
		}
	}
}

// work does one item, and gives it back for later if that failed. It is not cut
// off when stop ends, but the item is then not given back for as long.
func (b *Bot) work(stop context.Context, item Item) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(stop), leaseFor*3/4)
	defer cancel()
	err := b.do(ctx, item)
	if err == nil || errors.Is(err, ErrHandled) {
		return
	}
	if !errors.Is(err, ErrAway) {
		b.cfg.Watcher.PutOff(item.Lane)
	}
	due := b.cfg.Now().Add(backoff(item.Attempt))
	b.cfg.Log.Warn("a queue item failed, trying again", "lane", string(item.Lane), "name", item.Name,
		"attempt", item.Attempt, "due", due, "error", err)
	b.giveBack(stop, item, due)
}

// giveBack ends the lease of an item. It retries if the store fails, because
// otherwise the item would wait until its lease expires.
func (b *Bot) giveBack(stop context.Context, item Item, due time.Time) {
	for end := time.After(leaseFor); ; {
		err := b.store.Retry(context.WithoutCancel(stop), item.ID, due)
		if err == nil {
			return
		}
		select {
		case <-time.After(giveBackEvery):
			continue
		case <-stop.Done():
		case <-end:
		}
		b.cfg.Log.Error("a queue item cannot be given back and waits until its lease expires", "error", err)
		return
	}
}

// backoff doubles from half a second to ten minutes.
func backoff(attempt int) time.Duration {
	return min(time.Second/2<<min(max(attempt-1, 0), 12), 10*time.Minute)
}

func (b *Bot) do(ctx context.Context, item Item) error {
	switch item.Lane {
	case LaneReply:
		return b.deliver(ctx, item)
	case LaneTimer:
		return b.fire(ctx, item)
	case LaneJob:
		return b.job(ctx, item)
	case LaneDesk:
		return b.deskWork(ctx, item)
	}
	return fmt.Errorf("unknown queue lane %q", item.Lane)
}

// fire brings a timer to the gate.
func (b *Bot) fire(ctx context.Context, item Item) error {
	var body itemBody
	if err := json.Unmarshal(item.Body, &body); err != nil {
		return fmt.Errorf("timer %s: %w", item.Name, err)
	}
	if item.Name == timerFile {
		if err := b.store.RemoveFile(ctx, item.Person, FileID(body.Reference)); err != nil {
			return fmt.Errorf("remove an expired file: %w", err)
		}
		return b.done(ctx, item)
	}
	return b.returned(ctx, item, Message{
		Kind: KindTimer, User: body.User, Choice: item.Name, For: body.Reference,
	})
}

// returned lets the gate decide on a timer or a result. If the person was erased
// meanwhile, there is nothing to decide.
func (b *Bot) returned(ctx context.Context, item Item, m Message) error {
	m.person, m.item, m.At = item.Person, &item, b.cfg.Now()
	_, err := b.handle(ctx, m)
	switch {
	case errors.Is(err, ErrHandled):
		return nil // already off the queue
	case errors.Is(err, ErrNotFound):
		return b.done(ctx, item)
	}
	return err
}

// done takes an item off the queue and adds the items that follow from it.
func (b *Bot) done(ctx context.Context, item Item, add ...Item) error {
	err := b.store.Save(ctx, Change{Done: []string{item.ID}, Queue: add})
	if err == nil && len(add) > 0 {
		b.Wake()
	}
	return err
}

// LogValue leaves out the body.
func (i Item) LogValue() slog.Value {
	return slog.GroupValue(slog.String("id", i.ID), slog.String("lane", string(i.Lane)), slog.String("name", i.Name))
}
