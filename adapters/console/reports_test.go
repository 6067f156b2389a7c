package console_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"assent/bot"
)

var reportLink = regexp.MustCompile(`/console/(evidence/reports/[^"]+)"`)

// report requests a report and returns its path.
func (v *visitor) report(kind string) string {
	v.Helper()
	if status, body := v.post("evidence/reports", url.Values{"kind": {kind}}); status != http.StatusSeeOther {
		v.Fatalf("%s: %d %s", kind, status, body)
	}
	for end := time.Now().Add(10 * time.Second); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		_, body := v.get("evidence")
		if links := reportLink.FindAllStringSubmatch(body, -1); len(links) > 0 &&
			!strings.Contains(body, "is being written") {
			return links[len(links)-1][1]
		}
	}
	v.Fatal("the table is never written")
	return ""
}

// TestReports: reports can be downloaded only by whoever requested them, until they
// expire; they name nobody outside the team, and nobody who was erased.
func TestReports(t *testing.T) {
	var later atomic.Int64
	s := open(t, func(c *bot.Config) {
		c.Now = func() time.Time { return time.Now().Add(time.Duration(later.Load())) }
	})
	p := s.chats("ana ZZCANARY", "hello ZZCANARY", "restrict the use of my data")
	ada, olga, ben := s.as(bot.RoleAuditor), s.as(bot.RoleOfficer), s.as(bot.RoleAgent)
	ben.post("inbox/"+string(p.ID), url.Values{"do": {"take"}, "id": {"1"}})
	ben.post("inbox/"+string(p.ID), url.Values{"do": {"say"}, "id": {"2"}, "text": {"ZZCANARY"}})
	for kind, want := range map[string]string{
		"audit": "report", "activity": p.Handoff.Reference, "consents": string(p.ID) + ",service,granted",
		"requests": ",restriction,",
	} {
		path := ada.report(kind)
		status, body := ada.get(path)
		if status != http.StatusOK || !strings.Contains(body, want) || strings.Contains(body, "ZZCANARY") {
			t.Errorf("%s: %d, want %q:\n%s", kind, status, want, body)
		}
		for name, v := range map[string]*visitor{"another": olga, "an agent": ben, "nobody": s.as()} {
			if status, body := v.get(path); status == http.StatusOK || strings.Contains(body, "restriction") {
				t.Errorf("%s as %s: %d", kind, name, status)
			}
		}
	}
	for _, form := range []url.Values{
		{"kind": {"people"}},
		{"kind": {"audit"}, "from": {"2026-12-31"}, "to": {"2026-01-01"}},
		{"kind": {"audit"}, "from": {"yesterday"}},
	} {
		if status, _ := ada.post("evidence/reports", form); status != http.StatusUnprocessableEntity &&
			status != http.StatusBadRequest {
			t.Errorf("%v: %d", form, status)
		}
	}
	olga.post("people/"+string(p.ID)+"/erase", url.Values{"sure": {"erase"}, "reason": {"a letter"}})
	for end := time.Now().Add(10 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		if status, _ := olga.get("people/" + string(p.ID)); status == http.StatusNotFound {
			break
		}
		if time.Now().After(end) {
			t.Fatal("never erased")
		}
	}
	path := ada.report("consents")
	if _, body := ada.get(path); strings.Contains(body, string(p.ID)) {
		t.Error("who was erased is in a table that was written afterwards")
	}
	later.Store(int64(30 * time.Minute))
	if status, _ := ada.get(path); status != http.StatusOK {
		t.Errorf("half an hour later: %d", status)
	}
	later.Store(int64(25 * time.Hour)) // the session is over by then, too
	if _, file, err := s.office.OpenReport(
		t.Context(), bot.Operator{Person: s.personOf(ada)}, bot.FileID(strings.TrimPrefix(path, "evidence/reports/")),
	); err == nil {
		_ = file.Close()
		t.Error("a day later the table can be opened")
	}
}

// personOf returns the record of a team member.
func (s *site) personOf(v *visitor) bot.PersonID {
	s.Helper()
	p, err := s.store.Person(s.Context(), bot.UserID{App: bot.DefaultApp, Channel: bot.ConsoleChannel, ID: v.login})
	if err != nil || !p.Known() {
		s.Fatal(err)
	}
	return p.ID
}

// TestFormulas: nothing in a report is a formula to a spreadsheet.
func TestFormulas(t *testing.T) {
	s := open(t)
	v := s.as(bot.RoleAdmin)
	for _, evil := range []string{"=1+1", "+1", "-1", "@SUM(A1)"} {
		v.post("people", url.Values{"channel": {evil}, "account": {"x"}})
		v.post("team", url.Values{"role": {"agent"}, "reason": {evil}})
	}
	status, body := v.get(v.report("audit"))
	if status != http.StatusOK || !strings.Contains(body, "invite") {
		t.Fatalf("%d %s", status, body)
	}
	for line := range strings.Lines(body) {
		for cell := range strings.SplitSeq(strings.TrimSpace(line), ",") {
			if strings.ContainsAny(strings.Trim(cell, `"`)[:min(1, len(strings.Trim(cell, `"`)))], "=+-@") {
				t.Errorf("a cell is %q", cell)
			}
		}
	}
}
