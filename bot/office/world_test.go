package office_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"assent/bot"
	"assent/bot/bottest"
	"assent/bot/office"
)

// world is a bot with its office, driven step by step.
type world struct {
	testing.TB
	bot     *bot.Bot
	office  *office.Office
	store   bot.Store
	clock   *bottest.Clock
	channel *bottest.Recorder
	config  bot.Config
	said    int
	drained []bot.Reply // replies to what operators did
}

func newWorld(t testing.TB, change ...func(*bot.Config)) *world {
	t.Helper()
	w := &world{TB: t, clock: bottest.NewClock(), channel: bottest.NewRecorder("test", false)}
	w.config = bot.Config{
		Store: bottest.NewMemory(), Library: bottest.NewShelf(), Channels: []bot.Channel{w.channel}, Now: w.clock.Now,
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
	w.office = office.New(b, office.Config{
		Store: w.store, Library: w.config.Library, Channels: w.config.Channels, Now: w.config.Now, Desk: w.config.Desk,
		ReportTTL: 24 * time.Hour,
	})
	return w
}

func user(account string) bot.UserID {
	return bot.UserID{App: bot.DefaultApp, Channel: "test", ID: account}
}

// say delivers a message, a second after the last one, lets the bot answer, and
// returns the answers.
func (w *world) say(account string, m bot.Message) []bot.Reply {
	w.Helper()
	w.clock.Set(w.clock.Now().Add(time.Second))
	w.said++
	m.User, m.ID = user(account), fmt.Sprint("message ", w.said)
	if err := w.bot.Receive(context.Background(), m); err != nil {
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
