package discord_test

import (
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"assent/adapters/discord"
	"assent/adapters/discord/discordtest"
	"assent/bot"
	"assent/policies"
)

const (
	deskAt = "5001"
	maria  = "2001"
	omar   = "2002"
)

func atDesk(c *discord.Config) { c.DeskChannel, c.Operators = deskAt, "6001" }

// card waits for the desk's nth card.
func (s *server) card(n int) discordtest.Post {
	s.Helper()
	if !s.Until(20*time.Second, func() bool { return len(s.In(deskAt)) >= n }) {
		s.Fatalf("%d cards, want %d\n%s", len(s.In(deskAt)), n, s.log)
	}
	return s.In(deskAt)[n-1]
}

// finds waits for a post with this text in a channel.
func (s *server) finds(channel, want string) (found discordtest.Post) {
	s.Helper()
	if !s.Until(20*time.Second, func() bool {
		for _, p := range s.All(channel) {
			if strings.Contains(p.Content, want) && p.Author == discordtest.Application {
				found = p
				return true
			}
		}
		return false
	}) {
		s.Fatalf("%q never came to %s: %q\n%s", want, channel, contents(s.All(channel)), s.log)
	}
	return found
}

func contents(posts []discordtest.Post) (list []string) {
	for _, p := range posts {
		list = append(list, p.Content)
	}
	return list
}

// TestDesk is a conversation that the team has in a thread, with every button and
// command.
func TestDesk(t *testing.T) {
	s := open(t, atDesk)
	s.answers(func(c *bot.Config) { c.Desk.Rating = true })
	dm := discordtest.DM(ana)
	s.Direct(ana, "I want to talk to a human")
	s.hears(ana, 2)
	if n := len(s.In(deskAt)); n != 0 {
		t.Fatalf("the desk has %d posts before the opt-in", n)
	}
	time.Sleep(200 * time.Millisecond) // nobody reads faster
	s.Direct(ana, "AGREE")
	card := s.card(1)
	t.Logf("the card:\n%s\n%s", card.Content, card.Components)
	for _, want := range []string{
		"Waits for an answer", "**Consent:** granted, ", "**Over:** Discord", "**Language:** en",
	} {
		if !strings.Contains(card.Content, want) {
			t.Errorf("the card lacks %q", want)
		}
	}
	if strings.Contains(card.Content, ana) || strings.Contains(card.Content, "human") {
		t.Error("the card says who it is about, or what they said")
	}
	thread := card.ID
	s.finds(thread, "person: I want to talk to a human")
	s.Direct(ana, "my **parcel** is lost <@2001>")
	s.finds(thread, `my \*\*parcel\*\* is lost`)
	press := func(user, nick, custom string, kind int, want string, values ...string) {
		t.Helper()
		if said := s.Answer(s.PressCard(user, nick, card, custom, kind, values...),
			20*time.Second); !strings.Contains(said, want) {
			t.Errorf("%s is answered %q, want %q", custom, said, want)
		}
	}
	press(maria, "Maria", "desk/take", 2, "✓")
	s.finds(dm, "Somebody from our team is here")
	s.finds(deskAt, "**With:** Maria")
	said := s.InThread(maria, "Maria", thread, "Hello, I look after it: https://parcel.example/1", "", nil)
	s.finds(dm, "**Maria:** Hello, I look after it")
	s.InThread(maria, "Maria", thread, "!note she is angry", "", nil)
	s.InThread(maria, "Maria", thread, "!nonsense", "", nil)
	s.finds(thread, "!nonsense is unknown")
	s.EditInThread(said, maria, "Maria", thread, "Hello, we look")
	s.finds(dm, "corrected what it wrote: Hello, we look")
	if !s.Until(10*time.Second, func() bool {
		return !slices.ContainsFunc(s.In(dm), func(p discordtest.Post) bool {
			return strings.Contains(p.Content, "I look after it")
		})
	}) {
		t.Error("what was corrected stays in the direct messages")
	}
	gone := s.InThread(maria, "Maria", thread, "a mistake", "", nil)
	s.finds(dm, "a mistake")
	s.EditInThread(gone, maria, "Maria", thread, "")
	s.finds(dm, "took its last message back")
	s.Types(maria, thread)
	s.Types(ana, "")
	if !s.Until(10*time.Second, func() bool {
		seen := s.Typing()
		return slices.Contains(seen, dm) && slices.Contains(seen, thread)
	}) {
		t.Errorf("typing was seen in %q", s.Typing())
	}
	press(maria, "Maria", "desk/section", 3, "✓", "sharing")
	s.finds(dm, "Who receives it")
	press(maria, "Maria", "desk/assign", 5, "✓", omar)
	s.finds(deskAt, "**With:** user2002")

	// Files, both ways.
	s.Attach(ana, "look", "shot.txt", []byte("a picture of hers"))
	if !s.Until(20*time.Second, func() bool {
		return slices.ContainsFunc(s.In(thread), func(p discordtest.Post) bool {
			return string(p.Files["shot.txt"]) == "a picture of hers"
		})
	}) {
		t.Fatalf("the team has no file\n%s", s.log)
	}
	s.InThread(omar, "Omar", thread, "here is the form", "form.txt", []byte("a form of theirs"))
	s.finds(dm, "A file from our team: form.txt")
	for _, text := range []string{"she is angry", "nonsense"} {
		if slices.ContainsFunc(s.In(dm), func(p discordtest.Post) bool { return strings.Contains(p.Content, text) }) {
			t.Errorf("they heard %q", text)
		}
	}
	press(omar, "Omar", "desk/resolve", 2, "✓")
	s.finds(dm, "Did that help you?")
	s.finds(deskAt, "Closed")

	// The posts in the thread are erased with the rest, also what the team wrote.
	s.Direct(ana, "delete my data")
	s.finds(dm, "DELETE")
	time.Sleep(200 * time.Millisecond)
	s.Direct(ana, "DELETE")
	s.finds(dm, "Your data is deleted")
	s.finds(deskAt, "**Erased**")
	if !s.Until(20*time.Second, func() bool {
		left := s.All(thread)
		return len(left) == 1 && strings.Contains(left[0].Content, "Their data is erased")
	}) {
		t.Errorf("the thread still has %q", contents(s.All(thread)))
	}
	s.InThread(maria, "Maria", thread, "are you there?", "", nil)
	s.finds(thread, "about nobody who is on record")
	s.Mention(maria, deskAt, "hello bot", true)
	time.Sleep(200 * time.Millisecond)
	if posts := s.In(discordtest.DM(maria)); len(posts) > 0 {
		t.Errorf("somebody of the team is taken for a person: %q", contents(posts))
	}
}

