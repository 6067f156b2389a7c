package slack_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"assent/adapters/slack"
	"assent/adapters/slack/slacktest"
	"assent/bot"
	"assent/policies"
)

const (
	deskAt = "C0DESK"
	maria  = "U0MARIA"
	omar   = "U0OMAR"
)

// withDesk is an office with a desk in it.
func withDesk(t testing.TB, socket bool) *workspace {
	o := open(t, socket, func(c *slack.Config) { c.DeskChannel, c.Operators = deskAt, "S0OPS" })
	o.Server.Scopes += ",channels:history,channels:read,groups:history,groups:read,users:read,usergroups:read"
	o.Server.Names = map[string]string{maria: "Maria", omar: "Omar"}
	o.Server.Groups = map[string][]string{"S0OPS": {maria}}
	return o
}

// thread waits until the desk has n threads, and returns the newest.
func (o *workspace) thread(n int) slacktest.Post {
	o.Helper()
	var cards []slacktest.Post
	if !o.Until(20*time.Second, func() bool {
		cards = slices.DeleteFunc(o.In(deskAt), func(p slacktest.Post) bool { return p.Thread != "" || p.By != "" })
		return len(cards) >= n
	}) {
		o.Fatalf("the desk has %d threads, want %d: %v\n%s", len(cards), n, texts(o.In(deskAt)), o.log)
	}
	return cards[n-1]
}

// inThread waits for a post with this text in a thread.
func (o *workspace) inThread(card slacktest.Post, want string) slacktest.Post {
	o.Helper()
	return o.finds(deskAt, want, func(p slacktest.Post) bool { return p.Thread == card.TS })
}

// finds waits for a post in a channel.
func (o *workspace) finds(channel, want string, also func(slacktest.Post) bool) (found slacktest.Post) {
	o.Helper()
	if !o.Until(20*time.Second, func() bool {
		for _, p := range o.In(channel) {
			if also(p) && strings.Contains(p.Text+string(p.Blocks), want) {
				found = p
				return true
			}
		}
		return false
	}) {
		o.Fatalf("%q never came to %s: %q\n%s", want, channel, texts(o.In(channel)), o.log)
	}
	return found
}

func any1(slacktest.Post) bool { return true }

func texts(posts []slacktest.Post) (list []string) {
	for _, p := range posts {
		list = append(list, p.Text)
	}
	return list
}

// says lets a team member write in a thread.
func (o *workspace) says(user string, card slacktest.Post, text string) slacktest.Post {
	o.Helper()
	e := o.Says(user, card.Channel, card.TS, text)
	o.must("events_api", slacktest.Event(fmt.Sprint(e["ts"]), e))
	return slacktest.Post{Channel: card.Channel, TS: fmt.Sprint(e["ts"]), Thread: card.TS, Text: text, By: user}
}

// rendered is a card as people see it.
func rendered(t testing.TB, blocks json.RawMessage) string {
	t.Helper()
	type text struct{ Text string }
	var list []struct {
		Type     string
		Text     text
		Fields   []text
		Elements []struct {
			Type, Style string
			Text        json.RawMessage
			Placeholder text
		}
	}
	if err := json.Unmarshal(blocks, &list); err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, block := range list {
		switch block.Type {
		case "section":
			b.WriteString(block.Text.Text)
			for i, f := range block.Fields {
				fmt.Fprintf(&b, "%-42s", strings.ReplaceAll(f.Text, "\n", " "))
				if i%2 == 1 {
					b.WriteString("\n")
				}
			}
		default:
			for _, e := range block.Elements {
				label := text{e.Placeholder.Text}
				if len(e.Text) > 0 && json.Unmarshal(e.Text, &label) != nil {
					_ = json.Unmarshal(e.Text, &label.Text)
				}
				fmt.Fprintf(&b, "[%s] ", label.Text)
			}
		}
		b.WriteString("\n")
	}
	return b.String()
}

