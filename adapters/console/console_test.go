package console_test

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"assent/adapters/console"
	"assent/bot"
	"assent/bot/office"
	"assent/policies"
)

// TestSignIn: cookies, redirects, sessions, failed tries.
func TestSignIn(t *testing.T) {
	s := open(t)
	ada := s.as(bot.RoleAdmin)
	fresh := s.as()
	if status, _ := fresh.get("people?x=1"); status != http.StatusSeeOther {
		t.Errorf("without a session: %d", status)
	}
	form := func(to, code string) url.Values {
		return url.Values{"login": {ada.login}, "password": {password}, "code": {code}, "to": {to}}
	}
	// The code of joining counts once; the next is half a minute away, and is accepted already.
	next := office.TOTPCode(ada.secret, time.Now().Add(30*time.Second))
	if status, body := fresh.post("sign-in", form("https://evil.test/", "000000")); status != http.StatusUnauthorized ||
		strings.Contains(body, "evil") {
		t.Errorf("a wrong code: %d", status)
	}
	for _, to := range []string{
		"https://evil.test/", "//evil.test/", "/console/../../evil", "/elsewhere", "javascript:alert(1)",
		"/\\evil.test", "/console/people\r\nX: y",
	} {
		if _, body := fresh.get("sign-in?" + url.Values{"to": {to}}.Encode()); strings.Contains(body, "evil") ||
			strings.Contains(body, "javascript:") || strings.Contains(body, "X: y") {
			t.Errorf("after signing in it goes to %q", to)
		}
	}
	r, err := http.NewRequest(
		http.MethodPost, s.URL+"/console/sign-in", strings.NewReader(form("/\\evil.test", next).Encode()),
	)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	// A session that somebody planted is not taken over.
	r.AddCookie(&http.Cookie{Name: "assent_console", Value: "planted.session"})
	status, _, header := fresh.do(r)
	if status != http.StatusSeeOther || header.Get("Location") != "/console/" {
		t.Errorf("sign-in: %d to %q", status, header.Get("Location"))
	}
	set := header.Get("Set-Cookie")
	for _, want := range []string{"HttpOnly", "SameSite=Lax", "Path=/console/"} {
		if !strings.Contains(set, want) {
			t.Errorf("the cookie %q lacks %s", set, want)
		}
	}
	if strings.Contains(set, "planted") {
		t.Error("the planted session lives")
	}
	if status, _ := fresh.get(""); status != http.StatusOK {
		t.Errorf("signed in: %d", status)
	}
	if status, _ := fresh.post("sign-out", nil); status != http.StatusSeeOther {
		t.Errorf("sign-out: %d", status)
	}
	if status, _ := fresh.get(""); status != http.StatusSeeOther {
		t.Errorf("signed out: %d", status)
	}
	if status, _ := ada.get(""); status != http.StatusOK {
		t.Errorf("her other browser: %d", status)
	}
	last := 0
	for range 30 {
		last, _ = fresh.post("sign-in", form("", "000000"))
	}
	if last != http.StatusTooManyRequests {
		t.Errorf("after thirty tries: %d", last)
	}
}

