package bottest

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"slices"
	"sync"
	"time"

	"github.com/google/go-cmp/cmp"

	"assent/bot"
)

func testFiles(h *harness) {
	anna, ben := h.add(bot.Change{}), h.add(bot.Change{})
	for _, size := range []int{0, 1, 300_000} {
		file := bot.FileID(name("file"))
		content := bytes.Repeat([]byte("0123456789"), size/10+1)[:size]
		w, err := h.s.CreateFile(h.Context(), anna.ID, file)
		if err != nil {
			h.Fatal(err)
		}
		if _, err := w.Write(content); err != nil {
			h.Fatal(err)
		}
		_, err = h.readFile(anna.ID, file)
		h.refused("a file that is not closed", err, bot.ErrNotFound)
		if err := w.Close(); err != nil {
			h.Fatal(err)
		}
		w.Abort()
		if got, err := h.readFile(anna.ID, file); err != nil || !bytes.Equal(got, content) {
			h.Errorf("read %d bytes, %v; want %d", len(got), err, size)
		}
		_, err = h.readFile(ben.ID, file)
		h.refused("somebody else's file", err, bot.ErrNotFound)
		if err := h.s.RemoveFile(h.Context(), ben.ID, file); err != nil {
			h.Errorf("RemoveFile by somebody else: %v", err)
		}
		if _, err := h.readFile(anna.ID, file); err != nil {
			h.Errorf("somebody else removed the file: %v", err)
		}
		for range 2 {
			if err := h.s.RemoveFile(h.Context(), anna.ID, file); err != nil {
				h.Errorf("RemoveFile: %v", err)
			}
		}
		_, err = h.readFile(anna.ID, file)
		h.refused("a removed file", err, bot.ErrNotFound)
	}

	w, err := h.s.CreateFile(h.Context(), anna.ID, "aborted")
	if err != nil {
		h.Fatal(err)
	}
	if _, err := w.Write(make([]byte, 100_000)); err != nil {
		h.Fatal(err)
	}
	w.Abort()
	_, err = h.readFile(anna.ID, "aborted")
	h.refused("an aborted file", err, bot.ErrNotFound)

	for _, content := range []string{"first", "second"} {
		if err := h.writeFile(anna.ID, "again", []byte(content)); err != nil {
			h.Fatal(err)
		}
		if got, err := h.readFile(anna.ID, "again"); err != nil || string(got) != content {
			h.Errorf("written again: %q, %v; want %q", got, err, content)
		}
	}
	_, err = h.s.CreateFile(h.Context(), "nobody", "f")
	h.refused("a file of nobody", err, bot.ErrNotFound)
}

func testLinks(h *harness) {
	p := h.add(bot.Change{})
	if err := h.writeFile(p.ID, "export", []byte("x")); err != nil {
		h.Fatal(err)
	}
	want := bot.DownloadLink{Hash: "abc", App: p.App, Person: p.ID, File: "export", Expires: start.Add(time.Hour)}
	h.save(bot.Change{DownloadLinks: []bot.DownloadLink{want}})
	got, err := h.s.DownloadLink(h.Context(), "abc")
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		h.Errorf("Link: %v (-want +got):\n%s", err, diff)
	}
	_, err = h.s.DownloadLink(h.Context(), "abcd")
	h.refused("another hash", err, bot.ErrNotFound)
	if err := h.s.RemoveFile(h.Context(), p.ID, "export"); err != nil {
		h.Fatal(err)
	}
	_, err = h.s.DownloadLink(h.Context(), "abc")
	h.refused("the link to a removed file", err, bot.ErrNotFound)
}

// whole adds a person with something of every kind on record.
func (h *harness) whole() bot.Person {
	h.Helper()
	p := newPerson()
	h.save(bot.Change{
		Person: p, Events: []bot.Event{event("message"), event("reply")},
		MessageKey: bot.MessageKey{App: p.App, Channel: "test", ID: name("message")},
		Queue:      []bot.Item{item(p, bot.LaneReply, start), item(p, bot.LaneTimer, start)},
		DownloadLinks: []bot.DownloadLink{
			{Hash: string(p.ID), App: p.App, Person: p.ID, File: "export", Expires: start},
		},
	})
	if err := h.writeFile(p.ID, bot.FileID("export of "+p.ID), []byte("x")); err != nil {
		h.Fatal(err)
	}
	return h.load(p.ID)
}

