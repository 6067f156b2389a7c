package webhook_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"assent/adapters/webhook"
	"assent/bot"
	"assent/bot/bottest"
)

var secret = "whsec_" + base64.StdEncoding.EncodeToString(bytes.Repeat([]byte{7}, 32))

// brain is the other side: the company's own system, which checks every
// signature.
type brain struct {
	*httptest.Server
	t    *testing.T
	sign *standardwebhooks.Webhook

	mu     sync.Mutex
	asked  []bot.Question
	ids    []string
	answer func(q bot.Question) (status int, body string)
}

// world is a bot with the assistant between a recorder and the brain.
type world struct {
	*brain
	bot     *bot.Bot
	store   *bottest.Memory
	clock   *bottest.Clock
	channel *bottest.Recorder
	door    http.Handler
	said    int
}

func open(t *testing.T) *world {
	t.Helper()
	sign, err := standardwebhooks.NewWebhook(secret)
	if err != nil {
		t.Fatal(err)
	}
	b := &brain{t: t, sign: sign, answer: func(bot.Question) (int, string) { return 204, "" }}
	b.Server = httptest.NewServer(http.HandlerFunc(b.serve))
	t.Cleanup(b.Close)
	c := webhook.Config{URL: b.URL + "/TOKEN", Secret: secret}
	if wrong := c.Check(); len(wrong) > 0 {
		t.Fatal(wrong)
	}
	a := webhook.New(c)
	w := &world{
		brain: b, store: bottest.NewMemory(), clock: bottest.NewClock(), channel: bottest.NewRecorder("test", false),
		door: a,
	}
	w.bot, err = bot.New(bot.Config{
		Store: w.store, Library: bottest.NewShelf(), Channels: []bot.Channel{w.channel}, Now: w.clock.Now, Assistant: a,
	})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func (b *brain) serve(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	var e struct {
		Type string
		Data bot.Question
	}
	if err == nil {
		err = b.sign.Verify(body, r.Header)
	}
	if err == nil {
		err = json.Unmarshal(body, &e)
	}
	asked := e.Type == "message.received" && r.Header.Get("webhook-id") == e.Data.ID
	if ping := e.Type == "ping" && r.Header.Get("webhook-id") != ""; err != nil || !asked && !ping {
		b.t.Errorf("asked with %v, %s %s", err, r.Header, body)
	}
	b.mu.Lock()
	b.asked, b.ids = append(b.asked, e.Data), append(b.ids, e.Data.ID)
	answer := b.answer
	b.mu.Unlock()
	status, text := answer(e.Data)
	w.WriteHeader(status)
	_, _ = io.WriteString(w, text)
}

func (b *brain) answers(f func(q bot.Question) (int, string)) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.answer = f
}

func (b *brain) heard() (texts []string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, q := range b.asked {
		texts = append(texts, q.Text)
	}
	return texts
}

func (w *world) last() bot.Question {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.asked[len(w.asked)-1]
}

// write sends a message and returns what is answered.
func (w *world) write(account, text string) []string {
	w.t.Helper()
	w.clock.Set(w.clock.Now().Add(time.Second))
	w.said++
	m := bot.Message{ID: fmt.Sprint(w.said), User: bot.UserID{Channel: "test", ID: account}, Text: text}
	if err := w.bot.Receive(w.t.Context(), m); err != nil {
		w.t.Fatal(err)
	}
	return w.drain(account)
}

func (w *world) drain(account string) (texts []string) {
	w.t.Helper()
	if err := w.bot.Drain(context.WithoutCancel(w.t.Context())); err != nil {
		w.t.Fatal(err)
	}
	for _, r := range w.channel.Take(account) {
		texts = append(texts, string(r.Text))
	}
	return texts
}

// post answers later.
func (w *world) post(id string, body any, change func(*http.Request)) *httptest.ResponseRecorder {
	w.t.Helper()
	text, err := json.Marshal(body)
	if err != nil {
		w.t.Fatal(err)
	}
	now := time.Now()
	signature, err := w.sign.Sign(id, now, text)
	if err != nil {
		w.t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodPost, webhook.Path, bytes.NewReader(text))
	r.Header.Set("webhook-id", id)
	r.Header.Set("webhook-timestamp", fmt.Sprint(now.Unix()))
	r.Header.Set("webhook-signature", signature)
	if change != nil {
		change(r)
	}
	got := httptest.NewRecorder()
	w.door.ServeHTTP(got, r)
	return got
}

