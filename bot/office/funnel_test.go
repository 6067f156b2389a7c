package office_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"assent/bot"
	"assent/bot/bottest"
	"assent/bot/office"
	"assent/policies"
)

// TestFunnel simulates a thousand people: the counters are right, small groups
// are hidden, and a drop is reported.
func TestFunnel(t *testing.T) {
	w := newWorld(t, func(c *bot.Config) { c.Limits.StrangerRate = -1 })
	start := w.clock.Now()
	for day := range 2 {
		w.clock.Set(start.AddDate(0, 0, day))
		for n := range 500 {
			who := fmt.Sprintf("person %d/%d", day, n)
			text := "hello there"
			if n < 3 {
				text = "Hallo, wo ist mein Paket geblieben?" // too few to show
			}
			w.write(who, text)
			switch {
			case n%10 < 7-4*day: // 70 of a hundred on the first day, 30 on the second
				w.press(who, "agree")
			case n%10 < 8:
				w.press(who, "decline")
			}
		}
	}
	w.clock.Set(start.AddDate(0, 0, 2))
	w.drain("")
	all, by, err := w.office.Funnels(t.Context(), bot.DefaultApp, start, w.clock.Now())
	if err != nil {
		t.Fatal(err)
	}
	if want := (office.Funnel{Asked: 1000, Accepted: 500, Declined: 300, Silent: 200, Helped: 500}); all != want {
		t.Errorf("%+v, want %+v", all, want)
	}
	if all.Rate() != 50 || len(by["channel"]) != 1 ||
		by["channel"][0].Group != "test" || by["channel"][0].Asked != 1000 {
		t.Errorf("%+v", by)
	}
	if len(by["language"]) != 2 || by["language"][1].Asked != 6 {
		t.Errorf("by language: %+v", by["language"])
	}
	// On one day three people wrote German: they are not shown, and neither are the
	// others, because the difference to the total would reveal the three.
	_, first, err := w.office.Funnels(t.Context(), bot.DefaultApp, start, start)
	if err != nil || len(first["language"]) != 0 || len(first["channel"]) != 1 {
		t.Errorf("by language on one day: %+v, %v", first, err)
	}
	if points, err := w.office.OptInDrop(t.Context(), bot.DefaultApp); err != nil || points != 40 {
		t.Errorf("a drop of %d, %v; want 40", points, err)
	}
	said, err := w.office.Digest(t.Context(), bot.DefaultApp)
	if err != nil || !strings.Contains(said, "40 of a hundred fewer people agreed") {
		t.Errorf("%q, %v", said, err)
	}
	w.clock.Set(start.AddDate(0, 0, 3))
	if points, err := w.office.OptInDrop(t.Context(), bot.DefaultApp); err != nil || points != 0 {
		t.Errorf("a day without anybody is a drop of %d, %v", points, err)
	}
}

// TestWordings: half of the strangers get the second wording, everybody keeps
// theirs, consents record which it was, and the funnel counts the two separately.
func TestWordings(t *testing.T) {
	w := newWorld(t, func(c *bot.Config) { c.Limits.StrangerRate = -1 })
	current, err := w.config.Library.Current(t.Context(), bot.DefaultApp)
	if err != nil {
		t.Fatal(err)
	}
	next, err := policies.Parse(bottest.Folder(current.Files()))
	if err != nil {
		t.Fatal(err)
	}
	next.App, next.Kind = bot.DefaultApp, policies.Material
	next.Texts["en"].NoticeB = "A bot of {controller} answers here: {policy}. Reply **AGREE** or **DECLINE**."
	published, err := w.office.Publish(t.Context(), next)
	if err != nil {
		t.Fatal(err)
	}
	asked := map[policies.Form]int{}
	for n := range 1000 {
		who := fmt.Sprint("person ", n)
		said := w.write(who, "hello there")
		form := policies.FormFull
		if said[0].Text == published.Texts["en"].NoticeB {
			form = policies.FormFullB
		}
		asked[form]++
		if form == policies.FormFullB || n%2 == 0 {
			w.press(who, "agree")
			c := w.person(who).ConsentFor(bot.PurposeService)
			if c.State != bot.Granted || c.Form != form || c.SHA256 != published.Hash("en", form) {
				t.Fatalf("shown %s, on record: %+v", form, c)
			}
		}
	}
	if b := asked[policies.FormFullB]; b < 400 || b > 600 {
		t.Errorf("asked: %v", asked)
	}
	_, by, err := w.office.Funnels(t.Context(), bot.DefaultApp, w.clock.Now(), w.clock.Now())
	if err != nil || len(by["wording"]) != 2 {
		t.Fatalf("%+v, %v", by["wording"], err)
	}
	for _, f := range by["wording"] {
		switch {
		case f.Group == "b" && (f.Asked != asked[policies.FormFullB] || f.Rate() != 100),
			f.Group == "a" && (f.Asked != asked[policies.FormFull] || f.Rate() > 65):
			t.Errorf("%+v of %v", f, asked)
		}
	}
	// Asked again, people see the same wording.
	for _, who := range []string{"person 1", "person 2", "person 3"} {
		form := w.person(who).ConsentFor(bot.PurposeService).Form
		w.clock.Set(w.clock.Now().Add(time.Hour))
		w.drain(who)
		said := w.write(who, "hello again")
		if len(said) == 0 || said[0].Notice && said[0].Text != published.Texts["en"].NoticeIn(form) {
			t.Errorf("%s saw %s before, and now: %+v", who, form, said)
		}
	}
}
