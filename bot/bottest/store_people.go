package bottest

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"assent/bot"
)

func testPeople(h *harness) {
	p := newPerson()
	p.Users = append(p.Users, bot.UserID{App: bot.DefaultApp, Channel: "other", ID: "+1 555 0100"})
	p.Consents = map[bot.Purpose]bot.Consent{bot.PurposeService: {
		Purpose: bot.PurposeService, State: bot.Granted, Edition: 3, Lang: "en", SHA256: "ab",
		Reference: "C-1", At: start,
	}}
	p.Pending = &bot.Pending{Kind: bot.RequestErasure, Reference: "R-1", At: start, Until: start.Add(time.Minute)}
	p.Requests = []bot.Request{{Kind: bot.RequestAccess, Reference: "R-2", At: start}}
	p.Tags = []string{bot.TagPrivacy}
	p.Counts = map[string]int{bot.EventConsent: 1}
	h.save(bot.Change{Person: p})
	want := p
	want.Rev = 1
	for _, u := range p.Users {
		if diff := cmp.Diff(want, h.person(u), cmpopts.EquateEmpty()); diff != "" {
			h.Errorf("by %v (-want +got):\n%s", u, diff)
		}
	}
	if diff := cmp.Diff(want, h.load(p.ID), cmpopts.EquateEmpty()); diff != "" {
		h.Errorf("by ID (-want +got):\n%s", diff)
	}

	// A caller's changes to a Person do not reach other callers.
	got := h.load(p.ID)
	got.Counts[bot.EventConsent] = 99
	got.Users[0].ID = "changed"
	if diff := cmp.Diff(want, h.load(p.ID), cmpopts.EquateEmpty()); diff != "" {
		h.Errorf("a caller's change shows (-want +got):\n%s", diff)
	}
}

func testStrangers(h *harness) {
	p := h.add(bot.Change{})
	for _, u := range []bot.UserID{
		{App: bot.DefaultApp, Channel: "test", ID: "nobody"},
		{App: "other app", Channel: p.Users[0].Channel, ID: p.Users[0].ID},
		{App: p.App, Channel: "other channel", ID: p.Users[0].ID},
		{},
	} {
		if got := h.person(u); got.Known() {
			h.Errorf("Person(%v) = %v, want a stranger", u, got.ID)
		}
	}
	_, err := h.s.PersonByID(h.Context(), "nobody")
	h.refused("Load", err, bot.ErrNotFound)
}

func testRevisions(h *harness) {
	first := h.add(bot.Change{})
	second := first
	second.Lang = "es"
	h.save(bot.Change{Person: second})

	stale := first
	stale.Lang = "de"
	key := bot.MessageKey{App: bot.DefaultApp, Channel: "test", ID: name("message")}
	c := bot.Change{
		Person: stale, MessageKey: key, Events: []bot.Event{event("message")},
		Queue:         []bot.Item{item(stale, bot.LaneReply, start)},
		DownloadLinks: []bot.DownloadLink{{Hash: "stale", App: bot.DefaultApp, Person: stale.ID, Expires: start}},
	}
	h.refused("a stale revision", h.s.Save(h.Context(), c), bot.ErrConflict)
	got := h.load(first.ID)
	if got.Lang != "es" || got.Rev != second.Rev+1 {
		h.Errorf("after a conflict: language %s, revision %d; want es, %d", got.Lang, got.Rev, second.Rev+1)
	}
	if n := len(h.events(first.ID)); n != 0 {
		h.Errorf("a refused change left %d events", n)
	}
	if ids := h.lease(start, 10); len(ids) != 0 {
		h.Errorf("a refused change queued %v", ids)
	}
	_, err := h.s.DownloadLink(h.Context(), "stale")
	h.refused("the link of a refused change", err, bot.ErrNotFound)

	c.Person = got // decided again on the person as they are now: the message does not count as handled
	h.save(c)
	again := got
	again.Rev = 0
	h.refused("a person who exists, as a new one", h.s.Save(h.Context(), bot.Change{Person: again}), bot.ErrConflict)
}

