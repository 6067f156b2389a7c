package sms_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"assent/adapters/sms"
	"assent/adapters/sms/smstest"
	"assent/bot"
	"assent/bot/bottest"
	"assent/bot/ledger"
	"assent/policies"
)

const public = "https://chat.test"

// line is the channel between a stand-in of Twilio and a server of its own.
type line struct {
	*smstest.Server
	testing.TB
	channel *sms.Channel
	bot     *bot.Bot
	base    string
	log     *bytes.Buffer
}

func config(api string) sms.Config {
	c := sms.Defaults()
	c.AccountSID, c.AuthToken, c.From, c.APIURL = smstest.AccountSID, smstest.AuthToken, smstest.Number, api
	return c
}

func open(t testing.TB, change ...func(*sms.Config)) *line {
	l := &line{Server: smstest.New(), TB: t, log: &bytes.Buffer{}}
	t.Cleanup(l.Server.Close)
	c := config(l.URL)
	for _, f := range change {
		f(&c)
	}
	if bad := c.Check(); len(bad) > 0 {
		t.Fatal(bad)
	}
	l.channel = sms.New(c, public, slog.New(slog.NewTextHandler(&locked{w: l.log},
		&slog.HandlerOptions{Level: slog.LevelDebug})))
	server := httptest.NewServer(l.channel)
	t.Cleanup(server.Close)
	l.base = server.URL
	return l
}

type locked struct {
	mu sync.Mutex
	w  io.Writer
}

func (l *locked) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.w.Write(b)
}

// answers connects a bot to the line until the test ends.
func (l *line) answers(change ...func(*bot.Config)) {
	l.Helper()
	c := bot.Config{
		Store: bottest.NewMemory(), Library: bottest.NewShelf(), Channels: []bot.Channel{l.channel}, PublicURL: public,
		Limits: bot.LimitsConfig{PersonRate: -1},
	}
	for _, f := range change {
		f(&c)
	}
	b, err := bot.New(c)
	if err != nil {
		l.Fatal(err)
	}
	l.bot = b
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { defer close(done); _ = b.Run(ctx) }()
	l.Cleanup(func() { cancel(); <-done })
}

// text sends a text and expects that it is accepted.
func (l *line) text(from, body string, more ...url.Values) string {
	l.Helper()
	sid := smstest.SID("SM")
	l.again(sid, from, body, more...)
	return sid
}

func (l *line) again(sid, from, body string, more ...url.Values) {
	l.Helper()
	var extra url.Values
	if len(more) > 0 {
		extra = more[0]
	}
	status, said, err := l.Text(l.base, public, sid, from, body, extra)
	if err != nil || status != http.StatusOK || !strings.Contains(said, "<Response></Response>") {
		l.Fatalf("%q: %d %s, %v", body, status, said, err)
	}
}

// hears waits for the nth text to a number.
func (l *line) hears(number string, n int) string {
	l.Helper()
	texts, err := l.Wait(number, n, 20*time.Second)
	if err != nil {
		l.Fatalf("%v: %q", err, texts)
	}
	return texts[n-1]
}

const ana = "+15551230001"

