package bot_test

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"assent/bot"
	"assent/bot/bottest"
	"assent/policies"
)

var maria = bot.Colleague{
	User: bot.UserID{App: bot.DefaultApp, Channel: bottest.DeskName, ID: "maria"}, Name: "Maria Keller",
}

// deskWorld returns a world with a desk.
func deskWorld(t testing.TB, change ...func(*bot.Config)) (*world, *bottest.Desk) {
	desk := bottest.NewDesk()
	return newWorld(t, append([]func(*bot.Config){func(c *bot.Config) {
		c.Channels, c.Desk.Names = append(c.Channels, desk), true
	}}, change...)...), desk
}

// thread returns the newest thread about an account.
func (w *world) thread(account string) string {
	w.Helper()
	p := w.person(account)
	if len(p.Threads) == 0 {
		w.Fatal("no thread is about them")
	}
	return p.Threads[len(p.Threads)-1].Place.ID
}

// acts carries out what an agent does in a thread, and returns what they are told.
func (w *world) acts(place string, a bot.Act) string {
	w.Helper()
	w.said++
	w.clock.Set(w.clock.Now().Add(time.Second))
	a.Place = place
	if a.ID == "" {
		a.ID = "act " + strings.Repeat("x", w.said)
	}
	if a.Agent == (bot.Colleague{}) {
		a.Agent = maria
	}
	told, err := w.bot.Act(context.Background(), a)
	if errors.Is(err, bot.ErrNoHandoff) {
		return err.Error()
	}
	if err != nil {
		w.Fatal(err)
	}
	return told
}

// spy is an assistant that records what it is asked.
type spy struct{ asked []string }

func (s *spy) Ask(_ context.Context, q bot.Question) (bot.AssistantReply, error) {
	s.asked = append(s.asked, q.Text)
	return bot.AssistantReply{}, nil
}

// TestNoWayPastTheGate tries every way in without a consent in force: nothing
// reaches the team or the assistant, nothing they write reaches the person, and
// nothing the person writes is recorded.
func TestNoWayPastTheGate(t *testing.T) {
	const canary = "ZZCANARY7"
	states := map[string]func(w *world){
		"a stranger": func(*world) {},
		"asked":      func(w *world) { w.write("ana", "hello there") },
		"declined":   func(w *world) { w.write("ana", "hello there"); w.press("ana", "decline") },
		"withdrawn":  func(w *world) { w.agree("ana"); w.write("ana", "I withdraw my consent") },
		"timed out": func(w *world) {
			w.write("ana", "hello there")
			w.clock.Set(w.clock.Now().Add(time.Hour))
			w.drain("ana")
		},
		"superseded": func(w *world) { w.agree("ana"); publishMaterial(t, w) },
		"withdrawn in a handoff": func(w *world) {
			w.agree("ana")
			w.write("ana", "I want a human")
			w.acts(w.thread("ana"), bot.Act{Kind: bot.ActTake})
			w.write("ana", "I withdraw my consent")
		},
		"superseded in a handoff": func(w *world) {
			w.agree("ana")
			w.write("ana", "I want a human")
			w.acts(w.thread("ana"), bot.Act{Kind: bot.ActTake})
			publishMaterial(t, w)
		},
	}
	entries := map[string]func(w *world){
		"a message":          func(w *world) { w.write("ana", "my secret is "+canary) },
		"a wish for a human": func(w *world) { w.write("ana", "I want to talk to a human about "+canary) },
		"the button":         func(w *world) { w.press("ana", "handoff") },
		"a word of the desk": func(w *world) { w.write("ana", "lawyer "+canary) },
		"a file": func(w *world) {
			w.say("ana", bot.Message{Text: canary, Files: []bot.File{{Name: canary, Ref: "x"}}})
		},
		"an agent": func(w *world) {
			for _, p := range []string{"thread 1", "thread 2", "nowhere"} {
				for _, k := range bot.ActKinds() {
					w.acts(p, bot.Act{
						Kind: k, Text: "agent " + canary, Of: "sharing", To: maria,
						Files: []bot.File{{Name: canary, Ref: "x"}},
					})
				}
			}
		},
		"the assistant": func(w *world) {
			p := w.person("ana")
			reply := bot.AssistantReply{Texts: []policies.Markdown{"assistant " + canary}, Handoff: true}
			if err := w.bot.TakeAssistantReply(t.Context(), "1", p.ID, "q", reply); !errors.Is(err, bot.ErrQuestion) {
				t.Errorf("an answer nobody asked for: %v", err)
			}
		},
		"a sending": func(w *world) {
			_, err := w.bot.Broadcast(t.Context(), bot.Broadcast{
				Reference: "s", Purpose: bot.PurposeMarketing,
				Texts:    map[string]policies.Markdown{"en": "sending " + canary},
				Fallback: "en", Order: bot.Order{By: "x", Reason: "y"},
			}, false)
			if err != nil {
				t.Error(err)
			}
		},
	}
	for state, reach := range states {
		for entry, enter := range entries {
			t.Run(state+", "+entry, func(t *testing.T) {
				brain := &spy{}
				w, desk := deskWorld(t, func(c *bot.Config) {
					c.Assistant, c.Desk.Words = brain, []string{"lawyer"}
				})
				reach(w)
				asked, records := len(brain.asked), 0
				if w.person("ana").Known() {
					records = w.count("ana", bot.EventMessage)
				}
				enter(w)
				heard := w.drain("ana")
				for _, r := range heard {
					if strings.Contains(string(r.Text), canary) {
						t.Errorf("they heard %q", r.Text)
					}
				}
				for _, place := range []string{"thread 1", "thread 2", "thread 3"} {
					for _, l := range desk.Lines(place) {
						if strings.Contains(l.Text, canary) || len(l.Files) > 0 {
							t.Errorf("the team read %+v", l)
						}
					}
				}
				if len(brain.asked) > asked {
					t.Errorf("the assistant was asked %q", brain.asked[asked:])
				}
				if !w.person("ana").Known() {
					return
				}
				for _, e := range w.events("ana") {
					if strings.Contains(string(e.Body), canary) &&
						e.Kind != bot.EventNote && e.Kind != bot.EventBroadcast {
						t.Errorf("on record is %s %s", e.Kind, e.Body)
					}
				}
				if n := w.count("ana", bot.EventMessage); n > records {
					t.Errorf("%d messages are on record", n-records)
				}
			})
		}
	}
}

