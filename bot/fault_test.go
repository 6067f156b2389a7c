package bot_test

import (
	"context"
	"encoding/json"
	"errors"
	"iter"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"assent/bot"
	"assent/bot/bottest"
)

var errDisk = errors.New("the disk is full")

// faulty is a store in which the nth call of one operation fails; if lasting is
// set, so does every later call until operation is changed.
type faulty struct {
	*bottest.Memory
	operation string
	nth       int
	lasting   bool

	calls  int
	failed bool
}

var _ bot.Store = (*faulty)(nil)

func (s *faulty) fail(operation string) error {
	if operation != s.operation {
		return nil
	}
	s.calls++
	if s.calls == s.nth || s.lasting && s.calls > s.nth {
		s.failed = true
		return errDisk
	}
	return nil
}

func (s *faulty) Person(ctx context.Context, u bot.UserID) (bot.Person, error) {
	if err := s.fail("Person"); err != nil {
		return bot.Person{}, err
	}
	return s.Memory.Person(ctx, u)
}

func (s *faulty) PersonByID(ctx context.Context, id bot.PersonID) (bot.Person, error) {
	if err := s.fail("Load"); err != nil {
		return bot.Person{}, err
	}
	return s.Memory.PersonByID(ctx, id)
}

func (s *faulty) Save(ctx context.Context, c bot.Change) error {
	if err := s.fail("Save"); err != nil {
		return err
	}
	return s.Memory.Save(ctx, c)
}

func (s *faulty) Events(ctx context.Context, id bot.PersonID) iter.Seq2[bot.Event, error] {
	if err := s.fail("Events"); err != nil {
		return func(yield func(bot.Event, error) bool) { yield(bot.Event{}, err) }
	}
	return s.Memory.Events(ctx, id)
}

func (s *faulty) Erase(ctx context.Context, id bot.PersonID, at time.Time) error {
	if err := s.fail("Erase"); err != nil {
		return err
	}
	return s.Memory.Erase(ctx, id, at)
}

func (s *faulty) Purge(ctx context.Context, id bot.PersonID) error {
	if err := s.fail("Purge"); err != nil {
		return err
	}
	return s.Memory.Purge(ctx, id)
}

func (s *faulty) CreateFile(ctx context.Context, id bot.PersonID, file bot.FileID) (bot.FileWriter, error) {
	if err := s.fail("CreateFile"); err != nil {
		return nil, err
	}
	w, err := s.Memory.CreateFile(ctx, id, file)
	return &faultyWriter{w, s}, err
}

type faultyWriter struct {
	bot.FileWriter
	store *faulty
}

func (w *faultyWriter) Write(p []byte) (int, error) {
	if err := w.store.fail("Write"); err != nil {
		return 0, err
	}
	return w.FileWriter.Write(p)
}

func (w *faultyWriter) Close() error {
	if err := w.store.fail("Close"); err != nil {
		w.FileWriter.Abort()
		return err
	}
	return w.FileWriter.Close()
}

// script is a whole conversation, from the first message to the erasure.
var script = []bot.Message{
	{ID: "1", Text: "hello, where is my parcel?"}, {ID: "2", Text: "what do you do with my phone number?"},
	{ID: "3", Choice: "agree"}, {ID: "4", Text: "thank you for the parcel"},
	{ID: "5", Text: "export my data"}, {ID: "6", Choice: "export"},
	{ID: "7", Text: "delete my data"}, {ID: "8", Choice: "delete"},
}

// converse plays the script and delivers again what is not accepted. It returns
// what the bot said, once per reply: a reply may be sent twice under one ID.
func (w *world) converse(s *faulty) []string {
	w.Helper()
	ctx, sent, said := context.Background(), map[string]bool{}, []string{}
	take := func() {
		for _, r := range w.channel.Take("ana") {
			if !sent[r.ID] {
				sent[r.ID] = true
				said = append(said, anonymous(string(r.Text)))
			}
		}
	}
	for _, m := range script {
		for try := 0; ; try++ {
			before := s.look(w, "ana")
			err := w.receive("ana", m)
			if err == nil {
				break
			}
			if !errors.Is(err, errDisk) || try > 2 {
				w.Fatalf("message %s: %v", m.ID, err)
			}
			if after := s.look(w, "ana"); after != before {
				w.Fatalf("message %s failed and left a trace:\n%s\n%s", m.ID, before, after)
			}
			if replies := w.channel.Take("ana"); len(replies) > 0 {
				w.Fatalf("message %s failed and was answered", m.ID)
			}
		}
		for range 8 { // what failed is tried again half a second later and so on
			if err := w.bot.Drain(ctx); err != nil {
				w.Fatal(err)
			}
			take()
			w.clock.Set(w.clock.Now().Add(time.Second))
		}
	}
	return said
}

