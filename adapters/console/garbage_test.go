package console_test

import (
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"assent/adapters/console"
	"assent/bot"
)

// TestGarbage sends nonsense to every form: each gets an answer that shows whose
// fault it is, which is never the server's.
func TestGarbage(t *testing.T) {
	s := open(t)
	p := s.chats("ana", "hello")
	pages, err := filepath.Glob("templates/*.html")
	if err != nil || len(pages) < 4 {
		t.Fatal(pages, err)
	}
	var fields []string
	for _, page := range pages {
		b, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(` name="([a-z_/]+)"`).FindAllStringSubmatch(string(b), -1) {
			if !slices.Contains(fields, m[1]) {
				fields = append(fields, m[1])
			}
		}
	}
	if len(fields) < 30 {
		t.Fatalf("the forms have %q only", fields)
	}
	values := []string{
		"", " ", "0", "-1", "1", "99999999999999999999", "NaN", "1e309", "x", "ana", "test", "en", "sharing",
		"<script>",
		"'; DROP TABLE people; --", "../../etc/passwd", "\x00", "\xff\xfe", "a\r\nb: c",
		strings.Repeat("é", 5000), "2026-02-31", "2026-12-31", "0000-00-00", "2026-12-31T25:61", "erase", "publish",
		"link", "delete", "say", "take", "assign", "section", "roles", "admin", "approved", "refused", "material",
		"external", "audit", string(p.ID),
	}
	dice := rand.New(rand.NewPCG(1, 2))
	v := s.as(bot.RoleAdmin)
	n := 0
	for range 40 {
		for _, route := range s.console.Routes() {
			path := strings.TrimPrefix(route.Path, console.Path)
			if route.Method != http.MethodPost || path == "sign-out" || path == "account/sessions" ||
				path == "sign-in" ||
				path == "team/{id}" { // these end the session, or wait
				continue
			}
			for from, to := range map[string]string{
				"{token}": "x.y", "{number}": "0", "{lang}": "en", "{reference}": "R-X", "{id}": string(p.ID),
			} {
				path = strings.ReplaceAll(path, from, to)
			}
			form := url.Values{}
			for _, f := range fields {
				if dice.IntN(3) > 0 {
					form.Set(f, values[dice.IntN(len(values))])
				}
			}
			n++
			if status, body := v.post(path, form); status >= 500 && status != http.StatusServiceUnavailable {
				t.Fatalf("%s: %d for %v\n%s", path, status, form, body)
			}
		}
	}
	for _, path := range []string{
		"", "inbox", "requests", "requests/closed", "people", "policy", "draft", "draft/en", "evidence", "settings",
		"team", "account",
	} {
		if status, _ := v.get(path); status >= 500 {
			t.Errorf("%s after all that: %d", path, status)
		}
	}
	if status, _ := v.get("policy/99999999999999999999"); status != http.StatusNotFound {
		t.Errorf("an edition that cannot be: %d", status)
	}
	t.Logf("%d forms", n)
}
