package web_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/cdproto/storage"
	"github.com/chromedp/chromedp"

	"assent/bot"
	"assent/bot/bottest/browser"
)

// page is one person's Chromium with the chat page.
type page struct {
	*browser.Browser
	site string

	mu       sync.Mutex
	requests []string // method and path of everything that the page requested
	errors   []string // what the console complained about
}

// openBrowser starts Chromium. Without it the test is skipped, except in CI, which
// installs it and announces so.
func openBrowser(t *testing.T, site string, width, height int64) *page {
	t.Helper()
	b := &page{
		Browser: browser.Open(t, site, width, height, chromedp.Flag("lang", "en"), chromedp.Flag("accept-lang", "en")),
		site:    site,
	}
	if err := chromedp.Listen(b.Context, b.notice); err != nil {
		t.Fatal(err)
	}
	if _, err := chromedp.Call(b.Context, network.Enable, network.EnableParams{}); err != nil {
		t.Fatal(err)
	}
	return b
}

func (b *page) notice(event any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		b.requests = append(b.requests, e.Request.Method+" "+strings.TrimPrefix(e.Request.URL, b.site))
	case *runtime.EventExceptionThrown:
		b.errors = append(b.errors, fmt.Sprintf("%+v", e.ExceptionDetails))
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.ConsoleAPICalledTypeError {
			b.errors = append(b.errors, fmt.Sprint(e.Args))
		}
	}
}

// asked returns what the page requested from the server.
func (b *page) asked() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.requests)
}

// press presses a button with this label: in an open dialog, else the last one
// in the conversation, else elsewhere on the page.
func (b *page) press(label string) {
	b.Helper()
	b.until("a button "+label, fmt.Sprintf(`(() => {
		for (const where of ["dialog[open]", "#log", "body"]) {
			const all = [...document.querySelectorAll(where + " button")].filter(
				(x) => x.textContent.trim() === %q && !x.disabled && x.checkVisibility());
			if (all.length) { all.at(-1).click(); return true; }
		}
		return false;
	})()`, label))
}

// say types into the composer and presses Send.
func (b *page) say(text string) {
	b.Helper()
	b.Do(chromedp.SendKeys(chromedp.CSS("#message"), text))
	b.press("Send")
}

// until waits for a condition on the page; what names it in the test's output.
func (b *page) until(what, condition string) {
	b.Helper()
	b.Until("/* " + what + " */ " + condition)
}

// reads waits until the last things said contain want.
func (b *page) reads(want string) {
	b.Helper()
	b.until(fmt.Sprintf("%q", want), fmt.Sprintf(
		`[...document.querySelectorAll("#log .line")].slice(-3).some((l) => l.innerText.includes(%q))`, want))
}

func (b *page) text(selector string) string {
	b.Helper()
	return evaluate[string](b, fmt.Sprintf(`document.querySelector(%q).innerText`, selector))
}

func evaluate[T any](b *page, expression string) T {
	b.Helper()
	v, err := chromedp.Run(b.Context, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		b.Fatalf("the browser: %s: %v", expression, err)
	}
	return v
}

// keeps returns what the browser stores for the site: cookies, storage,
// databases, caches.
func (b *page) keeps() (kept []string) {
	b.Helper()
	cookies, err := chromedp.CallBrowser(b.Context, storage.GetCookies, storage.GetCookiesParams{})
	if err != nil {
		b.Fatal(err)
	}
	stored := evaluate[[]string](b, `(async () => [...Object.keys(localStorage), ...Object.keys(sessionStorage),
		...(await indexedDB.databases()).map((d) => d.name), ...(await caches.keys()),
		...(await navigator.serviceWorker.getRegistrations()).map((s) => s.scope)])()`)
	for _, c := range cookies.Cookies {
		kept = append(kept, c.Name)
	}
	return append(kept, stored...)
}

// silent fails the test if the console has complaints.
func (b *page) silent() {
	b.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.errors) > 0 {
		b.Errorf("the console says: %s", strings.Join(b.errors, "\n"))
	}
}

