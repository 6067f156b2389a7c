package web_test

import (
	"bufio"
	"encoding/json"
	"io"
	"net/http"
	"net/http/cookiejar"
	"strings"
	"testing"
	"time"

	"assent/bot"
	"assent/policies"
)

// visitor is a browser without a page: it speaks to the routes directly.
type visitor struct {
	t    testing.TB
	site *site
	http http.Client
}

func (s *site) visitor() *visitor {
	s.t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		s.t.Fatal(err)
	}
	return &visitor{t: s.t, site: s, http: http.Client{Jar: jar, Timeout: 20 * time.Second}}
}

// notice is the one in force, as the page shows it.
func (s *site) notice() bot.Notice {
	s.t.Helper()
	e, err := s.shelf.Current(s.t.Context(), bot.DefaultApp)
	if err != nil {
		s.t.Fatal(err)
	}
	return bot.Notice{Edition: e.Number, Lang: "en", Form: policies.FormFull, SHA256: e.Hash("en", policies.FormFull)}
}

type answer struct {
	status  int
	body    string
	cookies []*http.Cookie
	header  http.Header
}

func (a answer) code() string {
	var e struct{ Error struct{ Code string } }
	if json.Unmarshal([]byte(a.body), &e) != nil {
		return ""
	}
	return e.Error.Code
}

func (v *visitor) do(r *http.Request) answer {
	v.t.Helper()
	res, err := v.http.Do(r)
	if err != nil {
		v.t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		v.t.Fatal(err)
	}
	return answer{res.StatusCode, string(b), res.Cookies(), res.Header}
}

func (v *visitor) request(method, path, body string) *http.Request {
	v.t.Helper()
	r, err := http.NewRequestWithContext(v.t.Context(), method, v.site.URL+path, strings.NewReader(body))
	if err != nil {
		v.t.Fatal(err)
	}
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	return r
}

func (v *visitor) get(path string) answer { v.t.Helper(); return v.do(v.request("GET", path, "")) }

func (v *visitor) post(path string, in any) answer {
	v.t.Helper()
	b, err := json.Marshal(in)
	if err != nil {
		v.t.Fatal(err)
	}
	return v.do(v.request("POST", path, string(b)))
}

func (v *visitor) agree() answer {
	v.t.Helper()
	return v.post("/chat/agree", map[string]any{"id": "a1", "notice": v.site.notice()})
}

// hear reads the stream until a line contains want.
func (v *visitor) hear(want string) {
	v.t.Helper()
	res, err := v.http.Do(v.request("GET", "/chat/events", ""))
	if err != nil {
		v.t.Fatal(err)
	}
	defer res.Body.Close()
	lines := bufio.NewScanner(res.Body)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		if strings.Contains(lines.Text(), want) {
			return
		}
	}
	v.t.Fatalf("never heard %q: %v", want, lines.Err())
}

func TestReadingSetsNothing(t *testing.T) {
	s := start(t, nil)
	v := s.visitor()
	for path, want := range map[string]int{
		"/": 200, "/?lang=es": 200, "/privacy": 200, "/privacy/sample": 200, "/privacy/sample?lang=es": 200,
		"/privacy/storage":            200,
		"/privacy/export.schema.json": 200, "/privacy/7": 404, "/privacy/-1": 404, "/privacy/x": 404, "/nothing": 404,
		"/chat/nothing.js": 404,
	} {
		a := v.get(path)
		if a.status != want || len(a.cookies) > 0 {
			t.Errorf("GET %s: %d, cookies %v, want %d and none", path, a.status, a.cookies, want)
		}
		if csp := a.header.Get("Content-Security-Policy"); !strings.Contains(csp, "default-src 'none'") ||
			strings.Contains(csp, "unsafe") {
			t.Errorf("GET %s: policy %q", path, csp)
		}
	}
	if a := v.post("/chat/ask", map[string]string{"text": "who gets my data?"}); a.status != 200 ||
		len(a.cookies) > 0 || !strings.Contains(a.body, `"privacy":true`) {
		t.Errorf("ask: %+v", a)
	}
	if a := v.post("/chat/ask", map[string]string{"text": "where is my parcel"}); a.status != 200 ||
		!strings.Contains(a.body, `"privacy":false`) {
		t.Errorf("ask about something else: %+v", a)
	}
	if n := s.people(); n != 0 {
		t.Errorf("%d people on record", n)
	}
}

func TestLanguages(t *testing.T) {
	s := start(t, nil)
	v := s.visitor()
	r := v.request("GET", "/", "")
	r.Header.Set("Accept-Language", "es-MX,es;q=0.9,en;q=0.5")
	if a := v.do(r); !strings.Contains(a.body, `<html lang="es">`) || !strings.Contains(a.body, "Antes de empezar") {
		t.Error("the browser's language is not spoken")
	}
	if a := v.get("/privacy/sample?lang=es"); !strings.Contains(a.body, "Política de privacidad") {
		t.Error("the language of the address is not spoken")
	}
}