// wantGone checks that no query of the store finds the person.
func (h *harness) wantGone(p bot.Person) {
	h.Helper()
	if got := h.person(p.Users[0]); got.Known() {
		h.Errorf("their address still leads to %s", got.ID)
	}
	_, err := h.s.PersonByID(h.Context(), p.ID)
	h.refused("Load", err, bot.ErrNotFound)
	h.wantNoEvents(p.ID)
	for q, err := range h.s.People(h.Context(), bot.Query{}) {
		if err != nil || q.ID == p.ID {
			h.Errorf("People yields %s, %v", q.ID, err)
		}
	}
	_, err = h.s.OpenFile(h.Context(), p.ID, bot.FileID("export of "+p.ID))
	h.refused("OpenFile", err, bot.ErrNotFound)
	_, err = h.s.CreateFile(h.Context(), p.ID, "new")
	h.refused("CreateFile", err, bot.ErrNotFound)
	_, err = h.s.DownloadLink(h.Context(), string(p.ID))
	h.refused("Link", err, bot.ErrNotFound)
	p.Rev = max(p.Rev, 1)
	late := bot.Change{Person: p, Events: []bot.Event{event("late")}}
	h.refused("a late Save", h.s.Save(h.Context(), late), bot.ErrConflict)
	p.Rev = 0
	h.refused("a late Save as a new person", h.s.Save(h.Context(), bot.Change{Person: p}), bot.ErrConflict)
}

func testErasure(h *harness) {
	anna, ben := h.whole(), h.whole()
	own := item(anna, bot.LaneJob, start)
	own.OwnKey = true
	h.save(bot.Change{Queue: []bot.Item{own}})
	unfinished, err := h.s.CreateFile(h.Context(), anna.ID, "unfinished")
	if err != nil {
		h.Fatal(err)
	}

	for range 2 {
		if err := h.s.Erase(h.Context(), anna.ID, start); err != nil {
			h.Fatalf("Erase: %v", err)
		}
		h.wantGone(anna)
	}
	h.refused("a file that was begun before", unfinished.Close(), bot.ErrNotFound)
	his := h.lease(start, 10) // all of Anna's items are dropped, except the one with its own key
	if len(his) != 3 || !slices.Contains(his, own.ID) {
		h.Errorf("leased %v, want two of Ben's and %s", his, own.ID)
	}
	for range 2 {
		if err := h.s.Purge(h.Context(), anna.ID); err != nil {
			h.Fatalf("Purge: %v", err)
		}
	}
	h.finish(own.ID)
	later := item(anna, bot.LaneReply, start)
	later.OwnKey = true
	h.save(bot.Change{Queue: []bot.Item{later}}) // the answer to an erased person
	h.wantLease("the answer", start, later.ID)

	h.restart()
	h.wantGone(anna)
	if err := h.s.Erase(h.Context(), "nobody", start); err != nil {
		h.Errorf("Erase of nobody: %v", err)
	}

	if diff := cmp.Diff(ben, h.person(ben.Users[0])); diff != "" {
		h.Errorf("somebody else (-want +got):\n%s", diff)
	}
	if n := len(h.events(ben.ID)); n != 2 {
		h.Errorf("somebody else has %d events, want 2", n)
	}
	if _, err := h.readFile(ben.ID, bot.FileID("export of "+ben.ID)); err != nil {
		h.Errorf("somebody else's file: %v", err)
	}
	fresh := newPerson() // the same account may come back, as a new person
	fresh.Users = anna.Users
	h.save(bot.Change{Person: fresh})
	if got := h.person(anna.Users[0]); got.ID != fresh.ID {
		h.Errorf("the account leads to %q, want %s", got.ID, fresh.ID)
	}
}

// wantNoEvents accepts both answers: no events, or ErrNotFound.
func (h *harness) wantNoEvents(id bot.PersonID) {
	h.Helper()
	for e, err := range h.s.Events(h.Context(), id) {
		if !errors.Is(err, bot.ErrNotFound) {
			h.Errorf("Events yields %s, %v", e.ID, err)
		}
	}
}

// testLateWrites erases people while changes to them are written: whatever the
// order, nothing about them is left afterwards.
func testLateWrites(h *harness) {
	const people, writers = 6, 4
	var wg sync.WaitGroup
	for range people {
		p := h.whole()
		stop := make(chan struct{})
		for range writers {
			wg.Go(func() {
				for {
					select {
					case <-stop:
						return
					default:
					}
					now, err := h.s.PersonByID(h.Context(), p.ID)
					if err == nil {
						err = h.s.Save(h.Context(), bot.Change{Person: now, Events: []bot.Event{event("late")}})
					}
					if err != nil && !errors.Is(err, bot.ErrConflict) && !errors.Is(err, bot.ErrNotFound) {
						h.Errorf("a late write: %v", err)
						return
					}
				}
			})
		}
		wg.Go(func() {
			defer close(stop)
			time.Sleep(5 * time.Millisecond)
			if err := h.s.Erase(h.Context(), p.ID, start); err != nil {
				h.Errorf("Erase: %v", err)
			}
			h.wantGone(p)
		})
	}
	wg.Wait()
}

