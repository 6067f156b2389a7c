package discord

import (
	"context"
	"hash/fnv"
	"sync"
)

const (
	// atOnce is how many people's events are worked on at a time.
	atOnce = 32
	// waiting is how many events wait for a hand before the gateway is read no
	// further.
	waiting = 256
)

// openLanes begins to work on what inLane brings, until ctx ends.
func (c *Channel) openLanes(ctx context.Context, working *sync.WaitGroup) {
	c.lanes = make([]chan func(), atOnce)
	for i := range c.lanes {
		lane := make(chan func(), waiting)
		c.lanes[i] = lane
		working.Go(func() { workOn(ctx, lane) })
	}
}

func workOn(ctx context.Context, lane <-chan func()) {
	for {
		select {
		case f := <-lane:
			f()
		case <-ctx.Done():
			empty(lane)
			return
		}
	}
}

// empty takes what has arrived.
func empty(lane <-chan func()) {
	for {
		select {
		case f := <-lane:
			f()
		default:
			return
		}
	}
}

// inLane runs what one person does one after the other.
func (c *Channel) inLane(ctx context.Context, user string, f func()) {
	h := fnv.New32a()
	_, _ = h.Write([]byte(user)) // a hash takes everything
	select {
	case c.lanes[h.Sum32()%atOnce] <- f:
	case <-ctx.Done():
	}
}