// TestDeskOnce loses answers of Discord, and stops the process while the team
// writes: nothing is posted twice, and nothing is missing.
func TestDeskOnce(t *testing.T) {
	s := open(t, atDesk)
	stop := s.answers()
	s.Direct(ana, "a human please, now")
	s.hears(ana, 2)
	time.Sleep(200 * time.Millisecond)
	s.Direct(ana, "AGREE")
	var mu sync.Mutex
	tried := map[string]int{} // every second try succeeds, in each channel
	s.Fails(func(method, path string) discordtest.Fault {
		mu.Lock()
		defer mu.Unlock()
		if method != http.MethodPost || !strings.HasSuffix(path, "/messages") {
			return discordtest.Fault{}
		}
		tried[path]++
		return discordtest.Fault{Cut: tried[path]%2 == 1}
	})
	card := s.card(1)
	for _, text := range []string{"line 0", "line 1", "line 2"} {
		s.Direct(ana, text)
	}
	s.finds(card.ID, "line 2")
	s.Fails(nil)
	if cards := s.In(deskAt); len(cards) != 1 {
		t.Errorf("the desk has %q", contents(cards))
	}
	var heard []string
	for _, p := range s.In(card.ID) {
		if strings.HasPrefix(p.Content, "line") {
			heard = append(heard, p.Content)
		}
	}
	if !slices.Equal(heard, []string{"line 0", "line 1", "line 2"}) {
		t.Errorf("the desk heard %q", heard)
	}
	s.InThread(maria, "Maria", card.ID, "before", "", nil)
	s.finds(discordtest.DM(ana), "**Maria:** before")
	stop()
	s.InThread(maria, "Maria", card.ID, "meanwhile", "", nil)
	s.channel = s.connectable("", atDesk)
	s.answers()
	s.finds(discordtest.DM(ana), "meanwhile")
	times := 0
	for _, p := range s.In(discordtest.DM(ana)) {
		if strings.Contains(p.Content, "before") {
			times++
		}
	}
	if times != 1 {
		t.Errorf("what was heard before came %d times", times)
	}
}

// TestDeskCard renders the fullest card, which Discord has to accept.
func TestDeskCard(t *testing.T) {
	s := open(t, atDesk)
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	card := bot.Card{
		Reference: "T-ABCDEFGH", State: bot.HandoffTaken, Since: now, Channel: "SMS", Lang: "pt", Edition: "12",
		Agent:   strings.Repeat("**Maria** ", 20),
		Consent: bot.Consent{State: bot.Granted, At: now, Lang: "pt"}, Purposes: []bot.PurposeState{
			{Purpose: bot.PurposeMarketing, State: bot.Withdrawn},
		},
		LegalHold: true, Topics: policies.Topics(),
	}
	for range 20 {
		card.Requests = append(card.Requests, bot.Request{
			Kind: bot.RequestRectification, Reference: "R-ABCDEFGH", AnswerBy: now,
		})
	}
	place, err := s.channel.Desk().Open(t.Context(), card, false)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("\n%s\n%s", s.card(1).Content, s.card(1).Components)
	if again, err := s.channel.Desk().Open(t.Context(), card, true); err != nil || again != place {
		t.Errorf("opened again it is %s, %v", again, err)
	}
	for _, c := range []bot.Card{
		{Reference: "T-1", State: bot.HandoffEnded, Why: "erasure"},
		{Reference: "T-1", State: bot.HandoffEnded, Blocked: true, Consent: bot.Consent{State: bot.Granted}},
		{
			Reference: "T-1", State: bot.HandoffTaken, Silenced: "They withdrew.",
			Consent: bot.Consent{State: bot.Granted},
		},
	} {
		if err := s.channel.Desk().Show(t.Context(), place, c); err != nil {
			t.Errorf("%+v: %v", c, err)
		}
		t.Logf("\n%s\n%s", s.card(1).Content, s.card(1).Components)
	}
	if err := s.channel.Desk().Show(t.Context(), deskAt+":1", card); err != bot.ErrNoThread {
		t.Errorf("a card that is gone: %v", err)
	}
}

// TestOperate: members with the operators' role operate Assent with /assent.
func TestOperate(t *testing.T) {
	s := open(t, atDesk)
	s.answers()
	if !strings.Contains(s.Commands(), `"assent"`) {
		t.Error("the command is not registered")
	}
	for _, c := range []struct {
		roles []string
		want  string
	}{
		{nil, "Only those who have"}, {[]string{"6002"}, "Only those who have"},
		{[]string{"6002", "6001"}, "Conversations: 0 wait"},
	} {
		if said := s.Answer(s.Operate(maria, "status", c.roles...), 20*time.Second); !strings.Contains(said, c.want) {
			t.Errorf("%v: %q", c.roles, said)
		}
	}
}