func TestConversation(t *testing.T) {
	l := open(t)
	l.answers()
	say := func(text string, want ...string) {
		t.Helper()
		before := len(l.To(ana))
		l.text(ana, text)
		t.Logf("> %s", text)
		for i, w := range want {
			got := l.hears(ana, before+i+1)
			n, encoding := policies.Segments(got)
			t.Logf("< %s  [%d segments, %s]", got, n, encoding)
			if !strings.Contains(got, w) {
				t.Fatalf("want %q", w)
			}
			if n > 4 {
				t.Errorf("%d segments", n)
			}
		}
	}
	say("hi, where is my parcel?", "Reply AGREE or DECLINE")
	if n, _ := policies.Segments(l.To(ana)[0]); n > 2 {
		t.Errorf("the notice takes %d segments", n)
	}
	say("AGREE", "your agreement is on record", "nobody is connected")
	say("what do you do with my phone number?", "What we use it for")
	say("export my data", "EXPORT")
	say("EXPORT", "preparing your file", public+bot.DownloadPath)
	say("delete my data", "DELETE")
	time.Sleep(200 * time.Millisecond) // nobody reads faster
	l.text(ana, "DELETE")
	// Everything at Twilio is deleted, and a minute later the answer too.
	deadline := time.Now().Add(20 * time.Second)
	for {
		m := l.Messages()
		if len(m) == 1 && strings.Contains(m[0].Body, "Your data is deleted") {
			t.Logf("< %s", m[0].Body)
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("Twilio keeps %d messages: %q", len(m), m)
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// TestDialogues plays the dialogues over the wire protocol.
func TestDialogues(t *testing.T) {
	bottest.TestChannel(t, func(t *testing.T) bottest.Wire {
		l := open(t, func(c *sms.Config) { c.OptOut = "assent" })
		number := func(account string) string { return fmt.Sprintf("+1555000%04d", len(account)*1000+int(account[0])) }
		sids := map[string]string{}
		return bottest.Wire{
			Channel: l.channel, Connect: l.channel.Connect,
			User: func(account string) bot.UserID {
				return bot.UserID{App: bot.DefaultApp, Channel: sms.Name, ID: number(account)}
			},
			Say: func(account string, m bot.Message) error {
				sid := sids[m.ID]
				if sid == "" {
					sid = smstest.SID("SM")
					sids[m.ID] = sid
				}
				// The stand-in's own opt-out would answer instead of the bot.
				form := url.Values{
					"Body": {m.Text}, "From": {number(account)}, "MessageSid": {sid},
					"AccountSid": {smstest.AccountSID},
				}
				status, said, err := smstest.Call(l.base+"/sms/inbound", public, form,
					smstest.Sign(public+"/sms/inbound", form))
				if err == nil && status != http.StatusOK {
					err = fmt.Errorf("%d %s", status, said)
				}
				return err
			},
		}
	})
}

// TestStop: Twilio answers its own keywords, everything else is answered once, and
// nothing is sent afterwards.
func TestStop(t *testing.T) {
	l := open(t)
	l.answers()
	l.text(ana, "hello")
	l.hears(ana, 1)
	l.text(ana, "AGREE")
	l.hears(ana, 3)
	l.text(ana, "STOP")
	l.text(ana, "export my data")
	ben := "+15551230002"
	l.text(ben, "hello")
	l.hears(ben, 1)
	l.text(ben, "AGREE")
	l.hears(ben, 3)
	l.text(ben, "please stop texting me")
	if got := l.hears(ben, 4); !strings.Contains(got, "you will get no more messages") {
		t.Error(got)
	}
	l.text(ben, "what do you do with my data?")
	time.Sleep(300 * time.Millisecond)
	if got := l.To(ana); len(got) != 3 {
		t.Errorf("after STOP: %q", got[3:])
	}
	if got := l.To(ben); len(got) != 4 {
		t.Errorf("after the confirmation: %q", got[4:])
	}
	l.text(ben, "START", url.Values{"OptOutType": {"START"}})
	if got := l.hears(ben, 5); !strings.Contains(got, "welcome back") {
		t.Error(got)
	}
}

// TestOptedOut: that a number sent STOP is learnt from Twilio, too.
func TestOptedOut(t *testing.T) {
	l := open(t)
	store := bottest.NewMemory()
	l.answers(func(c *bot.Config) { c.Store = store })
	var refusals atomic.Int64
	l.Fails(func(r *http.Request) smstest.Fault {
		if r.Method == http.MethodPost {
			refusals.Add(1)
			return smstest.Fault{Status: http.StatusBadRequest, Code: 21610}
		}
		return smstest.Fault{}
	})
	l.text(ana, "hello")
	u := bot.UserID{App: bot.DefaultApp, Channel: sms.Name, ID: ana}
	for deadline := time.Now().Add(10 * time.Second); ; {
		if stopped, err := store.Suppressed(t.Context(), u); err != nil || stopped {
			break
		}
		if time.Now().After(deadline) {
			t.Fatal("not on the suppression list")
		}
		time.Sleep(10 * time.Millisecond)
	}
	l.text(ana, "hello again")
	time.Sleep(200 * time.Millisecond)
	if n := refusals.Load(); n != 1 {
		t.Errorf("%d tries", n)
	}
}

// TestWebhooks: what is not Twilio's changes nothing.
func TestWebhooks(t *testing.T) {
	l := open(t)
	inbox := &counting{}
	l.channel = sms.New(config(l.URL), public, slog.New(slog.DiscardHandler))
	b, err := bot.New(bot.Config{
		Store: bottest.NewMemory(), Library: bottest.NewShelf(), Channels: []bot.Channel{l.channel},
	})
	if err != nil {
		t.Fatal(err)
	}
	inbox.b = b
	good := func() url.Values {
		return url.Values{
			"Body": {"hello"}, "From": {ana}, "MessageSid": {smstest.SID("SM")}, "AccountSid": {smstest.AccountSID},
		}
	}
	call := func(method, target, kind, signature, body string) int {
		r := httptest.NewRequest(method, target, strings.NewReader(body))
		r.Header.Set("Content-Type", kind)
		r.Header.Set("X-Twilio-Signature", signature)
		w := httptest.NewRecorder()
		l.channel.ServeHTTP(w, r)
		return w.Code
	}
	const form = "application/x-www-form-urlencoded"
	where := public + "/sms/inbound"
	f := good()
	for name, c := range map[string]struct {
		method, target, kind, signature, body string
		want                                  int
	}{
		"good":               {"POST", "/sms/inbound", form, smstest.Sign(where, f), f.Encode(), 200},
		"no signature":       {"POST", "/sms/inbound", form, "", f.Encode(), 403},
		"another signature":  {"POST", "/sms/inbound", form, smstest.Sign(where, good()), f.Encode(), 403},
		"for another path":   {"POST", "/sms/status", form, smstest.Sign(where, f), f.Encode(), 403},
		"with another query": {"POST", "/sms/inbound?a=b", form, smstest.Sign(where, f), f.Encode(), 403},
		"changed body": {
			"POST", "/sms/inbound", form, smstest.Sign(where, f), strings.Replace(f.Encode(), "hello", "howdy", 1), 403,
		},
		"GET":          {"GET", "/sms/inbound", form, smstest.Sign(where, f), "", 405},
		"JSON":         {"POST", "/sms/inbound", "application/json", smstest.Sign(where, f), "{}", 415},
		"unknown path": {"POST", "/sms/voice", form, smstest.Sign(where, f), f.Encode(), 404},
		"too large":    {"POST", "/sms/inbound", form, "x", strings.Repeat("a", 65<<10), 413},
		"broken form":  {"POST", "/sms/inbound", form, smstest.Sign(where, f), "%zz=%", 403},
	} {
		if got := call(c.method, c.target, c.kind, c.signature, c.body); got != c.want {
			t.Errorf("%s: %d, want %d", name, got, c.want)
		}
	}
	for name, change := range map[string]func(url.Values){
		"another account": func(f url.Values) { f.Set("AccountSid", "AC00000000000000000000000000000000") },
		"no message":      func(f url.Values) { f.Del("MessageSid") },
		"odd message":     func(f url.Values) { f.Set("MessageSid", "../../x") },
		"no sender":       func(f url.Values) { f.Del("From") },
	} {
		f := good()
		change(f)
		if got := call("POST", "/sms/inbound", form, smstest.Sign(where, f), f.Encode()); got != 400 && got != 403 {
			t.Errorf("%s: %d", name, got)
		}
	}
	// Unknown parameters are no reason to refuse.
	f = good()
	f.Set("ChannelPrefix", "x")
	f.Set("NumMedia", "99999999")
	if got := call("POST", "/sms/inbound", form, smstest.Sign(where, f), f.Encode()); got != 200 {
		t.Errorf("with more parameters: %d", got)
	}
}

type counting struct{ b *bot.Bot }

// TestRedelivery: the same message twice, also at once, counts once.
func TestRedelivery(t *testing.T) {
	l := open(t)
	l.answers()
	sid := smstest.SID("SM")
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() { l.again(sid, ana, "hello") })
	}
	wg.Wait()
	l.hears(ana, 1)
	l.text(ana, "AGREE")
	l.hears(ana, 3)
	l.again(sid, ana, "hello")
	time.Sleep(200 * time.Millisecond)
	if got := l.To(ana); len(got) != 3 {
		t.Errorf("%d texts: %q", len(got), got)
	}
}

// TestFaults: whatever Twilio does, every reply arrives, in order, and none twice
// unless the answer to a send was lost.
func TestFaults(t *testing.T) {
	for name, c := range map[string]struct {
		fault smstest.Fault
		twice bool
	}{
		"rate limit":     {smstest.Fault{Status: 429, Code: 20429, Retry: "1"}, false},
		"5xx":            {smstest.Fault{Status: 503, Code: 20503}, false},
		"cut before":     {smstest.Fault{Refused: true}, false},
		"cut afterwards": {smstest.Fault{Cut: true}, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := open(t)
			l.answers()
			var sends atomic.Int64
			var agreed atomic.Bool
			l.Fails(func(r *http.Request) smstest.Fault {
				// An AGREE to a notice that is not yet on record as sent is asked for again.
				if r.Method == http.MethodPost && (agreed.Load() || !c.twice) && sends.Add(1)%2 == 1 {
					return c.fault
				}
				return smstest.Fault{}
			})
			questions := []string{
				"hello", "AGREE", "what data do you collect?", "do you sell my data?", "how long do you keep it?",
			}
			for i, q := range questions {
				l.text(ana, q)
				if i < 2 { // what comes next answers what is read
					l.hears(ana, 1+2*i)
				}
				agreed.Store(i > 0)
			}
			want := []string{
				"Reply AGREE", "on record", "nobody is connected", "What we collect", "Who receives it",
				"How long we keep it",
			}
			var got []string
			deadline := time.Now().Add(30 * time.Second)
			for ; time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
				got = l.To(ana)
				if len(got) > 0 && strings.Contains(got[len(got)-1], want[len(want)-1]) {
					break
				}
			}
			if c.twice {
				once := slices.Compact(slices.Clone(got))
				if len(got) > 2*len(once) {
					t.Errorf("%d texts where %d were said", len(got), len(once))
				}
				got = once
			}
			if len(got) != len(want) {
				t.Fatalf("%d texts, want %d: %q", len(got), len(want), got)
			}
			for i, w := range want {
				if !strings.Contains(got[i], w) {
					t.Errorf("text %d is %q, want %q", i, got[i], w)
				}
			}
		})
	}
}

