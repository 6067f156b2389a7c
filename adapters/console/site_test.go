package console_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"assent/adapters/console"
	"assent/bot"
	"assent/bot/bottest"
	"assent/bot/office"
)

// site is the console of a bot with a desk there and a channel to chat on.
type site struct {
	testing.TB
	*httptest.Server
	bot     *bot.Bot
	office  *office.Office
	store   bot.Store
	channel *bottest.Recorder
	console *console.Console
	n       int
}

func open(t testing.TB, change ...func(*bot.Config)) *site {
	t.Helper()
	return openWith(t, console.Options{}, office.Config{}, change...)
}

// openWith opens a console with its own options, and its office's.
func openWith(t testing.TB, o console.Options, team office.Config, change ...func(*bot.Config)) *site {
	t.Helper()
	s := &site{TB: t, store: bottest.NewMemory(), channel: bottest.NewRecorder("test", false)}
	o.Desk = console.NewDesk()
	c := bot.Config{
		Store: s.store, Library: bottest.NewShelf(), Channels: []bot.Channel{s.channel, o.Desk},
		Limits: bot.LimitsConfig{PersonRate: -1},
	}
	for _, f := range change {
		f(&c)
	}
	b, err := bot.New(c)
	if err != nil {
		t.Fatal(err)
	}
	s.Server = httptest.NewUnstartedServer(nil)
	o.PublicURL, o.Log, o.Channels = "http://"+s.Listener.Addr().String(), slog.New(slog.DiscardHandler), c.Channels
	team.Store, team.Library, team.Channels, team.Now = c.Store, c.Library, c.Channels, c.Now
	team.ReportTTL = 24 * time.Hour
	s.bot, s.office = b, office.New(b, team)
	s.console = console.New(b, s.office, o)
	s.Config.Handler = s.console
	s.Start()
	ctx, cancel := context.WithCancel(context.Background())
	var wg sync.WaitGroup
	wg.Go(func() { _ = b.Run(ctx) })
	t.Cleanup(func() { cancel(); wg.Wait(); s.CloseClientConnections(); s.Close() })
	return s
}

// visitor is a browser without a screen.
type visitor struct {
	*site
	http.Client
	secret string
	login  string
}

const password = "correct horse battery"

// as returns somebody who is signed in with these roles; nobody without any.
func (s *site) as(roles ...bot.Role) *visitor {
	s.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		s.Fatal(err)
	}
	v := &visitor{
		site: s,
		Client: http.Client{
			Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
	}
	if len(roles) == 0 {
		return v
	}
	s.n++
	token, err := s.office.Invite(s.Context(), bot.DefaultApp, roles, bot.Order{By: "a test"})
	if err != nil {
		s.Fatal(err)
	}
	v.secret, v.login = office.NewTOTP(), fmt.Sprintf("%s%d@acme.test", roles[0], s.n)
	status, _ := v.post("join/"+token, url.Values{
		"login": {v.login}, "name": {"<b>Ada</b> " + string(roles[0])}, "password": {password}, "totp": {v.secret},
		"code": {office.TOTPCode(v.secret, time.Now())},
	})
	if status != http.StatusSeeOther {
		s.Fatalf("join: %d", status)
	}
	return v
}

func (v *visitor) do(r *http.Request) (int, string, http.Header) {
	v.Helper()
	resp, err := v.Do(r)
	if err != nil {
		v.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		v.Fatal(err)
	}
	return resp.StatusCode, string(b), resp.Header
}

func (v *visitor) get(path string) (int, string) {
	v.Helper()
	r, err := http.NewRequest(http.MethodGet, v.URL+console.Path+path, nil)
	if err != nil {
		v.Fatal(err)
	}
	status, body, _ := v.do(r)
	return status, body
}

func (v *visitor) post(path string, form url.Values) (int, string) {
	v.Helper()
	r, err := http.NewRequest(http.MethodPost, v.URL+console.Path+path, strings.NewReader(form.Encode()))
	if err != nil {
		v.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	status, body, _ := v.do(r)
	return status, body
}

// chats lets somebody write on the channel, and agree first.
func (s *site) chats(account string, texts ...string) bot.Person {
	s.Helper()
	u := bot.UserID{App: bot.DefaultApp, Channel: "test", ID: account}
	receive := func(m bot.Message) {
		s.n++
		m.ID, m.User = fmt.Sprint("m", s.n), u
		if err := s.bot.Receive(s.Context(), m); err != nil {
			s.Fatal(err)
		}
	}
	p, err := s.store.Person(s.Context(), u)
	if err != nil {
		s.Fatal(err)
	}
	if !p.Known() {
		receive(bot.Message{Text: texts[0]})
		texts = texts[1:]
		receive(bot.Message{Choice: "agree"})
	}
	for _, text := range texts {
		receive(bot.Message{Text: text})
	}
	for end := time.Now().Add(10 * time.Second); ; time.Sleep(5 * time.Millisecond) {
		if p, err = s.store.Person(s.Context(), u); err != nil {
			s.Fatal(err)
		}
		if p.Handoff == nil || len(p.Threads) > 0 { // the desk has been told
			return p
		}
		if time.Now().After(end) {
			s.Fatal("the desk was never told")
		}
	}
}
