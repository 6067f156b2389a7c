package bot_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"assent/bot"
	"assent/bot/bottest"
)

var accountCode = regexp.MustCompile(`LINK-[A-Z2-7]{5}-[A-Z2-7]{5}`)

// codeFor returns the code that an account shows.
func codeFor(t *testing.T, w *world, account string) string {
	t.Helper()
	said := text(w.write(account, "link my accounts"))
	code := accountCode.FindString(said)
	if code == "" {
		t.Fatalf("no code: %s", said)
	}
	return code
}

// linked returns two people who agreed, whose accounts are linked.
func linked(t *testing.T, change ...func(*bot.Config)) *world {
	t.Helper()
	w := newWorld(t, change...)
	w.agree("ana")
	w.agree("bob")
	w.write("bob", codeFor(t, w, "ana"))
	w.press("bob", "link_yes")
	w.drain("ana")
	if len(w.person("ana").LinkedAccounts) != 1 || len(w.person("bob").LinkedAccounts) != 1 {
		t.Fatalf("%+v, %+v", w.person("ana").LinkedAccounts, w.person("bob").LinkedAccounts)
	}
	return w
}

const wrongCode = "That code does not work"

// TestCodesThatDoNotCount: codes that are guessed, expired, of another app, used
// twice, or confirmed by somebody else link nothing.
func TestCodesThatDoNotCount(t *testing.T) {
	w := newWorld(t)
	w.agree("ana")
	w.agree("bob")
	w.agree("eve")
	code := codeFor(t, w, "ana")

	// Guessed: after three wrong codes even the right one is refused for an hour.
	for i := range 4 {
		guess := fmt.Sprintf("LINK-AAAAA-AAAA%c", 'B'+rune(i))
		if got := text(w.write("eve", guess)); !strings.Contains(got, wrongCode) {
			t.Error(got)
		}
	}
	if got := text(w.write("eve", code)); !strings.Contains(got, wrongCode) {
		t.Errorf("guessed on: %s", got)
	}
	w.clock.Set(w.clock.Now().Add(2 * time.Hour))
	if got := text(w.write("bob", code)); !strings.Contains(got, wrongCode) {
		t.Errorf("too old: %s", got)
	}

	// Of another app.
	code = codeFor(t, w, "ana")
	m := bot.Message{ID: "x", User: bot.UserID{App: "other", Channel: "test", ID: "bob"}, Text: code}
	if err := w.bot.Receive(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	if got := text(w.drain("bob")); !strings.Contains(got, wrongCode) {
		t.Errorf("from another app: %s", got)
	}

	// Confirmed by somebody else, and used twice.
	w.write("bob", code)
	for _, r := range w.press("eve", "link_yes") {
		if strings.Contains(string(r.Text), "linked now") {
			t.Errorf("somebody else confirmed: %s", r.Text)
		}
	}
	w.write("eve", "hello there") // an hour has passed: her codes count again
	w.write("eve", code)
	w.press("bob", "link_yes")
	got := text(w.press("eve", "link_yes"))
	if !strings.Contains(got, wrongCode) || len(w.person("eve").LinkedAccounts) != 0 {
		t.Errorf("used twice: %s", got)
	}
	if n := len(w.person("ana").LinkedAccounts); n != 1 {
		t.Errorf("%d links", n)
	}
	if log := w.log.String(); strings.Contains(log, code) {
		t.Error("the log holds the code")
	}
}

// TestErasedWhileLinking: the account behind a code is erased before the other
// confirms.
func TestErasedWhileLinking(t *testing.T) {
	w := newWorld(t)
	w.agree("ana")
	w.agree("bob")
	w.write("bob", codeFor(t, w, "ana"))
	w.write("ana", "delete my data")
	w.write("ana", "DELETE")
	got := text(w.press("bob", "link_yes"))
	if !strings.Contains(got, wrongCode) || len(w.person("bob").LinkedAccounts) != 0 {
		t.Errorf("%s", got)
	}
}

// TestLinkedTwice: each shows the other a code, and both confirm.
func TestLinkedTwice(t *testing.T) {
	w := newWorld(t)
	w.agree("ana")
	w.agree("bob")
	a, b := codeFor(t, w, "ana"), codeFor(t, w, "bob")
	w.write("bob", a)
	w.write("ana", b)
	w.press("bob", "link_yes")
	w.press("ana", "link_yes")
	ana, bob := w.person("ana"), w.person("bob")
	if len(ana.LinkedAccounts) != 1 || len(bob.LinkedAccounts) != 1 ||
		ana.LinkedAccounts[0].Person != bob.ID || bob.LinkedAccounts[0].Person != ana.ID {
		t.Errorf("%+v, %+v", ana.LinkedAccounts, bob.LinkedAccounts)
	}
	validate(t, unzip(t, w.written("ana")))
}

// TestLinkedRights: a request on one account applies to both, and neither
// account's content is shown on the other.
func TestLinkedRights(t *testing.T) {
	w := linked(t)
	w.write("bob", "ZZBOBS secret street")
	w.write("ana", "do not sell my data")
	w.drain("bob")
	for _, account := range []string{"ana", "bob"} {
		if s := w.person(account).ConsentFor(bot.PurposeMarketing).State; s != bot.Withdrawn {
			t.Errorf("%s: marketing is %s", account, s)
		}
	}
	w.write("ana", "please restrict the use of my data")
	if !w.person("bob").Restricted {
		t.Error("bob is not restricted")
	}
	said := w.write("ana", "export my data")
	if got := text(said); !strings.Contains(got, "This covers your linked account on test too") {
		t.Error(got)
	}
	for _, r := range w.write("ana", "EXPORT") {
		for _, f := range r.Files {
			for name, content := range unzip(t, []byte(w.content("ana", f.ID))) {
				if strings.Contains(string(content), "ZZBOBS") {
					t.Errorf("ana's %s holds what bob said", name)
				}
			}
		}
	}
	got := w.drain("bob")
	if len(got) != 1 || len(got[0].Files) != 1 {
		t.Fatalf("bob gets %+v", got)
	}
	w.write("ana", "delete my data")
	w.write("ana", "DELETE")
	heard := text(w.drain("bob"))
	if w.person("bob").Known() || w.person("ana").Known() || !strings.Contains(heard, "Your data is deleted") {
		t.Errorf("bob hears: %s", heard)
	}
	if list, _ := certificates(t, w); len(list) != 2 {
		t.Errorf("%d certificates", len(list))
	}
}

// cookie is a channel that identifies people by a cookie alone.
type cookie struct{ *bottest.Recorder }

func (cookie) Traits() bot.Traits { return bot.Traits{Anonymous: true} }

// TestWeakEvidence: an erasure that somebody with nothing but a cookie requests is
// confirmed once more on the linked account, for which its platform vouches.
func TestWeakEvidence(t *testing.T) {
	web := cookie{bottest.NewRecorder("page", false)}
	w := newWorld(t, func(c *bot.Config) { c.Channels = append(c.Channels, web) })
	page := func(said string) string {
		t.Helper()
		w.said++
		w.clock.Set(w.clock.Now().Add(time.Second))
		m := bot.Message{ID: fmt.Sprint("page ", w.said), User: bot.UserID{Channel: "page", ID: "ana"}, Text: said}
		if err := w.bot.Receive(t.Context(), m); err != nil {
			t.Fatal(err)
		}
		if err := w.bot.Drain(t.Context()); err != nil {
			t.Fatal(err)
		}
		return text(web.Take("ana"))
	}
	w.agree("bob")
	page("hello there, where is my parcel?")
	page("AGREE")
	w.write("bob", accountCode.FindString(page("link my accounts")))
	w.press("bob", "link_yes")
	page("delete my data")
	if got := page("DELETE"); !strings.Contains(got, "Your data is deleted") {
		t.Error(got)
	}
	heard := w.drain("bob")
	if !w.person("bob").Known() || len(heard) != 2 ||
		!strings.Contains(string(heard[0].Text), "you asked for this here too") ||
		!strings.Contains(text(heard), "If you reply DELETE") {
		t.Errorf("bob hears: %s", text(heard))
	}
	w.write("bob", "DELETE")
	if w.person("bob").Known() {
		t.Error("bob is not erased")
	}
}
