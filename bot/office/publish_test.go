package office_test

import (
	"errors"
	"testing"
	"time"

	"assent/bot"
	"assent/bot/bottest"
	"assent/bot/office"
	"assent/policies"
)

// TestPublishDue: a scheduled draft is published when it is due, once, however many
// processes check.
func TestPublishDue(t *testing.T) {
	w := newWorld(t)
	ctx, lib := t.Context(), w.config.Library
	draft := policies.Defaults()
	draft.App, draft.Controller = bot.DefaultApp, bottest.SampleController
	rev, err := lib.SaveDraft(ctx, policies.Draft{App: bot.DefaultApp, Edition: draft})
	if err != nil {
		t.Fatal(err)
	}
	ada := bot.Operator{Person: "ada"}
	at := w.clock.Now().Add(time.Hour)
	propose := func(rev int, kind policies.Kind) error {
		return w.office.Propose(ctx, ada, bot.DefaultApp, rev, policies.Proposal{Kind: kind, At: at})
	}
	if err := propose(rev+1, policies.Material); !errors.Is(err, policies.ErrDraftChanged) {
		t.Errorf("another revision: %v", err)
	}
	if err := propose(rev, policies.Editorial); !errors.Is(err, office.ErrFirstEdition) {
		t.Errorf("an editorial first edition: %v", err)
	}
	if err := propose(rev, policies.Material); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		after time.Duration
		want  int
	}{{0, 0}, {59 * time.Minute, 0}, {time.Minute, 1}, {time.Hour, 1}} {
		w.clock.Set(w.clock.Now().Add(c.after))
		for range 2 {
			if err := w.office.PublishDue(ctx, bot.DefaultApp); err != nil {
				t.Fatal(err)
			}
		}
		all, err := lib.Editions(ctx, bot.DefaultApp)
		if err != nil || len(all) != c.want {
			t.Errorf("%s later there are %d editions, %v; want %d", c.after, len(all), err, c.want)
		}
	}
	if _, err := lib.Draft(ctx, bot.DefaultApp); !errors.Is(err, policies.ErrNoDraft) {
		t.Errorf("the draft is still there: %v", err)
	}
}
