package bot_test

import (
	"strings"
	"testing"
	"time"

	"assent/bot"
	"assent/bot/bottest"
	"assent/policies"
)

// text returns the last reply as plain text.
func text(said []bot.Reply) string {
	if len(said) == 0 {
		return ""
	}
	return policies.Plain(said[len(said)-1].Text)
}

// A correction shows the text before and after, and changes what the person said
// and nothing else.
func TestCorrection(t *testing.T) {
	w := newWorld(t)
	w.agree("ana")
	w.agree("ben")
	w.write("ben", "I live in Elm Road")
	w.write("ana", "send it to Elm Road 7, Elm Road I say")
	w.write("ana", "or to the office in Elm Road")
	w.write("ana", "my address is wrong, please correct it")
	said := w.write("ana", "Elm Road → Oak Road")
	for _, want := range []string{"2 of your messages", "office in Elm Road", "office in Oak Road"} {
		if got := text(said); !strings.Contains(got, want) {
			t.Fatalf("%q is missing: %s", want, got)
		}
	}
	if !w.remembers("send it to Elm Road 7") {
		t.Error("it is changed before it is confirmed")
	}
	if said := w.press("ben", "correct"); !says(said, policies.PhraseStaleChoice) {
		t.Errorf("somebody else confirms: %v", said)
	}
	w.press("ana", "correct")
	if !w.remembers("send it to Oak Road 7, Oak Road I say") || !w.remembers("the office in Oak Road") ||
		w.remembers("send it to Elm Road") {
		t.Error("it is not corrected")
	}
	for _, e := range w.events("ben") {
		if strings.Contains(string(e.Body), "Oak Road") {
			t.Error("another person's record is changed")
		}
	}
	validate(t, unzip(t, w.written("ana")))
}

// Ways to state the wrong and the correct text in one message.
func TestCorrectionInOneMessage(t *testing.T) {
	for _, say := range []string{
		"please correct my name, it is Bonnie, not Bonie",
		"my name is wrong: it should be Bonnie not Bonie.",
		"correct my name from Bonie to Bonnie",
		"my name is not Bonie but Bonnie, correct that please",
	} {
		w := newWorld(t)
		w.agree("ana")
		w.write("ana", "hello, this is Bonie")
		if got := text(w.write("ana", say)); !strings.Contains(got, `After: "hello, this is Bonnie`) {
			t.Errorf("%q: %s", say, got)
		}
	}
}

func TestMessageIsDeleted(t *testing.T) {
	w := newWorld(t)
	w.agree("ana")
	w.write("ana", "the first thing ZZFIRST")
	w.write("ana", "my code is ZZCODE")
	w.write("ana", "my choices") // words for the bot are not what is meant
	w.write("ana", "No offers")
	w.write("ana", "LIFT")
	said := w.write("ana", "delete my last message")
	if !strings.Contains(text(said), "ZZCODE") {
		t.Fatalf("%v", said)
	}
	w.clock.Set(w.clock.Now().Add(11 * time.Minute))
	w.drain("ana")
	if w.write("ana", "DELETE"); !w.remembers("ZZCODE") {
		t.Error("deleted after the question had run out")
	}
	w.write("ana", "delete my last message")
	w.press("ana", "delete_message")
	if w.remembers("my code is ZZCODE") || !w.remembers("ZZFIRST") || !w.person("ana").Known() {
		t.Errorf("code %v, first %v", w.remembers("my code is ZZCODE"), w.remembers("ZZFIRST"))
	}
	if said := w.write("ana", "delete that message"); !strings.Contains(text(said), "ZZFIRST") {
		t.Errorf("the one before it: %v", said)
	}
}

// Two opposite requests at once: the newer question counts, the older one's
// buttons do nothing.
func TestOppositeRequests(t *testing.T) {
	w := newWorld(t)
	w.agree("ana")
	w.write("ana", "my code is ZZCODE")
	w.write("ana", "delete my data")
	old := w.person("ana").Pending.Reference
	w.write("ana", "delete my last message")
	said := w.say("ana", bot.Message{Choice: "delete", For: old})
	if !says(said, policies.PhraseStaleChoice) || !w.person("ana").Known() {
		t.Errorf("%v", said)
	}
	w.write("ana", "export my data")
	if w.press("ana", "delete"); !w.person("ana").Known() || !w.remembers("ZZCODE") {
		t.Error("a press on another question's button did something")
	}
}

