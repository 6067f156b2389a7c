package sqlstore_test

import (
	"context"
	"crypto/rand"
	"fmt"
	"testing"

	"assent/adapters/sqlstore"
	"assent/bot"
	"assent/bot/bottest"
)

// BenchmarkReceive measures the whole way of an ordinary message of somebody
// who agreed: read and decided upon, until it, its reply and the person are on
// disk. Run it with BenchmarkBareCommit, which writes as much in the same
// statements, to see what everything around the disk costs:
//
//	go test -run '^$' -bench 'Receive|BareCommit' ./adapters/sqlstore
func BenchmarkReceive(b *testing.B) { benchmarkReceive(b, openSample) }

// BenchmarkReceiveOnPostgres does the same on a server of the tests' own,
// which does not wait for the disk.
func BenchmarkReceiveOnPostgres(b *testing.B) {
	benchmarkReceive(b, func(b testing.TB, dir string) *sqlstore.Store {
		opt := onPostgres(b, dir)
		opt.Controller = bottest.SampleController
		s, err := sqlstore.Open(b.Context(), opt)
		if err != nil {
			b.Fatal(err)
		}
		return s
	})
}

func benchmarkReceive(b *testing.B, open func(testing.TB, string) *sqlstore.Store) {
	for _, people := range []int{1, 8, 64, 256} {
		b.Run(fmt.Sprint(people), func(b *testing.B) {
			s := open(b, b.TempDir())
			defer s.Close()
			inbox, err := bot.New(bot.Config{
				Store: s, Library: s, Channels: []bot.Channel{bottest.NewRecorder("test", false)},
				Limits: bot.LimitsConfig{PersonRate: -1},
			})
			if err != nil {
				b.Fatal(err)
			}
			inParallel(b, people, func(ctx context.Context, n int) func() error {
				user := userOf(fmt.Sprint("account ", n))
				say := func(text string) error {
					return inbox.Receive(ctx, bot.Message{ID: rand.Text(), User: user, Text: text})
				}
				if err := say("hello, where is my parcel?"); err != nil {
					b.Fatal(err)
				}
				if err := inbox.Drain(ctx); err != nil { // the notice has to be delivered before it is agreed to
					b.Fatal(err)
				}
				if err := say("AGREE"); err != nil {
					b.Fatal(err)
				}
				if p, err := s.Person(ctx, user); err != nil || p.ConsentFor(bot.PurposeService).State != bot.Granted {
					b.Fatalf("nobody agreed: %v", err)
				}
				return func() error { return say("I am still waiting for the parcel that I ordered two weeks ago") }
			})
		})
	}
}
