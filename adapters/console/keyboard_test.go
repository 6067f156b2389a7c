package console_test

import (
	"fmt"
	"net/url"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"assent/bot"
	"assent/bot/bottest/browser"
	"assent/bot/office"
)

// keyboard is a browser without a mouse.
type keyboard struct{ *browser.Browser }

// tabTo presses Tab until the focus is on the element meant: by its id, its name
// and value, or its text.
func (b keyboard) tabTo(what string) {
	b.Helper()
	for range 400 {
		at := b.Evaluate(`(() => {
			const e = document.activeElement;
			if (!e || e === document.body) return "";
			const seen = getComputedStyle(e).outlineStyle !== "none" || e.matches("input, textarea, select, summary");
			const radio = e.name && e.value && e.type === "radio" ? e.name + "=" + e.value : "";
			return (seen ? "" : "UNSEEN ") + (e.id || radio || e.textContent.trim());
		})()`)
		if at == what {
			return
		}
		if at == "UNSEEN "+what {
			b.Fatalf("%s has the focus, and nobody sees it", what)
		}
		b.Do(chromedp.KeyEvent(kb.Tab))
	}
	b.Fatalf("no number of tabs leads to %s", what)
}

// types goes to a field and replaces its content.
func (b keyboard) types(field, text string) {
	b.Helper()
	b.tabTo(field)
	b.Do(chromedp.KeyEvent("a", chromedp.KeyModifiers(2))) // Control and A: everything is selected
	b.Do(chromedp.KeyEvent(text))
}

func (b keyboard) enter(what string) {
	b.Helper()
	b.tabTo(what)
	b.Do(chromedp.KeyEvent(kb.Enter))
}

// TestKeyboard makes an account and publishes a policy without a mouse.
func TestKeyboard(t *testing.T) {
	s := open(t)
	token, err := s.office.Invite(t.Context(), bot.DefaultApp, []bot.Role{bot.RoleAdmin}, bot.Order{By: "a test"})
	if err != nil {
		t.Fatal(err)
	}
	b := keyboard{browser.Open(t, s.URL, 1200, 900)}
	b.Go("/console/join/" + url.PathEscape(token))
	secret := b.Evaluate(`document.querySelector("[name=totp]").value`)
	b.types("login", "ada@acme.test")
	b.types("name", "Ada")
	b.types("password", password)
	b.types("code", office.TOTPCode(secret, time.Now()))
	b.Do(chromedp.KeyEvent(kb.Enter))
	b.Reads("The texts are still the sample")
	b.enter("Policy")
	b.Reads("No draft is being worked on.")
	b.enter("Begin a draft")
	b.Reads("Checks")
	b.enter("en")
	b.Until(`document.querySelector("#body-sharing")`)
	b.types("body-sharing", "Nobody but the parcel service.")
	b.Until(`document.querySelector("#see-sharing").innerText.includes("segments")`)
	b.enter("Save")
	b.Reads("Saved.")
	b.enter("Back to the draft")
	b.Reads("1 texts differ")
	b.tabTo("kind=material")
	b.Do(chromedp.KeyEvent(" "))
	b.types("summary", "The parcel service.")
	b.types("sure", "publish")
	b.Do(chromedp.KeyEvent(kb.Enter))
	b.Reads("No draft is being worked on.")
	e, err := s.bot.Library().Current(t.Context(), bot.DefaultApp)
	if err != nil || e.Number != 1 {
		t.Fatal(fmt.Sprint(e.Number), err)
	}
}
