package bot_test

import (
	"context"
	"testing"
	"time"

	"assent/bot"
	"assent/bot/bottest"
)

// TestErasureSurvivesAnOutdatedPerson: the job loads the person as they were
// before they confirmed, as a replica with a cache might. It must not mistake
// that for a change of mind.
func TestErasureSurvivesAnOutdatedPerson(t *testing.T) {
	ctx, clock := context.Background(), bottest.NewClock()
	store := &outdated{Store: bottest.NewMemory()}
	channel := bottest.NewRecorder("test", false)
	b, err := bot.New(bot.Config{
		Store: store, Library: bottest.NewShelf(), Channels: []bot.Channel{channel}, Now: clock.Now,
	})
	if err != nil {
		t.Fatal(err)
	}
	user := bot.UserID{App: bot.DefaultApp, Channel: "test", ID: "ana"}
	say := func(text string) {
		clock.Set(clock.Now().Add(time.Second))
		if err := b.Receive(ctx, bot.Message{ID: text, User: user, Text: text}); err != nil {
			t.Fatal(err)
		}
	}
	for _, text := range []string{"hello", "AGREE", "delete my data"} {
		say(text)
		if err := b.Drain(ctx); err != nil {
			t.Fatal(err)
		}
	}
	before, err := store.Person(ctx, user)
	if err != nil {
		t.Fatal(err)
	}
	say("DELETE")
	store.once = &before
	for range 2 { // the second time after the job's retry is due
		if err := b.Drain(ctx); err != nil {
			t.Fatal(err)
		}
		clock.Set(clock.Now().Add(time.Second))
	}
	if p, err := store.Person(ctx, user); err != nil || p.Known() {
		t.Errorf("the person is known: %v, %v", p.Known(), err)
	}
}

// outdated is a store that once returns a person as they were.
type outdated struct {
	bot.Store
	once *bot.Person
}

func (o *outdated) PersonByID(ctx context.Context, id bot.PersonID) (bot.Person, error) {
	if p := o.once; p != nil {
		o.once = nil
		return *p, nil
	}
	return o.Store.PersonByID(ctx, id)
}