func testAddresses(h *harness) {
	anna, ben := h.add(bot.Change{}), newPerson()
	ben.Users = slices.Clone(anna.Users)
	h.refused("a new person at a taken address", h.s.Save(h.Context(), bot.Change{Person: ben}), bot.ErrConflict)
	if _, err := h.s.PersonByID(h.Context(), ben.ID); !errors.Is(err, bot.ErrNotFound) {
		h.Errorf("the refused person: %v, want ErrNotFound", err)
	}

	ben = h.add(bot.Change{})
	thief := ben
	thief.Users = append(slices.Clone(ben.Users), anna.Users...)
	h.refused("an address of somebody else", h.s.Save(h.Context(), bot.Change{Person: thief}), bot.ErrConflict)

	moved := h.load(anna.ID)
	old, fresh := anna.Users[0], bot.UserID{App: bot.DefaultApp, Channel: "test", ID: "new phone"}
	moved.Users = []bot.UserID{fresh}
	h.save(bot.Change{Person: moved})
	if got := h.person(old); got.Known() {
		h.Errorf("an address that was given up still leads to %s", got.ID)
	}
	if got := h.person(fresh); got.ID != anna.ID {
		h.Errorf("a new address leads to %q, want %s", got.ID, anna.ID)
	}
	ben = h.load(ben.ID)
	ben.Users = append(ben.Users, old)
	h.save(bot.Change{Person: ben})
	if got := h.person(old); got.ID != ben.ID {
		h.Errorf("an address that was taken over leads to %q, want %s", got.ID, ben.ID)
	}
}

func testRedeliveries(h *harness) {
	key := bot.MessageKey{App: bot.DefaultApp, Channel: "test", ID: "m1"}
	p := h.add(bot.Change{MessageKey: key, Events: []bot.Event{event("message")}})
	again := bot.Change{
		Person: p, MessageKey: key, Events: []bot.Event{event("message")},
		Queue: []bot.Item{item(p, bot.LaneReply, start)},
	}
	h.refused("the same message", h.s.Save(h.Context(), again), bot.ErrHandled)
	stale := again
	stale.Person.Rev = 7
	h.refused("the same message on a stale revision", h.s.Save(h.Context(), stale), bot.ErrHandled)
	h.refused("the same message and nobody", h.s.Save(h.Context(), bot.Change{MessageKey: key}), bot.ErrHandled)
	if got := h.load(p.ID); got.Rev != p.Rev || len(h.events(p.ID)) != 1 || len(h.lease(start, 9)) != 0 {
		h.Errorf("a redelivery was written")
	}
	for _, other := range []bot.MessageKey{
		{App: "b", Channel: "test", ID: "m1"},
		{App: bot.DefaultApp, Channel: "b", ID: "m1"},
		{App: bot.DefaultApp, Channel: "test", ID: "m2"},
	} {
		h.save(bot.Change{MessageKey: other})
	}
	h.save(bot.Change{}) // the zero key does not stand for a message
	h.save(bot.Change{})
}

func testRedeliveriesAtOnce(h *harness) {
	for range 10 {
		key := bot.MessageKey{App: bot.DefaultApp, Channel: "test", ID: name("message")}
		p := h.add(bot.Change{})
		results := make([]error, 24)
		var wg sync.WaitGroup
		for i := range results {
			wg.Go(func() {
				results[i] = h.s.Save(h.Context(), bot.Change{
					MessageKey: key, Queue: []bot.Item{item(p, bot.LaneJob, start)},
				})
			})
		}
		wg.Wait()
		taken := 0
		for _, err := range results {
			if err == nil {
				taken++
			} else if !errors.Is(err, bot.ErrHandled) {
				h.Errorf("Save: %v", err)
			}
		}
		ids := h.lease(start, 100)
		if taken != 1 || len(ids) != 1 {
			h.Errorf("one message was taken %d times and queued %d jobs", taken, len(ids))
		}
		h.finish(ids...)
	}
}

