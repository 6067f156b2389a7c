package sqlstore_test

import (
	"context"
	"crypto/rand"
	"fmt"
	"os"
	"strconv"
	"testing"
	"time"

	"assent/adapters/sqlstore"
	"assent/bot"
	"assent/bot/bottest"
)

// othersIn returns how many people there are besides those who are measured: the
// second number is ASSENT_BENCH_PEOPLE.
func othersIn(b *testing.B) []int {
	most := 100_000
	if text := os.Getenv("ASSENT_BENCH_PEOPLE"); text != "" {
		var err error
		if most, err = strconv.Atoi(text); err != nil {
			b.Fatal(err)
		}
	}
	return []int{1_000, most}
}

// BenchmarkReceiveAmong measures an ordinary message where many people are
// already on record, each with two events and a key. What they wrote is only
// bytes: nobody reads it.
func BenchmarkReceiveAmong(b *testing.B) { benchmarkReceiveAmong(b, sqliteStore) }

// BenchmarkReceiveAmongOnPostgres does the same on PostgreSQL.
func BenchmarkReceiveAmongOnPostgres(b *testing.B) { benchmarkReceiveAmong(b, postgresStore) }

func benchmarkReceiveAmong(b *testing.B, open opener) {
	for _, others := range othersIn(b) {
		s := open(b)
		populate(b, s, others)
		for _, people := range []int{1, 64} {
			b.Run(fmt.Sprint(others, "/", people), func(b *testing.B) {
				execute(b, s, `DELETE FROM queue`) // replies from the previous run
				receive(b, s, people)
			})
		}
		if err := s.Close(); err != nil {
			b.Error(err)
		}
	}
}

// BenchmarkErase erases a person who wrote 100,000 messages, among a few people
// and among many: first the key is destroyed and the person is gone, which is
// what they wait for, and then what they wrote is deleted (purge-ms/op, included
// in ns/op). Run it with -benchtime 5x: everyone is written first.
func BenchmarkErase(b *testing.B) { benchmarkErase(b, sqliteStore) }

// BenchmarkEraseOnPostgres does the same on PostgreSQL.
func BenchmarkEraseOnPostgres(b *testing.B) { benchmarkErase(b, postgresStore) }

func benchmarkErase(b *testing.B, open opener) {
	for _, others := range othersIn(b) {
		s := open(b)
		populate(b, s, others)
		for _, messages := range []int{1, 100_000} {
			b.Run(fmt.Sprint(others, "/", messages), func(b *testing.B) {
				var purged time.Duration
				for b.Loop() {
					b.StopTimer()
					p := somebody()
					if err := s.Save(b.Context(), message(p)); err != nil {
						b.Fatal(err)
					}
					execute(b, s, `INSERT INTO events `+upTo+`
						SELECT $2, i + 10, 0, 'default', 'event ' || i, 'message', 0,
						CAST($3 AS `+s.Binary()+`) FROM n`,
						messages, string(p.ID), make([]byte, 300))
					b.StartTimer()
					if err := s.Erase(b.Context(), p.ID, time.Now()); err != nil {
						b.Fatal(err)
					}
					begun := time.Now()
					if err := s.Purge(b.Context(), p.ID); err != nil {
						b.Fatal(err)
					}
					purged += time.Since(begun)
				}
				b.ReportMetric(float64(purged.Milliseconds())/float64(b.N), "purge-ms/op")
			})
		}
		if err := s.Close(); err != nil {
			b.Error(err)
		}
	}
}

// opener opens an empty store for a benchmark.
type opener func(testing.TB) *sqlstore.Store

func sqliteStore(b testing.TB) *sqlstore.Store { return openSample(b, b.TempDir()) }

func postgresStore(b testing.TB) *sqlstore.Store {
	opt := onPostgres(b, b.TempDir())
	opt.Controller = bottest.SampleController
	s, err := sqlstore.Open(b.Context(), opt)
	if err != nil {
		b.Fatal(err)
	}
	return s
}

// upTo names the numbers from 1 to $1 n(i), for the statement that follows.
const upTo = `WITH RECURSIVE n(i) AS (
	SELECT CAST(1 AS BIGINT) UNION ALL SELECT i + 1 FROM n WHERE i < CAST($1 AS BIGINT))`

// populate adds other people to the record.
func populate(b *testing.B, s *sqlstore.Store, others int) {
	b.Helper()
	// Names as random as those that Assent makes.
	name := func(what string) string { return s.Digest("'" + what + " ' || i") }
	body := `CAST($2 AS ` + s.Binary() + `)`
	person := name("person")
	for _, insert := range []string{
		`INSERT INTO people (id, app, rev, stage, consent, requests, seen_at, body) ` + upTo +
			` SELECT ` + person + `, 'default', 1, 'open', 'granted', 0, i, ` + body + ` FROM n`,
		`INSERT INTO addresses ` + upTo +
			` SELECT ` + name("address") + `, 'default', ` + person + ` FROM n WHERE length(` + body + `) > 0`,
		`INSERT INTO events ` + upTo +
			` SELECT ` + person + `, 1, 0, 'default', ` + name("event") + `, 'message', i, ` + body + ` FROM n`,
		`INSERT INTO events ` + upTo +
			` SELECT ` + person + `, 1, 1, 'default', ` + name("reply") + `, 'reply', i, ` + body + ` FROM n`,
		`INSERT INTO handled ` + upTo +
			` SELECT ` + name("message") + `, 'default', i FROM n WHERE length(` + body + `) > 0`,
	} {
		execute(b, s, insert, others, make([]byte, 500))
	}
	keys := `INSERT INTO keys (id, wrapped) ` + upTo + ` SELECT 'p:' || ` + person + `, ` + body + ` FROM n`
	if err := s.ExecOnKeys(b.Context(), keys, others, make([]byte, 90)); err != nil {
		b.Fatal(err)
	}
}

func execute(b *testing.B, s *sqlstore.Store, statement string, args ...any) {
	b.Helper()
	if err := s.Exec(b.Context(), statement, args...); err != nil {
		b.Fatal(err)
	}
}

// receive measures an ordinary message from each of a number of people.
func receive(b *testing.B, s *sqlstore.Store, people int) {
	inbox, err := bot.New(bot.Config{
		Store: s, Library: s, Channels: []bot.Channel{bottest.NewRecorder("test", false)},
		Limits: bot.LimitsConfig{PersonRate: -1},
	})
	if err != nil {
		b.Fatal(err)
	}
	inParallel(b, people, func(ctx context.Context, n int) func() error {
		user := userOf(fmt.Sprint("account ", rand.Text()))
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
}