func testRestart(h *harness) {
	p := h.whole()
	wantEvents := h.events(p.ID)
	own := item(p, bot.LaneJob, start.Add(time.Second))
	own.OwnKey = true
	h.save(bot.Change{Queue: []bot.Item{own}})
	before := h.lease(start.Add(time.Second), 10)
	unfinished, err := h.s.CreateFile(h.Context(), p.ID, "unfinished")
	if err != nil {
		h.Fatal(err)
	}
	if _, err := unfinished.Write([]byte("x")); err != nil {
		h.Fatal(err)
	}
	h.restart()
	if diff := cmp.Diff(p, h.person(p.Users[0])); diff != "" {
		h.Errorf("person (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(wantEvents, h.events(p.ID)); diff != "" {
		h.Errorf("events (-want +got):\n%s", diff)
	}
	if _, err := h.readFile(p.ID, bot.FileID("export of "+p.ID)); err != nil {
		h.Errorf("file: %v", err)
	}
	_, err = h.readFile(p.ID, "unfinished")
	h.refused("a file that was not complete", err, bot.ErrNotFound)
	h.wantLease("after the leases ended", start.Add(time.Hour), before...)
}

func testNothingPlain(h *harness) {
	const canary = "ZZCANARY"
	var words []string
	word := func() string {
		words = append(words, fmt.Sprintf("%s%dZZ", canary, len(words)))
		return words[len(words)-1]
	}
	p := newPerson()
	p.Users[0].ID = word()
	p.Lang, p.Tags = word(), []string{word()}
	p.Consents = map[bot.Purpose]bot.Consent{bot.PurposeService: {State: bot.Granted, Source: word(), Evidence: word()}}
	own := item(p, bot.LaneJob, start)
	own.OwnKey, own.Body = true, []byte(mustJSON(word()))
	reply := item(p, bot.LaneReply, start)
	reply.Body = []byte(mustJSON(word()))
	e := event("message")
	e.Body = []byte(mustJSON(word()))
	h.save(bot.Change{
		Person: p, Events: []bot.Event{e}, Queue: []bot.Item{own, reply},
		MessageKey: bot.MessageKey{App: p.App, Channel: "test", ID: word()},
	})
	if err := h.writeFile(p.ID, "export", bytes.Repeat([]byte(word()), 50_000)); err != nil {
		h.Fatal(err)
	}
	search := func(words ...string) (all []string) {
		h.Helper()
		for _, dir := range append([]string{h.dir}, h.elsewhere...) {
			found, err := findInFiles(dir, words...)
			if err != nil {
				h.Fatal(err)
			}
			all = append(all, found...)
		}
		return all
	}
	check := func(when string) {
		h.Helper()
		for _, f := range search(words...) {
			h.Errorf("%s: %s", when, f)
		}
	}
	check("while it serves")
	h.restart()
	check("after a restart")
	// Where there are files, check that the search works: ids are not sealed.
	files, err := os.ReadDir(h.dir)
	if err != nil || len(files) == 0 {
		return
	}
	if len(search(string(p.ID))) == 0 {
		h.Error("the search finds nothing at all")
	}
}

func testSuppression(h *harness) {
	p := h.add(bot.Change{})
	u, other := p.Users[0], bot.UserID{App: p.Users[0].App, Channel: "other", ID: p.Users[0].ID}
	want := func(when string, stopped bool) {
		h.Helper()
		got, err := h.s.Suppressed(h.Context(), u)
		if err != nil || got != stopped {
			h.Errorf("%s: Suppressed = %v, %v; want %v", when, got, err, stopped)
		}
		if got, err := h.s.Suppressed(h.Context(), other); err != nil || got {
			h.Errorf("%s: the same name on another channel: %v, %v", when, got, err)
		}
	}
	want("before", false)
	for range 2 {
		h.save(bot.Change{Suppress: u})
	}
	want("after STOP", true)
	if err := h.s.Erase(h.Context(), p.ID, start); err != nil {
		h.Fatal(err)
	}
	if err := h.s.Purge(h.Context(), p.ID); err != nil {
		h.Fatal(err)
	}
	h.restart()
	want("after the erasure", true)
	h.save(bot.Change{Release: u})
	want("after START", false)
}