// TestAgreeNamesTheNotice: only the notice in force can be agreed to, and only
// then is there a session.
func TestAgreeNamesTheNotice(t *testing.T) {
	s := start(t, nil)
	v := s.visitor()
	old := s.notice()
	wrong := old
	wrong.SHA256 = strings.Repeat("0", 64)
	empty := old
	empty.SHA256 = ""
	empty.Lang = "xx"
	for name, in := range map[string]any{
		"another text": map[string]any{"notice": wrong}, "an unknown language": map[string]any{"notice": empty},
	} {
		if a := v.post("/chat/agree", in); a.status != 409 || a.code() != "notice_changed" ||
			!strings.Contains(a.body, old.SHA256) || len(a.cookies) > 0 {
			t.Errorf("%s: %+v", name, a)
		}
	}
	if a := v.post("/chat/agree", map[string]any{}); a.status != 400 || a.code() != "no_notice" {
		t.Errorf("no notice: %+v", a)
	}
	if a := v.post("/chat/send", map[string]string{"text": "hello"}); a.status != 401 || a.code() != "no_session" {
		t.Errorf("sent without a session: %+v", a)
	}
	if n := s.people(); n != 0 {
		t.Fatalf("%d people on record", n)
	}
	a := v.agree()
	if a.status != 200 || len(a.cookies) != 1 || !a.cookies[0].HttpOnly ||
		a.cookies[0].SameSite != http.SameSiteLaxMode || a.cookies[0].Secure {
		t.Fatalf("agree: %+v", a)
	}
	for p, err := range s.store.People(t.Context(), bot.Query{}) {
		if err != nil {
			t.Fatal(err)
		}
		c := p.ConsentFor(bot.PurposeService)
		if c.State != bot.Granted || c.SHA256 != old.SHA256 || c.Edition != old.Edition ||
			c.Form != policies.FormFull || c.Channel != "web" || c.Evidence == "" {
			t.Errorf("on record: %+v", c)
		}
		if strings.Contains(p.Users[0].ID, a.cookies[0].Value) {
			t.Error("the session's token is on record")
		}
	}
	v.hear("your agreement is on record")
}

func TestMessagesAreTakenOnce(t *testing.T) {
	s := start(t, nil)
	v := s.visitor()
	v.agree()
	for range 3 {
		if a := v.post("/chat/send", map[string]string{"id": "m1", "text": "once"}); a.status != 200 {
			t.Fatalf("%+v", a)
		}
	}
	w := s.visitor() // the same id from another person is another message
	w.agree()
	w.post("/chat/send", map[string]string{"id": "m1", "text": "twice"})
	n := 0
	for _, text := range s.said() {
		if text == "once" || text == "twice" {
			n++
		}
	}
	if n != 2 {
		t.Errorf("on record: %q", s.said())
	}
}

func TestBadRequests(t *testing.T) {
	s := start(t, nil)
	v := s.visitor()
	v.agree()
	long := strings.Repeat("x", 1<<20)
	for _, tc := range []struct {
		name, method, path, body string
		status                   int
		code                     string
	}{
		{"no JSON", "POST", "/chat/send", "text=hello", 400, "not_json"},
		{"half of it", "POST", "/chat/send", `{"text":"hel`, 400, "not_json"},
		{"two of it", "POST", "/chat/send", `{"text":"a"}{"text":"b"}`, 400, "not_json"},
		{"another type", "POST", "/chat/send", `{"text":7}`, 400, "not_json"},
		{"a megabyte", "POST", "/chat/send", `{"text":"` + long + `"}`, 413, "too_long"},
		{"a long id", "POST", "/chat/send", `{"id":"` + long[:101] + `"}`, 400, "too_long"},
		{"no such right", "POST", "/chat/right", `{"right":"everything"}`, 400, "no_right"},
		{"no such file", "POST", "/chat/file/x", "", 404, "not_found"},
		{"the wrong method", "GET", "/chat/send", "", 404, ""},
		{"the wrong method too", "PUT", "/chat/send", `{}`, 405, ""},
		{"empty", "POST", "/chat/send", `{}`, 200, ""},
		{"control characters", "POST", "/chat/send", `{"text":"a\u0000\u001b[31mb"}`, 200, ""},
		{"invalid UTF-8", "POST", "/chat/send", "{\"text\":\"\xff\xfe\"}", 200, ""},
		{"too long for the bot", "POST", "/chat/send", `{"text":"` + long[:20_000] + `"}`, 200, ""},
		{"a button of nobody", "POST", "/chat/send", `{"choice":"made-up"}`, 200, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			a := v.do(v.request(tc.method, tc.path, tc.body))
			if a.status != tc.status || a.code() != tc.code {
				t.Errorf("%d %s %s, want %d %s", a.status, a.code(), a.body, tc.status, tc.code)
			}
		})
	}
	r := v.request("POST", "/chat/send", `{"text":"hello"}`)
	r.Header.Set("Content-Type", "text/plain")
	if a := v.do(r); a.status != 415 {
		t.Errorf("text/plain: %d", a.status)
	}
	r = v.request("POST", "/chat/send", `{"text":"forged"}`)
	r.Header.Set("Origin", "https://evil.example")
	if a := v.do(r); a.status != 403 {
		t.Errorf("from another site: %d", a.status)
	}
	for _, text := range s.said() {
		if text == "forged" || strings.Contains(text, "\x00") || strings.Contains(text, "\x1b") {
			t.Errorf("on record: %q", text)
		}
	}
}