// testChangesAtOnce lets many callers change the same people: no change is lost,
// and none is applied on top of one it has not seen.
func testChangesAtOnce(h *harness) {
	const workers, changes, people = 12, 15, 3
	var all []bot.Person
	for range people {
		all = append(all, h.add(bot.Change{}))
	}
	var wg sync.WaitGroup
	for w := range workers {
		wg.Go(func() {
			for i := range changes {
				err := bot.ErrConflict
				for errors.Is(err, bot.ErrConflict) {
					var p bot.Person
					if p, err = h.s.Person(h.Context(), all[(w+i)%people].Users[0]); err != nil {
						break
					}
					e := event("message")
					e.Kind = fmt.Sprint(p.Rev)
					err = h.s.Save(h.Context(), bot.Change{
						Person: p, Events: []bot.Event{e}, Queue: []bot.Item{item(p, bot.LaneReply, start)},
					})
				}
				if err != nil {
					h.Errorf("Save: %v", err)
				}
			}
		})
	}
	wg.Wait()
	total := 0
	for _, p := range all {
		list := h.events(p.ID)
		for n, e := range list {
			if e.Kind != fmt.Sprint(n+1) {
				h.Fatalf("event %d was decided on revision %s, want %d", n, e.Kind, n+1)
			}
		}
		if rev := h.load(p.ID).Rev; rev != int64(len(list)+1) {
			h.Errorf("revision %d after %d changes", rev, len(list)+1)
		}
		total += len(list)
	}
	if total != workers*changes {
		h.Errorf("%d changes are on record, want %d", total, workers*changes)
	}
}

func testEndedContext(h *harness) {
	p := newPerson()
	if err := h.s.Save(canceled(), bot.Change{Person: p}); err == nil {
		h.Error("Save took a change whose caller is gone")
	}
	if got := h.person(p.Users[0]); got.Known() {
		h.Error("it was written all the same")
	}
}

func testEvents(h *harness) {
	p := h.add(bot.Change{})
	var want []bot.Event
	for batch := range 60 {
		c := bot.Change{Person: p}
		for range batch % 20 {
			e := event("message")
			e.At = start.Add(time.Duration(-batch) * time.Hour) // events are ordered by saving, not by At
			c.Events = append(c.Events, e)
		}
		want = append(want, c.Events...)
		h.save(c)
		p.Rev++
	}
	if diff := cmp.Diff(want, h.events(p.ID)); diff != "" {
		h.Errorf("events (-want +got):\n%s", diff)
	}
	var back []bot.Event
	for e, err := range h.s.Newest(h.Context(), p.ID) {
		if err != nil {
			h.Fatal(err)
		}
		back = append(back, e)
	}
	slices.Reverse(back)
	if diff := cmp.Diff(want, back); diff != "" {
		h.Errorf("events from the end (-want +got):\n%s", diff)
	}
	n := 0
	for range h.s.Events(h.Context(), p.ID) {
		if n++; n == 5 {
			break
		}
	}
	if got := h.events(h.add(bot.Change{}).ID); len(got) != 0 {
		h.Errorf("somebody else has %d events", len(got))
	}
	h.wantNoEvents("nobody")
}

