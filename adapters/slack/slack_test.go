package slack_test

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
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

	"assent/adapters/slack"
	"assent/adapters/slack/slacktest"
	"assent/bot"
	"assent/bot/bottest"
	"assent/bot/office"
	"assent/intents"
	"assent/policies"
)

// workspace is the channel, with a stand-in of Slack at the other end.
type workspace struct {
	*slacktest.Server
	testing.TB
	channel *slack.Channel
	bot     *bot.Bot
	store   bot.Store
	base    string
	log     *bytes.Buffer
	socket  bool
	clock   atomic.Int64
}

// open makes the channel, in Socket Mode or as a server that Slack calls.
func open(t testing.TB, socket bool, change ...func(*slack.Config)) *workspace {
	o := &workspace{Server: slacktest.New(), TB: t, log: &bytes.Buffer{}, socket: socket, store: bottest.NewMemory()}
	t.Cleanup(o.Server.Close)
	c := slack.Defaults()
	c.BotToken, c.APIURL = slacktest.BotToken, o.API()
	if socket {
		c.AppToken = slacktest.AppToken
	} else {
		c.SigningSecret = slacktest.SigningSecret
	}
	for _, f := range change {
		f(&c)
	}
	if bad := c.Check(); len(bad) > 0 {
		t.Fatal(bad)
	}
	o.channel = slack.New(c, "https://chat.test", slog.New(slog.NewTextHandler(&locked{b: o.log}, nil)))
	server := httptest.NewServer(o.channel)
	t.Cleanup(server.Close)
	o.base = server.URL
	return o
}

type locked struct {
	mu sync.Mutex
	b  *bytes.Buffer
}

func (l *locked) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

// answers connects a bot to the channel until the test ends.
func (o *workspace) answers(change ...func(*bot.Config)) {
	o.Helper()
	c := bot.Config{
		Store: o.store, Library: bottest.NewShelf(), Channels: []bot.Channel{o.channel},
		Limits: bot.LimitsConfig{PersonRate: -1},
		Desk:   bot.DeskConfig{Names: true},
	}
	for _, f := range change {
		f(&c)
	}
	b, err := bot.New(c)
	if err != nil {
		o.Fatal(err)
	}
	o.bot = b
	office.New(b, office.Config{Store: c.Store, Library: c.Library, Channels: c.Channels})
	ctx, cancel := context.WithCancel(context.Background())
	var wg sync.WaitGroup
	wg.Go(func() { _ = b.Run(ctx) })
	o.runs(ctx, &wg)
	o.Cleanup(func() { cancel(); wg.Wait() })
}

func (o *workspace) runs(ctx context.Context, wg *sync.WaitGroup) {
	if !o.socket {
		return
	}
	before := o.Connections()
	wg.Go(func() { _ = o.channel.Run(ctx) })
	if !o.Until(10*time.Second, func() bool { return o.Connections() > before }) {
		o.Fatalf("no connection was opened: %s", o.log)
	}
}

func (o *workspace) ts() string { return fmt.Sprintf("%d.%06d", 1800000000+o.clock.Add(1), 100) }

// brings lets Slack deliver something, over the socket or as a request.
func (o *workspace) brings(kind string, payload any) (string, error) {
	if o.socket {
		p, err := o.Push(kind, payload, 20*time.Second)
		return string(p), err
	}
	b, err := json.Marshal(payload)
	if err != nil {
		return "", err
	}
	address, media := o.base+"/slack/events", "application/json"
	switch kind {
	case "interactive":
		address, media, b = o.base+"/slack/interactive", "application/x-www-form-urlencoded",
			[]byte(url.Values{"payload": {string(b)}}.Encode())
	case "slash_commands":
		form := url.Values{}
		for k, v := range payload.(map[string]any) {
			form.Set(k, fmt.Sprint(v))
		}
		address, media, b = o.base+"/slack/command", "application/x-www-form-urlencoded", []byte(form.Encode())
	}
	status, said, err := slacktest.Call(address, media, b, time.Now(), slacktest.SigningSecret)
	if err == nil && status != http.StatusOK {
		err = fmt.Errorf("%d %s", status, said)
	}
	return said, err
}

func (o *workspace) must(kind string, payload any) string {
	o.Helper()
	said, err := o.brings(kind, payload)
	if err != nil {
		o.Fatal(err)
	}
	return said
}

