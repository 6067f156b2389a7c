package bot_test

import (
	"context"
	"testing"
	"time"

	"assent/bot"
	"assent/bot/bottest"
)

// An AGREE that arrives after the notice left, but before its delivery is on
// record, counts; one typed before the notice left does not.
func TestAgreeBeforeTheDeliveryIsOnRecord(t *testing.T) {
	for name, after := range map[string]bool{"after the notice left": true, "before it left": false} {
		t.Run(name, func(t *testing.T) {
			ctx, clock, store := context.Background(), bottest.NewClock(), bottest.NewMemory()
			channel := &racing{Recorder: bottest.NewRecorder("test", false)}
			b, err := bot.New(bot.Config{
				Store: store, Library: bottest.NewShelf(), Channels: []bot.Channel{channel}, Now: clock.Now,
			})
			if err != nil {
				t.Fatal(err)
			}
			user := bot.UserID{App: bot.DefaultApp, Channel: "test", ID: "ana"}
			send := func(id, text string) {
				clock.Set(clock.Now().Add(time.Second))
				if err := b.Receive(ctx, bot.Message{ID: id, User: user, Text: text}); err != nil {
					t.Fatal(err)
				}
			}
			send("1", "hello there")
			if after {
				channel.before = func() { send("2", "AGREE") }
			} else {
				send("2", "AGREE")
				clock.Set(clock.Now().Add(time.Second))
			}
			if err := b.Drain(ctx); err != nil {
				t.Fatal(err)
			}
			p, err := store.Person(ctx, user)
			if err != nil {
				t.Fatal(err)
			}
			if got := p.ConsentFor(bot.PurposeService).State == bot.Granted; got != after {
				t.Errorf("granted: %v", got)
			}
		})
	}
}

// racing runs a function while it sends.
type racing struct {
	*bottest.Recorder
	before func()
}

func (r *racing) Send(ctx context.Context, to bot.UserID, reply bot.Reply) (bot.Receipt, error) {
	if before := r.before; before != nil {
		r.before = nil
		before()
	}
	return r.Recorder.Send(ctx, to, reply)
}
