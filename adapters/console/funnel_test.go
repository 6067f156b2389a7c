package console_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"assent/bot"
	"assent/bot/bottest"
	"assent/bot/bottest/browser"
	"assent/policies"
)

// crowd has a thousand people asked; more of them agree to the second wording.
func (s *site) crowd() {
	s.Helper()
	current, err := s.bot.Library().Current(s.Context(), bot.DefaultApp)
	if err != nil {
		s.Fatal(err)
	}
	next, err := policies.Parse(bottest.Folder(current.Files()))
	if err != nil {
		s.Fatal(err)
	}
	next.App, next.Kind = bot.DefaultApp, policies.Material
	next.Texts["en"].NoticeB = "A bot of {controller} answers here: {policy}. Reply **AGREE** or **DECLINE**."
	published, err := s.office.Publish(s.Context(), next)
	if err != nil {
		s.Fatal(err)
	}
	for n := range 1000 {
		u := bot.UserID{App: bot.DefaultApp, Channel: "test", ID: fmt.Sprint("ZZCANARY ", n)}
		said := []bot.Message{{Text: "hello there"}}
		if n%100 == 7 {
			said[0].Text = "Hola, ¿dónde está mi paquete?"
		}
		for step := 0; step < len(said); step++ {
			m := said[step]
			m.ID, m.User = fmt.Sprint("crowd ", n, " ", step), u
			if err := s.bot.Receive(s.Context(), m); err != nil {
				s.Fatal(err)
			}
			if step > 0 {
				continue
			}
			p, err := s.store.Person(s.Context(), u)
			if err != nil {
				s.Fatal(err)
			}
			second := p.Asking.SHA256 == published.Hash("en", policies.FormFullB)
			switch {
			case n%10 < 5, second && n%10 < 8:
				said = append(said, bot.Message{Choice: "agree"})
			case n%10 == 9:
				said = append(said, bot.Message{Choice: "decline"})
			}
		}
	}
}

// TestFunnelPage: after a thousand people the overview shows how they answered,
// also by wording, and nobody can be identified.
func TestFunnelPage(t *testing.T) {
	s := open(t)
	s.crowd()
	ada := s.as(bot.RoleAdmin)
	_, body := ada.get("")
	if !regexp.MustCompile(`<td>everybody</td>\s*<td>1000</td>`).MatchString(body) {
		t.Error("the overview does not count everybody")
	}
	for _, want := range []string{"wording a", "wording b", "language es", "Of a hundred who were asked"} {
		if !strings.Contains(body, want) {
			t.Errorf("the overview lacks %q", want)
		}
	}
	if strings.Contains(body, "ZZCANARY") {
		t.Error("somebody stands on the overview")
	}
	for _, look := range []struct {
		name          string
		width, height int64
		flags         []chromedp.ExecAllocatorOption
	}{{"wide", 1200, 1300, nil}, {"narrow", 390, 1300, nil}, {"dark", 1200, 1300, browser.Dark}} {
		b := browser.Open(t, s.URL, look.width, look.height, look.flags...)
		who := s.as(bot.RoleOfficer)
		s.enter(b, who)
		b.Go("/console/")
		b.Reads("wording b")
		b.Picture("console-" + look.name + "-funnel")
	}
}