// write sends a direct message.
func (o *workspace) write(user, text string) {
	o.Helper()
	ts := o.ts()
	o.must("events_api", slacktest.Event(ts, slacktest.Direct(user, ts, text)))
}

// share sends a direct message with a file.
func (o *workspace) share(user, name string, content []byte) {
	o.Helper()
	ts := o.ts()
	m := slacktest.Direct(user, ts, "")
	m["subtype"], m["files"] = "file_share", []any{o.Shared(name, content)}
	o.must("events_api", slacktest.Event(ts, m))
}

// hears waits for the nth post in somebody's direct messages.
func (o *workspace) hears(user string, n int) slacktest.Post {
	o.Helper()
	if !o.Until(20*time.Second, func() bool { return len(o.In(slacktest.DM(user))) >= n }) {
		o.Fatalf("%d posts, want %d: %v", len(o.In(slacktest.DM(user))), n, o.In(slacktest.DM(user)))
	}
	return o.In(slacktest.DM(user))[n-1]
}

const ana = "U0ANA"

func each(t *testing.T, test func(t *testing.T, socket bool)) {
	t.Run("socket mode", func(t *testing.T) { test(t, true) })
	t.Run("requests", func(t *testing.T) { test(t, false) })
}

func TestConversation(t *testing.T) {
	each(t, func(t *testing.T, socket bool) {
		o := open(t, socket)
		o.answers()
		said := 0
		expect := func(what string, want ...string) (last slacktest.Post) {
			t.Helper()
			t.Logf("> %s", what)
			for _, w := range want {
				said++
				last = o.hears(ana, said)
				t.Logf("< %s %s", last.Text, last.Blocks)
				if !strings.Contains(last.Text, w) {
					t.Fatalf("%q was said, want %q", last.Text, w)
				}
			}
			return last
		}
		o.write(ana, "hi, where is my parcel? &lt;urgent&gt;")
		notice := expect("hi", "*Before we chat*")
		o.must("interactive", slacktest.Press(ana, notice, "agree", "", "I agree"))
		expect("[I agree]", "your agreement is on record", "nobody is connected")
		if !o.Until(5*time.Second, func() bool {
			p := o.In(slacktest.DM(ana))[0]
			return p.Updated && !strings.Contains(string(p.Blocks), "action_id")
		}) {
			t.Error("the buttons of the notice are still there")
		}
		o.write(ana, "what do you do with my phone number?")
		expect("question", "*What we use it for*")
		o.write(ana, "export my data")
		expect("export my data", "EXPORT")
		o.write(ana, "EXPORT")
		expect("EXPORT", "preparing your file", "Here is your data", "file F")
		files := o.Files()
		if len(files) != 1 {
			t.Fatalf("%d files", len(files))
		}
		if z, err := zip.NewReader(bytes.NewReader(files[0]), int64(len(files[0]))); err != nil || len(z.File) < 4 {
			t.Errorf("the export: %v", err)
		}
		o.write(ana, "delete my data")
		ask := expect("delete my data", "If you reply *DELETE*")
		time.Sleep(200 * time.Millisecond) // nobody reads faster
		o.must("interactive", slacktest.Press(ana, ask, "delete", forOf(ask, "delete"), "Delete my data"))
		if !o.Until(20*time.Second, func() bool {
			posts := o.In(slacktest.DM(ana))
			return len(posts) == 2 && strings.Contains(posts[0].Text, "Your data is deleted") // and the certificate
		}) {
			t.Fatalf("Slack keeps %v", o.In(slacktest.DM(ana)))
		}
		last := o.In(slacktest.DM(ana))[0]
		t.Logf("< %s", last.Text)
		left := o.Files()
		if !strings.Contains(last.Text, "What you wrote yourself in Slack stays there") || len(left) != 1 ||
			!bytes.Contains(left[0], []byte(bot.CertificateSchema)) {
			t.Errorf("%d files are left; %s", len(left), last.Text)
		}
	})
}

// forOf returns the value of a post's button.
func forOf(p slacktest.Post, action string) string {
	var blocks []struct {
		Elements []struct {
			ActionID string `json:"action_id"`
			Value    string
		}
	}
	_ = json.Unmarshal(p.Blocks, &blocks)
	for _, b := range blocks {
		for _, e := range b.Elements {
			if e.ActionID == action {
				return e.Value
			}
		}
	}
	return ""
}

