package discord_test

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"assent/adapters/discord"
	"assent/adapters/discord/discordtest"
	"assent/bot"
	"assent/bot/bottest"
	"assent/bot/office"
	"assent/policies"
)

// server is the channel, with a stand-in of Discord at the other end.
type server struct {
	*discordtest.Server
	testing.TB
	channel *discord.Channel
	bot     *bot.Bot
	store   bot.Store
	log     *bytes.Buffer
	key     ed25519.PrivateKey
}

func open(t testing.TB, change ...func(*discord.Config)) *server {
	public, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	s := &server{Server: discordtest.New(), TB: t, log: &bytes.Buffer{}, store: bottest.NewMemory(), key: private}
	t.Cleanup(s.Server.Close)
	s.channel = s.connectable(hex.EncodeToString(public), change...)
	return s
}

// connectable makes the channel, as a starting process does.
func (s *server) connectable(key string, change ...func(*discord.Config)) *discord.Channel {
	c := discord.Defaults()
	c.BotToken, c.APIURL, c.PublicKey = bot.Secret(discordtest.Token), s.URL, key
	for _, f := range change {
		f(&c)
	}
	if bad := c.Check(); len(bad) > 0 {
		s.Fatal(bad)
	}
	return discord.New(c, slog.New(slog.NewTextHandler(&locked{b: s.log}, nil)))
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

// answers connects a bot to the channel until stop is called, or the test ends.
func (s *server) answers(change ...func(*bot.Config)) (stop func()) {
	s.Helper()
	c := bot.Config{
		Store: s.store, Library: bottest.NewShelf(), Channels: []bot.Channel{s.channel},
		Limits: bot.LimitsConfig{PersonRate: -1},
		Desk:   bot.DeskConfig{Names: true},
		Log:    slog.New(slog.NewTextHandler(&locked{b: s.log}, nil)),
	}
	for _, f := range change {
		f(&c)
	}
	b, err := bot.New(c)
	if err != nil {
		s.Fatal(err)
	}
	s.bot = b
	office.New(b, office.Config{Store: c.Store, Library: c.Library, Channels: c.Channels})
	ctx, cancel := context.WithCancel(context.Background())
	var wg sync.WaitGroup
	before, _, _ := s.Sessions()
	wg.Go(func() { _ = b.Run(ctx) })
	wg.Go(func() { _ = s.channel.Run(ctx) })
	if !s.Until(20*time.Second, func() bool { n, _, _ := s.Sessions(); return n > before && s.Commands() != "" }) {
		s.Fatalf("it does not connect: %s", s.log)
	}
	stop = sync.OnceFunc(func() { cancel(); wg.Wait() })
	s.Cleanup(stop)
	return stop
}

// hears waits for the nth message in somebody's direct messages.
func (s *server) hears(user string, n int) discordtest.Post {
	s.Helper()
	if !s.Until(20*time.Second, func() bool { return len(s.In(discordtest.DM(user))) >= n }) {
		s.Fatalf("%d messages, want %d: %v\n%s", len(s.In(discordtest.DM(user))), n, s.In(discordtest.DM(user)), s.log)
	}
	return s.In(discordtest.DM(user))[n-1]
}

const ana = "1001"

// custom returns the custom_id of a post's button.
func custom(p discordtest.Post, choice string) string {
	var rows []struct {
		Components []struct {
			ID string `json:"custom_id"`
		}
	}
	_ = json.Unmarshal(p.Components, &rows)
	for _, r := range rows {
		for _, b := range r.Components {
			if strings.HasPrefix(b.ID, choice+"/") {
				return b.ID
			}
		}
	}
	return ""
}

func TestConversation(t *testing.T) {
	s := open(t)
	s.answers()
	said := 0
	expect := func(what string, want ...string) (last discordtest.Post) {
		t.Helper()
		t.Logf("> %s", what)
		for _, w := range want {
			said++
			last = s.hears(ana, said)
			t.Logf("< %s %s", last.Content, last.Components)
			if !strings.Contains(last.Content, w) {
				t.Fatalf("%q was said, want %q", last.Content, w)
			}
		}
		return last
	}
	s.Direct(ana, "hi, where is my parcel?")
	notice := expect("hi", "**Before we chat**")
	id := s.Press(ana, notice, custom(notice, "agree"))
	expect("[I agree]", "your agreement is on record", "nobody is connected")
	if a := s.Answer(id, 5*time.Second); !strings.Contains(a, `"type":7`) || strings.Contains(a, "custom_id") ||
		!strings.Contains(a, "✓ I agree") {
		t.Errorf("the button is answered with %s", a)
	}
	s.Direct(ana, "what do you do with my phone number?")
	expect("question", "**What we use it for**")
	s.Direct(ana, "export my data")
	expect("export my data", "EXPORT")
	s.Direct(ana, "EXPORT")
	file := expect("EXPORT", "preparing your file", "Here is your data")
	for name, content := range file.Files {
		if z, err := zip.NewReader(bytes.NewReader(content), int64(len(content))); err != nil || len(z.File) < 4 {
			t.Errorf("%s: %v", name, err)
		}
	}
	if len(file.Files) != 1 {
		t.Errorf("%d files", len(file.Files))
	}
	s.Direct(ana, "delete my data")
	ask := expect("delete my data", "If you reply **DELETE**")
	time.Sleep(200 * time.Millisecond) // nobody reads faster
	s.Press(ana, ask, custom(ask, "delete"))
	if !s.Until(30*time.Second, func() bool {
		posts := s.In(discordtest.DM(ana))
		return len(posts) == 1 && strings.Contains(posts[0].Content, "Your data is deleted")
	}) {
		t.Fatalf("Discord keeps %v\n%s", s.In(discordtest.DM(ana)), s.log)
	}
	if last := s.In(discordtest.DM(ana))[0].Content; !strings.Contains(last,
		"What you wrote yourself in Discord stays there") {
		t.Error(last)
	}
	if _, _, intents := s.Sessions(); intents != 1<<12|1<<9 {
		t.Errorf("intents %b", intents)
	}
}

// TestDialogues plays the dialogues over the wire protocol.
func TestDialogues(t *testing.T) {
	bottest.TestChannel(t, func(t *testing.T) bottest.Wire {
		s := open(t)
		watch := &watcher{Channel: s.channel}
		number := func(account string) string { return fmt.Sprint(5000 + len(account)*300 + int(account[0])) }
		ctx, cancel := context.WithCancel(context.Background())
		var wg sync.WaitGroup
		t.Cleanup(func() { cancel(); wg.Wait() })
		var once sync.Once
		ids := map[string]string{}
		return bottest.Wire{
			Channel: s.channel,
			Connect: func(b *bot.Bot) {
				s.channel.Connect(b)
				once.Do(func() {
					wg.Go(func() { _ = s.channel.Run(ctx) })
					if !s.Until(20*time.Second, func() bool { return s.Commands() != "" }) {
						t.Fatal("it does not connect")
					}
				})
				watch.bot = b
			},
			User: func(account string) bot.UserID {
				return bot.UserID{App: bot.DefaultApp, Channel: discord.Name, ID: number(account)}
			},
			Say: func(account string, m bot.Message) error {
				user := number(account)
				before := watch.taken()
				switch id, again := ids[m.ID]; {
				case again:
					s.Again(id, user, m.Text)
				case m.Choice != "":
					s.Press(user, discordtest.Post{
						Channel: discordtest.DM(user), ID: "1", Content: "…", Components: json.RawMessage(`[]`),
					}, m.Choice+"/"+m.For)
				default:
					ids[m.ID] = s.Direct(user, m.Text)
				}
				// Nothing on the gateway shows that an event is on record.
				deadline := time.Now().Add(10 * time.Second)
				for ; watch.taken() == before; time.Sleep(time.Millisecond) {
					if time.Now().After(deadline) {
						return fmt.Errorf("nothing came of it: %s", s.log)
					}
				}
				time.Sleep(5 * time.Millisecond)
				return nil
			},
		}
	})
}

// watcher counts the messages that the bot has finished receiving.
type watcher struct {
	*discord.Channel
	bot *bot.Bot
}

func (w *watcher) taken() int { return int(w.bot.Load().Received) }

// TestServer: a question in public is answered where others do not read it.
func TestServer(t *testing.T) {
	s := open(t)
	s.answers()
	s.Mention("1002", "888", "nobody asked the bot", false)
	id := s.Mention(ana, "888", "delete my data", true)
	if got := s.hears(ana, 1).Content; !strings.Contains(got, "Before we chat") {
		t.Error(got)
	}
	if !s.Until(5*time.Second, func() bool { return len(s.In("888")) == 1 }) {
		t.Fatal("no pointer")
	}
	if p := s.In("888")[0]; p.Content != "I have written to you in a direct message." || p.Reference != id {
		t.Errorf("in the channel: %+v", p)
	}
	for _, sub := range []string{"help", "policy", "status", "export", "delete", "withdraw"} {
		if a := s.Answer(s.Command(ana, "privacy", sub), 5*time.Second); !strings.Contains(a, `"flags":64`) ||
			!strings.Contains(a, "direct message") {
			t.Errorf("/privacy %s: %s", sub, a)
		}
		if !strings.Contains(s.Commands(), `"name":"`+sub+`"`) {
			t.Errorf("%s is not registered", sub)
		}
	}
	if _, err := s.bot.Find(t.Context(), bot.UserID{
		App: bot.DefaultApp, Channel: discord.Name, ID: "1002",
	}); err == nil {
		t.Error("somebody is on record for talking to others")
	}
}

// TestAddresses: the address of the API may name the API and its version.
func TestAddresses(t *testing.T) {
	s := open(t)
	for _, path := range []string{"", "/", "/api", "/api/", "/api/v9"} {
		c := discord.Defaults()
		c.BotToken, c.APIURL = bot.Secret(discordtest.Token), s.URL+path
		if bad := c.Check(); len(bad) > 0 {
			t.Errorf("%q: %v", path, bad)
		}
		if found := discord.New(c, slog.New(slog.DiscardHandler)).Examine(t.Context()); found[0].Grade != bot.Good {
			t.Errorf("%q: %v", path, found)
		}
	}
}

// TestClosed: whoever accepts no direct messages is answered where they gave the
// command, for their eyes alone.
func TestClosed(t *testing.T) {
	s := open(t)
	s.Refuses(ana)
	s.answers()
	s.Command(ana, "privacy", "export")
	if !s.Until(10*time.Second, func() bool { return len(s.In("webhook")) > 0 }) {
		t.Fatalf("no answer: %s", s.log)
	}
	if p := s.In("webhook")[0]; !strings.Contains(p.Content, "Before we chat") || p.For == "" {
		t.Errorf("%+v", p)
	}
	// Without a command there is no way to reach them.
	s.Refuses("1003")
	if _, err := s.channel.Send(t.Context(), bot.UserID{Channel: discord.Name, ID: "1003"},
		bot.Reply{ID: "r", Text: "hello"}); err == nil || !strings.Contains(err.Error(), "50007") {
		t.Error(err)
	}
}

// TestConnections: a break of the gateway loses nothing and repeats nothing.
func TestConnections(t *testing.T) {
	s := open(t)
	s.answers()
	s.Direct(ana, "hello")
	s.hears(ana, 1)
	s.Direct(ana, "AGREE")
	s.hears(ana, 3)
	s.Disconnect()
	s.Direct(ana, "do you sell my data?")
	if got := s.hears(ana, 4).Content; !strings.Contains(got, "Who receives it") {
		t.Error(got)
	}
	// The message may have been fetched before the connection was back.
	s.Until(20*time.Second, func() bool { _, resumed, _ := s.Sessions(); return resumed > 0 })
	if begun, resumed, _ := s.Sessions(); begun != 1 || resumed != 1 {
		t.Errorf("%d sessions, %d resumed", begun, resumed)
	}
	id := s.Direct(ana, "how long do you keep it?")
	s.hears(ana, 5)
	s.Again(id, ana, "how long do you keep it?")
	time.Sleep(200 * time.Millisecond)
	if n := len(s.In(discordtest.DM(ana))); n != 5 {
		t.Errorf("%d messages", n)
	}
}

// TestRevisions: what is edited or deleted at Discord is edited or deleted on record.
func TestRevisions(t *testing.T) {
	s := open(t)
	s.answers()
	s.Direct(ana, "hello")
	s.hears(ana, 1)
	s.Direct(ana, "AGREE")
	s.hears(ana, 3)
	first := s.Direct(ana, "ZZFIRST")
	s.hears(ana, 4)
	second := s.Direct(ana, "ZZSECOND")
	s.hears(ana, 5)
	s.Edit(first, ana, "ZZEDITED")
	s.Edit(second, ana, "")
	p, err := s.bot.Find(t.Context(), bot.UserID{App: bot.DefaultApp, Channel: discord.Name, ID: ana})
	if err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(10 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		said := ""
		for e, err := range s.store.Events(t.Context(), p.ID) {
			if err != nil {
				t.Fatal(err)
			}
			said += string(e.Body)
		}
		if strings.Contains(said, "ZZEDITED") && !strings.Contains(said, "ZZFIRST") &&
			!strings.Contains(said, "ZZSECOND") {
			break
		}
		if time.Now().After(deadline) {
			t.Fatal(said)
		}
	}
}

// TestDowntime: what was sent while nobody was connected is answered in order.
func TestDowntime(t *testing.T) {
	s := open(t)
	stop := s.answers()
	s.Direct(ana, "hello")
	s.hears(ana, 1)
	s.Direct(ana, "AGREE")
	s.hears(ana, 3)
	stop()
	s.Direct(ana, "do you sell my data?")
	s.Direct(ana, "how long do you keep it?")
	s.channel = s.connectable("")
	s.answers()
	for i, want := range []string{"Who receives it", "How long we keep it"} {
		if got := s.hears(ana, 4+i).Content; !strings.Contains(got, want) {
			t.Errorf("%q, want %q", got, want)
		}
	}
	time.Sleep(200 * time.Millisecond)
	if n := len(s.In(discordtest.DM(ana))); n != 5 {
		t.Errorf("%d messages", n)
	}
}

// TestFaults: whatever Discord does, every reply arrives once and in order.
func TestFaults(t *testing.T) {
	for name, fault := range map[string]discordtest.Fault{
		"rate limit": {Status: 429, Retry: 0.2}, "5xx": {Status: 503}, "cut afterwards": {Cut: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := open(t)
			s.answers()
			var n atomic.Int64
			s.Fails(func(method, path string) discordtest.Fault {
				if method == http.MethodPost && strings.HasSuffix(path, "/messages") && n.Add(1)%2 == 1 {
					return fault
				}
				return discordtest.Fault{}
			})
			s.Direct(ana, "hello")
			s.hears(ana, 1)
			time.Sleep(1500 * time.Millisecond) // until its sending is on record
			s.Direct(ana, "AGREE")
			s.hears(ana, 3)
			for _, q := range []string{
				"what data do you collect?", "do you sell my data?", "how long do you keep it?",
			} {
				s.Direct(ana, q)
			}
			want := []string{"What we collect", "Who receives it", "How long we keep it"}
			s.Until(30*time.Second, func() bool {
				p := s.In(discordtest.DM(ana))
				return strings.Contains(p[len(p)-1].Content, want[2])
			})
			var got []string
			for _, p := range s.In(discordtest.DM(ana))[3:] {
				got = append(got, p.Content)
			}
			if len(got) != 3 {
				t.Fatalf("%d messages: %q", len(got), got)
			}
			for i, w := range want {
				if !strings.Contains(got[i], w) {
					t.Errorf("message %d is %q, want %q", i, got[i], w)
				}
			}
		})
	}
}