// TestErase: what is not complete yet is deleted later, and nothing else waits for
// it.
func TestErase(t *testing.T) {
	l := open(t)
	u := bot.UserID{App: bot.DefaultApp, Channel: sms.Name, ID: ana}
	var copies []bot.PlatformRef
	for range 3 {
		sid, err := l.channel.Send(t.Context(), u, bot.Reply{Text: "hello"})
		if err != nil {
			t.Fatal(err)
		}
		copies = append(copies, sid)
	}
	gone := bot.PlatformRef(smstest.SID("SM"))
	l.Unfinished(1)
	late, err := l.channel.Send(t.Context(), u, bot.Reply{Text: "late"})
	if err != nil {
		t.Fatal(err)
	}
	deleted, err := l.channel.Erase(t.Context(), u, append(copies, gone, late, "no name of Twilio's"))
	if err == nil || len(deleted) != 3 || !strings.Contains(err.Error(), "20009") {
		t.Errorf("deleted %v, %v", deleted, err)
	}
	if deleted, err := l.channel.Erase(t.Context(), u, copies); err != nil || len(deleted) != 3 ||
		len(l.Messages()) != 0 {
		t.Errorf("deleted %v, %v; %d are left", deleted, err, len(l.Messages()))
	}
}

func TestErrors(t *testing.T) {
	l := open(t)
	send := func(code, status int) error {
		l.Fails(func(*http.Request) smstest.Fault { return smstest.Fault{Status: status, Code: code} })
		_, err := l.channel.Send(t.Context(), bot.UserID{ID: ana}, bot.Reply{Text: "hello"})
		if err == nil || strings.Contains(err.Error(), "+1555") || strings.Contains(err.Error(), "hello") ||
			strings.Contains(err.Error(), "c0ffee") {
			t.Errorf("error %d: %v", code, err)
		}
		return err
	}
	if err := send(21610, 400); !errors.Is(err, bot.ErrOptedOut) || !errors.Is(err, bot.ErrUndeliverable) {
		t.Error(err)
	}
	if err := send(21614, 400); !errors.Is(err, bot.ErrUndeliverable) || errors.Is(err, bot.ErrOptedOut) {
		t.Error(err)
	}
	if err := send(20003, 401); errors.Is(err, bot.ErrUndeliverable) {
		t.Error(err)
	}
	l.Fails(func(*http.Request) smstest.Fault { return smstest.Fault{Refused: true} })
	_, err := l.channel.Send(t.Context(), bot.UserID{ID: ana}, bot.Reply{Text: "hello"})
	if err == nil || strings.Contains(err.Error(), "127.0.0.1:") && strings.Contains(err.Error(), "Messages") {
		t.Error(err)
	}
}

