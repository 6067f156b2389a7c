package bottest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"sync"
	"testing"
	"time"

	"assent/bot"
)

// Clock is a clock that stands still until it is moved.
type Clock struct {
	mu  sync.Mutex
	now time.Time
}

// NewClock returns a clock that shows a fixed time.
func NewClock() *Clock { return &Clock{now: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)} }

// Now returns the time that the clock shows.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Set moves the clock to t, never back.
func (c *Clock) Set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if t.After(c.now) {
		c.now = t
	}
}

// Recorder is a channel that keeps what the bot sends.
type Recorder struct {
	name  string
	short bool

	mu   sync.Mutex
	sent map[string][]bot.Reply // by UserID.ID
	fail error
}

var (
	_ bot.Channel   = (*Recorder)(nil)
	_ bot.HasTraits = (*Recorder)(nil)
)

// NewRecorder returns a channel with this name; a short one is like SMS, with
// the short notice and a carrier's reserved words.
func NewRecorder(name string, short bool) *Recorder {
	return &Recorder{name: name, short: short, sent: map[string][]bot.Reply{}}
}

// Name implements bot.Channel.
func (r *Recorder) Name() string { return r.name }

// Traits returns those of SMS where the notice is short, else none.
func (r *Recorder) Traits() bot.Traits { return bot.Traits{ShortForm: r.short, PhoneCarrier: r.short} }

// Fail makes Send return err until it is called with nil.
func (r *Recorder) Fail(err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.fail = err
}

// Send implements bot.Channel.
func (r *Recorder) Send(_ context.Context, to bot.UserID, reply bot.Reply) (bot.PlatformRef, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.fail != nil {
		return "", r.fail
	}
	if to.Channel != r.name {
		return "", fmt.Errorf("a reply for %s was sent to %s", to.Channel, r.name)
	}
	r.sent[to.ID] = append(r.sent[to.ID], reply)
	return "", nil
}

// Take returns what was sent to the account since the last call.
func (r *Recorder) Take(account string) []bot.Reply {
	r.mu.Lock()
	defer r.mu.Unlock()
	replies := r.sent[account]
	delete(r.sent, account)
	return replies
}

// SentFile waits until the only file that a person sent is dealt with, and
// returns its recorded state and, where it was kept, its content.
func SentFile(t testing.TB, s bot.Store, u bot.UserID) (state, content string) {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		p, err := s.Person(t.Context(), u)
		if err != nil {
			t.Fatal(err)
		}
		for e, err := range s.Events(t.Context(), p.ID) {
			if err != nil {
				t.Fatal(err)
			}
			if e.Kind != bot.EventFile {
				continue
			}
			var body struct {
				ID    bot.FileID
				State string
			}
			if err := json.Unmarshal(e.Body, &body); err != nil {
				t.Fatal(err)
			}
			r, err := s.OpenFile(t.Context(), p.ID, body.ID)
			if errors.Is(err, bot.ErrNotFound) {
				return body.State, ""
			}
			if err != nil {
				t.Fatal(err)
			}
			defer r.Close()
			b, err := io.ReadAll(r)
			if err != nil {
				t.Fatal(err)
			}
			return body.State, string(b)
		}
	}
	t.Fatal("the file is not on record")
	return "", ""
}