// TestDialogues plays the dialogues over the wire protocol.
func TestDialogues(t *testing.T) {
	bottest.TestChannel(t, func(t *testing.T) bottest.Wire {
		o := open(t, false)
		user := func(account string) string { return "U" + strings.ToUpper(account) }
		return bottest.Wire{
			Channel: o.channel, Connect: o.channel.Connect,
			User: func(account string) bot.UserID {
				return bot.UserID{App: bot.DefaultApp, Channel: slack.Name, ID: slacktest.Team + ":" + user(account)}
			},
			Say: func(account string, m bot.Message) error {
				ts := fmt.Sprintf("18%08s.000100", m.ID)
				if m.Choice != "" {
					_, err := o.brings("interactive",
						slacktest.Press(user(account), slacktest.Post{Channel: slacktest.DM(user(account))}, m.Choice,
							m.For, m.Choice))
					return err
				}
				_, err := o.brings("events_api", slacktest.Event(m.ID, slacktest.Direct(user(account), ts, m.Text)))
				return err
			},
		}
	})
}

// TestMention: a question in public is answered where others do not read it.
func TestMention(t *testing.T) {
	each(t, func(t *testing.T, socket bool) {
		o := open(t, socket)
		o.answers()
		mention := map[string]any{
			"type": "app_mention", "channel": "C0PUBLIC", "user": ana,
			"text": "<@" + slacktest.Bot + "> delete my data", "ts": "1800000500.000100",
			"event_ts": "1800000500.000100",
		}
		for range 2 { // Slack sends it again
			o.must("events_api", slacktest.Event("1", mention))
		}
		if got := o.hears(ana, 1).Text; !strings.Contains(got, "Before we chat") {
			t.Error(got)
		}
		o.hears(ana, 2)
		for _, p := range o.In("C0PUBLIC") {
			if p.To != ana || p.Thread != "1800000500.000100" ||
				p.Text != "I have written to you in a direct message." {
				t.Errorf("in the channel: %+v", p)
			}
		}
		o.must("events_api", slacktest.Event("2", map[string]any{
			"type": "message", "channel": "C0PUBLIC", "channel_type": "channel", "user": "U0BEN",
			"text": "nobody asked the bot", "ts": "1800000501.000100",
		}))
		time.Sleep(200 * time.Millisecond)
		if p, err := o.bot.Find(t.Context(), bot.UserID{
			App: bot.DefaultApp, Channel: slack.Name, ID: slacktest.Team + ":U0BEN",
		}); err == nil {
			t.Errorf("%s is on record for talking to others", p.ID)
		}
	})
}

// TestCommand: /privacy does what the buttons do.
func TestCommand(t *testing.T) {
	each(t, func(t *testing.T, socket bool) {
		o := open(t, socket)
		o.answers()
		for i, c := range []struct{ text, want string }{
			{"", "Before we chat"}, {"policy", ""}, {"how long do you keep my data?", "How long we keep it"},
		} {
			said := o.must("slash_commands", map[string]any{
				"command": "/privacy", "text": c.text, "team_id": slacktest.Team, "user_id": ana,
				"trigger_id": fmt.Sprint("trigger", i), "channel_id": "C0PUBLIC",
			})
			if !strings.Contains(said, `"ephemeral"`) || !strings.Contains(said, "direct message") {
				t.Error(said)
			}
			if !o.Until(10*time.Second, func() bool {
				return slices.ContainsFunc(o.In(slacktest.DM(ana)),
					func(p slacktest.Post) bool { return strings.Contains(p.Text, c.want) })
			}) {
				t.Errorf("%q: %v", c.text, o.In(slacktest.DM(ana)))
			}
		}
	})
}

func TestHome(t *testing.T) {
	o := open(t, false)
	o.answers()
	o.must("events_api", slacktest.Event("1", map[string]any{
		"type": "app_home_opened", "user": ana, "channel": slacktest.DM(ana), "tab": "home",
	}))
	view := o.Home(ana)
	for _, action := range []string{
		"policy_question", "consent_status", "access", "erasure", "withdraw_consent", "help",
	} {
		if !strings.Contains(view, `"`+action+`"`) {
			t.Errorf("no button %s in %s", action, view)
		}
	}
	press := slacktest.Press(ana, slacktest.Post{}, "access", "", "Export my data")
	delete(press, "message")
	delete(press, "channel")
	o.must("interactive", press)
	if !o.Until(10*time.Second, func() bool { return len(o.In(slacktest.DM(ana))) > 0 }) {
		t.Error("nothing came of the button")
	}
}

