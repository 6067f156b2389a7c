package sqlstore_test

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"assent/adapters/sqlstore"
	"assent/bot"
)

// TestLeaseSeesItsPerson: whoever leases an item sees the person at least as the
// change that queued the item left them. An erasure job that saw the person as
// they were before would take them for one to keep.
func TestLeaseSeesItsPerson(t *testing.T) {
	ctx := t.Context()
	s := open(t, t.TempDir())
	defer s.Close()
	const people, changes = 8, 100
	var writers sync.WaitGroup
	for range people {
		p := somebody()
		writers.Go(func() {
			for range changes {
				c := message(p)
				c.Queue[0].Lane, c.Queue[0].Body = bot.LaneJob, fmt.Append(nil, p.Rev+1)
				if err := s.Save(ctx, c); err != nil {
					t.Error(err)
					return
				}
				p.Rev++
			}
		})
	}
	var leased atomic.Int64
	var workers sync.WaitGroup
	for range 4 {
		workers.Go(func() {
			for leased.Load() < people*changes && !t.Failed() {
				items, err := s.Lease(ctx, time.Now(), 64, time.Hour)
				if err != nil {
					t.Error(err)
				}
				leased.Add(int64(len(items)))
				for _, i := range items {
					seesItsPerson(t, s, i)
				}
			}
		})
	}
	workers.Wait()
	writers.Wait()
}

// seesItsPerson checks that the person of an item has the revision that the item
// names, or a later one.
func seesItsPerson(t *testing.T, s *sqlstore.Store, i bot.Item) {
	t.Helper()
	p, err := s.PersonByID(t.Context(), i.Person)
	if err != nil {
		t.Error(err)
		return
	}
	var came int64
	if _, err := fmt.Sscan(string(i.Body), &came); err != nil {
		t.Error(err)
	} else if p.Rev < came {
		t.Errorf("an item of revision %d was leased, and the person has revision %d", came, p.Rev)
	}
}
