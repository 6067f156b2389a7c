package bottest

import (
	"time"

	"github.com/google/go-cmp/cmp"

	"assent/bot"
)

func testCases(h *harness) {
	ctx := h.Context()
	at := func(day int) time.Time { return time.Date(2026, 3, day, 12, 0, 0, 0, time.UTC) }
	first := bot.Case{
		App: "default", Reference: "R-1", Kind: bot.RequestErasure, State: bot.CaseVerifying,
		Regime: bot.RegimeGDPR, Channel: "web", Opened: at(1), Acknowledged: at(1), Due: at(31),
	}
	other := bot.Case{
		App: "default", Reference: "R-2", Kind: bot.RequestAccess, State: bot.CaseDone,
		Regime: bot.RegimeCCPA, Channel: "sms", Opened: at(2), Acknowledged: at(2), Due: at(20), Closed: at(2),
	}
	p := h.add(bot.Change{Cases: []bot.Case{first, other}})
	stale := p
	stale.Rev = 9
	next := first
	next.State = bot.CaseAwaitsApproval
	err := h.s.Save(ctx, bot.Change{Person: stale, Cases: []bot.Case{next}})
	h.refused("a stale change", err, bot.ErrConflict)
	// A step does not change what earlier steps set.
	for _, step := range []bot.Case{
		{App: "default", Reference: "R-1", State: bot.CaseAwaitsApproval, Opened: at(3), Due: at(4), Reviewed: true},
		{App: "default", Reference: "R-1", State: bot.CaseAwaitsApproval, Opened: at(5), Extended: at(30)},
		{App: "default", Reference: "R-1", State: bot.CaseRefused, Opened: at(6), Closed: at(6), Reason: "officer"},
	} {
		h.save(bot.Change{Cases: []bot.Case{step}})
	}
	first.State, first.Reviewed, first.Reason = bot.CaseRefused, true, "officer"
	first.Extended, first.Closed = at(30), at(6)
	if err := h.s.Erase(ctx, p.ID, at(7)); err != nil {
		h.Fatal(err)
	}
	h.restart()
	var got []bot.Case
	for c, err := range h.s.Cases(ctx, bot.CaseQuery{}) {
		if err != nil {
			h.Fatal(err)
		}
		got = append(got, c)
	}
	if diff := cmp.Diff([]bot.Case{first, other}, got); diff != "" {
		h.Errorf("(-want +got):\n%s", diff)
	}
	for name, tc := range map[string]struct {
		q    bot.CaseQuery
		want []bot.Case
	}{
		"the newest":       {bot.CaseQuery{App: "default", Newest: 1}, []bot.Case{other}},
		"newest first":     {bot.CaseQuery{Newest: 9}, []bot.Case{other, first}},
		"one":              {bot.CaseQuery{App: "default", Reference: "R-1"}, []bot.Case{first}},
		"from another app": {bot.CaseQuery{App: "other"}, nil},
		"since":            {bot.CaseQuery{From: at(2)}, []bot.Case{other}},
		"until":            {bot.CaseQuery{To: at(2)}, []bot.Case{first}},
		"in a period":      {bot.CaseQuery{From: at(1), To: at(3), Newest: 5}, []bot.Case{other, first}},
	} {
		var got []bot.Case
		for c, err := range h.s.Cases(ctx, tc.q) {
			if err != nil {
				h.Fatal(err)
			}
			got = append(got, c)
		}
		if diff := cmp.Diff(tc.want, got); diff != "" {
			h.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}
