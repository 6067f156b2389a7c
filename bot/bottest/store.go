package bottest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"assent/bot"
)

// ClosableStore is a store that a test can stop and open again.
type ClosableStore interface {
	bot.Store
	io.Closer
}

// OpenStore opens a store that keeps all its files below dir. Opening the same
// dir again after Close is a restart of the same store.
type OpenStore func(t testing.TB, dir string) ClosableStore

// TestStore checks that a store keeps what the comments of bot.Store promise.
// elsewhere names the folders where it keeps files outside of its own, such as
// a database server's.
func TestStore(t *testing.T, open OpenStore, elsewhere ...string) {
	for _, tc := range []struct {
		name string
		test func(*harness)
	}{
		{"people", testPeople},
		{"people who are strangers", testStrangers},
		{"revisions", testRevisions},
		{"addresses belong to one person", testAddresses},
		{"redeliveries", testRedeliveries},
		{"redeliveries at once", testRedeliveriesAtOnce},
		{"changes at once", testChangesAtOnce},
		{"an ended context writes nothing", testEndedContext},
		{"events", testEvents},
		{"queries", testQueries},
		{"threads", testThreads},
		{"tallies", testTallies},
		{"settings", testSettings},
		{"urgent", testUrgent},
		{"longest", testLongest},
		{"queue: replies in order", testReplyOrder},
		{"queue: leases", testLeases},
		{"queue: leased by one at a time", testLeasedOnce},
		{"queue: done and dropped", testDone},
		{"files", testFiles},
		{"links", testLinks},
		{"erasure", testErasure},
		{"the suppression list", testSuppression},
		{"certificates", testCertificates},
		{"cases", testCases},
		{"the ledger", testLedger},
		{"the ledger, changes at once", testLedgerAtOnce},
		{"events that are rewritten", testRewrite},
		{"erasure beside late writes", testLateWrites},
		{"restart", testRestart},
		{"nothing plain on disk", testNothingPlain},
	} {
		t.Run(tc.name, func(t *testing.T) {
			h := &harness{T: t, open: open, dir: t.TempDir(), elsewhere: elsewhere}
			h.s = open(t, h.dir)
			defer func() {
				if err := h.s.Close(); err != nil {
					t.Errorf("Close: %v", err)
				}
			}()
			tc.test(h)
		})
	}
}

// harness is one store under test.
type harness struct {
	*testing.T
	open OpenStore
	dir  string
	s    ClosableStore

	elsewhere []string
}

// start is when the tests' clock begins: in whole milliseconds, as stores keep
// times.
var start = time.Date(2030, 1, 2, 3, 4, 5, 0, time.UTC)

var counter atomic.Int64

// name returns a new name with a word in front.
func name(word string) string { return fmt.Sprintf("%s%d", word, counter.Add(1)) }

func (h *harness) restart() {
	h.Helper()
	if err := h.s.Close(); err != nil {
		h.Fatalf("Close: %v", err)
	}
	h.s = h.open(h.T, h.dir)
}

// newPerson returns a person with one account, not yet saved.
func newPerson() bot.Person {
	id := name("person")
	return bot.Person{
		ID: bot.PersonID(id), App: bot.DefaultApp, Lang: "en", Stage: bot.StageAsked,
		Users:   []bot.UserID{{App: bot.DefaultApp, Channel: "test", ID: "account of " + id}},
		Created: start, Seen: start,
	}
}

// add saves a new person.
func (h *harness) add(c bot.Change) bot.Person {
	h.Helper()
	if c.Person.ID == "" {
		c.Person = newPerson()
	}
	h.save(c)
	return h.load(c.Person.ID)
}

func (h *harness) save(c bot.Change) {
	h.Helper()
	if err := h.s.Save(h.Context(), c); err != nil {
		h.Fatalf("Save: %v", err)
	}
}

func (h *harness) refused(what string, err, want error) {
	h.Helper()
	if !errors.Is(err, want) {
		h.Errorf("%s: error %v, want %v", what, err, want)
	}
}

func (h *harness) load(id bot.PersonID) bot.Person {
	h.Helper()
	p, err := h.s.PersonByID(h.Context(), id)
	if err != nil {
		h.Fatalf("Load: %v", err)
	}
	return p
}

func (h *harness) person(u bot.UserID) bot.Person {
	h.Helper()
	p, err := h.s.Person(h.Context(), u)
	if err != nil {
		h.Fatalf("Person: %v", err)
	}
	return p
}

func event(kind string) bot.Event {
	id := name("event")
	return bot.Event{ID: id, Kind: kind, At: start, Body: []byte(`{"text":"body of ` + id + `"}`)}
}

func (h *harness) events(id bot.PersonID) []bot.Event {
	h.Helper()
	var list []bot.Event
	for e, err := range h.s.Events(h.Context(), id) {
		if err != nil {
			h.Fatalf("Events: %v", err)
		}
		list = append(list, e)
	}
	return list
}

func item(p bot.Person, lane bot.Lane, due time.Time) bot.Item {
	id := name("item")
	return bot.Item{
		ID: id, App: p.App, Person: p.ID, Lane: lane, Name: "test", Due: due, Body: []byte(`{"for":"` + id + `"}`),
	}
}

// lease leases up to n items for a minute and returns their IDs.
func (h *harness) lease(now time.Time, n int) []string {
	h.Helper()
	items, err := h.s.Lease(h.Context(), now, n, time.Minute)
	if err != nil {
		h.Fatalf("Lease: %v", err)
	}
	ids := []string{}
	for _, i := range items {
		if want := `{"for":"` + i.ID + `"}`; string(i.Body) != want {
			h.Errorf("leased item %s has body %s, want %s", i.ID, i.Body, want)
		}
		ids = append(ids, i.ID)
	}
	return ids
}

// finish completes items.
func (h *harness) finish(ids ...string) {
	h.Helper()
	for _, id := range ids {
		h.save(bot.Change{Done: []string{id}})
	}
}

func (h *harness) writeFile(id bot.PersonID, file bot.FileID, content []byte) error {
	w, err := h.s.CreateFile(h.Context(), id, file)
	if err != nil {
		return err
	}
	if _, err := w.Write(content); err != nil {
		w.Abort()
		return err
	}
	return w.Close()
}

func (h *harness) readFile(id bot.PersonID, file bot.FileID) ([]byte, error) {
	r, err := h.s.OpenFile(h.Context(), id, file)
	if err != nil {
		return nil, err
	}
	content, err := io.ReadAll(r)
	return content, errors.Join(err, r.Close())
}

// findInFiles returns the files below dir that contain any of the words.
func findInFiles(dir string, words ...string) (found []string, err error) {
	err = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil // removed meanwhile
		}
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		content, err := os.ReadFile(path)
		if errors.Is(err, fs.ErrNotExist) {
			return nil // removed meanwhile
		}
		for _, w := range words {
			if bytes.Contains(content, []byte(w)) {
				found = append(found, fmt.Sprintf("%s holds %q", path, w))
			}
		}
		return err
	})
	return found, err
}

func mustJSON(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(b)
}

func canceled() context.Context {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	return ctx
}
