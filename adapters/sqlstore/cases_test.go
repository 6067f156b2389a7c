package sqlstore_test

import (
	"strings"
	"testing"
	"time"

	"assent/bot"
)

// TestCasePlans: however many cases there are, a page of the case log reads only
// what it shows, from an index that has the cases in order, starting at the first
// day of the period.
func TestCasePlans(t *testing.T) {
	s := open(t, t.TempDir())
	defer s.Close()
	day := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	for name, tc := range map[string]struct {
		q    bot.CaseQuery
		want string
	}{
		"a page": {
			bot.CaseQuery{App: "default", From: day, To: day.AddDate(0, 1, 0), Newest: 100},
			"cases_of_app (app=? AND (opened,reference)>(?,?) AND opened<?)",
		},
		"a report": {bot.CaseQuery{App: "default", From: day}, "cases_of_app (app=? AND (opened,reference)>(?,?))"},
		"one":      {bot.CaseQuery{App: "default", Reference: "R-1"}, "(app=? AND reference=?)"},
	} {
		steps, err := s.CasePlan(t.Context(), tc.q)
		if err != nil || len(steps) != 1 ||
			!strings.HasPrefix(steps[0], "SEARCH ") || !strings.HasSuffix(steps[0], tc.want) {
			t.Errorf("%s: %q, %v", name, steps, err)
		}
	}
}
