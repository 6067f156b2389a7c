package sqlstore_test

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"assent/adapters/sqlstore"
	"assent/bot"
)

// TestFullDisk lets the disk fill up in the middle of grouped changes. Every
// acknowledged change is there completely, every other one not at all, and when
// there is room again the same changes succeed.
func TestFullDisk(t *testing.T) {
	ctx := t.Context()
	dir := t.TempDir()
	s := open(t, dir)
	people := make([]bot.Person, 16)
	for i := range people {
		people[i] = somebody()
		if err := s.Save(ctx, bot.Change{Person: people[i]}); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.LimitPages(ctx, 40); err != nil {
		t.Fatal(err)
	}
	var full atomic.Int64
	saved := make([]int, len(people))
	refused := make([]bot.Change, len(people))
	var wg sync.WaitGroup
	for i, p := range people {
		wg.Go(func() {
			for range 50 {
				now, err := s.Person(ctx, p.Users[0])
				if err != nil {
					t.Error(err)
					return
				}
				c := message(now)
				err = s.Save(ctx, c)
				switch {
				case err == nil:
					saved[i]++
				case errors.Is(err, sqlstore.ErrDiskFull):
					full.Add(1)
					refused[i] = c
				default:
					t.Errorf("Save: %v, want ErrDiskFull", err)
				}
			}
		})
	}
	wg.Wait()
	if full.Load() == 0 {
		t.Fatal("the disk was never full, the test proves nothing")
	}
	check := func(when string, extra int) {
		t.Helper()
		queued := countQueue(t, s)
		total := 0
		for i, p := range people {
			want := saved[i]
			if refused[i].Person.ID != "" {
				want += extra
			}
			total += want
			now, err := s.PersonByID(ctx, p.ID)
			if err != nil {
				t.Fatal(err)
			}
			if now.Rev != int64(want+1) {
				t.Errorf("%s: revision %d after %d changes", when, now.Rev, want+1)
			}
			if n := countEvents(t, s, p.ID); n != 2*want {
				t.Errorf("%s: %d events of %d changes", when, n, want)
			}
		}
		if queued != total {
			t.Errorf("%s: %d queued by %d changes", when, queued, total)
		}
	}
	check("while the disk is full", 0)
	if err := s.LimitPages(ctx, -1); err != nil {
		t.Fatal(err)
	}
	for _, c := range refused {
		if c.Person.ID != "" {
			now, err := s.PersonByID(ctx, c.Person.ID)
			if err != nil {
				t.Fatal(err)
			}
			c.Person = now
			if err := s.Save(ctx, c); err != nil {
				t.Errorf("the same change when there is room: %v", err)
			}
		}
	}
	check("when there is room again", 1)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = open(t, dir)
	defer s.Close()
	if err := s.Check(ctx); err != nil {
		t.Error(err)
	}
	check("after a restart", 1)
}

// TestFailedCommit lets the commit fail that a message and its redeliveries
// share: no caller may be told that the message is on record.
func TestFailedCommit(t *testing.T) {
	ctx := t.Context()
	s := open(t, t.TempDir())
	defer s.Close()
	p := somebody()
	if err := s.Save(ctx, bot.Change{Person: p}); err != nil {
		t.Fatal(err)
	}
	p.Rev++
	c := message(p)
	if err := s.FailCommits(true); err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for range 24 {
		wg.Go(func() {
			if err := s.Save(ctx, c); err == nil || errors.Is(err, bot.ErrHandled) || errors.Is(err, bot.ErrConflict) {
				t.Errorf("Save: %v, though nothing was committed", err)
			}
		})
	}
	wg.Wait()
	if err := s.FailCommits(false); err != nil {
		t.Fatal(err)
	}
	if now, err := s.PersonByID(ctx, p.ID); err != nil || now.Rev != 1 || countEvents(t, s, p.ID) != 0 {
		t.Errorf("revision %d, %v: something was written", now.Rev, err)
	}
	if err := s.Save(ctx, c); err != nil {
		t.Errorf("the same message afterwards: %v", err)
	}
}

// TestRefusalsBesideSuccesses groups changes that are refused with changes that
// are not: a refusal does not affect the other changes in its group.
func TestRefusalsBesideSuccesses(t *testing.T) {
	ctx := t.Context()
	s := open(t, t.TempDir())
	defer s.Close()
	const callers, rounds = 16, 30
	var wg sync.WaitGroup
	for caller := range callers {
		p := somebody()
		if err := s.Save(ctx, bot.Change{Person: p}); err != nil {
			t.Fatal(err)
		}
		wg.Go(func() {
			for round := range rounds {
				now, err := s.PersonByID(ctx, p.ID)
				if err != nil {
					t.Error(err)
					return
				}
				good := message(now)
				if err := s.Save(ctx, good); err != nil {
					t.Errorf("caller %d, round %d: %v", caller, round, err)
				}
				bad := message(now) // stale by now, refused after the message's hash is written
				if err := s.Save(ctx, bad); !errors.Is(err, bot.ErrConflict) {
					t.Errorf("stale: %v", err)
				}
				now.Rev++
				bad.Person = now
				bad.Done = []string{"not in the queue"}
				if err := s.Save(ctx, bad); !errors.Is(err, bot.ErrHandled) {
					t.Errorf("done before: %v", err)
				}
				broken := message(now) // the second event breaks a rule of the database
				broken.Queue = append(broken.Queue, broken.Queue[0])
				if err := s.Save(ctx, broken); err == nil {
					t.Error("a queue item was added twice")
				}
			}
			now, err := s.PersonByID(ctx, p.ID)
			if err != nil || now.Rev != rounds+1 {
				t.Errorf("revision %d, %v; want %d", now.Rev, err, rounds+1)
			}
			if n := countEvents(t, s, p.ID); n != 2*rounds {
				t.Errorf("%d events, want %d", n, 2*rounds)
			}
		})
	}
	wg.Wait()
	if n := countQueue(t, s); n != callers*rounds {
		t.Errorf("%d queued, want %d", n, callers*rounds)
	}
}

func countEvents(t *testing.T, s *sqlstore.Store, id bot.PersonID) (n int) {
	t.Helper()
	for _, err := range s.Events(t.Context(), id) {
		if err != nil {
			t.Error(err)
			return n
		}
		n++
	}
	return n
}

func countQueue(t *testing.T, s *sqlstore.Store) int {
	t.Helper()
	n, err := s.CountRows(t.Context(), "queue")
	if err != nil {
		t.Fatal(fmt.Errorf("count the queue: %w", err))
	}
	return n
}