// pane is the event of somebody who opens the assistant pane.
func pane(id, thread string) map[string]any {
	return slacktest.Event(id, map[string]any{"type": "assistant_thread_started", "assistant_thread": map[string]any{
		"user_id": ana, "channel_id": slacktest.DM(ana), "thread_ts": thread, "context": map[string]any{},
	}})
}

// TestAssistantPane: the pane suggests what can be asked, and is answered in its thread.
func TestAssistantPane(t *testing.T) {
	each(t, func(t *testing.T, socket bool) {
		o := open(t, socket)
		o.answers()
		o.must("events_api", pane("p", "1.9"))
		var prompts []struct{ Title, Message string }
		if err := json.Unmarshal([]byte(o.Prompts()), &prompts); err != nil || len(prompts) != 4 {
			t.Fatalf("%v: %s", err, o.Prompts())
		}
		for _, p := range prompts {
			if got := intents.New().Classify(p.Message, "en").Intent; got == intents.Other || p.Title == "" {
				t.Errorf("%q is taken for %s", p.Message, got)
			}
		}
		if len(o.In(slacktest.DM(ana))) > 0 {
			t.Error("somebody who only opened the pane is written to")
		}
		m := slacktest.Direct(ana, "2.1", prompts[2].Message)
		m["thread_ts"] = "1.9"
		o.must("events_api", slacktest.Event("m", m))
		if notice := o.hears(ana, 1); notice.Thread != "1.9" || !strings.Contains(notice.Text, "Before we chat") {
			t.Errorf("%+v", notice)
		}
	})
}

// TestRevisions: what is edited or deleted at Slack is edited or deleted on record.
func TestRevisions(t *testing.T) {
	o := open(t, false)
	o.answers()
	o.write(ana, "hello")
	o.hears(ana, 1)
	o.write(ana, "AGREE")
	o.hears(ana, 3)
	for i, text := range []string{"ZZFIRST", "ZZSECOND"} {
		o.write(ana, text)
		o.hears(ana, 4+i)
	}
	ts := func(n int64) string { return fmt.Sprintf("%d.%06d", 1800000000+n, 100) }
	last := o.clock.Load()
	change := func(subtype string, more map[string]any) {
		ev := map[string]any{
			"type": "message", "subtype": subtype, "channel": slacktest.DM(ana), "channel_type": "im",
			"ts": ts(last + 10), "previous_message": map[string]any{"user": ana},
		}
		for k, v := range more {
			ev[k] = v
		}
		o.must("events_api", slacktest.Event(subtype, ev))
	}
	change("message_changed", map[string]any{
		"message": map[string]any{"user": ana, "text": "ZZEDITED", "ts": ts(last - 1),
			"edited": map[string]any{"user": ana, "ts": "1"}},
	})
	change("message_changed", map[string]any{
		"message": map[string]any{"user": ana, "text": "only a preview", "ts": ts(last)},
	})
	change("message_deleted", map[string]any{"deleted_ts": ts(last)})
	p, err := o.bot.Find(t.Context(), bot.UserID{
		App: bot.DefaultApp, Channel: slack.Name, ID: slacktest.Team + ":" + ana,
	})
	if err != nil {
		t.Fatal(err)
	}
	said := ""
	for e, err := range o.store.Events(t.Context(), p.ID) {
		if err != nil {
			t.Fatal(err)
		}
		said += string(e.Body)
	}
	if !strings.Contains(said, "ZZEDITED") || strings.Contains(said, "ZZFIRST") || strings.Contains(said, "ZZSECOND") ||
		strings.Contains(said, "preview") {
		t.Error(said)
	}
	if n := len(o.In(slacktest.DM(ana))); n != 5 {
		t.Errorf("%d posts: an edit is answered", n)
	}
}

// TestDeparture: removing the app erases the people of the workspace.
func TestDeparture(t *testing.T) {
	o := open(t, false)
	o.answers()
	for _, u := range []string{ana, "U0BEN"} {
		o.write(u, "hello")
		o.hears(u, 1)
	}
	for _, kind := range []string{"tokens_revoked", "app_uninstalled"} {
		o.must("events_api", slacktest.Event(kind, map[string]any{"type": kind}))
	}
	for deadline := time.Now().Add(10 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		left := 0
		for range o.store.People(t.Context(), bot.Query{}) {
			left++
		}
		if left == 0 {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("%d people are left", left)
		}
	}
}

