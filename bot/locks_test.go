package bot

import (
	"slices"
	"testing"
	"time"
)

// Whoever comes first is let in first, and nobody stays on the list.
func TestLocksKeepTheOrder(t *testing.T) {
	var l locks[string]
	last := func() chan struct{} {
		l.mu.Lock()
		defer l.mu.Unlock()
		return l.waiting["ana"]
	}
	const people = 50
	leave, order := l.lock("ana"), make(chan int, people)
	for i := range people {
		before := last()
		go func() {
			defer l.lock("ana")()
			order <- i
		}()
		for end := time.Now().Add(10 * time.Second); last() == before; { // until it stands in line
			if time.Now().After(end) {
				t.Fatal("nobody came")
			}
			time.Sleep(10 * time.Microsecond)
		}
	}
	l.lock("ben")() // somebody else need not wait
	leave()
	var got []int
	for range people {
		got = append(got, <-order)
	}
	if !slices.IsSorted(got) {
		t.Errorf("let in as %v", got)
	}
	l.lock("ana")()
	if len(l.waiting) != 0 {
		t.Errorf("%d keys are still on the list", len(l.waiting))
	}
}
