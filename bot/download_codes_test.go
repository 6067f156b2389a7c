package bot_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"assent/bot"
	"assent/bot/bottest"
	"assent/intents"
)

// newCarried returns a world whose channel sends via a carrier.
func newCarried(t *testing.T) *world {
	channel := bottest.NewRecorder("test", true)
	w := newWorld(t, func(c *bot.Config) { c.Channels = []bot.Channel{channel} })
	w.channel = channel
	return w
}

// post submits the form of a link's page.
func (w *world) post(link string, form url.Values) (int, string) {
	w.Helper()
	r := httptest.NewRequest(http.MethodPost, link, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	answer := httptest.NewRecorder()
	w.bot.Downloads().ServeHTTP(answer, r)
	return answer.Code, answer.Body.String()
}

var sixDigits = regexp.MustCompile(`\b[0-9]{6}\b`)

// code requests a code and reads it from the text message.
func (w *world) code(link string) string {
	w.Helper()
	if status, page := w.post(link, url.Values{"send": {"1"}}); status != http.StatusOK {
		w.Fatalf("no code: %d\n%s", status, page)
	}
	said := w.drain("ana")
	if len(said) != 1 || !sixDigits.MatchString(string(said[0].Text)) {
		w.Fatalf("the text message with the code: %v", said)
	}
	return sixDigits.FindString(string(said[0].Text))
}

// other returns a code that differs from this one.
func other(code string) string {
	return string('0'+(code[0]-'0'+1)%10) + code[1:]
}

func TestCodeOpensTheLink(t *testing.T) {
	w := newCarried(t)
	w.agree("ana")
	link := w.link("ana")
	before := w.record("ana")
	for range 3 {
		status, _, page := w.visit(http.MethodGet, link)
		if status != http.StatusOK || !strings.Contains(page, `name="code"`) || !strings.Contains(page, `name="send"`) {
			t.Fatalf("GET: %d\n%s", status, page)
		}
	}
	if len(w.drain("ana")) > 0 || w.record("ana") != before {
		t.Error("looking at the page sent a code, or changed the record")
	}
	for name, form := range map[string]url.Values{
		"none": {}, "one that was never sent": {"code": {"000000"}}, "letters": {"code": {"<b>"}},
	} {
		if status, page := w.post(link, form); status != http.StatusForbidden || strings.Contains(page, "<b>") {
			t.Errorf("%s: %d", name, status)
		}
	}
	code := w.code(link)
	if status, _ := w.post(link, url.Values{"code": {other(code)}}); status != http.StatusForbidden {
		t.Errorf("a wrong code: %d", status)
	}
	status, file := w.post(link, url.Values{"code": {code}})
	if status != http.StatusOK {
		t.Fatalf("the code: %d", status)
	}
	if a := unzip(t, []byte(file)); len(a["data.json"]) == 0 {
		t.Error("the download holds no data")
	}
	if status, _ := w.post(link, url.Values{"code": {code}}); status != http.StatusForbidden {
		t.Errorf("the same code again: %d", status)
	}
	if w.count("ana", bot.EventDownload) != 1 {
		t.Error("not one download on record")
	}
	if strings.Contains(w.record("ana"), code) || strings.Contains(w.log.String(), code) {
		t.Error("the code is on record, or in the log")
	}
}

func TestCodeEnds(t *testing.T) {
	for name, end := range map[string]func(w *world, link, code string){
		"after 600 seconds": func(w *world, _, _ string) { w.clock.Set(w.clock.Now().Add(600 * time.Second)) },
		"after three wrong ones": func(w *world, link, code string) {
			for range 3 {
				w.post(link, url.Values{"code": {other(code)}})
			}
		},
		"when another is sent": func(w *world, link, code string) {
			w.clock.Set(w.clock.Now().Add(time.Minute))
			for w.code(link) == code { // once in a million
				w.clock.Set(w.clock.Now().Add(time.Minute))
			}
		},
		"when the person is erased": func(w *world, _, _ string) {
			w.write("ana", "delete my data")
			w.press("ana", "delete")
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := newCarried(t)
			w.agree("ana")
			link := w.link("ana")
			code := w.code(link)
			end(w, link, code)
			status, _ := w.post(link, url.Values{"code": {code}})
			if status != http.StatusForbidden && status != http.StatusNotFound {
				t.Errorf("status %d", status)
			}
		})
	}
}

func TestCodesAreFew(t *testing.T) {
	w := newCarried(t)
	w.agree("ana")
	link := w.link("ana")
	for n := 1; n <= 5; n++ {
		w.code(link)
		if status, _ := w.post(link, url.Values{"send": {"1"}}); status != http.StatusTooManyRequests {
			t.Errorf("another one at once: %d", status)
		}
		w.clock.Set(w.clock.Now().Add(time.Minute))
	}
	if status, _ := w.post(link, url.Values{"send": {"1"}}); status != http.StatusTooManyRequests {
		t.Errorf("a sixth: %d", status)
	}
	if said := w.drain("ana"); len(said) > 0 {
		t.Errorf("%v was sent", said)
	}
	w.code(w.link("ana")) // a new export starts anew
}

// A code belongs to its link, and a person who sent STOP gets none.
func TestCodeBelongsToItsLink(t *testing.T) {
	w := newCarried(t)
	w.agree("ana")
	first, second := w.link("ana"), w.link("ana")
	if first == second {
		t.Skip("one link for both")
	}
	code := w.code(first)
	if status, _ := w.post(second, url.Values{"code": {code}}); status != http.StatusForbidden {
		t.Errorf("the code of another link: %d", status)
	}
	stop := bot.Message{ID: "stop", User: user("ana"), Text: "STOP", Carrier: intents.KeywordStop}
	if err := w.bot.Receive(context.Background(), stop); err != nil {
		t.Fatal(err)
	}
	w.drain("ana")
	w.clock.Set(w.clock.Now().Add(time.Minute))
	status, page := w.post(second, url.Values{"send": {"1"}})
	if status != http.StatusConflict || !strings.Contains(page, "START") {
		t.Errorf("a code after STOP: %d\n%s", status, page)
	}
	if said := w.drain("ana"); len(said) > 0 {
		t.Errorf("after STOP: %v", said)
	}
}