// TestRequests: what is not Slack's changes nothing.
func TestRequests(t *testing.T) {
	o := open(t, false)
	o.answers()
	event, err := json.Marshal(slacktest.Event("1", slacktest.Direct(ana, "1800000000.000100", "hello")))
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		body   []byte
		at     time.Time
		secret string
		want   int
	}{
		"another secret": {event, time.Now(), "another", 401},
		"old":            {event, time.Now().Add(-6 * time.Minute), slacktest.SigningSecret, 401},
		"from tomorrow":  {event, time.Now().Add(24 * time.Hour), slacktest.SigningSecret, 401},
		"no JSON":        {[]byte("hello"), time.Now(), slacktest.SigningSecret, 400},
		"too large":      {bytes.Repeat([]byte("x"), 2<<20), time.Now(), slacktest.SigningSecret, 413},
		"a little skew": {
			[]byte(`{"type":"url_verification","challenge":"abc"}`), time.Now().Add(-4 * time.Minute),
			slacktest.SigningSecret, 200,
		},
		"unknown event": {
			[]byte(`{"type":"event_callback","team_id":"T1","event":{"type":"emoji_changed","user":{"odd":1}}}`),
			time.Now(), slacktest.SigningSecret, 400,
		},
		"unknown kind": {
			[]byte(`{"type":"event_callback","team_id":"T1","event":{"type":"emoji_changed"}}`), time.Now(),
			slacktest.SigningSecret, 200,
		},
		"odd user": {
			[]byte(`{"type":"event_callback","team_id":"T1","event":{"type":"message","channel_type":"im",` +
				`"user":"../x","channel":"D1","ts":"1.2","text":"x"}}`),
			time.Now(), slacktest.SigningSecret, 200,
		},
	} {
		if status, said, err := slacktest.Call(o.base+"/slack/events", "application/json", c.body, c.at,
			c.secret); err != nil || status != c.want {
			t.Errorf("%s: %d %s, %v; want %d", name, status, said, err, c.want)
		}
	}
	if r, err := http.Post(o.base+"/slack/events", "application/json", bytes.NewReader(event)); err != nil ||
		r.StatusCode != 401 {
		t.Errorf("without a signature: %v", err)
	}
	time.Sleep(100 * time.Millisecond)
	for p := range o.store.People(t.Context(), bot.Query{}) {
		t.Errorf("%s is on record", p.ID)
	}
	closed := open(t, true) // without a signing secret nothing is served
	if status, _, err := slacktest.Call(closed.base+"/slack/events", "application/json", event, time.Now(),
		""); err != nil || status != 404 {
		t.Errorf("without a signing secret: %d, %v", status, err)
	}
}

// TestFaults: whatever Slack does, every reply arrives once and in order, or twice
// if the answer to a post was lost.
func TestFaults(t *testing.T) {
	for name, c := range map[string]struct {
		fault slacktest.Fault
		twice bool
	}{
		"rate limit":     {slacktest.Fault{Status: 429, Retry: 1}, false},
		"5xx":            {slacktest.Fault{Status: 503}, false},
		"fatal_error":    {slacktest.Fault{Error: "internal_error"}, false},
		"cut afterwards": {slacktest.Fault{Cut: true}, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := open(t, true)
			o.answers()
			o.write(ana, "hello")
			o.hears(ana, 1)
			o.write(ana, "AGREE")
			o.hears(ana, 3)
			var n atomic.Int64
			o.Fails(func(method string) slacktest.Fault {
				if method == "chat.postMessage" && n.Add(1)%2 == 1 {
					return c.fault
				}
				return slacktest.Fault{}
			})
			for _, q := range []string{
				"what data do you collect?", "do you sell my data?", "how long do you keep it?",
			} {
				o.write(ana, q)
			}
			want := []string{"What we collect", "Who receives it", "How long we keep it"}
			o.Until(30*time.Second, func() bool {
				p := o.In(slacktest.DM(ana))
				return strings.Contains(p[len(p)-1].Text, want[2])
			})
			var got []string
			for _, p := range o.In(slacktest.DM(ana))[3:] {
				if c.twice && len(got) > 0 && got[len(got)-1] == p.Text {
					continue
				}
				got = append(got, p.Text)
			}
			if len(got) != 3 {
				t.Fatalf("%d posts: %q", len(got), got)
			}
			for i, w := range want {
				if !strings.Contains(got[i], w) {
					t.Errorf("post %d is %q, want %q", i, got[i], w)
				}
			}
		})
	}
}