// call is a webhook event as Discord signs it.
func (s *server) call(body string, at time.Time, key ed25519.PrivateKey) int {
	stamp := fmt.Sprint(at.Unix())
	r := httptest.NewRequest(http.MethodPost, "/discord/events", strings.NewReader(body))
	r.Header.Set("X-Signature-Timestamp", stamp)
	r.Header.Set("X-Signature-Ed25519", hex.EncodeToString(ed25519.Sign(key, []byte(stamp+body))))
	w := httptest.NewRecorder()
	s.channel.ServeHTTP(w, r)
	return w.Code
}

func TestWebhook(t *testing.T) {
	s := open(t)
	s.answers()
	s.Direct(ana, "hello")
	s.hears(ana, 1)
	_, another, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	departed := `{"version":1,"application_id":"1","type":1,"event":{"type":"APPLICATION_DEAUTHORIZED",` +
		`"timestamp":"2026-01-01T00:00:00Z","data":{"user":{"id":"` + ana + `"}}}}`
	for name, c := range map[string]struct {
		body string
		at   time.Time
		key  ed25519.PrivateKey
		want int
	}{
		"ping":        {`{"type":0}`, time.Now(), s.key, 204},
		"another key": {departed, time.Now(), another, 401},
		"old":         {departed, time.Now().Add(-time.Hour), s.key, 401},
		"no JSON":     {"hello", time.Now(), s.key, 400},
		"too large":   {strings.Repeat("x", 100<<10), time.Now(), s.key, 413},
		"unknown":     {`{"type":1,"event":{"type":"QUEST"}}`, time.Now(), s.key, 204},
	} {
		if got := s.call(c.body, c.at, c.key); got != c.want {
			t.Errorf("%s: %d, want %d", name, got, c.want)
		}
	}
	u := bot.UserID{App: bot.DefaultApp, Channel: discord.Name, ID: ana}
	if _, err := s.bot.Find(t.Context(), u); err != nil {
		t.Errorf("a refused event erased somebody: %v", err)
	}
	for range 2 {
		if got := s.call(departed, time.Now(), s.key); got != 204 {
			t.Errorf("%d", got)
		}
	}
	for deadline := time.Now().Add(10 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		if _, err := s.bot.Find(t.Context(), u); err != nil {
			break
		}
		if time.Now().After(deadline) {
			t.Fatal("they are still on record")
		}
	}
}

