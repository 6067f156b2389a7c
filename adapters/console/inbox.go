package console

import (
	"errors"
	"fmt"
	"net/http"
	"time"

	"assent/bot"
)

// inboxRow is a conversation in the inbox.
type inboxRow struct {
	P     bot.Person
	Agent string
	Mine  bool
}

// maxMine is how many conversations are searched for one's own.
const maxMine = 1000

func inboxPage(v *visit) error {
	which := v.r.URL.Query().Get("show")
	waiting, held, err := v.bot.HandoffCounts(v.ctx, v.app)
	if err != nil {
		return err
	}
	var rows []inboxRow
	add := func(state bot.HandoffState, n int) error {
		people, err := v.bot.Handoffs(v.ctx, v.app, state, n)
		for _, p := range people {
			r := inboxRow{P: p, Mine: p.Handoff.Agent == v.who.Person}
			if err != nil || which == "mine" && !r.Mine || len(rows) == maxRows {
				continue
			}
			if r.Agent, err = v.bot.AgentName(v.ctx, p.Handoff.Agent); err == nil {
				rows = append(rows, r)
			}
		}
		return err
	}
	if which != "mine" {
		if err := add(bot.HandoffWaiting, maxRows); err != nil {
			return err
		}
	}
	if which != "waiting" {
		n := maxRows
		if which == "mine" {
			n = maxMine
		}
		if err := add(bot.HandoffTaken, n); err != nil {
			return err
		}
	}
	present, err := v.office.TeamOnline(v.ctx, v.app)
	if err != nil {
		return err
	}
	return v.ok("inbox", "Inbox", map[string]any{
		"Present": present, "Rows": rows, "All": waiting + held, "Waiting": waiting,
	})
}

// beat is how often a stream shows that it is alive; after so many beats it ends,
// and the page connects again.
const (
	beat  = 20 * time.Second
	beats = 30
)

// inboxEvents tells a page that something changed.
func inboxEvents(v *visit) error {
	changed, end := v.deskUpdates.subscribe()
	defer end()
	control := http.NewResponseController(v.w)
	if err := control.SetReadDeadline(time.Time{}); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return err
	}
	v.w.Header().Set("Content-Type", "text/event-stream; charset=utf-8")
	v.w.Header().Set("X-Accel-Buffering", "no")
	say := func(text string) bool {
		_, err := fmt.Fprint(v.w, text)
		return err == nil && control.Flush() == nil
	}
	for n, ok := 0, say(":\n\n"); ok && n < beats; n++ {
		select {
		case <-v.ctx.Done():
			return nil
		case <-changed:
			ok = say("event: change\ndata: {}\n\n")
		case <-time.After(beat):
			ok = say(":\n\n")
		}
	}
	return nil
}
