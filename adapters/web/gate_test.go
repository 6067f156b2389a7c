package web_test

import (
	"testing"

	"assent/bot"
	"assent/policies"
)

// gated is the page under another opt-in mode.
func gated(mode bot.OptInMode) func(*bot.Config) {
	return func(c *bot.Config) { c.Consent.OptInModes = bot.ChannelModes("web=" + string(mode)) }
}

// TestToldInABrowser: where nobody is asked to agree, the page informs, the first
// message begins the session, and what was shown is on record.
func TestToldInABrowser(t *testing.T) {
	s := start(t, nil, gated(bot.OptInNoticeOnly))
	b := openBrowser(t, s.URL, 390, 800)
	b.Go("/")
	if kept := b.keeps(); len(kept) > 0 {
		t.Errorf("stored before anything was written: %q", kept)
	}
	b.reads("answers here, sometimes with the help of AI")
	b.until("no button to agree", `!document.querySelector("#agree").checkVisibility()`)
	b.Picture("narrow-told")
	b.say("hi, where is my parcel?")
	b.reads("nobody is connected to this chat yet")
	b.until("what they wrote, once", `document.querySelectorAll("#log .line.person").length === 1`)
	b.until("what they were told, once", `document.body.innerText.split("answers here, sometimes").length === 2`)
	b.Go("/")
	b.reads("nobody is connected to this chat yet")
	b.say("DECLINE")
	b.reads("I agree")
	b.silent()
	e, err := s.shelf.Current(t.Context(), bot.DefaultApp)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for p, err := range s.store.People(t.Context(), bot.Query{}) {
		if err != nil {
			t.Fatal(err)
		}
		n++
		c := p.ConsentFor(bot.PurposeService)
		if p.Admission != nil || c.State != bot.Declined || c.Form != policies.FormInformed ||
			c.SHA256 != e.Hash("en", policies.FormInformed) {
			t.Errorf("on record: %+v, %+v", p.Admission, c)
		}
	}
	if n != 1 {
		t.Errorf("%d people", n)
	}
}

// TestGateIsClosed: once the opt-in is required, a page that was open asks, too.
func TestGateIsClosed(t *testing.T) {
	s := start(t, nil, gated(bot.OptInNoticeOnly))
	b := openBrowser(t, s.URL, 390, 800)
	b.Go("/")
	b.reads("answers here, sometimes with the help of AI")
	set, err := s.bot.Settings(t.Context(), bot.DefaultApp)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.bot.ChangeSettings(t.Context(), bot.Operator{}, set.WithOptInMode("web", bot.OptInRequired),
		bot.Order{By: "a test", Reason: "a clinic"}); err != nil {
		t.Fatal(err)
	}
	b.say("hello?")
	b.reads("Before we chat")
	if n := s.people(); n != 0 {
		t.Errorf("%d people on record", n)
	}
	b.say("hello again")
	b.press("I agree")
	b.reads("nobody is connected to this chat yet")
}

// TestNobodyIsAskedTwice: where the opt-in is external the page is open at once,
// and a notice that asks nothing is not an opt-in, whatever a request claims.
func TestNobodyIsAskedTwice(t *testing.T) {
	s := start(t, nil, gated(bot.OptInExternal))
	v := s.visitor()
	if a := v.get("/"); a.status != 200 || len(a.cookies) > 0 {
		t.Fatalf("the page: %+v", a)
	}
	e, err := s.shelf.Current(t.Context(), bot.DefaultApp)
	if err != nil {
		t.Fatal(err)
	}
	informed := bot.Notice{Lang: "en", Form: policies.FormInformed, SHA256: e.Hash("en", policies.FormInformed)}
	if a := v.post("/chat/send", map[string]any{"id": "m1", "text": "hello", "notice": informed}); a.status != 200 ||
		len(a.cookies) != 1 {
		t.Fatalf("the first message: %+v", a)
	}
	s.visitor().post("/chat/agree", map[string]any{"id": "a", "notice": informed})
	states := map[bot.ConsentState]int{}
	for p, err := range s.store.People(t.Context(), bot.Query{}) {
		if err != nil {
			t.Fatal(err)
		}
		states[p.ConsentFor(bot.PurposeService).State]++
	}
	if states[bot.Granted] != 0 || states[bot.Unasked] == 0 {
		t.Errorf("consents: %v", states)
	}
}
