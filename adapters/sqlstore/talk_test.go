package sqlstore_test

import (
	"strconv"
	"testing"
	"time"

	"assent/adapters/sqlstore"
	"assent/bot"
	"assent/bot/bottest"
)

// A talk is a bot on a real store, spoken to step by step.
type talk struct {
	t        *testing.T
	store    *sqlstore.Store
	bot      *bot.Bot
	channel  *bottest.Recorder
	clock    *bottest.Clock
	messages int
}

func newTalk(t *testing.T, s *sqlstore.Store) *talk {
	t.Helper()
	k := &talk{t: t, store: s, channel: bottest.NewRecorder("test", false), clock: bottest.NewClock()}
	var err error
	k.bot, err = bot.New(bot.Config{
		Store: s, Library: s, Channels: []bot.Channel{k.channel}, Now: k.clock.Now, PublicURL: "https://chat.example",
		Consent: bot.ConsentConfig{Burst: -1},
	})
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// says lets a person type, a second after whatever came before.
func (k *talk) says(account, text string) []bot.Reply {
	k.t.Helper()
	return k.does(account, bot.Message{Text: text})
}

func (k *talk) does(account string, m bot.Message) []bot.Reply {
	k.t.Helper()
	k.messages++
	k.clock.Set(k.clock.Now().Add(time.Second))
	m.ID, m.User = strconv.Itoa(k.messages), userOf(account)
	if err := k.bot.Receive(k.t.Context(), m); err != nil {
		k.t.Fatal(err)
	}
	return k.drain(account)
}

// waits lets time pass in one step.
func (k *talk) waits(account string, d time.Duration) []bot.Reply {
	k.t.Helper()
	k.clock.Set(k.clock.Now().Add(d))
	return k.drain(account)
}

func (k *talk) drain(account string) []bot.Reply {
	k.t.Helper()
	if err := k.bot.Drain(k.t.Context()); err != nil {
		k.t.Fatal(err)
	}
	return k.channel.Take(account)
}

func userOf(account string) bot.UserID {
	return bot.UserID{App: bot.DefaultApp, Channel: "test", ID: account}
}
