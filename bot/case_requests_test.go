package bot_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"assent/bot"
)

// newAsked returns a world with an open request of ana that an officer has to
// answer, and its reference.
func newAsked(t *testing.T) (*world, string) {
	w := newWorld(t)
	w.agree("ana")
	w.write("ana", "my address is wrong, please correct it")
	w.write("ana", "Elm Road -> Oak Road")
	open, err := w.bot.OpenRequests(t.Context())
	if err != nil || len(open) != 1 {
		t.Fatalf("%+v, %v", open, err)
	}
	return w, open[0].Reference
}

func TestRequestsAreAnswered(t *testing.T) {
	for verdict, want := range map[bot.Verdict]string{
		bot.VerdictDone:     "is done: moved with the shop",
		bot.VerdictRefused:  "complain to your data protection authority",
		bot.VerdictExtended: "takes longer, until 2026-06-0",
	} {
		w, reference := newAsked(t)
		err := w.bot.DecideRequest(t.Context(), reference, verdict, bot.Order{By: "Kim"})
		if !errors.Is(err, bot.ErrUnnamed) {
			t.Errorf("without a reason: %v", err)
		}
		if err := w.bot.DecideRequest(t.Context(), reference, verdict, letter); err != nil {
			t.Fatal(err)
		}
		got := text(w.drain("ana"))
		if !strings.Contains(got, want) || !strings.Contains(got, reference) || strings.Contains(got, "Kim") {
			t.Errorf("%s: %s", verdict, got)
		}
		open := len(w.person("ana").Requests)
		if verdict == bot.VerdictExtended && open != 1 || verdict != bot.VerdictExtended && open != 0 {
			t.Errorf("%s: %d are open", verdict, open)
		}
		again := w.bot.DecideRequest(t.Context(), reference, verdict, letter)
		if !errors.Is(again, bot.ErrInvalidVerdict) {
			t.Errorf("%s once more: %v", verdict, again)
		}
		validate(t, unzip(t, w.written("ana")))
	}
}

// Officers cannot answer requests that Assent carries out itself or that do not
// exist, nor extend one that is overdue.
func TestVerdictsThatCannotBe(t *testing.T) {
	w, reference := newAsked(t)
	decide := func(reference string, v bot.Verdict) error {
		return w.bot.DecideRequest(t.Context(), reference, v, letter)
	}
	if err := decide("R-NOBODYS", bot.VerdictDone); !errors.Is(err, bot.ErrNotFound) {
		t.Error(err)
	}
	if err := decide(reference, "later"); !errors.Is(err, bot.ErrInvalidVerdict) {
		t.Error(err)
	}
	w.receiveAll("ana", bot.Message{Text: "export my data"})
	w.receiveAll("ana", bot.Message{Choice: "export"})
	for _, r := range w.person("ana").Requests {
		if r.Kind == bot.RequestAccess {
			if err := decide(r.Reference, bot.VerdictRefused); !errors.Is(err, bot.ErrInvalidVerdict) {
				t.Error(err)
			}
		}
	}
	w.clock.Set(w.clock.Now().Add(40 * day))
	if err := decide(reference, bot.VerdictExtended); !errors.Is(err, bot.ErrInvalidVerdict) {
		t.Errorf("extended when it is overdue: %v", err)
	}
}

// The log reminds officers, without any data about the person.
func TestReminders(t *testing.T) {
	w, reference := newAsked(t)
	logged := func(after time.Duration) string {
		w.clock.Set(w.clock.Now().Add(after))
		before := w.log.Len()
		if err := w.bot.Remind(t.Context()); err != nil {
			t.Fatal(err)
		}
		return w.log.String()[before:]
	}
	if got := logged(10 * day); got != "" {
		t.Errorf("after ten days: %s", got)
	}
	if got := logged(15 * day); !strings.Contains(got, "answered soon") || !strings.Contains(got, reference) {
		t.Errorf("after 25 days: %s", got)
	}
	got := logged(10 * day)
	if !strings.Contains(got, "overdue") || strings.Contains(w.log.String(), "Elm") {
		t.Errorf("after 35 days: %s", got)
	}
	open, err := w.bot.OpenRequests(t.Context())
	if err != nil || !open[0].Overdue {
		t.Errorf("%+v, %v", open, err)
	}
}