// TestDesk is a conversation that the team has in a thread, with every button and
// command.
func TestDesk(t *testing.T) {
	each(t, func(t *testing.T, socket bool) {
		o := withDesk(t, socket)
		o.answers(func(c *bot.Config) { c.Desk.Rating = true })
		dm := slacktest.DM(ana)
		o.write(ana, "I want to talk to a human")
		notice := o.hears(ana, 1)
		if n := len(o.In(deskAt)); n != 0 {
			t.Fatalf("the desk has %d posts before the opt-in", n)
		}
		o.must("interactive", slacktest.Press(ana, notice, "agree", "", "I agree"))
		card := o.thread(1)
		t.Logf("the card:\n%s", rendered(t, card.Blocks))
		for _, want := range []string{
			"Waits for an answer", "granted, ", "*Over* Slack", "*Language* en", "[Take]", "[Resolve]", "[Block]",
			"[Give to …]",
		} {
			if !strings.Contains(rendered(t, card.Blocks), want) {
				t.Errorf("the card lacks %q", want)
			}
		}
		for _, secret := range []string{ana, "human"} {
			if strings.Contains(string(card.Blocks), secret) {
				t.Errorf("the card holds %q", secret)
			}
		}
		o.inThread(card, "person: I want to talk to a human")
		o.write(ana, "my parcel & <b>box</b> is lost")
		o.inThread(card, `my parcel \u0026 \u003cb\u003ebox\u003c/b\u003e is lost`)
		o.press(maria, card, "desk_take", nil)
		o.finds(dm, "Somebody from our team is here", any1)
		o.finds(deskAt, "*With*", func(p slacktest.Post) bool {
			return p.TS == card.TS && strings.Contains(string(p.Blocks), "Maria")
		})
		said := o.says(maria, card, "Hello, I &amp; my team look after *it*: <https://parcel.example/1>")
		o.finds(dm, "*Maria:* Hello, I &amp; my team look after", any1)
		o.says(maria, card, "!note she is angry")
		o.says(maria, card, "!nonsense")
		o.finds(deskAt, "!nonsense is unknown", func(p slacktest.Post) bool { return p.To == maria })
		o.must("events_api", slacktest.Event("edit", o.Edits(said, "Hello, we look")))
		o.finds(dm, "corrected what it wrote: Hello, we look", any1)
		if !o.Until(10*time.Second, func() bool {
			return !slices.ContainsFunc(o.In(dm),
				func(p slacktest.Post) bool { return strings.Contains(p.Text, "my team") })
		}) {
			t.Error("what was corrected stays in the direct messages")
		}
		gone := o.says(maria, card, "a mistake")
		o.finds(dm, "a mistake", any1)
		o.must("events_api", slacktest.Event("delete", o.Deletes(gone)))
		o.finds(dm, "took its last message back", any1)
		o.press(maria, card, "desk_section", map[string]any{"selected_option": map[string]any{"value": "sharing"}})
		o.finds(dm, "Who receives it", any1)
		o.press(maria, card, "desk_assign", map[string]any{"selected_user": omar})
		o.finds(deskAt, "Omar", func(p slacktest.Post) bool { return p.TS == card.TS })

		// Files, both ways.
		o.share(ana, "shot.txt", []byte("a picture of hers"))
		o.finds(deskAt, "file F", func(p slacktest.Post) bool { return p.Thread == card.TS })
		e := o.Says(omar, deskAt, card.TS, "here is the form")
		e["subtype"], e["files"] = "file_share", []any{o.Shared("form.txt", []byte("a form of theirs"))}
		o.must("events_api", slacktest.Event("file", e))
		o.finds(dm, "here is the form", any1)
		o.finds(dm, "A file from our team: form.txt", any1)
		o.finds(dm, "file F", any1)

		o.press(omar, card, "desk_resolve", nil)
		o.finds(dm, "Did that help you?", any1)
		o.finds(deskAt, "Closed", func(p slacktest.Post) bool { return p.TS == card.TS })

		// The bot's posts in the team's thread are erased with the rest; what the team
		// wrote itself stays.
		o.write(ana, "delete my data")
		o.finds(dm, "DELETE", func(p slacktest.Post) bool {
			return strings.Contains(p.Text, "Reply") || strings.Contains(p.Text, "DELETE")
		})
		time.Sleep(200 * time.Millisecond)
		o.write(ana, "DELETE")
		o.finds(dm, "What our team wrote about you in its own Slack stays there", any1)
		if !o.Until(20*time.Second, func() bool {
			posts := o.In(deskAt)
			return !slices.ContainsFunc(posts, func(p slacktest.Post) bool {
				return p.By == "" && p.To == "" && !strings.Contains(p.Text, "rased")
			}) && len(posts) > 1
		}) {
			t.Errorf("the desk still has %q", texts(o.In(deskAt)))
		}
		for _, f := range o.Files() {
			if strings.Contains(string(f), "of hers") || strings.Contains(string(f), "of theirs") {
				t.Errorf("Slack keeps %q", f)
			}
		}
		o.says(maria, card, "are you there?")
		o.finds(deskAt, "about nobody who is on record", func(p slacktest.Post) bool { return p.To == maria })
	})
}

