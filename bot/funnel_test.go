package bot_test

import (
	"fmt"
	"strings"
	"testing"

	"assent/bot"
)

// TestFunnel simulates a thousand people: the counters are right, small groups
// are not told of, and a drop is.
func TestFunnel(t *testing.T) {
	w := newWorld(t, func(c *bot.Config) { c.Limits.StrangerRate = -1 })
	start := w.clock.Now()
	for day := range 2 {
		w.clock.Set(start.AddDate(0, 0, day))
		for n := range 500 {
			who := fmt.Sprintf("person %d/%d", day, n)
			text := "hello there"
			if n < 3 {
				text = "Hallo, wo ist mein Paket geblieben?" // too few to be told of
			}
			w.write(who, text)
			switch {
			case n%10 < 7-4*day: // 70 of a hundred on the first day, 30 on the second
				w.press(who, "agree")
			case n%10 < 8:
				w.press(who, "decline")
			}
		}
	}
	w.clock.Set(start.AddDate(0, 0, 2))
	w.drain("")
	all, by, err := w.bot.Funnels(t.Context(), bot.DefaultApp, start, w.clock.Now())
	if err != nil {
		t.Fatal(err)
	}
	if want := (bot.Funnel{Asked: 1000, Accepted: 500, Declined: 300, Silent: 200, Helped: 500}); all != want {
		t.Errorf("%+v, want %+v", all, want)
	}
	if all.Rate() != 50 || len(by["channel"]) != 1 || by["channel"][0].Group != "test" || by["channel"][0].Asked != 1000 {
		t.Errorf("%+v", by)
	}
	for _, f := range by["language"] {
		if f.Group == "de" && f.Asked < 5 {
			t.Errorf("a group of %d is told of", f.Asked)
		}
	}
	if points, err := w.bot.Drop(t.Context(), bot.DefaultApp); err != nil || points != 40 {
		t.Errorf("a drop of %d, %v; want 40", points, err)
	}
	if said, err := w.bot.Digest(t.Context(), bot.DefaultApp); err != nil || !strings.Contains(said, "40 of a hundred fewer people agreed") {
		t.Errorf("%q, %v", said, err)
	}
	w.clock.Set(start.AddDate(0, 0, 3))
	if points, err := w.bot.Drop(t.Context(), bot.DefaultApp); err != nil || points != 0 {
		t.Errorf("a day without anybody is a drop of %d, %v", points, err)
	}
}