// TestConnections: an event that a connection did not acknowledge arrives over the
// next one, and counts once.
func TestConnections(t *testing.T) {
	o := open(t, true)
	o.answers()
	o.write(ana, "hello")
	o.hears(ana, 1)
	o.write(ana, "AGREE")
	o.hears(ana, 3)
	for i, politely := range []bool{true, false, true} {
		before := o.Connections()
		go func() { time.Sleep(time.Millisecond); o.Disconnect(politely) }()
		o.write(ana, fmt.Sprintf("do you sell my data? (%d)", i))
		if !o.Until(30*time.Second, func() bool { return o.Connections() > before }) {
			t.Fatal("it does not connect again")
		}
		o.hears(ana, 4+i)
	}
	time.Sleep(200 * time.Millisecond)
	if got := len(o.In(slacktest.DM(ana))); got != 6 {
		t.Errorf("%d posts", got)
	}
}

// TestErase: what is already gone is no error, what could not be deleted is left for later.
func TestErase(t *testing.T) {
	o := open(t, false)
	u := bot.UserID{App: bot.DefaultApp, Channel: slack.Name, ID: slacktest.Team + ":" + ana}
	var receipts []bot.PlatformRef
	for range 3 {
		r, err := o.channel.Send(t.Context(), u, bot.Reply{Text: "hello"})
		if err != nil {
			t.Fatal(err)
		}
		receipts = append(receipts, r)
	}
	var n atomic.Int64
	o.Fails(func(method string) slacktest.Fault {
		if method == "chat.delete" && n.Add(1) == 2 {
			return slacktest.Fault{Error: "internal_error"}
		}
		return slacktest.Fault{}
	})
	if deleted, err := o.channel.Erase(t.Context(), u, receipts); err == nil || len(deleted) != 1 {
		t.Errorf("deleted %v, %v", deleted, err)
	}
	if deleted, err := o.channel.Erase(t.Context(), u, append(receipts, "odd")); err != nil || len(deleted) != 4 ||
		len(o.In(slacktest.DM(ana))) != 0 {
		t.Errorf("deleted %v, %v", deleted, err)
	}
}

// TestLongTexts: whatever is said fits Slack's limits, and nothing is lost.
func TestLongTexts(t *testing.T) {
	o := open(t, false)
	u := bot.UserID{App: bot.DefaultApp, Channel: slack.Name, ID: slacktest.Team + ":" + ana}
	text := strings.Repeat("A sentence with <marks> & more. ", 900) + strings.Repeat("é", 4000) +
		" [a link](https://chat.test/privacy)"
	if _, err := o.channel.Send(t.Context(), u, bot.Reply{
		Text: policies.Markdown(text), Choices: []bot.Choice{{ID: "agree", Label: strings.Repeat("x", 100)}},
	}); err != nil {
		t.Fatal(err)
	}
	said := ""
	for _, p := range o.In(slacktest.DM(ana)) {
		said += p.Text
	}
	squeezed := func(s string) string { return strings.Join(strings.Fields(s), "") }
	if got, want := squeezed(said), squeezed(policies.Mrkdwn(policies.Markdown(text))); got != want {
		t.Errorf("%d characters were said, want %d", len(got), len(want))
	}
}