// TestTexts: no text has more segments than allowed, nor UCS-2 without need, and
// its link stays whole.
func TestTexts(t *testing.T) {
	l := open(t)
	for _, lang := range []string{"de", "en", "es", "fr", "pt"} {
		edition, err := bottest.NewShelf().Current(t.Context(), bot.DefaultApp)
		if err != nil {
			t.Fatal(err)
		}
		text := edition.Text(lang)
		for _, s := range text.Sections {
			link := "https://chat.test/privacy/1?lang=" + lang
			reply := bot.Reply{
				Text: text.Phrase(policies.PhrasePolicyAnswer,
					policies.Params{"title": s.Title, "answer": string(s.Body), "edition": "1", "link": link}),
			}
			if _, err := l.channel.Send(t.Context(), bot.UserID{ID: ana}, reply); err != nil {
				t.Fatal(err)
			}
			sent := l.To(ana)
			got := sent[len(sent)-1]
			if n, encoding := policies.Segments(got); n > 4 || !strings.Contains(got, link) ||
				lang == "en" && encoding != policies.GSM7 {
				t.Errorf("%s %s: %d segments of %s: %s", lang, s.Topic, n, encoding, got)
			}
		}
	}
}

// TestCrowd: 200 people at once.
func TestCrowd(t *testing.T) {
	l := open(t)
	l.answers(func(c *bot.Config) { c.Limits.Workers = 32 })
	bottest.Crowd(t, func(n int) string { return fmt.Sprintf("+1555777%04d", n) },
		func(user, text string) error { l.text(user, text); return nil },
		func(user string, n int) bool { _, err := l.Wait(user, n, time.Minute); return err == nil })
}