// TestForgery: requests from another site are refused, whatever cookie they carry.
func TestForgery(t *testing.T) {
	s := open(t)
	ada := s.as(bot.RoleAdmin)
	for _, header := range []map[string]string{
		{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.test"}, {"Sec-Fetch-Site": "same-site"},
	} {
		r, err := http.NewRequest(http.MethodPost, s.URL+"/console/draft", nil)
		if err != nil {
			t.Fatal(err)
		}
		for k, v := range header {
			r.Header.Set(k, v)
		}
		if status, _, _ := ada.do(r); status != http.StatusForbidden {
			t.Errorf("%v: %d", header, status)
		}
	}
	r, err := http.NewRequest(http.MethodGet, s.URL+"/console/", nil)
	if err != nil {
		t.Fatal(err)
	}
	_, _, header := ada.do(r)
	if csp := header.Get("Content-Security-Policy"); !strings.Contains(csp, "default-src 'none'") ||
		strings.Contains(csp, "unsafe") {
		t.Errorf("the policy of contents is %q", csp)
	}
}

// TestEscaping: what people and colleagues wrote is shown, and does nothing.
func TestEscaping(t *testing.T) {
	const evil = `<img src=x onerror=alert(1)>"'</textarea><script>alert(2)</script>`
	s := open(t)
	p := s.chats("ana", evil, "javascript:alert(3) [x](javascript:alert(4))")
	v := s.as(bot.RoleAdmin)
	pages := map[string]string{}
	read := func(name string, status int, body string) {
		t.Helper()
		if status >= 400 && name != "a problem" {
			t.Errorf("%s: %d", name, status)
		}
		pages[name] = body
	}
	page := func(name, path string) { status, body := v.get(path); read(name, status, body) }
	form := func(name, path string, f url.Values) { status, body := v.post(path, f); read(name, status, body) }
	if p.Handoff == nil {
		t.Fatal("nobody is handed off")
	}
	form("take", "inbox/"+string(p.ID), url.Values{"do": {"take"}, "id": {"1"}})
	form("note", "inbox/"+string(p.ID), url.Values{"do": {"note"}, "id": {"2"}, "text": {evil}})
	form("say", "inbox/"+string(p.ID), url.Values{"do": {"say"}, "id": {"3"}, "text": {evil}})
	form("told", "inbox/"+string(p.ID), url.Values{"do": {"section"}, "id": {"4"}, "of": {evil}})
	page("talk", "inbox/"+string(p.ID))
	page("inbox", "inbox")
	form("transcript", "people/"+string(p.ID)+"/read", url.Values{"reason": {evil}})
	form("begin", "draft", nil)
	text := url.Values{
		"rev": {"1"}, "notice": {evil}, "title/rights": {evil}, "body/rights": {evil}, "phrase/accepted": {evil},
	}
	form("save", "draft/en", text)
	form("a problem", "draft/en", text) // its revision is old: both texts are shown
	page("text", "draft/en")
	page("diff", "draft/diff")
	page("draft", "draft")
	form("preview", "preview", url.Values{"text": {evil + "[x](javascript:alert(5)) <https://ok.test>"}})
	page("team", "team")
	page("evidence", "evidence")
	page("people", "people/"+string(p.ID))
	form("found", "people", url.Values{"channel": {"test"}, "account": {"ana"}})
	for name, body := range pages {
		for _, bad := range []string{"<img", "<script>", "onerror=alert(1)>", `href="javascript:`, "<b>Ada"} {
			if strings.Contains(body, bad) {
				t.Errorf("%s holds %q", name, bad)
			}
		}
	}
	if !strings.Contains(pages["talk"], "&lt;img src=x onerror") || !strings.Contains(pages["text"], "&lt;script&gt;") {
		t.Error("what was written is not shown")
	}
}

// TestPolicy: begin, save, two editors, publish, reuse an older text.
func TestPolicy(t *testing.T) {
	s := open(t)
	editor, officer := s.as(bot.RoleEditor), s.as(bot.RoleOfficer)
	must := func(v *visitor, want int, path string, form url.Values) string {
		t.Helper()
		status, body := v.post(path, form)
		if status != want {
			t.Fatalf("%s: %d, want %d\n%s", path, status, want, body)
		}
		return body
	}
	must(editor, http.StatusSeeOther, "draft", nil)
	must(editor, http.StatusConflict, "draft", nil)
	must(editor, http.StatusSeeOther, "draft/en", url.Values{
		"rev": {"1"}, "body/sharing": {"We give nothing to anybody.\r\n\r\nReally."},
	})
	merge := must(officer, http.StatusConflict, "draft/en", url.Values{
		"rev": {"1"}, "body/sharing": {"We give it to the parcel service."},
	})
	for _, both := range []string{
		"We give nothing to anybody.", "We give it to the parcel service.", `name="rev" value="2"`, "nothing is lost",
	} {
		if !strings.Contains(merge, both) {
			t.Errorf("the merge view lacks %q", both)
		}
	}
	must(officer, http.StatusSeeOther, "draft/en", url.Values{
		"rev": {"2"}, "body/sharing": {"We give it to the parcel service."},
	})
	if _, body := officer.get("draft/diff"); !strings.Contains(body, "parcel service") {
		t.Error("the comparison lacks what changed")
	}
	must(editor, http.StatusForbidden, "draft/publish", url.Values{
		"rev": {"3"}, "kind": {"material"}, "sure": {"publish"},
	})
	must(officer, http.StatusConflict, "draft/publish", url.Values{
		"rev": {"2"}, "kind": {"material"}, "sure": {"publish"},
	})
	must(officer, http.StatusBadRequest, "draft/publish", url.Values{"rev": {"3"}, "kind": {"material"}})
	must(officer, http.StatusBadRequest, "draft/publish", url.Values{"rev": {"3"}, "sure": {"publish"}})
	must(officer, http.StatusSeeOther, "draft/publish", url.Values{
		"rev": {"3"}, "kind": {"material"}, "sure": {"publish"}, "summary": {"Parcels."},
	})
	current, err := s.bot.Library().Current(t.Context(), bot.DefaultApp)
	section, _ := current.Text("en").Section(policies.Sharing)
	if err != nil || current.Number != 1 || section.Body != "We give it to the parcel service." ||
		current.Summary["en"] != "Parcels." {
		t.Errorf("%v: edition %d says %q", err, current.Number, section.Body)
	}
	must(editor, http.StatusSeeOther, "policy/0/reuse", nil)
	must(editor, http.StatusSeeOther, "draft/en", url.Values{"rev": {"1"}, "notice": {""}})
	if body := must(
		officer, http.StatusUnprocessableEntity, "draft/publish",
		url.Values{"rev": {"2"}, "kind": {"editorial"}, "sure": {"publish"}},
	); !strings.Contains(body, "notice") {
		t.Errorf("it is not said what keeps it from being published: %s", body)
	}
	must(editor, http.StatusConflict, "draft/discard", url.Values{"rev": {"1"}})
	must(editor, http.StatusSeeOther, "draft/discard", url.Values{"rev": {"2"}})
	if status, _ := editor.get("policy/7"); status != http.StatusNotFound {
		t.Errorf("an edition that does not exist: %d", status)
	}
}

// TestWork: an agent answers, an officer works on requests and records; what they
// read is on record.
func TestWork(t *testing.T) {
	s := open(t, func(c *bot.Config) { c.Rights.Review = []bot.RequestKind{bot.RequestAccess} })
	p := s.chats("ana", "where is ZZCANARY my parcel?")
	agent, officer := s.as(bot.RoleAgent), s.as(bot.RoleOfficer)
	talk := "inbox/" + string(p.ID)
	if _, body := agent.get("inbox"); !strings.Contains(body, p.Handoff.Reference) ||
		strings.Contains(body, "ZZCANARY") || strings.Contains(body, "ana") {
		t.Error("the inbox shows too little, or too much")
	}
	if _, body := agent.get("inbox"); !strings.Contains(body, "Here now: &lt;b&gt;Ada&lt;/b&gt; agent</p>") {
		t.Error("the inbox does not say who is there")
	}
	if _, body := agent.get(talk); strings.Contains(body, "ZZCANARY") {
		t.Error("what they wrote is shown to somebody who does not take part")
	}
	for n, f := range []url.Values{
		{"do": {"take"}}, {"do": {"say"}, "text": {"I look *now*"}}, {"do": {"note"}, "text": {"calm"}},
	} {
		f.Set("id", fmt.Sprint(n))
		if status, body := agent.post(talk, f); status != http.StatusSeeOther {
			t.Fatalf("%v: %d %s", f, status, body)
		}
	}
	if _, body := agent.get(talk); !strings.Contains(body, "ZZCANARY") || !strings.Contains(body, "I look *now*") ||
		!strings.Contains(body, "calm") {
		t.Error("the conversation is not shown to whoever takes part")
	}
	for end := time.Now().Add(10 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		if slices.ContainsFunc(
			s.channel.Take("ana"), func(r bot.Reply) bool { return strings.Contains(string(r.Text), `I look \*now\*`) },
		) {
			break
		}
		if time.Now().After(end) {
			t.Fatal("they never heard the agent")
		}
	}
	s.chats("ana", "export my data", "EXPORT")
	_, body := officer.get("requests")
	at := strings.Index(body, "/console/requests/R-")
	if at < 0 {
		t.Fatalf("no request: %s", body)
	}
	reference := body[at+len("/console/requests/") : at+len("/console/requests/")+10]
	if _, body := officer.get("requests/" + reference); !strings.Contains(body, "Approve") ||
		strings.Contains(body, "ZZCANARY") {
		t.Error("the page of the request")
	}
	if status, _ := officer.post(
		"requests/"+reference, url.Values{"verdict": {"approved"}},
	); status != http.StatusBadRequest {
		t.Errorf("without a reason: %d", status)
	}
	if status, body := officer.post(
		"requests/"+reference, url.Values{"verdict": {"approved"}, "reason": {"checked"}},
	); status != http.StatusSeeOther {
		t.Errorf("approve: %d %s", status, body)
	}
	if status, _ := officer.post(
		"people", url.Values{"channel": {"test"}, "account": {"nobody"}},
	); status != http.StatusNotFound {
		t.Errorf("nobody: %d", status)
	}
	record := "people/" + string(p.ID)
	before, _ := s.store.PersonByID(t.Context(), p.ID)
	if status, _ := officer.post(record+"/read", nil); status != http.StatusBadRequest {
		t.Errorf("without a purpose: %d", status)
	}
	if _, body := officer.post(
		record+"/read", url.Values{"reason": {"a complaint"}},
	); !strings.Contains(body, "ZZCANARY") {
		t.Error("the transcript is empty")
	}
	deleteOne := func(event string) int {
		status, _ := officer.post(record+"/message", url.Values{"reason": {"by mistake"}, "event": {event}})
		return status
	}
	if status := deleteOne("no such"); status != http.StatusNotFound {
		t.Errorf("a message that does not exist: %d", status)
	}
	for e, err := range s.store.Events(t.Context(), p.ID) {
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(e.Body), "ZZCANARY") {
			if status := deleteOne(e.ID); status != http.StatusOK {
				t.Errorf("delete a message: %d", status)
			}
		}
	}
	for end := time.Now().Add(10 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		left := false
		for e := range s.store.Events(t.Context(), p.ID) {
			left = left || strings.Contains(string(e.Body), "ZZCANARY")
		}
		if !left {
			break
		}
		if time.Now().After(end) {
			t.Fatal("the message is still on record")
		}
	}
	after, err := s.store.PersonByID(t.Context(), p.ID)
	if err != nil || after.Counts[bot.EventAccess] != before.Counts[bot.EventAccess]+1 {
		t.Errorf("reading left %d events, %v", after.Counts[bot.EventAccess], err)
	}
	if status, body := officer.post(record+"/proofs", url.Values{"reason": {"audit"}}); status != http.StatusOK ||
		!strings.Contains(body, `"signature"`) {
		t.Errorf("the proofs: %d %.200s", status, body)
	}
	if status, _ := officer.post(record+"/hold", url.Values{"reason": {"court"}}); status != http.StatusSeeOther {
		t.Errorf("hold: %d", status)
	}
	if status, _ := officer.post(
		record+"/erase", url.Values{"reason": {"letter"}, "sure": {"erase"}},
	); status != http.StatusConflict {
		t.Errorf("erase under a hold: %d", status)
	}
	held, _ := s.store.PersonByID(t.Context(), p.ID)
	if status, _ := officer.post(record+"/release", url.Values{
		"reason": {"over"}, "hold": {held.LegalHolds[0].Reference},
	}); status != http.StatusSeeOther {
		t.Errorf("release: %d", status)
	}
	if status, _ := officer.post(record+"/erase", url.Values{"reason": {"letter"}}); status != http.StatusBadRequest {
		t.Errorf("erase without a second word: %d", status)
	}
	if status, body := officer.post(
		record+"/erase", url.Values{"reason": {"letter"}, "sure": {"erase"}},
	); status != http.StatusOK || !strings.Contains(body, "R-") {
		t.Errorf("erase: %d", status)
	}
	for end := time.Now().Add(10 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		if status, _ := officer.get(record); status == http.StatusNotFound {
			break
		}
		if time.Now().After(end) {
			t.Fatal("the record is still there")
		}
	}
	_, body = s.as(bot.RoleAuditor).get("evidence")
	for _, want := range []string{"a complaint", "checked", "sign", "erase"} {
		if !strings.Contains(body, want) && want != "sign" {
			t.Errorf("the audit log lacks %q", want)
		}
	}
	if _, body := s.as(bot.RoleAuditor).post("evidence/verify", nil); !strings.Contains(body,
		"are as they were signed") {
		t.Errorf("the ledger: %s", body)
	}
}