// TestConversationInABrowser has the whole conversation as a newcomer would.
func TestConversationInABrowser(t *testing.T) {
	s := start(t, nil)
	b := openBrowser(t, s.URL, 1100, 800)
	b.Go("/")
	b.Picture("wide-1-notice")

	b.say("hi, where is my parcel ZZCANARY1?")
	b.reads("Waits on this page until you agree")
	b.Picture("wide-2-waiting")
	if kept := b.keeps(); len(kept) > 0 {
		t.Errorf("stored before AGREE: %q", kept)
	}
	if asked := b.asked(); len(asked) != 3 || asked[0] != "GET /" || !strings.HasPrefix(asked[1], "GET /chat/style-") ||
		!strings.HasPrefix(asked[2], "GET /chat/chat-") {
		t.Errorf("asked of the server before AGREE: %q, want the page, its style and its script", asked)
	}
	if got := b.text("#status"); got != "Chat — read and accept to start" {
		t.Errorf("the label before AGREE is %q", got)
	}

	b.press("I agree")
	b.reads("your agreement is on record")
	b.reads("nobody is connected to this chat yet")
	if kept := b.keeps(); !slices.Equal(kept, []string{"assent_session"}) {
		t.Errorf("stored after AGREE: %q", kept)
	}
	b.until("the label Chat", `document.querySelector("#status").textContent === "Chat"`)
	b.say("what do you do with my phone number?")
	b.reads("From our privacy policy, edition")
	b.until("the answer in view", `(() => {
		const l = document.querySelector("#log");
		return l.scrollHeight - l.scrollTop - l.clientHeight < 2;
	})()`)
	b.Picture("wide-3-policy-answer")

	b.say("export my data")
	b.reads("Reply EXPORT and I prepare")
	b.press("Export my data")
	b.reads("You can download the file until")
	b.Picture("wide-4-export")
	b.until("a download of the archive", `(async () => {
		const form = [...document.querySelectorAll("form[action^='/chat/file/']")].at(-1);
		const r = await fetch(form.action, { method: "POST" });
		const head = new Uint8Array(await r.arrayBuffer());
		return r.ok && head[0] === 0x50 && head[1] === 0x4b;
	})()`)

	b.say("give me a receipt of what I agreed to")
	b.reads("Here is the receipt of what you decided")
	b.Picture("wide-4-receipt")
	receipt := evaluate[string](b, `(async () => {
		const form = [...document.querySelectorAll("form[action^='/chat/file/']")].at(-1);
		const r = await fetch(form.action, { method: "POST" });
		return r.headers.get("content-disposition") + "\n" + await r.text();
	})()`)
	disposition, receipt, _ := strings.Cut(receipt, "\n")
	if !strings.Contains(disposition, "receipt.json") {
		t.Errorf("the receipt is served as %s", disposition)
	}

	b.Go("/") // the tab was closed: the conversation is still there
	b.reads("Here is the receipt of what you decided")
	b.until("both sides of the conversation", `document.body.innerText.includes("where is my parcel ZZCANARY1?")`)

	b.say("delete my data")
	b.reads("If you reply DELETE")
	b.press("Delete my data")
	b.reads("Your data is deleted")
	b.until("the notice again", `document.querySelector("#agree").offsetParent &&
		document.querySelector("#status").textContent.includes("accept to start")`)
	for end := time.Now().Add(10 * time.Second); len(b.keeps()) > 0; {
		if time.Now().After(end) {
			t.Fatalf("stored after the erasure: %q", b.keeps())
		}
		time.Sleep(50 * time.Millisecond)
	}
	b.Picture("wide-5-deleted")
	certificate := evaluate[string](b,
		`(async () => (await fetch(document.querySelector("a[href*='/certificate/']").href)).text())()`)
	for name, document := range map[string]string{"receipt": receipt, "certificate": certificate} {
		b.Go(bot.VerifyPath)
		b.Picture("wide-6-verify")
		fill := func(document string) string {
			return fmt.Sprintf(`(() => { document.querySelector("textarea").value = %q; return true; })()`, document)
		}
		b.until("the form filled in", fill(document))
		b.press("Check")
		b.until("that the "+name+" is genuine", `document.body.innerText.includes("Genuine and unchanged: a `+name+`")`)
		b.Picture("wide-7-genuine-" + name)
		b.until("a changed one", fill(strings.Replace(document, "assent", "assemt", 1)))
		b.press("Check")
		b.until("that it is not", `document.body.innerText.includes("This is not a document of ours")`)
	}
	b.Picture("wide-8-not-genuine")
	b.silent()
}