func answerTo(q bot.Question, texts ...string) map[string]any {
	return map[string]any{"person": q.Person, "question": q.ID, "texts": texts}
}

// TestConversation: nothing is handed over before the opt-in; after it every
// message is, in order, and is answered at once or later.
func TestConversation(t *testing.T) {
	w := open(t)
	w.answers(func(q bot.Question) (int, string) { return 200, `{"texts":["You said: ` + q.Text + `"]}` })
	w.write("ana", "ZZHELD where is my parcel?")
	w.write("ana", "one more thing")
	w.write("ben", "hello, I will not agree")
	w.write("ben", "DECLINE")
	if got := w.heard(); len(got) != 0 {
		t.Fatalf("handed over before the opt-in: %q", got)
	}
	if got := strings.Join(w.write("ana", "AGREE"), "\n"); !strings.Contains(got,
		"You said: ZZHELD where is my parcel?\nYou said: one more thing") {
		t.Errorf("what was held: %s", got)
	}
	if got := w.write("ana", "and the second parcel?"); len(got) != 1 || got[0] != "You said: and the second parcel?" {
		t.Errorf("%q", got)
	}
	// Rights and privacy questions stay with the bot.
	n := len(w.heard())
	w.write("ana", "do you sell my data?")
	w.write("ana", "export my data")
	w.write("ana", "LATER")
	if got := w.heard(); len(got) != n {
		t.Errorf("handed over: %q", got[n:])
	}
	// Later.
	w.answers(func(bot.Question) (int, string) { return 204, "" })
	if got := w.write("ana", "how long will it take?"); len(got) != 0 {
		t.Errorf("%q", got)
	}
	if got := w.post("call 1", answerTo(w.last(), "Two days.", "Or three."), nil); got.Code != 204 {
		t.Errorf("%d %s", got.Code, got.Body)
	}
	if got := w.drain("ana"); len(got) != 2 || got[0] != "Two days." {
		t.Errorf("%q", got)
	}
	// People take over.
	w.answers(func(bot.Question) (int, string) { return 200, `{"handoff":true}` })
	if got := w.write("ana", "I am not happy"); len(got) != 1 || !strings.Contains(got[0], "person") {
		t.Errorf("%q", got)
	}
	// Nothing from somebody who withdrew.
	w.write("ana", "I withdraw my consent")
	n = len(w.heard())
	w.write("ana", "are you there?")
	if got := w.heard(); len(got) != n {
		t.Errorf("handed over after the withdrawal: %q", got[n:])
	}
}