func testQueries(h *harness) {
	granted := map[bot.Purpose]bot.Consent{bot.PurposeService: {State: bot.Granted}}
	add := func(change func(*bot.Person)) bot.PersonID {
		p := newPerson()
		change(&p)
		return h.add(bot.Change{Person: p}).ID
	}
	plain := add(func(*bot.Person) {})
	open := add(func(p *bot.Person) { p.Stage, p.Consents = bot.StageOpen, granted })
	asks := add(func(p *bot.Person) {
		p.Stage, p.Consents = bot.StageOpen, granted
		p.Requests = []bot.Request{{Kind: bot.RequestAccess, Reference: "R-1", AnswerBy: start.Add(time.Hour)}}
	})
	old := add(func(p *bot.Person) { p.Seen = start.Add(-time.Hour) })
	other := add(func(p *bot.Person) { p.App = "b"; p.Users[0].App = "b" })
	early := add(func(p *bot.Person) { p.Handoff = &bot.Handoff{State: bot.HandoffWaiting, Since: start} })
	late := add(func(p *bot.Person) {
		p.Handoff = &bot.Handoff{State: bot.HandoffWaiting, Since: start.Add(time.Hour)}
	})
	staff := add(func(p *bot.Person) { p.Account = &bot.Account{} })
	helped := add(func(p *bot.Person) { p.Handoff = &bot.Handoff{State: bot.HandoffTaken, Since: start} })
	unasked := []bot.PersonID{plain, old, early, late, helped, staff} // in the default app
	for _, tc := range []struct {
		q    bot.Query
		want []bot.PersonID
	}{
		{bot.Query{}, []bot.PersonID{plain, open, asks, old, other, early, late, helped, staff}},
		{bot.Query{App: "b"}, []bot.PersonID{other}},
		{bot.Query{Stage: bot.StageOpen}, []bot.PersonID{open, asks}},
		{bot.Query{Consent: bot.Unasked}, []bot.PersonID{plain, old, other, early, late, helped, staff}},
		{bot.Query{Consent: bot.Granted, OpenRequest: true}, []bot.PersonID{asks}},
		{bot.Query{SeenBefore: start}, []bot.PersonID{old}},
		{bot.Query{App: bot.DefaultApp, Handoff: bot.HandoffWaiting}, []bot.PersonID{early, late}},
		{bot.Query{Handoff: bot.HandoffWaiting, HandedOff: start.Add(time.Hour)}, []bot.PersonID{early}},
		{bot.Query{DueBefore: start.Add(2 * time.Hour)}, []bot.PersonID{asks}},
		{bot.Query{DueBefore: start.Add(time.Hour)}, []bot.PersonID{}},
		{bot.Query{App: bot.DefaultApp, Staff: true}, []bot.PersonID{staff}},
		{bot.Query{Handoff: bot.HandoffTaken}, []bot.PersonID{helped}},
		{bot.Query{App: bot.DefaultApp, Stage: bot.StageAsked, SeenBefore: start.Add(time.Hour)}, unasked},
	} {
		got := []bot.PersonID{}
		for p, err := range h.s.People(h.Context(), tc.q) {
			if err != nil {
				h.Fatalf("People: %v", err)
			}
			got = append(got, p.ID)
		}
		inOrder := cmpopts.SortSlices(func(a, b bot.PersonID) bool { return a < b })
		if diff := cmp.Diff(tc.want, got, inOrder); diff != "" {
			h.Errorf("%+v (-want +got):\n%s", tc.q, diff)
		}
		if n, err := h.s.Count(h.Context(), tc.q); n != len(tc.want) || err != nil {
			h.Errorf("Count(%+v) = %d, %v; want %d", tc.q, n, err, len(tc.want))
		}
	}
}

func testRewrite(h *harness) {
	p := newPerson()
	events := []bot.Event{
		{ID: name("event"), Kind: bot.EventMessage, At: start, Body: []byte("before")},
		{ID: name("event"), Kind: bot.EventMessage, At: start, Body: []byte("other")},
	}
	h.save(bot.Change{Person: p, Events: events})
	p, err := h.s.PersonByID(h.Context(), p.ID)
	if err != nil {
		h.Fatal(err)
	}
	changed := events[0]
	changed.Body = []byte("after")
	h.save(bot.Change{Person: p, Rewrite: []bot.Event{changed, {ID: "never was", Body: []byte("x")}}})
	stale := changed
	stale.Body = []byte("stale")
	err = h.s.Save(h.Context(), bot.Change{Person: p, Rewrite: []bot.Event{stale}})
	h.refused("on a person who changed meanwhile", err, bot.ErrConflict)
	h.restart()
	var got []string
	for e, err := range h.s.Events(h.Context(), p.ID) {
		if err != nil {
			h.Fatal(err)
		}
		got = append(got, string(e.Body))
	}
	if !slices.Equal(got, []string{"after", "other"}) {
		h.Errorf("%q is on record", got)
	}
}

