package bottest

import (
	"context"
	"strings"

	"assent/bot"
)

// verdict decides the newest open request as an officer does.
func (s *stage) verdict(v bot.Verdict, reason string) {
	ctx := context.Background()
	open, err := s.bot.OpenRequests(ctx)
	if err != nil || len(open) == 0 {
		s.fatalf("%d open requests, %v", len(open), err)
	}
	order := bot.Order{By: "an officer", Reason: reason}
	if err := s.bot.DecideRequest(ctx, open[len(open)-1].Reference, v, order); err != nil {
		s.fatalf("%v", err)
	}
	s.drain(ctx)
}

// inCase compares the state of the newest case of a kind.
func (s *stage) inCase(rest string) {
	kind, want, _ := strings.Cut(rest, " ")
	got := bot.CaseState("none")
	for c, err := range s.store.Cases(context.Background(), bot.CaseQuery{}) {
		if err != nil {
			s.fatalf("%v", err)
		}
		if string(c.Kind) == kind {
			got = c.State
		}
	}
	if string(got) != want {
		s.fatalf("the case is %q, want %q", got, want)
	}
}