// TestLongTexts: whatever is said fits Discord's limits, and nothing is lost.
func TestLongTexts(t *testing.T) {
	s := open(t)
	text := policies.Markdown(strings.Repeat("A sentence with **marks** and a_b. ", 200) + strings.Repeat("é", 3000) +
		"\n\n[a link](https://chat.test/privacy)")
	var choices []bot.Choice
	for i := range 7 {
		choices = append(choices, bot.Choice{ID: fmt.Sprint("choice", i), Label: strings.Repeat("x", 100)})
	}
	if _, err := s.channel.Send(t.Context(), bot.UserID{Channel: discord.Name, ID: ana},
		bot.Reply{ID: "r", Text: text, Choices: choices}); err != nil {
		t.Fatal(err)
	}
	said := ""
	for _, p := range s.In(discordtest.DM(ana)) {
		said += p.Content
		if strings.Count(p.Content, "**")%2 != 0 {
			t.Errorf("emphasis is cut in %q", p.Content)
		}
	}
	squeezed := func(s string) string { return strings.Join(strings.Fields(s), "") }
	if got, want := squeezed(said), squeezed(policies.DiscordMarkdown(text)); got != want {
		t.Errorf("%d characters were said, want %d", len(got), len(want))
	}
}

func TestExamine(t *testing.T) {
	s := open(t)
	for _, f := range s.channel.Examine(t.Context()) {
		if t.Log(f.Text); f.Grade != bot.Good {
			t.Error(f.Text)
		}
	}
	s.Fails(func(string, string) discordtest.Fault { return discordtest.Fault{Status: 401} })
	if f := s.channel.Examine(t.Context()); len(f) != 1 || f[0].Grade != bot.Bad ||
		strings.Contains(f[0].Text, "somebody") {
		t.Error(f)
	}
}