// TestLateAnswers: whoever may not answer cannot, and nothing is said twice.
func TestLateAnswers(t *testing.T) {
	w := open(t)
	for _, account := range []string{"ana", "ben"} {
		w.write(account, "hello there, where is my parcel?")
		w.write(account, "AGREE")
	}
	ben := w.last()
	w.write("ana", "how long will it take?")
	ana := w.last()
	old := func(r *http.Request) {
		at := time.Now().Add(-6 * time.Minute)
		body, _ := io.ReadAll(r.Body)
		signature, _ := w.sign.Sign(r.Header.Get("webhook-id"), at, body)
		r.Body = io.NopCloser(bytes.NewReader(body))
		r.Header.Set("webhook-timestamp", fmt.Sprint(at.Unix()))
		r.Header.Set("webhook-signature", signature)
	}
	for name, tc := range map[string]struct {
		body   any
		change func(*http.Request)
		status int
	}{
		"no signature": {answerTo(ana, "x"), func(r *http.Request) { r.Header.Del("webhook-signature") }, 401},
		"a wrong signature": {
			answerTo(ana, "x"), func(r *http.Request) {
				r.Header.Set("webhook-signature",
					"v1,"+strings.Repeat("A", 43)+"=")
			}, 401,
		},
		"another body": {
			answerTo(ana, "x"), func(r *http.Request) { r.Body = io.NopCloser(strings.NewReader(`{}`)) }, 401,
		},
		"another id":        {answerTo(ana, "x"), func(r *http.Request) { r.Header.Set("webhook-id", "other") }, 401},
		"replayed too late": {answerTo(ana, "x"), old, 401},
		"no time": {
			answerTo(ana, "x"), func(r *http.Request) { r.Header.Set("webhook-timestamp", "soon") }, 401,
		},
		"too long":      {answerTo(ana, strings.Repeat("x", 300<<10)), nil, 413},
		"GET":           {answerTo(ana, "x"), func(r *http.Request) { r.Method = "GET" }, 405},
		"no answer":     {answerTo(ana), nil, 422},
		"a long answer": {answerTo(ana, strings.Repeat("x", 9<<10)), nil, 422},
		"somebody else's": {
			map[string]any{"person": ben.Person, "question": ana.ID, "texts": []string{"x"}}, nil, 409,
		},
		"nobody's": {
			map[string]any{"person": "nobody", "question": ana.ID, "texts": []string{"x"}}, nil, 409,
		},
		"no question at all": {map[string]any{"person": ana.Person, "texts": []string{"x"}}, nil, 409},
		"no object":          {[]string{"x"}, nil, 400},
	} {
		t.Run(name, func(t *testing.T) {
			if got := w.post("call "+name, tc.body, tc.change); got.Code != tc.status {
				t.Errorf("%d, want %d: %s", got.Code, tc.status, got.Body)
			}
			if said := append(w.drain("ana"), w.drain("ben")...); len(said) != 0 {
				t.Errorf("said: %q", said)
			}
		})
	}
	for range 3 { // the same call
		if got := w.post("once", answerTo(ana, "Two days."), nil); got.Code != 204 {
			t.Errorf("%d %s", got.Code, got.Body)
		}
	}
	if got := w.post("twice", answerTo(ana, "Three days."), nil); got.Code != 409 {
		t.Errorf("answered twice: %d", got.Code)
	}
	if got := w.drain("ana"); len(got) != 1 || got[0] != "Two days." {
		t.Errorf("%q", got)
	}
	w.write("ben", "delete my data")
	w.write("ben", "DELETE")
	if got := w.post("gone", answerTo(ben, "x"), nil); got.Code != 409 {
		t.Errorf("to somebody who is erased: %d", got.Code)
	}
}

// TestAnswersThatComeFirst: the answer is posted before the call that asked has
// ended; the messages after it are handed over all the same.
func TestAnswersThatComeFirst(t *testing.T) {
	w := open(t)
	w.write("ana", "hello there, where is my parcel?")
	w.write("ana", "and the other parcel?")
	w.answers(func(q bot.Question) (int, string) {
		if got := w.post("call "+q.ID, answerTo(q, "re: "+q.Text), nil); got.Code != 204 {
			t.Errorf("%d %s", got.Code, got.Body)
		}
		return 204, ""
	})
	if got := strings.Join(w.write("ana", "AGREE"), "|"); !strings.HasSuffix(got,
		"re: hello there, where is my parcel?|re: and the other parcel?") {
		t.Errorf("%q", got)
	}
}

// TestAssistantAway: while the other side is down, messages wait in order and the
// person is told, once; after an hour all of them are answered.
func TestAssistantAway(t *testing.T) {
	w := open(t)
	w.write("ana", "hello there, where is my parcel?")
	w.write("ana", "AGREE")
	w.answers(func(bot.Question) (int, string) { return 503, "" })
	var told []string
	for i := range 3 {
		told = append(told, w.write("ana", fmt.Sprintf("message number %d about my parcel", i))...)
	}
	for range 30 {
		w.clock.Set(w.clock.Now().Add(2 * time.Minute))
		told = append(told, w.drain("ana")...)
	}
	if len(told) != 1 || !strings.Contains(told[0], "is here and waits") {
		t.Errorf("told meanwhile: %q", told)
	}
	w.answers(func(q bot.Question) (int, string) { return 200, `{"texts":["re: ` + q.Text + `"]}` })
	told = nil
	for range 10 {
		w.clock.Set(w.clock.Now().Add(2 * time.Minute))
		told = append(told, w.drain("ana")...)
	}
	want := "re: message number 0 about my parcel|re: message number 1 about my parcel|re: message number 2 about " +
		"my parcel"
	if got := strings.Join(told, "|"); got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
	// Invalid answers count as being away; after a day the message is given up, and
	// the person is told where to turn.
	w.answers(func(bot.Question) (int, string) { return 200, `<html>` })
	told = w.write("ana", "one last question about my parcel")
	for range 200 {
		w.clock.Set(w.clock.Now().Add(11 * time.Minute))
		told = append(told, w.drain("ana")...)
	}
	if len(told) != 2 || !strings.Contains(told[1], "nobody is connected") {
		t.Errorf("%q", told)
	}
}

