package bot_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"assent/bot"
	"assent/bot/bottest"
	"assent/policies"
)

// heldAfterAgree agrees and returns how many messages that moved from memory to
// the record.
func heldAfterAgree(w *world, account string) int {
	w.Helper()
	w.clock.Set(w.clock.Now().Add(10 * time.Second))
	w.press(account, "agree")
	return w.count(account, bot.EventMessage) - 1 // without the AGREE itself
}

func TestHoldIsBounded(t *testing.T) {
	long := strings.Repeat("x", 2000)
	for name, tc := range map[string]struct {
		change func(*bot.Config)
		write  func(w *world)
		kept   map[string]int
	}{
		"messages per person": {
			func(c *bot.Config) { c.Limits.MemoryMessages = 3 },
			func(w *world) { w.flood("ana", "", "hi", 6) },
			map[string]int{"ana": 3},
		},
		"bytes per person": {
			func(c *bot.Config) { c.Limits.MemoryBytes = 5000 },
			func(w *world) { w.flood("ana", "", long, 6) },
			map[string]int{"ana": 2},
		},
		"bytes for everybody": {
			func(c *bot.Config) { c.Limits.MemoryTotalBytes = 8000 },
			func(w *world) { w.flood("ana", "", long, 3); w.flood("ben", "", long, 3) },
			map[string]int{"ana": 3, "ben": 0},
		},
		"bytes per source": {
			func(c *bot.Config) { c.Limits.MemorySourceBytes = 8000 },
			func(w *world) {
				w.flood("ana", "192.0.2.1", long, 3)
				w.flood("ben", "192.0.2.1", long, 3)
				w.flood("cleo", "192.0.2.2", long, 3)
			},
			map[string]int{"ana": 3, "ben": 0, "cleo": 3},
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, tc.change, func(c *bot.Config) { c.Consent.MaxInvalid = 100 })
			tc.write(w)
			for account, want := range tc.kept {
				if got := heldAfterAgree(w, account); got != want {
					t.Errorf("%s: %d messages were kept, want %d", account, got, want)
				}
			}
		})
	}
}

// flood types the same text n times, fast.
func (w *world) flood(account, source, text string, n int) {
	w.Helper()
	for range n {
		w.say(account, bot.Message{Text: text, Source: source})
	}
}

// Memory has room again after the timeout, a decline or an agreement.
func TestHoldForgets(t *testing.T) {
	for name, end := range map[string]func(w *world){
		"timeout": func(w *world) {
			w.clock.Set(w.clock.Now().Add(11 * time.Minute))
			w.bot.Sweep(w.clock.Now())
		},
		"decline": func(w *world) { w.press("ana", "decline") },
		"agree":   func(w *world) { w.press("ana", "agree") },
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, func(c *bot.Config) { c.Limits.MemoryTotalBytes, c.Limits.MemorySourceBytes = 3000, 3000 })
			w.flood("ana", "192.0.2.1", strings.Repeat("x", 2000), 1)
			end(w)
			w.flood("ben", "192.0.2.1", strings.Repeat("y", 2000), 1)
			if got := heldAfterAgree(w, "ben"); got != 1 {
				t.Errorf("%d messages of the next person were kept, want 1", got)
			}
		})
	}
}

func TestTimeoutForgetsWhatWasSaid(t *testing.T) {
	w := newWorld(t)
	w.write("ana", "my canary is ZZ1")
	w.clock.Set(w.clock.Now().Add(6 * time.Minute))
	w.drain("ana")
	w.write("ana", "hello again")
	heldAfterAgree(w, "ana")
	for _, e := range w.events("ana") {
		if strings.Contains(string(e.Body), "ZZ1") {
			t.Errorf("a %s event holds what was said before the timeout", e.Kind)
		}
	}
}

func TestLimiter(t *testing.T) {
	for name, tc := range map[string]struct {
		change func(*bot.Config)
		source string
	}{
		"person": {func(c *bot.Config) { c.Limits.PersonBurst, c.Limits.PersonRate = 5, 0.001 }, ""},
		"source": {func(c *bot.Config) { c.Limits.SourceBurst, c.Limits.SourceRate = 5, 0.001 }, "192.0.2.1"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, tc.change)
			for range 5 {
				w.say("ana", bot.Message{Text: "hi", Source: tc.source})
			}
			got := w.say("ana", bot.Message{Text: "one too many", Source: tc.source})
			if !says(got, policies.PhraseTooFast) {
				t.Errorf("over the limit the bot said %v", got)
			}
			for range 3 {
				err := w.receive("ana", bot.Message{Text: "more", Source: tc.source})
				if !errors.Is(err, bot.ErrTooFast) {
					t.Errorf("error %v, want ErrTooFast", err)
				}
			}
			if got := w.drain("ana"); len(got) > 0 {
				t.Errorf("the bot said %v although it had already said so", got)
			}
			if err := w.receive("ben", bot.Message{Text: "hi", Source: "192.0.2.9"}); err != nil {
				t.Errorf("somebody else: %v", err)
			}
			w.clock.Set(w.clock.Now().Add(20 * time.Minute))
			if err := w.receive("ana", bot.Message{Text: "hi", Source: tc.source}); err != nil {
				t.Errorf("after a while: %v", err)
			}
		})
	}
}

