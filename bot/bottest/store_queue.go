package bottest

import (
	"slices"
	"sync"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"assent/bot"
)

// wantLease leases everything that is due; the store may order different people
// as it likes.
func (h *harness) wantLease(what string, now time.Time, want ...string) {
	h.Helper()
	byName := cmpopts.SortSlices(func(a, b string) bool { return a < b })
	if diff := cmp.Diff(want, h.lease(now, 100), byName, cmpopts.EquateEmpty()); diff != "" {
		h.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

func testReplyOrder(h *harness) {
	p := h.add(bot.Change{})
	first, second := item(p, bot.LaneReply, start), item(p, bot.LaneReply, start.Add(-time.Hour))
	h.save(bot.Change{Queue: []bot.Item{first, second}})
	third := item(p, bot.LaneReply, start)
	q := h.load(p.ID)
	h.save(bot.Change{Person: q, Queue: []bot.Item{third}})

	h.wantLease("of three replies", start, first.ID)
	h.wantLease("while the first is leased", start)
	if err := h.s.Retry(h.Context(), first.ID, start.Add(10*time.Second)); err != nil {
		h.Fatal(err)
	}
	h.wantLease("while the first waits to be tried again", start)
	h.wantLease("when it is due again", start.Add(10*time.Second), first.ID)
	fourth := item(p, bot.LaneReply, start)
	h.save(bot.Change{Done: []string{first.ID}, Queue: []bot.Item{fourth}})
	for _, want := range []bot.Item{second, third, fourth} {
		h.wantLease("after the one before it", start.Add(10*time.Second), want.ID)
		h.finish(want.ID)
	}
	h.wantLease("when all are done", start.Add(time.Hour))

	// Posts to the desk have an order of their own: replies and posts do not wait for each other.
	reply, heard, next := item(p, bot.LaneReply, start), item(p, bot.LaneDesk, start), item(p, bot.LaneDesk, start)
	h.save(bot.Change{Queue: []bot.Item{reply, heard, next}})
	h.wantLease("beside a reply", start, reply.ID, heard.ID)
	h.finish(reply.ID)
	h.wantLease("while the first of the desk's is leased", start)
	h.finish(heard.ID)
	h.wantLease("after that", start, next.ID)
}

func testLeases(h *harness) {
	if next, err := h.s.NextDue(h.Context()); err != nil || !next.IsZero() {
		h.Errorf("NextDue of an empty queue = %v, %v", next, err)
	}
	anna, ben := h.add(bot.Change{}), h.add(bot.Change{})
	timer, job := item(anna, bot.LaneTimer, start.Add(time.Second)), item(anna, bot.LaneJob, start.Add(2*time.Second))
	reply, his := item(anna, bot.LaneReply, start), item(ben, bot.LaneReply, start.Add(3*time.Second))
	h.save(bot.Change{Queue: []bot.Item{timer, job, reply, his}})
	if next, err := h.s.NextDue(h.Context()); err != nil || !next.Equal(start) {
		h.Errorf("NextDue = %v, %v; want %v", next, err, start)
	}
	h.wantLease("before anything is due", start.Add(-time.Millisecond))
	now := start.Add(time.Hour)
	first := h.lease(now, 2)
	if len(first) != 2 {
		h.Errorf("leased %d, want at most and at least 2", len(first))
	}
	all := []string{timer.ID, job.ID, reply.ID, his.ID}
	rest := slices.DeleteFunc(slices.Clone(all), func(id string) bool { return slices.Contains(first, id) })
	h.wantLease("the rest", now, rest...)
	h.wantLease("while all are leased", now.Add(time.Minute-time.Millisecond))
	h.wantLease("when the leases ended", now.Add(time.Minute), all...)

	items, err := h.s.Lease(h.Context(), now.Add(2*time.Minute), 10, time.Minute)
	if err != nil || len(items) != 4 {
		h.Fatalf("Lease = %v, %v", items, err)
	}
	for _, got := range items {
		if got.ID == reply.ID {
			want := reply
			want.Attempt, want.Seq = 3, got.Seq
			if diff := cmp.Diff(want, got); diff != "" {
				h.Errorf("leased (-want +got):\n%s", diff)
			}
		}
	}
	if err := h.s.Retry(h.Context(), "nothing", start); err != nil {
		h.Errorf("Retry of what is gone: %v", err)
	}
}

// testLeasedOnce lets many workers take items from one queue: no item is worked
// on twice, and each person's replies come in order.
func testLeasedOnce(h *harness) {
	const people, replies, workers = 8, 12, 6
	want := map[bot.PersonID][]string{}
	for range people {
		p := newPerson()
		c := bot.Change{Person: p}
		for range replies {
			i := item(p, bot.LaneReply, start)
			c.Queue = append(c.Queue, i)
			want[p.ID] = append(want[p.ID], i.ID)
		}
		h.save(c)
	}
	var mu sync.Mutex
	got := map[bot.PersonID][]string{}
	left := people * replies
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() {
			for {
				items, err := h.s.Lease(h.Context(), start, 3, time.Minute)
				if err != nil {
					h.Errorf("Lease: %v", err)
					return
				}
				for _, i := range items {
					mu.Lock()
					got[i.Person] = append(got[i.Person], i.ID)
					left--
					mu.Unlock()
					if err := h.s.Save(h.Context(), bot.Change{Done: []string{i.ID}}); err != nil {
						h.Errorf("Save: %v", err)
					}
				}
				mu.Lock()
				done := left <= 0
				mu.Unlock()
				if done || h.Failed() {
					return
				}
			}
		})
	}
	wg.Wait()
	if diff := cmp.Diff(want, got); diff != "" {
		h.Errorf("worked (-want +got):\n%s", diff)
	}
}

func testDone(h *harness) {
	p, other := h.add(bot.Change{}), h.add(bot.Change{})
	job, timer, his := item(p, bot.LaneJob, start), item(p, bot.LaneTimer, start), item(other, bot.LaneJob, start)
	own := item(p, bot.LaneJob, start)
	own.OwnKey = true
	h.save(bot.Change{Queue: []bot.Item{job, timer, his, own}})

	h.finish(job.ID)
	c := bot.Change{Person: p, Done: []string{timer.ID, job.ID}, Events: []bot.Event{event("x")}}
	h.refused("done a second time", h.s.Save(h.Context(), c), bot.ErrHandled)
	h.refused("done by a redelivery", h.s.Save(h.Context(), bot.Change{Done: []string{job.ID}}), bot.ErrHandled)
	if h.load(p.ID).Rev != p.Rev || len(h.events(p.ID)) != 0 {
		h.Error("a refused change was written")
	}
	h.wantLease("what is left", start, timer.ID, his.ID, own.ID)

	kept := item(p, bot.LaneJob, start.Add(time.Hour))
	kept.OwnKey = true
	h.save(bot.Change{Done: []string{own.ID}, DropQueue: p.ID, Queue: []bot.Item{kept}})
	h.wantLease("after dropping", start.Add(time.Hour), his.ID, kept.ID)
	h.refused("done after it was dropped", h.s.Save(h.Context(), bot.Change{Done: []string{timer.ID}}), bot.ErrHandled)
	h.finish(his.ID, kept.ID)
	if next, err := h.s.NextDue(h.Context()); err != nil || !next.IsZero() {
		h.Errorf("NextDue = %v, %v; want the zero time", next, err)
	}
}
