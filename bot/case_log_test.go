package bot_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"assent/bot"
)

// TestCaseStates checks the transition from each state to each other.
func TestCaseStates(t *testing.T) {
	all := []bot.CaseState{
		"", bot.CaseOpen, bot.CaseVerifying, bot.CaseAwaitsApproval, bot.CaseInProgress, bot.CasePartial,
		bot.CaseDone, bot.CaseRefused, bot.CaseRevoked, bot.CaseExpired,
	}
	// One column for each of all, in that order; o: allowed, x: refused.
	table := map[bot.CaseState]string{
		"":                     "x o o x o x o x x x",
		bot.CaseOpen:           "x o x x x x o o o x",
		bot.CaseVerifying:      "x o o o o x o o o o",
		bot.CaseAwaitsApproval: "x x x o o x x o o x",
		bot.CaseInProgress:     "x x x x o o o o o x",
		bot.CasePartial:        "x x x x x o o x x x",
		bot.CaseDone:           "x x x x x x x x x x",
		bot.CaseRefused:        "x x x x x x x x x x",
		bot.CaseRevoked:        "x x x x x x x x x x",
		bot.CaseExpired:        "x x x x x x x x x x",
	}
	for from, row := range table {
		for i, may := range strings.Fields(row) {
			if from == "" && all[i] == "" {
				continue
			}
			err := from.To(all[i])
			if (err == nil) != (may == "o") {
				t.Errorf("from %q to %q: %v", from, all[i], err)
			}
			if err != nil && (!errors.Is(err, bot.ErrCaseTransition) ||
				!strings.Contains(err.Error(), `"`+string(from)+`"`) ||
				!strings.Contains(err.Error(), `"`+string(all[i])+`"`)) {
				t.Errorf("%v does not name both", err)
			}
		}
	}
}

// casesOf lists the case log as kind, state and reason.
func casesOf(t *testing.T, w *world) (list []string) {
	t.Helper()
	for c, err := range w.bot.Cases(t.Context(), bot.CaseQuery{}) {
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, strings.TrimSpace(string(c.Kind)+" "+string(c.State)+" "+c.Reason))
	}
	return list
}

// TestCaseLog: every request leaves an entry in the case log, which outlives the
// person's record.
func TestCaseLog(t *testing.T) {
	w := newWorld(t)
	w.agree("ana")
	for _, text := range []string{
		"export my data", "LATER", "export my data", "EXPORT", "do not sell my data",
		"please restrict the use of my data", "LIFT",
		"my address is wrong, please correct it", "Elm Road -> Oak Road", "delete my data", "KEEP", "delete my data",
	} {
		w.write("ana", text)
	}
	w.write("ana", "DELETE")
	got := casesOf(t, w)
	want := []string{
		"access revoked", "access done", "objection done", "restriction done", "rectification revoked erased",
		"erasure revoked", "erasure done",
	}
	if !slices.Equal(got, want) {
		t.Errorf("%q\nwant %q", got, want)
	}
}

// TestReview: opposite requests at once, each answered twice, with clocks that jump.
func TestReview(t *testing.T) {
	var off time.Duration
	w := newWorld(t, func(c *bot.Config) {
		steady := c.Now
		c.Now = func() time.Time { return steady().Add(off) }
		c.Rights.Review = []bot.RequestKind{bot.RequestAccess, bot.RequestErasure}
	})
	w.agree("ana")
	said := func(text string) string {
		var all string
		for _, r := range w.write("ana", text) {
			all += string(r.Text) + "\n"
		}
		return all
	}
	said("export my data")
	if got := said("EXPORT"); !strings.Contains(got, "People look at it") {
		t.Error(got)
	}
	said("delete my data")
	if got := said("DELETE"); !strings.Contains(got, "People look at it") {
		t.Error(got)
	}
	if got := said("delete my data"); !strings.Contains(got, "People look at it") {
		t.Errorf("asked again: %s", got)
	}
	open, err := w.bot.OpenRequests(t.Context())
	if err != nil || len(open) != 2 {
		t.Fatalf("%+v, %v", open, err)
	}
	answer := func(i int, v bot.Verdict) error {
		return w.bot.DecideRequest(t.Context(), open[i].Reference, v, letter)
	}
	if err := answer(0, bot.VerdictDone); !errors.Is(err, bot.ErrInvalidVerdict) {
		t.Errorf("done without being carried out: %v", err)
	}
	off = 60 * day // forwards, and back
	if list, err := w.bot.OpenRequests(t.Context()); err != nil || !list[0].Overdue {
		t.Errorf("%+v, %v", list, err)
	}
	off = -day
	if list, err := w.bot.OpenRequests(t.Context()); err != nil || list[0].Overdue {
		t.Errorf("%+v, %v", list, err)
	}
	if err := answer(0, bot.VerdictApproved); err != nil {
		t.Fatal(err)
	}
	if got := w.drain("ana"); len(got) != 3 || len(got[2].Files) != 1 {
		t.Errorf("approved: %+v", got)
	}
	invalid := func(err error, why string) bool {
		return errors.Is(err, bot.ErrInvalidVerdict) && strings.Contains(err.Error(), why)
	}
	if err := answer(0, bot.VerdictRefused); !invalid(err, "it is done, and cannot be refused") {
		t.Errorf("refused after it was done: %v", err)
	}
	if err := answer(1, bot.VerdictRefused); err != nil {
		t.Fatal(err)
	}
	if got := w.drain("ana"); len(got) != 1 || !strings.Contains(string(got[0].Text), "is refused") ||
		!strings.Contains(string(got[0].Text), "data protection authority") {
		t.Errorf("refused: %+v", got)
	}
	if err := answer(1, bot.VerdictApproved); !invalid(err, "it is refused, and cannot be approved") {
		t.Errorf("approved after it was refused: %v", err)
	}
	if !w.person("ana").Known() {
		t.Error("they are erased")
	}
	w.clock.Set(w.clock.Now().Add(time.Minute))
	said("delete my data")
	said("DELETE")
	if open, err = w.bot.OpenRequests(t.Context()); err != nil || len(open) != 1 {
		t.Fatalf("%+v, %v", open, err)
	}
	for i, want := range []error{nil, bot.ErrInvalidVerdict} { // twice
		if err := answer(0, bot.VerdictApproved); !errors.Is(err, want) {
			t.Errorf("approved %d times: %v", i+1, err)
		}
	}
	w.drain("ana")
	if w.person("ana").Known() {
		t.Error("they are not erased")
	}
	// In the order in which they were opened: the clock went back in between.
	want := []string{"erasure done", "access done", "erasure refused officer"}
	if got := casesOf(t, w); !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}