// TestManifest: the app gets the scopes and events that are used, and no others.
func TestManifest(t *testing.T) {
	o := open(t, true)
	o.answers()
	used := map[string]bool{}
	o.write(ana, "hello")
	o.hears(ana, 1)
	o.must("interactive", slacktest.Press(ana, o.hears(ana, 1), "agree", "", "I agree"))
	o.hears(ana, 3)
	o.must("events_api", slacktest.Event("m", map[string]any{
		"type": "app_mention", "channel": "C0PUBLIC", "user": "U0BEN", "text": "export", "ts": "1.1",
	}))
	o.hears("U0BEN", 1)
	o.must("events_api", slacktest.Event("h", map[string]any{"type": "app_home_opened", "user": ana, "tab": "home"}))
	o.must("events_api", pane("p", "1.9"))
	o.share(ana, "shot.txt", []byte("a picture"))
	o.write(ana, "export my data")
	o.Until(10*time.Second, func() bool {
		p := o.In(slacktest.DM(ana))
		return strings.Contains(p[len(p)-1].Text, "EXPORT")
	})
	o.write(ana, "EXPORT")
	o.Until(10*time.Second, func() bool { return len(o.Files()) > 0 })
	time.Sleep(200 * time.Millisecond)
	o.write(ana, "delete my data")
	o.Until(10*time.Second, func() bool {
		p := o.In(slacktest.DM(ana))
		return strings.Contains(p[len(p)-1].Text, "DELETE")
	})
	time.Sleep(200 * time.Millisecond)
	o.write(ana, "DELETE")
	o.Until(10*time.Second, func() bool { return len(o.Files()) == 0 })
	for _, r := range o.Requests() {
		used[r.Method] = true
	}
	// The scope that each method requires, by Slack's reference.
	required := map[string]string{
		"chat.postMessage": "chat:write", "chat.postEphemeral": "chat:write", "chat.update": "chat:write",
		"chat.delete": "chat:write", "conversations.open": "im:write",
		"files.getUploadURLExternal": "files:write", "files.completeUploadExternal": "files:write",
		"files.delete": "files:write", "url_private_download": "files:read",
		"assistant.threads.setSuggestedPrompts": "assistant:write",
		"auth.test":                             "", "apps.connections.open": "", "views.publish": "",
	}
	scopes := map[string]bool{"commands": true, "app_mentions:read": true, "im:history": true} // for what comes in
	for method := range used {
		scope, known := required[method]
		if !known {
			t.Errorf("%s is used, and nobody knows its scope", method)
		}
		if scope != "" {
			scopes[scope] = true
		}
	}
	b, err := slack.Manifest("Assent", "", false)
	if err != nil {
		t.Fatal(err)
	}
	var manifest struct {
		OAuth struct {
			Scopes struct{ Bot []string } `json:"scopes"`
		} `json:"oauth_config"`
		Settings struct {
			Events struct {
				Bot []string `json:"bot_events"`
			} `json:"event_subscriptions"`
			Socket bool `json:"socket_mode_enabled"`
		} `json:"settings"`
	}
	if err := json.Unmarshal(b, &manifest); err != nil {
		t.Fatal(err)
	}
	for _, s := range manifest.OAuth.Scopes.Bot {
		if !scopes[s] {
			t.Errorf("the manifest asks for %s, which nothing uses", s)
		}
		delete(scopes, s)
	}
	for s := range scopes {
		t.Errorf("the manifest lacks %s", s)
	}
	if want := []string{"app_home_opened", "app_mention", "app_uninstalled", "assistant_thread_started", "message.im",
		"tokens_revoked"}; !slices.Equal(manifest.Settings.Events.Bot, want) || !manifest.Settings.Socket {
		t.Errorf("%+v", manifest.Settings)
	}
}

func TestExamine(t *testing.T) {
	o := open(t, true)
	grades := func() (list []bot.Grade) {
		for _, f := range o.channel.Examine(t.Context()) {
			t.Log(f.Text)
			list = append(list, f.Grade)
		}
		return list
	}
	if got := grades(); slices.Contains(got, bot.Bad) || len(got) != 4 {
		t.Error(got)
	}
	o.Scopes = "chat:write"
	if got := grades(); !slices.Contains(got, bot.Bad) {
		t.Error("missing scopes are fine")
	}
	o.Fails(func(string) slacktest.Fault { return slacktest.Fault{Error: "invalid_auth"} })
	if got := grades(); !slices.Equal(got, []bot.Grade{bot.Bad}) {
		t.Error(got)
	}
}

// TestCrowd: 200 people at once.
func TestCrowd(t *testing.T) {
	each(t, func(t *testing.T, socket bool) {
		o := open(t, socket)
		o.answers(func(c *bot.Config) { c.Limits.Workers = 32 })
		bottest.Crowd(t, func(n int) string { return fmt.Sprintf("U0P%d", n) },
			func(user, text string) error {
				ts := o.ts()
				_, err := o.brings("events_api", slacktest.Event(ts, slacktest.Direct(user, ts, text)))
				return err
			},
			func(user string, n int) bool {
				return o.Until(time.Minute, func() bool { return len(o.In(slacktest.DM(user))) >= n })
			})
	})
}

