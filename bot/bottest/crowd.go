package bottest

import (
	"slices"
	"sync"
	"testing"
	"time"
)

// Crowd lets 200 people (20 with -short) talk on a channel at once: the opt-in
// and two questions. say returns when the platform has its answer; heard waits
// until a user has been sent n replies. It logs how long that took; no duration
// fails the test.
func Crowd(
	t *testing.T, user func(n int) string, say func(user, text string) error, heard func(user string, n int) bool,
) {
	t.Helper()
	people := 200
	if testing.Short() {
		people = 20
	}
	var mu sync.Mutex
	var acks, replies []time.Duration
	begun := time.Now()
	var wg sync.WaitGroup
	for n := range people {
		wg.Go(func() {
			u, said := user(n), 0
			for _, step := range []struct {
				text    string
				replies int
			}{{"hello", 1}, {"AGREE", 2}, {"do you sell my data?", 1}, {"what data do you collect?", 1}} {
				at := time.Now()
				if err := say(u, step.text); err != nil {
					t.Errorf("%s: %v", step.text, err)
					return
				}
				ack := time.Since(at)
				if said += step.replies; !heard(u, said) {
					t.Errorf("%s: no answer", step.text)
					return
				}
				mu.Lock()
				acks, replies = append(acks, ack), append(replies, time.Since(at))
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	took := time.Since(begun)
	if len(replies) != 4*people {
		t.Fatalf("%d of %d messages were answered", len(replies), 4*people)
	}
	slices.Sort(acks)
	slices.Sort(replies)
	t.Logf("%d people, %d messages in %s: %.0f/s; acknowledged p50 %s p99 %s; answered p50 %s p99 %s",
		people, len(replies), took.Round(time.Millisecond), float64(len(replies))/took.Seconds(),
		acks[len(acks)/2], acks[len(acks)*99/100], replies[len(replies)/2], replies[len(replies)*99/100])
}