func FuzzInbound(f *testing.F) {
	f.Add("Body=hello&From=%2B15551230001&MessageSid=SM0123456789abcdef0123456789abcdef&AccountSid="+smstest.AccountSID,
		true)
	f.Add("%zz", true)
	f.Add("", false)
	c := sms.New(config("http://127.0.0.1:1"), public, slog.New(slog.DiscardHandler))
	if _, err := bot.New(bot.Config{
		Store: bottest.NewMemory(), Library: bottest.NewShelf(), Channels: []bot.Channel{c},
	}); err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, body string, sign bool) {
		for _, path := range []string{"/sms/inbound", "/sms/status"} {
			r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(body))
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			form, err := url.ParseQuery(body)
			if sign && err == nil {
				r.Header.Set("X-Twilio-Signature", smstest.Sign(public+path, form))
			}
			w := httptest.NewRecorder()
			c.ServeHTTP(w, r)
			if w.Code >= 500 || !sign && w.Code < 400 {
				t.Errorf("%d", w.Code)
			}
		}
	})
}

// TestPicture: a picture is fetched once the person has agreed, and the host that
// Twilio redirects to gets no credentials.
func TestPicture(t *testing.T) {
	l := open(t)
	store := bottest.NewMemory()
	l.answers(func(c *bot.Config) { c.Store = store })
	sid, more := smstest.SID("MM"), url.Values{}
	l.Media(sid, 0, "image/png", []byte("a picture"), more)
	l.again(sid, ana, "", more)
	l.hears(ana, 1)
	if requests, _ := l.Requests(); slices.ContainsFunc(requests, func(r *http.Request) bool {
		return strings.Contains(r.URL.Path, "Media")
	}) {
		t.Error("it is fetched before the opt-in")
	}
	l.text(ana, "AGREE")
	if state, content := bottest.SentFile(t, store, bot.UserID{
		App: bot.DefaultApp, Channel: sms.Name, ID: ana,
	}); state != "kept" || content != "a picture" {
		t.Errorf("%s, %q", state, content)
	}
}

