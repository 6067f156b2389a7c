package sqlstore_test

import (
	"context"
	"crypto/rand"
	"fmt"
	"testing"

	"assent/bot"
	"assent/bot/bottest"
)

// BenchmarkReceive measures a message of somebody who agreed: classified,
// decided on, sealed and committed together with the reply to it, by 1, 8 and
// 64 people at once. Compare it with BenchmarkBareCommit of the same run.
func BenchmarkReceive(b *testing.B) {
	for _, people := range []int{1, 8, 64} {
		b.Run(fmt.Sprint(people), func(b *testing.B) {
			s := open(b, b.TempDir())
			defer s.Close()
			w, err := bot.New(bot.Config{
				Store: s, Library: s, Channels: []bot.Channel{bottest.NewRecorder("test", false)},
				Consent: bot.ConsentConfig{Burst: -1}, Limits: bot.LimitsConfig{PersonRate: -1, SourceRate: -1},
			})
			if err != nil {
				b.Fatal(err)
			}
			inParallel(b, people, func(ctx context.Context, _ int) func() error {
				u := bot.UserID{App: bot.DefaultApp, Channel: "test", ID: rand.Text()}
				say := func(m bot.Message) error {
					m.ID, m.User = rand.Text(), u
					return w.Receive(ctx, m)
				}
				for _, m := range []bot.Message{{Text: "hello"}, {Choice: "agree"}} {
					if err := say(m); err != nil {
						b.Fatal(err)
					}
				}
				return func() error { return say(bot.Message{Text: "when does my parcel with the blue lamp arrive?"}) }
			})
		})
	}
}
