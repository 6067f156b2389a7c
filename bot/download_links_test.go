package bot_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"assent/bot"
)

// visit opens a one-time link.
func (w *world) visit(method, link string) (int, http.Header, string) {
	w.Helper()
	r := httptest.NewRequest(method, link, nil)
	answer := httptest.NewRecorder()
	w.bot.Downloads().ServeHTTP(answer, r)
	body, err := io.ReadAll(answer.Result().Body)
	if err != nil {
		w.Fatal(err)
	}
	return answer.Code, answer.Header(), string(body)
}

// link requests an export and returns the one-time link to it.
func (w *world) link(account string) string {
	w.Helper()
	_, reply := w.export(account)
	link := reply.Files[0].DownloadURL
	if !strings.HasPrefix(link, "https://bot.example"+bot.DownloadPath) {
		w.Fatalf("the link is %q", link)
	}
	return link
}

func TestLinkShowsThenDownloads(t *testing.T) {
	w := newWorld(t)
	w.agree("ana")
	link := w.link("ana")
	before := w.record("ana")
	for range 3 {
		status, header, body := w.visit(http.MethodGet, link)
		if status != http.StatusOK || !strings.Contains(body, `<form method="post">`) ||
			header.Get("Cache-Control") != "no-store" || header.Get("Referrer-Policy") != "no-referrer" {
			t.Errorf("GET: %d, %v\n%s", status, header, body)
		}
	}
	if status, _, _ := w.visit(http.MethodHead, link); status != http.StatusOK {
		t.Errorf("HEAD: %d", status)
	}
	if after := w.record("ana"); after != before {
		t.Errorf("looking at the page changed the record:\n%s\n%s", before, after)
	}
	for n := 1; n <= 2; n++ {
		status, header, body := w.visit(http.MethodPost, link)
		if status != http.StatusOK || header.Get("Content-Type") != "application/zip" ||
			header.Get("Cache-Control") != "no-store" {
			t.Fatalf("POST: %d, %v", status, header)
		}
		if a := unzip(t, []byte(body)); len(a["data.json"]) == 0 {
			t.Error("the download holds no data")
		}
		if got := w.count("ana", bot.EventDownload); got != n {
			t.Errorf("%d downloads are on record, want %d", got, n)
		}
	}
}

// record returns everything that is on record about an account.
func (w *world) record(account string) string {
	w.Helper()
	data, err := json.Marshal(struct {
		Person bot.Person
		Rev    int64
		Events []bot.Event
	}{w.person(account), w.person(account).Rev, w.events(account)})
	if err != nil {
		w.Fatal(err)
	}
	return string(data)
}

// A link that never existed and one that is gone look the same.
func TestLinkIsGone(t *testing.T) {
	unknown := newWorld(t)
	_, _, page := unknown.visit(http.MethodGet, "https://bot.example/d/NOSUCHTOKEN")
	for name, end := range map[string]func(w *world, link string) string{
		"a wrong token": func(_ *world, link string) string { return link[:len(link)-1] + "1" },
		"no token":      func(*world, string) string { return "https://bot.example/d/x" },
		"expired": func(w *world, link string) string {
			w.clock.Set(w.clock.Now().Add(24 * time.Hour))
			return link // before the timer that removes the file has run
		},
		"expired and swept": func(w *world, link string) string {
			w.clock.Set(w.clock.Now().Add(25 * time.Hour))
			w.drain("ana")
			return link
		},
		"erased": func(w *world, link string) string {
			w.write("ana", "delete my data")
			w.press("ana", "delete")
			return link
		},
		"being erased": func(w *world, link string) string {
			w.write("ana", "delete my data")
			if err := w.receive("ana", bot.Message{Choice: "delete"}); err != nil {
				w.Fatal(err)
			}
			return link // its job has not run yet
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.agree("ana")
			link := end(w, w.link("ana"))
			for _, method := range []string{http.MethodGet, http.MethodPost} {
				status, header, body := w.visit(method, link)
				if status != http.StatusNotFound || body != page || header.Get("Cache-Control") != "no-store" {
					t.Errorf("%s: %d %s", method, status, body)
				}
			}
		})
	}
}

// The token goes to the person and nowhere else.
func TestTokenIsNowhereElse(t *testing.T) {
	w := newWorld(t)
	w.agree("ana")
	link := w.link("ana")
	token := link[strings.LastIndex(link, "/")+1:]
	w.visit(http.MethodGet, link)
	w.visit(http.MethodPost, link)
	w.visit(http.MethodGet, link+"X")
	again, _ := w.export("ana")
	for name, content := range again {
		if strings.Contains(string(content), token) {
			t.Errorf("%s of a later export holds the token", name)
		}
	}
	for _, e := range w.events("ana") {
		if strings.Contains(string(e.Body), token) {
			t.Errorf("a %s event holds the token", e.Kind)
		}
	}
	if strings.Contains(w.log.String(), token) {
		t.Error("the log holds the token")
	}
}

// When the platform refuses a reply, the logged error does not contain the token.
func TestFailedDeliveryLogsNoToken(t *testing.T) {
	w := newWorld(t)
	w.agree("ana")
	w.write("ana", "export my data")
	if err := w.receive("ana", bot.Message{Choice: "export"}); err != nil {
		t.Fatal(err)
	}
	w.channel.Fail(errDown)
	w.drain("ana")
	w.channel.Fail(nil)
	var link string
	for range 20 {
		w.clock.Set(w.clock.Now().Add(time.Second))
		for _, r := range w.drain("ana") {
			if len(r.Files) > 0 {
				link = r.Files[0].DownloadURL
			}
		}
	}
	token := link[strings.LastIndex(link, "/")+1:]
	if token == "" || strings.Contains(w.log.String(), token) || !strings.Contains(w.log.String(), errDown.Error()) {
		t.Errorf("token %q, log:\n%s", token, w.log)
	}
}
