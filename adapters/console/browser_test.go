package console_test

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"assent/bot"
	"assent/policies"
)

// enter signs a browser in as somebody.
func (s *site) enter(b *screen, v *visitor) {
	b.Helper()
	b.open("/console/sign-in")
	b.fill("login", v.login)
	b.fill("password", password)
	b.fill("code", bot.TOTPCode(v.secret, time.Now().Add(30*time.Second))) // the one of now was used
	b.press("Sign in")
	b.reads("Sign out")
}

// screen is a browser with a screen.
type screen struct {
	testing.TB
	ctx  context.Context
	site string
}

func (s *site) screen(t *testing.T, width, height int64, flags ...chromedp.ExecAllocatorOption) *screen {
	t.Helper()
	path := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if p, err := exec.LookPath(name); err == nil {
			path = p
			break
		}
	}
	if path == "" {
		if os.Getenv("BROWSER_TESTS") == "required" {
			t.Fatal("no Chromium on the PATH: apt-get install chromium")
		}
		t.Skip("no Chromium on the PATH: apt-get install chromium")
	}
	options := append(slices.Clone(chromedp.DefaultExecAllocatorOptions[:]), chromedp.ExecPath(path), chromedp.NoSandbox)
	allocator, stop := chromedp.NewExecAllocator(context.WithoutCancel(t.Context()), append(options, flags...)...)
	ctx, cancel := chromedp.NewContext(allocator)
	t.Cleanup(func() { cancel(); stop() })
	b := &screen{t, ctx, s.URL}
	b.do(chromedp.EmulateViewport(width, height))
	return b
}

func (b *screen) do(actions ...chromedp.Action[chromedp.Void]) {
	b.Helper()
	if err := chromedp.Do(b.ctx, actions...); err != nil {
		b.Fatalf("the browser: %v", err)
	}
}

func (b *screen) open(path string) {
	b.Helper()
	b.do(chromedp.Navigate(b.site+path), chromedp.WaitReady(chromedp.CSS("body")))
}

// until waits for a condition of the page.
func (b *screen) until(condition string) {
	b.Helper()
	for end := time.Now().Add(20 * time.Second); ; time.Sleep(30 * time.Millisecond) {
		holds, err := chromedp.Run(b.ctx, chromedp.Evaluate[bool]("(async () => Boolean(await ("+condition+")))()", chromedp.EvalAwaitPromise))
		if err == nil && holds {
			return
		}
		if time.Now().After(end) {
			text, _ := chromedp.Run(b.ctx, chromedp.Evaluate[string]("document.body.innerText", chromedp.EvalAwaitPromise))
			b.Fatalf("never: %s (%v); the page says:\n%s", condition, err, text)
		}
	}
}

func (b *screen) reads(text string) {
	b.Helper()
	b.until(fmt.Sprintf("document.body.innerText.includes(%q)", text))
}

// fill types into a field, in place of what stands there.
func (b *screen) fill(id, text string) {
	b.Helper()
	b.until(fmt.Sprintf(`(() => { const f = document.getElementById(%q); if (!f) return false; f.value = %q; f.dispatchEvent(new Event("input", { bubbles: true })); return true; })()`, id, text))
}

func (b *screen) press(label string) {
	b.Helper()
	b.until(fmt.Sprintf(`(() => { const x = [...document.querySelectorAll("button, a.button, summary, nav.main a, td a")].find((e) => e.textContent.trim() === %q && e.checkVisibility()); if (!x) return false; x.click(); return true; })()`, label))
}