// TestSomebodyElsesFile: a file is only for the person it was made for.
func TestSomebodyElsesFile(t *testing.T) {
	s := start(t, nil)
	v, other := s.visitor(), s.visitor()
	v.agree()
	other.agree()
	v.post("/chat/send", map[string]string{"text": "export my data"})
	v.post("/chat/send", map[string]string{"text": "EXPORT"})
	v.hear("my-data.zip")
	file := ""
	for p, err := range s.store.People(t.Context(), bot.Query{}) {
		if err != nil {
			t.Fatal(err)
		}
		for l := range s.bot.Conversation(t.Context(), p.Users[0]) {
			for _, f := range l.Files {
				file = string(f.ID)
			}
		}
	}
	if a := v.do(v.request("POST", "/chat/file/"+file, "")); a.status != 200 || !strings.HasPrefix(a.body, "PK") {
		t.Errorf("the owner gets %d", a.status)
	}
	if a := other.do(other.request("POST", "/chat/file/"+file, "")); a.status != 404 {
		t.Errorf("somebody else gets %d", a.status)
	}
	if a := s.visitor().do(v.request("POST", "/chat/file/"+file, "")); a.status != 401 {
		t.Errorf("a stranger gets %d", a.status)
	}
}

// TestClearForgetsBothSides: the cookie goes and the record is erased.
func TestClearForgetsBothSides(t *testing.T) {
	s := start(t, nil)
	v := s.visitor()
	if a := v.post("/chat/clear", map[string]string{}); a.status != 200 {
		t.Fatalf("before it began: %+v", a)
	}
	v.agree()
	a := v.post("/chat/clear", map[string]string{})
	if a.status != 200 || len(a.cookies) != 1 || a.cookies[0].MaxAge >= 0 || !strings.Contains(a.body, "R-") {
		t.Fatalf("clear: %+v", a)
	}
	for end := time.Now().Add(10 * time.Second); s.people() > 0; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("still on record")
		}
	}
}

// TestEditionsStay: what somebody agreed to can be read permanently.
func TestEditionsStay(t *testing.T) {
	s := start(t, nil)
	v := s.visitor()
	for _, kind := range []policies.Kind{policies.Material, policies.Editorial} {
		e := policies.Defaults()
		e.App, e.Kind, e.Controller = bot.DefaultApp, kind, policies.Controller{
			Name: "Acme", Contact: "p@acme.test", URL: "https://acme.test/p",
		}
		if kind == policies.Editorial {
			e.Texts["en"].Notice += "\n\nCorrected."
		}
		if _, err := s.shelf.Publish(t.Context(), e); err != nil {
			t.Fatal(err)
		}
	}
	if a := v.get("/privacy/1"); a.status != 200 || !strings.Contains(a.body, "an earlier edition") ||
		strings.Contains(a.body, "Corrected.") {
		t.Errorf("edition 1: %d", a.status)
	}
	if a := v.get("/privacy"); a.status != 200 || !strings.Contains(a.body, "Edition 2") ||
		!strings.Contains(a.body, "Corrected.") || !strings.Contains(a.body, "/privacy/1?lang=en") {
		t.Errorf("the one in force: %d", a.status)
	}
}

// FuzzInput sends what strangers could to every route: there is always a clear
// status, and nobody on record who did not name the notice.
func FuzzInput(f *testing.F) {
	for _, body := range []string{
		`{}`, `{"text":"hello"}`, `{"notice":{}}`, `{"right":"access","notice":{"edition":0}}`, `{"choice":"agree"}`,
		"\x00", `[]`, `{"text":"\ud800"}`, `null`, `{"id":null,"for":"x"}`,
	} {
		for _, path := range []string{"agree", "send", "right", "ask", "clear", "file/x"} {
			f.Add(path, body, "assent_session=x")
		}
	}
	s := start(f, nil)
	f.Fuzz(func(t *testing.T, path, body, cookie string) {
		s.t = t
		if strings.ContainsAny(path, "?#%\\ ") ||
			strings.ContainsFunc(path, func(r rune) bool { return r < 0x21 || r > 0x7e }) {
			return
		}
		r, err := http.NewRequestWithContext(t.Context(), "POST", s.URL+"/chat/"+path, strings.NewReader(body))
		if err != nil {
			return
		}
		r.Header.Set("Content-Type", "application/json")
		if !strings.ContainsFunc(cookie, func(r rune) bool { return r < 0x20 || r > 0x7e }) {
			r.Header.Set("Cookie", cookie)
		}
		res, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		if _, err := io.ReadAll(res.Body); err != nil {
			t.Fatal(err)
		}
		if res.StatusCode >= 500 {
			t.Errorf("POST %s %q: %s", path, body, res.Status)
		}
		if len(s.said()) > 0 {
			t.Errorf("on record after %q", body)
		}
	})
}