func FuzzEvents(f *testing.F) {
	good, err := json.Marshal(slacktest.Event("1", slacktest.Direct(ana, "1800000000.000100", "hello")))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good)
	press, err := json.Marshal(slacktest.Press(ana, slacktest.Post{
		Channel: "D1", TS: "1.1", Blocks: json.RawMessage(`[]`),
	}, "agree", "", "x"))
	if err != nil {
		f.Fatal(err)
	}
	f.Add([]byte(url.Values{"payload": {string(press)}}.Encode()))
	f.Add([]byte("team_id=T1&user_id=U1&text=export&trigger_id=1"))
	o := open(f, false)
	b, err := bot.New(bot.Config{
		Store: bottest.NewMemory(), Library: bottest.NewShelf(), Channels: []bot.Channel{o.channel},
	})
	if err != nil {
		f.Fatal(err)
	}
	_ = b
	f.Fuzz(func(t *testing.T, body []byte) {
		for path, kind := range map[string]string{
			"events": "application/json", "interactive": "application/x-www-form-urlencoded",
			"command": "application/x-www-form-urlencoded",
		} {
			status, said, err := slacktest.Call(o.base+"/slack/"+path, kind, body, time.Now(), slacktest.SigningSecret)
			if err != nil || status >= 500 {
				t.Errorf("%s: %d %s, %v", path, status, said, err)
			}
		}
	})
}

// TestFile: a file is fetched once the person has agreed, and the token is sent
// only to Slack.
func TestFile(t *testing.T) {
	o := open(t, true)
	store := bottest.NewMemory()
	o.answers(func(c *bot.Config) { c.Store = store })
	o.share(ana, "shot.txt", []byte("a picture"))
	o.must("interactive", slacktest.Press(ana, o.hears(ana, 1), "agree", "", "I agree"))
	if state, content := bottest.SentFile(t, store, bot.UserID{
		App: bot.DefaultApp, Channel: slack.Name, ID: slacktest.Team + ":" + ana,
	}); state != "kept" || content != "a picture" {
		t.Errorf("%s, %q", state, content)
	}
	for _, ref := range []string{
		"", "http://files.slack.com/a", "https://files.slack.com.elsewhere.test/a", "https://slack.com@elsewhere.test/",
		"file:///etc/passwd", o.URL + "/files-pri/F/download/none",
	} {
		if _, err := o.channel.Fetch(t.Context(), ref); !errors.Is(err, bot.ErrNotFound) {
			t.Errorf("%q: %v", ref, err)
		}
	}
}

// TestDeleteThisMessage: the shortcut in the menu of a message deletes that one.
func TestDeleteThisMessage(t *testing.T) {
	o := open(t, true)
	o.answers()
	o.write(ana, "hello")
	o.must("interactive", slacktest.Press(ana, o.hears(ana, 1), "agree", "", "I agree"))
	o.hears(ana, 3)
	o.must("events_api", slacktest.Event("z1", slacktest.Direct(ana, "1700.000900", "my code is ZZCODE")))
	o.hears(ana, 4)
	o.write(ana, "my parcel is green")
	o.hears(ana, 5)
	use := func(trigger, ts string) {
		o.must("interactive", map[string]any{
			"type": "message_action", "callback_id": "delete_message", "trigger_id": trigger,
			"team": map[string]any{"id": slacktest.Team}, "user": map[string]any{"id": ana},
			"channel": map[string]any{"id": slacktest.DM(ana)},
			"message": map[string]any{"type": "message", "user": ana, "ts": ts, "text": "x"},
		})
	}
	use("t1", "1700.000900")
	ask := o.hears(ana, 6)
	if !strings.Contains(ask.Text, "ZZCODE") {
		t.Fatalf("%s", ask.Text)
	}
	o.must("interactive", slacktest.Press(ana, ask, "delete_message", forOf(ask, "delete_message"), "Delete it"))
	if got := o.hears(ana, 7).Text; !strings.Contains(got, "nothing of it is on our record") {
		t.Error(got)
	}
	use("t2", "1.1")
	if got := o.hears(ana, 8).Text; !strings.Contains(got, "no message of yours") {
		t.Error(got)
	}
	manifest, err := slack.Manifest("Assent", "", false)
	if err != nil || !strings.Contains(string(manifest), `"callback_id": "delete_message"`) {
		t.Errorf("%s, %v", manifest, err)
	}
}