func (b *screen) picture(name string) {
	b.Helper()
	dir := filepath.Join(os.TempDir(), "assent-screenshots")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		b.Fatal(err)
	}
	png, err := chromedp.Run(b.ctx, chromedp.CaptureScreenshot())
	if err != nil {
		b.Fatal(err)
	}
	path := filepath.Join(dir, "console-"+name+".png")
	if err := os.WriteFile(path, png, 0o600); err != nil {
		b.Fatal(err)
	}
	b.Log("screenshot: " + path)
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
		{"dark", 1200, 900, []chromedp.ExecAllocatorOption{chromedp.Flag("force-dark-mode", true), chromedp.Flag("blink-settings", "preferredColorScheme=0")}},
	} {
		t.Run(look.name, func(t *testing.T) {
			s := open(t, func(c *bot.Config) { c.Rights.Review = []bot.RequestKind{bot.RequestErasure} })
			token, err := s.bot.Invite(t.Context(), bot.DefaultApp, []bot.Role{bot.RoleAdmin}, bot.Order{By: "a test"})
			if err != nil {
				t.Fatal(err)
			}
			b := s.screen(t, look.width, look.height, look.flags...)
			picture := func(name string) { b.picture(look.name + "-" + name) }
			b.open("/console/join/" + url.PathEscape(token))
			b.fill("login", "ada@acme.test")
			b.fill("name", "Ada")
			b.fill("password", password)
			secret, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](`document.querySelector("[name=totp]").value`, chromedp.EvalAwaitPromise))
			if err != nil {
				t.Fatal(err)
			}
			b.fill("code", bot.TOTPCode(secret, time.Now()))
			picture("1-join")
			b.press("Make the account")
			b.reads("Sign out")
			for n := range 12 {
				s.chats(fmt.Sprint("visitor ", n), "hello")
			}
			b.open("/console/")
			b.reads("The texts are still the sample")
			picture("2-overview")

			b.open("/console/policy")
			b.press("Begin a draft")
			b.reads("Checks")
			for _, lang := range policies.Defaults().Languages() {
				b.open("/console/draft/" + lang)
				b.fill("body-sharing", "Acme, "+lang+": **nobody** but the parcel service.")
				b.until(`document.querySelector("#see-sharing").innerText.includes("segments")`)
				if lang == "en" {
					b.until(`(document.querySelector("#body-sharing").scrollIntoView(), true)`)
					picture("3-editor")
				}
				b.press("Save")
				b.reads("Saved.")
			}
			b.open("/console/draft")
			picture("4-draft")
			b.until(`(document.querySelector("[value=material]").click(), true)`)
			b.fill("summary", "The parcel service.")
			b.fill("sure", "publish")
			b.press("Publish")
			b.reads("No draft is being worked on.")
			picture("5-published")

			p := s.chats("ana", "where is my parcel?")
			b.open("/console/inbox")
			b.reads(p.Handoff.Reference)
			picture("6-inbox")
			b.press(p.Handoff.Reference)
			b.press("Take it")
			b.reads("where is my parcel?")
			b.fill("text", "It comes tomorrow.")
			b.press("Send")
			b.reads("It comes tomorrow.")
			s.chats("ana", "thank you!") // it appears without a reload
			b.reads("thank you!")
			picture("7-conversation")

			s.chats("ana", "delete my data", "DELETE")
			b.open("/console/requests")
			picture("8-requests")
			b.until(`(() => { const a = document.querySelector("td a"); if (!a) return false; a.click(); return true; })()`)
			b.reads("days left")
			picture("9-request")
			b.fill("why", "identity checked")
			b.press("Approve")
			b.until(`(async () => (await (await fetch("/console/requests")).text()).includes("No request is open."))()`) // the erasure runs
			b.open("/console/requests/closed")
			b.reads("erasure")
			b.until(`(() => { const a = document.querySelector("td a"); if (!a) return false; a.click(); return true; })()`)
			b.reads("Certificate of erasure")
			picture("9-certificate")
			b.open("/console/evidence")
			b.press("Verify now")
			b.reads("lines are as they were signed")
			picture("10-evidence")
			b.open("/console/team")
			picture("11-team")
			b.press("Sign out")
			b.reads("Sign in")
			picture("12-signin")
		})
	}
}
