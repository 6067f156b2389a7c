package console_test

import (
	"fmt"
	"net/url"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"assent/bot"
)

// tabTo presses Tab until what has the focus is what is meant: its id, its name
// and value, or its words.
func (b *screen) tabTo(what string) {
	b.Helper()
	for range 400 {
		at, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](`(() => {
			const e = document.activeElement;
			if (!e || e === document.body) return "";
			const seen = getComputedStyle(e).outlineStyle !== "none" || e.matches("input, textarea, select, summary");
			return (seen ? "" : "UNSEEN ") + (e.id || (e.name && e.value && e.type === "radio" ? e.name + "=" + e.value : e.textContent.trim()));
		})()`, chromedp.EvalAwaitPromise))
		if err != nil {
			b.Fatal(err)
		}
		if at == what {
			return
		}
		if at == "UNSEEN "+what {
			b.Fatalf("%s has the focus, and nobody sees it", what)
		}
		b.do(chromedp.KeyEvent(kb.Tab))
	}
	b.Fatalf("no number of tabs leads to %s", what)
}

// types goes to a field and writes in place of what stands there.
func (b *screen) types(field, text string) {
	b.Helper()
	b.tabTo(field)
	b.do(chromedp.KeyEvent("a", chromedp.KeyModifiers(2))) // Control and A: everything is marked
	b.do(chromedp.KeyEvent(text))
}

func (b *screen) enter(what string) {
	b.Helper()
	b.tabTo(what)
	b.do(chromedp.KeyEvent(kb.Enter))
}

// TestKeyboard makes an account and publishes a policy without a mouse.
func TestKeyboard(t *testing.T) {
	s := open(t)
	token, err := s.bot.Invite(t.Context(), bot.DefaultApp, []bot.Role{bot.RoleAdmin}, bot.Order{By: "a test"})
	if err != nil {
		t.Fatal(err)
	}
	b := s.screen(t, 1200, 900)
	b.open("/console/join/" + url.PathEscape(token))
	secret, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](`document.querySelector("[name=totp]").value`, chromedp.EvalAwaitPromise))
	if err != nil {
		t.Fatal(err)
	}
	b.types("login", "ada@acme.test")
	b.types("name", "Ada")
	b.types("password", password)
	b.types("code", bot.TOTPCode(secret, time.Now()))
	b.do(chromedp.KeyEvent(kb.Enter))
	b.reads("The texts are still the sample")
	b.enter("Policy")
	b.reads("No draft is being worked on.")
	b.enter("Begin a draft")
	b.reads("Checks")
	b.enter("en")
	b.until(`document.querySelector("#body-sharing")`)
	b.types("body-sharing", "Nobody but the parcel service.")
	b.until(`document.querySelector("#see-sharing").innerText.includes("segments")`)
	b.enter("Save")
	b.reads("Saved.")
	b.enter("Back to the draft")
	b.reads("1 texts differ")
	b.tabTo("kind=material")
	b.do(chromedp.KeyEvent(" "))
	b.types("summary", "The parcel service.")
	b.types("sure", "publish")
	b.do(chromedp.KeyEvent(kb.Enter))
	b.reads("No draft is being worked on.")
	e, err := s.bot.Library().Current(t.Context(), bot.DefaultApp)
	if err != nil || e.Number != 1 {
		t.Fatal(fmt.Sprint(e.Number), err)
	}
}
