package bot_test

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"assent/bot"
	"assent/bot/bottest"
)

// shelf is a channel whose messages carry files.
type shelf struct {
	*bottest.Recorder
	files   map[string]string
	fail    error
	fetched int
	during  func()
}

func (s *shelf) Fetch(_ context.Context, ref string) (io.ReadCloser, error) {
	s.fetched++
	if s.during != nil {
		s.during()
	}
	content, ok := s.files[ref]
	switch {
	case s.fail != nil:
		return nil, s.fail
	case !ok:
		return nil, bot.ErrNotFound
	}
	return io.NopCloser(strings.NewReader(content)), nil
}

func newShelf(t *testing.T) (*world, *shelf) {
	s := &shelf{
		Recorder: bottest.NewRecorder("test", false),
		files:    map[string]string{"a": "a picture", "large": strings.Repeat("x", 2000)},
	}
	w := newWorld(t, func(c *bot.Config) {
		c.Channels, c.Limits.FileBytes, c.Limits.PersonFileBytes = []bot.Channel{s}, 1000, 1500
	})
	w.channel = s.Recorder
	return w, s
}

func sends(id, name, ref string) bot.Message {
	return bot.Message{
		ID: id, Text: "look", Mutable: true, Files: []bot.File{{Name: name, Type: "text/plain", Ref: ref}},
	}
}

// sent returns the states of the files that an account sent, oldest first.
func (w *world) sent(account string) (states []string) {
	w.Helper()
	for _, e := range w.events(account) {
		if e.Kind == bot.EventFile {
			for _, s := range []string{"kept", "too large", "gone"} {
				if strings.Contains(string(e.Body), `"state":"`+s+`"`) {
					states = append(states, s)
				}
			}
		}
	}
	return states
}

func TestFileIsFetchedAfterTheOptIn(t *testing.T) {
	w, s := newShelf(t)
	w.say("ana", sends("1", "../../my <shot>.txt", "a"))
	if s.fetched > 0 {
		t.Fatal("it is fetched before the opt-in")
	}
	w.press("ana", "agree")
	if got := w.sent("ana"); len(got) != 1 || got[0] != "kept" {
		t.Fatalf("%v", got)
	}
	archive, _ := w.export("ana")
	found := false
	for name, content := range archive {
		if strings.HasPrefix(name, "files/") {
			found = true
			if strings.Count(name, "/") != 1 || strings.ContainsAny(name, "<>\\") || string(content) != "a picture" {
				t.Errorf("%s: %q", name, content)
			}
		}
	}
	if !found {
		t.Error("the export lacks it")
	}
	w.write("ana", "delete my data")
	w.press("ana", "delete")
	if w.person("ana").Known() {
		t.Error("the person is on record")
	}
}

func TestFileIsNotFetchedAfterADecline(t *testing.T) {
	w, s := newShelf(t)
	w.say("ana", sends("1", "shot.txt", "a"))
	w.press("ana", "decline")
	w.say("ana", sends("2", "shot.txt", "a"))
	if s.fetched > 0 {
		t.Error("it is fetched")
	}
}

func TestFilesThatAreNotKept(t *testing.T) {
	w, s := newShelf(t)
	w.agree("ana")
	w.say("ana", sends("large", "shot.txt", "large"))
	w.say("ana", sends("none", "shot.txt", "none"))
	said := sends("says so itself", "shot.txt", "a")
	said.Files[0].Size = 1001
	fetched := s.fetched
	w.say("ana", said)
	if s.fetched != fetched {
		t.Error("what says that it is too large is fetched")
	}
	s.files["b"], s.files["c"] = strings.Repeat("b", 1000), strings.Repeat("c", 501)
	w.say("ana", sends("b", "b", "b"))
	w.say("ana", sends("c", "c", "c"))
	if got := strings.Join(w.sent("ana"), ", "); got != "too large, gone, too large, kept, too large" {
		t.Error(got)
	}
}

func TestFileIsTriedAgain(t *testing.T) {
	w, s := newShelf(t)
	w.agree("ana")
	s.fail = errDown
	w.say("ana", sends("1", "shot.txt", "a"))
	if s.fetched == 0 || len(w.sent("ana")) > 0 {
		t.Fatalf("%d tries, %v", s.fetched, w.sent("ana"))
	}
	s.fail = nil
	for range 20 {
		w.clock.Set(w.clock.Now().Add(time.Minute))
		w.drain("ana")
	}
	if got := w.sent("ana"); len(got) != 1 || got[0] != "kept" {
		t.Fatalf("%v", got)
	}
	s.fail = errors.New("for good")
	w.say("ana", sends("2", "shot.txt", "a"))
	for range 200 {
		w.clock.Set(w.clock.Now().Add(time.Hour))
		w.drain("ana")
	}
	if got := w.sent("ana"); len(got) != 2 || got[1] != "gone" {
		t.Fatalf("%v", got)
	}
}

// A file that the person deletes at the platform is removed, whether it was
// fetched before, is being fetched, or is not fetched yet.
func TestDeletedFile(t *testing.T) {
	for name, when := range map[string]func(w *world, s *shelf, remove func()){
		"after": func(w *world, _ *shelf, remove func()) { w.say("ana", sends("1", "shot.txt", "a")); remove() },
		"while": func(w *world, s *shelf, remove func()) {
			s.during = remove
			w.say("ana", sends("1", "shot.txt", "a"))
		},
		"before": func(w *world, _ *shelf, remove func()) {
			m := sends("1", "shot.txt", "a")
			if err := w.receive("ana", m); err != nil {
				w.Fatal(err)
			}
			remove()
		},
	} {
		t.Run(name, func(t *testing.T) {
			w, s := newShelf(t)
			w.agree("ana")
			when(w, s, func() {
				s.during = nil
				if err := w.bot.Revise(t.Context(), user("ana"), "1", ""); err != nil {
					t.Error(err)
				}
			})
			w.drain("ana")
			archive, _ := w.export("ana")
			for name := range archive {
				if strings.HasPrefix(name, "files/") {
					t.Errorf("%s is kept", name)
				}
			}
		})
	}
}

func TestManyFiles(t *testing.T) {
	w, s := newShelf(t)
	w.agree("ana")
	m := bot.Message{ID: "many", Text: "look"}
	for range 50 {
		m.Files = append(m.Files, bot.File{Name: strings.Repeat("é", 500), Ref: "none"})
	}
	w.say("ana", m)
	if s.fetched != 10 {
		t.Errorf("%d are fetched", s.fetched)
	}
}