// testThreads: a desk thread leads to the person it is about, until it is removed
// from their record or they are erased.
func testThreads(h *harness) {
	p := h.add(bot.Change{})
	place := bot.UserID{App: bot.DefaultApp, Channel: "desk/test", ID: "thread 1"}
	p.Threads = []bot.DeskThread{{Handoff: "H-1", Place: place}}
	h.save(bot.Change{Person: p})
	if got, err := h.s.Person(h.Context(), place); err != nil || got.ID != p.ID {
		h.Errorf("the thread leads to %v, %v", got, err)
	}
	thief := h.add(bot.Change{})
	thief.Threads = p.Threads
	if err := h.s.Save(h.Context(), bot.Change{Person: thief}); !errors.Is(err, bot.ErrConflict) {
		h.Errorf("another person's thread: %v", err)
	}
	p = h.load(p.ID)
	p.Threads = nil
	h.save(bot.Change{Person: p})
	if got, err := h.s.Person(h.Context(), place); err != nil || got.Known() {
		h.Errorf("the thread still leads to %v, %v", got, err)
	}
}

// testSettings: each change follows the revision that its author saw, and is
// written with the rest of its Change or not at all.
func testSettings(h *harness) {
	read := func(app string) bot.Settings {
		s, err := h.s.Settings(h.Context(), app)
		if err != nil {
			h.Fatal(err)
		}
		return s
	}
	if s := read(bot.DefaultApp); s.Rev != 0 || s.OptInModes != nil {
		h.Fatalf("the first settings: %+v", s)
	}
	at := time.Date(2026, 5, 6, 7, 8, 9, 0, time.UTC)
	first := bot.Settings{
		App: bot.DefaultApp, At: at, OptInModes: map[string]bot.OptInMode{"sms": bot.OptInNoticeOnly},
		PreparedReplies: []bot.PreparedReply{{Title: "hours", Text: "9 to 5"}},
		Retention: &bot.RetentionConfig{
			Messages: 24 * time.Hour, Channels: map[string]bot.RetentionConfig{"web": {Files: 48 * time.Hour}},
		},
	}
	p := h.add(bot.Change{Settings: &first})
	s := read(bot.DefaultApp)
	if s.Rev != 1 || !s.At.Equal(at) || s.OptInModes["sms"] != bot.OptInNoticeOnly ||
		len(s.PreparedReplies) != 1 || s.Retention == nil || s.Retention.Channels["web"].Files != 48*time.Hour {
		h.Errorf("settings: %+v", s)
	}
	stale := bot.Settings{App: bot.DefaultApp, At: at, OptInModes: map[string]bot.OptInMode{}}
	p.Lang = "pt"
	if err := h.s.Save(h.Context(), bot.Change{Person: p, Settings: &stale}); !errors.Is(err, bot.ErrConflict) {
		h.Fatalf("a change of outdated settings: %v", err)
	}
	if got, err := h.s.PersonByID(h.Context(), p.ID); err != nil || got.Lang == "pt" {
		h.Errorf("the person was changed all the same: %+v, %v", got.Lang, err)
	}
	stale.Rev = 1
	h.save(bot.Change{Settings: &stale})
	if s := read(bot.DefaultApp); s.Rev != 2 || len(s.OptInModes) != 0 || s.Retention != nil {
		h.Errorf("settings: %+v", s)
	}
	if s := read("other"); s.Rev != 0 {
		h.Errorf("another app's settings: %+v", s)
	}
}