// press lets a team member press a button of a card.
func (o *workspace) press(user string, card slacktest.Post, action string, more map[string]any) {
	o.Helper()
	press := slacktest.Press(user, card, action, "", "")
	a := press["actions"].([]any)[0].(map[string]any)
	for k, v := range more {
		a[k] = v
	}
	o.must("interactive", press)
}

// TestDeskOnce loses answers of Slack: no thread is opened twice, and nothing is
// posted twice.
func TestDeskOnce(t *testing.T) {
	o := withDesk(t, true)
	o.answers()
	var n atomic.Int64
	o.write(ana, "a human please, now")
	o.must("interactive", slacktest.Press(ana, o.hears(ana, 1), "agree", "", "I agree"))
	o.hears(ana, 2)
	o.Fails(func(method string) slacktest.Fault {
		if i := n.Add(1); method == "chat.postMessage" && i <= 8 && i%2 == 1 {
			return slacktest.Fault{Cut: true}
		}
		return slacktest.Fault{}
	})
	for i := range 5 {
		o.write(ana, fmt.Sprintf("line number %d", i))
	}
	card := o.thread(1)
	o.inThread(card, "line number 4")
	o.Fails(nil)
	var heard []string
	for _, p := range o.In(deskAt) {
		if p.Thread == "" && p.TS != card.TS {
			t.Errorf("there is another thread: %s", p.Text)
		}
		if p.Thread == card.TS && strings.HasPrefix(p.Text, "line number") {
			heard = append(heard, p.Text)
		}
	}
	if want := []string{
		"line number 0", "line number 1", "line number 2", "line number 3", "line number 4",
	}; !slices.Equal(heard, want) {
		t.Errorf("the desk heard %q", heard)
	}
}

