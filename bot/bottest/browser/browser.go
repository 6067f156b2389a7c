package browser

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// Browser is a window that shows a page of a site. Any error in it fails the test.
type Browser struct {
	testing.TB
	Context context.Context
	site    string
}

// Dark makes the browser prefer a dark color scheme.
var Dark = []chromedp.ExecAllocatorOption{
	chromedp.Flag("force-dark-mode", true), chromedp.Flag("blink-settings", "preferredColorScheme=0"),
}

// Open opens a window of width by height pixels until the test ends. Without
// Chromium the test is skipped, or fails where the environment has
// BROWSER_TESTS=required.
func Open(t testing.TB, site string, width, height int64, flags ...chromedp.ExecAllocatorOption) *Browser {
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
	options := append(slices.Clone(chromedp.DefaultExecAllocatorOptions[:]),
		chromedp.ExecPath(path), chromedp.NoSandbox)
	allocator, stop := chromedp.NewExecAllocator(context.WithoutCancel(t.Context()), append(options, flags...)...)
	ctx, cancel := chromedp.NewContext(allocator)
	t.Cleanup(func() { cancel(); stop() })
	b := &Browser{t, ctx, site}
	b.Do(chromedp.EmulateViewport(width, height))
	return b
}

// Do runs actions in the browser.
func (b *Browser) Do(actions ...chromedp.Action[chromedp.Void]) {
	b.Helper()
	if err := chromedp.Do(b.Context, actions...); err != nil {
		b.Fatalf("the browser: %v", err)
	}
}

// Go opens a page of the site.
func (b *Browser) Go(path string) {
	b.Helper()
	b.Do(chromedp.Navigate(b.site+path), chromedp.WaitReady(chromedp.CSS("body")))
}

// Evaluate runs a script on the page and returns its result as text.
func (b *Browser) Evaluate(script string) string {
	b.Helper()
	text, err := chromedp.Run(b.Context, chromedp.Evaluate[string](script, chromedp.EvalAwaitPromise))
	if err != nil {
		b.Fatalf("the browser: %v", err)
	}
	return text
}

// Until waits until a condition holds on the page. While one page replaces
// another there is nothing to evaluate it on; then it tries again.
func (b *Browser) Until(condition string) {
	b.Helper()
	for end := time.Now().Add(20 * time.Second); ; time.Sleep(30 * time.Millisecond) {
		holds, err := chromedp.Run(b.Context, chromedp.Evaluate[bool](
			"(async () => Boolean(await ("+condition+")))()", chromedp.EvalAwaitPromise))
		if err == nil && holds {
			return
		}
		if time.Now().After(end) {
			b.Fatalf("never: %s (%v); the page shows:\n%s", condition, err, b.Evaluate("document.body.innerText"))
		}
	}
}

// Reads waits until the page shows a text.
func (b *Browser) Reads(text string) {
	b.Helper()
	b.Until(fmt.Sprintf("document.body.innerText.includes(%q)", text))
}

// Fill types into a field, replacing its value.
func (b *Browser) Fill(id, text string) {
	b.Helper()
	b.Until(fmt.Sprintf(`(() => {
		const f = document.getElementById(%q);
		if (!f) return false;
		f.value = %q;
		f.dispatchEvent(new Event("input", { bubbles: true }));
		return true;
	})()`, id, text))
}

// Press presses a button, a link that looks like one, or the summary of details:
// the last visible one with this label.
func (b *Browser) Press(label string) {
	b.Helper()
	b.Until(fmt.Sprintf(`(() => {
		const x = [...document.querySelectorAll("button, a.button, summary, nav.main a, td a")].findLast(
			(e) => e.textContent.trim() === %q && e.checkVisibility() && !e.disabled);
		if (!x) return false;
		x.click();
		return true;
	})()`, label))
}

// Picture saves a screenshot for people to look at.
func (b *Browser) Picture(name string) {
	b.Helper()
	dir := filepath.Join(os.TempDir(), "assent-screenshots")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		b.Fatal(err)
	}
	png, err := chromedp.Run(b.Context, chromedp.CaptureScreenshot())
	if err != nil {
		b.Fatal(err)
	}
	path := filepath.Join(dir, name+".png")
	if err := os.WriteFile(path, png, 0o600); err != nil {
		b.Fatal(err)
	}
	b.Log("screenshot: " + path)
}
