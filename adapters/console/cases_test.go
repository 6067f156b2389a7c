package console_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"assent/bot"
)

// eventually waits until a page contains a text, and returns it.
func (v *visitor) eventually(path, text string) string {
	v.Helper()
	for end := time.Now().Add(10 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		status, body := v.get(path)
		if status == http.StatusOK && strings.Contains(body, text) {
			return body
		}
		if time.Now().After(end) {
			v.Fatalf("%s never said %q: %d %s", path, text, status, body)
		}
	}
}

// TestQueueFilters: the queue shows what the filter matches, and nothing else.
func TestQueueFilters(t *testing.T) {
	s := open(t, func(c *bot.Config) { c.Rights.Review = []bot.RequestKind{bot.RequestAccess} })
	access := s.chats("ana", "hello", "export my data", "EXPORT").Requests[0].Reference
	ben := s.chats("ben", "hello")
	if _, err := s.bot.PlaceLegalHold(t.Context(), ben.ID, bot.Order{By: "a test", Reason: "court"}, time.Time{},
		nil); err != nil {
		t.Fatal(err)
	}
	erasure := s.chats("ben", "delete my data", "DELETE").Requests[0].Reference // it waits for the hold, and for nobody
	auditor := s.as(bot.RoleAuditor)
	for query, want := range map[string][2]bool{
		"": {true, true}, "?kind=access": {true, false}, "?kind=erasure": {false, true},
		"?kind=nonsense": {false, false},
		"?waiting=1":     {true, false}, "?overdue=1": {false, false}, "?channel=test": {true, true},
		"?channel=none":           {false, false},
		"?kind=erasure&waiting=1": {false, false},
	} {
		_, body := auditor.get("requests" + query)
		if got := [2]bool{strings.Contains(body, access), strings.Contains(body, erasure)}; got != want {
			t.Errorf("%q shows the access and the erasure: %v, want %v", query, got, want)
		}
	}
}

// TestCasePages: a completed erasure is in the case log, with its signed
// certificate, and no page shows whose it was.
func TestCasePages(t *testing.T) {
	s := open(t, func(c *bot.Config) {
		c.Rights.Review = []bot.RequestKind{bot.RequestErasure}
		c.Rights.KeyCopies = 30 * 24 * time.Hour
	})
	p := s.chats("ZZACCOUNT", "ZZCANARY is my name", "delete my data", "DELETE")
	reference := p.Requests[0].Reference
	officer, auditor := s.as(bot.RoleOfficer), s.as(bot.RoleAuditor)
	if _, body := auditor.get("requests/" + reference); !strings.Contains(body, "waiting for approval") ||
		strings.Contains(body, "approved it") {
		t.Errorf("the case of a request that nobody has approved: %s", body)
	}
	if status, body := officer.post(
		"requests/"+reference, url.Values{"verdict": {"approved"}, "reason": {"checked"}},
	); status != http.StatusSeeOther {
		t.Fatalf("approve: %d %s", status, body)
	}
	page := auditor.eventually("requests/"+reference, "Certificate of erasure")
	_, log := auditor.get("requests/closed")
	status, document := auditor.get("requests/" + reference + "/certificate")
	if status != http.StatusOK || !json.Valid([]byte(document)) {
		t.Errorf("the certificate: %d %s", status, document)
	}
	if !strings.Contains(log, reference) {
		t.Error("the case log has no such case")
	}
	for name, body := range map[string]string{"page": page, "log": log, "document": document} {
		for _, personal := range []string{"ZZCANARY", "ZZACCOUNT"} {
			if strings.Contains(body, personal) {
				t.Errorf("the %s says %s", name, personal)
			}
		}
	}
	// The proof in the document has the person's number, which no longer leads anywhere.
	if strings.Contains(page+log, string(p.ID)) {
		t.Error("a page names the record")
	}
	until := time.Now().UTC().Add(30 * 24 * time.Hour).Format(time.DateOnly)
	if !strings.Contains(page, until) {
		t.Errorf("the page does not say until which day a copy of the key may exist, %s", until)
	}
	_, log = auditor.get("requests/closed?from=2001-01-01&to=2001-01-31")
	if strings.Contains(log, reference) {
		t.Error("the case log shows a case of other days")
	}
	for _, path := range []string{"requests/R-NONE", "requests/R-NONE/certificate"} {
		if status, _ := auditor.get(path); status != http.StatusNotFound {
			t.Errorf("%s: %d", path, status)
		}
	}
}