func publishMaterial(t *testing.T, w *world) {
	t.Helper()
	e := policies.Defaults()
	e.App, e.Kind, e.Controller = bot.DefaultApp, policies.Material, bottest.SampleController
	e.Texts["en"].Notice += "\n\nWe do something else by now."
	if _, err := w.config.Library.Publish(t.Context(), e); err != nil {
		t.Fatal(err)
	}
}

// TestAgentsAreDataSubjects: what a team member wrote is in their export, and
// their erasure removes their name from other people's transcripts.
func TestAgentsAreDataSubjects(t *testing.T) {
	w, desk := deskWorld(t)
	w.agree("ana")
	w.write("ana", "I want a human")
	place := w.thread("ana")
	w.acts(place, bot.Act{Kind: bot.ActSay, Text: "Hello, Maria here, maria.keller, how can Keller's team help?"})
	w.acts(place, bot.Act{Kind: bot.ActNote, Text: "Maria: calm"})
	w.acts(place, bot.Act{Kind: bot.ActSay, Text: "from Omar", Agent: omar})
	said := w.drain("ana")
	if len(said) < 3 || !strings.HasPrefix(string(said[1].Text), "**Maria Keller:** Hello") {
		t.Fatalf("%v", said)
	}
	agent, err := w.store.Person(t.Context(), maria.User)
	if err != nil || agent.Agent == nil {
		t.Fatal(agent, err)
	}
	var archive bytes.Buffer
	if err := w.bot.WriteExport(t.Context(), agent, &archive); err != nil {
		t.Fatal(err)
	}
	z, err := zip.NewReader(bytes.NewReader(archive.Bytes()), int64(archive.Len()))
	if err != nil {
		t.Fatal(err)
	}
	f, err := z.Open("team.json")
	if err != nil {
		t.Fatal(err)
	}
	var team struct {
		Name string
		Said []struct{ Kind, Text string }
	}
	if err := json.NewDecoder(f).Decode(&team); err != nil {
		t.Fatal(err)
	}
	if team.Name != "Maria Keller" || len(team.Said) != 2 ||
		!strings.Contains(team.Said[0].Text, "how can") || team.Said[1].Kind != "note" {
		t.Errorf("her export says %+v", team)
	}
	for _, file := range z.File {
		r, err := file.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(r)
		if err != nil || bytes.Contains(content, []byte("I want a human")) ||
			bytes.Contains(content, []byte("from Omar")) {
			t.Errorf("%s holds what others said: %v", file.Name, err)
		}
	}
	left := bot.Order{By: "an officer", Reason: "she left"}
	if _, err := w.bot.OrderErasure(t.Context(), agent.ID, left); err != nil {
		t.Fatal(err)
	}
	w.drain("ana")
	var transcript []string
	for l, err := range w.bot.Conversation(t.Context(), user("ana")) {
		if err != nil {
			t.Fatal(err)
		}
		transcript = append(transcript, l.From+": "+policies.Plain(l.Text))
	}
	for _, e := range w.events("ana") {
		for _, name := range []string{"Maria", "maria", "Keller"} {
			if strings.Contains(string(e.Body), name) {
				t.Errorf("%s still holds her name: %s", e.Kind, e.Body)
			}
		}
	}
	nameless := func(l string) bool { return strings.HasPrefix(l, "agent: Hello, … here") }
	if !slices.ContainsFunc(transcript, nameless) || !slices.Contains(transcript, "agent: Omar: from Omar") {
		t.Errorf("the transcript reads %q", transcript)
	}
	// She comes back as somebody else.
	w.acts(place, bot.Act{Kind: bot.ActSay, Text: "again"})
	if again, err := w.store.Person(t.Context(), maria.User); err != nil || again.ID == agent.ID {
		t.Errorf("%v, %v", again, err)
	}
	if c := desk.Card(place); c.State != bot.HandoffTaken {
		t.Errorf("the card says %+v", c)
	}
}