// TestSlow: an answer after half a minute still counts; here the wait is
// shortened to a second.
func TestSlow(t *testing.T) {
	w := open(t)
	w.write("ana", "hello there, where is my parcel?")
	w.write("ana", "AGREE")
	w.answers(func(bot.Question) (int, string) {
		time.Sleep(time.Second)
		return 200, `{"texts":["It took me a while."]}`
	})
	if got := w.write("ana", "how long will it take?"); len(got) != 1 || got[0] != "It took me a while." {
		t.Errorf("%q", got)
	}
}

func TestConfig(t *testing.T) {
	for c, want := range map[webhook.Config]string{
		{}: "map[]", {URL: "https://brain.test", Secret: secret}: "map[]",
		{URL: "http://127.0.0.1:9", Secret: secret}:                "map[]",
		{URL: "http://brain.test", Secret: secret}:                 "https://",
		{URL: "brain", Secret: secret}:                             "is not an address",
		{URL: "https://brain.test", Secret: "whsec_AAAA"}:          "24 random bytes",
		{URL: "https://brain.test", Secret: "ZZSECRET not base64"}: "24 random bytes",
	} {
		if got := fmt.Sprint(c.Check()); !strings.Contains(got, want) || strings.Contains(got, "ZZSECRET") {
			t.Errorf("%q: %s, want %s", c.URL, got, want)
		}
	}
}

// FuzzAnswer sends anything, correctly signed.
func FuzzAnswer(f *testing.F) {
	f.Add(`{"person":"p","question":"q","texts":["x"]}`)
	f.Add(`{"person":1,"texts":{"x":null}}`)
	f.Add(`[`)
	sign, err := standardwebhooks.NewWebhook(secret)
	if err != nil {
		f.Fatal(err)
	}
	a := webhook.New(webhook.Config{URL: "http://127.0.0.1:9", Secret: secret})
	if _, err := bot.New(bot.Config{
		Store: bottest.NewMemory(), Library: bottest.NewShelf(), Assistant: a,
	}); err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, body string) {
		now := time.Now()
		signature, err := sign.Sign("id", now, []byte(body))
		if err != nil {
			t.Fatal(err)
		}
		r := httptest.NewRequest(http.MethodPost, webhook.Path, strings.NewReader(body))
		r.Header.Set("webhook-id", "id")
		r.Header.Set("webhook-timestamp", fmt.Sprint(now.Unix()))
		r.Header.Set("webhook-signature", signature)
		got := httptest.NewRecorder()
		a.ServeHTTP(got, r)
		if got.Code/100 != 4 {
			t.Errorf("%q: %d", body, got.Code)
		}
	})
}

// TestExamine: a signed ping, about nobody, shows the state of the other side.
func TestExamine(t *testing.T) {
	for status, want := range map[int]bot.Grade{
		204: bot.Good, 200: bot.Good, 401: bot.Bad, 403: bot.Bad, 422: bot.Doubtful, 503: bot.Bad,
	} {
		w := open(t)
		w.answers(func(q bot.Question) (int, string) {
			if q.Text != "" || q.Person != "" {
				t.Errorf("the ping is about somebody: %+v", q)
			}
			return status, "{}"
		})
		found := w.door.(bot.Examiner).Examine(t.Context())
		if len(found) != 1 || found[0].Grade != want || strings.Contains(found[0].Text, "TOKEN") {
			t.Errorf("%d: %+v, want grade %d", status, found, want)
		}
		w.Close()
		if found := w.door.(bot.Examiner).Examine(t.Context()); len(found) != 1 || found[0].Grade != bot.Bad ||
			strings.Contains(found[0].Text, "TOKEN") {
			t.Errorf("it is gone: %+v", found)
		}
	}
}
