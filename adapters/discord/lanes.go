package discord

import (
	"context"
	"hash/fnv"
	"sync"
)

const (
	// atOnce is how many people's events are handled at a time.
	atOnce = 32
	// waiting is how many events wait in a lane before the gateway is read no
	// further.
	waiting = 256
)

// openLanes starts running what inLane is given, until ctx ends.
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

// empty runs what is already in a lane.
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

// inLane runs what one person does in order, one after the other.
func (c *Channel) inLane(ctx context.Context, user string, f func()) {
	h := fnv.New32a()
	_, _ = h.Write([]byte(user)) // a hash takes everything
	select {
	case c.lanes[h.Sum32()%atOnce] <- f:
	case <-ctx.Done():
	}
}