// TestActs: the same act again does nothing, and agents are told what is refused.
func TestActs(t *testing.T) {
	w, _ := deskWorld(t)
	w.agree("ana")
	w.write("ana", "I want a human")
	place := w.thread("ana")
	w.acts(place, bot.Act{ID: "once", Kind: bot.ActSay, Text: "hello"})
	if told := w.acts(place, bot.Act{ID: "once", Kind: bot.ActSay, Text: "hello"}); told != "" {
		t.Error(told)
	}
	n := 0
	for _, r := range w.drain("ana") {
		if strings.Contains(string(r.Text), "hello") {
			n++
		}
	}
	if n != 1 {
		t.Errorf("they heard it %d times", n)
	}
	// A name stays when the platform leaves it out once.
	w.acts(place, bot.Act{Kind: bot.ActSay, Text: "still me", Agent: bot.Colleague{User: maria.User}})
	if said := w.drain("ana"); len(said) != 1 || !strings.HasPrefix(string(said[0].Text), "**Maria Keller:**") {
		t.Errorf("%v", said)
	}
	for _, c := range []struct {
		a    bot.Act
		want string
	}{
		{bot.Act{Kind: "dance"}, "!dance is unknown, and nothing was sent."},
		{bot.Act{Kind: bot.ActTake}, "It is yours already."},
		{bot.Act{Kind: bot.ActSection, Text: "cookies"}, ""},
		{bot.Act{Kind: bot.ActSection, Text: "weather"}, "no section weather"},
		{bot.Act{Kind: bot.ActAsk}, "in force: there is nothing to ask"},
		{bot.Act{Kind: bot.ActSay, Text: strings.Repeat("x", 20<<10)}, "longer than 16384 bytes"},
		{bot.Act{Kind: bot.ActExport}, "asked to confirm"},
	} {
		if told := w.acts(place, c.a); !strings.Contains(told, c.want) || c.want == "" && told != "" {
			t.Errorf("%s: %q, want %q", c.a.Kind, told, c.want)
		}
	}
}

// TestNotesAreNotKeptForEver: retention removes the team's notes with the messages.
func TestNotesAreNotKeptForEver(t *testing.T) {
	w, _ := deskWorld(t, func(c *bot.Config) { c.Retention.Messages = 10 * day })
	w.agree("ana")
	w.write("ana", "I want a human")
	place := w.thread("ana")
	w.acts(place, bot.Act{Kind: bot.ActNote, Text: "ZZNOTE calm"})
	w.acts(place, bot.Act{Kind: bot.ActSay, Text: "ZZSAID hello"})
	w.passes(9)
	if !w.remembers("ZZNOTE") || !w.remembers("ZZSAID") {
		t.Fatal("it is gone before its time")
	}
	w.passes(3)
	if w.remembers("ZZNOTE") || w.remembers("ZZSAID") {
		t.Errorf("the note stays: %v, what was said stays: %v", w.remembers("ZZNOTE"), w.remembers("ZZSAID"))
	}
}