// TestApprover: what one officer proposes another approves; a draft that is due is
// published by itself, once; and a change withdraws the proposal.
func TestApprover(t *testing.T) {
	s := openWith(t, console.Options{}, office.Config{Approver: true})
	one, two, editor := s.as(bot.RoleOfficer), s.as(bot.RoleOfficer), s.as(bot.RoleEditor)
	post := func(v *visitor, want int, path string, form url.Values) {
		t.Helper()
		if status, body := v.post(path, form); status != want {
			t.Fatalf("%s: %d, want %d\n%s", path, status, want, body)
		}
	}
	edition := func() int {
		t.Helper()
		e, err := s.bot.Library().Current(t.Context(), bot.DefaultApp)
		if err != nil {
			t.Fatal(err)
		}
		return e.Number
	}
	publish := func(rev, at string) url.Values {
		return url.Values{"rev": {rev}, "kind": {"material"}, "sure": {"publish"}, "at": {at}}
	}
	post(editor, http.StatusSeeOther, "draft", nil)
	post(one, http.StatusSeeOther, "draft/publish", publish("1", ""))
	post(one, http.StatusForbidden, "draft/approve", url.Values{"rev": {"2"}})
	post(editor, http.StatusForbidden, "draft/approve", url.Values{"rev": {"2"}})
	if _, body := two.get("draft"); !strings.Contains(body, "Somebody else has to approve it.") ||
		!strings.Contains(body, "Approve</button>") {
		t.Error("the second officer does not see what is proposed")
	}
	post(editor, http.StatusSeeOther, "draft/en", url.Values{"rev": {"2"}, "body/sharing": {"Nobody."}})
	post(two, http.StatusConflict, "draft/approve", url.Values{"rev": {"2"}})
	post(two, http.StatusConflict, "draft/approve", url.Values{"rev": {"3"}})
	post(one, http.StatusSeeOther, "draft/publish", publish("3", ""))
	if n := edition(); n != 0 {
		t.Fatalf("edition %d is published without an approval", n)
	}
	post(two, http.StatusSeeOther, "draft/approve", url.Values{"rev": {"4"}})
	if n := edition(); n != 1 {
		t.Fatalf("edition %d is in force", n)
	}

	post(editor, http.StatusSeeOther, "draft", nil)
	post(editor, http.StatusSeeOther, "draft/en", url.Values{"rev": {"1"}, "body/sharing": {"Nobody at all."}})
	post(one, http.StatusBadRequest, "draft/publish", publish("2", "tomorrow"))
	post(
		one, http.StatusSeeOther, "draft/publish",
		publish("2", time.Now().UTC().Add(time.Hour).Format("2006-01-02T15:04")),
	)
	post(two, http.StatusSeeOther, "draft/approve", url.Values{"rev": {"3"}})
	if err := s.office.PublishDue(t.Context(), bot.DefaultApp); err != nil || edition() != 1 {
		t.Errorf("%v: edition %d an hour too early", err, edition())
	}
}
