package bottest_test

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"

	"assent/bot"
	"assent/bot/bottest"
	"assent/policies"
)

// TestDialoguesWithConflicts plays every dialogue while each decision is thrown
// away once: what the bot says and what is on record stay the same.
func TestDialoguesWithConflicts(t *testing.T) {
	var refused atomic.Int64
	t.Cleanup(func() { // the dialogues end after this function
		if refused.Load() == 0 {
			t.Error("no decision was thrown away")
		}
	})
	bottest.TestDialogues(t, func(t *testing.T) (bot.Store, policies.Library) {
		t.Parallel()
		return &contested{Store: bottest.NewMemory(), lost: map[any]bool{}, refused: &refused}, bottest.NewShelf()
	})
}

// contested is a store that refuses each decision on a person once, as if another
// replica had changed them.
type contested struct {
	bot.Store

	mu      sync.Mutex
	lost    map[any]bool // revisions that were refused and not yet decided again
	refused *atomic.Int64
}

// revision identifies the state of a person that a decision is based on.
type revision struct {
	person bot.PersonID
	rev    int64
}

func (s *contested) Save(ctx context.Context, c bot.Change) error {
	if decided(c) && s.refuses(c.Person) {
		return bot.ErrConflict
	}
	return s.Store.Save(ctx, c)
}

// decided reports whether a change is a decision on a person that is made again
// at once after a conflict. An erasure that has begun is not: the whole job is
// retried later.
func decided(c bot.Change) bool { return c.Person.ID != "" && c.DropQueue == "" }

func (s *contested) refuses(p bot.Person) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	var key any = revision{p.ID, p.Rev}
	if p.Rev == 0 { // a stranger gets another random name with each decision
		key = p.Users[0]
	}
	if s.lost[key] {
		delete(s.lost, key)
		return false
	}
	s.lost[key] = true
	s.refused.Add(1)
	return true
}
