package console_test

import (
	"fmt"
	"net/url"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"assent/bot"
	"assent/bot/bottest/browser"
	"assent/bot/office"
	"assent/policies"
)

// enter signs a browser in as somebody.
func (s *site) enter(b *browser.Browser, v *visitor) {
	b.Helper()
	b.Go("/console/sign-in")
	b.Fill("login", v.login)
	b.Fill("password", password)
	b.Fill("code", office.TOTPCode(v.secret, time.Now().Add(30*time.Second))) // the current one was used
	b.Press("Sign in")
	b.Reads("Sign out")
}

// TestWalk: from the first start to a published policy, an agent's conversation,
// a request, on a wide screen, a narrow one and a dark one.
func TestWalk(t *testing.T) {
	for _, look := range []struct {
		name          string
		width, height int64
		flags         []chromedp.ExecAllocatorOption
	}{
		{"wide", 1200, 900, nil}, {"narrow", 390, 844, nil},
		{"dark", 1200, 900, browser.Dark},
	} {
		t.Run(look.name, func(t *testing.T) {
			s := open(t, func(c *bot.Config) { c.Rights.Review = []bot.RequestKind{bot.RequestErasure} })
			token, err := s.office.Invite(t.Context(), bot.DefaultApp, []bot.Role{bot.RoleAdmin},
				bot.Order{By: "a test"})
			if err != nil {
				t.Fatal(err)
			}
			b := browser.Open(t, s.URL, look.width, look.height, look.flags...)
			picture := func(name string) { b.Picture("console-" + look.name + "-" + name) }
			b.Go("/console/join/" + url.PathEscape(token))
			b.Fill("login", "ada@acme.test")
			b.Fill("name", "Ada")
			b.Fill("password", password)
			secret := b.Evaluate(`document.querySelector("[name=totp]").value`)
			b.Fill("code", office.TOTPCode(secret, time.Now()))
			picture("1-join")
			b.Press("Make the account")
			b.Reads("Sign out")
			for n := range 12 {
				s.chats(fmt.Sprint("visitor ", n), "hello")
			}
			b.Go("/console/")
			b.Reads("The texts are still the sample")
			picture("2-overview")

			b.Go("/console/policy")
			b.Press("Begin a draft")
			b.Reads("Checks")
			for _, lang := range policies.Defaults().Languages() {
				b.Go("/console/draft/" + lang)
				b.Fill("body-sharing", "Acme, "+lang+": **nobody** but the parcel service.")
				b.Until(`document.querySelector("#see-sharing").innerText.includes("segments")`)
				if lang == "en" {
					b.Until(`(document.querySelector("#body-sharing").scrollIntoView(), true)`)
					picture("3-editor")
				}
				b.Press("Save")
				b.Reads("Saved.")
			}
			b.Go("/console/draft")
			picture("4-draft")
			b.Until(`(document.querySelector("[value=material]").click(), true)`)
			b.Fill("summary", "The parcel service.")
			b.Fill("sure", "publish")
			b.Press("Publish")
			b.Reads("No draft is being worked on.")
			picture("5-published")

			p := s.chats("ana", "where is my parcel?")
			b.Go("/console/inbox")
			b.Reads(p.Handoff.Reference)
			picture("6-inbox")
			b.Press(p.Handoff.Reference)
			b.Press("Take it")
			b.Reads("where is my parcel?")
			b.Fill("text", "It comes tomorrow.")
			b.Press("Send")
			b.Reads("It comes tomorrow.")
			s.chats("ana", "thank you!") // it appears without a reload
			b.Reads("thank you!")
			picture("7-conversation")

			s.chats("ana", "delete my data", "DELETE")
			b.Go("/console/requests")
			picture("8-requests")
			open := `(() => {
				const a = document.querySelector("td a");
				if (!a) return false;
				a.click();
				return true;
			})()`
			b.Until(open)
			b.Reads("days left")
			picture("9-request")
			b.Fill("why", "identity checked")
			b.Press("Approve")
			// The erasure runs.
			b.Until(`(async () => (await (await fetch("/console/requests")).text()).includes("No request is open."))()`)
			b.Go("/console/requests/closed")
			b.Reads("erasure")
			b.Until(open)
			b.Reads("Certificate of erasure")
			picture("9-certificate")
			b.Go("/console/evidence")
			b.Press("Verify now")
			b.Reads("lines are as they were signed")
			picture("10-evidence")
			b.Go("/console/team")
			picture("11-team")
			b.Press("Sign out")
			b.Reads("Sign in")
			picture("12-signin")
		})
	}
}
