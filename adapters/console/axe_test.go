package console_test

import (
	"archive/tar"
	"compress/gzip"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"assent/bot"
	"assent/bot/bottest/browser"
)

// axe is the script of axe-core, from npm. If it is not available the test is
// skipped.
func axe(t *testing.T) string {
	t.Helper()
	if path := os.Getenv("AXE_CORE"); path != "" {
		script, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		return string(script)
	}
	dir := t.TempDir()
	pack := exec.Command("npm", "pack", "--silent", "axe-core@4")
	pack.Dir = dir
	if out, err := pack.CombinedOutput(); err != nil {
		t.Skipf("axe-core is not to be had from npm (set AXE_CORE to axe.min.js): %v %s", err, out)
	}
	packed, err := filepath.Glob(filepath.Join(dir, "*.tgz"))
	if err != nil || len(packed) != 1 {
		t.Fatal(packed, err)
	}
	f, err := os.Open(packed[0])
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	for files := tar.NewReader(z); ; {
		h, err := files.Next()
		if errors.Is(err, io.EOF) {
			t.Fatal("axe-core has no axe.min.js")
		}
		if err != nil {
			t.Fatal(err)
		}
		if h.Name == "package/axe.min.js" {
			script, err := io.ReadAll(files)
			if err != nil {
				t.Fatal(err)
			}
			return string(script)
		}
	}
}

// TestAccessible has axe-core look at every page, light and dark.
func TestAccessible(t *testing.T) {
	script := axe(t)
	for name, flags := range map[string][]chromedp.ExecAllocatorOption{"light": nil, "dark": browser.Dark} {
		t.Run(name, func(t *testing.T) {
			s := open(t, func(c *bot.Config) { c.Rights.Review = []bot.RequestKind{bot.RequestAccess} })
			b := browser.Open(t, s.URL, 1200, 900, flags...)
			look := func(path string) {
				t.Helper()
				b.Go("/console/" + path)
				found := b.Evaluate(script + `;
					(async () => (await axe.run(document)).violations.map((v) =>
						v.id + ": " + v.help + ": " + v.nodes.map((n) => n.target.join(" ")).join(", ")).join("\n"))()`)
				for v := range strings.Lines(found) {
					t.Errorf("%s: %s", path, v)
				}
			}
			look("sign-in")
			token, err := s.office.Invite(t.Context(), bot.DefaultApp, []bot.Role{bot.RoleAdmin},
				bot.Order{By: "a test"})
			if err != nil {
				t.Fatal(err)
			}
			look("join/" + token)
			ada := s.as(bot.RoleAdmin)
			s.enter(b, ada)
			p := s.chats("ana", "where is my parcel?", "export my data", "EXPORT")
			request := p.Requests[0].Reference
			s.chats("ben", "restrict the use of my data")
			closed := ""
			for c, err := range s.bot.Cases(t.Context(), bot.CaseQuery{}) {
				if err != nil {
					t.Fatal(err)
				}
				closed = c.Reference
			}
			ada.post("draft", nil)
			ada.post("draft/en/comment", map[string][]string{"where": {"sharing"}, "text": {"the right word?"}})
			ada.post("inbox/"+string(p.ID), map[string][]string{"do": {"take"}, "id": {"1"}})
			ada.post("people/"+string(p.ID)+"/hold", map[string][]string{"reason": {"court"}})
			for _, path := range []string{
				"", "inbox", "inbox/" + string(p.ID), "requests", "requests/" + request, "people",
				"people/" + string(p.ID),
				"policy", "policy/0", "draft", "draft/en", "draft/en?beside=de", "draft/diff",
				"requests/closed", "requests/" + closed, "evidence", "settings", "team", "account", "people/nobody",
			} {
				look(path)
			}
		})
	}
}
