package bot_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"assent/bot"
)

// TestNoLateWriteSurvivesAnErasure: what is said, pressed or due while an erasure
// is under way is neither kept nor undoes the erasure.
func TestNoLateWriteSurvivesAnErasure(t *testing.T) {
	w := newWorld(t)
	w.agree("ana")
	w.write("ana", "export my data")
	w.press("ana", "export")
	w.write("ana", "delete my data")
	p := w.person("ana")
	if err := w.receive("ana", bot.Message{Choice: "delete"}); err != nil { // confirmed, and no job has run yet
		t.Fatal(err)
	}
	events := len(w.events("ana"))
	for _, m := range []bot.Message{
		{Text: "one more thing ZZLATE1"}, {Text: "export my data"}, {Choice: "keep"}, {Choice: "agree"}, {Text: "KEEP"},
		{Text: "what did I agree to?"}, {Text: strings.Repeat("x", 1<<20)},
	} {
		if err := w.receive("ana", m); err != nil {
			t.Fatal(err)
		}
	}
	if n := len(w.events("ana")); n != events {
		t.Errorf("%d events were added to somebody who is being erased", n-events)
	}
	if _, err := w.bot.Download(t.Context(), user("ana"), "any"); !errors.Is(err, bot.ErrNotFound) {
		t.Errorf("Download: %v", err)
	}
	said := w.drain("ana")
	if len(said) == 0 || !strings.Contains(string(said[len(said)-1].Text), "Your data is deleted") {
		t.Errorf("the last word is not that it is done: %v", said)
	}
	if w.person("ana").Known() {
		t.Error("still known")
	}
	for e, err := range w.store.Events(context.Background(), p.ID) {
		if err == nil {
			t.Errorf("an event of kind %s is left", e.Kind)
		}
	}
	w.clock.Set(w.clock.Now().Add(48 * 60 * 60 * 1e9)) // every timer that was left
	if said := w.drain("ana"); len(said) != 0 {
		t.Errorf("said to somebody who is erased: %v", said)
	}
}

// TestForget: a channel where the person has already confirmed needs no question.
func TestForget(t *testing.T) {
	w := newWorld(t)
	if _, err := w.bot.Forget(t.Context(), user("nobody")); !errors.Is(err, bot.ErrNotFound) {
		t.Errorf("a stranger: %v", err)
	}
	w.agree("ana")
	reference, err := w.bot.Forget(t.Context(), user("ana"))
	if err != nil || reference == "" {
		t.Fatal(reference, err)
	}
	again, err := w.bot.Forget(t.Context(), user("ana"))
	if err != nil || again != reference {
		t.Errorf("a second time: %s, %v, want %s", again, err, reference)
	}
	if said := w.drain("ana"); len(said) != 1 || !strings.Contains(string(said[0].Text), reference) {
		t.Errorf("told: %v", said)
	}
	if w.person("ana").Known() {
		t.Error("still known")
	}
}

// TestErasureNamesTheDay: if copies of destroyed keys remain for some time, the
// answer says until when.
func TestErasureNamesTheDay(t *testing.T) {
	w := newWorld(t, func(c *bot.Config) { c.Rights.KeyCopies = 7 * 24 * time.Hour })
	w.agree("ana")
	w.write("ana", "delete my data")
	day := w.clock.Now().Add(7 * 24 * time.Hour).Format("2006-01-02")
	if said := w.press("ana", "delete"); len(said) != 1 || !strings.Contains(string(said[0].Text), day) {
		t.Errorf("told %v, want the day %s", said, day)
	}
}