func TestUnreadableInput(t *testing.T) {
	for name, tc := range map[string]struct {
		m    bot.Message
		want policies.Phrase // empty: it is accepted
		kept string          // as it is on record
	}{
		"a megabyte":           {bot.Message{Text: strings.Repeat("a", 1<<20)}, policies.PhraseTooLong, ""},
		"nothing":              {bot.Message{}, policies.PhraseUnreadable, ""},
		"spaces":               {bot.Message{Text: " \n\t\u00a0"}, policies.PhraseUnreadable, ""},
		"no UTF-8":             {bot.Message{Text: "\xff\xfe\xfd"}, policies.PhraseUnreadable, ""},
		"control characters":   {bot.Message{Text: "\x00\x01\x1b\x7f"}, policies.PhraseUnreadable, ""},
		"a word among them":    {bot.Message{Text: "he\x00llo\x1b[31m \xff."}, "", "hello[31m \ufffd."},
		"a choice without end": {bot.Message{Choice: strings.Repeat("b", 1<<20)}, policies.PhraseTooLong, ""},
		"a choice of controls": {bot.Message{Choice: "agree\x00\x1b"}, policies.PhraseAlreadyAgreed, ""},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.agree("ana")
			before := len(w.events("ana"))
			got := w.say("ana", tc.m)
			if tc.want != "" && !says(got, tc.want) {
				t.Errorf("the bot said %.200v, want %s", got, tc.want)
			}
			size, found := 0, tc.kept == ""
			for _, e := range w.events("ana")[before:] {
				size += len(e.Body)
				text := fmt.Sprintf("%q:%q", "text", tc.kept)
				found = found || e.Kind == bot.EventMessage && strings.Contains(string(e.Body), text)
			}
			if size > 4000 || !found {
				t.Errorf("%d bytes went on record; found %q: %v", size, tc.kept, found)
			}
		})
	}
	t.Run("from a stranger", func(t *testing.T) {
		w := newWorld(t)
		got := w.say("ana", bot.Message{Text: "\xff\x00"})
		if len(got) != 2 || !got[0].Notice || !says(got, policies.PhraseUnreadable) {
			t.Errorf("the bot said %v, want the notice and that it cannot read this", got)
		}
	})
}

// A button that is pressed 10,000 times acts once, whether or not the limits stop
// the presses.
func TestButtonPressedTenThousandTimes(t *testing.T) {
	for _, fast := range []bool{false, true} {
		for _, choice := range []string{"agree", "decline", "delete", "keep", "export", "later"} {
			for _, question := range []string{"", "fresh", "stale"} {
				t.Run(fmt.Sprint(choice, " ", question, " fast=", fast), func(t *testing.T) {
					w := newWorld(t, func(c *bot.Config) {
						if !fast {
							c.Limits.PersonRate = -1
						}
					})
					pressMany(t, w, choice, question, 10_000, fast)
				})
			}
		}
	}
}

func pressMany(t *testing.T, w *world, choice, question string, presses int, fast bool) {
	ctx := context.Background()
	opened := w.write("ana", "hello there")
	switch choice {
	case "delete", "keep":
		w.press("ana", "agree")
		opened = w.write("ana", "delete my data")
	case "export", "later":
		w.press("ana", "agree")
		opened = w.write("ana", "export my data")
	}
	m := bot.Message{Choice: choice, User: user("ana")}
	switch question {
	case "fresh":
		m.For = opened[len(opened)-1].Choices[0].For
	case "stale":
		m.For = "R-ANOTHER1"
	}
	exports, erasures := 0, 0
	done, _, _ := strings.Cut(string(bottest.Sample().Text("en").Phrases[policies.PhraseErasureDone]), "{")
	look := func() {
		for _, r := range w.drain("ana") {
			switch {
			case strings.HasPrefix(string(r.Text), done):
				erasures++
			case len(r.Files) > 0:
				exports++
			}
		}
	}
	for i := range presses {
		m.ID = fmt.Sprint("press ", i)
		err := w.bot.Receive(ctx, m)
		if err != nil && !(fast && errors.Is(err, bot.ErrTooFast)) {
			t.Fatalf("press %d: %v", i, err)
		}
		if i%64 == 0 {
			look()
		}
	}
	look()
	consents := w.count("ana", bot.EventConsent)
	want := map[string][3]int{
		"agree": {0, 0, 1}, "decline": {0, 0, 1}, "delete": {0, 1, 0},
		"keep": {0, 0, 1}, "export": {1, 0, 1}, "later": {0, 0, 1},
	}[choice]
	if question == "stale" { // nothing but the opt-in before
		want = map[string][3]int{
			"delete": {0, 0, 1}, "keep": {0, 0, 1}, "export": {0, 0, 1}, "later": {0, 0, 1},
		}[choice]
	}
	if got := [3]int{exports, erasures, consents}; got != want {
		t.Errorf("exports, erasures and consent events: %v, want %v", got, want)
	}
	limit := 3*presses + 100 // a press, its answer, and what a notice brings
	if fast {
		limit = 200
	}
	if n := len(w.events("ana")); n > limit {
		t.Errorf("%d events are on record", n)
	}
	if p := w.person("ana"); len(p.Requests)+len(p.Tags)+len(p.Consents)+len(p.Users) > 5 {
		t.Errorf("the person grew: %+v", p)
	}
	next, err := w.store.Lease(ctx, w.clock.Now().Add(48*time.Hour), presses, time.Minute)
	if err != nil || len(next) > 50 {
		t.Errorf("%d items wait in the queue, error %v", len(next), err)
	}
}
