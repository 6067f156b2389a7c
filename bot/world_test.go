package bot_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"assent/bot"
	"assent/bot/bottest"
	"assent/policies"
)

// world is a bot with everything around it, driven step by step.
type world struct {
	testing.TB
	bot     *bot.Bot
	store   bot.Store
	clock   *bottest.Clock
	channel *bottest.Recorder
	log     *strings.Builder
	config  bot.Config
	said    int
}

func newWorld(t testing.TB, change ...func(*bot.Config)) *world {
	t.Helper()
	w := &world{TB: t, clock: bottest.NewClock(), channel: bottest.NewRecorder("test", false), log: &strings.Builder{}}
	w.config = bot.Config{
		Store: bottest.NewMemory(), Library: bottest.NewShelf(), Channels: []bot.Channel{w.channel}, Now: w.clock.Now,
		Log:       slog.New(slog.NewTextHandler(w.log, &slog.HandlerOptions{Level: slog.LevelDebug})),
		PublicURL: "https://bot.example",
	}
	for _, c := range change {
		c(&w.config)
	}
	w.store = w.config.Store
	b, err := bot.New(w.config)
	if err != nil {
		t.Fatal(err)
	}
	w.bot = b
	return w
}

func user(account string) bot.UserID {
	return bot.UserID{App: bot.DefaultApp, Channel: "test", ID: account}
}

// receive delivers a message, a second after the last one.
func (w *world) receive(account string, m bot.Message) error {
	w.clock.Set(w.clock.Now().Add(time.Second))
	w.said++
	m.User = user(account)
	if m.ID == "" {
		m.ID = fmt.Sprint("message ", w.said)
	}
	return w.bot.Receive(context.Background(), m)
}

// say delivers a message, lets the bot answer, and returns the answers.
func (w *world) say(account string, m bot.Message) []bot.Reply {
	w.Helper()
	if err := w.receive(account, m); err != nil {
		w.Fatalf("Receive: %v", err)
	}
	return w.drain(account)
}

func (w *world) write(account, text string) []bot.Reply {
	w.Helper()
	return w.say(account, bot.Message{Text: text})
}

func (w *world) press(account, choice string) []bot.Reply {
	w.Helper()
	return w.say(account, bot.Message{Choice: choice})
}

func (w *world) drain(account string) []bot.Reply {
	w.Helper()
	if err := w.bot.Drain(context.Background()); err != nil {
		w.Fatalf("Drain: %v", err)
	}
	return w.channel.Take(account)
}

// agree opts a new person in.
func (w *world) agree(account string) {
	w.Helper()
	w.write(account, "hello there")
	w.press(account, "agree")
	if state := w.person(account).ConsentFor(bot.PurposeService).State; state != bot.Granted {
		w.Fatalf("after agreeing the consent is %s", state)
	}
}

func (w *world) person(account string) bot.Person {
	w.Helper()
	p, err := w.store.Person(context.Background(), user(account))
	if err != nil {
		w.Fatal(err)
	}
	return p
}

// count returns how many events of a kind the account has.
func (w *world) count(account, kind string) int {
	n := 0
	for _, e := range w.events(account) {
		if e.Kind == kind {
			n++
		}
	}
	return n
}

func (w *world) events(account string) []bot.Event {
	w.Helper()
	var all []bot.Event
	for e, err := range w.store.Events(context.Background(), w.person(account).ID) {
		if err != nil {
			w.Fatal(err)
		}
		all = append(all, e)
	}
	return all
}

// phrase is the text of a phrase without placeholders.
func phrase(p policies.Phrase) policies.Markdown {
	return bottest.Sample().Text("en").Phrase(p, nil)
}

// says reports whether a reply is exactly this phrase.
func says(replies []bot.Reply, p policies.Phrase) bool {
	for _, r := range replies {
		if r.Text == phrase(p) {
			return true
		}
	}
	return false
}

var errDown = errors.New("the platform is down")