func TestInvitation(t *testing.T) {
	c := discord.Defaults()
	c.BotToken = bot.Secret(discordtest.Token)
	got, err := c.Invitation(false)
	if err != nil || !strings.Contains(got, "client_id="+discordtest.Application) ||
		!strings.Contains(got, "permissions=274877975552") {
		t.Error(got, err)
	}
	c.BotToken = "nonsense"
	if _, err := c.Invitation(false); err == nil || len(c.Check()) == 0 {
		t.Error("nonsense is a token")
	}
}

// TestCrowd: 200 people at once.
func TestCrowd(t *testing.T) {
	s := open(t)
	s.answers(func(c *bot.Config) { c.Limits.Workers = 32 })
	bottest.Crowd(t, func(n int) string { return fmt.Sprint(20000 + n) },
		func(user, text string) error { s.Direct(user, text); return nil }, // the gateway has no acknowledgement
		func(user string, n int) bool {
			return s.Until(time.Minute, func() bool { return len(s.In(discordtest.DM(user))) >= n })
		})
}

func FuzzWebhook(f *testing.F) {
	f.Add(`{"type":0}`)
	f.Add(`{"type":1,"event":{"type":"APPLICATION_DEAUTHORIZED","data":{"user":{"id":"1001"}}}}`)
	s := open(f)
	if _, err := bot.New(bot.Config{
		Store: s.store, Library: bottest.NewShelf(), Channels: []bot.Channel{s.channel},
	}); err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, body string) {
		if got := s.call(body, time.Now(), s.key); got >= 500 {
			t.Errorf("%d", got)
		}
	})
}