func TestFilesAreDeleted(t *testing.T) {
	w, _ := newShelf(t)
	w.agree("ana")
	w.say("ana", sends("f1", "ZZSHOT.txt", "a"))
	if said := w.write("ana", "delete my attachments"); !strings.Contains(text(said), "sent (1)") {
		t.Fatalf("%v", said)
	}
	w.press("ana", "delete_files")
	if got := w.person("ana").FileBytes; got != 0 {
		t.Errorf("%d bytes are counted", got)
	}
	for name := range unzip(t, w.written("ana")) {
		if strings.HasPrefix(name, "files/") {
			t.Errorf("%s is there", name)
		}
	}
	if said := w.write("ana", "delete my attachments"); !says(said, policies.PhraseFilesNone) {
		t.Errorf("%v", said)
	}
}

// Whoever opens a conversation is named to the person: role, time, purpose.
func TestReaders(t *testing.T) {
	w := newWorld(t)
	w.agree("ana")
	for range 7 {
		if err := w.bot.RecordAccess(t.Context(), w.person("ana").ID, bot.RoleAgent, "a parcel is late"); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.bot.RecordAccess(t.Context(), w.person("ana").ID, bot.RoleOfficer, "letter 12"); err != nil {
		t.Fatal(err)
	}
	got := text(w.write("ana", "who has read my messages?"))
	for _, want := range []string{"8 times", "the privacy team, 2026-", "(letter 12); an agent"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is missing: %s", want, got)
		}
	}
	if w.count("ana", bot.EventAccess) != 8 {
		t.Error("not all are on record")
	}
	validate(t, unzip(t, w.written("ana")))
	if err := w.bot.RecordAccess(t.Context(), "NOBODY", bot.RoleAgent, "x"); err == nil {
		t.Error("nobody was read")
	}
}

// The answer names exactly what changed.
func TestChangesSince(t *testing.T) {
	w := newWorld(t)
	w.agree("ana")
	next, err := policies.Parse(bottest.Folder(bottest.Sample().Files()))
	if err != nil {
		t.Fatal(err)
	}
	next.App, next.Kind, next.Controller = bot.DefaultApp, policies.Editorial, bottest.Sample().Controller
	changed := map[policies.Topic]bool{policies.Sharing: true, policies.Retention: true, policies.Security: true}
	var want, other []string
	for i, s := range next.Texts["en"].Sections {
		if changed[s.Topic] {
			next.Texts["en"].Sections[i].Body += "\n\nAnd more."
			want = append(want, s.Title)
		} else {
			other = append(other, s.Title)
		}
	}
	if _, err := w.config.Library.Publish(t.Context(), next); err != nil {
		t.Fatal(err)
	}
	got := text(w.write("ana", "what changed since I agreed?"))
	for _, title := range want {
		if !strings.Contains(got, title) {
			t.Errorf("%q is missing: %s", title, got)
		}
	}
	for _, title := range other {
		if strings.Contains(got, title) {
			t.Errorf("%q did not change: %s", title, got)
		}
	}
}

// After somebody restricts the use of their data, nothing they write reaches a model.
func TestRestrictionKeepsTheModelAway(t *testing.T) {
	m := &model{}
	w := newInterpreted(t, m)
	w.write("ana", "get it out")
	w.press("ana", "assistant_yes")
	w.press("ana", "restriction")
	if said := w.write("ana", "get it out"); len(m.asked) > 0 || !strings.Contains(text(said), "not to use it") {
		t.Errorf("asked %q, said %v", m.asked, said)
	}
	w.press("ana", "lift")
	if w.write("ana", "get it out"); len(m.asked) != 1 {
		t.Errorf("asked %q", m.asked)
	}
}

// Consent to a purpose is given by a yes to its own question alone, and refers to
// the exact text of that.
func TestGrantOfAPurpose(t *testing.T) {
	w := newWorld(t)
	w.agree("ana")
	if said := w.press("ana", "marketing_yes"); !says(said, policies.PhraseStaleChoice) {
		t.Errorf("yes to a question that was not asked: %v", said)
	}
	w.press("ana", "marketing_ask")
	w.press("ana", "marketing_yes")
	c := w.person("ana").ConsentFor(bot.PurposeMarketing)
	asked := bottest.Sample().Hash("en", policies.FormMarketing)
	if c.State != bot.Granted || c.SHA256 != asked || c.Source != "person" {
		t.Errorf("%+v", c)
	}
	w.write("ana", "stop sending me offers")
	if c := w.person("ana").ConsentFor(bot.PurposeMarketing); c.State != bot.Withdrawn {
		t.Errorf("%+v", c)
	}
	if c := w.person("ana").ConsentFor(bot.PurposeService); c.State != bot.Granted {
		t.Errorf("%+v", c)
	}
	validate(t, unzip(t, w.written("ana")))
}