func TestPictureElsewhere(t *testing.T) {
	l := open(t)
	for _, ref := range []string{
		"", "https://elsewhere.test/Messages/x", "/Messages/SM/../../x/Media/ME", "http://127.0.0.1/",
	} {
		if _, err := l.channel.Fetch(t.Context(), ref); !errors.Is(err, bot.ErrNotFound) {
			t.Errorf("%q: %v", ref, err)
		}
	}
	ref := "/Messages/" + smstest.SID("MM") + "/Media/" + smstest.SID("ME")
	if _, err := l.channel.Fetch(t.Context(), ref); !errors.Is(err, bot.ErrNotFound) {
		t.Errorf("one that was never there: %v", err)
	}
	l.Fails(func(*http.Request) smstest.Fault { return smstest.Fault{Status: 500} })
	if _, err := l.channel.Fetch(t.Context(), ref); err == nil || errors.Is(err, bot.ErrNotFound) {
		t.Errorf("a failure of Twilio: %v", err)
	}
}

// TestCertificate: Twilio refuses twice to delete what is not complete (20009),
// then deletes it. The certificate goes from partial to complete; both verify,
// and with one byte changed neither does.
func TestCertificate(t *testing.T) {
	l := open(t)
	store, passed := bottest.NewMemory(), atomic.Int64{}
	l.answers(func(c *bot.Config) {
		c.Store, c.Now = store, func() time.Time { return time.Now().Add(time.Duration(passed.Load())) }
	})
	l.text(ana, "hello")
	l.hears(ana, 1)
	l.text(ana, "AGREE")
	l.hears(ana, 3)
	l.text(ana, "delete my data")
	l.hears(ana, 4)
	l.Unfinished(2)
	l.text(ana, "DELETE")
	if said := l.hears(ana, 5); !strings.Contains(said, "Twilio still keeps") ||
		!strings.Contains(said, public+bot.CertificatePath) {
		t.Errorf("%q", said)
	}
	at := func(state string) []byte {
		t.Helper()
		for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(5 * time.Millisecond) {
			var document []byte
			for c, err := range store.Certificates(t.Context()) {
				if err != nil {
					t.Fatal(err)
				}
				document = c.Document
			}
			checked, err := bot.CheckDocument(store.Ledger().Key().Public(), document)
			if err == nil && checked.State == state {
				return document
			}
			if time.Now().After(deadline) {
				t.Fatalf("the certificate is not %s: %v\n%s", state, err, document)
			}
		}
	}
	partial := at("partial")
	if !bytes.Contains(partial, []byte(`"copies_left": `)) || bytes.Contains(partial, []byte(ana)) {
		t.Errorf("%s", partial)
	}
	for range 2 { // the second refusal, then it deletes
		passed.Add(int64(10 * time.Minute))
		l.bot.Wake()
		time.Sleep(50 * time.Millisecond)
	}
	complete := at("complete")
	for deadline := time.Now().Add(20 * time.Second); !slices.ContainsFunc(l.Messages(), func(m smstest.Message) bool {
		return strings.Contains(m.Body, "The certificate is complete")
	}); {
		if time.Now().After(deadline) {
			t.Fatalf("they are not told: %+v", l.Messages())
		}
		time.Sleep(5 * time.Millisecond)
	}
	for _, document := range [][]byte{partial, complete} {
		changed := bytes.Clone(document)
		changed[len(changed)/2] ^= 1
		if _, err := bot.CheckDocument(store.Ledger().Key().Public(), changed); !errors.Is(err, ledger.ErrDocument) {
			t.Errorf("one byte changed: %v", err)
		}
	}
}