// TestDeskCard renders the fullest card, which Slack has to accept.
func TestDeskCard(t *testing.T) {
	o := withDesk(t, true)
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	card := bot.Card{
		Reference: "H-ABCDEFGH", State: bot.HandoffTaken, Since: now, Channel: "SMS", Lang: "pt", Edition: "12",
		Agent:   strings.Repeat("Maria ", 20),
		Consent: bot.Consent{State: bot.Granted, At: now, Lang: "pt"},
		Purposes: []bot.PurposeState{
			{Purpose: bot.PurposeMarketing, State: bot.Withdrawn}, {Purpose: bot.PurposeAssistant, State: bot.Granted},
		},
		LegalHold: true, Restricted: true, Silenced: "They asked that their data is kept and not used (GDPR Art. 18).",
		Topics: policies.Topics(),
	}
	for range 20 {
		card.Requests = append(card.Requests, bot.Request{
			Kind: bot.RequestRectification, Reference: "R-ABCDEFGH", AnswerBy: now,
		})
	}
	place, err := o.channel.Desk().Open(t.Context(), card, false)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("\n%s", rendered(t, o.thread(1).Blocks))
	for _, c := range []bot.Card{
		{Reference: "H-ABCDEFGH", State: bot.HandoffEnded, Why: "erasure"},
		{Reference: "H-1", State: bot.HandoffEnded, Blocked: true, Consent: bot.Consent{State: bot.Granted}},
		{
			Reference: "H-1", State: bot.HandoffWaiting, Consent: bot.Consent{State: bot.Granted},
			Topics: policies.Topics(),
		},
	} {
		if err := o.channel.Desk().Show(t.Context(), place, c); err != nil {
			t.Errorf("%+v: %v", c, err)
		}
		t.Logf("\n%s", rendered(t, o.thread(1).Blocks))
	}
	if err := o.channel.Desk().Show(t.Context(), deskAt+":1.1", card); err != bot.ErrNoThread {
		t.Errorf("a card that is gone: %v", err)
	}
}

// TestOperate: members of the operators' user group operate Assent with /assent,
// and nobody else.
func TestOperate(t *testing.T) {
	each(t, func(t *testing.T, socket bool) {
		o := withDesk(t, socket)
		o.answers()
		o.write(ana, "hello")
		o.must("interactive", slacktest.Press(ana, o.hears(ana, 1), "agree", "", "I agree"))
		o.hears(ana, 3)
		n := 0
		assent := func(user, text string) string {
			t.Helper()
			n++
			return o.must("slash_commands", map[string]any{
				"team_id": slacktest.Team, "user_id": user, "command": "/assent", "text": text,
				"trigger_id": fmt.Sprint("op.", n),
			})
		}
		if said := assent(omar, "status"); !strings.Contains(said, "Only members of the operators") {
			t.Error(said)
		}
		if said := assent(maria, "status"); !strings.Contains(said, "Conversations: 1 wait for an answer") {
			t.Error(said)
		}
		if said := assent(maria, "person <@"+ana+"|ana>"); !strings.Contains(said, "service: granted since") ||
			strings.Contains(said, "hello") {
			t.Error(said)
		}
		said := assent(maria, "hold <@"+ana+"> a court wants it")
		_, code, _ := strings.Cut(said, "confirm ")
		if len(code) < 6 {
			t.Fatal(said)
		}
		if said := assent(omar, "confirm "+code[:6]); !strings.Contains(said, "Only members") {
			t.Error(said)
		}
		if said := assent(maria, "confirm "+code[:6]); !strings.Contains(said, "The hold is H-") {
			t.Error(said)
		}
		if posts := o.In(slacktest.DM(maria)); len(posts) > 0 {
			t.Errorf("an operator is taken for a person: %q", texts(posts))
		}
		o.Fails(func(method string) slacktest.Fault {
			if method == "usergroups.users.list" {
				return slacktest.Fault{Error: "missing_scope"}
			}
			return slacktest.Fault{}
		})
	})
}

// TestDeskManifest: with a desk the app requests what the desk uses.
func TestDeskManifest(t *testing.T) {
	b, err := slack.Manifest("Assent", "https://chat.test", true)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`"channels:history"`, `"groups:history"`, `"users:read"`, `"usergroups:read"`, `"message.channels"`,
		`"message.groups"`, `"/assent"`,
	} {
		if !strings.Contains(string(b), want) {
			t.Errorf("the manifest lacks %s", want)
		}
	}
	plain, err := slack.Manifest("Assent", "", false)
	if err != nil || strings.Contains(string(plain), "history\"") &&
		strings.Contains(string(plain), "channels:history") || strings.Contains(string(plain), "/assent") {
		t.Errorf("without a desk it asks for more than it uses: %v", err)
	}
}