// TestAttachment: an attachment is fetched once the person has agreed, and only
// from Discord.
func TestAttachment(t *testing.T) {
	s := open(t)
	s.answers()
	s.Attach(ana, "look", "shot.txt", []byte("a picture"))
	s.Press(ana, s.hears(ana, 1), custom(s.hears(ana, 1), "agree"))
	if state, content := bottest.SentFile(t, s.store, bot.UserID{
		App: bot.DefaultApp, Channel: discord.Name, ID: ana,
	}); state != "kept" || content != "a picture" {
		t.Errorf("%s, %q", state, content)
	}
	for _, ref := range []string{
		"", "http://cdn.discordapp.com/a", "https://cdn.discordapp.com.elsewhere.test/a", "https://u@169.254.169.254/a",
		"file:///etc/passwd", s.URL + "/attachments/none",
	} {
		if _, err := s.channel.Fetch(t.Context(), ref); !errors.Is(err, bot.ErrNotFound) {
			t.Errorf("%q: %v", ref, err)
		}
	}
}

// FuzzGateway: whatever an event of the gateway holds, it is handled or ignored,
// and the next person is answered.
func FuzzGateway(f *testing.F) {
	for _, e := range []struct{ kind, data string }{
		{"MESSAGE_CREATE", `{"id":"1","channel_id":"2","content":"hi","type":0,` +
			`"timestamp":"2026-01-01T00:00:00Z","author":{"id":"3"}}`},
		{"MESSAGE_CREATE", `{"id":"1","guild_id":"7","channel_id":"2","content":"<@1> hi","author":{"id":"3"},` +
			`"mentions":[{"id":"1"},null],"attachments":[null,{"size":-1}]}`},
		{"MESSAGE_UPDATE", `{"id":"1","channel_id":"2","author":null,"edited_timestamp":"2026-01-01T00:00:00Z"}`},
		{"MESSAGE_DELETE", `{"id":"1","channel_id":"2"}`},
		{"INTERACTION_CREATE", `{"id":"1","type":3,"token":"t",` +
			`"data":{"custom_id":"agree/x","component_type":2},"user":{"id":"3"},"message":null}`},
		{"INTERACTION_CREATE", `{"id":"1","type":2,"data":{"name":"privacy","options":[null]},"member":{"user":null}}`},
		{"INTERACTION_CREATE", `{"type":5,"data":{"custom_id":"x","components":[]}}`},
		{"NO_SUCH_EVENT", `[]`},
	} {
		f.Add(e.kind, e.data)
	}
	s := open(f)
	s.answers()
	var n atomic.Int64
	f.Fuzz(func(t *testing.T, kind, data string) {
		if !json.Valid([]byte(data)) || len(data) > 4096 {
			return
		}
		s.Event(kind, json.RawMessage(data))
		if n.Add(1)%50 > 1 {
			return
		}
		next := fmt.Sprint(5000 + n.Load())
		s.Direct(next, "hello")
		if !s.Until(20*time.Second, func() bool { return len(s.In(discordtest.DM(next))) > 0 }) {
			t.Fatal("nobody is answered any more")
		}
	})
}

// TestDeleteThisMessage: the command in the menu of a message deletes that one.
func TestDeleteThisMessage(t *testing.T) {
	s := open(t)
	s.answers()
	s.Direct(ana, "hello")
	s.hears(ana, 1)
	s.Direct(ana, "AGREE")
	s.hears(ana, 3)
	first := s.Direct(ana, "my code is ZZCODE")
	s.hears(ana, 4)
	s.Direct(ana, "my parcel is green")
	s.hears(ana, 5)
	if !strings.Contains(s.Commands(), `"Delete this message"`) {
		t.Error("the command is not registered")
	}
	s.MessageCommand(ana, "Delete this message", first)
	ask := s.hears(ana, 6)
	if !strings.Contains(ask.Content, "ZZCODE") {
		t.Fatalf("%s", ask.Content)
	}
	s.Press(ana, ask, custom(ask, "delete_message"))
	if got := s.hears(ana, 7).Content; !strings.Contains(got, "nothing of it is on our record") {
		t.Error(got)
	}
	s.MessageCommand(ana, "Delete this message", "999")
	if got := s.hears(ana, 8).Content; !strings.Contains(got, "no message of yours") {
		t.Error(got)
	}
}