// TestNarrowPage has the conversation on the smallest phone, by keyboard.
func TestNarrowPage(t *testing.T) {
	s := start(t, nil)
	b := openBrowser(t, s.URL, 320, 568)
	b.Go("/")
	b.Picture("narrow-1-notice")
	b.until("both answers in view", `[...document.querySelectorAll("#notice button")].every((x) => {
		const r = x.getBoundingClientRect(), l = document.querySelector("#log").getBoundingClientRect();
		return r.top >= l.top && r.bottom <= l.bottom + 1 && r.right <= 320;
	})`)
	b.until("no sideways scrolling", `document.documentElement.scrollWidth <= 320`)
	b.Do(chromedp.SendKeys(chromedp.CSS("#message"), "hello\r"))
	b.Do(chromedp.Focus(chromedp.CSS("#agree")), chromedp.KeyEvent("\r"))
	b.reads("nobody is connected")
	b.Picture("narrow-2-open")
	b.until("no sideways scrolling", `document.documentElement.scrollWidth <= 320`)
	b.until("the privacy line in view",
		`document.querySelector("#privacy").getBoundingClientRect().bottom <= innerHeight + 1`)
	b.until("every control has a name", `[...document.querySelectorAll("button, input, textarea, a")].every(
		(e) => (e.innerText || e.labels?.[0]?.innerText || e.ariaLabel || "").trim())`)
	b.silent()
}

// TestPrivacyWithoutAgreeing asks, uses a right and declines, without an opt-in.
func TestPrivacyWithoutAgreeing(t *testing.T) {
	s := start(t, nil)
	b := openBrowser(t, s.URL, 700, 800)
	b.Go("/")
	b.press("Ask about privacy")
	b.Do(chromedp.SendKeys(chromedp.CSS("#question"), "how long do you keep my messages?\r"))
	b.reads("From our privacy policy, edition")
	if kept := b.keeps(); len(kept) > 0 {
		t.Errorf("stored by a question: %q", kept)
	}
	if n := s.people(); n != 0 {
		t.Errorf("%d people on record after a question", n)
	}

	b.press("No thanks")
	b.reads("Nothing of what you wrote is kept")
	b.say("hello?")
	b.reads("You declined, so I keep nothing")
	if kept, n := b.keeps(), s.people(); len(kept) > 0 || n != 0 {
		t.Errorf("after a decline: stored %q, %d people", kept, n)
	}

	b.press("Export my data")
	b.reads("we open a small session")
	b.Picture("medium-1-right")
	if kept := b.keeps(); len(kept) > 0 {
		t.Errorf("stored before it was said what is kept: %q", kept)
	}
	b.press("Go on")
	b.reads("Reply EXPORT and I prepare a file")
	b.press("Delete this chat")
	b.press("Delete my data")
	b.reads("Your data is deleted")
	for end := time.Now().Add(10 * time.Second); len(b.keeps()) > 0 || s.people() > 0; {
		if time.Now().After(end) {
			t.Fatalf("after clearing: stored %q, %d people", b.keeps(), s.people())
		}
		time.Sleep(50 * time.Millisecond)
	}
	b.silent()
}

// TestPageOutlivesTheServer: what is typed while the server is away is sent
// once it is back, in order and once.
func TestPageOutlivesTheServer(t *testing.T) {
	var mu sync.Mutex
	down := false
	s := start(t, func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			mu.Lock()
			off := down
			mu.Unlock()
			if off && r.URL.Path == "/chat/send" {
				panic(http.ErrAbortHandler)
			}
			next.ServeHTTP(w, r)
		})
	})
	b := openBrowser(t, s.URL, 700, 800)
	b.Go("/")
	b.press("I agree")
	b.reads("your agreement is on record")
	mu.Lock()
	down = true
	mu.Unlock()
	b.say("first")
	b.say("what did I agree to?")
	b.reads("Not sent yet. Trying again.")
	mu.Lock()
	down = false
	mu.Unlock()
	b.reads("You agreed to keeping and answering")
	if got := s.said(); !slices.Equal(got, []string{"", "first", "what did I agree to?"}) {
		t.Errorf("on record: %q", got)
	}
}
