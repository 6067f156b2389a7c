package bot_test

import (
	"context"
	"fmt"
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"assent/bot"
)

// tally counts the calls of a Watcher.
type tally map[string]int

var _ bot.Watcher = tally(nil)

func (t tally) Received(channel string, o bot.Outcome, acknowledged bool, took time.Duration) {
	t[fmt.Sprintf("received %s %s acknowledged=%t", channel, o, acknowledged)]++
	if took <= 0 {
		t["received in no time"]++
	}
}

func (t tally) Sent(channel string, o bot.Outcome, _, age time.Duration) {
	t[fmt.Sprintf("sent %s %s after %s", channel, o, age)]++
}

func (t tally) PutOff(l bot.Lane) { t["put off "+string(l)]++ }

func watched(t *testing.T, change ...func(*bot.Config)) (*world, tally) {
	seen := tally{}
	return newWorld(t, append(change, func(c *bot.Config) { c.Watcher = seen })...), seen
}

func TestWatchReceive(t *testing.T) {
	w, seen := watched(t, func(c *bot.Config) {
		c.Limits.PersonBurst, c.Limits.PersonRate, c.Limits.TextBytes = 5, 0.001, 100
	})
	for _, text := range []string{
		"hello", "hello", strings.Repeat("x", 101), "\x00", "four", "told to slow down", "refused",
	} {
		id := text
		if text == "hello" {
			id = "once"
		}
		_ = w.receive("ana", bot.Message{ID: id, Text: text})
	}
	want := tally{
		"received test recorded acknowledged=true":  2,
		"received test duplicate acknowledged=true": 1,
		"received test refused acknowledged=true":   3, // too long, unreadable, told to slow down
		"received test refused acknowledged=false":  1,
	}
	if diff := cmp.Diff(want, seen); diff != "" {
		t.Error(diff)
	}
	ended, end := context.WithCancel(t.Context())
	end()
	_ = w.bot.Receive(ended, bot.Message{User: user("ben"), Text: "hello"})
	if n := seen["received test failed acknowledged=false"]; n != 1 {
		t.Errorf("what failed is counted %d times", n)
	}
	if l := w.bot.Load(); l.Receiving != 0 {
		t.Errorf("%d messages are said to be under way", l.Receiving)
	}
}

func TestWatchDelivery(t *testing.T) {
	w, seen := watched(t)
	step := func(fail error, want ...string) {
		t.Helper()
		clear(seen)
		w.channel.Fail(fail)
		w.clock.Set(w.clock.Now().Add(time.Minute))
		w.drain("ana")
		got := maps.Clone(seen)
		for _, what := range want {
			if got[what] != 1 {
				t.Errorf("%v: not told once: %s", fail, what)
			}
			delete(got, what)
		}
		if len(got) > 0 {
			t.Errorf("%v: also told: %v", fail, got)
		}
	}
	if err := w.receive("ana", bot.Message{Text: "hello"}); err != nil {
		t.Fatal(err)
	}
	step(errDown, "sent test retried after 1m0s", "put off reply")
	step(fmt.Errorf("gone out: %w", bot.ErrAway), "sent test away after 2m0s")
	step(nil, "sent test sent after 3m0s")
	if err := w.receive("ana", bot.Message{Choice: "agree"}); err != nil {
		t.Fatal(err)
	}
	clear(seen)
	w.channel.Fail(fmt.Errorf("blocked: %w", bot.ErrUndeliverable))
	w.drain("ana")
	if seen["sent test undeliverable after 0s"] == 0 || seen["put off reply"] != 0 {
		t.Errorf("undeliverable: %v", seen)
	}
}

// TestLoad: messages in memory are counted up and down.
func TestLoad(t *testing.T) {
	w := newWorld(t)
	w.flood("ana", "", "hello", 3)
	w.flood("ben", "", "hello", 2)
	if l := w.bot.Load(); l.MemoryMessages != 5 || l.MemoryBytes < 5*len("hello") {
		t.Errorf("five messages are in memory: %+v", l)
	}
	empty := bot.Load{MemoryLimit: 64 << 20}
	w.press("ana", "agree")
	w.press("ben", "decline")
	empty.Received = 7
	if l := w.bot.Load(); l != empty {
		t.Errorf("nothing is held any more: %+v", l)
	}
	w.flood("cleo", "", "hello", 1)
	w.clock.Set(w.clock.Now().Add(time.Hour))
	w.bot.Sweep(w.clock.Now())
	empty.Received = 8
	if l := w.bot.Load(); l != empty {
		t.Errorf("memory is empty after the timeout: %+v", l)
	}
}