// testTallies: steps are counted with the rest of the Change, or not at all.
func testTallies(h *harness) {
	day := func(d string, step string) bot.Tally {
		return bot.Tally{App: bot.DefaultApp, Day: d, Channel: "sms", Lang: "en", Edition: 3, Wording: "b", Step: step}
	}
	p := h.add(bot.Change{Tallies: []bot.Tally{
		day("2026-03-01", "asked"), day("2026-03-01", "asked"),
		day("2026-03-02", "asked"), day("2026-03-02", "accepted"),
	}})
	once := bot.Change{Person: p, Tallies: []bot.Tally{day("2026-03-03", "asked")}}
	h.save(once)
	h.refused("a stale save", h.s.Save(h.Context(), once), bot.ErrConflict)
	for _, c := range []struct {
		from, to        string
		asked, accepted int
	}{{"2026-03-01", "2026-03-03", 4, 1}, {"2026-03-02", "2026-03-02", 1, 1}, {"2026-03-04", "2026-03-09", 0, 0}} {
		asked, accepted := 0, 0
		list, err := h.s.Tallies(h.Context(), bot.DefaultApp, c.from, c.to)
		if err != nil {
			h.Fatal(err)
		}
		for _, t := range list {
			if t.Channel != "sms" || t.Lang != "en" || t.Edition != 3 || t.Wording != "b" {
				h.Errorf("%+v", t)
			}
			switch t.Step {
			case "asked":
				asked += t.N
			case "accepted":
				accepted += t.N
			}
		}
		if asked != c.asked || accepted != c.accepted {
			h.Errorf("from %s to %s: %d asked, %d accepted", c.from, c.to, asked, accepted)
		}
	}
	if list, err := h.s.Tallies(h.Context(), "another", "2026-01-01", "2026-12-31"); err != nil || len(list) > 0 {
		h.Errorf("another app has %v, %v", list, err)
	}
}

// testLongest: whoever has waited longest comes first.
func testLongest(h *harness) {
	var ids []bot.PersonID
	for n, since := range []time.Duration{3 * time.Hour, time.Hour, 2 * time.Hour, time.Minute} {
		p := newPerson()
		p.Handoff = &bot.Handoff{
			Reference: fmt.Sprint("T-LONGEST", n), State: bot.HandoffWaiting, Since: start.Add(since),
		}
		if n == 3 {
			p.Handoff.State = bot.HandoffTaken
		}
		ids = append(ids, h.add(bot.Change{Person: p}).ID)
	}
	h.add(bot.Change{})
	var got []bot.PersonID
	longest := bot.Query{App: bot.DefaultApp, Handoff: bot.HandoffWaiting, Longest: 2}
	for p, err := range h.s.People(h.Context(), longest) {
		if err != nil {
			h.Fatal(err)
		}
		got = append(got, p.ID)
	}
	if diff := cmp.Diff([]bot.PersonID{ids[1], ids[2]}, got); diff != "" {
		h.Errorf("(-want +got):\n%s", diff)
	}
}

// testUrgent: the most urgent requests come first, and while a request is open its
// reference leads to the person who made it.
func testUrgent(h *harness) {
	var ids []bot.PersonID
	for n, due := range []time.Duration{3 * time.Hour, time.Hour, 2 * time.Hour} {
		p := newPerson()
		p.Requests = []bot.Request{
			{Kind: bot.RequestErasure, Reference: fmt.Sprint("R-URGENT", n), AnswerBy: start.Add(due)},
		}
		ids = append(ids, h.add(bot.Change{Person: p}).ID)
	}
	h.add(bot.Change{})
	var got []bot.PersonID
	for p, err := range h.s.People(h.Context(), bot.Query{App: bot.DefaultApp, MostUrgent: 2}) {
		if err != nil {
			h.Fatal(err)
		}
		got = append(got, p.ID)
	}
	if diff := cmp.Diff([]bot.PersonID{ids[1], ids[2]}, got); diff != "" {
		h.Errorf("(-want +got):\n%s", diff)
	}
	at := bot.RequestAddress(bot.DefaultApp, "R-URGENT1")
	p, err := h.s.Person(h.Context(), at)
	if err != nil || p.ID != ids[1] {
		h.Fatalf("the reference leads to %v, %v", p, err)
	}
	p.Requests = nil
	h.save(bot.Change{Person: p})
	if p, err := h.s.Person(h.Context(), at); err != nil || p.Known() {
		h.Errorf("a closed request leads to %v, %v", p, err)
	}
}