// look returns everything that is on record about an account, and the time of
// the next queue item. It bypasses the faults.
func (s *faulty) look(w *world, account string) string {
	w.Helper()
	p, err := s.Memory.Person(context.Background(), user(account))
	if err != nil {
		w.Fatal(err)
	}
	var events []bot.Event
	for e := range s.Memory.Events(context.Background(), p.ID) {
		events = append(events, e)
	}
	next, err := s.NextDue(context.Background())
	if err != nil {
		w.Fatal(err)
	}
	data, err := json.Marshal(struct {
		Person bot.Person
		Rev    int64
		Events []bot.Event
		Next   time.Time
	}{p, p.Rev, events, next})
	if err != nil {
		w.Fatal(err)
	}
	return string(data)
}

var named = regexp.MustCompile(`\b[A-Z]-[A-Z2-7]{8}\b|\d{4}-\d\d-\d\d \d\d:\d\d UTC`)

// anonymous returns a text without its references and dates.
func anonymous(text string) string { return named.ReplaceAllString(text, "X") }

func newFaulty(t testing.TB, operation string, nth int) (*world, *faulty) {
	s := &faulty{Memory: bottest.NewMemory(), operation: operation, nth: nth}
	return newWorld(t, func(c *bot.Config) { c.Store = s }), s
}

// Whichever call of the store fails once, nothing is done by half, the person
// hears exactly what they hear without the fault, and is erased at the end.
func TestOneFaultChangesNothing(t *testing.T) {
	w, s := newFaulty(t, "", 0)
	want := w.converse(s)
	for _, operation := range []string{
		"Person", "Load", "Save", "Events", "Erase", "Purge", "CreateFile", "Write", "Close",
	} {
		t.Run(operation, func(t *testing.T) {
			for n := 1; ; n++ {
				w, s := newFaulty(t, operation, n)
				got := w.converse(s)
				if !s.failed {
					if n == 1 {
						t.Errorf("%s is never called", operation)
					}
					return
				}
				if !slices.Equal(got, want) {
					t.Fatalf("with fault %d the person heard\n%s\nwant\n%s", n,
						strings.Join(got, "\n---\n"), strings.Join(want, "\n---\n"))
				}
				if p := w.person("ana"); p.Known() {
					t.Fatalf("with fault %d the person is still on record", n)
				}
			}
		})
	}
}

// While the store saves nothing, nothing is answered; afterwards the same
// messages are.
func TestNothingIsSaidWhileNothingIsStored(t *testing.T) {
	w, s := newFaulty(t, "Save", 1)
	s.lasting = true
	for range 5 {
		for _, m := range script[:3] {
			if err := w.receive("ana", m); !errors.Is(err, errDisk) {
				t.Fatalf("error %v", err)
			}
		}
		if got := w.drain("ana"); len(got) > 0 {
			t.Fatalf("the bot said %v", got)
		}
	}
	s.operation = ""
	if got := w.converse(s); len(got) == 0 || w.person("ana").Known() {
		t.Errorf("after the fault the conversation did not reach its end: %v", got)
	}
}

// The person is told that an export has failed for good, and can request it
// again.
func TestExportFailsForGood(t *testing.T) {
	w, s := newFaulty(t, "CreateFile", 1)
	s.lasting = true
	w.agree("ana")
	w.write("ana", "export my data")
	w.press("ana", "export")
	heard := ""
	for range 60 {
		w.clock.Set(w.clock.Now().Add(time.Second))
		for _, r := range w.drain("ana") {
			heard += string(r.Text)
		}
	}
	if s.calls != 5 || heard == "" || len(w.person("ana").Requests) != 0 {
		t.Errorf("%d attempts, the bot said %q, open requests %v", s.calls, heard, w.person("ana").Requests)
	}
	s.operation = ""
	if a, _ := w.export("ana"); len(a["data.json"]) == 0 {
		t.Error("the second export is empty")
	}
}

// A download that cannot be recorded does not happen.
func TestDownloadFailsClosed(t *testing.T) {
	w, s := newFaulty(t, "", 1)
	w.agree("ana")
	link := w.link("ana")
	s.operation = "Save"
	if status, _, body := w.visit("POST", link); status != 500 || strings.Contains(body, "PK") {
		t.Errorf("%d, %d bytes", status, len(body))
	}
	if status, _, _ := w.visit("POST", link); status != 200 || w.count("ana", bot.EventDownload) != 1 {
		t.Errorf("%d, %d downloads on record", status, w.count("ana", bot.EventDownload))
	}
}
